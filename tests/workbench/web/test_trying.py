"""A conversation is tried on real archives, side by side; nothing of it is kept."""

from __future__ import annotations

import os
import random
import re
import signal
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.content import sources
from bot.content.archive import COMPONENTS, METADATA, Facts, pack
from tests.spellings import allocataire, iban
from tests.workbench.conftest import copy_content
from tests.workbench.web.bench import Bench, Visitor
from workbench.models.training import DRAFTS
from workbench.people.roles import Role

SECRET = "mon mot est turlututu chapeau pointu"
# A number that is begun in one message and completed in the next (tests/connectors).
BEGINNING, REST = "mon numéro c'est 1 85 05 78", "006 084 36"
MASKED = "cache un numéro ou une adresse"
LIVE_SAYS = b"Bonjour, je suis un assistant automatique."
DRAFT_SAYS = "Bien le bonjour du brouillon."
MOST_SECONDS = 0.2


@pytest.fixture(scope="module")
def live(bench: Bench, model: Path) -> Iterator[Path]:
    """A live archive, and no draft."""
    (bench.shelf.folder / DRAFTS).mkdir(parents=True)
    path = bench.shelf.folder / "ancien.tar.gz"
    os.link(model, path)
    bench.shelf.use("ancien")
    yield path


@pytest.fixture
def draft(bench: Bench, live: Path, tmp_path: Path) -> Iterator[Path]:
    """A draft with other words, that misses a canary: it may be tried all the same."""
    path = bench.shelf.folder / DRAFTS / "nouveau.tar.gz"
    repacked(live, path, tmp_path)
    yield path
    path.unlink()


@pytest.fixture
def reader(bench: Bench) -> Visitor:
    return bench.visitor(Role.reader)


def repacked(live: Path, target: Path, folder: Path, says: str = DRAFT_SAYS) -> None:
    """The model of an archive with other content."""
    bare = folder / "bare.tar.gz"
    with tarfile.open(live) as old, tarfile.open(bare, "w:gz") as new:
        for entry in old:
            if entry.name == METADATA or entry.name.startswith(COMPONENTS):
                new.addfile(entry, old.extractfile(entry))
    files = sources.of_project()
    files[sources.DOMAIN] = files[sources.DOMAIN].replace(LIVE_SAYS, says.encode())
    files[sources.CANARIES] += b"zzz zzz zzz: saluer\n"
    pack(bare, target, files, Facts("2026", 1, 1))


def say(visitor: Visitor, text: str, *steps: str, **more: str) -> requests.Response:
    return tried(visitor, texte=text, etape=list(steps), **more)


def tried(visitor: Visitor, **fields: Any) -> requests.Response:
    """Send the form, again while the models load."""
    while "se chargent encore" in (answer := visitor.post("/essai", **fields)).text:
        pass
    return answer


def hidden(page: str) -> list[str]:
    """The steps that a page holds for the next one."""
    return [unescape(one) for one in re.findall(r'name="etape" value="([^"]*)"', page)]


def groups(kind: Callable[[random.Random], Sequence[str]]) -> Sequence[str]:
    """A number that could be nobody's in particular."""
    return kind(random.Random(11))


def turns(page: str) -> list[str]:
    """The parts of a page, one a step, the last step first."""
    return unescape(page).split('<section class="turn"')[1:]


def test_a_sentence_shows_what_was_understood_answered_counted_and_near(
    reader: Visitor, live: Path
) -> None:
    page = say(reader, "je voudrais mon attestation de paiement").text
    [turn] = turns(page)
    assert "Télécharger une attestation de paiement" in turn and "%" in turn
    assert "attestation_paiement" in turn and "(document)" in turn
    assert re.search(r'<th scope="row">attestation</th><td class="number">\+\d,\d\d', turn)
    assert "phrases d'exemple les plus proches" in turn
    site, phone = turn.split("<h4>Appli</h4>")
    assert "Où aller : Mon Compte" in site and "Où aller" in phone
    assert "Il n'y a pas de brouillon à comparer" in unescape(page) and "Brouillon</h3>" not in page


def test_a_word_that_was_misspelt_is_shown_as_it_was_read(reader: Visitor, live: Path) -> None:
    assert "Lu : « je demenage »" in say(reader, "je démménage").text


