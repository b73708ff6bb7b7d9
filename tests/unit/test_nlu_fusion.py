"""What is named outweighs a verb; how sure one may be is learnt."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad

from bot.nlu import fusion as module
from bot.nlu.confidence import Evidence, SecondStage
from bot.nlu.evidence import FLAGS, flags
from bot.nlu.fusion import Fusion, Inputs
from bot.nlu.lookups import Lookups, read_words
from bot.nlu.normalise import words

LOOKUPS = Lookups(
    {
        "organisme": {"prefecture": "prefecture", "la prefecture": "prefecture"},
        "objet": {"passeport": "passeport"},
        "prestation": {"apl": "apl"},
        "document": {"titre de sejour": "titre_sejour"},
        "caf": {"caf": "caf"},
        "terme": {"indu": "indu"},
    }
)


def seen(text: str) -> set[str]:
    found = flags(words(text), text, LOOKUPS.find(read_words(text)))
    assert found.dtype == np.float32
    return {name for name, value in zip(FLAGS, found, strict=True) if value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rendez-vous à la Préfecture", {"names_organisme", "elsewhere_only"}),
        ("refaire mon passeport svp vite", {"names_objet", "elsewhere_only"}),
        ("l'APL ?", {"names_prestation", "only_prestation", "own_only", "short"}),
        ("Bonjour, la préfecture svp", {"names_organisme", "only_organisme", "elsewhere_only"}),
        ("la caf veut mon titre de séjour", {"names_caf", "names_document", "own_only"}),
        ("la caf et la préfecture s'en moquent", {"names_caf", "names_organisme", "both"}),
        ("je ne sais pas quoi faire", {"neither"}),
        ("je veux pas appeler la caf", {"unwilling", "names_caf", "own_only"}),
        ("indu", {"names_terme", "only_terme", "neither", "short"}),
        ("mot " * 20, {"neither"}),
        ("mot " * 21, {"neither", "long"}),
        ("", {"neither", "short"}),
    ],
)
def test_the_flags_of_a_message(text: str, expected: set[str]) -> None:
    assert seen(text) == expected


def messages(count: int = 300) -> tuple[Inputs, np.ndarray, np.ndarray]:
    """Three intents; the third is elsewhere, and is right whenever the first flag stands."""
    chance = np.random.default_rng(1)
    right = chance.integers(0, 2, count)
    named = chance.random(count) < 0.4
    scores = chance.normal(0, 0.3, (count, 3)).astype(np.float32)
    scores[np.arange(count), right] += 1
    right = np.where(named, 2, right)
    evidence = np.zeros((count, 2), dtype=np.float32)
    evidence[:, 0] = named
    unknown = chance.random(count).astype(np.float32)
    return Inputs(scores, unknown, evidence), right, np.array([0, 0, 1], dtype=np.float32)


def test_what_is_named_outweighs_the_scores() -> None:
    inputs, right, elsewhere = messages()
    fused = Fusion.fit(inputs, right, elsewhere).apply(inputs, elsewhere)
    assert (inputs.scores.argmax(axis=1) == right).mean() < 0.7
    assert (fused.argmax(axis=1) == right).mean() > 0.97


def test_unknown_words_lower_the_say_of_the_scores() -> None:
    inputs, right, elsewhere = messages()
    chance = np.random.default_rng(2)
    noisy = inputs.unknown > 0.5
    inputs.scores[noisy] = chance.normal(0, 1, (noisy.sum(), 3))
    assert Fusion.fit(inputs, right, elsewhere).unknown < 0


def test_the_slope_is_that_of_the_surprise(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs, right, elsewhere = messages(40)
    inputs = Inputs(*(part.astype(np.float64) for part in inputs))
    elsewhere = elsewhere.astype(np.float64)
    errors: list[float] = []

    def check(surprise, start, **_):  # type: ignore[no-untyped-def]
        point = np.random.default_rng(3).normal(0, 1, len(start))
        errors.append(check_grad(lambda p: surprise(p)[0], lambda p: surprise(p)[1], point))
        return type("Found", (), {"x": start})

    monkeypatch.setattr("scipy.optimize.minimize", check)
    Fusion.fit(inputs, right, elsewhere)
    assert errors[0] < 1e-5
    assert module.PENALTY > 0


def test_parts_make_the_same_fusion() -> None:
    inputs, right, elsewhere = messages()
    fitted = Fusion.fit(inputs, right, elsewhere)
    again = Fusion.from_parts(*fitted.to_parts())
    np.testing.assert_array_equal(again.apply(inputs, elsewhere), fitted.apply(inputs, elsewhere))


def test_confidence_is_how_often_one_is_right() -> None:
    inputs, right, elsewhere = messages(2000)
    chance = np.random.default_rng(4)
    fused = inputs.scores * 5 + chance.normal(0, 3, inputs.scores.shape).astype(np.float32)
    reading = Evidence(fused, inputs, np.full(len(right), 5))
    was_right = fused.argmax(axis=1) == right
    stage = SecondStage.fit(reading, elsewhere, was_right, np.ones(len(right)))
    confidence = stage.confidence(reading, elsewhere)
    assert confidence.max() - confidence.min() > 0.5
    for band in np.array_split(np.argsort(confidence), 4):
        assert was_right[band].mean() == pytest.approx(confidence[band].mean(), abs=0.08)


def test_a_confidence_fitted_on_answers_that_are_all_right_is_high() -> None:
    inputs, _, elsewhere = messages(20)
    reading = Evidence(inputs.scores, inputs, np.arange(20))
    stage = SecondStage.fit(reading, elsewhere, np.ones(20, dtype=bool), np.ones(20))
    assert stage.confidence(reading, elsewhere) == pytest.approx(21 / 22)


def test_confidence_of_one_message_is_that_of_many() -> None:
    inputs, right, elsewhere = messages(200)
    reading = Evidence(inputs.scores * 5, inputs, np.arange(200))
    stage = SecondStage.fit(reading, elsewhere, inputs.scores.argmax(axis=1) == right, np.ones(200))
    many = stage.confidence(reading, elsewhere)
    rows = np.array([17])
    one = Evidence(reading.fused[rows], inputs.of(rows), reading.length[rows])
    assert stage.confidence(one, elsewhere)[0] == pytest.approx(many[17])
