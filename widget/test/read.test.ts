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
        path: ["Mon Compte"],
        links: [{ id: "a", kind: "web", href: "https://www.caf.fr", label: "Ouvrir", fallback: null }],
        choices: [{ id: "c1", label: "Oui" }],
        feedback: "h",
      },
    ],
    redacted: ["nir"],
  });
});

it.each([null, 3, "x", [], {}, { messages: [] }, { messages: [{}] }])(
  "takes %j for a failure: nothing was answered",
  (body) => {
    expect(() => readReply(body)).toThrow(Failure);
    expect(() => readOpenedSession(body)).toThrow(Failure);
  },
);

it("reads both sides of a transcript", () => {
  const turns = readTranscript({
    messages: [{ from: "user", text: "Bonjour" }, { from: "assistant", id: "m1", text: "Bonjour !" }, 7],
  });
  expect(turns.map(({ from }) => from)).toEqual(["person", "assistant"]);
});
