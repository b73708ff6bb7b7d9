"""Personal data goes nowhere, ordinary numbers stay: properties of every kind."""

from __future__ import annotations

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.fr import nir as nir_key
from stdnum.iban import calc_check_digits

from connectors.privacy.halves import Begun
from connectors.privacy.reading import _words
from connectors.privacy.redaction import MASK, clean, redact

SENTENCES = (
    "{}",
    "bonjour mon numéro {} merci",
    "je suis madame martin {} et je n'ai rien reçu",
    "({})",
    "voici : {}, pouvez-vous regarder ?",
    "j'ai 3 enfants, {} et 35 heures",
    "{}.",
    "PAIEMENT EN RETARD {} RSA",
)
GLUED = ("num{}", "numero:{}merci", "nir{}svp", "{}bonjour")
SEPARATORS = (" ", ".", "-", "  ", "\u00a0", "\u202f", "/", "_", " - ", "‑")

IRREGULAR = {
    "soixante-dix": "70",
    "soixante-et-onze": "71",
    "soixante-dix-neuf": "79",
    "quatre-vingts": "80",
    "quatre-vingt-un": "81",
    "quatre-vingt-onze": "91",
    "quatre-vingt-dix-neuf": "99",
    "septante-deux": "72",
    "seize": "16",
    "vingt-neuf": "29",
}

# How long a busy machine takes says nothing.
unhurried = settings(deadline=None)

sentences = st.sampled_from(SENTENCES + GLUED)
separators = st.sampled_from(("", *SEPARATORS))


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


@st.composite
def nirs(draw: st.DrawFn) -> list[str]:
    """A social security number in its usual groups; without key, with it, or with a wrong one."""
    month = draw(st.integers(1, 12))
    department = draw(
        st.one_of(
            st.integers(1, 95).map("{:02}".format), st.sampled_from(["2A", "2B", "2a", "97", "99"])
        )
    )
    groups = [
        draw(st.sampled_from("12")),
        draw(digits(2)),
        f"{month:02}",
        department,
        draw(digits(3)),
        draw(digits(3)),
    ]
    right = nir_key.calc_check_digits("".join(groups).upper())
    key = draw(st.sampled_from([None, right, "00", "98"]))
    return groups if key is None else [*groups, key]


@st.composite
def spelled(draw: st.DrawFn, groups: list[str]) -> str:
    """Groups as people write them: one separator throughout, or digit by digit."""
    separator = draw(separators)
    if separator and draw(st.integers(0, 9)) == 0:
        groups = list("".join(groups))
    return separator.join(groups)


def left_over(text: str) -> str:
    """The digits of a text, but not those of the sentences themselves."""
    return re.sub(r"\D", "", text.replace("3 enfants", "").replace("35 heures", ""))


def assert_masked(number: str, sentence: str, kind: str | None = None) -> None:
    result = redact(sentence.format(number))
    assert left_over(result.text) == ""
    assert MASK in result.text
    if kind:
        assert kind in result.kinds


@unhurried
@given(nirs().flatmap(spelled), sentences)
def test_a_social_security_number_is_masked(number: str, sentence: str) -> None:
    assert_masked(number, sentence)


@unhurried
@given(nirs(), st.sampled_from(("", " ", ".", "-")), st.sampled_from(SENTENCES))
def test_it_is_told_as_one(groups: list[str], separator: str, sentence: str) -> None:
    assert_masked(separator.join(groups), sentence, "nir")


@unhurried
@given(
    st.sampled_from(["0", "+33", "0033", "+33 ", "+33(0)", "+33 (0) "]),
    st.sampled_from("12345679"),
    st.lists(digits(2), min_size=4, max_size=4),
    st.sampled_from(("", " ", ".", "-")),
    sentences,
)
def test_a_telephone_number_is_masked(
    prefix: str, first: str, pairs: list[str], separator: str, sentence: str
) -> None:
    # 09 69 is of public services, as those of tests/spellings.py.
    assume(first + pairs[0] != "969")
    assert_masked(separator.join([prefix + first, *pairs]), sentence, "phone")


@unhurried
@given(
    st.lists(digits(4), min_size=3, max_size=3),
    digits(3),
    st.sampled_from(("", " ", "-", ".")),
    sentences,
)
def test_a_bank_card_is_masked(groups: list[str], last: str, separator: str, sentence: str) -> None:
    number = "4" + "".join(groups)[1:] + last
    number += luhn.calc_check_digit(number)
    spelled_out = separator.join(number[place : place + 4] for place in range(0, 16, 4))
    assert_masked(spelled_out, sentence)


