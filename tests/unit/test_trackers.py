"""Conversations in SQLite and in PostgreSQL: appended to, shared, erased, never lost silently."""

from __future__ import annotations

import gc
import os
import uuid
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from bot.engine.trackers import SqlTrackerStore, database
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

POSTGRES = os.environ.get("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")
SENDER = "somebody"
LONG_AGO, FAR_AHEAD = 1000.0, 4e9


def own_schema(url: str) -> Iterator[str]:
    """The address of a schema of PostgreSQL that nobody else uses; without a server, CI fails."""
    engine = sa.create_engine(
        url, connect_args={"connect_timeout": 3}, isolation_level="AUTOCOMMIT"
    )
    name = f"unit_{uuid.uuid4().hex}"
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE SCHEMA {name}"))
    except sa.exc.OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL at {url}")
    within = sa.engine.make_url(url).update_query_dict({"options": f"-csearch_path={name}"})
    yield within.render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'var' / 'assistant.db'}"
    else:
        yield from own_schema(POSTGRES)


@pytest.fixture
def open_store(url: str, domain: Domain) -> Iterator[Callable[[], SqlTrackerStore]]:
    """Opens one more store on the same database, as another process would."""
    engines = []

    def make() -> SqlTrackerStore:
        engines.append(database(url))
        return SqlTrackerStore(engines[-1], domain)

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def store(open_store: Callable[[], SqlTrackerStore]) -> SqlTrackerStore:
    return open_store()


@pytest.fixture
def execute(url: str) -> Iterator[Callable[[str], int]]:
    """Runs a statement behind the stores' back; the first value of its answer, if any."""
    engine = database(url)

    def run(statement: str) -> int:
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement))
            return int(result.scalar_one()) if result.returns_rows else 0

    yield run
    engine.dispose()


def conversation(domain: Domain, *events: Event, sender: str = SENDER) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, list(events), domain.slots)


def texts(tracker: DialogueStateTracker | None) -> list[str]:
    assert tracker is not None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_an_unknown_conversation(store: SqlTrackerStore) -> None:
    assert await store.retrieve(SENDER) is None
    await store.delete(SENDER)
    assert await store.purge(0) == 0


async def test_everything_comes_back(
    store: SqlTrackerStore, open_store: Callable[[], SqlTrackerStore], domain: Domain
) -> None:
    events = [
        ActionExecuted("action_listen"),
        UserUttered("où est mon paiement d'août ? 👍🏽", intent={"name": "consulter_paiements"}),
        BotUttered("ici", {"buttons": [{"title": "Oui", "payload": "/confirmer"}]}),
        SlotSet("offered", ["consulter_dettes"]),
        SlotSet("misses", 2),
    ]
    await store.save(conversation(domain, *events))
    found = await open_store().retrieve(SENDER)
    assert found is not None
    assert list(found.events) == events
    assert found.sender_id == SENDER
    assert found.get_slot("offered") == ["consulter_dettes"]
    assert found.get_slot("misses") == 2
    assert found.latest_message.intent["name"] == "consulter_paiements"


async def test_a_living_conversation_is_used_again(store: SqlTrackerStore, domain: Domain) -> None:
    tracker = conversation(domain, UserUttered("un"))
    await store.save(tracker)
    assert await store.retrieve(SENDER) is tracker


async def test_only_new_events_are_written(
    store: SqlTrackerStore, domain: Domain, execute: Callable[[str], int]
) -> None:
    tracker = conversation(domain, UserUttered("un"))
    await store.save(tracker)
    # A row written twice would break this mark, or the table's key.
    execute("UPDATE conversation_events SET timestamp = -1")
    tracker.update(UserUttered("deux"))
    await store.save(tracker)
    await store.save(tracker)
    assert execute("SELECT count(*) FROM conversation_events") == 2
    assert execute("SELECT count(*) FROM conversation_events WHERE timestamp = -1") == 1
    assert execute("SELECT max(position) FROM conversation_events") == 1


