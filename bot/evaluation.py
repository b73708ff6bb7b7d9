"""Measures a model on a file of messages whose right intent is known."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.understanding import Interpreter, Understood

COLUMNS = ("text", "intent", "also_ok")
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
    """A message, its right intent, and those that would do."""

    text: str
    intent: str
    acceptable: frozenset[str]


@dataclass(frozen=True)
class Report:
    """Shares from 0 to 1; see `evaluate` for what each counts."""

    messages: int
    first: float
    first_acceptable: float
    three: float
    three_acceptable: float
    sure: float
    wrong_and_sure: float
    elsewhere_answered: float
    confusions: tuple[tuple[str, str, int], ...]


def read_cases(path: Path) -> list[Case]:
    """The cases of a tab-separated file with columns text, intent, also_ok.

    Raises:
        BadEvaluationFile: naming the first line that cannot be used.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadEvaluationFile(f"{path.name} ne peut pas être lu : {error}") from None
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
        cases.append(Case(text, intent, frozenset(also | {intent} - {NOBODY_KNOWS})))
    if not cases:
        raise BadEvaluationFile(f"{path.name} ne contient aucun message")
    return cases


def evaluate(interpreter: Interpreter, cases: list[Case]) -> Report:
    """Read every case and count.

    Returns:
        `first` and `three`: the right intent is first, or among the first three;
        `…_acceptable`: or another that would do;
        `sure`: the assistant answers without offering suggestions;
        `wrong_and_sure`: it does, and the answer is not acceptable;
        `elsewhere_answered`: of the messages for another body or off topic, those
        answered with confidence as if they were the Caf's.
    """
    read = [(case, interpreter.read(case.text)) for case in cases]

    def share(count: int, of: int | None = None) -> float:
        total = len(read) if of is None else of
        return count / total if total else 0.0

    elsewhere = [(case, seen) for case, seen in read if case.intent in ELSEWHERE]
    wrong = [(case, seen) for case, seen in read if seen.intent not in case.acceptable]
    confusions = Counter((case.intent, seen.intent) for case, seen in wrong)
    return Report(
        messages=len(read),
        first=share(sum(seen.intent == case.intent for case, seen in read)),
        first_acceptable=share(len(read) - len(wrong)),
        three=share(sum(case.intent in _three(seen) for case, seen in read)),
        three_acceptable=share(sum(bool(case.acceptable & _three(seen)) for case, seen in read)),
        sure=share(sum(seen.sure for _, seen in read)),
        wrong_and_sure=share(sum(seen.sure for _, seen in wrong)),
        elsewhere_answered=share(
            sum(
                seen.sure and seen.intent not in ELSEWHERE | TALK | case.acceptable
                for case, seen in elsewhere
            ),
            len(elsewhere),
        ),
        confusions=tuple((*pair, count) for pair, count in confusions.most_common(15)),
    )


def _three(seen: Understood) -> set[str]:
    return {name for name, _ in seen.ranking[:3]}
