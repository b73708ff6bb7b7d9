import { Fragment } from "preact";
import { parseMarkdown, readSpans, type Block, type Span } from "../text/markdown";

/** The text of an answer; no HTML is ever read from it. */
export function AnswerText({ source }: { source: string }) {
  return (
    <>
      {parseMarkdown(source).map((block, position) => (
        <TextBlock key={position} block={block} />
      ))}
    </>
  );
}

function TextBlock({ block }: { block: Block }) {
  if (block.kind === "list") {
    const items = block.items.map((spans, position) => (
      <li key={position} dir="auto">
        <Spans spans={spans} />
      </li>
    ));
    return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
  }
  return (
    <p dir="auto">
      {block.lines.map((spans, position) => (
        <Fragment key={position}>
          {position > 0 && <br />}
          <Spans spans={spans} />
        </Fragment>
      ))}
    </p>
  );
}

/** A line by itself. */
export function Line({ source }: { source: string }) {
  return <Spans spans={readSpans(source)} />;
}

function Spans({ spans }: { spans: readonly Span[] }) {
  return (
    <>
      {spans.map(({ text, strong }, position) => (strong ? <strong key={position}>{text}</strong> : text))}
    </>
  );
}
