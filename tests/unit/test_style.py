"""The measure of how answers read, on small texts and on a small project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.style import measure, report
from bot.content.sources import PROJECT

EASY = "Ouvrez **Mon profil**. Appuyez sur le crayon."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project's files, with an answer that a test writes at the end of domain.yml."""
    (tmp_path / "bot" / "data").mkdir(parents=True)
    for name in ("domain.yml", "config.yml", "bot/catalogue.yml", "bot/canaries.yml"):
        shutil.copy(PROJECT / name, tmp_path / name)
    shutil.copytree(PROJECT / "bot" / "data" / "lookups", tmp_path / "bot" / "data" / "lookups")
    return tmp_path


def write(project: Path, *texts: str) -> list[int]:
    """Add a response for each text; their lines."""
    path = project / "domain.yml"
    content = path.read_text(encoding="utf-8").rstrip("\n") + "\n"
    lines = []
    for number, text in enumerate(texts):
        lines.append(content.count("\n") + 2)
        content += f'  essai_{number}:\n  - text: "{text}"\n'
    path.write_text(content, encoding="utf-8")
    return lines


def test_words_and_sentences_are_counted() -> None:
    style = measure("essai", None, 1, "Appelez le **32 30**, c'est l'accueil. Et après ?")
    assert style.sentences == (5, 2)
    assert (style.words, style.mean_words) == (5, 3.5)
    assert not style.over


def test_a_long_word_has_nine_letters() -> None:
    assert measure("essai", None, 1, "document attestation").long_words == 0.5
    assert measure("essai", None, 1, "documents").long_words == 1
    assert measure("essai", None, 1, "32 30").long_words == 0


def test_items_of_a_list_are_no_sentences_too_many() -> None:
    steps = "À faire :\n1. Ouvrez\n2. Cliquez\n- Lisez\n- Signez"
    assert measure("essai", None, 1, steps).sentences == (2, 1, 1, 1, 1)
    assert not measure("essai", None, 1, steps).over
    assert measure("essai", None, 1, "Un. Deux. Trois. Quatre.").over


@pytest.mark.parametrize(("words", "over"), [(20, False), (21, True)])
def test_twenty_words_are_the_most(words: int, over: bool) -> None:
    assert bool(measure("essai", None, 1, "mot " * words).over) is over


def test_those_over_a_bar_come_worst_first_with_their_line(project: Path) -> None:
    before = len(report(project).styles)
    lines = write(project, EASY, "mot " * 90 + "fin.", "mot " * 100 + "fin.")
    told = report(project)
    assert len(told.styles) == before + 3
    assert [style.response for style in told.over[:2]] == ["essai_2", "essai_1"]
    assert str(told.over[0]) == (
        f"domain.yml:{lines[2]} : « essai_2 » : 101 mots dans une phrase, 20 au plus ; "
        "en moyenne 101 mots par phrase"
    )
    assert "essai_0" not in {style.response for style in told.over}


def test_holes_count_with_the_longest_that_may_fill_them(project: Path) -> None:
    write(project, "Pour {subject}.")
    [style] = [style for style in report(project).styles if style.response == "essai_0"]
    assert style.words > 5


def test_other_languages_are_not_measured() -> None:
    assert not [style for style in report().styles if "answer_langue_" in style.response]
