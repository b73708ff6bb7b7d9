"""action_urgent_help: the numbers alone, and nothing kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions.urgent_help import ActionUrgentHelp

Play = Callable[..., Any]


@pytest.mark.parametrize("channel", ["web", "app"])
def test_numbers_alone_and_nothing_remembered(play: Play, channel: str) -> None:
    turn = play(
        ActionUrgentHelp,
        "urgence_sociale",
        channel=channel,
        text="mon mari me frappe",
        ranking=["urgence_sociale", "contacter_caf"],
        last_intent="consulter_dettes",
        last_channel="app",
        misses=1,
        offered=["consulter_dettes"],
        candidates=["consulter_dettes"],
    )
    [message] = turn.messages
    assert message["response"] == "answer_urgence_sociale"
    assert message["custom"] == {"sensitive": True}
    assert message["buttons"] == []
    assert turn.slots == {
        "last_intent": None,
        "last_destinations": [],
        "last_channel": None,
        "misses": 0,
        "offered": [],
        "candidates": [],
    }


def test_name() -> None:
    assert ActionUrgentHelp().name() == "action_urgent_help"
