import { Component, type RefObject } from "preact";
import type { Contact } from "../../contact";
import type { TabMemory } from "../../memory";
import type { Options } from "../../options";
import type { Conversation } from "../state/conversation";
import type { State } from "../state/state";
import { endedText, WORDS } from "../text/microcopy";
import { focusOnArrival } from "./arrival";
import { Composer } from "./Composer";
import { Footer } from "./Footer";
import { Icon } from "./icons";
import { Log } from "./Log";
import { Status } from "./Status";

interface ChatProps {
  readonly conversation: Conversation;
  readonly memory: TabMemory;
  readonly contact: Contact;
  readonly options: Options;
  readonly input: RefObject<HTMLTextAreaElement>;
  readonly onClose: () => void;
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
    this.props.input.current?.focus();
    void this.props.conversation.retry();
  };

  readonly #restart = () => {
    this.props.input.current?.focus();
    void this.props.conversation.restart();
  };

  override render({ conversation, memory, contact, options, input, onClose }: ChatProps, state: State) {
    const busy = state.activity !== "idle";
    return (
      <>
        <Header level={options.headingLevel} onClose={onClose} />
        {state.ended ? (
          <Ended ended={state.ended} onFresh={this.#restart} onClose={onClose} />
        ) : (
          <>
            <Log state={state} conversation={conversation} onRetry={this.#retry} />
            <Status state={state} contact={contact} onRetry={this.#retry} />
            <Composer
              input={input}
              memory={memory}
              busy={busy}
              onSend={(text) => void conversation.say(text)}
            />
            <Footer
              privacy={options.privacy}
              busy={busy}
              onRestart={this.#restart}
              onEnd={() => void conversation.end()}
            />
          </>
        )}
      </>
    );
  }
}

function Header({ level, onClose }: { level: Options["headingLevel"]; onClose: () => void }) {
  const Heading = `h${level}` as const;
  return (
    <div class="head">
      <div>
        <Heading id="title">{WORDS.title}</Heading>
        <p id="nature">{WORDS.nature}</p>
      </div>
      <button type="button" class="close" onClick={onClose}>
        <Icon name="close" />
        <span class="hidden">{WORDS.close}</span>
      </button>
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
