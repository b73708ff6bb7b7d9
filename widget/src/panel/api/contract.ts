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

export const KINDS = ["web", "app", "tel", "sms"] as const;

export interface Target {
  readonly kind: (typeof KINDS)[number];
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

/** Where to go for one thing. */
export interface Place {
  readonly label: string;
  readonly path: readonly string[];
  /** What to press once there, in order. */
  readonly steps: readonly string[];
  readonly link: Link | null;
}

export interface Message {
  readonly id: string;
  readonly text: string;
  readonly places: readonly Place[];
  /** The links that are those of no place. */
  readonly links: readonly Link[];
  readonly choices: readonly Choice[];
  /** The handle under which this answer may be rated. */
  readonly feedback: string | null;
  /** The person may be in danger, or watched. */
  readonly urgent: boolean;
}

export interface Reply {
  readonly messages: readonly Message[];
  /** Kinds of personal data that the server masked in the person's message. */
  readonly redacted: readonly string[];
  readonly notice: Notice;
}

/** The operator's word to everybody, empty when there is none; null when nothing is said of it. */
export type Notice = string | null;

export interface OpenedSession {
  readonly session: string;
  readonly reply: Reply;
}
