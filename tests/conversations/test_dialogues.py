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
UNCLEAR = ("c'est pour le truc de la caf", "ben heu zorglub patati")
DEBT = "la caf dit que j'ai une dette, ou je vois le détail ?"
DEBT_ON_WEB = ["Mon Compte", "Mes paiements et mes droits", "Menu de la rubrique", "Mes dettes"]
CONTACT = ["Mon Compte", "Contacter ma Caf"]
NONE = "Aucun de ces sujets"


def names(reply: Said) -> list[str]:
    """The responses that were given, in order."""
    return reply.responses


def path(reply: Said) -> list[str]:
    """The way that the reply shows."""
    return next(message.path for message in reply.messages if message.path)


def links(reply: Said) -> list[str]:
    """The links' ids."""
    return [link.id for message in reply.messages for link in message.links or ()]


def payloads(reply: Said) -> list[str]:
    """What the choices would play."""
    return reply.payloads


# -- questions and choices


async def test_an_ambiguous_word_is_asked_about(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("attestation")
    assert names(reply) == ["answer_clarify_attestation"]
    assert payloads(reply) == [
        *("/telecharger_attestation_paiement", "/telecharger_attestation_qf"),
        *("/telecharger_releve_compte", "/envoyer_certificat_scolarite", "/refuser"),
    ]
    reply = await person.choose("Télécharger mon quotient familial")
    assert names(reply) == ["answer_telecharger_attestation_qf"]
    assert path(reply)[-1] == "Mes attestations"
    assert links(reply) == ["mes_attestations"]


async def test_a_phrase_instead_of_a_choice(talk: Open) -> None:
    person = talk("app")
    assert names(await person.say("code")) == ["answer_clarify_code"]
    reply = await person.say("le code par mail n'arrive pas")
    assert names(reply) == ["answer_code_verification"]
    assert path(reply) == ["Écran de connexion"]


@pytest.mark.parametrize("said", ["la deuxième", "2", "le quotient familial"])
async def test_a_choice_may_be_typed(talk: Open, said: str) -> None:
    person = talk("web")
    await person.say("attestation")
    assert names(await person.say(said)) == ["answer_telecharger_attestation_qf"]


async def test_none_of_the_choices_then_none_of_the_next(talk: Open) -> None:
    person = talk("web")
    first = payloads(await person.say("dossier"))
    again = await person.choose(NONE)
    assert names(again) == ["repair_person"], "no subject that nobody spoke of"
    assert not set(payloads(again)) & set(first)
    assert names(await person.say("non c'est pas ça")) == ["repair_person_again"]


async def test_an_answer_clears_the_misses(talk: Open) -> None:
    person = talk("web")
    assert names(await person.say(UNCLEAR[0])) == ["answer_suggest_likely"]
    assert names(await person.say(UNCLEAR[1])) == ["answer_suggest_one"]
    await person.say("où voir mes paiements")
    # No third miss in a row, which would end with a person.
    assert names(await person.say(UNCLEAR[1])) == ["follow_up_detail"]


async def test_the_same_for_somebody_else(talk: Open) -> None:
    person = talk("web")
    await person.say("où voir mes paiements")
    told = names(await person.say("c'est pour ma mère"))
    assert told == ["answer_besoin_represente", "follow_up_for_proche"]


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_what_is_refused_again_and_again_ends_with_a_person(
    talk: Open, channel: Channel
) -> None:
    person = talk(channel)
    await person.say(DEBT)
    reply = await person.say("pas du tout")
    assert names(reply) == ["repair_families"]
    assert "/consulter_dettes" not in payloads(reply)
    crossed = False
    for told in ("repair_person", "repair_person_again", "repair_person"):
        reply = await person.say("pas du tout")
        # Who is told a number is told of the site as another way; once, then in fewer words.
        way = "channel_again_web" if crossed else "channel_also_web"
        also = [way] if channel == "app" else []
        crossed = True
        assert names(reply) == [told, *also], "never the same words twice in a row"
        assert path(reply) == CONTACT
        assert links(reply) == ["tel_3230", "mon_compte"]


async def test_yes_depends_on_what_was_said_before(talk: Open) -> None:
    person = talk("web")
    offered = payloads(await person.say("dette"))
    reply = await person.say("oui")
    assert names(reply) == ["answer_confirm_which"]
    assert payloads(reply) == offered
    assert names(await person.choose("Rembourser une dette")) == ["answer_rembourser_dette"]
    assert names(await person.say("oui")) == ["answer_rembourser_dette_comment"]


# -- one more word about the last answer


async def test_what_was_said_simpler_and_agreed_to_is_left(talk: Open) -> None:
    person = talk("web")
    await person.say("je peux payer ma dette en plusieurs fois ?")
    (simple,) = names(await person.say("plus simple svp"))
    assert simple.endswith("_simple")
    assert names(await person.say("oui")) == ["follow_up_noted"]


async def test_a_hint_is_said_simpler_by_the_answer_that_it_belongs_to(talk: Open) -> None:
    person = talk("web")
    await person.say("changer mon adresse")
    assert names(await person.say("je trouve pas le bouton modifier")) == ["answer_hint_crayon_web"]
    assert names(await person.say("plus simple")) == ["answer_changer_adresse_simple"]


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("logement", "answer_clarify_logement"),
        ("le logement", "answer_clarify_logement"),
        ("je veux changer", "answer_clarify_changement"),
    ],
)
async def test_a_word_that_means_several_things_is_asked_about(
    talk: Open, word: str, asked: str
) -> None:
    assert names(await talk("web").say(word)) == [asked]


