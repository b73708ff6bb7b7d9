"""After a hard moment, and where there is none: what is believed, and what is still answered."""

from __future__ import annotations

import re

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, Reading
from bot.dialogue.moves import Answer, Distress, ExplainWord, FollowUp, Noted, Repair
from tests.dialogue.heard import after, sure, unsure

# Told or asked in so many words: « oui » and « non » answer them.
YES_OR_NO = {"automatique", "numero_gratuit"}


MEETING = sure("un rendez-vous svp", "prendre_rendez_vous")
HUNGRY = sure("j'ai rien mangé depuis hier", "urgence_sociale")
LOST = sure("j'ai fait une fausse couche", "deces")
BEATEN = sure("mon mari me frappe", "urgence_sociale")


def test_a_danger_that_no_word_tells_needs_more_in_a_talk(real: Dialogue) -> None:
    said = "ce matin là ça ira pas du tout"
    somewhat = sure(said, "urgence_sociale", by=0.65)
    for heard in (unsure(said, ("urgence_sociale", 0.5)), somewhat):
        move = after(real, MEETING, heard)
        assert not isinstance(move, Distress)
        assert not (isinstance(move, Answer) and move.intent == "urgence_sociale")
    # « Je regarde les rails » holds none either: what the model is very sure of is believed.
    assert isinstance(after(real, MEETING, sure(said, "urgence_sociale", by=0.85)), Distress)
    # A talk that begins so is about it.
    assert isinstance(after(real, somewhat), Distress)


@pytest.mark.parametrize(("confidence", "offered"), [(0.25, False), (0.35, True)])
def test_a_hard_moment_that_is_hardly_heard_is_no_guess(
    real: Dialogue, confidence: float, offered: bool
) -> None:
    ranking = (("consulter_paiements", 0.7), ("urgence_sociale", confidence))
    paid = Reading("quand serai-je payé", ranking=ranking, sure=True)
    move = after(real, paid, Reading("pas ça"))
    assert isinstance(move, Repair)
    assert ("urgence_sociale" in move.intents) is offered


def test_a_word_of_danger_is_enough_in_a_talk(real: Dialogue) -> None:
    doubtful = unsure("je suis à la rue là", ("urgence_sociale", 0.5))
    assert after(real, MEETING, doubtful) == Distress("urgence_sociale", "danger", "toit_faim")


def test_a_meeting_that_one_cannot_come_to_is_moved(real: Dialogue) -> None:
    assert after(real, MEETING, Reading("et si je peux pas m'y rendre")) == FollowUp(
        "rdv_empeche", "prendre_rendez_vous"
    )


def test_an_ordinary_question_is_answered_after_a_hard_moment(real: Dialogue) -> None:
    ranking = (("changer_situation_professionnelle", 0.5), ("changer_adresse", 0.3))
    asked = Reading("comment je note mon nouveau poste", ranking, False)
    assert after(real, HUNGRY, asked) == Answer("changer_situation_professionnelle")
    told = Reading("mon nouveau poste là bas", ranking, False)
    assert after(real, HUNGRY, told) == Answer("changer_situation_professionnelle")
    faint = Reading(
        "mon nouveau poste là bas", (("changer_situation_professionnelle", 0.2),), False
    )
    assert after(real, HUNGRY, faint) != Answer("changer_situation_professionnelle")


def test_another_sure_request_is_no_detail_of_a_loss(real: Dialogue) -> None:
    said = "le boulot reprend lundi, je dois le déclarer"
    work = sure(said, "changer_situation_professionnelle")
    assert after(real, LOST, work) == Answer("changer_situation_professionnelle")
    move = after(real, LOST, Reading("je dois le déclarer"))
    assert isinstance(move, FollowUp)
    assert move.asked == "prevenir"


@pytest.mark.parametrize(
    "said",
    ["ok je vais voir mon médecin", "j'ai eu quelqu'un", "mon frère est là", "je suis pas seule"],
)
def test_who_is_helped_is_not_asked_again(real: Dialogue, said: str) -> None:
    unsure = Reading(said, (("refuser", 0.5),), False)
    assert after(real, HUNGRY, unsure) == Noted(helped=True)


@pytest.mark.parametrize(
    "said", ["j'ai peur qu'il lise ce que j'écris", "il fouille mon portable", "efface tout ça"]
)
def test_what_is_written_here_can_be_erased(real: Dialogue, said: str) -> None:
    move = after(real, BEATEN, sure(said, "urgence_sociale"))
    assert isinstance(move, FollowUp)
    assert move.asked == "effacer"


def test_a_fear_told_first_is_answered_by_its_own_words(real: Dialogue) -> None:
    afraid = sure("j'ai peur qu'elle voie ce que je tape", "urgence_sociale")
    assert after(real, afraid) == FollowUp("effacer", "urgence_sociale")


def test_a_stolen_account_comes_before_its_rib(real: Dialogue) -> None:
    ranking = (("changer_coordonnees_bancaires", 0.42), ("compte_pirate", 0.41))
    said = "ils ont pillé mon compte caf et le rib est plus à moi"
    assert after(real, Reading(said, ranking, False)) == Answer("compte_pirate")


