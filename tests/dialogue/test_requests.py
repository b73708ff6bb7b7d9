"""Several requests, changes of mind, refusals, hard moments."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dialogue import Dialogue, Memory, Reading
from bot.dialogue.moves import Answer, Aside, AskWhich, Distress, Repair, TwoRequests, Without
from tests.dialogue.conftest import Talk
from tests.dialogue.reader import unsure

Start = Callable[..., Talk]
CARD = ("objet", "carte_grise")


@pytest.mark.parametrize(
    ("said", "first", "second"),
    [
        ("je suis séparée et je veux changer mon rib", "situation_familiale", "changer_rib"),
        ("où en est ma demande ? je veux aussi changer mon rib", "suivre_demarche", "changer_rib"),
        ("j'ai demenage. par contre je veux un rdv", "changer_adresse", "prendre_rendez_vous"),
        ("mon quotient, d'ailleurs j'ai demenage", "attestation_qf", "changer_adresse"),
    ],
)
def test_two_requests(talk: Start, said: str, first: str, second: str) -> None:
    assert talk().say(said) == TwoRequests(Answer(first), Answer(second))


def test_one_request_for_two_subjects(talk: Start) -> None:
    assert talk().say("demander l'apl et la prime d'activité") == TwoRequests(
        Answer("demander_prestation", ("prestation", "apl")),
        Answer("demander_prestation", ("prestation", "prime_activite")),
    )


@pytest.mark.parametrize(
    "said",
    [
        "voir mes dettes et rembourser ma dette",
        "bonjour. je veux changer mon rib",
        "changer mon rib et merci beaucoup à vous",
    ],
)
def test_near_requests_and_greetings_are_one(talk: Start, said: str) -> None:
    assert isinstance(talk().say(said), Answer)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("changer d'adresse, en fait non plutôt mon rib", "changer_rib"),
        ("non finalement voir mes paiements", "consulter_paiements"),
        ("pas mon adresse mais mon rib", "changer_rib"),
        ("mon quotient... ah non pardon, mon rib", "changer_rib"),
        ("changer mon rib, je voulais dire mon adresse", "changer_adresse"),
        ("voir mes dettes, finalement je veux un rdv", "prendre_rendez_vous"),
    ],
)
def test_the_last_wish_is_followed(talk: Start, said: str, intent: str) -> None:
    assert talk().say(said) == Answer(intent)


def test_a_fact_is_no_change_of_mind(talk: Start) -> None:
    said = "je n'ai pas reçu mon paiement mais j'ai tout envoyé"
    assert talk().say(said).intent == "paiement_non_recu"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "said", ["je ne veux pas contacter la caf", "j'ai pas envie d'appeler la caf"]
)
def test_what_is_not_wanted_is_never_offered(talk: Start, said: str) -> None:
    talked = talk()
    move = talked.say("ou en est ma demande", said)
    assert isinstance(move, Without)
    assert move.declined == "contacter_caf"
    assert "contacter_caf" not in move.choices
    for _ in range(5):
        refused = talked.say("non")
        assert "contacter_caf" not in getattr(refused, "intents", ())
        assert getattr(refused, "stage", None) != "person"


def test_what_is_wanted_instead_is_answered(talk: Start) -> None:
    talked = talk()
    said = "je ne veux pas contacter la caf, je veux mon quotient"
    assert talked.say(said) == Answer("attestation_qf")
    assert talked.memory.declined == ("contacter_caf",)


def test_what_is_not_wanted_is_no_second_request(talk: Start) -> None:
    said = "je ne veux pas contacter la caf, je veux mon quotient"
    heard = Reading(said, (("attestation_qf", 0.9), ("contacter_caf", 0.08)), sure=True)
    assert talk().say(heard) == Answer("attestation_qf")


def test_a_thing_of_another_body_names_that_body(talk: Start) -> None:
    move = talk().say("ma carte grise, c'est aux impôts")
    assert move == Answer("autre_organisme", ("organisme", "impots"))
    move = talk().say(Reading("carte grise", (("autre_organisme", 0.9),), True, (CARD,)))
    assert move == Answer("autre_organisme", ("organisme", "prefecture"))


@pytest.mark.parametrize(
    "said", ["je ne veux pas perdre mes droits", "je n'ai pas pu envoyer mon bail"]
)
def test_other_negations_refuse_nothing(talk: Start, said: str) -> None:
    assert not isinstance(talk().say(unsure(said)), Without)


class TestHardMoments:
    @pytest.mark.parametrize(
        ("said", "intent", "name"),
        [
            ("mon bébé est mort né", "deces", "bebe"),
            ("mon mari est mort, comment changer mon rib", "deces", "conjoint"),
            ("il me frappe et je veux voir mes paiements", "urgence_sociale", "violences"),
            ("mon mari est mort j'ai envie d'en finir", "urgence_sociale", "suicide"),
            ("envie d'en finir j'ai pris tous mes cachets", "urgence_sociale", "geste_suicidaire"),
            ("mon mari est parti d'un infarctus", "deces", "conjoint"),
            (
                "mon mari est parti d'un infarctus, j'ai envie d'en finir",
                "urgence_sociale",
                "suicide",
            ),
            ("non pas ça, je suis à la rue", "urgence_sociale", "toit_faim"),
            ("plutôt voir mes paiements, il me frappe", "urgence_sociale", "violences"),
        ],
    )
    def test_they_come_before_everything(
        self, talk: Start, said: str, intent: str, name: str
    ) -> None:
        move = talk().say(said)
        assert isinstance(move, Distress)
        assert (move.intent, move.name) == (intent, name)

    def test_a_reading_further_down_is_believed_with_its_words(self, talk: Start) -> None:
        said = unsure("papa nous a quittes décès", "declarer_naissance", "deces")
        assert talk().say(said) == Distress("deces", "defunt", None)
        calm = unsure("ma situation", "declarer_naissance", "deces")
        assert not isinstance(talk().say(calm), Distress)

    @pytest.mark.parametrize(
        "said",
        [
            "le téléphone c'est mort",
            "mon portable est complètement mort",
            "mort de rire",
            "j'ai perdu mon mot de passe",
            "vous avez enterré mon dossier",
        ],
    )
    def test_the_death_of_a_thing_is_no_death(self, talk: Start, said: str) -> None:
        assert not isinstance(talk().say(unsure(said, "contacter_caf", "deces")), Distress)

    @pytest.mark.parametrize(
        "said",
        [
            "le téléphone a sonné, il est mort",
            "j'ai perdu ma belle mère",
            "c'est mon frère, mort hier",
        ],
    )
    def test_a_death_told_beside_a_thing_is_one(self, talk: Start, said: str) -> None:
        assert talk().say(unsure(said, "contacter_caf", "deces")) == Distress(
            "deces", "defunt", None
        )

    def test_a_widow_who_asks_something_else_is_answered(self, talk: Start) -> None:
        talked = talk()
        assert talked.say("je suis veuve, je veux changer mon rib") == Answer("changer_rib")
        assert talked.memory.distress is None

    def test_the_help_for_such_a_moment_is_answered_as_asked(self, talk: Start) -> None:
        talked = talk()
        said = talked.say("allocation décès enfant")
        assert said == Answer("demander_prestation", ("prestation", "ade"))
        assert talked.memory.distress == ("prestation", "ade")

    def test_it_is_remembered_to_the_end(self, talk: Start) -> None:
        talked = talk()
        talked.say("mon mari est mort", "voir mes paiements", "et quand ?", "merci", "mon rib")
        assert talked.memory.distress == ("defunt", "conjoint")

    def test_then_an_answer_offers_a_person_alone(self, dialogue: Dialogue) -> None:
        after = Memory(intent="declarer_naissance", distress=("defunt", "bebe"))
        assert dialogue.fitting(("simuler_droits",), after) == ("contacter_caf",)
        assert dialogue.fitting(("simuler_droits",), Memory()) == ("simuler_droits",)

    def test_then_what_is_not_understood_leads_to_a_person(self, talk: Start) -> None:
        move = talk().say("mon mari est mort", unsure("et les papiers", "changer_rib"))
        assert move == Repair("person")


def test_greetings_leave_the_talk_where_it_was(talk: Start) -> None:
    talked = talk()
    assert talked.say("voir mes paiements", "vous etes nul a chier") == Aside("mecontent")
    assert talked.memory.intent == "consulter_paiements"


def test_a_word_with_several_meanings_is_asked_about(talk: Start) -> None:
    move = talk().say(unsure("attestation", "attestation_qf"))
    assert move == AskWhich(("attestation_paiement", "attestation_qf"), None, "attestation")
