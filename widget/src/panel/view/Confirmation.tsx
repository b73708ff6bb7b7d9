import { WORDS } from "../text/microcopy";
import { focusOnArrival } from "./arrival";
import { Said } from "./Said";

interface ConfirmationProps {
  readonly text: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before something is erased. */
export function Confirmation({ text, onConfirm, onCancel }: ConfirmationProps) {
  return (
    <div class="warning" role="group" aria-labelledby="confirmation">
      <p id="confirmation">
        <Said words={text} />
      </p>
      <p class="actions">
        <button ref={focusOnArrival} type="button" class="choice" onClick={onConfirm}>
          {WORDS.confirm}
        </button>
        <button type="button" class="choice" onClick={onCancel}>
          {WORDS.cancel}
        </button>
      </p>
    </div>
  );
}
