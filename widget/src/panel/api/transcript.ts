import type { Message, Notice } from "./contract";
import { fields, list, readMessage, readNotice } from "./read";

/** One turn of a conversation that the server remembers. */
export type Turn =
  | { readonly from: "person"; readonly text: string }
  | { readonly from: "assistant"; readonly message: Message };

/** The conversation so far, oldest turn first. */
export interface Transcript {
  readonly turns: readonly Turn[];
  readonly notice: Notice;
}

export function readTranscript(body: unknown): Transcript {
  return { turns: list(fields(body).messages, readTurn), notice: readNotice(body) };
}

function readTurn(value: unknown): Turn | null {
  const { from, text } = fields(value);
  if (from === "user") return typeof text === "string" ? { from: "person", text } : null;
  const message = readMessage(value);
  return message && { from: "assistant", message };
}
