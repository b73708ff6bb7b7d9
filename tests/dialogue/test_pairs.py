"""Two requests in one message: both are kept, and the person comes back to either."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, Reading
from bot.dialogue.memory import Memory
from bot.dialogue.moves import Answer, FollowUp, TwoRequests
from tests.dialogue.heard import bare, sure, unsure

RIB, QUARTERLY = "changer_coordonnees_bancaires", "declarer_ressources_trimestrielles"
PAIR = (QUARTERLY, RIB)
BOTH = Memory(intent=RIB, request=RIB, pair=PAIR, choices=PAIR, gone_on=RIB, said="answer")
# What the model hears in bare nouns.
HEARD = {
    "la banque": (("changer_coordonnees_bancaires", 0.34), ("autre_organisme", 0.3)),
    "mes dettes": (("consulter_dettes", 0.95), (RIB, 0.01)),
    "le virement": (("paiement_non_recu", 0.5), (RIB, 0.2)),
    "mon adresse": (("changer_adresse", 0.9), (RIB, 0.04)),
}


@pytest.fixture(scope="module")
def hearing(content: Content) -> Dialogue:
    """A dialogue that hears bare nouns."""

    def read(text: str, *, quick: bool = False) -> Reading:
        return Reading(text, HEARD.get(text, ()))

    return Dialogue.of(content, read)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("ok et pour la banque maintenant", RIB),
        ("et la banque du coup ?", RIB),
        ("merci, et le virement ?", RIB),
        ("la déclaration d'abord", QUARTERLY),
        ("et pour ma déclaration trimestrielle", QUARTERLY),
        ("c'est fait, et le compte bancaire", RIB),
        ("et l'autre truc", QUARTERLY),
        ("et mon autre question", QUARTERLY),
        ("et le reste ?", QUARTERLY),
        ("j'avais demandé deux choses", QUARTERLY),
        ("et ma deuxième question", RIB),
        ("la première d'abord", QUARTERLY),
    ],
)
def test_one_of_the_two_is_named_or_pointed_at(hearing: Dialogue, said: str, intent: str) -> None:
    move, memory = hearing.play(bare(said), BOTH, channel="web")
    assert move == Answer(intent)
    # Asked again, « l'autre » is the one that was not gone on with.
    other = next(name for name in PAIR if name != intent)
    move, _ = hearing.play(bare("et l'autre ?"), replace(memory, told=None), channel="web")
    assert move == Answer(other)


@pytest.mark.parametrize(
    "said",
    ["et mes dettes ?", "et mon adresse ?", "et pour quand ?", "la banque a fermé mon compte"],
)
def test_what_is_neither_of_the_two_is_not_taken_for_one(hearing: Dialogue, said: str) -> None:
    move, _ = hearing.play(bare(said), BOTH, channel="web")
    assert not (isinstance(move, Answer) and move.intent in PAIR)


def test_without_two_requests_a_noun_is_read_by_itself(hearing: Dialogue) -> None:
    alone = replace(BOTH, pair=(), gone_on=None, choices=())
    move, _ = hearing.play(bare("ok et pour la banque maintenant"), alone, channel="web")
    assert move != Answer(RIB)


# -- the second of two requests is offered by its name

SAID = "j'ai un indu, et mon numéro de téléphone a changé aussi"


@pytest.fixture(scope="module")
def piecewise(content: Content) -> Dialogue:
    """A dialogue whose second piece is likely, and not sure."""
    pieces = {
        "mon numero de telephone a change aussi": (("changer_coordonnees_contact", 0.6),),
        "j'ai un nouveau telephone": (("changer_coordonnees_contact", 0.6),),
        "je veux rembourser ma dette": (("rembourser_dette", 0.7),),
    }

    def read(text: str, *, quick: bool = False) -> Reading:
        return Reading(text, pieces.get(text, ()))

    return Dialogue.of(content, read)


def test_the_second_request_is_offered_and_come_back_to(piecewise: Dialogue) -> None:
    whole = Reading(SAID, (("consulter_dettes", 0.9), ("changer_coordonnees_contact", 0.05)), True)
    move, memory = piecewise.play(whole, Memory(), channel="web")
    assert move == Answer("consulter_dettes", beside="changer_coordonnees_contact")
    move, _ = piecewise.play(bare("et l'autre ?"), memory, channel="web")
    assert move == Answer("changer_coordonnees_contact")


def test_it_stands_beside_a_question_about_the_last_answer_too(piecewise: Dialogue) -> None:
    _, memory = piecewise.play(sure("mes dettes", "consulter_dettes"), Memory(), channel="web")
    said = unsure("en plusieurs fois c'est possible, et j'ai un nouveau téléphone")
    move, _ = piecewise.play(said, memory, channel="web")
    assert isinstance(move, FollowUp)
    assert move.choices == ("changer_coordonnees_contact",)


def test_what_leads_to_the_same_place_is_no_second_request(piecewise: Dialogue) -> None:
    whole = sure("j'ai une dette, et je veux rembourser ma dette", "consulter_dettes")
    move, _ = piecewise.play(whole, Memory(), channel="web")
    assert move == Answer("consulter_dettes")


def test_two_benefits_are_two_requests_though_they_are_near(content: Content) -> None:
    pieces = {
        "simuler l'apl": ("simuler_droits", ("prestation", "apl")),
        "une demande de rsa": ("demander_prestation", ("prestation", "rsa")),
    }

    def read(text: str, *, quick: bool = False) -> Reading:
        intent, named = pieces[text]
        return sure(text, intent, named)

    whole = Reading(
        "simuler l'apl et une demande de rsa",
        (("demander_prestation", 0.6), ("simuler_droits", 0.3)),
        True,
        (("prestation", "apl"), ("prestation", "rsa")),
    )
    move, _ = Dialogue.of(content, read).play(whole, Memory(), channel="web")
    assert move == TwoRequests(
        Answer("simuler_droits", ("prestation", "apl")),
        Answer("demander_prestation", ("prestation", "rsa")),
    )


def test_the_first_of_two_requests_is_the_answered_one(piecewise: Dialogue) -> None:
    whole = Reading(SAID, (("consulter_dettes", 0.9), ("changer_coordonnees_contact", 0.05)), True)
    _, memory = piecewise.play(whole, Memory(), channel="web")
    shown = memory.showing(
        destinations=memory.destinations, choices=("changer_coordonnees_contact",)
    )
    move, _ = piecewise.play(bare("la première, c'est combien ?"), shown, channel="web")
    assert move == FollowUp("combien", "consulter_dettes")
