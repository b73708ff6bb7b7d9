"""When the assistant does not answer straight away."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.content.catalogue import Catalogue
from bot.content.choices import Choices
from bot.nlu.doubt import DoubtClassifier

CONFIG = {
    "threshold": 0.4,
    "ambiguity_threshold": 0.1,
    "ambiguous": ["attestation", "une attestation", "trop percu"],
}
# Where a component is stored and run, which this one does not look at.
NOT_ASKED: Any = (None, None, None)
SURE = [("suivre_demarche", 0.9), ("consulter_profil", 0.05)]


def understood(text: str | None, ranking: list[tuple[str, float]], **config: Any) -> dict[str, Any]:
    entries = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message = Message({TEXT: text, INTENT: entries[0], "intent_ranking": entries})
    made = DoubtClassifier.create({**CONFIG, **config}, *NOT_ASKED)
    [answered] = made.process([message])
    return {INTENT: answered.get(INTENT), "ranking": answered.get("intent_ranking")}


def test_a_sure_message_is_left_alone() -> None:
    seen = understood("où en est ma demande", SURE)
    assert seen[INTENT] == {"name": "suivre_demarche", "confidence": 0.9}
    assert [entry["name"] for entry in seen["ranking"]] == ["suivre_demarche", "consulter_profil"]


@pytest.mark.parametrize("text", ["attestation", "Attestation ?", "UNE ATTESTATION", "trop-perçu"])
def test_an_ambiguous_word_is_doubted_however_sure(text: str) -> None:
    seen = understood(text, [("telecharger_attestation_paiement", 0.99), ("saluer", 0.001)])
    assert seen[INTENT]["name"] == "nlu_fallback"
    assert [entry["name"] for entry in seen["ranking"]] == [
        "nlu_fallback",
        "telecharger_attestation_paiement",
        "saluer",
    ]


def test_every_ambiguous_word_of_the_catalogue(rows: Catalogue) -> None:
    terms = [term for row in rows.clarifications.values() for term in row.terms]
    assert len(terms) > 30
    ambiguous = Choices.of(rows).ambiguous
    doubted = {
        term
        for term in terms
        if understood(term, SURE, ambiguous=ambiguous)[INTENT]["name"] == "nlu_fallback"
    }
    assert doubted == set(terms)


def test_without_ambiguous_words_only_the_thresholds_doubt() -> None:
    assert understood("attestation", SURE, ambiguous=[])[INTENT]["name"] == "suivre_demarche"


def test_a_config_need_not_have_ambiguous_words() -> None:
    made = DoubtClassifier({name: CONFIG[name] for name in ("threshold", "ambiguity_threshold")})
    message = Message({TEXT: "attestation", INTENT: {"name": "a", "confidence": 0.9}})
    [answered] = made.process([message])
    assert answered.get(INTENT)["name"] == "a"


@pytest.mark.parametrize("text", ["attestation de paiement", "mes attestations de loyer", "", None])
def test_other_messages_follow_the_ranking(text: str | None) -> None:
    assert understood(text, SURE)[INTENT]["name"] == "suivre_demarche"


@pytest.mark.parametrize(
    ("first", "second", "intent"),
    [
        (0.39, 0.01, "nlu_fallback"),
        (0.40, 0.01, "suivre_demarche"),
        (0.52, 0.45, "nlu_fallback"),
        (0.52, 0.40, "suivre_demarche"),
    ],
)
def test_the_two_thresholds(first: float, second: float, intent: str) -> None:
    ranking = [("suivre_demarche", first), ("consulter_profil", second)]
    assert understood("où en est ma demande", ranking)[INTENT]["name"] == intent
