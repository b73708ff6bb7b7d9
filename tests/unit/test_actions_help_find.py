"""action_help_find: what may hide the section, the way again, then people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions.help_find import ActionHelpFind

Play = Callable[..., Any]
WAYS_OUT = [
    {"title": "Le chemin sur le site ou l'appli", "payload": "/preciser_canal"},
    {"title": "Contacter ma Caf", "payload": "/contacter_caf"},
]


@pytest.fixture
def help_find(play: Play) -> Play:
    return lambda channel="web", **slots: play(
        ActionHelpFind, "ne_trouve_pas", channel=channel, **slots
    )


def test_name() -> None:
    assert ActionHelpFind().name() == "action_help_find"


@pytest.mark.parametrize(
    ("channel", "path"),
    [
        ("web", ["Mon Compte", "Mes paiements et mes droits", "Mes attestations"]),
        ("app", ["Accueil", "Mes attestations"]),
    ],
)
def test_the_first_time_the_way_step_by_step(
    help_find: Play, channel: str, path: list[str]
) -> None:
    turn = help_find(channel, last_intent="telecharger_attestation_qf")
    [message] = turn.messages
    assert message["response"] == f"answer_help_find_{channel}"
    assert message["label"] == "Mes attestations"
    assert message["steps"] == " > ".join(path)
    assert message["custom"]["path"] == path
    assert message["custom"]["channel"] == channel
    assert turn.link_ids == ["mes_attestations"]
    assert message["buttons"] == WAYS_OUT
    assert turn.slots == {"misses": 1}


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize(
    ("last_intent", "hint"),
    [("consulter_dettes", "answer_hint_mes_dettes"), ("changer_adresse", "answer_hint_crayon")],
)
def test_a_section_that_may_be_hidden_gets_its_hint_first(
    help_find: Play, channel: str, last_intent: str, hint: str
) -> None:
    turn = help_find(channel, last_intent=last_intent)
    hidden, way = turn.messages
    assert turn.responses == [f"{hint}_{channel}", f"answer_help_find_{channel}"]
    assert (hidden["custom"], hidden["buttons"]) == ({}, [])
    assert way["buttons"] == WAYS_OUT
    assert way["custom"]["intent"] == last_intent
    assert way["custom"]["channel"] == channel
    assert turn.slots == {"misses": 1}


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize(
    ("shown", "path"),
    [
        ("web", ["Mon Compte", "Mes paiements et mes droits", "Mes dettes"]),
        ("app", ["Accueil", "Mes dettes"]),
    ],
)
def test_the_channel_last_shown_is_explained(
    help_find: Play, channel: str, shown: str, path: list[str]
) -> None:
    turn = help_find(channel, last_intent="consulter_dettes", last_channel=shown)
    assert turn.responses == [f"answer_hint_mes_dettes_{shown}", f"answer_help_find_{shown}"]
    assert turn.messages[-1]["steps"] == " > ".join(path)
    assert turn.messages[-1]["custom"]["path"] == path
    assert turn.messages[-1]["custom"]["channel"] == shown


@pytest.mark.parametrize("last_channel", [None, "web", "app"])
@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize(
    ("last_intent", "known", "path"),
    [
        ("consulter_agenda", "web", ["Mon Compte", "Mon agenda"]),
        ("gerer_compte", "app", ["Menu", "Gérer mon compte"]),
    ],
)
def test_a_section_known_on_one_channel_is_explained_there(
    help_find: Play,
    channel: str,
    last_channel: str | None,
    last_intent: str,
    known: str,
    path: list[str],
) -> None:
    turn = help_find(channel, last_intent=last_intent, last_channel=last_channel)
    assert turn.responses == [f"answer_help_find_{known}"]
    assert turn.messages[0]["custom"]["path"] == path
    assert turn.messages[0]["custom"]["channel"] == known


@pytest.mark.parametrize(
    ("channel", "responses"),
    [
        ("web", ["answer_help_find_contact"]),
        ("app", ["answer_help_find_contact", "answer_place_not_documented_app"]),
    ],
)
@pytest.mark.parametrize(
    "slots",
    [
        {"last_intent": "consulter_dettes", "misses": 1},
        {"last_intent": "consulter_dettes", "misses": 1, "last_channel": "app"},
        {"last_intent": None},
        {"last_intent": "remercier"},
    ],
    ids=["second time", "second time for the app", "no context", "no section"],
)
def test_else_people(
    help_find: Play, channel: str, responses: list[str], slots: dict[str, Any]
) -> None:
    turn = help_find(channel, **slots)
    *before, message = turn.messages
    assert turn.responses == responses
    assert all((said["custom"], said["buttons"]) == ({}, []) for said in before)
    assert message["custom"]["channel"] == "web"
    assert message["custom"]["intent"] == "contacter_caf"
    assert message["custom"]["path"] == ["Mon Compte", "Contacter ma Caf"]
    assert turn.link_ids == ["contacter_caf"]
    assert message["buttons"] == [{"title": "Voir tous les sujets", "payload": "/demander_aide"}]
    assert turn.slots == {"misses": 0}
