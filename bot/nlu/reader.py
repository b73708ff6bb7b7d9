"""The trained reader of messages: its fitted parts, asked together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from bot.nlu.confidence import Evidence, SecondStage
from bot.nlu.encoder import Encoder, vectors
from bot.nlu.evidence import FLAGS, flags
from bot.nlu.fusion import Fusion, Inputs
from bot.nlu.linear import LinearModel, softmax
from bot.nlu.lookups import Found
from bot.nlu.ngrams import Array
from bot.nlu.normalise import words
from bot.nlu.second_look import ASK_BELOW, Head, SecondLook


class Deeper(NamedTuple):
    """The second look, and the confidence in what it gives."""

    look: SecondLook
    confidence: SecondStage


class Reader:
    """From a text to intents and confidences."""

    def __init__(
        self,
        model: LinearModel,
        fusion: Fusion,
        confidence: SecondStage,
        elsewhere: Array,
        deeper: Deeper | None,
        encoder: Encoder | None,
    ) -> None:
        """Args:
        model: scores the n-grams; the rest weighs what it says.
        elsewhere: 1 for an intent of another body or off topic, else 0, shape (intents,).
        deeper: asked when the first look is unsure, if there is an encoder to ask.
        """
        self.model = model
        self._fusion = fusion
        self._confidence = confidence
        self._elsewhere = elsewhere
        self._deeper = deeper
        self._encoder = encoder

    def rank(
        self, text: str, said: str, found: Sequence[Found], most: int | None = None
    ) -> list[tuple[str, float]]:
        """The intents with a confidence each, likeliest first.

        The first confidence is the chance that the first intent is right; the others share
        what is left, none above the first.

        Args:
            text: the message as it was written.
            said: its folded words as they were meant.
            found: the forms of the lookup tables in it.
            most: how many intents to give; all of them by default.
        """
        inputs = Inputs(
            self.model.scores(said)[None],
            # A word that was mended is still one that nobody taught: less sure.
            np.array([self.model.unknown(words(text))], dtype=np.float32),
            flags(said, text, found)[None],
        )
        fused = self._fusion.apply(inputs, self._elsewhere)
        reading = Evidence(fused, inputs, np.array([len(said.split())]))
        confidence = float(self._confidence.confidence(reading, self._elsewhere)[0])
        if confidence < ASK_BELOW and self._deeper and self._encoder:
            fused = self._deeper.look.apply(fused, vectors(self._encoder, [text]))
            reading = reading._replace(fused=fused)
            confidence = float(self._deeper.confidence.confidence(reading, self._elsewhere)[0])
        return self._ranking(fused[0], confidence, most)

    def _ranking(
        self, fused: Array, confidence: float, most: int | None
    ) -> list[tuple[str, float]]:
        shares = softmax(fused.astype(np.float64))
        order = np.argsort(-shares)[:most]
        left = (1 - confidence) / max(1 - shares[order[0]], 1e-9)
        others = np.minimum(shares[order[1:]] * left, confidence)
        intents = self.model.intents
        return [
            (intents[order[0]], confidence),
            *(
                (intents[index], float(share))
                for index, share in zip(order[1:], others, strict=True)
            ),
        ]

    def to_parts(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """What JSON holds and what arrays hold, for `from_parts`."""
        model, model_arrays = self.model.to_parts()
        fusion, fusion_arrays = self._fusion.to_parts()
        description: dict[str, Any] = {
            "model": model,
            "fusion": fusion,
            "flags": list(FLAGS),
            "confidence_bias": self._confidence.bias,
            "deeper": None,
        }
        arrays = {
            **{f"model_{name}": array for name, array in model_arrays.items()},
            **{f"fusion_{name}": array for name, array in fusion_arrays.items()},
            "confidence": self._confidence.weights,
            "elsewhere": self._elsewhere,
        }
        if self._deeper:
            look, confidence = self._deeper
            description["deeper"] = {
                "first": look.first,
                "encoder": look.encoder,
                "confidence_bias": confidence.bias,
            }
            arrays["deeper_weights"] = look.head.weights
            arrays["deeper_bias"] = look.head.bias
            arrays["deeper_confidence"] = confidence.weights
        return description, arrays

    @classmethod
    def from_parts(
        cls, description: dict[str, Any], arrays: dict[str, Array], encoder: Encoder | None
    ) -> Reader:
        """The reader that `to_parts` took apart.

        Raises:
            KeyError, ValueError: when the parts do not fit together, or were made by code
                that read other flags.
        """
        if description["flags"] != list(FLAGS):
            raise ValueError("the classifier was trained with other flags than these")
        return cls(
            LinearModel.from_parts(description["model"], _under(arrays, "model_")),
            Fusion.from_parts(description["fusion"], _under(arrays, "fusion_")),
            SecondStage(arrays["confidence"], description["confidence_bias"]),
            arrays["elsewhere"],
            _deeper(description["deeper"], arrays),
            encoder,
        )


def _deeper(description: dict[str, Any] | None, arrays: dict[str, Array]) -> Deeper | None:
    if description is None:
        return None
    head = Head(arrays["deeper_weights"], arrays["deeper_bias"])
    return Deeper(
        SecondLook(head, description["first"], description["encoder"]),
        SecondStage(arrays["deeper_confidence"], description["confidence_bias"]),
    )


def _under(arrays: dict[str, Array], prefix: str) -> dict[str, Array]:
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
