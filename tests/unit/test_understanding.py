"""What the current model understands, outside any conversation."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from bot.content import Content
from bot.content.archive import ArchiveRefused
from bot.understanding import Interpreter


@pytest.fixture(scope="module")
def interpreter(model: Path) -> Interpreter:
    return Interpreter(model)


def test_canaries_are_understood(interpreter: Interpreter, content: Content) -> None:
    for text, intent in content.canaries.items():
        seen = interpreter.read(text)
        assert (seen.intent, seen.sure) == (intent, True), text


def test_a_ranking_is_sorted_and_has_no_fallback(interpreter: Interpreter) -> None:
    for text in ("attestation", "blabla", "je n'ai pas reçu mon apl", "???"):
        names, confidences = zip(*interpreter.read(text).ranking, strict=True)
        assert "nlu_fallback" not in names
        assert list(confidences) == sorted(confidences, reverse=True)


def test_an_ambiguous_word_is_not_sure(interpreter: Interpreter) -> None:
    seen = interpreter.read("attestation")
    assert not seen.sure
    assert seen.intent.startswith("telecharger_attestation")


def test_entities_are_named_by_value(interpreter: Interpreter) -> None:
    seen = interpreter.read("faire ma demande de prime d’activité sur l'appli")
    named = {("prestation", "prime_activite"), ("canal", "app")}
    # « L'appli » is also one of the words that show that the Caf is talked of.
    assert set(seen.entities) == {*named, ("caf", "caf")}


@pytest.mark.parametrize("text", ["/refuser", " / /refuser", "//urgence_sociale"])
def test_a_slash_is_text(interpreter: Interpreter, text: str) -> None:
    seen = interpreter.read(text)
    assert seen.text == text
    assert len(seen.ranking) > 1


@pytest.mark.parametrize("text", ["", "/", " "])
def test_a_message_without_text_is_read_too(interpreter: Interpreter, text: str) -> None:
    seen = interpreter.read(text)
    assert (seen.text, seen.entities) == (text, ())
    assert seen.ranking


@pytest.mark.parametrize("content", [None, b"certainly no archive"], ids=["absent", "corrupt"])
def test_a_model_that_does_not_open_is_refused(tmp_path: Path, content: bytes | None) -> None:
    archive = tmp_path / "broken.tar.gz"
    if content is not None:
        archive.write_bytes(content)
    with pytest.raises(ArchiveRefused, match=r"^Le modèle broken\.tar\.gz est refusé : "):
        Interpreter(archive)


def test_an_archive_that_is_no_model_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "other.tar.gz"
    with tarfile.open(archive, "w:gz") as archived:
        archived.add(__file__, "something.py")
    with pytest.raises(ArchiveRefused, match=r"^Le modèle other\.tar\.gz est refusé : "):
        Interpreter(archive)
