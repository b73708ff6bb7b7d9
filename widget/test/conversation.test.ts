import { beforeEach, describe, expect, it, vi } from "vitest";
import { TabMemory } from "../src/memory";
import type { Client } from "../src/panel/api/client";
import type { Input, Message, Reply } from "../src/panel/api/contract";
import { Failure } from "../src/panel/api/failure";
import type { Transcript } from "../src/panel/api/transcript";
import { Conversation } from "../src/panel/state/conversation";

const message = (text: string): Message => ({
  id: "m",
  text,
  places: [],
  links: [],
  choices: [],
  feedback: "handle",
  urgent: false,
});
const reply = (text: string): Reply => ({ messages: [message(text)], redacted: [], notice: null });

/** What `sessionStorage` is in a tab. */
class FakeStorage {
  readonly items = new Map<string, string>();
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
}

let storage: FakeStorage;
let online: boolean;

function fakeClient() {
  let opened = 0;
  return {
    openSession: vi.fn(() => Promise.resolve({ session: `s${++opened}`, reply: reply("Bonjour") })),
    send: vi.fn<(session: string, id: string, input: Input) => Promise<Reply>>(() =>
      Promise.resolve(reply("Voici")),
    ),
    transcript: vi.fn(() =>
      Promise.resolve<Transcript>({ turns: [{ from: "assistant", message: message("Bonjour") }], notice: null }),
    ),
    erase: vi.fn(() => Promise.resolve()),
  };
}

function conversation(client: ReturnType<typeof fakeClient>) {
  const clock = { wait: () => Promise.resolve(), online: () => online };
  return new Conversation(client as unknown as Client, new TabMemory("web"), clock);
}

const said = (chat: Conversation) =>
  chat.state.entries.map((entry) => {
    if (entry.kind === "person") return entry.failed ? `! ${entry.text}` : `> ${entry.text}`;
    return entry.kind === "answer" ? entry.message.text : entry.kind;
  });

beforeEach(() => {
  storage = new FakeStorage();
  online = true;
  vi.stubGlobal("sessionStorage", storage);
});

