"""The real messages that measure a draft: they come from decisions, and are deleted by hand."""

from __future__ import annotations

import pytest

from storage.settled import SettledMessages
from tests.workbench.web.bench import Bench, Visitor, rare
from tests.workbench.web.test_inbox import INTENT, decide, decisions
from workbench.models.training import SETTLED
from workbench.people.roles import Role

PAGE = "/modeles/messages"


@pytest.fixture
def editor(bench: Bench) -> Visitor:
    return bench.visitor(Role.editor)


@pytest.fixture
def kept(bench: Bench) -> SettledMessages:
    return SettledMessages(bench.database)


def over(bench: Bench, text: str, **more: str) -> None:
    """A message of a conversation that is over."""
    bench.message(text, **more)  # type: ignore[arg-type]
    with bench.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE inbox SET conversation = NULL, turn = NULL")


def texts(kept: SettledMessages) -> set[str]:
    return {one.text for one in kept.all(most=1000)}


def test_the_other_wordings_of_a_group_are_kept_until_it_is_undone(
    bench: Bench, editor: Visitor, kept: SettledMessages
) -> None:
    first, second = f"mon {rare()} bloqué", f"pourquoi {rare()}"
    over(bench, second, alike=first)
    over(bench, first)
    answer = decide(editor, bench, first, quoi="intent", phrase=first)
    assert second in texts(kept) and first not in texts(kept)
    page = bench.visitor(Role.reader).get(PAGE).text
    assert f"« {second} »" in page and "Voir mes paiements" in page and "à partir de 50" in page
    assert "Supprimer" not in page, "a reader changes nothing"
    editor.post("/boite/annulation", decision=decisions(answer))
    assert second not in texts(kept)


def test_what_was_that_intent_already_is_kept(
    bench: Bench, editor: Visitor, kept: SettledMessages
) -> None:
    other, example = f"pourquoi {rare()}", f"mon {rare()} bloqué"
    bench.message(example)
    decide(editor, bench, example, quoi="intent", phrase=example)
    over(bench, other, alike=example)
    over(bench, example)
    # It is an example already: no new one is made, and the servers know it at once.
    assert decide(editor, bench, example, quoi="at_once", phrase=example).status_code == 303
    assert {other, example} <= texts(kept)


def test_a_message_is_deleted_by_hand(bench: Bench, editor: Visitor, kept: SettledMessages) -> None:
    first, second = f"mon {rare()} bloqué", f"pourquoi {rare()}"
    over(bench, second, alike=first)
    over(bench, first)
    decide(editor, bench, first, quoi="intent", phrase=first)
    [row] = [one for one in kept.all(most=1000) if one.text == second]
    for odd in ("", "x", "9" * 30):
        assert editor.post(f"{PAGE}/suppression", message=odd).status_code == 303
    assert second in texts(kept)
    for _ in range(2):
        assert editor.post(f"{PAGE}/suppression", message=str(row.id)).status_code == 303
    assert second not in texts(kept) and second not in editor.get(PAGE).text


def test_a_draft_is_measured_with_them_once_there_are_fifty(
    bench: Bench, editor: Visitor, kept: SettledMessages
) -> None:
    def measured() -> list[str]:
        editor.post("/modeles/entrainement")
        editor.post("/modeles/arret")
        written = bench.project / "var" / "workbench" / "training" / SETTLED
        return written.read_text(encoding="utf-8").splitlines()[1:]

    for row in kept.all(most=1000):
        kept.delete(row.id)
    first, taught = f"mon {rare()} bloqué", f"où {rare()}"
    others = [f"pourquoi {rare()}" for _ in range(49)]
    for text in (*others, taught, first):
        over(bench, text, alike=first)
    decide(editor, bench, first, quoi="intent", phrase=first)
    # What is taught later measures nothing any more: 49 are left.
    editor.post(f"/contenu/intention/{INTENT}/ajout", phrases=taught)
    assert kept.count() == 50 and measured() == []
    last = f"encore {rare()}"
    over(bench, last)
    decide(editor, bench, last, quoi="intent", phrase=f"autrement dit {rare()}")
    found = measured()
    assert {row.split("\t")[0] for row in found} == {*others, last} and len(found) == 50
    assert {row.split("\t")[1] for row in found} == {INTENT}
    assert "à partir de 50" not in editor.get(PAGE).text
