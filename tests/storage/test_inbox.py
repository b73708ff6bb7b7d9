"""The inbox in both databases: what is taken, what is decided, and what goes when."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from sqlalchemy import text

from storage.claims import Claimant
from storage.conversations import Outcome, Store
from storage.database import Database
from storage.inbox import KEPT_DAYS, Filters, Group, Inbox
from storage.intake import Entry, Intake

TODAY = datetime.date(2026, 11, 26)


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


@pytest.fixture
def intake(database: Database) -> Intake:
    return Intake(database)


@pytest.fixture
def entry(key: str) -> Entry:
    return Entry(
        conversation=key,
        turn=1,
        day=TODAY.isoformat(),
        channel="web",
        page="mes paiements",
        text="où est mon argent ?",
        alike="argent",
        ranking=[("paiements", 0.4), ("dettes", 0.2)],
        why="suggested",
        reason=None,
        response="answer_suggest",
        around={"before": ["saluer"], "after": []},
        next=None,
    )


def play(store: Store, key: str, name: str, outcome: Outcome) -> None:
    store.claim(key, name, Claimant("me", name), is_abandoned=lambda *_: False)
    assert store.finish(key, name, name, outcome) == "kept"


def groups(inbox: Inbox, band: str = "treat", **filters: str) -> list[Group]:
    return inbox.groups(band, Filters(**filters), most=10, skipped=0)  # type: ignore[arg-type]


def test_a_message_is_kept_as_it_is(inbox: Inbox, intake: Intake, entry: Entry) -> None:
    intake.add(entry)
    [message] = inbox.members("argent")
    assert (message.text, message.ranking) == (entry.text, [("paiements", 0.4), ("dettes", 0.2)])
    assert message.around == entry.around and inbox.counts() == {"treat": 0, "verify": 1}


def test_the_worse_reason_stays_and_the_message_is_there_once(
    inbox: Inbox, intake: Intake, entry: Entry
) -> None:
    for why in ("suggested", "down", "refused"):
        intake.add(dataclasses.replace(entry, why=why, reason="pas là" if why == "down" else None))
    [message] = inbox.members("argent")
    assert (message.why, message.reason) == ("down", "pas là")
    assert [group.size for group in groups(inbox)] == [1]


def test_what_came_next_is_noted_once(inbox: Inbox, intake: Intake, entry: Entry) -> None:
    intake.renew(entry.conversation, 1, {"before": [], "after": []}, "rien")
    assert inbox.members("argent") == []
    intake.add(entry)
    for name in ("paiements", "dettes"):
        intake.renew(entry.conversation, 1, {"before": [], "after": [name]}, name)
    [message] = inbox.members("argent")
    assert (message.next, message.around["after"]) == ("paiements", ["dettes"])


def test_a_hard_moment_takes_what_is_there_and_lets_nothing_in(
    store: Store, inbox: Inbox, intake: Intake, entry: Entry, key: str
) -> None:
    play(store, key, "one", Outcome(said="où", reply="{}", notes={"a": 1}, events=[]))
    intake.add(entry)
    play(store, key, "two", Outcome(events=[], forgets=True))
    assert inbox.members("argent") == []
    intake.add(entry)
    assert inbox.members("argent") == [] and intake.nearby(key, 1) == []


def test_it_is_erased_with_its_conversation(
    store: Store, inbox: Inbox, intake: Intake, entry: Entry
) -> None:
    intake.add(entry)
    store.erase(entry.conversation)
    assert inbox.members("argent") == []
    intake.add(entry)
    assert inbox.members("argent") == []


def test_it_outlives_one_that_ended_by_itself_tied_to_nobody(
    database: Database, inbox: Inbox, intake: Intake, entry: Entry
) -> None:
    intake.add(entry)
    Store(database, idle_seconds=-1, max_turns=5).purge(opinion_seconds=1)
    assert len(inbox.members("argent")) == 1
    with database.engine.connect() as connection:
        ties = connection.execute(text("SELECT conversation, turn FROM inbox")).all()
    assert ties == [(None, None)]


def test_a_decision_settles_what_was_seen_and_can_be_taken_back(
    store: Store, inbox: Inbox, intake: Intake, entry: Entry
) -> None:
    intake.add(dataclasses.replace(entry, why="missed"))
    [seen] = groups(inbox)
    store.open("later", "web", None, "{}", {})
    intake.add(dataclasses.replace(entry, conversation="later", why="missed"))
    decision, count = inbox.settle([(seen.alike, seen.last)], "intent", "me", intent="paiements")
    assert count == 1 and [group.size for group in groups(inbox)] == [1]
    found = inbox.decision(decision)
    assert found is not None and (found.kind, found.intent, found.size) == (
        "intent",
        "paiements",
        1,
    )
    assert [one.id for one in inbox.decisions(most=5)] == [decision]
    assert inbox.take_back(decision) == 1 and [group.size for group in groups(inbox)] == [2]
    assert inbox.decision(decision) is None


def test_a_decision_about_nothing_is_none(inbox: Inbox) -> None:
    assert inbox.settle([("argent", 99)], "delete", "me")[1] == 0
    assert inbox.decisions(most=5) == []


def test_the_group_of_a_message_is_known_while_it_waits(
    inbox: Inbox, intake: Intake, entry: Entry
) -> None:
    intake.add(entry)
    [message] = inbox.members("argent")
    assert inbox.alike(message.id) == "argent" and inbox.alike(message.id + 1) is None
    inbox.settle([("argent", message.id)], "created", "me", intent="jouets")
    assert inbox.alike(message.id) is None


def test_answers_to_be_rewritten_are_counted_by_intent_until_somebody_did(
    store: Store, inbox: Inbox, intake: Intake, entry: Entry
) -> None:
    for number, intent in enumerate(("dettes", "paiements", "paiements", None)):
        store.open(f"k{number}", "web", None, "{}", {})
        intake.add(dataclasses.replace(entry, conversation=f"k{number}"))
        [message] = inbox.members("argent")
        inbox.settle([("argent", message.id)], "wording", "me", intent=intent)
    first, second = inbox.to_reword()
    assert [(first.intent, first.size), (second.intent, second.size)] == [
        ("paiements", 2),
        ("dettes", 1),
    ]
    # What was decided after the list was read is asked for still.
    older = min(one.made_at for one in inbox.decisions(most=5) if one.intent == "paiements")
    assert inbox.reworded("paiements", older) == 1
    assert [one.size for one in inbox.to_reword()] == [1, 1]
    assert inbox.reworded("paiements", first.last) == 1 and inbox.reworded("paiements", 9e9) == 0
    assert [one.intent for one in inbox.to_reword()] == ["dettes"]
    assert {one.kind for one in inbox.decisions(most=5)} == {"wording", "reworded"}


def test_filters_narrow(inbox: Inbox, intake: Intake, entry: Entry) -> None:
    intake.add(dataclasses.replace(entry, why="missed"))
    inbox.assign("argent", "sacha")
    inbox.comment("argent", "à voir")
    assert groups(inbox, channel="web", page="mes paiements", why="missed", assigned_to="sacha")
    for other in ({"channel": "app"}, {"page": "dettes"}, {"why": "down"}, {"assigned_to": "lou"}):
        assert groups(inbox, **other) == []
    assert groups(inbox, "verify") == [] and inbox.pages() == ["mes paiements"]
    assert inbox.members("argent")[0].comment == "à voir"


def test_it_goes_after_thirty_days(inbox: Inbox, intake: Intake, entry: Entry) -> None:
    intake.add(entry)
    assert inbox.purge(TODAY + datetime.timedelta(days=KEPT_DAYS)) == 0
    assert inbox.purge(TODAY + datetime.timedelta(days=KEPT_DAYS + 1)) == 1
    assert inbox.members("argent") == []


def test_what_an_editor_deleted_is_gone_once_a_slip_is_past(
    database: Database, inbox: Inbox, intake: Intake, entry: Entry
) -> None:
    intake.add(entry)
    [message] = inbox.members("argent")
    decision, _ = inbox.settle([("argent", message.id)], "delete", "me")
    assert inbox.purge(TODAY) == 0
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE decisions SET made_at = made_at - 601"))
    assert inbox.purge(TODAY) == 1 and inbox.take_back(decision) == 0
