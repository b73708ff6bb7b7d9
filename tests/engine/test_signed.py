"""Where a public key is set, every door that opens an archive refuses one that is not signed."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.checking import PartChecks
from bot.content import stock
from bot.content.archive import CONTENT, ArchiveRefused, open_archive, pack
from bot.content.folders import CODE
from bot.content.shelf import Shelf
from bot.content.signing import (
    FORMER_VARIABLE,
    PUBLIC_VARIABLE,
    SIGNING_VARIABLE,
    new_pair,
    public_key,
    signed,
    signing_key,
    verified,
)
from bot.content.source import Pinned
from bot.content.validated import VALIDATED, read_validated, spelled
from bot.engine.agent import AssistantAgent
from bot.engine.follow import Follower
from bot.engine.loading import open_best
from bot.engine.opening import Opener
from bot.understanding import Interpreter
from tests.engine.small_project import COMMAND
from tests.workbench.conftest import copy_content
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.editing import Editing
from workbench.models.bank import Bank
from workbench.models.corrections import Corrections
from workbench.models.work import _is_whole

PAIR = new_pair()
TRAINS = {SIGNING_VARIABLE: PAIR.signing}
CAMILLE = Author("Camille", "camille@caf.example")


@pytest.fixture(scope="module")
def signed_archive(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The live archive's model and content, signed."""
    archive = open_archive(model)
    trained = tmp_path_factory.mktemp("signed") / "trained.tgz"
    content: dict[str, bytes] = {}
    with tarfile.open(trained, "w:gz", compresslevel=1) as opened:
        for name, value in archive.members.items():
            if name.startswith(CONTENT):
                content[name.removeprefix(CONTENT)] = value
                continue
            entry = tarfile.TarInfo(name)
            entry.size = len(value)
            opened.addfile(entry, io.BytesIO(value))
    target = trained.with_name("signed.tar.gz")
    pack(trained, target, content, archive.facts, signing_key(TRAINS))
    return target


@pytest.fixture
def shelf(tmp_path: Path, model: Path, signed_archive: Path) -> Shelf:
    """Two archives that say the same: one is signed, and live; the other is not."""
    # What makes a folder a project, for the command line.
    (tmp_path / "domain.yml").touch()
    shelf = Shelf(tmp_path / "bot" / "models")
    shelf.folder.mkdir(parents=True)
    (shelf.folder / "signed.tar.gz").hardlink_to(signed_archive)
    shutil.copy(model, shelf.folder / "bare.tar.gz")
    shelf.use("signed")
    return shelf


@pytest.fixture(autouse=True)
def _a_server_s_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PUBLIC_VARIABLE, PAIR.public)


def roll_back(shelf: Shelf, name: str) -> None:
    Bank(shelf).roll_back(name, CAMILLE)


DOORS: list[Callable[[Shelf, str], object]] = [
    lambda shelf, name: Opener().look(shelf.named(name)),
    lambda shelf, name: Opener().open(shelf.named(name)),
    lambda shelf, name: open_best(Pinned(shelf.named(name))),
    lambda shelf, name: AssistantAgent().open_model(shelf.named(name)),
    lambda shelf, name: Interpreter(shelf.named(name)),
    roll_back,
]


@pytest.mark.parametrize("door", DOORS)
def test_only_what_was_signed_comes_in(shelf: Shelf, door: Callable[[Shelf, str], object]) -> None:
    door(shelf, "signed")
    with pytest.raises((ArchiveRefused, Refused), match="il manque la signature"):
        door(shelf, "bare")


def test_the_workbench_trains_anew_what_is_not_signed(shelf: Shelf) -> None:
    assert _is_whole(shelf.named("signed")) and not _is_whole(shelf.named("bare"))


def test_a_server_starts_without_sentences_that_are_not_signed(shelf: Shelf) -> None:
    for key, known in ((None, {}), (signing_key(TRAINS), {"un deux": "saluer"})):
        (shelf.folder / VALIDATED).write_bytes(spelled({"un deux": "saluer"}, key))
        agent, _ = open_best(shelf)
        assert agent.processor is not None and agent.processor.validated == known


