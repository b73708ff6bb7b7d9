"""TF-IDF rows: unit length, the same for one text as for many, scikit-learn's weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.ngrams import ANALYZERS, Counts, Ngrams, characters, word_pairs
from bot.nlu.normalise import words

CORPUS = [
    words(text)
    for text in (
        "je n'ai pas reçu mon paiement",
        "mon paiement est en retard, mon paiement !",
        "je veux rembourser ma dette",
        "où est ma dette ?",
        "attestation de paiement",
        "comment rembourser un trop-perçu",
    )
]
# Words of one, two and three letters, shorter than the longest runs of characters.
SHORT = ["a", "a la caf", "j y ai a a a droit", "ou ca l apl"]
EVERY = np.ones(len(CORPUS), dtype=bool)
UNSEEN = ["mon paiement mon paiement mon paiement en retard", "ma dette inconnue"]


def fit(analyzer: str, texts: list[str], min_texts: int) -> Ngrams:
    return Counts(analyzer, texts).fit(np.ones(len(texts), dtype=bool), min_texts)[0]


@pytest.fixture(params=sorted(ANALYZERS))
def fitted(request: pytest.FixtureRequest) -> Ngrams:
    return fit(request.param, CORPUS, min_texts=1)


def test_words_alone_and_two_by_two() -> None:
    assert list(word_pairs("ou est ma dette")) == [
        "ou", "est", "ma", "dette", "ou est", "est ma", "ma dette",
    ]  # fmt: skip
    assert list(word_pairs("dette")) == ["dette"]
    assert list(word_pairs("")) == []


def test_characters_inside_each_word() -> None:
    assert list(characters("ete")) == [
        " e", "et", "te", "e ", " et", "ete", "te ", " ete", "ete ", " ete ",
    ]  # fmt: skip
    assert list(characters("")) == []


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("a", [" a", "a ", " a "]),
        ("a la", [" a", "a ", " a ", " l", "la", "a ", " la", "la ", " la "]),
    ],
)
def test_a_short_word_counts_once(text: str, runs: list[str]) -> None:
    assert list(characters(text)) == runs


def test_a_row_has_unit_length(fitted: Ngrams) -> None:
    for text in CORPUS + UNSEEN:
        columns, weights = fitted.row(text)
        assert np.linalg.norm(weights) == pytest.approx(1, abs=1e-6)
        assert len(columns) == len(weights) == len(set(columns.tolist()))
        assert weights.dtype == np.float32
        assert (weights > 0).all()


@pytest.mark.parametrize("text", ["", "xyzzy wqwq"])
def test_an_unknown_text_gives_an_empty_row(text: str) -> None:
    for analyzer in ANALYZERS:
        columns, weights = fit(analyzer, CORPUS[:1], 1).row(text)
        assert (len(columns), len(weights)) == (0, 0)


@pytest.mark.parametrize("analyzer", sorted(ANALYZERS))
@pytest.mark.parametrize("part", [EVERY, np.arange(len(CORPUS)) % 2 == 0])
def test_the_rows_of_many_texts_are_the_rows_of_each(analyzer: str, part: Any) -> None:
    """Also of the texts that the vocabulary was not learnt from."""
    fitted, matrix = Counts(analyzer, CORPUS).fit(part, 1)
    assert matrix.shape == (len(CORPUS), len(fitted))
    for number, text in enumerate(CORPUS):
        expected = np.zeros(len(fitted), dtype=np.float32)
        columns, weights = fitted.row(text)
        expected[columns] = weights
        np.testing.assert_allclose(matrix[number].toarray()[0], expected, atol=1e-6)


def test_words_that_the_others_never_hold() -> None:
    counts = Counts("words", ["ma dette", "ma dette perdue", "autre chose", ""])
    shares = counts.unknown_words(np.array([True, False, False, False]))
    assert shares.tolist() == pytest.approx([1 / 3, 1, 1])


@pytest.mark.parametrize("min_texts", [1, 2])
@pytest.mark.parametrize(
    ("analyzer", "same_as"),
    [
        ("words", {"token_pattern": r"[^ ]+", "ngram_range": (1, 2)}),
        ("characters", {"analyzer": "char_wb", "ngram_range": (2, 5)}),
    ],
)
def test_weights_are_scikit_learn_s(analyzer: str, same_as: dict[str, Any], min_texts: int) -> None:
    corpus = [*CORPUS, *SHORT]
    ours = fit(analyzer, corpus, min_texts)
    theirs = TfidfVectorizer(min_df=min_texts, sublinear_tf=True, **same_as).fit(corpus)
    column_of = theirs.vocabulary_
    assert set(ours.grams) == column_of.keys()
    places = np.array([column_of[gram] for gram in ours.grams])
    for text in (*corpus, *UNSEEN):
        expected = theirs.transform([text]).toarray()[0][places]
        columns, weights = ours.row(text)
        found = np.zeros(len(places))
        found[columns] = weights
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_rare_ngrams_are_left_out() -> None:
    kept = fit("words", CORPUS, min_texts=2).grams
    assert {"mon paiement", "dette", "rembourser"} <= set(kept)
    assert "attestation" not in kept
    # Twice in one text is one text.
    assert "retard" not in fit("words", ["retard retard", "dette"], 2).grams


def test_a_rare_word_weighs_more() -> None:
    fitted = fit("words", CORPUS, 1)
    columns, weights = fitted.row("paiement retard")
    weight = dict(zip(columns.tolist(), weights.tolist(), strict=True))
    late, paid = fitted.columns(["retard", "paiement"]).tolist()
    assert weight[late] > weight[paid]


def test_an_unknown_analyzer() -> None:
    with pytest.raises(KeyError):
        Ngrams("phonemes", [], np.zeros(0, dtype=np.float32))


def test_each_ngram_has_the_column_it_was_given() -> None:
    fitted = Ngrams("words", ["dette", "ma dette", "à"], np.ones(3, dtype=np.float32))
    assert fitted.columns(["à", "dette", "ma", "ma dette", ""]).tolist() == [2, 0, -1, 1, -1]
    assert fitted.grams == ["dette", "ma dette", "à"]


def test_a_vocabulary_without_an_ngram() -> None:
    empty = Ngrams("words", [], np.zeros(0, dtype=np.float32))
    assert empty.columns(["dette"]).tolist() == [-1]
    assert (empty.grams, len(empty)) == ([], 0)
