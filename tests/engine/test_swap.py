"""A model is changed under traffic, without a message lost or answered twice."""

from __future__ import annotations

import asyncio
import io
import shutil
import tarfile
from pathlib import Path

import pytest

from bot.engine.agent import AssistantAgent, watch
from bot.engine.errors import ModelRefused
from tests.engine.conftest import say

QUESTION = "je n'ai pas reçu mon paiement ce mois-ci"


async def test_no_message_is_lost_or_answered_twice_during_swaps(
    agent: AssistantAgent, model: Path, tmp_path: Path
) -> None:
    other = shutil.copy(model, tmp_path / "other.tar.gz")
    swapped = asyncio.Event()
    answers: dict[str, list[list[str]]] = {}

    async def person(number: int) -> None:
        sender = f"person-{number}"
        while not swapped.is_set() or len(answers.get(sender, [])) < 3:
            messages = await say(agent, QUESTION, sender)
            answers.setdefault(sender, []).append([m["utter_action"] for m in messages])
            await asyncio.sleep(0)

    async def swaps() -> None:
        for path in (Path(other), model):
            await agent.swap(path)
            assert agent.processor is not None
            assert agent.processor.model_filename == path.name
        swapped.set()

    await asyncio.gather(swaps(), *(person(number) for number in range(6)))

    for sender, turns in answers.items():
        assert turns == [["answer_paiement_non_recu"]] * len(turns)
        tracker = await agent.tracker_store.retrieve(sender)
        assert tracker is not None
        said = [event for event in tracker.events if event.type_name == "user"]
        answered = [event for event in tracker.events if event.type_name == "bot"]
        assert len(said) == len(answered) == len(turns)


async def test_a_conversation_goes_on_after_a_swap(
    agent: AssistantAgent, model: Path, tmp_path: Path
) -> None:
    await say(agent, "je veux voir mes dettes", "someone")
    await agent.swap(Path(shutil.copy(model, tmp_path / "other.tar.gz")))

    messages = await say(agent, "et sur l'appli ?", "someone")

    assert messages[0]["custom"]["path"] == ["Accueil", "Mes dettes"]


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

    with pytest.raises(ModelRefused, match=r"damaged\.tar\.gz"):
        await agent.swap(damaged)

    assert agent.processor is before
    messages = await say(agent, QUESTION, "someone")
    assert messages[0]["utter_action"] == "answer_paiement_non_recu"


async def test_a_model_that_misses_a_canary_is_refused(
    agent: AssistantAgent, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.engine.canaries.canaries", lambda: {"bonjour": "consulter_dettes"})

    with pytest.raises(ModelRefused, match="« bonjour » compris comme saluer"):
        await agent.swap(model)


async def _serves(agent: AssistantAgent, name: str) -> None:
    while agent.fingerprint != name:
        await asyncio.sleep(0.05)


async def test_a_newer_archive_is_served_and_a_bad_one_is_not(
    agent: AssistantAgent, model: Path, tmp_path: Path
) -> None:
    bad = _truncated(model, tmp_path / "bad.tar.gz")
    good = Path(shutil.copy(model, tmp_path / "good.tar.gz"))
    looks = iter([model, bad, model, good])

    task = asyncio.create_task(watch(agent, lambda: next(looks, good), seconds=0.01))
    try:
        await asyncio.wait_for(_serves(agent, "good.tar.gz"), timeout=60)
    finally:
        task.cancel()
    assert (await say(agent, QUESTION, "someone"))[0]["utter_action"] == "answer_paiement_non_recu"


async def test_a_failing_turn_is_seen_to_fail_and_leaves_nothing(
    agent: AssistantAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(agent, "bonjour", "someone")
    stored = await agent.tracker_store.retrieve("someone")
    assert stored is not None
    before = len(stored.events)

    def broken(*_: object) -> None:
        raise OSError("the catalogue is away")

    monkeypatch.setattr("bot.actions.orient.pointers", broken)
    with pytest.raises(OSError, match="away"):
        await say(agent, QUESTION, "someone")
    monkeypatch.undo()

    after = await agent.tracker_store.retrieve("someone")
    assert after is not None
    assert len(after.events) == before
    assert (await say(agent, QUESTION, "someone"))[0]["utter_action"] == "answer_paiement_non_recu"
