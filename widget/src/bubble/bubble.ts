import { isNative, listen, tell, type Heard } from "./bridge";

/** The widget's element, as far as this page uses it. */
interface Assistant extends HTMLElement {
  credential?: () => Promise<string>;
  open(): Promise<void>;
  close(): void;
}

/** An application that says nothing must not leave the person before an empty chat. */
const PATIENCE_MS = 10_000;

/** The credential: asked of the application each time, because it does not live long. */
class Credential {
  #waiting: ((value: string) => void)[] = [];

  ask(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      setTimeout(() => reject(new Error("no credential")), PATIENCE_MS);
      tell({ type: "credential" });
    });
  }

  give(value: string): void {
    for (const resolve of this.#waiting.splice(0)) resolve(value);
  }
}

/** The page: one chat, open from its beginning, in the hands of the application. */
class Bubble {
  readonly #credential = new Credential();
  #isOpen = false;

  constructor(readonly assistant: Assistant) {}

  start(): void {
    this.assistant.credential = () => this.#credential.ask();
    this.assistant.addEventListener("open", () => (this.#isOpen = true));
    this.assistant.addEventListener("close", () => this.#closed());
    addEventListener("click", follow, true);
    listen((message) => this.#hear(message));
    tell({ type: "ready" });
    void this.assistant.open();
  }

  #hear(message: Heard): void {
    switch (message.type) {
      case "credential":
        this.#credential.give(message.value);
        break;
      case "theme":
        this.assistant.setAttribute("theme", message.value);
        break;
      case "text-size":
        this.assistant.style.setProperty("--assistant-text-size", `${message.value * 100}%`);
        break;
      case "page":
        this.assistant.setAttribute("page", message.value);
        break;
      case "back":
        // A chat that could not be loaded has nothing to close, and must not keep the person.
        if (this.#isOpen) this.assistant.close();
        else this.#closed();
    }
  }

  #closed(): void {
    this.#isOpen = false;
    tell({ type: "closed" });
  }
}

/** Hands a link to the application, which knows its own screens and the telephone. */
function follow(event: MouseEvent): void {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || !isNative()) return;
  event.preventDefault();
  const other = link.parentElement?.querySelector<HTMLAnchorElement>("a.fallback");
  tell({ type: "open", href: link.href, fallback: other && other !== link ? other.href : null });
}

void customElements.whenDefined("assistant-mon-compte").then(() => {
  const assistant = document.querySelector<Assistant>("assistant-mon-compte");
  if (assistant) new Bubble(assistant).start();
});
