import type { Contact } from "../../contact";
import type { State } from "../state/state";
import { problemText, statusLine, WORDS } from "../text/microcopy";
import { Said } from "./Said";

interface StatusProps {
  readonly state: State;
  readonly contact: Contact;
  readonly onRetry: () => void;
}

/** What is going on, and what went wrong. */
export function Status({ state, contact, onRetry }: StatusProps) {
  const { activity, online, problem, entries } = state;
  const unsent = entries.some((entry) => entry.kind === "person" && entry.failed);
  return (
    <div class="state">
      <p class={activity === "idle" ? "status" : "status busy"} role="status">
        <Said words={statusLine(state)} />
      </p>
      <p class="error" role="alert">
        <Said words={problem && online && problemText(problem)} />
      </p>
      {(problem ?? !online) && <OtherWays contact={contact} />}
      {problem && !unsent && (
        <button type="button" class="choice" onClick={onRetry}>
          {WORDS.retry}
        </button>
      )}
    </div>
  );
}

/** The ways to reach the Caf that need no assistant. */
function OtherWays({ contact: { phone, site } }: { contact: Contact }) {
  return (
    <p class="contact">
      {WORDS.otherwise} <a href={phone.href}>{phone.label}</a> ({phone.note}) ou{" "}
      <a href={site.href} target="_blank" rel="noopener noreferrer">
        {site.label} ({WORDS.window})
      </a>
    </p>
  );
}
