"""action_confirm: « oui » to what was offered, or to nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions.confirm import ActionConfirm

Play = Callable[..., Any]


def test_name() -> None:
    assert ActionConfirm().name() == "action_confirm"


@pytest.mark.parametrize("channel", ["web", "app"])
def test_yes_shows_the_offer_again(play: Play, channel: str) -> None:
    offered = ["consulter_dettes", "rembourser_dette"]
    turn = play(ActionConfirm, "confirmer", channel=channel, offered=offered)
    [message] = turn.messages
    assert message["response"] == "answer_confirm_which"
    assert message["buttons"] == [
        {"title": "Voir mes dettes", "payload": "/consulter_dettes"},
        {"title": "Rembourser une dette", "payload": "/rembourser_dette"},
        {"title": "Autre chose", "payload": "/refuser"},
    ]
    assert turn.events == []


@pytest.mark.parametrize("offered", [None, []])
@pytest.mark.parametrize("channel", ["web", "app"])
def test_yes_to_nothing_asks(play: Play, channel: str, offered: list[str] | None) -> None:
    turn = play(ActionConfirm, "confirmer", channel=channel, offered=offered)
    [message] = turn.messages
    assert message["response"] == "answer_confirm_nothing"
    assert message["buttons"] == [{"title": "Voir tous les sujets", "payload": "/demander_aide"}]
    assert turn.events == []
