"""The content files as they are now, read once, and the one way to change them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from bot.content import Content, sources
from bot.content.examples import Example, Teaching, teaching
from bot.content.faults import ContentError
from bot.content.tree import Tree, Where, read
from bot.nlu.normalise import words
from workbench.author import Author
from workbench.errors import Changed, Refused
from workbench.files import yamltext
from workbench.files.disk import Disk
from workbench.files.history import History

NLU = "bot/data/nlu"
NOTICE = "bot/notice.yml"
CONTENT_PATHS = (sources.CATALOGUE, sources.DOMAIN, sources.CANARIES, sources.DATA, NOTICE)

_Stamp = tuple[int, int]
_T = TypeVar("_T")


class Checks(Protocol):
    """What `assistant check` says of a part, for which rooms above must be asked."""

    def of_response(self, content: Content, response: str) -> Iterable[str]:
        """Why a response would not go out, each in French."""
        ...

    def of_words(self, content: Content, text: str) -> str | None:
        """Why words of the catalogue would not go out, in French, or None."""
        ...

    def of_example(self, text: str) -> str | None:
        """Why a sentence may not be kept, in French, or None."""
        ...


class Taught(NamedTuple):
    """What one file teaches: its reading, each example's folded words, who has them, and how
    many each intent has: nearly every page asks for that."""

    teaching: Teaching
    folded: tuple[str, ...]
    by_words: Mapping[str, Example]
    counts: Mapping[str, int]


class Draft:
    """The files of a change that is being made: those that it changed, over those there are."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self.changed: dict[str, bytes | None] = {}

    def read(self, name: str) -> bytes:
        """A file as the change leaves it.

        Raises:
            Refused: it is not there.
        """
        if name in self.changed:
            content = self.changed[name]
        else:
            path = self._project / name
            content = path.read_bytes() if path.is_file() else None
        if content is None:
            raise Refused(f"Le fichier {name} n'est pas là.")
        return content

    def put(self, name: str, content: bytes | None) -> None:
        """What a file becomes; None takes it away."""
        self.changed[name] = content

    def set(self, name: str, where: Where, value: object, after: str | None = None) -> None:
        """Change one part of a YAML file; raises Refused (`yamltext.change`)."""
        self.put(name, yamltext.change(name, self.read(name), where, value, after))


