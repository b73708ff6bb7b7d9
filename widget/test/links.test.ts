import { expect, it } from "vitest";
import { showLink } from "../src/panel/text/links";

const HERE = new URL("https://wwwd.caf.fr/moncompte");
const web = (href: string) => showLink({ kind: "web", href, label: "Ouvrir" }, HERE);
const app = (href: string) => showLink({ kind: "app", href, label: "Ouvrir" }, HERE);

it("opens another site in a new window and names its host", () => {
  expect(web("https://www.caf.fr/allocataires")).toMatchObject({ host: "www.caf.fr", opens: "window" });
});

it("stays in the window for the site where the person is", () => {
  expect(web("https://wwwd.caf.fr/redirect")).toMatchObject({ host: "wwwd.caf.fr", opens: "here" });
});

it("opens the app by its own scheme", () => {
  expect(app("cafmoncompte://mes_paiements")).toMatchObject({ host: null, opens: "app" });
});

it.each(["javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x", "http://caf.fr", "mes_paiements"])(
  "shows no link to « %s »",
  (href) => {
    expect(web(href)).toBeNull();
    expect(app(href)).toBeNull();
  },
);
