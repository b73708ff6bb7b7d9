"""The whole check: the files, then what a person would really read of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot import check
from bot.content import Content, sources
from bot.content.catalogue import ANSWER, CHANNELS, FALLBACK, Catalogue, Channel
from bot.content.faults import Fault
from bot.content.folders import in_project
from bot.content.responses import HOLE, fill
from bot.content.tree import Tree, read
from bot.content.wording import Named, UnknownName, every_word, word
from connectors.privacy.guard import Guard
from connectors.privacy.redaction import redact

_WHY = {
    "empty": "il n'y a rien à lire",
    "digits": "le garde y voit un numéro personnel",
    "host": "il nomme un site qui n'est pas dans « hosts »",
}


def faults(project: Path = sources.PROJECT) -> list[Fault]:
    """Everything to mend, each with its line; the guard is asked when the files hold."""
    found = check.faults(project)
    if found:
        return found
    domain = read("domain.yml", in_project(project, sources.DOMAIN).read_bytes())
    content = Content.from_files(project)
    return [
        *_schema_faults(domain, in_project(project, sources.DOMAIN)),
        *_guarded(domain, content),
        *_unfilled(domain, content),
        *_catalogue_words(
            read("catalogue.yml", (project / sources.CATALOGUE).read_bytes()), content
        ),
    ]


class PartChecks:
    """The same of one part of the content: what the workbench asks before it writes one."""

    def of_response(self, content: Content, response: str) -> Iterator[str]:
        """Why a response would not go out, each in French."""
        guard, fillings = Guard(content), list(every_word(content.catalogue))
        for variation in content.responses[response]:
            yield from _broken(guard, response, variation.text, fillings)
        for channel in CHANNELS:
            for said, named in answers(content, channel):
                if said == response:
                    missing = _missing(content, response, named, channel)
                    if missing is not None:
                        yield missing
                        return

    def of_words(self, content: Content, text: str) -> str | None:
        """Why words of the catalogue would not go out, in French, or None."""
        rule = Guard(content).rule_broken_by(text)
        return None if rule is None else f"« {text} » ne sortirait pas : {_WHY[rule]}"

    def of_example(self, text: str) -> str | None:
        """Why a sentence may not be kept, in French, or None."""
        if redact(text).kinds:
            return "cette phrase contient un numéro ou une adresse personnels"
        return None


def _schema_faults(domain: Tree, path: Path) -> Iterator[Fault]:
    """What Rasa itself would refuse of the domain."""
    from rasa.shared.constants import DOMAIN_SCHEMA_FILE
    from rasa.shared.exceptions import YamlSyntaxException
    from rasa.shared.utils.validation import YamlValidationException, validate_yaml_schema

    try:
        validate_yaml_schema(path.read_text(encoding="utf-8-sig"), DOMAIN_SCHEMA_FILE)
    except YamlSyntaxException as error:
        # Rasa's reader is stricter than ours in places.
        mark = getattr(error.underlying_yaml_exception, "problem_mark", None)
        yield Fault(domain.name, mark.line + 1 if mark else 1, "Rasa ne lit pas cette ligne")
    except YamlValidationException as error:
        for refused in error.validation_errors or []:
            where = [int(key) if key.isdigit() else key for key in refused.path.split("/") if key]
            yield domain.fault(where, f"Rasa refuse cette partie ({'.'.join(map(str, where))})")


def _guarded(domain: Tree, content: Content) -> Iterator[Fault]:
    """Each text, with everything that its holes may be filled with, before the guard."""
    guard = Guard(content)
    fillings = list(every_word(content.catalogue))
    for name, variations in content.responses.items():
        for number, variation in enumerate(variations):
            for message in _broken(guard, name, variation.text, fillings):
                yield domain.fault(("responses", name, number), message)


def _broken(
    guard: Guard, name: str, text: str, fillings: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    """What the guard has against a text, each rule once."""
    wanted = fillings if HOLE.search(text) else fillings[:1]
    rules = {guard.rule_broken_by(said) for said in {fill(text, words) for words in wanted}}
    for rule in sorted(rule for rule in rules if rule is not None):
        yield f"« {name} » ne sortirait pas : {_WHY[rule]}"


def _catalogue_words(tree: Tree, content: Content) -> Iterator[Fault]:
    """What the catalogue's own words say, before the guard: titles of buttons, ways, labels."""
    guard = Guard(content)
    for where, text in dict.fromkeys(_said_by(content.catalogue)):
        rule = guard.rule_broken_by(text)
        if rule is not None:
            yield tree.fault(where, f"« {text} » ne sortirait pas : {_WHY[rule]}")


def _said_by(catalogue: Catalogue) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for channel in CHANNELS:
        for name, intent in catalogue.intents.items():
            yield ("intents", name, "title"), intent.title_on(channel)
        for name, destination in catalogue.destinations.items():
            yield ("destinations", name, "label"), destination.label_on(channel)
            place = destination.place(channel)
            for number, step in enumerate(place.path if place else ()):
                yield ("destinations", name, channel, "path", number), step
            for number, step in enumerate(place.steps if place else ()):
                yield ("destinations", name, channel, "steps", number), step
    for name, link in catalogue.links.items():
        yield ("links", name, "label"), link.label
    for kind, rows in catalogue.subjects.items():
        for name, subject in rows.items():
            yield ("subjects", kind, name, "label"), subject.label


def _unfilled(domain: Tree, content: Content) -> Iterator[Fault]:
    """Answers with a hole that their row of the catalogue cannot fill."""
    said = [(channel, *one) for channel in CHANNELS for one in answers(content, channel)]
    told: set[str] = set()
    for channel, response, named in said:
        missing = _missing(content, response, named, channel)
        if missing is not None and response not in told:
            told.add(response)
            yield domain.fault(("responses", response), missing)


def _missing(content: Content, response: str, named: Named, channel: Channel) -> str | None:
    try:
        word(content, response, named, channel)
    except UnknownName as unknown:
        return f"« {response} » : rien ne remplit {{{unknown.name}}} ici"
    return None


def answers(content: Content, channel: Channel) -> Iterator[tuple[str, Named]]:
    """What `action_answer` may say of each row, and what the connectors say."""
    for name, intent in content.catalogue.intents.items():
        if intent.action != ANSWER or name in {*content.catalogue.acts, FALLBACK}:
            continue
        yield f"answer_{name}", Named(destinations=intent.destinations, channel=channel)
        kind = intent.subject
        for subject, row in content.catalogue.subjects.get(kind, {}).items() if kind else ():
            change = row.changes(name)
            places = intent.destinations if change.destinations is None else change.destinations
            yield (
                change.answer or f"answer_{name}_with_subject",
                Named(destinations=places, subject=(kind or "", subject), channel=channel),
            )
    for response in ("connector_welcome", "connector_farewell", "connector_thanks"):
        yield response, Named()
