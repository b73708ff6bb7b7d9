"""What the two sides of a trial say: known intervals, and no more than the counts can tell."""

from __future__ import annotations

import pytest

from workbench.models.chance import Share, difference, wilson
from workbench.pages.sides import Counts, Sides, sides


def counts(conversations: int, messages: int, understood: float, **more: int) -> Counts:
    """So many messages, of which a share was understood and the others were missed."""
    right = round(messages * understood)
    return {
        "opened": 2 * conversations, "spoke": conversations,
        "understood": right, "missed": messages - right, **more,
    }  # fmt: skip


# From the papers of Wilson's interval and of Newcombe's differences (1998).
@pytest.mark.parametrize(
    ("some", "seen", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_lies_where_wilson_says(some: int, seen: int, low: float, high: float) -> None:
    assert wilson(Share(some / seen, seen)) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_a_difference_lies_where_newcombe_says(
    after: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    found = difference(
        Share(before[0] / before[1], before[1]), Share(after[0] / after[1], after[1])
    )
    assert found == pytest.approx((low, high), abs=5e-5)


def first(found: Sides) -> tuple[float | None, float | None]:
    return found.shares[0].live, found.shares[0].draft


def test_few_conversations_tell_nothing_and_are_not_told() -> None:
    for live in ({}, counts(4, 40, 0.5), counts(40, 40, 0.05)):
        found = sides(live, counts(40, 40, 0.5))
        assert "ne disent encore rien" in found.word
        assert found.shares[0].live is None and found.shares[0].gap is None
        assert found.shares[0].verdict == "trop peu pour être montré"


def test_a_gap_that_chance_makes_is_not_believed() -> None:
    found = sides(counts(60, 100, 0.80), counts(60, 100, 0.85))
    assert first(found) == (0.80, 0.85)
    assert found.shares[0].verdict == "pas d'écart sûr"
    assert "On ne peut pas dire" in found.word and "14 points" in found.word


@pytest.mark.parametrize(("share", "says"), [(0.9, "mieux"), (0.7, "moins bien")])
def test_a_gap_that_many_conversations_show_is_told(share: float, says: str) -> None:
    found = sides(counts(1000, 2000, 0.80), counts(1000, 2000, share))
    assert found.shares[0].verdict == f"{says} avec le brouillon"
    assert f"comprend {says} les messages" in found.word
    # Fewer missed is better; as many suggested is neither.
    assert found.shares[2].verdict == f"{says} avec le brouillon"
    assert found.shares[1].verdict == "pas d'écart sûr"


def test_the_messages_of_one_talk_count_as_one() -> None:
    """A thousand messages of thirty people tell what thirty do."""
    found = sides(counts(30, 1000, 0.80), counts(30, 1000, 0.90))
    assert found.shares[0].gap is not None and not found.shares[0].gap.tells
    found = sides(counts(1000, 1000, 0.80), counts(1000, 1000, 0.90))
    assert found.shares[0].gap is not None and found.shares[0].gap.tells


def test_more_choices_is_neither_better_nor_worse() -> None:
    live = {**counts(1000, 900, 1.0), "suggested": 100}
    draft = {**counts(1000, 800, 1.0), "suggested": 200}
    assert sides(live, draft).shares[1].verdict == "plus souvent"
    assert sides(draft, live).shares[1].verdict == "moins souvent"


def test_what_was_counted_is_there_on_each_side() -> None:
    live = counts(50, 80, 0.5, picked=20, destination=70, up=9, down=6, not_that=10)
    found = sides(live, counts(40, 60, 0.5))
    told = {one.label: (one.live, one.draft) for one in found.counts}
    assert told == {
        "Conversations ouvertes": (100, 80),
        "Conversations où la personne a écrit ou choisi": (50, 40),
        "Messages": (80, 60),
        "Choix suivis": (20, 0),
        "Rubriques et liens proposés": (70, 0),
        "Avis donnés": (15, 0),
    }
    not_that, opinions = found.shares[3:]
    assert not_that.live == 0.1 and opinions.live == 0.6 and opinions.draft is None
