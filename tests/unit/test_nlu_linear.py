"""The linear model learns, scores what it has not seen, and survives being taken apart."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.svm import LinearSVC

from bot.nlu.counted import counted
from bot.nlu.linear import BLOCKS, LinearModel, Trainer, log_softmax, softmax
from bot.nlu.margins import NEVER, TOLERANCE
from bot.nlu.ngrams import Counts
from bot.nlu.normalise import words

TOY = {
    "payer": ["voir mon paiement", "mon paiement svp", "date du paiement", "le paiement du mois"],
    "dette": ["voir ma dette", "rembourser la dette", "ma dette svp", "une dette à payer"],
    "code": ["code perdu", "recevoir le code", "mon code svp", "un nouveau code"],
    "rib": ["changer de rib", "mon rib svp", "nouveau rib", "le rib du compte"],
}
TEXTS = [text for texts in TOY.values() for text in texts]
INTENTS = [intent for intent, texts in TOY.items() for _ in texts]
PROBES = ["mon paiement", "rembourser", "code", "", "tout autre chose"]


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    return Trainer(TEXTS, INTENTS, 1.0)


@pytest.fixture(scope="module")
def toy(trainer: Trainer) -> LinearModel:
    return trainer.model()


def test_it_learns_a_toy_set(toy: LinearModel) -> None:
    assert toy.intents == sorted(TOY)
    for text, intent in zip(TEXTS, INTENTS, strict=True):
        assert toy.intents[int(np.argmax(toy.scores(words(text))))] == intent, text


def test_halves_fitted_side_by_side_are_scikit_learn_s_whole(toy: LinearModel) -> None:
    folded = [words(text) for text in TEXTS]
    every = np.ones(len(TEXTS), dtype=bool)
    matrix = hstack([Counts(name, folded).fit(every, least)[1] for name, least in BLOCKS.items()])
    whole = LinearSVC(C=1.0, tol=TOLERANCE, random_state=0).fit(matrix, INTENTS)
    for text, expected in zip(folded, whole.decision_function(matrix), strict=True):
        np.testing.assert_allclose(toy.scores(text), expected, atol=0.1)


def test_examples_held_back_are_scored_by_a_model_that_never_saw_them(trainer: Trainer) -> None:
    rows = np.arange(len(TEXTS)) % 4 != 0
    scores, unknown = trainer.scores_of_others(rows)
    assert scores.shape == (4, 4)
    others = Trainer(
        [text for text, kept in zip(TEXTS, rows, strict=True) if kept],
        [intent for intent, kept in zip(INTENTS, rows, strict=True) if kept],
        1.0,
    ).model()
    for number, text in enumerate(TEXTS[::4]):
        np.testing.assert_allclose(scores[number], others.scores(words(text)), atol=5e-3)
        assert unknown[number] == pytest.approx(others.unknown(words(text)))


def test_an_intent_that_no_example_teaches_is_never_likely(trainer: Trainer) -> None:
    rows = np.array([intent != "code" for intent in INTENTS])
    scores, _ = trainer.scores_of_others(rows)
    assert (scores[:, trainer.intents.index("code")] == NEVER).all()


def test_reading_a_text_does_not_change_the_model(toy: LinearModel) -> None:
    before = toy.scores("mon paiement")
    toy.scores("rembourser ma dette")
    np.testing.assert_array_equal(toy.scores("mon paiement"), before)


@pytest.mark.parametrize(
    ("text", "share"), [("mon paiement", 0.0), ("mon dromadaire", 0.5), ("xyz", 1.0), ("", 1.0)]
)
def test_the_share_of_words_never_seen(toy: LinearModel, text: str, share: float) -> None:
    assert toy.unknown(text) == pytest.approx(share)


def test_parts_make_the_same_model(toy: LinearModel) -> None:
    description, arrays = toy.to_parts()
    again = LinearModel.from_parts(json.loads(json.dumps(description)), arrays)
    assert again.intents == toy.intents
    for text in PROBES:
        np.testing.assert_array_equal(again.scores(text), toy.scores(text))


def test_processes_side_by_side_fit_the_same_model(
    trainer: Trainer, toy: LinearModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.nlu.margins.WORTH_A_PROCESS", 0)
    again = trainer.model()
    np.testing.assert_array_equal(again.to_parts()[1]["weights"], toy.to_parts()[1]["weights"])


def test_training_twice_gives_the_same_model(trainer: Trainer, toy: LinearModel) -> None:
    again = trainer.model()
    np.testing.assert_array_equal(again.to_parts()[1]["weights"], toy.to_parts()[1]["weights"])


def test_a_text_without_any_feature_gets_the_bias_alone(toy: LinearModel) -> None:
    _, arrays = toy.to_parts()
    np.testing.assert_array_equal(toy.scores(""), arrays["bias"])


Parts = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture
def parts(trainer: Trainer) -> Parts:
    return trainer.model().to_parts()


def without_last(array: Any) -> Any:
    return array[:-1]


def without_last_column(array: Any) -> Any:
    return array[:, :-1]


def with_one_more(array: Any) -> Any:
    return np.concatenate([array, array[:1]])


def in_a_column(array: Any) -> Any:
    return array[:, np.newaxis]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("weights", without_last_column),
        ("weights", without_last),
        ("weights", with_one_more),
        ("weights", in_a_column),
        *[
            (name, change)
            for name in ("bias", "idf_0", "idf_1")
            for change in (without_last, with_one_more, in_a_column)
        ],
    ],
)
def test_an_array_of_another_shape_is_refused(parts: Parts, name: str, change: Any) -> None:
    description, arrays = parts
    arrays[name] = change(arrays[name])
    with pytest.raises(ValueError, match="arrays do not match"):
        LinearModel.from_parts(description, arrays)


@pytest.mark.parametrize("missing", ["weights", "bias", "idf_1"])
def test_a_missing_array_is_refused(parts: Parts, missing: str) -> None:
    description, arrays = parts
    del arrays[missing]
    with pytest.raises(KeyError, match=missing):
        LinearModel.from_parts(description, arrays)


@pytest.mark.parametrize("missing", ["intents", "blocks"])
def test_a_missing_description_is_refused(parts: Parts, missing: str) -> None:
    description, arrays = parts
    del description[missing]
    with pytest.raises(KeyError, match=missing):
        LinearModel.from_parts(description, arrays)


def test_softmax_gives_shares_over_the_last_axis() -> None:
    scores = np.array([[0.0, 0.0], [1000.0, 0.0], [np.log(3), 0.0]])
    np.testing.assert_allclose(softmax(scores), [[0.5, 0.5], [1, 0], [0.75, 0.25]], atol=1e-9)
    np.testing.assert_allclose(log_softmax(scores)[2], np.log([0.75, 0.25]), atol=1e-9)


@pytest.mark.parametrize("text", [*TEXTS, *PROBES, "le code du code du paiement"])
def test_what_counted_makes_up_the_whole_score(toy: LinearModel, text: str) -> None:
    said = words(text)
    for intent, score in zip(toy.intents, toy.scores(said), strict=True):
        found = counted(toy, said, intent)
        assert sum(value for _, value in found) + toy.bias(intent) == pytest.approx(score, abs=1e-5)
        assert [value for _, value in found] == sorted((v for _, v in found), reverse=True)


def test_the_word_that_is_an_intent_s_own_counts_most(toy: LinearModel) -> None:
    assert counted(toy, "voir ma dette svp", "dette")[0][0] == "dette"
    against = dict(counted(toy, "voir ma dette svp", "code"))
    assert against["dette"] < 0
    # What no example holds counts for nothing.
    assert "zz" not in dict(counted(toy, "zz dette", "dette"))
