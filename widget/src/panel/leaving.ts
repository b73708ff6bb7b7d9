/** What « Quitter vite » leaves the person on: useful to anybody, and telling of nobody. */
const NEUTRAL_PAGE = "https://meteofrance.com";

/** How many presses of Escape leave, and how long one of them counts. */
const PRESSES = 3;
const PATIENCE_MS = 2000;

/** Covers the page, then replaces it: « back » does not return to it. */
export function leavePage(dialog: HTMLDialogElement): void {
  dialog.classList.add("cover");
  dialog.setAttribute("open", "");
  location.replace(NEUTRAL_PAGE);
  if (top === self) return;
  try {
    // The page that a frame is in is the one that is seen.
    top?.location.replace(NEUTRAL_PAGE);
  } catch {
    // It forbids that; the frame at least is gone.
  }
}

/** Calls `leave` at the third of three quick presses. */
export function countPresses(leave: () => void): (event: KeyboardEvent) => void {
  let presses = 0;
  let last = 0;
  return ({ timeStamp, repeat }) => {
    if (repeat) return;
    presses = timeStamp - last < PATIENCE_MS ? presses + 1 : 1;
    last = timeStamp;
    if (presses === PRESSES) leave();
  };
}