describe("a conversation", () => {
  it("greets, then answers", async () => {
    const chat = conversation(fakeClient());
    await chat.start();
    await chat.say("Où est mon argent ?");
    expect(said(chat)).toEqual(["Bonjour", "> Où est mon argent ?", "Voici"]);
    expect(chat.state).toMatchObject({ activity: "idle", problem: null });
  });

  it("sends one message at a time, and the others after it", async () => {
    const client = fakeClient();
    let underWay = 0;
    client.send.mockImplementation(async (_session, _id, input) => {
      expect(++underWay).toBe(1);
      await Promise.resolve();
      underWay--;
      return reply(JSON.stringify(input));
    });
    const chat = conversation(client);
    await chat.start();
    await Promise.all([chat.say("un"), chat.say("deux"), chat.say("trois")]);
    const texts = client.send.mock.calls.map(([, , input]) => input);
    expect(texts).toEqual([{ text: "un" }, { text: "deux" }, { text: "trois" }]);
    expect(chat.state.activity).toBe("idle");
  });

  it("takes a choice pressed twice for one, and two choices for two", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    const one = { id: "c1", label: "Mes paiements" };
    await Promise.all([chat.choose(one), chat.choose(one), chat.choose({ id: "c2", label: "Mes dettes" })]);
    expect(client.send.mock.calls.map(([, , input]) => input)).toEqual([{ choice: "c1" }, { choice: "c2" }]);
  });

  it("takes what is said before the greeting has come", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    const started = chat.start();
    await chat.say("un");
    await started;
    expect(said(chat)).toEqual(["Bonjour", "> un", "Voici"]);
  });

  it("keeps all that waits when one gets no answer, and sends it in order", async () => {
    const client = fakeClient();
    client.send.mockRejectedValue(new Failure("broken"));
    const chat = conversation(client);
    await chat.start();
    await Promise.all([chat.say("un"), chat.say("deux")]);
    expect(said(chat)).toEqual(["Bonjour", "! un", "! deux"]);
    client.send.mockResolvedValue(reply("Voici"));
    client.send.mockClear();
    await chat.retry();
    expect(client.send.mock.calls.map(([, , input]) => input)).toEqual([{ text: "un" }, { text: "deux" }]);
  });

  it("lets no refused message hold up the next", async () => {
    const client = fakeClient();
    client.send.mockRejectedValueOnce(new Failure("refused", "Trop long."));
    const chat = conversation(client);
    await chat.start();
    await Promise.all([chat.say("un"), chat.say("deux")]);
    expect(said(chat)).toEqual(["Bonjour", "! un", "> deux", "Voici"]);
  });

  it("repeats a message with the same id", async () => {
    const client = fakeClient();
    client.send.mockRejectedValueOnce(new Failure("unreachable"));
    const chat = conversation(client);
    await chat.start();
    await chat.say("un");
    const ids = client.send.mock.calls.map(([, id]) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(said(chat)).toEqual(["Bonjour", "> un", "Voici"]);
  });

  it("keeps a message that failed, and sends it again when asked", async () => {
    const client = fakeClient();
    client.send.mockRejectedValue(new Failure("broken", "Contactez la Caf."));
    const chat = conversation(client);
    await chat.start();
    await chat.say("un");
    expect(said(chat)).toEqual(["Bonjour", "! un"]);
    expect(chat.state.problem).toEqual({ kind: "broken", words: "Contactez la Caf." });
    client.send.mockResolvedValue(reply("Enfin"));
    await chat.retry();
    expect(said(chat)).toEqual(["Bonjour", "> un", "Enfin"]);
    expect(chat.state.problem).toBeNull();
    expect(new Set(client.send.mock.calls.map(([, id]) => id)).size).toBe(1);
  });

  it("sends what waited when the network comes back", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    online = false;
    client.send.mockRejectedValueOnce(new Failure("unreachable"));
    await chat.networkChanged();
    await chat.say("un");
    expect(said(chat)).toEqual(["Bonjour", "! un"]);
    online = true;
    await chat.networkChanged();
    expect(said(chat)).toEqual(["Bonjour", "> un", "Voici"]);
  });

  it("opens another session when its own is over, and plays a choice by its words", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    client.send.mockRejectedValueOnce(new Failure("expired"));
    await chat.choose({ id: "c1", label: "Mes paiements" });
    expect(client.send.mock.lastCall).toEqual(["s2", expect.any(String), { text: "Mes paiements" }]);
    expect(said(chat)).toEqual(["Bonjour", "> Mes paiements", "expired", "Voici"]);
  });

  it("plays a choice that is no longer offered by its words", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    client.send.mockRejectedValueOnce(new Failure("refused", null, null, "unknown_choice"));
    await chat.choose({ id: "c9", label: "Mes droits" });
    expect(client.send.mock.lastCall?.[2]).toEqual({ text: "Mes droits" });
  });

  it("tells what was masked", async () => {
    const client = fakeClient();
    client.send.mockResolvedValue({ ...reply("Voici"), redacted: ["nir", "constructor"] });
    const chat = conversation(client);
    await chat.start();
    await chat.say("mon numéro");
    expect(said(chat)).toEqual(["Bonjour", "> mon numéro", "masked", "Voici"]);
    expect(chat.state.entries[2]).toMatchObject({ kinds: ["nir"] });
    client.send.mockResolvedValue({ ...reply("Et voilà"), redacted: ["toString", "__proto__"] });
    await chat.say("autre chose");
    expect(said(chat).slice(4)).toEqual(["> autre chose", "Et voilà"]);
  });

  it("shows the operator's word until another, or none, takes its place", async () => {
    const client = fakeClient();
    client.openSession.mockResolvedValue({ session: "s", reply: { ...reply("Bonjour"), notice: "Panne" } });
    const chat = conversation(client);
    await chat.start();
    await chat.say("un");
    expect(chat.state.notice).toBe("Panne");
    client.send.mockResolvedValueOnce({ ...reply("Voici"), notice: "" });
    await chat.say("deux");
    expect(chat.state.notice).toBe("");
  });
});

describe("another page of the tab", () => {
  it("puts the conversation back without opening a session", async () => {
    await conversation(fakeClient()).start();
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    expect(client.openSession).not.toHaveBeenCalled();
    expect(client.transcript).toHaveBeenCalledWith("s1");
    expect(said(chat)).toEqual(["Bonjour"]);
  });

  it("sends first what was under way, with its id", async () => {
    const first = fakeClient();
    const before = conversation(first);
    await before.start();
    first.send.mockReturnValue(new Promise(() => undefined));
    void before.say("un");
    const client = fakeClient();
    await conversation(client).start();
    expect(client.send.mock.calls[0]?.[1]).toBe(first.send.mock.calls[0]?.[1]);
    expect(client.transcript).toHaveBeenCalledTimes(1);
  });

  it("begins again when the session is over", async () => {
    await conversation(fakeClient()).start();
    const client = fakeClient();
    client.transcript.mockRejectedValue(new Failure("expired"));
    const chat = conversation(client);
    await chat.start();
    expect(said(chat)).toEqual(["expired", "Bonjour"]);
  });

  it("restores everything at the next try when the server was away", async () => {
    await conversation(fakeClient()).start();
    const client = fakeClient();
    client.transcript.mockRejectedValueOnce(new Failure("refused"));
    const chat = conversation(client);
    await chat.start();
    expect(chat.state.problem?.kind).toBe("refused");
    await chat.retry();
    expect(said(chat)).toEqual(["Bonjour"]);
  });
});

