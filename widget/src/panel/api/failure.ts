/** Why a call to the server gave no reply. */
export type FailureKind =
  /** No answer came: network cut, server away, or too slow. */
  | "unreachable"
  /** 429: too many messages; `retryAfter` says how long to wait. */
  | "crowded"
  /** 5xx, or a body that nothing can be made of. */
  | "broken"
  /** 401: the session is unknown or over. */
  | "expired"
  /** Any other refusal: the same message would be refused again. */
  | "refused";

export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    /** The server's words in French, if it gave any. */
    readonly words: string | null = null,
    /** Seconds to wait before the next try, if the server said so. */
    readonly retryAfter: number | null = null,
    /** The contract's name of the error, if the server gave one. */
    readonly code: string | null = null,
  ) {
    super(kind);
  }

  /** Whether the same call may succeed later. */
  get passing(): boolean {
    return this.kind === "unreachable" || this.kind === "crowded" || this.kind === "broken";
  }
}

export function failureKind(status: number): FailureKind {
  if (status === 401) return "expired";
  if (status === 429) return "crowded";
  return status >= 500 ? "broken" : "refused";
}
