"""What is asked after a hard moment is answered about that moment, in other words than before."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, Reading
from bot.dialogue.moves import Answer, Aside, Distress, FollowUp, Noted
from tests.dialogue.conftest import Talk
from tests.dialogue.heard import after, bare, sure, unsure

TOLD = {
    "suicide": "j'ai envie de mourir",
    "violences": "mon mari me frappe",
    "enfant_danger": "ma voisine frappe son fils",
    "aine": "l'aide à domicile vole ma grand-mère",
    "toit_faim": "plus rien à manger",
    "emprise": "mon mari me laisse rien et garde ma carte",
}
NOT_A_SCAM = ("signaler_arnaque", 0.7)


def asked_after(real: Dialogue, danger: str, said: Reading) -> FollowUp:
    move = after(real, sure(TOLD[danger], "urgence_sociale"), said)
    assert isinstance(move, FollowUp), (danger, said.text, move)
    assert move.subject == ("danger", danger)
    return move


@pytest.mark.parametrize("danger", TOLD)
@pytest.mark.parametrize(
    "said",
    [
        "sms possible ?",
        "par sms ?",
        "sms",
        "y a un tchat ?",
        "on peut leur écrire ?",
        "et par mail c'est possible",
        "je n'ai que whatsapp",
    ],
)
def test_another_way_than_the_voice_is_told(real: Dialogue, danger: str, said: str) -> None:
    assert asked_after(real, danger, unsure(said, NOT_A_SCAM)).asked == "ecrire"


@pytest.mark.parametrize("danger", TOLD)
@pytest.mark.parametrize(
    "said", ["et après s'ils disent non", "et s'ils refusent", "et s'ils me croient pas"]
)
def test_a_refusal_that_is_feared_is_answered(real: Dialogue, danger: str, said: str) -> None:
    assert asked_after(real, danger, bare(said)).asked in ("refus_aide", "refus_possible")


@pytest.mark.parametrize("danger", TOLD)
@pytest.mark.parametrize("said", ["j'ose pas", "j'ai peur d'appeler", "je n'ose pas les appeler"])
def test_whoever_dares_not_is_heard(real: Dialogue, danger: str, said: str) -> None:
    assert asked_after(real, danger, bare(said)).asked in ("hesite", "silence")


@pytest.mark.parametrize("danger", TOLD)
@pytest.mark.parametrize(
    "said", ["ils répondent quand", "la nuit aussi ?", "le soir ?", "c'est ouvert quand ?"]
)
def test_hours_are_no_call_that_failed(real: Dialogue, danger: str, said: str) -> None:
    assert asked_after(real, danger, bare(said)).asked == "horaires"


@pytest.mark.parametrize("danger", TOLD)
def test_a_danger_told_again_is_not_answered_by_its_first_text(
    real: Dialogue, content: Content, danger: str
) -> None:
    again = unsure("et je fais quoi ce soir alors", ("urgence_sociale", 0.6))
    talk = Talk(real, "web", None)
    talk.say(sure(TOLD[danger], "urgence_sociale"))
    move = talk.say(Reading(TOLD[danger], (("urgence_sociale", 0.9),), True))
    assert isinstance(move, FollowUp)
    row = content.catalogue.subject("danger", danger)
    assert row is not None
    own = row.answer_to(move.asked)
    assert own is not None
    assert own.answer != row.answer
    assert not isinstance(talk.say(again), Answer)


def test_a_graver_danger_is_no_repetition(real: Dialogue) -> None:
    first = sure(TOLD["emprise"], "urgence_sociale")
    then = sure("il m'a frappée", "urgence_sociale")
    assert after(real, first, then) == Distress("urgence_sociale", "danger", "violences")


@pytest.mark.parametrize(
    ("before", "said", "asked"),
    [
        ("difficulte_logement", "c'est gratuit ?", "cout"),
        ("difficulte_logement", "ils vont me mettre dehors quand ?", "expulsion_quand"),
        ("difficulte_logement", "sms ?", "ecrire"),
        ("dette_impossible", "et s'ils disent non", "refus_possible"),
        ("difficulte_financiere", "j'ose pas", "hesite"),
    ],
)
def test_need_is_asked_about_as_danger_is(
    real: Dialogue, before: str, said: str, asked: str
) -> None:
    move = after(real, sure("voilà mon souci", before), bare(said))
    assert isinstance(move, FollowUp)
    assert (move.asked, move.intent) == (asked, before)


def test_a_message_that_was_received_is_no_way_to_write(real: Dialogue) -> None:
    received = sure("j'ai reçu un sms de la caf", "signaler_arnaque")
    beaten = sure(TOLD["violences"], "urgence_sociale")
    assert after(real, beaten, received) == Answer("signaler_arnaque")


def test_a_child_alone_tells_its_age(real: Dialogue) -> None:
    first = sure(TOLD["violences"], "urgence_sociale")
    age = sure("j'ai 15 ans", "creer_compte")
    assert after(real, first, age) == Distress("urgence_sociale", "danger", "enfant_danger")
    out = sure("j'ai 16 ans et mon beau-père m'a mis dehors", "urgence_sociale")
    assert after(real, out) == Distress("urgence_sociale", "danger", "enfant_toit")
    asks = sure("j'ai 15 ans, comment créer mon compte", "creer_compte")
    assert after(real, first, asks) == Answer("creer_compte")


def test_the_papers_of_a_check_are_not_those_of_a_death(real: Dialogue) -> None:
    lost = sure("notre fils est mort", "deces", ("defunt", "enfant"))
    check = sure("j'ai un contrôle le 14", "controle_caf")
    move = after(real, lost, check, bare("quels papiers il faut"))
    assert isinstance(move, FollowUp)
    assert (move.asked, move.intent) == ("pieces", "controle_caf")
    move = after(real, lost, bare("quels papiers il faut"))
    assert isinstance(move, FollowUp)
    assert move.intent == "deces"


def test_an_urgent_help_is_that_of_what_was_told(real: Dialogue) -> None:
    help_ = ("prestation", "aide_violences")
    asked = sure("y a pas une aide d'urgence", "demander_prestation", help_)
    move = after(real, sure(TOLD["toit_faim"], "urgence_sociale"), asked)
    assert isinstance(move, FollowUp)
    assert move.asked == "aide_urgence"
    for before in ([], [sure(TOLD["violences"], "urgence_sociale")]):
        move = after(real, *before, asked)
        assert isinstance(move, Answer)
        assert move.subject == help_


def test_ok_after_a_number_is_taken_note_of(real: Dialogue) -> None:
    first = sure(TOLD["suicide"], "urgence_sociale")
    assert after(real, first, bare("ok")) == Noted()


def test_a_bare_word_after_a_loss_is_of_how_to_write(real: Dialogue) -> None:
    lost = sure("mon mari est mort", "deces", ("defunt", "conjoint"))
    for said in ("mail ?", "courrier ?"):
        move = after(real, lost, sure(said, "changer_coordonnees_contact"))
        assert isinstance(move, FollowUp)
        assert move.asked == "ecrire"
    changed = sure("je veux changer mon adresse mail", "changer_coordonnees_contact")
    assert after(real, lost, changed) == Answer("changer_coordonnees_contact")


def test_what_belongs_to_the_dead_is_not_signed_in_to(real: Dialogue) -> None:
    lost = sure("mon père est mort", "deces", ("defunt", "parent"))
    move = after(real, lost, sure("je n'ai pas ses identifiants", "se_connecter"))
    assert isinstance(move, FollowUp)
    assert move.asked == "a_son_nom"
    mine = sure("je n'ai pas mes identifiants", "se_connecter")
    assert after(real, lost, mine) == Answer("se_connecter")


@pytest.mark.parametrize("said", ["je vais mourir de rire", "ça me tue votre site"])
def test_a_manner_of_speaking_is_no_danger(real: Dialogue, said: str) -> None:
    heard = Reading(said, (("urgence_sociale", 0.7), ("exprimer_mecontentement", 0.2)), True)
    move = after(real, heard)
    assert not isinstance(move, Distress)
    assert getattr(move, "intent", None) != "urgence_sociale"
    meant = Reading("je vais en finir avec la vie", heard.ranking, True)
    assert isinstance(after(real, meant), Distress)


def test_a_child_stays_one(real: Dialogue) -> None:
    talk = Talk(real, "app", None)
    talk.say(sure("j'ai 16 ans et mon père m'a mis dehors", "urgence_sociale"))
    talk.say(bare("j'ai plus de crédit sur mon tel"))
    assert talk.memory.need == ("besoin", "mineur")


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        ("laissez tomber il rentre", True),
        ("attendez il arrive", True),
        ("j'entends sa voiture", True),
        ("il vient de rentrer, il a un couteau", False),
        ("il arrive quand le paiement", False),
        ("j'entends pas bien au téléphone", False),
        ("mon mari revient à la maison vendredi", False),
    ],
)
def test_who_must_leave_is_told_how_at_once(real: Dialogue, said: str, leaves: bool) -> None:
    talk = Talk(real, "web", None)
    talk.say(sure("mon mari me frappe", "urgence_sociale", ("danger", "violences")))
    move = talk.say(sure(said, "abandonner") if leaves else bare(said))
    assert (getattr(move, "asked", None) == "il_rentre") == leaves


def test_a_child_alone_is_told_who_listens(real: Dialogue) -> None:
    talk = Talk(real, "app", None)
    talk.say(
        sure("je peux demander les alloc à la place de ma mère, j'ai 15 ans", "demander_prestation")
    )
    move = talk.say(bare("elle est partie y a 9 jours elle répond plus"))
    assert isinstance(move, FollowUp)
    assert (move.asked, move.subject) == ("mineur_seul", ("besoin", "mineur"))
    # Of whoever is no child, nothing of the kind is said.
    grown = Talk(real, "app", None)
    grown.say(sure("mes paiements", "consulter_paiements"))
    other = grown.say(bare("elle est partie y a 9 jours elle répond plus"))
    assert getattr(other, "asked", None) != "mineur_seul"


# -- a language to the end


def test_a_language_is_kept_when_it_opened_the_talk(real: Dialogue) -> None:
    english = ("langue", "en")
    hello = sure("hello I have no place to sleep", "autre_langue", english)
    free = sure("is it free?", "autre_langue", english)
    kept = sure("they don't answer", "autre_langue")
    talk = Talk(real, "web", None)
    talk.say(hello)
    for said in (free, kept):
        move = talk.say(said)
        assert move == Distress("urgence_sociale", "danger", "toit_faim", "en")
    late = Talk(real, "web", None)
    late.say(sure("je veux mon attestation", "telecharger_attestation_paiement"))
    assert late.say(free) == Aside("autre_langue", english)
    assert late.memory.need is None


# -- whoever cannot telephone


def test_who_cannot_hear_asks_for_people_at_once(real: Dialogue) -> None:
    said = sure("bonjour je suis sourde, comment joindre la caf sans téléphoner", "contacter_caf")
    move = after(real, said)
    assert isinstance(move, Answer)
    assert move.intent == "contacter_caf"
    assert move.subject == ("besoin", "sourd")
