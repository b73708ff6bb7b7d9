"""A hard moment never costs the answer, and its numbers are those that its text names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.actions.answer import unread
from bot.content import Content
from bot.content.catalogue import CHANNELS, Catalogue, Channel, Subject
from bot.dialogue import Dialogue, Memory, Reading
from bot.dialogue.gravity import graver
from bot.dialogue.moves import Answer, Aside, Distress, FollowUp, HelpFirst, Repair, TwoRequests
from tests.dialogue.played import FILE, reading

READINGS = [
    reading(text, kept)
    for text, kept in json.loads(FILE.read_text(encoding="utf-8"))["readings"].items()
]
BOLD = re.compile(r"\*\*([\d ]+)\*\*")


@pytest.fixture(scope="module")
def dialogue(content: Content) -> Dialogue:
    return Dialogue(content.catalogue, content.choices, unread)


# -- without a name


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", ["", "gone"])
@pytest.mark.parametrize("kind", ["danger", "defunt"])
def test_without_its_name_everything_is_answered(
    dialogue: Dialogue, tell: Callable[..., Any], kind: str, name: str, channel: Channel
) -> None:
    intent = dialogue.hard_intent((kind, name))
    for before in (
        Memory(intent=intent, distress=(kind, name), said="answer"),
        Memory(intent="contacter_caf", distress=(kind, name), said="person", misses=1),
    ):
        for message in READINGS:
            move, memory = dialogue.play(message, before, channel=channel)
            told = tell(move, channel, memory)
            assert told.worded and all(worded.text for worded in told.worded), message.text


@pytest.mark.parametrize("asked", ["pas_appeler", "silence", "comment", "aide_depart"])
def test_without_its_name_a_follow_up_names_no_subject(
    tell: Callable[..., Any], asked: str
) -> None:
    move = FollowUp(asked, "urgence_sociale", ("danger", ""))
    told = tell(move, "app", Memory(intent="urgence_sociale", distress=("danger", "")))
    assert told.worded and all(named.subject is None for named in told.named)


# -- the words of the message choose the number


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("et pour manger on fait quoi", "toit_faim"),
        ("je ne dors plus", "suicide"),
        ("des menaces, toujours des menaces", "violences"),
        ("il est pas violent, que des menaces", "emprise"),
        ("aidez moi", None),
    ],
)
def test_what_is_heard_without_a_name_has_the_one_that_its_words_mean(
    dialogue: Dialogue, said: str, name: str | None
) -> None:
    heard = Reading(said, (("urgence_sociale", 0.9),), sure=True)
    move, _ = dialogue.play(heard, Memory(), channel="web")
    assert move == Distress("urgence_sociale", "danger", name)


def test_what_was_told_before_names_it_else(dialogue: Dialogue) -> None:
    danger = ("danger", "emprise")
    before = Memory(intent="contacter_caf", distress=danger, said="answer")
    heard = Reading("aidez moi", (("urgence_sociale", 0.9),), sure=True)
    move, memory = dialogue.play(heard, before, channel="web")
    assert move == FollowUp("confirme", "urgence_sociale", danger)
    again, _ = dialogue.play(heard, memory, channel="web")
    assert again == Distress("urgence_sociale", *danger)


def test_the_graver_of_two_is_kept_in_mind() -> None:
    suicide, hunger, loss = ("danger", "suicide"), ("danger", "toit_faim"), ("defunt", "conjoint")
    assert graver(hunger, suicide) == suicide == graver(suicide, hunger)
    assert graver(("danger", ""), loss) == loss
    assert graver(loss, ("defunt", "enfant")) == loss, "the newer of equals"
    assert graver(None, hunger) == hunger == graver(hunger, None)


# -- links and texts


def dangers(rows: Catalogue) -> Iterator[tuple[str, Subject]]:
    return ((name, row) for name, row in rows.subjects["danger"].items())


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_number_that_the_text_names_is_a_link(
    tell: Callable[..., Any], rows: Catalogue, channel: Channel
) -> None:
    hrefs = {row.href.partition(":")[2]: name for name, row in rows.links.items()}
    seen = 0
    for name, row in dangers(rows):
        memory = Memory(intent="urgence_sociale", distress=("danger", name))
        moves = [
            Distress("urgence_sociale", "danger", name),
            *(FollowUp(asked, "urgence_sociale", ("danger", name)) for asked in row.details),
        ]
        for move in moves:
            told = tell(move, channel, memory)
            text, links = told.worded[0].text, list(told.named[0].links)
            numbers = [hrefs[found.replace(" ", "")] for found in BOLD.findall(text)]
            seen += len(numbers)
            ordered = [*dict.fromkeys(numbers)]
            assert links[: len(ordered)] == ordered, (name, move)
    assert seen


@pytest.mark.parametrize("name", ["suicide", "suicide_nie", "toit_faim", "enfant_danger", "aine"])
def test_the_police_is_never_first_where_no_blow_is_told(
    tell: Callable[..., Any], name: str
) -> None:
    told = tell(Distress("urgence_sociale", "danger", name), "web", Memory())
    assert told.links[0] not in ("tel_17", "tel_112")


def test_whoever_cannot_speak_gets_no_call_first(tell: Callable[..., Any], rows: Catalogue) -> None:
    for name, row in dangers(rows):
        if "sms_114" not in row.links or row.vital:
            # Where minutes count, the 15 stays first; the text says that a SMS is enough.
            continue
        memory = Memory(
            intent="urgence_sociale", distress=("danger", name), need=("besoin", "sans_telephone")
        )
        told = tell(Distress("urgence_sociale", "danger", name), "web", memory)
        assert told.links[0] == "sms_114", name


@pytest.mark.parametrize("need", ["sourd", "sans_telephone"])
def test_a_number_to_call_comes_after_what_is_written(tell: Callable[..., Any], need: str) -> None:
    written = "answer_besoin_ecrit_urgence"
    known = Memory(
        intent="urgence_sociale", distress=("danger", "violences"), need=("besoin", need)
    )
    called = FollowUp("contact_de", "urgence_sociale", ("danger", "violences"))
    assert tell(called, "web", known).responses == [written, "answer_violences_contact"]
    by_text = FollowUp("ecrire", "urgence_sociale", ("danger", "violences"))
    assert tell(by_text, "web", known).responses == ["answer_violences_ecrire"]
    vital = Memory(intent="urgence_sociale", distress=("danger", "geste_suicidaire"))
    move = FollowUp("honte", "urgence_sociale", ("danger", "geste_suicidaire"))
    assert written not in tell(move, "web", vital).responses
    hears = Memory(intent="urgence_sociale", distress=("danger", "violences"))
    assert tell(called, "web", hears).responses == ["answer_violences_contact"]


def test_the_second_time_other_words_are_said(tell: Callable[..., Any]) -> None:
    english = ("langue", "en")
    memory = Memory(need=english)
    first = tell(Aside("autre_langue", english), "web", memory)
    second = tell(Aside("autre_langue", english), "web", first.memory)
    assert first.responses == ["answer_langue_en"]
    assert second.responses == ["answer_langue_en_again"]


def test_a_danger_asked_about_in_another_language_is_told_in_other_words(
    tell: Callable[..., Any],
) -> None:
    move = Distress("urgence_sociale", "danger", "toit_faim", "en")
    known = Memory(intent="urgence_sociale", distress=("danger", "toit_faim"))
    said = [
        tell(move, "web", replace(known, fallbacks=times)).responses[0] for times in (0, 1, 2, 3)
    ]
    own = "answer_langue_en_toit_faim"
    assert said == [own, f"{own}_again", "answer_langue_en_again", f"{own}_again"]


def test_how_an_urgent_help_is_asked_for_follows_it(tell: Callable[..., Any]) -> None:
    danger = ("danger", "violences")
    memory = Memory(
        intent="demander_prestation",
        subject=danger,
        distress=danger,
        said="answer",
        destinations=("simuler_demander",),
    )
    move = Answer("demander_prestation", danger)
    first = tell(move, "web", memory)
    assert tell(move, "web", first.memory).responses == ["answer_aide_violences_comment"]


def test_a_child_in_danger_is_shown_no_way_to_the_caf(
    dialogue: Dialogue, tell: Callable[..., Any]
) -> None:
    before = Memory(intent="urgence_sociale", distress=("danger", "enfant_danger"), said="answer")
    for message in READINGS:
        move, memory = dialogue.play(message, before, channel="app")
        # Of another hard moment, or of a request of its own, nothing is said here.
        if isinstance(move, Repair) or memory.subject == before.distress:
            for named in tell(move, "app", memory).named:
                assert "contacter_caf" not in (*named.choices, *named.destinations), message.text


# -- what else is asked


def sure(said: str, intent: str) -> Reading:
    return Reading(said, ((intent, 0.9),), sure=True)


def test_hardship_is_answered_before_what_is_asked(dialogue: Dialogue) -> None:
    said = sure("il me reste 10 euros jusqu'au 5, pourquoi cette retenue", "comprendre_retenue")
    move, _ = dialogue.play(said, Memory(), channel="web")
    assert move == TwoRequests(Answer("difficulte_financiere"), Answer("comprendre_retenue"))
    alone = sure("il me reste 10 euros pour finir le mois", "difficulte_financiere")
    assert dialogue.play(alone, Memory(), channel="web")[0] == Answer("difficulte_financiere")


@pytest.mark.parametrize(
    ("said", "combined"), [("rien à manger, mon adresse", True), ("je veux mourir, mon Rib", False)]
)
def test_only_some_dangers_let_a_request_be_answered_beside(
    dialogue: Dialogue, said: str, combined: bool
) -> None:
    move, _ = dialogue.play(sure(said, "changer_adresse"), Memory(), channel="web")
    assert isinstance(move, HelpFirst) is combined


def test_a_sentence_on_somebody_else_stands_before_the_answer_once(
    tell: Callable[..., Any],
) -> None:
    paid = Answer("consulter_paiements")
    other = Memory(intent="consulter_paiements", need=("besoin", "represente"))
    answer = "answer_consulter_paiements"
    assert tell(paid, "web", other).responses == ["answer_besoin_represente", answer]
    both = TwoRequests(paid, Answer("consulter_profil"))
    assert tell(both, "web", other).responses.count("answer_besoin_represente") == 1
    minor = replace(other, distress=("danger", "enfant_danger"))
    assert tell(paid, "web", minor).responses == [answer]


def test_to_speak_of_oneself_ends_only_what_was_said_of_another(dialogue: Dialogue) -> None:
    me = sure("moi je veux voir mes paiements", "consulter_paiements")
    for need, after in (("represente", None), ("pirate", None), ("sourd", ("besoin", "sourd"))):
        _, memory = dialogue.play(me, Memory(need=("besoin", need)), channel="web")
        assert memory.need == after
