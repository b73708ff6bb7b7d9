"""Passwords: what one must be, how it is kept, how it is checked."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workbench.errors import Refused

SHORTEST = 12
LONGEST = 200

_HASHER = PasswordHasher()
# Checked where there is no account, so that an answer takes as long either way.
_NOBODY = _HASHER.hash("the password of nobody at all")


def hashed(password: str, repeated: str, *known: str) -> str:
    """The hash to keep of a new password.

    Args:
        repeated: the same, typed again.
        known: what everybody knows of the person and may not be the password.

    Raises:
        Refused: it is too short, too long, too easy, or not typed twice alike.
    """
    if password != repeated:
        raise Refused("Les deux mots de passe ne sont pas les mêmes.")
    if len(password) < SHORTEST:
        raise Refused(f"Le mot de passe doit avoir au moins {SHORTEST} caractères.")
    if len(password) > LONGEST:
        raise Refused(f"Le mot de passe peut avoir {LONGEST} caractères au plus.")
    folded = password.casefold()
    parts = [part for name in known for part in name.casefold().replace("@", " ").split()]
    if len(set(folded)) < 5 or any(len(part) > 3 and part in folded for part in parts):
        raise Refused(
            "Ce mot de passe est trop facile à deviner. Évitez votre nom et les répétitions."
        )
    return _HASHER.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """If a password is the one whose hash is kept; as slow when there is none."""
    try:
        return _HASHER.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
