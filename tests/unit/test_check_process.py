"""`assistant check` and `train` on spoilt files, as a person runs them.

Whatever was spoilt: one French line a fault with its file and line, the exit code, no
traceback, and nothing written.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.unit.spoiling import replace
from tests.unit.test_cli_process import COMMAND, environment

CUT = "« # » commence un commentaire : mettez le texte entre guillemets"


class Spoilt(NamedTuple):
    """A text that takes the place of another in a file; where the fault is, and what it says."""

    file: str
    old: str
    new: str
    begins: str
    message: str


# A fault of the catalogue hides the others, and so does a file that is no YAML.
CATALOGUE = (
    Spoilt(
        "bot/catalogue.yml",
        "    title: Merci\n",
        "",
        "  remercier:",
        "intents.remercier.title : cette clé manque",
    ),
)
UNREADABLE = (
    Spoilt(
        "bot/data/nlu/dettes.yml",
        "- intent: consulter_dettes\n",
        "- intent: [consulter_dettes\n",
        "  examples:",
        "ce n'est pas du YAML",
    ),
    Spoilt(
        "bot/data/rules.yml",
        "- rule: on dit bonjour\n",
        "- rule: *a\n",
        "- rule:",
        "ce n'est pas du YAML",
    ),
)
# One of each other kind, in the order in which they are told.
EVERY_KIND = (
    Spoilt(
        "domain.yml",
        "      Avec plaisir. Si vous avez",
        "      Vous aurez 12 euros. Si vous avez",
        "  - text: >-",
        "« answer_remercier » contient un montant : l'assistant n'en donne jamais",
    ),
    Spoilt(
        "config.yml",
        "recipe: default.v1",
        "recipe: graph.v1",
        "recipe:",
        "écrivez « recipe: default.v1 »",
    ),
    Spoilt(
        "bot/canaries.yml",
        "bonjour: saluer\n",
        "bonjour: saluer\nvoici: saluer #photo\n",
        "voici:",
        CUT,
    ),
    Spoilt(
        "bot/data/details.yml",
        "  - à quelle date\n",
        "  - à quelle #date\n",
        "  - à quelle #",
        CUT,
    ),
    Spoilt(
        "bot/data/moments.yml",
        "  - elle me bat\n",
        "",
        "prestation.aide_violences:",
        "« prestation.aide_violences » : il faut au moins 12 phrases",
    ),
    Spoilt(
        "bot/data/nlu/dettes.yml",
        "  examples: |\n    - consulter dettes\n    - consulter dettes aujourd'hui\n",
        "  examples:\n  - text: voir la #photo\n",
        "  - text:",
        CUT,
    ),
    Spoilt(
        "bot/data/nlu/paiements.yml",
        "    - consulter paiements\n",
        "    - \u200b\n",
        "    - \u200b",
        "exemple vide",
    ),
    Spoilt(
        "bot/data/rules.yml",
        "  steps:\n  - intent: saluer\n  - action: action_answer\n",
        "  steps: 3\n",
        "  steps:",
        "« steps » doit contenir une liste",
    ),
    Spoilt(
        "bot/data/lookups/organisme.yml",
        "    - prefecture\n",
        "    - prefecture\n- lookup: couleur\n  examples: |\n    - bleu\n",
        "    - bleu",
        "« couleur » n'est pas dans « entities » du domaine",
    ),
)


def told(project: Path, spoilt: tuple[Spoilt, ...]) -> Iterator[str]:
    """The lines that are to be seen of files that are spoilt here."""
    for one in spoilt:
        path = project / one.file
        replace(path, one.old, one.new)
        lines = path.read_text(encoding="utf-8").splitlines()
        [line, *_] = [at for at, line in enumerate(lines, start=1) if line.startswith(one.begins)]
        yield f"{path.name}:{line} : {one.message}"


def contents(folder: Path) -> dict[Path, bytes | None]:
    """Everything that is in a folder."""
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize(
    ("command", "last"),
    [
        ("check", "{} défaut(s) à corriger."),
        ("train", "Pas de nouveau modèle : {} défaut(s) à corriger."),
    ],
)
@pytest.mark.parametrize("spoilt", [CATALOGUE, UNREADABLE, EVERY_KIND])
def test_every_fault_has_its_line_and_nothing_is_written(
    project: Path, spoilt: tuple[Spoilt, ...], command: str, last: str
) -> None:
    lines = list(told(project, spoilt))
    before = contents(project)
    done = subprocess.run(
        [*COMMAND, command], cwd=project, env=environment(), capture_output=True, check=False
    )
    said, aside = done.stdout.decode(), done.stderr.decode()
    assert said.splitlines() == lines, said + aside
    assert aside.splitlines() == ["Vérification des fichiers…", last.format(len(lines))]
    assert done.returncode == 1
    assert contents(project) == before


def test_the_project_is_sound_before_it_is_spoilt(project: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "check"], cwd=project, env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout.decode().startswith("Tout est en ordre : ")
