"""Acts of a talk beside something else: a request after an assent, words of a detail, a place."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, Memory, Reading
from bot.dialogue.memory import Said
from bot.dialogue.moves import Answer, FollowUp, NextStep, Repair
from bot.dialogue.pages import Pages
from bot.dialogue.reading import Read
from tests.dialogue.conftest import Talk
from tests.dialogue.heard import after, sure

PAID = sure("mes paiements", "consulter_paiements")
CONTESTED = sure("je conteste", "contester_decision")
CHECKED = sure("un contrôleur vient chez moi", "controle_caf")
APL = ("prestation", "apl")


def reading(**meant: str) -> Read:
    """Reads a text as the intent whose word it holds; nothing of any other."""

    def read(text: str, *, quick: bool = False) -> Reading:
        heard = next((intent for word, intent in meant.items() if word in text), None)
        return Reading(text, ((heard, 0.9),), True) if heard else Reading(text)

    return read


@pytest.mark.parametrize("act", ["confirmer", "abandonner", "etape_suivante"])
@pytest.mark.parametrize(
    "said", ["laissons cela, mon adresse a changé", "d'accord je le fais. et mon adresse a changé"]
)
def test_what_is_asked_after_an_act_is_answered(content: Content, said: str, act: str) -> None:
    real = Dialogue.of(content, reading(adresse="changer_adresse"))
    assert after(real, PAID, sure(said, act)) == Answer("changer_adresse")


@pytest.mark.parametrize("said", ["va pour la simulation", "une simulation oui pourquoi pas"])
def test_what_is_agreed_to_by_its_name_is_answered(content: Content, said: str) -> None:
    real = Dialogue.of(content, reading(simulation="simuler_droits"))
    assert after(real, PAID, sure(said, "confirmer")) == Answer("simuler_droits")
    # What was just answered is agreed to: it goes on.
    assert not isinstance(
        after(real, sure("simuler", "simuler_droits"), sure(said, "confirmer")), Answer
    )


@pytest.mark.parametrize(
    "said",
    [
        "d'accord, je vais regarder ça",
        "oui et merci pour tout",
        # What is announced, or refused, is no demand.
        "d'accord, je vais changer mon adresse",
        "oui, je ne veux pas changer d'adresse",
    ],
)
def test_an_act_without_a_request_stays_an_act(content: Content, said: str) -> None:
    real = Dialogue.of(content, reading(adresse="changer_adresse"))
    assert not isinstance(after(real, PAID, sure(said, "confirmer")), Answer)


def test_after_a_vital_danger_no_assent_leads_away_from_the_numbers(content: Content) -> None:
    real = Dialogue.of(content, reading(adresse="changer_adresse"))
    said = sure("oui c'est ça. et mon adresse a changé", "confirmer")
    pills = sure("j'ai avalé des cachets", "urgence_sociale", ("danger", "geste_suicidaire"))
    assert not isinstance(after(real, pills, said), Answer)


def test_a_danger_after_an_assent_is_no_mere_request(content: Content) -> None:
    real = Dialogue.of(content, reading(partie="deces"))
    said = sure("d'accord, et ma mère est partie hier", "confirmer")
    assert not isinstance(after(real, PAID, said), Answer)


def test_what_was_just_answered_is_no_other_request(content: Content) -> None:
    real = Dialogue.of(content, reading(paiements="consulter_paiements"))
    said = sure("d'accord, je regarde mes paiements", "confirmer")
    assert not isinstance(after(real, PAID, said), Answer)


@pytest.mark.parametrize(
    "said",
    [
        "j'ai combien de temps pour le faire",
        "il me reste combien de jours",
        "combien de temps on a",
    ],
)
def test_how_much_time_is_left_is_until_when(real: Dialogue, said: str) -> None:
    assert after(real, CONTESTED, sure(said, "demander_duree")) == FollowUp(
        "quand", "contester_decision"
    )


@pytest.mark.parametrize("said", ["ça prend combien de temps", "combien de temps pour une réponse"])
def test_how_long_it_takes_is_no_deadline(real: Dialogue, said: str) -> None:
    move = after(real, CONTESTED, sure(said, "demander_duree"))
    assert move == FollowUp("duree", "contester_decision")


def test_who_surely_tried_is_not_told_of_what_stays_as_it_is(real: Dialogue) -> None:
    wished = sure("la connexion par empreinte", "connexion_biometrique")
    said = "je l'ai activé dans le téléphone sans résultat, c'est grave ?"
    assert isinstance(after(real, wished, sure(said, "deja_essaye", by=0.9)), NextStep)
    assert isinstance(after(real, wished, sure(said, "deja_essaye", by=0.7)), FollowUp)


def test_a_letter_is_no_channel_of_ours(real: Dialogue) -> None:
    move = after(real, CONTESTED, sure("et par courrier ?", "preciser_canal"))
    assert isinstance(move, FollowUp) and move.asked == "courrier"


def test_another_benefit_in_many_words(real: Dialogue) -> None:
    said = "et pour l'apl alors c'est bien le même jour du mois"
    long = sure(said, "preciser_sujet", APL, by=0.95)
    move = after(real, PAID, long)
    assert isinstance(move, (Answer, FollowUp)) and move.subject == APL
    assert after(real, PAID, sure(said, "preciser_sujet", APL, by=0.5)) != move


def test_what_is_as_much_of_the_talk_is_no_danger(real: Dialogue) -> None:
    said = "il a le droit d'ouvrir mes placards et mes comptes"
    both = Reading(said, (("controle_caf", 0.42), ("urgence_sociale", 0.42)))
    _, memory = real.play(CHECKED, Memory(), channel="web")
    _, memory = real.play(both, memory, channel="web")
    assert memory.distress is None
    alone = Reading(said, (("urgence_sociale", 0.9),), True)
    _, memory = real.play(alone, memory, channel="web")
    assert memory.distress is not None


@pytest.mark.parametrize(
    ("said", "page", "going_on"),
    [
        ("nothing", None, False),
        ("nothing", "/nulle-part", False),
        ("nothing", "mes_paiements", None),
        ("answer", "mes_paiements", True),
        ("question", None, True),
    ],
)
def test_where_a_message_stands(
    content: Content, said: Said, page: str | None, going_on: bool | None
) -> None:
    assert Pages(content.catalogue).going_on(Memory(said=said), page) is going_on


def test_more_told_of_the_same_is_not_said_to_be_misunderstood(real: Dialogue) -> None:
    asked = Talk(real, "web", None)
    move = asked.say(sure("je ne peux pas rembourser", "dette_impossible"))
    told = Reading(
        "et on m'a déjà retenu de l'argent ce mois-ci", (("dette_impossible", 0.9),), True
    )
    instead = [one.move for one in real.instead(move, told, asked.memory, channel="web")]
    answered = [one.asked for one in instead if isinstance(one, FollowUp)]
    assert answered[:2] == ["comment", "detail"]
    assert isinstance(instead[2], Repair)
