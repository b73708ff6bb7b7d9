"""The classifiers that were compared, each a way from texts to confidences."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from benchmarks import encoder
from bot.content.sources import PROJECT
from bot.evaluation import ELSEWHERE
from bot.nlu.encoder import sentence_encoder
from bot.nlu.fitting import fit
from bot.nlu.linear import softmax
from bot.nlu.lookups import Lookups
from bot.nlu.ngrams import ANALYZERS, Array, Counts
from bot.nlu.normalise import words
from bot.nlu.spelling import Spelling

Predict = Callable[[str], dict[str, float]]
SVM_SCALE = 8.0


def raw_characters(text: str) -> Iterator[str]:
    """`characters` without any normalisation but lower case."""
    for word in text.lower().split():
        padded = f" {word} "
        for size in range(2, min(5, len(padded)) + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def raw_words(text: str) -> Iterator[str]:
    """Words and pairs of words as typed, in lower case."""
    tokens = text.lower().split()
    yield from tokens
    yield from (" ".join(pair) for pair in pairwise(tokens))


def lemma_pairs(text: str) -> Iterator[str]:
    """Lemmas and pairs of lemmas."""
    tokens = encoder.lemmas(text)
    yield from tokens
    yield from (" ".join(pair) for pair in pairwise(tokens))


# The product's own read folded text, these read it as it was typed.
FOLDED = frozenset(ANALYZERS)
ANALYZERS.update({"raw characters": raw_characters, "raw words": raw_words, "lemmas": lemma_pairs})


def as_read(analyzer: str, texts: list[str]) -> list[str]:
    """Texts as this analyzer expects them."""
    return [words(text) for text in texts] if analyzer in FOLDED else texts


@dataclass(frozen=True)
class Linear:
    """A linear classifier over blocks of n-grams and dense vectors."""

    blocks: tuple[str, ...]
    dense: tuple[Callable[[list[str]], Array], ...] = ()
    logistic: bool = False

    def train(self, texts: list[str], intents: list[str]) -> tuple[Predict, float]:
        """Fit; returns how to predict, and the model's size in megabytes."""
        every = np.ones(len(texts), dtype=bool)
        fitted = [
            Counts(name, as_read(name, texts)).fit(every, 1 if "word" in name else 2)
            for name in self.blocks
        ]
        blocks = [block for block, _ in fitted]
        parts = [matrix for _, matrix in fitted]
        parts += [csr_matrix(vectors(texts)) for vectors in self.dense]
        classifier: Any = (
            LogisticRegression(C=20, solver="liblinear") if self.logistic else LinearSVC(C=0.3)
        )
        classifier.fit(hstack(parts).tocsr(), intents)
        weights = np.ascontiguousarray(classifier.coef_.T, dtype=np.float32)
        names = [str(name) for name in classifier.classes_]
        bias = classifier.intercept_.astype(np.float32)

        def predict(text: str) -> dict[str, float]:
            scores = bias.copy()
            first = 0
            for block in blocks:
                columns, values = block.row(as_read(block.analyzer, [text])[0])
                scores += values @ weights[first + columns]
                first += len(block)
            for vectors in self.dense:
                dense = vectors([text])[0]
                scores += dense @ weights[first : first + len(dense)]
                first += len(dense)
            confidences = softmax(scores * (1.0 if self.logistic else SVM_SCALE))
            return dict(zip(names, map(float, confidences), strict=True))

        return predict, weights.nbytes / 1e6


@dataclass(frozen=True)
class Ours:
    """What `config.yml` trains, with or without the sentence encoder."""

    encoder: bool

    def train(self, texts: list[str], intents: list[str]) -> tuple[Predict, float]:
        """Fit; returns how to predict, and the model's size in megabytes."""
        lookups = project_lookups()
        forms = (form for values in lookups.forms.values() for form in values)
        spelling = Spelling.of(texts, forms)
        with tempfile.TemporaryDirectory() as folder:
            reader = fit(
                texts,
                intents,
                lookups,
                inverse_penalty=0.3,
                elsewhere_intents=ELSEWHERE,
                elsewhere_share=0.4,
                acts=(),
                encoder=sentence_encoder() if self.encoder else None,
                kept=Path(folder),
            )

        def predict(text: str) -> dict[str, float]:
            said = spelling.read(text)
            meant = words(" ".join(word.said for word in said))
            return dict(reader.rank(text, meant, lookups.find(said)))

        _, arrays = reader.to_parts()
        return predict, sum(array.nbytes for array in arrays.values()) / 1e6


def project_lookups() -> Lookups:
    """The lookup tables of bot/data/lookups."""
    from rasa.shared.importers.rasa import RasaFileImporter

    folder = str(PROJECT / "bot" / "data" / "lookups")
    return Lookups.of(RasaFileImporter(training_data_paths=[folder]).get_nlu_data())


@dataclass(frozen=True)
class Diet:
    """Rasa's default pipeline, trained by Rasa."""

    epochs: int

    def train(self, texts: list[str], intents: list[str]) -> tuple[Predict, float]:
        """Fit; returns how to predict, and the archive's size in megabytes."""
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu
        from rasa.shared.utils.io import write_yaml

        folder = Path(tempfile.mkdtemp())
        by_intent: dict[str, list[str]] = {}
        for text, intent in zip(texts, intents, strict=True):
            by_intent.setdefault(intent, []).append(f"- {text}")
        items = [
            {"intent": intent, "examples": "\n".join(lines)} for intent, lines in by_intent.items()
        ]
        write_yaml({"version": "3.1", "nlu": items}, folder / "nlu.yml")
        pipeline = [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {
                "name": "CountVectorsFeaturizer",
                "analyzer": "char_wb",
                "min_ngram": 1,
                "max_ngram": 4,
            },
            {
                "name": "DIETClassifier",
                "epochs": self.epochs,
                "constrain_similarities": True,
                "entity_recognition": False,
            },
        ]
        config = {"recipe": "default.v1", "language": "fr", "assistant_id": "diet"}
        write_yaml({**config, "pipeline": pipeline}, folder / "config.yml")
        archive = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        agent = Agent.load(archive)

        def predict(text: str) -> dict[str, float]:
            parsed = asyncio.run(agent.parse_message(text.lstrip("/")))
            return {entry["name"]: entry["confidence"] for entry in parsed["intent_ranking"]}

        return predict, Path(archive).stat().st_size / 1e6


NGRAMS = ("characters", "words")

CANDIDATES: dict[str, Linear | Ours | Diet] = {
    "**fusion, second look by the encoder** (ours)": Ours(encoder=True),
    "fusion (ours, without the encoder)": Ours(encoder=False),
    "n-grams with French normalisation, linear SVM": Linear(NGRAMS),
    "n-grams as typed, logistic regression": Linear(("raw characters", "raw words"), logistic=True),
    "words only, linear SVM": Linear(("words",)),
    "characters only, linear SVM": Linear(("characters",)),
    "n-grams, with spaCy's lemmas": Linear((*NGRAMS, "lemmas")),
    "n-grams, with spaCy's word vectors": Linear(NGRAMS, (encoder.word_vectors,)),
    "n-grams, with the sentence encoder beside them": Linear(NGRAMS, (encoder.sentence_vectors,)),
    "sentence encoder alone": Linear((), (encoder.sentence_vectors,)),
    "Rasa's default pipeline (DIET), 5 epochs": Diet(epochs=5),
}
