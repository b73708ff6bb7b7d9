"""Nothing goes out that the content does not hold."""

from __future__ import annotations

from typing import Any

import pytest

from bot.content.catalogue import Catalogue
from connectors import metrics
from connectors.privacy.guard import Breach, Guard

RESPONSES = {
    "answer_plain": [
        {"text": "Vos paiements sont dans Mon Compte.\n\nJe ne vois pas votre dossier."},
        {"text": "Vos paiements sont dans l'appli.", "channel": "app"},
    ],
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
    return Guard(RESPONSES, rows)


def message(response: str | None, text: str, **more: Any) -> dict[str, Any]:
    return {"utter_action": response, "text": text, **more}


def rule_broken(guard: Guard, raw: dict[str, Any]) -> str:
    with pytest.raises(Breach) as breach:
        guard.check(raw)
    return breach.value.rule


def link(rows: Catalogue, **changes: Any) -> dict[str, Any]:
    known = rows.links["mes_paiements"]
    whole = {"id": "mes_paiements", "destination": "mes_paiements", "label": known.label}
    return {"links": [{**whole, "href": known.href, **changes}]}


@pytest.mark.parametrize(
    ("response", "text"),
    [
        ("answer_plain", "Vos paiements sont dans Mon Compte.\n\nJe ne vois pas votre dossier."),
        ("answer_plain", "Vos paiements sont dans l'appli."),
        ("answer_hole", "Ouvrez Mes paiements : Mes allocations > Mes paiements."),
        ("answer_numbers", "Appelez le 32 30. Le forfait est de 100 € sur www.caf.fr."),
        ("answer_allowed", "Voir [caf.fr](https://www.caf.fr/allocataires) : c'est là."),
    ],
)
def test_what_the_content_holds_passes(guard: Guard, response: str, text: str) -> None:
    assert guard.check(message(response, text)).text == text


@pytest.mark.parametrize("response", [None, "answer_unknown"])
def test_a_message_names_its_response(guard: Guard, response: str | None) -> None:
    assert rule_broken(guard, message(response, "Bonjour")) == "response"


@pytest.mark.parametrize(
    "text",
    [
        "Vos paiements sont dans Mon Compte, Jean.",
        "Vous avez reçu 450 €.",
        "Appelez le 32 30. Le forfait est de 200 € sur www.caf.fr.",
        "",
    ],
)
def test_a_text_of_nobody_is_refused(guard: Guard, text: str) -> None:
    for response in ("answer_plain", "answer_numbers"):
        assert rule_broken(guard, message(response, text)) in {"text"}


@pytest.mark.parametrize(
    "word", ["mon amie Claire", "450 €", "https://exemple.invalid", "Mes  dettes"]
)
def test_a_hole_takes_only_words_of_the_catalogue(guard: Guard, word: str) -> None:
    assert rule_broken(guard, message("answer_hole", f"Ouvrez {word} : Mes alertes.")) == "text"


@pytest.mark.parametrize("number", ["1 85 05 75 123 456 78", "0612345678", "1234567"])
def test_digits_that_name_a_person_are_refused(guard: Guard, number: str) -> None:
    assert rule_broken(guard, message("answer_plain", f"Votre numéro est {number}")) == "digits"


@pytest.mark.parametrize(
    "response",
    [
        name
        for name in RESPONSES
        if name.split("_")[1] in {"foreign", "http", "user", "script", "data", "relative"}
    ],
)
def test_content_itself_may_not_lead_astray(guard: Guard, response: str) -> None:
    assert rule_broken(guard, message(response, RESPONSES[response][0]["text"])) == "host"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"href": "https://exemple.invalid/"}, "host"),
        ({"href": "javascript:alert(1)"}, "host"),
        ({"href": "http://www.caf.fr/allocataires"}, "host"),
        ({"href": "https://www.caf.fr@exemple.invalid/"}, "host"),
        ({"href": "https://www.caf.fr/ailleurs"}, "link"),
        ({"label": "Cliquez ici, Jean"}, "link"),
        ({"id": "inconnu"}, "link"),
        ({"destination": "inconnue"}, "destination"),
    ],
)
def test_links_are_the_catalogues(
    guard: Guard, rows: Catalogue, changes: dict[str, Any], rule: str
) -> None:
    text = RESPONSES["answer_plain"][1]["text"]
    raw = message("answer_plain", text, custom=link(rows))
    assert guard.check(raw).custom.links[0].href.startswith("https://")
    assert rule_broken(guard, {**raw, "custom": link(rows, **changes)}) == rule


def test_paths_and_choices_are_the_catalogues(guard: Guard, rows: Catalogue) -> None:
    raw = message("answer_plain", RESPONSES["answer_plain"][1]["text"])
    title = rows.intents["consulter_dettes"].title
    good = {"buttons": [{"title": title, "payload": "/consulter_dettes"}]}
    assert guard.check({**raw, **good}).buttons[0].title == title
    for button in (
        {"title": "Jean", "payload": "/consulter_dettes"},
        {"title": title, "payload": "/inconnue"},
        {"title": title, "payload": "consulter_dettes"},
        {"title": title, "payload": '/consulter_dettes{"a": 1}'},
    ):
        assert rule_broken(guard, {**raw, "buttons": [button]}) == "choice"
    assert rule_broken(guard, {**raw, "custom": {"path": ["Mon Compte", "Jean"]}}) == "path"


@pytest.mark.parametrize(
    "broken",
    [{}, {"text": None}, {"text": "a", "buttons": "b"}, {"text": "a", "custom": {"path": 3}}],
)
def test_a_message_has_its_shape(guard: Guard, broken: dict[str, Any]) -> None:
    assert rule_broken(guard, broken) == "shape"


def test_a_breach_is_counted_and_left_empty(guard: Guard) -> None:
    counter = metrics.BREACHES.labels("text")
    before = counter._value.get()
    good = message("answer_plain", "Vos paiements sont dans l'appli.")
    checked = guard.passed([message("answer_plain", "Bonjour Jean"), good])
    assert [item and item.text for item in checked] == [None, good["text"]]
    assert counter._value.get() == before + 1
