"""Answer an intent: what to know, where to go, what may come next."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import ContentAction
from bot.actions.turn import Turn, remember
from bot.content.catalogue import Intent, Subject


class ActionOrient(ContentAction):
    """Say the intent's answer, with the way to its section on the person's channel."""

    def name(self) -> str:
        return "action_orient"

    def answer(self, turn: Turn) -> list[EventType]:
        name = turn.intent
        intent = turn.catalogue.intents[name]
        said = (intent.subject or "", turn.entity(intent.subject or "") or "")
        subject = turn.catalogue.subject(*said)
        destinations = list(intent.destinations)
        response = f"answer_{name}"
        if subject is not None:
            response = subject.answer or f"{response}_with_subject"
            if subject.destinations is not None:
                destinations = list(subject.destinations)
        found = turn.point(
            response,
            intent=name,
            destinations=destinations,
            subject=said if subject is not None else None,
            links=_links(intent, subject),
            choices=(subject and subject.follow_ups) or intent.follow_ups,
            sensitive=intent.sensitive or bool(subject and subject.sensitive),
            urgent=intent.urgent or bool(subject and subject.urgent),
        )
        return remember(
            last_intent=name,
            last_channel=found[0].channel if found else turn.channel,
            last_destinations=destinations,
            misses=0,
            offered=[],
            candidates=[other for other in turn.candidates() if other != name],
        )


def _links(intent: Intent, subject: Subject | None) -> list[str]:
    """The links that stand before those of the places."""
    own = (subject.phone, subject.link) if subject is not None else ()
    return [*intent.links, *(link for link in own if link is not None)]