async def test_two_stores_see_each_other_s_events(
    open_store: Callable[[], SqlTrackerStore], domain: Domain
) -> None:
    here, there = open_store(), open_store()
    await here.save(conversation(domain, UserUttered("un")))
    elsewhere = await there.retrieve(SENDER)
    assert texts(elsewhere) == ["un"]
    assert elsewhere is not None
    elsewhere.update(UserUttered("deux"))
    await there.save(elsewhere)
    back = await here.retrieve(SENDER)
    assert texts(back) == ["un", "deux"]
    assert back is not None
    back.update(UserUttered("trois"))
    await here.save(back)
    assert texts(await there.retrieve(SENDER)) == ["un", "deux", "trois"]


async def test_two_stores_cannot_overwrite_each_other(
    open_store: Callable[[], SqlTrackerStore], domain: Domain
) -> None:
    here, there = open_store(), open_store()
    await here.save(conversation(domain, UserUttered("un")))
    mine, theirs = await here.retrieve(SENDER), await there.retrieve(SENDER)
    assert mine is not None
    assert theirs is not None
    mine.update(UserUttered("d'ici"))
    theirs.update(UserUttered("de là"))
    await here.save(mine)
    with pytest.raises(IntegrityError):
        await there.save(theirs)
    there.discard(SENDER)
    assert texts(await there.retrieve(SENDER)) == ["un", "d'ici"]


async def test_conversations_are_kept_apart(store: SqlTrackerStore, domain: Domain) -> None:
    await store.save(conversation(domain, UserUttered("un"), sender="one"))
    await store.save(conversation(domain, UserUttered("deux"), sender="two"))
    await store.delete("one")
    assert await store.retrieve("one") is None
    assert texts(await store.retrieve("two")) == ["deux"]


async def test_a_deleted_conversation_may_start_anew(
    open_store: Callable[[], SqlTrackerStore], domain: Domain
) -> None:
    here, there = open_store(), open_store()
    await here.save(conversation(domain, UserUttered("un"), UserUttered("deux")))
    await there.delete(SENDER)
    assert await here.retrieve(SENDER) is None
    await here.save(conversation(domain, UserUttered("trois")))
    assert texts(await there.retrieve(SENDER)) == ["trois"]


async def test_purge_erases_conversations_that_ended_long_ago(
    store: SqlTrackerStore, domain: Domain, execute: Callable[[str], int]
) -> None:
    old, new = UserUttered("un", timestamp=LONG_AGO), UserUttered("deux", timestamp=FAR_AHEAD)
    await store.save(conversation(domain, old, sender="over"))
    await store.save(conversation(domain, old, old, sender="over as well"))
    await store.save(conversation(domain, old, new, sender="going on"))
    assert await store.purge(3600) == 3
    assert await store.retrieve("over") is None
    assert await store.retrieve("over as well") is None
    assert texts(await store.retrieve("going on")) == ["un", "deux"]
    assert execute("SELECT count(*) FROM conversation_events") == 2
    assert await store.purge(3600) == 0


async def test_purge_leaves_nothing_in_memory(store: SqlTrackerStore, domain: Domain) -> None:
    tracker = conversation(domain, UserUttered("un", timestamp=LONG_AGO))
    await store.save(tracker)
    alive = weakref.ref(tracker)
    del tracker
    assert await store.purge(3600) == 1
    gc.collect()
    assert alive() is None


async def test_purge_keeps_the_conversations_that_go_on_at_hand(
    store: SqlTrackerStore, domain: Domain
) -> None:
    over = conversation(domain, UserUttered("un", timestamp=LONG_AGO), sender="over")
    going_on = conversation(
        domain,
        UserUttered("un", timestamp=LONG_AGO),
        UserUttered("deux", timestamp=FAR_AHEAD),
        sender="going on",
    )
    await store.save(over)
    await store.save(going_on)
    await store.purge(3600)
    assert store.at_hand("over") is None
    assert store.at_hand("going on") is going_on
    assert await store.retrieve("going on") is going_on


def sensitive(text: str) -> BotUttered:
    return BotUttered(text, {"custom": {"sensitive": True}})


