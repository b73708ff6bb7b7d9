import type { Input, OpenedSession, Reply } from "./contract";
import { Failure, failureKind } from "./failure";
import { fields, readOpenedSession, readReply } from "./read";
import { readTranscript, type Transcript } from "./transcript";

const TIMEOUT_MS = 15_000;

interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: "sessions" | "messages";
  readonly bearer: string | null;
  readonly body?: unknown;
}

/** What a client needs to know of the page; asked anew for each call. */
export interface Surroundings {
  readonly endpoint: string;
  readonly page: string;
}

/** One channel of the server. Every method throws `Failure`, and nothing else. */
export class Client {
  constructor(
    private readonly surroundings: () => Surroundings,
    private readonly credential: () => Promise<string | null>,
    private readonly json: (value: unknown) => string,
  ) {}

  async openSession(): Promise<OpenedSession> {
    const bearer = await this.credential().catch(() => null);
    const body = { v: 1, ...this.#context() };
    return readOpenedSession(await this.#call({ method: "POST", path: "sessions", bearer, body }));
  }

  async send(session: string, id: string, input: Input): Promise<Reply> {
    return readReply(await this.#post(session, id, input));
  }

  async transcript(session: string): Promise<Transcript> {
    return readTranscript(await this.#call({ method: "GET", path: "messages", bearer: session }));
  }

  async erase(session: string): Promise<void> {
    await this.#call({ method: "DELETE", path: "sessions", bearer: session });
  }

  #post(bearer: string, id: string, input: Input): Promise<unknown> {
    const body = { v: 1, client_msg_id: id, input, ...this.#context() };
    return this.#call({ method: "POST", path: "messages", bearer, body });
  }

  #context(): { context?: { page: string } } {
    const { page } = this.surroundings();
    return page ? { context: { page } } : {};
  }

  async #call({ method, path, bearer, body }: Call): Promise<unknown> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (bearer) headers.Authorization = `Bearer ${bearer}`;
    if (body) headers["Content-Type"] = "application/json";
    const request: RequestInit = {
      method,
      headers,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      // The erasure must reach the server even when the person leaves the page at once.
      keepalive: method === "DELETE",
    };
    if (body) request.body = this.json(body);
    const response = await this.#fetch(`${this.surroundings().endpoint}/${path}`, request);
    if (response.ok) return response.body;
    const { code, message } = fields(fields(response.body).error);
    throw new Failure(
      failureKind(response.status),
      stringOrNull(message),
      response.retryAfter,
      stringOrNull(code),
    );
  }

  /** The response once its body is read, within the time allowed to both. */
  async #fetch(url: string, request: RequestInit) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(url, { ...request, signal: abort.signal });
      const seconds = Number(response.headers.get("Retry-After"));
      return {
        ok: response.ok,
        status: response.status,
        retryAfter: seconds > 0 ? seconds : null,
        body: parse(await response.text()),
      };
    } catch {
      throw new Failure("unreachable");
    } finally {
      clearTimeout(timer);
    }
  }
}

function stringOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
