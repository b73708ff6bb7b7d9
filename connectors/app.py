"""The channel of the mobile application."""

from __future__ import annotations

from typing import Any

import jwt
from sanic.request import Request

from bot.content.catalogue import Channel
from connectors.contract.errors import ApiError, Code, Unavailable
from connectors.conversation.tokens import bearer
from connectors.http.channel import ConnectorInput
from connectors.settings import Settings

LEEWAY_SECONDS = 30
MAX_NAME = 64


class AppInput(ConnectorInput):
    """Only an application whose back end signed a credential may open a session."""

    channel: Channel = "app"

    def admit(self, request: Request) -> str | None:
        return read_credential(request.headers.get("authorization"), self._settings)


def read_credential(authorization: str | None, chosen: Settings) -> str:
    """Check an application's credential.

    Args:
        authorization: the header that carries it.
        chosen: the keys, the algorithm and the audience it must be made for.

    Returns:
        The application's name and version, "name/version".

    Raises:
        ApiError: `credential_required`, `credential_invalid` or `credential_expired`.
        Unavailable: no key is set, so no application is known.
    """
    if not chosen.app_jwt_keys:
        raise Unavailable("no_app_key")
    token = bearer(authorization)
    if token is None:
        raise ApiError(Code.credential_required)
    claims = _claims(token, chosen)
    name, version = claims.get("app"), claims.get("version")
    for value in (name, version):
        if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME or not value.isprintable():
            raise ApiError(Code.credential_invalid)
    return f"{name}/{version}"


def _claims(token: str, chosen: Settings) -> dict[str, Any]:
    for key in chosen.app_jwt_keys:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[chosen.app_jwt_algorithm],
                audience=chosen.app_jwt_audience,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "aud", "app", "version"]},
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.ExpiredSignatureError:
            raise ApiError(Code.credential_expired) from None
        except (jwt.PyJWTError, ValueError):
            break
    raise ApiError(Code.credential_invalid)
