"""A draft beside the live archive, on the same messages: what got better, and what broke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.content.archive import open_archive
from bot.content.examples import Teaching
from bot.content.measures import MEASURES
from bot.content.signing import public_key
from bot.evaluation import Case, Judged, Reads, compare, judge, read_cases, report
from bot.training import taught
from bot.understanding import Interpreter
from workbench.models.advice import advice
from workbench.models.readings import readings
from workbench.models.report import (
    Bin,
    Comparison,
    Confusion,
    IntentScore,
    Report,
    Scores,
    Sentence,
)

SETTLED, SETTLED_TITLE = "settled", "Messages réels classés par les éditeurs"
READINGS = "live-readings.json"
BINS = 10
MOST_CONFUSIONS = 30


def measured(
    draft: Path, live: Path | None, settled: Path, missed: Sequence[str], project: Path
) -> Report:
    """Read every message of the sets with both archives.

    Args:
        live: None when there is none yet; the report then has the draft alone.
        settled: real messages that editors settled, in the form of the other sets.
        missed: the canaries that the draft does not understand.
        project: the content that the draft was made from.

    Raises:
        ArchiveRefused: one of the two may not be used.
    """
    sets = {one.name: (one.title, one.gates, read_cases(one.path)) for one in MEASURES}
    real = _settled(settled)
    if real:
        sets[SETTLED] = SETTLED_TITLE, True, real
    cases = [case for _, _, of_set in sets.values() for case in of_set]
    # The live archive is read again only for messages that are new.
    before_read = readings(live, cases, settled.with_name(READINGS)) if live else None
    fresh = _judged(Interpreter(draft), sets)
    before = _judged(before_read, sets) if before_read else {}
    every = [one for judged in fresh.values() for one in judged]
    facts = open_archive(draft, public_key()).facts
    learnt = taught(project)
    confusions = _confusions(every)
    return Report(
        draft=draft.name,
        live=live.name if live else None,
        trained_at=facts.trained_at,
        examples=facts.examples,
        canaries=tuple(missed),
        comparisons=tuple(
            _comparison(name, title, gates, before.get(name), fresh[name])
            for name, (title, gates, _) in sets.items()
        ),
        intents=_scores(every, learnt, confusions),
        confusions=confusions,
        calibration=_calibration(every),
    )


def _settled(path: Path) -> list[Case]:
    # A set without a message is no fault here.
    has_rows = path.is_file() and len(path.read_text(encoding="utf-8").splitlines()) > 1
    return read_cases(path) if has_rows else []


def _judged(
    interpreter: Reads, sets: dict[str, tuple[str, bool, list[Case]]]
) -> dict[str, list[Judged]]:
    return {name: judge(interpreter, cases) for name, (_, _, cases) in sets.items()}


def _comparison(
    name: str, title: str, gates: bool, before: list[Judged] | None, after: list[Judged]
) -> Comparison:
    found = compare(before, after) if before else None
    return Comparison(
        name=name,
        title=title,
        gates=gates,
        live=_shares(before) if before else None,
        draft=_shares(after),
        better=tuple(_sentence(*pair) for pair in found.better) if found else (),
        worse=tuple(_sentence(*pair) for pair in found.worse) if found else (),
    )


def _shares(judged: list[Judged]) -> Scores:
    found = asdict(report(judged))
    found.pop("confusions")
    return Scores(**found)


def _sentence(before: Judged, after: Judged) -> Sentence:
    return Sentence(
        text=after.case.text,
        right=after.case.intent,
        live=before.seen.intent or "",
        live_sure=before.seen.sure,
        draft=after.seen.intent or "",
        draft_sure=after.seen.sure,
    )


def _read_as(one: Judged) -> str:
    """What a case counts as: another intent that would do is as good as the right one."""
    return one.case.intent if one.right else one.seen.intent or ""


def _confusions(judged: Sequence[Judged]) -> tuple[Confusion, ...]:
    counts = Counter((one.case.intent, one.seen.intent or "") for one in judged if not one.right)
    return tuple(
        Confusion(right=right, read=read, count=count)
        for (right, read), count in counts.most_common(MOST_CONFUSIONS)
    )


def _scores(
    judged: Sequence[Judged], learnt: Teaching, confusions: Sequence[Confusion]
) -> tuple[IntentScore, ...]:
    right, read, hit = Counter[str](), Counter[str](), Counter[str]()
    for one in judged:
        right[one.case.intent] += 1
        read[_read_as(one)] += 1
        hit[one.case.intent] += one.right
    counts = Counter(example.intent for example in learnt.examples)
    told = advice(learnt, confusions, counts)
    scores = []
    for intent in sorted(counts):
        precision = hit[intent] / read[intent] if read[intent] else None
        recall = hit[intent] / right[intent] if right[intent] else None
        both = precision is not None and recall is not None and precision + recall > 0
        scores.append(
            IntentScore(
                intent=intent,
                examples=counts[intent],
                messages=right[intent],
                precision=precision,
                recall=recall,
                f1=2 * precision * recall / (precision + recall) if both else None,  # type: ignore[operator]
                advice=told.get(intent, ()),
            )
        )
    return tuple(scores)


def _calibration(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """For each tenth of confidence: how many messages, and how many were right."""
    held: dict[int, list[Judged]] = {}
    for one in judged:
        held.setdefault(min(int(one.seen.ranking[0][1] * BINS), BINS - 1), []).append(one)
    return tuple(
        Bin(
            low=place / BINS,
            high=(place + 1) / BINS,
            messages=len(ones),
            confidence=sum(one.seen.ranking[0][1] for one in ones) / len(ones),
            right=sum(one.right for one in ones) / len(ones),
        )
        for place, ones in sorted(held.items())
    )
