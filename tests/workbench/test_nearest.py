"""The nearest examples, exact, and after the examples changed."""

from __future__ import annotations

import pytest

from bot.nlu.linear import LinearModel, Trainer
from bot.nlu.normalise import words
from workbench.models.nearest import Nearest, Sentence

TAUGHT = {
    "voir mon paiement": "payer",
    "date du paiement": "payer",
    "rembourser ma dette": "dette",
    "une dette à payer": "dette",
}


def sentences(*texts: str) -> list[Sentence]:
    return [Sentence(text, TAUGHT[text], words(text)) for text in texts]


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return Trainer(list(TAUGHT), list(TAUGHT.values()), 1.0).model()


@pytest.fixture
def nearest(model: LinearModel) -> Nearest:
    made = Nearest(model)
    made.learn(sentences(*TAUGHT))
    return made


def test_an_example_is_the_nearest_to_itself_and_the_others_follow(nearest: Nearest) -> None:
    for text, intent in TAUGHT.items():
        found = nearest.find(words(text), 4)
        assert (found[0].text, found[0].intent) == (text, intent)
        assert found[0].likeness == pytest.approx(1, abs=1e-5)
        assert list(found) == sorted(found, key=lambda one: -one.likeness)
    both = {one.text for one in nearest.find("paiement", 2)}
    assert both == {"date du paiement", "voir mon paiement"}


def test_what_has_nothing_in_common_is_not_near(nearest: Nearest) -> None:
    assert nearest.find("zzz", 4) == () and nearest.find("", 4) == ()


def test_examples_that_went_are_not_found_and_new_ones_are(nearest: Nearest) -> None:
    nearest.learn(sentences("voir mon paiement", "une dette à payer"))
    assert "rembourser ma dette" not in [one.text for one in nearest.find("rembourser ma dette", 4)]
    moved = Sentence("voir mon paiement", "dette", "voir mon paiement")
    nearest.learn([moved, *sentences("rembourser ma dette")])
    assert nearest.find("voir mon paiement", 1)[0].intent == "dette"
    assert nearest.find("rembourser ma dette", 1)[0].likeness == pytest.approx(1, abs=1e-5)
    nearest.learn([])
    assert nearest.find("voir mon paiement", 4) == ()
