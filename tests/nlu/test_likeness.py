"""Which list of phrases a message is like."""

from __future__ import annotations

from time import process_time

import pytest

from bot.content import Content
from bot.content.phrases import QUESTIONS
from bot.nlu.likeness import Likeness
from bot.nlu.normalise import words

PHRASES = {
    "lourd": ("mon fichier est trop lourd", "la photo est trop grosse", "le pdf est volumineux"),
    "courrier": ("par la poste c'est possible", "envoyer une lettre", "je préfère le courrier"),
}


@pytest.fixture(scope="module")
def likeness() -> Likeness:
    return Likeness(PHRASES)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Mon PDF est bien trop lourd !", "lourd"),
        ("la lettre à la poste ?", "courrier"),
        ("fichiers volumineuxx", "lourd"),
    ],
)
def test_a_message_is_most_like_the_list_that_says_it_so(
    likeness: Likeness, said: str, meant: str
) -> None:
    scores = likeness.of(words(said))
    assert max(scores, key=lambda name: scores[name]) == meant
    assert 0.1 < scores[meant] <= 1.0


def test_what_no_phrase_holds_is_like_nothing(likeness: Likeness) -> None:
    assert set(likeness.of("xyz").values()) == {0.0}
    assert set(likeness.of("").values()) == {0.0}


def test_without_phrases_nothing_is_heard() -> None:
    assert Likeness({}).of("par la poste") == {}


def test_the_phrases_of_the_product_are_heard_as_their_own(content: Content) -> None:
    """Each phrase is most like its own list among those that one answer has words for."""
    catalogue = content.catalogue
    general = {name for name, row in catalogue.details.items() if row.answer} | {*QUESTIONS}
    scores = {
        phrase: content.likeness.of(words(phrase))
        for listed in content.phrases.values()
        for phrase in listed
    }
    told = [
        (name, max(known, key=lambda one: scores[phrase][one]))
        for row in catalogue.intents.values()
        for own in [row.details.keys() & content.phrases.keys()]
        for known in [(general & content.phrases.keys()) | own]
        for name in own
        for phrase in content.phrases[name]
    ]
    right = sum(name == heard for name, heard in told)
    assert len(told) > 1000
    assert right >= 0.97 * len(told), [one for one in told if one[0] != one[1]]


def test_a_message_costs_little(content: Content) -> None:
    """A hundred messages take less than the profiles did, once, on the same machine."""
    begun = process_time()
    likeness = Likeness(content.phrases)
    built = process_time() - begun
    asked = []
    for _ in range(3):
        begun = process_time()
        for _ in range(100):
            likeness.of("il faut le refaire tous les ans ou pas")
        asked.append(process_time() - begun)
    assert min(asked) < built
