"""From destinations and a channel to a path and its links, and how they are said."""

from __future__ import annotations

from typing import Any

import pytest
from bot.actions.pointing import envelope, pointer, pointers, say, subject_of
from rasa_sdk.executor import CollectingDispatcher

from bot.catalogue import Catalogue, Channel, Destination, Intent, Link, Place, Subject

HREF = "https://www.caf.fr/"


@pytest.fixture
def small() -> Catalogue:
    """Four sections: on both channels, one of them under two names, and on one only."""
    link = Link(href=HREF, label="Ouvrir", certainty="A")
    both = {"web": Place(path=("Site", "Ici"), link="l1"), "app": Place(path=("Appli",))}
    return Catalogue(
        hosts=("www.caf.fr",),
        links={"l1": link, "l2": link, "l3": link},
        destinations={
            "both": Destination(label="Les deux", **both),
            "again": Destination(label="Encore", web=both["web"], app=Place(path=("Autre",))),
            "web_only": Destination(label="Site", web=Place(path=("Site", "Là"), link="l2")),
            "app_only": Destination(label="Appli", app=Place(path=("Appli", "Là"))),
            "app_link": Destination(label="Lien", app=Place(path=("Appli", "Lien"), link="l3")),
        },
        intents={},
        subjects={"prestation": {"rsa": {"label": "le Rsa", "link": "l2"}}},
        clarifications={},
        topics=(),
    )


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
    assert (found.destination, found.label) == (name, small.destinations[name].label)


def test_a_way_is_given_once(small: Catalogue) -> None:
    names = ["both", "again", "web_only"]
    on_web = [found.destination for found in pointers(small, names, "web")]
    on_app = [found.destination for found in pointers(small, names, "app")]
    assert on_web == ["both", "web_only"]
    assert on_app == ["both", "again", "web_only"]


def test_a_link_is_given_once(small: Catalogue) -> None:
    found = pointers(small, ["both", "again", "web_only"], "app")
    shown = envelope(small, "sujet", found)
    assert shown == {
        "intent": "sujet",
        "path": ["Appli"],
        "channel": "app",
        "destination": "both",
        "links": [
            {"id": "l1", "destination": "both", "label": "Ouvrir", "href": HREF},
            {"id": "l2", "destination": "web_only", "label": "Ouvrir", "href": HREF},
        ],
    }


def test_an_app_link_is_preferred_to_the_website_s(small: Catalogue) -> None:
    found = pointers(small, ["app_link"], "app")
    assert [link["id"] for link in envelope(small, "sujet", found)["links"]] == ["l3"]


def test_a_section_without_any_link(small: Catalogue) -> None:
    found = pointers(small, ["app_only"], "web")
    shown = envelope(small, "sujet", found)
    assert (shown["channel"], shown["links"]) == ("app", [])


def test_a_subject_s_link_comes_first_and_once(small: Catalogue) -> None:
    subject = small.subjects["prestation"]["rsa"]
    found = pointers(small, ["both", "web_only"], "web")
    links = envelope(small, "sujet", found, subject)["links"]
    assert [(link["id"], link["destination"]) for link in links] == [("l2", None), ("l1", "both")]


def test_without_a_destination_there_is_no_way(small: Catalogue) -> None:
    assert pointers(small, (), "web") == []
    assert envelope(small, "sujet", []) == {
        "intent": "sujet",
        "path": [],
        "channel": None,
        "destination": None,
        "links": [],
    }


def test_a_sensitive_subject_is_told(small: Catalogue) -> None:
    plain = Subject(label="une aide")
    sensitive = Subject(label="une aide", sensitive=True)
    found = pointers(small, ["both"], "web")
    assert "sensitive" not in envelope(small, "sujet", found)
    assert "sensitive" not in envelope(small, "sujet", found, plain)
    assert envelope(small, "sujet", found, sensitive) == {
        **envelope(small, "sujet", found, plain),
        "sensitive": True,
    }


def test_a_subject_is_found_by_kind_and_value(small: Catalogue) -> None:
    asking = Intent(title="Un sujet", subject="prestation")
    assert subject_of(small, asking, "rsa") is small.subjects["prestation"]["rsa"]
    assert subject_of(small, asking, "apl") is None
    assert subject_of(small, asking, None) is None
    assert subject_of(small, Intent(title="Un sujet", destinations=("both",)), "rsa") is None
    assert subject_of(small, Intent(title="Un sujet", subject="document"), "rsa") is None


# -- what is said

BUTTONS = [{"title": "Autre sujet", "payload": "/hors_sujet"}]


def said(way: dict[str, Any], channel: Channel, **words: str) -> list[dict[str, Any]]:
    """What `say` utters: of each message, what Rasa's dispatcher was told."""
    dispatcher = CollectingDispatcher()
    say(dispatcher, "answer_x", way, channel, BUTTONS, **words)
    return dispatcher.messages


@pytest.mark.parametrize("destinations", [["both"], []])
@pytest.mark.parametrize("channel", ["web", "app"])
def test_a_way_on_the_person_s_channel_is_one_message(
    small: Catalogue, channel: Channel, destinations: list[str]
) -> None:
    way = envelope(small, "sujet", pointers(small, destinations, channel))
    [message] = said(way, channel, subject="le Rsa")
    assert (message["response"], message["subject"]) == ("answer_x", "le Rsa")
    assert message["custom"] == way
    assert message["buttons"] == BUTTONS


@pytest.mark.parametrize(("channel", "known"), [("web", "app_only"), ("app", "web_only")])
def test_a_way_on_the_other_channel_says_so_above_it(
    small: Catalogue, channel: Channel, known: str
) -> None:
    way = envelope(small, "sujet", pointers(small, [known], channel))
    answer, elsewhere = said(way, channel, subject="le Rsa")
    assert (answer["response"], answer["subject"]) == ("answer_x", "le Rsa")
    assert (answer["custom"], answer["buttons"]) == ({}, [])
    assert elsewhere["response"] == f"answer_place_not_documented_{channel}"
    assert elsewhere["custom"] == way
    assert elsewhere["buttons"] == BUTTONS
