import { afterEach, expect, it } from "vitest";
import { json } from "../src/json";

const old = [Array.prototype, Object.prototype] as unknown as { toJSON?: () => string }[];

afterEach(() => {
  for (const prototype of old) delete prototype.toJSON;
});

const DATA = { a: [1, "deux", { trois: null }], b: { c: true, d: [] }, e: 'é "\n\u2028 😀' };

it("says what JSON.stringify says", () => {
  expect(json(DATA)).toBe(JSON.stringify(DATA));
});

it("heeds no « toJSON » of the page's libraries", () => {
  const right = JSON.stringify(DATA);
  for (const prototype of old) prototype.toJSON = () => "spoilt";
  expect(JSON.stringify(DATA)).not.toBe(right);
  expect(json(DATA)).toBe(right);
});

it("leaves out half a character, which servers refuse", () => {
  expect(json("a\ud83d b\ude00 😀")).toBe('"a b 😀"');
});
