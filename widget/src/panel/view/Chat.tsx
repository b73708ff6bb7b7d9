import { Component, type RefObject } from "preact";
import type { Contact } from "../../contact";
import type { TabMemory } from "../../memory";
import type { Options } from "../../options";
import type { Conversation } from "../state/conversation";
import { isUrgent, type State } from "../state/state";
import { endedText, WORDS } from "../text/microcopy";
import { focusOnArrival } from "./arrival";
import { Composer } from "./Composer";
import { Footer } from "./Footer";
import { Icon } from "./icons";
import { Log } from "./Log";
import { Said } from "./Said";
import { Status } from "./Status";

interface ChatProps {
  readonly conversation: Conversation;
  readonly memory: TabMemory;
  readonly contact: Contact;
  readonly options: Options;
  readonly input: RefObject<HTMLTextAreaElement>;
  /** Gives the focus to the place where a person goes on from. */
  readonly onFocus: () => void;
  readonly onClose: () => void;
  /** Leaves the page at once, and nothing behind. */
  readonly onQuit: () => void;
}

/** The whole panel. */
export class Chat extends Component<ChatProps, State> {
  override state = this.props.conversation.state;
  #unsubscribe = () => {};

  override componentDidMount(): void {
    const { conversation } = this.props;
    this.#unsubscribe = conversation.subscribe(() => this.setState(conversation.state));
    this.setState(conversation.state);
  }

  override componentWillUnmount(): void {
    this.#unsubscribe();
  }

  // The button that was pressed goes away: the focus must not go with it.
  readonly #retry = () => {
    this.props.onFocus();
    void this.props.conversation.retry();
  };

  readonly #restart = () => {
    void this.props.conversation.restart();
    // Once the field is there again.
    queueMicrotask(this.props.onFocus);
  };

  override render(props: ChatProps, state: State) {
    const { conversation, memory, contact, options, input, onClose, onQuit } = props;
    return (
      <>
        <Header level={options.headingLevel} onClose={onClose} onQuit={isUrgent(state) ? onQuit : null} />
        <p class="notice" aria-live="polite" {...(state.notice ? { role: "status" } : {})}>
          <Said words={state.notice} />
        </p>
        {state.ended ? (
          <Ended ended={state.ended} onFresh={this.#restart} onClose={onClose} />
        ) : (
          <>
            <Log state={state} conversation={conversation} onRetry={this.#retry} />
            <div class="dock">
              <Status state={state} contact={contact} onRetry={this.#retry} />
              <Composer input={input} memory={memory} onSend={(text) => void conversation.say(text)} />
            </div>
            <Footer
              privacy={options.privacy}
              busy={state.activity !== "idle"}
              onRestart={this.#restart}
              onEnd={() => void conversation.end()}
            />
          </>
        )}
      </>
    );
  }
}

interface HeaderProps {
  readonly level: Options["headingLevel"];
  readonly onClose: () => void;
  /** Null when nobody is in danger. */
  readonly onQuit: (() => void) | null;
}

function Header({ level, onClose, onQuit }: HeaderProps) {
  const Heading = `h${level}` as const;
  return (
    <div class={onQuit ? "head urgent" : "head"}>
      <div>
        <Heading id="title">{WORDS.title}</Heading>
        <p id="nature">{WORDS.nature}</p>
      </div>
      <button type="button" class="close" onClick={onClose}>
        <Icon name="close" />
        <span class="hidden">{WORDS.close}</span>
      </button>
      {onQuit && (
        <div class="way-out">
          <button type="button" class="quit" aria-describedby="quit" onClick={onQuit}>
            {WORDS.quit}
          </button>
          <span id="quit">{WORDS.quitHint}</span>
        </div>
      )}
    </div>
  );
}

interface EndedProps {
  readonly ended: NonNullable<State["ended"]>;
  readonly onFresh: () => void;
  readonly onClose: () => void;
}

function Ended({ ended, onFresh, onClose }: EndedProps) {
  return (
    <div class="ended">
      <p role="status">{endedText(ended)}</p>
      <p class="actions">
        <button ref={focusOnArrival} type="button" class="choice" onClick={onClose}>
          {WORDS.close}
        </button>
        <button type="button" class="choice" onClick={onFresh}>
          {WORDS.fresh}
        </button>
      </p>
    </div>
  );
}
