"""`assistant serve` with actions that go wrong when the message asks for it.

`python faulty_server.py serve …` takes the same options. The product is untouched: only
the `run` of the actions of this process is wrapped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from assistant.cli import main
from bot.actions.base import ContentAction
from connectors.privacy.redaction import redact

BREAK, HANG, SILENT, TALK = "planter", "attendre", "se taire", "inventer"
SLOW, SLOW_SECONDS = "lentement", 1.5
# In this message the numbers are looked for longer than a turn may last.
ENDLESS = "interminable"
INVENTED = "Vous recevrez 512 € le 5, voyez http://exemple.invalid."


def spoiled(run: Callable[..., Any]) -> Callable[..., Any]:
    """An action's `run`, which fails as the message says."""

    async def spoilt(
        self: Action, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Any:
        text = tracker.latest_message.get("text") or ""
        if BREAK in text:
            raise ValueError(f"cannot answer « {text} »")
        if HANG in text:
            await asyncio.sleep(3600)
        if SLOW in text:
            await asyncio.sleep(SLOW_SECONDS)
        if SILENT in text:
            return []
        if TALK in text:
            dispatcher.utter_message(text=INVENTED)
            return []
        return run(self, dispatcher, tracker, domain)

    return spoilt


def slow(redact: Callable[..., Any]) -> Callable[..., Any]:
    """A redaction that takes as long as the message asks for, and holds everything up."""

    def slowed(text: str, *rest: Any) -> Any:
        if ENDLESS in text:
            time.sleep(SLOW_SECONDS)
        return redact(text, *rest)

    return slowed


if __name__ == "__main__":
    # Not above: the words are read by tests that go without Rasa.
    from connectors.conversation import talk

    talk.redact = slow(redact)  # type: ignore[attr-defined]
    ContentAction.run = spoiled(ContentAction.run)  # type: ignore[method-assign]
    main()
