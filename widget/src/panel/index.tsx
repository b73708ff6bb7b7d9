import { createRef, options as preact, render } from "preact";
import type { Panel, PanelHost } from "../panel-api";
import { Client } from "./api/client";
import { countPresses, leavePage } from "./leaving";
import panelCss from "./panel.css";
import { Conversation } from "./state/conversation";
import { isUrgent } from "./state/state";
import { maskNumbers } from "./text/numbers";
import { Chat } from "./view/Chat";
import { PanelWindow } from "./window";

const clock = {
  // A little disorder keeps many widgets from coming back all at once.
  wait: (seconds: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000 * (1 + Math.random() / 4))),
  online: () => navigator.onLine,
};

/** Where a field that takes the focus brings up a keyboard over half of the screen. */
const TOUCH = "(pointer: coarse)";

// Before the next event: a key that follows the last letter at once must find it.
preact.debounceRendering = queueMicrotask;

/** Puts the panel, closed, beside the launcher. */
export function mountPanel(host: PanelHost): Panel {
  host.adoptStyles(panelCss);
  const { memory } = host;
  const client = new Client(() => host.options(), () => host.credential(), host.json);
  const conversation = new Conversation(client, memory, clock);
  const input = createRef<HTMLTextAreaElement>();
  const dialog = dialogIn(host.box);
  const panelWindow = new PanelWindow(dialog);

  let opening = Promise.resolve();

  const close = () => {
    panelWindow.hide();
    if (memory.value.session) memory.update({ open: false });
    else memory.forget();
    host.toggled(false);
  };
  const quit = () => {
    conversation.leave();
    leavePage(dialog);
  };
  const focus = () => {
    const place = matchMedia(TOUCH).matches ? dialog.querySelector<HTMLElement>(".log") : input.current;
    place?.focus();
  };
  const open = (how: { focus: boolean }) => {
    render(
      <Chat
        conversation={conversation}
        memory={memory}
        contact={host.contact}
        options={host.options()}
        input={input}
        onFocus={focus}
        onClose={close}
        onQuit={quit}
      />,
      dialog,
    );
    panelWindow.show();
    memory.update({ open: true });
    host.toggled(true);
    if (conversation.state.entries.length === 0) opening = conversation.start();
    if (how.focus) focus();
  };

  const escaped = countPresses(quit);
  const pressed = (event: KeyboardEvent, inside: boolean) => {
    if (event.isComposing || isComposed(event)) return;
    if (event.key === "Escape") {
      if (isUrgent(conversation.state)) escaped(event);
      if (inside && panelWindow.isOpen) close();
      if (inside) event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey && event.composedPath()[0] === input.current) {
      event.preventDefault();
      dialog.querySelector<HTMLElement>(".send")?.click();
    }
  };

  // A phone's back gesture asks a modal dialog to close without any key.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  // An element that the page has replaced by another must not act for it.
  const on = (name: string, act: (event: Event) => void) =>
    addEventListener(name, (event) => dialog.isConnected && act(event));
  on("online", () => void conversation.networkChanged());
  on("offline", () => void conversation.networkChanged());
  on("pageshow", (event) => (event as PageTransitionEvent).persisted && void conversation.pageReturned());
  return {
    get isOpen() {
      return panelWindow.isOpen;
    },
    open,
    close,
    pressed,
    ask: (text) => void opening.then(() => conversation.say(maskNumbers(text))),
    returned: () => panelWindow.adapt(),
  };
}

/** Safari ends a composition before it tells of the key that ended it, which then has this number. */
function isComposed(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells.
  return event.keyCode === 229;
}

function dialogIn(box: HTMLElement): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "panel";
  dialog.setAttribute("aria-labelledby", "title");
  dialog.setAttribute("aria-describedby", "nature");
  box.append(dialog);
  return dialog;
}
