"""Words that were never taught are read as the word that was meant; known ones never change."""

from __future__ import annotations

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.lookups import Lookups
from bot.nlu.said import said_in, words_of
from bot.nlu.spelling import FREQUENT, Spelling, SpellingMender

RESOURCE = Resource("spelling")
SAID = (
    ["mes dettes"] * FREQUENT
    + ["les dates de paiement"] * 2 * FREQUENT
    + ["changer mon rib"] * FREQUENT
    + ["une fois seulement"]
)
FORMS = ["prime d'activité", "Rsa"]
SPELLING = Spelling.of(SAID, FORMS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("paiment", "paiement"),
        ("paiementt", "paiement"),
        ("paeiment", "paiement"),
        ("oaiement", "paiement"),
        ("paie ment", "paie ment"),
        ("monrib", "mon rib"),
        ("activte", "activite"),
        ("rsz", "rsa"),
    ],
)
def test_one_slip_is_mended(typed: str, meant: str) -> None:
    assert " ".join(SPELLING.mend(typed.split())) == meant


def test_the_neighbours_decide_between_two_words() -> None:
    assert SPELLING.mend(["mes", "dttes"]) == ["mes", "dettes"]
    assert SPELLING.mend(["les", "dttes"]) == ["les", "dates"]


@pytest.mark.parametrize("typed", ["dates", "une", "seulement", "rib"])
def test_a_known_word_stays(typed: str) -> None:
    assert SPELLING.mend([typed]) == [typed]


@pytest.mark.parametrize(
    "typed", ["seulemnt", "paaiemennt", "ri", "r1b", "paiemênt", "оплата", "rendezvous", ""]
)
def test_what_is_rare_far_short_or_no_word_stays(typed: str) -> None:
    assert SPELLING.mend([typed]) == [typed]


@pytest.mark.parametrize("text", ["", "?", "👍", "…"])
def test_a_message_without_a_word_has_none(text: str) -> None:
    assert SPELLING.read(text) == []


def test_a_mended_word_keeps_its_place_in_the_text() -> None:
    text = "Changer MONRIB, prme d’activité ?"
    read = SPELLING.read(text)
    assert [word.said for word in read] == ["changer", "mon", "rib", "prime", "d", "activite"]
    assert text[read[1].start : read[1].end] == text[read[2].start : read[2].end] == "MONRIB"
    [prime] = Lookups({"prestation": {"prime d activite": "prime_activite"}}).find(read)
    assert text[prime.start : prime.end] == "prme d’activité"


def test_a_stored_mender_reads_messages(
    storage: LocalModelStorage, context: ExecutionContext
) -> None:
    data = TrainingData(
        [Message({TEXT: text}) for text in SAID], entity_synonyms={form: "x" for form in FORMS}
    )
    assert SpellingMender.create({}, storage, RESOURCE, context).train(data) == RESOURCE
    mender = SpellingMender.load({}, storage, RESOURCE, context)
    typed, choice = Message({TEXT: "Mes paiments, l’activte ?"}), Message({})
    assert mender.process([typed, choice]) == [typed, choice]
    assert said_in(typed) == "mes paiments l activite"
    assert words_of(choice) == []
    assert mender.process_training_data(data) is data


def test_a_message_that_nobody_mended_is_read_as_typed() -> None:
    assert said_in(Message({TEXT: "L’été, c'est OÙ ?"})) == "l ete c est ou"
