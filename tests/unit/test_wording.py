"""From ids and a channel to words: text, ways, links and choices."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.content.catalogue import (
    CHANNELS,
    ByChannel,
    Catalogue,
    Channel,
    Destination,
    Intent,
    Link,
    Place,
    Subject,
)
from bot.content.responses import Variation
from bot.content.wording import Named, UnknownName, first_sentence, pointer, pointers, word

HREF = "https://www.caf.fr/"


@pytest.fixture
def small() -> Catalogue:
    """Five sections: on both channels, one of them under two names, and on one only."""
    link = Link(href=HREF, label="Ouvrir", certainty="A")
    both = {"web": Place(path=("Site", "Ici"), link="l1"), "app": Place(path=("Appli",))}
    return Catalogue(
        hosts=("www.caf.fr",),
        links={
            "l1": link,
            "l2": link,
            "l3": link,
            "tel": Link(**{**link.dict(), "href": "tel:3230"}),
        },
        destinations={
            "both": Destination(label=ByChannel(web="Les deux", app="Deux"), **both),
            "again": Destination(label="Encore", web=both["web"], app=Place(path=("Autre",))),
            "web_only": Destination(label="Site", web=Place(path=("Site", "Là"), link="l2")),
            "app_only": Destination(label="Appli", app=Place(path=("Appli", "Là"))),
            "app_link": Destination(label="Lien", app=Place(path=("Appli", "Lien"), link="l3")),
        },
        intents={
            "sujet": Intent(title=ByChannel(web="Un sujet", app="Sujet")),
            "refuser": Intent(title="Non"),
            "nlu_fallback": Intent(title="Autre chose"),
        },
        subjects={"prestation": {"rsa": Subject(label="le Rsa", link="l2")}},
        clarifications={},
        topics=(),
        roles={"none_of_these": "refuser"},
    )


@pytest.fixture
def spoken(small: Catalogue) -> Content:
    responses = {
        "plain": (Variation("Bonjour."),),
        "by_channel": (Variation("Au téléphone.", "app"), Variation("À l'écran.")),
        "holes": (Variation("{subject} : {label}, {steps}"),),
        "several": (Variation("Un."), Variation("Deux."), Variation("Appli.", "app")),
    }
    return Content("essai", small, responses, {}, {}, {})


@pytest.mark.parametrize(
    ("name", "asked", "given", "path"),
    [
        ("both", "web", "web", ("Site", "Ici")),
        ("both", "app", "app", ("Appli",)),
        ("web_only", "app", "web", ("Site", "Là")),
        ("app_only", "web", "app", ("Appli", "Là")),
    ],
)
def test_a_section_is_shown_where_it_is_known(
    small: Catalogue, name: str, asked: str, given: str, path: tuple[str, ...]
) -> None:
    found = pointer(small, name, asked)  # type: ignore[arg-type]
    assert (found.channel, tuple(found.place.path)) == (given, path)
    assert (found.destination, found.label) == (
        name,
        small.destinations[name].label_on(given),  # type: ignore[arg-type]
    )


def test_a_way_is_given_once(small: Catalogue) -> None:
    names = ["both", "again", "web_only"]
    on_web = [found.destination for found in pointers(small, names, "web")]
    on_app = [found.destination for found in pointers(small, names, "app")]
    assert on_web == ["both", "web_only"]
    assert on_app == ["both", "again", "web_only"]


def links(content: Content, channel: Channel = "web", **named: object) -> list[str]:
    worded = word(content, "plain", Named(**named), channel)
    return [link.id for link in worded.links]


def test_a_link_is_given_once_and_the_app_gets_the_website_s(spoken: Content) -> None:
    worded = word(spoken, "plain", Named(destinations=["both", "again", "web_only"]), "app")
    assert [(link.id, link.destination) for link in worded.links] == [
        ("l1", "both"),
        ("l2", "web_only"),
    ]
    assert [one.destination for one in worded.pointers] == ["both", "again", "web_only"]


def test_an_app_link_is_preferred_to_the_website_s(spoken: Content) -> None:
    assert links(spoken, "app", destinations=["app_link"]) == ["l3"]


def test_a_section_without_any_link(spoken: Content) -> None:
    assert links(spoken, destinations=["app_only"]) == []


def test_links_that_are_named_come_first_and_once(spoken: Content) -> None:
    assert links(spoken, links=["tel", "l2"], destinations=["both", "web_only"]) == [
        "tel",
        "l2",
        "l1",
    ]


def test_the_channel_that_is_asked_for_counts(spoken: Content) -> None:
    worded = word(spoken, "by_channel", Named(destinations=["both"], channel="web"), "app")
    assert worded.text == "À l'écran."
    assert list(worded.pointers[0].place.path) == ["Site", "Ici"]


def test_holes_are_filled_from_ids(spoken: Content) -> None:
    named = Named(subject=("prestation", "rsa"), destinations=["both"])
    assert word(spoken, "holes", named, "web").text == "le Rsa : Les deux, Site > Ici"
    assert word(spoken, "holes", named, "app").text == "le Rsa : Deux, Appli"


def test_variations_come_in_turn_and_the_channel_s_own_first(spoken: Content) -> None:
    said = [word(spoken, "several", Named(), "web", turn).text for turn in range(3)]
    assert said == ["Un.", "Deux.", "Un."]
    assert word(spoken, "several", Named(), "app", 1).text == "Appli."


def test_choices_have_titles_and_none_of_these_plays_its_role(spoken: Content) -> None:
    worded = word(spoken, "plain", Named(choices=["sujet", "nlu_fallback"]), "app")
    assert worded.choices == [("sujet", "Sujet"), ("refuser", "Autre chose")]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("response", "named", "kind"),
    [
        ("unknown", {}, "response"),
        ("plain", {"intent": "unknown"}, "intent"),
        ("plain", {"destinations": ["unknown"]}, "destination"),
        ("plain", {"links": ["unknown"]}, "link"),
        ("plain", {"choices": ["unknown"]}, "choice"),
        ("plain", {"subject": ("prestation", "unknown")}, "subject"),
        ("plain", {"subject": ("unknown", "rsa")}, "subject"),
        ("holes", {"destinations": ["both"]}, "hole"),
    ],
)
def test_what_the_content_does_not_hold_cannot_be_said(
    spoken: Content, channel: Channel, response: str, named: dict[str, object], kind: str
) -> None:
    with pytest.raises(UnknownName) as unknown:
        word(spoken, response, Named(**named), channel)
    assert unknown.value.kind == kind


def test_the_brief_of_a_list_holds_its_first_line() -> None:
    listed = "Il vous faut :\n- un Rib\n- une photo"
    assert first_sentence(listed) == "Il vous faut :\n- un Rib"
    assert first_sentence("Appelez :") == "Appelez :"
    assert first_sentence("1. Ouvrez la page\n2. Validez") == "Ouvrez la page"
