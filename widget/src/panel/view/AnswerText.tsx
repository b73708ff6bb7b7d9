import { Fragment } from "preact";
import { parseMarkdown, type Block, type Span } from "../text/markdown";

/** The text of an answer; no HTML is ever read from it. */
export function AnswerText({ source }: { source: string }) {
  return parseMarkdown(source).map((block, position) => <TextBlock key={position} block={block} />);
}

function TextBlock({ block }: { block: Block }) {
  if (block.kind === "list") {
    const items = block.items.map((spans, position) => (
      <li key={position}>
        <Line spans={spans} />
      </li>
    ));
    return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
  }
  return (
    <p>
      {block.lines.map((spans, position) => (
        <Fragment key={position}>
          {position > 0 && <br />}
          <Line spans={spans} />
        </Fragment>
      ))}
    </p>
  );
}

function Line({ spans }: { spans: readonly Span[] }) {
  return spans.map(({ text, strong }, position) =>
    strong ? <strong key={position}>{text}</strong> : <Fragment key={position}>{text}</Fragment>,
  );
}
