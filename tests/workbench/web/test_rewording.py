"""Answers to be rewritten: where a decision leads, the list, and saying that one is done."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.workbench.web.bench import Bench, Visitor, rare
from tests.workbench.web.test_inbox import decide, decisions, group
from workbench.people.roles import Role

LISTED = "/boite/reponses"
ANSWER = "/contenu/reponse/answer_{0}?intention={0}"


@pytest.fixture
def editor(bench: Bench) -> Visitor:
    return bench.visitor(Role.editor)


def asked(bench: Bench, editor: Visitor, intent: str, messages: int = 1) -> list[str]:
    """Decide that the answer of an intent is to be rewritten; returns the decision."""
    text = f"réponse peu claire {rare()}"
    for _ in range(messages):
        bench.message(text)
    answer = decide(editor, bench, text, quoi="wording", intention=intent)
    assert answer.status_code == 303
    return decisions(answer)


def row(visitor: Visitor, intent: str) -> str:
    """The line of an intent in the list, or nothing."""
    page = unescape(visitor.get(LISTED).text)
    return next((one for one in page.split("<li>") if ANSWER.format(intent) in one), "")


def done(visitor: Visitor, line: str) -> dict[str, str]:
    """The form of a line."""
    return dict(re.findall(r'name="(intention|jusqu)" value="([^"]+)"', line))


def test_the_decision_leads_to_the_answer(bench: Bench, editor: Visitor) -> None:
    [decision] = asked(bench, editor, "consulter_paiements")
    page = unescape(editor.get(f"/boite?fait={decision}").text)
    [link] = re.findall(r'<a href="([^"]+)">Changer la réponse</a>', page)
    assert link == ANSWER.format("consulter_paiements")
    assert editor.get(link).status_code == 200
    assert '<a href="/boite/reponses">Réponses à reformuler (1)</a>' in page


def test_it_needs_an_intent(bench: Bench, editor: Visitor) -> None:
    text = f"réponse peu claire {rare()}"
    bench.message(text)
    answer = decide(editor, bench, text, quoi="wording", intention="")
    assert answer.status_code == 422 and "intention de la liste" in answer.text
    assert group(bench, text)


def test_the_list_counts_by_intent_and_an_editor_says_that_it_is_done(
    bench: Bench, editor: Visitor
) -> None:
    asked(bench, editor, "saluer", 2)
    decision = asked(bench, editor, "saluer", 3)
    line = row(editor, "saluer")
    assert "5 messages" in line and "C'est fait : " in line
    # What another editor decided since the list was read stays in it.
    asked(bench, editor, "saluer")
    answer = editor.post(LISTED, **done(editor, line))
    assert answer.status_code == 303
    assert "C'est noté" in unescape(editor.get(answer.headers["location"]).text)
    assert "1 message<" in row(editor, "saluer")
    editor.post(LISTED, **done(editor, row(editor, "saluer")))
    assert row(editor, "saluer") == ""
    assert "réponse reformulée" in editor.get("/boite?bande=regle").text
    journal = bench.visitor(Role.administrator).get("/journal").text
    assert "réponse reformulée" in journal
    # The way back is the one of every decision.
    assert editor.post("/boite/annulation", decision=decision).status_code == 303
    assert bench.inbox.decision(decision[0]) is None


def test_undo_takes_it_off_the_list(bench: Bench, editor: Visitor) -> None:
    decision = asked(bench, editor, "remercier")
    assert row(editor, "remercier")
    editor.post("/boite/annulation", decision=decision)
    assert row(editor, "remercier") == ""


@pytest.mark.parametrize("last", ["", "demain", "0", "-inf", "nan"])
def test_what_is_not_on_the_list_is_said(bench: Bench, editor: Visitor, last: str) -> None:
    asked(bench, editor, "contacter_caf")
    answer = editor.post(LISTED, intention="contacter_caf", jusqu=last)
    assert answer.status_code == 409 and "plus à reformuler" in unescape(answer.text)
    assert row(editor, "contacter_caf")


def test_a_reader_sees_the_list_and_no_button(bench: Bench, editor: Visitor) -> None:
    asked(bench, editor, "consulter_dettes")
    line = row(bench.visitor(Role.reader), "consulter_dettes")
    assert line and "C'est fait : " not in line


def test_an_intent_that_is_gone_is_on_the_list_without_a_link(
    bench: Bench, editor: Visitor
) -> None:
    text = f"réponse peu claire {rare()}"
    bench.message(text)
    [message] = bench.inbox.members(text)
    bench.inbox.settle([(text, message.id)], "wording", "lou", intent="jamais_vue")
    page = unescape(editor.get(LISTED).text)
    assert "jamais_vue (intention retirée)" in page and ANSWER.format("jamais_vue") not in page
