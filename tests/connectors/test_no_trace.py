"""Typed personal numbers: told to the person, and nowhere in log, database or metrics."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from live_server import Server
from stdnum import luhn
from stdnum.fr import nir as nir_key
from stdnum.iban import calc_check_digits

SENTENCES = (
    "{}",
    "bonjour mon numéro {} merci",
    "je suis madame martin {} et je n'ai rien reçu depuis 3 mois",
    "voici : {}, pouvez-vous regarder ?",
    "num{}svp",
)
SEPARATORS = ("", " ", ".", "-", "\u00a0")
PER_KIND = 12


def _digits(chance: random.Random, length: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(length))


def _nir(chance: random.Random) -> list[str]:
    groups = [
        chance.choice("12"),
        _digits(chance, 2),
        f"{chance.randint(1, 12):02}",
        chance.choice(["2A", "2B", "59", "75", "97"]),
        _digits(chance, 3),
        _digits(chance, 3),
    ]
    key = chance.choice([nir_key.calc_check_digits("".join(groups)), "00", None])
    return groups if key is None else [*groups, key]


def _phone(chance: random.Random) -> list[str]:
    return [chance.choice(["06", "07", "01", "+33 6"]), *(_digits(chance, 2) for _ in range(4))]


def _card(chance: random.Random) -> list[str]:
    number = "4" + _digits(chance, 14)
    number += luhn.calc_check_digit(number)
    return [number[place : place + 4] for place in range(0, 16, 4)]


def _iban(chance: random.Random) -> list[str]:
    account = _digits(chance, 23)
    number = f"FR{calc_check_digits('FR00' + account)}{account}"
    return [number[place : place + 4] for place in range(0, 27, 4)]


def _email(chance: random.Random) -> list[str]:
    return [f"zebulon{_digits(chance, 6)}@exemple.fr"]


MAKERS = {"nir": _nir, "phone": _phone, "card": _card, "iban": _iban, "email": _email}


def numbers() -> Iterator[tuple[str, str, str]]:
    """For each kind a few numbers: the kind, as it was typed, and its signs alone."""
    chance = random.Random(20240501)
    for kind, make in MAKERS.items():
        for _ in range(PER_KIND):
            groups = make(chance)
            typed = chance.choice(SEPARATORS).join(groups)
            yield kind, typed, re.sub(r"\W", "", "".join(groups))


@pytest.fixture(scope="module")
def typed(server: Server) -> list[tuple[str, str]]:
    """What was typed on both channels; each answer was looked at."""
    chance = random.Random(7)
    sent = []
    clients = [server.assistant(channel) for channel in ("web", "app")]
    for kind, number, signs in numbers():
        sentences = SENTENCES[:-1] if kind == "email" else SENTENCES
        text = chance.choice(sentences).format(number)
        answer = chance.choice(clients).say(text)
        assert answer["redacted"], f"{kind}: {text}"
        assert number not in str(answer) and signs not in str(answer)
        sent.append((number, signs))
    for client in clients:
        handle = client.say("où sont mes paiements")["messages"][0]["feedback"]["handle"]
        client.rate(handle, "down", f"rappelez-moi au {sent[PER_KIND][0]}")
        shown = str(client.history())
        assert not any(number in shown for number, _ in sent)
    return sent


def test_the_person_is_told_what_was_masked(server: Server) -> None:
    client = server.assistant()
    answer = client.say("mon numéro de sécu est 1 85 05 75 123 456 et mon mail a.b@exemple.fr")
    assert answer["redacted"] == ["email", "nir"] or answer["redacted"] == ["nir", "email"]
    assert client.say("j'ai 3 enfants et 1 250,50 € depuis le 12/05/2023")["redacted"] == []


def test_no_typed_number_is_anywhere(server: Server, typed: list[tuple[str, str]]) -> None:
    everywhere = server.told() + server.kept()
    squeezed = re.sub(r"[\s.\-\u00a0]", "", everywhere)
    for number, signs in typed:
        assert number not in everywhere
        assert signs not in squeezed


def test_a_page_or_a_choice_with_a_number_is_not_kept(server: Server) -> None:
    number = "1850575123456"
    client = server.assistant()
    client.open(page=number)
    body = {
        "v": 1,
        "client_msg_id": "0b5f1ae5-3f5c-4a57-9a0b-0123456789ab",
        "input": {"choice": number},
        "context": {"page": number},
        number: number,
    }
    assert server.post(f"web/messages?{number}", client.session, json=body).status_code == 422
    assert server.post(f"web/{number}", client.session, json=body).status_code == 404
    assert number not in server.told() + server.kept()
