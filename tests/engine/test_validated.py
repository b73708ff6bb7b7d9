"""A sentence that an editor settled is understood so at once, by every running server."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.archive import KEY_VARIABLE
from bot.content.shelf import Shelf
from bot.content.validated import VALIDATED, ValidatedRefused, read_validated, spelled
from bot.engine.agent import AssistantAgent
from bot.engine.follow import Follower
from bot.engine.turns import Past, TurnOutcome, TurnRequest

SENTENCE = "zorglub schmilblick du jeudi"
INTENT = "prendre_rendez_vous"


async def ask(agent: AssistantAgent, text: str) -> TurnOutcome:
    return await agent.play(TurnRequest("c", "web", text, None, Past()))


@pytest.fixture
def shelf(model: Path, tmp_path: Path) -> Shelf:
    shutil.copy(model, tmp_path / "a.tar.gz")
    shelf = Shelf(tmp_path)
    shelf.use("a")
    return shelf


async def test_the_next_look_understands_it_and_says_so(shelf: Shelf) -> None:
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    before = (await ask(agent, SENTENCE)).understood
    assert before is not None and before.intent != INTENT and not before.validated
    processor = agent.processor

    (shelf.folder / VALIDATED).write_bytes(spelled({SENTENCE: INTENT}))
    await follower.look()
    # As it is written by others, and whatever the model thinks of it.
    outcome = await ask(agent, "Zorglub  schmilblick du JEUDI ?")
    assert outcome.understood == (INTENT, 1.0, True)
    assert [one["utter_action"] for one in outcome.messages] == [f"answer_{INTENT}"]
    assert agent.processor is processor, "no model was loaded for it"
    other = (await ask(agent, f"{SENTENCE} prochain")).understood
    assert other is not None and not other.validated

    # A broken file changes nothing, and no file takes all back.
    (shelf.folder / VALIDATED).write_text("{")
    await follower.look()
    kept = (await ask(agent, SENTENCE)).understood
    assert kept is not None and kept.validated
    (shelf.folder / VALIDATED).unlink()
    await follower.look()
    assert (await ask(agent, SENTENCE)).understood == before


async def test_it_stays_when_the_model_is_swapped(shelf: Shelf) -> None:
    (shelf.folder / VALIDATED).write_bytes(spelled({SENTENCE: INTENT}))
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    shutil.copy(shelf.folder / "a.tar.gz", shelf.folder / "b.tar.gz")
    shelf.use("b")
    await follower.look()
    await follower.look()
    assert agent.content is not None and agent.content.name == "b.tar.gz"
    kept = (await ask(agent, SENTENCE)).understood
    assert kept is not None and kept.validated


async def test_canaries_are_read_by_the_model_alone(shelf: Shelf) -> None:
    agent = AssistantAgent()
    agent.validate({"bonjour": INTENT})
    await agent.swap(shelf.folder / "a.tar.gz")
    settled = (await ask(agent, "bonjour")).understood
    assert settled is not None and settled.intent == INTENT


async def test_danger_comes_first(shelf: Shelf) -> None:
    agent = AssistantAgent()
    await agent.swap(shelf.folder / "a.tar.gz")
    text = "mon mari me frappe, je veux un rendez-vous"
    agent.validate({"mon mari me frappe je veux un rendez vous": INTENT})
    outcome = await ask(agent, text)
    assert outcome.sensitive


async def test_an_intent_that_the_archive_has_not_is_left_to_the_model(shelf: Shelf) -> None:
    agent = AssistantAgent()
    await agent.swap(shelf.folder / "a.tar.gz")
    agent.validate({"bonjour": "a_venir"})
    understood = (await ask(agent, "bonjour")).understood
    assert understood is not None and understood.intent == "saluer"


def test_a_choice_is_never_a_sentence(tmp_path: Path) -> None:
    (tmp_path / VALIDATED).write_bytes(spelled({"/saluer": INTENT, "un deux": INTENT}))
    assert read_validated(tmp_path) == {"un deux": INTENT}


@pytest.mark.parametrize(
    "damage",
    [
        lambda held: held[: len(held) // 2],
        lambda held: b"[]",
        lambda held: b'{"sentences": [1]}',
        lambda held: held.replace(b"rendez", b"vendez"),
        lambda held: spelled({"un": "deux"}),
        lambda held: spelled({"un": "deux"}, b"autre"),
    ],
)
def test_what_was_tampered_with_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "k")
    held = spelled({SENTENCE: INTENT}, b"k")
    (tmp_path / VALIDATED).write_bytes(held)
    assert read_validated(tmp_path, b"k") == {SENTENCE: INTENT}
    (tmp_path / VALIDATED).write_bytes(damage(held))
    with pytest.raises(ValidatedRefused):
        read_validated(tmp_path, b"k")
