"""A number that is begun in one message and completed in the next, over HTTP."""

from __future__ import annotations

import json

import pytest
from live_server import Server, key_of

from clients.reference import Assistant

BEGINNING, REST = "mon numéro c'est 1 85 05 78", "006 084 36"
DIGITS = ("006 084", "006084")


def kept(server: Server, client: Assistant) -> str:
    """All that is kept of a conversation."""
    rows = server.rows("SELECT * FROM turns WHERE conversation = ?", key_of(client))
    return str(rows)


@pytest.mark.parametrize("between", [None, "opinion", "choice"])
def test_its_rest_is_masked(server: Server, between: str | None) -> None:
    client = server.assistant()
    answer = client.say("où sont mes paiements")["messages"][0]
    client.say(BEGINNING)
    if between == "opinion":
        client.rate(answer["feedback"]["handle"], "up")
    elif between == "choice":
        client.choose(answer["choices"][0]["id"])
    assert client.say(REST)["redacted"] == ["nir"]
    assert not any(digits in kept(server, client) for digits in DIGITS)


def test_only_the_message_before_counts(server: Server) -> None:
    client = server.assistant()
    client.say(BEGINNING)
    client.say("je veux changer de RIB")
    assert client.say(REST)["redacted"] == []


def test_what_is_noted_of_it_holds_no_digit_of_it(server: Server) -> None:
    client = server.assistant()
    client.say("c'est 2 99 12 75")
    [(notes,)] = server.rows(
        "SELECT notes FROM turns WHERE conversation = ? AND number = 1", key_of(client)
    )
    noted = json.loads(notes)
    assert set(noted["begun"].values()) == {"nir"}
    # A confidence is a number of two digits too.
    del noted["course"]["ranking"]
    assert not any(group in json.dumps(noted) for group in ("99", "75"))
