/**
 * Numbers that must not be sent: social security numbers (NIR), bank accounts and cards.
 *
 * The server masks these and more, in every alphabet. Here it is only about warning the person
 * before the number leaves the page; so the shapes are loose and few, and no key is checked.
 */

/**
 * Country and key, letters of the bank in some countries, its figures; then letters too. Or sex,
 * year, month, department (2A and 2B in Corsica), town and order, perhaps the key; but not
 * postcodes. Or bank, branch, account and key; a bank card; any of them sign by sign.
 *
 * Anything short without letters or digits can stand between two signs. In one piece, for the
 * bundle has little room.
 */
const NUMBER =
  /(?<!\d)(?:\b[A-Z]{2}\d\d(?:\W{0,4}[A-Z])*(?:\W{0,4}\d){10}(?:(?:\W{0,4}[A-Z])?\W{0,4}\d)*|(?!\d{5}\s)[1-478]\W{0,4}\d\d\W{0,4}[01]\d\W{0,4}[\dAB]{2}\W{0,4}\d{3}\W{0,4}\d{3}(?:\W{0,4}\d\d)?|(?:\d{5}\W{0,4}){2}\w{11}\W{0,4}\d\d|[45]\d{3}(?:\W{0,4}\d{4}){3}|\d(\W{1,4})(?:\w\1){11,}\d)(?!\d)/giu;

/** The text with those numbers replaced by a mention. */
export function maskNumbers(text: string): string {
  // Digits of other kinds become plain ones, and what is not seen goes.
  const plain = text.normalize("NFKC").replace(/[\p{DI}\p{M}]/gu, "");
  const masked = plain.replace(NUMBER, "[numéro masqué]");
  return masked === plain ? text : masked;
}

/** Whether the text seems to hold such a number. */
export function holdsNumber(text: string): boolean {
  return maskNumbers(text) !== text;
}
