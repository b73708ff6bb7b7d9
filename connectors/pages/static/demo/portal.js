/** The demonstration portal: shows the section of the address, and asks both channels at once. */

const HOME = "accueil";

function showSection() {
  const wanted = new URLSearchParams(location.search).get("rubrique");
  const shown = document.getElementById(wanted ?? HOME) ?? document.getElementById(HOME);
  for (const section of document.querySelectorAll("main > section")) {
    section.hidden = section !== shown;
  }
  // This module runs before the assistant's, which reads the page from its own tag.
  document.querySelector("script[data-page]").dataset.page = shown.id;
}

function askBoth(question) {
  const phone = document.querySelector(".phone").contentDocument;
  for (const page of [phone, document]) page.querySelector("assistant-mon-compte")?.ask(question);
}

function offerToAskBoth() {
  const form = document.querySelector(".both");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    askBoth(form.elements.question.value);
  });
}

showSection();
offerToAskBoth();
