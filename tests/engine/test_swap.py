"""A model and its content are changed by one assignment, without a message lost."""

from __future__ import annotations

import asyncio
import io
import itertools
import os
import shutil
import tarfile
from pathlib import Path

import pytest

from assistant.serving import LOOK_SECONDS
from bot.content.archive import ArchiveRefused
from bot.content.shelf import Shelf
from bot.engine.agent import AssistantAgent
from bot.engine.follow import Follower
from bot.engine.loading import open_best
from bot.engine.turns import Past, TurnOutcome, TurnRequest

# What is promised of a changed pointer, and how much of it loading an archive may take.
FOLLOWED_SECONDS, LOADING_SECONDS = 5.0, 2.5

# Two, in turn: the same text is never said twice in a row.
ASKED = {
    "je n'ai pas reçu mon paiement ce mois-ci": "answer_paiement_non_recu",
    "je veux voir mes dettes": "answer_consulter_dettes",
}
QUESTION = next(iter(ASKED))


async def play(agent: AssistantAgent, text: str, past: Past | None = None) -> TurnOutcome:
    return await agent.play(TurnRequest("someone", "web", text, None, past or Past()))


async def test_every_turn_is_whole_during_swaps(
    agent: AssistantAgent, model: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(model, tmp_path / "other.tar.gz"))
    swapped = asyncio.Event()
    turns: list[tuple[str, TurnOutcome]] = []

    async def person() -> None:
        past = Past()
        for asked in itertools.cycle(ASKED):
            if swapped.is_set():
                return
            outcome = await play(agent, asked, past)
            past = Past(tracker=outcome.tracker)
            turns.append((asked, outcome))
            await asyncio.sleep(0)

    async def swaps() -> None:
        for path in (other, model):
            await agent.swap(path)
            assert agent.content is not None
            assert agent.content.name == agent.fingerprint == path.name
        swapped.set()

    await asyncio.gather(swaps(), *(person() for _ in range(6)))

    names = {turn.content.name for _, turn in turns}
    assert names <= {model.name, other.name} and model.name in names
    for asked, turn in turns:
        assert [message["utter_action"] for message in turn.messages] == [ASKED[asked]]


async def test_a_conversation_goes_on_after_a_swap(
    agent: AssistantAgent, model: Path, tmp_path: Path
) -> None:
    first = await play(agent, "je veux voir mes dettes")
    await agent.swap(Path(shutil.copy(model, tmp_path / "other.tar.gz")))

    second = await play(agent, "et sur l'appli ?", Past(tracker=first.tracker))

    assert second.content.name == "other.tar.gz"
    custom = second.messages[0]["custom"]
    assert (custom["destinations"], custom["channel"]) == (["mes_dettes"], "app")


