"""What a move shows: which response, which way, which links and choices, by id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.actions.turn import ActionTurn
from bot.content.catalogue import FALLBACK, Channel, Intent, Subject, SubjectAnswer
from bot.dialogue import Dialogue, Memory

Name = tuple[str, str]

# The detail that says what else there is when people cannot be reached.
TRIED = "deja_appele"


class Showing:
    """The messages of one turn, put together before any is said: what stood in the last turn
    already can then be left out.

    Each method gives back the memory of what is shown.
    """

    def __init__(self, turn: ActionTurn, dialogue: Dialogue, memory: Memory) -> None:
        self._turn = turn
        self._rows = turn.catalogue
        self._dialogue = dialogue
        self._memory = memory
        self._channel: Channel = memory.channel or turn.channel
        self._fared: str | None = None
        self._messages: list[tuple[Callable[..., None], str, dict[str, Any]]] = []

    def _say(self, response: str, **named: Any) -> None:
        named.setdefault("channel", self._channel)
        self._messages.append((self._turn.say, response, named))

    def _utter(self) -> None:
        for utter, response, named in self._messages:
            utter(response, **named)

    def _told(self) -> str:
        """What a person would read again as the same."""
        return " ".join(
            ":".join(str(part) for part in (response, *_what_differs(named)) if part)
            for _, response, named in self._messages
        )

    def _answer(
        self,
        name: str,
        said: Name | None,
        *,
        choices: Sequence[str] | None = None,
        keep: bool = False,
        response: str | None = None,
    ) -> Memory:
        """The intent's own answer, in the words of `response` if given; with `keep`, the talk
        stays about the earlier one."""
        row, subject = self._rows.intents[name], self._row_of(said)
        change = subject.changes(name) if subject else SubjectAnswer()
        places = self._places(name, subject)
        own = f"answer_{name}_with_subject" if subject else f"answer_{name}"
        before = self._memory.destinations
        memory = self._show(
            change.answer or response or own,
            intent=name,
            subject=said if subject else None,
            destinations=places,
            links=own_links(row, subject),
            choices=self._follow_ups(name, subject) if choices is None else tuple(choices),
            urgent=row.urgent or bool(subject and subject.urgent),
            sensitive=row.sensitive or bool(subject and subject.sensitive),
        )
        return replace(memory, destinations=before) if keep else memory

    def _after(self, distress: Name) -> Memory:
        """A person, after a hard moment; in danger, the numbers that fit stay first."""
        subject = self._row_of(distress)
        contact = self._turn.role("contact")
        # A distress is also known by the help that was asked for, which is of another kind.
        own = (f"follow_up_after_{distress[1]}", f"follow_up_after_{distress[0]}")
        known = [name for name in own if name in self._turn.content.responses]
        return self._show(
            known[0] if known else "repair_person",
            intent=contact,
            destinations=self._rows.intents[contact].destinations,
            links=(subject.links if subject else ()) or self._rows.intents[contact].links,
            urgent=bool(subject and subject.urgent),
        )

    def _person(
        self, response: str, choices: Sequence[str] | None = None, *, tried: bool = False
    ) -> Memory:
        """How to reach a person of the Caf; `choices` in place of what follows by itself.

        Args:
            tried: the first way to one was told, and did not help.
        """
        contact = self._turn.role("contact")
        row = self._rows.intents[contact]
        need = self._row_of(self._memory.need)
        if need is not None and contact in need.intents:
            # Whoever cannot telephone is not told to: another way to the same people.
            other = need.answer_to(TRIED) if tried else None
            response = (other or need.intents[contact]).answer or response
        return self._show(
            response,
            intent=contact,
            destinations=row.destinations,
            links=row.links,
            choices=self._dialogue.fitting(
                row.follow_ups if choices is None else tuple(choices), self._memory
            ),
        )

    def _show(self, response: str, **named: Any) -> Memory:
        named["fared"] = self._fared
        # `Named` has defaults; a first step is 0, which is no default.
        named = {key: value for key, value in named.items() if value is not None}
        named.setdefault("channel", self._channel)
        need = self._row_of(self._memory.need)
        if need is not None and need.silent and not named.get("urgent"):
            links = self._rows.links
            named["links"] = tuple(
                name for name in named.get("links", ()) if links[name].scheme != "tel"
            )
        # After a hard moment one message says it all.
        utter = self._turn.say if self._memory.distress is not None else self._turn.point
        self._messages.append((utter, self._held(response, named.get("intent")), named))
        return self._memory.showing(
            destinations=tuple(named.get("destinations", ())),
            choices=tuple(name for name in named.get("choices", ()) if name != FALLBACK),
        )

    def _held(self, response: str, intent: str | None) -> str:
        """A response that the content holds: no combination of intent, subject and question
        may leave a person without an answer."""
        wanted = (response, f"answer_{intent}", "answer_no_context")
        return next(name for name in wanted if name in self._turn.content.responses)

    def _follow_ups(self, name: str | None, subject: Subject | None) -> tuple[str, ...]:
        row = self._rows.intents.get(name or "")
        own = subject.changes(name or "").follow_ups if subject else ()
        return self._dialogue.fitting(own or (row.follow_ups if row else ()), self._memory)

    def _ways_out(self) -> tuple[str, ...]:
        wanted = (self._turn.role("cannot_find"), self._turn.role("contact"))
        return self._dialogue.fitting(wanted, self._memory)

    def _hint(self) -> str | None:
        """Why the last answer's place may not be there, told when it first fails."""
        shown = self._memory.destinations[:1] if self._memory.misses == 1 else ()
        hints = [self._rows.destinations[name].hint for name in shown]
        return f"{hints[0]}_{self._channel}" if any(hints) else None

    def _places(self, name: str | None, subject: Subject | None) -> tuple[str, ...]:
        own = subject.changes(name or "").destinations if subject else None
        row = self._rows.intents.get(name or "")
        return own if own is not None else row.destinations if row else ()

    def _row_of(self, said: Name | None) -> Subject | None:
        return self._rows.subject(*said) if said else None


def _what_differs(named: dict[str, Any]) -> tuple[Any, ...]:
    # A question is another one with other choices; an answer is not.
    choices = named.get("choices") if named.get("intent") is None else None
    # The numbers of a danger are the same on every channel.
    same = named.get("urgent") and not named.get("destinations")
    return named.get("subject"), named.get("step"), None if same else named["channel"], choices


def own_links(row: Intent | None, subject: Subject | None) -> tuple[str, ...]:
    """The links that stand before those of the places: the number that fits comes first."""
    links = row.links if row else ()
    if subject is None:
        return links
    own = (subject.phone, subject.link)
    return (*(subject.links or links), *(link for link in own if link is not None))


def offer(intents: Sequence[str]) -> tuple[str, ...]:
    """These choices, and a last one to say that it is none of them."""
    return (*intents, FALLBACK)
