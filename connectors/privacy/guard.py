"""The lock on the way out: only what the content holds may be said.

A message names its response, its destinations, its links and its choices; its words are
looked up here, in the content of the turn. So no word of the person, no amount and no
address can slip in, whatever an action does. What is left to refuse is a name that the
content does not hold, and a text of the content itself that leads astray.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pydantic import ValidationError

from bot.content import Content
from bot.content.catalogue import Channel
from bot.content.wording import Named, UnknownName, Worded, word
from connectors import metrics
from connectors.privacy.output import BotMessage
from connectors.privacy.redaction import redact

_SCHEME = re.compile(
    r"\b([a-z][a-z0-9+.-]*):(?=//|[^\s\d/]*\()|\b(javascript|data|vbscript|file):", re.IGNORECASE
)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s)>\]]+", re.IGNORECASE)
_HOST = re.compile(r"(?<![@\w.-])(?:[a-z0-9-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
_BARE_LINK = re.compile(r"\]\(\s*([^)\s]*)")
_VISIBLE = re.compile(r"[^\W_]")


class Breach(Exception):
    """A message that must not go out; `rule` names what it breaks."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Spoken(NamedTuple):
    """A message that may go out: what it names, and its words."""

    response: str
    named: Named
    worded: Worded


class Guard:
    """Words and checks the messages of one content."""

    def __init__(self, content: Content) -> None:
        self.content = content
        # Asked only for texts that the content holds, and those come again and again.
        self._rule_once = lru_cache(maxsize=1024)(self.rule_broken_by)

    def passed(
        self, messages: Iterable[dict[str, Any]], channel: Channel, turn: int = 0
    ) -> list[Spoken | None]:
        """The messages that may go out; None stands where the contact answer must."""
        checked: list[Spoken | None] = []
        for message in messages:
            try:
                checked.append(self.check(message, channel, turn))
            except Breach as breach:
                metrics.BREACHES.labels(breach.rule).inc()
                checked.append(None)
        return checked

    def check(self, raw: dict[str, Any], channel: Channel, turn: int = 0) -> Spoken:
        """One message in words, if it keeps every rule.

        Raises:
            Breach: with the rule it breaks.
        """
        try:
            message = BotMessage.parse_obj(raw)
        except (ValidationError, TypeError):
            # Not even a mapping by words: pydantic lets the second one through.
            raise Breach("shape") from None
        if message.utter_action is None:
            raise Breach("response")
        try:
            worded = word(self.content, message.utter_action, message.custom, channel, turn)
        except UnknownName as unknown:
            raise Breach(unknown.kind) from None
        rule = self._rule_once(worded.text)
        if rule is not None:
            raise Breach(rule)
        return Spoken(message.utter_action, message.custom, worded)

    def rule_broken_by(self, text: str) -> str | None:
        """What forbids a text of the content itself, or None (also asked by `check`)."""
        if not _VISIBLE.search(text):
            return "empty"
        if not self._hosts_allowed(text):
            return "host"
        return "digits" if redact(text).kinds else None

    def _hosts_allowed(self, text: str) -> bool:
        if _SCHEME.search(_URL.sub("", text)):
            return False
        for url in _URL.findall(text):
            parts = urlsplit(url)
            if parts.scheme != "https" or parts.username or not self._known_host(parts.hostname):
                return False
        for target in _BARE_LINK.findall(text):
            if not target.startswith("https://"):
                return False
        return all(
            self._known_host(host) or self._known_host(f"www.{host}")
            for host in _HOST.findall(_URL.sub("", text))
        )

    def _known_host(self, host: str | None) -> bool:
        return host is not None and host.lower() in self.content.catalogue.hosts
