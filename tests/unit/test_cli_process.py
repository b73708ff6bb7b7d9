"""The `assistant` command as a process: its first word, its pipe, its locale, its end."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "assistant")
# Words that click, typer, argparse, Sanic and Python say, and nobody here understands.
ENGLISH = re.compile(
    r"usage:|show this|default:|required|missing|invalid|no such|try |error|warning|commands:"
    r"|traceback|interrupt|arguments? \[|\[args\]|production|debug",
    re.IGNORECASE,
)
LOCALES: dict[str, dict[str, str]] = {
    "utf-8": {"LC_ALL": "C.UTF-8"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "plain C": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
}


def environment(**more: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    return {**bare, "PYTHONPATH": str(ROOT), **more}


def run(*arguments: str, said: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    line = [*COMMAND, *arguments]
    return subprocess.run(
        line, input=said, capture_output=True, env=environment(**more), check=False
    )


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that a test started; none is left behind."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def start(
    started: list[subprocess.Popen[bytes]], *arguments: str, **more: str
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(**more),
    )
    started.append(process)
    return process


def first_word(process: subprocess.Popen[bytes]) -> tuple[bytes, float]:
    """The first bytes that are seen, and the seconds of processor until then."""
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], 120)[0], "it never said a word"
    used = psutil.Process(process.pid).cpu_times()
    return os.read(process.stdout.fileno(), 1024), used.user + used.system


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--help"], ["ask", "bonjour"], ["chat"], ["serve", "--port", "0"], ["train"], ["frob"]),
        *(["check"], ["check", "--style"], ["check", "--links"], ["models"]),
        ["evaluate", str(ROOT / "bot" / "measures" / "dev.tsv")],
    ],
)
def test_the_first_word_takes_less_than_a_second_of_processor(
    started: list[subprocess.Popen[bytes]], arguments: list[str], tmp_path: Path
) -> None:
    process = start(started, *arguments)
    word, seconds = first_word(process)
    process.kill()
    assert word
    assert seconds < 1.0


def test_the_first_word_of_serve(started: list[subprocess.Popen[bytes]], model: Path) -> None:
    process = start(started, "serve", "--port", str(free_port()), "--model", str(model))
    word, seconds = first_word(process)
    assert word.decode() == "Démarrage de l'assistant…\n"
    assert seconds < 1.0


def test_a_busy_port_is_told_before_anything_is_loaded(
    started: list[subprocess.Popen[bytes]], model: Path
) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        process = start(started, "serve", "--port", str(port), "--model", str(model))
        word, seconds = first_word(process)
    assert f"Le port {port} est déjà pris." in word.decode()
    assert seconds < 1.0
    assert process.wait(60) == 1


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["ask", "--help"], 0),
        (["serve", "--help"], 0),
        (["models", "use", "--help"], 0),
        (["ask"], 2),
        (["ask", "x", "--channel", "é"], 2),
        (["serve", "--port"], 2),
        (["serve", "--demo=oui"], 2),
        (["frob"], 2),
        (["ask", "x", "--model", "é"], 1),
    ],
)
def test_what_is_said_is_french_in_every_locale(
    locale: dict[str, str], arguments: list[str], code: int
) -> None:
    done = run(*arguments, **locale)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode == code, said
    assert said.strip()
    assert ENGLISH.search(said) is None, said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evaluate", "/nowhere.tsv"], "il n'existe pas"),
        (["evaluate", "/"], "c'est un dossier"),
        (["evaluate", sys.executable], "ce n'est pas de l'UTF-8"),
        (["check", "--links", "/nowhere/x.csv"], "il n'existe pas"),
        (["restore", "/", "--database", "banana"], "Une adresse de base de données"),
    ],
)
def test_a_file_or_an_address_that_is_none_is_told_in_french(
    arguments: list[str], said: str
) -> None:
    done = run(*arguments)
    told = (done.stdout + done.stderr).decode()
    assert done.returncode == 1 and said in told
    assert ENGLISH.search(told) is None, told


def test_a_full_disk_is_told_in_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert "il n'y a plus de place sur le disque" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES)
def test_a_question_with_accents_in_every_locale(locale: dict[str, str], model: Path) -> None:
    done = run("ask", "où sont mes paiements d'été", "--model", str(model), **locale)
    assert done.returncode == 0, done.stderr
    assert b"consulter_paiements" in done.stdout.splitlines()[0]
    assert b"Traceback" not in done.stderr


def test_a_question_from_standard_input_and_one_that_begins_with_a_dash(model: Path) -> None:
    said = "où sont mes paiements".encode()
    piped = run("ask", "-", "--model", str(model), said=said + b"\xff\n")
    assert piped.returncode == 0
    assert b"consulter_paiements" in piped.stdout.splitlines()[0]
    dashed = run("ask", "--model", str(model), "--", "-50 euros ce mois-ci")
    assert dashed.returncode == 0 and dashed.stdout
    both = run("ask", "--model", str(model), "--", "--50 euros")
    assert both.returncode == 0 and both.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["models"], ["ask", "mes paiements"]])
def test_whoever_reads_may_have_enough(
    started: list[subprocess.Popen[bytes]], arguments: list[str], tmp_path: Path
) -> None:
    """As with `| head -1`: the pipe is closed before anything is written."""
    errors = tmp_path / "errors"
    reader, writer = os.pipe()
    os.close(reader)
    with errors.open("wb") as told:
        process = subprocess.Popen(
            [*COMMAND, *arguments], stdout=writer, stderr=told, env=environment()
        )
        started.append(process)
        os.close(writer)
        process.wait(180)
    said = errors.read_text(encoding="utf-8")
    assert not ENGLISH.search(said) and "Exception" not in said and "Broken" not in said


@pytest.mark.parametrize(
    ("arguments", "until"),
    [(["chat"], b"Chargement"), (["chat"], b"fin"), (["serve", "--demo"], b"Ctrl-C")],
)
def test_ctrl_c_is_quiet(
    started: list[subprocess.Popen[bytes]], arguments: list[str], until: bytes, tmp_path: Path
) -> None:
    port = ["--port", str(free_port())] if arguments[0] == "serve" else []
    database = f"sqlite:///{tmp_path}/assistant.db"
    process = start(started, *arguments, *port, ASSISTANT_DATABASE_URL=database)
    assert process.stdout is not None
    said = b""
    while until not in said:
        piece = os.read(process.stdout.fileno(), 1024)
        assert piece, said
        said += piece
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=120)
    told = (said + rest).decode()
    assert "Traceback" not in told and "Interrupt" not in told, told
    assert "WARNING" not in told and "PRODUCTION" not in told
