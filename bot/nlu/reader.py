"""The trained reader of messages: its fitted parts, asked together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from bot.nlu.confidence import Evidence
from bot.nlu.encoder import Encoder, vectors
from bot.nlu.evidence import flags
from bot.nlu.fusion import Inputs
from bot.nlu.linear import LinearModel, softmax
from bot.nlu.lookups import Found
from bot.nlu.ngrams import Array
from bot.nlu.normalise import words
from bot.nlu.second_look import ASK_BELOW
from bot.nlu.weighing import Weighing, under

# In the metadata of a message: that it is only a piece of one, to be read `quick`, and that it
# follows an answer.
QUICK, GOING_ON = "quick", "going_on"
# How the odds of an act of a talk (« plus simple », « non ») differ from those among the examples,
# as logarithms, chosen by trial (docs/decisions/0027): hardly any opens a conversation, while after
# an answer it is as likely as any. Where nobody says which, as under plain Rasa, or where the page
# of the portal is about something, both are possible.
ODDS = {False: -4.0, True: 0.0, None: -1.0}


class Reader:
    """From a text to intents and confidences."""

    def __init__(
        self,
        model: LinearModel,
        weighing: Weighing,
        encoder: Encoder | None,
        acts: Collection[str] = (),
    ) -> None:
        """Args:
        model: scores the n-grams; `weighing` weighs what it says.
        encoder: asked when the first look is unsure, if there is one.
        acts: the intents that mostly follow an answer.
        """
        self.model = model
        self._acts = np.array([intent in acts for intent in model.intents], dtype=np.float32)
        self._weighing = weighing
        self._encoder = encoder

    def rank(
        self,
        text: str,
        said: str,
        found: Sequence[Found],
        most: int | None = None,
        *,
        quick: bool = False,
        going_on: bool | None = None,
    ) -> list[tuple[str, float]]:
        """The intents with a confidence each, likeliest first.

        The first confidence is the chance that the first intent is right; the others share
        what is left, none above the first.

        Args:
            text: the message as it was written.
            said: its folded words as they were meant.
            found: the forms of the lookup tables in it.
            most: how many intents to give; all of them by default.
            quick: without the second look, however unsure.
            going_on: if an answer came before, so that an act is likely; None if unknown.
        """
        inputs = Inputs(
            self.model.scores(said)[None],
            # A word that was mended is still one that nobody taught: less sure.
            np.array([self.model.unknown(words(text))], dtype=np.float32),
            flags(said, text, found)[None],
        )
        fusion, confident, elsewhere, deeper = self._weighing
        odds = ODDS[going_on] * self._acts
        first = fusion.apply(inputs, elsewhere)
        fused = first + odds
        reading = Evidence(fused, inputs, np.array([len(said.split())]))
        confidence = float(confident.confidence(reading, elsewhere)[0])
        if confidence < ASK_BELOW and deeper and self._encoder and not quick:
            fused = deeper.look.apply(first, vectors(self._encoder, [text])) + odds
            reading = reading._replace(fused=fused)
            confidence = float(deeper.confidence.confidence(reading, elsewhere)[0])
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
        description, arrays = self._weighing.to_parts()
        return (
            {"model": model, "acts": self._names_of_acts(), **description},
            {**{f"model_{name}": array for name, array in model_arrays.items()}, **arrays},
        )

    @classmethod
    def from_parts(
        cls, description: dict[str, Any], arrays: dict[str, Array], encoder: Encoder | None
    ) -> Reader:
        """The reader that `to_parts` took apart.

        Raises:
            KeyError, ValueError: when the parts do not fit together, or were made by code
                that read other flags.
        """
        weighing = Weighing.from_parts(description, arrays)
        model = LinearModel.from_parts(description["model"], under(arrays, "model_"))
        # An archive made before acts were told apart reads them as it did.
        return cls(model, weighing, encoder, description.get("acts", ()))

    def _names_of_acts(self) -> list[str]:
        return [name for name, act in zip(self.model.intents, self._acts, strict=True) if act]
