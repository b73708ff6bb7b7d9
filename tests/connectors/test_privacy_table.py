"""The table of personal numbers, other members of its kinds, and the time that each takes."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

import pytest

import connectors.privacy
from connectors.privacy.context import INTRODUCTIONS
from connectors.privacy.personal_numbers import LIKELY, SURE
from connectors.privacy.redaction import MASK, Redacted, clean, redact
from tests.spellings import SEED, SPELLINGS, TABLE, Spelling, as_json, innocent, spellings

_TABLE = json.loads(TABLE.read_text(encoding="utf-8"))
PERSONAL = [Spelling(*row) for row in (*_TABLE["written"], *_TABLE["generated"])]
INNOCENT = [*_TABLE["innocent"]]
KINDS = sorted({row.kind for row in PERSONAL})
NUMBERS = ("number", "nir", "phone", "card", "allocataire", "iban")

OTHERS = 400
BAR = 0.01


def numbered(rows: Sequence[object]) -> list[str]:
    """Names for pytest that any shell and any tool can give back; a failure shows the row."""
    return [f"row{place}" for place in range(len(rows))]


def is_masked(row: Spelling) -> bool:
    """If exactly the number was masked, whatever its kind was taken for."""
    return redact(row.text).text == clean(row.before + MASK + row.after)


@pytest.mark.parametrize("kind", KINDS)
def test_every_personal_number_of_the_table_is_masked(kind: str) -> None:
    assert [row for row in PERSONAL if row.kind == kind and not is_masked(row)] == []


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"iban"}))
def test_what_is_told_to_the_person_is_a_known_kind(kind: str) -> None:
    told = {row: redact(row.text).kinds for row in PERSONAL if row.kind == kind}
    known = [[name] for name in (kind, *NUMBERS)]
    assert {row: kinds for row, kinds in told.items() if kinds not in known} == {}


def test_no_innocent_message_of_the_table_is_touched() -> None:
    assert [text for text in INNOCENT if redact(text)[:2] != (clean(text), [])] == []


def test_the_table_is_what_the_command_writes_and_as_large_as_promised() -> None:
    generated = [list(row) for row in spellings(SEED, SPELLINGS)]
    assert as_json({**_TABLE, "generated": generated}) == TABLE.read_text(encoding="utf-8")
    assert len(PERSONAL) >= 250
    assert len(set(INNOCENT)) >= 150


@pytest.mark.parametrize("kind", sorted({row.kind for row in PERSONAL} - {"number"}))
def test_under_one_in_a_hundred_other_members_survives(kind: str) -> None:
    others = [row for row in spellings(SEED + 1, OTHERS) if row.kind == kind]
    survivors = [row.text for row in others if not is_masked(row)]
    assert len(survivors) < BAR * len(others), survivors


def test_under_one_in_a_hundred_other_innocent_messages_is_masked() -> None:
    draw = random.Random(SEED + 1)
    messages = [innocent(draw) for _ in range(5 * OTHERS)]
    masked = [text for text in messages if redact(text).kinds]
    assert len(masked) < BAR * len(messages), masked


# -- rules: each is there for a row of the table


def read_all() -> Iterator[object]:
    """What becomes of each row, and of each message of which the one before began a number."""
    for row in PERSONAL:
        yield redact(row.text)[:2]
    for text in INNOCENT:
        yield redact(text)[:2]
    for first, second in ((halves.first, halves.second) for halves in HALVES):
        begun = redact(first).begun
        yield begun, redact(second, begun)


@cache
def results() -> list[object]:
    """What becomes of each row with all the rules."""
    return list(read_all())


def is_needed(remove: Callable[[], None]) -> bool:
    """If some row comes out otherwise once something is removed."""
    before = results()
    remove()
    try:
        return any(left != right for left, right in zip(before, read_all(), strict=True))
    except IndexError:
        # What is taken away is so needed that nothing goes on without it.
        return True


@pytest.mark.parametrize("name", ["SURE", "LIKELY"])
def test_every_form_is_needed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = {"SURE": SURE, "LIKELY": LIKELY}[name]
    for form in forms:
        others = tuple(other for other in forms if other is not form)
        with monkeypatch.context() as patch:
            place = f"connectors.privacy.personal_numbers.{name}"
            assert is_needed(lambda p=patch, o=others, at=place: p.setattr(at, o)), form


def test_every_introduction_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    place = "connectors.privacy.context.INTRODUCTIONS"
    for introduction in INTRODUCTIONS:
        others = tuple(other for other in INTRODUCTIONS if other is not introduction)
        with monkeypatch.context() as patch:
            assert is_needed(lambda p=patch, o=others: p.setattr(place, o)), introduction


# The guard and the names of persons have tests of their own.
MODULES = [
    import_module(f"connectors.privacy.{one.name}")
    for one in iter_modules(connectors.privacy.__path__)
    if one.name not in ("guard", "names", "output")
]
PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": pattern
    for module in MODULES
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern)
}


def never(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """A pattern with the same groups that matches nothing."""
    return re.compile(f"(?!){pattern.pattern}", pattern.flags)


def _items(value: object) -> list[tuple[object, object]]:
    return list(value.items()) if isinstance(value, dict) else []


@pytest.fixture
def forget() -> Iterator[Callable[[], None]]:
    """Empties what the rules remember of characters."""

    def emptied() -> None:
        for module in MODULES:
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()

    yield emptied
    emptied()


def test_the_key_of_a_nir_goes_with_it() -> None:
    """Written apart, it is in no row: two masks come of one number."""
    assert redact("mon numéro 1 85 05 78 006 084 clé 91").text == "mon numéro ••• clé •••"


@pytest.mark.parametrize("name", [name for name in PATTERNS if name != "redaction._NIR_KEY"])
def test_every_pattern_is_needed(
    name: str, monkeypatch: pytest.MonkeyPatch, forget: Callable[[], None]
) -> None:
    pattern = PATTERNS[name]

    def remove() -> None:
        forget()
        for module in MODULES:
            for place, value in list(vars(module).items()):
                if value is pattern:
                    monkeypatch.setattr(module, place, never(pattern))
                for key in [key for key, held in _items(value) if held is pattern]:
                    monkeypatch.setitem(value, key, never(pattern))

    assert is_needed(remove)


def test_every_pattern_is_looked_at() -> None:
    assert len(PATTERNS) > 40


# -- two numbers in one message, and the words between them


@pytest.mark.parametrize(
    ("text", "said", "kinds"),
    [
        ("06 12 34 56 78 ou 07 12 34 56 79", "••• ou •••", ["phone"]),
        ("06.12.34.56.78/07.12.34.56.79", "•••/•••", ["phone"]),
        ("1.85.05.75.123.456 clé 78", "••• clé •••", ["nir"]),
        ("1850575123456 0612345678", "••• •••", ["nir", "phone"]),
        ("1 85 05 75 123 456 06 12 34 56 78", "••• •••", ["nir", "phone"]),
        ("DE89370400440532013000 et a@b.fr", "••• et •••", ["email", "iban"]),
        (
            "depuis le 12/05/2024, dossier 1234567",
            "depuis le 12/05/2024, dossier •••",
            ["allocataire"],
        ),
        ("30006 00011 12C456789K1 73 ou 30006 00011 12C456789K1 73", "••• ou •••", ["iban"]),
        ("3000 6000 0112 3456 7890 189", "•••", ["iban"]),
        ("bonjour 1234567", "bonjour •••", ["allocataire"]),
        ("bonjour 123456", "bonjour •••", ["code"]),
        ("12345678", "•••", ["number"]),
        ("siret 73282932000074 tel 0612345678", "siret 73282932000074 tel •••", ["phone"]),
        ("le 3230 ne répond pas 0612345678", "le 3230 ne répond pas •••", ["phone"]),
    ],
)
def test_each_number_of_a_message_is_told(text: str, said: str, kinds: list[str]) -> None:
    assert redact(text)[:2] == (said, kinds)


# -- halves


class Halves(NamedTuple):
    kind: str
    first: str
    second: str


HALVES = [
    Halves("nir", "mon numéro c'est 1 85 05 75", "123 456"),
    Halves("nir", "1 85 05 75", "123 456 78"),
    Halves("nir", "185 05", "2A 123 456 78"),
    Halves("nir", "un huit cinq zéro cinq sept", "cinq un deux trois quatre cinq six"),
    Halves("nir", "1️⃣8️⃣5️⃣0️⃣5️⃣", "7️⃣5️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣"),
    Halves("phone", "06 12", "34 56 78"),
    Halves("phone", "appelez le 06.12.34", "la suite : 56.78"),
    Halves("card", "4970 1012", "3456 7893"),
    Halves("allocataire", "mon numéro allocataire 1234", "567"),
    Halves("allocataire", "mon numéro allocataire 123", "4567"),
    Halves("nir", "1 85 05 75", "c'est 123 456"),
    Halves("iban", "mon iban FR76 3000 6000 0112", "3456 7890 189"),
    Halves("iban", "BE68 5390", "0754 7034"),
]


@pytest.mark.parametrize("halves", HALVES, ids=numbered(HALVES))
def test_the_half_that_completes_a_number_is_masked(halves: Halves) -> None:
    begun = redact(halves.first).begun
    second = redact(halves.second, begun)
    assert re.search(r"\d|cinq", second.text) is None
    assert halves.kind in second.kinds


@pytest.mark.parametrize("halves", HALVES, ids=numbered(HALVES))
def test_of_a_first_half_no_digit_is_remembered(halves: Halves) -> None:
    begun = redact(halves.first).begun
    # Other digits of the same count leave the same: so nothing of them is in it.
    assert begun == redact(halves.first.replace("5", "6")).begun
    assert set(begun.values()) <= {"nir", "phone", "card", "allocataire", "iban"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("je touche 1200", "650 de loyer"),
        ("1 85 05 75", "bonjour"),
        ("1 85 05 75", "12 34"),
        ("06 12", "34 56 78 euros"),
        ("en 2024", "450 et 320"),
        ("j'ai gagné 1200", "850 450 320"),
        ("1234", "567"),
        ("bonjour", "34 56"),
        ("1 85 05 75 mais je ne sais plus la fin de mon numéro", "123 45"),
        ("1 85 05 75", "je vous le redis bien plus loin dans le message : 123 456"),
    ],
)
def test_two_messages_that_are_not_one_number_stay(first: str, second: str) -> None:
    assert redact(second, redact(first).begun)[:2] == (second, [])


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("1 85 05 75", {6: "nir", 8: "nir"}),
        ("8 85 05", {8: "nir", 10: "nir"}),
        ("06 12", {6: "phone"}),
        ("0612 345", {3: "phone"}),
        ("4970 1012", {5: "nir", 7: "nir", 8: "card"}),
        ("mon numéro allocataire 1234 56", {1: "allocataire"}),
        ("06 1", {}),
        ("9999", {}),
        ("j'ai 06 12 euros", {}),
        ("je dois 1234", {}),
        ("06 12 et puis une suite un peu longue", {}),
    ],
)
def test_how_much_is_missing_of_what(text: str, begun: dict[int, str]) -> None:
    assert redact(text).begun == begun


def test_a_number_that_was_masked_leaves_nothing_open() -> None:
    assert redact("1 85 05 75 123 456").begun == {}
    assert redact("0612345678").begun == {}


# -- time

WORST = {
    "points": "0.",
    "words with points": "j'ai.mis.des.points.partout.",
    "one by one": "1 ",
    "addresses": "a@",
    "at signs": "@ ",
    "a long name": "a",
    "spoken points": " point ",
    "number words": "un ",
    "compound words": "soixante ",
    "dates": "12/05/24 ",
    "days": "12 05 ",
    "hours": "1h",
    "accounts": "fr12",
    "banks": "1234567890a",
    "letters of Corsica": "2a",
    "abroad": "+33 ",
    "zeros": "00 ",
    "services": "0806",
    "entities": "&#49;",
    "percents": "%31",
    "percents of nothing": "%20",
    "marks": "1\u0301",
    "amounts": "1 200,50 € ",
    "numero": "n°",
    "introductions": "numéro ",
    "money": "€ ",
    "long digits": "1",
    "allocataires": "1234567 ",
    "greetings": "bonjour ",
    "companies": "siret ",
    "brackets": "(at) ",
}


TRIES = 20


def seconds(text: str) -> float:
    start = time.process_time()
    redact(text)
    return time.process_time() - start


def grows_as_the_message(text: str) -> bool:
    """Twice the text takes about twice the time; four times as much would be quadratic."""
    half, whole, double = (seconds(text[:size]) for size in (1000, 2000, 4000))
    enough = 0.0005  # below this the clock says nothing
    return double < 3.2 * max(whole, enough) and whole < 3.2 * max(half, enough)


@pytest.mark.parametrize("name", WORST)
def test_time_grows_as_the_message_does(name: str) -> None:
    """Once is enough: a busy machine may make it look worse, but never four times as good."""
    assert any(grows_as_the_message(WORST[name] * 4000) for _ in range(TRIES))


def test_the_result_is_read_by_name() -> None:
    assert redact("bonjour") == Redacted("bonjour", [], {})
