import { Component, createRef } from "preact";
import type { Conversation } from "../state/conversation";
import type { Entry, State } from "../state/state";
import { EXPIRED, maskedNote, WORDS } from "../text/microcopy";
import { Answer } from "./Answer";

interface LogProps {
  readonly state: State;
  readonly conversation: Conversation;
  /** Sends again the messages that failed. */
  readonly onRetry: () => void;
}

/** What was said, newest last. Screen readers hear what is added, not what is put back. */
export class Log extends Component<LogProps> {
  readonly #log = createRef<HTMLDivElement>();
  #seen: ReadonlySet<Entry> = new Set();

  override componentDidMount(): void {
    this.#scrollToNews();
  }

  override componentDidUpdate(): void {
    this.#scrollToNews();
  }

  /** Scrolls to the start of the newest answer, so that it is read from its first word. */
  #scrollToNews(): void {
    const { entries } = this.props.state;
    const fresh = entries.filter((entry) => !this.#seen.has(entry) && !isRated(entry));
    this.#seen = new Set(entries);
    const question = entries.map(({ kind }) => kind).lastIndexOf("person");
    // A greeting is at the top already, under the title that it goes with.
    if (fresh.length === 0 || question < 0) return;
    const answered = question + 1 < entries.length;
    const node = this.#log.current?.children[answered ? question + 1 : question];
    if (node) scrollToStart(node);
  }

  override render({ state, conversation, onRetry }: LogProps) {
    const { entries, restoring } = state;
    return (
      <div
        ref={this.#log}
        class="log"
        role="log"
        aria-label={WORDS.log}
        aria-live={restoring ? "off" : "polite"}
        tabIndex={0}
      >
        {entries.map((entry, position) => (
          <LogEntry
            key={entry.key}
            entry={entry}
            conversation={conversation}
            latest={position === entries.length - 1}
            onRetry={onRetry}
          />
        ))}
      </div>
    );
  }
}

interface LogEntryProps extends Omit<LogProps, "state"> {
  readonly entry: Entry;
  readonly latest: boolean;
}

function LogEntry({ entry, conversation, latest, onRetry }: LogEntryProps) {
  switch (entry.kind) {
    case "answer":
      return <Answer entry={entry} conversation={conversation} latest={latest} />;
    case "masked":
      return <p class="note">{maskedNote(entry.kinds)}</p>;
    case "expired":
      return <p class="note">{EXPIRED}</p>;
    case "person":
      return (
        <div class={entry.failed ? "person failed" : "person"}>
          <p>
            <span class="hidden">{WORDS.you}</span>
            <span class="words" dir="auto">
              {entry.text}
            </span>
          </p>
          {entry.failed && (
            <p class="unsent">
              {WORDS.notSent}
              <button type="button" class="quiet" onClick={onRetry}>
                {WORDS.retry}
              </button>
            </p>
          )}
        </div>
      );
  }
}

function isRated(entry: Entry): boolean {
  return entry.kind === "answer" && entry.rating !== null;
}

/** Pixels left above an answer that is scrolled to. */
const MARGIN = 12;

function scrollToStart(node: Element): void {
  // The log scrolls, or on very small screens the whole panel does.
  for (let box = node.parentElement; box; box = box.parentElement) {
    if (getComputedStyle(box).overflowY !== "auto") continue;
    // The title, where it stays, covers a part of the box.
    const head = box.querySelector<HTMLElement>(".head");
    const covered = MARGIN + (head && getComputedStyle(head).position === "sticky" ? head.offsetHeight : 0);
    box.scrollTop += node.getBoundingClientRect().top - box.getBoundingClientRect().top - covered;
    return;
  }
}
