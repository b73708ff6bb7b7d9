import { CONTACT } from "./contact";
import { drawing, element } from "./dom";
import { json } from "./json";
import launcherCss from "./launcher.css";
import { TabMemory } from "./memory";
import { ATTRIBUTES, readOptions, type Options } from "./options";
import type { Panel, PanelModule } from "./panel-api";
import { SMALL_SCREEN } from "./small-screen";
import { adoptStyles } from "./styles";
import { unavailableBox } from "./unavailable";

const BUBBLE =
  "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H10l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm3 5v2h10V9zm0 3.5v2h7v-2z";

/** A page may be on its way from one body to the next. */
const SOON_MS = 100;

/** Pages have shortcuts on letters, keep the focus in a window of theirs, refuse to scroll, select or paste. */
const HEARD = "focus focusin keydown keypress keyup paste selectstart touchmove wheel".split(" ");

/**
 * `<assistant-mon-compte>`: a button, and the chat behind it.
 *
 * Until the button is pressed, it makes no request and stores nothing. A page shows one: a copy
 * that its scripts make of the element stays empty. It tells of its opening and closing by the events `open` and `close`.
 */
export class AssistantElement extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;
  static #shown: AssistantElement | null = null;

  /** Set by an application that shows the widget in a WebView, on channel `app` only. */
  declare credential?: (() => string | Promise<string>) | null;

  readonly #root = this.attachShadow({ mode: "open" });
  readonly #button = element(
    "button",
    { type: "button", class: "launcher", "aria-expanded": "false", "aria-haspopup": "dialog" },
    drawing(BUBBLE),
    element("span", {}, "Besoin d’aide ?"),
  );
  /** In the browser's top layer, where no style of the page can move, cover or colour it. */
  readonly #box = element("div", { class: "box", popover: "manual", role: "none", lang: "fr" }, this.#button);
  #options: Options | null = null;
  #memory: TabMemory | null = null;
  #panel: Panel | null = null;
  #loading: Promise<void> | null = null;
  #attempts = 0;
  #stays = false;
  #dismiss = () => {};

  connectedCallback(): void {
    const shown = AssistantElement.#shown;
    if (shown && shown !== this && (shown.isConnected || shown.#stays)) return;
    AssistantElement.#shown = this;
    if (!this.#options) this.#build();
    this.#raise(true);
    this.#panel?.returned();
  }

  disconnectedCallback(): void {
    setTimeout(() => {
      if (this.isConnected || AssistantElement.#shown !== this) return;
      AssistantElement.#shown = null;
      if (this.#stays) this.stay();
      else document.querySelector<AssistantElement>(this.localName)?.connectedCallback();
    }, SOON_MS);
  }

  attributeChangedCallback(): void {
    if (this.#options) this.#options = readOptions(this, import.meta.url);
  }

  /** Puts the element in the page, and back each time the page replaces what it was in. */
  stay(): void {
    this.#stays = true;
    // The body that it goes into may not be there yet; a frame called « body » is not it.
    const body = document.querySelector("body");
    if (body) body.append(this);
    else setTimeout(() => this.stay(), SOON_MS);
  }

  /** Opens the chat, as a press on the button does. */
  open(): Promise<void> {
    return this.#open({ focus: true });
  }

  /** Closes the chat; the conversation stays. */
  close(): void {
    this.#panel?.close();
  }

  /** Opens the chat and asks a question, for a page that has one ready. */
  async ask(text: string): Promise<void> {
    await this.open();
    this.#panel?.ask(text);
  }

  #build(): void {
    const options = (this.#options = readOptions(this, import.meta.url));
    const memory = (this.#memory = new TabMemory(options.channel));
    adoptStyles(this.#root, launcherCss);
    this.#root.append(this.#box);
    this.#button.addEventListener("click", () => this.#toggle());
    for (const type of HEARD) addEventListener(type, this.#heard, true);
    // On paper the conversation follows the page, it does not cover it.
    matchMedia("print").addEventListener("change", ({ matches }) => this.#raise(!matches));
    if (memory.value.open && !matchMedia(SMALL_SCREEN).matches) void this.#open({ focus: false });
  }

  #raise(up: boolean): void {
    // Browsers before 2024 have no such layer for it.
    if (this.isConnected) (this.#box as Partial<Pick<HTMLElement, "togglePopover">>).togglePopover?.(up);
  }

  /** What is done in here is nobody else's. */
  #heard = (event: Event): void => {
    const inside = event.composedPath().includes(this.#root);
    if (inside) event.stopImmediatePropagation();
    if (event.type !== "keydown" || !this.isConnected) return;
    if (inside && (event as KeyboardEvent).key === "Escape") this.#dismiss();
    this.#panel?.pressed(event as KeyboardEvent, inside);
  };

  #toggle(): void {
    if (this.#panel?.isOpen) this.#panel.close();
    else void this.open();
  }

  async #open(how: { focus: boolean }): Promise<void> {
    this.#loading ??= this.#load();
    try {
      await this.#loading;
    } catch {
      this.#loading = null;
      if (how.focus) this.#showUnavailable();
      return;
    }
    this.#panel?.open(how);
  }

  async #load(): Promise<void> {
    this.#root.querySelector(".unavailable")?.remove();
    this.#dismiss = () => {};
    this.#button.setAttribute("aria-busy", "true");
    try {
      const { mountPanel } = await this.#fetchPanel();
      this.#panel = mountPanel({
        box: this.#box,
        memory: this.#memory as TabMemory,
        contact: CONTACT,
        json,
        adoptStyles: (css) => adoptStyles(this.#root, css),
        options: () => this.#options as Options,
        credential: async () => (await this.credential?.()) ?? null,
        toggled: (open) => this.#toggled(open),
      });
    } finally {
      this.#button.removeAttribute("aria-busy");
    }
  }

  #fetchPanel(): Promise<PanelModule> {
    // A browser may remember that a module failed: each new try needs an address of its own.
    const again = this.#attempts++ ? `?${this.#attempts}` : "";
    const url = new URL(PANEL_FILE + again, import.meta.url).href;
    return import(url) as Promise<PanelModule>;
  }

  #toggled(open: boolean): void {
    this.#button.setAttribute("aria-expanded", String(open));
    if (!open) this.#button.focus();
    // Old libraries have put something of their own in the place of `Event`.
    this.dispatchEvent(new CustomEvent(open ? "open" : "close"));
  }

  #showUnavailable(): void {
    this.#dismiss = () => {
      box.remove();
      this.#dismiss = () => {};
      this.#toggled(false);
    };
    const box = unavailableBox({ retry: () => void this.open(), close: () => this.#dismiss() });
    this.#box.append(box);
    this.#button.setAttribute("aria-expanded", "true");
    box.querySelector("button")?.focus();
  }
}
