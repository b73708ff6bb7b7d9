"""All that an editor may read and change, made once for a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from workbench.author import Author
from workbench.files.answers import Answers
from workbench.files.examples import Examples
from workbench.files.forms import Forms
from workbench.files.intents import Intents, IntentSummary
from workbench.files.lists import clean
from workbench.files.notice import NoticeFile
from workbench.files.rows import Rows
from workbench.files.terms import Terms
from workbench.files.workspace import NOTICE, Checks, Workspace


class Editing:
    """The content of a project, by its parts; what the inbox needs is at the top."""

    def __init__(
        self, project: Path, checks: Checks, room: Path | None = None, notice: str = NOTICE
    ) -> None:
        """Args:
        project: the folder that holds `domain.yml` and `bot/`.
        checks: what rooms above say of a part (`assistant.checking.PartChecks`).
        room: where locks and the journal are kept, `var/workbench` of the project by default.
        notice: the file of the operator's notice, in the project.
        """
        self.workspace = Workspace(project, checks, room)
        self.history = self.workspace.history
        self.examples = Examples(self.workspace)
        self.families = Intents(self.workspace, self.examples)
        self.answers = Answers(self.workspace)
        self.rows = Rows(self.workspace)
        self.forms = Forms(self.workspace)
        self.terms = Terms(self.workspace)
        self.notice = NoticeFile(self.workspace, notice)

    def intents(self) -> Sequence[IntentSummary]:
        """Every intent, with its family, its title, and how many examples it has."""
        return self.families.all()

    def destinations(self) -> Mapping[str, str]:
        """The label of every destination, by its id."""
        rows = self.workspace.content().catalogue.destinations
        return {name: row.label_on("web") for name, row in rows.items()}

    def add_example(self, intent: str, text: str, author: Author) -> None:
        """Teach an intent a sentence; raises Refused, in French (`Examples.add`)."""
        self.examples.add(intent, [text], author)

    def remove_example(self, intent: str, text: str, author: Author) -> None:
        """Take back a sentence that was taught; raises Refused or Changed (`Examples.remove`)."""
        self.examples.remove(intent, [clean(text)], author)
