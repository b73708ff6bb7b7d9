"""One key signs, the other only verifies; what cannot be used is said before anything is done."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from bot.content.signing import (
    FORMER_VARIABLE,
    PUBLIC_VARIABLE,
    SIGNING_VARIABLE,
    KeyRefused,
    NotSigned,
    new_pair,
    public_key,
    signed,
    signing_key,
    verified,
)
from connectors.settings import SettingsRefused, read_settings

PAIR, OTHER = new_pair(), new_pair()
BOTH = {SIGNING_VARIABLE: PAIR.signing, PUBLIC_VARIABLE: PAIR.public}
SAID = {"phrase": "où ?", "number": 3}

_X = X25519PrivateKey.generate()
X_SIGNING = base64.b64encode(
    _X.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
).decode()
X_PUBLIC = base64.b64encode(
    _X.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()


def test_a_pair_is_nobody_else_s() -> None:
    assert len({*PAIR, *OTHER}) == 4


@pytest.mark.parametrize(
    "reader", [{PUBLIC_VARIABLE: f" {PAIR.public}\n"}, {SIGNING_VARIABLE: PAIR.signing}, BOTH]
)
def test_what_one_key_signed_the_other_verifies(reader: Mapping[str, str]) -> None:
    held = signed("kind", SAID, signing_key({SIGNING_VARIABLE: PAIR.signing}))
    assert held != SAID
    assert verified("kind", held, public_key(reader)) == SAID


def test_anything_else_is_refused() -> None:
    held = signed("kind", SAID, signing_key(BOTH))
    key, other = public_key(BOTH), public_key({PUBLIC_VARIABLE: OTHER.public})
    for kind, what, by in (
        ("kind", held, other),
        ("other kind", held, key),
        ("kind", {**held, "number": 4}, key),
        ("kind", {**held, "more": None}, key),
        ("kind", SAID, key),
    ):
        with pytest.raises(NotSigned):
            verified(kind, what, by)


@pytest.mark.parametrize("environment", [{}, {SIGNING_VARIABLE: "", PUBLIC_VARIABLE: " "}])
def test_without_keys_nothing_is_signed_nor_looked_at(environment: Mapping[str, str]) -> None:
    assert signing_key(environment) is None and public_key(environment) is None
    assert signed("kind", SAID, None) == SAID
    assert verified("kind", SAID, None) == SAID


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({FORMER_VARIABLE: "k" * 32}, [FORMER_VARIABLE, "assistant models key", "assistant train"]),
        ({FORMER_VARIABLE: "k" * 32, **BOTH}, [FORMER_VARIABLE]),
        ({PUBLIC_VARIABLE: PAIR.signing}, [PUBLIC_VARIABLE, "pas une clé publique"]),
        ({SIGNING_VARIABLE: PAIR.public}, [SIGNING_VARIABLE, "pas une clé de signature"]),
        ({PUBLIC_VARIABLE: PAIR.public[:-4]}, [PUBLIC_VARIABLE]),
        ({PUBLIC_VARIABLE: "é" * 32}, [PUBLIC_VARIABLE]),
        ({SIGNING_VARIABLE: PAIR.signing[:-4]}, [SIGNING_VARIABLE]),
        ({SIGNING_VARIABLE: "k" * 32}, [SIGNING_VARIABLE]),
        ({PUBLIC_VARIABLE: X_PUBLIC}, [PUBLIC_VARIABLE]),
        ({SIGNING_VARIABLE: X_SIGNING}, [SIGNING_VARIABLE]),
        ({**BOTH, PUBLIC_VARIABLE: OTHER.public}, [PUBLIC_VARIABLE, SIGNING_VARIABLE]),
    ],
)
def test_a_key_that_cannot_be_used_is_named(
    environment: Mapping[str, str], names: list[str]
) -> None:
    for read in (signing_key, public_key):
        with pytest.raises(KeyRefused) as refusal:
            read(environment)
        assert all(name in str(refusal.value) for name in names)
        for secret in environment.values():
            assert secret not in str(refusal.value)


def test_who_can_only_verify_may_not_make_what_would_be_refused() -> None:
    with pytest.raises(KeyRefused, match=SIGNING_VARIABLE):
        signing_key({PUBLIC_VARIABLE: PAIR.public})


@pytest.mark.parametrize("name", [FORMER_VARIABLE, PUBLIC_VARIABLE])
def test_a_server_does_not_start_on_a_key_that_cannot_be_used(name: str) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        read_settings({name: "k" * 32})
    assert [line.partition(" ")[0] for line in refusal.value.lines] == [name]
    read_settings({PUBLIC_VARIABLE: PAIR.public})
