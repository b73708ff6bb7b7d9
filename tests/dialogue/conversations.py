"""The conversations of tests/dialogue/conversations/, typed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import pydantic
from ruamel.yaml import YAML

from bot.content.catalogue import Channel
from bot.dialogue.closed import Asked

FOLDER = Path(__file__).with_name("conversations")

Kind = Literal[
    "answer", "follow_up", "choose", "repair", "next_step", "other_channel", "simpler", "explain",
    "ask_which", "two", "distress", "help_first", "without", "aside", "drop",
]  # fmt: skip
Way = Literal["step", "end", "other", "technical", "person"]


class _Strict(pydantic.BaseModel):
    class Config:
        extra = pydantic.Extra.forbid
        frozen = True


class Said(_Strict):
    """One turn: what the person does, and what must hold of the answer (see README.md)."""

    say: pydantic.StrictStr | None = None
    dislike: bool = False
    kind: tuple[Kind, ...] = ()
    intent: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    way: tuple[Way, ...] = ()
    channel: Channel | None = None
    choices: tuple[str, ...] = ()
    response: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    new: bool = False
    person: bool = False
    links: tuple[Literal["tel", "sms", "web", "app"], ...] = ()
    first_link: str | None = None
    urgent: bool = False
    sensitive: bool = False

    @pydantic.validator("kind", "intent", "subject", "asked", "way", "response", pre=True)
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @pydantic.root_validator(skip_on_failure=True)
    def _does_one_thing(cls, values: dict[str, object]) -> dict[str, object]:
        if (values["say"] is None) is not values["dislike"]:
            raise ValueError("a turn either says something or dislikes the last answer")
        if not any(value for name, value in values.items() if name not in ("say", "dislike")):
            raise ValueError("a turn holds what must be true of its answer")
        return values


class Spoken(_Strict):
    """A conversation of one person."""

    title: str
    channel: Channel
    page: str | None = None
    turns: pydantic.conlist(Said, min_items=1)  # type: ignore[valid-type]


@cache
def spoken() -> dict[str, tuple[Spoken, ...]]:
    """Every conversation, by the skill that its file is named after.

    Raises:
        pydantic.ValidationError: one is malformed.
    """
    return {
        path.stem: tuple(pydantic.parse_obj_as(list[Spoken], YAML(typ="safe").load(path)))
        for path in sorted(FOLDER.glob("*.yml"))
    }
