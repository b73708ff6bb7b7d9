"""Who may import whom: read from the source, so that nothing has to be imported."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
# A house has rooms of its own where it is split; a file beside them is a room too.
SPLIT = ("bot", "connectors")
WHOLE = ("assistant", "benchmarks", "clients", "storage", "workbench")

# What a room, or a house with all its rooms, must never import.
FORBIDDEN = {
    "bot": ("connectors", "storage", "clients", "assistant", "workbench", "benchmarks"),
    "storage": ("bot", "connectors", "clients", "assistant", "workbench", "benchmarks"),
    "connectors": ("clients", "assistant", "workbench", "benchmarks"),
    "clients": ("bot", "connectors", "storage", "assistant", "workbench", "benchmarks"),
    "workbench": ("connectors", "clients", "benchmarks"),
    "assistant": ("benchmarks",),
    # Plain functions, and content that every reader of it can have: no Rasa room below them.
    "bot.content": ("bot.actions", "bot.dialogue", "bot.engine"),
    "bot.dialogue": ("bot.actions", "bot.engine", "rasa", "rasa_sdk"),
    "bot.nlu": ("bot.actions", "bot.dialogue", "bot.engine", "bot.content"),
    "bot.actions": ("bot.engine",),
    # The locks know nothing of HTTP, of conversations, or of a database.
    "connectors.privacy": ("connectors.http", "connectors.conversation", "storage", "sanic"),
    "connectors.contract": ("bot", "storage", "rasa", "sanic"),
    "connectors.conversation": ("connectors.http", "connectors.pages", "sanic"),
}

Import = tuple[str, str]


def modules(project: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every module of ours: its dotted name, and what stands in it."""
    for house in (*SPLIT, *WHOLE):
        for path in sorted((project / house).rglob("*.py")):
            name = ".".join(path.relative_to(project).with_suffix("").parts)
            yield name.removesuffix(".__init__"), ast.parse(path.read_bytes())


def read_imports(project: Path) -> Iterator[Import]:
    """Each import, wherever in a module it stands: who, and what."""
    for name, tree in modules(project):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{name} imports relatively"
                yield from ((name, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    return list(read_imports(PROJECT))


def room(name: str) -> str:
    """`bot.content.tree` is in `bot.content`, `storage.tables` in `storage`."""
    house, *rest = name.split(".")
    return ".".join([house, *rest[:1]]) if house in SPLIT else house


def is_in(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}.")


@pytest.mark.parametrize("who", FORBIDDEN)
def test_no_arrow_goes_the_wrong_way(imports: list[Import], who: str) -> None:
    wrong = {
        (importer, imported)
        for importer, imported in imports
        if is_in(importer, who) and any(is_in(imported, other) for other in FORBIDDEN[who])
    }
    assert wrong == set()


def test_no_circle_of_rooms(imports: list[Import]) -> None:
    graph: dict[str, set[str]] = {}
    for importer, imported in imports:
        if imported.partition(".")[0] in (*SPLIT, *WHOLE) and room(importer) != room(imported):
            graph.setdefault(room(importer), set()).add(room(imported))
    # A reader that finds nothing would find no circle either.
    assert "bot.content" in graph["connectors.privacy"] and "storage" in graph["connectors.runtime"]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of rooms: {' → '.join(error.args[1])}")


def test_imports_are_read_wherever_they_stand(tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "late.py").write_text(
        "import os\ndef f():\n    from storage import tables\n    import rasa.core.agent\n"
    )
    assert set(read_imports(tmp_path)) == {
        ("bot.late", "os"),
        ("bot.late", "storage.tables"),
        ("bot.late", "rasa.core.agent"),
    }


def test_every_test_file_is_in_a_room_of_the_makefile() -> None:
    done = subprocess.run(
        ["make", "--silent", "print-rooms"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    named = {PROJECT / name for name in done.stdout.split()}
    assert all(path.exists() for path in named)
    files = set((PROJECT / "tests").rglob("test_*.py"))
    assert {path for path in files if not named & {path, *path.parents}} == set()
