"""action_orient: the answer, the way, the links, what may come next, what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions.orient import ActionOrient
from bot.content.catalogue import Catalogue

Play = Callable[..., Any]


@pytest.fixture
def orient(play: Play) -> Play:
    return lambda intent, **told: play(ActionOrient, intent, **told)


def test_name() -> None:
    assert ActionOrient().name() == "action_orient"


def test_a_plain_intent_on_the_web(orient: Play) -> None:
    turn = orient("telecharger_attestation_qf")
    [message] = turn.messages
    assert message["response"] == "answer_telecharger_attestation_qf"
    assert message["custom"] == {
        "intent": "telecharger_attestation_qf",
        "path": ["Mon Compte", "Mes paiements et mes droits", "Mes attestations"],
        "channel": "web",
        "destination": "mes_attestations",
        "links": [
            {
                "id": "mes_attestations",
                "destination": "mes_attestations",
                "label": "Ouvrir Mes attestations",
                "href": "https://wwwd.caf.fr/redirect/s/Redirect?page=monCompteAttestationPaiement",
            }
        ],
    }
    assert message["buttons"] == [
        {
            "title": "Attestation de paiement ou de droits",
            "payload": "/telecharger_attestation_paiement",
        }
    ]


def test_the_same_intent_on_the_app(orient: Play) -> None:
    turn = orient("telecharger_attestation_qf", channel="app")
    [message] = turn.messages
    assert message["response"] == "answer_telecharger_attestation_qf"
    assert message["custom"]["path"] == ["Accueil", "Mes attestations"]
    assert message["custom"]["channel"] == "app"
    assert turn.link_ids == ["mes_attestations"]


@pytest.mark.parametrize("channel", ["rest", "cmdline", None])
def test_any_other_channel_gets_the_web(orient: Play, channel: str | None) -> None:
    [message] = orient("consulter_dettes", channel=channel).messages
    assert message["custom"]["channel"] == "web"


@pytest.mark.parametrize("channel", ["web", "app"])
def test_what_is_remembered(orient: Play, channel: str) -> None:
    ranking = [
        "consulter_dettes",
        "saluer",
        "rembourser_dette",
        "nlu_fallback",
        "contester_decision",
    ]
    turn = orient("consulter_dettes", channel=channel, ranking=ranking, misses=1, offered=["x"])
    assert turn.slots == {
        "last_intent": "consulter_dettes",
        "last_destinations": ["mes_dettes"],
        "last_channel": channel,
        "misses": 0,
        "offered": [],
        "candidates": ["rembourser_dette", "contester_decision"],
    }
    assert len(turn.events) == 6


@pytest.mark.parametrize(
    ("intent", "channel", "shown"),
    [
        ("consulter_agenda", "app", "web"),
        ("donner_procuration", "web", "app"),
        ("remercier", "app", "app"),
        ("remercier", "web", "web"),
    ],
)
def test_the_channel_that_was_shown_is_remembered(
    orient: Play, intent: str, channel: str, shown: str
) -> None:
    turn = orient(intent, channel=channel, last_channel="web" if shown == "app" else "app")
    assert turn.slots["last_channel"] == shown


# -- several destinations


def test_several_destinations_with_one_way_are_shown_once_on_the_web(orient: Play) -> None:
    turn = orient("consulter_paiements")
    assert turn.messages[0]["custom"]["path"] == ["Mon Compte", "Mes paiements et mes droits"]
    assert turn.messages[0]["custom"]["destination"] == "dernier_paiement"
    assert turn.link_ids == ["mes_paiements"]


def test_several_destinations_with_one_link_on_the_app(orient: Play) -> None:
    turn = orient("consulter_paiements", channel="app")
    assert turn.messages[0]["custom"]["path"] == ["Accueil", "Mon dernier paiement"]
    assert turn.link_ids == ["mes_paiements"]


def test_several_destinations_with_one_way_are_shown_once_on_the_app(orient: Play) -> None:
    turn = orient("changer_situation_familiale", channel="app")
    [message] = turn.messages
    assert message["custom"]["path"] == ["Mon profil"]
    assert [link["destination"] for link in message["custom"]["links"]] == ["declarer_changement"]


def test_several_destinations_on_the_web_keep_their_order(orient: Play) -> None:
    turn = orient("changer_adresse")
    assert turn.messages[0]["custom"]["destination"] == "mon_profil"
    assert turn.link_ids == ["mon_profil", "mon_compte"]


def test_a_second_destination_of_the_other_channel_adds_its_link(orient: Play) -> None:
    turn = orient("corriger_declaration", channel="app")
    [message] = turn.messages
    assert message["custom"]["path"] == ["Menu", "Mes ressources"]
    assert message["custom"]["channel"] == "app"
    assert turn.link_ids == ["mon_compte", "contacter_caf"]


# -- places that the leaflets do not document


def test_a_place_not_documented_on_the_app(orient: Play) -> None:
    turn = orient("consulter_agenda", channel="app")
    answer, way = turn.messages
    assert turn.responses == ["answer_consulter_agenda", "answer_place_not_documented_app"]
    assert (answer["custom"], answer["buttons"]) == ({}, [])
    assert way["custom"]["path"] == ["Mon Compte", "Mon agenda"]
    assert way["custom"]["channel"] == "web"
    assert turn.link_ids == ["mon_compte"]
    assert turn.payloads == ["/consulter_paiements", "/declarer_ressources_trimestrielles"]
    assert turn.slots["last_intent"] == "consulter_agenda"


def test_a_place_not_documented_on_the_web(orient: Play) -> None:
    turn = orient("donner_procuration")
    assert turn.responses == ["answer_donner_procuration", "answer_place_not_documented_web"]
    way = turn.messages[1]["custom"]
    assert way["path"] == ["Menu", "Gérer mon compte"]
    assert way["channel"] == "app"
    assert way["links"] == []


def test_an_intent_without_a_place(orient: Play) -> None:
    [message] = orient("remercier").messages
    assert message["response"] == "answer_remercier"
    assert message["buttons"] == []
    assert message["custom"] == {
        "intent": "remercier",
        "path": [],
        "channel": None,
        "destination": None,
        "links": [],
    }


# -- benefits, bodies and documents


@pytest.mark.parametrize(
    ("benefit", "label", "link"),
    [
        ("apl", "l'aide personnalisée au logement (Apl)", "aides_logement"),
        ("rsa", "le revenu de solidarité active (Rsa)", "demande_rsa"),
    ],
)
def test_a_benefit_has_its_own_link_first(
    orient: Play, benefit: str, label: str, link: str
) -> None:
    turn = orient("demander_prestation", entities=[("prestation", benefit)])
    [message] = turn.messages
    assert message["response"] == "answer_demander_prestation_with_subject"
    assert message["subject"] == label
    assert turn.link_ids == [link, "simuler_demander"]
    assert [entry["destination"] for entry in message["custom"]["links"]] == [
        None,
        "simuler_demander",
    ]


def test_a_benefit_on_the_app_is_still_named(orient: Play) -> None:
    turn = orient("demander_prestation", channel="app", entities=[("prestation", "rsa")])
    assert turn.responses == [
        "answer_demander_prestation_with_subject",
        "answer_place_not_documented_app",
    ]
    assert turn.messages[0]["subject"] == "le revenu de solidarité active (Rsa)"
    assert turn.link_ids == ["demande_rsa", "simuler_demander"]


def test_a_benefit_without_a_link_leaves_the_section(orient: Play) -> None:
    turn = orient("simuler_droits", entities=[("prestation", "cf")])
    assert turn.messages[0]["subject"] == "le complément familial (Cf)"
    assert turn.link_ids == ["simuler_demander"]


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize("intent", ["demander_prestation", "simuler_droits"])
@pytest.mark.parametrize(
    ("benefit", "answer", "label", "links"),
    [
        ("aah", "answer_demander_mdph", "l'allocation aux adultes handicapés (Aah)", ["aah"]),
        (
            "aeeh",
            "answer_demander_mdph",
            "l'allocation d'éducation de l'enfant handicapé (Aeeh)",
            [],
        ),
        ("prime_noel", "answer_demander_prime_noel", "la prime de Noël", []),
    ],
)
def test_a_benefit_that_is_not_asked_for_here_points_nowhere(
    orient: Play,
    intent: str,
    channel: str,
    benefit: str,
    answer: str,
    label: str,
    links: list[str],
) -> None:
    turn = orient(intent, channel=channel, entities=[("prestation", benefit)])
    [message] = turn.messages
    assert (message["response"], message["subject"]) == (answer, label)
    assert message["custom"]["path"] == []
    assert (message["custom"]["channel"], message["custom"]["destination"]) == (None, None)
    assert turn.link_ids == links
    assert turn.slots["last_channel"] == channel


@pytest.mark.parametrize(
    ("channel", "elsewhere"), [("web", []), ("app", ["answer_place_not_documented_app"])]
)
@pytest.mark.parametrize("benefit", ["mva", "pret_habitat", "ade", "avfs", "rso"])
def test_a_benefit_to_talk_about_leads_to_the_contact(
    orient: Play, rows: Catalogue, benefit: str, channel: str, elsewhere: list[str]
) -> None:
    turn = orient("demander_prestation", channel=channel, entities=[("prestation", benefit)])
    assert turn.responses == ["answer_demander_contact", *elsewhere]
    assert turn.messages[0]["subject"] == rows.subjects["prestation"][benefit].label
    assert turn.messages[-1]["custom"]["path"] == ["Mon Compte", "Contacter ma Caf"]
    assert turn.messages[-1]["custom"]["channel"] == "web"
    assert turn.link_ids == ["contacter_caf"]


@pytest.mark.parametrize(
    ("benefit", "answer", "destination", "links"),
    [
        (
            "pension",
            "answer_pension_alimentaire",
            "pension_alimentaire",
            ["pension_alimentaire"],
        ),
        ("aides_vacances", "answer_aides_vacances", "caf_locale", ["caf_accueil"]),
    ],
)
def test_a_benefit_may_have_its_own_way(
    orient: Play, rows: Catalogue, benefit: str, answer: str, destination: str, links: list[str]
) -> None:
    turn = orient("demander_prestation", entities=[("prestation", benefit)])
    [message] = turn.messages
    web = rows.destinations[destination].web
    assert web is not None
    assert message["response"] == answer
    assert message["custom"]["destination"] == destination
    assert message["custom"]["path"] == list(web.path)
    assert turn.link_ids == links


@pytest.mark.parametrize(
    ("channel", "elsewhere"), [("web", []), ("app", ["answer_place_not_documented_app"])]
)
def test_help_against_violence_is_sensitive(
    orient: Play, channel: str, elsewhere: list[str]
) -> None:
    said = [("prestation", "aide_violences")]
    turn = orient("demander_prestation", channel=channel, entities=said)
    assert turn.responses == ["answer_aide_violences", *elsewhere]
    assert turn.messages[-1]["custom"]["sensitive"] is True
    assert turn.messages[-1]["custom"]["path"] == ["Mon Compte", "Contacter ma Caf"]
    assert turn.link_ids == ["contacter_caf"]


def test_no_other_subject_is_sensitive(orient: Play, rows: Catalogue) -> None:
    for intent in ("demander_prestation", "autre_organisme", "envoyer_document"):
        kind = rows.intents[intent].subject
        assert kind is not None
        for value in rows.subjects[kind].keys() - {"aide_violences"}:
            turn = orient(intent, entities=[(kind, value)])
            assert all("sensitive" not in message["custom"] for message in turn.messages), value


def test_the_first_benefit_counts(orient: Play) -> None:
    said = [("prestation", "rsa"), ("prestation", "apl")]
    assert orient("demander_prestation", entities=said).link_ids[0] == "demande_rsa"


@pytest.mark.parametrize(
    ("intent", "entity"),
    [
        ("demander_prestation", ("prestation", "inconnue")),
        ("demander_prestation", ("document", "rib")),
        ("consulter_dettes", ("prestation", "rsa")),
    ],
)
def test_what_the_answer_cannot_name_is_left_out(
    orient: Play, intent: str, entity: tuple[str, str]
) -> None:
    [message] = orient(intent, entities=[entity]).messages
    assert message["response"] == f"answer_{intent}"
    assert "subject" not in message


@pytest.mark.parametrize("channel", ["web", "app"])
def test_a_body_with_a_link_replaces_the_official_site(orient: Play, channel: str) -> None:
    turn = orient("autre_organisme", channel=channel, entities=[("organisme", "msa")])
    [message] = turn.messages
    assert message["response"] == "answer_autre_organisme_with_subject"
    assert message["custom"]["path"] == []
    assert (message["custom"]["channel"], message["custom"]["destination"]) == (None, None)
    assert turn.link_ids == ["msa"]


def test_a_body_without_a_link_keeps_the_official_site(orient: Play) -> None:
    turn = orient("autre_organisme", entities=[("organisme", "impots")])
    assert turn.messages[0]["subject"] == "les impôts"
    assert turn.messages[0]["custom"]["path"] == ["service-public.gouv.fr"]
    assert turn.link_ids == ["service_public"]


@pytest.mark.parametrize(
    ("channel", "path"),
    [
        ("web", ["Mon Compte", "Mes démarches", "Suivre mes démarches"]),
        ("app", ["Mes démarches", "À transmettre"]),
    ],
)
def test_a_document_is_named(orient: Play, channel: str, path: list[str]) -> None:
    turn = orient("envoyer_document", channel=channel, entities=[("document", "rib")])
    [message] = turn.messages
    assert message["response"] == "answer_envoyer_document_with_subject"
    assert message["subject"] == "votre Rib"
    assert message["custom"]["path"] == path
    assert turn.slots["last_intent"] == "envoyer_document"


# -- every row


@pytest.mark.parametrize("channel", ["web", "app"])
def test_every_row_points_where_the_catalogue_says(
    orient: Play, rows: Catalogue, channel: str
) -> None:
    for name, intent in rows.intents.items():
        if intent.action != "action_orient":
            continue
        turn = orient(name, channel=channel)
        custom = turn.messages[-1]["custom"]
        assert turn.payloads == [f"/{follow_up}" for follow_up in intent.follow_ups]
        assert (custom["intent"], turn.slots["last_intent"]) == (name, name)
        assert custom["destination"] == next(iter(intent.destinations), None)
        assert {link["href"] for link in custom["links"]} <= {
            link.href for link in rows.links.values()
        }
        assert len(turn.link_ids) == len(set(turn.link_ids))
        if custom["channel"] not in (None, channel):
            assert turn.responses[-1] == f"answer_place_not_documented_{channel}"
