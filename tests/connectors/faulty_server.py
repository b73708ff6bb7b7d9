"""`assistant serve` with actions that go wrong when the message asks for it.

`python faulty_server.py serve …` takes the same options. The product is untouched: only
the `run` of the actions of this process is wrapped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from assistant.cli import main
from bot.actions.base import ContentAction

BREAK, HANG, SILENT, TALK = "planter", "attendre", "se taire", "inventer"
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
        if SILENT in text:
            return []
        if TALK in text:
            dispatcher.utter_message(text=INVENTED)
            return []
        return run(self, dispatcher, tracker, domain)

    return spoilt


if __name__ == "__main__":
    ContentAction.run = spoiled(ContentAction.run)  # type: ignore[method-assign]
    main()
