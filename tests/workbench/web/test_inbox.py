"""What editors decide in the inbox, what becomes of it in the files, and how it is undone."""

from __future__ import annotations

import re
from html import unescape

import pytest
import requests

from assistant.checking import PartChecks
from tests.workbench.web.bench import Bench, Visitor, rare
from workbench.author import Author
from workbench.files.editing import Editing
from workbench.people.roles import Role

INTENT = "consulter_paiements"


@pytest.fixture
def editor(bench: Bench) -> Visitor:
    return bench.visitor(Role.editor)


@pytest.fixture
def text(bench: Bench) -> str:
    """A message that waits, unlike any other."""
    said = f"mon versement numéro {rare()} n'arrive pas"
    bench.message(said)
    return said


def group(bench: Bench, text: str) -> str:
    """How forms name the group of a message."""
    [message] = bench.inbox.members(text.lower(), 1)
    return f"{message.id}|{message.alike}"


def taught(bench: Bench) -> str:
    return (bench.project / "bot/data/nlu/paiements.yml").read_text(encoding="utf-8")


def decide(visitor: Visitor, bench: Bench, *texts: str, **fields: str) -> requests.Response:
    groups = [group(bench, text) for text in texts]
    answer = visitor.post("/boite/decision", groupe=groups, **{"intention": INTENT, **fields})
    return answer


def decisions(answer: requests.Response) -> list[str]:
    found = re.search(r"fait=([0-9a-f%C,]+)", answer.headers["location"])
    return found[1].replace("%2C", ",").split(",") if found else []


def test_this_intent_makes_an_example_and_undo_takes_it_back(
    bench: Bench, editor: Visitor, text: str
) -> None:
    phrase = f"{text} depuis mardi"
    answer = decide(editor, bench, text, quoi="intent", phrase=phrase)
    assert answer.status_code == 303
    assert f"- {phrase}\n" in taught(bench) and not bench.inbox.members(text.lower())
    shown = editor.get(answer.headers["location"]).text
    assert "devient un exemple" in shown and "Annuler" in shown
    editor.post("/boite/annulation", decision=decisions(answer))
    assert phrase not in taught(bench) and bench.inbox.members(text.lower())


def test_what_was_taught_before_the_inbox_was_told_is_settled_and_stays_taught(
    bench: Bench, editor: Visitor, text: str
) -> None:
    # As a process leaves it that dies between the two.
    before = Editing(bench.project, PartChecks())
    before.add_example(INTENT, text, Author("Camille", "camille@exemple.fr"))
    other = decide(editor, bench, text, quoi="intent", phrase=text, intention="consulter_droits")
    assert other.status_code == 422 and bench.inbox.members(text.lower())
    answer = decide(editor, bench, text, quoi="intent", phrase=f"{text} !")
    assert answer.status_code == 303 and not bench.inbox.members(text.lower())
    assert taught(bench).count(text) == 1
    editor.post("/boite/annulation", decision=decisions(answer))
    assert bench.inbox.members(text.lower()) and f"- {text}\n" in taught(bench)


def test_who_came_second_takes_no_example_away(bench: Bench, editor: Visitor, text: str) -> None:
    seen = group(bench, text)
    decide(bench.visitor(Role.editor), bench, text, quoi="intent", phrase=text)
    answer = editor.post(
        "/boite/decision", groupe=seen, quoi="intent", intention=INTENT, phrase=text
    )
    assert answer.status_code == 409 and f"- {text}\n" in taught(bench)


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("", "vide"),
        ("bonjour madame •••", "cache une donnée"),
        ("mon numéro est 06 12 34 56 78 voilà", "personnels"),
        ("x" * 301, "300 caractères"),
    ],
)
def test_an_example_that_does_not_hold_is_refused_and_nothing_is_settled(
    bench: Bench, editor: Visitor, text: str, phrase: str, told: str
) -> None:
    before = taught(bench)
    answer = decide(editor, bench, text, quoi="intent", phrase=phrase)
    assert answer.status_code == 422 and told in answer.text
    assert taught(bench) == before and bench.inbox.members(text.lower())


def test_an_intent_that_is_not_there_is_refused(bench: Bench, editor: Visitor, text: str) -> None:
    answer = decide(editor, bench, text, quoi="intent", phrase=text, intention="jamais vue")
    assert answer.status_code == 422 and "intention de la liste" in answer.text


