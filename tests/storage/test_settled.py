"""The settled messages that measure drafts: what is kept of a decision, and when it goes."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from sqlalchemy import text

from storage.claims import Claimant
from storage.conversations import Outcome, Store
from storage.database import Database
from storage.inbox import KEPT_DAYS, Filters, Inbox
from storage.intake import Entry, Intake
from storage.settled import KEPT_DAYS as SETTLED_DAYS
from storage.settled import SettledMessages

TODAY = datetime.date(2026, 11, 26)
Says = Callable[..., str]


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


@pytest.fixture
def kept(database: Database) -> SettledMessages:
    return SettledMessages(database)


@pytest.fixture
def says(database: Database, store: Store) -> Says:
    """Puts a message into the inbox, of a conversation that is over or goes on."""
    intake, numbers = Intake(database), iter(range(100))

    def say(said: str, *, over: bool = True, alike: str = "argent") -> str:
        key = f"conversation {next(numbers)}"
        store.open(key, "web", None, "{}", {})
        intake.add(
            Entry(
                conversation=key,
                turn=1,
                day=TODAY.isoformat(),
                channel="web",
                page="mes paiements",
                text=said,
                alike=alike,
                ranking=[],
                why="missed",
                reason="pas là",
                response=None,
                around={"before": [], "after": []},
                next=None,
            )
        )
        if over:
            end(database, key)
        return key

    return say


def end(database: Database, key: str) -> None:
    """A conversation ends by itself: its messages are tied to nobody."""
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET seen_at = 0 WHERE key = :k"), {"k": key})
    Store(database, idle_seconds=1800, max_turns=5).purge(opinion_seconds=1e9)


def decide(inbox: Inbox, kind: str = "intent", example: str | None = None) -> str:
    [group] = inbox.groups("treat", _ANY, most=5, skipped=0)
    return inbox.settle(
        [(group.alike, group.last)],
        kind,  # type: ignore[arg-type]
        "me",
        intent="paiements" if kind in ("intent", "wording") else None,
        example=example,
    )[0]


_ANY = Filters()


def texts(kept: SettledMessages) -> set[str]:
    return {one.text for one in kept.all(most=99)}


def test_the_wordings_that_did_not_become_the_example_are_kept_once(
    inbox: Inbox, kept: SettledMessages, says: Says
) -> None:
    for said in ("où est l'argent", "mon argent où", "mon argent où", "argent ?"):
        says(said)
    decide(inbox, example="où est l'argent")
    inbox.purge(TODAY)
    found = kept.all(most=99)
    assert sorted(one.text for one in found) == ["argent ?", "mon argent où"]
    assert kept.count() == 2
    assert {one[1:4] + one[5:] for one in found} == {
        (TODAY.isoformat(), "web", "mes paiements", "paiements")
    }


def test_without_an_example_every_message_is_kept(
    inbox: Inbox, kept: SettledMessages, says: Says
) -> None:
    says("où est l'argent")
    decide(inbox)
    assert texts(kept) == {"où est l'argent"}


@pytest.mark.parametrize("kind", ["wording", "not_ours", "delete"])
def test_nothing_is_kept_of_other_decisions(
    inbox: Inbox, kept: SettledMessages, says: Says, kind: str
) -> None:
    says("où est l'argent")
    decide(inbox, kind)
    inbox.purge(TODAY)
    assert kept.count() == 0


def test_a_message_is_kept_once_its_conversation_is_over(
    database: Database, inbox: Inbox, kept: SettledMessages, says: Says
) -> None:
    key = says("où est l'argent", over=False)
    decide(inbox)
    inbox.purge(TODAY)
    assert kept.count() == 0
    end(database, key)
    inbox.purge(TODAY)
    assert texts(kept) == {"où est l'argent"}


@pytest.mark.parametrize("how", ["erased", "hard"])
def test_what_the_person_takes_away_meanwhile_is_never_kept(
    store: Store, inbox: Inbox, kept: SettledMessages, says: Says, how: str
) -> None:
    key = says("où est l'argent", over=False)
    decide(inbox)
    if how == "erased":
        store.erase(key)
    else:
        store.claim(key, "m", Claimant("me", "m"), is_abandoned=lambda *_: False)
        store.finish(key, "m", "m", Outcome(events=[], forgets=True))
    inbox.purge(TODAY)
    assert kept.count() == 0


def test_it_goes_when_the_decision_is_taken_back(
    inbox: Inbox, kept: SettledMessages, says: Says
) -> None:
    says("où est l'argent")
    decision = decide(inbox)
    assert inbox.take_back(decision) == 1 and kept.count() == 0
    inbox.purge(TODAY)
    assert kept.count() == 0


def test_it_outlives_the_inbox_and_goes_after_twelve_months(
    inbox: Inbox, kept: SettledMessages, says: Says
) -> None:
    says("où est l'argent")
    decide(inbox)
    assert inbox.purge(TODAY + datetime.timedelta(days=KEPT_DAYS + 1)) == 1
    inbox.purge(TODAY + datetime.timedelta(days=SETTLED_DAYS))
    assert texts(kept) == {"où est l'argent"}
    inbox.purge(TODAY + datetime.timedelta(days=SETTLED_DAYS + 1))
    assert kept.count() == 0


def test_a_phrase_that_an_editor_deletes_goes_from_here_too(
    database: Database, inbox: Inbox, kept: SettledMessages, says: Says
) -> None:
    for said in ("où est l'argent", "argent ?"):
        says(said)
    decide(inbox)
    says("où est l'argent")
    decide(inbox, "delete")
    inbox.purge(TODAY)
    assert kept.count() == 2, "a slip can be taken back"
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE decisions SET made_at = made_at - 601"))
    for _ in range(2):
        inbox.purge(TODAY)
        assert texts(kept) == {"argent ?"}


def test_one_is_deleted_by_hand_and_does_not_come_back(
    inbox: Inbox, kept: SettledMessages, says: Says
) -> None:
    for said in ("où est l'argent", "argent ?"):
        says(said)
    decide(inbox)
    [first] = [one for one in kept.all(most=9) if one.text == "argent ?"]
    assert kept.delete(first.id) and not kept.delete(first.id)
    inbox.purge(TODAY)
    assert texts(kept) == {"où est l'argent"}
