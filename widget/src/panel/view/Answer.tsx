import type { Conversation } from "../state/conversation";
import type { Entry } from "../state/state";
import { WORDS } from "../text/microcopy";
import { AnswerText } from "./AnswerText";
import { Directions } from "./Directions";
import { Rating } from "./Rating";

interface AnswerProps {
  readonly entry: Extract<Entry, { kind: "answer" }>;
  readonly conversation: Conversation;
  readonly latest: boolean;
  readonly busy: boolean;
}

/** An answer of the assistant, with all that can be done from it. */
export function Answer({ entry: { key, message, rating }, conversation, latest, busy }: AnswerProps) {
  const { text, path, links, choices, feedback } = message;
  return (
    <div class="answer">
      <span class="hidden">{WORDS.assistant}</span>
      <AnswerText source={text} />
      <Directions path={path} links={links} />
      {choices.length > 0 && (
        <ul class="choices" aria-label={WORDS.choices}>
          {choices.map((choice) => (
            <li key={choice.id}>
              <button
                type="button"
                class="choice"
                aria-disabled={busy}
                onClick={() => void conversation.choose(choice)}
              >
                {choice.label}
              </button>
            </li>
          ))}
        </ul>
      )}
      {(feedback ?? path.length > 0) && (
        <div class="after">
          {feedback && (
            <Rating
              rating={rating}
              latest={latest}
              onRate={(value, reason) => void conversation.rate(key, value, reason)}
            />
          )}
          {latest && path.length > 0 && (
            <button
              type="button"
              class="quiet"
              aria-disabled={busy}
              onClick={() => void conversation.say(WORDS.notFoundMessage)}
            >
              {WORDS.notFound}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