@unhurried
@given(
    digits(10),
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=11, max_size=11),
    digits(2),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", " ", "-")),
    sentences,
)
def test_a_french_account_is_masked(
    bank: str, account: str, key: str, right: bool, lower: bool, separator: str, sentence: str
) -> None:
    bban = bank + account + key
    number = f"FR{calc_check_digits('FR00' + bban) if right else '00'}{bban}"
    number = number.lower() if lower else number
    spelled_out = separator.join(number[place : place + 4] for place in range(0, 27, 4))
    result = redact(sentence.format(spelled_out))
    assert left_over(result.text) == ""
    assert account.lower() not in result.text.lower()
    assert "iban" in result.kinds


@unhurried
@given(
    st.from_regex(r"[a-z][a-z0-9._-]{0,15}[a-z0-9]", fullmatch=True),
    st.from_regex(r"[a-z]{2,8}(-[a-z]{2,5})?\.(fr|com|org)", fullmatch=True),
    st.sampled_from(["@", " @ ", "＠", "(at)", " arobase "]),
    st.sampled_from(SENTENCES),
)
def test_an_address_is_masked(name: str, host: str, at: str, sentence: str) -> None:
    result = redact(sentence.format(f"{name}{at}{host}"))
    assert host not in result.text
    assert result.kinds == ["email"]


@unhurried
@given(
    st.integers(1_000_000, 9_999_999).filter(lambda number: number % 100_000).map(str),
    st.sampled_from(["", "A", " B", "z"]),
    st.sampled_from(
        [
            "{}",
            "n° {}",
            "mon numéro d'allocataire est le {}",
            "numéro allocataire : {} merci",
            "matricule {}",
            "je suis allocataire {} à Lille",
            "dossier {}",
            "bonjour {} je n'ai rien reçu",
        ]
    ),
)
def test_an_allocataire_number_is_masked(number: str, letter: str, sentence: str) -> None:
    assert_masked(number + letter, sentence, "allocataire")


@unhurried
@given(st.sampled_from(["123 4567", "1 234 567", "12 34 567", "123.45.67"]))
def test_a_spaced_allocataire_number_is_masked_when_introduced(number: str) -> None:
    assert_masked(number, "mon numéro allocataire est {}", "allocataire")


@unhurried
@given(
    digits(6),
    st.sampled_from(["", " ", "-"]),
    st.sampled_from(
        ["le code {} ne marche pas", "mon code de vérification : {}", "{}", "sms {} reçu"]
    ),
)
def test_a_code_is_masked(code: str, separator: str, sentence: str) -> None:
    if separator and sentence == "{}" and code[2] == code[5] == "0":
        return  # round numbers written so, alone, are amounts
    assert_masked(code[:3] + separator + code[3:], sentence)


@unhurried
@given(nirs())
def test_other_alphabets_and_invisible_characters_hide_nothing(groups: list[str]) -> None:
    number = "".join(groups)
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in number)
    assert_masked(wide, "mon numéro {}", "nir")
    assert_masked("\u200b".join(number), "mon numéro {}", "nir")
    assert_masked("\u00ad".join(number), "mon numéro {}", "nir")


@unhurried
@given(st.integers(1, 12), st.integers(1, 31), st.integers(1940, 2035), st.sampled_from(" /.-"))
def test_dates_stay(month: int, day: int, year: int, separator: str) -> None:
    text = f"depuis le {day:02}{separator}{month:02}{separator}{year} rien"
    assert redact(text)[:2] == (text, [])


@unhurried
@given(
    st.integers(0, 99_999), st.sampled_from(["{} euros", "j'ai touché {} €", "loyer de {} euros"])
)
def test_amounts_stay(amount: int, sentence: str) -> None:
    for spelled_out in (str(amount), f"{amount:,}".replace(",", " "), f"{amount},50"):
        text = sentence.format(spelled_out)
        assert redact(text)[:2] == (text, [])


def test_two_numbers_are_both_told() -> None:
    assert redact("1850575123456 06 12 34 56 78").kinds == ["nir", "phone"]
    assert redact("a.b@c.fr et 0612345678, encore 0612345679").kinds == ["email", "phone"]


@unhurried
@given(st.text(max_size=1000))
def test_any_text_can_be_cleaned_and_redacted(text: str) -> None:
    cleaned = clean(text)
    # A sign of two digits gets longer: a ten in a circle.
    assert 0 < len(cleaned) <= max(1, 2 * len(text))
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned
    once = redact(text)
    assert redact(once.text).text == once.text
    assert bool(once.kinds) == (MASK in once.text and once.text != cleaned)


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert clean("a\ud800b") == "a\N{REPLACEMENT CHARACTER}b"


