"""The assistant without JavaScript: every topic, its answer, the way to go and the links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from bot.actions.pointing import Pointer, pointers
from bot.catalogue import Catalogue, Intent

Responses = Mapping[str, Sequence[Mapping[str, Any]]]

URGENT = "urgence_sociale"
ELSEWHERE = "Autres sujets"
IN_THE_APP = "Dans l'appli Caf - Mon Compte"

_STRONG = re.compile(r"\*\*(.+?)\*\*")

_PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tous les sujets - Assistant Mon Compte</title>
<link rel="stylesheet" href="{static}/topics.css">
</head>
<body>
<main>
<h1>Que voulez-vous faire ?</h1>
<p>Choisissez un sujet : la réponse montre où aller. Ces réponses sont automatiques et ne tiennent
pas compte de votre dossier. Un lien peut demander de vous connecter à Mon Compte.</p>
{urgent}
{sections}
<p class="contact">Vous ne trouvez pas ? Appelez la Caf au <a href="tel:3230">32 30</a>
(service gratuit + prix d'un appel).</p>
</main>
</body>
</html>
"""


def topics_page(catalogue: Catalogue, responses: Responses, static: str = "/static") -> str:
    """The page, as HTML that needs no script.

    Args:
        catalogue: the topics, where each one leads, and the links.
        responses: the bot's answers, as `domain.responses` holds them.
        static: the address of the static files, without a final slash.
    """
    sections: dict[str, list[str]] = {}
    for name, intent in catalogue.intents.items():
        if intent.suggested and name != URGENT and f"answer_{name}" in responses:
            topic = _topic(catalogue, name, intent, responses)
            sections.setdefault(_section(catalogue, intent), []).append(topic)
    if ELSEWHERE in sections:
        sections[ELSEWHERE] = sections.pop(ELSEWHERE)
    return _PAGE.format(
        static=escape(static),
        urgent="".join(_urgent(catalogue, responses)),
        sections="\n".join(
            f"<section><h2>{escape(title)}</h2>\n{''.join(topics)}</section>"
            for title, topics in sections.items()
        ),
    )


def _urgent(catalogue: Catalogue, responses: Responses) -> Iterator[str]:
    if URGENT in catalogue.intents and f"answer_{URGENT}" in responses:
        title = escape(catalogue.intents[URGENT].title)
        yield f'<section class="urgent"><h2>{title}</h2>{_answer(responses, URGENT)}</section>'


def _section(catalogue: Catalogue, intent: Intent) -> str:
    """The heading under which the portal has this topic."""
    found = pointers(catalogue, intent.destinations, "web")
    if not found:
        return ELSEWHERE
    if found[0].channel == "app":
        return IN_THE_APP
    path = found[0].place.path
    return str(path[1]) if path[0] == "Mon Compte" and len(path) > 1 else str(path[0])


def _topic(catalogue: Catalogue, name: str, intent: Intent, responses: Responses) -> str:
    ways = "".join(
        _way(catalogue, pointer) for pointer in pointers(catalogue, intent.destinations, "web")
    )
    return (
        f'<details id="{escape(name)}"><summary>{escape(intent.title)}</summary>'
        f"{_answer(responses, name)}{ways}</details>\n"
    )


def _answer(responses: Responses, name: str) -> str:
    """The answer of the website: the variation for `web`, or the one for every channel."""
    variations = responses[f"answer_{name}"]
    chosen = next(
        (one for one in variations if one.get("channel") in ("web", None)),
        variations[0],
    )
    lines = (
        _STRONG.sub(r"<strong>\1</strong>", escape(line))
        for line in str(chosen.get("text", "")).strip().splitlines()
    )
    return f"<p>{'<br>'.join(lines)}</p>"


def _way(catalogue: Catalogue, pointer: Pointer) -> str:
    steps = "".join(f"<li>{escape(step)}</li>" for step in pointer.place.path)
    link = catalogue.links.get(pointer.place.link or "")
    go = (
        f'<p><a href="{escape(link.href)}">{escape(link.label)}</a> ({escape(link.host)})</p>'
        if link
        else ""
    )
    return f'<ol class="path">{steps}</ol>{go}'
