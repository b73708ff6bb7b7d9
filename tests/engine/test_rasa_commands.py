"""Rasa's own commands, as the README types them, in a copy; each judged by its outcome."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bot.content.sources import PROJECT
from clients.reference import Assistant
from tests.engine.small_project import environment, small_copy
from tests.engine.terminal import CLEAR, ENTER, STOP, Terminal
from tests.ports import free_port

RASA = str(Path(sys.executable).with_name("rasa"))
SAID = "bonjour\nje veux demander le rsa\n/stop\n"


def rasa(folder: Path, *arguments: str, said: str = "") -> str:
    """Run a command; everything it printed."""
    done = subprocess.run(
        [RASA, *arguments],
        cwd=folder,
        env=environment(folder),
        input=said,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with a model of plain `rasa train`, and an action server's port of its own."""
    folder = tmp_path_factory.mktemp("project")
    small_copy(folder)
    (folder / "tests").mkdir()
    for path in (PROJECT / "tests" / "conversations").glob("test_*.yml"):
        shutil.copy(path, folder / "tests")
    endpoints = (folder / "endpoints.yml").read_text(encoding="utf-8")
    assert endpoints.count("5055") == 1
    (folder / "endpoints.yml").write_text(
        endpoints.replace("5055", str(free_port())), encoding="utf-8"
    )
    said = rasa(folder, "train")
    assert "No NLU data" not in said and "is trained and saved" in said
    return folder


@pytest.fixture(scope="module")
def actions(project: Path) -> Iterator[str]:
    """`rasa run actions`, for the commands that need it beside them; its address."""
    url = (project / "endpoints.yml").read_text(encoding="utf-8").split("url: ")[1]
    address, port = url.rsplit("/", 1)[0], url.split(":")[-1].split("/")[0]
    process = subprocess.Popen(
        [RASA, "run", "actions", "--port", port],
        cwd=project,
        env=environment(project),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"{address}/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until a server answers."""
    deadline = time.monotonic() + 600
    while True:
        assert process.poll() is None and time.monotonic() < deadline
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.3)


def test_train_leaves_a_model_where_rasa_looks(project: Path) -> None:
    # Before `rasa interactive`, which may leave one of its own.
    [archive] = (project / "models").glob("*.tar.gz")
    assert (project / "bot" / "models" / archive.name).is_file()


def test_run_actions_finds_the_actions(actions: str) -> None:
    found = requests.get(f"{actions}/actions", timeout=30).json()
    assert {action["name"] for action in found} == {"action_answer"}


@pytest.mark.usefixtures("actions")
def test_shell_answers(project: Path) -> None:
    command = [RASA, "shell", "--port", str(free_port())]
    with Terminal(command, project, environment(project)) as terminal:
        terminal.wait("Your input ->")
        terminal.type("je veux demander le rsa" + ENTER)
        answer = terminal.wait("Custom json:")
        assert "Où en est ma demande ?" in answer
        assert "Pour le Rsa (revenu de solidarité active), ouvrez" in answer
        terminal.wait('"channel": "web"')
        terminal.wait("Your input ->")
        terminal.type("/stop" + ENTER)
        assert terminal.ends() == 0


@pytest.mark.usefixtures("actions")
def test_interactive_writes_the_story_that_was_played(project: Path) -> None:
    command = [RASA, "interactive", "--skip-visualization", "--port", str(free_port())]
    with Terminal(command, project, environment(project)) as terminal:
        terminal.wait("Your input ->")
        terminal.type("bonjour" + ENTER)
        assert "saluer" in terminal.wait("is this correct?")
        terminal.type(ENTER)
        terminal.wait("'action_answer', correct?")
        terminal.type(ENTER)
        terminal.wait("'action_listen', correct?")
        terminal.type(ENTER)
        terminal.wait("Your input ->")
        assert "Bonjour" in terminal.shown
        terminal.type(STOP)
        terminal.wait("Export & Quit")
        # The menu's default.
        terminal.type(STOP)
        for name in ("stories", "NLU data", "domain file"):
            terminal.wait(f"Export {name} to")
            terminal.wait(")")
            terminal.type(CLEAR + f"played_{name[:3]}.yml" + ENTER)
        assert terminal.ends() == 0
    story = (project / "played_sto.yml").read_text(encoding="utf-8")
    assert "- intent: saluer" in story and "- action: action_answer" in story


@pytest.mark.usefixtures("actions")
def test_run_serves_both_channels(project: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [RASA, "run", "--port", str(port)],
        cwd=project,
        env=environment(project),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        client = Assistant(f"http://127.0.0.1:{port}", "web", timeout=60)
        client.open()
        [answer, *_] = client.say("je veux demander le rsa")["messages"]
        assert "Rsa" in answer["text"] and answer["path"][0] == "Mon Compte"
        assert client.say("mon téléphone : 06 12 34 56 78")["redacted"] == ["phone"]
    finally:
        process.terminate()
        process.wait(60)


def test_shell_nlu_understands(project: Path) -> None:
    said = rasa(project, "shell", "nlu", said=SAID)
    assert '"name": "saluer"' in said
    assert '"value": "rsa"' in said


def test_test_core_plays_the_test_stories(project: Path) -> None:
    # Of « core » alone, Rasa looks for stories in `data`.
    rasa(project, "test", "core", "--e2e", "--no-plot", "--stories", "tests")
    report = json.loads((project / "results" / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"]["total"] > 120
    assert report["conversation_accuracy"]["accuracy"] > 0.5


def test_test_nlu_measures_the_examples(project: Path) -> None:
    rasa(project, "test", "nlu", "--no-plot")
    report = json.loads((project / "results" / "intent_report.json").read_text(encoding="utf-8"))
    assert report["saluer"]["recall"] > 0.9
    assert report["macro avg"]["support"] > 1000
