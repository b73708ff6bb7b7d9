import type { Pending, TabMemory } from "../../memory";
import type { Client } from "../api/client";
import type { Choice, FeedbackValue, Input, Notice, Reply } from "../api/contract";
import { Failure } from "../api/failure";
import { uuid } from "../text/uuid";
import { persist, type Patience } from "./persist";
import {
  INITIAL,
  personEntry,
  replyEntries,
  transcriptEntries,
  withFailed,
  withRating,
  type Activity,
  type Entry,
  type State,
} from "./state";

/** An answer that takes longer gets a word of excuse. */
const SLOW_SECONDS = 5;

const QUIET_SECONDS = 0.3;

/**
 * A conversation, from its opening to its end: the state to show, and what the person may do.
 *
 * One message is under way at a time, the next ones wait for their turn. Each is remembered by the tab before it leaves and keeps its
 * id until it is answered, so that neither a reload nor a retry loses it or plays it twice.
 * No method throws: what goes wrong becomes part of the state.
 */
export class Conversation {
  #state: State = INITIAL;
  /** Whether the entries hold all that was said: not while a restoration failed half-way. */
  #complete = false;
  /** Whether messages are being sent, one after the other. */
  #sending = false;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly client: Client,
    private readonly memory: TabMemory,
    private readonly clock: Pick<Patience, "wait" | "online">,
  ) {}

  get state(): State {
    return this.#state;
  }

  /** Calls `listener` after each change; returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get busy(): boolean {
    return this.#state.activity !== "idle";
  }

  /** Picks up the conversation that the tab remembers, or opens a new one. */
  async start(): Promise<void> {
    if (this.busy) return;
    this.#set({ problem: null, ended: null });
    await (this.memory.value.session ? this.#restore() : this.#during("opening", () => this.#greet()));
    // What the person said meanwhile.
    if (this.#state.problem) this.#mark({ failed: true });
    else await this.#sendAll();
  }

  async say(text: string): Promise<void> {
    await this.#play({ text }, text);
  }

  async choose({ id, label }: Choice): Promise<void> {
    const waiting = ({ input, failed }: Pending) => !failed && "choice" in input && input.choice === id;
    // Pressed twice is meant once.
    if (!this.memory.value.pending.some(waiting)) await this.#play({ choice: id }, label);
  }

  /** Tries again what failed: first to open or restore the conversation, then the messages. */
  async retry(): Promise<void> {
    if (this.busy) return;
    this.#mark({ failed: false });
    await (this.#complete ? this.#sendAll() : this.start());
  }

  /**
   * Rates an answer; a rating that cannot be sent is taken back. The button thanks; what the
   * server says after its own thanks is another way to help.
   */
  async rate(key: string, value: FeedbackValue, reason?: string): Promise<void> {
    const entry = this.#state.entries.find((candidate) => candidate.key === key);
    const { session } = this.memory.value;
    if (entry?.kind !== "answer" || !entry.message.feedback || !session) return;
    this.#set({ entries: withRating(this.#state.entries, key, value) });
    const handle = entry.message.feedback;
    const feedback = reason ? { handle, value, reason } : { handle, value };
    const id = uuid();
    // Who goes on with something else gets the answer to that first, and needs no other help.
    while (this.#sending) await this.clock.wait(QUIET_SECONDS);
    try {
      const send = () => this.client.send(session, id, { feedback });
      const reply = await persist(send, this.#patience(() => undefined));
      if (session !== this.memory.value.session) return;
      this.#append(...replyEntries(id, { ...reply, messages: reply.messages.slice(1) }));
      this.#heed(reply);
    } catch (error) {
      if (error instanceof Failure && error.code === "feedback_already_given") return;
      this.#set({ entries: withRating(this.#state.entries, key, null) });
    }
  }

  /** Erases the conversation on both sides and opens another. */
  async restart(): Promise<void> {
    if (this.busy) return;
    const { session } = this.memory.value;
    this.memory.forget();
    this.memory.update({ open: true });
    this.#reset({});
    if (session) void this.#erase(session);
    await this.start();
  }

  /** Erases the conversation on both sides, and leaves nothing in the tab. */
  async end(): Promise<void> {
    const { session } = this.memory.value;
    this.memory.forget();
    this.#reset({ activity: "opening" });
    const erased = session === null || (await this.#erase(session));
    this.#reset({ ended: erased ? "both" : "here" });
  }

  /** Erases the conversation for a person who leaves at once, and waits for nothing. */
  leave(): void {
    const { session } = this.memory.value;
    this.memory.close();
    this.#reset({ ended: "both" });
    if (session) void this.#erase(session);
  }

  /** Told by the browser that the network came back or went away. */
  async networkChanged(): Promise<void> {
    const online = this.clock.online();
    this.#set({ online });
    if (online && (this.#state.problem ?? this.memory.value.pending.length > 0)) await this.retry();
  }

  /** The page is shown again after others: they may have carried the conversation on. */
  async pageReturned(): Promise<void> {
    this.memory.refresh();
    if (!this.busy) await this.start();
  }

  async #play(input: Pending["input"], label: string): Promise<void> {
    const pending: Pending = { id: uuid(), input, label, failed: false };
    this.memory.update({ pending: [...this.memory.value.pending, pending] });
    this.#append(personEntry(pending));
    await this.#sendAll();
  }

  /** Sends what waits, in order, unless that is being done already; says if the server took all. */
  async #sendAll(): Promise<boolean> {
    if (this.#sending || this.busy) return false;
    this.#sending = true;
    let sent = true;
    for (let next; (next = this.memory.value.pending.find(({ failed }) => !failed)); ) {
      if (await this.#deliver(next)) continue;
      // A message that was refused holds nobody up; without a server, the others would fail too.
      const refused = this.#state.problem?.kind === "refused";
      this.#mark({ failed: true }, refused ? next.id : null);
      sent &&= refused;
    }
    this.#sending = false;
    return sent;
  }

  /** Sends a message until it is answered; says whether it was. */
  async #deliver(pending: Pending): Promise<boolean> {
    void this.clock.wait(SLOW_SECONDS).then(() => this.#excuse(pending));
    return this.#during("waiting", async () => {
      const reply = await this.#persist(() => this.#send(pending));
      this.#unremember(pending.id);
      this.#append(...replyEntries(pending.id, reply));
      this.#heed(reply);
    });
  }

  #excuse({ id }: Pending): void {
    const waiting = this.memory.value.pending.some((pending) => pending.id === id);
    if (waiting && this.#state.activity === "waiting") this.#set({ activity: "slow" });
  }

  async #send({ id, input, label }: Pending): Promise<Reply> {
    if (this.#state.ended) throw new Failure("refused");
    if (!this.memory.value.session) await this.#greet();
    try {
      return await this.client.send(this.#session(), id, input);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // A choice dies with its session, and its words say the same.
      const words: Input = { text: label };
      if (error.kind === "expired") {
        this.#append({ kind: "expired", key: uuid() });
        await this.#open();
        return this.client.send(this.#session(), id, words);
      }
      if (error.code === "unknown_choice") {
        return this.client.send(this.#session(), id, words);
      }
      throw error;
    }
  }

  /** Puts back what the server remembers, once it has been sent what was under way. */
  async #restore(): Promise<void> {
    const { pending } = this.memory.value;
    this.#complete = false;
    this.#set({ entries: pending.map(personEntry), restoring: true });
    if (await this.#sendAll()) {
      await this.#during("opening", () => this.#recall());
    }
    // The browser needs a moment to put the history in before the log may speak again.
    await this.clock.wait(QUIET_SECONDS);
    this.#set({ restoring: false });
  }

  async #recall(): Promise<void> {
    const past = await this.#past();
    this.#set({ entries: [...past, ...this.memory.value.pending.map(personEntry)] });
    this.#complete = true;
  }

  /** The entries of this session, or of a new one if this one is over. */
  async #past(): Promise<Entry[]> {
    try {
      const past = await this.#persist(() => this.client.transcript(this.#session()));
      this.#heed(past);
      return transcriptEntries(past.turns);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== "expired") throw error;
      return [{ kind: "expired", key: uuid() }, ...(await this.#open())];
    }
  }

  /** Opens a session and shows its greeting above what the person has said already. */
  async #greet(): Promise<void> {
    const greeting = await this.#open();
    this.#set({ entries: [...greeting, ...this.#state.entries] });
    this.#complete = true;
  }

  /** Opens a session; returns the entries of its greeting. */
  async #open(): Promise<Entry[]> {
    const { session, reply } = await this.#persist(() => this.client.openSession());
    this.memory.update({ session });
    this.#heed(reply);
    return replyEntries(uuid(), reply);
  }

  #session(): string {
    const { session } = this.memory.value;
    if (session === null) throw new Failure("expired");
    return session;
  }

  async #erase(session: string): Promise<boolean> {
    try {
      await persist(() => this.client.erase(session), this.#patience(() => undefined));
      return true;
    } catch (error) {
      return error instanceof Failure && error.kind === "expired";
    }
  }

  /** Shows an activity while `work` lasts, and its failure as a problem; says if it succeeded. */
  async #during(activity: Activity, work: () => Promise<void>): Promise<boolean> {
    this.#set({ activity, problem: null });
    try {
      await work();
      this.#set({ activity: "idle" });
      return true;
    } catch (error) {
      const { kind, words } = error instanceof Failure ? error : new Failure("broken");
      this.#set({ activity: "idle", problem: { kind, words } });
      return false;
    }
  }

  #persist<T>(call: () => Promise<T>): Promise<T> {
    const { activity } = this.#state;
    const retrying = ({ kind }: Failure) =>
      this.#set({ activity: kind === "unreachable" ? "retrying" : "crowded" });
    const again = () => {
      if (this.#state.activity !== activity) this.#set({ activity });
      return call();
    };
    return persist(again, this.#patience(retrying));
  }

  #patience(pausing: Patience["pausing"]): Patience {
    return { ...this.clock, pausing };
  }

  /** Notes of the messages without an answer, or of one of them, whether they failed. */
  #mark(change: Pick<Pending, "failed">, id: string | null = null): void {
    const { pending: all } = this.memory.value;
    const pending = all.map((one) => (id === null || one.id === id ? { ...one, ...change } : one));
    this.memory.update({ pending });
    this.#set({ entries: withFailed(this.#state.entries, pending) });
  }

  /** Shows the operator's word, when there is one or it is over. */
  #heed({ notice }: { readonly notice: Notice }): void {
    if (notice !== null) this.#set({ notice });
  }

  #unremember(id: string): void {
    this.memory.update({ pending: this.memory.value.pending.filter((one) => one.id !== id) });
  }

  #append(...entries: Entry[]): void {
    this.#set({ entries: [...this.#state.entries, ...entries] });
  }

  /** Shows a conversation in which nothing was said. */
  #reset(change: Partial<State>): void {
    this.#complete = false;
    this.#set({ ...INITIAL, online: this.clock.online(), ...change });
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
