"""Talk with the assistant in the terminal."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Literal

import typer

from assistant.commands.common import ModelOption, fail, loaded

ChannelOption = Annotated[
    Literal["web", "app"],
    typer.Option("--channel", help="Le support de la personne : le site ou l'appli."),
]


def chat(channel: ChannelOption = "web", model: ModelOption = None) -> None:
    """Converser avec l'assistant dans le terminal."""
    source = loaded(model)
    from assistant.terminal import converse

    converse(source, channel)


def ask(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXTE",
            help="La demande, entre guillemets, ou « - » pour la lire sur l'entrée standard.",
        ),
    ],
    channel: ChannelOption = "web",
    model: ModelOption = None,
) -> None:
    """Poser une seule question et voir ce qui est compris et répondu."""
    if words[0].startswith("--") and "--" not in sys.argv:
        typer.secho(
            f"L'option {words[0]} n'existe pas. Aide : assistant ask --help", fg="red", err=True
        )
        raise typer.Exit(2)
    text = sys.stdin.read().strip() if words == ["-"] else _decoded(" ".join(words))
    if not text.strip():
        fail("Il n'y a pas de texte à comprendre. Aide : assistant ask --help", 2)
    source = loaded(model)
    from assistant.terminal import answer_once

    answer_once(source, channel, text)


def _decoded(text: str) -> str:
    """Words of the command line as UTF-8, where the locale could not read them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text).decode("utf-8", "replace")
    return text
