"""Says a move of the dialogue: which response, which way, which links and choices, by id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatchmethod
from typing import Any

from bot.actions.turn import ActionTurn
from bot.content.catalogue import FALLBACK, Channel, Intent, Subject, SubjectAnswer
from bot.dialogue import Dialogue, Memory, moves
from bot.dialogue.fared import fared

Name = tuple[str, str]

# What is said of going on; every other way is another try.
_GOES_ON = {"step": "follow_up_step", "there": "follow_up_there", "end": "follow_up_next"}


class Teller:
    """One turn's answer; `tell` gives back the memory of what was shown."""

    def __init__(self, turn: ActionTurn, dialogue: Dialogue, memory: Memory) -> None:
        self._turn = turn
        self._rows = turn.catalogue
        self._dialogue = dialogue
        self._memory = memory
        self._channel: Channel = memory.channel or turn.channel
        self._fared: str | None = None

    def say(self, move: moves.Move) -> Memory:
        """Say a move and how the message fared; the memory of what was shown."""
        self._fared = fared(move, self._memory)
        return self.tell(move)

    @singledispatchmethod
    def tell(self, move: Any) -> Memory:
        """Say a move, and remember what was shown.

        Raises:
            TypeError: no such move is known.
        """
        raise TypeError(f"no way to say {type(move).__name__}")

    @tell.register
    def _(self, move: moves.Answer) -> Memory:
        return self._answer(move.intent, move.subject)

    @tell.register
    def _(self, move: moves.Choose) -> Memory:
        return self._answer(move.intent, move.subject)

    @tell.register
    def _(self, move: moves.TwoRequests) -> Memory:
        pair = self._memory.choices
        self._answer(move.first.intent, move.first.subject, choices=())
        memory = self._answer(move.second.intent, move.second.subject, choices=())
        return replace(memory, choices=pair)

    @tell.register
    def _(self, move: moves.Distress) -> Memory:
        subject = (move.kind, move.name) if move.name else None
        return self._answer(move.intent, subject)

    @tell.register
    def _(self, move: moves.Aside) -> Memory:
        choices = self._rows.topics if move.intent == self._turn.role("help") else None
        keep = self._memory.intent is not None
        return self._answer(move.intent, move.subject, choices=choices, keep=keep)

    @tell.register
    def _(self, move: moves.FollowUp) -> Memory:
        row, subject = self._rows.intents.get(move.intent or ""), self._row_of(move.subject)
        detail = self._rows.details.get(move.asked)
        benefit = move.subject is not None and move.subject[0] == "prestation"
        beside = row if row is not None and row.subject is None and benefit else None
        own = (
            # « Et mon Apl ? », then « quand prévenir ? »: still about leaving, not about the Apl.
            (beside and beside.answer_to(move.asked))
            or (subject and subject.answer_to(move.asked))
            or (row and row.answer_to(move.asked))
            or (detail and detail.general)
            or SubjectAnswer()
        )
        places = own.destinations
        if places is None:
            places = self._places(move.intent, subject) or self._memory.destinations
        choices = own.follow_ups or self._follow_ups(move.intent, subject)
        if move.choices:
            choices = self._dialogue.fitting(
                (*move.choices, self._turn.role("contact")), self._memory
            )
        response = own.answer or f"follow_up_{move.asked}"
        if not places and response in ("follow_up_comment", "follow_up_ou"):
            response = f"answer_{move.intent}" if move.intent else "answer_no_context"
        return self._show(
            response,
            intent=move.intent,
            subject=move.subject,
            destinations=places,
            links=own.links or _own_links(row, subject),
            choices=choices,
            urgent=bool(subject and subject.urgent),
            sensitive=bool(subject and subject.sensitive),
        )

    @tell.register
    def _(self, move: moves.NextStep) -> Memory:
        if move.way == "technical":
            return self._answer(self._turn.role("technical"), None, keep=True)
        if move.way == "person":
            called = move.intent == self._turn.role("contact")
            return self._person("follow_up_contact_tried" if called else "follow_up_tried_again")
        response = _GOES_ON.get(move.way, "follow_up_tried")
        if move.way == "other_channel":
            response = f"follow_up_tried_{move.channel}"
        hint = self._hint()
        if hint is not None:
            self._turn.say(hint, channel=self._channel)
        places = (move.destination,) if move.destination else self._memory.destinations
        return self._show(
            response,
            intent=move.intent,
            subject=move.subject,
            destinations=places,
            links=_own_links(self._rows.intents[move.intent], self._row_of(move.subject)),
            step=move.step,
            channel=move.channel,
            choices=self._ways_out(),
        )

    @tell.register
    def _(self, move: moves.OtherChannel) -> Memory:
        if move.intent is None:
            choices = self._dialogue.fitting((self._turn.role("help"),), self._memory)
            return self._show("answer_no_context", choices=choices)
        return self._answer(move.intent, move.subject)

    @tell.register
    def _(self, move: moves.Simpler) -> Memory:
        row, subject = self._rows.intents[move.intent], self._row_of(move.subject)
        simple = f"answer_{move.intent}_simple"
        response = simple if simple in self._turn.content.responses else row.comment
        return self._show(
            response or "follow_up_comment",
            intent=move.intent,
            subject=move.subject,
            destinations=self._memory.destinations,
            links=_own_links(row, subject),
            choices=self._ways_out(),
        )

    @tell.register
    def _(self, move: moves.ExplainWord) -> Memory:
        word = self._turn.role("word")
        subject = ("terme", move.term) if move.term else None
        return self._answer(word, subject, keep=self._memory.intent is not None)

    @tell.register
    def _(self, move: moves.AskWhich) -> Memory:
        if move.question is not None:
            response = self._rows.clarifications[move.question].answer
        else:
            benefit = move.subject is not None and move.subject[0] == "prestation"
            response = "ask_which_for_subject" if benefit else "answer_confirm_which"
        return self._show(response, subject=move.subject, choices=_offer(move.choices))

    @tell.register
    def _(self, move: moves.Repair) -> Memory:
        if move.stage == "person" and self._memory.distress is not None:
            return self._after(self._memory.distress)
        if move.stage == "person" and move.refused:
            return self._person("repair_person")
        if move.stage == "person":
            return self._person("answer_hand_over", self._rows.topics)
        if move.stage == "families":
            response = "repair_families"
        elif move.refused:
            response = "repair_offer"
        else:
            response = "answer_suggest_likely" if move.likely else "answer_suggest"
        return self._show(response, choices=_offer(move.intents))

    @tell.register
    def _(self, move: moves.Noted) -> Memory:
        distress = self._row_of(self._memory.distress)
        if distress is not None:
            self._turn.say(
                "follow_up_noted_hard",
                channel=self._channel,
                links=distress.links,
                urgent=distress.urgent,
                sensitive=distress.sensitive,
            )
            return self._memory
        choices = self._dialogue.fitting(self._memory.choices, self._memory)
        self._turn.say("follow_up_noted", channel=self._channel, choices=choices)
        return replace(self._memory, choices=choices)

    @tell.register
    def _(self, move: moves.Without) -> Memory:
        return self._show("follow_up_without", choices=move.choices)

    @tell.register
    def _(self, move: moves.Drop) -> Memory:
        return self._show("follow_up_abandon", choices=move.choices)

    def _answer(
        self,
        name: str,
        said: Name | None,
        *,
        choices: Sequence[str] | None = None,
        keep: bool = False,
    ) -> Memory:
        """The intent's own answer; with `keep`, the talk stays about the earlier one."""
        row, subject = self._rows.intents[name], self._row_of(said)
        change = subject.changes(name) if subject else SubjectAnswer()
        places = self._places(name, subject)
        response = change.answer or (f"answer_{name}_with_subject" if subject else f"answer_{name}")
        before = self._memory.destinations
        memory = self._show(
            response,
            intent=name,
            subject=said if subject else None,
            destinations=places,
            links=_own_links(row, subject),
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

    def _person(self, response: str, choices: Sequence[str] | None = None) -> Memory:
        """How to reach a person of the Caf; `choices` in place of what follows by itself."""
        contact = self._turn.role("contact")
        row = self._rows.intents[contact]
        need = self._row_of(self._memory.need)
        if need is not None and contact in need.intents:
            # Whoever cannot telephone is not told to: another way to the same people.
            response = need.intents[contact].answer or response
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
        tell = self._turn.say if self._memory.distress is not None else self._turn.point
        tell(self._held(response, named.get("intent")), **named)
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


def _own_links(row: Intent | None, subject: Subject | None) -> tuple[str, ...]:
    """The links that stand before those of the places: the number that fits comes first."""
    links = row.links if row else ()
    if subject is None:
        return links
    own = (subject.phone, subject.link)
    return (*(subject.links or links), *(link for link in own if link is not None))


def _offer(intents: Sequence[str]) -> tuple[str, ...]:
    """These choices, and a last one to say that it is none of them."""
    return (*intents, FALLBACK)
