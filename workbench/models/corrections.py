"""A sentence put right at once: settled for the running servers, and taught to the next model."""

from __future__ import annotations

import fcntl

from bot.content.shelf import Shelf
from bot.content.signing import public_key, signing_key
from bot.content.validated import VALIDATED, ValidatedRefused, folded, read_written, spelled
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.editing import Editing
from workbench.files.lists import clean

_LOCK = "validated.lock"
MOST = 5_000


class Corrections:
    """The validated sentences beside the archives of a shelf."""

    def __init__(self, editing: Editing, shelf: Shelf) -> None:
        self._editing = editing
        self._shelf = shelf

    def all(self) -> dict[str, str]:
        """The intent of each sentence that servers take over, as it was written."""
        try:
            return read_written(self._shelf.folder, public_key())
        except ValidatedRefused:
            return {}

    def correct(self, text: str, intent: str, author: Author) -> None:
        """Say what a sentence means: running servers know it within a second or two.

        It becomes an example of the intent, and stops being one of another.

        Raises:
            Refused: the sentence may not be an example, the intent does not exist, or the
                file of the sentences may not be used.
        """
        sentence = clean(text)
        key = folded(sentence)
        if not key:
            raise Refused("Cette phrase n'a pas de mot.")
        self._kept()
        elsewhere = [one for one in self._editing.examples.doubles(sentence) if one.exact]
        if not elsewhere:
            self._editing.examples.add(intent, [sentence], author)
        for one in elsewhere:
            if one.intent != intent:
                self._editing.examples.move(one.intent, intent, [one.text], author)
        self._change(key, {sentence: intent})

    def take_back(self, text: str) -> None:
        """Leave a sentence to the model again; it stays an example."""
        self._change(folded(text), {})

    def _change(self, gone: str, added: dict[str, str]) -> None:
        self._shelf.folder.mkdir(parents=True, exist_ok=True)
        with (self._shelf.folder / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._shelf.refresh()
            kept = {text: one for text, one in self._kept().items() if folded(text) != gone}
            if len(kept) >= MOST:
                raise Refused(f"{MOST} phrases validées au plus : retirez les plus anciennes.")
            self._shelf.settle(spelled({**kept, **added}, signing_key()))

    def _kept(self) -> dict[str, str]:
        """What stands in the file; what servers refuse is never signed anew."""
        try:
            return read_written(self._shelf.folder, public_key())
        except ValidatedRefused as error:
            raise Refused(
                f"Le fichier {VALIDATED} est refusé : {error}. Demandez à l'exploitant de le "
                "supprimer. Les phrases restent des exemples."
            ) from None
