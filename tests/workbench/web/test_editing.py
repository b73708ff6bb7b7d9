"""What editors do on the pages of the content, and what becomes of it in the files."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from bot.content.validated import read_validated
from tests.workbench.web.bench import Bench, Visitor, rare
from workbench.people.roles import Role

INTENT = "consulter_paiements"
PAGE = f"/contenu/intention/{INTENT}"
ANSWER = f"/contenu/reponse/answer_{INTENT}"


@pytest.fixture
def editor(bench: Bench) -> Visitor:
    return bench.visitor(Role.editor)


@pytest.fixture
def phrase() -> str:
    """A sentence like no other."""
    return f"mon versement {rare()} est parti sans moi"


@pytest.fixture
def untouched(bench: Bench) -> Iterator[None]:
    """The content is the same before and after."""
    before = content(bench)
    yield
    assert content(bench) == before


def content(bench: Bench) -> dict[str, str]:
    names = ("domain.yml", "bot/catalogue.yml", "bot/data/nlu/paiements.yml")
    return {name: (bench.project / name).read_text(encoding="utf-8") for name in names}


def taught(bench: Bench, family: str = "paiements") -> str:
    return (bench.project / f"bot/data/nlu/{family}.yml").read_text(encoding="utf-8")


def version(visitor: Visitor, path: str) -> str:
    found = re.search(r'name="version" value="([^"]+)"', visitor.get(path).text)
    assert found is not None
    return found[1]


def test_an_example_is_added_changed_moved_and_taken_away(
    bench: Bench, editor: Visitor, phrase: str
) -> None:
    added = editor.post(f"{PAGE}/ajout", phrases=phrase)
    assert added.status_code == 303 and f"- {phrase}\n" in taught(bench)
    assert "La phrase est ajoutée" in editor.get(added.headers["location"]).text
    assert phrase in editor.get(f"{PAGE}?cherche={phrase.split()[2]}").text
    editor.post(f"{PAGE}/phrase", ancienne=phrase, phrase=f"{phrase} donc")
    assert f"- {phrase} donc\n" in taught(bench) and f"- {phrase}\n" not in taught(bench)
    moved = editor.post(f"{PAGE}/lot", quoi="deplacer", phrase=f"{phrase} donc", vers="saluer")
    assert moved.status_code == 303 and phrase not in taught(bench)
    assert phrase in taught(bench, "conversation")
    editor.post("/contenu/intention/saluer/lot", quoi="retirer", phrase=f"{phrase} donc")
    assert phrase not in taught(bench, "conversation")
    assert "Phrase retirée" in editor.get("/historique").text


@pytest.mark.parametrize(
    ("path", "fields", "told", "at"),
    [
        ("ajout", {"phrases": "  "}, "au moins une phrase", "phrases"),
        ("ajout", {"phrases": "mes paiements"}, "déjà une phrase de cette", "phrases"),
        ("ajout", {"phrases": "bonjour"}, "déjà une phrase de «", "phrases"),
        ("phrase", {"ancienne": "jamais dite", "phrase": "autre"}, "Rien n", "phrase"),
        ("lot", {"quoi": "retirer"}, "Cochez", "lot"),
        ("lot", {"quoi": "deplacer", "phrase": "mes paiements"}, "qui reçoit", "lot"),
        ("titre", {"titre": "x" * 61, "version": "0"}, "entre 1 et 60", "titre"),
        ("titre", {"titre": "Autre", "version": "0"}, "Rien n", "titre"),
    ],
)
def test_a_refusal_stands_at_its_field(
    untouched: None, editor: Visitor, path: str, fields: dict[str, str], told: str, at: str
) -> None:
    answer = editor.post(f"{PAGE}/{path}", **fields)
    assert answer.status_code in (409, 422)
    assert f'aria-describedby="faute-{at}"' in answer.text
    said = answer.text.split(f'id="faute-{at}"')[1].split("</p>")[0]
    assert told in said


def test_an_answer_is_changed_and_the_second_editor_is_told(bench: Bench, editor: Visitor) -> None:
    seen = version(editor, ANSWER)
    before = content(bench)["domain.yml"]
    text = "Ouvrez **Mes paiements et mes droits**. Je ne vois pas votre dossier."
    other = "Ouvrez l'accueil. Je ne vois pas votre dossier."
    fields = {"support-0": "", "texte-0": text, "support-1": "app", "texte-1": other}
    looked = editor.post(f"{ANSWER}/apercu", **fields).text
    assert "<strong>Mes paiements et mes droits</strong>" in looked and "Où aller" in looked
    assert content(bench)["domain.yml"] == before
    assert editor.post(ANSWER, version=seen, **fields).status_code == 303
    assert text in " ".join(content(bench)["domain.yml"].split())
    second = bench.visitor(Role.editor).post(
        ANSWER, version=seen, **{"support-0": "", "texte-0": "Un autre texte."}
    )
    assert second.status_code == 409 and "Rien n&#39;a été écrasé" in second.text
    assert "Un autre texte." in second.text and other.replace("'", "&#39;") in second.text
    assert "Un autre texte." not in content(bench)["domain.yml"]


def test_an_answer_that_would_not_go_out_is_refused(untouched: None, editor: Visitor) -> None:
    fields = {"support-0": "", "texte-0": "Allez sur https://exemple.fr"}
    answer = editor.post(ANSWER, version=version(editor, ANSWER), **fields)
    assert answer.status_code == 422 and 'id="faute-texte"' in answer.text


def test_a_link_is_checked_today_and_a_new_address_is_not(bench: Bench, editor: Visitor) -> None:
    name = re.findall(r"/contenu/lien/(\w+)", editor.get("/contenu/liens").text)[0]
    assert editor.post("/contenu/liens/verifies", lien=name).status_code == 303
    page = f"/contenu/lien/{name}"
    row = content(bench)["bot/catalogue.yml"].split(f"\n  {name}:")[1][:400]
    assert "checked_on: 20" in row and "certainty: A" in row
    label = re.search(r'name="libelle" value="([^"]+)"', editor.get(page).text)
    assert label is not None
    fields = {"adresse": "https://www.caf.fr/une-autre-page", "libelle": label[1]}
    seen = version(editor, page)
    assert editor.post(page, version=seen, **fields).status_code == 303
    row = content(bench)["bot/catalogue.yml"].split(f"\n  {name}:")[1][:200]
    assert "une-autre-page" in row and "certainty: C" in row
    assert editor.post(page, version=seen, **fields).status_code == 409


def test_a_new_intent_from_a_form(bench: Bench, editor: Visitor) -> None:
    form = {
        "titre": "Louer un manège",
        "famille": "contact",
        "phrases": "\n".join(f"louer un manège pour {word}" for word in "abcdefg"),
        "site": "La Caf ne loue pas de manège.",
        "rubrique": "caf_locale",
    }
    refused = editor.post("/contenu/nouvelle", **form)
    assert refused.status_code == 422 and "Louer un manège" in refused.text
    assert "phrases différentes" in refused.text.split('id="faute-phrases"')[1][:300]
    form["phrases"] += "\nun manège à louer\nle prix d'un manège"
    made = editor.post("/contenu/nouvelle", **form)
    assert made.status_code == 303 and "louer_un_manege" in made.headers["location"]
    assert "un manège à louer" in editor.get(made.headers["location"]).text
    assert "- intent: louer_un_manege" in taught(bench, "contact")


def test_search_finds_and_leads_there(editor: Visitor) -> None:
    page = editor.get("/recherche?q=ATTESTATION+quotient").text
    for path in re.findall(r'<li><span><a href="([^"]+)"', page)[:5]:
        assert editor.get(path.replace("&amp;", "&")).status_code == 200
    assert "/contenu/intention/telecharger_attestation_qf" in page
    assert "Rien ne contient" in editor.get("/recherche?q=introuvablissime").text


def test_a_spreadsheet_is_looked_at_before_it_changes_anything(
    bench: Bench, editor: Visitor, phrase: str
) -> None:
    book = editor.get("/tableur/contenu.xlsx")
    assert {"Exemples", "Liens"} <= {*load_workbook(io.BytesIO(book.content)).sheetnames}
    assert "intention;phrase" in editor.get("/tableur/csv/exemples").content.decode("utf-8-sig")
    before = taught(bench)
    wrong = editor.send_file("/tableur/essai", f"intention;phrase\r\nrien_du_tout;{phrase}\r\n")
    assert "ligne 2" in wrong.text and "/tableur/import" not in wrong.text
    looked = editor.send_file("/tableur/essai", f"intention;phrase\r\n{INTENT};{phrase}\r\n")
    assert "phrases ajoutées : 1" in looked.text and taught(bench) == before
    kept = dict(re.findall(r'name="(nom|version)" value="([^"]+)"', looked.text))
    assert editor.post("/tableur/import", **kept).status_code == 303
    assert f"- {phrase}\n" in taught(bench) and "- mes paiements\n" in taught(bench)
    assert editor.post("/tableur/import", **kept).status_code == 422
    assert "Choisissez un fichier" in editor.post("/tableur/essai").text


def test_a_correction_at_once_from_the_inbox_and_back(
    bench: Bench, editor: Visitor, phrase: str
) -> None:
    bench.message(phrase)
    [message] = bench.inbox.members(phrase, 1)
    fields = {"groupe": f"{message.id}|{message.alike}", "intention": INTENT, "phrase": phrase}
    answer = editor.post("/boite/decision", quoi="at_once", **fields)
    assert answer.status_code == 303
    assert read_validated(bench.shelf.folder)[phrase] == INTENT
    assert f"- {phrase}\n" in taught(bench)
    assert "répond juste tout de suite" in editor.get(answer.headers["location"]).text
    assert "répondu juste tout de suite" in editor.get("/boite?bande=regle").text
    assert phrase in editor.get("/corrections").text
    made = re.search(r"fait=(\w+)", answer.headers["location"])
    assert made is not None
    editor.post("/boite/annulation", decision=made[1])
    assert phrase not in read_validated(bench.shelf.folder)
    assert f"- {phrase}\n" not in taught(bench) and bench.inbox.members(phrase)


def test_undoing_a_correction_keeps_an_example_that_was_there(
    bench: Bench, editor: Visitor, phrase: str
) -> None:
    editor.post(f"{PAGE}/ajout", phrases=phrase)
    bench.message(phrase)
    [message] = bench.inbox.members(phrase, 1)
    fields = {"groupe": f"{message.id}|{message.alike}", "intention": INTENT, "phrase": phrase}
    answer = editor.post("/boite/decision", quoi="at_once", **fields)
    made = re.search(r"fait=(\w+)", answer.headers["location"])
    assert made is not None and phrase in read_validated(bench.shelf.folder)
    editor.post("/boite/annulation", decision=made[1])
    assert phrase not in read_validated(bench.shelf.folder) and f"- {phrase}\n" in taught(bench)


def test_a_reader_sees_the_content_and_no_form(bench: Bench) -> None:
    reader = bench.visitor(Role.reader)
    for path in ("/contenu", PAGE, ANSWER, "/contenu/liens", "/modeles", "/corrections"):
        page = reader.get(path)
        assert page.status_code == 200 and page.text.count('method="post"') == 1, path
