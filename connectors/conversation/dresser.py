"""From worded messages to the contract's, for one channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bot.content import Content
from bot.content.catalogue import Catalogue, Channel, Link
from bot.content.typography import typeset
from bot.content.wording import Named, Pointer, Worded, WordedChoice, WordedLink, word
from connectors.contract import schema
from connectors.contract.schema import Address, Choice, Handle, Message
from connectors.privacy.guard import Spoken

CONTACT_TEXT = "connector_contact"
OPEN_LABEL = "connector_open_in_app"
FALLBACK_LABEL = "connector_see_on_site"


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
    """Gives a channel's links, ids and choices to what the bot says, from one content."""

    def __init__(self, content: Content, channel: Channel, app_link_base: str | None) -> None:
        self._content = content
        self._channel = channel
        self._base = app_link_base if channel == "app" else None

    @property
    def _catalogue(self) -> Catalogue:
        return self._content.catalogue

    def dress(self, said: list[Spoken | None], turn: int) -> Dressed:
        """The messages to send; a None, which the guard left, becomes the contact answer, once."""
        messages: list[Message] = []
        offers: dict[str, Offer] = {}
        answers: dict[int, Answer] = {}
        allowed = [message for message in said if message is not None]
        if len(allowed) < len(said):
            messages.append(self.contact(f"m{turn}-0"))
        for place, spoken in enumerate(allowed, start=1):
            choices = _choices(spoken.worded.choices, turn, offers)
            message = self._message(f"m{turn}-{place}", spoken.worded)
            messages.append(
                message.copy(
                    update={"choices": choices or None, "urgent": spoken.named.urgent or None}
                )
            )
            if spoken.named.intent:
                answers[len(messages) - 1] = Answer(spoken.named.intent, spoken.response)
        return Dressed(messages, offers, answers)

    def contact(self, identifier: str) -> Message:
        """Where to find people at the Caf."""
        intent = self._catalogue.intents[self._catalogue.roles["contact"]]
        named = Named(destinations=intent.destinations)
        return self._message(identifier, word(self._content, CONTACT_TEXT, named, self._channel))

    def say(self, identifier: str, response: str) -> Message:
        """One of the connectors' own sentences."""
        return Message(id=identifier, text=self.sentence(response))

    def sentence(self, response: str, words: Mapping[str, str] | None = None) -> str:
        """What one of the connectors' own responses says."""
        return typeset(self._content.text(response, self._channel, words))

    def offer(self, intents: list[str], turn: int) -> tuple[list[Choice], dict[str, Offer]]:
        """Choices for these intents, and what each plays."""
        offers: dict[str, Offer] = {}
        worded = [
            WordedChoice(name, self._catalogue.intents[name].title_on(self._channel))
            for name in intents
        ]
        return _choices(worded, turn, offers), offers

    def _message(self, identifier: str, worded: Worded) -> Message:
        places = [self._place(pointer, worded.links) for pointer in worded.pointers]
        return Message(
            id=identifier,
            text=typeset(worded.text),
            path=places[0].path if places else None,
            places=places or None,
            links=self._links(worded) or None,
        )

    def _place(self, pointer: Pointer, links: list[WordedLink]) -> schema.Place:
        shown = {link.id for link in links}
        return schema.Place(
            label=typeset(pointer.label),
            path=[typeset(heading) for heading in pointer.place.path],
            steps=[typeset(step) for step in pointer.place.steps] or None,
            link=pointer.place.link if pointer.place.link in shown else None,
        )

    def _links(self, worded: Worded) -> list[schema.Link]:
        links = [self._link(link) for link in worded.links]
        first = worded.pointers[0].destination if worded.pointers else None
        if (
            first is not None
            and self._in_app(first)
            and not any(link.destination == first for link in worded.links)
        ):
            label = self.sentence(OPEN_LABEL, {"label": worded.pointers[0].label})
            own = schema.Link(id=first, kind="app", href=f"{self._base}{first}", label=label)
            links.insert(0, own)
        return links

    def _link(self, link: WordedLink) -> schema.Link:
        label = typeset(link.row.label)
        if link.destination is None or not self._in_app(link.destination):
            return schema.Link(id=link.id, kind=_kind(link.row), href=link.row.href, label=label)
        return schema.Link(
            id=link.id,
            kind="app",
            href=f"{self._base}{link.destination}",
            label=label,
            fallback=Address(
                kind="web",
                href=link.row.href,
                label=self.sentence(FALLBACK_LABEL),
            ),
        )

    def _in_app(self, destination: str) -> bool:
        return self._base is not None and self._catalogue.destinations[destination].app is not None


def _choices(worded: list[WordedChoice], turn: int, offers: dict[str, Offer]) -> list[Choice]:
    """The choices, numbered after those of the turn that are there; what each plays is added."""
    choices = []
    for choice in worded:
        key = f"c{turn}-{len(offers) + 1}"
        label = typeset(choice.label)
        offers[key] = Offer(f"/{choice.intent}", label)
        choices.append(Choice(id=key, label=label))
    return choices


def _kind(link: Link) -> schema.LinkKind:
    if link.scheme == "tel":
        return "tel"
    return "sms" if link.scheme == "sms" else "web"


def with_handles(messages: list[Message], handles: dict[int, str]) -> list[Message]:
    """The messages, each with the handle of its feedback, by position."""
    return [
        message.copy(update={"feedback": Handle(handle=handles[place])})
        if place in handles
        else message
        for place, message in enumerate(messages)
    ]
