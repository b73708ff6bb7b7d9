"""`docs/performance.md`: the tables of a payday, and its picture."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import numpy as np

from benchmarks.load import Measure
from benchmarks.payday.runs import LOOK_SECONDS, Day, Part
from bot.content.sources import PROJECT

DOCUMENT = PROJECT / "docs" / "performance.md"
PICTURE = PROJECT / "docs" / "images" / "performance.svg"
WINDOW_SECONDS = 5.0
PERCENTILES = (50, 95, 99)
# What is promised, in milliseconds at the 99th percentile.
STEADY_BAR, BURST_BAR = 150, 400
# A core that is busier than this keeps people waiting.
BUSY = 0.6
# Shares of the visits that open the assistant: messages a second in the busiest hour of a
# payday, conversations open at once. The last one is ten times France.
NEEDS = (("1 %", 7, 500), ("3 %", 20, 1500), ("5 %", 34, 2500), ("5 %, dix fois", 340, 25_000))
LENGTHS = ((1, 10), (21, 30), (51, 60))


@dataclass(frozen=True)
class Results:
    """What the parts of a payday gave; `by_workers` and `long` without time to think."""

    day: Day
    by_workers: dict[int, Part]
    long: Part
    stock: Measure


def write(found: Results) -> str:
    """Write the document; returns it."""
    text = _TEXT.format(
        cores=os.cpu_count(),
        python=platform.python_version(),
        day=_day(found.day),
        workers=_workers(found),
        lengths=_lengths(found.long),
        capacity=_capacity(found.day.steady),
        stock=_number(found.stock.rate, 0),
        conversations=found.day.conversations,
        kept=found.day.kept,
        twice=found.day.twice,
        processes=found.day.workers,
        steady_bar=STEADY_BAR,
        burst_bar=BURST_BAR,
        busy=round(100 * BUSY),
    )
    DOCUMENT.write_text(text, encoding="utf-8")
    return text


def picture(found: Results, path: Path = PICTURE) -> None:
    """Draw the times of the answers and the memory of the steady load."""
    part = found.day.steady
    figure, (above, below) = plt.subplots(2, 1, figsize=(9, 5), sharex=True)
    due, took = np.array(part.heard.due), np.array(part.heard.milliseconds)
    windows = np.arange(0, part.heard.seconds, WINDOW_SECONDS)
    chosen = [(at, took[(due >= at) & (due < at + WINDOW_SECONDS)]) for at in windows]
    chosen = [(at, those) for at, those in chosen if len(those)]
    for share in PERCENTILES:
        line = [np.percentile(those, share) for _, those in chosen]
        above.plot([at for at, _ in chosen], line, linewidth=1, label=f"{share} %")
    above.axhline(STEADY_BAR, color="grey", linestyle="--", linewidth=1)
    above.set(ylabel="réponse (ms)", ylim=(0, None))
    above.legend(loc="upper right")
    below.plot(LOOK_SECONDS * np.arange(len(part.memory)), part.memory, linewidth=1)
    below.set(ylabel="mémoire (Mo)", xlabel="secondes", ylim=(0, None))
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    plt.rcParams["svg.hashsalt"] = "performance"
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _day(day: Day) -> str:
    rows = [
        [
            name,
            str(part.heard.answered),
            _number(part.heard.rate, 0),
            *(_number(value, 0) for value in part.heard.percentile(*PERCENTILES)),
            _failed(part),
            f"{_number(part.memory[0], 0)} → {_number(part.memory[-1], 0)}",
        ]
        for name, part in (("soutenu", day.steady), ("pointe", day.burst))
    ]
    titles = ("Débit", "Messages", "Par seconde", "50 % (ms)", "95 %", "99 %", "Échecs")
    return _table((*titles, "Mémoire (Mo)"), rows)


def _workers(found: Results) -> str:
    rows = [
        [
            str(workers),
            _number(part.heard.rate, 0),
            *(_number(value, 0) for value in part.heard.percentile(50, 99)),
            *(_number(part.milliseconds(spent), 1) for spent in part.spent),
            _number(max(part.memory), 0),
            _failed(part),
        ]
        for workers, part in found.by_workers.items()
    ]
    titles = ("Processus", "Messages/s", "50 % (ms)", "99 %", "Assistant (ms)", "PostgreSQL")
    return _table((*titles, "Redis", "Générateur", "Mémoire (Mo)", "Échecs"), rows)


def _lengths(part: Part) -> str:
    rows = []
    for first, last in LENGTHS:
        chosen = part.heard.of_turns(first, last)
        values = chosen.percentile(*PERCENTILES)
        rows.append([f"{first} à {last}", str(chosen.answered), *(_number(it, 0) for it in values)])
    return _table(("Message n°", "Messages", "50 % (ms)", "95 %", "99 %"), rows)


def _capacity(part: Part) -> str:
    ours = part.milliseconds(part.spent.assistant)
    base = part.milliseconds(part.spent.postgresql)
    rows = [
        [share, str(rate), str(conversations), str(_cores(rate * ours)), str(_cores(rate * base))]
        for share, rate, conversations in NEEDS
    ]
    table = _table(
        ("Visites qui l'ouvrent", "Messages/s", "Conversations", "Cœurs, assistant", "PostgreSQL"),
        rows,
    )
    spent = f"{_number(ours, 1)} ms pour l'assistant et {_number(base, 1)} ms pour PostgreSQL"
    return f"Un message prend {spent}.\n\n{table}"


def _cores(milliseconds_a_second: float) -> int:
    return math.ceil(milliseconds_a_second / 1000 / BUSY)


def _failed(part: Part) -> str:
    return ", ".join(f"{name} : {count}" for name, count in part.heard.failed.items()) or "0"


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---", *(["--:"] * (len(titles) - 1))], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


_TEXT = """# Performances

