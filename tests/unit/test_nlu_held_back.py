"""What models say of examples they never saw, kept from one training to the next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.nlu.fitting import fit
from bot.nlu.held_back import HeldBack, held_back, named
from bot.nlu.linear import Trainer
from bot.nlu.lookups import Lookups
from bot.nlu.reader import ODDS, Reader
from bot.nlu.second_look import ASK_BELOW, Head, SecondLook, learn

SUBJECTS = ("paiement", "dette", "rib", "code")
FORMS = ("mon {}", "le {} svp", "voir {}", "où est mon {}", "{} perdu", "un {} de plus")
TEXTS = [form.format(subject) for subject in SUBJECTS for form in FORMS] + [
    f"{subject} numéro {number}" for subject in SUBJECTS for number in range(80)
]
INTENTS = [subject for subject in SUBJECTS for _ in FORMS] + [
    subject for subject in SUBJECTS for _ in range(80)
]


class Letters:
    """A sentence encoder for tests: how often each letter comes, of unit length."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Any:
        self.asked.extend(texts)
        counts = np.zeros((len(texts), 512), dtype=np.float32)
        for row, text in enumerate(texts):
            for letter in text:
                counts[row, ord(letter) % 512] += 1
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def hold(
    kept: Path,
    texts: list[str] = TEXTS,
    intents: list[str] = INTENTS,
    encoder: Letters | None = None,
) -> HeldBack:
    return held_back(Trainer(texts, intents, 1.0), texts, named(texts, intents), encoder, kept)


def test_a_third_is_held_back_and_scored(tmp_path: Path) -> None:
    held = hold(tmp_path / "kept.npz")
    assert len(TEXTS) / 5 < len(held.rows) < len(TEXTS) / 2
    assert held.scores.shape == (len(held.rows), len(SUBJECTS))
    right = [sorted(SUBJECTS).index(INTENTS[row]) for row in held.rows]
    assert (held.scores.argmax(axis=1) == right).mean() > 0.9
    assert held.head is None


def never_again(*_: Any) -> Any:
    raise AssertionError("everything was made anew")


def test_a_small_change_leaves_the_new_examples_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, encoder = tmp_path / "kept.npz", Letters()
    before = hold(kept, encoder=encoder)
    monkeypatch.setattr(Trainer, "scores_of_others", never_again)
    gone = before.rows[0]
    texts = [*TEXTS[:gone], *TEXTS[gone + 1 :], "encore une phrase"]
    intents = [*INTENTS[:gone], *INTENTS[gone + 1 :], "code"]
    after = hold(kept, texts, intents, Letters())
    assert [texts[row] for row in after.rows] == [TEXTS[row] for row in before.rows[1:]]
    np.testing.assert_allclose(after.scores, before.scores[1:], atol=2e-3)
    assert len(after.vectors) == after.encoded.sum()
    np.testing.assert_allclose(after.vectors[-1], before.vectors[-1], atol=1e-3)


@pytest.mark.parametrize("change", ["many", "intent", "encoder", "damaged"])
def test_a_large_change_makes_everything_anew(tmp_path: Path, change: str) -> None:
    kept = tmp_path / "kept.npz"
    hold(kept)
    texts, intents = list(TEXTS), list(INTENTS)
    if change == "many":
        texts += [f"nouvelle phrase {number}" for number in range(40)]
        intents += ["rib"] * 40
    if change == "intent":
        texts, intents = [*texts, "bonjour"], [*intents, "saluer"]
    if change == "damaged":
        kept.write_bytes(b"no archive")
    encoder = Letters() if change == "encoder" else None
    held = hold(kept, texts, intents, encoder)
    fresh = hold(tmp_path / "fresh.npz", texts, intents, encoder)
    np.testing.assert_array_equal(held.rows, fresh.rows)
    np.testing.assert_array_equal(held.scores, fresh.scores)
    assert (held.head is None) == (encoder is None)


