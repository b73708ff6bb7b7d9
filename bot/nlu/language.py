"""Messages that a French model cannot read: another script, another language, no word.

Folding keeps Latin letters and digits only, so that a sentence in Arabic would reach the
classifier as nothing at all. Such a message is recognised by its script; the language of
one in Latin letters, once the classifier took it for `autre_langue`, by its commonest
words. French messages pay one look at their characters.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normalise import words

LANGUAGE = "langue"
RANKING = "intent_ranking"
SURE = 0.99
# So many common words tell a language; a message of few words has no more than one.
ENOUGH, FEW = 2, 3

# The first word of a character's Unicode name gives its script; here the commonest
# language of allocataires who write in it.
LANGUAGE_OF_SCRIPT = {
    "ARABIC": "ar",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "THAI": "th",
    "GURMUKHI": "pa",
    "SINHALA": "si",
}
# What people mean who answer with a sign alone. Folding drops signs beside words.
SIGNS = {
    "confirmer": "👍👌✅☑✔🆗",
    "refuser": "👎❌🚫✖",
    "remercier": "🙏❤💕💖😍🥰😊👏💐",
    "saluer": "👋🙋",
    "exprimer_mecontentement": "😡🤬😠😤🖕💩👿🤮",
    "declarer_grossesse": "🤰",
    "declarer_naissance": "👶🍼",
    "consulter_paiements": "💶💰💸🤑",
    "contacter_caf": "📞☎",
}
# The first character after the Latin letters of Europe.
BEYOND_LATIN = "\u0250"
_UKRAINIAN = frozenset("іїєґІЇЄҐ")
_PERSIAN = frozenset("پچژگ")

COMMON_WORDS = {
    "en": "the i my is you to have how please need help what can am not with for do hello want",
    "es": "el los mi es yo que como para por no tengo quiero puedo necesito ayuda hola donde una",
    "pt": "o eu meu minha nao como para voce preciso ajuda onde quero tenho obrigado uma dos ola",
    "it": "il io mio mia non come per sono ho posso voglio aiuto dove ciao grazie buongiorno della",
    "de": "ich der die das mein meine nicht wie bitte hilfe ist und wo kann brauche habe guten tag",
    "tr": "ben bir ve icin nasil merhaba yardim istiyorum lutfen degil var yok benim para nerede",
    "ro": "eu meu mea nu cum pentru sunt am vreau ajutor unde buna ziua multumesc si este banii",
    "pl": "ja moj moje nie jak prosze pomoc jest gdzie mam chce dzien dobry dziekuje sie pieniadze",
    "sq": "une nuk si ju lutem ndihme jam kam dua ku pershendetje faleminderit eshte me per",
}
_LANGUAGES_OF_WORD: dict[str, list[str]] = {}
for _language, _words in COMMON_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF_WORD.setdefault(_word, []).append(_language)


def language_of_script(text: str) -> str | None:
    """The language of a text most of whose letters are of another script than ours."""
    if max(text, default="") < BEYOND_LATIN:
        return None
    letters = [character for character in text if character.isalpha()]
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    for script, count in scripts.most_common(1):
        if script not in LANGUAGE_OF_SCRIPT or 2 * count <= len(letters):
            return None
        if script == "CYRILLIC" and not _UKRAINIAN.isdisjoint(text):
            return "uk"
        if script == "ARABIC" and not _PERSIAN.isdisjoint(text):
            return "fa"
        return LANGUAGE_OF_SCRIPT[script]
    return None


def language_of_words(text: str) -> str | None:
    """The language whose commonest words a text in Latin letters holds, if one leads."""
    said = words(text).split()
    votes: Counter[str] = Counter()
    for word in said:
        votes.update(_LANGUAGES_OF_WORD.get(word, ()))
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    language, count = ranked[0]
    # One word of many may be French all the same: « ben » is Turkish too.
    return language if count >= ENOUGH or len(said) <= FEW else None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageClassifier(GraphComponent, IntentClassifier):
    """Sets the intent of what the classifier cannot read, and the entity `langue`."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._other_language = config["other_language"]
        self._wordless = config["wordless"]
        self._intent_of_sign = {
            sign: intent for intent, signs in config["signs"].items() for sign in signs
        }

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`other_language`: the intent of a message in another language.

        `signs`: the intents that a message of nothing but signs may have, and the signs
        of each. `wordless`: the intent of any other without a letter or a digit (« ? »).
        """
        return {"other_language": "autre_langue", "signs": SIGNS, "wordless": "demander_aide"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageClassifier:
        """A classifier with the intents of `config.yml`."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Put right the messages that the classifier could not read."""
        for message in messages:
            text = message.get(TEXT) or ""
            language = language_of_script(text)
            if language is not None:
                _put_first(message, self._other_language)
            elif not any(character.isalnum() for character in text):
                _put_first(message, self._meant_by(text))
            elif (message.get(INTENT) or {}).get("name") == self._other_language:
                language = language_of_words(text)
            if language is not None:
                _name_language(message, language, len(text))
        return messages

    def _meant_by(self, signs: str) -> str:
        """The intent of a message of signs only: that of the first that has one."""
        meant = (self._intent_of_sign[sign] for sign in signs if sign in self._intent_of_sign)
        return next(meant, self._wordless)


def _put_first(message: Message, intent: str) -> None:
    first = {"name": intent, "confidence": SURE}
    others = [
        {**entry, "confidence": min(entry["confidence"], 1 - SURE)}
        for entry in message.get(RANKING) or ()
        if entry["name"] != intent
    ]
    message.set(INTENT, first, add_to_output=True)
    message.set(RANKING, [first, *others], add_to_output=True)


def _name_language(message: Message, language: str, end: int) -> None:
    found = {
        "entity": LANGUAGE,
        "value": language,
        "start": 0,
        "end": end,
        "extractor": LanguageClassifier.__name__,
    }
    message.set(ENTITIES, [*message.get(ENTITIES, []), found], add_to_output=True)
