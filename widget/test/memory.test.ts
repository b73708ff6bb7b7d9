import { beforeEach, expect, it, vi } from "vitest";
import { TabMemory } from "../src/memory";

const KEY = "assistant-mon-compte/web";
const PENDING = { id: "6f1c1f0e-9d0b-4a57-8a0b-0123456789ab", input: { text: "a" }, label: "a", failed: true };
const GOOD = { session: "aB-_.~+/=9", open: true, pending: [PENDING], draft: "Bon" };

let stored: Map<string, string>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});

function read(value: unknown) {
  stored.set(KEY, typeof value === "string" ? value : JSON.stringify(value));
  return new TabMemory("web").value;
}

it("reads what it wrote", () => {
  new TabMemory("web").update(GOOD);
  expect(new TabMemory("web").value).toEqual(GOOD);
});

const EMPTY = { session: null, open: false, pending: [], draft: "" };

it.each(["", "{", "null", "3", '"x"', "[]", '{"session":', "[object Object]"])("makes nothing of « %s »", (value) => {
  expect(read(value)).toEqual(EMPTY);
});

it.each([
  [{ session: 3 }, EMPTY],
  [{ session: "é\n" }, EMPTY],
  [{ session: "" }, EMPTY],
  [{ open: "false" }, EMPTY],
  [{ draft: ["x"] }, EMPTY],
  [{ pending: '"[]"' }, EMPTY],
  [{ pending: { length: 1 } }, EMPTY],
  [{ pending: [null, 3, "x", [], {}] }, EMPTY],
])("keeps nothing of %j", (value, expected) => {
  expect(read(value)).toEqual(expected);
});

it.each([
  { id: 3 },
  { id: "x" },
  { label: null },
  { input: null },
  { input: "a" },
  { input: {} },
  { input: { text: 3 } },
  { input: { text: "a", choice: "b" } },
])("drops a message with %j, and keeps the rest", (spoilt) => {
  expect(read({ ...GOOD, pending: [{ ...PENDING, ...spoilt }, PENDING] })).toEqual(GOOD);
});

it("writes nothing more once it is closed", () => {
  const memory = new TabMemory("web");
  memory.update(GOOD);
  memory.close();
  memory.update({ draft: "encore" });
  expect(stored.size).toBe(0);
  expect(memory.value.draft).toBe("encore");
});