async def test_what_asks_about_the_rest_is_no_second_request(talk: Open) -> None:
    said = "je suis étudiant et je garde mon appart cet été, je dois le dire à la caf ?"
    reply = await talk("app").say(said)
    assert "Mon travail change" not in reply.labels


async def test_questions_go_on_about_the_same(talk: Open) -> None:
    person = talk("web")
    assert names(await person.say("mon apl n'est pas arrivée")) == ["answer_logement_non_recu"]
    assert names(await person.say("et quand ?")) == ["answer_logement_quand"]
    assert names(await person.say("et le rsa ?")) == ["answer_trimestrielle_quand"]
    why = await person.say("pourquoi ?")
    assert names(why) == ["answer_trimestrielle_pourquoi"]
    brief = await person.say("plus simple svp")
    assert names(brief) == ["answer_trimestrielle_pourquoi_simple"], "of what was said last"
    assert len(brief.messages[0].text) < len(why.messages[0].text)
    assert names(await person.say("c'est quoi un indu")) == ["answer_terme_indu"]
    assert names(await person.say("laisse tomber")) == ["follow_up_abandon"]


async def test_two_requests_are_both_answered(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("je veux changer mon rib et voir mes paiements")
    assert names(reply) == ["answer_changer_coordonnees_bancaires", "answer_consulter_paiements"]
    assert [message.path[-1] for message in reply.messages if message.path] == [
        *("Consulter ou modifier", "Mes paiements et mes droits")
    ]
    assert not payloads(reply), "« le premier » is the first answer, no button"
    assert names(await person.say("le premier c'est où ?")) == ["follow_up_path"], "seen already"
    assert names(await person.say("et l'autre ?")) == ["answer_consulter_paiements"]


async def test_what_is_not_wanted_is_not_answered(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("je ne veux pas appeler la caf, je veux mon attestation de paiement")
    assert names(reply) == ["answer_telecharger_attestation_paiement"]


# -- channels


async def test_from_the_site_to_the_app_and_back(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("je suis passé chez Boursorama, comment vous donner mon nouveau rib")
    assert path(reply) == ["Mon Compte", "Mon profil", "Consulter ou modifier"]
    reply = await person.say("et sur l'appli ?")
    assert names(reply) == ["answer_changer_coordonnees_bancaires"]
    assert path(reply) == ["Mon profil"]
    reply = await person.say("et sur mon ordinateur ?")
    assert path(reply) == ["Mon Compte", "Mon profil", "Consulter ou modifier"]


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_the_other_one_twice_comes_back(talk: Open, channel: Channel) -> None:
    person = talk(channel)
    first = path(await person.say("où changer mon rib"))
    there = path(await person.say("et sur l'autre ?"))
    assert there != first == path(await person.say("et sur l'autre ?"))


async def test_the_channel_asked_for_is_kept(talk: Open) -> None:
    person = talk("web")
    await person.say("où changer mon rib")
    await person.say("et sur l'appli ?")
    assert path(await person.say("je veux voir mes dettes")) == ["Accueil", "Mes dettes"]


async def test_a_way_that_is_only_known_on_the_site(talk: Open) -> None:
    person = talk("app")
    assert names(await person.say("et sur l'appli ?")) == ["answer_no_context"]
    reply = await person.say("mon agenda")
    assert names(reply) == ["answer_consulter_agenda", "channel_only_web"]
    assert path(reply) == ["Mon Compte", "Mon agenda"]
    again = await person.say("et depuis mon téléphone ?")
    assert names(again) == ["follow_up_comment", "channel_again_web"], "not the same words"
    assert path(again) == path(reply)


async def test_a_way_that_is_only_known_in_the_app(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("où changer mon mot de passe")
    assert names(reply) == ["answer_changer_mot_de_passe", "channel_only_app"]
    assert path(reply) == ["Menu", "Gérer mon compte"]
    assert links(reply) == []
    assert names(await person.say("sur le site c'est où ?"))[-1] == "channel_again_app"


async def test_a_number_is_shown_once(talk: Open) -> None:
    person = talk("app")
    reply = await person.say("où contacter ma caf")
    assert names(reply) == ["answer_contacter_caf", "channel_also_web"]
    assert path(reply) == CONTACT
    assert links(reply) == ["tel_3230", "mon_compte"]
    assert payloads(reply) == ["/prendre_rendez_vous", "/parler_conseiller", "/sans_internet"]
    assert len(reply.intents) == 1, "one opinion an answer"


# -- what cannot be found


async def test_a_section_that_cannot_be_found(talk: Open) -> None:
    person = talk("web")
    await person.say(DEBT)
    reply = await person.say("j'ai beau chercher je ne vois pas mes dettes")
    assert names(reply) == ["answer_hint_mes_dettes_web"]
    assert path(reply) == DEBT_ON_WEB
    assert payloads(reply) == ["/ne_trouve_pas", "/contacter_caf"]
    reply = await person.choose("Je ne trouve pas la rubrique")
    assert (names(reply), path(reply)) == (["follow_up_tried_app"], ["Accueil", "Mes dettes"])
    assert names(await person.say("toujours rien")) == ["answer_probleme_technique"]
    reply = await person.say("ça marche pas")
    assert names(reply) == ["follow_up_tried_again"]
    assert path(reply) == CONTACT
    assert links(reply) == ["tel_3230", "mon_compte"]


async def test_a_section_that_cannot_be_found_on_the_other_channel(talk: Open) -> None:
    person = talk("web")
    await person.say(DEBT)
    await person.say("et sur l'appli ?")
    reply = await person.say("je ne la trouve pas")
    assert names(reply) == ["answer_hint_mes_dettes_app"]
    assert path(reply) == ["Accueil", "Mes dettes"]


async def test_step_by_step(talk: Open) -> None:
    person = talk("web")
    await person.say(DEBT)
    reply = await person.say("j'y suis, et maintenant ?")
    assert names(reply) == ["follow_up_step"]
    steps = ROWS.destinations["mes_dettes"].web
    assert steps and steps.steps[0] in reply.messages[0].text
    assert names(await person.say("et ensuite ?")) == ["follow_up_next"]


# -- hard moments


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_danger_comes_first_and_stays(talk: Open, channel: Channel) -> None:
    person = talk(channel)
    await person.say("je me suis séparée de mon mari et je reste seule avec les enfants")
    reply = await person.say("j'ai peur de lui, il m'a encore frappée hier")
    assert names(reply) == ["answer_danger_violences"]
    assert reply.sensitive
    [message] = reply.messages
    assert message.urgent and not message.choices
    assert links(reply)[:4] == ["tel_17", "tel_112", "sms_114", "tel_3919"]
    again = await person.say("et sur l'appli ?")
    assert names(again) == ["follow_up_after_violences"], "docs/decisions/0015"
    assert again.messages[0].urgent
    assert links(again)[:4] == ["tel_3919", "tel_116006", "sms_114", "tel_17"], (
        "as its text names them"
    )


@pytest.mark.parametrize("channel", ["web", "app"])
async def test_after_a_hard_moment_a_person_is_within_reach(talk: Open, channel: Channel) -> None:
    person = talk(channel)
    reply = await person.say("mon mari est mort hier")
    assert names(reply)[0] == "answer_deces_conjoint"
    assert reply.sensitive
    reply = await person.say("où voir mes paiements")
    assert names(reply) == ["answer_consulter_paiements"]
    assert payloads(reply) == ["/contacter_caf"], "nothing that would jar"


async def test_a_language_that_is_not_french(talk: Open) -> None:
    reply = await talk("web").say("Buenos días, necesito ayuda con mi ayuda de vivienda")
    assert names(reply) == ["answer_langue_es"]


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize("topic", ROWS.topics)
async def test_every_topic_of_the_list_has_an_answer(
    talk: Open, channel: Channel, topic: str
) -> None:
    person = talk(channel)
    reply = await person.say("montre moi tous les sujets")
    assert names(reply) == ["answer_demander_aide"]
    reply = await person.choose(ROWS.intents[topic].title_on(channel))
    assert names(reply)[0] == f"answer_{topic}"
    assert bool(reply.messages[-1].path) == bool(ROWS.intents[topic].destinations)


async def test_manners(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("bonsoir madame")
    assert names(reply) == ["answer_saluer"]
    assert "automatique" in reply.messages[0].text
    assert names(await person.choose("Voir tous les sujets")) == ["answer_demander_aide"]
    assert names(await person.say("merci")) == ["answer_remercier"]
    assert names(await person.say("ciao")) == ["answer_prendre_conge"]


# -- benefits and other bodies


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize(
    ("text", "answer", "link"),
    [
        ("demander l'APL", "answer_demander_prestation_with_subject", "aides_logement"),
        ("demander le RSA", "answer_demander_rsa", "demande_rsa"),
    ],
)
async def test_a_benefit_adds_its_own_link(
    talk: Open, channel: Channel, text: str, answer: str, link: str
) -> None:
    reply = await talk(channel).say(text)
    assert names(reply)[0] == answer
    assert links(reply) == [link, "simuler_demander"]
    assert path(reply)[-1] == "Simuler ou faire une demande de prestation"


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("comment demander l'aah pour mon frère", "answer_demander_mdph"),
        ("demander l'aeeh pour ma fille", "answer_demander_mdph"),
        ("comment demander la prime de noël", "answer_demander_prime_noel"),
    ],
)
async def test_a_benefit_that_is_not_asked_for_here(
    talk: Open, channel: Channel, text: str, answer: str
) -> None:
    reply = await talk(channel).say(text)
    # Who acts for a brother is told so first.
    assert names(reply)[-1] == answer
    assert "simuler_demander" not in links(reply)


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
    assert names(reply)[0] == "answer_demander_contact"
    assert path(reply) == CONTACT


@pytest.mark.parametrize("then", ["et sur l'appli ?", "je ne la trouve pas"])
async def test_a_benefit_to_talk_about_is_remembered(talk: Open, then: str) -> None:
    person = talk("web")
    await person.say("demander la mva")
    assert path(await person.say(then)) == CONTACT


@pytest.mark.parametrize("channel", ["web", "app"])
@pytest.mark.parametrize("text", ["RSA", "apl ?", "loyer"])
async def test_the_name_of_a_benefit_alone(talk: Open, channel: Channel, text: str) -> None:
    person = talk(channel)
    reply = await person.say(text)
    assert names(reply) == ["answer_clarify_aide"]
    assert payloads(reply) == [
        *("/demander_prestation", "/consulter_droits", "/paiement_non_recu"),
        *("/simuler_droits", "/refuser"),
    ]
    title = ROWS.intents["consulter_droits"].title_on(channel)
    assert names(await person.choose(title)) == ["answer_consulter_droits"]


async def test_another_body_is_named(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("carte vitale")
    assert names(reply) == ["answer_autre_organisme_aussi_caf"]
    assert "Ameli" in reply.messages[0].text
    assert links(reply)[:2] == ["tel_3646", "ameli"]
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


async def test_two_people_at_once_do_not_mix(talk: Open) -> None:
    one, other = talk("web"), talk("app")
    await one.say("je veux changer mon rib")
    assert names(await other.say("et sur l'appli ?")) == ["answer_no_context"]
    assert names(await one.say("et sur l'appli ?")) == ["answer_changer_coordonnees_bancaires"]


async def test_a_personal_number_is_masked_before_anything_reads_it(talk: Open) -> None:
    person = talk("web")
    reply = await person.say("mon numéro est le 06 12 34 56 78, où sont mes paiements ?")
    assert reply.redacted == ["phone"]
    assert "06 12" not in str(reply.heard)
