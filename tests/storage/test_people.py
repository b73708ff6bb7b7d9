"""Accounts, sessions, tries and counts in both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from storage import people as room
from storage.database import Database
from storage.people import MOST_TRIES, EmailTaken, People, Person
from storage.statistics import Counted, Statistics, Total


@pytest.fixture
def people(database: Database) -> People:
    return People(database)


@pytest.fixture
def camille(people: People) -> Person:
    people.add("Camille", " Camille@Exemple.fr", "administrator", "hash")
    found = people.by_email("camille@exemple.FR")
    assert found is not None
    return found


def test_an_address_has_one_account(people: People, camille: Person) -> None:
    assert camille.email == "camille@exemple.fr" and people.by_id(camille.id) == camille
    with pytest.raises(EmailTaken):
        people.add("Autre", "CAMILLE@exemple.fr", "reader")


def test_an_invitation_is_for_one_use_and_kept_as_a_hash(
    database: Database, people: People
) -> None:
    secret = people.add("Alex", "alex@exemple.fr", "editor")
    assert secret is not None
    invited = people.by_invitation(secret)
    assert invited is not None and invited.password is None
    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT invitation FROM people")).scalar()
    assert kept == room.hashed(secret) != secret
    people.set_password(invited.id, "hash")
    assert people.by_invitation(secret) is None


def test_a_new_invitation_ends_the_one_before(people: People) -> None:
    first = people.add("Alex", "alex@exemple.fr", "editor")
    invited = people.by_email("alex@exemple.fr")
    assert first is not None and invited is not None
    second = people.invite(invited.id)
    assert people.by_invitation(first) is None and people.by_invitation(second) is not None


def test_an_invitation_ends(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "INVITATION_SECONDS", -1)
    secret = people.add("Alex", "alex@exemple.fr", "editor")
    assert secret is not None and people.by_invitation(secret) is None


def test_a_session_is_found_by_its_secret_alone(people: People, camille: Person) -> None:
    secret = people.open_session(camille.id)
    session = people.session(secret)
    assert session is not None and session.person == camille and len(session.form_token) > 30
    assert people.session(session.key) is None
    people.end_session(session.key)
    assert people.session(secret) is None


@pytest.mark.parametrize("limit", ["IDLE_SECONDS", "LONGEST_SECONDS"])
def test_a_session_ends(
    people: People, camille: Person, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    secret = people.open_session(camille.id)
    monkeypatch.setattr(room, limit, -1)
    assert people.session(secret) is None


def test_a_new_password_and_a_closed_account_sign_out(people: People, camille: Person) -> None:
    people.add("Alex", "alex@exemple.fr", "administrator", "hash")
    for end in (lambda: people.set_password(camille.id, "new"), lambda: people.close(camille.id)):
        secret = people.open_session(camille.id)
        end()
        assert people.session(secret) is None


def test_somebody_is_left_who_administers(people: People, camille: Person) -> None:
    people.add("Alex", "alex@exemple.fr", "administrator")
    assert not people.close(camille.id) and not people.set_role(camille.id, "reader")
    people.add("Lou", "lou@exemple.fr", "administrator", "hash")
    assert people.set_role(camille.id, "reader")


def test_tries_lock_for_a_while_and_a_right_one_forgives(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(MOST_TRIES - 1):
        people.fail("Alex@exemple.fr")
    assert not people.is_locked("alex@exemple.fr")
    people.fail("alex@exemple.fr")
    assert people.is_locked("ALEX@exemple.fr") and not people.is_locked("lou@exemple.fr")
    monkeypatch.setattr(room, "LOCKED_SECONDS", -1)
    assert not people.is_locked("alex@exemple.fr")
    monkeypatch.undo()
    people.forgive("alex@exemple.fr")
    assert not people.is_locked("alex@exemple.fr")


def test_old_tries_do_not_add_up(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(MOST_TRIES - 1):
        people.fail("alex@exemple.fr")
    monkeypatch.setattr(room, "LOCKED_SECONDS", -1)
    people.fail("alex@exemple.fr")
    monkeypatch.undo()
    assert not people.is_locked("alex@exemple.fr")


def test_the_journal_keeps_the_order(people: People) -> None:
    for number in range(3):
        people.note("Camille", "essai", str(number))
    assert [act.about for act in people.acts(most=2)] == ["2", "1"]
    assert [act.about for act in people.acts(most=2, skipped=2)] == ["0"]


def test_purging_ends_what_is_over_only(people: People, camille: Person) -> None:
    secret = people.open_session(camille.id)
    people.fail("alex@exemple.fr")
    people.purge()
    assert people.session(secret) is not None


def test_counts_add_up(database: Database) -> None:
    statistics = Statistics(database)
    here = Counted("2026-11-25", "web", "mes paiements", "understood", "paiements")
    for _ in range(2):
        statistics.add({here: 3, here._replace(day="2026-11-26", channel="app"): 1})
    assert statistics.totals("name", "2026-11-01", "2026-11-30") == [
        Total("paiements", "understood", 8)
    ]
    assert statistics.totals("day", "2026-11-26", "2026-11-26", channel="app") == [
        Total("2026-11-26", "understood", 2)
    ]
    assert statistics.totals("day", "2026-11-01", "2026-11-30", page="dettes") == []
    assert statistics.pages() == ["mes paiements"]
