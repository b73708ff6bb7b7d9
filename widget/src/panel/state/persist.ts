import { Failure } from "../api/failure";

/** Seconds between one try and the next, when the server does not say. */
const PAUSES = [1, 3];

/** A longer wait than this is the person's to decide. */
const LONGEST_PAUSE = 20;

export interface Patience {
  /** Resolves after that many seconds. */
  wait(seconds: number): Promise<void>;
  online(): boolean;
  /** Told before each pause. */
  pausing(failure: Failure): void;
}

/**
 * Makes a call until it succeeds.
 *
 * Only what may pass is tried again: network, 429 and 5xx. Without a network there is no second
 * try: the caller starts again when it is back.
 *
 * Throws the last `Failure` when patience ends.
 */
export async function persist<T>(call: () => Promise<T>, patience: Patience): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await call();
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure("broken");
      const seconds = failure.retryAfter ?? pause;
      if (!failure.passing || !patience.online() || seconds > LONGEST_PAUSE) throw failure;
      patience.pausing(failure);
      await patience.wait(seconds);
    }
  }
  return call();
}
