"""A token opens its own conversation, on its own channel, and nothing else."""

from __future__ import annotations

import pytest

from connectors.contract.errors import ApiError, Code
from connectors.conversation.tokens import Sessions

SECRET = "k" * 40


def refused(sessions: Sessions, header: str | None) -> Code:
    with pytest.raises(ApiError) as error:
        sessions.key_of(header)
    return error.value.code


def test_a_token_gives_its_key_and_the_key_gives_nothing() -> None:
    sessions = Sessions(SECRET, "web")
    ticket = sessions.issue()
    assert sessions.key_of(f"Bearer {ticket.token}") == ticket.key
    assert sessions.key_of(f"bearer  {ticket.token} ") == ticket.key
    assert ticket.key not in ticket.token
    assert sessions.issue().token != ticket.token


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc"])
def test_a_session_is_required(header: str | None) -> None:
    assert refused(Sessions(SECRET, "web"), header) is Code.session_required


def test_a_token_of_another_key_channel_or_making_is_refused() -> None:
    token = Sessions(SECRET, "web").issue().token
    assert refused(Sessions(SECRET, "app"), f"Bearer {token}") is Code.session_invalid
    assert refused(Sessions("z" * 40, "web"), f"Bearer {token}") is Code.session_invalid
    for other in (token + "x", "x" + token, token.split(".")[0], "a.b", "é.ü", "x" * 10_000):
        assert refused(Sessions(SECRET, "web"), f"Bearer {other}") is Code.session_invalid


def test_a_handle_belongs_to_its_session() -> None:
    sessions = Sessions(SECRET, "web")
    mine, other = sessions.issue().key, sessions.issue().key
    handle = sessions.handle(mine, 3, 1)
    assert sessions.read_handle(mine, handle) == (3, 1)
    for key, given in ((other, handle), (mine, handle + "a"), (mine, "é"), (mine, "")):
        with pytest.raises(ApiError) as error:
            sessions.read_handle(key, given)
        assert error.value.code is Code.unknown_feedback
