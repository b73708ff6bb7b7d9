"""Every line of both leaflets is answered, on both channels, and docs/coverage.md says how."""

from __future__ import annotations

import pytest

from assistant.coverage import (
    DOCUMENT,
    Answered,
    Expected,
    ask,
    document,
    lines,
    missed,
)
from bot.content.catalogue import CHANNELS, Catalogue
from bot.engine.agent import AssistantAgent

LINES = lines()


# Of 88 lines, so many may still be misread by the model; docs/coverage.md shows which.
MISREAD = 5


async def test_the_lines_are_answered(agent: AssistantAgent) -> None:
    wrong = [
        f"{asked.line.say} ({channel}): {what}"
        for asked in await ask(agent, LINES)
        for channel in CHANNELS
        for what in missed(asked.line.expected(channel), asked.on(channel))
    ]
    assert len({one.partition(" (")[0] for one in wrong}) <= MISREAD, "\n".join(wrong)


async def test_the_document_is_up_to_date(agent: AssistantAgent) -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert document(await ask(agent, LINES)) == written, "run: python -m assistant.coverage"


def test_no_question_is_asked_twice() -> None:
    assert len({line.say for line in LINES}) == len(LINES)


def test_only_is_said_of_what_the_catalogue_has_on_one_channel(rows: Catalogue) -> None:
    for line in LINES:
        for channel in CHANNELS:
            expected = line.expected(channel)
            places = [rows.destinations[name] for name in expected.destination]
            found = {place.place(channel) is None for place in places}
            assert not found or found == {expected.only}, line.say


CAME = Answered(("consulter_agenda",), "mon_agenda", ("answer",), "Ouvrez l’agenda", "Mon agenda")


@pytest.mark.parametrize(
    "expected",
    [
        Expected(intent="saluer"),
        Expected(destination="mes_droits"),
        Expected(says="le profil"),
        Expected(intent="consulter_agenda", only=True),
    ],
)
def test_each_kind_of_miss_is_told(expected: Expected) -> None:
    assert len(list(missed(expected, CAME))) == 1


def test_a_right_answer_misses_nothing() -> None:
    wanted = Expected(intent=("saluer", "consulter_agenda"), destination="mon_agenda", says="l'ag")
    assert not list(missed(wanted, CAME))


def test_what_is_only_on_the_other_channel_is_told_where_it_must_not_be() -> None:
    only = CAME._replace(responses=("answer", "channel_only_web"))
    assert len(list(missed(Expected(intent="consulter_agenda"), only))) == 1
