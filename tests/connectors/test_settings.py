"""What an operator may set, and what is refused at start, each in one French line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from connectors.settings import FORMER_NAMES, Settings, SettingsRefused, read_settings

ROOT = Path(__file__).parents[2]
KEY = "n0ne of the keys that anybody has"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)


def test_nothing_has_to_be_set() -> None:
    settings = read_settings()
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


@cache
def pem(*, private: bool = False) -> str:
    key = rsa.generate_private_key(65537, 2048)
    if private:
        made = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    else:
        made = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return made.decode()


NOTICES = {
    "upside_down.yml": "text: Panne.\nfrom: 2026-12-01 12:00\nto: 2026-12-01 08:00\n",
    "no_date.yml": "text: Panne.\nfrom: demain\nto: 2026-12-01 08:00\n",
    "no_notice.yml": "- Panne\n",
    "long.yml": f"text: {'a' * 201}\nfrom: 2026-12-01 08:00\nto: 2026-12-01 12:00\n",
    "latin.yml": "text: Été\nfrom: 2026-12-01 08:00\nto: 2026-12-01 12:00\n",
}
# The settings by name without prefix, and what the one line says.
REFUSED: list[tuple[dict[str, str], str]] = [
    ({"SECRET_KEY": ""}, "SECRET_KEY : ce secret est vide."),
    ({"SECRET_KEY": " " * 40}, "SECRET_KEY : ce secret est vide."),
    ({"SECRET_KEY": "short"}, "SECRET_KEY : ce secret est trop court : 32 octets au moins."),
    ({"APP_JWT_KEY": ""}, "APP_JWT_KEY : ce secret est vide."),
    ({"APP_JWT_KEY": "short"}, "APP_JWT_KEY : ce secret est trop court"),
    ({"APP_JWT_PREVIOUS_KEY": KEY}, "il y a une ancienne clé, mais pas"),
    ({"APP_JWT_ALGORITHM": "none"}, "valeurs possibles : HS256, RS256, ES256, EdDSA"),
    ({"APP_JWT_ALGORITHM": "hs256"}, "valeurs possibles : HS256"),
    ({"APP_JWT_ALGORITHM": "RS256", "APP_JWT_KEY": KEY}, "pas une clé publique (PEM) pour RS256"),
    ({"APP_JWT_ALGORITHM": "ES256", "APP_JWT_KEY": pem()}, "pas une clé publique (PEM) pour ES256"),
    ({"APP_JWT_ALGORITHM": "EdDSA", "APP_JWT_KEY": pem()}, "pas une clé publique (PEM) pour EdDSA"),
    ({"APP_JWT_ALGORITHM": "RS256", "APP_JWT_KEY": pem()[:-60]}, "pas une clé publique (PEM)"),
    ({"APP_JWT_ALGORITHM": "RS256", "APP_JWT_KEY": pem(private=True)}, "c'est une clé privée"),
    ({"APP_JWT_KEY": pem()}, "ce n'est pas un secret pour HS256"),
    ({"APP_JWT_AUDIENCE": ""}, "APP_JWT_AUDIENCE : ce réglage est vide."),
    ({"DATABASE_URL": "banana"}, "DATABASE_URL : une adresse de base de données est attendue"),
    ({"DATABASE_URL": ""}, "DATABASE_URL : une adresse de base de données est attendue"),
    ({"DATABASE_URL": "banana://a/b"}, "seules SQLite (sqlite:///…) et PostgreSQL"),
    ({"DATABASE_URL": "mysql://a/b"}, "seules SQLite (sqlite:///…) et PostgreSQL"),
    ({"DATABASE_URL": "postgresql://127.0.0.1"}, "il manque le nom de la base"),
    ({"DATABASE_URL": "sqlite:////proc/assistant.db"}, "on ne peut pas écrire dans /proc"),
    ({"DATABASE_URL": "sqlite:////proc/a/b/assistant.db"}, "on ne peut pas écrire dans /proc"),
    ({"DATABASE_URL": "sqlite:////etc/hostname/a.db"}, "on ne peut pas écrire dans /etc/hostname"),
    ({"DATABASE_URL": "sqlite:////tmp"}, "/tmp est un dossier"),
    ({"DATABASE_URL": "postgresql://h:banana/x"}, "le port est un nombre de 1 à 65535"),
    ({"DATABASE_URL": "postgresql://h:/x"}, "le port est un nombre de 1 à 65535"),
    ({"DATABASE_URL": "postgresql://h:99999/x"}, "le port est un nombre de 1 à 65535"),
    ({"DATABASE_URL": "postgresql+asyncpg://h/x"}, "le pilote « asyncpg » ne va pas ; écrivez"),
    ({"DATABASE_URL": "postgresql+banana://h/x"}, "le pilote « banana » ne va pas ; écrivez"),
    ({"DATABASE_URL": "sqlite+aiosqlite:///x.db"}, "le pilote « aiosqlite » ne va pas ; écrivez"),
    ({"DATABASE_URL": "sqlite://x.db"}, "le chemin d'une base SQLite suit trois barres"),
    ({"DATABASE_URL": "sqlite:///x.db?timeout=banana"}, "une option de cette adresse SQLite"),
    ({"DATABASE_URL": "postgresql://h/x?banana=1"}, "PostgreSQL n'a pas d'option « banana »"),
    ({"DATABASE_URL": "postgresql://h/x?sslmode=banana"}, "sslmode ; valeurs possibles : disable"),
    ({"DATABASE_URL": "postgresql://h/x?target_session_attrs=b"}, "valeurs possibles : any"),
    ({"REDIS_URL": "redis://h:banana"}, "ne va pas ; écrivez redis://machine:6379/0."),
    ({"REDIS_URL": "redis://h:99999"}, "ne va pas ; écrivez redis://machine:6379/0."),
    ({"REDIS_URL": "redis://h/banana"}, "ne va pas ; écrivez redis://machine:6379/0."),
    ({"REDIS_URL": "redis://h?banana=1"}, "ne va pas ; écrivez redis://machine:6379/0."),
    ({"REDIS_URL": "rediss://h?ssl_cert_reqs=banana"}, "écrivez rediss://machine:6379/0."),
    ({"REDIS_URL": "unix:///tmp/redis.sock"}, "une prise locale s'écrit redis+unix:///chemin."),
    ({"REDIS_URL": "unix://"}, "une prise locale s'écrit redis+unix:///chemin."),
    ({"REDIS_URL": "redis+unix://"}, "ne va pas ; écrivez redis+unix:///chemin."),
    ({"REDIS_URL": "banana"}, "REDIS_URL : une adresse de Redis est attendue"),
    ({"REDIS_URL": "http://127.0.0.1:6379"}, "REDIS_URL : une adresse de Redis est attendue"),
    ({"TRACES_URL": "banana"}, "TRACES_URL : une adresse est attendue : http://collecteur:4318"),
    ({"TRACES_URL": "grpc://collecteur:4317/v1/traces"}, "TRACES_URL : une adresse est attendue"),
    ({"TRACES_URL": "http://collecteur:4318"}, "une adresse est attendue : http://"),
    ({"TRACES_URL": "http://moi:mot@collecteur/v1/traces"}, "une adresse est attendue : http://"),
    ({"TRACES_URL": "http://collecteur:99999/v1/traces"}, "une adresse est attendue : http://"),
    ({"TRUSTED_PROXIES": "0.0.0.0/0"}, "« 0.0.0.0/0 » est trop large"),
    ({"TRUSTED_PROXIES": "10.0.0.1, ::/0"}, "« ::/0 » est trop large"),
    ({"TRUSTED_PROXIES": "128.0.0.0/1"}, "« 128.0.0.0/1 » est trop large"),
    ({"TRUSTED_PROXIES": "proxy"}, "« proxy » n'est pas une adresse IP"),
    ({"TRUSTED_PROXIES": "10.0.0.0/33"}, "« 10.0.0.0/33 » n'est pas une adresse IP"),
    ({"CORS_ORIGINS": "*"}, "« * » : une origine s'écrit https://site[:port]"),
    ({"CORS_ORIGINS": "https://www.caf.fr/page"}, "une origine s'écrit"),
    ({"CORS_ORIGINS": "https://*.caf.fr"}, "une origine s'écrit"),
    ({"CORS_ORIGINS": "https://"}, "une origine s'écrit"),
    ({"CORS_ORIGINS": "www.caf.fr"}, "une origine s'écrit"),
    ({"RATE_CONVERSATION": "often"}, "RATE_CONVERSATION : une limite s'écrit 20/minute"),
    ({"RATE_ADDRESS": "20/fortnight"}, "RATE_ADDRESS : une limite s'écrit"),
    ({"RATE_OPENINGS": "0/minute"}, "RATE_OPENINGS : une limite est d'au moins 1"),
    ({"CONVERSATION_IDLE_SECONDS": "0"}, "un nombre plus grand que 0 est attendu"),
    ({"CONVERSATION_IDLE_SECONDS": "-5"}, "un nombre plus grand que 0 est attendu"),
    ({"CONVERSATION_IDLE_SECONDS": "999999999"}, "86400 au plus"),
    ({"CONVERSATION_MAX_TURNS": "cent"}, "CONVERSATION_MAX_TURNS : un nombre entier est attendu."),
    ({"CONVERSATION_MAX_TURNS": "1.5"}, "un nombre entier est attendu"),
    ({"FEEDBACK_DAYS": "100000"}, "3650 au plus"),
    ({"TURN_TIMEOUT_SECONDS": "soon"}, "TURN_TIMEOUT_SECONDS : un nombre est attendu."),
    ({"TURN_TIMEOUT_SECONDS": "nan"}, "un nombre plus grand que 0 est attendu"),
    ({"TURN_TIMEOUT_SECONDS": "inf"}, "600 au plus"),
    ({"DEMO": "peut-être"}, "DEMO : « true » ou « false » est attendu."),
    ({"DEMO": "1", "APP_JWT_ALGORITHM": "RS256"}, "la démonstration signe elle-même"),
    ({"APP_LINK_BASE": "javascript:alert(1)//"}, "un lien commence par https://"),
    ({"APP_LINK_BASE": "http://www.caf.fr/"}, "un lien commence par https://"),
    ({"APP_LINK_BASE": "cafmoncompte"}, "un lien commence par https://"),
    ({"NOTICE_FILE": "upside_down.yml"}, "upside_down.yml:3 : la fin est avant le début."),
    ({"NOTICE_FILE": "no_date.yml"}, "no_date.yml:2 : « from » est une date et une heure"),
    ({"NOTICE_FILE": "no_notice.yml"}, "no_notice.yml:1 : il faut text, from, to"),
    ({"NOTICE_FILE": "long.yml"}, "long.yml:1 : « text » est une phrase de 200 caractères"),
    ({"NOTICE_FILE": "latin.yml"}, "latin.yml:1 : ce fichier n'est pas en UTF-8"),
    ({"NOTICE_FILE": "nowhere/avis.yml"}, "n'est pas un fichier, ou son dossier n'existe pas"),
    ({"NOTICE_FILE": "/tmp"}, "/tmp n'est pas un fichier"),
    ({"DATABSE_URL": "a"}, "ce réglage n'existe pas. Vouliez-vous dire ASSISTANT_DATABASE_URL ?"),
    ({"RATE_CONVERSATIONS": "a"}, "n'existe pas. Vouliez-vous dire ASSISTANT_RATE_CONVERSATION ?"),
    ({"SECRET": KEY}, "n'existe pas. Vouliez-vous dire ASSISTANT_SECRET_KEY ?"),
    ({"TRUSTED_PROXY": "10.0.0.1"}, "Vouliez-vous dire ASSISTANT_TRUSTED_PROXIES ?"),
    ({"XYZ": "a"}, "ASSISTANT_XYZ : ce réglage n'existe pas."),
]


LATER = {"APP_JWT_ALGORITHM", "APP_JWT_PREVIOUS_KEY"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the notices are, as the working folder."""
    for name, text in NOTICES.items():
        encoding = "latin-1" if name.startswith("latin") else "utf-8"
        (tmp_path / name).write_text(text, encoding=encoding)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("chosen", "line"), REFUSED, ids=lambda value: str(value)[:60])