async def test_a_sensitive_turn_is_never_written_and_erases_what_was(
    store: SqlTrackerStore, domain: Domain, execute: Callable[[str], int]
) -> None:
    tracker = conversation(domain, UserUttered("un"), BotUttered("ici"))
    await store.save(tracker)
    await store.save(conversation(domain, UserUttered("un"), sender="another"))
    tracker.update(UserUttered("j'ai peur de lui"))
    tracker.update(sensitive("appelez le 3919"))
    tracker.update(BotUttered("et voici le chemin"))
    await store.save(tracker)
    assert store.at_hand(SENDER) is None
    assert await store.retrieve(SENDER) is None
    assert execute("SELECT count(*) FROM conversation_events") == 1
    assert texts(await store.retrieve("another")) == ["un"]


@pytest.mark.parametrize("data", [None, {}, {"custom": None}, {"custom": {"sensitive": False}}])
async def test_any_other_turn_is_written(
    store: SqlTrackerStore, domain: Domain, data: dict[str, Any] | None
) -> None:
    await store.save(conversation(domain, UserUttered("un"), BotUttered("ici", data)))
    store.discard(SENDER)
    assert texts(await store.retrieve(SENDER)) == ["un"]


async def test_delete_leaves_nothing_in_memory(store: SqlTrackerStore, domain: Domain) -> None:
    tracker = conversation(domain, UserUttered("un"))
    await store.save(tracker)
    alive = weakref.ref(tracker)
    del tracker
    await store.delete(SENDER)
    gc.collect()
    assert alive() is None


async def test_discard_forgets_what_was_not_saved(store: SqlTrackerStore, domain: Domain) -> None:
    tracker = conversation(domain, UserUttered("un"))
    await store.save(tracker)
    tracker.update(UserUttered("half a turn"))
    store.discard(SENDER)
    assert texts(await store.retrieve(SENDER)) == ["un"]


async def test_discard_of_an_unknown_conversation(store: SqlTrackerStore) -> None:
    store.discard("nobody")
    assert await store.retrieve("nobody") is None


async def test_a_database_that_goes_away_is_an_error_and_nothing_is_lost(
    store: SqlTrackerStore, domain: Domain, execute: Callable[[str], int]
) -> None:
    tracker = conversation(domain, UserUttered("un"))
    await store.save(tracker)
    tracker.update(UserUttered("deux"))
    execute("ALTER TABLE conversation_events RENAME TO away")
    for attempt in (store.save(tracker), store.retrieve(SENDER), store.purge(0)):
        with pytest.raises(SQLAlchemyError):
            await attempt
    execute("ALTER TABLE away RENAME TO conversation_events")
    await store.save(tracker)
    assert texts(await store.retrieve(SENDER)) == ["un", "deux"]
    assert execute("SELECT count(*) FROM conversation_events") == 2


async def test_a_delete_that_fails_is_an_error(
    store: SqlTrackerStore, execute: Callable[[str], int]
) -> None:
    execute("DROP TABLE conversation_events")
    with pytest.raises(SQLAlchemyError):
        await store.delete(SENDER)


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(SQLAlchemyError):
        SqlTrackerStore(database("postgresql://postgres@127.0.0.1:1/nowhere"))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "assistant.db"
    path.write_bytes(b"certainly no database" * 100)
    with pytest.raises(SQLAlchemyError):
        SqlTrackerStore(database(f"sqlite:///{path}"))


def test_sqlite_makes_its_folder_and_writes_ahead(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "assistant.db"
    engine = database(f"sqlite:///{path}")
    with engine.connect() as connection:
        mode = connection.execute(sa.text("PRAGMA journal_mode")).scalar_one()
    engine.dispose()
    assert (mode, path.exists()) == ("wal", True)


async def test_sqlite_in_memory(domain: Domain) -> None:
    store = SqlTrackerStore(database("sqlite://"), domain)
    await store.save(conversation(domain, UserUttered("un")))
    store.discard(SENDER)
    assert texts(await store.retrieve(SENDER)) == ["un"]
