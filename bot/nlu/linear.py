"""A calibrated linear model over n-grams, fitted once and kept as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from bot.nlu.ngrams import Array, Ngrams

# The n-grams read, and how many examples must hold one for it to count.
BLOCKS = {"characters": 2, "words": 1}
FOLDS = 3


class LinearModel:
    """Scores every intent for a text; a temperature makes the scores confidences."""

    def __init__(
        self,
        intents: list[str],
        blocks: list[Ngrams],
        weights: Array,
        bias: Array,
        temperature: float,
    ) -> None:
        """Args:
        intents: the classes, in the order of the columns of `weights`.
        blocks: the features, in the order of the rows of `weights`.
        weights: float32, shape (features, intents).
        bias: float32, shape (intents,).
        temperature: what scores are multiplied by before the softmax.
        """
        self.intents = intents
        self._blocks = blocks
        self._weights = weights
        self._bias = bias
        self._temperature = temperature

    @classmethod
    def fit(cls, texts: list[str], intents: list[str], inverse_penalty: float) -> LinearModel:
        """Train on examples; `inverse_penalty` is the C of a linear support vector machine.

        The temperature is the one under which confidences are likeliest on held-back
        folds (Guo et al. 2017, « On Calibration of Modern Neural Networks »).
        """
        # A server never trains: it does without scikit-learn and its second of import.
        from scipy.sparse import hstack
        from sklearn.model_selection import cross_val_predict
        from sklearn.svm import LinearSVC

        blocks = [Ngrams.fit(name, texts, least) for name, least in BLOCKS.items()]
        matrix = hstack([block.matrix(texts) for block in blocks]).tocsr()
        classifier = LinearSVC(C=inverse_penalty, random_state=0)
        scores = cross_val_predict(
            classifier, matrix, intents, cv=FOLDS, method="decision_function"
        )
        classifier.fit(matrix, intents)
        names = [str(name) for name in classifier.classes_]
        return cls(
            names,
            blocks,
            np.ascontiguousarray(classifier.coef_.T, dtype=np.float32),
            classifier.intercept_.astype(np.float32),
            best_temperature(scores, np.array([names.index(intent) for intent in intents])),
        )

    def confidences(self, text: str) -> Array:
        """One confidence an intent, float32, summing to 1."""
        scores = self._bias.copy()
        first = 0
        for block in self._blocks:
            columns, weights = block.row(text)
            scores += weights @ self._weights[first + columns]
            first += len(block.vocabulary)
        return softmax(scores * self._temperature)

    def to_parts(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """What JSON holds and what arrays hold, for `from_parts`."""
        description = {
            "intents": self.intents,
            "temperature": self._temperature,
            "blocks": [
                {"analyzer": block.analyzer, "ngrams": list(block.vocabulary)}
                for block in self._blocks
            ],
        }
        arrays = {"weights": self._weights, "bias": self._bias}
        for number, block in enumerate(self._blocks):
            arrays[f"idf_{number}"] = block.idf
        return description, arrays

    @classmethod
    def from_parts(cls, description: dict[str, Any], arrays: dict[str, Array]) -> LinearModel:
        """The model that `to_parts` took apart.

        Raises:
            KeyError, ValueError: when the parts do not fit together.
        """
        blocks = []
        for number, block in enumerate(description["blocks"]):
            vocabulary = {gram: column for column, gram in enumerate(block["ngrams"])}
            blocks.append(Ngrams(block["analyzer"], vocabulary, arrays[f"idf_{number}"]))
        sizes = [len(block.vocabulary) for block in blocks]
        intents = len(description["intents"])
        if (
            arrays["weights"].shape != (sum(sizes), intents)
            or arrays["bias"].shape != (intents,)
            or [block.idf.shape for block in blocks] != [(size,) for size in sizes]
        ):
            raise ValueError("the classifier's arrays do not match its description")
        return cls(
            description["intents"],
            blocks,
            arrays["weights"],
            arrays["bias"],
            description["temperature"],
        )


def softmax(scores: Array) -> Array:
    """Scores as shares of 1, over the last axis."""
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))


def best_temperature(scores: Array, right: Array) -> float:
    """The factor under which the right classes are likeliest.

    Args:
        scores: shape (texts, classes).
        right: the index of each text's class, shape (texts,).
    """

    from scipy.optimize import minimize_scalar

    def surprise(temperature: float) -> float:
        confidences = softmax(scores * temperature)[np.arange(len(right)), right]
        return float(-np.log(np.maximum(confidences, 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.5, 30), method="bounded").x)
