"""What a conversation remembers from one turn to the next: ids, never a word that was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from bot.content.catalogue import CHANNELS, Channel
from bot.content.responses import SIMPLER

Subject = tuple[str, str]

# What the last message of the assistant was: an answer can be continued, a question only answered.
Said = Literal["nothing", "answer", "question", "families", "person"]
_SAID: tuple[Said, ...] = ("nothing", "answer", "question", "families", "person")


@dataclass(frozen=True)
class Memory:
    """A conversation up to now.

    `intent`, `subject`, `destinations` are those of the last answer, `asked` the question that was
    put about it (« quand », « combien »…). `request` is the last thing that was asked for,
    whatever was told since, `earlier` what was before it, latest first. `step` is the next step to
    tell of its way, `rung` how many ways out were tried since. `choices` are the buttons on the
    screen, in their order. `channel` is the one asked for, if any. `ranking` holds what the last
    request may have meant, likeliest first; `suggested` what was shown of it already; `misses` how
    many times in a row the person was not helped. `declined` are intents that the person does not
    want; `left` the other choices of a question of which one was picked; `pair` the two that were
    answered at once, `gone_on` the one of them that was talked of since. `distress` is a kind and
    a name (`danger`, `violences`) and stays to the end; so does `need`, what the person cannot do
    (`besoin`, `sourd`). `fallbacks` are how often nothing fitted after a hard moment. `crossed`
    when a way was only known on the other channel, and that was said; `written` when it was said
    what there is in writing, to whoever cannot telephone in a danger. `told` names what was last
    said, so that it is not said again at once; `heard` what was said since the last request.
    """

    intent: str | None = None
    request: str | None = None
    earlier: tuple[str, ...] = ()
    subject: Subject | None = None
    destinations: tuple[str, ...] = ()
    asked: str | None = None
    step: int = 0
    rung: int = 0
    choices: tuple[str, ...] = ()
    channel: Channel | None = None
    ranking: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    misses: int = 0
    pair: tuple[str, ...] = ()
    gone_on: str | None = None
    left: tuple[str, ...] = ()
    distress: Subject | None = None
    need: Subject | None = None
    fallbacks: int = 0
    said: Said = "nothing"
    crossed: bool = False
    written: bool = False
    told: str | None = None
    heard: tuple[str, ...] = ()

    @classmethod
    def load(cls, stored: Any) -> Memory:
        """The memory that `dump` took apart; what is missing or malformed is forgotten."""
        if not isinstance(stored, Mapping):
            return cls()
        known: dict[str, Any] = {}
        for field in fields(cls):
            value = _READ[field.name](stored.get(field.name))
            if value is not None:
                known[field.name] = value
        return cls(**known)

    def dump(self) -> dict[str, Any]:
        """What differs from a new conversation, as JSON holds it."""
        return {
            field.name: list(value) if isinstance(value, tuple) else value
            for field in fields(self)
            for value in [getattr(self, field.name)]
            if value != field.default
        }

    @property
    def simplified(self) -> bool:
        """If the last message said something in its simpler form."""
        return any(name.endswith(SIMPLER) for name in self.said_last)

    @property
    def said_last(self) -> tuple[str, ...]:
        """The names of what the last message said, in order."""
        return tuple(part.partition(":")[0] for part in (self.told or "").split())

    def showing(self, *, destinations: tuple[str, ...], choices: tuple[str, ...]) -> Memory:
        """The same, after a message with this way and these buttons was shown."""
        return replace(self, destinations=destinations, choices=choices)

    def known(self, intents: Mapping[str, Any], destinations: Mapping[str, Any]) -> Memory:
        """The same, without names that a newer content does not hold."""

        def kept(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name for name in names if name in intents)

        return replace(
            self,
            intent=self.intent if self.intent in intents else None,
            request=self.request if self.request in intents else None,
            destinations=tuple(name for name in self.destinations if name in destinations),
            earlier=kept(self.earlier),
            choices=kept(self.choices),
            ranking=kept(self.ranking),
            suggested=kept(self.suggested),
            declined=kept(self.declined),
            pair=kept(self.pair),
            left=kept(self.left),
        )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _pair(value: Any) -> Subject | None:
    read = _texts(value)
    return (read[0], read[1]) if read is not None and len(read) == 2 else None


def _count(value: Any) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _flag(value: Any) -> bool | None:
    return value if type(value) is bool else None


def _channel(value: Any) -> Channel | None:
    return value if value in CHANNELS else None


def _said(value: Any) -> Said | None:
    return value if value in _SAID else None


_READ = {
    "intent": _text,
    "request": _text,
    "earlier": _texts,
    "subject": _pair,
    "destinations": _texts,
    "asked": _text,
    "step": _count,
    "rung": _count,
    "choices": _texts,
    "channel": _channel,
    "ranking": _texts,
    "suggested": _texts,
    "declined": _texts,
    "misses": _count,
    "pair": _texts,
    "gone_on": _text,
    "left": _texts,
    "distress": _pair,
    "need": _pair,
    "fallbacks": _count,
    "said": _said,
    "crossed": _flag,
    "written": _flag,
    "told": _text,
    "heard": _texts,
}
