"""The forms by which a subject is recognised, in the lookups: « façons de l'écrire »."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.content import Content, sources
from bot.content.examples import Form, teaching
from bot.nlu.normalise import carries, words_of_any_script
from workbench.author import Author
from workbench.errors import Refused
from workbench.files import lists
from workbench.files.lists import Lines
from workbench.files.workspace import Draft, Workspace, version_of


@dataclass(frozen=True)
class Written:
    """How people write a subject, in the order of the file."""

    forms: tuple[str, ...]

    @property
    def version(self) -> str:
        return version_of(self.text)

    @property
    def text(self) -> str:
        """All of it in one text."""
        return json.dumps(self.forms, ensure_ascii=False)


class Forms:
    """The forms of the subjects of a workspace: those whose kind has a lookup that names them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def of(self, kind: str, name: str) -> Written | None:
        """How a subject is written; None when no lookup names it."""
        content = self._workspace.content()
        rows = content.catalogue.subjects.get(kind, {})  # type: ignore[call-overload]
        found = content.lookups.get(kind, {}).get(name)
        return Written(found) if found is not None and name in rows else None

    def subjects(self) -> dict[tuple[str, str], str]:
        """The subjects that have forms, by kind and name, with what they are called."""
        content = self._workspace.content()
        return {
            (kind, name): row.label
            for kind, rows in content.catalogue.subjects.items()
            for name, row in rows.items()
            if name in content.lookups.get(kind, {})
        }

    def write(self, kind: str, name: str, forms: Iterable[str], seen: str, author: Author) -> None:
        """Change how a subject is written; the forms that are not named any more go.

        Raises:
            Refused: there is none, or a form does not hold.
            Changed: they are not what was seen.
        """
        wanted = list(map(lists.clean, forms))

        def edit(draft: Draft) -> None:
            now = self._known(kind, name)
            if now.version != seen:
                raise self._workspace.conflict(_block(kind, name), now.text)
            set_forms(self._workspace, draft, kind, name, wanted)

        self._change(kind, name, "Façons de l'écrire changées", edit, author)

    def add(self, kind: str, name: str, text: str, author: Author) -> None:
        """Let some words name a subject, after those that do.

        Raises:
            Refused: there is none, the words name it already, or they do not hold.
        """
        form = lists.clean(text)

        def edit(draft: Draft) -> None:
            now = self._known(kind, name)
            said = words_of_any_script(form)
            if any(words_of_any_script(one) == said for one in now.forms):
                raise Refused(f"« {form} » désigne déjà ce sujet.")
            set_forms(self._workspace, draft, kind, name, [*now.forms, form])

        self._change(kind, name, f"Façon de l'écrire ajoutée (« {form} »)", edit, author)

    def _known(self, kind: str, name: str) -> Written:
        found = self.of(kind, name)
        if found is None:
            raise Refused(f"Le sujet « {name} » n'a pas de façons de l'écrire.")
        return found

    def _change(
        self, kind: str, name: str, what: str, edit: Callable[[Draft], None], author: Author
    ) -> None:
        label = self.subjects().get((kind, name), name)
        # The history of the row tells of its forms too.
        blocks = [_block(kind, name), f"subjects/{kind}/{name}"]
        self._workspace.change(author, f"{what} : {label}", blocks, edit)


def set_forms(
    workspace: Workspace, draft: Draft, kind: str, name: str, wanted: Sequence[str]
) -> None:
    """Give a value of a lookup these forms; all others, comments and order stay.

    Raises:
        Refused: a new form does not hold, or means something else already.
    """
    content = workspace.content()
    before = content.lookups.get(kind, {}).get(name, ())
    wanted = list(dict.fromkeys(wanted))
    new = [form for form in wanted if form not in before]
    _refuse(workspace, content, kind, name, new)
    gone = {(name, form) for form in before if form not in wanted}
    path = f"{sources.LOOKUPS}/{kind}.yml"
    if before:
        lines = Lines(added={name: new}, removed=gone)
        draft.put(path, lists.rewritten(path, draft.read(path), "synonym", lines))
    elif new:
        draft.put(path, lists.appended(draft.read(path), "synonym", name, new))


def _block(kind: str, name: str) -> str:
    return f"formes/{kind}/{name}"


def _refuse(
    workspace: Workspace, content: Content, kind: str, name: str, new: Sequence[str]
) -> None:
    """Refuse forms that say nothing, show a personal number, or mean two things."""
    why = [fault for form in new if (fault := _fault(workspace, form)) is not None]
    why += _doubles(workspace, content, kind, name, new) if new else ()
    if why:
        raise Refused("\n".join(why))


def _fault(workspace: Workspace, form: str) -> str | None:
    if not carries(form):
        return f"« {form} » : ces mots sont trop courants, l'assistant les verrait partout."
    told = workspace.checks.of_example(form)
    return f"« {form} » : {told}" if told else None


def _doubles(
    workspace: Workspace, content: Content, kind: str, name: str, new: Sequence[str]
) -> Iterator[str]:
    """Why forms would mean two things, each with where the other one stands.

    In one lookup case and accents do not count. Rasa keeps one value per exact form, so that
    another lookup may have the same words only if they are not written in the same way.
    """
    kind_of = {value: each for each, values in content.lookups.items() for value in values}
    folded = {words_of_any_script(form): form for form in new}
    for other in _standing(workspace):
        if other.value == name:
            continue
        its_kind = kind_of.get(other.value)
        label = _label(content, its_kind, other.value)
        where = f"veut déjà dire « {label} » ({other.file}, ligne {other.line})"
        if its_kind == kind and (form := folded.get(words_of_any_script(other.text))):
            yield f"« {form} » {where}."
        elif other.text in new:
            yield f"« {other.text} » {where}. Pour dire les deux, changez ici une majuscule."


def _standing(workspace: Workspace) -> Iterator[Form]:
    """Every form of every lookup, with its line."""
    for path in sources.data_files(workspace.project / sources.LOOKUPS):
        yield from teaching([workspace.tree(path.relative_to(workspace.project).as_posix())]).forms


def _label(content: Content, kind: str | None, value: str) -> str:
    rows = content.catalogue.subjects.get(kind, {})  # type: ignore[call-overload]
    return rows[value].label if value in rows else value
