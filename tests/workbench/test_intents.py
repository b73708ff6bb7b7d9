"""An intent is made from a form, and taken away with all that is its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.checking import faults
from bot.content.responses import SIMPLER, Variation
from tests.workbench.conftest import EXAMPLES
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.editing import Editing
from workbench.files.intents import NewIntent

FORM = NewIntent(
    family="contact",
    title="Emprunter un jouet",
    examples=(
        "emprunter un jouet à la ludothèque",
        "prêt de jouets",
        "je voudrais louer des jouets pour mon fils",
        "où emprunter des jeux de société",
        "la ludothèque prête des jouets",
        "comment avoir un jouet de la ludothèque",
        "un jouet en prêt pour un mois",
        "ludothèque près de chez moi",
    ),
    answer_web="La ludothèque prête des jouets aux familles.",
    answer_app="Votre ludothèque prête des jouets.",
    destination="caf_locale",
)


def test_the_list_says_family_title_and_count(editing: Editing) -> None:
    listed = {one.id: one for one in editing.intents()}
    one = listed["consulter_paiements"]
    assert (one.family, one.title) == ("paiements", "Voir mes paiements")
    assert one.count == len(editing.examples.of("consulter_paiements")) == EXAMPLES
    assert "nlu_fallback" not in listed
    assert editing.families.families()["paiements"] == "Paiements et droits"


def test_a_form_makes_an_intent_without_any_python(
    editing: Editing, camille: Author, changed_lines: Callable[[], list[str]]
) -> None:
    name = editing.families.create(FORM, camille)
    assert name == "emprunter_un_jouet"
    assert not [row for row in changed_lines() if row.startswith("-")]
    assert editing.examples.of(name) == list(FORM.examples)
    [answer] = editing.answers.of_intent(name)
    assert {one.channel: one.text for one in answer.variations} == {
        None: FORM.answer_web,
        "app": FORM.answer_app,
    }
    assert faults(editing.workspace.project) == []
    # Its simpler form stands beside it, and goes with it.
    simpler = f"{answer.name}{SIMPLER}"
    editing.answers.write(simpler, [Variation("Demandez à la Caf.")], None, camille)
    assert [one.name for one in editing.answers.of_intent(name)] == [answer.name, simpler]
    # Taken away, every file is as it was.
    before = editing.history.changes(3)[2].id
    editing.families.remove(name, camille)
    assert editing.history._git("diff", "--stat", before, "HEAD") == ""


def test_what_was_just_made_can_be_unmade(editing: Editing, camille: Author) -> None:
    name = editing.families.create(FORM, camille)
    before = editing.history.changes(2)[1].id
    assert editing.families.unmake(name, camille)
    assert editing.history._git("diff", "--stat", before, "HEAD") == ""
    assert editing.families.unmake(name, camille)


@pytest.mark.parametrize("worked_on", ["examples", "answer", "row", "elsewhere"])
def test_an_intent_that_somebody_worked_on_is_not_unmade(
    editing: Editing, camille: Author, sacha: Author, worked_on: str
) -> None:
    name = editing.families.create(FORM, camille)
    if worked_on == "examples":
        editing.examples.add(name, ["des jouets en prêt"], sacha)
    elif worked_on == "answer":
        [answer] = editing.answers.of_intent(name)
        said = [Variation("Demandez à votre ludothèque.")]
        editing.answers.write(answer.name, said, answer.version, sacha)
    else:
        row = name if worked_on == "row" else "consulter_paiements"
        value = {"title": "Un jouet"} if worked_on == "row" else {"follow_ups": [name]}
        editing.rows.write(
            ("intents", row), value, editing.rows.read("intents", row).version, sacha
        )
    before = editing.history.changes(1)
    assert not editing.families.unmake(name, camille)
    assert editing.history.changes(1) == before and editing.examples.of(name)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"examples": FORM.examples[:7]}, "8 phrases"),
        ({"examples": (*FORM.examples[:7], FORM.examples[0])}, "8 phrases"),
        ({"examples": (*FORM.examples[:7], "bonjour")}, "est déjà une phrase de"),
        ({"title": "Saluer"}, "déjà une intention"),
        ({"title": "12"}, "lettre"),
        ({"title": "Un titre " * 9}, "60 au plus"),
        ({"family": "inconnue"}, "famille"),
        ({"destination": "nulle_part"}, "rubrique"),
        ({"answer_web": " "}, "réponse sur le site"),
        ({"answer_web": "Un. Deux. Trois. Quatre."}, "4 phrases"),
    ],
)
def test_a_form_that_does_not_hold_writes_nothing(
    editing: Editing, camille: Author, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(Refused) as refused:
        editing.families.create(replace(FORM, **wrong), camille)  # type: ignore[arg-type]
    assert said in refused.value.reason
    assert editing.history._git("status", "--short") == ""


def test_an_intent_stays_while_something_leads_to_it(editing: Editing, camille: Author) -> None:
    name = "corriger_declaration"
    with pytest.raises(Refused) as refused:
        editing.families.remove(name, camille)
    needed = editing.families.needed_by(name)
    assert all(one.why in refused.value.reason for one in needed)
    assert {one.where[0] for one in needed} >= {"intents", "clarifications"}
    for one in needed:
        # Each reason leads to the list that names it; without it there, it is no reason any more.
        where = tuple(map(str, one.where[:-1]))
        row = editing.rows.read(*where)
        kept = [other for other in row.value[one.where[-1]] if other != name]
        editing.rows.write(where, {str(one.where[-1]): kept}, row.version, camille)
    editing.families.remove(name, camille)
    assert name not in editing.workspace.content().catalogue.intents
    assert not editing.examples.of(name) and faults(editing.workspace.project) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("contacter_caf", "rôle"),
        ("autre_organisme", "phrase de contrôle"),
        ("espace_partenaire", "configuration"),
        ("declarer_changement", "sujets"),
        ("inconnue", "n'existe pas"),
    ],
)
def test_what_the_assistant_needs_stays(
    editing: Editing, camille: Author, name: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        editing.families.remove(name, camille)
