"""An answer as people read it on each channel, in plain words."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

from bot.content import Content
from bot.content.catalogue import CHANNELS, Channel
from bot.content.wording import ARROW, Named, UnknownName, Worded, word
from workbench.files.answers import Answer
from workbench.models.way import Link

NAMES = {"web": "site", "app": "appli"}


class Way(NamedTuple):
    """Where an answer leads: the path in words, and what to press there."""

    path: str
    steps: tuple[str, ...]


class Preview(NamedTuple):
    """An answer on one channel; `text` alternates between plain and bold."""

    channel: str
    text: list[str]
    ways: list[Way]
    links: Sequence[Link]


def preview(content: Content, intent: str | None, answer: Answer) -> list[Preview]:
    """An answer on each channel that has a text for it.

    Args:
        intent: the one that it answers, if that is known: it brings the way and the links.
    """
    content = dataclasses.replace(
        content, responses={**content.responses, answer.name: answer.variations}
    )
    found = []
    for channel in CHANNELS:
        if any(one.channel in (channel, None) for one in answer.variations):
            found.append(_drawn(channel, _said(content, intent, answer.name, channel)))
    return found


def _drawn(channel: Channel, said: Worded) -> Preview:
    ways = [Way(ARROW.join(one.place.path), one.place.steps) for one in said.pointers]
    links = [Link(one.id, one.row.label, one.row.href) for one in said.links]
    return Preview(NAMES[channel], said.text.split("**"), ways, links)


def _said(content: Content, intent: str | None, name: str, channel: str) -> Worded:
    row = content.catalogue.intents.get(intent) if intent else None
    named = Named(
        destinations=row.destinations if row else (),
        links=row.links if row else (),
        subject=_subject(content, row.subject if row else None),
    )
    try:
        return word(content, name, named, channel)  # type: ignore[arg-type]
    except UnknownName:
        # A hole that only a conversation can fill stays as it is written.
        text = next(one.text for one in content.responses[name] if one.channel in (channel, None))
        return Worded(text, [], [], [])


def _subject(content: Content, kind: str | None) -> tuple[str, str] | None:
    """A subject to show in the text, the first of its kind."""
    rows = content.catalogue.subjects
    kind = kind if kind in rows else next(iter(rows), None)
    return (kind, next(iter(rows[kind]))) if kind and rows[kind] else None  # type: ignore[index]
