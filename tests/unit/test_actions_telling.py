"""How each move of the dialogue is said: response, places, channel, links, choices, memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, get_args

import pytest

from bot.content.catalogue import Catalogue, Channel
from bot.dialogue import Memory
from bot.dialogue.moves import (
    Answer,
    Aside,
    AskWhich,
    Choose,
    Distress,
    Drop,
    ExplainWord,
    FollowUp,
    HelpFirst,
    Move,
    NextStep,
    Noted,
    OtherChannel,
    Repair,
    Simpler,
    TwoFollowUps,
    TwoRequests,
    Without,
)

RSA = ("prestation", "rsa")
INDU = ("terme", "indu")
VIOLENCES = ("danger", "violences")
NO_PAYMENT = Memory(
    intent="paiement_non_recu", destinations=("mes_alertes", "mes_paiements"), said="answer"
)
DEBTS = Memory(intent="consulter_dettes", destinations=("mes_dettes",), said="answer")
NONE = "nlu_fallback"
# What stands in the table for all subjects of the list.
TOPICS = ("topics",)
NUMBERS = ("tel_17", "tel_112", "sms_114", "tel_3919", "tel_116006", "arretons_violences")


class Case(NamedTuple):
    """A move, the memory that the rules leave with it, and what must be said."""

    move: Move
    memory: Memory
    responses: list[str]
    intent: str | None = None
    subject: tuple[str, str] | None = None
    destinations: tuple[str, ...] = ()
    links: list[str] = []  # noqa: RUF012
    choices: tuple[str, ...] = ()
    kept: tuple[str, ...] | None = None
    """The destinations that are remembered, where they are not those shown."""


CASES = {
    "an answer": Case(
        Answer("consulter_paiements"),
        Memory(intent="consulter_paiements"),
        ["answer_consulter_paiements"],
        intent="consulter_paiements",
        destinations=("dernier_paiement", "mes_paiements"),
        links=["mes_paiements"],
        choices=("paiement_non_recu", "telecharger_attestation_paiement"),
    ),
    "an answer about a benefit": Case(
        Answer("demander_prestation", RSA),
        Memory(intent="demander_prestation", subject=RSA),
        ["answer_demander_rsa"],
        intent="demander_prestation",
        subject=RSA,
        destinations=("simuler_demander",),
        links=["demande_rsa", "simuler_demander"],
        choices=("simuler_droits", "declarer_ressources_trimestrielles", "suivre_demarche"),
    ),
    "an answer for somebody else": Case(
        Answer("consulter_dettes", None, "conjoint"),
        DEBTS,
        ["follow_up_for_conjoint"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("rembourser_dette", "dette_impossible", "contester_decision"),
    ),
    "a choice that was picked": Case(
        Choose("rembourser_dette"),
        Memory(intent="rembourser_dette"),
        ["answer_rembourser_dette"],
        intent="rembourser_dette",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("dette_impossible", "contester_decision"),
    ),
    "two requests": Case(
        TwoRequests(Answer("consulter_agenda"), Answer("consulter_dettes")),
        DEBTS,
        ["answer_consulter_agenda", "answer_consulter_dettes"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mon_compte", "mes_paiements"],
    ),
    "two questions about one answer": Case(
        TwoFollowUps(
            FollowUp("combien", "consulter_dettes"), FollowUp("plusieurs_fois", "consulter_dettes")
        ),
        DEBTS,
        ["answer_consulter_dettes_combien", "answer_plusieurs_fois"],
        intent="consulter_dettes",
        destinations=("contacter_caf",),
        links=["mes_paiements", "tel_3230", "mon_compte"],
        choices=("rembourser_dette", "dette_impossible", "contester_decision"),
    ),
    "an answer without what was declined": Case(
        Answer("consulter_dettes"),
        replace(DEBTS, declined=("dette_impossible",)),
        ["answer_consulter_dettes"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("rembourser_dette", "contester_decision"),
    ),
    "an answer after a distress": Case(
        Answer("consulter_dettes"),
        replace(DEBTS, distress=VIOLENCES),
        ["answer_consulter_dettes"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        # The number that was given stays within reach.
        links=["tel_17", "mes_paiements"],
        choices=("contacter_caf",),
    ),
    "a question that the answer knows": Case(
        FollowUp("quand", "paiement_non_recu"),
        NO_PAYMENT,
        ["answer_paiement_non_recu_quand"],
        intent="paiement_non_recu",
        destinations=("mes_alertes", "mes_paiements"),
        links=["mon_compte", "mes_paiements"],
        choices=("comprendre_changement_droits", "changer_coordonnees_bancaires", "contacter_caf"),
    ),
    "a question that the benefit knows better": Case(
        FollowUp("quand", "consulter_paiements", RSA),
        Memory(intent="consulter_paiements", subject=RSA),
        ["answer_trimestrielle_quand"],
        intent="consulter_paiements",
        subject=RSA,
        destinations=("dernier_paiement", "mes_paiements"),
        links=["demande_rsa", "mes_paiements"],
        choices=("paiement_non_recu", "telecharger_attestation_paiement"),
    ),
    "a question that nobody has an answer to": Case(
        FollowUp("cout", "consulter_dettes"),
        DEBTS,
        ["follow_up_cout"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("rembourser_dette", "dette_impossible", "contester_decision"),
    ),
    "a question about a benefit alone": Case(
        FollowUp("combien", None, RSA),
        Memory(subject=RSA),
        ["answer_prestation_combien"],
        subject=RSA,
        links=["demande_rsa"],
    ),
    "the next step": Case(
        NextStep("step", "consulter_dettes", None, "mes_dettes", 0, "web"),
        replace(DEBTS, step=1),
        ["follow_up_step"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("ne_trouve_pas", "contacter_caf"),
    ),
    "the end of the way": Case(
        NextStep("end", "consulter_dettes"),
        replace(DEBTS, step=1),
        ["follow_up_next"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("ne_trouve_pas", "contacter_caf"),
    ),
    "a place that cannot be found": Case(
        NextStep("step", "consulter_dettes", None, "mes_dettes", 0, "web", unseen=True),
        replace(DEBTS, step=1, rung=1, misses=1),
        ["answer_hint_mes_dettes_web"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("ne_trouve_pas", "contacter_caf"),
    ),
    "the second place": Case(
        NextStep("other_place", "paiement_non_recu", None, "mes_paiements", None, "web"),
        replace(NO_PAYMENT, rung=2, misses=1),
        ["follow_up_tried"],
        intent="paiement_non_recu",
        destinations=("mes_paiements",),
        links=["mes_paiements"],
        choices=("ne_trouve_pas", "contacter_caf"),
    ),
    "the same place elsewhere": Case(
        NextStep("other_channel", "consulter_dettes", None, "mes_dettes", None, "app"),
        replace(DEBTS, rung=2, misses=2),
        ["follow_up_tried_app"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("ne_trouve_pas", "contacter_caf"),
    ),
    "technical help": Case(
        NextStep("technical", "consulter_dettes"),
        replace(DEBTS, rung=3, misses=2),
        ["answer_probleme_technique"],
        intent="probleme_technique",
        choices=("se_connecter", "contacter_caf"),
        kept=("mes_dettes",),
    ),
    "a person, when nothing worked": Case(
        NextStep("person", "consulter_dettes"),
        Memory(intent="contacter_caf", said="person"),
        ["follow_up_tried_again"],
        intent="contacter_caf",
        destinations=("contacter_caf",),
        links=["tel_3230", "mon_compte"],
        choices=("prendre_rendez_vous", "parler_conseiller", "sans_internet"),
    ),
    "a person, who could not be reached": Case(
        NextStep("person", "contacter_caf"),
        Memory(intent="contacter_caf", said="person"),
        ["follow_up_contact_tried"],
        intent="contacter_caf",
        destinations=("contacter_caf",),
        links=["tel_3230", "mon_compte"],
        choices=("prendre_rendez_vous", "parler_conseiller", "sans_internet"),
    ),
    "the other channel": Case(
        OtherChannel("app", "consulter_dettes"),
        replace(DEBTS, channel="app"),
        ["answer_consulter_dettes"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("rembourser_dette", "dette_impossible", "contester_decision"),
    ),
    "the other channel of nothing": Case(
        OtherChannel("app"),
        Memory(channel="app"),
        ["answer_no_context"],
        choices=("demander_aide",),
    ),
    "in simpler words": Case(
        Simpler("consulter_dettes"),
        DEBTS,
        ["answer_consulter_dettes_simple"],
        intent="consulter_dettes",
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("ne_trouve_pas", "contacter_caf"),
    ),
    "the way on the other channel, told before": Case(
        Answer("gerer_compte"),
        Memory(crossed=True),
        ["answer_gerer_compte", "channel_again_app"],
        destinations=("gerer_compte",),
        choices=("changer_mot_de_passe", "donner_procuration"),
    ),
    "a follow-up in simpler words": Case(
        Simpler("suivre_demarche", asked="duree"),
        Memory(intent="suivre_demarche", told="follow_up_duree", destinations=("mes_alertes",)),
        ["follow_up_duree_simple"],
        intent="suivre_demarche",
        destinations=("mes_alertes",),
        links=["mon_compte"],
        choices=("ne_trouve_pas", "contacter_caf"),
    ),
    "in simpler words that are not written": Case(
        Simpler("consulter_historique"),
        Memory(intent="consulter_historique", destinations=("gerer_compte",)),
        ["answer_consulter_historique", "channel_only_app"],
        destinations=("gerer_compte",),
        choices=("ne_trouve_pas", "contacter_caf"),
    ),
    "a word": Case(
        ExplainWord("indu"),
        Memory(),
        ["answer_terme_indu"],
        intent="expliquer_mot",
        subject=INDU,
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("demander_aide",),
    ),
    "a word in the middle of something else": Case(
        ExplainWord("indu"),
        NO_PAYMENT,
        ["answer_terme_indu"],
        intent="expliquer_mot",
        subject=INDU,
        destinations=("mes_dettes",),
        links=["mes_paiements"],
        choices=("demander_aide",),
        kept=("mes_dettes",),
    ),
    "a word that the glossary does not hold": Case(
        ExplainWord(None),
        Memory(),
        ["answer_expliquer_mot"],
        intent="expliquer_mot",
        choices=("demander_aide",),
    ),
    "a question of the catalogue": Case(
        AskWhich(("consulter_dettes", "rembourser_dette"), None, "dette"),
        Memory(said="question"),
        ["answer_clarify_dette"],
        choices=("consulter_dettes", "rembourser_dette", NONE),
    ),
    "what is wanted of a benefit": Case(
        AskWhich(("demander_prestation", "simuler_droits"), RSA),
        Memory(subject=RSA, said="question"),
        ["ask_which_for_subject"],
        subject=RSA,
        choices=("demander_prestation", "simuler_droits", NONE),
    ),
    "which of these": Case(
        AskWhich(("consulter_dettes", "rembourser_dette")),
        Memory(said="question"),
        ["answer_confirm_which"],
        choices=("consulter_dettes", "rembourser_dette", NONE),
    ),
    "not understood": Case(
        Repair("readings", ("consulter_dettes", "se_connecter")),
        Memory(misses=1, said="question"),
        ["answer_suggest"],
        choices=("consulter_dettes", "se_connecter", NONE),
    ),
    "one guess": Case(
        Repair("readings", ("consulter_dettes",)),
        Memory(misses=1, said="question"),
        ["answer_suggest_one"],
        choices=("consulter_dettes", NONE),
    ),
    "in a talk, no list of all subjects": Case(
        Repair("person"),
        Memory(request="consulter_dettes", said="person"),
        ["repair_person"],
        intent="contacter_caf",
        destinations=("contacter_caf",),
        links=["tel_3230", "mon_compte"],
        choices=("prendre_rendez_vous", "parler_conseiller", "sans_internet"),
    ),
    "turned down": Case(
        Repair("readings", ("consulter_dettes", "se_connecter"), refused=True),
        Memory(misses=1, said="question"),
        ["repair_offer"],
        choices=("consulter_dettes", "se_connecter", NONE),
    ),
    "the families": Case(
        Repair("families", ("consulter_dettes", "se_connecter"), refused=True),
        Memory(misses=2, said="families"),
        ["repair_families"],
        choices=("consulter_dettes", "se_connecter", NONE),
    ),
    "not understood again": Case(
        Repair("person"),
        Memory(intent="contacter_caf", misses=3, said="person"),
        ["answer_hand_over"],
        intent="contacter_caf",
        destinations=("contacter_caf",),
        links=["tel_3230", "mon_compte"],
        choices=TOPICS,
    ),
    "not understood after a danger": Case(
        Repair("person"),
        Memory(intent="urgence_sociale", subject=VIOLENCES, distress=VIOLENCES),
        ["follow_up_after_violences"],
        intent="contacter_caf",
        destinations=("contacter_caf",),
        # As the text names them.
        links=[
            *("tel_3919", "tel_116006", "sms_114", "tel_17", "tel_3230", "arretons_violences"),
            "mon_compte",
        ],
    ),
    "not understood after the help for a danger": Case(
        Repair("person"),
        Memory(distress=("prestation", "aide_violences")),
        ["repair_person"],
        intent="contacter_caf",
        destinations=("contacter_caf",),
        links=["tel_17", "tel_112", "sms_114", "tel_3230", "mon_compte"],
    ),
    "turned down again": Case(
        Repair("person", refused=True),
        Memory(intent="contacter_caf", misses=3, said="person"),
        ["repair_person"],
        intent="contacter_caf",
        destinations=("contacter_caf",),
        links=["tel_3230", "mon_compte"],
        choices=("prendre_rendez_vous", "parler_conseiller", "sans_internet"),
    ),
    "a danger": Case(
        Distress("urgence_sociale", "danger", "violences"),
        Memory(intent="urgence_sociale", subject=VIOLENCES, distress=VIOLENCES),
        ["answer_danger_violences"],
        intent="urgence_sociale",
        subject=VIOLENCES,
        links=[*NUMBERS],
        choices=("contacter_caf",),
    ),
    "a danger that is not named": Case(
        Distress("urgence_sociale", "danger", None),
        Memory(intent="urgence_sociale", distress=("danger", "")),
        ["answer_urgence_sociale"],
        intent="urgence_sociale",
        links=["tel_3114", "tel_115", "tel_3919", "tel_119", "tel_112", "sms_114"],
        choices=("contacter_caf",),
    ),
    "a danger, then what is asked": Case(
        HelpFirst(
            Distress("urgence_sociale", "danger", "toit_faim"), Answer("telecharger_attestation_qf")
        ),
        Memory(intent="telecharger_attestation_qf", distress=("danger", "toit_faim")),
        ["answer_danger_toit_faim", "answer_telecharger_attestation_qf"],
        intent="telecharger_attestation_qf",
        destinations=("mes_attestations",),
        links=["tel_115", "tel_3230", "soliguide", "mes_attestations"],
        choices=("contacter_caf",),
    ),
    "what is not wanted": Case(
        Without("contacter_caf", ("consulter_dettes",)),
        replace(DEBTS, declined=("contacter_caf",), said="question"),
        ["follow_up_without"],
        choices=("consulter_dettes",),
    ),
    "thanks": Case(
        Aside("remercier"),
        NO_PAYMENT,
        ["answer_remercier"],
        intent="remercier",
        kept=NO_PAYMENT.destinations,
    ),
    "agreed": Case(Noted(), Memory(), ["follow_up_noted"]),
    "the list of subjects": Case(
        Aside("demander_aide"),
        Memory(),
        ["answer_demander_aide"],
        intent="demander_aide",
        choices=TOPICS,
    ),
    "given up": Case(
        Drop(("demander_aide", "contacter_caf")),
        Memory(said="question"),
        ["follow_up_abandon"],
        choices=("demander_aide", "contacter_caf"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_move_is_said(tell: Callable[..., Any], rows: Catalogue, name: str) -> None:
    case = CASES[name]
    told = tell(case.move, "web", case.memory)
    wanted = rows.topics if case.choices == TOPICS else case.choices
    last = told.named[-1]
    assert told.responses == case.responses
    assert (last.intent, last.subject) == (case.intent, case.subject)
    assert last.destinations == case.destinations
    assert told.links == case.links
    assert last.choices == wanted
    assert all(worded.text for worded in told.worded)
    # What the screen shows is what « la première » and « j'ai essayé » are about.
    assert told.memory.choices == tuple(choice for choice in wanted if choice != NONE)
    shown = case.destinations if case.kept is None else case.kept
    assert told.memory == replace(
        case.memory,
        destinations=shown,
        choices=told.memory.choices,
        told=told.memory.told,
        heard=told.memory.heard,
        crossed=told.memory.crossed,
        fallbacks=told.memory.fallbacks,
    ), "nothing else of the memory is the teller's"


def test_every_move_is_in_the_table() -> None:
    assert {type(case.move) for case in CASES.values()} == {*get_args(Move)}


def test_what_is_no_move_is_refused(tell: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="no way to say str"):
        tell("bonjour")


# -- channels


@pytest.mark.parametrize(
    ("place", "asked", "shown"),
    [("web", None, "web"), ("app", None, "app"), ("web", "app", "app"), ("app", "web", "web")],
)
def test_the_channel_asked_for_comes_before_the_person_s(
    tell: Callable[..., Any], place: Channel, asked: Channel | None, shown: Channel
) -> None:
    told = tell(Answer("consulter_dettes"), place, replace(DEBTS, channel=asked))
    [named] = told.named
    assert named.channel == shown
    assert [pointer.channel for pointer in told.worded[0].pointers] == [shown]


def test_a_step_is_that_of_its_own_channel(tell: Callable[..., Any]) -> None:
    move = NextStep("other_channel", "changer_coordonnees_bancaires", None, "mon_profil", 0, "app")
    told = tell(move, "web", Memory(intent="changer_coordonnees_bancaires"))
    assert told.named[0].channel == "app"
    assert told.paths == [("Mon profil",)]


def test_the_words_of_a_step(tell: Callable[..., Any], rows: Catalogue) -> None:
    place = rows.destinations["mes_dettes"].web
    assert place
    told = tell(NextStep("step", "consulter_dettes", None, "mes_dettes", 0, "web"), "web", DEBTS)
    assert place.steps[0] in told.worded[0].text


@pytest.mark.parametrize(
    ("channel", "intent", "only"),
    [("app", "consulter_agenda", "web"), ("web", "gerer_compte", "app")],
)
def test_a_way_that_is_only_known_elsewhere(
    tell: Callable[..., Any], channel: Channel, intent: str, only: Channel
) -> None:
    told = tell(Answer(intent), channel)
    assert told.responses == [f"answer_{intent}", f"channel_only_{only}"]
    assert [pointer.channel for pointer in told.worded[-1].pointers] == [only]
    assert not told.worded[0].pointers and not told.named[0].choices


@pytest.mark.parametrize("misses", [0, 2])
def test_a_hint_is_told_once(tell: Callable[..., Any], misses: int) -> None:
    move = NextStep("step", "consulter_dettes", None, "mes_dettes", 0, "app", unseen=True)
    memory = replace(DEBTS, misses=misses)
    assert tell(move, "app", memory).responses == ["follow_up_step"]
    first = replace(DEBTS, misses=1)
    assert tell(move, "app", first).responses == ["answer_hint_mes_dettes_app"]
    elsewhere = replace(move, way="other_channel", step=None, channel="web")
    shown = tell(elsewhere, "app", first).responses
    assert shown == ["answer_hint_mes_dettes_app", "follow_up_tried_web"]
    tried = replace(elsewhere, unseen=False)
    assert tell(tried, "app", first).responses == ["follow_up_tried_web"], "it was seen"


# -- never the same words twice in a row


@pytest.mark.parametrize(
    ("move", "instead"),
    [
        (Answer("consulter_dettes"), "answer_consulter_dettes_comment"),
        (OtherChannel("app", "consulter_dettes"), "answer_consulter_dettes_comment"),
        (FollowUp("quand", "consulter_dettes"), "repair_person"),
        (NextStep("end", "consulter_dettes"), "repair_person"),
        (Repair("person", (), refused=True), "repair_person_again"),
    ],
)
def test_the_same_is_not_said_twice(tell: Callable[..., Any], move: Move, instead: str) -> None:
    first = tell(move, "app", replace(DEBTS, channel="app"))
    again = tell(move, "app", first.memory)
    assert again.responses[0] == instead != first.responses[0]
    then = tell(move, "app", again.memory)
    asked_for = isinstance(move, Answer)
    said_again = then.responses[0] == first.responses[0]
    assert said_again is not asked_for, "not for ever; of a request, what is left to say"


def test_an_explained_word_is_explained_simpler(tell: Callable[..., Any]) -> None:
    first = tell(ExplainWord("indu"), "web", Memory())
    then = tell(Simpler(None, asked="quoi"), "web", first.memory)
    assert (*first.responses, *then.responses) == (
        "answer_terme_indu",
        "answer_terme_indu_simple",
    )


def test_what_is_simpler_is_never_longer(tell: Callable[..., Any]) -> None:
    first = tell(Simpler("consulter_dettes"), "app", replace(DEBTS, channel="app"))
    again = tell(Simpler("consulter_dettes"), "app", first.memory)
    then = tell(Simpler("consulter_dettes"), "app", again.memory)
    lengths = [len(told.worded[0].text) for told in (first, again, then)]
    assert lengths[0] > lengths[1] > lengths[2]


def test_a_danger_has_its_numbers_each_time(tell: Callable[..., Any]) -> None:
    move = Distress("urgence_sociale", *VIOLENCES)
    memory = Memory(intent="urgence_sociale", distress=VIOLENCES, said="answer")
    told = ["answer_danger_violences", "follow_up_after_violences"]
    for response in told * 2:
        said = tell(move, "web", memory)
        assert said.responses == [response]
        assert said.named[0].urgent and said.named[0].links[0] in NUMBERS
        memory = replace(memory, told=said.memory.told)


def test_thanks_are_answered_each_time(tell: Callable[..., Any]) -> None:
    first = tell(Aside("remercier"), "web", DEBTS)
    assert tell(Aside("remercier"), "web", first.memory).responses == first.responses


# -- hard moments


@pytest.mark.parametrize(
    ("move", "urgent", "sensitive"),
    [
        (Distress("urgence_sociale", "danger", "violences"), True, True),
        (Distress("deces", "defunt", "conjoint"), False, True),
        (Answer("demander_prestation", ("prestation", "aide_violences")), True, True),
        (Answer("consulter_dettes"), False, False),
    ],
)
def test_marks_of_a_hard_moment(
    tell: Callable[..., Any], move: Move, urgent: bool, sensitive: bool
) -> None:
    told = tell(move, "app")
    assert {named.urgent for named in told.named} == {urgent}
    assert {named.sensitive for named in told.named} == {sensitive}


# -- the action


def test_the_memory_goes_from_turn_to_turn(play: Callable[..., Any]) -> None:
    first = play("consulter_dettes", "où voir mes dettes")
    assert first.responses == ["answer_consulter_dettes"]
    assert first.memory.destinations == ("mes_dettes",)
    second = play("nlu_fallback", "et quand ?", memory=first.memory)
    assert second.responses == ["answer_consulter_dettes_quand"]
    third = play("nlu_fallback", "la première", memory=second.memory)
    assert third.responses == ["answer_rembourser_dette"]


def test_the_page_is_read(play: Callable[..., Any]) -> None:
    page = "les-aides-personnelles-au-logement"
    here = play("demander_prestation", "je veux faire une demande", page=page)
    assert here.named[0].subject == ("prestation", "apl")
    assert play("demander_prestation", "je veux faire une demande").named[0].subject is None
