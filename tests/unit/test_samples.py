"""The samples for applications are read by a grammar of their language; no compiler is here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tree_sitter_kotlin
import tree_sitter_swift
from tree_sitter import Language, Node, Parser

ROOT = Path(__file__).resolve().parents[2]
GRAMMARS = {
    "kotlin": Language(tree_sitter_kotlin.language()),
    "swift": Language(tree_sitter_swift.language()),
}
ENDINGS = {".kt": "kotlin", ".swift": "swift"}
FENCED = re.compile(r"^```(kotlin|swift)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def samples() -> list[tuple[str, str, str]]:
    """Each sample: where it stands, its language, its text."""
    files = [path for path in (ROOT / "clients").rglob("*") if path.suffix in ENDINGS]
    found = [(path.name, ENDINGS[path.suffix], path.read_text("utf-8")) for path in sorted(files)]
    page = (ROOT / "docs" / "integration.md").read_text("utf-8")
    return found + [("integration.md", language, text) for language, text in FENCED.findall(page)]


def faults(text: str, language: str) -> list[str]:
    """What the grammar cannot read: the line and its words."""
    data = text.encode()

    def wrong(node: Node) -> list[str]:
        if node.is_error or node.is_missing:
            return [f"{node.start_point[0] + 1}: {data[node.start_byte : node.end_byte][:60]!r}"]
        return [fault for child in node.children for fault in wrong(child)]

    return wrong(Parser(GRAMMARS[language]).parse(data).root_node)


@pytest.mark.parametrize(("where", "language", "text"), samples())
def test_a_sample_is_written_in_its_language(where: str, language: str, text: str) -> None:
    assert faults(text, language) == []


def test_there_are_samples_of_both_languages_in_both_places() -> None:
    assert len({(where, language) for where, language, _ in samples()}) == 4


@pytest.mark.parametrize("language", GRAMMARS)
def test_a_broken_sample_is_seen(language: str) -> None:
    text = next(text for _, known, text in samples() if known == language)
    broken = text.replace("{", "", 1)
    assert faults(broken, language)
