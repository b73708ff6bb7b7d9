"""Good files spoilt in any way: `check` says where, or nothing is lost and the content loads."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checking import faults
from bot.content import Content, sources
from bot.content.examples import teaching
from bot.content.faults import ContentError, Fault
from bot.content.tree import read
from tests.unit.spoiling import SMALL

RULES = "bot/data/rules.yml"
TAUGHT = sorted(
    name
    for path in sources.data_files(SMALL / sources.DATA)
    if (name := path.relative_to(SMALL).as_posix()) != RULES
)
OTHERS = [sources.CATALOGUE, sources.DOMAIN, sources.CONFIG, sources.CANARIES]
OTHERS += [RULES, *sources.PHRASES]

# What an editor's keyboard, word processor or slip of the hand puts into a file.
SIGNS = [*":-–—•*#'\"{}[]|>&!%@`?,=~\\/<.", "\t", " ", "\u00a0", "\u202f", "\ufeff", "\u2028"]
SIGNS += ["\x00", "\x07", "\x85", "\r", "é", "’", "« ", "\u200b", "---\n", "...\n", "<<: *a\n"]
SIGNS += ["- ", ": ", "# ", "null", "true", "2026-02-30", "1_000", "0x1F", "007", "!!python/none "]
INDENTS = ["", " ", "  ", "   ", "      ", "\t", "\u00a0\u00a0"]
ENCODINGS = ["cp1252", "utf-16", "utf-16-le", "utf-8-sig", "latin-1", "utf-32", "cp037"]

_HEAD = re.compile(r"\s*-\s*(?:intent|synonym|lookup|regex)\s*:")
# « --- » begins a document of YAML.
_BULLET = re.compile(r"(?!---(?:\s|$))\s*[-–—•*·‑]\s*\S")

Spoil = Callable[[str], bytes]


@st.composite
def spoilers(draw: st.DrawFn) -> Spoil:
    """One way to spoil a text."""
    kind = draw(st.sampled_from(["line", "line", "sign", "sign", "encoding", "cut", "ends"]))
    where = draw(st.floats(0, 1, exclude_max=True))
    if kind == "encoding":
        encoding = draw(st.sampled_from(ENCODINGS))
        return lambda text: text.encode(encoding, "replace")
    if kind == "cut":
        return lambda text: text.encode()[: int(where * len(text.encode()))]
    if kind == "ends":
        end = draw(st.sampled_from(["\r\n", "\r", "\n\n", "\u2028", " \n", "\t\n"]))
        return lambda text: text.replace("\n", end).encode()
    if kind == "sign":
        sign = draw(st.sampled_from(SIGNS))
        gone = draw(st.integers(0, 2))
        return lambda text: _with(text, int(where * len(text)), gone, sign).encode()
    change = draw(st.sampled_from(["drop", "double", "indent", "swap", "comment", "empty", "join"]))
    indent = draw(st.sampled_from(INDENTS))
    return lambda text: _lines(text.split("\n"), where, change, indent).encode()


def _with(text: str, place: int, gone: int, sign: str) -> str:
    return text[:place] + sign + text[place + gone :]


def _lines(lines: list[str], where: float, change: str, indent: str) -> str:
    here = int(where * len(lines))
    line = lines[here]
    if change == "swap" and here + 1 < len(lines):
        lines[here : here + 2] = [lines[here + 1], line]
    else:
        lines[here : here + 1] = {
            "drop": [],
            "double": [line, line],
            "indent": [indent + line.lstrip()],
            "comment": [f"{indent}# {line.lstrip()}"],
            "empty": ["", indent, line],
            "join": [line + (lines[here - 1] if here else "")],
        }.get(change, [line])
    return "\n".join(lines)


def spoilt(name: str, spoil: Spoil) -> tuple[list[Fault], bytes, Content | None]:
    """What `check` says when one file is spoilt, its bytes, and the content if it is green."""
    with TemporaryDirectory() as folder:
        project = Path(shutil.copytree(SMALL, Path(folder) / "project"))
        made = spoil((project / name).read_text(encoding="utf-8"))
        (project / name).write_bytes(made)
        found = faults(project)
        return found, made, None if found else Content.from_files(project)


def assert_told(found: list[Fault], made: bytes, name: str) -> None:
    """Each fault names a file of the project, a line in it, and says what to do."""
    for fault in found:
        assert fault.message and "Traceback" not in fault.message and "\n" not in fault.message
        # As YAML counts them: other signs than a line feed end a line too.
        own = made.decode("utf-8", "replace").splitlines()
        lines = len(own) + 1 if fault.file == Path(name).name else 10_000
        assert 1 <= fault.line <= max(lines, 1), str(fault)


@pytest.mark.parametrize("name", TAUGHT)
@settings(max_examples=60, deadline=None)
@given(spoil=spoilers())
def test_examples_are_told_or_kept(name: str, spoil: Spoil) -> None:
    found, made, content = spoilt(name, spoil)
    assert_told(found, made, name)
    if content is None:
        return
    # Counted by another way than the reader's: every line that looks like one of a list.
    lines = made.decode("utf-8-sig").splitlines()
    written = sum(1 for line in lines if _BULLET.match(line) and not _HEAD.match(line))
    read_of_it = teaching([read(Path(name).name, made)])
    kept = len(read_of_it.examples) + len(read_of_it.forms) + len(read_of_it.regexes)
    kept += sum(map(len, read_of_it.lookups.values()))
    assert kept == written, "a line was lost without a word"


@pytest.mark.parametrize("name", OTHERS)
@settings(max_examples=60, deadline=None)
@given(spoil=spoilers())
def test_other_files_are_told_or_load(name: str, spoil: Spoil) -> None:
    """A green check and a content that does not load would be an error in training."""
    found, made, _ = spoilt(name, spoil)
    assert_told(found, made, name)


@settings(max_examples=300, deadline=None)
@given(made=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_the_reader_reads_or_says_why(made: bytes) -> None:
    try:
        tree = read("essai.yml", made)
    except ContentError as error:
        assert error.faults
    else:
        teaching([tree])
