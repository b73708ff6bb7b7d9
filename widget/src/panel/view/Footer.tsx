import { Component } from "preact";
import { DATA, WORDS } from "../text/microcopy";
import { Confirmation } from "./Confirmation";

interface FooterProps {
  readonly privacy: string | null;
  readonly busy: boolean;
  readonly onRestart: () => void;
  readonly onEnd: () => void;
}

/** What waits for a confirmation, and the button that asked for it. */
interface Question {
  readonly text: string;
  readonly then: () => void;
  readonly asker: HTMLElement;
}

/** Restart, erase and leave, and what becomes of personal data. */
export class Footer extends Component<FooterProps, { question: Question | null }> {
  override state = { question: null };

  #tool(label: string, text: string, then: () => void) {
    const ask = (asker: HTMLElement) => this.setState({ question: { text, then, asker } });
    const { busy } = this.props;
    return (
      <button
        type="button"
        class="quiet"
        aria-disabled={busy}
        onClick={(event) => !busy && ask(event.currentTarget)}
      >
        {label}
      </button>
    );
  }

  #close(): void {
    this.setState({ question: null });
  }

  override render(
    { privacy, onRestart, onEnd }: FooterProps,
    { question }: { question: Question | null },
  ) {
    return (
      <div class="foot">
        {question && (
          <Confirmation
            text={question.text}
            onConfirm={() => {
              this.#close();
              question.then();
            }}
            onCancel={() => {
              this.#close();
              question.asker.focus();
            }}
          />
        )}
        <div class="tools">
          {this.#tool(WORDS.restart, WORDS.confirmRestart, onRestart)}
          {this.#tool(WORDS.end, WORDS.confirmEnd, onEnd)}
          <details>
            <summary class="quiet">{WORDS.data}</summary>
            <ul>
              {DATA.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            {privacy && (
              <a href={privacy} target="_blank" rel="noopener noreferrer">
                {WORDS.dataMore} ({WORDS.window})
              </a>
            )}
          </details>
        </div>
      </div>
    );
  }
}
