"""How a message is read when numbers are looked for in it.

`clean` makes the line of visible characters that goes on to the bot. `as_digits` is the same
line, character for character, where whatever stands for a digit *is* one: a number word, a
letter typed for a digit, an escaped character. What is found there is masked in the line.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from itertools import dropwhile
from urllib.parse import unquote

# Takes the place of a character that says nothing, so that both lines are equally long.
NOTHING = "\0"

# Characters that are drawn as nothing though Unicode does not call them controls or formats:
# fillers, joiners, selectors, and the tatweel, which only stretches a word.
_INVISIBLE = re.compile(
    "[\u034f\u0640\u07fa\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_BLANK = "\n\r\t\v\f\u2800"
_AFTER_DIGIT = re.compile(r"(?<=\d)[^\x00-\x7f]+")
_KEYCAP_TEN = "\U0001f51f"

_ESCAPED = re.compile(
    r"&#?[A-Za-z0-9]{1,8};|(?:%[0-9A-Fa-f]{2})+|\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[nrt](?![A-Za-z]))"
    r"|</?[A-Za-z]{1,8} ?/?>"
)
_ACCENTED = re.compile(r"(?<=\d)[À-ɏ]|[À-ɏ](?=\d)")
# Letters that look like a figure, also those of a Greek or Cyrillic keyboard.
_ZEROS, _ONES = "oOοΟоОøØ", "lIıιΙіІ"
_THREES, _SIXES = "\u0417\u0437\u04e0\u04e1\u01b7\u0292", "\u0431\u0183"
_LIKE = _ZEROS + _ONES + _THREES + _SIXES
_MISTYPED = re.compile(
    rf"(?:(?<![^\W\d_])|(?<=2[AaBb]))[{_LIKE}]*\d(?:[\d{_LIKE}]|[iL](?=\d))*(?![^\W\d_])"
    rf"|(?<!\w)[{_LIKE}](?=[\W_]{{1,3}}\d)"
)
_FIGURES = {"0": _ZEROS, "1": _ONES + "iL", "3": _THREES, "6": _SIXES}
_LOOK_ALIKE = str.maketrans({like: one for one, likes in _FIGURES.items() for like in likes})
# The keys of the figures on a French keyboard, without the shift that makes figures of them.
_UNSHIFTED = str.maketrans("&é\"'(-è_çà", "1234567890")
_UNSHIFTED_RUN = re.compile(r"(?<![^\W_éèçà])[&é\"'(_èçà-](?: ?[&é\"'(_èçà-]){6,}(?![^\W_])")
_FEWEST_KEYS = 4


def clean(text: str) -> str:
    """One line of visible characters, with plain digits and spaces.

    What cannot be seen could hide a number from us, and what no database stores (a
    null, half a surrogate pair) has no meaning. Only a sign of two digits, such as a ten
    in a circle, gets longer.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    plain = unicodedata.normalize("NFC", "".join(map(_plain, whole)))
    bare = _AFTER_DIGIT.sub(lambda match: _without_marks(match[0]), plain)
    return " ".join(bare.split()) or "\N{REPLACEMENT CHARACTER}"


def as_digits(line: str) -> str:
    """The line with digits where digits are meant; of the same length.

    Args:
        line: as `clean` returns it.
    """
    read = _UNSHIFTED_RUN.sub(lambda match: _shifted(match[0]), unescaped(line))
    return _spoken(_MISTYPED.sub(lambda match: match[0].translate(_LOOK_ALIKE), read))


def unescaped(line: str) -> str:
    """The line with the characters that `&nbsp;`, `%20` or `<br>` stand for; of the same length.

    A letter that took over the mark of a digit, as in `2Á`, is given back without it.
    """
    read = _ESCAPED.sub(lambda match: _padded(_unescaped(match[0]), match[0]), line)
    return _ACCENTED.sub(lambda match: unicodedata.normalize("NFD", match[0])[0], read)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _BLANK:
        return " "
    if _INVISIBLE.match(char) or unicodedata.category(char) in {"Cc", "Cf"}:
        return ""
    return _digits(char) or _simple(char)


def _without_marks(text: str) -> str:
    return "".join(dropwhile(lambda char: unicodedata.category(char).startswith("M"), text))


def _digits(char: str) -> str:
    """The digits that one character stands for, whatever its alphabet and its frame."""
    if char == _KEYCAP_TEN:
        return "10"
    if unicodedata.category(char) in {"Lo", "Nl"}:
        return ""  # a word or a numeral of a language, not a digit
    value = unicodedata.numeric(char, -1)
    return str(int(value)) if value in range(100) else ""


def _simple(char: str) -> str:
    simple = unicodedata.normalize("NFKC", char)
    return simple if len(simple) == 1 else char


