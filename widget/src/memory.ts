import { json } from "./json";
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

/**
 * The tab's memory, in `sessionStorage`: nothing is written before the person opens the chat,
 * nothing outlives the tab. Where storage is refused, the memory lasts as long as the page.
 */
export class TabMemory {
  readonly #key: string;
  #value: Memory;
  #closed = false;

  constructor(channel: Options["channel"]) {
    this.#key = `assistant-mon-compte/${channel}`;
    this.#value = this.#read();
  }

  get value(): Memory {
    return this.#value;
  }

  update(change: Partial<Memory>): void {
    this.#value = { ...this.#value, ...change };
    if (this.#closed) return;
    try {
      sessionStorage.setItem(this.#key, json(this.#value));
    } catch {
      // Storage refused or full: the value above still serves this page.
    }
  }

  /** Reads again what another page of this tab may have written. */
  refresh(): void {
    this.#value = this.#read();
  }

  forget(): void {
    this.#value = readMemory(null);
    try {
      sessionStorage.removeItem(this.#key);
    } catch {
      // Storage refused: there is nothing to remove.
    }
  }

  /** Forgets, and writes nothing more from this page, whatever is still under way. */
  close(): void {
    this.forget();
    this.#closed = true;
  }

  #read(): Memory {
    try {
      return readMemory(JSON.parse(sessionStorage.getItem(this.#key) ?? "null"));
    } catch {
      return readMemory(null);
    }
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** What can be used of the stored value, which any script of the page may have spoilt. */
function readMemory(stored: unknown): Memory {
  const { session, open, pending, draft } = Object(stored) as Fields;
  return {
    // It goes into a header, which takes no other characters.
    session: isString(session) && /^[\w.~+/=-]+$/.test(session) ? session : null,
    open: open === true,
    pending: Array.isArray(pending) ? pending.filter(isPending) : [],
    draft: isString(draft) ? draft : "",
  };
}

function isPending(value: unknown): value is Pending {
  const { id, input, label } = Object(value) as Fields;
  const { text, choice } = Object(input) as Fields;
  const known = isString(id) && /^[\da-f-]{36}$/.test(id);
  return known && isString(label) && isString(text) !== isString(choice);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
