"""What every action reads of the turn, and the form of what it says and remembers."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn, offer, remember
from bot.content import Content


def turn(
    content: Content, latest: dict[str, Any], channel: str | None = "web", **slots: Any
) -> tuple[Turn, CollectingDispatcher]:
    events = [
        {"event": "user", "input_channel": "app"},
        {"event": "user", "input_channel": channel},
        {"event": "bot"},
    ]
    dispatcher = CollectingDispatcher()
    tracker = Tracker("somebody", slots, latest, events, False, None, {}, "action_listen")
    return Turn(content, dispatcher, tracker), dispatcher


@pytest.mark.parametrize(
    ("written_from", "shown"), [("app", "app"), ("web", "web"), ("rest", "web"), (None, "web")]
)
def test_the_channel_of_the_latest_message_counts(
    content: Content, written_from: str | None, shown: str
) -> None:
    assert turn(content, {}, written_from)[0].channel == shown


def test_the_intent_of_the_latest_message(content: Content) -> None:
    assert turn(content, {"intent": {"name": "saluer"}})[0].intent == "saluer"


def test_the_first_entity_of_a_kind(content: Content) -> None:
    entities = [
        {"entity": "document", "value": "rib"},
        {"entity": "prestation", "value": "rsa"},
        {"entity": "prestation", "value": "apl"},
    ]
    seen, _ = turn(content, {"entities": entities})
    assert seen.entity("prestation") == "rsa"
    assert seen.entity("organisme") is None
    assert turn(content, {})[0].entity("prestation") is None


@pytest.mark.parametrize(("slot", "count"), [(None, 0), (0, 0), (2, 2)])
def test_missed(content: Content, slot: int | None, count: int) -> None:
    assert turn(content, {}, misses=slot)[0].missed == count


def test_a_message_names_ids_and_rasa_s_channels_get_words_and_buttons(content: Content) -> None:
    seen, dispatcher = turn(content, {})
    seen.say("answer_x", subject=("prestation", "rsa"), choices=offer(["contacter_caf"]))
    [message] = dispatcher.messages
    assert message["custom"] == {
        "subject": ["prestation", "rsa"],
        "choices": ["contacter_caf", "nlu_fallback"],
    }
    assert message["subject"] == "le revenu de solidarité active (Rsa)"
    assert message["buttons"] == [
        {"title": "Contacter ma Caf", "payload": "/contacter_caf"},
        {"title": "Autre chose", "payload": "/refuser"},
    ]


@pytest.mark.parametrize(("channel", "destination"), [("web", "mes_dettes"), ("app", "mes_dettes")])
def test_a_way_on_the_person_s_channel_is_one_message(
    content: Content, channel: str, destination: str
) -> None:
    seen, dispatcher = turn(content, {}, channel)
    found = seen.point("answer_x", intent="consulter_dettes", destinations=[destination])
    [message] = dispatcher.messages
    assert message["response"] == "answer_x"
    assert message["custom"]["destinations"] == [destination]
    assert [pointer.channel for pointer in found] == [channel]


@pytest.mark.parametrize(("channel", "known"), [("web", "gerer_compte"), ("app", "mon_agenda")])
def test_a_way_on_the_other_channel_says_so_above_it(
    content: Content, channel: str, known: str
) -> None:
    seen, dispatcher = turn(content, {}, channel)
    seen.point(
        "answer_x",
        intent="gerer_compte",
        destinations=[known],
        subject=("prestation", "rsa"),
        choices=["saluer"],
        sensitive=True,
    )
    answer, elsewhere = dispatcher.messages
    assert answer["custom"] == {"subject": ["prestation", "rsa"], "sensitive": True}
    assert answer["buttons"] == []
    assert elsewhere["response"] == f"answer_place_not_documented_{channel}"
    assert elsewhere["custom"]["destinations"] == [known]
    assert elsewhere["custom"]["choices"] == ["saluer"]


def test_slots_in_rasa_s_form() -> None:
    assert remember(misses=1, offered=[]) == [
        {"event": "slot", "timestamp": None, "name": "misses", "value": 1},
        {"event": "slot", "timestamp": None, "name": "offered", "value": []},
    ]
