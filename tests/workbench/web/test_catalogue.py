"""What editors change of the catalogue on its pages: ways, places, subjects, words, the notice."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
import requests

from assistant.checking import faults
from tests.workbench.web.bench import Bench, Visitor
from workbench.people.roles import Role

NEXT = "/contenu/intention/consulter_paiements/suite"
PLACE = "/contenu/rubrique/mes_attestations"
WORDS = "/contenu/glossaire"
NOTICE = "/contenu/avis"
NAMES = ("bot/catalogue.yml", "domain.yml", "bot/data/lookups/terme.yml")
_INPUT = re.compile(r'<input name="([^"]+)" value="([^"]*)"')
_TEXT = re.compile(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>')
_VERSION = re.compile(r'name="version" value="([^"]*)"')


@pytest.fixture
def editor(bench: Bench) -> Visitor:
    return bench.visitor(Role.editor)


@pytest.fixture
def before(bench: Bench) -> Iterator[dict[str, str]]:
    """The content, which is put back after the test."""
    paths = {name: bench.project / name for name in NAMES}
    kept = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    yield kept
    for name, path in paths.items():
        path.write_text(kept[name], encoding="utf-8")


def lines(bench: Bench, before: dict[str, str], name: str = "bot/catalogue.yml") -> list[str]:
    """What a file has now that it had not, and the other way round."""
    now = (bench.project / name).read_text(encoding="utf-8").splitlines()
    was = before[name].splitlines()
    return [f"-{row}" for row in was if row not in now] + [
        f"+{row}" for row in now if row not in was
    ]


def form(visitor: Visitor, path: str) -> dict[str, str]:
    """The form of a page as it stands there."""
    page = visitor.get(path).text
    fields = [*_INPUT.findall(page), *_TEXT.findall(page)]
    seen = _VERSION.search(page)
    found = {html.unescape(name): html.unescape(value) for name, value in fields}
    return {**found, "version": seen[1] if seen else ""}


def fault(answer: requests.Response, field: str) -> str:
    """What is said at a field."""
    assert answer.status_code in (409, 422), answer.status_code
    assert f'aria-describedby="faute-{field}"' in answer.text
    return html.unescape(answer.text.split(f'id="faute-{field}"')[1].split("</p>")[0])


def test_a_form_that_is_sent_as_it_is_changes_nothing(
    bench: Bench, editor: Visitor, before: dict[str, str]
) -> None:
    paths = [NEXT, PLACE, "/contenu/sujet/prestation/rsa", "/contenu/question/attestation"]
    paths.append("/contenu/premiers-sujets")
    for listed in ("/contenu/rubriques", "/contenu/sujets", "/contenu/questions"):
        found = re.findall(r'<li><a href="(/contenu/[^"]+)"', editor.get(listed).text)
        paths += found[::20]
    for path in paths:
        assert editor.post(path, **form(editor, path)).status_code == 303, path
    assert lines(bench, before) == []


def test_where_an_intent_leads_is_picked_from_lists(
    bench: Bench, editor: Visitor, before: dict[str, str]
) -> None:
    sent = form(editor, NEXT)
    assert sent["follow_ups-0"].endswith("(paiement_non_recu)")
    sent |= {"follow_ups-0": "Voir mes dettes (consulter_dettes)", "destinations-1": ""}
    answer = editor.post(NEXT, **sent)
    assert answer.status_code == 303 and answer.headers["location"].endswith("fait=suite")
    text = (bench.project / NAMES[0]).read_text(encoding="utf-8")
    row = text.split("\n  consulter_paiements:\n")[1].split("\n  paiement_non_recu:")[0]
    assert "destinations: [dernier_paiement]" in row
    assert "follow_ups: [consulter_dettes, telecharger_attestation_paiement]" in row
    # Comments and order are as they were.
    assert len(text.splitlines()) == len(before[NAMES[0]].splitlines())
    wrong = editor.post(NEXT, **{**form(editor, NEXT), "links-0": "un lien de rêve"})
    assert "n'est pas dans la liste" in fault(wrong, "links") and "un lien de rêve" in wrong.text


def test_the_second_editor_of_a_row_is_told(
    bench: Bench, editor: Visitor, before: dict[str, str]
) -> None:
    sent = form(editor, NEXT)
    first = {**sent, "follow_ups-1": ""}
    assert editor.post(NEXT, **first).status_code == 303
    after = (bench.project / NAMES[0]).read_text(encoding="utf-8")
    second = bench.visitor(Role.editor).post(NEXT, **{**sent, "destinations-1": ""})
    assert second.status_code == 409 and "Maintenant : " in second.text
    assert (bench.project / NAMES[0]).read_text(encoding="utf-8") == after


def test_a_place_has_a_path_a_link_and_steps_on_each_channel(
    bench: Bench, editor: Visitor, before: dict[str, str]
) -> None:
    sent = form(editor, PLACE)
    assert sent["web.path"].splitlines()[0] == "Mon Compte" and sent["app.path"]
    sent |= {"web.steps": sent["web.steps"] + "\nEnregistrez", "label.app": "Attestations"}
    assert editor.post(PLACE, **sent).status_code == 303
    assert lines(bench, before) == [
        "-    label: Mes attestations",
        "+    label: {web: Mes attestations, app: Attestations}",
        "+        - Enregistrez",
    ]
    gone = {"web.path": "", "web.link-0": "", "web.steps": ""}
    assert editor.post(PLACE, **{**form(editor, PLACE), **gone}).status_code == 303
    gone |= {"app.path": "", "app.link-0": "", "app.steps": ""}
    refused = editor.post(PLACE, **{**form(editor, PLACE), **gone})
    assert refused.status_code == 422 and "au moins un canal" in refused.text
    half = {**form(editor, PLACE), "app.path": "", "app.steps": "Faites ceci"}
    assert fault(editor.post(PLACE, **half), "app.path")
    number = {**form(editor, PLACE), "app.steps": "Tapez 2 69 05 49 588 157 80"}
    assert "ne sortirait pas" in fault(editor.post(PLACE, **number), "app.steps")


def test_what_fills_an_answer_stays(editor: Visitor, before: dict[str, str]) -> None:
    answer = "/contenu/reponse/answer_consulter_paiements"
    said = {"support-0": "", "texte-0": "Ouvrez **{label}**. Je ne vois pas votre dossier."}
    assert editor.post(answer, version=form(editor, answer)["version"], **said).status_code == 303
    sent = form(editor, NEXT)
    sent |= {name: "" for name in sent if name.startswith("destinations-")}
    refused = editor.post(NEXT, **sent)
    assert refused.status_code == 422 and "rien ne remplit {label}" in refused.text


def test_words_that_mean_several_things(
    bench: Bench, editor: Visitor, before: dict[str, str]
) -> None:
    path = "/contenu/question/adresse"
    sent = form(editor, path)
    sent["terms"] += "\nmon adresse postale"
    assert editor.post(path, **sent).status_code == 303
    assert any("mon adresse postale]" in row for row in lines(bench, before))
    alone = {name: "" if name.startswith("intents-") else text for name, text in sent.items()}
    alone |= {"intents-0": "changer_adresse", "version": form(editor, path)["version"]}
    assert "au moins 2" in fault(editor.post(path, **alone), "intents")


def test_the_list_of_subjects_is_in_an_order(
    bench: Bench, editor: Visitor, before: dict[str, str]
) -> None:
    path = "/contenu/premiers-sujets"
    sent = form(editor, path)
    assert sent["topics-0"].endswith("(consulter_paiements)")
    assert editor.post(path, **{**sent, "topics-0": sent["topics-1"]}).status_code == 303
    assert lines(bench, before) == ["-  - consulter_paiements"]
    assert editor.post(path, **sent).status_code == 409
    none = {name: "" for name in sent if name.startswith("topics-")}
    refused = editor.post(path, **none, version=form(editor, path)["version"])
    assert "cette clé manque" in fault(refused, "topics")


def test_a_word_is_added_changed_and_taken_away(
    bench: Bench, editor: Visitor, before: dict[str, str]
) -> None:
    sent = {
        "mot": "une mensualité",
        "support-0": "",
        "texte-0": "La Caf verse chaque mois.",
        "formes": "c'est quoi une mensualité\nmensualité",
    }
    indu = re.search(
        r">([^<]+)</textarea>", editor.get(f"{WORDS}/mot/indu").text.split("formes")[1]
    )
    assert indu is not None
    taken = {**sent, "formes": html.unescape(indu[1]).splitlines()[0]}
    assert "veut déjà dire" in fault(editor.post(f"{WORDS}/nouveau", **taken), "formes")
    wrong = {**sent, "texte-0": "Vous aurez 300 euros."}
    assert "montant" in fault(editor.post(f"{WORDS}/nouveau", **wrong), "texte")
    assert "lettres" in fault(editor.post(f"{WORDS}/nouveau", **{**sent, "mot": "12"}), "mot")
    assert all(lines(bench, before, name) == [] for name in NAMES)
    assert editor.post(f"{WORDS}/nouveau", **sent).status_code == 303
    assert "déjà" in editor.post(f"{WORDS}/nouveau", **sent).text
    page = f"{WORDS}/mot/mensualite"
    seen = form(editor, page)
    assert seen["mot"] == "une mensualité" and seen["formes"] == sent["formes"]
    assert editor.post(page, **{**seen, "mot": "la mensualité"}).status_code == 303
    stale = editor.post(page, **{**seen, "texte-0": "Autre."})
    assert stale.status_code == 409 and "la mensualité" in stale.text
    assert editor.post(f"{page}/retrait", version=seen["version"]).status_code == 422
    removed = editor.post(f"{page}/retrait", version=form(editor, page)["version"])
    assert removed.status_code == 303 and editor.get(page).status_code == 404
    assert all(lines(bench, before, name) == [] for name in NAMES)


def test_a_new_link_is_to_be_checked(bench: Bench, editor: Visitor, before: dict[str, str]) -> None:
    path = "/contenu/liens/nouveau"
    sent = {"adresse": "https://www.caf.fr/aide", "libelle": "Lire l'aide"}
    away = editor.post(path, **{**sent, "adresse": "https://ailleurs.example/"})
    assert "hosts" in fault(away, "adresse") and "Lire l&#39;aide" in away.text
    assert editor.post(path, **sent).status_code == 303
    added = "\n".join(lines(bench, before))
    assert "lire_l_aide:" in added and "certainty: C" in added and "-" not in added[0]
    assert "déjà un lien" in fault(editor.post(path, **sent), "libelle")


def test_the_notice_is_written_shown_and_taken_back(bench: Bench, editor: Visitor) -> None:
    file = bench.project / "bot" / "notice.yml"
    sent = {
        "texte": "L'appli est en panne.",
        "debut": "2020-01-01T08:00",
        "fin": "2099-01-01T20:00",
    }
    for at, wrong in (("texte", "x" * 201), ("debut", "hier"), ("fin", "2019-01-01T08:00")):
        assert fault(editor.post(NOTICE, **{**sent, at: wrong}), at)
    assert not file.exists()
    assert editor.post(NOTICE, **sent).status_code == 303
    page = editor.get(NOTICE).text
    assert "affiché" in page and "1er janvier 2020, 08 h 00" in page
    assert "L'appli est en panne." in file.read_text(encoding="utf-8").replace("''", "'")
    # Somebody who did not see it does not write over it.
    assert editor.post(NOTICE, **sent).status_code == 409
    assert editor.post(f"{NOTICE}/retrait", version="0").status_code == 422
    version = _VERSION.search(page)
    assert version is not None
    assert editor.post(f"{NOTICE}/retrait", version=version[1]).status_code == 303
    assert not file.exists()


def test_an_intent_is_taken_away_when_nothing_needs_it(
    bench: Bench, editor: Visitor, before: dict[str, str]
) -> None:
    path = "/contenu/intention/consulter_agenda"
    page = html.unescape(editor.get(f"{path}/retrait").text)
    assert "ne peut pas être retirée" in page and '<button class="main">' not in page
    assert "ne peut pas être retirée" in html.unescape(editor.post(f"{path}/retrait").text)
    for where in re.findall(r'<a href="([^"]+)">changer</a>', page):
        sent = {
            name: "" if text.endswith("(consulter_agenda)") else text
            for name, text in form(editor, where).items()
        }
        assert editor.post(where, **sent).status_code == 303
    nlu = next(
        one
        for one in (bench.project / "bot/data/nlu").iterdir()
        if "- intent: consulter_agenda\n" in one.read_text(encoding="utf-8")
    )
    kept = nlu.read_text(encoding="utf-8")
    assert "answer_consulter_agenda" in editor.get(f"{path}/retrait").text
    assert editor.post(f"{path}/retrait").status_code == 303
    assert editor.get(path).status_code == 404
    assert "consulter_agenda" not in nlu.read_text(encoding="utf-8")
    assert faults(bench.project) == []
    nlu.write_text(kept, encoding="utf-8")


def test_a_reader_sees_all_of_it_and_no_form(bench: Bench) -> None:
    reader = bench.visitor(Role.reader)
    for path in (NEXT, PLACE, WORDS, f"{WORDS}/mot/indu", NOTICE, "/contenu/question/adresse"):
        page = reader.get(path)
        assert page.status_code == 200 and page.text.count('method="post"') == 1, path
