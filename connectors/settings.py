"""What an operator may set, by environment variables that start with `ASSISTANT_`.

What they read of a value that cannot be used is French: it is the operator's first word.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal

import jwt
import structlog
from limits import parse_many
from pydantic import BaseSettings, Field, SecretStr, ValidationError, validator

from bot.content.faults import ContentError
from bot.content.folders import HOME
from bot.content.signing import KeyRefused, public_key
from connectors.notice import read_notice
from connectors.stores import checked_database, checked_redis
from connectors.traces.chosen import checked_address

PREFIX = "ASSISTANT_"
MIN_KEY_BYTES = 32
DEMO_LINK_BASE = "cafmoncompte-demo://"
# Variables that others read: `bot.content.signing`, `workbench.people.provider`, the tests.
OF_OTHERS = (
    *("ARCHIVE_KEY", "ARCHIVE_PUBLIC_KEY", "ARCHIVE_SIGNING_KEY"),
    *("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_EMAIL_VERIFIED"),
    "FAULTS",
)
# A proxy has an address or a small network; more would let anybody choose an address.
WIDEST = {4: 8, 6: 7}
# A conversation was called a session in the names of variables: those are read still.
FORMER_NAMES = {
    "conversation_idle_seconds": "session_idle_seconds",
    "conversation_max_turns": "session_max_turns",
    "rate_conversation": "rate_session",
}

Network = IPv4Network | IPv6Network

log = structlog.get_logger(__name__)


class SettingsRefused(Exception):
    """Settings that cannot be used: `lines` says why in French, one line a variable."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))


def _passing_secret() -> SecretStr:
    log.warning(
        "settings.secret_key_missing",
        hint="sans ASSISTANT_SECRET_KEY, les conversations finissent avec ce processus",
    )
    return SecretStr(secrets.token_urlsafe(MIN_KEY_BYTES))


