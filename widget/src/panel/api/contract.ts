/** The connectors' contract, version 1, as far as the widget speaks it. */

export type FeedbackValue = "up" | "down";

export type Input =
  | { readonly text: string }
  | { readonly choice: string }
  | {
      readonly feedback: {
        readonly handle: string;
        readonly value: FeedbackValue;
        readonly reason?: string;
      };
    };

export interface Target {
  readonly kind: "web" | "app";
  readonly href: string;
  readonly label: string;
}

export interface Link extends Target {
  readonly id: string;
  readonly fallback: Target | null;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
}

export interface Message {
  readonly id: string;
  readonly text: string;
  readonly path: readonly string[];
  readonly links: readonly Link[];
  readonly choices: readonly Choice[];
  /** The handle under which this answer may be rated. */
  readonly feedback: string | null;
}

export interface Reply {
  readonly messages: readonly Message[];
  /** Kinds of personal data that the server masked in the person's message. */
  readonly redacted: readonly string[];
}

export interface OpenedSession {
  readonly session: string;
  readonly reply: Reply;
}
