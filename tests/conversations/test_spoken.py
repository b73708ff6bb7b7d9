"""The conversations of tests/dialogue/conversations/, the whole way, with the trained model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.conversation import Conversation
from bot.engine.agent import AssistantAgent
from tests.dialogue.conversations import Said, Spoken, spoken

# Turns that the rules or the model do not yet play as they should, in each hundred.
RIGHT = 0.90
RIGHT_HARD = 0.95
RIGHT_BY_SKILL = 0.80


class Judge:
    """What does not hold of each turn of one conversation."""

    def __init__(self, agent: AssistantAgent, talk: Spoken, name: str) -> None:
        self._conversation = Conversation(agent, talk.channel, name, talk.page)
        self._talk = talk
        self._offered: set[str] = set()

    async def wrong(self) -> list[list[str]]:
        """For each turn, what is not as it should be."""
        return [await self._turn(said) for said in self._talk.turns]

    async def _turn(self, said: Said) -> list[str]:
        conversation = self._conversation
        if said.say is None:
            await conversation.dislike()
        else:
            await conversation.say(said.say)
        return list(self._broken(said))

    def _broken(self, said: Said) -> Iterator[str]:
        heard, shown = self._conversation.heard, self._conversation.shown
        assert heard is not None
        named = [message.get("custom") or {} for message in heard.outcome.messages]
        intents = [str(one["intent"]) for one in named if "intent" in one]
        subjects = ["/".join(one["subject"]) for one in named if "subject" in one]
        choices = [offer.payload[1:] for offer in heard.dressed.offers.values()]
        links = [link for message in shown for link in message.links or ()]
        reached = f"{intents} {self._conversation.responses} {choices}"
        if said.kind == ("two",) or "two" in said.kind:
            if not set(said.intent) <= {*intents, *choices}:
                yield f"both of {said.intent}: {reached}"
        elif said.intent and not {*said.intent} & {*intents}:
            yield f"intent {said.intent}: {reached}"
        if said.subject and not {*said.subject} & {*subjects}:
            yield f"subject {said.subject}: {subjects} {reached}"
        if said.channel and said.channel not in {one.get("channel") for one in named}:
            yield f"channel {said.channel}: {named}"
        if said.choices and tuple(choices[: len(said.choices)]) != said.choices:
            yield f"choices {said.choices}: {choices}"
        if said.response and not {*said.response} & {*self._conversation.responses}:
            yield f"response {said.response}: {reached}"
        for intent in said.never:
            if intent in {*intents, *choices}:
                yield f"never {intent}: {reached}"
        if said.new and self._offered & ({*choices} - {"refuser"}):
            yield f"offered again: {self._offered & {*choices}}"
        if said.person and not _person(choices, intents, links):
            yield f"no person within reach: {reached}"
        for kind in said.links:
            if kind not in {link.kind for link in links}:
                yield f"no link {kind}: {reached}"
        if said.first_link and (not links or links[0].id != said.first_link):
            yield f"first link {said.first_link}: {[link.id for link in links]}"
        if said.urgent and not any(message.urgent for message in shown):
            yield f"not urgent: {reached}"
        if said.sensitive and not heard.outcome.sensitive:
            yield f"not sensitive: {reached}"
        if "answer" in said.kind:
            self._offered = set()
        self._offered |= {*choices} - {"refuser"}


def _person(choices: list[str], intents: list[str], links: list[Any]) -> bool:
    return bool(
        {"contacter_caf", "parler_conseiller", "prendre_rendez_vous"} & {*choices, *intents}
    ) or any(link.kind == "tel" for link in links)


async def test_turns_are_right(agent: AssistantAgent) -> None:
    """Bars on all turns, on the hard moments and on each skill; every miss is listed."""
    told: list[str] = []
    shares: dict[str, tuple[int, int]] = {}
    for skill, talks in spoken().items():
        right = turns = 0
        for number, talk in enumerate(talks):
            judged = await Judge(agent, talk, f"{skill}-{number}").wrong()
            for said, wrong in zip(talk.turns, judged, strict=True):
                turns += 1
                right += not wrong
                told += [f"{skill} « {said.say} » {what}" for what in wrong]
        shares[skill] = right, turns
    right, turns = (sum(column) for column in zip(*shares.values(), strict=True))
    report = "\n".join([f"{right} of {turns}", *map(str, shares.items()), *told])
    print(report)
    assert right >= RIGHT * turns, report
    for skill, (well, all_of_it) in shares.items():
        bar = RIGHT_HARD if skill == "moments-difficiles" else RIGHT_BY_SKILL
        assert well >= bar * all_of_it, report
