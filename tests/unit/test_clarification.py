"""Which intents a message may mean, and when a question tells them apart."""

from __future__ import annotations

from typing import Any

import pytest
from bot.clarification import MAX_CANDIDATES, candidates, clarification_for

from bot.catalogue import Catalogue


def parsed(text: str, *ranking: str) -> dict[str, Any]:
    return {"text": text, "intent_ranking": [{"name": name} for name in ranking]}


def test_candidates_are_what_a_button_may_suggest(rows: Catalogue) -> None:
    message = parsed("", "nlu_fallback", "consulter_dettes", "saluer", "perdue", "contacter_caf")
    assert candidates(message, rows) == ["consulter_dettes", "contacter_caf"]


def test_candidates_are_few(rows: Catalogue) -> None:
    names = [name for name, intent in rows.intents.items() if intent.suggested][:20]
    assert candidates(parsed("", *names), rows) == names[:MAX_CANDIDATES]


@pytest.mark.parametrize(
    "message", [{}, {"intent_ranking": None}, {"intent_ranking": []}, {"text": None}]
)
def test_a_choice_has_neither_candidates_nor_a_question(
    rows: Catalogue, message: dict[str, Any]
) -> None:
    assert candidates(message, rows) == []
    assert clarification_for(message, rows) is None


@pytest.mark.parametrize("text", ["attestation", "UNE ATTESTATION !", "papier caf ?"])
def test_a_listed_word_has_its_question(rows: Catalogue, text: str) -> None:
    assert clarification_for(parsed(text), rows) == rows.clarifications["attestation"]


@pytest.mark.parametrize("text", ["RSA", "Apl ?", "les apl", "Prime d'activité !", "LOYER", "ars"])
def test_the_name_of_a_benefit_alone_asks_what_to_do_with_it(rows: Catalogue, text: str) -> None:
    question = rows.clarifications["aide"]
    assert clarification_for(parsed(text), rows) == question
    assert question.answer == "answer_clarify_aide"
    assert clarification_for(parsed(f"demander {text}"), rows) is None


def test_a_listed_word_wins_over_the_ranking(rows: Catalogue) -> None:
    message = parsed("Dossier", "consulter_dettes", "rembourser_dette")
    assert clarification_for(message, rows) == rows.clarifications["dossier"]


def test_a_listed_word_must_be_the_whole_message(rows: Catalogue) -> None:
    message = parsed("une attestation pour la cantine", "telecharger_attestation_qf")
    assert clarification_for(message, rows) is None


@pytest.mark.parametrize(
    ("ranking", "question"),
    [
        (["consulter_dettes", "contester_decision"], "dette"),
        (["contester_decision", "consulter_dettes"], "dette"),
        (["nlu_fallback", "saluer", "consulter_dettes", "hors_sujet", "rembourser_dette"], "dette"),
        (["consulter_dettes", "changer_adresse", "rembourser_dette"], None),
        (["consulter_dettes"], None),
        (["nlu_fallback", "consulter_dettes"], None),
    ],
)
def test_the_two_likeliest_must_share_a_question(
    rows: Catalogue, ranking: list[str], question: str | None
) -> None:
    expected = rows.clarifications[question] if question else None
    assert clarification_for(parsed("blabla", *ranking), rows) == expected
