"""Every answer of every intent, written out as the person reads it, on both channels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.actions.answer import unread
from bot.content import Content
from bot.content.catalogue import CHANNELS, FALLBACK, Catalogue, Channel
from bot.content.responses import HOLES, SIMPLER
from bot.content.spoken import SPOKEN_BY_CONNECTORS, needed_answers
from bot.content.wording import first_sentence
from bot.dialogue import Memory, moves
from bot.dialogue.again import SHORTEST
from bot.dialogue.closed import Asked
from bot.dialogue.negated import PRECISE
from bot.dialogue.subjects import SAME_WAY
from bot.dialogue.wishes import STANDS
from bot.engine.actions import actions_on
from connectors.contract.errors import Code

Tell = Callable[..., Any]
Written = tuple[str, str, str]

# Where a suspect text message is forwarded, victims are helped, rent arrears are talked about.
# and the Aripa is called from abroad.
PUBLIC_NUMBERS = {"33700", "116 006", "0 805 16 00 75", "33 9 69 32 08 08"}
# How an answer may say that the assistant has no access to the file.
CANNOT_SEE = (
    "je ne vois pas",
    "je ne peux pas voir",
    "je ne peux pas lire",
    "je ne peux pas les lire",
    "je ne peux ni voir",
    "je n'ai pas accès",
    "je ne peux pas savoir",
)
DIGITS = re.compile(r"\d(?:[ .\u00a0\u202f-]?\d){4,}")
AMOUNT = re.compile(r"\d\s*(?:€|eur\b|euros?\b)", re.IGNORECASE)


def every_move(
    rows: Catalogue, channel: Channel, shortened: Iterable[str]
) -> Iterator[tuple[moves.Move, Memory]]:
    """Every way that the catalogue lets a turn go, and the memory that goes with it.

    Args:
        shortened: the responses that have a simpler form.
    """
    offered = rows.topics[:2]
    for name, row in rows.intents.items():
        if name in {*rows.acts, FALLBACK}:
            continue
        kind = row.subject
        about = (
            [None, *((kind, value) for value in rows.subjects.get(kind, {}))] if kind else [None]
        )
        for subject in about:
            memory = Memory(intent=name, subject=subject, destinations=row.destinations)
            yield moves.Answer(name, subject), memory
            for asked in (*get_args(Asked), *row.details, "detail", STANDS, SAME_WAY):
                yield moves.FollowUp(asked, name, subject), memory
            yield moves.Simpler(name, subject), memory
            yield moves.OtherChannel(channel, name, subject, whether=True), memory
        shown = f"answer_{name}:{channel}"
        seen = Memory(intent=name, destinations=row.destinations, told=shown, heard=(shown,))
        yield moves.FollowUp("ou", name), seen
        yield moves.Answer(name), Memory(crossed=True)
        for place in row.destinations:
            failed = Memory(intent=name, destinations=(place,), misses=1)
            tried = moves.NextStep("other_place", name, None, place, None, channel)
            yield tried, failed
            yield replace(tried, unseen=True), failed
        for way in ("there", "end"):
            yield moves.NextStep(way, name), Memory(intent=name, destinations=row.destinations)
    for kind, values in rows.subjects.items():
        for value, subject_row in values.items():
            for name in subject_row.intents:
                memory = Memory(intent=name, subject=(kind, value))
                yield moves.Answer(name, (kind, value)), memory
            if subject_row.sensitive:
                for before in range(3):
                    yield moves.Repair("person"), Memory(distress=(kind, value), fallbacks=before)
                for language in subject_row.foreign:
                    yield moves.Distress(rows.roles["urgent"], kind, value, language), Memory()
                    again = Memory(fallbacks=1)
                    yield moves.Distress(rows.roles["urgent"], kind, value, language), again
                yield moves.Noted(), Memory(distress=(kind, value))
                yield moves.Noted(helped=True), Memory(distress=(kind, value))
            if subject_row.said or subject_row.told_by:
                for name in rows.intents if kind == "besoin" else offered[:1]:
                    yield moves.Answer(name, (kind, value)), Memory(need=(kind, value))
                yield moves.Repair("person"), Memory(need=(kind, value))
            for asked in (*get_args(Asked), *subject_row.details):
                yield moves.FollowUp(asked, None, (kind, value)), Memory(subject=(kind, value))
        if kind == "danger":
            yield moves.Repair("person"), Memory(distress=(kind, ""))
    for place, destination in rows.destinations.items():
        found = destination.place(channel)
        for step in range(len(found.steps) if found else 0):
            memory = Memory(intent=offered[0], destinations=(place,), step=step + 1)
            yield moves.NextStep("step", offered[0], None, place, step, channel), memory
    for person in get_args(moves.Person):
        yield moves.Answer(offered[0], None, person), Memory(intent=offered[0])
    for name in (offered[0], rows.roles["contact"]):
        yield moves.NextStep("person", name), Memory()
    yield moves.NextStep("refused", rows.roles["contact"]), Memory()
    for response in shortened:
        said = Memory(intent=offered[0], told=response)
        yield moves.Simpler(offered[0], ("prestation", "rsa"), asked="duree"), said
    failed = Memory(intent=offered[0], destinations=rows.intents[offered[0]].destinations)
    for other in CHANNELS:
        yield moves.NextStep("other_channel", offered[0], channel=other), failed
    for name, question in rows.clarifications.items():
        yield moves.AskWhich(tuple(question.intents), None, name), Memory()
        asked = Memory(told=question.answer)
        yield moves.AskWhich(tuple(question.intents), simpler=True), asked
    yield moves.AskWhich(offered, simpler=True), Memory()
    yield moves.AskWhich(offered, ("prestation", "rsa")), Memory()
    yield moves.AskWhich(offered), Memory()
    yield moves.AskWhich(offered[:1]), Memory()
    yield moves.AskWhich((rows.roles["help"],)), Memory()
    yield moves.ExplainWord(None, named=True), Memory()
    for refused in (True, False):
        for stage in get_args(moves.Stage):
            yield moves.Repair(stage, offered, refused), Memory()
    for likely in (offered, offered[:1]):
        yield moves.Repair("readings", likely, likely=True), Memory()
    for language in rows.subjects["langue"]:
        said = Memory(told=f"answer_langue_{language} answer_autre_langue")
        yield moves.Aside("autre_langue", ("langue", language)), said
        yield moves.Answer(offered[0]), Memory(need=("langue", language))
    yield moves.Aside("autre_langue"), Memory(told="answer_autre_langue")
    for danger, dire in rows.subjects["danger"].items():
        silent = Memory(distress=("danger", danger), need=("besoin", "sourd"))
        yield moves.FollowUp("anonyme", rows.roles["urgent"], ("danger", danger)), silent
        for asked in dire.details:
            own = dire.answer_to(asked)
            if own is not None:
                move = moves.FollowUp(asked, rows.roles["urgent"], ("danger", danger))
                yield move, Memory(told=f"{own.answer}:web {own.answer}:app")
    for need in ("lecture", "sans_internet", "aveugle"):
        known = rows.subjects["besoin"][need]
        for one in (known.answer, *(own.answer for own in known.intents.values())):
            yield moves.Simpler(offered[0], ("besoin", need)), Memory(told=one)
    yield moves.Noted(), Memory()
    for asked in (SHORTEST, PRECISE):
        yield moves.FollowUp(asked, offered[0]), Memory(intent=offered[0])
    mute = Memory(distress=("defunt", "conjoint"), need=("besoin", "sourd"))
    yield moves.Noted(), mute
    hardship = next(name for name, one in rows.intents.items() if one.hardship)
    yield moves.Noted(thanked=True), Memory(intent=hardship)
    for name, detail in rows.details.items():
        if detail.general is not None:
            plain = next(
                intent
                for intent, row in rows.intents.items()
                if row.destinations and row.answer_to(name) is None
            )
            yield moves.FollowUp(name, plain), Memory(intent=plain)
    yield moves.OtherChannel(channel), Memory()
    yield moves.Without(offered[0], offered), Memory()
    yield moves.Drop(offered), Memory()


@pytest.fixture(scope="module")
def everything(
    tell: Tell, rows: Catalogue, content: Content
) -> dict[Channel, list[tuple[str, Any]]]:
    """What is said of each move, and the move, by channel."""
    simpler = [name for name in content.responses if name.endswith(SIMPLER)]
    names = [name.removesuffix(SIMPLER) for name in simpler]
    return {
        channel: [
            (str(move), tell(move, channel, memory))
            for move, memory in every_move(rows, channel, names)
        ]
        for channel in CHANNELS
    }


@pytest.fixture(scope="module", params=CHANNELS)
def told(
    request: pytest.FixtureRequest, everything: dict[Channel, list[tuple[str, Any]]]
) -> list[tuple[str, Any]]:
    """What is said on a channel."""
    return everything[request.param]


@pytest.fixture(scope="module")
def written(told: list[tuple[str, Any]]) -> list[Written]:
    """The move that led to each message, its response's name, and its text."""
    return [
        (move, response, worded.text)
        for move, turn in told
        for response, worded in zip(turn.responses, turn.worded, strict=True)
    ]


