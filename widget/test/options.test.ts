import { beforeAll, expect, it, vi } from "vitest";
import { readOptions } from "../src/options";

const SCRIPT = "https://assistant.example/outil/static/widget/assistant.js";

beforeAll(() => vi.stubGlobal("document", { baseURI: "https://portail.example/page" }));

function read(attributes: Record<string, string>) {
  const element = { getAttribute: (name: string) => attributes[name] ?? null };
  return readOptions(element as unknown as Element, SCRIPT);
}

it("finds the server beside the script", () => {
  expect(read({}).endpoint).toBe("https://assistant.example/outil/webhooks/web");
  expect(read({ channel: "app" }).endpoint).toBe("https://assistant.example/outil/webhooks/app");
});

it.each(["https://autre.example/a", "https://autre.example/a/"])("takes the server %s", (server) => {
  expect(read({ server }).endpoint).toBe("https://autre.example/a/webhooks/web");
});

it.each(["https://[", "https://", "//", "javascript:alert(1)", "data:,x", "ftp://x/", "assistant.example", " ", ""])(
  "keeps to its own server when the page says « %s »",
  (server) => {
    expect(read({ server }).endpoint).toBe("https://assistant.example/outil/webhooks/web");
  },
);

it.each([
  ["/ailleurs", "https://assistant.example/ailleurs/webhooks/web"],
  ["../../../autre?x#y", "https://assistant.example/autre/webhooks/web"],
])("takes a server of the same host by its path, %s", (server, endpoint) => {
  expect(read({ server }).endpoint).toBe(endpoint);
});

it("cuts the name of a page to what the server takes", () => {
  expect(read({ page: ` ${"é".repeat(200)}` }).page).toBe("é".repeat(100));
});

it.each([
  ["3", 3],
  ["2.9", 2],
  ["Infinity", 2],
  ["9", 2],
  ["x", 2],
])("reads heading level %s as %i", (value, level) => {
  expect(read({ "heading-level": value }).headingLevel).toBe(level);
});

it("takes no script for a privacy page", () => {
  expect(read({ privacy: "/donnees" }).privacy).toBe("https://portail.example/donnees");
  for (const privacy of ["javascript:alert(1)", "https://", "https://[", "mailto:a@b.fr", " "])
    expect(read({ privacy }).privacy).toBeNull();
});
