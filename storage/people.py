"""Who may use the workbench, who is signed in, and what each did."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from typing import NamedTuple

from sqlalchemy import text

from storage.database import Database
from storage.errors import StorageError


class EmailTaken(StorageError):
    """Somebody has an account under that address."""


class Person(NamedTuple):
    """An account; `password` is a hash, and None while the invitation was not answered."""

    id: str
    name: str
    email: str
    role: str
    password: str | None
    invited_until: float | None
    closed_at: float | None


class WebSession(NamedTuple):
    """A signed-in browser, whose it is, and what its forms must send back."""

    key: str
    form_token: str
    person: Person


class Act(NamedTuple):
    """A line of the audit."""

    at: float
    person: str
    act: str
    about: str


_PERSON = "p.id, p.name, p.email, p.role, p.password, p.invited_until, p.closed_at"
_ADD = text(
    "INSERT INTO people (id, name, email, role, password, invitation, invited_until)"
    " VALUES (:id, :name, :email, :role, :password, :invitation, :invited_until)"
)
_ALL = text(f"SELECT {_PERSON} FROM people p ORDER BY p.closed_at IS NOT NULL, p.name, p.id")
_BY_EMAIL = text(f"SELECT {_PERSON} FROM people p WHERE p.email = :email")
_BY_ID = text(f"SELECT {_PERSON} FROM people p WHERE p.id = :id")
_BY_INVITATION = text(
    f"SELECT {_PERSON} FROM people p WHERE p.invitation = :invitation"
    " AND p.invited_until > :now AND p.closed_at IS NULL"
)
_INVITE = text("UPDATE people SET invitation = :invitation, invited_until = :until WHERE id = :id")
# An invitation that is over lets nobody in, whoever says who it is.
_ADMISSIBLE = text(
    f"SELECT {_PERSON} FROM people p WHERE p.email = :email AND p.closed_at IS NULL"
    " AND (p.password IS NOT NULL OR p.invited_until IS NULL OR p.invited_until > :now)"
)
_ADMIT = text(
    "UPDATE people SET invitation = NULL, invited_until = NULL WHERE id = :id AND password IS NULL"
)
_SET_PASSWORD = text(
    "UPDATE people SET password = :password, invitation = NULL, invited_until = NULL WHERE id = :id"
)
_SET_ROLE = text("UPDATE people SET role = :role WHERE id = :id")
_CLOSE = text(
    "UPDATE people SET closed_at = :at, invitation = NULL, invited_until = NULL WHERE id = :id"
)
_ADMINISTRATORS = text(
    "SELECT count(*) FROM people WHERE role = 'administrator' AND closed_at IS NULL"
    " AND password IS NOT NULL AND id <> :id"
)
_OPEN = text(
    "INSERT INTO web_sessions (key, person, form_token, opened_at, seen_at)"
    " VALUES (:key, :person, :form_token, :now, :now)"
)
_FIND = text(
    f"SELECT s.key, s.form_token, {_PERSON} FROM web_sessions s JOIN people p ON p.id = s.person"
    " WHERE s.key = :key AND s.opened_at > :opened AND s.seen_at > :seen"
    " AND p.closed_at IS NULL"
)
_SEE = text("UPDATE web_sessions SET seen_at = :now WHERE key = :key AND seen_at < :before")
_END = text("DELETE FROM web_sessions WHERE key = :key")
_END_ALL = text("DELETE FROM web_sessions WHERE person = :person")
_END_OLD = text("DELETE FROM web_sessions WHERE opened_at <= :opened OR seen_at <= :seen")
_TRIES = text("SELECT count, last_at FROM failed_tries WHERE who = :who")
_FAIL = text(
    "INSERT INTO failed_tries (who, count, last_at) VALUES (:who, 1, :now)"
    " ON CONFLICT (who) DO UPDATE SET last_at = excluded.last_at, count ="
    " CASE WHEN failed_tries.last_at < :forgotten THEN 1 ELSE failed_tries.count + 1 END"
)
_FORGIVE = text("DELETE FROM failed_tries WHERE who = :who")
_FORGET_TRIES = text("DELETE FROM failed_tries WHERE last_at < :before")
_NOTE = text("INSERT INTO audit (at, person, act, about) VALUES (:at, :person, :act, :about)")
_AUDIT = text(
    "SELECT at, person, act, about FROM audit ORDER BY at DESC, id DESC LIMIT :most OFFSET :skipped"
)

IDLE_SECONDS = 2 * 3600
LONGEST_SECONDS = 12 * 3600
# Seen times are only written when they are older: a page of many requests writes once.
SEEN_SECONDS = 60
INVITATION_SECONDS = 3 * 86_400
MOST_TRIES = 5
LOCKED_SECONDS = 15 * 60


class People:
    """Accounts, signed-in browsers and the audit of one database.

    Every method raises `Away` when the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- accounts

    def add(self, name: str, email: str, role: str, password: str | None = None) -> str | None:
        """Open an account.

        Args:
            password: its hash; without one, the person is invited.

        Returns:
            The secret of the invitation, which is kept nowhere; None with a password.

        Raises:
            EmailTaken: the address has an account.
        """
        invitation = None if password else secrets.token_urlsafe(32)
        with self._database.transaction() as transaction:
            if transaction.first(_BY_EMAIL, email=one_spelling(email)):
                raise EmailTaken
            transaction.run(
                _ADD,
                id=uuid.uuid4().hex,
                name=name,
                email=one_spelling(email),
                role=role,
                password=password,
                invitation=invitation and hashed(invitation),
                invited_until=time.time() + INVITATION_SECONDS if invitation else None,
            )
        return invitation

    def all(self) -> list[Person]:
        """Every account, closed ones last."""
        with self._database.snapshot() as transaction:
            return [Person(*row) for row in transaction.all(_ALL)]

    def by_email(self, email: str) -> Person | None:
        """The account of an address, or None."""
        return self._one(_BY_EMAIL, email=one_spelling(email))

    def by_id(self, person: str) -> Person | None:
        """An account, or None."""
        return self._one(_BY_ID, id=person)

    def by_invitation(self, invitation: str) -> Person | None:
        """Whom an invitation is for, or None when it is not valid any more."""
        return self._one(_BY_INVITATION, invitation=hashed(invitation), now=time.time())

    def invite(self, person: str) -> str:
        """Let a person choose a new password; the earlier invitation ends. Returns its secret."""
        invitation = secrets.token_urlsafe(32)
        until = time.time() + INVITATION_SECONDS
        with self._database.transaction() as transaction:
            transaction.run(_INVITE, id=person, invitation=hashed(invitation), until=until)
        return invitation

    def set_password(self, person: str, password: str) -> None:
        """Keep a new password's hash; whoever is signed in as this person is signed out."""
        with self._database.transaction() as transaction:
            transaction.run(_SET_PASSWORD, id=person, password=password)
            transaction.run(_END_ALL, person=person)

    def admit(self, email: str) -> Person | None:
        """Let in whoever proved to have an address; an invitation is thereby answered.

        None where nobody with it was invited, the invitation is over, or the account closed.
        """
        with self._database.transaction() as transaction:
            row = transaction.first(_ADMISSIBLE, email=one_spelling(email), now=time.time())
            if row is None:
                return None
            transaction.run(_ADMIT, id=row[0])
        return Person(*row)

    def set_role(self, person: str, role: str) -> bool:
        """Change a role; False, and no change, when nobody else could administer."""
        with self._database.transaction() as transaction:
            if role != "administrator" and not transaction.all(_ADMINISTRATORS, id=person)[0][0]:
                return False
            transaction.run(_SET_ROLE, id=person, role=role)
        return True

    def close(self, person: str) -> bool:
        """Close an account and sign it out; False when nobody else could administer."""
        with self._database.transaction() as transaction:
            if not transaction.all(_ADMINISTRATORS, id=person)[0][0]:
                return False
            transaction.run(_CLOSE, id=person, at=time.time())
            transaction.run(_END_ALL, person=person)
        return True

    # -- signed-in browsers

    def open_session(self, person: str) -> str:
        """Sign a browser in; returns the secret of its cookie, which is kept nowhere."""
        secret = secrets.token_urlsafe(32)
        with self._database.transaction() as transaction:
            transaction.run(
                _OPEN,
                key=hashed(secret),
                person=person,
                form_token=secrets.token_urlsafe(32),
                now=time.time(),
            )
        return secret

    def session(self, secret: str) -> WebSession | None:
        """Who a browser is signed in as, or None: signed out, too long ago, account closed."""
        now, key = time.time(), hashed(secret)
        with self._database.snapshot() as transaction:
            row = transaction.first(
                _FIND, key=key, opened=now - LONGEST_SECONDS, seen=now - IDLE_SECONDS
            )
        return WebSession(row[0], row[1], Person(*row[2:])) if row else None

    def see(self, key: str) -> None:
        """Note that a signed-in browser is in use."""
        now = time.time()
        with self._database.transaction() as transaction:
            transaction.run(_SEE, key=key, now=now, before=now - SEEN_SECONDS)

    def end_session(self, key: str) -> None:
        """Sign a browser out."""
        with self._database.transaction() as transaction:
            transaction.run(_END, key=key)

    # -- wrong passwords

    def is_locked(self, email: str) -> bool:
        """If too many wrong passwords in a row were tried for this address, known or not."""
        with self._database.snapshot() as transaction:
            row = transaction.first(_TRIES, who=hashed(one_spelling(email)))
        if row is None:
            return False
        tries, last = row
        return bool(tries >= MOST_TRIES and last > time.time() - LOCKED_SECONDS)

    def fail(self, email: str) -> None:
        """Count a wrong password."""
        now = time.time()
        with self._database.transaction() as transaction:
            transaction.run(
                _FAIL, who=hashed(one_spelling(email)), now=now, forgotten=now - LOCKED_SECONDS
            )

    def forgive(self, email: str) -> None:
        """Begin to count anew, after a right password."""
        with self._database.transaction() as transaction:
            transaction.run(_FORGIVE, who=hashed(one_spelling(email)))

    # -- audit

    def note(self, person: str, act: str, about: str = "") -> None:
        """Write down who did what."""
        with self._database.transaction() as transaction:
            transaction.run(_NOTE, at=time.time(), person=person, act=act, about=about)

    def acts(self, *, most: int, skipped: int = 0) -> list[Act]:
        """What was done, newest first."""
        with self._database.snapshot() as transaction:
            return [Act(*row) for row in transaction.all(_AUDIT, most=most, skipped=skipped)]

    def purge(self) -> None:
        """Delete sessions that are over and tries that are forgiven."""
        now = time.time()
        with self._database.transaction() as transaction:
            transaction.run(_END_OLD, opened=now - LONGEST_SECONDS, seen=now - IDLE_SECONDS)
            transaction.run(_FORGET_TRIES, before=now - LOCKED_SECONDS)

    def _one(self, statement: object, **values: object) -> Person | None:
        with self._database.snapshot() as transaction:
            row = transaction.first(statement, **values)
        return Person(*row) if row else None


def one_spelling(email: str) -> str:
    """An address as it is compared."""
    return email.strip().casefold()


def hashed(secret: str) -> str:
    """What is kept of a secret that nobody could guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
