"""A draft passes the gate or has a reason, is published whole, and can be taken back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from assistant.shared import SharedShelf
from bot.content.shelf import Shelf
from bot.content.validated import read_validated
from storage.archives import Archives
from storage.database import Database
from storage.errors import Away
from storage.prepare import prepare
from tests.forked import forked
from tests.workbench.drafts import GOOD, WORSE, draft, report
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.editing import Editing
from workbench.models.advice import advice
from workbench.models.bank import KEPT, Bank
from workbench.models.corrections import Corrections
from workbench.models.gate import refusals
from workbench.models.report import Confusion
from workbench.models.training import DRAFTS
from workbench.models.work import REPORT_SUFFIX


@pytest.fixture
def shelf(tmp_path: Path, model: Path) -> Shelf:
    """A live archive, and a draft with a good report."""
    shelf = Shelf(tmp_path / "models")
    (shelf.folder / DRAFTS).mkdir(parents=True)
    shutil.copy(model, shelf.folder / "old.tar.gz")
    shelf.use("old")
    draft(shelf, "new.tar.gz", model)
    return shelf


@pytest.mark.parametrize(
    ("scores", "held_back"),
    [
        ({}, False),
        ({"first_acceptable": 0.951}, False),
        ({"first_acceptable": 0.949}, True),
        ({"three_acceptable": 0.97}, True),
        ({"wrong_and_sure": 0.031}, True),
        ({"elsewhere_answered": 0.06}, True),
        ({"wrong_and_sure": 0.0, "first_acceptable": 1.0}, False),
        ({"first_acceptable": 0.5, "messages": 20}, False),
        # One message of sixty, and two.
        ({"first_acceptable": 0.96 - 1 / 60, "messages": 60}, False),
        ({"first_acceptable": 0.96 - 2 / 60, "messages": 60}, True),
    ],
)
def test_the_gate_holds_back_what_fell(scores: dict[str, float], held_back: bool) -> None:
    found = refusals(report("new", "old", GOOD.copy(update=scores)), "old")
    assert bool(found) == held_back
    assert all("%" in reason for reason in found)


def test_the_gate_wants_canaries_and_the_same_live_archive() -> None:
    assert "« bonjour »" in refusals(report("n", "o", canaries=("« bonjour »",)), "o")[0]
    assert "a changé" in refusals(report("n", "o"), "p")[0]
    assert refusals(report("n", None), None) == []


def test_a_draft_is_published_and_taken_back(shelf: Shelf, camille: Author, sacha: Author) -> None:
    bank = Bank(shelf)
    assert [one.name for one in bank.drafts()] == ["new.tar.gz"] and not bank.drafts()[0].live
    assert shelf.live() == shelf.folder / "old.tar.gz"
    made = bank.publish("new", camille, why="mieux sur les dettes")
    assert shelf.live() == shelf.folder / "new.tar.gz" and bank.drafts() == []
    kept = bank.report("new.tar.gz")
    assert kept is not None and kept.comparisons[0].worse == (WORSE,)
    back = bank.roll_back("old", sacha, "plainte")
    assert shelf.live() == shelf.folder / "old.tar.gz"
    assert bank.history() == [back, made]
    assert (made.before, made.why, back.rolled_back) == ("old.tar.gz", "mieux sur les dettes", True)
    with pytest.raises(Refused):
        bank.roll_back("rien", sacha)


def test_an_override_is_kept_with_what_it_overrode(shelf: Shelf, camille: Author) -> None:
    bank = Bank(shelf)
    path = shelf.folder / DRAFTS / f"new.tar.gz{REPORT_SUFFIX}"
    fell = GOOD.copy(update={"first_acceptable": 0.5})
    path.write_text(report("new.tar.gz", "old.tar.gz", fell).json())
    with pytest.raises(Refused, match="bonne intention"):
        bank.publish("new", camille, why="vite")
    assert shelf.live() == shelf.folder / "old.tar.gz"
    made = bank.publish("new", camille, override="la mesure est dépassée")
    assert made.why == "la mesure est dépassée"
    [overridden] = made.overridden
    assert "bonne intention en premier" in overridden


def test_no_reason_publishes_what_every_server_refuses(shelf: Shelf, camille: Author) -> None:
    bank = Bank(shelf)
    assert not bank.is_final("new.tar.gz")
    path = shelf.folder / DRAFTS / f"new.tar.gz{REPORT_SUFFIX}"
    path.write_text(report("new.tar.gz", "old.tar.gz", canaries=("« ici »",)).json())
    assert bank.is_final("new.tar.gz")
    with pytest.raises(Refused, match="« ici »"):
        bank.publish("new", camille, override="la phrase est dépassée")
    assert shelf.live() == shelf.folder / "old.tar.gz" and bank.history() == []


def test_what_is_damaged_or_unmeasured_is_not_published(shelf: Shelf, camille: Author) -> None:
    path = shelf.folder / DRAFTS / "new.tar.gz"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(Refused, match="abîmé"):
        Bank(shelf).publish("new", camille)
    path.with_name(path.name + REPORT_SUFFIX).unlink()
    with pytest.raises(Refused, match="rapport"):
        Bank(shelf).publish("new", camille)


@pytest.mark.parametrize("step", ["_take_over", "_noted", "_prune"])
def test_a_publication_that_was_killed_is_ended_by_the_next(
    shelf: Shelf, camille: Author, step: str
) -> None:
    def publish() -> None:
        bank = Bank(shelf)
        setattr(bank, step, lambda *_: os.kill(os.getpid(), 9))
        bank.publish("new", camille, why="oui")

    assert os.WTERMSIG(os.waitpid(forked(publish), 0)[1]) == 9
    # Whatever servers see meanwhile is one of the two, whole.
    live = shelf.live()
    assert live is not None and live.name in ("old.tar.gz", "new.tar.gz") and live.is_file()
    [made] = Bank(shelf).history()
    assert made.archive == "new.tar.gz" and made.why == "oui"
    assert shelf.live() == shelf.folder / "new.tar.gz" and live.is_file()


def test_of_two_who_publish_at_once_one_wins_whole_and_the_other_is_told(
    shelf: Shelf, camille: Author, sacha: Author, model: Path
) -> None:
    """Both decided while the old archive was live, and both override the gate."""
    draft(shelf, "other.tar.gz", model)
    begin, go = os.pipe()

    def publish(name: str, author: Author) -> None:
        os.close(go)
        os.read(begin, 1)
        try:
            Bank(shelf).publish(name, author, override="oui", seen="old.tar.gz")
        except Refused as told:
            os._exit(3 if "Entre-temps, " in told.reason else 1)

    both = (("new", camille), ("other", sacha))
    children = {name: forked(partial(publish, name, author)) for name, author in both}
    os.close(go)
    codes = {name: os.waitpid(child, 0)[1] >> 8 for name, child in children.items()}
    [winner] = [name for name, code in codes.items() if code == 0]
    [loser] = [name for name, code in codes.items() if code == 3]
    assert shelf.live() == shelf.folder / f"{winner}.tar.gz"
    bank = Bank(shelf)
    assert [one.archive for one in bank.history()] == [f"{winner}.tar.gz"]
    assert [one.name for one in bank.drafts()] == [f"{loser}.tar.gz"]
    assert bank.report(f"{loser}.tar.gz") is not None


def test_whoever_decided_on_an_older_page_is_told_who_came_before(
    shelf: Shelf, camille: Author, sacha: Author
) -> None:
    bank = Bank(shelf)
    bank.publish("new", sacha, why="oui", seen="old.tar.gz")
    with pytest.raises(Refused, match=r"Sacha Petit a mis en service new\.tar\.gz"):
        bank.roll_back("old", camille, "non", seen="old.tar.gz")
    assert shelf.live() == shelf.folder / "new.tar.gz"


def test_a_draft_stays_one_when_another_command_came_before(
    shelf: Shelf, camille: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look and the pointer: `assistant models use`, say."""
    shutil.copy(shelf.folder / "old.tar.gz", shelf.folder / "cli.tar.gz")
    bank = Bank(shelf)
    take_over = bank._take_over

    def late(name: str) -> None:
        take_over(name)
        shelf.use("cli")

    monkeypatch.setattr(bank, "_take_over", late)
    with pytest.raises(Refused, match=r"cli\.tar\.gz a été mis en service"):
        bank.publish("new", camille, why="oui")
    assert shelf.live() == shelf.folder / "cli.tar.gz"
    assert [one.name for one in bank.drafts()] == ["new.tar.gz"]
    assert bank.report("new.tar.gz") is not None and bank.history() == []


