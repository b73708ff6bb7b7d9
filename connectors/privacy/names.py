"""Masks the names of persons in the few texts that are kept for editors.

spaCy finds them. Its French model takes six seconds and 350 MB: it lives in a process of
its own, started by the first text, and never holds up a conversation.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

PERSON = "PER"
MASK = "•••"
UNREAD = ("morphologizer", "parser", "attribute_ruler", "lemmatizer")


async def without_names(text: str) -> str:
    """The text with each name of a person masked.

    Raises:
        Exception: when the names cannot be looked for; the text must then not be kept.
    """
    return await asyncio.get_running_loop().run_in_executor(_reader(), mask_names, text)


def mask_names(text: str) -> str:
    """What `without_names` does, in the process that holds the model."""
    masked = text
    for entity in reversed(_french()(text).ents):
        if entity.label_ == PERSON:
            masked = masked[: entity.start_char] + MASK + masked[entity.end_char :]
    return masked


def close() -> None:
    """Stop the process, if there is one."""
    if _reader.cache_info().currsize:
        _reader().shutdown(wait=False, cancel_futures=True)
        _reader.cache_clear()


@cache
def _reader() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))


@cache
def _french() -> Any:
    import spacy

    return spacy.load("fr_core_news_md", exclude=list(UNREAD))
