"""Other scripts, other languages, no word at all; and nothing of it for French."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.language import LanguageClassifier, language_of_script, language_of_words


@pytest.fixture
def classifier(storage: LocalModelStorage, context: ExecutionContext) -> LanguageClassifier:
    config = LanguageClassifier.get_default_config()
    return LanguageClassifier.create(config, storage, Resource("language"), context)


def read(classifier: LanguageClassifier, text: str, intent: str = "saluer") -> dict[str, Any]:
    ranking = [{"name": intent, "confidence": 0.6}, {"name": "autre", "confidence": 0.3}]
    message = Message({TEXT: text, INTENT: ranking[0], "intent_ranking": ranking})
    [answered] = classifier.process([message])
    return answered.as_dict()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("أحتاج إلى مساعدة", "ar"),
        ("من به کمک نیاز دارم پول", "fa"),
        ("我需要帮助", "zh"),
        ("Мне нужна помощь", "ru"),
        ("Мені потрібна допомога", "uk"),
        ("எனக்கு உதவி வேண்டும்", "ta"),
        ("caf أين المال", "ar"),
    ],
)
def test_another_script(classifier: LanguageClassifier, text: str, language: str) -> None:
    seen = read(classifier, text)
    assert seen[INTENT]["name"] == "autre_langue"
    assert seen["intent_ranking"][0] == seen[INTENT]
    assert [(entity["entity"], entity["value"]) for entity in seen[ENTITIES]] == [
        ("langue", language)
    ]


@pytest.mark.parametrize(
    "text", ["où est mon paiement", "ça va œuf ÉTÉ", "j'ai dit « سلام » à ma voisine", "", "😀 oui"]
)
def test_french_is_left_alone(classifier: LanguageClassifier, text: str) -> None:
    if text:
        assert read(classifier, text)[INTENT] == {"name": "saluer", "confidence": 0.6}
    assert language_of_script(text) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("👍", "confirmer"),
        ("👍🏽❤️", "confirmer"),
        ("?! 😡", "exprimer_mecontentement"),
        ("🦄 👎", "refuser"),
        ("🤰?", "declarer_grossesse"),
    ],
)
def test_a_sign_alone_may_mean_something(
    classifier: LanguageClassifier, text: str, intent: str
) -> None:
    assert read(classifier, text)[INTENT]["name"] == intent
    assert read(classifier, f"oui {text}")[INTENT]["name"] == "saluer"


@pytest.mark.parametrize("text", ["?", "??? !!", "🦄", "...", ""])
def test_a_message_without_a_word_gets_help(classifier: LanguageClassifier, text: str) -> None:
    seen = read(classifier, text)
    assert seen[INTENT]["name"] == "demander_aide"
    assert ENTITIES not in seen


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello I need help with my apl", "en"),
        ("no hablo francés, necesito ayuda", "es"),
        ("eu preciso de ajuda", "pt"),
        ("ich brauche Hilfe bitte", "de"),
        ("yardım istiyorum lütfen", "tr"),
        ("buongiorno, come posso avere aiuto", "it"),
        ("xyz", None),
        ("ben heu zorglub patati", None),
    ],
)
def test_the_language_of_words(text: str, language: str | None) -> None:
    assert language_of_words(text) == language


def test_words_name_a_language_only_once_the_intent_is_another_language(
    classifier: LanguageClassifier,
) -> None:
    assert ENTITIES not in read(classifier, "the help", "saluer")
    seen = read(classifier, "I need help", "autre_langue")
    assert seen[ENTITIES][0]["value"] == "en"