@pytest.fixture
def desks(tmp_path: Path, shelf: Shelf, model: Path) -> Iterator[tuple[Bank, Bank]]:
    """Two workbenches that share a database and no folder, each with a draft."""
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    databases = [Database(url), Database(url)]
    prepare(databases[0])
    first = SharedShelf(Archives(databases[0]), shelf.folder)
    first.use("old")
    second = SharedShelf(Archives(databases[1]), tmp_path / "second")
    second.refresh()
    (second.folder / DRAFTS).mkdir()
    draft(second, "other.tar.gz", model)
    yield Bank(first), Bank(second)
    for database in databases:
        database.close()


def test_workbenches_without_a_common_folder_tell_each_other(
    desks: tuple[Bank, Bank], camille: Author, sacha: Author
) -> None:
    first, second = desks
    first.publish("new", camille, why="oui", seen="old.tar.gz")
    with pytest.raises(Refused, match="Entre-temps, new"):
        second.publish("other", sacha, override="oui", seen="old.tar.gz")
    assert [one.name for one in second.drafts()] == ["other.tar.gz"]
    assert second.live() == first.live() == "new.tar.gz"
    second.roll_back("old", sacha, "non", seen="new.tar.gz")
    assert [(one.name, one.live) for one in first.archives()] == [
        ("old.tar.gz", True),
        ("new.tar.gz", False),
    ]


