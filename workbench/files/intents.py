"""The intents by family: listed, made from a form, taken away with all that is theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.check import needed_answers
from bot.content import sources
from bot.content.catalogue import FALLBACK, Catalogue, parse
from bot.content.responses import Variation
from bot.content.tree import Where, read
from bot.nlu.normalise import words
from workbench.author import Author
from workbench.errors import Refused
from workbench.files import lists
from workbench.files.answers import answer_names, written
from workbench.files.checked import checked
from workbench.files.examples import Examples
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

        blocks = [f"intents/{name}", f"exemples/{name}", f"réponses/answer_{name}"]
        what = f"Nouvelle intention : « {title} » ({len(sentences)} phrases)"
        self._workspace.change(author, what, blocks, edit)
        return name

    def remove(self, name: str, author: Author) -> None:
        """Take an intent away: its examples, its row, its own answers, and what leads to it.

        Raises:
            Refused: the assistant cannot do without it.
        """
        catalogue = self._workspace.content().catalogue
        row = catalogue.intents.get(name)
        if row is None:
            raise Refused(f"L'intention « {name} » n'existe pas.")

        def edit(draft: Draft) -> None:
            for why in self._why_needed(name, catalogue):
                raise Refused(f"« {row.title_on('web')} » ne peut pas être retirée : {why}.")
            tree = read("catalogue.yml", draft.read(sources.CATALOGUE)).value
            for where, value in _without(name, tree, ()):
                draft.set(sources.CATALOGUE, where, value)
            for file, taught in self._workspace.taught().items():
                if name in taught.teaching.intents:
                    draft.put(file, lists.without(file, draft.read(file), "intent", name))
            after = parse(read("catalogue.yml", draft.read(sources.CATALOGUE)))
            needed = needed_answers(after)
            responses = read("domain.yml", draft.read(sources.DOMAIN)).value["responses"]
            for answer in answer_names(catalogue, name):
                if answer in responses and answer not in needed:
                    draft.set(sources.DOMAIN, ("responses", answer), ABSENT)
            checked(self._workspace, draft)

        what = f"Intention retirée : « {row.title_on('web')} » ({name})"
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

    def _why_needed(self, name: str, catalogue: Catalogue) -> Iterator[str]:
        for role, intent in catalogue.roles.items():
            if intent == name:
                yield f"elle a le rôle « {role} »"
        for text, intent in self._workspace.content().canaries.items():
            if intent == name:
                yield f"une phrase de contrôle l'attend (« {text} »)"
        config = self._workspace.tree(sources.CONFIG).value
        if any(name in (part.get("elsewhere") or ()) for part in config.get("pipeline") or ()):
            yield "la configuration la nomme"
        for clarification, row in catalogue.clarifications.items():
            if name in row.intents and len(row.intents) <= 2:
                yield f"la question « {clarification} » n'aurait plus qu'un choix"

    def _family_of(self) -> dict[str, str]:
        return {
            intent: Path(name).stem
            for name, taught in self._workspace.taught().items()
            for intent in taught.teaching.intents
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


def _variations(form: NewIntent) -> list[Variation]:
    web, app = form.answer_web.strip(), form.answer_app.strip()
    if not web:
        raise Refused("Il manque la réponse sur le site.")
    return [Variation(web)] if app in ("", web) else [Variation(app, "app"), Variation(web)]


def _without(name: str, value: Any, where: Where) -> Iterator[tuple[Where, object]]:
    """What changes in the catalogue when an intent goes: its row, and lists that name it."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "intents" and isinstance(one, dict) and name in one:
                # A mapping that would be empty goes with its key.
                yield (*where, key, *([name] if len(one) > 1 else [])), ABSENT
                one = {other: row for other, row in one.items() if other != name}
            yield from _without(name, one, (*where, key))
    elif isinstance(value, list) and name in value and where[-1] in _NAMING:
        yield where, [one for one in value if one != name]


# Keys whose lists hold the names of intents.
_NAMING = frozenset({"follow_ups", "intents", "topics"})
