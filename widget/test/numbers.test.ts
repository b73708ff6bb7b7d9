import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { holdsNumber, maskNumbers } from "../src/panel/text/numbers";

type Row = [kind: string, before: string, number: string, after: string];

// The table that the server's tests read too.
const table = JSON.parse(
  readFileSync(new URL("../../tests/personal_numbers.json", import.meta.url), "utf8"),
) as { written: Row[]; generated: Row[]; innocent: string[] };

// What the browser warns about; the rest, and numbers in words, are left to the server.
const warned = [...table.written, ...table.generated].filter(
  ([kind, , number]) => ["nir", "iban", "card"].includes(kind) && !/[a-zé]{4}/i.test(number),
);

const missed = (rows: Row[]) => rows.filter((row) => !holdsNumber(row.slice(1).join(""))).map(String);

describe("numbers that must not leave the page", () => {
  it("sees four in five of the table, whatever they are written with", () => {
    expect(missed(warned).length / warned.length).toBeLessThan(0.2);
  });

  it("leaves the innocent messages of the table alone", () => {
    expect(table.innocent.filter(holdsNumber)).toEqual([]);
  });

  it.each([
    ["mon numéro 1 85 12 75 116 001 22 ne marche pas", "mon numéro [numéro masqué] ne marche pas"],
    ["voici FR76 3000 6000 0112 3456 7890 189 merci", "voici [numéro masqué] merci"],
    ["carte 4970-1012-3456-7893 et c’est tout", "carte [numéro masqué] et c’est tout"],
    ["1️⃣8️⃣5️⃣ 05 75 123 456 !", "[numéro masqué] !"],
    ["１８５０５７５１２３４５６ et 2 85 12 2A 116 001", "[numéro masqué] et [numéro masqué]"],
  ])("masks the number and keeps the words around it: « %s »", (text, masked) => {
    expect(maskNumbers(text)).toBe(masked);
  });

  it.each(["99999999999999999999", "appelez-moi au 06 12 34 56 78"])(
    "leaves « %s » alone",
    (text) => expect(maskNumbers(text)).toBe(text),
  );
});