def test_every_number_up_to_99_has_its_words() -> None:
    said = _words()
    assert {int(digits) for digits in said.values()} == set(range(100))
    tens = [
        "vingt",
        "trente",
        "quarante",
        "cinquante",
        "soixante",
        "septante",
        "huitante",
        "octante",
        "nonante",
    ]
    regular = {f"{ten}-et-un" for ten in tens} | {f"{ten}-deux" for ten in tens}
    assert said.keys() >= regular | {*tens, "zero", "zéro", "une", "dix-sept", "quatre-vingt"}
    assert {word: said[word] for word in IRREGULAR} == IRREGULAR
    assert all(re.fullmatch("[a-zé]+(-[a-z]+)*", word) for word in said)
    assert not said.keys() & {"vingt-zéro", "quarante-dix", "soixante-zéro"}


# What stands between two groups of a number that was pasted or dictated.
WRITTEN_GAPS = ("</td><td>", "<br/>", "\\n", "\\t", "\\u00a0", "\\xa0", " barre ", " deux-points ")
# A Greek or Cyrillic keyboard, and a zero with a stroke.
OTHER_ZEROS = "ΟοОоØø"
UNSHIFTED = str.maketrans("1234567890", "&é\"'(-è_çà")
UNITS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]


@unhurried
@given(
    nirs().filter(lambda groups: "".join(groups).isdigit()),
    st.sampled_from(WRITTEN_GAPS),
    st.sampled_from(SENTENCES),
)
def test_what_was_pasted_or_dictated_between_groups_hides_nothing(
    groups: list[str], gap: str, sentence: str
) -> None:
    assert_masked(gap.join(groups), sentence)


@unhurried
@given(nirs().filter(lambda groups: "0" in "".join(groups)), st.sampled_from(OTHER_ZEROS))
def test_a_zero_of_another_alphabet_is_one(groups: list[str], zero: str) -> None:
    number = "".join(groups)
    if number.isdigit():
        assert_masked(number.replace("0", zero), "mon numéro {}", "nir")


@unhurried
@given(nirs(), st.sampled_from(("", " ")))
def test_figures_typed_without_shift_are_figures(groups: list[str], gap: str) -> None:
    number = gap.join(groups)
    if number.replace(" ", "").isdigit() and len({*number} - {" "}) >= 4:
        typed = number.translate(UNSHIFTED)
        assert redact(f"mon numéro {typed} merci").text == f"mon numéro {MASK} merci"


@unhurried
@given(st.integers(101, 999))
def test_hundreds_of_a_dictated_number_are_masked(hundreds: int) -> None:
    """« un, quatre-vingt-cinq, zéro cinq… cent vingt-trois » is how people say three figures."""
    many, rest = divmod(hundreds, 100)
    said = ["cent" if many == 1 else f"{UNITS[many]} cent"]
    said += [word for word, figures in _words().items() if figures == str(rest) and rest][:1]
    text = f"ma sécu deux soixante-neuf zéro cinq treize {' '.join(said)} deux cent douze"
    assert redact(text).text == f"ma sécu {MASK}"


def test_tens_before_a_number_of_twenties_stay_apart() -> None:
    said = "zéro un trente quatre-vingt-douze cinquante-quatre cinquante-sept"
    assert redact(f"mon tel {said}").text == f"mon tel {MASK}"


@unhurried
@given(
    st.from_regex(r"[a-z][a-z0-9.]{0,12}[a-z]", fullmatch=True),
    st.sampled_from(
        ("&#64;", "%40", "&commat;", "\\u0040", " arrobase ", " arobaze ", "(à)", "@@", "@[")
    ),
    st.sampled_from(["free.fr", "gmail.com"]),
)
def test_an_escaped_or_misspelt_at_is_one(name: str, at: str, host: str) -> None:
    assert redact(f"mon mail {name}{at}{host}").text.rstrip("]") == f"mon mail {MASK}"


@unhurried
@given(
    st.text(
        "ıſK" + "İ" + "AaBbFfRr0123456789 .-@&%\\'\"(èéçà_" + "un deux cent",
        max_size=60,
    )
)
def test_letters_that_only_look_latin_break_nothing(text: str) -> None:
    redact(text)


def test_two_halves_of_an_account_and_three_parts_of_a_number() -> None:
    for parts in (
        ("mon iban FR76 3000 6000 0112", "3456 7890 189"),
        ("BE68 5390", "0754 7034"),
        ("1 85 05 75 123", "456", "78"),
        ("1 85 05", "75 123", "456 78"),
        ("0612", "34", "56 78"),
        ("mon numéro allocataire est 123", "4567"),
    ):
        begun: Begun = {}
        for part in parts:
            result = redact(part, begun)
            begun = result.begun
        assert result.text == MASK, parts
    assert redact("59000 Lille", redact("mon dossier numéro 12").begun).kinds == []