def _unescaped(escaped: str) -> str:
    if escaped.startswith("<"):
        return " "
    if escaped.startswith("\\"):
        return chr(int(escaped[2:], 16)) if escaped[2:] else " "
    if escaped.startswith("%"):
        return " ".join(unquote(escaped, errors="replace").split(" "))
    return html.unescape(escaped)


def _shifted(keys: str) -> str:
    """The figures of a run of keys; a line of dashes or quotation marks is none."""
    return keys.translate(_UNSHIFTED) if len({*keys} - {" "}) >= _FEWEST_KEYS else keys


def _padded(meant: str, written: str) -> str:
    fits = 0 < len(meant) < len(written)
    return meant.rjust(len(written), NOTHING) if fits else written


# -- number words

_ZERO_TO_NINETEEN = """
zéro un deux trois quatre cinq six sept huit neuf
dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf
"""
_UNITS, _TEENS = (row.split() for row in _ZERO_TO_NINETEEN.strip().splitlines())
_TENS = {
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "quatre-vingt": 80,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}


def _words() -> dict[str, str]:
    """Number words up to 99, written with hyphens, and their digits."""
    words = {word: str(value) for value, word in enumerate((*_UNITS, *_TEENS))}
    words |= {"zero": "0", "une": "1"}
    for ten, value in _TENS.items():
        words[ten] = str(value)
        for unit, word in enumerate(_UNITS[1:], start=1):
            words[f"{ten}-{word}"] = str(value + unit)
        words[f"{ten}-et-un"] = str(value + 1)
        if value in (60, 80):
            for teen, word in enumerate(_TEENS):
                words[f"{ten}-{word}"] = str(value + 10 + teen)
    words |= {"quatre-vingts": "80", "soixante-et-onze": "71"}
    return words


_WORDS = _words()
# « trente quatre-vingt-douze » is 30 92.
_UP_TO_99 = "|".join(
    word.replace("-", "[- ]") + ("(?![- ]vingt)" if word.endswith("-quatre") else "")
    for word in sorted(_WORDS, key=len, reverse=True)
)
_HUNDREDS = rf"(?:(?:{'|'.join(_UNITS[2:])})[- ])?cents?"
_WORD = re.compile(
    rf"(?<!\w)(?:(?P<hundreds>{_HUNDREDS})(?:[- ](?P<rest>{_UP_TO_99}))?|{_UP_TO_99})(?!\w)",
    re.IGNORECASE,
)
_UP_TO_999 = re.sub("[?]P<[a-z]+>", "?:", _WORD.pattern)
_MILLIONS = re.compile(
    rf"(?P<millions>{_UP_TO_999})[- ]millions?(?!\w)"
    rf"(?:[- ](?:(?P<many>{_UP_TO_999})[- ])?(?P<thousands>mille)(?!\w))?"
    rf"(?:[- ](?P<units>{_UP_TO_999}))?",
    re.IGNORECASE,
)
_SAID = rf"(?:{_UP_TO_999}|\d+)"
_BETWEEN = r"(?:[\W_]{1,6}|[\W_]{1,2}(?:point|tiret|espace|virgule|puis)[\W_]{1,2})"
_RUN_OF_WORDS = re.compile(rf"{_SAID}(?:{_BETWEEN}{_SAID}){{3,}}", re.IGNORECASE)


def _spoken(line: str) -> str:
    """The line with the words of a number said digit by digit, or by pairs, as digits."""
    if len(_WORD.findall(line)) < 2:
        return line
    line = _MILLIONS.sub(lambda number: _padded(_counted(number), number[0]), line)
    return _RUN_OF_WORDS.sub(lambda run: _dictated(run[0]), line)


def _counted(number: re.Match[str]) -> str:
    """The figures of a number said whole (« un million deux cent mille trois »)."""
    thousands = _value(number["many"] or "un") if number["thousands"] else 0
    units = _value(number["units"]) if number["units"] else 0
    return str(_value(number["millions"]) * 1_000_000 + thousands * 1_000 + units)


def _value(said: str) -> int:
    word = _WORD.fullmatch(said)
    assert word is not None, "cut out by the same expression"
    return int(_figures(word))


def _dictated(run: str) -> str:
    return _WORD.sub(lambda word: _padded(_figures(word), word[0]), run)


def _figures(word: re.Match[str]) -> str:
    """The figures of a number word: three of one that counts hundreds."""
    if not word["hundreds"]:
        return _WORDS[_hyphened(word[0])]
    many, _, _ = _hyphened(word["hundreds"]).rpartition("-")
    rest = _WORDS[_hyphened(word["rest"])] if word["rest"] else ""
    return _WORDS[many or "un"] + rest.rjust(2, "0")


def _hyphened(word: str) -> str:
    return word.lower().replace(" ", "-")
