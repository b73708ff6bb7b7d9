"""One turn as the rules see it, and what each kind of move leaves in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.content.catalogue import Channel
from bot.dialogue import closed, fitting
from bot.dialogue.closed import Act
from bot.dialogue.gravity import graver
from bot.dialogue.ground import Ground
from bot.dialogue.memory import Memory, Said, Subject
from bot.dialogue.moves import (
    WAYS_OUT,
    Answer,
    AskWhich,
    Choose,
    Distress,
    FollowUp,
    Move,
    TwoRequests,
)
from bot.dialogue.reading import Read, Reading

# « Et je serais payé quand ? » goes on about the same benefit.
_CONTINUES = re.compile(
    r"(?:et|mais|ok|donc|alors|du coup|merci|d'accord|oui)\b"
    # « Comment la demander ? » is about it too.
    r"|.*\b(?:je|j'|comment|ou|faut|pour|peux|quand) ?(?:l'|la|le|les|en|y|ca) ?"
    r"\w+(?:er|ir|re|ai|oi[rst])\b"
)

# What is less likely than this is no reading of a message, only a name in the list.
PLAUSIBLE = 0.03
# Nor is what is so much less likely than the best of them.
BESIDE_THE_BEST = 0.2
# A hard moment is offered as a guess only when it is so likely: « urgence », to whoever asked when
# they are paid, alarms.
ALARMING = 0.3
# A whole sentence of the catalogue gives way to another request that is so likely.
SURELY_ELSE = 0.7
# A question in so few words is about what is talked of, if it names nothing else.
SHORT = 5
MOST_READINGS = 6
# So many requests before the last one are known again.
MOST_EARLIER = 3


@dataclass(frozen=True)
class Result:
    """What to do, and the memory after it."""

    move: Move
    memory: Memory


@dataclass(frozen=True)
class Turn:
    """A message in its context; `channel` is where the person is, `page` what they look at.

    `known` is the hard moment that was told before this message.
    """

    reading: Reading
    memory: Memory
    ground: Ground
    channel: Channel
    page: str | None
    read: Read
    known: Subject | None = None

    @property
    def shown(self) -> Channel:
        """The channel that answers are for: the one asked for, else the person's."""
        return self.memory.channel or self.channel

    @property
    def continues(self) -> bool:
        """If there is an answer that the message may be about."""
        return self.memory.intent is not None

    @property
    def is_silent(self) -> bool:
        """If the person told that they cannot telephone."""
        need = self.memory.need
        row = self.ground.catalogue.subject(*need) if need is not None else None
        return row is not None and row.silent

    @cached_property
    def details(self) -> tuple[str, ...]:
        """The details of the catalogue that the message asks or tells of, in its order."""
        return tuple(self.ground.details_in(self.reading.words))

    @cached_property
    def likeness(self) -> Mapping[str, float]:
        """How like the phrases of each detail and question the message is, from 0 to 1."""
        return self.ground.like(self.reading.words)

    def acts_as(self, *acts: Act) -> bool:
        """If the model is sure that the message is one of these acts."""
        reading = self.reading
        return reading.sure and self.ground.acts.get(reading.intent or "") in acts

    def reread(self, text: str) -> Turn:
        """The same turn, had only a part of the message been said."""
        return replace(self, reading=self.read(text))

    def names_something_new(self) -> bool:
        """If the message names a benefit, a document… of which nothing was said yet."""
        return any(
            said != self.memory.subject and self.ground.known(said) and said[0] != "terme"
            for said in self.reading.entities
        )

    def readings(self) -> tuple[str, ...]:
        """What the message may mean and a button may say, likeliest first."""
        fitting = [
            (name, confidence)
            for name, confidence in self.reading.ranking
            if confidence >= (ALARMING if name in self.ground.hard else PLAUSIBLE)
            and name in self.ground.choices.suggested
            and self.ground.catalogue.intents[name].guessed
        ]
        enough = fitting[0][1] * BESIDE_THE_BEST if fitting else 0.0
        return tuple(name for name, confidence in fitting if confidence >= enough)[:MOST_READINGS]

    def hardship_kept(self) -> str | None:
        """The last hardship that was told (a rent, a debt), whatever was asked since."""
        memory, rows = self.memory, self.ground.catalogue.intents
        asked = (memory.intent, memory.request, *memory.earlier)
        return next((one for one in asked if one and rows[one].hardship), None)

    def request_kept(self) -> str | None:
        """What was asked for before the talk came to a person, or to a breakdown: each is only
        a way to it."""
        memory, technical = self.memory, self.ground.role("technical")
        if memory.intent != self.ground.role("contact"):
            return self.asked_for() if memory.intent == technical else None
        # A breakdown that led to a person is no request either.
        return self.asked_for() if memory.request == technical else memory.request

    def asked_for(self) -> str | None:
        """The last request that has a way, whatever helped to get there since."""
        memory, rows = self.memory, self.ground.catalogue.intents
        help_ = {self.ground.role(name) for name in ("technical", "contact")}
        asked = (memory.intent, memory.request, *memory.earlier)
        return next(
            (one for one in asked if one and one not in help_ and rows[one].destinations), None
        )

    def asks_else(self) -> bool:
        """If the message surely asks for something else, far from what is talked of."""
        intent = self.reading.intent
        sure = self.reading.sure and self.reading.ranking[0][1] >= SURELY_ELSE
        other = intent is not None and intent != self.memory.intent
        return self.names_something_new() or (sure and other and self.ground.requests(intent))

    def subject_for(self, intent: str) -> Subject | None:
        """The subject that an answer names: the one said, the one talked of, that of the page."""
        said = self.ground.subject(intent, self.reading.entities)
        if (
            said is None
            and self.memory.subject is not None
            and (self._asks_on() or _CONTINUES.match(self.reading.folded))
        ):
            said = self.ground.subject(intent, [self.memory.subject])
        if said is not None:
            return said
        _, seen = self.ground.pages.about(self.page)
        return self.ground.subject(intent, [seen] if seen is not None else [])

    def _asks_on(self) -> bool:
        """« Quand c'est versé ? » is about what is talked of."""
        tokens = self.reading.tokens
        return len(tokens) <= SHORT and closed.question(tokens) is not None

    # -- results

    def answered(self, answer: Answer | Choose) -> Result:
        """A request is answered: what was said of an older one is over, unless it was picked.

        After a hard moment, or when the person cannot do something, the row of that may say
        what is answered instead.
        """
        answer = fitting.fitted(answer, self.memory, self.ground)
        memory = _last_answer(self.memory, answer.intent, answer.subject, self.ground)
        memory = _asked_for(memory, answer.intent)
        if answer.intent in memory.pair:
            memory = replace(memory, gone_on=answer.intent)
        if isinstance(answer, Choose):
            suggested = _with(memory.suggested, (answer.intent,))
            before = self.memory
            asked = before.said in ("question", "families")
            left = tuple(name for name in before.choices if name != answer.intent) if asked else ()
            return Result(answer, replace(memory, suggested=suggested, left=left))
        memory = replace(memory, ranking=self.readings(), suggested=(answer.intent,), left=())
        return Result(answer, memory)

    def both(self, move: TwoRequests) -> Result:
        """Two requests are answered; the second is the last answer, « le premier » the first."""
        alone = fitting.all_in_one(move, self.memory, self.ground)
        if alone is not None:
            return self.answered(alone)
        move = TwoRequests(
            *(fitting.fitted(one, self.memory, self.ground) for one in (move.first, move.second))
        )
        memory = _last_answer(self.memory, move.second.intent, move.second.subject, self.ground)
        suggested = tuple(dict.fromkeys((move.first.intent, move.second.intent)))
        pair = suggested if len(suggested) > 1 else ()
        memory = replace(memory, ranking=self.readings(), suggested=suggested)
        memory = _asked_for(_asked_for(memory, move.first.intent), move.second.intent)
        memory = replace(memory, choices=pair, pair=pair, gone_on=move.second.intent)
        return Result(move, memory)

    def distressed(self, move: Distress) -> Result:
        """A hard moment is answered, and known from now on."""
        before = self.memory.distress
        if move.name is None and before is not None and before[0] == move.kind and before[1]:
            # What was told first stays true: « pas de toit », then « où dormir ce soir ? ».
            move = replace(move, name=before[1])
        subject = (move.kind, move.name) if move.name is not None else None
        memory = _last_answer(self.memory, move.intent, subject, self.ground)
        memory = replace(memory, ranking=(), suggested=(move.intent,))
        return Result(move, replace(memory, distress=graver(subject or (move.kind, ""), before)))

    def followed(self, move: FollowUp) -> Result:
        """A question about an answer is answered, about nothing that the content does not name.

        A hard moment may have been told without its name.
        """
        memory = self.memory
        if move.subject is not None and not self.ground.known(move.subject):
            move = replace(move, subject=None)
        if (move.intent, move.subject) != (memory.intent, memory.subject):
            if move.intent is not None:
                memory = _last_answer(memory, move.intent, move.subject, self.ground)
            memory = replace(memory, subject=move.subject)
        return Result(move, replace(memory, asked=move.asked, misses=0, said="answer"))

    def asking(self, move: AskWhich, *, asked: str | None = None, missed: bool = False) -> Result:
        """A question is put, with its choices on the screen."""
        memory = replace(
            self.memory,
            choices=move.choices,
            subject=move.subject or self.memory.subject,
            asked=asked,
            said="question",
            misses=self.memory.misses + missed,
            suggested=_with(self.memory.suggested, move.choices),
        )
        return Result(move, memory)

    def asking_again(self, *, simpler: bool = False) -> Result:
        """The choices on the screen, once more: none was picked yet.

        Args:
            simpler: what each is for is said in other words.
        """
        move = AskWhich(self.memory.choices, simpler=simpler)
        return self.asking(move, asked=self.memory.asked)

    def talking_of(self, intent: str) -> Turn:
        """The same turn, had this request just been answered."""
        return replace(self, memory=_last_answer(self.memory, intent, None, self.ground))

    def to_a_person(self, move: Move) -> Result:
        """A person of the Caf is what remains: questions that follow are about reaching one."""
        memory, contact = self.memory, self.ground.role("contact")
        misses, last = memory.misses + 1, len(WAYS_OUT) - 1
        if contact is not None:
            need = memory.need
            own = need if need is not None and self.ground.changes(need, contact) else None
            memory = _last_answer(memory, contact, own, self.ground)
        return Result(move, replace(memory, misses=misses, said="person", rung=last))

    def going_on(self, move: Move, said: Said = "answer", **changes: object) -> Result:
        """The talk goes on about the same answer."""
        return Result(move, replace(self.memory, said=said, **changes))  # type: ignore[arg-type]


# What a turn leads to, if the rule applies.
Rule = Callable[[Turn], Result | None]


def _last_answer(memory: Memory, intent: str, subject: Subject | None, ground: Ground) -> Memory:
    row = ground.catalogue.intents[intent]
    own = ground.catalogue.subject(*subject) if subject is not None else None
    ways = own.destinations if own is not None and own.destinations is not None else None
    return replace(
        memory,
        intent=intent,
        subject=subject,
        destinations=row.destinations if ways is None else ways,
        asked=None,
        step=0,
        rung=0,
        choices=row.follow_ups,
        misses=0,
        said="answer",
    )


def _asked_for(memory: Memory, intent: str) -> Memory:
    if intent == memory.request:
        return memory
    before = (memory.request,) if memory.request is not None else ()
    earlier = tuple(name for name in (*before, *memory.earlier) if name != intent)
    return replace(memory, request=intent, earlier=earlier[:MOST_EARLIER], heard=())


def _with(names: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *more)))
