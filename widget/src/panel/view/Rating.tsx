import { Component, createRef } from "preact";
import type { FeedbackValue } from "../api/contract";
import { REASONS, WORDS } from "../text/microcopy";
import { showOnArrival } from "./arrival";
import { Icon } from "./icons";

interface RatingProps {
  readonly rating: FeedbackValue | null;
  /** Whether nothing was said since this answer. */
  readonly latest: boolean;
  readonly onRate: (value: FeedbackValue, reason?: string) => void;
}

interface RatingState {
  readonly asking: boolean;
}

/**
 * Thumbs. An answer is rated once, so a thumb down waits for its reason; if the person goes on
 * without giving one, it is sent alone.
 */
export class Rating extends Component<RatingProps, RatingState> {
  override state = { asking: false };
  readonly #down = createRef<HTMLButtonElement>();

  override componentDidUpdate(): void {
    if (this.state.asking && !this.props.latest) this.#rate("down");
  }

  #rate(value: FeedbackValue, reason?: string): void {
    this.setState({ asking: false });
    if (!this.props.rating) this.props.onRate(value, reason);
  }

  #explain(reason: string): void {
    // The reasons go away, and the focus must not go with them.
    this.#down.current?.focus();
    this.#rate("down", reason);
  }

  override render({ rating }: RatingProps, { asking }: RatingState) {
    return (
      <>
        <div class="thumbs" role="group" aria-label={WORDS.rate}>
          <button
            type="button"
            class="quiet"
            aria-pressed={rating === "up"}
            aria-disabled={rating !== null}
            onClick={() => this.#rate("up")}
          >
            <Icon name="thumb" />
            {WORDS.useful}
          </button>
          <button
            ref={this.#down}
            type="button"
            class="quiet down"
            aria-pressed={rating === "down"}
            aria-disabled={rating !== null}
            onClick={() => this.setState({ asking: !asking && !rating })}
          >
            <Icon name="thumb" />
            {WORDS.useless}
          </button>
        </div>
        {rating && <p class="small">{WORDS.thanks}</p>}
        {asking && (
          <div ref={showOnArrival} class="reasons" role="group" aria-labelledby="why">
            <p id="why">{WORDS.why}</p>
            {REASONS.map(({ id, label }) => (
              <button key={id} type="button" class="choice" onClick={() => this.#explain(id)}>
                {label}
              </button>
            ))}
          </div>
        )}
      </>
    );
  }
}
