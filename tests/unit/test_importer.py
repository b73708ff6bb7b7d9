"""The catalogue as training data: an intent and a rule a row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates, TrainingDataGenerator
from rasa.shared.core.training_data.structures import RuleStep
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.utils import training_data_from_paths

from bot.actions.answer import unread
from bot.content import Content
from bot.content.catalogue import Catalogue
from bot.content.examples import teaching
from bot.content.sources import PROJECT
from bot.content.tree import read
from bot.engine.actions import actions_on
from bot.importer import ProjectImporter

EXAMPLES = PROJECT / "bot" / "data" / "nlu" / "pajemploi.yml"
ODD = """\
version: "3.1"
nlu:
  - intent: "saluer"  # entre guillemets, avec un retrait et un commentaire
    examples: |
      - bonjour{blank}
      -salut

      - je veux mon [apl](prestation) et le [rsa]{"entity": "prestation", "value": "rsa"}
      - « 12 » : oui ?
  - intent: saluer
    examples:
    - text: |
        coucou
    - text: hello
  - synonym: apl
    examples: |
      - aide au logement
  - lookup: prestation
    examples: |
      - apl
      - rsa
  - regex: code
    examples: |
      - [0-9]{6}
"""


ODD = ODD.replace("{blank}", "   ")
OTHER = ODD.replace("saluer", "remercier").replace("prestation", "organisme")


@pytest.fixture(scope="module")
def importer() -> ProjectImporter:
    return ProjectImporter()


@pytest.fixture(scope="module")
def trackers(domain: Domain, importer: ProjectImporter) -> list[TrackerWithCachedStates]:
    """The rules as Rasa gives them to a policy."""
    generator = TrainingDataGenerator(importer.get_stories(), domain, augmentation_factor=0)
    found = generator.generate()
    return [tracker for tracker in found if tracker.is_rule_tracker]


def test_every_row_is_an_intent_of_the_domain(importer: ProjectImporter, rows: Catalogue) -> None:
    domain = importer.get_domain()
    assert set(domain.intents) >= set(rows.intents)
    for name in rows.intents.keys() - {"nlu_fallback"}:
        assert domain.intent_properties[name]["used_entities"] == []


def test_every_row_is_one_rule(importer: ProjectImporter, rows: Catalogue) -> None:
    steps = importer.get_stories().story_steps
    assert all(isinstance(step, RuleStep) for step in steps)
    found = {
        event.intent_name: step.events[-1].action_name
        for step in steps
        for event in step.events
        if isinstance(event, UserUttered)
    }
    assert len(steps) == len(rows.intents)
    assert found == {name: intent.action for name, intent in rows.intents.items()}


def test_rasa_reads_the_rules(trackers: list[TrackerWithCachedStates], rows: Catalogue) -> None:
    found = {}
    for tracker in trackers:
        [intent] = [e.intent_name for e in tracker.events if isinstance(e, UserUttered)]
        actions = [e.action_name for e in tracker.events if isinstance(e, ActionExecuted)]
        assert actions[-1] == "action_listen"
        found[intent] = actions[-2]
    assert found == {name: intent.action for name, intent in rows.intents.items()}


def test_every_action_exists(domain: Domain, content: Content, rows: Catalogue) -> None:
    called = {intent.action for intent in rows.intents.values()}
    assert called <= set(domain.user_actions)
    assert set(domain.user_actions) - set(domain.responses) == set(actions_on(content, unread))


def test_every_kind_of_the_vocabulary_is_an_entity(domain: Domain, content: Content) -> None:
    assert set(domain.entities) >= content.lookups.keys()


def test_the_configuration_names_it(rows: Catalogue) -> None:
    """As `rasa train` reads the project, of whose examples one file is enough here."""
    whole = TrainingDataImporter.load_from_config(
        str(PROJECT / "config.yml"), str(PROJECT / "domain.yml"), [str(EXAMPLES)]
    )
    assert set(whole.get_domain().intents) >= set(rows.intents)
    assert "answer_saluer" in whole.get_domain().responses
    rules = [step for step in whole.get_stories().story_steps if isinstance(step, RuleStep)]
    assert {step.block_name for step in rules} == set(rows.intents)
    counted = teaching([read(EXAMPLES.name, EXAMPLES.read_bytes())]).examples
    assert len(whole.get_nlu_data().intent_examples) == len(counted) > 100


def test_the_doubt_gets_the_words_that_mean_several_things(
    importer: ProjectImporter, content: Content
) -> None:
    config = importer.get_config()
    [doubt] = [one for one in config["pipeline"] if one["name"].endswith("DoubtClassifier")]
    assert doubt["ambiguous"] == content.choices.ambiguous
    assert "attestation" in doubt["ambiguous"]


def test_rasa_s_own_reader_makes_the_same_of_the_same_files(tmp_path: Path) -> None:
    """Examples, entities, synonyms, lookups and patterns; also of odd but sound files."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.yml").write_text(ODD, encoding="utf-8")
    (tmp_path / "sub" / "b.yaml").write_text(OTHER, encoding="utf-8")
    (tmp_path / "._a.yml").write_bytes(b"\x00\x05\x16\x07Mac OS X")
    files = [str(tmp_path / "a.yml"), str(tmp_path / "sub" / "b.yaml")]
    ours = ProjectImporter(training_data_paths=[str(tmp_path)]).get_nlu_data()
    theirs = training_data_from_paths(files, "fr")
    assert [one.as_dict() for one in ours.training_examples] == [
        one.as_dict() for one in theirs.training_examples
    ]
    assert len(ours.training_examples) == 12
    assert ours.entity_synonyms == theirs.entity_synonyms
    assert ours.lookup_tables == theirs.lookup_tables
    assert ours.regex_features == theirs.regex_features


@pytest.mark.parametrize("name", ["paiements", "hors_perimetre"])
def test_rasa_s_own_reader_makes_the_same_of_our_files(name: str) -> None:
    path = str(PROJECT / "bot" / "data" / "nlu" / f"{name}.yml")
    ours = ProjectImporter(training_data_paths=path).get_nlu_data().training_examples
    theirs = training_data_from_paths([path], "fr").training_examples
    assert [one.as_dict() for one in ours] == [one.as_dict() for one in theirs]


def test_rasa_s_own_reader_makes_the_same_domain(importer: ProjectImporter) -> None:
    theirs = Domain.load(str(PROJECT / "domain.yml"))
    ours = importer.get_domain()
    assert ours.responses == theirs.responses
    assert [slot.name for slot in ours.slots] == [slot.name for slot in theirs.slots]
    assert ours.session_config == theirs.session_config
    assert set(theirs.user_actions) <= set(ours.user_actions)


def test_the_files_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Counter[str] = Counter()
    whole = Path.read_bytes

    def counted(path: Path) -> bytes:
        seen[path.name] += 1
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    importer = ProjectImporter(training_data_paths=[str(EXAMPLES)])
    for _ in range(3):
        importer.get_nlu_data()
        importer.get_stories()
    assert seen[EXAMPLES.name] == seen["catalogue.yml"] == 1
