import { CONTACT } from "./contact";
import { drawing, element } from "./dom";
import launcherCss from "./launcher.css";
import { TabMemory } from "./memory";
import { ATTRIBUTES, readOptions, type Options } from "./options";
import type { Panel, PanelModule } from "./panel-api";
import { SMALL_SCREEN } from "./small-screen";
import { adoptStyles } from "./styles";
import { unavailableBox } from "./unavailable";

const BUBBLE =
  "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H10l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm3 5v2h10V9zm0 3.5v2h7v-2z";

/**
 * `<assistant-mon-compte>`: a button, and the chat behind it.
 *
 * Until the button is pressed, it makes no request and stores nothing.
 */
export class AssistantElement extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;

  /** Set by an application that shows the widget in a WebView, on channel `app` only. */
  credential: (() => string | Promise<string>) | null = null;

  readonly #root = this.attachShadow({ mode: "open" });
  readonly #button = element(
    "button",
    { type: "button", class: "launcher", "aria-expanded": "false", "aria-haspopup": "dialog" },
    drawing(BUBBLE),
    element("span", {}, "Besoin d’aide ?"),
  );
  #options: Options | null = null;
  #memory: TabMemory | null = null;
  #panel: Panel | null = null;
  #loading: Promise<void> | null = null;
  #attempts = 0;

  connectedCallback(): void {
    if (this.#options) return;
    this.#options = readOptions(this, import.meta.url);
    adoptStyles(this.#root, launcherCss);
    this.#root.append(this.#button);
    this.#button.addEventListener("click", () => this.#toggle());
    this.#memory = new TabMemory(this.#options.channel);
    if (this.#memory.value.open && !matchMedia(SMALL_SCREEN).matches) void this.#open({ focus: false });
  }

  attributeChangedCallback(): void {
    if (this.#options) this.#options = readOptions(this, import.meta.url);
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
    this.#button.setAttribute("aria-busy", "true");
    try {
      const { mountPanel } = await this.#fetchPanel();
      this.#panel = mountPanel({
        root: this.#root,
        memory: this.#memory as TabMemory,
        contact: CONTACT,
        adoptStyles: (css) => adoptStyles(this.#root, css),
        options: () => this.#options as Options,
        credential: async () => (this.credential ? this.credential() : null),
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
  }

  #showUnavailable(): void {
    const close = () => {
      box.remove();
      this.#toggled(false);
    };
    const box = unavailableBox({ retry: () => void this.open(), close });
    box.addEventListener("keydown", (event) => event.key === "Escape" && close());
    this.#root.append(box);
    this.#button.setAttribute("aria-expanded", "true");
    box.querySelector("button")?.focus();
  }
}