def test_every_answer_is_written_out(written: list[Written], rows: Catalogue) -> None:
    for cause, name, text in written:
        assert text.strip(), f"{cause}: « {name} » is empty"
        assert not re.search(r"[{}]|\bNone\b", text), f"{cause}: {text}"
    hints = {
        f"{place.hint}_{channel}" for place in rows.destinations.values() for channel in CHANNELS
    }
    assert {name for _, name, _ in written} >= set(needed_answers(rows)) - hints


def test_no_answer_holds_a_long_number(written: list[Written]) -> None:
    for cause, name, text in written:
        numbers = set(DIGITS.findall(text)) - PUBLIC_NUMBERS
        assert not numbers, f"{cause}: « {name} » holds {numbers}"


def test_no_answer_holds_an_amount(written: list[Written]) -> None:
    for cause, name, text in written:
        assert not AMOUNT.search(text), f"{cause}: « {name} »: {text}"


def test_no_answer_holds_an_address(written: list[Written]) -> None:
    for cause, name, text in written:
        assert not re.search(r"https?:|www\.|@", text), f"{cause}: « {name} »: {text}"


def test_personal_answers_say_that_the_file_cannot_be_seen(
    written: list[Written], rows: Catalogue
) -> None:
    personal = {f"answer_{name}" for name, intent in rows.intents.items() if intent.personal}
    texts = {name: text for _, name, text in written if name in personal}
    assert texts.keys() == personal
    for name, text in texts.items():
        assert any(words in text.lower() for words in CANNOT_SEE), f"« {name} »: {text}"


