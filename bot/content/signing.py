"""Who may say what servers serve: one key signs, another can only verify.

Whoever trains or corrects holds the first. A server holds the second, with which nothing
can be signed: who breaks into it cannot make what the others would serve.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

SIGNING_VARIABLE = "ASSISTANT_ARCHIVE_SIGNING_KEY"
PUBLIC_VARIABLE = "ASSISTANT_ARCHIVE_PUBLIC_KEY"
# One secret that both signed and verified, until version 0.1.
FORMER_VARIABLE = "ASSISTANT_ARCHIVE_KEY"
SIGNATURE, FORMER_SIGNATURE = "ed25519", "signature"

SigningKey = Ed25519PrivateKey
PublicKey = Ed25519PublicKey


class KeyRefused(Exception):
    """A key of the environment cannot be used; the message says which and why, in French."""


class NotSigned(Exception):
    """What is read is not signed as it must be; the message says why, in French."""


class Pair(NamedTuple):
    """Two keys that belong together, each as its variable wants it."""

    signing: str
    public: str


def new_pair() -> Pair:
    """A pair that nobody else has."""
    key = Ed25519PrivateKey.generate()
    signing = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Pair(base64.b64encode(signing).decode(), base64.b64encode(public).decode())


def signing_key(environment: Mapping[str, str] = os.environ) -> SigningKey | None:
    """The key to sign with; None where nothing is signed.

    Raises:
        KeyRefused: a key cannot be used, or there is only the one that verifies.
    """
    signing, public = _keys(environment)
    if signing is None and public is not None:
        raise KeyRefused(
            f"{SIGNING_VARIABLE} : cette clé manque. Sans elle, ce qui est fait ici serait refusé."
        )
    return signing


def public_key(environment: Mapping[str, str] = os.environ) -> PublicKey | None:
    """The key to verify with; None where signatures are not looked at.

    Raises:
        KeyRefused: a key cannot be used.
    """
    signing, public = _keys(environment)
    return signing.public_key() if public is None and signing is not None else public


def signed(kind: str, said: Mapping[str, Any], key: SigningKey | None) -> dict[str, Any]:
    """What is said, with its signature; without a key, as it is.

    Args:
        kind: what it is; a signature of one kind is none of another.
    """
    if key is None:
        return dict(said)
    return {**said, SIGNATURE: key.sign(_spelled(kind, said)).hex()}


def verified(kind: str, held: Mapping[str, Any], key: PublicKey | None) -> dict[str, Any]:
    """What was said, without its signature.

    Raises:
        NotSigned: there is a key, and the signature is not its own.
    """
    said = {
        name: value for name, value in held.items() if name not in (SIGNATURE, FORMER_SIGNATURE)
    }
    if key is None:
        return said
    if SIGNATURE not in held:
        if FORMER_SIGNATURE in held:
            raise NotSigned(f"la signature est celle de l'ancienne clé, {FORMER_VARIABLE}")
        raise NotSigned("il manque la signature")
    try:
        key.verify(bytes.fromhex(held[SIGNATURE]), _spelled(kind, said))
    except (InvalidSignature, ValueError, TypeError):
        raise NotSigned("la signature n'est pas la bonne") from None
    return said


def _spelled(kind: str, said: Mapping[str, Any]) -> bytes:
    return f"{kind} {json.dumps(said, sort_keys=True)}".encode()


def _keys(environment: Mapping[str, str]) -> tuple[SigningKey | None, PublicKey | None]:
    if environment.get(FORMER_VARIABLE, "").strip():
        raise KeyRefused(
            f"{FORMER_VARIABLE} : cette clé ne sert plus. Faites une paire de clés "
            f"(assistant models key), donnez {PUBLIC_VARIABLE} aux serveurs, {SIGNING_VARIABLE} "
            "à l'atelier, puis entraînez de nouveau (assistant train)."
        )
    signing = _signing(environment.get(SIGNING_VARIABLE, "").strip())
    public = _public(environment.get(PUBLIC_VARIABLE, "").strip())
    if signing and public and signing.public_key().public_bytes_raw() != public.public_bytes_raw():
        raise KeyRefused(f"{PUBLIC_VARIABLE} : cette clé n'est pas celle de {SIGNING_VARIABLE}.")
    return signing, public


def _signing(text: str) -> SigningKey | None:
    if not text:
        return None
    try:
        key = load_der_private_key(base64.b64decode(text, validate=True), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(
            f"{SIGNING_VARIABLE} : ce n'est pas une clé de signature (assistant models key)."
        )
    return key


def _public(text: str) -> PublicKey | None:
    if not text:
        return None
    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(
            f"{PUBLIC_VARIABLE} : ce n'est pas une clé publique (assistant models key)."
        )
    return key
