import { SMALL_SCREEN } from "../small-screen";

/** Less height than this is a keyboard's doing: the title may scroll away. */
const SHORT = 420;

/**
 * The panel's window: beside the page on large screens, over it on small ones.
 *
 * Over the page it is modal, so that the keyboard cannot wander behind what the eye sees; beside
 * it, the page stays in use.
 */
export class PanelWindow {
  readonly #small = matchMedia(SMALL_SCREEN);

  constructor(readonly dialog: HTMLDialogElement) {
    this.#small.addEventListener("change", () => this.adapt());
    visualViewport?.addEventListener("resize", () => this.#fit());
    visualViewport?.addEventListener("scroll", () => this.#fit());
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  show(): void {
    if (this.isOpen) return;
    // `show()` would take the focus, which a panel that reopens by itself must not do.
    if (this.#small.matches) this.dialog.showModal();
    else this.dialog.setAttribute("open", "");
    this.#fit();
  }

  hide(): void {
    this.dialog.close();
  }

  /** The screen was turned, resized or zoomed, or the page took the panel out and put it back. */
  adapt(): void {
    if (!this.isOpen) return;
    const focused = (this.dialog.getRootNode() as ShadowRoot).activeElement;
    this.hide();
    this.show();
    if (focused instanceof HTMLElement) focused.focus();
  }

  /** Keeps a panel over the page above the keyboard of a phone. */
  #fit(): void {
    // With two fingers a person looks closer: the panel must not shrink under them.
    if (!this.isOpen || !visualViewport || visualViewport.scale > 1.01) return;
    const { height, offsetTop } = visualViewport;
    this.dialog.style.setProperty("--view-height", `${height}px`);
    this.dialog.style.setProperty("--view-top", `${offsetTop}px`);
    this.dialog.classList.toggle("short", height < SHORT);
  }
}
