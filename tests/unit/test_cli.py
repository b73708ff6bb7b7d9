"""The `assistant` command as a person meets it: what it says, where, and its exit code."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ASSISTANT = Path(sys.executable).with_name("assistant")


def assistant(
    *arguments: str, folder: Path | None = None, said: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")
    }
    return subprocess.run(
        [str(ASSISTANT), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        input=said,
        env=environment,
    )


def refused(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one line on standard error of a command that failed cleanly."""
    assert "Traceback" not in done.stderr
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    [line] = done.stderr.splitlines()
    return line


@pytest.fixture
def corrupt(tmp_path: Path) -> Path:
    path = tmp_path / "corrupt.tar.gz"
    path.write_bytes(b"certainly no archive")
    return path


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_help_names_every_command(arguments: list[str]) -> None:
    done = assistant(*arguments)
    assert done.returncode == 0
    assert "Assistant Mon Compte" in done.stdout
    for command in ("serve", "chat", "ask", "check", "train", "evaluate", "models"):
        assert f"  {command} " in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("command", "words"),
    [("serve", "--port"), ("chat", "--channel"), ("ask", "--model"), ("evaluate", ".tsv")],
)
def test_help_of_a_command(command: str, words: str) -> None:
    done = assistant(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["ask", "--nope", "x"], "L'option --nope n'existe pas. Aide : assistant ask --help"),
        (["ask"], "Il manque TEXTE. Aide : assistant ask --help"),
        (
            ["ask", "x", "--channel", "sms"],
            "La valeur de --channel ne convient pas. Aide : assistant ask --help",
        ),
        (
            ["serve", "--port", "many"],
            "La valeur de --port ne convient pas. Aide : assistant serve --help",
        ),
        (
            ["serve", "--port", "0"],
            "La valeur de --port ne convient pas. Aide : assistant serve --help",
        ),
        (
            ["frobnicate"],
            "Cette commande n'existe pas ou n'est pas complète. Aide : assistant --help",
        ),
    ],
)
def test_a_wrong_command_line(arguments: list[str], line: str) -> None:
    assert refused(assistant(*arguments), 2) == line


@pytest.mark.parametrize("command", [["ask", "bonjour"], ["chat"], ["serve"]])
def test_a_model_that_is_not_there(command: list[str], tmp_path: Path) -> None:
    absent = tmp_path / "absent.tar.gz"
    line = refused(assistant(*command, "--model", str(absent)), 1)
    assert line == f"Le modèle {absent} n'existe pas."


@pytest.mark.parametrize("command", [["ask", "bonjour"], ["chat"]])
def test_a_corrupt_model(command: list[str], corrupt: Path) -> None:
    line = refused(assistant(*command, "--model", str(corrupt)), 1)
    assert line.startswith("Le modèle corrupt.tar.gz est refusé : ")


def test_evaluate_with_a_corrupt_model(corrupt: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.tsv"
    cases.write_text("text\tintent\nbonjour\tsaluer\n", encoding="utf-8")
    line = refused(assistant("evaluate", str(cases), "--model", str(corrupt)), 1)
    assert line.startswith("Le modèle corrupt.tar.gz est refusé : ")


def test_evaluate_a_bad_file(tmp_path: Path) -> None:
    cases = tmp_path / "cases.tsv"
    cases.write_text("text\tintent\nbonjour\t\n", encoding="utf-8")
    line = refused(assistant("evaluate", str(cases)), 1)
    assert line == "cases.tsv, ligne 2 : il manque le texte ou l'intention"


def test_serve_on_a_busy_port(busy_port: int, model: Path) -> None:
    line = refused(assistant("serve", "--port", str(busy_port), "--model", str(model)), 1)
    other = busy_port + 1
    assert line == f"Le port {busy_port} est déjà pris. Choisissez-en un autre : --port {other}."


def test_check_finds_everything_in_order() -> None:
    done = assistant("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Tout est en ordre : ")


def test_ask_shows_intent_answer_way_link_and_choices(model: Path, tmp_path: Path) -> None:
    request = "comment télécharger une attestation de quotient familial"
    done = assistant("ask", request, "--channel", "app", "--model", str(model), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    understood, *shown = done.stdout.splitlines()
    assert understood.strip().startswith("telecharger_attestation_qf ")
    assert "  → Accueil > Mes attestations" in shown
    assert any(line.startswith("  Ouvrir Mes attestations : https://") for line in shown)
    assert any(line.startswith("  [1] ") for line in shown)
    assert "**" not in done.stdout


def test_chat_takes_a_choice_by_its_number_and_slashes_as_text(model: Path, tmp_path: Path) -> None:
    said = "bonjour\n1\n/refuser\nfin\n"
    done = assistant("chat", "--model", str(model), folder=tmp_path, said=said)
    assert (done.returncode, done.stderr) == (0, "")
    turns = done.stdout.split("\n> ")
    assert "saluer " in turns[1]
    assert "[1] Voir mes paiements" in turns[1]
    assert "consulter_paiements 100%" in turns[2]
    assert "→ Mon Compte > Mes paiements et mes droits" in turns[2]
    assert "refuser 100%" not in turns[3]