def test_every_response_of_the_domain_is_used(
    everything: dict[Channel, list[tuple[str, Any]]], domain: Domain
) -> None:
    ours = {name for name in domain.responses if not name.startswith("connector_")}
    said = {name for told in everything.values() for _, turn in told for name in turn.responses}
    assert said == ours


async def test_rasa_s_own_channels_get_the_same_words(
    told: list[tuple[str, Any]], domain: Domain
) -> None:
    """What `rasa shell` shows is filled by Rasa, with the words that go along."""
    generator = TemplatedNaturalLanguageGenerator(domain.responses)
    tracker = DialogueStateTracker("somebody", [])
    for move, turn in told:
        for message, named, worded in zip(turn.said, turn.named, turn.worded, strict=True):
            holes = HOLES
            words = {key: message[key] for key in holes if key in message}
            channel = named.channel or turn.channel
            answer = await generator.generate(message["response"], tracker, channel, **words)
            assert answer is not None, move
            # Of a brief message Rasa's own channels show the whole.
            shown = first_sentence(answer["text"]) if named.brief else answer["text"]
            assert shown == worded.text, move


def test_every_action_of_the_domain_is_there(content: Content, domain: Domain) -> None:
    assert set(actions_on(content, unread)) == set(domain.as_dict()["actions"])


def test_every_response_of_the_connectors_is_used(domain: Domain) -> None:
    theirs = {name for name in domain.responses if name.startswith("connector_")}
    errors = {f"connector_error_{code.name}" for code in Code}
    assert theirs == errors | set(SPOKEN_BY_CONNECTORS)


@pytest.mark.parametrize(
    ("text", "found"), [("0612345678", 1), ("06 12 34 56 78", 1), ("32 30", 0)]
)
def test_what_a_long_number_is(text: str, found: int) -> None:
    assert len(DIGITS.findall(text)) == found


@pytest.mark.parametrize(("text", "found"), [("243,50 €", 1), ("12 euros", 1), ("le 5 du mois", 0)])
def test_what_an_amount_is(text: str, found: int) -> None:
    assert len(AMOUNT.findall(text)) == found
