import type { Link } from "../api/contract";
import type { Conversation } from "../state/conversation";
import type { Entry } from "../state/state";
import { WORDS } from "../text/microcopy";
import { AnswerText } from "./AnswerText";
import { Directions, Links } from "./Directions";
import { Rating } from "./Rating";

interface AnswerProps {
  readonly entry: Extract<Entry, { kind: "answer" }>;
  readonly conversation: Conversation;
  readonly latest: boolean;
}

/** An answer of the assistant, with all that can be done from it. */
export function Answer({ entry: { key, message, rating }, conversation, latest }: AnswerProps) {
  const { text, places, links, choices, feedback, urgent } = message;
  const calls = links.filter(isCall);
  // In an emergency the widget adds nothing to what the assistant says.
  const lost = latest && places.length > 0 && !urgent;
  return (
    <div class="answer">
      <span class="hidden">{WORDS.assistant}</span>
      <AnswerText source={text} />
      {urgent && <p class="hidden">{WORDS.quitHint}</p>}
      <Links links={calls} />
      {places.map((place, position) => (
        <Directions key={position} place={place} named={places.length > 1} />
      ))}
      <Links links={links.filter((link) => !isCall(link))} />
      {choices.length > 0 && (
        <ul class="choices" aria-label={WORDS.choices}>
          {choices.map((choice) => (
            <li key={choice.id}>
              <button
                type="button"
                class="choice"
                dir="auto"
                onClick={() => void conversation.choose(choice)}
              >
                {choice.label}
              </button>
            </li>
          ))}
        </ul>
      )}
      {(feedback ?? lost) && (
        <div class="after">
          {feedback && (
            <Rating
              rating={rating}
              latest={latest}
              onRate={(value, reason) => void conversation.rate(key, value, reason)}
            />
          )}
          {lost && (
            <button
              type="button"
              class="quiet"
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

function isCall({ kind }: Link): boolean {
  return kind === "tel" || kind === "sms";
}
