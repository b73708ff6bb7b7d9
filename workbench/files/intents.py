"""The intents by family: listed, made from a form, taken away with all that is theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content import sources
from bot.content.catalogue import FALLBACK
from bot.content.responses import SIMPLER, Variation
from bot.content.spoken import needed_answers
from bot.nlu.normalise import words
from workbench.author import Author
from workbench.errors import Refused
from workbench.files import lists
from workbench.files.answers import answer_names, written
from workbench.files.checked import checked
from workbench.files.examples import Examples
from workbench.files.references import Reference, references
from workbench.files.workspace import NLU, Draft, Workspace
from workbench.files.yamltext import ABSENT

FEWEST_EXAMPLES = 8
LONGEST_TITLE = 60
# The families are the files of `bot/data/nlu`; a file that is not here is called by its name.
FAMILIES: Mapping[str, str] = {
    "application": "L'appli",
    "connexion": "Connexion",
    "contact": "Contact avec la Caf",
    "conversation": "La conversation elle-même",
    "demarches": "Démarches",
    "dettes": "Dettes",
    "gerer_compte": "Gérer le compte",
    "hors_perimetre": "Hors de la Caf",
    "messages": "Messages et alertes",
    "paiements": "Paiements et droits",
    "pajemploi": "Pajemploi",
    "profil": "Profil",
    "ressources": "Ressources",
    "securite": "Sécurité",
    "vie": "Changements de vie",
}


@dataclass(frozen=True)
class IntentSummary:
    """An intent in a list; `count` is how many examples it has."""

    id: str
    family: str
    title: str
    count: int


@dataclass(frozen=True)
class NewIntent:
    """The form of a new intent: the answer on the site and in the app, and where it leads."""

    family: str
    title: str
    examples: tuple[str, ...]
    answer_web: str
    answer_app: str
    destination: str


class Intents:
    """The intents of a workspace."""

    def __init__(self, workspace: Workspace, examples: Examples) -> None:
        self._workspace = workspace
        self._examples = examples

    def families(self) -> dict[str, str]:
        """The families that there are, each with its French name."""
        stems = (Path(name).stem for name in self._workspace.taught())
        return {stem: FAMILIES.get(stem, stem.replace("_", " ").capitalize()) for stem in stems}

    def all(self) -> list[IntentSummary]:
        """Every intent that is taught, in the order of the catalogue."""
        counts, homes = self._examples.counts(), self._family_of()
        return [
            IntentSummary(name, homes.get(name, ""), row.title_on("web"), counts.get(name, 0))
            for name, row in self._workspace.content().catalogue.intents.items()
            if name != FALLBACK
        ]

    def create(self, form: NewIntent, author: Author) -> str:
        """Make an intent: its examples, its row and its answer, in one change.

        Returns:
            The new intent's id, made from its title.

        Raises:
            Refused: something in the form does not hold; nothing is written.
        """
        name = words(form.title).replace(" ", "_")
        title = " ".join(form.title.split())
        sentences = list(dict.fromkeys(map(lists.clean, form.examples)))

        def edit(draft: Draft) -> None:
            self._check(name, title, form, sentences)
            file = f"{NLU}/{form.family}.yml"
            draft.put(file, lists.appended(draft.read(file), "intent", name, sentences))
            row = {"title": title, "destinations": [form.destination]}
            last = self._last_of(form.family)
            draft.set(sources.CATALOGUE, ("intents", name), row, after=last)
            answer = f"answer_{name}"
            texts = written(_variations(form))
            draft.set(sources.DOMAIN, ("responses", answer), texts, after=f"answer_{last}")
            checked(self._workspace, draft, responses=[answer], words=[title])

        what = f"Nouvelle intention : « {title} » ({len(sentences)} phrases)"
        self._workspace.change(author, what, _blocks(name), edit)
        return name

    def unmake(self, name: str, author: Author) -> bool:
        """Take an intent away that is as `create` left it, and that nothing refers to.

        Returns:
            If it is gone; one that somebody worked on since stays.
        """
        if name not in self._workspace.content().catalogue.intents:
            return True
        history = self._workspace.history
        first, *others = (history.changes(1, block=block) for block in _blocks(name))
        if not first or any(one != first for one in others) or self.needed_by(name):
            return False
        self.remove(name, author)
        return True

    def needed_by(self, name: str) -> list[Reference]:
        """Why an intent cannot be taken away: all that refers to it.

        Raises:
            Refused: there is none of that name.
        """
        content = self._workspace.content()
        if name not in content.catalogue.intents:
            raise Refused(f"L'intention « {name} » n'existe pas.")
        written = self._workspace.tree(sources.CATALOGUE).value
        found = references(written, content.catalogue, name)
        for text, intent in content.canaries.items():
            if intent == name:
                why = f"une phrase de contrôle l'attend (« {text} »)"
                found.append(Reference((sources.CANARIES,), why))
        own = set(self.own_answers(name))
        for title, turns in content.conversations.items():
            if any(own.intersection(turn.answered) for turn in turns):
                why = f"la conversation de contrôle « {title} » attend sa réponse"
                found.append(Reference((sources.CANARIES,), why))
        config = self._workspace.tree(sources.CONFIG).value
        if any(name in (part.get("elsewhere") or ()) for part in config.get("pipeline") or ()):
            found.append(Reference((sources.CONFIG,), "la configuration la nomme"))
        return found

    def own_answers(self, name: str) -> list[str]:
        """The responses that nothing but this intent calls for: they go with it."""
        content = self._workspace.content()
        others = {other: row for other, row in content.catalogue.intents.items() if other != name}
        still = needed_answers(content.catalogue.copy(update={"intents": others}))
        names = answer_names(content.catalogue, name)
        return [
            one
            for one in names
            if one in content.responses and one.removesuffix(SIMPLER) not in still
        ]

    def remove(self, name: str, author: Author) -> None:
        """Take an intent away: its examples, its row and its own answers.

        Raises:
            Refused: something refers to it (`needed_by`).
        """

        def edit(draft: Draft) -> None:
            needed = self.needed_by(name)
            if needed:
                whys = " ; ".join(one.why for one in needed)
                raise Refused(f"Cette intention ne peut pas être retirée : {whys}.")
            draft.set(sources.CATALOGUE, ("intents", name), ABSENT)
            for file, taught in self._workspace.taught().items():
                if name in taught.counts:
                    draft.put(file, lists.without(file, draft.read(file), "intent", name))
            for answer in self.own_answers(name):
                draft.set(sources.DOMAIN, ("responses", answer), ABSENT)
            checked(self._workspace, draft)

        row = self._workspace.content().catalogue.intents.get(name)
        title = row.title_on("web") if row else name
        what = f"Intention retirée : « {title} » ({name})"
        self._workspace.change(author, what, [f"intents/{name}", f"exemples/{name}"], edit)

    def _check(self, name: str, title: str, form: NewIntent, sentences: Sequence[str]) -> None:
        catalogue = self._workspace.content().catalogue
        if not name or not name[0].isalpha():
            raise Refused("Le titre commence par une lettre.")
        if len(title) > LONGEST_TITLE:
            raise Refused(f"Le titre a {len(title)} caractères, {LONGEST_TITLE} au plus.")
        if name in catalogue.intents:
            raise Refused(f"Il y a déjà une intention « {name} ».")
        if form.family not in self.families():
            raise Refused(f"La famille « {form.family} » n'existe pas.")
        if form.destination not in catalogue.destinations:
            raise Refused(f"La rubrique « {form.destination} » n'existe pas.")
        if len(sentences) < FEWEST_EXAMPLES:
            count = f"{FEWEST_EXAMPLES} phrases différentes au moins"
            raise Refused(f"Il faut {count}, comme les gens les écrivent.")
        self._examples.refuse(name, sentences)

    def _family_of(self) -> dict[str, str]:
        return {
            intent: Path(name).stem
            for name, taught in self._workspace.taught().items()
            for intent in taught.counts
        }

    def _last_of(self, family: str) -> str | None:
        """The last row of a family: a new one goes after it."""
        homes = self._family_of()
        names = [
            name
            for name in self._workspace.content().catalogue.intents
            if homes.get(name) == family
        ]
        return names[-1] if names else None


def _blocks(name: str) -> list[str]:
    """What `create` makes: the row, the examples, the answer."""
    return [f"intents/{name}", f"exemples/{name}", f"réponses/answer_{name}"]


def _variations(form: NewIntent) -> list[Variation]:
    web, app = form.answer_web.strip(), form.answer_app.strip()
    if not web:
        raise Refused("Il manque la réponse sur le site.")
    return [Variation(web)] if app in ("", web) else [Variation(app, "app"), Variation(web)]
