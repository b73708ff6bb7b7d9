"""What an evaluation counts, on an interpreter whose answers are written here."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.teaching import print_report
from bot.content.catalogue import Catalogue
from bot.content.measures import FOLDER, MEASURES
from bot.dialogue import Reading
from bot.evaluation import (
    NOBODY_KNOWS,
    BadEvaluationFile,
    Case,
    Report,
    compare,
    judge,
    read_cases,
    report,
)
from bot.importer import ProjectImporter
from bot.training import data_summary, taught


class Toy:
    """Reads « sure|first second third »: whether it is sure, and its ranking."""

    def read(self, text: str, *, going_on: bool = False) -> Reading:
        sure, _, names = text.partition("|")
        ranking = tuple((name, 1 / 2**place) for place, name in enumerate(names.split(), start=1))
        return Reading(text, ranking, sure == "sure", ())


def evaluate(cases: list[Case]) -> Report:
    return report(judge(Toy(), cases))


def case(text: str, intent: str, *also: str) -> Case:
    return Case(text, intent, frozenset({intent, *also}))


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "cases.tsv"
    path.write_text(content, encoding="utf-8")
    return path


def test_counts() -> None:
    counted = evaluate(
        [
            case("sure|a b c d", "a"),
            case("sure|b a c d", "a", "b"),
            case("sure|b c a d", "a"),
            case("doubt|b c d a", "a"),
            case("doubt|b c d a", "a", "d"),
            case("doubt|d a b c", "d"),
            case("sure|a b c d", "hors_sujet"),
            case("sure|autre_organisme a b c", "hors_sujet"),
            case("sure|saluer a b c", "hors_sujet"),
            case("doubt|a hors_sujet b c", "autre_organisme", "hors_sujet"),
        ],
    )
    assert counted.messages == 10
    assert counted.first == pytest.approx(2 / 10)
    assert counted.first_acceptable == pytest.approx(3 / 10)
    assert counted.three == pytest.approx(4 / 10)
    assert counted.three_acceptable == pytest.approx(6 / 10)
    assert counted.sure == pytest.approx(6 / 10)
    assert counted.wrong_and_sure == pytest.approx(4 / 10)
    assert counted.elsewhere_answered == pytest.approx(1 / 4)
    assert counted.confusions[0] == ("a", "b", 3)
    assert set(counted.confusions[1:]) == {
        ("hors_sujet", "a", 1),
        ("hors_sujet", "autre_organisme", 1),
        ("hors_sujet", "saluer", 1),
        ("autre_organisme", "a", 1),
    }


def test_a_message_elsewhere_that_may_be_the_caf_s() -> None:
    answered = case("sure|contacter_caf x y z", "autre_organisme", "contacter_caf")
    assert evaluate([answered]).elsewhere_answered == 0


def test_without_messages_elsewhere_the_share_is_zero() -> None:
    counted = evaluate([case("sure|a b c", "a")])
    assert counted.elsewhere_answered == 0
    assert counted.confusions == ()
    assert (counted.first, counted.sure, counted.wrong_and_sure) == (1, 1, 0)


def test_fifteen_confusions_at_most() -> None:
    cases = [case(f"sure|a{number} b c", "z") for number in range(20)]
    assert len(evaluate(cases).confusions) == 15


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sure|a b c", ""),
        ("sure|b a c", "réponse fausse donnée avec assurance"),
        ("doubt|b a c", "hésitation, bonne réponse proposée"),
        ("doubt|b c d a", "hésitation, manquée"),
    ],
)
def test_how_a_message_went_wrong(text: str, kind: str) -> None:
    assert judge(Toy(), [case(text, "a")])[0].kind == kind


def test_another_body_s_answered_as_the_caf_s_is_a_kind_of_its_own() -> None:
    [judged] = judge(Toy(), [case("sure|a b c", "autre_organisme")])
    assert judged.kind == "hors Caf pris pour la Caf, avec assurance"


def test_two_models_compared() -> None:
    worst_first = ["sure|b a c", "doubt|b c d a", "doubt|b a c", "sure|a b c"]
    for old, one in enumerate(worst_first):
        for new, other in enumerate(worst_first):
            found = compare(judge(Toy(), [case(one, "a")]), judge(Toy(), [case(other, "a")]))
            assert (len(found.better), len(found.worse)) == (new > old, new < old)


# -- files


def test_a_good_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "text\tintent\talso_ok\n"
        'il dit « "bonjour" »\tsaluer\t\n'
        " mon apl \tconsulter_paiements\tconsulter_droits, paiement_non_recu\n"
        "charabia\t-\thors_sujet\n",
    )
    assert read_cases(path) == [
        Case('il dit « "bonjour" »', "saluer", frozenset({"saluer"})),
        Case(
            "mon apl",
            "consulter_paiements",
            frozenset({"consulter_paiements", "consulter_droits", "paiement_non_recu"}),
        ),
        Case("charabia", "-", frozenset({"hors_sujet"})),
    ]


def test_the_last_column_may_be_missing(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufefftext\tintent\nbonjour\tsaluer\n")
    assert read_cases(path) == [case("bonjour", "saluer")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "la première ligne doit nommer les colonnes text, intent, also_ok"),
        ("phrase\tintent\nbonjour\tsaluer\n", "la première ligne doit nommer les colonnes"),
        ("text,intent\nbonjour,saluer\n", "la première ligne doit nommer les colonnes"),
        ("text\tintent\n", "cases.tsv ne contient aucun message"),
        ("text\tintent\nbonjour\tsaluer\nsalut\t\n", "cases.tsv, ligne 3 : il manque le texte"),
        ("text\tintent\n \tsaluer\n", "cases.tsv, ligne 2 : il manque le texte ou l'intention"),
        ("text\tintent\nbonjour\n", "cases.tsv, ligne 2 : il manque le texte ou l'intention"),
    ],
)
def test_a_bad_file(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(BadEvaluationFile, match=message):
        read_cases(write(tmp_path, content))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadEvaluationFile, match=r"absent\.tsv ne peut pas être lu"):
        read_cases(tmp_path / "absent.tsv")


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "cases.tsv"
    path.write_bytes(b"text\tintent\n\xff\xfe\tsaluer\n")
    with pytest.raises(BadEvaluationFile, match=r"cases\.tsv ne peut pas être lu"):
        read_cases(path)


def test_every_file_of_measures_is_one_that_is_measured() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {one.path.name for one in MEASURES}


@pytest.mark.parametrize("path", [one.path for one in MEASURES], ids=lambda path: path.name)
def test_the_project_s_own_files_can_be_read(path: Path, rows: Catalogue) -> None:
    """A message of an intent that no longer exists could never be read right."""
    cases = read_cases(path)
    assert len(cases) >= 99
    named = {name for case in cases for name in (case.intent, *case.acceptable)}
    assert named <= rows.intents.keys() | {NOBODY_KNOWS}
    right: dict[tuple[str, bool], frozenset[str]] = {}
    for one in cases:
        assert one.acceptable, f"{one.text}: nothing would do"
        known = right.setdefault((one.text, one.goes_on), one.acceptable)
        assert known & one.acceptable, f"{one.text}: two readings that exclude each other"


# -- what is shown


def test_the_report_says_shares_messages_and_what_the_archive_learnt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cases = [case("sure|a b c", "a"), case("sure|b a c", "a"), case("doubt|b c a", "a")]
    print_report(judge(Toy(), cases), 68031)
    figures, confident, hesitating = capsys.readouterr().out.split("\n\n")
    shown = dict(line.rsplit(maxsplit=1) for line in figures.splitlines())
    assert shown["bonne intention en premier"] == "33.3%"
    assert shown["bonne intention parmi les trois premières"] == "100.0%"
    assert shown["réponse fausse donnée avec assurance"] == "33.3%"
    assert shown["messages"] == "3"
    assert shown["exemples appris par ce modèle"] == "68031"
    assert confident.splitlines()[0] == "hésitation, bonne réponse proposée (1)"
    assert confident.splitlines()[1] == "  a lu b : doubt|b c a"
    assert hesitating.splitlines()[0] == "réponse fausse donnée avec assurance (1)"


def test_an_archive_that_does_not_say_what_it_learnt(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(judge(Toy(), [case("sure|a b c", "a")]), None)
    assert "exemples" not in capsys.readouterr().out


def test_evaluate_shows_as_many_examples_as_check_counts(project: Path) -> None:
    """What Rasa gets to learn, what is written into the archive, and what `check` says."""
    learnt = ProjectImporter(project=project).get_nlu_data().intent_examples
    counted = data_summary(project)
    assert counted.examples == len(learnt) == len(taught(project).examples) > 50
    assert counted.intents == len({one.get("intent") for one in learnt})
