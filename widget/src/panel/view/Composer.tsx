import { Component, type RefObject } from "preact";
import type { TabMemory } from "../../memory";
import { WORDS } from "../text/microcopy";
import { holdsNumber, maskNumbers } from "../text/numbers";
import { Icon } from "./icons";
import { NumberWarning } from "./NumberWarning";
import { Said } from "./Said";

/** Longest text that the server takes, in characters. */
const LONGEST = 1000;

interface ComposerProps {
  readonly input: RefObject<HTMLTextAreaElement>;
  readonly memory: TabMemory;
  readonly onSend: (text: string) => void;
}

interface ComposerState {
  readonly text: string;
  readonly warning: boolean;
}

/** Where the person writes; nothing that looks like a personal number leaves from here. */
export class Composer extends Component<ComposerProps, ComposerState> {
  override state = { text: this.props.memory.value.draft, warning: false };

  override componentDidMount(): void {
    // A telephone that puts the browser away may never say more than the first.
    document.addEventListener("visibilitychange", this.#keepDraft);
    addEventListener("pagehide", this.#keepDraft);
    this.#grow();
  }

  override componentDidUpdate(): void {
    this.#grow();
  }

  override componentWillUnmount(): void {
    document.removeEventListener("visibilitychange", this.#keepDraft);
    removeEventListener("pagehide", this.#keepDraft);
  }

  /** Keeps an unfinished message when the page goes away, unless it holds a personal number. */
  readonly #keepDraft = () => {
    const { memory, input } = this.props;
    const { text } = this.state;
    if (memory.value.session && input.current?.isConnected) memory.update({ draft: holdsNumber(text) ? "" : text });
  };

  /** Makes the field as high as its text; the style sheet says how high it may grow. */
  #grow(): void {
    const field = this.props.input.current;
    if (!field) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }

  get #extra(): number {
    return Array.from(this.state.text.trim()).length - LONGEST;
  }

  #submit(): void {
    const words = this.state.text.trim();
    if (words === "" || this.#extra > 0) return;
    if (holdsNumber(words)) this.setState({ warning: true });
    else this.#send(words);
  }

  #send(words: string): void {
    this.setState({ text: "", warning: false });
    this.props.input.current?.focus();
    this.props.onSend(words);
  }

  #edit(): void {
    this.setState({ warning: false });
    this.props.input.current?.focus();
  }

  override render({ input }: ComposerProps, { text, warning }: ComposerState) {
    const extra = this.#extra;
    return (
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          this.#submit();
        }}
      >
        {warning && (
          <NumberWarning
            onEdit={() => this.#edit()}
            onMask={() => this.#send(maskNumbers(text.trim()))}
          />
        )}
        <label for="question">{WORDS.question}</label>
        <div class="line">
          <textarea
            id="question"
            ref={input}
            rows={1}
            dir="auto"
            autocomplete="off"
            enterkeyhint="send"
            aria-describedby="notice too-long"
            aria-invalid={extra > 0}
            value={text}
            onInput={(event) => this.setState({ text: event.currentTarget.value, warning: false })}
          />
          <button type="submit" class="send">
            <Icon name="send" />
            <span class="hidden">{WORDS.send}</span>
          </button>
        </div>
        <p id="too-long" class="error" role="alert">
          <Said words={extra > 0 && WORDS.tooLong(extra)} />
        </p>
        <p id="notice" class="small">
          {WORDS.notice}
        </p>
      </form>
    );
  }
}
