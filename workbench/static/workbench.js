/* What the pages do beside htmx: keys in the inbox, and where the focus goes. */
"use strict";

const CARDS = ".cards > li > details.card > summary";

function cards() {
  return [...document.querySelectorAll(CARDS)];
}

function pick(button) {
  const form = button.closest(".inside").querySelector("form.decide");
  form.elements.intention.value = button.dataset.pick;
  form.elements.intention.focus();
}

/* A button is pressed only where it can be seen: the card is opened first. */
function press(card, key) {
  const button = card.querySelector(`[data-key="${key}"]`);
  if (!button) return false;
  card.open = true;
  if (button.dataset.pick !== undefined) {
    pick(button);
    card.querySelector("summary").focus();
  } else {
    button.click();
  }
  return true;
}

function onKey(event) {
  const summary = event.target.closest?.(CARDS);
  if (!summary || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = cards();
  const place = all.indexOf(summary);
  const card = summary.parentElement;
  const key = event.key.toLowerCase();
  let done = true;
  if (key === "arrowdown") all[place + 1]?.focus();
  else if (key === "arrowup") all[place - 1]?.focus();
  else if (key === "x") card.parentElement.querySelector(".tick input")?.click();
  else if (key === "e") {
    card.open = true;
    card.querySelector("[name=phrase]")?.focus();
  } else if (key === "z") document.querySelector('#etat [data-key="z"]')?.click();
  else done = press(card, key);
  if (done) event.preventDefault();
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-pick]");
  if (button) pick(button);
});

/* Words that are selected in an example stand in the form that says what they name. */
document.addEventListener("select", (event) => {
  const { target } = event;
  if (!target.matches?.(".examples textarea")) return;
  const field = target.closest("details").querySelector("[data-selected]");
  field.value = target.value.slice(target.selectionStart, target.selectionEnd).trim();
});

/* After a page came without a reload: to the first card after a decision, else to its title.
   At once (defaultSettleDelay of base.html): later, it would be taken from who is quicker. */
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== document.body) return;
  const done = document.querySelector("#etat .done");
  const next = done && document.querySelector(CARDS);
  const alert = document.querySelector("[aria-invalid]") || document.querySelector("[role=alert]");
  (next || done || alert || document.querySelector("main"))?.focus?.({ preventScroll: !done });
  if (!done) window.scrollTo(0, 0);
});

/* A refusal is a page too: it is shown in place of the one that asked. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
