"""What click and typer say by themselves, in French."""

from __future__ import annotations

import sys

import click
import typer.core

_WORDS = {
    "Usage:": "Usage :",
    "Options": "Options",
    "Commands": "Commandes",
    "Arguments": "Arguments",
    "Show this message and exit.": "Montrer cette aide.",
    "default: {default}": "par défaut : {default}",
    "required": "obligatoire",
    "Aborted!": "Interrompu.",
}


def speak_french() -> None:
    """Let help texts be French; to be called before the first one is made."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("click", "typer") and hasattr(module, "_"):
            module._ = lambda text: _WORDS.get(text, text)  # type: ignore[attr-defined]
    # With rich, typer marks its own brackets, and takes half a second more.
    typer.core.HAS_RICH = False


def explain(error: click.UsageError) -> str:
    """A wrong command line in one French sentence."""
    command = error.ctx.command_path if error.ctx else "assistant"
    return f"{_why(error)}. Aide : {command} --help"


def _why(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"L'option {error.option_name} n'existe pas{_meant(error.possibilities)}"
    if isinstance(error, click.BadOptionUsage):
        return f"L'option {error.option_name} ne s'emploie pas ainsi"
    if isinstance(error, click.MissingParameter):
        return f"Il manque {error.param.human_readable_name if error.param else 'une valeur'}"
    if isinstance(error, click.BadParameter) and error.param:
        return f"La valeur de {error.param.opts[0]} ne convient pas{_choices(error.param.type)}"
    known = error.ctx.command if error.ctx else None
    if isinstance(known, click.Group) and error.ctx:
        return f"Il faut l'une de ces commandes : {', '.join(known.list_commands(error.ctx))}"
    return "Il y a un mot de trop" if known else "Cette commande n'existe pas"


def _meant(near: object) -> str:
    """What the person may have meant."""
    return f" ; peut-être {', '.join(near)}" if isinstance(near, list) and near else ""


def _choices(kind: click.ParamType) -> str:
    if isinstance(kind, click.Choice):
        return f" : {' ou '.join(kind.choices)}"
    if isinstance(kind, click.IntRange):
        return f" : un nombre de {kind.min} à {kind.max}"
    return ""
