"""The examples of the intents: seen, added, changed, moved to another intent, taken away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bot.check import SIMILAR
from bot.content.examples import Example
from bot.content.measures import MEASURES
from bot.evaluation import read_cases
from bot.nlu.normalise import words
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.lists import Lines, clean, rewritten
from workbench.files.workspace import Draft, Workspace, fold

_ANNOTATION = re.compile(r"\[[^\]]*\]\s*[({]")
# Fewer words share too many by chance.
_FEWEST = 5
_SHOWN = 60


class Double(NamedTuple):
    """An example that says the same as a sentence, or nearly."""

    text: str
    intent: str
    exact: bool


class Examples:
    """The examples of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def of(self, intent: str) -> list[str]:
        """The examples of an intent, in the order of the files."""
        return [one.text for one in self._of(intent)]

    def counts(self) -> Mapping[str, int]:
        """How many examples each intent has."""
        counts: dict[str, int] = {}
        for taught in self._workspace.taught().values():
            for intent, count in taught.counts.items():
                counts[intent] = counts.get(intent, 0) + count
        return counts

    def doubles(self, text: str, intent: str | None = None) -> list[Double]:
        """The examples that say the same as a text, then those of `intent` that nearly do."""
        folded = fold(text)
        same = [
            Double(found.text, found.intent, True)
            for taught in self._workspace.taught().values()
            if (found := taught.by_words.get(folded)) is not None
        ]
        mine = frozenset(folded.split())
        if intent is None or len(mine) < _FEWEST:
            return same
        return same + [
            Double(other, intent, False)
            for other in self.of(intent)
            if (theirs := frozenset(words(other).split()))
            and len(mine & theirs) >= SIMILAR * len(mine | theirs)
            and fold(other) != folded
        ]

    def add(self, intent: str, texts: Iterable[str], author: Author) -> None:
        """Teach an intent these sentences.

        Raises:
            Refused: one of them does not hold, or is an example already.
        """
        sentences = [clean(text) for text in texts]

        def edit(draft: Draft) -> None:
            self.plan(draft, added={intent: sentences})

        what = f"{_phrases(len(sentences), 'ajoutée')} à « {self._title(intent)} »"
        self._workspace.change(author, _told(what, sentences), [_block(intent)], edit)

    def edit(self, intent: str, old: str, new: str, author: Author) -> None:
        """Write an example in other words.

        Raises:
            Refused: the new words do not hold.
            Changed: the example is not there any more.
        """
        sentence = clean(new)

        def edit(draft: Draft) -> None:
            self._still(intent, [old])
            if sentence != old:
                self.plan(draft, replaced={(intent, old): sentence})

        what = f"Phrase changée dans « {self._title(intent)} »"
        self._workspace.change(author, _told(what, [sentence]), [_block(intent)], edit)

    def move(self, source: str, target: str, texts: Sequence[str], author: Author) -> None:
        """Move examples from one intent to another.

        Raises:
            Refused: nothing would be left, or one of them does not hold there.
            Changed: one of them is not there any more.
        """

        def edit(draft: Draft) -> None:
            self._still(source, texts)
            moved = list(dict.fromkeys(texts))
            gone = {(source, text) for text in moved}
            self.plan(draft, added={target: moved}, removed=gone)

        if source == target:
            return
        between = f"de « {self._title(source)} » vers « {self._title(target)} »"
        what = f"{_phrases(len(texts), 'déplacée')} {between}"
        self._workspace.change(author, _told(what, texts), [_block(source), _block(target)], edit)

    def remove(self, intent: str, texts: Sequence[str], author: Author) -> None:
        """Take examples away.

        Raises:
            Refused: nothing would be left.
            Changed: one of them is not there any more.
        """

        def edit(draft: Draft) -> None:
            self._still(intent, texts)
            self.plan(draft, removed={(intent, text) for text in texts})

        what = f"{_phrases(len(texts), 'retirée')} de « {self._title(intent)} »"
        self._workspace.change(author, _told(what, texts), [_block(intent)], edit)

    def plan(
        self,
        draft: Draft,
        *,
        added: Mapping[str, Sequence[str]] | None = None,
        replaced: Mapping[tuple[str, str], str] | None = None,
        removed: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Change examples in a draft, all in one pass.

        Args:
            added: sentences by intent; they must be `clean`.
            replaced: the new words of an example, by its intent and its old ones.
            removed: intents and examples.

        Raises:
            Refused: what would be written does not hold.
        """
        added, replaced, gone = added or {}, replaced or {}, set(removed)
        self._check(added, replaced, gone)
        files: dict[str, Lines] = {}
        homes = self._homes()
        for intent, texts in added.items():
            if intent not in homes:
                raise Refused(f"L'intention « {intent} » n'a pas de liste d'exemples.")
            files.setdefault(homes[intent][-1], Lines()).added[intent] = list(texts)
        for key in gone:
            for name in homes.get(key[0], ()):
                files.setdefault(name, Lines()).removed.add(key)
        for key, text in replaced.items():
            for name in homes.get(key[0], ()):
                files.setdefault(name, Lines()).replaced[key] = text
        for name, lines in files.items():
            draft.put(name, rewritten(name, draft.read(name), "intent", lines))

    def refuse(self, intent: str, texts: Sequence[str]) -> None:
        """Raise Refused when one of these may not become an example of an intent."""
        self._check({intent: texts}, {}, set())

    def faults(self, text: str) -> Iterator[str]:
        """Why a sentence may not be an example, whatever the intent, in French."""
        if _ANNOTATION.search(text):
            yield "pas d'annotation [..](..) : les mots sont reconnus par les listes"
        if fold(text) in self._measured:
            yield "elle sert à mesurer l'assistant, il ne doit pas l'apprendre"
        kept = self._workspace.checks.of_example(text)
        if kept is not None:
            yield kept

    @cached_property
    def _measured(self) -> frozenset[str]:
        """The messages that models are measured on, folded."""
        return frozenset(
            fold(case.text) for one in MEASURES if one.gates for case in read_cases(one.path)
        )

    def _check(
        self,
        added: Mapping[str, Sequence[str]],
        replaced: Mapping[tuple[str, str], str],
        gone: set[tuple[str, str]],
    ) -> None:
        leaving = {(intent, fold(text)) for intent, text in {*gone, *replaced}}
        coming = [(intent, text) for intent, texts in added.items() for text in texts]
        coming += [(intent, text) for (intent, _), text in replaced.items()]
        # What is an example already may stay one, in another place or spelling.
        known = {folded for _, folded in leaving}
        seen: dict[str, str] = {}
        for intent, text in coming:
            there = [
                one.intent for one in self.doubles(text) if (one.intent, fold(text)) not in leaving
            ]
            there += [seen[fold(text)]] if fold(text) in seen else []
            seen[fold(text)] = intent
            for other in there:
                if other == intent:
                    raise Refused(f"« {text} » est déjà une phrase de cette intention.")
                raise Refused(
                    f"« {text} » est déjà une phrase de « {self._title(other)} » ({other})."
                )
            if fold(text) not in known:
                for fault in self.faults(text):
                    raise Refused(f"« {text} » : {fault}.")
        self._none_empty(added, gone)

    def _none_empty(self, added: Mapping[str, Sequence[str]], gone: set[tuple[str, str]]) -> None:
        for intent in {intent for intent, _ in gone}:
            left = [text for text in self.of(intent) if (intent, text) not in gone]
            if not left and not added.get(intent):
                raise Refused(f"« {self._title(intent)} » n'aurait plus aucune phrase.")

    def _still(self, intent: str, texts: Sequence[str]) -> None:
        """Raise Changed when one of these is not an example of the intent any more."""
        there = set(self.of(intent))
        for text in texts:
            if text not in there:
                raise self._workspace.conflict(_block(intent), "\n".join(self.of(intent)))

    def _of(self, intent: str) -> Iterator[Example]:
        for taught in self._workspace.taught().values():
            for one in taught.teaching.examples:
                if one.intent == intent:
                    yield one

    def _homes(self) -> Mapping[str, list[str]]:
        """The files that hold examples of each intent, in their order."""
        homes: dict[str, list[str]] = {}
        for name, taught in self._workspace.taught().items():
            for intent in taught.counts:
                homes.setdefault(intent, []).append(name)
        return homes

    def _title(self, intent: str) -> str:
        row = self._workspace.content().catalogue.intents.get(intent)
        if row is None:
            raise Refused(f"L'intention « {intent} » n'existe pas.")
        return row.title_on("web")


def _block(intent: str) -> str:
    return f"exemples/{intent}"


def _phrases(count: int, done: str) -> str:
    return f"Phrase {done}" if count == 1 else f"{count} phrases {done}s"


def _told(what: str, texts: Sequence[str]) -> str:
    """A line of the history; the sentence too when there is only one."""
    if len(texts) != 1:
        return what
    [text] = texts
    return f"{what} : {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}"
