"""What every action reads of the turn, and the form of buttons and slots."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from bot.actions.turn import channel_of, choices, entity_of, intent_of, missed, offer, remember
from bot.catalogue import Catalogue


def tracker(latest: dict[str, Any], channel: str | None = "web", **slots: Any) -> Tracker:
    events = [
        {"event": "user", "input_channel": "app"},
        {"event": "user", "input_channel": channel},
        {"event": "bot"},
    ]
    return Tracker("somebody", slots, latest, events, False, None, {}, "action_listen")


@pytest.mark.parametrize(
    ("written_from", "shown"), [("app", "app"), ("web", "web"), ("rest", "web"), (None, "web")]
)
def test_the_channel_of_the_latest_message_counts(written_from: str | None, shown: str) -> None:
    assert channel_of(tracker({}, written_from)) == shown


def test_the_intent_of_the_latest_message() -> None:
    assert intent_of(tracker({"intent": {"name": "saluer"}})) == "saluer"


def test_the_first_entity_of_a_kind() -> None:
    entities = [
        {"entity": "document", "value": "rib"},
        {"entity": "prestation", "value": "rsa"},
        {"entity": "prestation", "value": "apl"},
    ]
    turn = tracker({"entities": entities})
    assert entity_of(turn, "prestation") == "rsa"
    assert entity_of(turn, "organisme") is None
    assert entity_of(tracker({}), "prestation") is None


@pytest.mark.parametrize(("slot", "count"), [(None, 0), (0, 0), (2, 2)])
def test_missed(slot: int | None, count: int) -> None:
    assert missed(tracker({}, misses=slot)) == count


def test_buttons_in_rasa_s_form(rows: Catalogue) -> None:
    contact = {"title": "Contacter ma Caf", "payload": "/contacter_caf"}
    none_of_them = {"title": "Autre chose", "payload": "/refuser"}
    assert choices(rows, ["contacter_caf"]) == [contact]
    assert offer(rows, ["contacter_caf"]) == [contact, none_of_them]
    assert offer(rows, []) == [none_of_them]


def test_slots_in_rasa_s_form() -> None:
    assert remember(misses=1, offered=[]) == [
        {"event": "slot", "timestamp": None, "name": "misses", "value": 1},
        {"event": "slot", "timestamp": None, "name": "offered", "value": []},
    ]
