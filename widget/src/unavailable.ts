import { CONTACT } from "./contact";
import { element } from "./dom";

/**
 * The box shown when the panel itself could not be fetched: what to do instead, and a way to
 * try again.
 */
export function unavailableBox(actions: { retry: () => void; close: () => void }): HTMLElement {
  const retry = element("button", { type: "button", class: "choice" }, "Réessayer");
  const close = element("button", { type: "button", class: "choice" }, "Fermer");
  retry.addEventListener("click", actions.retry);
  close.addEventListener("click", actions.close);
  const { phone, site } = CONTACT;
  return element(
    "div",
    { class: "unavailable", role: "dialog", "aria-labelledby": "unavailable" },
    element("p", { id: "unavailable" }, "L’assistant ne répond pas pour le moment."),
    element(
      "p",
      {},
      "Vous pouvez appeler la Caf au ",
      element("a", { href: phone.href }, phone.label),
      ` (${phone.note}) ou aller sur `,
      element("a", { href: site.href }, site.label),
      ".",
    ),
    element("p", { class: "actions" }, retry, close),
  );
}
