"""What a message tells or asks of the last answer, on the product's own catalogue."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, Reading
from bot.dialogue.moves import Answer, AskWhich, FollowUp, Noted
from tests.dialogue.heard import after, bare, sure

SCAM = sure("j'ai reçu un sms bizarre", "signaler_arnaque")


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ("j'ai donné mon numéro de carte", "carte"),
        ("j'ai déjà cliqué", "clic"),
        ("il a mon mot de passe", "mot_de_passe"),
        ("où porter plainte", "plainte"),
        ("je risque quoi ?", "risque"),
    ],
)
def test_a_detail_is_about_the_last_answer(real: Dialogue, said: str, detail: str) -> None:
    assert after(real, SCAM, bare(said)) == FollowUp(detail, "signaler_arnaque")


def test_what_opens_is_heard_at_once(real: Dialogue) -> None:
    told = sure("un faux mail et j'ai donné mon numéro de carte", "signaler_arnaque")
    assert after(real, told) == FollowUp("carte", "signaler_arnaque")


def test_a_detail_without_an_answer_is_another_message(real: Dialogue) -> None:
    assert not isinstance(after(real, bare("je risque quoi ?")), FollowUp)


def test_what_is_weak_gives_way_to_another_request(real: Dialogue) -> None:
    summer = Reading("et si je pars l'été ?", (("declarer_maintien_logement", 0.5),), False)
    asked = sure("demander l'apl", "demander_prestation", ("prestation", "apl"))
    assert after(real, asked, summer) == Answer("declarer_maintien_logement")
    assert after(real, asked, bare("et si je pars ?")) == FollowUp(
        "hypothese", "demander_prestation", ("prestation", "apl")
    )


def test_a_short_message_that_names_nothing_new_is_about_the_last_answer(real: Dialogue) -> None:
    move = after(real, sure("mon rib a changé", "changer_coordonnees_bancaires"), bare("hum"))
    assert move == FollowUp("detail", "changer_coordonnees_bancaires")


def test_what_a_person_cannot_do_changes_the_answers_to_the_end(real: Dialogue) -> None:
    deaf = sure("je suis sourde", "accessibilite")
    contact = sure("contacter la caf", "contacter_caf")
    told = Answer("contacter_caf", ("besoin", "sourd"))
    assert after(real, deaf, sure("mes paiements", "consulter_paiements"), contact) == told
    assert after(real, contact) == Answer("contacter_caf")


def test_a_danger_keeps_its_name(real: Dialogue) -> None:
    hungry = sure("on n'a plus rien à manger", "urgence_sociale", ("danger", "toit_faim"))
    move = after(real, hungry, sure("ce soir on dort où ?", "urgence_sociale"))
    assert move == FollowUp("confirme", "urgence_sociale", ("danger", "toit_faim"))


def test_a_landlord_is_no_danger(real: Dialogue) -> None:
    said = sure("mon propriétaire veut me mettre dehors", "urgence_sociale")
    assert after(real, said) == Answer("difficulte_logement")


def test_thanks_after_a_hard_moment_is_sober(real: Dialogue) -> None:
    beaten = sure("il me frappe", "urgence_sociale", ("danger", "violences"))
    assert after(real, beaten, bare("merci")) == Noted()


def test_the_effect_of_a_change_on_a_benefit(real: Dialogue) -> None:
    job = sure("j'ai retrouvé un boulot", "changer_situation_professionnelle")
    rsa = Reading("et mon rsa ?", (), False, (("prestation", "rsa"),))
    move = after(real, job, rsa)
    assert move == FollowUp("effet", "changer_situation_professionnelle", ("prestation", "rsa"))
    # What is at one place for every benefit is still talked of.
    same = after(real, sure("mon agenda", "consulter_agenda"), rsa)
    assert isinstance(same, FollowUp)
    assert (same.asked, same.intent, same.subject) == (
        "pareil",
        "consulter_agenda",
        ("prestation", "rsa"),
    )
    unasked = after(real, sure("contacter la caf", "contacter_caf"), rsa)
    assert isinstance(unasked, AskWhich)


@pytest.mark.parametrize(
    ("intent", "said", "detail", "answer"),
    [
        ("changer_situation_familiale", "quelle date je mets ?", "date_effet", "date_couple"),
        ("changer_adresse", "je mets quelle date", "date_effet", "date_logement"),
        ("changer_situation_familiale", "il vit encore à la maison", "meme_toit", "meme_toit"),
        ("declarer_enfant_a_charge", "une semaine sur deux", "garde_alternee", "garde_alternee"),
        (
            "changer_situation_familiale",
            "mon ex refuse de signer",
            "parents_desaccord",
            "parents_desaccord",
        ),
        ("changer_coordonnees_bancaires", "c'est un compte joint", "compte_joint", "compte_joint"),
        ("changer_coordonnees_bancaires", "il dit iban invalide", "iban_refuse", "iban_refuse"),
        ("envoyer_document", "la photo est floue", "floue", "document_floue"),
        ("controle_caf", "je les dépose où ?", "deposer_ou", "envoyer_document"),
        ("controle_caf", "j'ai perdu mes relevés", "papier_manque", "controle_papier"),
        ("paiement_non_recu", "c'est peut-être ma banque", "banque", "banque_delai"),
        ("corriger_declaration", "je mets le brut ou le net", "net_ou_brut", "net_ou_brut"),
        ("corriger_declaration", "ça va faire une dette", "a_rendre", "corriger_rendre"),
        ("contester_decision", "à qui j'écris", "a_qui_ecrire", "contester_qui"),
        ("pension_alimentaire", "on n'a pas de jugement", "sans_jugement", "sans_jugement"),
        ("acceder_pajemploi", "je change de nounou", "autre_nounou", "autre_nounou"),
        ("declarer_grossesse", "et la prime ?", "prime", "prime_apres_declaration"),
        ("code_verification", "rien dans les spams", "spams_rien", "spams_rien"),
    ],
)
def test_what_people_ask_next_has_the_words_of_its_row(
    real: Dialogue, content: Content, intent: str, said: str, detail: str, answer: str
) -> None:
    assert after(real, sure("…", intent), bare(said)) == FollowUp(detail, intent)
    own = content.catalogue.intents[intent].answer_to(detail)
    assert own is not None and own.answer == f"answer_{answer}"


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ("comment je sais si vous l'avez reçu", "recu"),
        ("c'est le dernier jour", "dernier_jour"),
        ("ils vont me couper le rsa ?", "coupe"),
        ("je voudrais annuler ma demande", "annuler"),
        ("c'est vraiment la caf ?", "vrai_message"),
        ("ma situation est pas dans la liste", "pas_dans_liste"),
    ],
)
def test_what_is_asked_of_every_request_has_one_answer(
    real: Dialogue, said: str, detail: str
) -> None:
    asked = sure("…", "declarer_ressources_annuelles")
    assert after(real, asked, bare(said)) == FollowUp(detail, "declarer_ressources_annuelles")


def test_a_general_answer_may_be_marked_as_to_be_checked(content: Content) -> None:
    general = content.catalogue.details["vrai_message"].general
    assert general is not None and general.certainty == "M"
