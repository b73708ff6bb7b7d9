"""What an action reads of the turn, and the form of what it says."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import ActionTurn
from bot.content import Content
from bot.content.catalogue import Channel


def turn(
    content: Content, latest: dict[str, Any], channel: str | None = "web", **slots: Any
) -> tuple[ActionTurn, CollectingDispatcher]:
    events = [
        {"event": "user", "input_channel": "app"},
        {"event": "user", "input_channel": channel},
        {"event": "bot"},
    ]
    dispatcher = CollectingDispatcher()
    tracker = Tracker("somebody", slots, latest, events, False, None, {}, "action_listen")
    return ActionTurn(content, dispatcher, tracker), dispatcher


@pytest.mark.parametrize(
    ("written_from", "shown"), [("app", "app"), ("web", "web"), ("rest", "web"), (None, "web")]
)
def test_the_channel_of_the_latest_message_counts(
    content: Content, written_from: str | None, shown: str
) -> None:
    assert turn(content, {}, written_from)[0].channel == shown


def test_the_latest_message_as_the_model_read_it(content: Content) -> None:
    latest = {"text": "bonjour", "intent": {"name": "saluer"}}
    assert turn(content, latest)[0].parsed == latest


def test_what_an_earlier_turn_left(content: Content) -> None:
    seen, _ = turn(content, {}, dialogue={"intent": "saluer"})
    assert seen.remembered("dialogue") == {"intent": "saluer"}
    assert seen.remembered("perdu") is None


def test_the_intent_that_has_a_role(content: Content) -> None:
    assert turn(content, {})[0].role("contact") == "contacter_caf"


def test_a_message_names_ids_and_rasa_s_channels_get_words_and_buttons(content: Content) -> None:
    seen, dispatcher = turn(content, {})
    choices = ["contacter_caf", "nlu_fallback"]
    seen.say("answer_x", subject=("prestation", "rsa"), choices=choices)
    [message] = dispatcher.messages
    assert message["custom"] == {"subject": ["prestation", "rsa"], "choices": choices}
    assert message["subject"] == "le revenu de solidarité active (Rsa)"
    assert message["buttons"] == [
        {"title": "Contacter ma Caf", "payload": "/contacter_caf"},
        {"title": "Aucun de ces sujets", "payload": "/refuser"},
    ]


@pytest.mark.parametrize("channel", ["web", "app"])
def test_a_way_on_the_channel_asked_for_is_one_message(content: Content, channel: Channel) -> None:
    seen, dispatcher = turn(content, {}, "web")
    seen.point("answer_x", channel=channel, destinations=["mes_dettes"])
    [message] = dispatcher.messages
    assert message["response"] == "answer_x"
    assert message["custom"] == {"destinations": ["mes_dettes"], "channel": channel}
    assert message["label"] == "Mes dettes"
    assert message["steps"].startswith("Mon Compte" if channel == "web" else "Accueil")


@pytest.mark.parametrize(
    ("asked", "only", "known"), [("web", "app", "gerer_compte"), ("app", "web", "mon_agenda")]
)
def test_a_way_on_the_other_channel_says_so_above_it(
    content: Content, asked: Channel, only: Channel, known: str
) -> None:
    seen, dispatcher = turn(content, {}, asked)
    seen.point(
        "answer_x",
        channel=asked,
        intent="gerer_compte",
        destinations=[known],
        subject=("prestation", "rsa"),
        links=["msa"],
        choices=["saluer"],
        sensitive=True,
        urgent=True,
    )
    answer, elsewhere = dispatcher.messages
    assert answer["custom"] == {
        "intent": "gerer_compte",
        "subject": ["prestation", "rsa"],
        "links": ["msa"],
        "channel": asked,
        "sensitive": True,
        "urgent": True,
    }
    assert answer["buttons"] == []
    assert elsewhere["response"] == f"channel_only_{only}"
    assert elsewhere["custom"] == {
        "destinations": [known],
        "subject": ["prestation", "rsa"],
        "choices": ["saluer"],
        "channel": only,
        "sensitive": True,
        "urgent": True,
    }
