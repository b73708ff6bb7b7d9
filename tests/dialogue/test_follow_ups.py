"""Questions about an answer, subjects that change, pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dialogue import Reading
from bot.dialogue.moves import Answer, AskWhich, ExplainWord, FollowUp, OtherChannel, Simpler
from tests.dialogue.conftest import Talk
from tests.dialogue.reader import unsure

Start = Callable[..., Talk]
APL = ("prestation", "apl")
PRIME = ("prestation", "prime_activite")
RSA = ("prestation", "rsa")
NOT_PAID = "je n'ai pas reçu mon apl"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("et quand ?", "quand"),
        ("c pour qd", "quand"),
        ("a quelle date", "quand"),
        ("combien ?", "combien"),
        ("cb", "combien"),
        ("ok et c combien du coup", "combien"),
        ("pourquoi", "pourquoi"),
        ("mais pk ??", "pourquoi"),
        ("comment ça se fait", "pourquoi"),
        ("comment je fais", "comment"),
        ("coment faire", "comment"),
        ("où ?", "ou"),
        ("merci 😊 c où", "ou"),
        ("ça se trouve où", "ou"),
        ("c'est payant ?", "cout"),
        ("gratuit ou payant", "cout"),
        ("c'est long ?", "duree"),
        ("ça prend combien de temps", "duree"),
    ],
)
def test_small_questions_are_about_the_last_answer(talk: Start, said: str, asked: str) -> None:
    assert talk().say(NOT_PAID, said) == FollowUp(asked, "paiement_non_recu", APL)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said", ["oui ou non", "quand je clique rien se passe avec mon mari", "attestation de combien"]
)
def test_a_question_word_beside_other_words_is_left_to_the_model(talk: Start, said: str) -> None:
    move = talk().say(NOT_PAID, unsure(said))
    assert not isinstance(move, FollowUp) or move.asked == "detail"


def test_the_models_own_follow_up_is_followed_when_it_hesitates(talk: Start) -> None:
    said = unsure("on le touche vers quelle période", "demander_quand", "consulter_paiements")
    assert talk().say(NOT_PAID, said) == FollowUp("quand", "paiement_non_recu", APL)


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("et la prime d'activité ?", PRIME),
        ("et pour le rsa", RSA),
        ("pareil pour le rsa ?", RSA),
        ("le rsa ?", RSA),
        ("pas l'apl mais la prime", PRIME),
    ],
)
def test_a_subject_alone_keeps_the_request(
    talk: Start, said: str, subject: tuple[str, str]
) -> None:
    assert talk().say(NOT_PAID, said) == Answer("paiement_non_recu", subject)


def test_a_document_alone_keeps_the_request_for_documents(talk: Start) -> None:
    said = talk().say("je veux envoyer mon bail", "et la pièce d'identité ?")
    assert said == Answer("envoyer_document", ("document", "piece_identite"))


def test_a_subject_alone_puts_the_last_question_again(talk: Start) -> None:
    said = talk().say("droit à l'apl ?", "combien", "et le rsa ?")
    assert said == FollowUp("combien", "simuler_droits", RSA)


def test_a_question_with_a_subject_is_about_that_subject(talk: Start) -> None:
    said = talk().say(NOT_PAID, "et le rsa c'est quand")
    assert said == FollowUp("quand", "paiement_non_recu", RSA)


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("et pour mon conjoint", "conjoint"),
        ("et pour ma fille ?", "enfant"),
        ("c'est pour ma mère", "proche"),
    ],
)
def test_somebody_else_keeps_the_request(talk: Start, said: str, person: str) -> None:
    move = talk().say("comment me connecter", said)
    assert move == Answer("se_connecter", None, person)  # type: ignore[arg-type]


def test_a_request_of_its_own_is_no_change_of_subject(talk: Start) -> None:
    assert talk().say("je veux envoyer mon bail", "et changer mon rib") == Answer("changer_rib")


def test_a_subject_without_a_request_asks_what_is_wanted(talk: Start) -> None:
    move = talk().say("et la prime d'activité ?")
    assert isinstance(move, AskWhich)
    assert move.subject == PRIME
    assert "demander_prestation" in move.choices


def test_the_choice_that_follows_is_about_that_subject(talk: Start) -> None:
    talked = talk()
    move = talked.say("et la prime d'activité ?")
    assert isinstance(move, AskWhich)
    chosen = talked.say("la première")
    assert chosen.subject == PRIME  # type: ignore[union-attr]


def test_a_question_about_nothing_asks_which_then_takes_a_subject(talk: Start) -> None:
    talked = talk()
    move = talked.say("combien ?")
    assert move == AskWhich(("simuler_droits", "consulter_paiements", "consulter_dettes"))
    assert talked.say("l'apl") == FollowUp("combien", "simuler_droits", APL)


@pytest.mark.parametrize(
    "page",
    [
        "les-aides-personnelles-au-logement",
        "/allocataires/logement/les-aides-personnelles-au-logement?a=b",
    ],
)
def test_a_benefits_page_says_what_a_question_is_about(talk: Start, page: str) -> None:
    assert talk(page=page).say("combien ?") == FollowUp("combien", "simuler_droits", APL)


def test_a_benefits_page_names_the_subject_of_a_request(talk: Start) -> None:
    said = talk(page="les-aides-personnelles-au-logement").say("comment faire la demande d'aide")
    assert said == Answer("demander_prestation", APL)


def test_a_section_says_what_a_question_is_about(talk: Start) -> None:
    assert talk(page="mes-paiements").say("quand ?") == FollowUp("quand", "consulter_paiements")


def test_what_is_said_comes_before_the_page(talk: Start) -> None:
    said = talk(page="les-aides-personnelles-au-logement").say("demander le rsa")
    assert said == Answer("demander_prestation", RSA)


@pytest.mark.parametrize(
    "said", ["plus simple", "je comprends pas", "j'ai rien compris", "trop long"]
)
def test_simpler(talk: Start, said: str) -> None:
    assert talk().say(NOT_PAID, said) == Simpler("paiement_non_recu", APL)


def test_a_word_is_explained_and_the_talk_goes_on(talk: Start) -> None:
    talked = talk()
    assert talked.say("voir mes dettes", "c'est quoi un indu") == ExplainWord("indu")
    assert talked.say("et pourquoi ?") == FollowUp("pourquoi", "consulter_dettes")


@pytest.mark.parametrize(
    ("channel", "said", "asked"),
    [
        ("web", "et sur l'appli ?", "app"),
        ("web", "je suis sur mon téléphone", "app"),
        ("web", "c'est où sur l'appli", "app"),
        ("app", "et sur le site ?", "web"),
        ("app", "depuis mon ordi", "web"),
    ],
)
def test_the_answer_is_given_again_for_the_channel_asked_for(
    talk: Start, channel: str, said: str, asked: str
) -> None:
    talked = talk(channel)
    assert talked.say(NOT_PAID, said) == OtherChannel(asked, "paiement_non_recu", APL)  # type: ignore[arg-type]
    talked.say("changer mon rib")
    assert talked.memory.channel == asked


def test_the_channel_is_noted_in_a_request(talk: Start) -> None:
    talked = talk("web")
    assert talked.say("changer mon rib sur l'appli") == Answer("changer_rib")
    assert talked.memory.channel == "app"


def test_a_telephone_number_is_no_channel(talk: Start) -> None:
    talked = talk("web")
    talked.say("changer de téléphone et d'adresse")
    assert talked.memory.channel is None


def test_a_question_word_that_the_model_hears_too(talk: Start) -> None:
    said = Reading(
        "et ça sera traité quand", (("suivre_demarche", 0.4), ("demander_quand", 0.2)), False
    )
    assert talk().say("changer mon rib", said) == FollowUp("quand", "changer_rib")
    surely = Reading(said.text, (("suivre_demarche", 0.8), ("demander_quand", 0.15)), True)
    assert talk().say("changer mon rib", surely) == Answer("suivre_demarche")


def test_a_request_that_goes_on_keeps_the_subject(talk: Start) -> None:
    assert talk().say("demander le rsa", "et je suis payé quand ?") == Answer(
        "consulter_paiements", RSA
    )
    assert talk().say("demander le rsa", "voir mes paiements") == Answer("consulter_paiements")


def test_another_benefit_corrects_the_last_one_whatever_else_is_said(talk: Start) -> None:
    said = talk().say("demander l'apl", "non pardon le rsa je suis seule")
    assert said == Answer("demander_prestation", RSA)


def test_a_word_is_found_by_its_label(talk: Start) -> None:
    said = Reading("un indu ça signifie", (("expliquer_mot", 0.9),), True)
    assert talk().say(said) == ExplainWord("indu")


@pytest.mark.parametrize("said", ["apl", "combien ?"])
def test_after_a_distress_a_person_and_no_list(talk: Start, said: str) -> None:
    talked = talk()
    talked.say("mon mari est mort")
    move = talked.say(unsure(said))
    assert not isinstance(move, AskWhich)
