import { describe, expect, it } from "vitest";
import { holdsNumber, maskNumbers } from "../src/panel/text/numbers";

describe("numbers that must not leave the page", () => {
  it.each([
    "185127511600122",
    "1851275116001",
    "mon numéro est 1 85 12 75 116 001 22 merci",
    "2.85.12.2A.116.001.22",
    "2 85 12 2b 116 001",
    "nir185127511600122",
    "1-85-12-75-116-001/22",
    "FR76 3000 6000 0112 3456 7890 189",
    "fr7630006000011234567890189",
    "FR76 3000 6000 01AB 3456 7890 189",
    "DE89 3704 0044 0532 0130 00 merci",
    "NL91ABNA0417164300 00",
    "LT12 1000 0111 0100 1000",
  ])("sees « %s »", (text) => {
    expect(holdsNumber(text)).toBe(true);
    expect(maskNumbers(text)).not.toMatch(/\d{3}.*\d{3}/);
  });

  it.each([
    "j’ai 3 enfants et 1 200 € de salaire",
    "rsa 2024",
    "appelez-moi au 06 12 34 56 78",
    "le 12/03/2024 et le 05/04/2024",
    "35 heures par semaine depuis 6 mois",
    "depuis le 1 janvier 2024 jusqu’au 31 décembre 2025",
    "dossier 1234567",
    "99999999999999999999",
  ])("leaves « %s » alone", (text) => {
    expect(holdsNumber(text)).toBe(false);
    expect(maskNumbers(text)).toBe(text);
  });

  it("masks the number and keeps the words around it", () => {
    expect(maskNumbers("mon numéro 1 85 12 75 116 001 22 ne marche pas")).toBe(
      "mon numéro [numéro masqué] ne marche pas",
    );
    expect(maskNumbers("voici FR76 3000 6000 0112 3456 7890 189 merci")).toBe(
      "voici [compte masqué] merci",
    );
  });
});
