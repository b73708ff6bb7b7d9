import type { FeedbackValue, Message, Reply } from "../api/contract";
import { isMaskedKind, type MaskedKind } from "../text/microcopy";
import type { FailureKind } from "../api/failure";
import type { Turn } from "../api/transcript";
import type { Pending } from "../../memory";

export type Entry =
  | { readonly kind: "person"; readonly key: string; readonly text: string; readonly failed: boolean }
  | {
      readonly kind: "answer";
      readonly key: string;
      readonly message: Message;
      readonly rating: FeedbackValue | null;
    }
  | { readonly kind: "masked"; readonly key: string; readonly kinds: readonly MaskedKind[] }
  | { readonly kind: "expired"; readonly key: string };

/** What the conversation is doing, for the status line. */
export type Activity = "idle" | "opening" | "waiting" | "slow" | "retrying" | "crowded";

export interface Problem {
  readonly kind: FailureKind;
  readonly words: string | null;
}

export interface State {
  readonly entries: readonly Entry[];
  readonly activity: Activity;
  readonly online: boolean;
  readonly problem: Problem | null;
  /** The operator's word to everybody, if any. */
  readonly notice: string;
  /** Once the person has ended it: where the conversation is erased. */
  readonly ended: "both" | "here" | null;
  /** True while entries of an earlier page are put back: nobody needs to hear them again. */
  readonly restoring: boolean;
}

export const INITIAL: State = {
  entries: [],
  activity: "idle",
  online: true,
  problem: null,
  notice: "",
  ended: null,
  restoring: false,
};

export function personEntry({ id, label, failed }: Pending): Entry {
  return { kind: "person", key: id, text: label, failed };
}

/** The entries that a reply adds; `key` tells this reply's entries from all others. */
export function replyEntries(key: string, { messages, redacted }: Reply): Entry[] {
  const answers: Entry[] = messages.map((message, position) => ({
    kind: "answer",
    key: `${key}/${position}`,
    message,
    rating: null,
  }));
  const kinds = redacted.filter(isMaskedKind);
  if (kinds.length === 0) return answers;
  return [{ kind: "masked", key: `${key}/masked`, kinds }, ...answers];
}

/** Whether an answer of the conversation is for a person who may be in danger, or watched. */
export function isUrgent({ entries }: State): boolean {
  return entries.some((entry) => entry.kind === "answer" && entry.message.urgent);
}

/** The entries of a conversation that the server remembers. */
export function transcriptEntries(turns: readonly Turn[]): Entry[] {
  return turns.map((turn, position) => {
    const key = `past/${position}`;
    if (turn.from === "person") return { kind: "person", key, text: turn.text, failed: false };
    return { kind: "answer", key, message: turn.message, rating: null };
  });
}

/** The entries, with those of the messages that failed marked so, and no others. */
export function withFailed(entries: readonly Entry[], pending: readonly Pending[]): Entry[] {
  const failures = new Set(pending.flatMap(({ id, failed }) => (failed ? id : [])));
  return entries.map((entry) =>
    entry.kind === "person" && entry.failed !== failures.has(entry.key)
      ? { ...entry, failed: !entry.failed }
      : entry,
  );
}

export function withRating(entries: readonly Entry[], key: string, rating: FeedbackValue | null): Entry[] {
  return entries.map((entry) =>
    entry.kind === "answer" && entry.key === key ? { ...entry, rating } : entry,
  );
}
