"""The content goes out as a spreadsheet and comes back, after a look at what would change."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from assistant.checking import PartChecks
from tests.workbench.conftest import copy_content, git
from workbench.author import Author
from workbench.errors import Changed, Refused
from workbench.files.editing import Editing
from workbench.spreadsheet.export import table, workbook
from workbench.spreadsheet.plan import MOST_NEW, MOST_TOLD, apply, planned
from workbench.spreadsheet.reading import read
from workbench.spreadsheet.sheets import COLUMNS, EXAMPLES, MOST_ROWS

INTENT, OTHER = "consulter_paiements", "saluer"
# Digits could be a personal number.
LETTERS = str.maketrans("0123456789", "ghijklmnop")


def book(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def examples(*rows: tuple[str, str]) -> bytes:
    return book(("Exemples", [("intention", "phrase"), *rows]))


def test_what_goes_out_comes_back_as_no_change(editing: Editing) -> None:
    made = workbook(editing)
    assert load_workbook(io.BytesIO(made), read_only=True).sheetnames == list(COLUMNS)
    plan = planned(editing, read(made))
    assert plan.is_empty and not plan.errors and not plan.warnings
    for sheet in COLUMNS:
        again = planned(editing, read(table(editing, sheet)))
        assert again.is_empty and not again.errors, sheet


def test_the_whole_content_comes_back_as_no_change_with_room_to_double(tmp_path: Path) -> None:
    editing = Editing(copy_content(tmp_path / "projet"), PartChecks())
    rows = read(workbook(editing))
    plan = planned(editing, rows)
    assert plan.is_empty and not plan.errors and not plan.warnings
    for sheet, most in MOST_ROWS.items():
        assert 2 * sum(row.sheet == sheet for row in rows) <= most, sheet
    twice = table(editing, EXAMPLES) + table(editing, EXAMPLES).partition(b"\n")[2]
    assert len(read(twice)) == 2 * sum(editing.examples.counts().values())


@pytest.mark.parametrize("sign", ["=1+1", "+33", "-10 euros", "@moi", "=HYPERLINK(1)"])
def test_what_looks_like_a_formula_stays_a_text(
    editing: Editing, camille: Author, sign: str
) -> None:
    editing.add_example(INTENT, f"{sign} c'est quoi sur mon relevé", camille)
    made = load_workbook(io.BytesIO(workbook(editing)))
    [cell] = [row[1] for row in made["Exemples"] if str(row[1].value).startswith(sign)]
    assert cell.data_type == "s" and cell.quotePrefix
    assert f";'{sign}".encode() in table(editing, "Exemples").replace(b'"', b"")
    assert planned(editing, read(table(editing, "Exemples"))).is_empty


def test_a_dry_run_says_each_row_and_writes_nothing(editing: Editing, project: Path) -> None:
    known = editing.examples.of(OTHER)[0]
    content = book(
        (
            "Exemples",
            [
                ("phrase", "Intention", "autre"),
                ("une phrase toute neuve sur mes sous", INTENT, 1),
                ("une phrase toute neuve sur mes sous !", INTENT, 2),
                ("une autre phrase neuve", "inconnue", 3),
                (known, INTENT, 4),
                ("", INTENT, 5),
                ("=A1", INTENT, 6),
                ("mon numéro est 2 69 05 49 588 157 80", INTENT, 7),
            ],
        ),
        ("Intentions", [("intention", "titre"), (INTENT, "Mes sous"), ("rien", "Rien")]),
        (
            "Réponses",
            [("réponse", "support", "texte"), ("answer_saluer", "radio", "Bonjour. {rien}")],
        ),
        (
            "Liens",
            [
                ("identifiant", "libellé", "adresse", "certitude", "vérifié le"),
                ("mon_compte", "Ouvrir", "http://ailleurs.example", "A", "01/01/2999"),
            ],
        ),
        ("Notes", [("n'importe", "quoi")]),
    )
    head = git(project, "rev-parse", "HEAD")
    plan = planned(editing, read(content))
    told = {(one.sheet, one.row) for one in plan.errors}
    assert {("Exemples", row) for row in (4, 6, 7, 8)} <= told
    assert ("Intentions", 3) in told and ("Réponses", 2) in told and ("Liens", 2) in told
    assert ("Exemples", 2) not in told and ("Intentions", 2) not in told
    assert ("Exemples", 3) in {(one.sheet, one.row) for one in plan.warnings}
    assert any(f"« {known} » passe de" in one.text for one in plan.warnings)
    assert git(project, "rev-parse", "HEAD") == head and not git(project, "status", "--short")
    with pytest.raises(Refused):
        apply(editing, read(content), plan.version, Author("C", "c@e.fr"))


def test_what_was_looked_at_is_one_commit(editing: Editing, project: Path, camille: Author) -> None:
    moved = editing.examples.of(OTHER)[3]
    link = editing.workspace.content().catalogue.links["mon_compte"]
    content = book(
        ("Exemples", [("intention", "phrase"), (INTENT, "combien de sous hier"), (INTENT, moved)]),
        ("Intentions", [("intention", "titre"), (INTENT, "Voir mes sous")]),
        (
            "Liens",
            [
                ("identifiant", "libellé", "adresse", "certitude", "vérifié le"),
                ("mon_compte", link.label, link.href, "A", "05/02/2026"),
            ],
        ),
    )
    before = set(editing.examples.of(INTENT))
    plan = planned(editing, read(content))
    assert not plan.errors, plan.errors
    assert plan.summary()[:3] == [
        "phrases ajoutées : 1",
        "phrases déplacées vers une autre intention : 1",
        f"phrases absentes du fichier : {len(before)}",
    ]
    count = int(git(project, "rev-list", "--count", "HEAD"))
    apply(editing, read(content), plan.version, camille)
    assert int(git(project, "rev-list", "--count", "HEAD")) == count + 1
    # What is missing stays unless its removal is asked for.
    assert set(editing.examples.of(INTENT)) == before | {"combien de sous hier", moved}
    assert moved not in editing.examples.of(OTHER)
    catalogue = editing.workspace.content().catalogue
    assert catalogue.intents[INTENT].title == "Voir mes sous"
    assert str(catalogue.links["mon_compte"].checked_on) == "2026-02-05"

    again = planned(editing, read(content))
    apply(editing, read(content), again.version, camille, remove=True)
    assert set(editing.examples.of(INTENT)) == {"combien de sous hier", moved}


def test_a_plan_that_is_not_true_any_more_is_not_applied(
    editing: Editing, camille: Author, sacha: Author
) -> None:
    content = examples((INTENT, "combien de sous hier"))
    plan = planned(editing, read(content))
    editing.add_example(INTENT, "autre chose entre-temps pour voir", sacha)
    with pytest.raises(Changed):
        apply(editing, read(content), plan.version, camille)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_as_excel_writes_it(editing: Editing, encoding: str, separator: str) -> None:
    sentence = "l'été, où est passé mon virement de l'œuvre ?"
    text = f'Intention{separator}Phrase\r\n{INTENT}{separator}"{sentence}"\r\n{separator}\r\n'
    plan = planned(editing, read(text.encode(encoding)))
    assert plan.added == {INTENT: [sentence]} and not plan.errors


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_member(name: str, change: Callable[[bytes], bytes]) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(examples((INTENT, "une phrase"))))
    members = {one: source.read(one) for one in source.namelist()}
    return zipped({**members, name: change(members[name])})


def elsewhere(xml: bytes) -> bytes:
    """The texts of a sheet become numbers of a list of texts that is not there."""
    numbered = xml.replace(b't="inlineStr"', b't="s"')
    return numbered.replace(b"<is><t>", b"<v>9").replace(b"</t></is>", b"</v>")


def rows_of(row: str, count: int) -> bytes:
    """A CSV file of examples."""
    return ("intention;phrase\n" + f"{row}\n" * count).encode()


ENTITY = b'<!DOCTYPE x [<!ENTITY a "b">]>'
SHEET = "xl/worksheets/sheet1.xml"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no workbook": lambda: b"PK\x03\x04 et puis rien",
    "another zip": lambda: zipped({"a.txt": b"b"}),
    "old format": lambda: b"\xd0\xcf\x11\xe0" + bytes(100),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
    "a bomb": lambda: with_member(SHEET, lambda xml: xml + b" " * 40_000_000),
    "a large bomb": lambda: zipped({f"xl/{n}.xml": bytes(3_000_000) for n in range(60)}),
    "many members": lambda: zipped({f"{n}.xml": b"" for n in range(300)}),
    "entities": lambda: with_member(
        SHEET,
        lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1),
    ),
    "broken xml": lambda: with_member(SHEET, lambda xml: xml[: len(xml) // 2]),
    "strings that are nowhere": lambda: with_member(SHEET, elsewhere),
    "broken styles": lambda: with_member("xl/styles.xml", lambda xml: b"\xff\xfe"),
    "wrong sheets": lambda: book(("Feuil1", [("a", "b"), (1, 2)])),
    "too many rows": lambda: rows_of(f"{INTENT};x", MOST_ROWS[EXAMPLES] + 1),
    "rows of nothing": lambda: rows_of(";", 2_000_000),
    "a sheet many times": lambda: book(
        *((f"Exemples {number}", [("intention", "phrase"), (INTENT, "x")]) for number in range(2))
    ),
    "too large": lambda: b"x" * 13_000_000,
    "an open quote": lambda: b'intention;phrase\nx;"' + b"a" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_french(name: str) -> None:
    with pytest.raises(Refused) as refused:
        read(HOSTILE[name]())
    assert refused.value.reason and "Traceback" not in refused.value.reason


def test_a_workbook_of_too_many_rows_is_refused_with_the_limit() -> None:
    made = Workbook(write_only=True)
    sheet = made.create_sheet("Liens")
    sheet.append(COLUMNS["Liens"])
    for number in range(MOST_ROWS["Liens"] + 1):
        sheet.append([f"lien_{number}"])
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(Refused, match="10 000"):
        read(out.getvalue())


@pytest.mark.parametrize(
    ("row", "errors", "new"),
    [
        # Nothing of these is an example, and looking at each takes its time.
        ("mon numéro est 2 69 05 49 588 157 {}", MOST_TOLD + 1, 0),
        ("la même phrase", 0, 1),
        ("une phrase bien neuve {}", 1, MOST_NEW + 1),
    ],
)
def test_100_000_hostile_rows_are_looked_at_no_longer_than_helps(
    editing: Editing, row: str, errors: int, new: int
) -> None:
    lines = (
        f"{INTENT};{row.format(f'{number:x}'.translate(LETTERS))}" for number in range(100_000)
    )
    plan = planned(editing, read("\n".join(("intention;phrase", *lines)).encode()))
    assert len(plan.errors) == errors and len(plan.added.get(INTENT, ())) == new
    assert not errors or "10 000 phrases nouvelles" in plan.errors[-1].text


def test_a_far_away_row_and_links_elsewhere_do_no_harm(editing: Editing) -> None:
    made = Workbook()
    sheet = made.active
    sheet.title = "Exemples"
    sheet.append(["intention", "phrase"])
    sheet.append([INTENT, "combien de sous hier"])
    sheet["A1048576"] = "loin"
    sheet["B3"] = "='[autre.xlsx]Feuil1'!A1"
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(Refused, match="150 000"):
        read(out.getvalue())
    sheet["A1048576"] = None
    out = io.BytesIO()
    made.save(out)
    plan = planned(editing, read(out.getvalue()))
    assert plan.added == {INTENT: ["combien de sous hier"]}
    assert [(one.row, "formule" in one.text) for one in plan.errors] == [(3, True)]
