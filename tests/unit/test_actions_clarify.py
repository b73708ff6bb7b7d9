"""action_clarify: the question for an ambiguous word, and its choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions.clarify import ActionClarify
from bot.content.catalogue import Catalogue

Play = Callable[..., Any]
CHOICES = [
    "telecharger_attestation_paiement",
    "telecharger_attestation_qf",
    "telecharger_releve_compte",
    "envoyer_certificat_scolarite",
]


def test_name() -> None:
    assert ActionClarify().name() == "action_clarify"


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize("text", ["attestation", "Une ATTESTATION !", "papier caf"])
def test_an_ambiguous_word_gets_its_question(play: Play, text: str, channel: str) -> None:
    turn = play(ActionClarify, "nlu_fallback", channel=channel, text=text)
    [message] = turn.messages
    assert message["response"] == "answer_clarify_attestation"
    assert message["custom"] == {}
    assert message["buttons"] == [
        {
            "title": "Attestation de paiement ou de droits",
            "payload": "/telecharger_attestation_paiement",
        },
        {"title": "Attestation de quotient familial", "payload": "/telecharger_attestation_qf"},
        {"title": "Relevé de compte", "payload": "/telecharger_releve_compte"},
        {"title": "Envoyer un certificat de scolarité", "payload": "/envoyer_certificat_scolarite"},
        {"title": "Autre chose", "payload": "/refuser"},
    ]


def test_the_choices_and_the_ranking_are_remembered(play: Play) -> None:
    ranking = ["nlu_fallback", "telecharger_attestation_qf", "consulter_droits", "saluer"]
    turn = play(ActionClarify, "nlu_fallback", text="attestation", ranking=ranking, misses=1)
    assert turn.slots == {
        "offered": CHOICES,
        "candidates": ["telecharger_attestation_qf", "consulter_droits"],
    }


def test_two_close_intents_of_one_question_get_it(play: Play) -> None:
    ranking = ["nlu_fallback", "rembourser_dette", "consulter_dettes", "contacter_caf"]
    turn = play(ActionClarify, "nlu_fallback", text="ma dette svp", ranking=ranking)
    assert turn.responses == ["answer_clarify_dette"]
    assert turn.slots["candidates"] == ["rembourser_dette", "consulter_dettes", "contacter_caf"]


def test_every_term_gets_the_question_it_is_written_under(play: Play, rows: Catalogue) -> None:
    for clarification in rows.clarifications.values():
        for term in clarification.terms:
            turn = play(ActionClarify, "nlu_fallback", text=term)
            assert turn.responses == [clarification.answer], term
            assert turn.slots["offered"] == list(clarification.intents)


def test_a_clear_message_is_an_error(play: Play) -> None:
    with pytest.raises(ValueError, match="ambiguous"):
        play(ActionClarify, "consulter_paiements", text="je veux voir mes paiements")
