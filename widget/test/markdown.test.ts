import { expect, it } from "vitest";
import { parseMarkdown } from "../src/panel/text/markdown";

const plain = (text: string) => ({ text, strong: false });

it("reads paragraphs, lines and bold", () => {
  expect(parseMarkdown("Allez dans **Mon profil**.\nPuis modifiez.\n\nFin.")).toEqual([
    {
      kind: "paragraph",
      lines: [
        [plain("Allez dans "), { text: "Mon profil", strong: true }, plain(".")],
        [plain("Puis modifiez.")],
      ],
    },
    { kind: "paragraph", lines: [[plain("Fin.")]] },
  ]);
});

it("reads lists, also right under a sentence", () => {
  expect(parseMarkdown("Deux choix\n- le site\n- l’appli\n1. un")).toEqual([
    { kind: "paragraph", lines: [[plain("Deux choix")]] },
    { kind: "list", ordered: false, items: [[plain("le site")], [plain("l’appli")]] },
    { kind: "list", ordered: true, items: [[plain("un")]] },
  ]);
});

it("reads no HTML", () => {
  const source = "<img src=x onerror=alert(1)> & [lien](javascript:alert(1))";
  expect(parseMarkdown(source)).toEqual([{ kind: "paragraph", lines: [[plain(source)]] }]);
});

it("breaks no line before a French double sign", () => {
  expect(parseMarkdown("Vraiment ? « Oui »")).toEqual([
    { kind: "paragraph", lines: [[plain("Vraiment\u00a0? «\u00a0Oui\u00a0»")]] },
  ]);
});
