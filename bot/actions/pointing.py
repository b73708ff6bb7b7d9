"""From an intent and a channel to what the person is shown: path, links, choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rasa_sdk.executor import CollectingDispatcher

from bot.catalogue import Catalogue, Channel, Destination, Intent, Place, Subject, other_channel


class Pointer(NamedTuple):
    """A destination as it is reached on the channel where it is documented."""

    destination: str
    label: str
    channel: Channel
    place: Place


def pointer(catalogue: Catalogue, name: str, channel: Channel) -> Pointer:
    """Where `name` is, on `channel` if the leaflets say so, else on the other one."""
    destination: Destination = catalogue.destinations[name]
    place = destination.place(channel)
    if place is None:
        channel = other_channel(channel)
        place = destination.place(channel)
    assert place is not None, "the catalogue refuses a destination without a channel"
    return Pointer(name, destination.label, channel, place)


def pointers(catalogue: Catalogue, destinations: Sequence[str], channel: Channel) -> list[Pointer]:
    """These destinations in order, each way to go once."""
    found: list[Pointer] = []
    for name in destinations:
        candidate = pointer(catalogue, name, channel)
        if all(candidate.place.path != earlier.place.path for earlier in found):
            found.append(candidate)
    return found


def subject_of(catalogue: Catalogue, intent: Intent, value: str | None) -> Subject | None:
    """The benefit, body or document that the answer to `intent` may name, if it was said."""
    if intent.subject is None or value is None:
        return None
    return catalogue.subjects.get(intent.subject, {}).get(value)


def envelope(
    catalogue: Catalogue,
    intent_name: str,
    found: list[Pointer],
    subject: Subject | None = None,
) -> dict[str, Any]:
    """The part of a message that is not text.

    Returns:
        `intent`, `path` (words of the first destination), `channel` (where that path
        is), and `links`, each `{id, destination, label, href}` without doubles; on the
        app, a destination's link is the website's, for want of a known deep link.
    """
    links: list[dict[str, Any]] = []
    if subject and subject.link:
        links.append(_link(catalogue, subject.link, None))
    for place in found:
        identifier = place.place.link
        if identifier is None:
            website = catalogue.destinations[place.destination].web
            identifier = website.link if website else None
        if identifier and all(link["id"] != identifier for link in links):
            links.append(_link(catalogue, identifier, place.destination))
    return {
        "intent": intent_name,
        "path": list(found[0].place.path) if found else [],
        "channel": found[0].channel if found else None,
        "destination": found[0].destination if found else None,
        "links": links,
    } | ({"sensitive": True} if subject and subject.sensitive else {})


def say(
    dispatcher: CollectingDispatcher,
    response: str,
    way: dict[str, Any],
    channel: Channel,
    buttons: list[dict[str, str]],
    **words: str,
) -> None:
    """Utter a response with its way.

    When the way is only known on the other channel than the person's, a second message
    says so above it.

    Args:
        way: what `envelope` made.
        words: what fills the response's holes.
    """
    shown: dict[str, Any] = {"json_message": way, "buttons": buttons}
    if way["channel"] in (None, channel):
        dispatcher.utter_message(response=response, **words, **shown)
        return
    dispatcher.utter_message(response=response, **words)
    dispatcher.utter_message(response=f"answer_place_not_documented_{channel}", **shown)


def _link(catalogue: Catalogue, identifier: str, destination: str | None) -> dict[str, Any]:
    link = catalogue.links[identifier]
    return {
        "id": identifier,
        "destination": destination,
        "label": link.label,
        "href": link.href,
    }
