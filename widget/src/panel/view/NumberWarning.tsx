import { WARNING } from "../text/microcopy";

interface NumberWarningProps {
  readonly onEdit: () => void;
  readonly onMask: () => void;
}

/** Shown before a personal number leaves the page: it may be corrected or left out. */
export function NumberWarning({ onEdit, onMask }: NumberWarningProps) {
  return (
    <div class="warning" role="alert">
      <p>
        <strong>{WARNING.title}</strong> {WARNING.text}
      </p>
      <p class="actions">
        <button type="button" class="choice" onClick={onEdit}>
          {WARNING.edit}
        </button>
        <button type="button" class="choice" onClick={onMask}>
          {WARNING.mask}
        </button>
      </p>
    </div>
  );
}