describe("leaving at once", () => {
  it("erases both sides, and what was under way neither comes back nor leaves a trace", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    client.send.mockImplementationOnce(() => {
      chat.leave();
      return Promise.reject(new Failure("unreachable"));
    });
    await chat.say("au secours");
    expect(client.erase).toHaveBeenCalledWith("s1");
    expect(client.send).toHaveBeenCalledTimes(1);
    expect(client.openSession).toHaveBeenCalledTimes(1);
    expect(storage.items.size).toBe(0);
    expect(said(chat)).toEqual([]);
  });
});

describe("the end", () => {
  it("erases both sides and leaves nothing in the tab", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    await chat.end();
    expect(client.erase).toHaveBeenCalledWith("s1");
    expect(storage.items.size).toBe(0);
    expect(chat.state).toMatchObject({ entries: [], ended: "both" });
  });

  it("says so when the server could not be told", async () => {
    const client = fakeClient();
    client.erase.mockRejectedValue(new Failure("unreachable"));
    const chat = conversation(client);
    await chat.start();
    await chat.end();
    expect(chat.state.ended).toBe("here");
  });

  it("restarts in a new session", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    await chat.say("un");
    await chat.restart();
    expect(client.erase).toHaveBeenCalledWith("s1");
    expect(said(chat)).toEqual(["Bonjour"]);
    await chat.say("deux");
    expect(client.send.mock.lastCall?.[0]).toBe("s2");
  });
});

describe("a rating", () => {
  const first = (chat: Conversation) => {
    const entry = chat.state.entries[0];
    return entry?.kind === "answer" ? entry : null;
  };

  it("is tied to its answer", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    await chat.rate(first(chat)?.key ?? "", "down", "autre");
    expect(client.send).toHaveBeenCalledWith("s1", expect.any(String), {
      feedback: { handle: "handle", value: "down", reason: "autre" },
    });
    expect(first(chat)?.rating).toBe("down");
  });

  it("is thanked for by its button, and followed by other help", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    client.send.mockResolvedValueOnce({
      ...reply("Merci"),
      messages: [message("Merci"), message("Est-ce plutôt cela ?")],
      notice: "Panne",
    });
    await chat.rate(first(chat)?.key ?? "", "down");
    expect(said(chat)).toEqual(["Bonjour", "Est-ce plutôt cela ?"]);
    expect(chat.state.notice).toBe("Panne");
  });

  it("waits for the answer to what the person went on with", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    const going = chat.say("autre chose");
    await Promise.all([going, chat.rate(first(chat)?.key ?? "", "down")]);
    const inputs = client.send.mock.calls.map(([, , input]) => Object.keys(input)[0]);
    expect(inputs).toEqual(["text", "feedback"]);
  });

  it("says nothing in a conversation that was begun anew meanwhile", async () => {
    const client = fakeClient();
    const chat = conversation(client);
    await chat.start();
    client.send.mockResolvedValueOnce({ ...reply("Merci"), messages: [message("Merci"), message("Cela ?")] });
    const rating = chat.rate(first(chat)?.key ?? "", "down");
    await Promise.all([chat.restart(), rating]);
    expect(said(chat)).toEqual(["Bonjour"]);
  });

  it("is taken back when it could not be sent", async () => {
    const client = fakeClient();
    client.send.mockRejectedValue(new Failure("expired"));
    const chat = conversation(client);
    await chat.start();
    await chat.rate(first(chat)?.key ?? "", "up");
    expect(first(chat)?.rating).toBeNull();
  });
});

it("lives without storage", async () => {
  vi.stubGlobal("sessionStorage", undefined);
  const chat = conversation(fakeClient());
  await chat.start();
  await chat.say("un");
  expect(said(chat)).toEqual(["Bonjour", "> un", "Voici"]);
});
