"""What weighs the scores of the n-grams, and says how sure the answer is: parts 2 to 4."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bot.nlu.confidence import SecondStage
from bot.nlu.evidence import FLAGS
from bot.nlu.fusion import Fusion
from bot.nlu.kept import read_kept, write_kept
from bot.nlu.ngrams import Array
from bot.nlu.second_look import Head, SecondLook


class Deeper(NamedTuple):
    """The second look, and the confidence in what it gives."""

    look: SecondLook
    confidence: SecondStage


class Weighing(NamedTuple):
    """The fitted parts.

    `elsewhere`: 1 for an intent of another body or off topic, else 0, shape (intents,).
    `deeper`: asked when the first look is unsure, if there is an encoder to ask.
    """

    fusion: Fusion
    confidence: SecondStage
    elsewhere: Array
    deeper: Deeper | None

    def to_parts(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """What JSON holds and what arrays hold, for `from_parts`."""
        fusion, fusion_arrays = self.fusion.to_parts()
        description: dict[str, Any] = {
            "fusion": fusion,
            "flags": list(FLAGS),
            "confidence_bias": self.confidence.bias,
            "deeper": None,
        }
        arrays = {
            **{f"fusion_{name}": array for name, array in fusion_arrays.items()},
            "confidence": self.confidence.weights,
            "elsewhere": self.elsewhere,
        }
        if self.deeper:
            look, confidence = self.deeper
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
    def from_parts(cls, description: dict[str, Any], arrays: dict[str, Array]) -> Weighing:
        """The parts that `to_parts` took apart; what else is there is not looked at.

        Raises:
            KeyError, ValueError: when they do not fit together, or were made by code that
                read other flags.
        """
        if description["flags"] != list(FLAGS):
            raise ValueError("the classifier was trained with other flags than these")
        return cls(
            Fusion.from_parts(description["fusion"], under(arrays, "fusion_")),
            SecondStage(arrays["confidence"], description["confidence_bias"]),
            arrays["elsewhere"],
            _deeper(description["deeper"], arrays),
        )


def _deeper(description: dict[str, Any] | None, arrays: dict[str, Array]) -> Deeper | None:
    if description is None:
        return None
    head = Head(arrays["deeper_weights"], arrays["deeper_bias"])
    return Deeper(
        SecondLook(head, description["first"], description["encoder"]),
        SecondStage(arrays["deeper_confidence"], description["confidence_bias"]),
    )


def under(arrays: dict[str, Array], prefix: str) -> dict[str, Array]:
    """The arrays whose name begins with a prefix, by the rest of it."""
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }


def read_weighing(path: Path, made: str) -> Weighing | None:
    """The parts that an earlier training fitted on the same, if they were kept."""
    kept = read_kept(path, made)
    return Weighing.from_parts(json.loads(str(kept["description"])), kept) if kept else None


def write_weighing(path: Path, made: str, weighing: Weighing) -> None:
    """Keep the parts for a training that would fit them on the same."""
    description, arrays = weighing.to_parts()
    write_kept(path, made, {"description": np.array(json.dumps(description)), **arrays})
