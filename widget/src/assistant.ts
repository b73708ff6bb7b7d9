import { AssistantElement } from "./launcher";
import { ATTRIBUTES } from "./options";

const NAME = "assistant-mon-compte";

/**
 * Defines the element and, for the page that only has a `<script>`, adds one with the script's
 * `data-` attributes. A second script, or an element that the page already has, changes nothing.
 */
function embed(): void {
  if (customElements.get(NAME)) return;
  customElements.define(NAME, AssistantElement);
  // An `async` script may run before the page's own element, or its body, is read.
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", place);
  else place();
}

function place(): void {
  if (document.querySelector(NAME)) return;
  const script = [...document.scripts].find((candidate) => candidate.src === import.meta.url);
  const assistant = new AssistantElement();
  for (const name of ATTRIBUTES) {
    // A tag manager may have taken the script away, or a redirection changed its address.
    assistant.setAttribute(name, script?.getAttribute(`data-${name}`) ?? "");
  }
  assistant.stay();
}

embed();
