"""Every example is read by a model of the others, and the reading is kept between trainings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.content.examples import Example
from bot.nlu.held_back import PART, named
from bot.nlu.linear import Trainer
from workbench.models import crossing
from workbench.models.crossing import cross_read
from workbench.models.measuring import qualities

THINGS = {
    "payer": ("ma dette", "mon trop perçu", "en ligne", "par carte", "ce que je dois"),
    "changer": ("mon adresse", "mon rib", "mon nom", "mon numéro", "mon mail"),
}
WAYS = ("je veux", "comment", "puis je", "où est ce que je peux", "il faut", "merci de me faire")


@pytest.fixture
def examples() -> list[Example]:
    return [
        Example(f"{way} {intent} {thing}", intent, "f", 1)
        for intent, things in THINGS.items()
        for thing in things
        for way in WAYS
    ]


def held(path: Path, examples: list[Example], says: str) -> Path:
    """What training keeps of the part that it reads; it says the same of all."""
    hashes, keys = named([one.text for one in examples], [one.intent for one in examples])
    intents = sorted(THINGS)
    scores = np.zeros(((hashes % PART == 0).sum(), len(intents)), dtype=np.float16)
    scores[:, intents.index(says)] = 1
    np.savez(path, keys=keys[hashes % PART == 0], intents=np.array(intents), scores=scores)
    return path


def test_no_example_is_read_by_a_model_that_learnt_it(
    examples: list[Example], tmp_path: Path
) -> None:
    # One that says the contrary of all the others can only be read as they are.
    odd = Example("je veux payer ma dette demain", "changer", "f", 1)
    read = cross_read([*examples, odd], 0.3, tmp_path / "none.npz", tmp_path / "kept.json")
    parts, _ = named([one.text for one, _ in read], [one.intent for one, _ in read])
    assert 0 not in parts % PART and 1 in parts % PART and 2 in parts % PART
    assert all(one.intent == intent for one, intent in read if one != odd)
    assert dict(read)[odd] == "payer"


def test_the_part_that_training_read_is_taken_over(examples: list[Example], tmp_path: Path) -> None:
    kept = held(tmp_path / "held.npz", examples, "payer")
    read = cross_read(examples, 0.3, kept, tmp_path / "kept.json")
    assert len(read) == len(examples)
    parts, _ = named([one.text for one, _ in read], [one.intent for one, _ in read])
    of_training = [
        intent for (_, intent), part in zip(read, parts % PART, strict=True) if part == 0
    ]
    assert set(of_training) == {"payer"}


def test_it_is_read_again_only_when_much_changed(
    examples: list[Example], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, made = tmp_path / "kept.json", []

    class Counted(Trainer):
        def __init__(self, *arguments: object) -> None:
            made.append(1)
            super().__init__(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(crossing, "Trainer", Counted)
    first = cross_read(examples, 0.3, tmp_path / "none.npz", kept)
    assert cross_read(examples, 0.3, tmp_path / "none.npz", kept) == first and len(made) == 1
    new = [Example(f"{one.text} vite", one.intent, "f", 1) for one in examples[:30]]
    assert len(cross_read([*examples, *new], 0.3, tmp_path / "none.npz", kept)) > len(first)
    assert len(made) == 2
    kept.write_text("{")
    assert cross_read(examples, 0.3, tmp_path / "none.npz", kept) == first


def test_precision_and_recall() -> None:
    found = qualities([("a", "a"), ("a", "b"), ("b", "b"), ("c", "b")])
    assert (found["a"].precision, found["a"].recall) == (1.0, 0.5)
    assert found["a"].f1 == pytest.approx(2 / 3)
    assert (found["b"].precision, found["b"].recall) == (pytest.approx(1 / 3), 1.0)
    assert (found["c"].precision, found["c"].recall, found["c"].f1) == (None, 0.0, None)
