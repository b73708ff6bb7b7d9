"""Measures a model on a file of messages whose right intent is known."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.content.folders import why
from bot.dialogue import Reading

COLUMNS = ("text", "intent", "also_ok", "goes_on")
NOBODY_KNOWS = "-"
ELSEWHERE = frozenset({"autre_organisme", "hors_sujet", "espace_partenaire"})
TALK = frozenset(
    {
        "saluer",
        "remercier",
        "prendre_conge",
        "demander_aide",
        "demander_nature_bot",
        "confirmer",
        "refuser",
        "exprimer_mecontentement",
        "preciser_canal",
        "ne_trouve_pas",
        "urgence_sociale",
    }
)


class BadEvaluationFile(Exception):
    """The file cannot be used; the message says which line, in French."""


@dataclass(frozen=True)
class Case:
    """A message, its right intent, those that would do, and if it follows an answer."""

    text: str
    intent: str
    acceptable: frozenset[str]
    goes_on: bool = False


class Reads(Protocol):
    """What can be measured: `bot.understanding.Interpreter`, or its like."""

    def read(self, text: str, *, going_on: bool = False) -> Reading:
        """What a text means; `going_on` if an answer came before."""


@dataclass(frozen=True)
class Judged:
    """A case, and what a model made of it."""

    case: Case
    seen: Reading

    @property
    def right(self) -> bool:
        """If the first intent is the right one, or another that would do."""
        return self.seen.intent in self.case.acceptable

    @property
    def among_three(self) -> bool:
        """If one that would do is among the first three."""
        return bool(self.case.acceptable & {name for name, _ in self.seen.ranking[:3]})

    @property
    def elsewhere_answered(self) -> bool:
        """If a message for another body or off topic is answered as the Caf's."""
        harmless = ELSEWHERE | TALK | self.case.acceptable
        return self.case.intent in ELSEWHERE and self.seen.sure and self.seen.intent not in harmless

    @property
    def kind(self) -> str:
        """How a message went wrong, in French; empty when it went right."""
        if self.right:
            return ""
        if self.elsewhere_answered:
            return "hors Caf pris pour la Caf, avec assurance"
        if self.seen.sure:
            return "réponse fausse donnée avec assurance"
        return "hésitation, bonne réponse proposée" if self.among_three else "hésitation, manquée"


@dataclass(frozen=True)
class Report:
    """Shares from 0 to 1; see `report` for what each counts."""

    messages: int
    first: float
    first_acceptable: float
    three: float
    three_acceptable: float
    sure: float
    wrong_and_sure: float
    elsewhere_answered: float
    confusions: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Comparison:
    """What a second model reads better and worse than a first, case by case."""

    better: tuple[tuple[Judged, Judged], ...]
    worse: tuple[tuple[Judged, Judged], ...]


def read_cases(path: Path) -> list[Case]:
    """The cases of a tab-separated file with columns text, intent, also_ok, goes_on.

    The last two may be missing; anything under the last says that a message follows an answer.

    Raises:
        BadEvaluationFile: naming the first line that cannot be used.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadEvaluationFile(f"{path.name} ne peut pas être lu : {why(error)}") from None
    rows = csv.DictReader(content.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if not rows.fieldnames or not set(COLUMNS[:2]) <= set(rows.fieldnames):
        raise BadEvaluationFile(
            f"{path.name} : la première ligne doit nommer les colonnes {', '.join(COLUMNS)}, "
            "séparées par une tabulation"
        )
    cases = []
    for row in rows:
        text, intent = (row.get("text") or "").strip(), (row.get("intent") or "").strip()
        if not text or not intent:
            raise BadEvaluationFile(
                f"{path.name}, ligne {rows.line_num} : il manque le texte ou l'intention"
            )
        also = {name.strip() for name in (row.get("also_ok") or "").split(",")} - {""}
        acceptable = frozenset(also | {intent} - {NOBODY_KNOWS})
        cases.append(Case(text, intent, acceptable, bool((row.get("goes_on") or "").strip())))
    if not cases:
        raise BadEvaluationFile(f"{path.name} ne contient aucun message")
    return cases


def judge(interpreter: Reads, cases: list[Case]) -> list[Judged]:
    """Read every case."""
    return [Judged(case, interpreter.read(case.text, going_on=case.goes_on)) for case in cases]


def report(judged: list[Judged]) -> Report:
    """Count what was judged.

    Returns:
        `first` and `three`: the right intent is first, or among the first three;
        `…_acceptable`: or another that would do;
        `sure`: the assistant answers without offering suggestions;
        `wrong_and_sure`: it does, and the answer is not acceptable;
        `elsewhere_answered`: of the messages for another body or off topic, those
        answered with confidence as if they were the Caf's.
    """

    def share(count: int, of: int = len(judged)) -> float:
        return count / of if of else 0.0

    wrong = [one for one in judged if not one.right]
    elsewhere = [one for one in judged if one.case.intent in ELSEWHERE]
    confusions = Counter((one.case.intent, one.seen.intent or "") for one in wrong)
    return Report(
        messages=len(judged),
        first=share(sum(one.seen.intent == one.case.intent for one in judged)),
        first_acceptable=share(len(judged) - len(wrong)),
        three=share(
            sum(one.case.intent in {name for name, _ in one.seen.ranking[:3]} for one in judged)
        ),
        three_acceptable=share(sum(one.among_three for one in judged)),
        sure=share(sum(one.seen.sure for one in judged)),
        wrong_and_sure=share(sum(one.seen.sure for one in wrong)),
        elsewhere_answered=share(sum(one.elsewhere_answered for one in elsewhere), len(elsewhere)),
        confusions=tuple((*pair, count) for pair, count in confusions.most_common(15)),
    )


def compare(before: list[Judged], after: list[Judged]) -> Comparison:
    """What got better and worse between two models on the same cases.

    A case is better when it is now right, or now hesitates where it was wrong with
    assurance; worse the other way round.
    """
    pairs = list(zip(before, after, strict=True))
    return Comparison(
        better=tuple(pair for pair in pairs if _worth(pair[1]) > _worth(pair[0])),
        worse=tuple(pair for pair in pairs if _worth(pair[1]) < _worth(pair[0])),
    )


def _worth(judged: Judged) -> int:
    """3 right, 2 proposed among three, 1 missed, 0 wrong with assurance."""
    if judged.right:
        return 3
    if judged.seen.sure:
        return 0
    return 2 if judged.among_three else 1
