"""What a message is like, near and far readings, on the product's own catalogue."""

from __future__ import annotations

import pytest

from bot.dialogue import Dialogue, Reading
from bot.dialogue.moves import Answer, FollowUp, Repair, TwoFollowUps
from tests.dialogue.heard import after, sure, unsure

APL = ("prestation", "apl")


DEBT = sure("j'ai une dette", "consulter_dettes")
PENSION = sure("la pension n'est pas payée", "pension_alimentaire")
SCAM = sure("un sms bizarre", "signaler_arnaque")
BIRTH = sure("mon fils est né", "declarer_naissance")
SEPARATED = sure("on s'est séparés", "changer_situation_familiale")


@pytest.mark.parametrize(
    ("context", "said", "detail"),
    [
        (DEBT, "dix euros tous les mois, un échéancier quoi", "plusieurs_fois"),
        (PENSION, "il s'est installé en Espagne avec une autre", "etranger"),
        (SCAM, "le lien je l'ai ouvert hélas", "clic"),
        (SEPARATED, "mes allocations vont baisser alors", "effet"),
        (SEPARATED, "j'ai raté la date pour le faire", "retard"),
    ],
)
def test_what_is_like_its_phrases_is_heard(
    real: Dialogue, context: Reading, said: str, detail: str
) -> None:
    move = after(real, context, Reading(said))
    assert isinstance(move, FollowUp)
    assert (move.asked, move.intent) == (detail, context.intent)


def test_nothing_is_heard_before_an_answer(real: Dialogue) -> None:
    assert not isinstance(after(real, Reading("un échéancier chaque mois")), FollowUp)


def test_a_request_that_the_model_is_sure_of_needs_more_likeness(real: Dialogue) -> None:
    said = "un peu chaque jour de pluie"
    unread, read = Reading(said), sure(said, "declarer_maintien_logement")
    assert after(real, DEBT, unread) == FollowUp("plusieurs_fois", "consulter_dettes")
    assert after(real, DEBT, read) == Answer("declarer_maintien_logement")


def test_the_exact_words_of_another_detail_give_way(real: Dialogue) -> None:
    move = after(real, SCAM, Reading("trop tard j'ai appuyé sur leur lien"))
    assert move == FollowUp("clic", "signaler_arnaque")


def test_two_questions_are_both_answered(real: Dialogue) -> None:
    move = after(real, DEBT, Reading("combien et je risque quoi ?"))
    assert move == TwoFollowUps(
        FollowUp("combien", "consulter_dettes"), FollowUp("risque", "consulter_dettes")
    )


def test_the_grant_after_a_birth_is_the_birth_grant(real: Dialogue) -> None:
    named = ("prestation", "prime_activite")
    asked = sure("la prime, quand est elle versée", "consulter_paiements", named)
    move = after(real, BIRTH, asked)
    assert isinstance(move, FollowUp)
    # Its row may have words of its own for « la prime ».
    assert move.asked == "prime" or move.subject == ("prestation", "prime_naissance")
    other = sure("la prime d'activité, quand est elle versée", "consulter_paiements", named)
    move = after(real, BIRTH, other)
    assert isinstance(move, FollowUp)
    assert move.subject == named


def test_a_near_reading_is_answered_though_the_model_is_not_sure(real: Dialogue) -> None:
    said = "zut alors les lignes rouges"
    near = unsure(said, ("rembourser_dette", 0.45), ("changer_adresse", 0.2))
    assert after(real, DEBT, near) == Answer("rembourser_dette")


def test_a_far_reading_must_be_surer_when_the_message_goes_on(real: Dialogue) -> None:
    said = "et les zouaves là dedans"
    far = Reading(said, (("telecharger_application", 0.65), ("creer_compte", 0.2)), True)
    offered = ("telecharger_application",)
    assert after(real, DEBT, far) == FollowUp("detail", "consulter_dettes", None, offered)
    surer = Reading(said, (("telecharger_application", 0.85),), True)
    assert after(real, DEBT, surer) == Answer("telecharger_application")


def test_no_accusation_is_ever_a_guess(real: Dialogue) -> None:
    guessed = unsure("gloubi boulga", ("signaler_fraude", 0.4), ("changer_adresse", 0.3))
    move = after(real, guessed)
    assert move == Repair("readings", ("changer_adresse",), likely=True)


def test_what_nobody_spoke_of_is_not_listed_after_an_answer(real: Dialogue) -> None:
    lost = unsure("gloubi", ("depart_etranger", 0.1), ("creer_compte", 0.08))
    assert after(real, DEBT, lost) == FollowUp("detail", "consulter_dettes")
    assert after(real, DEBT, lost, lost) == Repair("person")