def test_a_setting_that_cannot_be_used_is_refused_in_one_french_line(
    monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str], line: str
) -> None:
    for name, value in chosen.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", value)
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    [said] = refused.value.lines
    assert line in said
    assert re.match(r"ASSISTANT_[A-Z_]+ : ", said) and "\n" not in said
    for secret in (KEY, "PRIVATE KEY", "PUBLIC KEY"):
        assert secret not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://u:p%2Fw@h:5433/x?sslmode=verify-full&sslrootcert=/etc/ca"),
        ("DATABASE_URL", "postgresql+psycopg2:///x?host=/var/run/postgresql"),
        ("DATABASE_URL", "postgresql://h/x?options=-c%20search_path%3Dcaf&application_name=caf"),
        ("DATABASE_URL", "sqlite+pysqlite:///x.db"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://u:p%40w@h:6380/3"),
        ("REDIS_URL", "rediss://h:6379/0?ssl_cert_reqs=none"),
        ("REDIS_URL", "redis+unix:///run/redis.sock?db=2"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_addresses_of_stores_that_can_be_used(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ASSISTANT_{name}", value)
    assert getattr(read_settings(), name.lower()) == value


def test_traces_are_refused_without_the_packages_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_TRACES_URL", "http://127.0.0.1:4318/v1/traces")
    assert read_settings().traces_url == "http://127.0.0.1:4318/v1/traces"
    # Where packages are looked for.
    monkeypatch.setattr(sys, "path", [str(ROOT)])
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    [said] = refused.value.lines
    assert said.startswith("ASSISTANT_TRACES_URL : il manque le paquet opentelemetry-exporter-")


def test_the_command_refuses_all_of_them_at_once(folder: Path) -> None:
    """The real command, in its own process: a line each and no traceback, before any model."""
    chosen: dict[str, str] = {}
    lines = []
    for values, line in REFUSED:
        # A key is only looked at when its algorithm is known.
        if not chosen.keys() & values.keys() and not values.keys() & LATER:
            chosen.update(values)
            lines.append(line)
    environment = {f"ASSISTANT_{name}": value for name, value in chosen.items()}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "assistant",
            "serve",
            "--model",
            str(folder / "long.yml"),
            "--port",
            "5007",
        ],
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stderr.splitlines()[1:]
    assert (done.returncode, done.stdout) == (1, "")
    assert len(said) == len(chosen)
    for line in lines:
        assert any(line in one for one in said), line


def test_all_keys_that_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_APP_JWT_ALGORITHM", "RS256")
    monkeypatch.setenv("ASSISTANT_APP_JWT_KEY", pem())
    assert read_settings().app_jwt_keys == [pem()]


def test_a_notice_that_is_not_there_yet_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_NOTICE_FILE", str(tmp_path / "avis.yml"))
    assert read_settings().notice_file == tmp_path / "avis.yml"


def test_variables_of_others_are_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_FAULTS", "full")
    read_settings()


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


@pytest.mark.parametrize(("new", "old"), FORMER_NAMES.items())
def test_the_former_name_of_a_variable_is_read_after_the_new_one(
    monkeypatch: pytest.MonkeyPatch, new: str, old: str
) -> None:
    values = {"rate_conversation": ("1/minute", "2/minute")}
    first, second = values.get(new, (11, 12))
    monkeypatch.setenv(f"ASSISTANT_{old.upper()}", str(second))
    assert getattr(read_settings(), new) == second
    monkeypatch.setenv(f"ASSISTANT_{new.upper()}", str(first))
    assert getattr(read_settings(), new) == first
    assert getattr(Settings(**{new: second}), new) == second