def test_what_was_typed_stays_in_its_card_with_the_reason(
    bench: Bench, editor: Visitor, text: str
) -> None:
    other = rare()
    bench.message(f"un {other} d'à côté")
    typed = {"quoi": "intent", "intention": "je ne sais pas", "phrase": f"ma phrase {other}"}
    page = unescape(decide(editor, bench, text, **typed).text)
    [card] = re.findall(r'<details class="card" open>.*?</form>', page, re.DOTALL)
    assert text in card and "intention de la liste" in card
    assert 'value="je ne sais pas"' in card and f">ma phrase {other}</textarea>" in card
    assert page.count("intention de la liste") == 1


@pytest.mark.parametrize("kind", ["wording", "not_ours", "delete"])
def test_the_other_decisions_settle_and_can_be_undone(
    bench: Bench, editor: Visitor, text: str, kind: str
) -> None:
    before = taught(bench)
    answer = decide(editor, bench, text, quoi=kind)
    assert answer.status_code == 303 and not bench.inbox.members(text.lower())
    editor.post("/boite/annulation", decision=decisions(answer))
    assert bench.inbox.members(text.lower()) and taught(bench) == before


def test_many_groups_at_once_and_each_can_be_undone(bench: Bench, editor: Visitor) -> None:
    texts = [f"paiement bloqué {rare()}" for _ in range(3)]
    for one in texts:
        bench.message(one)
    answer = decide(editor, bench, *texts, quoi="intent")
    assert len(decisions(answer)) == 3
    assert all(f"- {one}\n" in taught(bench) for one in texts)
    editor.post("/boite/annulation", decision=decisions(answer)[:1])
    assert sum(one in taught(bench) for one in texts) == 2


def test_what_came_after_the_page_waits_for_a_decision_of_its_own(
    bench: Bench, editor: Visitor, text: str
) -> None:
    seen = group(bench, text)
    bench.message(text)
    editor.post("/boite/decision", groupe=seen, quoi="not_ours")
    assert len(bench.inbox.members(text.lower())) == 1


def test_the_second_of_two_editors_is_told_and_teaches_nothing(
    bench: Bench, editor: Visitor, text: str
) -> None:
    seen = group(bench, text)
    decide(bench.visitor(Role.editor), bench, text, quoi="not_ours")
    before = taught(bench)
    answer = editor.post(
        "/boite/decision", groupe=seen, quoi="intent", intention=INTENT, phrase=text
    )
    assert answer.status_code == 409 and "Une autre personne" in answer.text
    assert taught(bench) == before


def test_a_group_is_given_to_somebody_with_a_note(bench: Bench, text: str) -> None:
    email = bench.account(Role.editor, "Sacha Petit")
    sacha = bench.people.by_email(email)
    assert sacha is not None
    editor = Visitor(bench.url, bench.cookie(email))
    editor.post(
        "/boite/suivi", groupe=group(bench, text), personne=sacha.id, commentaire="à voir <b>"
    )
    page = editor.get("/boite?a=moi").text
    assert text.replace("'", "&#39;") in page and "à voir &lt;b&gt;" in page
    assert text.replace("'", "&#39;") not in bench.visitor(Role.editor).get("/boite?a=moi").text


def test_the_most_harmful_and_frequent_come_first(bench: Bench, editor: Visitor) -> None:
    often, worse = f"souvent {rare()}", f"pire {rare()}"
    for _ in range(30):
        bench.message(often, "missed")
    for _ in range(30):
        bench.message(worse, "down")
    page = editor.get("/boite").text
    assert page.index(worse) < page.index(often) < page.index("numéro")


def test_a_reader_sees_messages_and_no_form(bench: Bench, text: str) -> None:
    for _ in range(60):
        bench.message(text, "down")
    page = bench.visitor(Role.reader).get("/boite").text
    assert text.replace("'", "&#39;") in page and "C'est cette intention" not in page


@pytest.mark.parametrize("query", ["?p=0", "?p=x", "?p=99999999999", "?bande=rien", "?pourquoi=x"])
def test_an_odd_address_is_no_failure(bench: Bench, editor: Visitor, query: str) -> None:
    assert editor.get(f"/boite{query}").status_code == 200


def test_a_message_is_never_markup(bench: Bench, editor: Visitor) -> None:
    for _ in range(90):
        bench.message('<img src=x onerror="alert(1)">', "down", reason="<script>alert(2)</script>")
    page = editor.get("/boite").text
    assert "&lt;img src=x" in page and "<img" not in page and "<script>alert" not in page
