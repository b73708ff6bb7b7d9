import type { Contact } from "./contact";
import type { TabMemory } from "./memory";
import type { Options } from "./options";

/** What the launcher gives to the panel. */
export interface PanelHost {
  /** What the panel goes into, in the launcher's shadow root. */
  readonly box: HTMLElement;
  readonly memory: TabMemory;
  readonly contact: Contact;
  /** JSON of plain data, whatever the page did to `JSON.stringify`. */
  readonly json: (value: unknown) => string;
  /** Adds style rules to the shadow root. */
  adoptStyles(css: string): void;
  /** The options as they are now: the page may change them while the panel is open. */
  options(): Options;
  /** The credential of the application, on channel `app` only. */
  credential(): Promise<string | null>;
  /** Told each time the panel opens or closes. */
  toggled(open: boolean): void;
}

/** What the panel lets the launcher do. */
export interface Panel {
  readonly isOpen: boolean;
  /** Shows the panel; a panel that reopens by itself must not take the focus. */
  open(how: { focus: boolean }): void;
  close(): void;
  /** Says something for the person, once the panel is open. */
  ask(text: string): void;
  /** Told of each key that goes down: in the element, or elsewhere in the page. */
  pressed(event: KeyboardEvent, inside: boolean): void;
  /** Told when the element is in the page again, after the page's scripts moved it. */
  returned(): void;
}

export interface PanelModule {
  readonly mountPanel: (host: PanelHost) => Panel;
}
