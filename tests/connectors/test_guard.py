"""Nothing goes out that the content does not hold."""

from __future__ import annotations

from typing import Any

import pytest

from bot.content import Content
from bot.content.catalogue import CHANNELS, Catalogue, Channel
from bot.content.responses import parse
from connectors import metrics
from connectors.privacy.guard import Breach, Guard

RESPONSES = {
    "answer_plain": [
        {"text": "Vos paiements sont dans Mon Compte.\n\nJe ne vois pas votre dossier."},
        {"text": "Vos paiements sont dans l'appli.", "channel": "app"},
    ],
    "answer_varied": [{"text": "Voilà."}, {"text": "C'est ici."}],
    "answer_hole": [{"text": "Ouvrez {label} : {steps}."}],
    "answer_numbers": [{"text": "Appelez le 32 30. Le forfait est de 100 € sur www.caf.fr."}],
    "answer_foreign": [{"text": "Allez sur https://exemple.invalid/caf."}],
    "answer_foreign_bare": [{"text": "Allez sur exemple.com pour cela."}],
    "answer_http": [{"text": "Allez sur http://www.caf.fr/allocataires."}],
    "answer_user_info": [{"text": "Allez sur https://www.caf.fr@exemple.invalid/."}],
    "answer_script": [{"text": "[ici](javascript:alert(1))"}],
    "answer_data": [{"text": "[ici](data:text/html,x)"}],
    "answer_relative": [{"text": "[ici](//exemple.invalid)"}],
    "answer_allowed": [{"text": "Voir [caf.fr](https://www.caf.fr/allocataires) : c'est là."}],
}


@pytest.fixture
def guard(rows: Catalogue) -> Guard:
    return Guard(Content("essai", rows, parse(RESPONSES), {}, {}, {}))


def message(response: str | None, **named: Any) -> dict[str, Any]:
    return {"utter_action": response, "text": "Rasa's own words", "custom": named}


def rule_broken(guard: Guard, raw: dict[str, Any], channel: Channel = "web") -> str:
    with pytest.raises(Breach) as breach:
        guard.check(raw, channel)
    assert str(breach.value) == breach.value.rule
    return breach.value.rule


@pytest.mark.parametrize(
    ("response", "channel", "text"),
    [
        (
            "answer_plain",
            "web",
            "Vos paiements sont dans Mon Compte.\n\nJe ne vois pas votre dossier.",
        ),
        ("answer_plain", "app", "Vos paiements sont dans l'appli."),
        ("answer_numbers", "web", "Appelez le 32 30. Le forfait est de 100 € sur www.caf.fr."),
        ("answer_allowed", "web", RESPONSES["answer_allowed"][0]["text"]),
    ],
)
def test_what_goes_out_is_the_content_s_whatever_the_bot_says(
    guard: Guard, response: str, channel: Channel, text: str
) -> None:
    for said in ("Jean a reçu 450 €", "https://exemple.invalid", "", None):
        raw = {"utter_action": response, "text": said, "buttons": [{"title": "Jean"}]}
        spoken = guard.check(raw, channel)
        assert spoken.worded.text == text
        assert spoken.worded.choices == []


def test_variations_come_in_turn(guard: Guard) -> None:
    said = [message("answer_varied")]
    first, second, third = (guard.passed(said, "web", turn)[0] for turn in range(3))
    assert first and second and third
    assert first.worded.text != second.worded.text
    assert third.worded.text == first.worded.text == guard.check(said[0], "web").worded.text
    assert guard.passed(said, "web") == [first]


def test_what_goes_out_says_what_it_is(guard: Guard) -> None:
    spoken = guard.check(message("answer_plain", links=["mes_paiements"]), "web")
    assert spoken.response == "answer_plain"
    assert list(spoken.named.links) == ["mes_paiements"]


def test_holes_are_filled_from_the_catalogue_only(guard: Guard) -> None:
    raw = message("answer_hole", destinations=["mes_paiements"])
    raw.update(label="mon amie Claire", steps="https://exemple.invalid")
    spoken = guard.check(raw, "app")
    assert spoken.worded.text == "Ouvrez Mes paiements : Mes allocations > Mes paiements."


@pytest.mark.parametrize("response", [None, "answer_unknown"])
def test_a_message_names_its_response(guard: Guard, response: str | None) -> None:
    assert rule_broken(guard, message(response)) == "response"


@pytest.mark.parametrize(
    ("named", "rule"),
    [
        ({"links": ["inconnu"]}, "link"),
        ({"links": ["https://exemple.invalid/"]}, "link"),
        ({"destinations": ["inconnue"]}, "destination"),
        ({"choices": ["inconnue"]}, "choice"),
        ({"choices": ["/consulter_dettes"]}, "choice"),
        ({"subject": ["prestation", "Jean"]}, "subject"),
        ({"intent": "inconnue"}, "intent"),
        ({"links": {"id": "mes_paiements", "href": "javascript:alert(1)"}}, "shape"),
        ({"channel": "sms"}, "shape"),
        ({"destinations": 3}, "shape"),
        ({"links": [{"id": "mes_paiements"}]}, "shape"),
    ],
)
@pytest.mark.parametrize("channel", CHANNELS)
def test_everything_that_is_named_is_the_catalogue_s(
    guard: Guard, channel: Channel, named: dict[str, Any], rule: str
) -> None:
    assert rule_broken(guard, message("answer_plain", **named), channel) == rule


def test_a_hole_that_nothing_fills(guard: Guard) -> None:
    assert rule_broken(guard, message("answer_hole")) == "hole"


@pytest.mark.parametrize(
    "response",
    [
        name
        for name in RESPONSES
        if name.split("_")[1] in {"foreign", "http", "user", "script", "data", "relative"}
    ],
)
def test_content_itself_may_not_lead_astray(guard: Guard, response: str) -> None:
    assert rule_broken(guard, message(response)) == "host"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Votre numéro est 1 85 05 75 123 456 78", "digits"),
        ("Votre numéro est 0612345678", "digits"),
        ("\u00a0", "empty"),
        ("…", "empty"),
        ("Appelez le 32 30.", None),
    ],
)
def test_what_forbids_a_text(guard: Guard, text: str, rule: str | None) -> None:
    assert guard.rule_broken_by(text) == rule


def test_a_breach_is_counted_and_left_empty(guard: Guard) -> None:
    counter = metrics.BREACHES.labels("link")
    before = counter._value.get()
    lost = message("answer_plain", links=["inconnu"])
    checked = guard.passed([lost, message("answer_plain")], "app")
    assert [item and item.worded.text for item in checked] == [
        None,
        "Vos paiements sont dans l'appli.",
    ]
    assert counter._value.get() == before + 1
