"""One turn as an action sees it: what was said, what is remembered, what can be answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.content import Content
from bot.content.catalogue import FALLBACK, Catalogue, Channel
from bot.content.wording import Named, Pointer, holes, pointers

# Kinds of subjects whose rows run from the gravest to the least grave.
BY_GRAVITY = frozenset({"danger", "defunt"})


class Turn:
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
    def intent(self) -> str:
        """The intent of the latest message."""
        name: str = self._tracker.latest_message["intent"]["name"]
        return name

    @property
    def missed(self) -> int:
        """How many times in a row the person was not helped before this turn."""
        return int(self.remembered("misses") or 0)

    def role(self, name: str) -> str:
        """The intent that has this role."""
        return self.catalogue.roles[name]

    def entity(self, kind: str) -> str | None:
        """The first value of an entity in the latest message, or None."""
        found: str | None = next(self._tracker.get_latest_entity_values(kind), None)
        return found

    def subject(self, kind: str | None) -> tuple[str, str] | None:
        """The subject of this kind that the latest message names: its kind and name, or None.

        Of several dangers or deaths the gravest; of several others the first said. A thing
        that belongs to another body names that body.
        """
        if kind is None:
            return None
        said = list(self._tracker.get_latest_entity_values(kind))
        if not said and kind == "organisme":
            return self._body_of(self.entity("objet"))
        if kind in BY_GRAVITY:
            said = [self.catalogue.gravest(kind, said)]
        known = [name for name in said if name and self.catalogue.subject(kind, name)]
        return (kind, known[0]) if known else None

    def _body_of(self, thing: str | None) -> tuple[str, str] | None:
        row = self.catalogue.subject("objet", thing) if thing else None
        return ("organisme", row.body) if row and row.body else None

    def remembered(self, slot: str) -> Any:
        """What an earlier turn left in a slot."""
        return self._tracker.get_slot(slot)

    def candidates(self) -> list[str]:
        """The intents that the latest message may mean and a button may suggest."""
        return self.content.choices.candidates(self._tracker.latest_message)

    def question(self) -> str | None:
        """The clarification that fits the latest message, or None."""
        return self.content.choices.question(self._tracker.latest_message)

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
            **holes(self.catalogue, ids, found),
        )

    def point(self, response: str, **named: Any) -> list[Pointer]:
        """Utter a response with the way to its destinations.

        When the way is only known on the other channel than the person's, a second message
        says so above it.

        Returns:
            The ways, the first one first.
        """
        found = self.pointers(named.get("destinations", ()))
        if not found or found[0].channel == self.channel:
            self.say(response, channel=self.channel, **named)
        else:
            kept = {
                name: named[name] for name in ("subject", "sensitive", "urgent") if name in named
            }
            self.say(response, **kept)
            self.say(f"answer_place_not_documented_{self.channel}", channel=self.channel, **named)
        return found


def offer(intents: Sequence[str]) -> list[str]:
    """These choices, and a last one to say that it is none of them."""
    return [*intents, FALLBACK]


def remember(**slots: Any) -> list[EventType]:
    """Events that set these slots."""
    return [SlotSet(name, value) for name, value in slots.items()]
