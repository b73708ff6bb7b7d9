import { createRef, render } from "preact";
import type { Panel, PanelHost } from "../panel-api";
import { Client } from "./api/client";
import panelCss from "./panel.css";
import { Conversation } from "./state/conversation";
import { maskNumbers } from "./text/numbers";
import { Chat } from "./view/Chat";
import { PanelWindow } from "./window";

const clock = {
  // A little disorder keeps many widgets from coming back all at once.
  wait: (seconds: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000 * (1 + Math.random() / 4))),
  online: () => navigator.onLine,
};

/** Puts the panel, closed, in the launcher's shadow root. */
export function mountPanel(host: PanelHost): Panel {
  host.adoptStyles(panelCss);
  const { memory } = host;
  const client = new Client(() => host.options(), () => host.credential());
  const conversation = new Conversation(client, memory, clock);
  const input = createRef<HTMLTextAreaElement>();
  const dialog = dialogIn(host.root);
  const panelWindow = new PanelWindow(dialog);

  let opening = Promise.resolve();

  const close = () => {
    panelWindow.hide();
    if (memory.value.session) memory.update({ open: false });
    else memory.forget();
    host.toggled(false);
  };
  const open = ({ focus }: { focus: boolean }) => {
    render(
      <Chat
        conversation={conversation}
        memory={memory}
        contact={host.contact}
        options={host.options()}
        input={input}
        onClose={close}
      />,
      dialog,
    );
    panelWindow.show();
    memory.update({ open: true });
    host.toggled(true);
    if (conversation.state.entries.length === 0) opening = conversation.start();
    if (focus) input.current?.focus();
  };

  closeOnEscape(dialog, close);
  addEventListener("online", () => void conversation.networkChanged());
  addEventListener("offline", () => void conversation.networkChanged());
  addEventListener("pageshow", ({ persisted }) => persisted && void conversation.pageReturned());
  return {
    get isOpen() {
      return panelWindow.isOpen;
    },
    open,
    close,
    ask: (text) => void opening.then(() => conversation.say(maskNumbers(text))),
  };
}

function dialogIn(root: ShadowRoot): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "panel";
  dialog.setAttribute("aria-labelledby", "title");
  dialog.setAttribute("aria-describedby", "nature");
  root.append(dialog);
  return dialog;
}

function closeOnEscape(dialog: HTMLDialogElement, close: () => void): void {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  // A phone's back gesture asks a modal dialog to close without any key.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
}
