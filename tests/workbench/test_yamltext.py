"""One part of a file changes, and no other line of it."""

from __future__ import annotations

import difflib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some
from ruamel.yaml import YAML

from bot.content import sources
from bot.content.sources import PROJECT
from bot.content.tree import Where, read
from workbench.errors import Refused
from workbench.files.yamltext import ABSENT, change

FILES = [
    *(PROJECT / name for name in (sources.CATALOGUE, sources.CANARIES, sources.DOMAIN)),
    *sources.data_files(PROJECT / sources.DATA),
]
TRIED = 8
# What people write, and what YAML might take for something else.
TEXTS = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1
).map(str.strip).filter(bool) | some.sampled_from(
    ["oui", "no", "~", "null", "- a", "a: b", "a #b", "« x »", "'", '"', "2026-01-01", "1e3", "{a}"]
)


def leaves(value: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*where, key))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from leaves(one, (*where, place))
    elif isinstance(value, str):
        yield where, value


def differing(before: bytes, after: bytes) -> list[str]:
    rows = difflib.unified_diff(
        before.decode().splitlines(), after.decode().splitlines(), n=0, lineterm=""
    )
    return [row for row in rows if row[0] in "+-" and row[:3] not in ("+++", "---")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_one_change_touches_one_place_of_any_file(path: Path) -> None:
    content = path.read_bytes()
    tree = read(path.name, content)
    # A list of examples is one text for YAML: `lists` changes its lines.
    found = [(where, text) for where, text in leaves(tree.value) if "examples" not in where]
    for where, text in random.Random(7).sample(found, min(TRIED, len(found))):
        node = tree.node(where)
        assert isinstance(node, yaml.ScalarNode)
        written = change(path.name, content, where, f"{text} zz")
        rows = differing(content, written)
        # The last line of a folded text may become two.
        assert 1 <= len(rows) <= 3, rows
        first, last = node.start_mark.line, node.end_mark.line
        kept = content.decode().splitlines()
        assert written.decode().splitlines()[:first] == kept[:first]
        after = len(kept) - max(last, first + 1)
        assert after == 0 or written.decode().splitlines()[-after:] == kept[-after:]


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_any_text_comes_back_in_any_place(text: str) -> None:
    content = (
        b"# un\na: {x: un, y: 'deux'}  # deux\nb:\n  - trois\n  - text: >-\n      qua\n      tre\n"
        b"  # trois\nc: |-\n  cinq\nd:\n"
    )
    for where in (("a", "x"), ("a", "y"), ("b", 0), ("b", 1, "text"), ("c",), ("d",), ("e",)):
        try:
            written = change("essai.yml", content, where, text)
        except Refused:
            # Not everything can be written; then nothing is.
            assert not text.isprintable() or "\u2028" in text or "\ufeff" in text
            continue
        value = read("essai.yml", written).value
        for key in where:
            value = value[key]
        assert value == text
        said = YAML().load(written.decode())
        for key in where:
            said = said[key]
        # For Rasa's own reader too; a date is one there.
        assert str(said) == text
        assert [row for row in written.decode().splitlines() if "#" in row and "deux" in row]


def test_a_key_comes_after_its_neighbour_and_goes_alone() -> None:
    content = b"rows:\n  # un\n  a:\n    x: 1\n  # deux\n  b:\n    x: 2\nend: 3\n"
    added = change("essai.yml", content, ("rows", "c"), {"x": 4}, after="a")
    assert differing(content, added) == ["+  c:", "+    x: 4"]
    assert added.index(b"a:") < added.index(b"c:") < added.index(b"# deux")
    assert change("essai.yml", added, ("rows", "c"), ABSENT) == content
    with pytest.raises(Refused):
        change("essai.yml", content, ("rows", "a", "x"), ABSENT)
    with pytest.raises(Refused):
        change("essai.yml", content, ("nothing", "a"), 1)


def test_lines_end_as_those_of_the_file_do() -> None:
    content = b"a:\r\n  b: un\r\n"
    written = change("essai.yml", content, ("a", "c"), ["x", "z"])
    assert written == b"a:\r\n  b: un\r\n  c: [x, z]\r\n"
