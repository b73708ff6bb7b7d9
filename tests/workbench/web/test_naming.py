"""The words that name a subject, on its page and beside an example."""

from __future__ import annotations

import html
import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.workbench.web.bench import Bench, Visitor
from tests.workbench.web.conftest import PATIENCE_MS
from workbench.people.roles import Role

SUBJECT = "/contenu/sujet/document/rib"
INTENT = "/contenu/intention/consulter_paiements"
_FORMS = re.compile(r'value="([^"]*)">\s*<label>Comment [^<]*<textarea[^>]*>([^<]*)</textarea>')
_LABEL = re.compile(r'name="label" value="([^"]+)"')


def lookup(bench: Bench) -> Path:
    return bench.project / "bot/data/lookups/document.yml"


def seen(visitor: Visitor) -> tuple[str, list[str]]:
    """The version and the words that a subject's page shows."""
    found = _FORMS.search(visitor.get(SUBJECT).text)
    assert found is not None
    return found[1], html.unescape(found[2]).splitlines()


def test_the_words_of_a_subject_are_changed_on_its_page(bench: Bench) -> None:
    editor = bench.visitor(Role.editor)
    before = lookup(bench).read_text(encoding="utf-8")
    version, words = seen(editor)
    assert words[0] == "rib"
    more = "\n".join([*words, "papier de ma banque postale"])
    answer = editor.post(f"{SUBJECT}/formes", version=version, formes=more)
    assert answer.status_code == 303
    assert "sont enregistrées" in editor.get(answer.headers["Location"]).text
    version, now = seen(editor)
    assert now == [*words, "papier de ma banque postale"]
    # Somebody who saw the page before.
    answer = editor.post(f"{SUBJECT}/formes", version="ancienne", formes="rib")
    assert answer.status_code == 409
    assert "entre-temps" in answer.text
    # Words of another subject: said at the field, with what was typed; the row is as it was.
    answer = editor.post(f"{SUBJECT}/formes", version=version, formes="\n".join([*now, "ameli"]))
    assert answer.status_code == 422
    assert "organisme.yml, ligne" in re.split('id="faute-formes"', answer.text)[1]
    assert "ameli</textarea>" in answer.text
    assert _LABEL.findall(answer.text) == _LABEL.findall(editor.get(SUBJECT).text)
    editor.post(f"{SUBJECT}/formes", version=version, formes="\n".join(words))
    assert lookup(bench).read_text(encoding="utf-8") == before


def test_readers_see_the_words_and_change_none(bench: Bench) -> None:
    reader = bench.visitor(Role.reader)
    page = reader.get(SUBJECT).text
    assert "rib ; ribs" in page
    assert "<textarea" not in page
    assert reader.post(f"{SUBJECT}/formes", version="", formes="x").status_code == 403
    assert reader.post(f"{INTENT}/nomment", mots="x", sujet="rib").status_code == 403
    assert "Façons de l'écrire" not in reader.get("/contenu/sujet/besoin/sourd").text
    editor = bench.visitor(Role.editor)
    assert editor.post("/contenu/sujet/besoin/sourd/formes", formes="x").status_code == 404


def test_words_of_an_example_are_added_to_a_subject_without_a_script(bench: Bench) -> None:
    editor = bench.visitor(Role.editor)
    before = lookup(bench).read_text(encoding="utf-8")
    answer = editor.post(f"{INTENT}/nomment", mots="papelard bancaire", sujet="rib")
    assert answer.status_code == 303
    assert "Ces mots nomment ce sujet" in editor.get(answer.headers["Location"]).text
    assert "    - papelard bancaire\n" in lookup(bench).read_text(encoding="utf-8")
    for mots, sujet, field in (
        ("papelard bancaire", "rib", "mots"),
        ("papelard", "aucun sujet", "sujet"),
    ):
        answer = editor.post(f"{INTENT}/nomment", mots=mots, sujet=sujet)
        assert answer.status_code == 422
        assert f'id="faute-{field}"' in answer.text
        assert f'value="{mots}"' in answer.text
    lookup(bench).write_text(before, encoding="utf-8")


def test_what_is_selected_in_an_example_stands_in_the_form(bench: Bench, browser: Browser) -> None:
    editor = bench.cookie(bench.account(Role.editor))
    complaints: list[str] = []
    with browser.new_context(locale="fr-FR") as context:
        context.set_default_timeout(PATIENCE_MS)
        for name, value in editor.items():
            context.add_cookies([{"name": name, "value": value, "url": bench.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(bench.url + INTENT)
        example = page.locator(".examples > li").first
        example.locator("summary").click()
        text = example.locator("textarea")
        text.evaluate("(field) => field.setSelectionRange(0, field.value.indexOf(' '))")
        first = text.input_value().split(" ")[0]
        words = example.locator("[data-selected]")
        expect(words).to_have_value(first)
        # What is selected in the field itself changes nothing.
        words.fill("mon bout de papier bancaire")
        words.select_text()
        example.get_by_label("nomment le sujet").fill("rib")
        example.get_by_role("button", name="Ajouter aux façons").click()
        expect(page.locator("#etat")).to_contain_text("Ces mots nomment ce sujet")
        assert "- mon bout de papier bancaire\n" in lookup(bench).read_text(encoding="utf-8")
    assert complaints == []
