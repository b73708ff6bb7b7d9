"""The linear model learns, is calibrated, and survives being taken apart."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from bot.nlu.linear import LinearModel, best_temperature, softmax

TOY = {
    "payer": ["voir mon paiement", "mon paiement svp", "date du paiement", "le paiement du mois"],
    "dette": ["voir ma dette", "rembourser la dette", "ma dette svp", "une dette à payer"],
    "code": ["code perdu", "recevoir le code", "mon code svp", "un nouveau code"],
}
TEXTS = [text for texts in TOY.values() for text in texts]
INTENTS = [intent for intent, texts in TOY.items() for _ in texts]
PROBES = ["mon paiement", "rembourser", "CODE ???", "", "tout autre chose"]


def fit() -> LinearModel:
    return LinearModel.fit(TEXTS, INTENTS, inverse_penalty=1.0)


@pytest.fixture(scope="module")
def toy() -> LinearModel:
    return fit()


def test_it_learns_a_toy_set(toy: LinearModel) -> None:
    assert toy.intents == sorted(TOY)
    for text, intent in zip(TEXTS, INTENTS, strict=True):
        assert toy.intents[int(np.argmax(toy.confidences(text)))] == intent, text


@pytest.mark.parametrize("text", PROBES)
def test_confidences_are_shares(toy: LinearModel, text: str) -> None:
    confidences = toy.confidences(text)
    assert confidences.shape == (len(TOY),)
    assert confidences.dtype == np.float32
    assert (confidences > 0).all()
    assert confidences.sum() == pytest.approx(1, abs=1e-5)


def test_reading_a_text_does_not_change_the_model(toy: LinearModel) -> None:
    before = toy.confidences("mon paiement")
    toy.confidences("rembourser ma dette")
    np.testing.assert_array_equal(toy.confidences("mon paiement"), before)


def test_parts_make_the_same_model(toy: LinearModel) -> None:
    description, arrays = toy.to_parts()
    again = LinearModel.from_parts(json.loads(json.dumps(description)), arrays)
    assert again.intents == toy.intents
    for text in TEXTS + PROBES:
        np.testing.assert_array_equal(again.confidences(text), toy.confidences(text))


def test_parts_need_no_pickle(toy: LinearModel) -> None:
    _, arrays = toy.to_parts()
    assert all(array.dtype == np.float32 for array in arrays.values())


def test_training_twice_gives_the_same_model() -> None:
    first, second = fit(), fit()
    np.testing.assert_array_equal(first.to_parts()[1]["weights"], second.to_parts()[1]["weights"])


def test_a_text_without_any_feature_gets_the_bias_alone(toy: LinearModel) -> None:
    _, arrays = toy.to_parts()
    unknown = toy.confidences("???")
    assert np.argsort(unknown).tolist() == np.argsort(arrays["bias"]).tolist()


Parts = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture
def parts() -> Parts:
    return fit().to_parts()


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


def test_two_blocks_of_the_wrong_length_do_not_make_up_for_each_other(parts: Parts) -> None:
    description, arrays = parts
    arrays["idf_0"] = without_last(arrays["idf_0"])
    arrays["idf_1"] = with_one_more(arrays["idf_1"])
    with pytest.raises(ValueError, match="arrays do not match"):
        LinearModel.from_parts(description, arrays)


@pytest.mark.parametrize("missing", ["weights", "bias", "idf_1"])
def test_a_missing_array_is_refused(parts: Parts, missing: str) -> None:
    description, arrays = parts
    del arrays[missing]
    with pytest.raises(KeyError, match=missing):
        LinearModel.from_parts(description, arrays)


@pytest.mark.parametrize("missing", ["intents", "blocks", "temperature"])
def test_a_missing_description_is_refused(parts: Parts, missing: str) -> None:
    description, arrays = parts
    del description[missing]
    with pytest.raises(KeyError, match=missing):
        LinearModel.from_parts(description, arrays)


def test_an_unknown_block_is_refused(parts: Parts) -> None:
    description, arrays = parts
    description["blocks"][0]["analyzer"] = "phonemes"
    with pytest.raises(KeyError, match="phonemes"):
        LinearModel.from_parts(description, arrays)


def test_softmax_gives_shares_over_the_last_axis() -> None:
    shares = softmax(np.array([[0.0, 0.0], [1000.0, 0.0], [np.log(3), 0.0]]))
    np.testing.assert_allclose(shares, [[0.5, 0.5], [1, 0], [0.75, 0.25]], atol=1e-9)


def test_the_temperature_makes_confidences_as_right_as_they_say() -> None:
    """Three right of four, by the same margin each time: confidence should be 3/4."""
    scores = np.array([[0.2, 0.0]] * 4)
    right = np.array([0, 0, 0, 1])
    confidence = softmax(scores * best_temperature(scores, right))[0, 0]
    assert confidence == pytest.approx(0.75, abs=1e-3)