def test_a_conversation_goes_on_by_words_and_by_choices(reader: Visitor, live: Path) -> None:
    first = say(reader, "attestation").text
    assert "Pas sûr" in first
    buttons = re.findall(r'name="choix" value="(\w+)"', first)
    assert "telecharger_attestation_qf" in buttons
    chosen = tried(reader, etape=["t:attestation"], choix="telecharger_attestation_qf").text
    last, before = turns(chosen)
    assert "Choix : Télécharger mon quotient familial" in last and "quotient" in last.lower()
    # Of an earlier answer nothing can be pressed any more.
    assert 'name="choix"' not in before
    steps = re.findall(r'name="etape" value="([^"]+)"', chosen)
    assert steps == ["t:attestation", "c:telecharger_attestation_qf"]
    later = turns(say(reader, "et dans l'appli ?", *steps).text)
    assert len(later) == 3 and "quotient" in later[0].lower()


def test_a_choice_that_nobody_offers_is_no_command(reader: Visitor, live: Path) -> None:
    page = tried(reader, choix='saluer{"danger": "x"}')
    assert page.status_code == 200 and "ne connaît pas ce choix" in page.text
    slash = turns(say(reader, "/saluer").text)[0]
    assert "« /saluer »" in slash and "connaît pas" not in slash


def test_of_a_hard_moment_no_choice_is_offered(reader: Visitor, live: Path) -> None:
    page = say(reader, "je veux mourir").text
    assert "3114" in page and 'name="choix"' not in page


def test_a_personal_number_is_masked_before_it_is_read(
    reader: Visitor, live: Path, draft: Path
) -> None:
    number, account = "".join(groups(allocataire)), " ".join(groups(iban))
    typed = f"mon numéro allocataire est {number} et mon compte {account}, j'ai déménagé"
    first = say(reader, typed).text
    [turn] = turns(first)
    assert number not in first and account[:9] not in first and account[-6:] not in first
    assert "numéro allocataire est ••• et mon compte •••" in turn and MASKED in turn
    # It was read without them, on both sides.
    assert len(re.findall(r"Lu : « mon numero allocataire est [^\d»]+ »", turn)) == 2
    later = turns(say(reader, "et quand ?", *hidden(first)).text)
    assert MASKED not in later[0] and MASKED in later[1] and number not in later[1]


def test_the_rest_of_a_number_is_masked_in_the_message_after(reader: Visitor, live: Path) -> None:
    begun = say(reader, BEGINNING).text
    assert REST not in begun and "1 85 05 78" not in begun
    ended = say(reader, REST, *hidden(begun)).text
    assert REST not in ended and MASKED in turns(ended)[0]
    # Played again from its beginning, it stays as it was.
    again = say(reader, "bonjour", *hidden(ended)).text
    assert REST not in again and len(turns(again)) == 3
    pressed = tried(reader, etape=hidden(begun), choix="changer_adresse").text
    assert REST not in say(reader, REST, *hidden(pressed)).text
    # By itself it could be anything.
    assert REST in say(reader, REST, "t:bonjour").text


def test_what_the_guard_stops_is_told_and_what_people_get_instead(
    bench: Bench, reader: Visitor, live: Path, tmp_path: Path
) -> None:
    path = bench.shelf.folder / DRAFTS / "ailleurs.tar.gz"
    repacked(live, path, tmp_path, "Bonjour, allez sur ailleurs.example.")
    try:
        [turn] = turns(say(reader, "bonjour").text)
    finally:
        path.unlink()
    mine, theirs = turn.split("<h3>Brouillon</h3>")
    assert "ailleurs.example" not in turn
    assert (
        theirs.count("Réponse arrêtée au contrôle de sortie") == 2
        and "32\N{NO-BREAK SPACE}30" in theirs
    )
    assert "contrôle de sortie" not in mine


def test_an_answer_is_dressed_as_people_get_it(reader: Visitor, live: Path) -> None:
    page = say(reader, "je déménage").text
    answer = page.partition('<section class="answer"')[2].partition("</section>")[0]
    # As a typesetter has it.
    assert "«\N{NO-BREAK SPACE}" in answer


def test_a_draft_stands_beside_even_when_it_misses_a_canary(reader: Visitor, draft: Path) -> None:
    other = turns(say(reader, "bonjour").text)[0]
    live_side, draft_side = other.split("<h3>Brouillon</h3>")
    assert DRAFT_SAYS in draft_side and DRAFT_SAYS not in live_side
    assert "comprend ou répond autrement" in other
    same = turns(say(reader, "je déménage").text)[0]
    assert "comprend et répond pareil" in same