class Settings(BaseSettings):
    """The connectors' settings.

    Lists are comma separated. A rate is written as the `limits` library reads it
    ("20/minute;200/hour"); an empty rate sets no limit.

    Raises:
        pydantic.ValidationError: when a value cannot be used.
    """

    # Serves the demonstration portal and phone too. First, because others depend on it.
    demo: bool = False

    database_url: str = f"sqlite:///{HOME / 'var' / 'assistant.db'}"
    redis_url: str | None = None
    # Where servers find archives: a folder that they share, or the database.
    archives: Literal["folder", "database"] = "folder"
    secret_key: SecretStr = Field(default_factory=_passing_secret)

    conversation_idle_seconds: int = Field(default=1800, gt=0, le=86_400)
    conversation_max_turns: int = Field(default=100, gt=0, le=1_000_000)
    feedback_days: int = Field(default=30, gt=0, le=3650)
    turn_timeout_seconds: float = Field(default=8.0, gt=0, le=600)
    notice_file: Path | None = None
    # Where traces are told, with the packages of the extra `tracing`.
    traces_url: str | None = None

    rate_conversation: str = "30/minute"
    rate_address: str = "600/minute"
    rate_openings: str = "120/minute"
    trusted_proxies: tuple[Network, ...] = ()
    cors_origins: tuple[str, ...] = ()

    app_jwt_algorithm: Literal["HS256", "RS256", "ES256", "EdDSA"] = "HS256"
    app_jwt_key: SecretStr | None = None
    app_jwt_previous_key: SecretStr | None = None
    app_jwt_audience: str = Field(default="assistant-mon-compte", min_length=1)
    app_link_base: str | None = None

    class Config:
        env_prefix = PREFIX
        fields = {  # noqa: RUF012
            new: {"env": [f"{PREFIX}{new.upper()}", f"{PREFIX}{old.upper()}"]}
            for new, old in FORMER_NAMES.items()
        }

        @classmethod
        def parse_env_var(cls, field_name: str, raw: str) -> Any:
            """Read a list; pydantic calls this for the fields that are not plain values."""
            return tuple(item.strip() for item in raw.split(",") if item.strip())

    @validator("database_url")
    def _database(cls, value: str) -> str:
        return checked_database(value)

    @validator("redis_url")
    def _redis(cls, value: str | None) -> str | None:
        return checked_redis(value) if value else None

    @validator("traces_url")
    def _collector(cls, value: str | None) -> str | None:
        return checked_address(value) if value else None

    @validator("notice_file")
    def _file(cls, value: Path | None) -> Path | None:
        if value is not None and (value.is_dir() or not value.parent.is_dir()):
            raise ValueError(f"{value} n'est pas un fichier, ou son dossier n'existe pas")
        if value is not None and value.exists():
            try:
                read_notice(value)
            except ContentError as error:
                raise ValueError("; ".join(map(str, error.faults))) from None
            except OSError as error:
                raise ValueError(f"{value} : {error.strerror}") from None
        return value

    @validator("trusted_proxies", pre=True, each_item=True)
    def _network(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            network = ip_network(value, strict=False)
        except ValueError:
            raise ValueError(
                f"« {value} » n'est pas une adresse IP, ni un réseau (10.0.0.0/8)"
            ) from None
        if network.prefixlen < WIDEST[network.version]:
            raise ValueError(f"« {value} » est trop large : n'importe qui pourrait se dire proxy")
        return network

    @validator("cors_origins", each_item=True)
    def _origin(cls, value: str) -> str:
        scheme, _, host = value.partition("://")
        if scheme not in ("https", "http") or not host or set(host) & set("/*?#@ "):
            raise ValueError(f"« {value} » : une origine s'écrit https://site[:port], sans chemin")
        return value

    @validator("rate_conversation", "rate_address", "rate_openings")
    def _rate(cls, value: str) -> str:
        try:
            parsed = parse_many(value) if value else []
        except ValueError:
            raise ValueError("une limite s'écrit 20/minute, ou 20/minute;200/hour") from None
        if any(limit.amount < 1 for limit in parsed):
            raise ValueError("une limite est d'au moins 1 ; laissez vide pour n'en avoir aucune")
        return value

    @validator("app_link_base")
    def _link_base(cls, value: str | None) -> str | None:
        scheme, mark, _ = (value or "").partition("://")
        refused = scheme.lower() in {"", "http", "javascript", "data", "vbscript", "file"}
        if value and (refused or not mark):
            raise ValueError("un lien commence par https:// ou par l'appli, cafmoncompte://")
        return value or None

    @validator("secret_key")
    def _long_secret(cls, value: SecretStr) -> SecretStr:
        _long_enough(value)
        return value

    @validator("app_jwt_algorithm")
    def _demo_algorithm(cls, value: str, values: dict[str, Any]) -> str:
        if values.get("demo") and value != "HS256":
            raise ValueError("la démonstration signe elle-même, avec HS256 seulement")
        return value

    @validator("app_jwt_key", "app_jwt_previous_key")
    def _usable_key(cls, value: SecretStr | None, values: dict[str, Any]) -> SecretStr | None:
        algorithm = values.get("app_jwt_algorithm")
        if value is None or algorithm is None:
            return value
        if algorithm == "HS256":
            _long_enough(value)
        try:
            key: Any = jwt.get_algorithm_by_name(algorithm).prepare_key(value.get_secret_value())
        except (jwt.PyJWTError, ValueError, TypeError, NotImplementedError):
            kind = "un secret" if algorithm == "HS256" else "une clé publique (PEM)"
            raise ValueError(f"ce n'est pas {kind} pour {algorithm}") from None
        if hasattr(key, "private_bytes"):
            raise ValueError(f"c'est une clé privée ; {algorithm} se vérifie avec la publique")
        return value

    @validator("app_jwt_key", always=True)
    def _demo_key(cls, value: SecretStr | None, values: dict[str, Any]) -> SecretStr | None:
        """The demonstration signs its own credentials."""
        if value is None and values.get("demo"):
            return SecretStr(secrets.token_urlsafe(MIN_KEY_BYTES))
        return value

    @validator("app_jwt_previous_key")
    def _after_a_key(cls, value: SecretStr | None, values: dict[str, Any]) -> SecretStr | None:
        if value is not None and values.get("app_jwt_key", ...) is None:
            raise ValueError("il y a une ancienne clé, mais pas ASSISTANT_APP_JWT_KEY")
        return value

    @validator("app_link_base", always=True)
    def _demo_link_base(cls, value: str | None, values: dict[str, Any]) -> str | None:
        return value or (DEMO_LINK_BASE if values.get("demo") else None)

    @property
    def app_jwt_keys(self) -> list[str]:
        """The keys an application credential may be signed with, newest first."""
        keys = (self.app_jwt_key, self.app_jwt_previous_key)
        return [key.get_secret_value() for key in keys if key is not None]


def read_settings(environment: Mapping[str, str] = os.environ, *, demo: bool = False) -> Settings:
    """The settings of this process.

    Args:
        environment: its variables; only their names are looked at here.
        demo: what the command line says, whatever the variable.

    Raises:
        SettingsRefused: a value cannot be used, or a variable does not exist.
    """
    refused = list(_unknown(environment))
    try:
        settings = Settings(demo=True) if demo else Settings()
    except ValidationError as error:
        refused += [_said(one) for one in error.errors()]
    try:
        public_key(environment)
    except KeyRefused as error:
        refused.append(str(error))
    if refused:
        raise SettingsRefused(refused)
    return settings


def setting(name: str) -> Any:
    """One setting alone, for who needs no other.

    Raises:
        SettingsRefused: its value cannot be used.
    """
    field = Settings.__fields__[name]
    given = os.environ.get(PREFIX + name.upper())
    value, error = field.validate(given or field.get_default(), {}, loc=name, cls=Settings)
    if error:
        raise SettingsRefused(map(_said, ValidationError([error], Settings).errors()))
    return value


@cache
def settings() -> Settings:
    """The settings of this process, read once; raises `SettingsRefused`."""
    return read_settings()


def _unknown(environment: Mapping[str, str]) -> Iterable[str]:
    ours = [name.upper() for name in Settings.__fields__]
    former = [name.upper() for name in FORMER_NAMES.values()]
    for name in sorted(environment):
        bare = name.upper().removeprefix(PREFIX)
        if bare == name.upper() or bare in (*ours, *former, *OF_OTHERS):
            continue
        near = get_close_matches(bare, ours, 1)
        hint = f" Vouliez-vous dire {PREFIX}{near[0]} ?" if near else ""
        yield f"{name} : ce réglage n'existe pas.{hint}"


_KINDS = {
    "type_error.integer": "un nombre entier est attendu",
    "type_error.float": "un nombre est attendu",
    "value_error.number.not_gt": "un nombre plus grand que {limit_value} est attendu",
    "value_error.number.not_le": "{limit_value} au plus",
    "value_error.const": "valeurs possibles : {permitted}",
    "value_error.any_str.min_length": "ce réglage est vide",
    "type_error.bool": "« true » ou « false » est attendu",
    "value_error.strictbool": "« true » ou « false » est attendu",
}


def _said(error: Any) -> str:
    """One line for what pydantic found."""
    name = PREFIX + str(error["loc"][0]).upper()
    facts = dict(error.get("ctx") or {})
    if "permitted" in facts:
        facts["permitted"] = ", ".join(facts["permitted"])
    known = _KINDS.get(error["type"])
    return f"{name} : {known.format(**facts) if known else error['msg']}."


def _long_enough(value: SecretStr) -> None:
    secret = value.get_secret_value()
    if not secret.strip():
        raise ValueError("ce secret est vide")
    if len(secret.encode("utf-8", "surrogateescape")) < MIN_KEY_BYTES:
        raise ValueError(f"ce secret est trop court : {MIN_KEY_BYTES} octets au moins")
