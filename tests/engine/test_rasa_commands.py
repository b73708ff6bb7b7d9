"""Rasa's own commands, as the README types them, in a copy; each judged by its outcome."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from bot.content.sources import PROJECT
from tests.engine.small_project import environment, small_copy

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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    endpoints = (folder / "endpoints.yml").read_text(encoding="utf-8")
    assert endpoints.count("5055") == 1
    (folder / "endpoints.yml").write_text(endpoints.replace("5055", str(port)), encoding="utf-8")
    said = rasa(folder, "train")
    assert "No NLU data" not in said and "is trained and saved" in said
    return folder


def test_run_actions_finds_the_actions(project: Path) -> None:
    port = (project / "endpoints.yml").read_text(encoding="utf-8").split(":")[-1].split("/")[0]
    process = subprocess.Popen(
        [RASA, "run", "actions", "--port", port],
        cwd=project,
        env=environment(project),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 240
        found: list[dict[str, str]] = []
        while not found:
            assert process.poll() is None and time.monotonic() < deadline
            try:
                found = requests.get(f"http://127.0.0.1:{port}/actions", timeout=5).json()
            except requests.RequestException:
                time.sleep(0.3)
        names = {action["name"] for action in found}
        assert names == {"action_answer"}
    finally:
        process.terminate()
        process.wait(60)


def test_train_leaves_a_model_where_rasa_looks(project: Path) -> None:
    [archive] = (project / "models").glob("*.tar.gz")
    assert (project / "bot" / "models" / archive.name).is_file()


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
