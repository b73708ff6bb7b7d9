/**
 * Numbers that must not be sent: social security numbers (NIR) and bank accounts (IBAN).
 *
 * The server masks these and more. Here it is only about warning the person before the number
 * leaves the page; so the shapes are loose, and no key is checked.
 */

interface Shape {
  readonly mask: string;
  readonly pattern: RegExp;
}

const GAP = "[\\s.\\-/]*";

const digits = (count: number) => `(?:${GAP}\\d){${count}}`;

const SHAPES: readonly Shape[] = [
  {
    // Country and key, letters of the bank in some countries, its figures; French accounts may
    // hold letters after that.
    mask: "[compte masqué]",
    pattern: new RegExp(`[A-Z]{2}\\d\\d${GAP}[A-Z]{0,4}${digits(10)}(?:[A-Z]*${GAP}\\d)*`, "gi"),
  },
  {
    // Sex, year, month, department (2A and 2B in Corsica), town and order, perhaps the key.
    mask: "[numéro masqué]",
    pattern: new RegExp(`[1-478]${digits(5)}${GAP}[\\dAB]${digits(6)}(?:${digits(2)})?(?!\\d)`, "gi"),
  },
];

/** The text with those numbers replaced by a mention. */
export function maskNumbers(text: string): string {
  return SHAPES.reduce(
    (rest, { mask, pattern }) =>
      rest.replace(pattern, (found: string, at: number) =>
        startsInside(rest.slice(0, at), found) ? found : mask,
      ),
    text,
  );
}

/** Whether the text seems to hold such a number. */
export function holdsNumber(text: string): boolean {
  return maskNumbers(text) !== text;
}

/** Whether what was found is the tail of a longer number or word, which is something else. */
function startsInside(before: string, found: string): boolean {
  return /^\d/.test(found) ? /\d$/.test(before) : /\p{L}$/u.test(before);
}
