"""Entities from lookup tables: longest form, any spelling, exact offsets."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.catalogue import Catalogue
from bot.content.sources import PROJECT
from bot.nlu.entities import LookupEntityExtractor
from bot.nlu.lookups import read_words

RESOURCE = Resource("entities")
DATA = TrainingData(
    entity_synonyms={
        "apl": "apl",
        "Aide au logement": "apl",
        "prime d'activité": "prime_activite",
        "prime": "prime_noel",
        "allocation adulte handicapé": "aah",
        "titre de séjour": "titre_sejour",
        "titre de séjour à la préfecture": "prefecture",
        "orphelin": "value_of_no_table",
    },
    lookup_tables=[
        {"name": "prestation", "elements": ["apl", "prime_activite", "prime_noel", "aah"]},
        {"name": "document", "elements": ["titre_sejour"]},
        {"name": "organisme", "elements": ["prefecture"]},
    ],
)


@pytest.fixture
def extractor(storage: LocalModelStorage, context: ExecutionContext) -> LookupEntityExtractor:
    """Trained on a few forms, then loaded from what training stored."""
    assert LookupEntityExtractor.create({}, storage, RESOURCE, context).train(DATA) == RESOURCE
    return LookupEntityExtractor.load({}, storage, RESOURCE, context)


def found(extractor: LookupEntityExtractor, text: str) -> list[tuple[str, str, str]]:
    return [
        (entity["entity"], entity["value"], text[entity["start"] : entity["end"]])
        for entity in extractor.extract(read_words(text))
    ]


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("mon apl", "apl", "apl"),
        ("MON APL !", "apl", "APL"),
        ("l'aide   au logement", "apl", "aide   au logement"),
        ("ma prime d'activité", "prime_activite", "prime d'activité"),
        ("ma PRIME D’ACTIVITE...", "prime_activite", "PRIME D’ACTIVITE"),
        ("l’allocation adulte handicapée ou handicapé ? apl", "apl", "apl"),
        ("(allocation adulte handicapé)", "aah", "allocation adulte handicapé"),
        ("allocation-adulte-handicapé", "aah", "allocation-adulte-handicapé"),
        ("👍🏽 apl", "apl", "apl"),
    ],
)
def test_any_spelling(extractor: LookupEntityExtractor, text: str, value: str, said: str) -> None:
    assert found(extractor, text) == [("prestation", value, said)]


def test_the_longest_form_wins(extractor: LookupEntityExtractor) -> None:
    assert found(extractor, "prime d'activité") == [
        ("prestation", "prime_activite", "prime d'activité")
    ]
    assert found(extractor, "prime d'hiver") == [("prestation", "prime_noel", "prime")]


def test_several_entities_in_order(extractor: LookupEntityExtractor) -> None:
    assert found(extractor, "apl et prime d'activité, encore apl") == [
        ("prestation", "apl", "apl"),
        ("prestation", "prime_activite", "prime d'activité"),
        ("prestation", "apl", "apl"),
    ]


def test_each_entity_is_looked_for_on_its_own(extractor: LookupEntityExtractor) -> None:
    assert sorted(found(extractor, "un titre de séjour à la préfecture")) == [
        ("document", "titre_sejour", "titre de séjour"),
        ("organisme", "prefecture", "titre de séjour à la préfecture"),
    ]


@pytest.mark.parametrize("text", ["", "?!", "bonjour", "aplomb", "la prim", "orphelin", "aide au"])
def test_nothing_is_found_inside_another_word(extractor: LookupEntityExtractor, text: str) -> None:
    assert extractor.extract(read_words(text)) == []


@pytest.mark.parametrize(
    ("before", "said", "after", "kind", "value"),
    [
        ("", "titre de se\u0301jour", "", "document", "titre_sejour"),
        ("MON ", "TITRE DE SE\u0301JOUR", " !", "document", "titre_sejour"),
        ("ma ", "prime d'activite\u0301", ", svp", "prestation", "prime_activite"),
        ("de\u0301ja\u0300 ", "apl", "", "prestation", "apl"),
        ("", "apl\u0327\u0301", " ?", "prestation", "apl"),
    ],
)
def test_decomposed_accents(
    extractor: LookupEntityExtractor, before: str, said: str, after: str, kind: str, value: str
) -> None:
    assert found(extractor, before + said + after) == [(kind, value, said)]


def test_messages_get_rasa_s_form(extractor: LookupEntityExtractor) -> None:
    earlier: dict[str, Any] = {"entity": "prestation", "value": "rsa", "start": 0, "end": 2}
    with_text = Message({TEXT: "mon apl", ENTITIES: [earlier]})
    choice = Message({})
    assert extractor.process([with_text, choice]) == [with_text, choice]
    assert with_text.as_dict(only_output_properties=True)[ENTITIES] == [
        earlier,
        {
            "entity": "prestation",
            "value": "apl",
            "start": 4,
            "end": 7,
            "extractor": "LookupEntityExtractor",
        },
    ]
    assert choice.get(ENTITIES) is None


def test_an_extractor_that_knows_nothing_finds_nothing(
    storage: LocalModelStorage, context: ExecutionContext
) -> None:
    assert (
        LookupEntityExtractor.create({}, storage, RESOURCE, context).extract(read_words("mon apl"))
        == []
    )


def test_every_form_of_the_project_finds_its_value(
    storage: LocalModelStorage, context: ExecutionContext, rows: Catalogue
) -> None:
    folder = str(PROJECT / "bot" / "data" / "lookups")
    data = RasaFileImporter(training_data_paths=[folder]).get_nlu_data()
    LookupEntityExtractor.create({}, storage, RESOURCE, context).train(data)
    extractor = LookupEntityExtractor.load({}, storage, RESOURCE, context)
    assert len(data.entity_synonyms) > 500
    for form, value in data.entity_synonyms.items():
        values = {
            entity["value"]
            for entity in extractor.extract(read_words(form))
            if entity["start"] == 0
        }
        assert value in values, form
    # A need is heard by what the catalogue says of it, not by a lookup.
    for kind in rows.subjects.keys() - {"besoin"}:
        assert {table["name"] for table in data.lookup_tables} >= {kind}
