"""What a provider tells of a person beside the id token: the answer of its userinfo endpoint.

JSON, or a JWT that it signed (ProConnect). Either is believed only of the person that the id
token is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

# Signed with a key that only the provider has; never « none », never a shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
# How far the clocks of two machines may be apart.
LEEWAY_SECONDS = 60
SIGNED = "application/jwt"


def signed_by(keys: Any, token: str) -> jwt.Token:
    """A token that one of these keys signed.

    Raises:
        JoseError, ValueError, TypeError, KeyError: none did, or it is no token.
    """
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    return jwt.decode(token, KeySet.import_key_set(keys), registry=registry)


def claims_of(
    answer: requests.Response, keys: Any, issuer: str, client_id: str, subject: str
) -> Mapping[str, Any]:
    """What an answer says of a person.

    Args:
        keys: the provider's, as it gives them.
        subject: the person that the id token is about.

    Raises:
        JoseError, ValueError, TypeError, KeyError: it is not the provider's, not for us, or
            about somebody else.
    """
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    claims: Any = answer.json() if kind != SIGNED else _signed(answer.text, keys, issuer, client_id)
    if claims["sub"] != subject:
        raise ValueError("another person")
    return dict(claims)


def _signed(token: str, keys: Any, issuer: str, client_id: str) -> dict[str, Any]:
    claims = signed_by(keys, token.strip()).claims
    JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
    ).validate(claims)
    return claims
