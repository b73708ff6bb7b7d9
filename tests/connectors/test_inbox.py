"""What editors get to see of the conversations: which messages, how masked, and how long."""

from __future__ import annotations

import json
from typing import Any

import pytest
from live_server import Server, eventually, key_of, said

from bot.engine.turns import Course
from clients.reference import Assistant
from connectors.conversation.after import After
from connectors.feed import MOST_WAITING, Feed, Note
from connectors.privacy.masking import Masking
from connectors.tally import Tally
from storage.database import Database
from storage.inbox import Inbox
from storage.intake import Intake
from storage.prepare import prepare
from storage.statistics import MISSED, Statistics

UNKNOWN = "mon dossier c'est n'importe quoi, c'est madame Sophie Martin, 06 12 34 56 78"
CLEAR = "je veux télécharger mon attestation de paiement"
HARD = "mon mari me frappe"


def kept(server: Server, client: Assistant) -> list[dict[str, Any]]:
    """The inbox's messages of one conversation."""
    names = ("turn", "text", "why", "reason", "page", "ranking", "around", "next")
    rows = server.rows(
        f"SELECT {', '.join(names)} FROM inbox WHERE conversation = ? ORDER BY turn",
        key_of(client),
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def say_on(server: Server, client: Assistant, page: str, text: str) -> None:
    """Write from a page, which the reference client tells only when it opens."""
    sent = {**said(text), "context": {"page": page}}
    assert server.post("web/messages", client.session, json=sent).ok


def wait_for(server: Server, client: Assistant, count: int = 1) -> list[dict[str, Any]]:
    eventually(lambda: len(kept(server, client)) >= count)
    return kept(server, client)


def settled(server: Server) -> None:
    """Wait until the server has written all that was noted: one more message comes last."""
    client = server.assistant()
    client.say(UNKNOWN)
    wait_for(server, client)


def test_a_message_that_was_not_understood_is_kept_masked(server: Server) -> None:
    client = server.assistant()
    say_on(server, client, "mes-paiements", UNKNOWN)
    [message] = wait_for(server, client)
    assert message["why"] in ("suggested", "missed")
    assert "n'importe quoi" in message["text"]
    assert not {"Sophie", "Martin", "06 12"} & {*message["text"].split()}
    assert "Martin" not in message["text"] and "12 34" not in message["text"]
    assert message["page"] == "mes paiements"
    ranking = json.loads(message["ranking"])
    assert len(ranking) == 5 and ranking[0][1] >= ranking[1][1]


def test_a_page_that_a_client_makes_up_is_not_kept(server: Server) -> None:
    client = server.assistant()
    say_on(server, client, "Sophie Martin", UNKNOWN)
    [message] = wait_for(server, client)
    assert message["page"] is None


def test_what_the_person_did_next_is_noted_by_its_intent(server: Server) -> None:
    client = server.assistant()
    client.say(UNKNOWN)
    wait_for(server, client)
    client.say(CLEAR)
    eventually(lambda: kept(server, client)[0]["next"] is not None)
    [message] = kept(server, client)
    assert json.loads(message["around"])["after"] == [message["next"]]


def test_an_answer_marked_down_shows_the_message_and_the_reason(server: Server) -> None:
    client = server.assistant()
    reply = client.say(CLEAR)
    handle = reply["messages"][0]["feedback"]["handle"]
    client.rate(handle, "down", reason="je m'appelle Sophie Martin et ce n'est pas là")
    [message] = wait_for(server, client)
    assert (message["text"], message["why"]) == (CLEAR, "down")
    assert "pas là" in message["reason"] and "Martin" not in message["reason"]


def test_a_person_at_the_caf_who_is_offered_is_not_what_was_meant(server: Server) -> None:
    client = server.assistant()
    handle = client.say(CLEAR)["messages"][0]["feedback"]["handle"]
    client.rate(handle, "down")
    client.say("pas ça")
    eventually(lambda: '"after": []' not in str(kept(server, client) or '"after": []'))
    assert kept(server, client)[0]["next"] is None
    client.say("je veux changer de RIB")
    eventually(lambda: kept(server, client)[0]["next"] == "changer_coordonnees_bancaires")


def test_not_that_shows_the_message_before(server: Server) -> None:
    client = server.assistant()
    client.say(CLEAR)
    client.say("non pas ça")
    [message] = wait_for(server, client)
    assert (message["text"], message["why"]) == (CLEAR, "refused")


def test_what_was_understood_is_not_kept(server: Server) -> None:
    client = server.assistant()
    client.say(CLEAR)
    settled(server)
    assert kept(server, client) == []


def test_a_hard_moment_takes_what_was_before_and_lets_nothing_after(server: Server) -> None:
    client = server.assistant()
    client.say(UNKNOWN)
    wait_for(server, client)
    client.say(HARD)
    assert kept(server, client) == []
    client.say("le papier du voisin pour la chambre")
    settled(server)
    assert kept(server, client) == []


def test_erasing_a_conversation_erases_what_editors_saw_of_it(server: Server) -> None:
    client = server.assistant()
    client.say("le papier du voisin pour la chambre à effacer")
    wait_for(server, client)
    key = key_of(client)
    client.erase()
    assert server.rows("SELECT 1 FROM inbox WHERE conversation = ?", key) == []
    assert server.rows("SELECT 1 FROM inbox WHERE text LIKE '%effacer%'") == []


def test_counts_are_written_by_day_channel_and_page(server: Server) -> None:
    def count(measure: str) -> int:
        rows = server.rows(
            "SELECT coalesce(sum(count), 0) FROM statistics WHERE measure = ? AND page = ?",
            measure,
            "mes paiements",
        )
        return int(rows[0][0])

    before = count("understood")
    say_on(server, server.assistant(), "mes-paiements", CLEAR)
    eventually(lambda: count("understood") > before)
    assert count("destination") > 0


@pytest.mark.asyncio
@pytest.mark.parametrize("fared", [*MISSED, "asked", "suggested", None])
async def test_what_is_shown_as_missed_is_counted_by_the_hour_too(fared: Any) -> None:
    database = Database("sqlite://")
    prepare(database)
    tally = Tally(Statistics(database))
    After("web", tally, Feed(Intake(database), Masking())).written(
        "key", 1, None, Course(fared=fared), {}
    )
    counted = {one.measure for one in tally.take()}
    assert ("missed_at" in counted) == (fared in MISSED)
    database.close()


@pytest.mark.asyncio
async def test_too_many_notes_are_dropped_not_waited_for() -> None:
    database = Database("sqlite://")
    prepare(database)
    feed = Feed(Inbox(database), Masking())
    for number in range(MOST_WAITING + 10):
        feed.note("web", Note("key", number, "missed"))
    assert feed.waiting == MOST_WAITING
    database.close()
