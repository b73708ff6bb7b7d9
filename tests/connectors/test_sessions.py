"""A token opens its own conversation, on its own channel, and nothing else."""

from __future__ import annotations

import pytest

from connectors.contract.errors import ApiError, Code
from connectors.conversation.tokens import Tokens

SECRET = "k" * 40


def refused(tokens: Tokens, header: str | None) -> Code:
    with pytest.raises(ApiError) as error:
        tokens.key_of(header)
    return error.value.code


def test_a_token_gives_its_key_and_the_key_gives_nothing() -> None:
    tokens = Tokens(SECRET, "web")
    ticket = tokens.issue()
    assert tokens.key_of(f"Bearer {ticket.token}") == ticket.key
    assert tokens.key_of(f"bearer  {ticket.token} ") == ticket.key
    assert ticket.key not in ticket.token
    assert tokens.issue().token != ticket.token


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc"])
def test_a_session_is_required(header: str | None) -> None:
    assert refused(Tokens(SECRET, "web"), header) is Code.session_required


def test_a_token_of_another_key_channel_or_making_is_refused() -> None:
    token = Tokens(SECRET, "web").issue().token
    assert refused(Tokens(SECRET, "app"), f"Bearer {token}") is Code.session_invalid
    assert refused(Tokens("z" * 40, "web"), f"Bearer {token}") is Code.session_invalid
    for other in (token + "x", "x" + token, token.split(".")[0], "a.b", "é.ü", "x" * 10_000):
        assert refused(Tokens(SECRET, "web"), f"Bearer {other}") is Code.session_invalid


def test_a_handle_belongs_to_its_session() -> None:
    tokens = Tokens(SECRET, "web")
    mine, other = tokens.issue().key, tokens.issue().key
    handle = tokens.handle(mine, 3, 1)
    assert tokens.read_handle(mine, handle) == (3, 1)
    for key, given in ((other, handle), (mine, handle + "a"), (mine, "é"), (mine, "")):
        with pytest.raises(ApiError) as error:
            tokens.read_handle(key, given)
        assert error.value.code is Code.unknown_feedback
