"""What a move shows: which response, which way, which links and choices, by id."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bot.actions.turn import ActionTurn
from bot.content.catalogue import FALLBACK, UNSPOKEN, Channel, Intent, Subject, SubjectAnswer
from bot.content.responses import SIMPLER, choose
from bot.content.wording import first_sentence
from bot.dialogue import Dialogue, Memory

Name = tuple[str, str]

# The detail that says what else there is when people cannot be reached.
TRIED = "deja_appele"
DIALLED = ("tel", "sms")
# The detail that says what there is in writing, and the number that reads.
WRITTEN = "ecrire"
SMS = "114"
# The detail of somebody else who cannot telephone.
FOR_ANOTHER = "ne_peut_pas_seul"
# As texts write a number to dial.
_NUMBER = re.compile(r"\*\*([\d ]+)\*\*")


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
        self._messages: list[tuple[Callable[..., bool | None], str, dict[str, Any]]] = []

    def _say(self, response: str, **named: Any) -> None:
        named.setdefault("channel", self._channel)
        self._messages.append((self._turn.say, response, named))

    def _utter(self) -> bool:
        """Say what was put together; if one way was only known on the other channel."""
        return any([utter(response, **named) for utter, response, named in self._messages])

    def _told(self) -> str:
        """What a person would read again as the same."""
        return " ".join(
            ":".join(str(part) for part in (response, *_what_differs(named)) if part)
            for _, response, named in self._messages
        )

    def _last_said(self) -> str | None:
        """The response that the last message said, but for how to get there."""
        responses = self._turn.content.responses
        known = [name for name in self._memory.said_last if name in responses]
        return next((name for name in reversed(known) if not name.startswith("channel_")), None)

    def _in_other_words(self, response: str) -> str:
        """A response, or the one that stands for it when the last message said it already."""
        again, said = f"{response}_again", self._memory.said_last
        return again if response in said and again in self._turn.content.responses else response

    def _is_shorter(self, response: str, other: str) -> bool:
        """If a response is there and says less than another."""
        responses = self._turn.content.responses
        if response not in responses or response == other:
            return False
        one, two = (choose(responses[name], self._channel) for name in (response, other))
        return len(one) < len(two)

    def _simple_with_number(
        self,
        response: str,
        row: Intent | None,
        intent: str | None,
        subject: Subject | None,
        *,
        brief: bool,
    ) -> str | None:
        """The first answer of a hard moment in simple words, in place of a later one that names
        none of its numbers; None if that one does, or nothing hard was told.

        Args:
            brief: of the response only the first sentence is said.
        """
        need = self._row_of(self._memory.need)
        hard = (row is not None and row.hardship) or self._memory.distress is not None
        if not hard and (need is None or need.silent or need.answer is None):
            return None
        subject = subject or (None if hard else need)
        links = (subject.links if subject else ()) or (row.links if row else ())
        if self._names_one(response, links, brief=brief):
            return None
        own = (subject.answer if subject else None, f"answer_{intent}")
        wanted = [f"{name}{SIMPLER}" for name in own if name]
        known = (name for name in wanted if name in self._turn.content.responses)
        return next((name for name in known if self._names_one(name, links)), None)

    def _names_one(self, response: str, links: Sequence[str], *, brief: bool = False) -> bool:
        """If a text, or its first sentence, names the number of one of these links."""
        rows = [self._rows.links[name] for name in links]
        numbers = [one.href.partition(":")[2] for one in rows if one.scheme in DIALLED]
        text = choose(self._turn.content.responses[response], self._channel)
        said = re.sub(r"\s", "", first_sentence(text) if brief else text)
        return any(number in said for number in numbers)

    def _has_more(self, response: str) -> bool:
        """If a response says more than one sentence."""
        text = choose(self._turn.content.responses[response], self._channel)
        return first_sentence(text) != text

    def _answer(
        self,
        name: str,
        said: Name | None,
        *,
        choices: Sequence[str] | None = None,
        keep: bool = False,
        response: str | None = None,
        spoken: str | None = None,
        beside: str | None = None,
    ) -> Memory:
        """The intent's own answer, in the words of `response` if given; with `keep`, the talk
        stays about the earlier one.

        Args:
            spoken: the words in the person's language, which win over all others.
            beside: another request, offered before what follows by itself.
        """
        row, subject = self._rows.intents[name], self._row_of(said)
        change = subject.changes(name) if subject else SubjectAnswer()
        places = self._places(name, subject)
        own = f"answer_{name}_with_subject" if subject else f"answer_{name}"
        before = self._memory.destinations
        self._note(name, places)
        choices = self._follow_ups(name, subject) if choices is None else tuple(choices)
        if beside is not None:
            choices = tuple(dict.fromkeys((beside, *choices)))
        memory = self._show(
            self._in_other_words(spoken or change.answer or response or own),
            intent=name,
            subject=said if subject else None,
            destinations=places,
            links=own_links(row, subject, change.links),
            choices=choices,
            urgent=row.urgent or bool(subject and subject.urgent),
            sensitive=row.sensitive or bool(subject and subject.sensitive),
        )
        return replace(memory, destinations=before) if keep else memory

    def _note(self, name: str, places: Sequence[str]) -> None:
        """What the person told of themselves, in one sentence before a way that it bears on."""
        need, distress = self._row_of(self._memory.need), self._row_of(self._memory.distress)
        if need is None or need.note is None or name in need.intents or not places:
            return
        if need.silent:
            # Said after the answer, where that names a telephone.
            return
        if (distress is not None and distress.alien) or self._rows.intents[name].sensitive:
            # A child in danger is not told of judges.
            return
        told = {response for _, response, _ in self._messages}
        if not told & {need.note, *(f"answer_{intent}" for intent in need.told_by)}:
            self._say(need.note, links=need.links)

    def _unspoken(self, subject: Subject | None) -> str | None:
        """The detail of a hard moment that answers who cannot speak, for whoever said so."""
        need = self._row_of(self._memory.need)
        return subject.unspoken if need is not None and need.silent and subject else None

    def _after(self, distress: Name) -> Memory:
        """A person, after a hard moment; in danger, the numbers that fit stay first.

        Where the row of the danger says that it has no places, the Caf is none.
        """
        subject = self._row_of(distress)
        contact = self._turn.role("contact")
        places = self._rows.intents[contact].destinations
        if subject is not None and subject.alien:
            places = ()
        # A distress is also known by the help that was asked for, which is of another kind.
        own = (f"follow_up_after_{distress[1]}", f"follow_up_after_{distress[0]}")
        known = [name for name in own if name in self._turn.content.responses]
        fallbacks = self._memory.fallbacks
        if known:
            # Each time in other words: who writes again has not been helped.
            other = (f"{known[0]}_again", f"{own[1]}_last")
            known = [known[0], *(name for name in other if name in self._turn.content.responses)]
        memory = self._show(
            known[fallbacks % len(known)] if known else "repair_person",
            intent=contact,
            destinations=places,
            links=(subject.links if subject else ()) or self._rows.intents[contact].links,
            urgent=(subject or self._dialogue.hard_row(distress)).urgent,
        )
        return replace(memory, fallbacks=fallbacks + 1)

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
        if self._row_of(named.get("subject")) is None:
            # A name that the content does not hold never costs the answer.
            named["subject"] = None
        # `Named` has defaults; a first step is 0, which is no default.
        named = {key: value for key, value in named.items() if value is not None}
        named.setdefault("channel", self._channel)
        response = self._held(response, named.get("intent"))
        if named.get("urgent"):
            named["links"] = self._numbers(response, named.get("links", ()))
        need = self._row_of(self._memory.need)
        told = self._row_of(self._memory.distress)
        if told is not None and told.urgent:
            named["links"] = self._with_number(told, named.get("links", ()))
        if told is None and named.get("intent") is not None:
            named["links"] = self._with_hardship(named.get("links", ()))
        prefix = self._in_writing(response, need, told, named)
        if prefix is not None:
            self._say(prefix)
            self._memory = replace(self._memory, written=True)
        if need is not None and need.silent and not (told is not None and told.vital):
            links, shown = self._rows.links, named.get("links", ())
            calls = tuple(name for name in shown if links[name].scheme == "tel")
            written = tuple(name for name in shown if name not in calls)
            # In danger, the numbers stay, below what needs no word.
            named["links"] = (*written, *calls) if named.get("urgent") else written
        # After a hard moment one message says it all.
        point = partial(self._turn.point, again=self._memory.crossed)
        utter = self._turn.say if self._memory.distress is not None else point
        self._messages.append((utter, response, named))
        # In a danger what there is in writing is said once, before.
        known = prefix is not None or (named.get("urgent") and self._memory.written)
        by_phone = not known and self._is_telephone(response)
        if need is not None and need.silent and need.note and by_phone:
            self._messages.append((self._turn.say, need.note, {"channel": named["channel"]}))
        return self._memory.showing(
            destinations=tuple(named.get("destinations", ())),
            choices=tuple(name for name in named.get("choices", ()) if name != FALLBACK),
        )

    def _in_writing(
        self, response: str, need: Subject | None, told: Subject | None, named: dict[str, Any]
    ) -> str | None:
        """What is said before a text of a danger that has a number to call first, for whoever
        cannot."""
        if need is None or not (need.silent and need.note and named.get("urgent")):
            return None
        if told is None or told.vital or self._memory.written:
            # Said once, it is known.
            return None
        own_ways = [told.answer_to(name) for name in (*UNSPOKEN, WRITTEN, FOR_ANOTHER)]
        if response.removesuffix("_again") in {own.answer for own in own_ways if own is not None}:
            return None
        text = choose(self._turn.content.responses[response], self._channel)
        first = _NUMBER.search(text)
        return f"{need.note}_urgence" if first is not None and first[1] != SMS else None

    def _with_number(self, danger: Subject, links: Sequence[str]) -> tuple[str, ...]:
        """The links of an answer after a danger: its first number stays within reach."""
        shown = {*links}.union(*(named.get("links", ()) for _, _, named in self._messages))
        rows, need = self._rows.links, self._row_of(self._memory.need)
        numbers = danger.links
        if need is not None and need.silent:
            numbers = tuple(name for name in danger.links if rows[name].scheme != "tel")
        return (*links, *(link for link in numbers[:1] if link not in shown))

    def _with_hardship(self, links: Sequence[str]) -> tuple[str, ...]:
        """The links of an ordinary answer after a hardship (a rent): who advises, if that is not
        the Caf, stays within reach."""
        contact = self._rows.intents[self._turn.role("contact")].links
        memory, rows = self._memory, self._rows.intents
        asked = (memory.intent, memory.request, *memory.earlier)
        kept = next((rows[one] for one in asked if one and rows[one].hardship), None)
        shown = {*links}.union(*(named.get("links", ()) for _, _, named in self._messages))
        own = kept.links[:1] if kept is not None else ()
        return (*links, *(link for link in own if link not in (*contact, *shown)))

    def _is_telephone(self, response: str) -> bool:
        """If a text names the Caf's number, and no other way to its people."""
        row = self._rows.intents[self._turn.role("contact")]
        contact = self._rows.destinations[row.destinations[0]].label_on(self._channel)
        numbers = [self._rows.links[link].href.partition(":")[2] for link in row.links]
        text = choose(self._turn.content.responses[response], self._channel)
        return contact not in text and any(one in text.replace(" ", "") for one in numbers)

    def _numbers(self, response: str, links: Sequence[str]) -> tuple[str, ...]:
        """The numbers that the text of a danger names, in its order, then the other links.

        A text that names none is shown with the numbers of its row.
        """
        text = choose(self._turn.content.responses[response], self._channel)
        by_number = {
            row.href.partition(":")[2]: name
            for name, row in self._rows.links.items()
            if row.scheme in DIALLED
        }
        said = (found[1].replace(" ", "") for found in _NUMBER.finditer(text))
        named = [by_number[number] for number in said if number in by_number]
        others = (name for name in links if self._rows.links[name].scheme not in DIALLED)
        return tuple(dict.fromkeys((*named, *others))) if named else tuple(links)

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
    channel = None if same else named["channel"]
    brief = "brief" if named.get("brief") else None
    return named.get("subject"), named.get("step"), channel, choices, brief


def own_links(
    row: Intent | None, subject: Subject | None, changed: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The links that stand before those of the places: the number that fits comes first.

    Args:
        changed: those that the subject has for this intent alone.
    """
    links = row.links if row else ()
    if subject is None:
        return links
    own = (subject.phone, subject.link)
    return (*(changed or subject.links or links), *(link for link in own if link is not None))


def offer(intents: Sequence[str]) -> tuple[str, ...]:
    """These choices, and a last one to say that it is none of them."""
    return (*intents, FALLBACK)