def _truncated(model: Path, target: Path) -> Path:
    target.write_bytes(model.read_bytes()[: model.stat().st_size // 2])
    return target


def _without_classifier(model: Path, target: Path) -> Path:
    """The archive with the classifier's arrays replaced by noise."""
    with tarfile.open(model) as source, tarfile.open(target, "w:gz") as copy:
        for member in source.getmembers():
            content = source.extractfile(member)
            data = content.read() if content else b""
            if member.name.endswith("arrays.npz"):
                data = b"not an array"
                member.size = len(data)
            copy.addfile(member, io.BytesIO(data) if content else None)
    return target


@pytest.mark.parametrize("spoil", [_truncated, _without_classifier])
async def test_a_damaged_archive_is_refused_and_the_old_model_stays(
    agent: AssistantAgent, model: Path, tmp_path: Path, spoil: object
) -> None:
    damaged = spoil(model, tmp_path / "damaged.tar.gz")  # type: ignore[operator]
    before = agent.processor

    with pytest.raises(ArchiveRefused, match=r"damaged\.tar\.gz"):
        await agent.swap(damaged)

    assert agent.processor is before
    outcome = await play(agent, QUESTION)
    assert outcome.messages[0]["utter_action"] == "answer_paiement_non_recu"


async def test_a_model_that_misses_a_canary_is_refused(
    agent: AssistantAgent, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    processor = agent.processor
    assert processor is not None
    monkeypatch.setitem(processor.content.canaries, "bonjour", "consulter_dettes")
    from bot.engine.canaries import failures

    [missed] = await asyncio.get_running_loop().run_in_executor(None, failures, processor)
    assert missed == "« bonjour » compris comme saluer au lieu de consulter_dettes"


async def test_a_model_that_misses_a_turn_of_a_conversation_is_refused(
    agent: AssistantAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    processor = agent.processor
    assert processor is not None and processor.content.conversations
    from bot.content.canaries import Turn
    from bot.engine.canaries import failures

    turns = (
        Turn("je veux voir mes dettes", ("answer_consulter_dettes",)),
        Turn("où voir mes paiements", ("answer_consulter_paiements", "tel_3114")),
    )
    monkeypatch.setitem(processor.content.conversations, "dettes", turns)
    missed = await asyncio.get_running_loop().run_in_executor(None, failures, processor)
    assert missed == [
        f"conversation « dettes » ({channel}), à « où voir mes paiements » il manque tel_3114"
        for channel in ("web", "app")
    ]


# -- what is followed


@pytest.fixture
def shelf(tmp_path: Path, model: Path) -> Shelf:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for name, when in (("a.tar.gz", 100), ("b.tar.gz", 200)):
        shutil.copy(model, folder / name)
        os.utime(folder / name, (when, when))
    return Shelf(folder)


def served(agent: AssistantAgent) -> str | None:
    return agent.content.name if agent.content else None


async def test_the_pointer_is_followed_whatever_the_dates(shelf: Shelf) -> None:
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    assert served(agent) == "b.tar.gz"
    shelf.use("a")
    await follower.look()
    assert served(agent) == "b.tar.gz", "it must look the same twice"
    await follower.look()
    assert (served(agent), agent.refusal) == ("a.tar.gz", None)


async def test_five_seconds_are_enough_for_every_change_of_the_pointer(
    shelf: Shelf, model: Path
) -> None:
    """Counted in looks: what the five seconds leave after loading, at the server's pace."""
    allowed = int((FOLLOWED_SECONDS - LOADING_SECONDS) / LOOK_SECONDS)
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    shutil.copy(model, shelf.folder / "new.tar.gz")
    for name in ("a", "new", "b", "new"):
        shelf.use(name)
        looks = 0
        while served(agent) != f"{name}.tar.gz":
            looks += 1
            assert looks <= allowed, f"{name} is not served after {allowed} looks"
            await follower.look()


async def test_at_the_start_the_last_good_one_is_served(shelf: Shelf, model: Path) -> None:
    _truncated(model, shelf.folder / "c.tar.gz")
    shelf.use("c")
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    assert served(agent) == "b.tar.gz"
    assert agent.refusal and "c.tar.gz" in agent.refusal
    (shelf.folder / "c.tar.gz").write_bytes(model.read_bytes())
    await follower.look()
    await follower.look()
    assert (served(agent), agent.refusal) == ("c.tar.gz", None)


async def test_an_archive_that_grows_is_waited_for_and_a_refused_one_is_not_tried_twice(
    shelf: Shelf, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    tried: list[int] = []
    swap = agent.swap

    async def counted(path: Path) -> object:
        tried.append(path.stat().st_size)
        return await swap(path)

    monkeypatch.setattr(agent, "swap", counted)
    whole = model.read_bytes()
    shelf.folder.joinpath("live.json").write_text('{"archive": "c.tar.gz"}')
    for share in (3, 2, 1):
        (shelf.folder / "c.tar.gz").write_bytes(whole[: len(whole) // share])
        await follower.look()
    assert tried == []
    await follower.look()
    assert (tried, served(agent)) == ([len(whole)], "c.tar.gz")
    (shelf.folder / "c.tar.gz").write_bytes(whole[:-9])
    for _ in range(4):
        await follower.look()
    assert tried == [len(whole), len(whole) - 9]
    assert agent.refusal and served(agent) == "c.tar.gz"


async def test_nothing_that_an_archive_does_ends_the_following(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = AssistantAgent()
    follower = Follower(agent, shelf)

    async def broken(path: Path) -> None:
        raise KeyError("a canary turn")

    monkeypatch.setattr(agent, "swap", broken)
    await follower.look()
    assert (served(agent), agent.refusal) == (None, "KeyError")
    monkeypatch.undo()
    shelf.folder.joinpath("lost.tar.gz").symlink_to("nothing")
    shelf.folder.joinpath("live.json").write_text('{"archive": "lost.tar.gz"}')
    await follower.look()
    assert agent.refusal == "lost.tar.gz n'est pas là"


def test_the_best_archive_is_opened_and_what_was_refused_is_told(shelf: Shelf, model: Path) -> None:
    _truncated(model, shelf.folder / "c.tar.gz")
    shelf.use("c")
    agent, refused = open_best(shelf)
    assert served(agent) == "b.tar.gz"
    assert [one.name for one in refused] == ["c.tar.gz"]
