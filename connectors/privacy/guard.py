"""The lock on the way out: only what the content holds may be said.

A message passes when its text is one of its response's texts, its holes filled with
words of the catalogue, and when its path, links and choices are the catalogue's own.
So no word of the person, no amount and no address can slip in, whatever an action does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from bot.catalogue import CHANNELS, Catalogue
from connectors import metrics
from connectors.conversation.output import BotMessage
from connectors.privacy.redaction import redact

Responses = Mapping[str, Iterable[Mapping[str, Any]]]

_HOLE = re.compile(r"\{[^\n{}]+\}")
_SCHEME = re.compile(
    r"\b([a-z][a-z0-9+.-]*):(?=//|[^\s\d/]*\()|\b(javascript|data|vbscript|file):", re.IGNORECASE
)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s)>\]]+", re.IGNORECASE)
_HOST = re.compile(r"(?<![@\w.-])(?:[a-z0-9-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
_BARE_LINK = re.compile(r"\]\(\s*([^)\s]*)")


class Breach(Exception):
    """A message that must not go out; `rule` names what it breaks."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Guard:
    """Checks messages against one version of the content."""

    def __init__(self, responses: Responses, catalogue: Catalogue) -> None:
        self._responses = responses
        self._catalogue = catalogue
        self._patterns: dict[str, list[re.Pattern[str]]] = {}
        # Asked only for texts that the content holds, and those come again and again.
        self._hosts_allowed_once = lru_cache(maxsize=1024)(self._hosts_allowed)
        self._paths = {
            tuple(place.path)
            for destination in catalogue.destinations.values()
            for place in map(destination.place, CHANNELS)
            if place is not None
        }
        self._payloads = {f"/{name}" for name in catalogue.intents}
        self._words = {
            *(destination.label for destination in catalogue.destinations.values()),
            *(subject.label for rows in catalogue.subjects.values() for subject in rows.values()),
            *(intent.title for intent in catalogue.intents.values()),
            *(" > ".join(path) for path in self._paths),
        }

    def passed(self, messages: Iterable[dict[str, Any]]) -> list[BotMessage | None]:
        """The messages that may go out; None stands where the contact answer must."""
        checked: list[BotMessage | None] = []
        for message in messages:
            try:
                checked.append(self.check(message))
            except Breach as breach:
                metrics.BREACHES.labels(breach.rule).inc()
                checked.append(None)
        return checked

    def check(self, raw: dict[str, Any]) -> BotMessage:
        """One message, if it keeps every rule.

        Raises:
            Breach: with the rule it breaks.
        """
        try:
            message = BotMessage.parse_obj({**raw, "custom": raw.get("custom") or {}})
        except ValidationError:
            raise Breach("shape") from None
        for rule in self._broken(message):
            raise Breach(rule)
        return message

    def _broken(self, message: BotMessage) -> Iterator[str]:
        if message.utter_action is None or message.utter_action not in self._responses:
            yield "response"
        elif not self._held(message.utter_action, message.text):
            yield "digits" if redact(message.text).kinds else "text"
        if not self._hosts_allowed_once(message.text):
            yield "host"
        yield from self._broken_links(message)
        path = tuple(message.custom.path)
        if path and path not in self._paths:
            yield "path"
        for button in message.buttons:
            if button.payload not in self._payloads or button.title not in self._words:
                yield "choice"

    def _broken_links(self, message: BotMessage) -> Iterator[str]:
        for link in message.custom.links:
            parts = urlsplit(link.href)
            known = self._catalogue.links.get(link.id)
            if parts.scheme != "https" or parts.hostname not in self._catalogue.hosts:
                yield "host"
            if known is None or (link.href, link.label) != (known.href, known.label):
                yield "link"
        destination = message.custom.destination
        for name in (destination, *(link.destination for link in message.custom.links)):
            if name is not None and name not in self._catalogue.destinations:
                yield "destination"

    def _held(self, response: str, text: str) -> bool:
        """If `text` is a text of `response`, with words of the catalogue in its holes."""
        if response not in self._patterns:
            self._patterns[response] = [
                _pattern(variation["text"])
                for variation in self._responses[response]
                if variation.get("text")
            ]
        for pattern in self._patterns[response]:
            match = pattern.fullmatch(text.strip())
            if match and all(word in self._words for word in match.groups()):
                return True
        return False

    def _hosts_allowed(self, text: str) -> bool:
        if _SCHEME.search(_URL.sub("", text)):
            return False
        for url in _URL.findall(text):
            parts = urlsplit(url)
            if (
                parts.scheme != "https"
                or parts.username
                or parts.hostname not in self._catalogue.hosts
            ):
                return False
        for target in _BARE_LINK.findall(text):
            if not target.startswith("https://"):
                return False
        return all(self._known_host(host) for host in _HOST.findall(_URL.sub("", text)))

    def _known_host(self, host: str) -> bool:
        host = host.lower()
        return host in self._catalogue.hosts or f"www.{host}" in self._catalogue.hosts


def _pattern(text: str) -> re.Pattern[str]:
    """A pattern of the texts that a response can become; each group is one filled hole."""
    parts = [re.escape(part) for part in _HOLE.split(text.strip())]
    return re.compile("(.+?)".join(parts), re.DOTALL)
