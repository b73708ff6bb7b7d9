"""Whole dialogues, the actions really executed: what is said, where it points, what it offers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.content import Content
from bot.content.catalogue import Channel
from tests.conversations.person import Person, Said

Open = Callable[[Channel], Person]

ROWS = Content.from_files().catalogue
CANNOT_SEE = re.compile(r"je ne (vois|peux) (pas|ni) |je n'ai pas accès", re.IGNORECASE)
UNCLEAR = ("ya un soucis avec mon truc", "c'est pour ma mère")


def names(reply: Said) -> list[str]:
    """The responses that were given, in order."""
    return reply.responses


def path(reply: Said) -> list[str]:
    """The way that the reply shows."""
    return next(message.path for message in reply.messages if message.path)


def links(reply: Said) -> list[str]:
    """The links' ids."""
    return [link.id for message in reply.messages for link in message.links or ()]


def elsewhere(channel: Channel) -> list[str]:
    """What comes after an answer that leads to the contact, which is only on the site."""
    return ["answer_place_not_documented_app"] if channel == "app" else []


def payloads(reply: Said) -> list[str]:
    """What the choices would play."""
    return reply.payloads


async def test_an_ambiguous_word_is_asked_about(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("attestation")
    assert names(reply) == ["answer_clarify_attestation"]
    assert payloads(reply) == [
        *("/telecharger_attestation_paiement", "/telecharger_attestation_qf"),
        *("/telecharger_releve_compte", "/envoyer_certificat_scolarite", "/refuser"),
    ]
    reply = await person.choose("Attestation de quotient familial")
    assert names(reply) == ["answer_telecharger_attestation_qf"]
    assert path(reply) == ["Mon Compte", "Mes paiements et mes droits", "Mes attestations"]
    assert links(reply) == ["mes_attestations"]


async def test_a_phrase_instead_of_a_choice(talk: Open) -> None:
    person = talk("app")
    assert names(await person.say("code")) == ["answer_clarify_code"]
    reply = await person.say("le code par mail n'arrive pas")
    assert names(reply) == ["answer_code_verification"]
    assert path(reply) == ["Écran de connexion"]


async def test_none_of_the_choices_then_none_of_the_next(talk: Open) -> None:
    person = talk("web")
    first = payloads(await person.say("dossier"))
    again = await person.choose("Autre chose")
    assert names(again) == ["answer_suggest_again"]
    assert not set(payloads(again)[:-1]) & set(first[:-1])
    assert payloads(again)[-1] == "/refuser"
    assert names(await person.say("non c'est pas ça")) == ["answer_hand_over"]


async def test_suggestions_then_an_answer_clear_the_misses(talk: Open) -> None:
    person = talk("web")
    reply = await person.say(UNCLEAR[0])
    assert names(reply) == ["answer_suggest"]
    assert len(payloads(reply)) == 4
    await person.choose(reply.labels[0])
    assert names(await person.say(UNCLEAR[1])) == ["answer_suggest"]


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_a_second_miss_hands_over(talk: Open, channel: Channel) -> None:
    person = talk(channel)
    assert names(await person.say(UNCLEAR[0])) == ["answer_suggest"]
    reply = await person.say(UNCLEAR[1])
    assert names(reply) == ["answer_hand_over", *elsewhere(channel)]
    assert path(reply) == ["Mon Compte", "Contacter ma Caf"]
    assert links(reply) == ["contacter_caf"]
    assert payloads(reply) == [f"/{topic}" for topic in ROWS.topics]
    assert names(await person.choose("Me connecter")) == ["answer_se_connecter"]


async def test_no_after_an_answer_offers_the_other_readings(talk: Open) -> None:
    person = talk("app")
    await person.say("la caf dit que j'ai une dette, ou je vois le détail ?")
    reply = await person.say("pas du tout")
    assert names(reply) == ["answer_suggest_again"]
    assert "/consulter_dettes" not in payloads(reply)
    reply = await person.choose("Autre chose")
    assert names(reply) == ["answer_hand_over", *elsewhere("app")]


async def test_yes_depends_on_what_was_offered(talk: Open) -> None:
    person = talk("web")
    assert names(await person.say("oui")) == ["answer_confirm_nothing"]
    offered = payloads(await person.say("dette"))
    reply = await person.say("oui")
    assert names(reply) == ["answer_confirm_which"]
    assert payloads(reply) == offered
    reply = await person.choose("Rembourser une dette")
    assert names(reply) == ["answer_rembourser_dette"]
    assert names(await person.say("oui")) == ["answer_confirm_nothing"]


async def test_from_the_site_to_the_app_and_back(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("je suis passé chez Boursorama, comment vous donner mon nouveau rib")
    assert path(reply) == ["Mon Compte", "Mon profil", "Consulter ou modifier"]
    reply = await person.say("et sur l'appli ?")
    assert (names(reply), path(reply)) == (["answer_on_app"], ["Mon profil"])
    assert payloads(reply) == ["/ne_trouve_pas"]
    reply = await person.say("et sur mon ordinateur ?")
    assert names(reply) == ["answer_on_web"]
    assert path(reply) == ["Mon Compte", "Mon profil", "Consulter ou modifier"]


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_the_other_one_twice_comes_back(talk: Open, channel: Channel) -> None:
    person = talk(channel)
    first = path(await person.say("où changer mon rib"))
    there = await person.say("et sur l'autre ?")
    back = await person.say("et sur l'autre ?")
    other = "app" if channel == "web" else "web"
    assert (names(there), names(back)) == ([f"answer_on_{other}"], [f"answer_on_{channel}"])
    assert path(there) != first == path(back)


async def test_from_the_app_to_the_site_without_a_word_for_it(talk: Open) -> None:
    person = talk("app")
    assert names(await person.say("et sur l'appli ?")) == ["answer_no_context"]
    assert path(await person.say("mon agenda")) == ["Mon Compte", "Mon agenda"]
    reply = await person.say("et depuis mon téléphone ?")
    assert names(reply) == ["answer_place_not_documented_app"]


async def test_a_section_that_cannot_be_found(talk: Open) -> None:
    person = talk("web")
    await person.say("la caf dit que j'ai une dette, ou je vois le détail ?")
    reply = await person.say("j'ai beau chercher je ne vois pas mes dettes")
    assert names(reply) == ["answer_hint_mes_dettes_web", "answer_help_find_web"]
    assert path(reply) == ["Mon Compte", "Mes paiements et mes droits", "Mes dettes"]
    assert payloads(reply) == ["/preciser_canal", "/contacter_caf"]
    reply = await person.say("je la vois toujours pas")
    assert names(reply) == ["answer_help_find_contact"]
    assert path(reply) == ["Mon Compte", "Contacter ma Caf"]


async def test_a_section_that_cannot_be_found_on_the_other_channel(talk: Open) -> None:
    person = talk("web")
    await person.say("la caf dit que j'ai une dette, ou je vois le détail ?")
    assert names(await person.say("et sur l'appli ?")) == ["answer_on_app"]
    reply = await person.choose("Je ne trouve pas la rubrique")
    assert names(reply) == ["answer_hint_mes_dettes_app", "answer_help_find_app"]
    assert path(reply) == ["Accueil", "Mes dettes"]
    assert "Accueil > Mes dettes" in reply.messages[-1].text


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_a_section_that_cannot_be_found_twice(talk: Open, channel: Channel) -> None:
    person = talk(channel)
    await person.say("la caf dit que j'ai une dette, ou je vois le détail ?")
    await person.say("je ne la trouve pas")
    reply = await person.say("je ne la trouve pas")
    assert names(reply) == ["answer_help_find_contact", *elsewhere(channel)]
    assert path(reply) == ["Mon Compte", "Contacter ma Caf"]
    assert links(reply) == ["contacter_caf"]
    assert payloads(reply) == ["/demander_aide"]


async def test_the_choice_of_the_other_channel(talk: Open) -> None:
    person = talk("app")
    await person.say("ou je peux telecharger mon relevé de compte caf en pdf")
    reply = await person.say("je vois pas où c'est")
    assert path(reply) == ["Accueil", "Mon relevé de compte"]
    reply = await person.choose(ROWS.intents["preciser_canal"].title_on("app"))
    assert names(reply) == ["answer_on_web"]
    assert path(reply) == ["Mon Compte", "Mes paiements et mes droits"]


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_danger_comes_first_and_is_forgotten(talk: Open, channel: Channel) -> None:
    person = talk(channel)
    await person.say("je me suis séparée de mon mari et je reste seule avec les enfants")
    reply = await person.say("j'ai peur de lui, il m'a encore frappée hier")
    assert names(reply) == ["answer_urgence_sociale"]
    assert reply.sensitive
    [message] = reply.messages
    assert message.urgent and not message.choices
    assert all(number in message.text for number in ("17", "112", "114", "115", "3919"))
    assert names(await person.say("et sur l'appli ?")) == ["answer_no_context"]


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize("topic", ROWS.topics)
async def test_every_topic_of_the_list_has_an_answer(
    talk: Open, channel: Channel, topic: str
) -> None:
    person = talk(channel)
    reply = await person.say("montre moi tous les sujets")
    assert names(reply) == ["answer_list_topics"]
    reply = await person.choose(ROWS.intents[topic].title_on(channel))
    assert names(reply)[0] == f"answer_{topic}"
    assert path(reply)


async def test_manners(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("bonsoir madame")
    assert names(reply) == ["answer_saluer"]
    assert "automatique" in reply.messages[0].text
    assert names(await person.choose("Voir tous les sujets")) == ["answer_list_topics"]
    assert names(await person.say("merci")) == ["answer_remercier"]
    assert names(await person.say("ciao")) == ["answer_prendre_conge"]


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_a_benefit_adds_its_own_link(talk: Open, channel: Channel) -> None:
    person = talk(channel)
    for text, link in (("demander l'APL", "aides_logement"), ("demander le RSA", "demande_rsa")):
        reply = await person.say(text)
        assert names(reply)[0] == "answer_demander_prestation_with_subject"
        assert links(reply) == [link, "simuler_demander"]
        assert path(reply)[-1] == "Simuler ou faire une demande de prestation"


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize(
    ("text", "answer", "link"),
    [
        ("comment demander l'aah pour mon frère", "answer_demander_mdph", ["aah"]),
        ("demander l'aeeh pour ma fille", "answer_demander_mdph", []),
        ("comment demander la prime de noël", "answer_demander_prime_noel", []),
    ],
)
async def test_a_benefit_that_is_not_asked_for_here(
    talk: Open, channel: Channel, text: str, answer: str, link: list[str]
) -> None:
    reply = await talk(channel).say(text)
    assert (names(reply), links(reply)) == ([answer], link)
    assert reply.messages[0].path is None


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize(
    "text",
    [
        "demander la mva",
        "comment faire une demande de prêt à l'amélioration de l'habitat",
        "demander le rso",
        "comment demander l'avfs à la caf",
    ],
)
async def test_a_benefit_to_talk_about(talk: Open, channel: Channel, text: str) -> None:
    reply = await talk(channel).say(text)
    assert names(reply) == ["answer_demander_contact", *elsewhere(channel)]
    assert path(reply) == ["Mon Compte", "Contacter ma Caf"]
    assert links(reply) == ["contacter_caf"]


@pytest.mark.parametrize("then", ["et sur l'appli ?", "je ne la trouve pas"])
async def test_a_benefit_to_talk_about_is_remembered(talk: Open, then: str) -> None:
    person = talk("web")
    await person.say("demander la mva")
    assert path(await person.say(then)) == ["Mon Compte", "Contacter ma Caf"]


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_the_name_of_a_benefit_alone(talk: Open, channel: Channel) -> None:
    person = talk(channel)
    for text in ("RSA", "apl ?", "loyer"):
        reply = await person.say(text)
        assert names(reply) == ["answer_clarify_aide"]
        assert payloads(reply) == [
            *("/demander_prestation", "/consulter_droits", "/paiement_non_recu"),
            *("/simuler_droits", "/refuser"),
        ]
    assert names(await person.choose("Voir mes droits en cours")) == ["answer_consulter_droits"]


async def test_another_body_is_named(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("carte vitale")
    assert names(reply) == ["answer_autre_organisme_with_subject"]
    assert "Ameli" in reply.messages[0].text
    assert names(await person.choose("Voir tous les sujets")) == ["answer_list_topics"]
    reply = await person.say("je suis à la MSA, qui paie mes allocations familiales ?")
    assert links(reply) == ["msa"]
    assert reply.messages[0].path is None


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize(
    "text",
    [
        "combien je vais toucher le 5",
        "Mes droits ont été suspendus suite à un contrôle alors que ma situation n'a pas bougé",
        "il me reste combien à rembourser sur mon trop percu",
        "Délai traitement dossier prime d'activité : onze semaines et toujours « en cours »",
        "la cantine demande mon quotient familial",
    ],
)
async def test_a_personal_question_gets_no_personal_answer(
    talk: Open, channel: Channel, text: str
) -> None:
    reply = await talk(channel).say(text)
    assert ROWS.intents[reply.intents[0]].personal
    assert CANNOT_SEE.search(reply.messages[0].text)


async def test_what_the_leaflets_do_not_place_in_the_app(talk: Open) -> None:
    person = talk("app")
    reply = await person.say("où contacter ma caf")
    assert names(reply) == ["answer_contacter_caf", "answer_place_not_documented_app"]
    assert path(reply) == ["Mon Compte", "Contacter ma Caf"]
    assert payloads(reply) == ["/prendre_rendez_vous", "/parler_conseiller"]
    reply = await person.choose("Prendre rendez-vous")
    assert names(reply)[-1] == "answer_place_not_documented_app"


async def test_what_the_leaflets_do_not_place_on_the_site(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("où changer mon mot de passe")
    assert names(reply) == ["answer_changer_mot_de_passe", "answer_place_not_documented_web"]
    assert path(reply) == ["Menu", "Gérer mon compte"]
    assert links(reply) == []
    reply = await person.say("sur le site c'est où ?")
    assert names(reply) == ["answer_place_not_documented_web"]


async def test_two_people_at_once_do_not_mix(talk: Open) -> None:
    one, other = talk("web"), talk("app")
    await one.say("je veux changer mon rib")
    assert names(await other.say("et sur l'appli ?")) == ["answer_no_context"]
    assert names(await one.say("et sur l'appli ?")) == ["answer_on_app"]


async def test_a_personal_number_is_masked_before_anything_reads_it(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("mon numéro est le 06 12 34 56 78, où sont mes paiements ?")
    assert reply.redacted == ["phone"]
    assert "06 12" not in str(reply.heard)
