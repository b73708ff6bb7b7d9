"""From the bot's messages to the contract's, for one channel."""

from __future__ import annotations

from typing import NamedTuple

from bot.catalogue import Catalogue, Channel
from connectors.contract.schema import Address, Choice, Handle, Link, Message
from connectors.conversation.output import BotLink, BotMessage

CONTACT_DESTINATION = "contacter_caf"
CONTACT_TEXT = (
    "Je ne peux pas répondre à cela ici. Vous pouvez joindre votre Caf dans la rubrique "
    "Contacter ma Caf, ou par téléphone au 32 30."
)


class Answer(NamedTuple):
    """What an opinion on a message is about."""

    intent: str
    response: str | None


class Offer(NamedTuple):
    """What a choice plays, and how it is shown."""

    payload: str
    label: str


class Dressed(NamedTuple):
    """The messages of a turn, what each choice plays, and which intent each message answers."""

    messages: list[Message]
    offers: dict[str, Offer]
    answers: dict[int, Answer]


class Dresser:
    """Gives a channel's links, ids and choices to what the bot says."""

    def __init__(self, catalogue: Catalogue, channel: Channel, app_link_base: str | None) -> None:
        self._catalogue = catalogue
        self._channel = channel
        self._base = app_link_base if channel == "app" else None

    def dress(self, said: list[BotMessage | None], turn: int) -> Dressed:
        """The messages to send; a None, which the guard left, becomes the contact answer, once."""
        messages: list[Message] = []
        offers: dict[str, Offer] = {}
        answers: dict[int, Answer] = {}
        allowed = [message for message in said if message is not None]
        if len(allowed) < len(said):
            messages.append(self.contact(f"m{turn}-0"))
        for place, message in enumerate(allowed, start=1):
            choices = self._choices(message, turn, offers)
            messages.append(
                Message(
                    id=f"m{turn}-{place}",
                    text=message.text.strip(),
                    path=message.custom.path or None,
                    links=self._links(message) or None,
                    choices=choices or None,
                )
            )
            if message.custom.intent:
                answers[len(messages) - 1] = Answer(message.custom.intent, message.utter_action)
        return Dressed(messages, offers, answers)

    def contact(self, identifier: str) -> Message:
        """Where to find people at the Caf."""
        place = self._catalogue.destinations[CONTACT_DESTINATION].web
        link = self._catalogue.links[place.link] if place and place.link else None
        return Message(
            id=identifier,
            text=CONTACT_TEXT,
            path=list(place.path) if place else None,
            links=[Link(id=place.link, kind="web", href=link.href, label=link.label)]
            if place and place.link and link
            else None,
        )

    def offer(self, intents: list[str], turn: int) -> tuple[list[Choice], dict[str, Offer]]:
        """Choices for these intents, and what each plays."""
        offers = {
            f"c{turn}-{place}": Offer(f"/{name}", self._catalogue.intents[name].title)
            for place, name in enumerate(intents, start=1)
        }
        return [Choice(id=key, label=offer.label) for key, offer in offers.items()], offers

    def _choices(self, message: BotMessage, turn: int, offers: dict[str, Offer]) -> list[Choice]:
        choices = []
        for button in message.buttons:
            key = f"c{turn}-{len(offers) + 1}"
            offers[key] = Offer(button.payload, button.title)
            choices.append(Choice(id=key, label=button.title))
        return choices

    def _links(self, message: BotMessage) -> list[Link]:
        links = [self._link(link) for link in message.custom.links]
        destination = message.custom.destination
        if (
            destination
            and self._in_app(destination)
            and not any(link.destination == destination for link in message.custom.links)
        ):
            label = f"Ouvrir {self._catalogue.destinations[destination].label}"
            links.insert(
                0, Link(id=destination, kind="app", href=f"{self._base}{destination}", label=label)
            )
        return links

    def _link(self, link: BotLink) -> Link:
        if link.destination is None or not self._in_app(link.destination):
            return Link(id=link.id, kind="web", href=link.href, label=link.label)
        return Link(
            id=link.id,
            kind="app",
            href=f"{self._base}{link.destination}",
            label=link.label,
            fallback=Address(kind="web", href=link.href, label="Voir sur le site"),
        )

    def _in_app(self, destination: str) -> bool:
        return self._base is not None and self._catalogue.destinations[destination].app is not None


def with_handles(messages: list[Message], handles: dict[int, str]) -> list[Message]:
    """The messages, each with the handle of its feedback, by position."""
    return [
        message.copy(update={"feedback": Handle(handle=handles[place])})
        if place in handles
        else message
        for place, message in enumerate(messages)
    ]
