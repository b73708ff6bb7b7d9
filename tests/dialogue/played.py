"""Every conversation as the rules play it today: `python -m tests.dialogue.played` writes it again.

The readings are a model's, kept beside it, so that the rules are tested without one; what a rule
changes shows as the turns that come out otherwise (`played.json`). With `--read`, the live archive
reads every message again; without, only what is new stays unread.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from bot.content import Content
from bot.dialogue import Dialogue, Memory, Read, Reading
from bot.dialogue.moves import Move
from bot.dialogue.pages import Pages
from tests.dialogue.conversations import Spoken, spoken

FILE = Path(__file__).with_name("played.json")
# Less than any rule listens to.
FAINTEST = 0.005

# Messages that no answer came before, those whose page may be meant, and all others: what each is
# for the classifier.
KINDS: Mapping[str, bool | None] = {"openings": False, "pages": None, "readings": True}

# A reading as JSON: ranking, sure, entities.
Written = tuple[list[tuple[str, float]], bool, list[tuple[str, str]]]


def written(reading: Reading) -> Written:
    ranking = [(name, round(share, 3)) for name, share in reading.ranking if share >= FAINTEST]
    return ranking, reading.sure, list(reading.entities)


def reading(text: str, kept: Written) -> Reading:
    ranking, sure, entities = kept
    return Reading(
        text,
        tuple((name, share) for name, share in ranking),
        sure,
        tuple((kind, value) for kind, value in entities),
    )


def reader(readings: Mapping[str, Written]) -> Read:
    """Reads what was kept; nothing of what is new."""

    def read(text: str, *, quick: bool = False) -> Reading:
        return reading(text, readings[text]) if text in readings else Reading(text)

    return read


def play(
    talk: Spoken, dialogue: Dialogue, pages: Pages, reads: Mapping[bool | None, Read]
) -> Iterator[list[Any]]:
    """For each turn what is said, the move, and the memory after it.

    Args:
        reads: reads a message, by if it goes on (`Pages.going_on`).
    """
    memory = Memory()
    for said in talk.turns:
        if said.say is None:
            move, memory = dialogue.disliked(memory, channel=talk.channel)
        else:
            reading = reads[pages.going_on(memory, talk.page)](said.say)
            move, memory = dialogue.play(reading, memory, channel=talk.channel, page=talk.page)
        # What the action that says it would show.
        memory = memory.showing(
            destinations=memory.destinations, choices=dialogue.fitting(memory.choices, memory)
        )
        # Through its slot, as between two turns.
        memory = Memory.load(json.loads(json.dumps(memory.dump())))
        yield [said.say, type(move).__name__, told(move), memory.dump()]


def told(move: Move) -> dict[str, object]:
    """What of a move is not as in any of its kind."""
    return {
        field.name: getattr(move, field.name)
        for field in fields(move)
        if field.default is MISSING or getattr(move, field.name) != field.default
    }


def talks() -> dict[str, Spoken]:
    return {one.title: one for listed in spoken().values() for one in listed}


def kept_readings() -> dict[str, dict[str, Written]]:
    """The messages as they were read, by their kind."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return {kind: kept.get(kind, {}) for kind in KINDS}


def of_the_live_archive() -> tuple[dict[str, Read], dict[str, dict[str, Written]]]:
    """What reads each kind with the model, and keeps what it read."""
    from bot.content.shelf import Shelf
    from bot.engine.light import import_for_serving
    from bot.understanding import Interpreter

    import_for_serving()
    live = Shelf().live()
    assert live is not None, "No model in bot/models: run `assistant train` first."
    interpreter = Interpreter(live)
    readings: dict[str, dict[str, Written]] = {kind: {} for kind in KINDS}

    def reads(kind: str) -> Read:
        kept = readings[kind]

        def read(text: str, *, quick: bool = False) -> Reading:
            if text not in kept:
                kept[text] = written(interpreter.read(text, going_on=KINDS[kind]))
            return reading(text, kept[text])

        return read

    return {kind: reads(kind) for kind in KINDS}, readings


def main(*options: str) -> None:
    """Play every conversation and write what came of it."""
    if "--read" in options:
        reads, readings = of_the_live_archive()
    else:
        readings = kept_readings()
        reads = {kind: reader(kept) for kind, kept in readings.items()}
    content = Content.from_files()
    dialogue, pages = Dialogue.of(content, reads["readings"]), Pages(content.catalogue)
    by_place = {KINDS[kind]: read for kind, read in reads.items()}
    played = {title: list(play(talk, dialogue, pages, by_place)) for title, talk in talks().items()}
    lines = [
        "{",
        *(f'"{kind}": {{\n{_listed(kept)}\n}},' for kind, kept in readings.items()),
        '"played": {',
        ",\n".join(
            f"{as_json(title)}: [\n" + ",\n".join(map(as_json, turns)) + "]"
            for title, turns in played.items()
        ),
        "}}",
    ]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _listed(kept: Mapping[str, Written]) -> str:
    return ",\n".join(f"{as_json(text)}: {as_json(kept[text])}" for text in sorted(kept))


def as_json(value: object) -> str:
    # Two requests are a move that holds two.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=told)


if __name__ == "__main__":
    main(*sys.argv[1:])
