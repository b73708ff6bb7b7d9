import type { Options } from "./options";

/** A message that the server has not answered yet. */
export interface Pending {
  readonly id: string;
  readonly input: { readonly text: string } | { readonly choice: string };
  /** The words that the person typed or chose. */
  readonly label: string;
  readonly failed: boolean;
}

/** What this tab remembers from page to page, from the first opening to the end. */
export interface Memory {
  readonly session: string | null;
  readonly open: boolean;
  readonly pending: readonly Pending[];
  readonly draft: string;
}

const EMPTY: Memory = { session: null, open: false, pending: [], draft: "" };

/**
 * The tab's memory, in `sessionStorage`: nothing is written before the person opens the chat,
 * nothing outlives the tab. Where storage is refused, the memory lasts as long as the page.
 */
export class TabMemory {
  readonly #key: string;
  #value: Memory;

  constructor(channel: Options["channel"]) {
    this.#key = `assistant-mon-compte/${channel}`;
    this.#value = this.#read();
  }

  get value(): Memory {
    return this.#value;
  }

  update(change: Partial<Memory>): void {
    this.#value = { ...this.#value, ...change };
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.#value));
    } catch {
      // Storage refused or full: the value above still serves this page.
    }
  }

  /** Reads again what another page of this tab may have written. */
  refresh(): void {
    this.#value = this.#read();
  }

  forget(): void {
    this.#value = EMPTY;
    try {
      sessionStorage.removeItem(this.#key);
    } catch {
      // Storage refused: there is nothing to remove.
    }
  }

  #read(): Memory {
    try {
      const stored = sessionStorage.getItem(this.#key);
      return stored ? { ...EMPTY, ...(JSON.parse(stored) as Partial<Memory>) } : EMPTY;
    } catch {
      return EMPTY;
    }
  }
}
