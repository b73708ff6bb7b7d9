"""action_change_channel: the same section on the other channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions.change_channel import ActionChangeChannel

Play = Callable[..., Any]
NOT_FOUND = [{"title": "Je ne trouve pas la rubrique", "payload": "/ne_trouve_pas"}]


@pytest.fixture
def change(play: Play) -> Play:
    def run(
        last_intent: str | None, channel: str = "web", said: str | None = None, **slots: Any
    ) -> Any:
        entities = [("canal", said)] if said else []
        return play(
            ActionChangeChannel,
            "preciser_canal",
            channel=channel,
            entities=entities,
            last_intent=last_intent,
            **slots,
        )

    return run


def test_name() -> None:
    assert ActionChangeChannel().name() == "action_change_channel"


@pytest.mark.parametrize(
    ("channel", "said", "shown"),
    [
        ("web", None, "app"),
        ("app", None, "web"),
        ("web", "app", "app"),
        ("app", "app", "app"),
        ("web", "web", "web"),
        ("app", "web", "web"),
    ],
)
def test_the_channel_that_is_shown(
    change: Play, channel: str, said: str | None, shown: str
) -> None:
    paths = {
        "web": ["Mon Compte", "Mes paiements et mes droits", "Mes dettes"],
        "app": ["Accueil", "Mes dettes"],
    }
    turn = change("consulter_dettes", channel, said)
    [message] = turn.messages
    assert message["response"] == f"answer_on_{shown}"
    assert message["label"] == "Mes dettes"
    assert message["custom"]["intent"] == "consulter_dettes"
    assert message["custom"]["channel"] == shown
    assert message["custom"]["path"] == paths[shown]
    assert turn.link_ids == ["mes_paiements"]
    assert message["buttons"] == NOT_FOUND
    assert turn.slots == {"misses": 0, "last_channel": shown}


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize(("last_channel", "shown"), [("web", "app"), ("app", "web")])
def test_the_other_one_is_not_the_one_last_shown(
    change: Play, channel: str, last_channel: str, shown: str
) -> None:
    turn = change("consulter_dettes", channel, last_channel=last_channel)
    assert turn.responses == [f"answer_on_{shown}"]
    assert turn.slots["last_channel"] == shown


@pytest.mark.parametrize("channel", ["web", "app"])
def test_asked_twice_it_comes_back(change: Play, channel: str) -> None:
    first = change("consulter_dettes", channel)
    second = change("consulter_dettes", channel, **first.slots)
    assert first.slots["last_channel"] != channel
    assert second.slots["last_channel"] == channel
    assert second.messages[0]["custom"]["channel"] == channel


@pytest.mark.parametrize("said", ["web", "app"])
def test_the_channel_that_is_named_counts_more_than_the_one_last_shown(
    change: Play, said: str
) -> None:
    for last_channel in ("web", "app"):
        turn = change("consulter_dettes", said=said, last_channel=last_channel)
        assert turn.responses == [f"answer_on_{said}"]


def test_a_section_not_documented_on_the_app(change: Play) -> None:
    turn = change("consulter_agenda")
    [message] = turn.messages
    assert message["response"] == "answer_place_not_documented_app"
    assert message["custom"]["channel"] == "web"
    assert message["custom"]["path"] == ["Mon Compte", "Mon agenda"]
    assert message["buttons"] == NOT_FOUND
    assert turn.slots == {"misses": 0, "last_channel": "web"}


def test_a_section_not_documented_on_the_web(change: Play) -> None:
    turn = change("gerer_compte", channel="app")
    [message] = turn.messages
    assert message["response"] == "answer_place_not_documented_web"
    assert message["custom"]["channel"] == "app"
    assert message["custom"]["path"] == ["Menu", "Gérer mon compte"]
    assert turn.slots == {"misses": 0, "last_channel": "app"}


@pytest.mark.parametrize("last_intent", [None, "remercier", "probleme_technique"])
@pytest.mark.parametrize("channel", ["web", "app"])
def test_without_a_section_to_show(change: Play, channel: str, last_intent: str | None) -> None:
    turn = change(last_intent, channel)
    [message] = turn.messages
    assert message["response"] == "answer_no_context"
    assert message["buttons"] == [{"title": "Voir tous les sujets", "payload": "/demander_aide"}]
    assert turn.events == []
