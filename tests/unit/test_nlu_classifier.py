"""The classifier as a graph component: trained, stored, loaded, asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import ARRAYS_FILE, DESCRIPTION_FILE, RANKED, FusedIntentClassifier

CONFIG: dict[str, Any] = {
    "C": 1.0,
    "elsewhere": ["mairie"],
    "elsewhere_share": 0.4,
    "acts": ["profil"],
}
RESOURCE = Resource("classifier")
WORDS = [
    "paiement", "dette", "code", "adresse", "bébé", "mairie", "appli", "rsa", "rdv", "facture",
    "site", "profil",
]  # fmt: skip


def examples() -> TrainingData:
    forms = ("{}", "mon {}", "le {} svp", "pour {} merci", "ou est {}", "{} perdu")
    texts = [(form.format(word), word) for word in WORDS for form in forms]
    return TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in texts])


def ask(classifier: FusedIntentClassifier, text: str, **metadata: object) -> dict[str, Any]:
    [message] = classifier.process([Message({TEXT: text, METADATA: metadata})])
    return message.as_dict()


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path / "cache"))


@pytest.fixture
def trained(storage: LocalModelStorage, context: ExecutionContext) -> FusedIntentClassifier:
    classifier = FusedIntentClassifier.create(CONFIG, storage, RESOURCE, context)
    assert classifier.train(examples()) == RESOURCE
    return classifier


def test_the_ten_likeliest_in_order(trained: FusedIntentClassifier) -> None:
    parsed = ask(trained, "MA DETTE")
    ranking = parsed["intent_ranking"]
    confidences = [entry["confidence"] for entry in ranking]
    assert parsed["intent"] == ranking[0]
    assert parsed["intent"]["name"] == "dette"
    assert len(ranking) == RANKED < len(WORDS)
    assert confidences == sorted(confidences, reverse=True)
    assert all(type(confidence) is float for confidence in confidences)


@pytest.mark.parametrize("text", [None, "", "???"])
def test_a_message_without_words_is_ranked_too(
    trained: FusedIntentClassifier, text: str | None
) -> None:
    [message] = trained.process([Message({TEXT: text})])
    assert len(message.get("intent_ranking")) == RANKED


def test_a_loaded_classifier_answers_the_same(
    trained: FusedIntentClassifier, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    loaded = FusedIntentClassifier.load(CONFIG, storage, RESOURCE, context)
    for text in ("mon code", "rien de connu"):
        assert ask(loaded, text) == ask(trained, text)


def test_an_act_is_likelier_after_an_answer_than_before_any(
    trained: FusedIntentClassifier, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    for classifier in (
        trained,
        FusedIntentClassifier.load(CONFIG, storage, RESOURCE, context),
    ):
        opening, unknown, going_on = (
            next(one["confidence"] for one in parsed["intent_ranking"] if one["name"] == "profil")
            for parsed in (
                ask(classifier, "pro rdv", going_on=False),
                ask(classifier, "pro rdv"),
                ask(classifier, "pro rdv", going_on=True),
            )
        )
        assert opening < unknown < going_on
        malformed = ask(classifier, "pro rdv", going_on="oui")
        assert malformed["intent_ranking"] == ask(classifier, "pro rdv")["intent_ranking"]


def test_examples_without_text_are_left_out(
    storage: LocalModelStorage, context: ExecutionContext
) -> None:
    data = examples().merge(TrainingData([Message({INTENT: "muet"})]))
    classifier = FusedIntentClassifier.create(CONFIG, storage, RESOURCE, context)
    classifier.train(data)
    assert ask(classifier, "mon code")["intent"]["name"] == "code"


def test_an_untrained_classifier_refuses_to_answer(
    storage: LocalModelStorage, context: ExecutionContext
) -> None:
    classifier = FusedIntentClassifier.create(CONFIG, storage, RESOURCE, context)
    with pytest.raises(RuntimeError, match="not trained"):
        ask(classifier, "bonjour")


@pytest.mark.parametrize("file", [DESCRIPTION_FILE, ARRAYS_FILE])
def test_damaged_files_are_an_error(
    trained: FusedIntentClassifier,
    storage: LocalModelStorage,
    context: ExecutionContext,
    file: str,
) -> None:
    with storage.write_to(RESOURCE) as directory:
        (directory / file).write_bytes(b"\x00 damaged")
    with pytest.raises((ValueError, OSError)):
        FusedIntentClassifier.load(CONFIG, storage, RESOURCE, context)


def test_pickled_objects_are_refused(
    trained: FusedIntentClassifier, storage: LocalModelStorage, context: ExecutionContext
) -> None:
    with storage.write_to(RESOURCE) as directory:
        np.savez(directory / ARRAYS_FILE, weights=np.array([{"code": "run me"}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        FusedIntentClassifier.load(CONFIG, storage, RESOURCE, context)
