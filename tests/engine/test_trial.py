"""A draft on trial: verified, tried and loaded beside the live archive, and gone when it fails."""

from __future__ import annotations

import gc
import os
import shutil
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.shelf import Shelf
from bot.content.signing import PUBLIC_VARIABLE, new_pair
from bot.content.trial import Trial
from bot.engine.agent import AssistantAgent
from bot.engine.follow import Follower
from bot.engine.turns import Past, TurnOutcome
from connectors.conversation.bot import Bot
from connectors.conversation.voice import RESTS, Voices
from tests.rewritten import rewritten

THANKS, OTHER_THANKS = "Avec plaisir. Si vous", "De rien. Si vous"
TRIAL = Trial("t1", "draft.tar.gz", "a.tar.gz", 50, 0.0, 4e9, "Camille")


@pytest.fixture(scope="module")
def other(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft that answers with other words."""
    target = tmp_path_factory.mktemp("draft") / "draft.tar.gz"
    return rewritten(model, target, THANKS, OTHER_THANKS)


@pytest.fixture
def shelf(tmp_path: Path, model: Path) -> Shelf:
    made = Shelf(tmp_path / "models")
    made.folder.mkdir()
    shutil.copy(model, made.folder / "a.tar.gz")
    made.use("a")
    return made


@pytest.fixture
async def served(shelf: Shelf, other: Path) -> tuple[AssistantAgent, Follower]:
    """A server that was serving when the trial began."""
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    assert agent.draft is None
    shelf.begin_trial(other, TRIAL)
    await follower.look()
    assert agent.draft is None, "it must look the same twice"
    await follower.look()
    assert agent.draft is not None
    return agent, follower


def of_side(agent: AssistantAgent, arm: str) -> Bot:
    """The bot of a conversation on one side."""
    key = next(str(n) for n in range(999) if TRIAL.arm(str(n), time.time()) == arm)
    return Bot("web", agent).of(key, time.time())


async def thanks(bot: Bot) -> TurnOutcome:
    return await bot.play("somebody", "merci beaucoup", None, Past())


async def test_each_side_is_answered_by_its_archive(
    served: tuple[AssistantAgent, Follower],
) -> None:
    agent, _ = served
    for arm, name in (("trial", "draft.tar.gz"), ("live", "a.tar.gz")):
        bot = of_side(agent, arm)
        assert bot.standing == ("t1", arm)
        assert bot.content.name == (await thanks(bot)).content.name == name
    assert Bot("web", agent).of("somebody", -1.0).standing is None
    assert agent.served == "a.tar.gz" and agent.refusal is None and agent.failed is None


async def test_who_starts_has_both_before_it_is_ready(shelf: Shelf, other: Path) -> None:
    shelf.begin_trial(other, TRIAL)
    agent = AssistantAgent()
    seen: list[bool] = []
    swap = agent.swap

    async def watched(path: Path) -> object:
        seen.append(agent.draft is not None and not agent.is_ready())
        return await swap(path)

    agent.swap = watched  # type: ignore[method-assign,assignment]
    await Follower(agent, shelf).look()
    assert seen == [True] and agent.is_ready() and agent.draft is not None


async def test_without_a_trial_nothing_is_loaded_and_the_bot_is_the_same(shelf: Shelf) -> None:
    agent = AssistantAgent()
    await Follower(agent, shelf).look()
    bot = Bot("web", agent)
    assert agent.draft is None and bot.of("somebody", time.time()) is bot


def cut(path: Path, model: Path) -> None:
    path.write_bytes(path.read_bytes()[:-99])


def misses_a_canary(path: Path, model: Path) -> None:
    rewritten(model, path, "bonjour: saluer", "bonjour: consulter_dettes", "bot/canaries.yml")


@pytest.mark.parametrize("spoil", [cut, misses_a_canary])
async def test_a_draft_that_fails_its_checks_answers_nobody(
    shelf: Shelf, model: Path, tmp_path: Path, spoil: Callable[[Path, Path], None]
) -> None:
    draft = Path(shutil.copy(model, tmp_path / "draft.tar.gz"))
    spoil(draft, model)
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    shelf.begin_trial(draft, TRIAL)
    for _ in range(3):
        await follower.look()
    assert agent.draft is None and agent.served == "a.tar.gz" and agent.refusal is None
    assert agent.failed is not None and "draft.tar.gz" in agent.failed.why
    assert (await thanks(of_side(agent, "trial"))).content.name == "a.tar.gz"


async def test_with_a_key_a_draft_that_is_not_signed_answers_nobody(
    shelf: Shelf, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    monkeypatch.setenv(PUBLIC_VARIABLE, new_pair().public)
    shelf.begin_trial(other, TRIAL)
    await follower.look()
    await follower.look()
    assert agent.draft is None and agent.failed is not None and "signature" in agent.failed.why


@pytest.mark.parametrize("lost", [Path.unlink, lambda path: os.truncate(path, 99)])
async def test_a_draft_whose_file_goes_or_changes_answers_nobody_any_more(
    served: tuple[AssistantAgent, Follower],
    shelf: Shelf,
    other: Path,
    lost: Callable[[Path], None],
) -> None:
    agent, follower = served
    found = shelf.trial()
    assert found is not None
    lost(found[1])
    await follower.look()
    assert agent.draft is None and agent.failed is not None
    assert agent.is_ready() and agent.refusal is None
    # A conversation changes sides once, not back and forth.
    shutil.copy2(other, found[1])
    for _ in range(3):
        await follower.look()
    assert agent.draft is None and agent.failed is not None
    # The next trial begins anew.
    shelf.begin_trial(other, replace(TRIAL, id="t2"))
    await follower.look()
    await follower.look()
    assert agent.draft is not None and agent.failed is None


async def test_a_draft_that_is_not_there_yet_is_waited_for(
    served: tuple[AssistantAgent, Follower], shelf: Shelf, other: Path
) -> None:
    agent, follower = served
    shelf.end_trial()
    await follower.look()
    shelf.begin_trial(other, TRIAL)
    found = shelf.trial()
    assert found is not None
    found[1].unlink()
    await follower.look()
    assert agent.failed is not None and "n'est pas là" in agent.failed.why
    shutil.copy2(other, found[1])
    await follower.look()
    await follower.look()
    assert agent.draft is not None and agent.failed is None


async def test_after_a_turn_that_fails_the_live_archive_answers(
    served: tuple[AssistantAgent, Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.contract.errors import Unavailable

    agent, follower = served
    bot = of_side(agent, "trial")
    assert agent.draft is not None

    async def broken(*_: object) -> None:
        raise KeyError("something that a message said")

    monkeypatch.setattr(agent.draft.processor, "play", broken)
    with pytest.raises(Unavailable):
        await thanks(bot)
    assert agent.draft is None
    assert agent.failed is not None and "KeyError" in agent.failed.why
    assert "something" not in agent.failed.why
    assert (await thanks(of_side(agent, "trial"))).content.name == "a.tar.gz"
    await follower.look()
    assert agent.draft is None


async def test_the_end_gives_the_memory_back(
    served: tuple[AssistantAgent, Follower], shelf: Shelf
) -> None:
    agent, follower = served
    bot = of_side(agent, "trial")
    assert agent.draft is not None
    left = weakref.ref(agent.draft.processor)
    shelf.end_trial()
    await follower.look()
    assert agent.draft is None and agent.failed is None
    # A turn that was under way ends with what it began with.
    assert (await thanks(bot)).content.name == "draft.tar.gz"
    del bot
    await follower.look()
    gc.disable()
    assert left() is None
    gc.enable()


async def test_the_draft_is_published_without_being_loaded_again(
    served: tuple[AssistantAgent, Follower], shelf: Shelf, other: Path
) -> None:
    agent, follower = served
    assert agent.draft is not None
    processor = agent.draft.processor
    shutil.copy2(other, shelf.folder / "draft.tar.gz")
    shelf.use("draft")
    await follower.look()
    assert agent.processor is processor and agent.draft is None
    assert (agent.served, agent.refusal, agent.failed) == ("draft.tar.gz", None, None)
    await follower.look()
    assert agent.processor is processor


async def test_another_archive_that_becomes_live_is_loaded(
    served: tuple[AssistantAgent, Follower], shelf: Shelf, model: Path
) -> None:
    agent, follower = served
    # Of the same name, but not the same file.
    shutil.copy(model, shelf.folder / "draft.tar.gz")
    shelf.use("draft")
    await follower.look()
    assert agent.draft is None and agent.served == "a.tar.gz"
    await follower.look()
    assert agent.served == "draft.tar.gz"


async def test_sentences_that_editors_settled_hold_on_both_sides(
    served: tuple[AssistantAgent, Follower],
) -> None:
    agent, _ = served
    agent.validate({"zorglub": "consulter_dettes"})
    for arm in ("live", "trial"):
        bot = of_side(agent, arm)
        outcome = await bot.play("somebody", "zorglub", None, Past())
        assert outcome.understood is not None and outcome.understood.validated


async def test_two_contents_in_turn_keep_their_voices(
    served: tuple[AssistantAgent, Follower],
) -> None:
    agent, _ = served
    voices = Voices("web", None)
    contents = [of_side(agent, arm).content for arm in ("live", "trial")]
    first = [voices.of(content) for content in contents]
    assert [voices.of(content) for content in contents] == first
    assert first[0] is not first[1]
    # The one that answers no more goes.
    for _ in range(RESTS + 1):
        assert voices.of(contents[0]) is first[0]
    assert voices.of(contents[1]) is not first[1]
