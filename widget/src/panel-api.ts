import type { Contact } from "./contact";
import type { TabMemory } from "./memory";
import type { Options } from "./options";

/** What the launcher gives to the panel. */
export interface PanelHost {
  readonly root: ShadowRoot;
  readonly memory: TabMemory;
  readonly contact: Contact;
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
}

export interface PanelModule {
  readonly mountPanel: (host: PanelHost) => Panel;
}
