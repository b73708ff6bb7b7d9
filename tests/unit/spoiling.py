"""Ways to spoil the files of a project, and to say where."""

from __future__ import annotations

from pathlib import Path

# A project of four files and a few intents.
SMALL = Path(__file__).with_name("project")


def replace(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1, f"{old!r} must be in {path.name} once"
    path.write_text(content.replace(old, new), encoding="utf-8")


def append(path: Path, text: str) -> int:
    """Add a line at the end; its number."""
    content = path.read_text(encoding="utf-8").rstrip("\n") + f"\n{text}\n"
    path.write_text(content, encoding="utf-8")
    return content.count("\n")


def line_of(path: Path, start: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    [number] = [number for number, line in enumerate(lines, start=1) if line.startswith(start)]
    return number


def nlu(project: Path, file: str) -> Path:
    return project / "bot" / "data" / "nlu" / file


def last_intent(path: Path) -> str:
    *_, intent = (
        line.removeprefix("- intent: ").strip()
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("- intent:")
    )
    return intent
