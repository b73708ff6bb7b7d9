"""What a follow-up means here: the same word has another sense in another talk."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, Reading
from bot.dialogue.moves import Answer, Drop, FollowUp, OtherChannel, Simpler, TwoRequests
from tests.dialogue.heard import after, bare, sure, unsure
from tests.dialogue.played import reader, written

AAH = ("prestation", "aah")
RSA = ("prestation", "rsa")
BROKEN = sure("la page plante", "probleme_technique")
SENDING = sure("envoyer ma quittance", "envoyer_document")
DEBT = sure("voir ce que je dois", "consulter_dettes")
BANK = sure("changer de rib", "changer_coordonnees_bancaires")
WORK = sure("je reprends un emploi", "changer_situation_professionnelle")
QF = sure("mon quotient", "telecharger_attestation_qf")
PAID = sure("mes paiements", "consulter_paiements")


@pytest.mark.parametrize("said", ["c'est à rendre pour quand", "j'ai jusqu'à quand pour ça"])
def test_a_date_after_a_breakdown_is_that_of_what_was_asked_for(real: Dialogue, said: str) -> None:
    assert after(real, SENDING, BROKEN, bare(said)) == FollowUp("quand", "envoyer_document")


def test_the_talk_says_what_becomes_of_a_benefit(real: Dialogue) -> None:
    move = after(real, WORK, bare("et le rsa il s'arrête", RSA))
    assert isinstance(move, FollowUp)
    assert (move.asked, move.intent) == ("coupe", "changer_situation_professionnelle")


def test_an_obstacle_that_is_told_is_heard(real: Dialogue) -> None:
    tried = bare("déjà essayé mon iban est refusé")
    first = after(real, BANK, tried)
    assert first == FollowUp("iban_refuse", "changer_coordonnees_bancaires")
    # Told again, it gives way to the ways out.
    assert after(real, BANK, tried, tried) != first


def test_a_request_made_again_is_no_detail_of_it(real: Dialogue) -> None:
    again = sure("je veux voir mes dettes", "consulter_dettes", by=0.95)
    assert after(real, DEBT, again) == Answer("consulter_dettes")


def test_what_is_corrected_was_the_answer(real: Dialogue) -> None:
    stands = FollowUp("accord", "telecharger_attestation_qf")
    assert after(real, QF, bare("non pas celle de paiement, celle du quotient")) == stands
    assert after(real, QF, bare("non pas celle-là, le relevé")) != stands


def test_the_likeliest_far_ahead_of_the_others_is_answered(real: Dialogue) -> None:
    far = ("telecharger_releve_compte", 0.56)
    ahead = unsure("avoir tout en pdf possible", far, ("envoyer_document", 0.15))
    assert after(real, PAID, ahead) == Answer("telecharger_releve_compte")
    close = unsure("avoir tout en pdf possible", far, ("envoyer_document", 0.3))
    assert after(real, PAID, close) != Answer("telecharger_releve_compte")


def test_yes_to_a_named_benefit_takes_the_choice_about_it(real: Dialogue) -> None:
    asked = unsure("je voudrais savoir", ("simuler_droits", 0.4), ("changer_adresse", 0.38))
    assert after(real, asked, sure("le rsa oui", "confirmer", RSA)) == Answer("simuler_droits", RSA)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("mon loyer est en retard à cause de vous", "difficulte_logement"),
        ("le virement a du retard", "paiement_non_recu"),
        ("il me verse rien pour les petits", "pension_alimentaire"),
        ("mon mari voudrait voir le dossier", "donner_procuration"),
    ],
)
def test_what_is_told_without_its_name(real: Dialogue, said: str, intent: str) -> None:
    assert after(real, SENDING, bare(said)) == Answer(intent)


def test_the_end_of_a_right_is_no_day_of_payment(real: Dialogue) -> None:
    move = after(real, bare("mon aah s'arrete en janvier", AAH))
    assert isinstance(move, FollowUp)
    assert (move.asked, move.subject) == ("fin_mdph", AAH)


def test_whom_a_paper_is_for_is_no_second_request(real: Dialogue) -> None:
    said = sure("l'attestation de paiement, c'est pour la cantine", "telecharger_attestation_qf")
    assert not isinstance(after(real, SENDING, said), TwoRequests)


def test_who_tells_of_a_change_is_told_where_to_declare_it(real: Dialogue) -> None:
    intent = "changer_situation_professionnelle"
    told = sure("j'ai quitté mon emploi, ils le savent ?", intent, by=0.75)
    assert after(real, PAID, told) == FollowUp("au_courant", intent)
    assert after(real, PAID, told, bare("et c'est où")) == FollowUp("ou", intent)
    # Without another request, of what is talked of.
    known = after(real, PAID, bare("ils sont au courant ?"))
    assert known == FollowUp("au_courant", "consulter_paiements")


def test_back_to_what_was_talked_of_before(real: Dialogue) -> None:
    said = Reading(
        "et pour l'emploi du coup",
        (
            ("preciser_sujet", 0.7),
            ("prendre_rendez_vous", 0.1),
            ("changer_situation_professionnelle", 0.08),
        ),
        True,
    )
    assert after(real, WORK, PAID, said) == Answer("changer_situation_professionnelle")
    assert after(real, PAID, said) != Answer("changer_situation_professionnelle")


def test_what_comes_after_is_told_to_who_asks_for_it(real: Dialogue) -> None:
    moved = sure("j'ai déménagé", "changer_adresse")
    assert after(real, moved, bare("et après ?")) == FollowUp("next_step", "changer_adresse")
    # Who only agrees is told how it is done.
    assert after(real, moved, bare("ok")) != FollowUp("next_step", "changer_adresse")


def test_an_act_far_ahead_is_no_request(real: Dialogue) -> None:
    # Nothing that a button may say is left of it.
    said = unsure("et pour cela du coup voyez", ("preciser_sujet", 0.9))
    assert isinstance(after(real, PAID, said), FollowUp)


def test_a_length_of_waiting_is_no_advice_to_wait(real: Dialogue) -> None:
    late = sure("rien reçu", "paiement_non_recu")
    asked = bare("combien de jours faut attendre")
    assert after(real, late, asked) == FollowUp("duree", "paiement_non_recu")


def test_what_follows_a_word_is_about_it(real: Dialogue) -> None:
    word = sure("c'est quoi une retenue", "expliquer_mot", ("terme", "retenue"))
    asked = bare("et combien de temps ça dure")
    assert after(real, PAID, word, asked) == FollowUp("duree", "comprendre_retenue")
    # Of a word without a request, what was talked of stays.
    other = sure("c'est quoi le cumul", "expliquer_mot", ("terme", "cumul"))
    move = after(real, PAID, other, asked)
    assert isinstance(move, FollowUp)
    assert move.intent == "consulter_paiements"


@pytest.mark.parametrize("said", ["plus simple", "j'ai pas compris", "c'est trop compliqué"])
def test_a_word_asked_about_first_is_explained_simpler(real: Dialogue, said: str) -> None:
    word = sure("c'est quoi le cumul", "expliquer_mot", ("terme", "cumul"))
    assert after(real, word, bare(said)) == Simpler(None, asked="quoi")


def test_a_second_change_is_a_request(real: Dialogue) -> None:
    contact = "changer_coordonnees_contact"
    assert after(real, BANK, sure("changer aussi mon mail", contact)) == Answer(contact)
    becomes = after(real, WORK, bare("et l'apl ça change aussi"))
    assert isinstance(becomes, FollowUp)
    assert becomes.asked == "autres_droits"


def test_a_person_at_the_end_of_the_ways_keeps_the_request(real: Dialogue) -> None:
    tried = sure("déjà essayé", "deja_essaye")
    said = (QF, BROKEN, tried, sure("et sur l'appli ?", "preciser_canal"))
    move = after(real, *said)
    assert isinstance(move, OtherChannel)
    assert move.intent == "telecharger_attestation_qf"
    period = after(real, QF, BROKEN, tried, bare("celle de septembre"))
    assert period == FollowUp("periode", "telecharger_attestation_qf")
    # A person who was asked for is what is wanted there.
    contact = sure("contacter la caf", "contacter_caf")
    asked = after(real, QF, contact, sure("et sur l'appli ?", "preciser_canal"))
    assert isinstance(asked, OtherChannel)
    assert asked.intent == "contacter_caf"


def test_a_sure_request_is_no_weak_detail(real: Dialogue) -> None:
    contest = sure("je conteste", "contester_decision")
    paying = sure("et si je peux pas tout payer", "dette_impossible", by=0.86)
    assert after(real, contest, paying) == Answer("dette_impossible")
    refused = unsure("et si ils refusent", ("dette_impossible", 0.4))
    assert after(real, contest, refused) == FollowUp("refus_possible", "contester_decision")


def test_what_is_said_instead_was_the_answer(content: Content) -> None:
    intent = "declarer_maintien_logement"
    wish = sure("je garde l'appart", intent)
    talk = Dialogue.of(content, reader({wish.text: written(wish)}))
    staying, again = sure("mon appart cet été", intent), bare("non pas ça je garde l'appart")
    assert after(talk, staying, again) == FollowUp("accord", intent)
    assert after(talk, BANK, again) == Answer(intent)


def test_a_disagreement_is_no_question(real: Dialogue) -> None:
    assert after(real, bare("je suis pas d'accord")) == Answer("contester_decision")
    with_another = bare("je suis pas d'accord avec mon ex")
    assert after(real, with_another) != Answer("contester_decision")


def test_rent_that_lacks_is_answered_first(real: Dialogue) -> None:
    waiting = sure("où en est ma demande", "suivre_demarche")
    told = bare("en attendant j'ai plus rien pr le loyer")
    assert after(real, waiting, told) == Answer("difficulte_logement")


def test_what_is_asked_after_giving_up_is_new(content: Content) -> None:
    rest = sure("je me marie en mai faut le dire quand", "changer_situation_familiale")
    talk = Dialogue.of(content, reader({rest.text: written(rest)}))
    move = after(talk, PAID, bare(f"laisse tomber. {rest.text}"))
    assert isinstance(move, FollowUp)
    assert move.intent == "changer_situation_familiale"
    assert isinstance(after(talk, PAID, bare("laisse tomber.")), Drop)


def test_a_sum_that_lacks_is_a_right_that_fell(real: Dialogue) -> None:
    lower = Answer("comprendre_changement_droits")
    assert after(real, PAID, bare("j'ai touché 150 au lieu de 230")) == lower
    assert after(real, PAID, bare("il manque 80 euros")) == lower
    assert after(real, SENDING, bare("il manque 2 papiers")) != lower


def test_whoever_has_asked_for_a_person_may_come_without_an_appointment(real: Dialogue) -> None:
    said = bare("je peux venir sans rdv")
    meeting = sure("prendre rdv", "prendre_rendez_vous")
    assert after(real, meeting, said) == FollowUp("sans_rdv", "prendre_rendez_vous")
