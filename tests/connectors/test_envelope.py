"""What each channel shows of an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content import Content
from bot.content.catalogue import Catalogue, Channel
from bot.content.typography import typeset
from bot.content.wording import Named, word
from bot.engine.turns import Recorder
from connectors.conversation.dresser import Dresser
from connectors.conversation.opening import SUGGESTIONS, suggestions
from connectors.privacy.guard import Spoken


def said(content: Content, intent: str, channel: Channel) -> Spoken:
    row = content.catalogue.intents[intent]
    named = Named(intent=intent, destinations=row.destinations, choices=row.follow_ups)
    response = f"answer_{intent}"
    return Spoken(response, named, word(content, response, named, channel))


def test_on_the_web_links_are_web_links(content: Content) -> None:
    dressed = Dresser(content, "web", "cafmoncompte://").dress(
        [said(content, "consulter_paiements", "web")], 2
    )
    (message,) = dressed.messages
    assert message.text == typeset(content.text("answer_consulter_paiements", "web"))
    assert message.path == ["Mon Compte", "Mes paiements et mes droits"]
    [place] = message.places or []
    assert (place.path, place.link) == (message.path, "mes_paiements")
    assert message.links and message.links[0].kind == "web"
    assert message.links[0].href == content.catalogue.links["mes_paiements"].href
    assert message.links[0].fallback is None
    assert message.choices and [choice.id for choice in message.choices] == ["c2-1", "c2-2"]
    assert dressed.offers["c2-1"].payload == "/paiement_non_recu"
    assert dressed.answers[0].intent == "consulter_paiements"


def test_on_the_app_a_deep_link_has_the_web_as_its_fallback(content: Content) -> None:
    dresser = Dresser(content, "app", "cafmoncompte://")
    (message,) = dresser.dress([said(content, "consulter_paiements", "app")], 1).messages
    assert message.path == ["Accueil", "Mon dernier paiement"]
    assert message.links and message.links[0].kind == "app"
    assert message.links[0].href == "cafmoncompte://dernier_paiement"
    assert message.links[0].fallback
    assert message.links[0].fallback.href == content.catalogue.links["mes_paiements"].href


def test_without_a_base_the_app_gets_the_path_and_the_web_link(content: Content) -> None:
    dressed = Dresser(content, "app", None).dress([said(content, "consulter_paiements", "app")], 1)
    assert dressed.messages[0].path == ["Accueil", "Mon dernier paiement"]
    assert dressed.messages[0].links and dressed.messages[0].links[0].kind == "web"


def test_a_tab_without_a_web_page_still_has_a_deep_link(content: Content) -> None:
    dresser = Dresser(content, "app", "https://app.example/")
    (message,) = dresser.dress([said(content, "gerer_compte", "app")], 1).messages
    assert message.links and message.links[0].href == "https://app.example/gerer_compte"
    assert message.links[0].label == "Ouvrir Gérer mon compte"
    (bare,) = (
        Dresser(content, "app", None).dress([said(content, "gerer_compte", "app")], 1).messages
    )
    assert bare.links is None and bare.path


def test_a_section_that_is_not_in_the_app_gets_a_web_link(content: Content) -> None:
    dresser = Dresser(content, "app", "cafmoncompte://")
    (message,) = dresser.dress([said(content, "contacter_caf", "app")], 1).messages
    assert message.links and {link.kind for link in message.links} == {"web"}


def test_what_the_guard_left_becomes_the_contact_answer_once(content: Content) -> None:
    dressed = Dresser(content, "web", None).dress(
        [None, said(content, "consulter_dettes", "web"), None], 3
    )
    assert [message.text for message in dressed.messages].count(
        typeset(content.text("connector_contact", "web"))
    ) == 1
    assert dressed.messages[0].path == ["Mon Compte", "Contacter ma Caf"]
    assert dressed.messages[0].links
    assert list(dressed.answers) == [1]
    assert len({message.id for message in dressed.messages}) == 2


@pytest.mark.asyncio
async def test_the_output_channel_keeps_messages_whole_and_in_order() -> None:
    caught = Recorder("app")
    for text in ("un\n\ndeux", "trois"):
        await caught.send_response("s", {"text": text, "image": None, "custom": {"intent": "a"}})
    assert caught.name() == "app"
    assert [message["text"] for message in caught.messages] == ["un\n\ndeux", "trois"]
    assert "image" not in caught.messages[0]


@pytest.mark.parametrize(
    ("page", "first"),
    [
        ("mes-paiements", "consulter_paiements"),
        ("Mes paiements et mes droits", "consulter_paiements"),
        ("dettes", "consulter_dettes"),
        ("ressources", "declarer_ressources_trimestrielles"),
        ("profil", "changer_adresse"),
        (None, "consulter_paiements"),
        ("inconnue", "consulter_paiements"),
        ("", "consulter_paiements"),
    ],
)
def test_the_first_suggestions_fit_the_page(rows: Catalogue, page: str | None, first: str) -> None:
    offered = suggestions(rows, "web", page)
    assert len(offered) == len(set(offered)) == SUGGESTIONS
    assert offered[0] == first


def test_a_telephone_is_a_link_of_its_own_kind(content: Content) -> None:
    rows = content.catalogue
    called = rows.links["msa"].copy(update={"href": "tel:3230"})
    texted = rows.links["msa"].copy(update={"href": "sms:114"})
    changed = rows.copy(update={"links": {**rows.links, "a": called, "b": texted}})
    spoken = replace(content, catalogue=changed)
    named = Named(links=("a", "b"), urgent=True)
    whole = Spoken("answer_saluer", named, word(spoken, "answer_saluer", named, "web"))
    [message] = Dresser(spoken, "web", None).dress([whole], 1).messages
    assert [(link.kind, link.href) for link in message.links or []] == [
        ("tel", "tel:3230"),
        ("sms", "sms:114"),
    ]
    assert message.urgent is True
