"""What a model is made of, and its name."""

from __future__ import annotations

import re
from pathlib import Path

from bot.content.shelf import Shelf
from bot.content.sources import PROJECT
from bot.importer import ProjectImporter
from bot.training import current_model, data_summary, fingerprint, made_from


def test_the_name_of_a_model_tells_its_sources() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint())
    assert current_model(Shelf(Path("shelf"))) == Path(f"shelf/assistant-{fingerprint()}.tar.gz")


def test_a_model_is_made_of_the_data_the_domain_and_the_components() -> None:
    names = {path.relative_to(PROJECT).as_posix() for path in made_from()}
    assert names >= {
        "config.yml",
        "domain.yml",
        "bot/canaries.yml",
        "bot/catalogue.yml",
        "bot/content/examples.py",
        "bot/data/nlu/paiements.yml",
        "bot/data/lookups/prestation.yml",
        "bot/nlu/classifier.py",
        "bot/nlu/normalise.py",
        "bot/policy.py",
    }
    assert list(made_from()) == list(made_from())


def test_what_is_counted_is_what_is_trained() -> None:
    trained = ProjectImporter().get_nlu_data().intent_examples
    summary = data_summary()
    assert summary.examples == len(trained)
    assert summary.intents == len({example.get("intent") for example in trained})
