"""What a message costs in the processor's milliseconds: read by the model, understood in its talk.

`python -m benchmarks.context` reads and plays the conversations of `tests/dialogue/conversations`
with the live archive, as many times as `--rounds` says; the best round counts, on one thread, as
a server runs. « Context » is what the dialogue adds to the reading of the message itself.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping

from threadpoolctl import threadpool_limits

from bot.content import Content
from bot.content.shelf import Shelf
from bot.dialogue import Dialogue, Memory, Reading
from bot.dialogue.pages import Pages
from bot.engine.light import import_for_serving
from tests.dialogue.conversations import Spoken, spoken


def cost(work: Callable[[], object], messages: int, rounds: int) -> float:
    """Milliseconds of this process's processor a message, of the best round."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return 1000 * best / messages


# A message, and if it follows an answer; None where its page may be meant.
Asked = tuple[str, bool | None]


def play(
    dialogue: Dialogue, pages: Pages, talks: list[Spoken], readings: Mapping[Asked, Reading]
) -> None:
    """Play every conversation, each message as it was read before."""
    for talk in talks:
        memory = Memory()
        for said in talk.turns:
            if said.say is not None:
                read = readings[said.say, pages.going_on(memory, talk.page)]
                _, memory = dialogue.play(read, memory, channel=talk.channel, page=talk.page)


def main() -> None:
    """Measure both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    threadpool_limits(limits=1, user_api="blas")
    import_for_serving()
    from bot.understanding import Interpreter

    live = Shelf().live()
    if live is None:
        parser.error("no model: run « assistant train » first")
    interpreter = Interpreter(live)
    talks = [talk for listed in spoken().values() for talk in listed]
    texts = [said.say for talk in talks for said in talk.turns if said.say is not None]
    readings = {
        (text, going_on): interpreter.read(text, going_on=going_on)
        for text in texts
        for going_on in (False, None, True)
    }

    def read(text: str, *, quick: bool = False) -> Reading:
        # A piece of a message is read once: only the rules are weighed here.
        if (text, True) not in readings:
            readings[text, True] = interpreter.read(text, going_on=True)
        return readings[text, True]

    content = Content.from_files()
    dialogue, pages = Dialogue.of(content, read), Pages(content.catalogue)
    play(dialogue, pages, talks, readings)
    rows = (
        ("read by the model", lambda: [interpreter.read(text) for text in texts], "1.5"),
        ("understood in its talk", lambda: play(dialogue, pages, talks, readings), "0.3"),
    )
    print(f"| {len(texts)} messages | CPU ms a message | wanted |\n|---|--:|--:|")
    for label, work, wanted in rows:
        print(f"| {label} | {cost(work, len(texts), rounds):.2f} | ≤ {wanted} |")


if __name__ == "__main__":
    main()
