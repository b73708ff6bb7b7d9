"""Every way a request can fail: its code, its HTTP status, what the person reads."""

from __future__ import annotations

from enum import Enum


class Code(Enum):
    """An error of the contract: `(status, message)`; the name is the code on the wire."""

    malformed = (400, "Cette demande n'est pas lisible.")
    session_required = (401, "Ouvrez une conversation pour écrire à l'assistant.")
    session_invalid = (401, "Cette conversation n'est pas reconnue. Recommencez-en une.")
    session_expired = (401, "Votre conversation est terminée. Recommencez-en une.")
    credential_required = (401, "L'application doit présenter son jeton.")
    credential_invalid = (401, "Le jeton de l'application n'est pas valable.")
    credential_expired = (401, "Le jeton de l'application a expiré.")
    not_found = (404, "Cette adresse n'existe pas.")
    method_not_allowed = (405, "Cette méthode n'est pas possible ici.")
    body_too_large = (413, "Cette demande est trop longue.")
    unsupported_media_type = (415, "La demande doit être en JSON (application/json).")
    invalid = (422, "Cette demande n'est pas complète ou n'est pas correcte.")
    unsupported_version = (422, "Cette version n'est pas connue. Utilisez « v » : 1.")
    text_too_long = (422, "Votre message est trop long : 1 000 caractères au maximum.")
    text_empty = (422, "Votre message est vide. Écrivez votre question.")
    unknown_choice = (422, "Ce choix n'est plus proposé. Écrivez votre question.")
    unknown_feedback = (422, "Cette réponse ne peut pas recevoir d'avis.")
    feedback_already_given = (422, "Vous avez déjà donné votre avis sur cette réponse. Merci.")
    conversation_too_long = (422, "Cette conversation est longue. Recommencez-en une.")
    too_many_requests = (429, "Vous écrivez très vite. Attendez un peu, puis réessayez.")
    internal = (500, "L'assistant ne peut pas répondre pour le moment.")
    unavailable = (
        503,
        "L'assistant ne peut pas répondre pour le moment. Réessayez plus tard, "
        "ou joignez la Caf dans la rubrique Contacter ma Caf ou au 32 30.",
    )

    @property
    def status(self) -> int:
        return self.value[0]

    @property
    def message(self) -> str:
        return self.value[1]


class ApiError(Exception):
    """A request that gets an error of the contract as its answer.

    `retry_after` is in seconds; `cause` is for logs and metrics only and never leaves.
    """

    def __init__(
        self, code: Code, *, retry_after: int | None = None, cause: str | None = None
    ) -> None:
        super().__init__(code.name)
        self.code = code
        self.retry_after = retry_after
        self.cause = cause


class Unavailable(ApiError):
    """The assistant cannot answer now; the person gets the contact section instead."""

    def __init__(self, cause: str, *, retry_after: int = 5) -> None:
        super().__init__(Code.unavailable, retry_after=retry_after, cause=cause)
