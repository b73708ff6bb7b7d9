"""Picking what is offered, saying yes, going on, and what did not work."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dialogue import Reading
from bot.dialogue.moves import (
    Answer,
    Aside,
    AskWhich,
    Choose,
    Drop,
    FollowUp,
    NextStep,
    Noted,
    Repair,
    TwoRequests,
)
from tests.dialogue.conftest import Talk
from tests.dialogue.reader import unsure

Start = Callable[..., Talk]
WHICH = unsure("mes sous", "consulter_paiements", "paiement_non_recu", "consulter_dettes")
CHANGE = unsure("changement", "changer_rib", "changer_adresse", "situation_familiale")


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("la première", "changer_rib"),
        ("le 2", "changer_adresse"),
        ("2", "changer_adresse"),
        ("2️⃣", "changer_adresse"),
        ("je prends la deuxième", "changer_adresse"),
        ("la premiaire svp", "changer_rib"),
        ("option un", "changer_rib"),
        ("la dernière", "situation_familiale"),
        ("l'avant-dernière", "changer_adresse"),
        ("celle du milieu", "changer_adresse"),
        ("celle d'en bas", "situation_familiale"),
        ("celle du haut", "changer_rib"),
        ("n'importe lequel", "changer_rib"),
        ("celle d'adresse", "changer_adresse"),
        ("adresse", "changer_adresse"),
        ("le mariage", "situation_familiale"),
        ("rib", "changer_rib"),
    ],
)
def test_a_choice_is_picked(talk: Start, said: str, chosen: str) -> None:
    assert talk().say(CHANGE, said) == Choose(chosen)


@pytest.mark.parametrize("said", ["la 5", "le quatrième"])
def test_a_position_that_is_not_there_is_asked_again(talk: Start, said: str) -> None:
    move = talk().say(CHANGE, said)
    assert move == AskWhich(("changer_rib", "changer_adresse", "situation_familiale"))


@pytest.mark.parametrize("said", ["c'est une question", "un", "j'en ai deux enfants"])
def test_articles_pick_nothing(talk: Start, said: str) -> None:
    if said == "un":
        assert talk().say(CHANGE, said) == Choose("changer_rib")
    else:
        assert not isinstance(talk().say(CHANGE, unsure(said)), Choose)


def test_a_word_of_two_titles_picks_neither(talk: Start) -> None:
    assert not isinstance(talk().say(WHICH, unsure("paiement")), Choose)


def test_both_of_two_choices(talk: Start) -> None:
    move = talk().say(unsure("attestation"), "les deux")
    assert move == TwoRequests(Answer("attestation_paiement"), Answer("attestation_qf"))


def test_follow_ups_of_an_answer_are_choices(talk: Start) -> None:
    assert talk().say("voir mes paiements", "la deuxième") == Choose("attestation_paiement")


@pytest.mark.parametrize("said", ["oui", "ouais", "ok", "oui c'est ça"])
def test_yes_takes_the_only_choice(talk: Start, said: str) -> None:
    only = unsure("hum", "changer_rib")
    assert talk().say(only, said) == Choose("changer_rib")


def test_yes_to_several_asks_which(talk: Start) -> None:
    assert isinstance(talk().say(CHANGE, "oui"), AskWhich)


@pytest.mark.parametrize("said", ["d'accord", "très bien", "parfait", "ok super"])
def test_an_acknowledgement_ends_well(talk: Start, said: str) -> None:
    talked = talk()
    assert talked.say("voir mes paiements", said) == Noted()
    assert talked.say("et quand ?") == FollowUp("quand", "consulter_paiements")


@pytest.mark.parametrize("said", ["oui", "ok"])
def test_yes_after_an_answer_goes_on(talk: Start, said: str) -> None:
    move = talk().say("voir mes paiements", said)
    assert move == NextStep("step", "consulter_paiements", None, "mes_paiements", 0, "web")


def test_ok_after_an_answer_picks_no_button(talk: Start) -> None:
    assert talk().say("mon quotient familial", "ok") == Noted()


def test_thanks_is_no_yes(talk: Start) -> None:
    assert talk().say("voir mes paiements", "ok merci") == Aside("remercier")


def test_the_talk_goes_on_after_thanks(talk: Start) -> None:
    move = talk().say("voir mes paiements", "merci", "et quand ?")
    assert move == FollowUp("quand", "consulter_paiements")


@pytest.mark.parametrize(
    "said",
    ["j'y suis, et maintenant ?", "et après", "j'ai cliqué dessus", "ok et apres", "ensuite"],
)
def test_steps_are_told_one_by_one(talk: Start, said: str) -> None:
    talked = talk()
    steps = [talked.say("voir mes paiements", said), talked.say(said), talked.say(said)]
    assert [getattr(move, "step", None) for move in steps] == [0, 1, None]
    assert steps[2] == NextStep("end", "consulter_paiements")


@pytest.mark.parametrize("said", ["c'est fait", "ok c fait et apres"])
def test_what_is_done_needs_no_more_steps(talk: Start, said: str) -> None:
    assert talk().say("voir mes paiements", said) == NextStep("end", "consulter_paiements")


def test_what_the_model_hears_as_done_needs_no_more_steps_either(talk: Start) -> None:
    said = Reading("c'est envoyé et maintenant", (("etape_suivante", 0.9),), sure=True)
    assert talk().say("voir mes paiements", said) == NextStep("end", "consulter_paiements")


def test_without_steps_the_way_is_explained_once(talk: Start) -> None:
    talked = talk()
    assert talked.say("ou en est mon dossier", "et après") == FollowUp("comment", "suivre_demarche")
    assert talked.say("et après") == NextStep("end", "suivre_demarche")


@pytest.mark.parametrize("said", ["je vois pas le crayon", "y a pas cet onglet", "je trouve pas"])
def test_what_is_not_found_climbs_to_a_person(talk: Start, said: str) -> None:
    assert climb(talk("app"), said) == ["step", "other_place", "technical", "person", "person"]


@pytest.mark.parametrize(
    "said", ["j'ai déjà essayé", "ça marche pas", "sa marche tjrs pas", "toujours pareil"]
)
def test_what_was_tried_is_not_told_again(talk: Start, said: str) -> None:
    assert climb(talk("app"), said) == ["other_place", "technical", "person", "person", "person"]


def climb(talked: Talk, said: str) -> list[str]:
    """The ways out that are told when a person says the same five times after an answer."""
    moves = [talked.say("changer d'adresse", said), *(talked.say(said) for _ in range(4))]
    assert all(isinstance(move, NextStep) for move in moves)
    assert "declarer" in [move.destination for move in moves]  # type: ignore[union-attr]
    return [move.way for move in moves]  # type: ignore[union-attr]


def test_the_other_way_is_the_other_channel_when_there_is_one_place(talk: Start) -> None:
    move = talk("app").say("changer mon rib", "ça marche pas")
    assert move == NextStep("other_channel", "changer_rib", None, "mon_profil", None, "web")


def test_what_does_not_work_at_the_start_is_technical(talk: Start) -> None:
    assert talk().say("ça marche pas") == Answer("probleme_technique")


class TestRepair:
    def test_the_next_readings_of_that_message_then_families_then_a_person(
        self, talk: Start
    ) -> None:
        talked = talk()
        said = unsure(
            "mes sous", "consulter_paiements", "consulter_dettes", "paiement_non_recu", "baisse"
        )
        assert talked.say(said) == Repair(
            "readings",
            ("consulter_paiements", "consulter_dettes", "paiement_non_recu"),
            likely=True,
        )
        assert talked.say("non") == Repair("readings", ("baisse",), True)
        assert talked.say("pas ça") == Repair("families", ("demander_prestation",), True)
        assert talked.say("c'est pas ma question") == Repair("person", (), True)

    def test_a_family_that_was_shown_whole_gives_way_to_a_person(self, talk: Start) -> None:
        talked = talk()
        asked = talked.say(unsure("attestation", "attestation_paiement"))
        assert isinstance(asked, AskWhich)
        assert talked.say("non") == Repair("person", (), True), "no subject that nobody spoke of"
        assert talked.say("non") == Repair("again", (), True), "not in the same words"

    def test_an_answer_that_is_refused(self, talk: Start) -> None:
        talked = talk()
        first = talked.say("je n'ai pas reçu mon apl et j'ai demenage")
        assert isinstance(first, TwoRequests | Answer)
        refused = talked.say("non")
        assert isinstance(refused, Repair)
        assert "paiement_non_recu" not in refused.intents

    def test_thumbs_down_opens_the_same_way(self, talk: Start) -> None:
        one, other = talk(), talk()
        one.say(CHANGE)
        other.say(CHANGE)
        assert one.dislike() == other.say("pas ça")

    def test_an_unlikely_reading_is_never_suggested(self, talk: Start) -> None:
        said = unsure("truc", "changer_rib")
        faint = type(said)(said.text, (*said.ranking, ("contester", 0.01)), False)
        talked = talk()
        assert talked.say(faint) == Repair("readings", ("changer_rib",), likely=True)

    @pytest.mark.parametrize("said", ["laisse tomber", "non merci", "oublie", "tant pis"])
    def test_a_question_that_is_dropped(self, talk: Start, said: str) -> None:
        talked = talk()
        assert talked.say(CHANGE, said) == Drop(("demander_aide", "contacter_caf"))
        assert talked.memory.ranking == ()

    def test_questions_after_a_person_are_about_reaching_one(self, talk: Start) -> None:
        talked = talk()
        talked.say(CHANGE, "non", "non", "non")
        assert talked.say("c'est payant ?") == FollowUp("cout", "contacter_caf")


def test_an_offered_intent_that_the_model_is_sure_of_is_picked_with_its_subject(
    talk: Start,
) -> None:
    talked = talk()
    talked.say("apl")
    said = Reading("ben voir si je peux en toucher un peu", (("simuler_droits", 0.8),), True)
    assert talked.say(said) == Choose("simuler_droits", ("prestation", "apl"))


@pytest.mark.parametrize("sure", [True, False])
def test_a_listed_word_is_always_asked_about(talk: Start, sure: bool) -> None:
    said = Reading("attestation", (("attestation_paiement", 0.9),), sure)
    move = talk().say(said)
    assert move == AskWhich(("attestation_paiement", "attestation_qf"), None, "attestation")


def test_two_likely_readings_of_one_question_are_asked_about(talk: Start) -> None:
    move = talk().say(unsure("mes sous là", "consulter_paiements", "paiement_non_recu"))
    assert isinstance(move, AskWhich)
    assert move.question == "paiement"


@pytest.mark.parametrize(("confidence", "greeted"), [(0.5, True), (0.1, False)])
def test_a_likely_greeting_is_greeted(talk: Start, confidence: float, greeted: bool) -> None:
    move = talk().say(Reading("kikou", (("saluer", confidence),), False))
    assert (move == Aside("saluer")) is greeted


def test_not_yet_after_suggestions_refuses_them(talk: Start) -> None:
    assert isinstance(talk().say(CHANGE, "toujours pas"), Repair)
