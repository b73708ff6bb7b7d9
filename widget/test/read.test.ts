import { expect, it } from "vitest";
import { Failure } from "../src/panel/api/failure";
import { readOpenedSession, readReply } from "../src/panel/api/read";
import { readTranscript } from "../src/panel/api/transcript";

it("keeps what the contract names and drops what it does not understand", () => {
  const reply = readReply({
    v: 1,
    messages: [
      {
        id: "m1",
        text: "Bonjour",
        path: ["Mon Compte", 3],
        links: [
          { id: "a", kind: "web", href: "https://www.caf.fr", label: "Ouvrir", surprise: true },
          { id: "b", kind: "web" },
        ],
        choices: [{ id: "c1", label: "Oui" }, null],
        feedback: { handle: "h" },
      },
      { id: "m2" },
    ],
    redacted: ["nir"],
  });
  expect(reply).toEqual({
    messages: [
      {
        id: "m1",
        text: "Bonjour",
        places: [{ label: "", path: ["Mon Compte"], steps: [], link: null }],
        links: [{ id: "a", kind: "web", href: "https://www.caf.fr", label: "Ouvrir", fallback: null }],
        choices: [{ id: "c1", label: "Oui" }],
        feedback: "h",
        urgent: false,
      },
    ],
    redacted: ["nir"],
    notice: null,
  });
});

const LINK = { id: "a", kind: "web", href: "https://www.caf.fr", label: "Ouvrir" };

function readOne(message: object) {
  return readReply({ messages: [{ text: "Voici", ...message }] }).messages[0];
}

it("reads a path for each place, and shows a place's link once", () => {
  const call = { id: "t", kind: "tel", href: "tel:3114", label: "Appeler le 3114" };
  const read = readOne({
    path: ["Mon Compte", "Mes paiements"],
    links: [LINK, call],
    places: [
      { label: "Paiements", path: ["Mon Compte", "Mes paiements"], steps: ["Ouvrez", 3], link: LINK },
      { label: "Profil", path: ["Mon Compte", "Mon profil"] },
      { label: "rien" },
      "odd",
    ],
    urgent: true,
  });
  expect(read?.places).toEqual([
    { label: "Paiements", path: ["Mon Compte", "Mes paiements"], steps: ["Ouvrez"], link: { ...LINK, fallback: null } },
    { label: "Profil", path: ["Mon Compte", "Mon profil"], steps: [], link: null },
  ]);
  expect(read?.links).toEqual([{ ...call, fallback: null }]);
  expect(read?.urgent).toBe(true);
});

it.each(["mailto", "constructor", "", 3, undefined])("leaves out a link of kind %j", (kind) => {
  expect(readOne({ links: [{ ...LINK, kind }] })?.links).toEqual([]);
});

it("finds the operator's word beside the opening or in a reply", () => {
  const reply = { messages: [{ text: "Bonjour" }] };
  expect(readOpenedSession({ session: "s", notice: "Panne", reply }).reply.notice).toBe("Panne");
  expect(readOpenedSession({ session: "s", reply: { ...reply, notice: "Panne" } }).reply.notice).toBe("Panne");
  expect(readReply({ ...reply, notice: null }).notice).toBe("");
  expect(readTranscript({ messages: [], notice: "Panne" }).notice).toBe("Panne");
});

it.each([null, 3, "x", [], {}, { messages: [] }, { messages: [{}] }])(
  "takes %j for a failure: nothing was answered",
  (body) => {
    expect(() => readReply(body)).toThrow(Failure);
    expect(() => readOpenedSession(body)).toThrow(Failure);
  },
);

it("reads both sides of a transcript", () => {
  const { turns } = readTranscript({
    messages: [{ from: "user", text: "Bonjour" }, { from: "assistant", id: "m1", text: "Bonjour !" }, 7],
  });
  expect(turns.map(({ from }) => from)).toEqual(["person", "assistant"]);
});
