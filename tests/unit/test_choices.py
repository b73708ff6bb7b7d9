"""Which intents a message may mean, and when a question tells them apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.content.catalogue import Catalogue
from bot.content.choices import MAX_CANDIDATES, Choices


def parsed(text: str, *ranking: str) -> dict[str, Any]:
    return {"text": text, "intent_ranking": [{"name": name} for name in ranking]}


def test_candidates_are_what_a_button_may_suggest(rows: Catalogue) -> None:
    message = parsed("", "nlu_fallback", "consulter_dettes", "saluer", "perdue", "contacter_caf")
    assert Choices.of(rows).candidates(message) == ["consulter_dettes", "contacter_caf"]


def test_candidates_are_few(rows: Catalogue) -> None:
    names = [name for name, intent in rows.intents.items() if intent.suggested][:20]
    assert Choices.of(rows).candidates(parsed("", *names)) == names[:MAX_CANDIDATES]


@pytest.mark.parametrize(
    "message", [{}, {"intent_ranking": None}, {"intent_ranking": []}, {"text": None}]
)
def test_a_choice_has_neither_candidates_nor_a_question(
    rows: Catalogue, message: dict[str, Any]
) -> None:
    assert Choices.of(rows).candidates(message) == []
    assert Choices.of(rows).question(message) is None


@pytest.mark.parametrize("text", ["attestation", "UNE ATTESTATION !", "papier caf ?"])
def test_a_listed_word_has_its_question(rows: Catalogue, text: str) -> None:
    assert Choices.of(rows).question(parsed(text)) == "attestation"


@pytest.mark.parametrize("text", ["RSA", "Apl ?", "les apl", "Prime d'activité !", "LOYER", "ars"])
def test_the_name_of_a_benefit_alone_asks_what_to_do_with_it(rows: Catalogue, text: str) -> None:
    assert Choices.of(rows).question(parsed(text)) == "aide"
    assert rows.clarifications["aide"].answer == "answer_clarify_aide"
    assert Choices.of(rows).question(parsed(f"demander {text}")) is None


def test_a_listed_word_wins_over_the_ranking(rows: Catalogue) -> None:
    message = parsed("Dossier", "consulter_dettes", "rembourser_dette")
    assert Choices.of(rows).question(message) == "dossier"


def test_a_listed_word_must_be_the_whole_message(rows: Catalogue) -> None:
    message = parsed("une attestation pour la cantine", "telecharger_attestation_qf")
    assert Choices.of(rows).question(message) is None


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
    assert Choices.of(rows).question(parsed("blabla", *ranking)) == question


def test_the_words_that_mean_several_things_travel_as_json(rows: Catalogue) -> None:
    ambiguous = Choices.of(rows).ambiguous
    assert json.loads(json.dumps(ambiguous)) == ambiguous == sorted(set(ambiguous))
    assert "attestation" in ambiguous
