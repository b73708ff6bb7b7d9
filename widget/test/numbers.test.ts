import { describe, expect, it } from "vitest";
import table from "../../tests/personal_numbers.json";
import { holdsNumber, maskNumbers } from "../src/panel/text/numbers";

// The table is that of the server's tests. The browser warns about some kinds only, and leaves
// numbers in words to the server.
const warned = [...table.written, ...table.generated].filter(
  ([kind, , number]) => ["nir", "iban", "card"].includes(kind ?? "") && !/[a-zé]{4}/i.test(number ?? ""),
);

const missed = (rows: string[][]) => rows.filter((row) => !holdsNumber(row.slice(1).join(""))).map(String);

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

  it("reads a long message in time that grows as the message does", () => {
    // A pattern that tries every cut of a gap would not come to an end.
    for (const piece of ["1 ", "fr12", "fr12 - - ", "12 a 1", "1", "4970 "])
      expect(maskNumbers(piece.repeat(5000)).length).toBeGreaterThan(0);
  }, 20_000);

  it.each(["99999999999999999999", "appelez-moi au 06 12 34 56 78"])(
    "leaves « %s » alone",
    (text) => expect(maskNumbers(text)).toBe(text),
  );
});
