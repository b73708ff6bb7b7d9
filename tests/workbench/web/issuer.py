"""A provider of OpenID Connect as a process: Authlib's server side over HTTP, with real keys.

It takes whoever comes for the person it was told of (POST /personne), and can be told to go
wrong in one way or another; everything else is checked as a provider does: the client, its
secret, where it sends people back to, PKCE, and that a code is used once.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.models import AuthorizationCodeMixin
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "atelier", "le secret de l'atelier"
_PATHS = {
    "authorization_endpoint": "/authorize",
    "token_endpoint": "/token",
    "jwks_uri": "/jwks",
    "userinfo_endpoint": "/userinfo",
}


class Client(ClientMixin):
    """The workbench, as the provider knows it."""

    def __init__(self, backs: Sequence[str]) -> None:
        self._backs = backs

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self._backs

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given out."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())


@dataclass
class Told:
    """What the provider was told.

    `claims` are those of the person, over those that are right; None takes one away. `signed`
    is who signs: the provider, or it in another way (« otherwise »), a stranger, nobody, or the
    client's own secret. `described`
    changes what it says of itself; `refuses` has it send people back with an error, and `asks`
    has it show a page of its own first. `apart` are the claims that only its userinfo gives, as
    JSON or, where `apart_signed` says by whom, as a JWT.
    """

    claims: dict[str, Any] = field(default_factory=dict)
    signed: str = "provider"
    described: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False
    asks: bool = False
    apart: dict[str, Any] = field(default_factory=dict)
    apart_signed: str = ""


class Asked(OAuth2Request):
    """A request as Authlib wants it."""

    def __init__(self, method: str, uri: str, values: dict[str, str], headers: Any) -> None:
        super().__init__(method, uri, headers=headers)
        self.payload = BasicOAuth2Payload(values)

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data


class Issuer(AuthorizationServer):
    """The provider itself."""

    def __init__(self, url: str, backs: Sequence[str]) -> None:
        super().__init__()
        self.url = url
        self.told = Told()
        self.codes: dict[str, Code] = {}
        self.tokens: set[str] = set()
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self._client = Client(backs)
        issuer = self

        class Codes(AuthorizationCodeGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

            def save_authorization_code(self, code: str, request: Any) -> None:
                asked = request.payload.data
                issuer.codes[code] = Code(
                    code,
                    asked["redirect_uri"],
                    request.scope,
                    asked.get("nonce", ""),
                    asked.get("code_challenge"),
                    asked.get("code_challenge_method"),
                )

            def query_authorization_code(self, code: str, client: Any) -> Code | None:
                return issuer.codes.get(code)

            def delete_authorization_code(self, authorization_code: Code) -> None:
                del issuer.codes[authorization_code.code]

            def authenticate_user(self, authorization_code: Code) -> str:
                return "somebody"

        class Tokens(OpenIDCode):
            def exists_nonce(self, nonce: str, request: Any) -> bool:
                return any(one.nonce == nonce for one in issuer.codes.values())

            def get_client_claims(self, client: Any) -> dict[str, Any]:
                return {"iss": issuer.url, "aud": [CLIENT_ID]}

            def generate_user_info(self, user: str, scope: str) -> dict[str, Any]:
                return {"sub": user}

            def encode_id_token(self, token: Any, request: Any) -> str:
                whole = super().encode_id_token(token, request)
                return issuer.signed(jwt.decode(whole, issuer.key).claims)

            def resolve_client_private_key(self, client: Any) -> RSAKey:
                return issuer.key

        self.register_grant(Codes, [Tokens(require_nonce=True), CodeChallenge(required=True)])
        self.register_token_generator(
            "default", BearerTokenGenerator(lambda **_: os.urandom(16).hex()).generate
        )

    def signed(self, claims: dict[str, Any]) -> str:
        """An id token with the claims that were told of."""
        return self._token(_over(claims, self.told.claims), self.told.signed)

    def userinfo(self, authorization: str) -> tuple[int, Any, dict[str, str]]:
        """What is said of the person whose access token this is."""
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or token not in self.tokens:
            return 401, {"error": "invalid_token"}, {}
        told = self.told
        claims = {"sub": "somebody", "iss": self.url, "aud": CLIENT_ID, "iat": int(time.time())}
        if told.apart_signed:
            token = self._token(_over(claims, told.apart), told.apart_signed)
            return 200, token, {"content-type": "application/jwt; charset=utf-8"}
        return 200, _over({"sub": claims["sub"]}, told.apart), {"content-type": "application/json"}

    def _token(self, whole: dict[str, Any], signed: str) -> str:
        if signed == "nobody":
            head = {"alg": "none"}
            return jwt.encode(head, whole, OctKey.import_key("-"), algorithms=["none"])
        if signed == "secret":
            return jwt.encode({"alg": "HS256"}, whole, OctKey.import_key(CLIENT_SECRET))
        if signed == "otherwise":
            head = {"alg": "PS256", "kid": "one"}
            return jwt.encode(head, whole, self.key, algorithms=["PS256"])
        strange = RSAKey.generate_key(2048, {"kid": "one"})
        key = strange if signed == "stranger" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, whole, key)

    def description(self) -> dict[str, Any]:
        addresses = {name: self.url + path for name, path in _PATHS.items()}
        return _over({"issuer": self.url, **addresses}, self.told.described)

    def authorize(self, asked: Asked) -> Any:
        """Sign in whoever comes, who is asked nothing."""
        grant = self.get_consent_grant(asked, "somebody")
        who = None if self.told.refuses else "somebody"
        return self.create_authorization_response(asked, who, grant)

    def query_client(self, client_id: str) -> Client | None:
        return self._client if client_id == CLIENT_ID else None

    def save_token(self, token: Any, request: Any) -> None:
        self.tokens.add(token["access_token"])

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Asked) -> Asked:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> tuple[int, Any, Any]:
        return status, body, headers


def _over(claims: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """The right ones, and what was told over them; None takes one away."""
    return {name: value for name, value in {**claims, **told}.items() if value is not None}


class Handler(BaseHTTPRequestHandler):
    """HTTP in, HTTP out."""

    issuer: Issuer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._answer(200, self.issuer.description())
        elif parts.path == "/jwks":
            self._answer(200, {"keys": [self.issuer.key.as_dict(private=False)]})
        elif parts.path == "/userinfo":
            self._answer(*self.issuer.userinfo(self.headers.get("authorization", "")))
        elif parts.path == "/authorize" and self.issuer.told.asks:
            self.issuer.told.asks = False
            self._page(f'<a href="{escape(self.path)}">C’est moi</a>')
        elif parts.path == "/authorize":
            self._answer(*self.issuer.authorize(self._asked(parts.query)))
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        if self.path == "/personne":
            self.issuer.told = Told(**json.loads(body))
            self._answer(200, {})
        else:
            self._answer(*self.issuer.create_token_response(self._asked(body)))

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def _asked(self, query: str) -> Asked:
        uri = f"{self.issuer.url}{self.path}"
        return Asked(self.command, uri, dict(parse_qsl(query)), self.headers)

    def _page(self, html: str) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(html.encode())

    def _answer(self, status: int, body: Any, headers: Any = ()) -> None:
        sent = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in dict(headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


if __name__ == "__main__":
    port = int(sys.argv[1])
    Handler.issuer = Issuer(f"http://127.0.0.1:{port}", sys.argv[2:])
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
