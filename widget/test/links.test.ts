import { expect, it } from "vitest";
import { showLink } from "../src/panel/text/links";

const HERE = new URL("https://wwwd.caf.fr/moncompte");
const web = (href: string) => showLink({ kind: "web", href, label: "Ouvrir" }, HERE);
const call = (kind: "tel" | "sms", href: string) => showLink({ kind, href, label: "Appeler" }, HERE);
const app = (href: string) => showLink({ kind: "app", href, label: "Ouvrir" }, HERE);

it("opens another site in a new window and names its host", () => {
  expect(web("https://www.caf.fr/allocataires")).toMatchObject({ to: "www.caf.fr", opens: "window" });
});

it("stays in the window for the site where the person is", () => {
  expect(web("https://wwwd.caf.fr/redirect")).toMatchObject({ to: "wwwd.caf.fr", opens: "here" });
});

it("opens the app by its own scheme", () => {
  expect(app("cafmoncompte://mes_paiements")).toMatchObject({ to: "", opens: "app" });
  expect(app("cafmoncompte-demo://mes_paiements")).toMatchObject({ opens: "app" });
  expect(app("https://app.caf.fr/mes_paiements")).toMatchObject({ opens: "app" });
});

it("dials a number, and nothing else", () => {
  expect(call("tel", "tel:3114")).toMatchObject({ to: "3114", opens: "tel" });
  expect(call("sms", "sms:114")).toMatchObject({ to: "114", opens: "sms" });
  for (const href of ["sms:114", "tel:", "tel:*21*0600000000#", "tel:3114?x", "javascript:3114", "https://caf.fr"])
    expect(call("tel", href)).toBeNull();
});

it("takes no address without a host for one of the page, where the page has none either", () => {
  const target = { kind: "web" as const, href: "javascript:alert(1)", label: "Ouvrir" };
  expect(showLink(target, new URL("about:srcdoc"))).toBeNull();
});

it.each(["javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x", "http://caf.fr", "intent://caf#Intent;end", "mes_paiements"])(
  "shows no link to « %s »",
  (href) => {
    expect(web(href)).toBeNull();
    expect(app(href)).toBeNull();
  },
);