def reader(tmp_path: Path, encoder: Letters | None) -> Reader:
    return fit(
        TEXTS,
        INTENTS,
        Lookups({"organisme": {"mairie": "mairie"}}),
        inverse_penalty=1.0,
        elsewhere_intents=["rib"],
        elsewhere_share=0.4,
        acts=["code"],
        encoder=encoder,
        kept=tmp_path,
    )


def test_the_encoder_is_only_asked_when_the_first_look_is_unsure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = Letters()
    fitted = reader(tmp_path, encoder)
    encoder.asked.clear()
    sure = fitted.rank("mon paiement numéro 3", "mon paiement numero 3", [])
    assert (sure[0][0], sure[0][1] >= ASK_BELOW, encoder.asked) == ("paiement", True, [])
    monkeypatch.setattr("bot.nlu.reader.ASK_BELOW", 1.1)
    assert fitted.rank("mon paiement numéro 3", "mon paiement numero 3", [], quick=True) == sure
    assert encoder.asked == []
    fitted.rank("mon paiement numéro 3", "mon paiement numero 3", [])
    assert encoder.asked == ["mon paiement numéro 3"]


@pytest.mark.parametrize("quick", [True, False])
def test_an_act_has_other_odds_by_its_place_however_it_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: bool
) -> None:
    monkeypatch.setattr("bot.nlu.reader.ASK_BELOW", 1.1)
    fitted = reader(tmp_path, Letters())

    def odds(going_on: bool | None) -> float:
        said = "mon paiement numéro 3"
        shares = dict(fitted.rank(said, said, [], quick=quick, going_on=going_on))
        return float(np.log(shares["code"] / shares["dette"]))

    assert odds(False) - odds(None) == pytest.approx(ODDS[False] - ODDS[None], abs=1e-3)
    assert odds(True) - odds(None) == pytest.approx(ODDS[True] - ODDS[None], abs=1e-3)


def test_without_the_encoder_the_first_look_decides(tmp_path: Path) -> None:
    description, arrays = reader(tmp_path, Letters()).to_parts()
    alone = Reader.from_parts(description, arrays, None)
    ranking = alone.rank("zzz wqx", "zzz wqx", [])
    assert len(ranking) == len(SUBJECTS)
    assert alone.rank("mon code svp", "mon code svp", [])[0][0] == "code"


def test_a_ranking_begins_with_its_confidence(tmp_path: Path) -> None:
    fitted = reader(tmp_path, None)
    for text in ("mon paiement", "dette ou paiement", "rien de connu", ""):
        confidences = [confidence for _, confidence in fitted.rank(text, text, [])]
        assert all(0 <= confidence <= confidences[0] for confidence in confidences)
        assert sorted(confidences[1:], reverse=True) == confidences[1:]


def test_parts_made_with_other_flags_are_refused(tmp_path: Path) -> None:
    description, arrays = reader(tmp_path, None).to_parts()
    with pytest.raises(ValueError, match="other flags"):
        Reader.from_parts({**description, "flags": ["short"]}, arrays, None)


def test_two_looks_are_weighed_by_what_they_are_worth() -> None:
    chance = np.random.default_rng(1)
    right = chance.integers(0, 3, 400)
    vectors = chance.normal(0, 0.2, (400, 8))
    vectors[np.arange(400), right] += 1
    noise = chance.normal(0, 1, (400, 3)).astype(np.float32)
    look = SecondLook.fit(learn(vectors, right, 3), noise, vectors, right)
    assert look.encoder > 5 * abs(look.first)
    assert (look.apply(noise, vectors).argmax(axis=1) == right).mean() > 0.95


def test_an_intent_without_a_vector_is_never_likely() -> None:
    head = learn(np.eye(4)[:2], np.array([0, 2]), 3)
    assert isinstance(head, Head)
    assert head.log_probabilities(np.eye(4))[:, 1].max() < -5
