"""Says a move of the dialogue."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatchmethod
from typing import Any

from bot.actions.showing import Showing, offer, own_links
from bot.content.catalogue import SubjectAnswer
from bot.dialogue import Memory, moves
from bot.dialogue.fared import fared

# What is said of going on; every other way is another try.
_GOES_ON = {"step": "follow_up_step", "there": "follow_up_there", "end": "follow_up_next"}
# Thanks are answered as often as they are said.
_POLITE = (moves.Noted, moves.Aside)


class Teller(Showing):
    """One turn's answer: each move as it is shown."""

    def say(self, move: moves.Move) -> Memory:
        """Say a move and how the message fared; the memory of what was shown.

        What would read as the last message did gives way to something else, if there is.
        """
        before = self._memory.told
        shown = self._put(move)
        told = self._told()
        if before is not None and told == before and not isinstance(move, _POLITE):
            for result in self._dialogue.instead(move, shown, channel=self._turn.channel):
                self._memory = result.memory
                other = self._put(result.move)
                if self._told() != before:
                    shown, told = other, self._told()
                    break
        self._utter()
        return replace(shown, told=told)

    def _put(self, move: moves.Move) -> Memory:
        self._messages.clear()
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
        if move.person is None or not self._rows.intents[move.intent].destinations:
            return self._answer(move.intent, move.subject)
        return self._answer(move.intent, move.subject, response=f"follow_up_for_{move.person}")

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
            # Of a hard moment, the way of the turn before is no way.
            before = () if subject and subject.urgent else self._memory.destinations
            places = self._places(move.intent, subject) or before
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
            links=own.links or own_links(row, subject),
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
            if called:
                return self._person("follow_up_contact_tried", tried=True)
            return self._person("follow_up_tried_again")
        response = _GOES_ON.get(move.way, "follow_up_tried")
        if move.way == "other_channel":
            response = f"follow_up_tried_{move.channel}"
        hint = self._hint() if move.unseen else None
        if hint is not None and move.way == "step":
            # It says more than the step, which stands beside the way.
            response = hint
        elif hint is not None:
            self._say(hint)
        places = (move.destination,) if move.destination else self._memory.destinations
        return self._show(
            response,
            intent=move.intent,
            subject=move.subject,
            destinations=places,
            links=own_links(self._rows.intents[move.intent], self._row_of(move.subject)),
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
            links=own_links(row, subject),
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
        return self._show(response, subject=move.subject, choices=offer(move.choices))

    @tell.register
    def _(self, move: moves.Repair) -> Memory:
        if move.stage in ("person", "again") and self._memory.distress is not None:
            return self._after(self._memory.distress)
        if move.stage == "again":
            return self._person("repair_person_again", tried=True)
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
        return self._show(response, choices=offer(move.intents))

    @tell.register
    def _(self, move: moves.Noted) -> Memory:
        distress = self._memory.distress
        if distress is not None:
            row = self._row_of(distress) or self._dialogue.hard_row(distress)
            self._say(
                "follow_up_noted_hard",
                links=row.links or self._dialogue.hard_row(distress).links,
                urgent=row.urgent,
                sensitive=row.sensitive,
            )
            return self._memory
        choices = self._dialogue.fitting(self._memory.choices, self._memory)
        self._say("follow_up_noted", choices=choices)
        return replace(self._memory, choices=choices)

    @tell.register
    def _(self, move: moves.Without) -> Memory:
        return self._show("follow_up_without", choices=move.choices)

    @tell.register
    def _(self, move: moves.Drop) -> Memory:
        return self._show("follow_up_abandon", choices=move.choices)
