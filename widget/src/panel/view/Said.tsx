/**
 * Words that change, in an element that changes with them: a browser that translates the page puts
 * elements of its own in the place of text, and would go on showing the old words.
 */
export function Said({ words }: { words: string | false | null | undefined }) {
  return words ? <span key={words}>{words}</span> : null;
}
