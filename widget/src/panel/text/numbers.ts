/**
 * Numbers that must not be sent: social security numbers (NIR), bank accounts and cards.
 *
 * The server masks these and more, in every alphabet. Here it is only about warning the person
 * before the number leaves the page; so the shapes are loose and few, and no key is checked.
 */

/** Anything short without letters or digits can stand between two signs of a number. */
const GAP = "[^\\p{L}\\d]{0,4}";

const inGroups = (...groups: string[]) => groups.join(GAP);

const SHAPES = [
  // Country and key, letters of the bank in some countries, its figures; then letters too.
  `(?<!\\p{L})[A-Z]{2}\\d\\d(?:${GAP}[A-Z]){0,4}(?:${GAP}\\d){10}(?:${GAP}[A-Z]?${GAP}\\d)*`,
  // Sex, year, month, department (2A and 2B in Corsica), town and order, perhaps the key; but
  // not three postcodes.
  inGroups("(?!\\d{5} \\d{5} )[1-478]", "\\d\\d", "[01]\\d", "[\\dAB]{2}", "\\d{3}", `\\d{3}(?:${GAP}\\d\\d)?`),
  // Bank, branch, account and key; a bank card; any of them sign by sign.
  inGroups("\\d{5}", "\\d{5}", "[\\dA-Z]{11}", "\\d\\d"),
  inGroups("[45]\\d{3}", "\\d{4}", "\\d{4}", "\\d{4}"),
  `\\d(${GAP.replace("0", "1")})(?:[\\dA-Z]\\1){11,21}\\d`,
];

const NUMBER = new RegExp(`(?<!\\d)(?:${SHAPES.join("|")})(?!\\d)`, "giu");

/** The text with those numbers replaced by a mention. */
export function maskNumbers(text: string): string {
  // Digits of other kinds become plain ones, and what is not seen goes.
  const plain = text.normalize("NFKC").replace(/(?<=\d)[\p{DI}\p{M}]+/gu, "");
  const masked = plain.replace(NUMBER, "[numéro masqué]");
  return masked === plain ? text : masked;
}

/** Whether the text seems to hold such a number. */
export function holdsNumber(text: string): boolean {
  return maskNumbers(text) !== text;
}
