"""One turn as an action sees it: what was said, what is remembered, what can be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.content import Content
from bot.content.catalogue import Catalogue, Channel
from bot.content.wording import Named, Pointer, holes, pointers

# Of an answer whose way is told by a second message: what is shown with the first only, and
# what goes with both.
FIRST = ("intent", "links", "brief")
BOTH = ("subject", "sensitive", "urgent", "fared")


class ActionTurn:
    """The message being answered, and the way to answer it, by id."""

    def __init__(
        self, content: Content, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        self.content = content
        self._dispatcher = dispatcher
        self._tracker = tracker

    @property
    def catalogue(self) -> Catalogue:
        return self.content.catalogue

    @property
    def channel(self) -> Channel:
        """The channel the person writes from; any other than the app shows web answers."""
        return "app" if self._tracker.get_latest_input_channel() == "app" else "web"

    @property
    def parsed(self) -> Mapping[str, Any]:
        """The latest message as the model read it, and what came with it."""
        message: Mapping[str, Any] = self._tracker.latest_message
        return message

    def role(self, name: str) -> str:
        """The intent that has this role."""
        return self.catalogue.roles[name]

    def remembered(self, slot: str) -> Any:
        """What an earlier turn left in a slot."""
        return self._tracker.get_slot(slot)

    def pointers(
        self, destinations: Sequence[str], channel: Channel | None = None
    ) -> list[Pointer]:
        """Where these destinations are, on the person's channel or another."""
        return pointers(self.catalogue, destinations, channel or self.channel)

    def say(self, response: str, **named: Any) -> None:
        """Utter a response, and name what goes with it (`bot.content.wording.Named`).

        The words and buttons that go along are for Rasa's own channels, such as
        `rasa shell`; ours read the ids alone.
        """
        ids = Named(**named)
        found = self.pointers(ids.destinations, ids.channel)
        self._dispatcher.utter_message(
            response=response,
            json_message=ids.wire(),
            buttons=[
                {
                    "title": self.catalogue.intents[name].title_on(self.channel),
                    "payload": f"/{self.catalogue.played_by(name)}",
                }
                for name in ids.choices
            ],
            **holes(self.catalogue, ids, found, self.channel),
        )

    def point(self, response: str, *, channel: Channel, again: bool = False, **named: Any) -> bool:
        """Utter a response with the way to its destinations on a channel.

        When the way is only known on the other channel, a second message says so above it; to
        whoever was just told a number, as another way.

        Args:
            again: it was said so before: in fewer words then.

        Returns:
            If there was such a second message.
        """
        found = self.pointers(named.get("destinations", ()), channel)
        if not found or found[0].channel == channel:
            self.say(response, channel=channel, **named)
            return False
        with_it = {name: named[name] for name in (*FIRST, *BOTH) if name in named}
        self.say(response, channel=channel, **with_it)
        way = {name: value for name, value in named.items() if name not in FIRST}
        called = any(
            self.catalogue.links[link].scheme == "tel" for link in with_it.get("links", ())
        )
        told = "again" if again else "also" if called else "only"
        self.say(f"channel_{told}_{found[0].channel}", **{**way, "channel": found[0].channel})
        return True
