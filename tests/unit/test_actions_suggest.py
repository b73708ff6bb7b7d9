"""action_suggest and action_deny: the likeliest intents as buttons, then the next ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions.suggest import ActionDeny, ActionSuggest

Play = Callable[..., Any]
RANKING = [
    "nlu_fallback",
    "consulter_paiements",
    "saluer",
    "paiement_non_recu",
    "hors_sujet",
    "consulter_droits",
    "rembourser_dette",
]
SUGGESTED = ["consulter_paiements", "paiement_non_recu", "consulter_droits", "rembourser_dette"]
NONE_OF_THEM = {"title": "Autre chose", "payload": "/refuser"}


def test_names() -> None:
    assert ActionSuggest().name() == "action_suggest"
    assert ActionDeny().name() == "action_deny"


@pytest.mark.parametrize("channel", ["web", "app"])
def test_three_suggestions_then_none_of_them(play: Play, channel: str) -> None:
    turn = play(ActionSuggest, "nlu_fallback", channel=channel, ranking=RANKING)
    [message] = turn.messages
    assert message["response"] == "answer_suggest"
    assert message["buttons"] == [
        {"title": "Voir mes paiements", "payload": "/consulter_paiements"},
        {"title": "Je n'ai pas reçu mon paiement", "payload": "/paiement_non_recu"},
        {"title": "Voir mes droits en cours", "payload": "/consulter_droits"},
        NONE_OF_THEM,
    ]


def test_suggestions_are_remembered_and_counted_as_a_miss(play: Play) -> None:
    turn = play(ActionSuggest, "nlu_fallback", ranking=RANKING)
    assert turn.slots == {"offered": SUGGESTED[:3], "candidates": SUGGESTED, "misses": 1}
    again = play(ActionSuggest, "nlu_fallback", ranking=RANKING, misses=1)
    assert again.slots["misses"] == 2


def test_what_is_never_suggested(play: Play) -> None:
    ranking = ["nlu_fallback", "saluer", "remercier", "refuser", "hors_sujet", "intention_perdue"]
    turn = play(ActionSuggest, "nlu_fallback", ranking=ranking)
    assert turn.messages[0]["buttons"] == [NONE_OF_THEM]
    assert turn.slots["offered"] == []


def test_no_offers_the_next_likeliest(play: Play) -> None:
    candidates = [*SUGGESTED, "contester_decision"]
    turn = play(ActionDeny, "refuser", offered=candidates[:1], candidates=candidates, misses=0)
    assert turn.responses == ["answer_suggest_again"]
    assert turn.payloads == [
        "/paiement_non_recu",
        "/consulter_droits",
        "/rembourser_dette",
        "/refuser",
    ]
    assert turn.slots == {
        "offered": candidates[1:4],
        "candidates": candidates[1:],
        "misses": 1,
    }


def test_no_after_an_answer_offers_the_other_readings(play: Play) -> None:
    turn = play(ActionDeny, "refuser", offered=[], candidates=["consulter_droits"], misses=0)
    assert turn.payloads == ["/consulter_droits", "/refuser"]
    assert turn.slots["offered"] == ["consulter_droits"]


@pytest.mark.parametrize(
    "slots",
    [
        {"misses": 1, "offered": SUGGESTED[:3], "candidates": SUGGESTED},
        {"misses": 0, "offered": SUGGESTED, "candidates": SUGGESTED},
        {"misses": 0, "offered": [], "candidates": []},
        {"misses": None, "offered": None, "candidates": None},
    ],
    ids=["second miss", "nothing left", "nothing known", "new conversation"],
)
def test_no_without_another_idea_hands_over(play: Play, slots: dict[str, Any]) -> None:
    turn = play(ActionDeny, "refuser", **slots)
    assert turn.messages == []
    assert [(event["event"], event["name"]) for event in turn.events] == [
        ("followup", "action_hand_over")
    ]
