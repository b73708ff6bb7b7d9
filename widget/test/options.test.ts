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

it.each([
  ["3", 3],
  ["9", 2],
  ["x", 2],
])("reads heading level %s as %i", (value, level) => {
  expect(read({ "heading-level": value }).headingLevel).toBe(level);
});

it("takes no script for a privacy page", () => {
  expect(read({ privacy: "/donnees" }).privacy).toBe("https://portail.example/donnees");
  expect(read({ privacy: "javascript:alert(1)" }).privacy).toBeNull();
});
