"""What each channel shows of an answer."""

from __future__ import annotations

import pytest
from bot.actions.pointing import envelope, pointers

from bot.content.catalogue import Catalogue, Channel
from connectors.conversation.dresser import CONTACT_TEXT, Dresser
from connectors.conversation.opening import SUGGESTIONS, suggestions
from connectors.conversation.output import BotMessage, Catcher


def said(rows: Catalogue, intent: str, channel: Channel) -> BotMessage:
    row = rows.intents[intent]
    return BotMessage.parse_obj(
        {
            "text": "Voilà.\n\nDeuxième paragraphe.",
            "utter_action": f"answer_{intent}",
            "buttons": [
                {"title": rows.intents[name].title, "payload": f"/{name}"}
                for name in row.follow_ups
            ],
            "custom": envelope(rows, intent, pointers(rows, row.destinations, channel)),
        }
    )


def test_on_the_web_links_are_web_links(rows: Catalogue) -> None:
    dressed = Dresser(rows, "web", "cafmoncompte://").dress(
        [said(rows, "consulter_paiements", "web")], 2
    )
    (message,) = dressed.messages
    assert message.text == "Voilà.\n\nDeuxième paragraphe."
    assert message.path == ["Mon Compte", "Mes paiements et mes droits"]
    assert message.links and message.links[0].kind == "web"
    assert message.links[0].href == rows.links["mes_paiements"].href
    assert message.links[0].fallback is None
    assert message.choices and [choice.id for choice in message.choices] == ["c2-1", "c2-2"]
    assert dressed.offers["c2-1"].payload == "/paiement_non_recu"
    assert dressed.answers[0].intent == "consulter_paiements"


def test_on_the_app_a_deep_link_has_the_web_as_its_fallback(rows: Catalogue) -> None:
    dresser = Dresser(rows, "app", "cafmoncompte://")
    (message,) = dresser.dress([said(rows, "consulter_paiements", "app")], 1).messages
    assert message.path == ["Accueil", "Mon dernier paiement"]
    assert message.links and message.links[0].kind == "app"
    assert message.links[0].href == "cafmoncompte://dernier_paiement"
    assert message.links[0].fallback
    assert message.links[0].fallback.href == rows.links["mes_paiements"].href


def test_without_a_base_the_app_gets_the_path_and_the_web_link(rows: Catalogue) -> None:
    dressed = Dresser(rows, "app", None).dress([said(rows, "consulter_paiements", "app")], 1)
    assert dressed.messages[0].path == ["Accueil", "Mon dernier paiement"]
    assert dressed.messages[0].links and dressed.messages[0].links[0].kind == "web"


def test_a_tab_without_a_web_page_still_has_a_deep_link(rows: Catalogue) -> None:
    dresser = Dresser(rows, "app", "https://app.example/")
    (message,) = dresser.dress([said(rows, "gerer_compte", "app")], 1).messages
    assert message.links and message.links[0].href == "https://app.example/gerer_compte"
    assert message.links[0].label == "Ouvrir Gérer mon compte"
    (bare,) = Dresser(rows, "app", None).dress([said(rows, "gerer_compte", "app")], 1).messages
    assert bare.links is None and bare.path


def test_a_section_that_is_not_in_the_app_gets_a_web_link(rows: Catalogue) -> None:
    dresser = Dresser(rows, "app", "cafmoncompte://")
    (message,) = dresser.dress([said(rows, "contacter_caf", "app")], 1).messages
    assert message.links and {link.kind for link in message.links} == {"web"}


def test_what_the_guard_left_becomes_the_contact_answer_once(rows: Catalogue) -> None:
    dressed = Dresser(rows, "web", None).dress(
        [None, said(rows, "consulter_dettes", "web"), None], 3
    )
    assert [message.text for message in dressed.messages].count(CONTACT_TEXT) == 1
    assert dressed.messages[0].path == ["Mon Compte", "Contacter ma Caf"]
    assert dressed.messages[0].links
    assert list(dressed.answers) == [1]
    assert len({message.id for message in dressed.messages}) == 2


@pytest.mark.asyncio
async def test_the_output_channel_keeps_messages_whole_and_in_order() -> None:
    caught = Catcher("app")
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
