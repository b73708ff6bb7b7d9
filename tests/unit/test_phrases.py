"""The file of example phrases: what does not hold is told with its line."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.content.faults import ContentError
from bot.content.phrases import FEWEST, of_details, of_moments, parse
from bot.content.tree import read

ENOUGH = [f"phrase numéro {number}" for number in range(FEWEST)]


def written(name: str, phrases: list[str]) -> str:
    return "".join([f"{name}:\n", *(f"  - {phrase}\n" for phrase in phrases)])


def faults(content: Content, text: str) -> list[str]:
    with pytest.raises(ContentError) as refused:
        parse(read("details.yml", text.encode()), of_details(content.catalogue))
    return [fault.message for fault in refused.value.faults]


def test_phrases_of_a_detail_and_of_a_question_are_read(content: Content) -> None:
    others = [f"autre {phrase}" for phrase in ENOUGH]
    text = written("risque", ENOUGH) + written("quand", others)
    told = parse(read("details.yml", text.encode()), of_details(content.catalogue))
    assert told == {"risque": tuple(ENOUGH), "quand": tuple(others)}


def test_an_empty_file_teaches_nothing(content: Content) -> None:
    assert parse(read("details.yml", b""), of_details(content.catalogue)) == {}


def test_every_fault_is_told(content: Content) -> None:
    assert faults(content, written("inconnu", ENOUGH)) == [
        "« inconnu » n'est pas dans le catalogue"
    ]
    assert faults(content, written("risque", ENOUGH[:-1])) == [
        f"« risque » : il faut au moins {FEWEST} phrases"
    ]
    assert (
        faults(content, written("risque", ENOUGH) + written("quand", [*ENOUGH, "l'autre"]))[0]
        == "« phrase numéro 0 » est déjà une phrase de « risque »"
    )
    assert faults(content, "risque: oui\n") == ["« risque » : une liste de phrases est attendue"]
    assert faults(content, "- risque\n") == ["ce fichier n'a pas la forme attendue"]


def test_every_detail_of_the_product_has_its_phrases(content: Content) -> None:
    details = content.catalogue.details
    assert {*details} - {*content.phrases} == {name for name, row in details.items() if row.exact}


def test_a_hard_moment_is_a_kind_and_a_row(content: Content) -> None:
    names = of_moments(content.catalogue)
    text = written("danger.suicide", ENOUGH).encode()
    assert parse(read("moments.yml", text), names) == {"danger.suicide": tuple(ENOUGH)}
    with pytest.raises(ContentError):
        parse(read("moments.yml", written("suicide", ENOUGH).encode()), names)
