"""A copy of the project's content, in a repository of its own, and the workbench on it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.checking import PartChecks
from bot.content.sources import PROJECT
from workbench.author import Author
from workbench.files.editing import Editing

EXAMPLES = 40
CONTENT = ("bot/catalogue.yml", "bot/canaries.yml", "domain.yml", "config.yml")


def copy_content(target: Path, examples: int | None = None) -> Path:
    """The content files of the project, with so many examples an intent or all of them."""
    for name in CONTENT:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, target / name)
    shutil.copytree(PROJECT / "bot" / "data", target / "bot" / "data")
    for path in (target / "bot" / "data" / "nlu").glob("*.yml") if examples else ():
        kept, count = [], 0
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            count = 0 if line.startswith("- intent:") else count + line.startswith("    - ")
            if not line.startswith("    - ") or count <= (examples or 0):
                kept.append(line)
        path.write_text("".join(kept), encoding="utf-8")
    return target


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Dev", "-c", "user.email=dev@exemple.fr"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """The content, less most examples, in a folder that is no repository."""
    return copy_content(tmp_path / "projet", EXAMPLES)


@pytest.fixture
def project(plain: Path) -> Path:
    """The content in a repository with one commit."""
    (plain / ".gitignore").write_text("var/\n")
    git(plain, "init", "--quiet", "--initial-branch=main")
    git(plain, "add", ".")
    git(plain, "commit", "--quiet", "-m", "Le contenu")
    return plain


@pytest.fixture
def editing(project: Path) -> Editing:
    return Editing(project, PartChecks())


@pytest.fixture
def camille() -> Author:
    return Author("Camille Martin", "camille@exemple.fr")


@pytest.fixture
def sacha() -> Author:
    return Author("Sacha Petit", "sacha@exemple.fr")


@pytest.fixture
def changed_lines(project: Path) -> Callable[[], list[str]]:
    """The lines that the latest commit took away and brought."""

    def lines() -> list[str]:
        said = git(project, "show", "--unified=0", "--format=", "HEAD")
        heads = ("+++", "---")
        return [row for row in said.splitlines() if row[:1] in "+-" and not row.startswith(heads)]

    return lines
