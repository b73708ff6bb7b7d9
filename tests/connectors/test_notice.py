"""An operator's word to everybody: shown while it lasts, and never at the price of a start."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from live_server import Server
from structlog.testing import capture_logs

from bot.content import Content
from connectors.notice import LONGEST, Notices
from connectors.privacy.guard import Guard

TEXT = "Mon Compte est en panne ce matin."
FILE = f"text: {TEXT}\nfrom: 2026-12-01 08:00\nto: 2026-12-01 12:00\n"
NINE_IN_PARIS = datetime(2026, 12, 1, 8, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def guard(content: Content) -> Guard:
    return Guard(content)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "avis.yml"


def write(path: Path, text: str) -> None:
    """Write a file whose date differs from the one before."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


@pytest.mark.parametrize(
    ("hours", "shown"),
    [(-1.01, None), (-1, TEXT), (0, TEXT), (2.99, TEXT), (3, None)],
)
def test_it_is_shown_from_its_beginning_to_its_end_in_the_hours_of_paris(
    path: Path, guard: Guard, hours: float, shown: str | None
) -> None:
    write(path, FILE)
    now = NINE_IN_PARIS + timedelta(hours=hours)
    assert Notices(path, now=at(now)).lasting(guard) == shown


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-12-01", "2026-12-02"),
        ("2026-12-01 09:00:00", "2026-12-01T09:00:01"),
        ("2026-12-01T08:00+00:00", "2026-12-01T10:00+01:00"),
    ],
)
def test_a_moment_may_be_a_day_or_say_its_offset(
    path: Path, guard: Guard, start: str, end: str
) -> None:
    write(path, f"text: {TEXT}\nfrom: {start}\nto: {end}\n")
    assert Notices(path, now=at(NINE_IN_PARIS)).lasting(guard) == TEXT


def test_it_is_read_again_when_its_date_changes_and_taken_back_with_its_file(
    path: Path, guard: Guard
) -> None:
    notices = Notices(path, now=at(NINE_IN_PARIS))
    with capture_logs() as logs:
        assert notices.lasting(guard) is None
        write(path, FILE)
        assert notices.lasting(guard) == TEXT
        write(path, FILE.replace("en panne", "ralenti"))
        assert notices.lasting(guard) == TEXT.replace("en panne", "ralenti")
        path.unlink()
        assert notices.lasting(guard) is None
    assert logs == []
    assert Notices(None).lasting(guard) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("text: [\n", "avis.yml:2 : ce n'est pas du YAML"),
        ("", "avis.yml:1 : il faut text, from, to"),
        ("- text", "avis.yml:1 : il faut text, from, to"),
        (FILE + "link: x\n", "avis.yml:1 : il faut text, from, to"),
        (FILE + "to: 2026-12-02\n", "avis.yml:4 : « to » est écrit deux fois"),
        (FILE.replace("12:00", "midi"), "avis.yml:3 : « to » est une date et une heure"),
        (FILE.replace("2026-12-01 08:00", "[1]"), "avis.yml:2 : « from » est une date"),
        (FILE.replace("12:00", "08:00"), "avis.yml:3 : la fin est avant le début"),
        (FILE.replace(TEXT, "a" * (LONGEST + 1)), "avis.yml:1 : « text » est une phrase de 200"),
        (FILE.replace(TEXT, "7"), "avis.yml:1 : « text » est une phrase"),
        (FILE.replace(TEXT, "'…'"), "avis.yml:1 : le texte est vide"),
        (FILE.replace(TEXT, "Voyez exemple.invalid"), "avis.yml:1 : le texte nomme un site"),
        (FILE.replace(TEXT, "Appelez le 06 12 34 56 78"), "avis.yml:1 : le texte contient un num"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_once_in_french_and_shows_nothing(
    path: Path, guard: Guard, text: str, why: str
) -> None:
    notices = Notices(path, now=at(NINE_IN_PARIS))
    write(path, text)
    with capture_logs() as logs:
        assert [notices.lasting(guard) for _ in range(3)] == [None] * 3
    [told] = logs
    assert told["why"].startswith(f"L'avis n'est pas affiché. {why}")
    assert "\n" not in told["why"]
    write(path, FILE)
    assert notices.lasting(guard) == TEXT


def test_both_channels_show_it_everywhere(server: Server) -> None:
    clients = [server.assistant(channel) for channel in ("web", "app")]

    def shown() -> list[Any]:
        found: list[Any] = []
        for client in clients:
            opened = client.open()["reply"]
            found += [opened["notice"], client.say("bonjour")["notice"]]
            found.append(client.read()["notice"])
        return found

    assert shown() == [None] * 6
    write(server.notice, f"text: {TEXT}\nfrom: 2020-01-01\nto: 2999-01-01\n")
    assert shown() == [TEXT] * 6
    write(server.notice, "text: [")
    assert shown() == [None] * 6
    server.notice.unlink()
    assert server.log.read_text(encoding="utf-8").count("notice.refused") == 1