def test_plain_rasa_answers_from_no_archive_that_is_not_signed(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock, "Shelf", lambda: shelf)
    for name in ("bare.tar.gz", "signed.tar.gz"):
        later = time.time() + 60
        os.utime(shelf.named(name), (later, later))
        assert (stock.stock_content().name == name) == (name == "signed.tar.gz")
        shelf.named(name).unlink()


async def test_a_running_server_keeps_to_what_was_signed(shelf: Shelf) -> None:
    agent = AssistantAgent()
    follower = Follower(agent, shelf)
    await follower.look()
    assert agent.content is not None and agent.content.name == "signed.tar.gz"
    shelf.use("bare")
    for _ in range(3):
        await follower.look()
    assert agent.content.name == "signed.tar.gz"
    assert agent.refusal is not None and "il manque la signature" in agent.refusal


def assistant(shelf: Shelf, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line, run where this shelf is the project's."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=shelf.folder.parents[1],
        env=os.environ | {"PYTHONPATH": str(CODE)},
        capture_output=True,
        text=True,
    )


def test_the_command_puts_only_what_was_signed_into_service(shelf: Shelf) -> None:
    assert assistant(shelf, "models", "use", "signed").returncode == 0
    refused = assistant(shelf, "models", "use", "bare")
    assert refused.returncode == 1 and "il manque la signature" in refused.stderr
    live = shelf.live()
    assert live is not None and live.name == "signed.tar.gz"


def test_the_command_makes_a_pair(shelf: Shelf) -> None:
    made = assistant(shelf, "models", "key")
    lines = [line for line in made.stdout.splitlines() if not line.startswith("#")]
    environment = dict(line.split("=", 1) for line in lines)
    assert set(environment) == {SIGNING_VARIABLE, PUBLIC_VARIABLE}
    held = signed("kind", {"a": 1}, signing_key(environment))
    verifier = public_key({PUBLIC_VARIABLE: environment[PUBLIC_VARIABLE]})
    assert verified("kind", held, verifier) == {"a": 1}


def test_a_key_that_cannot_be_used_is_one_line_of_the_command(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FORMER_VARIABLE, "k" * 32)
    refused = assistant(shelf, "models", "use", "bare")
    assert refused.returncode == 1
    [line] = refused.stderr.splitlines()
    assert line.startswith(f"{FORMER_VARIABLE} : cette clé ne sert plus.")


def test_a_workbench_that_cannot_sign_does_not_start(shelf: Shelf) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    refused = assistant(shelf, "workbench", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{SIGNING_VARIABLE} : cette clé manque.")


# -- the workbench signs what it settles, and nothing that it did not verify


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return copy_content(tmp_path / "projet", 2)


@pytest.fixture
def corrections(plain: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Corrections:
    monkeypatch.setenv(SIGNING_VARIABLE, PAIR.signing)
    return Corrections(Editing(plain, PartChecks()), shelf)


def test_a_correction_is_signed(corrections: Corrections, shelf: Shelf) -> None:
    corrections.correct("zorglub du jeudi", "saluer", CAMILLE)
    assert read_validated(shelf.folder, public_key()) == {"zorglub du jeudi": "saluer"}
    corrections.correct("zorglub du lundi", "saluer", CAMILLE)
    assert len(read_validated(shelf.folder, public_key())) == 2


def test_what_was_slipped_in_is_never_signed(
    corrections: Corrections, shelf: Shelf, plain: Path
) -> None:
    slipped_in = spelled({"je veux voir mes dettes": "saluer"})
    (shelf.folder / VALIDATED).write_bytes(slipped_in)
    before = {path: path.read_bytes() for path in plain.rglob("*.yml")}
    assert corrections.all() == {}
    for change in (
        lambda: corrections.correct("zorglub du jeudi", "saluer", CAMILLE),
        lambda: corrections.take_back("zorglub du jeudi"),
    ):
        with pytest.raises(Refused, match=f"{VALIDATED} est refusé"):
            change()
    assert (shelf.folder / VALIDATED).read_bytes() == slipped_in
    assert {path: path.read_bytes() for path in plain.rglob("*.yml")} == before
