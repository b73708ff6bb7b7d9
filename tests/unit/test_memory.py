"""What is stored of a conversation is all that a later turn needs, and no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue import Memory
from bot.engine.memory import Mark, hard_moment, tracker_from

SENDER = "somebody"
PARSED = {
    "intent": {"name": "consulter_paiements", "confidence": 0.9},
    "entities": [{"entity": "document", "value": "attestation_qf"}],
    "intent_ranking": [{"name": "consulter_paiements", "confidence": 0.9}],
    "text_tokens": [[0, 2]],
}
REMEMBERED = {"intent": "consulter_dettes", "choices": ["rembourser_dette"], "said": "answer"}


def turn(tracker: DialogueStateTracker, *events: Event) -> list[dict[str, Any]]:
    """What is stored of a turn in which this happens."""
    mark = Mark(tracker)
    for event in events:
        tracker.update(event)
    return mark.since()


def said(text: str) -> UserUttered:
    return UserUttered(
        text,
        PARSED["intent"],
        PARSED["entities"],
        PARSED,
        input_channel="app",  # type: ignore[arg-type]
    )


def test_a_conversation_without_a_past(domain: Domain) -> None:
    tracker = tracker_from(SENDER, [], domain)
    assert not tracker.events
    assert tracker.sender_id == SENDER
    assert tracker.slots.keys() == {slot.name for slot in domain.slots}


def test_what_a_turn_stores(domain: Domain) -> None:
    rows = turn(
        tracker_from(SENDER, [], domain),
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
        said("où est mon paiement d'août ? 👍🏽"),
        ActionExecuted("action_answer"),
        BotUttered("ici", {"buttons": []}),
        SlotSet("dialogue", {"misses": 1}),
        SlotSet("dialogue", REMEMBERED),
        ActionExecuted("action_listen"),
    )
    assert [row["event"] for row in rows] == ["user", "slot"]
    assert rows[0]["text"] == "où est mon paiement d'août ? 👍🏽"
    assert rows[0]["parse_data"].keys() == {"intent", "entities"}
    assert (rows[1]["name"], rows[1]["value"]) == ("dialogue", REMEMBERED)


def test_the_next_turn_finds_what_it_needs(domain: Domain) -> None:
    first = turn(tracker_from(SENDER, [], domain), said("un"), SlotSet("dialogue", {"misses": 2}))
    tracker = tracker_from(SENDER, first, domain)
    second = turn(tracker, said("deux"), SlotSet("dialogue", REMEMBERED))
    again = tracker_from(SENDER, first + second, domain)
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == [
        "un",
        "deux",
    ]
    assert again.get_slot("dialogue") == REMEMBERED
    assert again.latest_message.intent["name"] == "consulter_paiements"
    assert again.get_latest_input_channel() == "app"
    assert again.latest_action_name == "action_listen", "it waits for the next message"
    assert again.current_slot_values() == tracker.current_slot_values()


def test_what_is_at_hand_does_not_grow(domain: Domain) -> None:
    tracker = tracker_from(SENDER, [], domain)
    sizes = []
    for text in ("un", "deux", "trois"):
        mark = Mark(tracker)
        for event in (said(text), SlotSet("dialogue", {"request": text})):
            tracker.update(event)
        mark.shed()
        assert mark.since()[0]["text"] == text, "what the turn did is still told"
        sizes.append(len(tracker.events))
    assert len(set(sizes)) == 1
    assert tracker.get_slot("dialogue") == {"request": "trois"}
    assert tracker.get_latest_input_channel() == "app"


def test_a_slot_that_is_as_it_was_is_not_stored_again(domain: Domain) -> None:
    same = SlotSet("dialogue", REMEMBERED)
    first = turn(tracker_from(SENDER, [], domain), said("un"), same)
    rows = turn(tracker_from(SENDER, first, domain), said("deux"), same)
    assert [row["event"] for row in rows] == ["user"]


def test_what_changes_the_conversation_otherwise_is_stored(domain: Domain) -> None:
    rows = turn(tracker_from(SENDER, [], domain), said("un"), ConversationPaused())
    assert tracker_from(SENDER, rows, domain).is_paused()


def test_of_a_sensitive_turn_only_ids_are_kept(domain: Domain) -> None:
    answered = Memory(
        intent="deces",
        subject=("defunt", "conjoint"),
        destinations=("contacter_caf",),
        channel="app",
        distress=("defunt", "conjoint"),
        need=("besoin", "sourd"),
        fallbacks=1,
        said="answer",
        asked="enfants",
        told="answer_deces_conjoint_enfants:app",
    )
    before = tracker_from(SENDER, [], domain)
    more = replace(answered, ranking=("deces",), suggested=("deces",), misses=1, step=2)
    turn(before, said("mon mari est mort"), SlotSet("dialogue", more.dump()))
    tracker = tracker_from(SENDER, [hard_moment(before)], domain)
    assert Memory.load(tracker.get_slot("dialogue")) == answered
    assert not [event for event in tracker.events if isinstance(event, UserUttered)]
