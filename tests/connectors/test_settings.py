"""What an operator may set, and what is refused at start."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from pydantic import ValidationError

from connectors.settings import FORMER_NAMES, Settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)


def test_nothing_has_to_be_set() -> None:
    settings = Settings()
    assert settings.database_url.startswith("sqlite:///")
    assert settings.cors_origins == () and settings.trusted_proxies == ()
    assert settings.app_jwt_keys == []
    assert Settings().secret_key != settings.secret_key


def test_lists_and_keys_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1")
    monkeypatch.setenv("ASSISTANT_CORS_ORIGINS", "https://www.caf.fr,http://localhost:5100")
    monkeypatch.setenv("ASSISTANT_APP_JWT_KEY", "n" * 32)
    monkeypatch.setenv("ASSISTANT_APP_JWT_PREVIOUS_KEY", "o" * 32)
    settings = Settings()
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("192.0.2.1/32"))
    assert settings.cors_origins == ("https://www.caf.fr", "http://localhost:5100")
    assert settings.app_jwt_keys == ["n" * 32, "o" * 32]
    assert "n" * 32 not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("APP_JWT_KEY", "short"),
        ("APP_JWT_ALGORITHM", "none"),
        ("CORS_ORIGINS", "*"),
        ("CORS_ORIGINS", "https://www.caf.fr/page"),
        ("TRUSTED_PROXIES", "proxy"),
        ("RATE_CONVERSATION", "often"),
        ("APP_LINK_BASE", "javascript:alert(1)//"),
        ("APP_LINK_BASE", "http://www.caf.fr/"),
        ("CONVERSATION_IDLE_SECONDS", "0"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ASSISTANT_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize(("new", "old"), FORMER_NAMES.items())
def test_the_former_name_of_a_variable_is_read_after_the_new_one(
    monkeypatch: pytest.MonkeyPatch, new: str, old: str
) -> None:
    values = {"rate_conversation": ("1/minute", "2/minute")}
    first, second = values.get(new, (11, 12))
    monkeypatch.setenv(f"ASSISTANT_{old.upper()}", str(second))
    assert getattr(Settings(), new) == second
    monkeypatch.setenv(f"ASSISTANT_{new.upper()}", str(first))
    assert getattr(Settings(), new) == first
    assert getattr(Settings(**{new: second}), new) == second


def test_the_demonstration_has_a_key_and_an_app_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Settings().demo
    monkeypatch.setenv("ASSISTANT_DEMO", "true")
    settings = Settings()
    assert len(settings.app_jwt_keys) == 1
    assert settings.app_link_base == "cafmoncompte-demo://"
    monkeypatch.setenv("ASSISTANT_APP_JWT_KEY", "n" * 32)
    monkeypatch.setenv("ASSISTANT_APP_LINK_BASE", "cafmoncompte://")
    assert Settings().app_jwt_keys == ["n" * 32]
    assert Settings().app_link_base == "cafmoncompte://"
    monkeypatch.setenv("ASSISTANT_APP_JWT_ALGORITHM", "RS256")
    with pytest.raises(ValidationError):
        Settings()
