import { KINDS, type Choice, type Link, type Message, type Notice, type OpenedSession, type Place, type Reply, type Target } from "./contract";
import { Failure } from "./failure";

/**
 * Readers of the server's JSON. Unknown fields are ignored; a part that is not what the contract
 * says is left out, so that one odd link never costs the person the whole answer.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Throws `Failure` when there is no message at all: an empty reply answers nothing. */
export function readReply(body: unknown): Reply {
  const messages = list(fields(body).messages, readMessage);
  if (messages.length === 0) throw new Failure("broken");
  return { messages, redacted: strings(fields(body).redacted), notice: readNotice(body) };
}

export function readNotice(body: unknown): Notice {
  const { notice } = fields(body);
  return notice === undefined ? null : string(notice);
}

export function readOpenedSession(body: unknown): OpenedSession {
  const { session, notice, reply } = fields(body);
  if (typeof session !== "string") throw new Failure("broken");
  return { session, reply: readReply({ notice, ...fields(reply) }) };
}

export function readMessage(value: unknown): Message | null {
  const { id, text, path, places, links, choices, feedback, urgent } = fields(value);
  if (typeof text !== "string") return null;
  const all = list(places, readPlace);
  // Servers before `places` send one path, and links that may go with it or not.
  if (all.length === 0) all.push(...list([{ path }], readPlace));
  const taken = new Set(all.map(({ link }) => link?.href));
  return {
    id: string(id),
    text,
    places: all,
    links: list(links, readLink).filter(({ href }) => !taken.has(href)),
    choices: list(choices, readChoice),
    feedback: string(fields(feedback).handle) || null,
    urgent: urgent === true,
  };
}

function readPlace(value: unknown): Place | null {
  const { label, path, steps, link } = fields(value);
  const place = { label: string(label), path: strings(path), steps: strings(steps), link: readLink(link) };
  return place.path.length + place.steps.length > 0 || place.link ? place : null;
}

function readLink(value: unknown): Link | null {
  const target = readTarget(value);
  if (!target) return null;
  const { id, fallback } = fields(value);
  return { ...target, id: string(id), fallback: readTarget(fallback) };
}

function readTarget(value: unknown): Target | null {
  const { kind: name, href, label } = fields(value);
  const kind = KINDS.find((known) => known === name);
  return kind && typeof href === "string" && typeof label === "string" ? { kind, href, label } : null;
}

function readChoice(value: unknown): Choice | null {
  const { id, label } = fields(value);
  return typeof id === "string" && typeof label === "string" ? { id, label } : null;
}

/** The fields of a JSON object; none when the value is something else. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** What `read` makes of each element, less those that it cannot read. */
export function list<T>(value: unknown, read: (element: unknown) => T | null): T[] {
  if (!Array.isArray(value)) return [];
  return value.map(read).filter((element): element is T => element !== null);
}

function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function strings(value: unknown): string[] {
  return list(value, (element) => (typeof element === "string" ? element : null));
}
