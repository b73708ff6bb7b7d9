"""A decision about messages: what they teach is written first, then they are settled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.content.validated import folded
from storage.inbox import Decided
from workbench.errors import Changed, Refused
from workbench.files.intents import NewIntent
from workbench.pages.doors import Visit

if TYPE_CHECKING:
    from workbench.app import Bench

LONGEST_EXAMPLE = 300
MASK = "•••"
# The example is also a correction: running servers know it before the next training.
AT_ONCE = "at_once"
# What the buttons of a card decide, and which of them are about an intent.
CHOSEN = ("intent", AT_ONCE, "wording", "not_ours", "delete")
ABOUT_AN_INTENT = ("intent", AT_ONCE, "wording")
GONE = "Une autre personne vient de traiter ces messages."
_NAMES = {
    "intent": "message : exemple",
    "created": "message : nouvelle intention",
    "wording": "message : à reformuler",
    "reworded": "message : réponse reformulée",
    "not_ours": "message : pas pour nous",
    "delete": "message : supprimé",
}


def groups_of(values: Iterable[str]) -> list[tuple[str, int]]:
    """Groups as forms name them: each with the newest message that was shown."""
    found = []
    for value in values:
        last, mark, alike = value.partition("|")
        if mark and last.isascii() and last.isdigit() and len(last) < 18:
            found.append((alike, int(last)))
    return found


class Deciding:
    """Decisions, and taking them back."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def decide(
        self,
        visit: Visit,
        groups: list[tuple[str, int]],
        kind: Any,
        intent: str | None,
        phrase: str,
    ) -> list[str]:
        """Decide about groups; each has a decision of its own, so that each can be undone.

        Args:
            phrase: the example that a single group becomes, after a last edit.

        Returns:
            The decisions that were made; none when others were faster.

        Raises:
            Refused: an example does not hold. What was decided before it stays decided.
        """
        made = []
        for alike, last in groups:
            example = None
            if kind in ("intent", AT_ONCE):
                example = phrase if len(groups) == 1 else await self._text(alike)
            decision = await self._one(visit, alike, last, kind, intent, example)
            if decision is not None:
                made.append(decision)
        return made

    async def create(self, visit: Visit, group: tuple[str, int], wanted: NewIntent) -> str | None:
        """Make an intent from the messages of a group, and settle them.

        Returns:
            The decision; None when others were faster: then there is no new intent either.

        Raises:
            Refused: something in the form does not hold; nothing is written or settled.
        """
        bench = self._bench
        for text in filter(None, map(str.strip, wanted.examples)):
            _refuse(text)
        made = await asyncio.to_thread(bench.editing.families.create, wanted, visit.author)
        decision, count = await bench.database.call(
            bench.inbox.settle, [group], "created", visit.me.person.id, intent=made
        )
        if not count:
            await asyncio.to_thread(bench.editing.families.unmake, made, visit.author)
            return None
        await bench.note(visit.me.person.name, _NAMES["created"], made)
        return str(decision)

    async def undo(self, visit: Visit, decisions: list[str]) -> list[str]:
        """Take decisions back: what they taught goes, the messages wait again.

        Returns:
            The new intents that stay, because somebody worked on them since.

        Raises:
            Refused: an example cannot go any more.
        """
        bench = self._bench
        stay = []
        for name in decisions:
            found = await bench.database.call(bench.inbox.decision, name)
            if found is None:
                continue
            await asyncio.to_thread(self._take_back, found)
            if found.kind == "created" and found.intent:
                unmake = bench.editing.families.unmake
                if not await asyncio.to_thread(unmake, found.intent, visit.author):
                    stay.append(found.intent)
            if found.intent and found.example:
                # Somebody may have moved it since: then only the messages come back.
                with suppress(Changed):
                    await asyncio.to_thread(
                        bench.editing.remove_example, found.intent, found.example, visit.author
                    )
            await bench.database.call(bench.inbox.take_back, name)
            await bench.note(visit.me.person.name, "décision annulée", _NAMES[found.kind])
        return stay

    async def _one(
        self,
        visit: Visit,
        alike: str,
        last: int,
        kind: Any,
        intent: str | None,
        example: str | None,
    ) -> str | None:
        bench = self._bench
        told = "message : corrigé tout de suite" if kind == AT_ONCE else _NAMES[kind]
        if example is not None:
            _refuse(example)
        corrected = example if kind == AT_ONCE else None
        if example is not None and kind == AT_ONCE:
            kind = "intent"
            if not await asyncio.to_thread(self._correct, intent or "", example, visit):
                # It was an example before, and stays one when this is undone.
                example = None
        elif example is not None and not await asyncio.to_thread(
            self._teach, intent or "", example, visit
        ):
            example = None
        decision, count = await bench.database.call(
            bench.inbox.settle,
            [(alike, last)],
            kind,
            visit.me.person.id,
            intent=intent if kind in ABOUT_AN_INTENT else None,
            example=example,
        )
        if not count:
            if corrected is not None:
                await asyncio.to_thread(bench.models.corrections.take_back, corrected)
            if example is not None:
                await asyncio.to_thread(
                    bench.editing.remove_example, intent or "", example, visit.author
                )
            return None
        await bench.note(visit.me.person.name, told, intent or "")
        return str(decision)

    async def settled_at_once(self, decided: Iterable[Decided]) -> set[str]:
        """Which of these decisions are corrections that the servers answer by now."""
        known = await asyncio.to_thread(self._corrected)
        return {
            one.id
            for one in decided
            if one.kind == "intent"
            and known.get(folded(one.example or one.text or "")) == one.intent
        }

    def _corrected(self) -> dict[str, str]:
        every = self._bench.models.corrections.all()
        return {folded(text): intent for text, intent in every.items()}

    def _correct(self, intent: str, example: str, visit: Visit) -> bool:
        """Put a sentence right; returns if it is a new example."""
        bench = self._bench
        is_new = not any(one.exact for one in bench.editing.examples.doubles(example))
        bench.models.corrections.correct(example, intent, visit.author)
        return is_new

    def _teach(self, intent: str, example: str, visit: Visit) -> bool:
        """Make a sentence an example of an intent; returns if it is a new one.

        It is one already when the inbox could not be told of it: the process was killed in
        between, or the database was away.
        """
        editing = self._bench.editing
        doubles = editing.examples.doubles(example)
        if any(one.exact and one.intent == intent for one in doubles):
            return False
        editing.add_example(intent, example, visit.author)
        return True

    def _take_back(self, found: Decided) -> None:
        said = found.example or found.text or ""
        if found.kind == "intent" and self._corrected().get(folded(said)) == found.intent:
            self._bench.models.corrections.take_back(said)

    async def _text(self, alike: str) -> str:
        messages = await self._bench.database.call(self._bench.inbox.members, alike, 1)
        if not messages:
            raise Refused(GONE)
        return str(messages[0].text)


def _refuse(example: str) -> None:
    """Raise Refused for what is no example, whatever it means."""
    if not example:
        raise Refused("L'exemple est vide.")
    if len(example) > LONGEST_EXAMPLE:
        raise Refused(f"Un exemple a {LONGEST_EXAMPLE} caractères au plus. Gardez l'essentiel.")
    if MASK in example:
        raise Refused(
            f"L'exemple contient « {MASK} », qui cache une donnée personnelle."
            " Remplacez-le ou enlevez-le."
        )
