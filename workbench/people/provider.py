"""Signing in by OpenID Connect: the way to a provider, and who comes back from it.

The authorization code flow with PKCE, state and nonce. What comes back is an address that the
provider verified; whose account it opens is decided elsewhere.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hmac import compare_digest
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from workbench.errors import Refused
from workbench.people.userinfo import LEEWAY_SECONDS, claims_of, signed_by

PREFIX = "ASSISTANT_OIDC_"
NAMES = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
# That a provider gives no other addresses than verified ones, though it does not say so.
VERIFIED, ALWAYS = "EMAIL_VERIFIED", "always"
DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid email"
TIMEOUT_SECONDS = 5.0
# A cookie holds it.
LONGEST_WANTED = 500
_LOCAL = ("127.0.0.1", "localhost", "::1")
_STALE = "Cette connexion a expiré ou n'a pas commencé ici. Recommencez."
_UNFINISHED = "La connexion n'est pas allée au bout. Recommencez, ou entrez votre mot de passe."
_UNPROVEN = "Le service de connexion n'a pas prouvé qui vous êtes. Recommencez."
_NO_ADDRESS = (
    "Le service de connexion n'a pas donné votre adresse électronique."
    " Dites-le à la personne qui administre l'atelier."
)
_UNVERIFIED = "Le service de connexion n'a pas vérifié votre adresse électronique."

# What reading a token or an answer raises when it proves nothing.
UNPROVEN = (JoseError, ValueError, TypeError, KeyError)

log = structlog.get_logger(__name__)


class ProviderAway(Exception):
    """The provider does not answer, or not as it should."""


class Passage(NamedTuple):
    """What a browser keeps while it is at the provider; `wanted` is the page to come back to."""

    state: str
    nonce: str
    verifier: str
    wanted: str

    def packed(self) -> str:
        """As a cookie holds it."""
        return base64.urlsafe_b64encode(json.dumps(self).encode()).decode().rstrip("=")

    @classmethod
    def unpacked(cls, cookie: str | None) -> Passage | None:
        """What `packed` made, or None when it is something else."""
        try:
            held = json.loads(base64.urlsafe_b64decode(f"{cookie or ''}==="))
        except (ValueError, RecursionError):
            return None
        whole = isinstance(held, list) and len(held) == len(cls._fields)
        return cls(*held) if whole and all(isinstance(one, str) for one in held) else None


class Provider:
    """A provider, as this workbench is known to it."""

    def __init__(
        self, issuer: str, client_id: str, client_secret: str, always_verified: bool = False
    ) -> None:
        """Args:
        always_verified: an address of which it does not say if it was verified was.
        """
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._always_verified = always_verified

    @property
    def name(self) -> str:
        """The machine that it is on, for people."""
        return urlsplit(self._issuer).hostname or ""

    def begin(self, back: str, wanted: str) -> tuple[str, Passage]:
        """Where to send a browser, and what it has to bring back.

        Args:
            back: the address to come back to.
            wanted: the page that was asked for.

        Raises:
            ProviderAway: the provider cannot be asked.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        passage = Passage(state, nonce, verifier, wanted[:LONGEST_WANTED])
        with self._session() as session:
            described = self._described(session)
            address, _ = session.create_authorization_url(
                described["authorization_endpoint"],
                redirect_uri=back,
                state=passage.state,
                nonce=passage.nonce,
                code_verifier=passage.verifier,
            )
        return address, passage

    def arrive(self, back: str, passage: Passage | None, answer: Mapping[str, str]) -> str:
        """The verified address of whoever comes back.

        Args:
            back: the address that was given to `begin`.
            passage: what the browser kept.
            answer: what the provider had it bring.

        Raises:
            Refused: it proves nothing, for a reason in French.
            ProviderAway: the provider cannot be asked.
        """
        if passage is None or not _same(answer.get("state", ""), passage.state):
            raise Refused(_STALE)
        if "error" in answer or not answer.get("code"):
            raise Refused(_UNFINISHED)
        # Another provider may not hand over its codes here (RFC 9207).
        if answer.get("iss", self._issuer) != self._issuer:
            raise Refused(_UNPROVEN)
        with self._session() as session:
            described = self._described(session)
            token = self._token(session, described, back, passage, answer["code"])
            keys = _asked(session, described["jwks_uri"])
            claims = self._proven(token, keys, passage.nonce)
            if not {"email", "email_verified"} <= claims.keys():
                claims = {**claims, **self._apart(session, described, keys, claims["sub"])}
        address = claims.get("email")
        if not isinstance(address, str):
            raise Refused(_NO_ADDRESS)
        if claims.get("email_verified", self._always_verified) is not True:
            raise Refused(_UNVERIFIED)
        return address

    def _apart(
        self, session: OAuth2Session, described: Any, keys: Any, subject: str
    ) -> Mapping[str, Any]:
        """What the provider says of the person at an address of its own, if it has one."""
        address = described.get("userinfo_endpoint")
        if address is None:
            return {}
        answer = session.get(address, allow_redirects=False)
        answer.raise_for_status()
        try:
            return claims_of(answer, keys, self._issuer, self._client_id, subject)
        except UNPROVEN as error:
            raise _unproven(error) from None

    def _token(
        self, session: OAuth2Session, described: Any, back: str, passage: Passage, code: str
    ) -> Any:
        methods = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" not in methods:
            session.token_endpoint_auth_method = "client_secret_post"
        try:
            return session.fetch_token(
                described["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                redirect_uri=back,
                code_verifier=passage.verifier,
                allow_redirects=False,
            )
        except OAuthError as error:
            # A code that was used, or settings that the provider does not know.
            log.warning("provider.refused", error=error.error)
            raise Refused(_STALE) from None

    def _proven(self, token: Any, keys: Any, nonce: str) -> Mapping[str, Any]:
        """What the provider says of the person, if it is the one who says so, now and to us."""
        options: Any = {
            "iss": {"essential": True, "value": self._issuer},
            "aud": {"essential": True, "value": self._client_id},
        }
        known = {
            "nonce": nonce,
            "client_id": self._client_id,
            "access_token": token.get("access_token"),
        }
        try:
            read = signed_by(keys, str(token.get("id_token")))
            claims = CodeIDToken(read.claims, read.header, options, known)
            claims.validate(leeway=LEEWAY_SECONDS)
        except UNPROVEN as error:
            raise _unproven(error) from None
        return claims

    @contextmanager
    def _session(self) -> Iterator[OAuth2Session]:
        try:
            with OAuth2Session(
                self._client_id,
                self._client_secret,
                scope=SCOPE,
                code_challenge_method="S256",
                default_timeout=TIMEOUT_SECONDS,
            ) as session:
                yield session
        except (requests.RequestException, OAuthError, ValueError, KeyError, TypeError) as error:
            log.warning("provider.away", error=type(error).__name__)
            raise ProviderAway from error

    def _described(self, session: OAuth2Session) -> Any:
        """What the provider says of itself; its addresses are as well guarded as its name."""
        described = _asked(session, self._issuer.rstrip("/") + DISCOVERY)
        scheme = urlsplit(self._issuer).scheme
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if described["issuer"] != self._issuer:
            raise ValueError("another issuer")
        addresses = [described[name] for name in names]
        addresses += [described[name] for name in ("userinfo_endpoint",) if name in described]
        if any(urlsplit(str(address)).scheme != scheme for address in addresses):
            raise ValueError("an address that is less guarded")
        return described


def read_provider(environment: Mapping[str, str] = os.environ) -> Provider | None:
    """The provider of the settings, or None when none is set.

    Raises:
        Refused: they cannot be used, with one line in French.
    """
    found = {name: environment.get(PREFIX + name, "").strip() for name in NAMES}
    missing = [PREFIX + name for name, value in found.items() if not value]
    if len(missing) == len(NAMES):
        return None
    if missing:
        raise Refused(f"{' et '.join(missing)} : il manque. Ces trois réglages vont ensemble.")
    parts = urlsplit(found["ISSUER"])
    guarded = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not guarded or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Refused(
            f"{PREFIX}ISSUER : une adresse est attendue, comme https://connexion.exemple.fr."
        )
    verified = environment.get(PREFIX + VERIFIED, "").strip()
    if verified not in ("", ALWAYS):
        raise Refused(f"{PREFIX}{VERIFIED} : « {ALWAYS} » est attendu, ou rien.")
    return Provider(found["ISSUER"], found["CLIENT_ID"], found["CLIENT_SECRET"], verified == ALWAYS)


def _unproven(error: Exception) -> Refused:
    log.warning("provider.unproven", error=type(error).__name__)
    return Refused(_UNPROVEN)


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())


def _asked(session: OAuth2Session, address: str) -> Any:
    answer = session.get(address, withhold_token=True, allow_redirects=False)
    answer.raise_for_status()
    return answer.json()
