"""action_hand_over and action_list_topics: people at the Caf, and every topic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions.hand_over import ActionHandOver, ActionListTopics

Play = Callable[..., Any]
TOPICS = [
    {"title": "Voir mes paiements", "payload": "/consulter_paiements"},
    {"title": "Suivre ma démarche", "payload": "/suivre_demarche"},
    {"title": "Déclarer un changement", "payload": "/declarer_changement"},
    {"title": "Demander une aide", "payload": "/demander_prestation"},
    {
        "title": "Déclaration trimestrielle (Rsa, prime d'activité)",
        "payload": "/declarer_ressources_trimestrielles",
    },
    {
        "title": "Attestation de paiement ou de droits",
        "payload": "/telecharger_attestation_paiement",
    },
    {"title": "Voir mes dettes", "payload": "/consulter_dettes"},
    {"title": "Me connecter", "payload": "/se_connecter"},
    {"title": "Contacter ma Caf", "payload": "/contacter_caf"},
]
FORGOTTEN = {"misses": 0, "offered": [], "candidates": []}


def test_names() -> None:
    assert ActionHandOver().name() == "action_hand_over"
    assert ActionListTopics().name() == "action_list_topics"


@pytest.mark.parametrize(
    ("channel", "responses"),
    [
        ("web", ["answer_hand_over"]),
        ("app", ["answer_hand_over", "answer_place_not_documented_app"]),
    ],
)
def test_hand_over_gives_the_contact_and_the_topics(
    play: Play, channel: str, responses: list[str]
) -> None:
    turn = play(
        ActionHandOver, "nlu_fallback", channel=channel, misses=2, offered=["x"], candidates=["x"]
    )
    *before, message = turn.messages
    assert turn.responses == responses
    assert all((said["custom"], said["buttons"]) == ({}, []) for said in before)
    assert message["buttons"] == TOPICS
    assert message["custom"]["intent"] == "contacter_caf"
    assert message["custom"]["path"] == ["Mon Compte", "Contacter ma Caf"]
    assert message["custom"]["channel"] == "web"
    assert turn.link_ids == ["contacter_caf"]
    assert turn.slots == FORGOTTEN


@pytest.mark.parametrize("channel", ["web", "app"])
def test_the_list_of_topics(play: Play, channel: str) -> None:
    turn = play(ActionListTopics, "demander_aide", channel=channel, misses=1, offered=["x"])
    [message] = turn.messages
    assert message["response"] == "answer_list_topics"
    assert message["buttons"] == TOPICS
    assert message["custom"] == {}
    assert turn.slots == FORGOTTEN
