"""The `assistant` command as a person meets it: what it says, where, and its exit code."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
import structlog

from assistant.cli import main
from bot.content.archive import read_facts
from bot.engine.agent import AssistantAgent

LOADING = "Chargement du modèle…\n"
# Said before the imports that take seconds, so that nobody thinks that nothing happens.
CHECKING = "Vérification des fichiers…\n"
LISTING = "Lecture des modèles…\n"
ASSISTANT = Path(sys.executable).with_name("assistant")


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command line in this process, which has imported Rasa already."""
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)
    logging = structlog.get_config()

    def run(*arguments: str, said: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["assistant", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(said))
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
            main()
        return Done(int(end.value.code or 0), out.getvalue(), err.getvalue())

    yield run
    structlog.configure(**logging)


@pytest.fixture(scope="module")
def agent(model: Path) -> AssistantAgent:
    made = AssistantAgent()
    made.open_model(model)
    return made


@pytest.fixture
def loaded(agent: AssistantAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands find the live model loaded already: how one is opened is tested apart."""
    monkeypatch.setattr("assistant.terminal.open_best", lambda source: (agent, []))


def refused(done: Done, code: int) -> str:
    """The one line on standard error of a command that failed cleanly."""
    assert "Traceback" not in done.stderr
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    [line] = done.stderr.removeprefix(LOADING).removeprefix(CHECKING).splitlines()
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
def test_help_names_every_command(assistant: Run, arguments: list[str]) -> None:
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
def test_help_of_a_command(assistant: Run, command: str, words: str) -> None:
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
            "La valeur de --channel ne convient pas : web ou app. Aide : assistant ask --help",
        ),
        (
            ["serve", "--port", "many"],
            "La valeur de --port ne convient pas : un nombre de 1 à 65535. "
            "Aide : assistant serve --help",
        ),
        (
            ["serve", "--port", "0"],
            "La valeur de --port ne convient pas : un nombre de 1 à 65535. "
            "Aide : assistant serve --help",
        ),
        (
            ["frobnicate"],
            "Il faut l'une de ces commandes : serve, workbench, chat, ask, check, train, evaluate, "
            "backup, restore, doctor, people, models. Aide : assistant --help",
        ),
        (["train", "un mot"], "Il y a un mot de trop. Aide : assistant train --help"),
        (
            ["check", "--lonks"],
            "L'option --lonks n'existe pas ; peut-être --links. Aide : assistant check --help",
        ),
        (["ask", "-"], "Il n'y a pas de texte à comprendre. Aide : assistant ask --help"),
        (["evaluate"], "Il manque FICHIER. Aide : assistant evaluate --help"),
        (["models", "use"], "Il manque NOM. Aide : assistant models use --help"),
    ],
)
def test_a_wrong_command_line(assistant: Run, arguments: list[str], line: str) -> None:
    assert refused(assistant(*arguments), 2) == line


@pytest.mark.parametrize("command", [["ask", "bonjour"], ["chat"], ["serve"]])
def test_a_model_that_is_not_there(assistant: Run, command: list[str], tmp_path: Path) -> None:
    absent = tmp_path / "absent.tar.gz"
    line = refused(assistant(*command, "--model", str(absent)), 1)
    assert line == f"Le modèle {absent} n'existe pas."


@pytest.mark.parametrize("command", [["ask", "bonjour"], ["chat"]])
def test_a_corrupt_model(assistant: Run, command: list[str], corrupt: Path) -> None:
    line = refused(assistant(*command, "--model", str(corrupt)), 1)
    assert line.startswith("Le modèle corrupt.tar.gz est refusé : ")


def test_evaluate_with_a_corrupt_model(assistant: Run, corrupt: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.tsv"
    cases.write_text("text\tintent\nbonjour\tsaluer\n", encoding="utf-8")
    line = refused(assistant("evaluate", str(cases), "--model", str(corrupt)), 1)
    assert line.startswith("Le modèle corrupt.tar.gz est refusé : ")


def test_evaluate_a_bad_file(assistant: Run, tmp_path: Path) -> None:
    cases = tmp_path / "cases.tsv"
    cases.write_text("text\tintent\nbonjour\t\n", encoding="utf-8")
    line = refused(assistant("evaluate", str(cases)), 1)
    assert line == "cases.tsv, ligne 2 : il manque le texte ou l'intention"


def test_evaluate_says_what_the_archive_learnt(assistant: Run, model: Path, tmp_path: Path) -> None:
    """Of a copy, for the score of an archive of the shelf is kept."""
    cases = tmp_path / "cases.tsv"
    cases.write_text("text\tintent\nbonjour\tsaluer\n", encoding="utf-8")
    copy = shutil.copy(model, tmp_path / "copy.tar.gz")
    done = assistant("evaluate", str(cases), "--model", str(copy))
    assert (done.returncode, done.stderr) == (0, LOADING)
    facts = read_facts(model)
    assert facts is not None
    assert f"exemples appris par ce modèle {facts.examples:>22}\n" in done.stdout


def test_serve_on_a_busy_port(assistant: Run, busy_port: int, model: Path) -> None:
    line = refused(assistant("serve", "--port", str(busy_port), "--model", str(model)), 1)
    other = busy_port + 1
    assert line == f"Le port {busy_port} est déjà pris. Choisissez-en un autre : --port {other}."


def test_check_style_lists_and_does_not_fail(assistant: Run) -> None:
    done = assistant("check", "--style")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].endswith(" à relire.")


def test_check_links_writes_the_form(assistant: Run, tmp_path: Path) -> None:
    form = tmp_path / "liens.csv"
    assert assistant("check", "--links", str(form)).returncode == 0
    assert form.read_bytes().startswith(b"\xef\xbb\xbfidentifiant;")


def test_check_links_refuses_a_bad_form_in_one_line_each(assistant: Run, tmp_path: Path) -> None:
    form = tmp_path / "liens.csv"
    form.write_text("identifiant;vérifié le\ninconnu;2026-01-01\n", encoding="utf-8")
    done = assistant("check", "--links", str(form), "--apply")
    assert refused(done, 1) == "liens.csv:2 : le lien « inconnu » n'existe pas"


@pytest.mark.parametrize("arguments", [("liens.csv",), ("--apply",), ("--links", "--apply")])
def test_check_says_what_goes_with_links(assistant: Run, arguments: tuple[str, ...]) -> None:
    assert "--links" in refused(assistant("check", *arguments), 2)


def test_check_finds_everything_in_order(assistant: Run) -> None:
    """On the project as it is: what is to be mended stands in what was printed."""
    done = assistant("check")
    assert (done.returncode, done.stderr) == (0, CHECKING), done.stdout
    assert done.stdout.startswith("Tout est en ordre : ")


def test_ask_shows_intent_answer_way_link_and_choices(assistant: Run, model: Path) -> None:
    request = "comment télécharger une attestation de quotient familial"
    done = assistant("ask", request, "--channel", "app", "--model", str(model))
    assert (done.returncode, done.stderr) == (0, LOADING)
    understood, *shown = done.stdout.splitlines()
    assert understood.strip().startswith("telecharger_attestation_qf ")
    assert "  → Accueil > Mes attestations" in shown
    assert any(
        line.startswith("  Ouvrir Mes attestations") and ": https://" in line for line in shown
    )
    assert any(line.startswith("  [1] ") for line in shown)
    assert "**" not in done.stdout


@pytest.mark.usefixtures("loaded")
def test_chat_takes_a_choice_by_its_number_and_slashes_as_text(assistant: Run, model: Path) -> None:
    said = "bonjour\n1\n/refuser\nfin\n"
    done = assistant("chat", "--model", str(model), said=said)
    assert (done.returncode, done.stderr) == (0, LOADING)
    turns = done.stdout.split("\n> ")
    assert "saluer " in turns[1]
    assert "[1] Voir mes paiements" in turns[1]
    assert "consulter_paiements 100%" in turns[2]
    assert "→ Mon Compte > Mes paiements et mes droits" in turns[2]
    assert "refuser 100%" not in turns[3]


def test_models_are_listed_and_the_live_one_is_marked(assistant: Run, model: Path) -> None:
    done = assistant("models")
    assert (done.returncode, done.stderr) == (0, LISTING)
    [live] = [line for line in done.stdout.splitlines() if line.endswith("en service")]
    assert live.startswith(f"{model.name}  ")
    assert " exemples, " in live


def test_going_back_to_a_model_that_is_not_there(assistant: Run) -> None:
    line = refused(assistant("models", "use", "perdu"), 1)
    assert line == "Il n'y a pas de modèle perdu.tar.gz. La liste : assistant models"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["-50 euros sur mon apl"], ""), (["-"], "bonjour\n"), (["mot", "de", "passe", "oublié"], "")],
)
def test_ask_takes_any_text(assistant: Run, model: Path, arguments: list[str], said: str) -> None:
    done = assistant("ask", *arguments, "--model", str(model), said=said)
    assert (done.returncode, done.stderr) == (0, LOADING)
    assert len(done.stdout.splitlines()) > 1


@pytest.mark.usefixtures("loaded")
def test_what_is_not_sure_is_said_so(assistant: Run, model: Path) -> None:
    done = assistant("ask", "attestation", "--model", str(model))
    assert done.stdout.splitlines()[0].strip().startswith("je ne suis pas sûr : ")
    assert "nlu_fallback" not in done.stdout


@pytest.mark.usefixtures("loaded")
def test_a_number_is_masked_and_said_so(assistant: Run, model: Path) -> None:
    done = assistant("ask", "mon numéro est le 06 12 34 56 78", "--model", str(model))
    assert "masqué : phone" in done.stdout


def test_a_terminal_that_knows_few_characters(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    done = subprocess.run(
        [str(ASSISTANT), "ask", "mes paiements", "--model", str(model)],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, LOADING.encode("latin-1", "replace"))
    assert "Mes paiements".encode("latin-1") in done.stdout