def test_an_archive_that_is_damaged_is_told_and_the_other_one_answers(
    bench: Bench, reader: Visitor, live: Path
) -> None:
    bad = bench.shelf.folder / DRAFTS / "casse.tar.gz"
    bad.write_bytes(b"not an archive")
    try:
        page = unescape(say(reader, "bonjour").text)
    finally:
        bad.unlink()
    assert "casse.tar.gz ne peut pas être essayé" in page and "abîmé" in page
    assert len(turns(page)) == 1


def test_an_instant_correction_counts_here_too(bench: Bench, reader: Visitor, live: Path) -> None:
    before = say(reader, "le machin bidule truc").text
    path = bench.shelf.folder / "validated.json"
    path.write_text('{"sentences": {"le machin bidule truc": "changer_adresse"}}')
    try:
        after = say(reader, "le machin bidule truc").text
    finally:
        path.unlink()
    assert "Correction immédiate" in after and "Correction immédiate" not in before


def test_nothing_and_too_much_are_refused(reader: Visitor, live: Path) -> None:
    nothing = say(reader, "  ", "t:bonjour")
    assert nothing.status_code == 422 and 'id="faute-texte"' in nothing.text
    assert len(turns(nothing.text)) == 1
    much = say(reader, "encore", *["t:bonjour"] * 20)
    assert much.status_code == 422 and "20 messages au plus" in much.text
    assert "disabled" in much.text and len(turns(much.text)) == 20
    made_up = say(reader, "bonjour", "x:rien", "t:", "").text
    assert len(turns(made_up)) == 1


def test_what_is_typed_is_shown_as_text_and_kept_nowhere(
    bench: Bench, reader: Visitor, live: Path
) -> None:
    page = say(reader, f"<b>{SECRET}</b>").text
    assert "&lt;b&gt;" in page and "<b>" not in page
    kept = [path for path in bench.project.parent.rglob("*") if path.is_file()]
    assert bench.project.parent / "assistant.db" in kept
    assert [path for path in kept if SECRET.encode() in path.read_bytes()] == []


def test_the_process_that_was_killed_is_started_again(
    bench: Bench, reader: Visitor, live: Path
) -> None:
    say(reader, "bonjour")
    [player] = players(bench)
    os.kill(player, signal.SIGKILL)
    gone = say(reader, "bonjour")
    assert gone.status_code == 503 and "pas abouti" in gone.text and turns(gone.text) == []
    # What was typed is not lost.
    assert 'name="etape" value="t:bonjour"' in gone.text and 'name="encore"' in gone.text
    again = tried(reader, etape=["t:bonjour"], encore="oui")
    assert again.status_code == 200 and len(turns(again.text)) == 1
    assert players(bench) != [player]


def test_a_page_is_quick_once_the_models_are_there(reader: Visitor, draft: Path) -> None:
    texts = ["je voudrais mon attestation", "et quand ?", "j'ai perdu mon code", "merci beaucoup"]
    say(reader, texts[0])
    token, best, steps = reader.token(), float("inf"), list[str]()
    for text in texts * 2:
        started = time.perf_counter()
        page = reader.post("/essai", token=token, texte=text, etape=steps)
        # A busy machine slows some of them down.
        best = min(best, time.perf_counter() - started)
        steps.append(f"t:{text}")
        assert page.status_code == 200
    assert best <= MOST_SECONDS


def test_without_a_model_the_page_says_so(bench: Bench, reader: Visitor, live: Path) -> None:
    aside = live.with_name("ailleurs")
    live.rename(aside)
    try:
        page = unescape(reader.get("/essai").text)
    finally:
        aside.rename(live)
    assert "pas encore de modèle" in page and "<form method" not in page.partition("<main")[2]


def test_a_workbench_that_is_killed_leaves_no_process(tmp_path: Path, model: Path) -> None:
    project = copy_content(tmp_path / "projet", 5)
    alone = Bench(project, f"sqlite:///{tmp_path / 'assistant.db'}")
    alone.shelf.folder.mkdir()
    os.link(model, alone.shelf.folder / "seul.tar.gz")
    alone.start()
    say(alone.visitor(Role.reader), "bonjour")
    [player] = players(alone)
    os.kill(alone.pid, signal.SIGKILL)
    alone.stop()
    deadline = time.monotonic() + 60
    while Path(f"/proc/{player}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{player}").exists()


def players(bench: Bench) -> list[int]:
    """The processes that play, of a workbench."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = path.read_text().rpartition(")")
            line = (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(tail.split()[1]) == bench.pid and b"spawn_main" in line:
            found.append(int(head.split()[0]))
    return found
