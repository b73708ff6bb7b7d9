"""What `assistant check` would say of a change before it is written: new faults refuse it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from bot.check import canary_faults
from bot.content import Content, sources
from bot.content import responses as answers
from bot.content.catalogue import Catalogue
from bot.content.coherence import parse
from bot.content.faults import ContentError
from bot.content.spoken import domain_faults
from bot.content.tree import read
from workbench.errors import Refused
from workbench.files.workspace import Draft, Workspace

_CHECKED = (sources.CATALOGUE, sources.DOMAIN, sources.CANARIES)


def checked(
    workspace: Workspace, draft: Draft, responses: Iterable[str] = (), words: Iterable[str] = ()
) -> Content:
    """The content as a draft leaves it, if nothing in it is worse than before.

    Args:
        responses: those that the draft changes; the guard reads them with all that may
            stand in their holes.
        words: of the catalogue, that the draft changes; the guard reads them too.

    Raises:
        Refused: with every new fault, in French.
    """
    now = Draft(workspace.project)
    before = set(_messages(now.read))
    after = [message for message in _messages(draft.read) if message not in before]
    if after:
        raise Refused("\n".join(after))
    content = _content(workspace.content(), draft)
    said = [why for name in responses for why in workspace.checks.of_response(content, name)]
    said += [why for text in words if (why := workspace.checks.of_words(content, text)) is not None]
    if said:
        raise Refused("\n".join(dict.fromkeys(said)))
    return content


def catalogue_in(draft: Draft) -> Catalogue:
    """The catalogue as a draft leaves it; raises ContentError when it does not hold."""
    return parse(read("catalogue.yml", draft.read(sources.CATALOGUE)))


def _messages(reads: Callable[[str], bytes]) -> list[str]:
    """The faults of catalogue, domain and canaries, in French."""
    catalogue_tree, domain, canaries = (read(name, reads(name)) for name in _CHECKED)
    try:
        catalogue = parse(catalogue_tree)
        found = [*domain_faults(domain, catalogue), *canary_faults(canaries, catalogue, domain)]
    except ContentError as error:
        found = error.faults
    return [fault.message for fault in found]


def _content(now: Content, draft: Draft) -> Content:
    domain = read(sources.DOMAIN, draft.read(sources.DOMAIN)).value
    return dataclasses.replace(
        now, catalogue=catalogue_in(draft), responses=answers.parse(domain["responses"])
    )