def test_what_the_parents_learn_is_asked_first(real: Dialogue) -> None:
    young = sure("à 16 ans enceinte, la caf va écrire à mes parents ?", "declarer_grossesse")
    assert after(real, young) == FollowUp("parents_savent", "declarer_grossesse")


def test_what_is_only_told_is_not_answered_yes_or_no(content: Content) -> None:
    rows = content.catalogue
    holders = [
        *rows.intents.values(),
        *(one for kind in rows.subjects.values() for one in kind.values()),
    ]
    answers = {
        own.answer
        for holder in holders
        for name, own in holder.details.items()
        if own.answer and rows.details.get(name) and rows.details[name].opens
        if name not in YES_OR_NO
    }
    said_so = [
        name
        for name in answers
        for one in content.responses[name]
        if re.match(r"(?:Oui|Non)\b", one.text)
    ]
    assert not said_so


def test_what_nothing_else_fits_is_a_request_of_ordinary_life(real: Dialogue) -> None:
    said = "mon truc de la dernière fois là bas"
    likely = unsure(said, ("refuser", 0.45), ("corriger_declaration", 0.42))
    assert after(real, HUNGRY, likely) == Answer("corriger_declaration")
    doubtful = unsure(said, ("refuser", 0.35), ("corriger_declaration", 0.34))
    assert isinstance(after(real, HUNGRY, doubtful), Repair)
    # A word of a danger keeps the numbers first.
    cold = unsure("ce soir dehors je pense", ("corriger_declaration", 0.42))
    assert after(real, HUNGRY, cold) != Answer("corriger_declaration")


def test_a_bare_question_of_ordinary_life_is_heard(real: Dialogue) -> None:
    paid = sure("c'est quand que ça tombe", "consulter_paiements")
    # With what nobody has left to live on in mind.
    assert after(real, HUNGRY, paid) == Answer("consulter_paiements", ("danger", "toit_faim"))
    bare = unsure("c'est quand", ("consulter_paiements", 0.5))
    assert isinstance(after(real, HUNGRY, bare), Repair)


def test_thanks_do_not_hide_a_question(real: Dialogue) -> None:
    corrected = sure("je corrige ma déclaration", "corriger_declaration")
    failing = sure("le site me met une erreur", "probleme_technique")
    ranking = (("remercier", 0.8), ("demander_quand", 0.12))
    thanked = Reading("réussi merci ça arrive quand", ranking, True)
    # It works now: the date is that of what was asked for.
    assert after(real, corrected, failing, thanked) == FollowUp("quand", "corriger_declaration")


def test_a_doubt_is_heard_beside_an_unlikely_request(real: Dialogue) -> None:
    beaten = sure("mon fils se fait frapper chez son père", "urgence_sociale")
    doubt = unsure("et si c'est pas vrai j'aurai des ennuis", ("simuler_droits", 0.37))
    move = after(real, beaten, doubt)
    assert isinstance(move, FollowUp)
    assert move.asked == "doute"


def test_a_despair_asks_for_no_word(real: Dialogue) -> None:
    dark = sure("bientôt vous n'aurez plus à vous occuper de moi", "urgence_sociale")
    move = after(real, dark, sure("à quoi bon ils vont me dire quoi", "expliquer_mot"))
    assert not isinstance(move, ExplainWord)


def test_who_does_not_answer_is_the_person_in_danger(real: Dialogue) -> None:
    brother = sure("mon frère veut se tuer", "urgence_sociale")
    silent = sure("il répond plus depuis ce matin", "contacter_caf")
    move = after(real, brother, silent)
    assert isinstance(move, FollowUp)
    assert move.asked == "personne_muette"


@pytest.mark.parametrize("said", ["non je veux parler à personne", "je préfère parler à personne"])
def test_to_speak_to_nobody_is_no_request_for_a_person(real: Dialogue, said: str) -> None:
    dark = sure("je veux disparaître", "urgence_sociale")
    move = after(real, dark, unsure(said, ("parler_conseiller", 0.55), ("refuser", 0.4)))
    assert isinstance(move, FollowUp)
    assert move.asked == "ne_parle_pas"


def test_a_visit_of_the_caf_is_a_check(real: Dialogue) -> None:
    visit = unsure("un agent vient chez moi lundi, je suis inquiète", ("consulter_courriers", 0.35))
    assert after(real, visit) == Answer("controle_caf")
    heard = unsure("il regarde quoi", ("urgence_sociale", 0.58))
    assert after(real, visit, heard) == FollowUp("controle_quoi", "controle_caf")
    forgot = sure("c'est grave si j'ai oublié de déclarer un mois", "corriger_declaration", by=0.6)
    assert after(real, visit, forgot) == FollowUp("controle_oubli", "controle_caf")
    mend = unsure("je la corrige où", ("signaler_erreur_dossier", 0.2))
    assert after(real, visit, mend) == FollowUp("corriger_ou", "controle_caf")


def test_no_sign_language_is_not_an_interpreter(real: Dialogue) -> None:
    deaf = sure("je suis sourde", "accessibilite")
    move = after(real, deaf, sure("j'ai pas la langue des signes", "accessibilite"))
    assert not (isinstance(move, FollowUp) and move.asked == "interprete")
