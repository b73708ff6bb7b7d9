"""What stays from one training to the next is used when it holds, and never trusted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import bot.nlu.kept as kept_module
from bot.nlu.fitting import HELD_BACK, NEAR, WEIGHING, fit
from bot.nlu.fusion import Fusion
from bot.nlu.kept import made_from, read_kept, write_kept
from bot.nlu.linear import Trainer
from bot.nlu.lookups import Lookups
from bot.nlu.reader import Reader

SUBJECTS = ("paiement", "dette", "rib", "code")
TEXTS = [f"{subject} numéro {number}" for subject in SUBJECTS for number in range(90)]
INTENTS = [subject for subject in SUBJECTS for _ in range(90)]
FILES = (NEAR, HELD_BACK, WEIGHING)
PROBES = ("mon paiement", "dette ou code", "rib numéro 3", "rien de connu", "zorglub")


def train(
    kept: Path,
    texts: list[str] = TEXTS,
    intents: list[str] = INTENTS,
    forms: dict[str, dict[str, str]] | None = None,
) -> Reader:
    return fit(
        texts,
        intents,
        Lookups(forms or {}),
        inverse_penalty=1.0,
        elsewhere_intents=["rib"],
        elsewhere_share=0.4,
        acts=(),
        encoder=None,
        kept=kept,
    )


def read(reader: Reader) -> list[list[tuple[str, float]]]:
    return [reader.rank(text, text, []) for text in PROBES]


def same(one: Reader, other: Reader) -> None:
    for mine, theirs in zip(read(one), read(other), strict=True):
        assert mine[0][0] == theirs[0][0]
        assert dict(mine) == pytest.approx(dict(theirs), abs=0.02)


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was made anew")

    monkeypatch.setattr(Fusion, "fit", never)
    monkeypatch.setattr(Trainer, "scores_of_others", never)


def test_an_example_that_came_is_learnt_though_all_else_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = train(tmp_path)
    assert before.model.unknown("zorglub") == 1
    refuse(monkeypatch)
    after = train(tmp_path, [*TEXTS, "zorglub"], [*INTENTS, "code"])
    assert after.rank("zorglub", "zorglub", [])[0][0] == "code"
    assert after.model.unknown("zorglub") == 0
    fresh = train_anew(tmp_path / "fresh", monkeypatch)
    same(after, fresh)


def train_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.undo()
    return train(folder, [*TEXTS, "zorglub"], [*INTENTS, "code"])


def test_an_example_whose_intent_changed_is_learnt_anew(tmp_path: Path) -> None:
    train(tmp_path)
    changed = [*INTENTS[:3], "dette", *INTENTS[4:]]
    after = train(tmp_path, intents=changed)
    text = "paiement numero 3"
    scores = dict(zip(after.model.intents, after.model.scores(text), strict=True))
    before = dict(zip(after.model.intents, train(tmp_path / "b").model.scores(text), strict=True))
    assert scores["dette"] > before["dette"] + 0.2


def test_forms_of_the_lookups_are_weighed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(tmp_path)
    monkeypatch.setattr(Trainer, "scores_of_others", lambda *_: pytest.fail("scored anew"))
    fitted: list[int] = []
    whole = Fusion.fit
    monkeypatch.setattr(Fusion, "fit", lambda *given: fitted.append(1) or whole(*given))
    train(tmp_path)
    assert fitted == []
    train(tmp_path, forms={"organisme": {"code": "code"}})
    assert fitted


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("how", ["cut", "flipped", "other", "empty"])
def test_a_damaged_file_is_made_again(tmp_path: Path, file: str, how: str) -> None:
    fresh = train(tmp_path)
    path = tmp_path / file
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {
            "cut": whole[:middle],
            "flipped": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
            "other": b"no archive",
            "empty": b"",
        }[how]
    )
    same(train(tmp_path), fresh)
    assert read_kept(path)


def test_what_other_code_or_settings_made_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "some.npz"
    write_kept(path, made_from("one", 2), {"numbers": np.arange(3)})
    assert list(read_kept(path, made_from("one", 2))["numbers"]) == [0, 1, 2]
    assert read_kept(path, made_from("one", 3)) == {}
    monkeypatch.setattr(kept_module, "_code", lambda: ["of another day"])
    assert read_kept(path, made_from("one", 2)) == {}
    assert list(read_kept(path)) == ["numbers"]


def test_no_file_is_none(tmp_path: Path) -> None:
    assert read_kept(tmp_path / "absent.npz", made_from()) == {}