Pour les personnes qui exploitent le service : ce qu'il tient, sur quelle machine, et combien de
cœurs il faut un jour de paiement.

Ce document et son image sont écrits par une commande, `python -m benchmarks.payday`, qui dure un
quart d'heure. Machine de cette mesure : {cores} cœurs, Python {python}. PostgreSQL, Redis,
l'assistant et le générateur de messages y tournent ensemble.

## Un jour de paiement

{conversations} conversations ouvertes, {processes} processus (`assistant serve --workers
{processes}`). Des personnes écrivent 4 à 6 messages : une demande, une suite, un bouton, un avis.
Les messages arrivent au hasard, que le service suive ou non ; le temps d'un message compte à
partir de l'instant où il devait partir. D'abord un débit soutenu, puis une pointe. Objectif : 99
% des réponses en {steady_bar} ms au plus, {burst_bar} ms dans la pointe, aucun échec, une mémoire
stable.

{day}

Messages gardés dans la base : {kept}, en double : {twice}.

![Temps de réponse et mémoire pendant le débit soutenu](images/performance.svg)

## Ce qu'une machine donne au plus

16 personnes écrivent sans s'arrêter. Les colonnes du milieu disent le temps de processeur d'un
message ; c'est l'assistant qui manque de processeur en premier, puis PostgreSQL. Au-delà d'un
processus par cœur, il n'y a rien à gagner.

{workers}

Rasa tel quel (sans base, sans limites, sans masquage ; un processus pour Rasa, un pour les
actions) donne {stock} messages/s à 8 personnes sur la même machine. La comparaison complète :
`python -m benchmarks.serving` ([serving.md](serving.md)).

## Selon la longueur de la conversation

8 personnes écrivent sans s'arrêter 60 messages chacune, un processus.

{lengths}

## Combien de cœurs un jour de paiement

Hypothèses, faute de chiffres publiés : 51 millions de visites par mois, un jour de paiement vaut
trois jours moyens, l'heure la plus chargée 12 % du jour, 4 messages par conversation, 5 minutes
par conversation. Un cœur n'est pas occupé à plus de {busy} %. Le temps de processeur d'un message
se mesure sur n'importe quelle machine : sur une autre, refaites le calcul avec le sien.

{capacity}

Tous les processus écrivent dans une seule base : pour dix fois la France, c'est elle qu'il faut
agrandir d'abord.
"""
