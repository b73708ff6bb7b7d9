"""The commands: the first account, and the workbench as `make run` starts it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.ports import free_port
from tests.workbench.web.bench import PASSWORD, PROJECT, START_SECONDS, Visitor

ASSISTANT = Path(sys.executable).with_name("assistant")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PROJECT)}

Add = Callable[[str, str], "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('command') / 'assistant.db'}"


@pytest.fixture(scope="module")
def add(database: str) -> Add:
    """Open an account from the command line, with a password on standard input."""

    def run(email: str, password: str) -> subprocess.CompletedProcess[str]:
        command = [ASSISTANT, "people", "add", "--name", "Camille", "--email", email]
        return subprocess.run(
            [*command, "--database", database],
            input=f"{password}\n",
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def url(database: str) -> Iterator[str]:
    """A workbench that was started by its command."""
    port = free_port()
    with subprocess.Popen(
        [ASSISTANT, "workbench", "--port", str(port), "--database", database],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + START_SECONDS
        while not answers(address):
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.1)
        yield address
        process.terminate()
        assert process.stdout is not None
        said = process.stdout.read()
    assert address in said and "assistant people add" in said


def answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/connexion", timeout=5).ok
    except requests.RequestException:
        return False


def test_there_is_no_account_before_the_command_made_one(url: str, add: Add) -> None:
    def sign_in() -> int:
        visitor = Visitor(url, {})
        token = visitor.token("/connexion")
        fields = {"email": "camille@exemple.fr", "mot_de_passe": PASSWORD}
        return visitor.post("/connexion", token=token, **fields).status_code

    assert sign_in() == 403
    done = add("camille@exemple.fr", PASSWORD)
    assert done.returncode == 0 and PASSWORD not in done.stdout
    assert sign_in() == 303


@pytest.mark.parametrize(
    ("email", "password", "told"),
    [
        ("lou@exemple.fr", "court", "12 caractères"),
        ("lou@exemple.fr", "camillecamille", "facile à deviner"),
        ("camille@exemple.fr", PASSWORD, "déjà un compte"),
    ],
)
def test_what_will_not_do_is_refused(add: Add, email: str, password: str, told: str) -> None:
    add("camille@exemple.fr", PASSWORD)
    done = add(email, password)
    assert done.returncode == 1 and told in done.stderr
