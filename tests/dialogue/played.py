"""Every conversation as the rules play it today: `python -m tests.dialogue.played` writes it again.

The readings are those of the live archive, kept beside it, so that the rules are tested without a
model; what a rule changes shows as the turns that come out otherwise (`played.json`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.content import Content
from bot.dialogue import Dialogue, Memory, Read, Reading
from tests.dialogue.conversations import Spoken, spoken

FILE = Path(__file__).with_name("played.json")
# Less than any rule listens to.
FAINTEST = 0.005

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


def play(talk: Spoken, content: Content, read: Read) -> Iterator[list[Any]]:
    """For each turn what is said, the move, and the memory after it."""
    dialogue = Dialogue(content.catalogue, content.choices, read)
    memory = Memory()
    for said in talk.turns:
        if said.say is None:
            move, memory = dialogue.disliked(memory, channel=talk.channel)
        else:
            move, memory = dialogue.play(
                read(said.say), memory, channel=talk.channel, page=talk.page
            )
        # What the action that says it would show.
        memory = memory.showing(
            destinations=memory.destinations, choices=dialogue.fitting(memory.choices, memory)
        )
        # Through its slot, as between two turns.
        memory = Memory.load(json.loads(json.dumps(memory.dump())))
        yield [said.say, repr(move), memory.dump()]


def talks() -> dict[str, Spoken]:
    return {one.title: one for listed in spoken().values() for one in listed}


def main() -> None:
    """Read every message, and every piece that a rule looks at, with the live archive."""
    from bot.content.shelf import Shelf
    from bot.engine.light import import_for_serving
    from bot.understanding import Interpreter

    import_for_serving()
    live = Shelf().live()
    assert live is not None, "No model in bot/models: run `assistant train` first."
    interpreter = Interpreter(live)
    readings: dict[str, Written] = {}

    def read(text: str) -> Reading:
        if text not in readings:
            found = interpreter.read(text)
            readings[text] = written(
                Reading(text, found.ranking, found.sure, tuple(found.entities))
            )
        return reading(text, readings[text])

    content = Content.from_files()
    played = {title: list(play(talk, content, read)) for title, talk in talks().items()}
    lines = [
        '{"readings": {',
        ",\n".join(f"{as_json(text)}: {as_json(readings[text])}" for text in sorted(readings)),
        '}, "played": {',
        ",\n".join(
            f"{as_json(title)}: [\n" + ",\n".join(map(as_json, turns)) + "]"
            for title, turns in played.items()
        ),
        "}}",
    ]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
