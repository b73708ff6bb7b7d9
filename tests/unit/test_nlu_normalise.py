"""One spelling for the many ways people type the same words."""

from __future__ import annotations

import doctest

import pytest

from bot.nlu import normalise
from bot.nlu.normalise import fold, words


def test_the_examples_of_the_docstrings() -> None:
    result = doctest.testmod(normalise)
    assert result.attempted >= 2
    assert result.failed == 0


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÉLÈVE Noël ça où", "eleve noel ca ou"),
        ("cœur ŒUVRE æ Æ", "coeur oeuvre ae ae"),
        ("ß", "ss"),
        ("l’aide l`aide l´aide", "l'aide l'aide l'aide"),
        ("e\u0301cole", "ecole"),
        ("ﬁn n° ½", "fin n° 1⁄2"),
        ("№ 1 ™ Ⅳ ＲＳＡ", "no 1 tm iv rsa"),
        ("E\u0301COLE C\u0327A", "ecole ca"),
        ("heeeelp !!!!! ...", "heelp !! .."),
        ("0000 ---", "0000 ---"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Où   est-ce ?\n", "ou est ce"),
        ("l’APL, c'est quand", "l apl c est quand"),
        ("caf.fr", "caf fr"),
        ("r.s.a", "r s a"),
        ("ok 👍🏽 merci", "ok merci"),
        ("مرحبا", ""),
        ("?!…", ""),
        ("", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "J’ai REÇU ça commmme",
        "a\u0300 l’École",
        "½ ﬁn ß",
        "№ 1",
        "™ Ⅳ ＲＳＡ",
    ],
)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words(words(text)) == words(text)
