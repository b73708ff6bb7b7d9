"""Says a move of the dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatchmethod
from typing import Any

from bot.actions.showing import Name, Showing, offer, own_links
from bot.content.catalogue import SubjectAnswer
from bot.content.responses import SIMPLER
from bot.dialogue import Memory, Reading, moves
from bot.dialogue.fared import fared
from bot.dialogue.wishes import STANDS

# What is said of going on; every other way is another try.
_GOES_ON = {"step": "follow_up_step", "there": "follow_up_there", "end": "follow_up_next"}
# What is said above a way, and nothing more.
_WAY_ALONE = ("follow_up_comment", "follow_up_ou")
# Thanks are answered as often as they are said.
_POLITE = (moves.Noted, moves.Aside)
_ANSWERS = (moves.Answer, moves.Choose)


# Of a move that no message was read for.
_NOTHING_SAID = Reading("")
# So many messages are known again, of those said since the last request.
MOST_HEARD = 5


def _is_said_again(move: moves.Move, told: str, before: Memory) -> bool:
    """If a message would read as one said before: just before, whatever it answers; as half of
    what answered two requests; or since the last request, as an answer to that.

    Args:
        told: what the message would say.
        before: with what was told before it.
    """
    if before.told is None or isinstance(move, _POLITE):
        return False
    if told == before.told:
        return True
    if not isinstance(move, _ANSWERS) or before.distress is not None:
        return False
    half = {*told.split()} <= {*before.told.split()} and bool(before.pair)
    return half or told in before.heard


class Teller(Showing):
    """One turn's answer: each move as it is shown."""

    def say(self, move: moves.Move, reading: Reading = _NOTHING_SAID) -> Memory:
        """Say a move and how the message fared; the memory of what was shown.

        What would read as the last message did, or as an earlier answer to the same request,
        gives way to something else, if there is.

        Args:
            reading: the message that the move answers.
        """
        before = self._memory
        shown = self._put(move)
        told = self._told()
        if _is_said_again(move, told, before):
            for result in self._dialogue.instead(move, reading, shown, channel=self._turn.channel):
                self._memory = result.memory
                other = self._put(result.move)
                # A person may be told of again, in turn; what was said of the request is not.
                known = before.heard if isinstance(move, _ANSWERS) else ()
                if self._told() not in (before.told, *known):
                    shown, told = other, self._told()
                    break
        crossed = self._utter() or before.crossed
        heard = (*shown.heard, told)[-MOST_HEARD:]
        return replace(shown, told=told, heard=heard, crossed=crossed)

    def _spoken(self, move: moves.Distress, subject: Name | None) -> str | None:
        """The answer to a hard moment in the language that it was told in, if there is one."""
        row = self._row_of(("langue", move.language)) if move.language is not None else None
        if row is None or subject is None:
            return None
        name, asked = f"{row.answer}_{subject[1]}", self._memory.fallbacks
        # What is asked of it then: the danger in other words, and who helps in person.
        others = (f"{name}_again", f"{row.answer}_again")
        said = others[(asked - 1) % len(others)] if asked else name
        # A loss is told of in the same words, whoever died.
        kind = f"{row.answer}_{subject[0]}"
        told = kind in self._turn.content.responses
        loss = (kind, f"{kind}_again", row.answer)[asked % 3] if told else said
        return next(
            (one for one in (loss, said, name) if one in self._turn.content.responses), None
        )

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
            return self._answer(move.intent, move.subject, beside=move.beside)
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
    def _(self, move: moves.TwoFollowUps) -> Memory:
        self.tell(move.first)
        for _, _, named in self._messages:
            # The buttons stand once, below both.
            named.pop("choices", None)
        return self.tell(move.second)  # type: ignore[no-any-return]

    @tell.register
    def _(self, move: moves.Distress) -> Memory:
        subject = (move.kind, move.name) if move.name else None
        unspoken = self._unspoken(self._row_of(subject))
        if unspoken is not None:
            return self.tell(moves.FollowUp(unspoken, move.intent, subject))
        return self._answer(move.intent, subject, spoken=self._spoken(move, subject))

    @tell.register
    def _(self, move: moves.HelpFirst) -> Memory:
        subject = (move.distress.kind, move.distress.name) if move.distress.name else None
        spoken = self._spoken(move.distress, subject)
        self._answer(move.distress.intent, subject, choices=(), spoken=spoken)
        return self.tell(move.then)

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
            if move.asked == STANDS:
                places = before
        choices = own.follow_ups or self._follow_ups(move.intent, subject)
        if move.choices:
            choices = self._dialogue.fitting(
                tuple(dict.fromkeys((*move.choices, self._turn.role("contact")))), self._memory
            )
        response = self._in_other_words(own.answer or f"follow_up_{move.asked}")
        if response in _WAY_ALONE:
            response = self._in_more_words(response, move.intent, places)
        return self._show(
            response,
            intent=move.intent,
            subject=move.subject,
            destinations=places,
            links=own.links or own_links(row, subject),
            choices=choices,
            # A danger that has no name is known by its request.
            urgent=(subject.urgent if subject else bool(row and row.urgent)),
            sensitive=(subject.sensitive if subject else bool(row and row.sensitive)),
        )

    def _in_more_words(self, response: str, intent: str | None, places: Sequence[str]) -> str:
        """What is said above a way; where it was just shown, the way itself, one step a line."""
        if not places:
            return f"answer_{intent}" if intent else "answer_no_context"
        found = self._turn.pointers(places[:1], self._channel)
        if not found or found[0].channel != self._channel or not self._is_seen(places):
            return response
        place = found[0].place
        return "follow_up_path" if len(place.path) + len(place.steps) > 1 else "follow_up_path_end"

    def _is_seen(self, places: Sequence[str]) -> bool:
        """If the last message, which was of the same request, showed the way to these places."""
        memory, last = self._memory, (self._memory.told or "").split()[-1:]
        here = any(self._channel in part.split(":") for part in last)
        return here and bool(memory.heard or memory.pair) and tuple(places) == memory.destinations

    @tell.register
    def _(self, move: moves.NextStep) -> Memory:
        if move.way == "technical":
            return self._answer(self._turn.role("technical"), None, keep=True)
        if move.way == "person":
            called = move.intent == self._turn.role("contact")
            if called:
                return self._person("follow_up_contact_tried", tried=True)
            return self._person("follow_up_tried_again")
        if move.way == "refused":
            return self._person("follow_up_refused")
        places = (move.destination,) if move.destination else self._memory.destinations
        channel = move.channel
        if move.way == "other_place":
            found = self._turn.pointers(places, channel or self._channel)
            if not found:
                return self._person("follow_up_tried_again")
            # Its label is told: on the channel where it is.
            channel = found[0].channel
        response = _GOES_ON.get(move.way, "follow_up_tried")
        if move.way == "other_channel":
            response = f"follow_up_tried_{move.channel}"
        hint = self._hint() if move.unseen else None
        if hint is not None and move.way == "step":
            # It says more than the step, which stands beside the way.
            response = hint
        elif hint is not None and move.way == "other_place":
            # The hint says where that is, too.
            response = hint
        elif hint is not None:
            self._say(hint)
        return self._show(
            response,
            intent=move.intent,
            subject=move.subject,
            destinations=places,
            links=own_links(self._rows.intents[move.intent], self._row_of(move.subject)),
            step=move.step,
            channel=channel,
            choices=self._ways_out(),
        )

    @tell.register
    def _(self, move: moves.OtherChannel) -> Memory:
        if move.intent is None:
            choices = self._dialogue.fitting((self._turn.role("help"),), self._memory)
            return self._show("answer_no_context", choices=choices)
        places = self._places(move.intent, self._row_of(move.subject))
        there = [self._rows.destinations[name].place(move.channel) for name in places[:1]]
        if move.whether and any(there) and self._memory.distress is None:
            self._say(f"channel_yes_{move.channel}")
        return self._answer(move.intent, move.subject)

    @tell.register
    def _(self, move: moves.Simpler) -> Memory:
        row = self._rows.intents[move.intent] if move.intent is not None else None
        subject = self._row_of(move.subject)
        last = self._last_said() or f"answer_{move.intent}"
        simple = last + SIMPLER if self._is_shorter(last + SIMPLER, last) else None
        told = self._row_of(self._memory.distress)
        whole = move.asked in (None, "comment")
        if simple is None and row and whole and (told is None or move.intent not in told.intents):
            # Of a step or a hint, what it belongs to is told simpler. What is said of it after
            # a hard moment is short already.
            own = f"answer_{move.intent}"
            longer = last if last.startswith(own) else own
            wanted = (own + SIMPLER, row.comment or "")
            simple = next((one for one in wanted if self._is_shorter(one, longer)), None)
        brief = simple is None and self._has_more(last)
        if simple is None and not brief and row is not None and told is None:
            # Of a side answer that is short already, the request itself is told simpler.
            wanted = (f"answer_{move.intent}{SIMPLER}", row.comment or "")
            known = (one for one in wanted if one in self._turn.content.responses)
            simple = next((one for one in known if one not in self._memory.said_last), None)
        number = self._simple_with_number(
            simple or last, row, move.intent, subject or told, brief=brief
        )
        return self._show(
            number or simple or last,
            intent=move.intent,
            subject=move.subject,
            destinations=self._memory.destinations,
            links=own_links(row, subject),
            choices=self._ways_out(),
            brief=brief and number is None,
        )

    @tell.register
    def _(self, move: moves.ExplainWord) -> Memory:
        word = self._turn.role("word")
        subject = ("terme", move.term) if move.term else None
        row = self._row_of(subject)
        # A word that has a way of its own is what « où ? » is then asked of.
        keep = self._memory.intent is not None and not (row is not None and row.destinations)
        if move.named:
            contact = self._rows.intents[self._turn.role("contact")]
            memory = self._show(
                "answer_mot_inconnu", links=contact.links, choices=self._memory.choices
            )
            return replace(memory, destinations=self._memory.destinations)
        return self._answer(word, subject, keep=keep)

    @tell.register
    def _(self, move: moves.AskWhich) -> Memory:
        if move.simpler:
            response = self._simpler_question()
        elif move.question is not None:
            response = self._rows.clarifications[move.question].answer
        elif move.choices == (self._turn.role("help"),):
            # « Le 3e », of a list of subjects that is not on the screen.
            response = "ask_which_named"
        elif len(move.choices) == 1:
            response = "answer_confirm_one"
        else:
            benefit = move.subject is not None and move.subject[0] == "prestation"
            response = "ask_which_for_subject" if benefit else "answer_confirm_which"
        return self._show(response, subject=move.subject, choices=offer(move.choices))

    def _simpler_question(self) -> str:
        """The last question in other words, else how to say what one wants."""
        simple = f"{self._last_said()}{SIMPLER}"
        return simple if simple in self._turn.content.responses else "ask_which_simpler"

    @tell.register
    def _(self, move: moves.Repair) -> Memory:
        distress = self._memory.distress
        if move.stage in ("person", "again") and distress is not None:
            unspoken = self._unspoken(self._row_of(distress))
            if unspoken is not None:
                hard = self._dialogue.hard_intent(distress)
                return self.tell(moves.FollowUp(unspoken, hard, distress))
            return self._after(distress)
        if move.stage == "reworded":
            return self._person("repair_reworded")
        if move.stage == "again":
            return self._person("repair_person_again", tried=True)
        if move.stage == "person" and (move.refused or self._memory.request is not None):
            # In a talk that has begun, subjects that nobody spoke of are not listed.
            return self._person("repair_person")
        if move.stage == "person":
            return self._person("answer_hand_over", self._rows.topics)
        if move.stage == "families":
            response = "repair_families"
        elif move.refused:
            response = "repair_offer"
        elif len(move.intents) == 1:
            response = "answer_suggest_one"
        else:
            response = "answer_suggest_likely" if move.likely else "answer_suggest"
        return self._show(response, choices=offer(move.intents))

    @tell.register
    def _(self, move: moves.Noted) -> Memory:
        distress = self._memory.distress
        if distress is not None:
            named = self._row_of(distress)
            row = named or self._dialogue.hard_row(distress)
            response = "follow_up_helped" if move.helped else "follow_up_noted"
            # A loss is no danger: other words than « ces numéros restent là ».
            own = f"{response}_{distress[0]}"
            need, links = self._row_of(self._memory.need), named.links if named else ()
            links = links or self._dialogue.hard_row(distress).links
            written = f"{own}_ecrit"
            if need is not None and need.silent and written in self._turn.content.responses:
                # Whoever cannot telephone is thanked without a number.
                own = written
                links = tuple(one for one in links if self._rows.links[one].scheme != "tel")
            self._say(
                own if own in self._turn.content.responses else f"{response}_hard",
                links=links,
                urgent=row.urgent,
                sensitive=row.sensitive,
            )
            return self._memory
        if move.thanked:
            asked = (self._memory.intent, self._memory.request)
            rows = (self._rows.intents[name] for name in asked if name is not None)
            links = next((row.links for row in rows if row.hardship), ())
            self._say("follow_up_noted_hardship", links=links)
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
