"""The content: families of intents, and one intent with its title."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from bot.content import Content
from bot.content.catalogue import Link
from bot.nlu.normalise import words
from workbench.errors import Changed, Refused
from workbench.files.intents import LONGEST_TITLE
from workbench.pages.cards import Titles
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.paging import place_of
from workbench.pages.picks import subject_picks
from workbench.pages.preview import Preview, preview
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

ON_A_PAGE = 100
DONE = {
    "ajout": "La phrase est ajoutée.",
    "ajouts": "Les phrases sont ajoutées.",
    "changement": "La phrase est changée.",
    "deplacement": "C'est déplacé.",
    "retrait": "C'est retiré.",
    "titre": "Le titre est changé.",
    "reponse": "La réponse est changée.",
    "lien": "Le lien est changé.",
    "nouveau_lien": "Le lien est ajouté. Ouvrez-le, puis dites qu'il marche.",
    "suite": "C'est changé : voyez l'aperçu.",
    "rubrique": "C'est changé.",
    "mot": "Le mot est enregistré.",
    "mot_retire": "Le mot est retiré.",
    "formes": "Les façons de l'écrire sont enregistrées.",
    "nomment": "Ces mots nomment ce sujet, après le prochain entraînement.",
    "avis": "L'avis est enregistré.",
    "avis_retire": "L'avis est retiré.",
    "intention_retiree": "L'intention est retirée.",
    "verifie": "C'est noté : vérifié aujourd'hui.",
    "import": "Le classeur est importé.",
    "creation": "L'intention est créée. Elle sera comprise après le prochain entraînement.",
}


def add(doors: Doors, bench: Bench) -> None:
    """The families, the page of an intent, and its title."""
    editing = bench.editing

    @doors.get("/contenu", needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        intents = await asyncio.to_thread(editing.intents)
        families = await asyncio.to_thread(editing.families.families)
        rows = [
            (name, title, [one for one in intents if one.family == name])
            for name, title in families.items()
        ]
        rows = sorted((row for row in rows if row[2]), key=lambda row: row[1].casefold())
        return bench.view.page("content.html", visit, families=rows, done=done_of(visit))

    @doors.get("/contenu/intention/<intent:str>", needs=Role.reader)
    async def shown(visit: Visit, intent: str) -> HTTPResponse:
        return await intent_page(bench, visit, intent)

    @doors.post("/contenu/intention/<intent:str>/titre", needs=Role.editor)
    async def rename(visit: Visit, intent: str) -> HTTPResponse:
        await known_intent(bench, intent)
        web, app = visit.field("titre"), visit.field("titre-appli")
        title = {"web": web, "app": app} if app and app != web else web
        try:
            if not web or len(web) > LONGEST_TITLE or len(app) > LONGEST_TITLE:
                raise Refused(f"Un titre a entre 1 et {LONGEST_TITLE} caractères.")
            await asyncio.to_thread(
                editing.rows.write,
                ("intents", intent),
                {"title": title},
                visit.field("version"),
                visit.author,
            )
        except (Refused, Changed) as error:
            return await intent_page(bench, visit, intent, refused_form(visit, "titre", error))
        return to_intent(intent, fait="titre")


async def known_intent(bench: Bench, intent: str) -> Titles:
    """The titles of all intents; NotFound when there is none of this name."""
    titles = Titles(await asyncio.to_thread(bench.editing.intents))
    if not titles.choice(intent):
        raise NotFound(intent)
    return titles


async def intent_page(bench: Bench, visit: Visit, intent: str, form: Form = FRESH) -> HTTPResponse:
    """One intent: title, answers, links, examples.

    Args:
        form: one of its forms that was refused.
    """
    titles = await known_intent(bench, intent)
    return bench.view.page(
        "intent.html",
        visit,
        form.status,
        intent=intent,
        titles=titles,
        form=form,
        fresh=FRESH,
        done=done_of(visit),
        on_a_page=ON_A_PAGE,
        **await asyncio.to_thread(_drawn, bench, visit, intent),
    )


def _drawn(bench: Bench, visit: Visit, intent: str) -> dict[str, Any]:
    editing = bench.editing
    content = editing.workspace.content()
    row = content.catalogue.intents[intent]
    every = editing.examples.of(intent)
    wanted, place = visit.asked("cherche"), place_of(visit)
    found = _holding(every, wanted)
    shown = found[ON_A_PAGE * (place - 1) : ON_A_PAGE * place]
    answers = [(one, preview(content, intent, one)) for one in editing.answers.of_intent(intent)]
    new = visit.asked("phrase")
    near = editing.examples.doubles(new, intent) if new else []
    return {
        "row": row,
        "title_web": row.title_on("web"),
        "title_app": row.title_on("app"),
        "version": editing.rows.read("intents", intent).version,
        "total": len(every),
        "found": len(found),
        "examples": shown,
        "wanted": wanted,
        "query": urlencode({"cherche": wanted}) if wanted else "",
        "place": place,
        "more": len(found) > ON_A_PAGE * place,
        "answers": answers,
        "links": _links(content, [one for _, one in answers]),
        "subjects": subject_picks(editing.forms.subjects()),
        "near": [one.text for one in near if not one.exact][:5],
    }


def _holding(examples: Sequence[str], wanted: str) -> list[str]:
    asked = words(wanted).split()
    if not asked:
        return list(examples)
    folded = ((text, f" {words(text)}") for text in examples)
    return [text for text, said in folded if all(f" {one}" in said for one in asked)]


def _links(content: Content, previews: Sequence[Sequence[Preview]]) -> dict[str, Link]:
    """The links of these answers, each once, by id."""
    found = (link.id for each in previews for one in each for link in one.links)
    return {name: content.catalogue.links[name] for name in found}


def done_of(visit: Visit) -> str:
    """What was just done, in French."""
    return DONE.get(visit.asked("fait"), "")


def to_intent(intent: str, **told: str) -> HTTPResponse:
    """Back to the page of an intent."""
    return redirect(f"/contenu/intention/{intent}?{urlencode(told)}", status=303)
