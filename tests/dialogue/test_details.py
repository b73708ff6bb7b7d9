"""What a message tells or asks of the last answer, on the product's own catalogue."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, Reading
from bot.dialogue.moves import Answer, AskWhich, Distress, FollowUp, Move, Noted
from tests.dialogue.conftest import Talk

UNREAD = Reading


@pytest.fixture(scope="module")
def real() -> Dialogue:
    content = Content.from_files()
    return Dialogue(content.catalogue, content.choices, UNREAD)


def sure(text: str, intent: str, *entities: tuple[str, str]) -> Reading:
    return Reading(text, ((intent, 0.9),), True, entities)


def after(real: Dialogue, *said: Reading) -> Move:
    return Talk(real, "web", None).say(*said)


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
    assert after(real, SCAM, UNREAD(said)) == FollowUp(detail, "signaler_arnaque")


def test_what_opens_is_heard_at_once(real: Dialogue) -> None:
    told = sure("un faux mail et j'ai donné mon numéro de carte", "signaler_arnaque")
    assert after(real, told) == FollowUp("carte", "signaler_arnaque")


def test_a_detail_without_an_answer_is_another_message(real: Dialogue) -> None:
    assert not isinstance(after(real, UNREAD("je risque quoi ?")), FollowUp)


def test_what_is_weak_gives_way_to_another_request(real: Dialogue) -> None:
    summer = Reading("et si je pars l'été ?", (("declarer_maintien_logement", 0.5),), False)
    asked = sure("demander l'apl", "demander_prestation", ("prestation", "apl"))
    assert after(real, asked, summer) == Answer("declarer_maintien_logement")
    assert after(real, asked, UNREAD("et si je pars ?")) == FollowUp(
        "hypothese", "demander_prestation", ("prestation", "apl")
    )


def test_a_short_message_that_names_nothing_new_is_about_the_last_answer(real: Dialogue) -> None:
    move = after(real, sure("mon rib a changé", "changer_coordonnees_bancaires"), UNREAD("hum"))
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
    assert move == Distress("urgence_sociale", "danger", "toit_faim")


def test_a_landlord_is_no_danger(real: Dialogue) -> None:
    said = sure("mon propriétaire veut me mettre dehors", "urgence_sociale")
    assert after(real, said) == Answer("difficulte_logement")


def test_thanks_after_a_hard_moment_is_sober(real: Dialogue) -> None:
    beaten = sure("il me frappe", "urgence_sociale", ("danger", "violences"))
    assert after(real, beaten, UNREAD("merci")) == Noted()


def test_the_effect_of_a_change_on_a_benefit(real: Dialogue) -> None:
    job = sure("j'ai retrouvé un boulot", "changer_situation_professionnelle")
    rsa = Reading("et mon rsa ?", (), False, (("prestation", "rsa"),))
    move = after(real, job, rsa)
    assert move == FollowUp("effet", "changer_situation_professionnelle", ("prestation", "rsa"))
    assert isinstance(after(real, sure("mon agenda", "consulter_agenda"), rsa), AskWhich)
