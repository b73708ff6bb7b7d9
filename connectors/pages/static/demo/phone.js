/** The demonstration app: gives the assistant its credential, and follows deep links. */

const WEB = ["https:", "http:", "tel:"];

/** The credential that the app's own back end would sign. */
async function credential() {
  const response = await fetch("/demo/credential", { credentials: "omit" });
  return (await response.json()).credential;
}

/** What the operating system would do with a link of the app's own scheme. */
function followDeepLink(event) {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || WEB.includes(link.protocol)) return;
  event.preventDefault();
  const name = (link.querySelector(".label") ?? link).textContent.replace(/^Ouvrir /, "");
  document.querySelector("assistant-mon-compte").close();
  document.getElementById("screen").textContent = name;
  document.querySelector(".opened").textContent = `L’appli ouvre « ${name} » (${link.href})`;
}

customElements.whenDefined("assistant-mon-compte").then(() => {
  document.querySelector("assistant-mon-compte").credential = credential;
});
document.addEventListener("click", followDeepLink);
