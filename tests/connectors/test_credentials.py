"""Who may open a session on the app channel."""

from __future__ import annotations

import hmac
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jwt.utils import base64url_encode
from pydantic import SecretStr

from clients.reference import application_credential
from connectors.app import read_credential
from connectors.contract.errors import ApiError, Code
from connectors.settings import Settings

# Tokens made when tests are collected must still hold when they are played.
FAR = 4_000_000_000
NEW, OLD, OTHER = "n" * 40, "o" * 40, "x" * 40
SETTINGS = Settings(
    secret_key=SecretStr("s" * 40),
    app_jwt_key=SecretStr(NEW),
    app_jwt_previous_key=SecretStr(OLD),
)


def signed(key: str = NEW, algorithm: str = "HS256", **changes: Any) -> str:
    claims = {
        "app": "caf",
        "version": "5.1",
        "aud": "assistant-mon-compte",
        "exp": FAR,
        **changes,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, key, algorithm=algorithm)


def refused(authorization: str | None) -> Code:
    with pytest.raises(ApiError) as error:
        read_credential(authorization, SETTINGS)
    return error.value.code


@pytest.mark.parametrize("key", [NEW, OLD])
def test_both_keys_are_known_while_they_rotate(key: str) -> None:
    token = application_credential(key, "caf-android", "5.1")
    assert read_credential(f"Bearer {token}", SETTINGS) == "caf-android/5.1"


def test_a_credential_is_required() -> None:
    assert refused(None) is Code.credential_required
    assert refused("Basic abc") is Code.credential_required


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        "a.b.c",
        signed(OTHER),
        signed(algorithm="HS512"),
        jwt.encode({"app": "caf", "version": "1"}, None, algorithm="none"),
        signed(aud="other"),
        signed(aud=None),
        signed(exp=None),
        signed(app=None),
        signed(version=None),
        signed(app=3),
        signed(app=""),
        signed(app="a" * 65),
        signed(version="1\n2"),
        signed(nbf=FAR),
    ],
)
def test_any_other_is_refused(token: str) -> None:
    assert refused(f"Bearer {token}") is Code.credential_invalid


def test_an_expired_one_says_so() -> None:
    assert refused(f"Bearer {signed(exp=int(time.time()) - 600)}") is Code.credential_expired


def test_without_a_key_no_application_is_known() -> None:
    with pytest.raises(ApiError) as error:
        read_credential(f"Bearer {signed()}", Settings(secret_key=SecretStr("s" * 40)))
    assert error.value.code is Code.unavailable


@pytest.mark.parametrize(
    ("algorithm", "private"),
    [
        ("RS256", rsa.generate_private_key(65537, 2048)),
        ("ES256", ec.generate_private_key(ec.SECP256R1())),
        ("EdDSA", ed25519.Ed25519PrivateKey.generate()),
    ],
)
def test_with_a_public_key_nobody_here_can_sign(algorithm: Any, private: Any) -> None:
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    chosen = Settings(
        secret_key=SecretStr("s" * 40),
        app_jwt_key=SecretStr(public.decode()),
        app_jwt_algorithm=algorithm,
    )
    token = application_credential(secret, "caf-ios", "5.2", algorithm=algorithm)
    assert read_credential(f"Bearer {token}", chosen) == "caf-ios/5.2"
    claims = {"app": "x", "version": "1", "aud": "assistant-mon-compte", "exp": FAR}
    # PyJWT itself refuses to sign with a public key: signed by hand, as a forger would.
    head, body = (
        base64url_encode(json.dumps(part).encode())
        for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    )
    signature = hmac.digest(public, head + b"." + body, "sha256")
    forged = b".".join((head, body, base64url_encode(signature))).decode()
    with pytest.raises(ApiError) as error:
        read_credential(f"Bearer {forged}", chosen)
    assert error.value.code is Code.credential_invalid
