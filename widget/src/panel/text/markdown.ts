/**
 * The light Markdown of the answers: paragraphs, lists of lines that start with « - » or « 1. »,
 * and **bold**. Everything else, HTML included, is plain text.
 */

export interface Span {
  readonly text: string;
  readonly strong: boolean;
}

export type Block =
  | { readonly kind: "paragraph"; readonly lines: readonly (readonly Span[])[] }
  | {
      readonly kind: "list";
      readonly ordered: boolean;
      readonly items: readonly (readonly Span[])[];
    };

const BULLET = /^\s*[-*•]\s+/;
const NUMBER = /^\s*\d{1,2}[.)]\s+/;

/** The blocks of an answer, in order. */
export function parseMarkdown(source: string): Block[] {
  return source
    .trim()
    .split(/\n\s*\n/)
    .flatMap((chunk) => groups(chunk.split("\n")).map(readBlock));
}

type LineKind = "text" | "bullet" | "number";

function lineKind(line: string): LineKind {
  if (BULLET.test(line)) return "bullet";
  return NUMBER.test(line) ? "number" : "text";
}

/** Consecutive lines of one kind, together. */
function groups(lines: readonly string[]): { kind: LineKind; lines: string[] }[] {
  const found: { kind: LineKind; lines: string[] }[] = [];
  for (const line of lines) {
    const kind = lineKind(line);
    const last = found.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else found.push({ kind, lines: [line] });
  }
  return found;
}

function readBlock({ kind, lines }: { kind: LineKind; lines: string[] }): Block {
  if (kind === "text") return { kind: "paragraph", lines: lines.map(readSpans) };
  const marker = kind === "bullet" ? BULLET : NUMBER;
  const items = lines.map((line) => readSpans(line.replace(marker, "")));
  return { kind: "list", ordered: kind === "number", items };
}

/** French puts a space before some signs; no line may break there. */
function withFirmSpaces(text: string): string {
  return text.replace(/ ([:;!?»€%])/g, "\u00a0$1").replace(/« /g, "«\u00a0");
}

/** The parts of one line. */
export function readSpans(line: string): Span[] {
  return withFirmSpaces(line)
    .split(/\*\*(.+?)\*\*/)
    .map((text, position) => ({ text, strong: position % 2 === 1 }))
    .filter(({ text }) => text !== "");
}
