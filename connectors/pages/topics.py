"""The assistant without JavaScript: every topic, its answer, the way to go and the links."""

from __future__ import annotations

import re
from html import escape

from bot.content import Content
from bot.content.catalogue import Channel, Intent
from bot.content.typography import typeset
from bot.content.wording import Pointer, pointers

CHANNEL: Channel = "web"

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_PHONE = re.compile(r"\b32\s30\b")

_PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{static}/topics.css">
</head>
<body>
<main>
<h1>{heading}</h1>
<p>{intro}</p>
{urgent}
{sections}
<p class="contact">{contact}</p>
</main>
</body>
</html>
"""


def topics_page(content: Content, static: str = "/static") -> str:
    """The page, as HTML that needs no script.

    Args:
        content: the topics, their answers, where each one leads, and the links.
        static: the address of the static files, without a final slash.
    """
    elsewhere = _words(content, "elsewhere")
    urgent = content.catalogue.roles["urgent"]
    sections: dict[str, list[str]] = {}
    for name, intent in content.catalogue.intents.items():
        if intent.suggested and name != urgent and f"answer_{name}" in content.responses:
            topic = _topic(content, name, intent)
            sections.setdefault(_section(content, intent), []).append(topic)
    if elsewhere in sections:
        sections[elsewhere] = sections.pop(elsewhere)
    return _PAGE.format(
        static=escape(static),
        title=_words(content, "title"),
        heading=_words(content, "heading"),
        intro=_words(content, "intro"),
        contact=_PHONE.sub(r'<a href="tel:3230">\g<0></a>', _words(content, "contact")),
        urgent=_urgent(content, urgent),
        sections="\n".join(
            f"<section><h2>{title}</h2>\n{''.join(topics)}</section>"
            for title, topics in sections.items()
        ),
    )


def _words(content: Content, name: str) -> str:
    return _shown(content.text(f"connector_topics_{name}", CHANNEL))


def _shown(text: str) -> str:
    """A text as people read it, as HTML."""
    return escape(typeset(text), quote=False)


def _urgent(content: Content, name: str) -> str:
    if f"answer_{name}" not in content.responses:
        return ""
    title = _shown(content.catalogue.intents[name].title_on(CHANNEL))
    return f'<section class="urgent"><h2>{title}</h2>{_answer(content, name)}</section>'


def _section(content: Content, intent: Intent) -> str:
    """The heading under which the portal has this topic."""
    found = pointers(content.catalogue, intent.destinations, CHANNEL)
    if not found:
        return _words(content, "elsewhere")
    if found[0].channel == "app":
        return _words(content, "in_app")
    path = found[0].place.path
    return _shown(path[1] if path[0] == "Mon Compte" and len(path) > 1 else path[0])


def _topic(content: Content, name: str, intent: Intent) -> str:
    ways = "".join(
        _way(content, pointer)
        for pointer in pointers(content.catalogue, intent.destinations, CHANNEL)
    )
    return (
        f'<details id="{escape(name)}"><summary>{_shown(intent.title_on(CHANNEL))}</summary>'
        f"{_answer(content, name)}{ways}</details>\n"
    )


def _answer(content: Content, name: str) -> str:
    lines = (
        _STRONG.sub(r"<strong>\1</strong>", _shown(line))
        for line in content.text(f"answer_{name}", CHANNEL).splitlines()
    )
    return f"<p>{'<br>'.join(lines)}</p>"


def _way(content: Content, pointer: Pointer) -> str:
    steps = "".join(f"<li>{_shown(step)}</li>" for step in pointer.place.path)
    link = content.catalogue.links.get(pointer.place.link or "")
    go = (
        f'<p><a href="{escape(link.href)}">{_shown(link.label)}</a> ({escape(link.host)})</p>'
        if link
        else ""
    )
    return f'<ol class="path">{steps}</ol>{go}'
