"""Answer an intent: what to know, where to go, what may come next."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import ContentAction
from bot.actions.turn import Turn, remember
from bot.content.catalogue import Intent, Subject, SubjectAnswer


class ActionOrient(ContentAction):
    """Say the intent's answer, with the way to its section on the person's channel."""

    def name(self) -> str:
        return "action_orient"

    def answer(self, turn: Turn) -> list[EventType]:
        name = turn.intent
        intent = turn.catalogue.intents[name]
        said = turn.subject(intent.subject)
        subject = turn.catalogue.subject(*said) if said else None
        change = subject.changes(name) if subject else SubjectAnswer()
        destinations = list(
            intent.destinations if change.destinations is None else change.destinations
        )
        response = change.answer or (f"answer_{name}_with_subject" if said else f"answer_{name}")
        found = turn.point(
            response,
            intent=name,
            destinations=destinations,
            subject=said,
            links=own_links(intent, subject),
            choices=change.follow_ups or intent.follow_ups,
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


def own_links(intent: Intent, subject: Subject | None) -> list[str]:
    """The links that stand before those of the places: the number that fits comes first."""
    if subject is None:
        return list(intent.links)
    own = (subject.phone, subject.link)
    return [*(subject.links or intent.links), *(link for link in own if link is not None)]
