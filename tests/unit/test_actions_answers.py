"""Every answer of every intent, written out as the person reads it, on both channels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.check import SPOKEN_BY_CONNECTORS, needed_answers
from bot.content import Content
from bot.content.catalogue import CHANNELS, Catalogue
from bot.engine.actions import actions_on
from connectors.contract.errors import Code

Play = Callable[..., Any]
Written = tuple[str, str, str]

# The address to which a suspect text message is forwarded in France: nobody's data.
PUBLIC_NUMBERS = {"33700"}
# How an answer may say that the assistant has no access to the file.
CANNOT_SEE = (
    "je ne vois pas",
    "je ne peux pas voir",
    "je ne peux pas lire",
    "je ne peux ni voir",
    "je n'ai pas accès",
    "je ne peux pas savoir",
)
DIGITS = re.compile(r"\d(?:[ .\u00a0\u202f-]?\d){4,}")
AMOUNT = re.compile(r"\d\s*(?:€|eur\b|euros?\b)", re.IGNORECASE)


@pytest.fixture(scope="module")
def generator(domain: Domain) -> TemplatedNaturalLanguageGenerator:
    return TemplatedNaturalLanguageGenerator(domain.responses)


@pytest.fixture
def situations(
    content: Content, rows: Catalogue, play: Play
) -> Callable[[str], Iterator[tuple[str, Any]]]:
    """Every turn the catalogue can lead to on a channel, by what leads to it."""
    runs = {name: type(run.__self__) for name, run in actions_on(content).items()}  # type: ignore[attr-defined]
    section = {"last_intent": "consulter_dettes"}

    def each(channel: str) -> Iterator[tuple[str, Any]]:
        for name, intent in rows.intents.items():
            yield name, play(runs[intent.action], name, channel=channel)
            yield name, play(runs[intent.action], name, channel=channel, **section)
            for value in rows.subjects[intent.subject] if intent.subject else ():
                said = [(intent.subject, value)]
                yield (
                    f"{name} {value}",
                    play(runs[intent.action], name, channel=channel, entities=said),
                )
        for name, intent in rows.intents.items():
            if intent.destinations:
                for asked in CHANNELS:
                    yield (
                        f"{name} {asked}",
                        play(
                            runs["action_help_find"],
                            channel=channel,
                            last_intent=name,
                            last_channel=asked,
                        ),
                    )
                    said = [("canal", asked)]
                    yield (
                        f"{name} {asked}",
                        play(
                            runs["action_change_channel"],
                            channel=channel,
                            entities=said,
                            last_intent=name,
                        ),
                    )
        for name, clarification in rows.clarifications.items():
            yield name, play(runs["action_clarify"], channel=channel, text=clarification.terms[0])
        offered = {"offered": ["consulter_dettes"]}
        yield "oui", play(runs["action_confirm"], channel=channel, **offered)
        yield "non", play(runs["action_deny"], channel=channel, candidates=["consulter_dettes"])
        for action in ("action_suggest", "action_hand_over", "action_list_topics"):
            yield action, play(runs[action], channel=channel, ranking=["consulter_dettes"])

    return each


@pytest.fixture(params=["web", "app"])
async def written(
    request: pytest.FixtureRequest,
    generator: TemplatedNaturalLanguageGenerator,
    situations: Callable[[str], Iterator[tuple[str, Any]]],
) -> list[Written]:
    """What led to each message, its response's name, and its text."""
    channel = request.param
    tracker = DialogueStateTracker("somebody", [])
    found = []
    for cause, turn in situations(channel):
        for message in turn.messages:
            said = {key: message[key] for key in ("subject", "label", "steps") if key in message}
            name = message["response"]
            answer = await generator.generate(name, tracker, channel, **said)
            assert answer is not None, f"{cause}: « {name} » is not in the domain"
            found.append((cause, name, answer["text"]))
    return found


def test_every_answer_is_written_out(written: list[Written], rows: Catalogue) -> None:
    for cause, name, text in written:
        assert text.strip(), f"{cause}: « {name} » is empty"
        assert not re.search(r"[{}]|\bNone\b", text), f"{cause}: {text}"
    assert {name for _, name, _ in written} >= set(needed_answers(rows))


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


def test_every_response_of_the_domain_is_used(written: list[Written], domain: Domain) -> None:
    ours = {name for name in domain.responses if not name.startswith("connector_")}
    assert {name for _, name, _ in written} == ours


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