def test_what_was_decided_while_the_database_is_away_is_done_once_it_is_back(
    desks: tuple[Bank, Bank], camille: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = desks

    def away(*_: object) -> None:
        raise Away("gone")

    with monkeypatch.context() as gone:
        gone.setattr(Archives, "publish", away)
        with pytest.raises(Away):
            first.publish("new", camille, why="oui")
        with pytest.raises(Away):
            first.history()
        assert first.live() == "old.tar.gz"
    [made] = first.history()
    assert (made.archive, first.live()) == ("new.tar.gz", "new.tar.gz")
    assert [one.name for one in second.archives() if one.live] == ["new.tar.gz"]


def test_the_last_ten_are_kept(shelf: Shelf, camille: Author, model: Path) -> None:
    bank = Bank(shelf)
    for number in range(KEPT + 2):
        draft(shelf, f"a{number}.tar.gz", model)
        bank.publish(f"a{number}", camille)
    names = {one.name for one in bank.archives()}
    assert names == {f"a{number}.tar.gz" for number in range(2, KEPT + 2)}
    assert bank.report("a0.tar.gz") is not None


def test_advice_names_the_sentences_to_move() -> None:
    from collections import Counter

    from bot.content.examples import Example, Teaching

    texts = {
        "a": ["payer ma dette en ligne", "voir mes dettes", "mes dettes à la caf"],
        "b": ["payer ma dette par carte", "payer une dette en ligne"],
    }
    learnt = Teaching([Example(one, name, "f", 1) for name, ones in texts.items() for one in ones])
    counts = Counter(one.intent for one in learnt.examples)
    told = advice(learnt, [Confusion(right="a", read="b", count=4)], counts)
    assert told["a"][0].examples == ("payer ma dette en ligne",) and told["a"][0].other == "b"
    assert "n'a que 2 phrases" in told["b"][-1].text


def test_a_correction_is_settled_at_once_and_taught(
    editing: Editing, shelf: Shelf, camille: Author
) -> None:
    corrections = Corrections(editing, shelf)
    corrections.correct("Où sont  mes sous du matin ?", "consulter_paiements", camille)
    assert read_validated(shelf.folder) == {"ou sont mes sous du matin": "consulter_paiements"}
    assert "Où sont mes sous du matin ?" in editing.examples.of("consulter_paiements")
    # Settled otherwise: it moves, and is settled once.
    corrections.correct("ou sont mes sous du matin", "consulter_droits", camille)
    assert corrections.all() == {"ou sont mes sous du matin": "consulter_droits"}
    assert "Où sont mes sous du matin ?" in editing.examples.of("consulter_droits")
    corrections.take_back("OÙ SONT MES SOUS DU MATIN")
    assert corrections.all() == {}
    for text, intent in (("?!", "saluer"), ("une phrase", "inconnue"), ("", "saluer")):
        with pytest.raises(Refused):
            corrections.correct(text, intent, camille)
    assert corrections.all() == {}
