"""After a hard moment: its number is never lost, whatever is asked of it or told beside it."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.content.catalogue import Catalogue
from bot.content.examples import teaching
from bot.content.sources import PROJECT
from bot.content.tree import read
from bot.dialogue import Dialogue, Reading
from bot.dialogue.ground import Ground
from bot.dialogue.moves import Answer, Distress, FollowUp, Repair, TwoRequests
from bot.nlu.normalise import words_of_any_script
from tests.dialogue.conftest import Talk
from tests.dialogue.heard import after, sure, unsure

BEATEN = sure("mon mari me frappe", "urgence_sociale", ("danger", "violences"))
DARK = sure("je veux mourir", "urgence_sociale", ("danger", "suicide"))
CHILD = sure("ma fille a des bleus", "urgence_sociale", ("danger", "enfant_danger"))
HUNGRY = sure("plus rien à manger", "urgence_sociale", ("danger", "toit_faim"))
# What anybody may ask or tell of any number.
ASKED_OF_A_NUMBER = ("horaires", "deja_appele", "contact_de", "honte", "seul", "va_le_dire")


@pytest.fixture(scope="module")
def rows(content: Content) -> Catalogue:
    return content.catalogue


@pytest.mark.parametrize("asked", ASKED_OF_A_NUMBER)
def test_what_is_asked_of_a_number_is_answered_of_each(rows: Catalogue, asked: str) -> None:
    silent = [
        name
        for name, row in rows.subjects["danger"].items()
        if row.eases is None and row.answer_to(asked) is None
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("before", "said", "asked"),
    [
        (BEATEN, "j'ai trop honte", "honte"),
        (HUNGRY, "j'ai honte d'aller là-bas", "honte"),
        (CHILD, "je me sens coupable", "honte"),
        (DARK, "je me sens tellement seul", "seul"),
        (BEATEN, "personne ne me croit", "seul"),
        (BEATEN, "ça répond la nuit ?", "horaires"),
        (CHILD, "le numéro est joignable le soir ?", "horaires"),
        (DARK, "j'ai déjà appelé", "deja_appele"),
        (BEATEN, "la police va appeler mon mari ?", "va_le_dire"),
        (CHILD, "ils vont me l'enlever", "enlever"),
        (BEATEN, "c'est pas une façon de parler", "confirme"),
        (DARK, "une remise de dette c'est possible ?", "remise"),
    ],
)
def test_a_feeling_or_a_question_about_a_number_has_words(
    real: Dialogue, before: Reading, said: str, asked: str
) -> None:
    move = after(real, before, sure(said, "contacter_caf"))
    assert isinstance(move, FollowUp)
    assert move.asked == asked


def test_not_a_way_of_speaking_eases_nothing(real: Dialogue) -> None:
    move = after(real, DARK, Reading("non c'est pas une façon de parler"))
    assert not isinstance(move, Distress) or move.name != "suicide_nie"
    eased = after(real, DARK, Reading("c'était une façon de parler"))
    assert isinstance(eased, Distress)
    assert eased.name == "suicide_nie"


def test_a_call_that_failed_is_one_to_the_first_number(real: Dialogue) -> None:
    talk = Talk(real, "web", None)
    # Nothing fitted: the Caf was named beside the number.
    assert isinstance(talk.say(DARK, Reading("bof")), Repair)
    move = talk.say(sure("j'ai déjà appelé ils ont raccroché", "contacter_caf"))
    assert move == FollowUp("deja_appele", "urgence_sociale", ("danger", "suicide"))


@pytest.mark.parametrize(
    "said",
    [
        sure("tuteur comment on devient", "representer_quelqu_un", by=0.69),
        sure("je déclare comment la fin de la garde", "declarer_enfant_a_charge", by=0.76),
        unsure("et la pension", ("pension_alimentaire", 0.48), ("preciser_sujet", 0.48)),
    ],
)
def test_a_named_request_wins_over_the_fallback(real: Dialogue, said: Reading) -> None:
    talk = Talk(real, "web", None)
    move = talk.say(CHILD, said)
    assert isinstance(move, Answer)
    assert move.intent == said.intent
    assert talk.memory.distress == ("danger", "enfant_danger")


def test_what_the_hard_moment_has_words_for_leads_nowhere_else(real: Dialogue) -> None:
    move = after(real, BEATEN, sure("il a mon mot de passe", "compte_pirate"))
    violences = ("danger", "violences")
    assert move in (
        Answer("compte_pirate", violences),
        FollowUp("mot_de_passe", "urgence_sociale", violences),
    )


def test_what_is_told_and_unsure_is_no_request(real: Dialogue) -> None:
    told = unsure("hier il est passé devant la maison", ("changer_adresse", 0.45))
    assert not isinstance(after(real, BEATEN, told), Answer)
    faint = unsure("il a pris la voiture", ("changer_adresse", 0.44))
    assert not isinstance(after(real, BEATEN, faint), Answer)


@pytest.mark.parametrize(
    ("said", "danger", "language"),
    [
        ("my husband he hit me", "violences", "en"),
        ("he wants to kill me", "violences", "en"),
        ("I'm scared of my boyfriend", "violences", "en"),
        ("i have 2 kids where i go tonight", "toit_faim", "en"),
        ("we are homeless", "toit_faim", "en"),
        ("my kids are hungry", "toit_faim", "en"),
        ("i want to die", "suicide", "en"),
        ("their father beats my daughter", "enfant_danger", "en"),
        ("mi marido me pega", "violences", "es"),
        ("no tengo donde dormir", "toit_faim", "es"),
        ("quiero morir", "suicide", "es"),
        ("pega a mis hijos", "enfant_danger", "es"),
        ("meu marido bate-me", "violences", "pt"),
        ("não tenho onde dormir", "toit_faim", "pt"),
        ("quero morrer", "suicide", "pt"),
        ("زوجي يضربني", "violences", "ar"),
        ("أين ننام الليلة", "toit_faim", "ar"),
        ("أريد أن أموت", "suicide", "ar"),
        ("يضرب أطفالي", "enfant_danger", "ar"),
    ],
)
def test_a_danger_in_another_language_is_answered_alone(
    real: Dialogue, said: str, danger: str, language: str
) -> None:
    move = after(real, sure(said, "autre_langue", ("langue", language)))
    assert move == Distress("urgence_sociale", "danger", danger, language)


def test_the_notice_is_given_once(real: Dialogue) -> None:
    first = sure("my husband he hit me", "autre_langue", ("langue", "en"))
    again = unsure("where we sleep tonight", ("urgence_sociale", 0.5))
    move = after(real, first, again)
    assert isinstance(move, Distress)
    assert move.language == "en"


def test_no_french_example_is_a_danger_in_another_language(
    content: Content,
) -> None:
    ground = Ground(content.catalogue, content.choices)
    files = sorted((PROJECT / "bot" / "data" / "nlu").glob("*.yml"))
    found = {
        example.intent
        for example in teaching(read(one.name, one.read_bytes()) for one in files).examples
        if [*ground.dangers.abroad(words_of_any_script(example.text))]
    }
    # Of a hard moment some are in another language.
    assert found <= {"urgence_sociale", "autre_langue"}


@pytest.mark.parametrize(
    "said",
    [
        "where can I find my payments",
        "i live in paris",
        "how do i hit the button",
        "donde está mi pago",
        "onde vejo os meus pagamentos",
        "أين أجد الدفعات",
    ],
)
def test_what_is_ordinary_in_another_language_is_no_danger(content: Content, said: str) -> None:
    ground = Ground(content.catalogue, content.choices)
    assert [*ground.dangers.abroad(words_of_any_script(said))] == []


def test_a_language_told_of_somebody_is_no_message_in_it(real: Dialogue) -> None:
    lost = sure("papa est mort", "deces", ("defunt", "parent"))
    told = sure("elle parle que l'arabe", "autre_langue", ("langue", "ar"))
    move = after(real, lost, told)
    assert isinstance(move, FollowUp)
    assert move.asked == "autre_langue_proche"


def test_a_child_s_danger_is_told_to_those_who_help_children(real: Dialogue) -> None:
    talk = Talk(real, "web", None)
    talk.say(sure("j'ai 16 ans, j'ai droit à quoi", "simuler_droits"))
    move = talk.say(sure("mon copain me frappe", "urgence_sociale", ("danger", "violences")))
    assert move == Distress("urgence_sociale", "danger", "enfant_danger")
    assert talk.memory.distress == ("danger", "enfant_danger")


def test_a_need_and_a_request_are_both_answered(content: Content) -> None:
    def read(text: str, *, quick: bool = False) -> Reading:
        return sure(text, "comprendre_changement_droits")

    said = "je suis sourde mon apl a baissé je comprends pas"
    move = after(Dialogue.of(content, read), sure(said, "accessibilite"))
    assert isinstance(move, TwoRequests)
    assert (move.first.intent, move.second.intent) == (
        "accessibilite",
        "comprendre_changement_droits",
    )


def test_a_number_is_explained_after_a_hard_moment(real: Dialogue) -> None:
    asked = unsure("le 3919 c'est quoi", ("expliquer_mot", 0.4))
    asked = Reading(asked.text, asked.ranking, False, (("terme", "num_3919"),))
    move = after(real, BEATEN, asked)
    assert getattr(move, "term", None) == "num_3919"


@pytest.mark.parametrize("said", ["c'est quoi le numéro déjà", "c'est 24h sur 24 ?"])
def test_a_number_is_told_again_after_a_loss(real: Dialogue, said: str) -> None:
    lost = sure("mon mari est mort", "deces", ("defunt", "conjoint"))
    move = after(real, lost, Reading(said))
    assert isinstance(move, FollowUp)
    assert move.asked in ("contact_de", "horaires")


def test_of_several_words_the_one_that_is_asked_is_explained(real: Dialogue) -> None:
    words = (("terme", "retenue"), ("terme", "indu"))
    move = after(real, sure("retenue sur indu, c'est quoi un indu", "expliquer_mot", *words))
    assert getattr(move, "term", None) == "indu"
