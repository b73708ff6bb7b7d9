"""What the assistant may do next; an action turns one move into a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.content.catalogue import Channel
from bot.dialogue.memory import Subject

Person = Literal["conjoint", "enfant", "proche"]
# Other words are asked for when an answer was turned down; a person again, when the first way to
# one was turned down too.
Stage = Literal["readings", "families", "reworded", "person", "again"]
Way = Literal[
    "step", "there", "end", "other_place", "other_channel", "technical", "person", "refused"
]

# What is tried in turn when a person says that it does not work, or cannot find the place.
WAYS_OUT: tuple[Way, ...] = ("step", "other_place", "technical", "person")
# The step that comes next helps who did not find it, not who tried it.
TRIED_FROM = WAYS_OUT.index("other_place")


@dataclass(frozen=True)
class Answer:
    """Answer a request; `person` when it is made for somebody else (« pour mon conjoint »).

    `beside` is another request of the same message, offered with the answer.
    """

    intent: str
    subject: Subject | None = None
    person: Person | None = None
    beside: str | None = None


@dataclass(frozen=True)
class FollowUp:
    """Answer a question about the last answer, or about a subject alone (`intent` None).

    `asked` is a question of the dialogue or a detail of the catalogue; `choices` are other
    things that it may have meant.
    """

    asked: str
    intent: str | None
    subject: Subject | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choose:
    """Answer the offered intent that was picked."""

    intent: str
    subject: Subject | None = None


@dataclass(frozen=True)
class Repair:
    """Nothing fits: other readings, then the families of subjects, then a person.

    `refused` says whether the person turned something down, rather than was not understood;
    `likely` whether the first of the readings is a good guess.
    """

    stage: Stage
    intents: tuple[str, ...] = ()
    refused: bool = False
    likely: bool = False


@dataclass(frozen=True)
class NextStep:
    """Go on from the last answer.

    `way`: the next step of its place (`step` is its position), what one does there, the end, its
    second place, the same on the other channel, technical help, a person, or a person because
    somebody else refuses what is needed. `unseen` when
    something could not be found, rather than did not work.
    """

    way: Way
    intent: str
    subject: Subject | None = None
    destination: str | None = None
    step: int | None = None
    channel: Channel | None = None
    unseen: bool = False


@dataclass(frozen=True)
class OtherChannel:
    """The last answer for another channel; without one (`intent` None), only take note.

    `whether` when it was asked if that can be done there.
    """

    channel: Channel
    intent: str | None = None
    subject: Subject | None = None
    whether: bool = False


@dataclass(frozen=True)
class Simpler:
    """The last answer in shorter words or numbered steps.

    `asked` is the question that it answered, if it was a follow-up; without an intent, a word
    was explained.
    """

    intent: str | None
    subject: Subject | None = None
    asked: str | None = None


@dataclass(frozen=True)
class ExplainWord:
    """Explain a word of the glossary, then go on; None when it does not hold the word.

    `named` when the message says which word that is.
    """

    term: str | None
    named: bool = False


@dataclass(frozen=True)
class AskWhich:
    """Ask which of these is meant, for a subject if one was said.

    `question` names the catalogue's clarification that asks it, if one does; `simpler` when the
    last question was not understood.
    """

    choices: tuple[str, ...]
    subject: Subject | None = None
    question: str | None = None
    simpler: bool = False


@dataclass(frozen=True)
class TwoRequests:
    """Two things were asked: answer both, in this order; the second is then the last answer."""

    first: Answer
    second: Answer


@dataclass(frozen=True)
class TwoFollowUps:
    """Two things were asked of the last answer: both are answered, in this order."""

    first: FollowUp
    second: FollowUp


@dataclass(frozen=True)
class Distress:
    """A hard moment: `kind` is `danger` or `defunt`, `name` its value if it was said.

    `language` is the other language that it was told in.
    """

    intent: str
    kind: str
    name: str | None
    language: str | None = None


@dataclass(frozen=True)
class HelpFirst:
    """A hard moment and something else in one message: the help, then what is asked."""

    distress: Distress
    then: Move


@dataclass(frozen=True)
class Without:
    """The person does not want `declined`: say so, and offer what remains."""

    declined: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Aside:
    """Greeting, thanks, anger, another language…: answer it, and the talk goes on."""

    intent: str
    subject: Subject | None = None


@dataclass(frozen=True)
class Noted:
    """« D'accord », « très bien »: nothing is asked, and the door stays open.

    `helped` when the person tells of somebody who helps (« ma sœur est là »), `thanked` when
    what was talked of is hard to live.
    """

    helped: bool = False
    thanked: bool = False


@dataclass(frozen=True)
class Drop:
    """The person gives up the question: nothing more about it, another may be put."""

    choices: tuple[str, ...] = ()


Move = (
    Answer
    | FollowUp
    | Choose
    | Repair
    | NextStep
    | OtherChannel
    | Simpler
    | ExplainWord
    | AskWhich
    | TwoRequests
    | TwoFollowUps
    | Distress
    | HelpFirst
    | Without
    | Aside
    | Noted
    | Drop
)
