"""Personal numbers and innocent messages, in as many spellings as one likes.

`python -m tests.spellings` writes the table that pytest and vitest read. The tests also draw
other members of each kind, so that no rule can learn the table by heart.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from stdnum import luhn
from stdnum.fr import nir as nir_key
from stdnum.iban import calc_check_digits

TABLE = Path(__file__).with_name("personal_numbers.json")
SEED = 2024
SPELLINGS = 36


class Spelling(NamedTuple):
    """A personal number as somebody wrote it, and the words around it, which hold no digit."""

    kind: str
    before: str
    number: str
    after: str

    @property
    def text(self) -> str:
        return self.before + self.number + self.after


# -- ingredients

_GAPS = """
.|-|/|_| - |·|;|+|,| : |…|//|&nbsp;|%20|*|~|=| / |&#160;| ; |><|#|'|»| + |\\|→|❤
"""
GAPS = ("", " ", "  ", "|", *"\u00a0\u202f\u2011\u3000\u2800\n\t", *_GAPS.strip("\n").split("|"))


def _from(zero: str) -> str:
    return "".join(chr(ord(zero) + value) for value in range(10))


ALPHABETS = {
    "fullwidth": _from("０"),
    "arabic": _from("٠"),
    "persian": _from("۰"),
    "devanagari": _from("०"),
    "bengali": _from("০"),
    "thai": _from("๐"),
    "bold": _from("𝟎"),
    "double": _from("𝟘"),
    "mono": _from("𝟶"),
    "superscript": "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "subscript": _from("₀"),
    "circled": "⓪" + _from("①")[:9],
    "black circled": "⓿" + _from("❶")[:9],
    "sans circled": "🄋" + _from("➀")[:9],
    "black sans": "🄌" + _from("➊")[:9],
    "double circled": "⓪" + _from("⓵")[:9],
    "bracketed": "0" + _from("⑴")[:9],
    "dotted": "🄀" + _from("⒈")[:9],
    "comma": _from("🄁"),
}
_MARKS = ("\u0301", "\u0336", "\u20e3", "\ufe0f\u20e3", "\u20dd", "\u0654")
_UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u034f\u3164"
    "\u0640\u061c\u180e\u2063\uffa0\u115f\U000e0001\u17b4"
)
INVISIBLE = (*_UNSEEN, *_MARKS)
INTRODUCTIONS = {
    "nir": ("mon numéro de sécu ", "nir ", "N° SS: ", "sécurité sociale ", "voici ", "", "nir"),
    "allocataire": ("numéro allocataire ", "matricule ", "n° ", "bonjour ", "caf", "dossier ", ""),
    "iban": ("mon iban ", "IBAN: ", "mon nouveau compte est ", "", "voici le RIB "),
    "card": ("ma carte bancaire ", "cb ", "", "j'ai payé avec ", "carte bleue: "),
    "phone": ("appelez-moi au ", "tel: ", "mon portable ", "", "joignable au ", "tél. "),
    "email": ("mon mail est ", "écrivez à ", "", "adresse: "),
    "code": ("mon code ", "code de vérification : ", "", "sms reçu : ", "le code est "),
}
ENDINGS = ("", " merci", ".", " et je n'ai rien reçu", ", que faire ?", " svp !")


# -- the numbers themselves, in their usual groups

Groups = list[str]


def _digits(draw: random.Random, length: int) -> str:
    return "".join(draw.choices("0123456789", k=length))


def nir(draw: random.Random) -> Groups:
    """Without key, with it, or with a wrong one."""
    department = draw.choice([f"{draw.randint(1, 95):02}", "2A", "2B", "2a", "2b", "97", "99"])
    groups = [draw.choice("12"), _digits(draw, 2), f"{draw.randint(1, 12):02}", department]
    groups += [_digits(draw, 3), _digits(draw, 3)]
    key = nir_key.calc_check_digits("".join(groups).upper())
    return groups + draw.choice([[], [key], [f"{(int(key) + 7) % 97:02}"]])


def phone(draw: random.Random) -> Groups:
    pairs = [_digits(draw, 2) for _ in range(4)]
    first = draw.choice(["0", "+33 ", "+33", "0033", "+33(0)"]) + draw.choice("1234567")
    overseas = draw.choice(["0262", "0590", "0594", "0596", "0692", "0690", "+262692", "+590690"])
    abroad = draw.choice(["+3247", "+41 79", "+212 67", "+213 55", "0049151", "+44 770", "+221 77"])
    return draw.choice(
        [
            [first, *pairs],
            [first, *pairs],
            [overseas, *pairs[:3]],
            [abroad + _digits(draw, 1 if abroad != "0049151" else 2), *pairs[:3]],
        ]
    )


def card(draw: random.Random) -> Groups:
    number = draw.choice(["4", "51", "53", "4970", "4561", "55"])
    number += _digits(draw, 15 - len(number))
    number += luhn.calc_check_digit(number)
    return [number[place : place + 4] for place in range(0, 16, 4)]


def iban(draw: random.Random) -> Groups:
    country, bban = draw.choice(
        [
            ("FR", _digits(draw, 23)),
            ("FR", _digits(draw, 10) + _digits(draw, 9) + draw.choice("ABKXZ") + _digits(draw, 3)),
            ("DE", _digits(draw, 18)),
            ("ES", _spanish(draw)),
            ("NL", "INGB" + _digits(draw, 10)),
            ("LU", _digits(draw, 16)),
            ("PT", None),
            ("GB", "BARC" + _digits(draw, 14)),
            ("MT", "MALT" + _digits(draw, 23)),
        ]
    )
    if bban is None:
        country, bban = "LT", _digits(draw, 16)
    number = f"{country}{calc_check_digits(f'{country}00{bban}')}{bban}"
    if draw.random() < 0.3:
        number = number.lower()
    return [number[place : place + 4] for place in range(0, len(number), 4)]


def _spanish(draw: random.Random) -> str:
    from stdnum.es import ccc

    account = _digits(draw, 8) + _digits(draw, 10)
    bare = f"{account[:8]}00{account[8:]}"
    return f"{account[:8]}{ccc.calc_check_digits(bare)}{account[8:]}"


def rib(draw: random.Random) -> Groups:
    groups = [_digits(draw, 5), _digits(draw, 5), _digits(draw, 10) + draw.choice("012345ABKX")]
    number = "".join(groups).translate(str.maketrans("ABKX", "1227"))
    return [*groups, f"{97 - int(number) * 100 % 97:02}"]


def allocataire(draw: random.Random) -> Groups:
    return [str(draw.randint(1_000_000, 9_999_999))]


def code(draw: random.Random) -> Groups:
    return [_digits(draw, 3), draw.choice("123456789") + _digits(draw, 2)[:1] + draw.choice("1379")]


NUMBERS: dict[str, Callable[[random.Random], Groups]] = {
    "nir": nir,
    "phone": phone,
    "card": card,
    "iban": iban,
    "rib": rib,
    "allocataire": allocataire,
    "code": code,
}


# -- ways to write them

Way = Callable[[random.Random, Groups], str]


def _gap(draw: random.Random, groups: Groups) -> str:
    return draw.choice(GAPS).join(groups)


def _apart(draw: random.Random, groups: Groups) -> str:
    """Sign by sign, but for the signs of a country that stand before."""
    signs = "".join(groups)
    head = 4 if signs.startswith("+") else 0
    signs = signs.replace("(0)", "")
    return signs[:head] + draw.choice((" ", "-", ".", "/", ", ", " . ")).join(signs[head:])


def _gaps(draw: random.Random, groups: Groups) -> str:
    """Another gap each time."""
    return groups[0] + "".join(draw.choice(GAPS[1:]) + group for group in groups[1:])


def _alphabet(draw: random.Random, groups: Groups) -> str:
    """In another alphabet, or in a mixture of two."""
    alphabet = draw.choice(list(ALPHABETS.values()))
    text = draw.choice(("", " ", "-")).join(groups)
    if draw.random() < 0.3:
        cut = draw.randrange(len(text))
        return text[:cut] + _alphabet(draw, [text[cut:]])
    return "".join(
        alphabet[int(sign)] if sign.isascii() and sign.isdigit() else sign for sign in text
    )


def _keycaps(draw: random.Random, groups: Groups) -> str:
    text = draw.choice(("", " ")).join(groups)
    return "".join(f"{sign}\ufe0f\u20e3" if sign.isdigit() else sign for sign in text)


def _hidden(draw: random.Random, groups: Groups) -> str:
    """Something that is not seen after each digit, or between the groups only."""
    unseen = draw.choice(INVISIBLE)
    if draw.random() < 0.5:
        return unseen.join(groups)
    return "".join(sign + unseen if sign.isdigit() else sign for sign in "".join(groups))


def _mistyped(draw: random.Random, groups: Groups) -> str:
    """One letter for a digit, where there is such a digit."""
    text = draw.choice(("", " ")).join(groups)
    digit, letter = draw.choice([("0", "O"), ("0", "o"), ("1", "l"), ("1", "I")])
    return text.replace(digit, letter, 1) if "+" not in text else text


WAYS: Sequence[Way] = (_gap, _gap, _gap, _gaps, _apart, _alphabet, _keycaps, _hidden, _mistyped)

_UNITS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]


def _in_words(draw: random.Random, digits: str) -> str:
    return draw.choice((" ", "-", ", ")).join(_UNITS[int(digit)] for digit in digits)


def spelling(draw: random.Random, kind: str) -> Spelling:
    """One personal number of a kind, written in one of the ways."""
    before, after = (
        draw.choice(INTRODUCTIONS["iban" if kind == "rib" else kind]),
        draw.choice(ENDINGS),
    )
    if kind == "email":
        return Spelling(kind, before, _address(draw), after)
    if kind == "allocataire":
        return _allocataire(draw, before, after)
    groups = NUMBERS[kind](draw)
    if kind in ("nir", "phone", "card") and draw.random() < 0.08:
        digits = "".join(groups)
        if digits.isdigit():
            return Spelling(kind, f"{before} ", _in_words(draw, digits), after)
    ways = WAYS if kind != "iban" else WAYS[:-1]
    number = draw.choice(ways)(draw, groups)
    if number[0] in "lIOo" or "+" in number[:1] or number[0].isalpha():
        before = before if before == "" or before.endswith(" ") else before + " "
    return Spelling("iban" if kind == "rib" else kind, before, number, after)


def _allocataire(draw: random.Random, before: str, after: str) -> Spelling:
    """Seven digits and a letter, or none; parted only where words or a greeting announce them."""
    (number,) = allocataire(draw)
    if before in ("numéro allocataire ", "matricule ") and draw.random() < 0.5:
        cut = draw.choice([(3,), (4,), (1, 4), (2, 4)])
        places = [0, *cut, 7]
        pieces = [number[a:b] for a, b in pairwise(places)]
        return Spelling("allocataire", before, draw.choice(GAPS).join(pieces), after)
    letter = draw.choice(["", "", "A", "K", " B", "z"])
    way = draw.choice((_alphabet, _keycaps, _hidden, _gap))
    return Spelling("allocataire", before, way(draw, [number]) + letter, after)


_AT = """
@| @ |＠|﹫|(at)|[at]|{at}|<at>|(a)|(@)| at | arobase | AROBASE | (arobase) | [arobase]
"""


def _address(draw: random.Random) -> str:
    name = draw.choice(["jean", "s.martin", "kevin-du-77", "marie_l", "ahmed.b+caf", "léa"])
    host = draw.choice(["free.fr", "gmail.com", "orange.fr", "laposte.net", "yahoo.co.uk"])
    at = draw.choice(_AT.strip("\n").split("|"))
    point = draw.choice([".", ".", " point ", "(point)", " [dot] ", " . "])
    return f"{name}{at}{host.replace('.', point)}"


# -- innocent messages

_MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "octobre"]


def innocent(draw: random.Random) -> str:
    """A message with numbers that name nobody."""
    return draw.choice(_STORIES)(draw)


def _date(draw: random.Random) -> str:
    day, month, year = draw.randint(1, 31), draw.randint(1, 12), draw.randint(1940, 2030)
    return draw.choice(
        [
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}/{year}",
            f"{day:02}-{month:02}-{year}",
            f"{day:02}.{month:02}.{year}",
            f"{day:02} {month:02} {year}",
            f"{day:02}/{month:02}/{year % 100:02}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {draw.choice(_MONTHS)} {year}",
        ]
    )


def _hour(draw: random.Random) -> str:
    hour, minute = draw.randint(0, 23), draw.randint(0, 59)
    return draw.choice(
        [f"{hour}h", f"{hour}h{minute:02}", f"{hour}:{minute:02}", f"{hour} h {minute:02}"]
    )


def _amount(draw: random.Random) -> str:
    amount = draw.randint(3, 99_999)
    return draw.choice(
        [
            f"{amount} €",
            f"{amount} euros",
            f"{amount}€",
            f"{amount:,} €".replace(",", " "),
            f"{amount},{draw.randint(0, 99):02} €",
            f"{amount:,},50 euros".replace(",", " ", 1),
        ]
    )


def _round(draw: random.Random, low: int, high: int) -> str:
    return str(draw.randrange(low, high, draw.choice([10, 50])))


def _service(draw: random.Random) -> str:
    number = "08" + draw.choice(["00", "05", "06", "09", "10", "20", "25"]) + _digits(draw, 6)
    if draw.random() < 0.3:
        number = "0969" + draw.choice("36") + _digits(draw, 5)
    return draw.choice(
        [
            number,
            f"{number[0]} {number[1:4]} {number[4:7]} {number[7:]}",
            " ".join(number[place : place + 2] for place in range(0, 10, 2)),
            f"{number[0]} {number[1:4]} {number[4:6]} {number[6:8]} {number[8:]}",
            ".".join(number[place : place + 2] for place in range(0, 10, 2)),
        ]
    )


def _siret(draw: random.Random) -> str:
    number = _digits(draw, 13)
    number += luhn.calc_check_digit(number)
    return draw.choice([number, f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"])


_STORIES: Sequence[Callable[[random.Random], str]] = (
    lambda d: f"depuis le {_date(d)}",
    lambda d: f"du {_date(d)} au {_date(d)} rien",
    lambda d: f"{_date(d)} - {_date(d)}",
    lambda d: f"rdv le {_date(d)} à {_hour(d)}",
    lambda d: f"{_date(d)} {_hour(d)}",
    lambda d: f"ouvert de {_hour(d)} à {_hour(d)}",
    lambda d: f"{_hour(d)}-{_hour(d)} {_hour(d)}-{_hour(d)}",
    lambda d: f"j'ai touché {_amount(d)} en {d.choice(_MONTHS)} puis {_amount(d)}",
    lambda d: f"loyer {_amount(d)}",
    lambda d: f"{_amount(d)}, {_amount(d)} et {_amount(d)}",
    lambda d: " ".join(_round(d, 100, 900) for _ in range(d.randint(3, 7))),
    lambda d: " ".join(_round(d, 1000, 3000) for _ in range(d.randint(3, 5))),
    lambda d: ", ".join(_round(d, 200, 2500) for _ in range(d.randint(3, 6))),
    lambda d: f"le {_service(d)}",
    lambda d: f"j'appelle le {_service(d)} et personne",
    lambda d: f"j'habite {d.randint(1, 95):02}{d.choice(['000', '100', '120', '011'])} Paris",
    lambda d: f"code postal {d.randint(10, 95)}{d.choice(['000', '100', '450', '999'])}",
    lambda d: f"{d.randint(1, 150)} rue de la gare {d.randint(10, 95)}000 Lille",
    lambda d: f"article L. {d.randint(100, 999)}-{d.randint(1, 60)} du code",
    lambda d: f"article R{d.randint(100, 999)}-{d.randint(1, 9)}-{d.randint(1, 9)}",
    lambda d: f"loi n° {d.randint(1975, 2024)}-{d.randint(100, 1700)}",
    lambda d: f"cerfa {d.randint(10000, 15999)}*{d.randint(1, 12):02}",
    lambda d: f"formulaire {d.randint(2040, 2050)} case {d.randint(1, 9)}",
    lambda d: f"mon siret {_siret(d)}",
    lambda d: f"siret : {_siret(d)} pour ma micro-entreprise",
    lambda d: f"siren {_digits(d, 9)}",
    lambda d: d.choice(["24/24 7/7", "24h/24 7j/7", "7j/7 24h/24", "24/24h et 7/7j"]),
    lambda d: (
        f"{d.randint(2, 6)} enfants de {d.randint(1, 9)}, {d.randint(10, 14)} et "
        f"{d.randint(15, 19)} ans"
    ),
    lambda d: f"enfants {d.randint(1, 4)} {d.randint(5, 9)} {d.randint(10, 19)} ans",
    lambda d: f"revenus {d.randint(2015, 2020)} {d.randint(2021, 2022)} {d.randint(2023, 2025)}",
    lambda d: f"en {d.randint(2020, 2025)}{d.randint(1, 12):02} j'ai travaillé",
    lambda d: f"quotient familial de {d.randint(100, 2900)}",
    lambda d: f"{d.randint(100, 999)} {d.randint(100, 999)} € de revenus",
    lambda d: f"{d.randint(1000000, 9999999)} €",
    lambda d: f"gagné {d.randint(10000, 999999)} euros en {d.randint(2018, 2025)}",
    lambda d: f"erreur {d.randint(400, 599)} ou E{_digits(d, 6)}",
    lambda d: f"départements {d.randint(10, 40)}, {d.randint(41, 70)} et {d.randint(71, 95)}",
    lambda d: f"j'ai {d.choice(_UNITS[2:])} enfants et {d.choice(_UNITS[2:])} petits",
    lambda d: f"version {d.randint(1, 20)}.{d.randint(0, 20)}.{d.randint(0, 9)}",
    lambda d: f"{d.randint(10, 39)} heures sur {d.randint(2, 5)} jours, {d.randint(1, 12)} mois",
    lambda d: d.choice(
        ["le 115 ou le 112", "le 3230", "le 32 30", "le 39 49", "le 3919", "116 117"]
    ),
)


def spellings(seed: int, each: int) -> Iterator[Spelling]:
    """So many members of each kind of personal number."""
    draw = random.Random(seed)
    for kind in (*NUMBERS, "email"):
        for _ in range(each):
            yield spelling(draw, kind)


def main() -> None:
    """Write the generated rows of the table again; those written by hand stay."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    table["generated"] = [list(row) for row in spellings(SEED, SPELLINGS)]
    TABLE.write_text(as_json(table), encoding="utf-8")


def as_json(table: dict[str, list[object]]) -> str:
    """One row a line; what cannot be seen is escaped."""
    parts = []
    for name, rows in table.items():
        lines = ",\n".join(f"    {json.dumps(row)}" for row in rows)
        parts.append(f'  "{name}": [\n{lines}\n  ]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    main()