class Workspace:
    """A project whose content is edited.

    Reading takes no lock: each file is old or new. A change is made on what the files hold
    when it has the lock, so that it never writes over another.
    """

    def __init__(self, project: Path, checks: Checks, room: Path | None = None) -> None:
        """Args:
        project: the folder that holds `domain.yml` and `bot/`.
        room: where locks and the journal are kept, `var/workbench` of the project by default.
        """
        self.project = project
        self.checks = checks
        self.room = room or project / "var" / "workbench"
        self._disk = Disk(project, self.room)
        self.history = History(project, self.room, CONTENT_PATHS)
        self._trees: dict[str, tuple[_Stamp, Tree]] = {}
        self._taught: dict[str, tuple[_Stamp, Taught]] = {}
        self._content: tuple[tuple[_Stamp, ...], Content] | None = None
        with self.settled():
            pass

    @contextmanager
    def settled(self) -> Iterator[None]:
        """While it lasts nobody writes, and nothing is half done: for a copy of the files."""
        with self._disk.alone() as begun:
            if begun is not None:
                note = begun.note
                texts = {name: ("", text or "") for name, text in begun.files.items()}
                author = Author(**note["author"])
                self.history.note(author, note["what"], note["blocks"], texts)
                self._disk.forget()
            yield

    def change(
        self,
        author: Author,
        what: str,
        blocks: Sequence[str],
        edit: Callable[[Draft], None],
    ) -> None:
        """Make a change, whole, and keep who made it.

        Args:
            what: one line in French, for the history.
            blocks: the parts of the content that it changes, such as `exemples/saluer`.
            edit: changes the draft; what it raises is raised, and nothing is written.

        Raises:
            Refused, Changed: from `edit`.
        """
        what = " ".join(what.split())
        with self.settled():
            draft = Draft(self.project)
            edit(draft)
            changed = {
                name: content
                for name, content in draft.changed.items()
                if content != self._now(name)
            }
            if not changed:
                return
            before = {name: (self._now(name) or b"").decode() for name in changed}
            after = {name: (content or b"").decode() for name, content in changed.items()}
            note = {"author": vars(author), "what": what, "blocks": list(blocks)}
            try:
                self._disk.write(changed, note)
            except OSError as error:
                raise Refused(f"Rien n'est enregistré : {error.strerror}.") from None
            pairs = {name: (before[name], after[name]) for name in changed}
            self.history.note(author, what, blocks, pairs)
            self._disk.forget()

    def tree(self, name: str) -> Tree:
        """A YAML file, parsed again when it changed.

        Raises:
            Refused: it is not there, or is no YAML.
        """
        return self._kept(self._trees, name, self._read)

    def taught(self) -> Mapping[str, Taught]:
        """What each file of examples teaches, by its name in the project."""
        paths = sources.data_files(self.project / NLU)
        names = [path.relative_to(self.project).as_posix() for path in paths]
        return {name: self._kept(self._taught, name, self._teaching) for name in names}

    def examples(self) -> Iterator[tuple[Example, str]]:
        """Every example of every intent, with its folded words."""
        for taught in self.taught().values():
            yield from zip(taught.teaching.examples, taught.folded, strict=True)

    def content(self) -> Content:
        """The content of the files as they are now.

        Raises:
            Refused: they do not hold, for the reasons it carries.
        """
        stamps = tuple(
            _stamp(path)
            for path in (
                *(self.project / name for name in CONTENT_PATHS[:3]),
                *sources.data_files(self.project / sources.LOOKUPS),
            )
        )
        if self._content is None or self._content[0] != stamps:
            try:
                self._content = stamps, Content.from_files(self.project)
            except ContentError as error:
                raise Refused(f"Les fichiers ont des défauts :\n{error}") from None
        return self._content[1]

    def conflict(self, block: str, newer: str) -> Changed:
        """What is raised when a block is not as it was seen."""
        return Changed(block, self.history.last_author(block), newer, version_of(newer))

    def _now(self, name: str) -> bytes | None:
        path = self.project / name
        return path.read_bytes() if path.is_file() else None

    def _kept(self, kept: dict[str, tuple[_Stamp, _T]], name: str, make: Callable[[str], _T]) -> _T:
        stamp = _stamp(self.project / name)
        found = kept.get(name)
        if found is None or found[0] != stamp:
            found = kept[name] = stamp, make(name)
        return found[1]

    def _read(self, name: str) -> Tree:
        try:
            return read(Path(name).name, (self.project / name).read_bytes())
        except FileNotFoundError:
            raise Refused(f"Le fichier {name} n'est pas là.") from None
        except ContentError as error:
            raise Refused(f"Le fichier ne peut pas être lu : {error}") from None

    def _teaching(self, name: str) -> Taught:
        found = teaching([self._read(name)])
        # Nearly all of them stood there before the last change.
        before = self._taught.get(name)
        known = (
            {
                one.text: key
                for one, key in zip(before[1].teaching.examples, before[1].folded, strict=True)
            }
            if before
            else {}
        )
        folded = tuple(known.get(one.text) or fold(one.text) for one in found.examples)
        by_words = dict(zip(folded, found.examples, strict=True))
        return Taught(found, folded, by_words, Counter(one.intent for one in found.examples))


def fold(text: str) -> str:
    """What two sentences have in common that are the same to the model."""
    return words(text) or text


def version_of(text: str) -> str:
    """A block's version: it changes when the text of the block does."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
