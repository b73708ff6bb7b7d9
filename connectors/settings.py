"""What an operator may set, by environment variables that start with `ASSISTANT_`."""

from __future__ import annotations

import secrets
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal

import structlog
from limits import parse_many
from pydantic import BaseSettings, Field, SecretStr, validator

PROJECT_ROOT = Path(__file__).resolve().parents[1]
MIN_KEY_BYTES = 32
DEMO_LINK_BASE = "cafmoncompte-demo://"
FORMER_NAMES = {
    "conversation_idle_seconds": "session_idle_seconds",
    "conversation_max_turns": "session_max_turns",
    "rate_conversation": "rate_session",
}

Network = IPv4Network | IPv6Network

log = structlog.get_logger(__name__)


def _passing_secret() -> SecretStr:
    log.warning(
        "settings.secret_key_missing",
        hint="set ASSISTANT_SECRET_KEY: without it, sessions end with this process",
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

    database_url: str = f"sqlite:///{PROJECT_ROOT / 'var' / 'assistant.db'}"
    redis_url: str | None = None
    secret_key: SecretStr = Field(default_factory=_passing_secret)

    conversation_idle_seconds: int = Field(default=1800, gt=0)
    conversation_max_turns: int = Field(default=100, gt=0)
    feedback_days: int = Field(default=30, gt=0)
    turn_timeout_seconds: float = Field(default=8.0, gt=0)
    notice_file: Path | None = None

    rate_conversation: str = "30/minute"
    rate_address: str = "600/minute"
    rate_openings: str = "120/minute"
    trusted_proxies: tuple[Network, ...] = ()
    cors_origins: tuple[str, ...] = ()

    app_jwt_key: SecretStr | None = None
    app_jwt_previous_key: SecretStr | None = None
    app_jwt_algorithm: Literal["HS256", "RS256", "ES256", "EdDSA"] = "HS256"
    app_jwt_audience: str = "assistant-mon-compte"
    app_link_base: str | None = None

    class Config:
        env_prefix = "ASSISTANT_"
        # A conversation was called a session in the names of variables: those are read still.
        fields = {  # noqa: RUF012
            new: {"env": [f"ASSISTANT_{new.upper()}", f"ASSISTANT_{old.upper()}"]}
            for new, old in FORMER_NAMES.items()
        }

        @classmethod
        def parse_env_var(cls, field_name: str, raw: str) -> Any:
            """Read a list; pydantic calls this for the fields that are not plain values."""
            return tuple(item.strip() for item in raw.split(",") if item.strip())

    @validator("trusted_proxies", pre=True, each_item=True)
    def _network(cls, value: Any) -> Any:
        return ip_network(value, strict=False) if isinstance(value, str) else value

    @validator("cors_origins", each_item=True)
    def _origin(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")) or value.count("/") != 2:
            raise ValueError("an origin is written https://host[:port], without a path")
        return value

    @validator("rate_conversation", "rate_address", "rate_openings")
    def _rate(cls, value: str) -> str:
        if value:
            parse_many(value)
        return value

    @validator("app_link_base")
    def _link_base(cls, value: str | None) -> str | None:
        scheme, mark, _ = (value or "").partition("://")
        refused = scheme.lower() in {"", "http", "javascript", "data", "vbscript", "file"}
        if value and (refused or not mark):
            raise ValueError("https:// or the app's own scheme, such as cafmoncompte://")
        return value or None

    @validator("app_jwt_key", "app_jwt_previous_key", "secret_key")
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < MIN_KEY_BYTES:
            raise ValueError(f"a key has at least {MIN_KEY_BYTES} bytes")
        return value

    @validator("app_jwt_key", always=True)
    def _demo_key(cls, value: SecretStr | None, values: dict[str, Any]) -> SecretStr | None:
        """The demonstration signs its own credentials."""
        if value is None and values.get("demo"):
            return SecretStr(secrets.token_urlsafe(MIN_KEY_BYTES))
        return value

    @validator("app_jwt_algorithm")
    def _demo_algorithm(cls, value: str, values: dict[str, Any]) -> str:
        if values.get("demo") and value != "HS256":
            raise ValueError("the demonstration signs its own credentials, with HS256 only")
        return value

    @validator("app_link_base", always=True)
    def _demo_link_base(cls, value: str | None, values: dict[str, Any]) -> str | None:
        return value or (DEMO_LINK_BASE if values.get("demo") else None)

    @property
    def app_jwt_keys(self) -> list[str]:
        """The keys an application credential may be signed with, newest first."""
        keys = (self.app_jwt_key, self.app_jwt_previous_key)
        return [key.get_secret_value() for key in keys if key is not None]


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
