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
    names = {name for name, path in made_from() if path == PROJECT / name}
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


def test_another_folder_is_taught_with_the_same_code(tmp_path: Path) -> None:
    for name in ("config.yml", "domain.yml", "bot/catalogue.yml", "bot/canaries.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())
    (tmp_path / "bot" / "data").symlink_to(PROJECT / "bot" / "data")
    assert fingerprint(tmp_path) == fingerprint()
    domain = tmp_path / "domain.yml"
    domain.write_text(domain.read_text(encoding="utf-8") + "# un mot\n", encoding="utf-8")
    assert fingerprint(tmp_path) != fingerprint()
    # Rasa's importer takes the catalogue that lies beside the configuration.
    catalogue = tmp_path / "bot" / "catalogue.yml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("\n  saluer:", "\n  dire_bonjour:"), encoding="utf-8")
    catalogue.write_text(
        catalogue.read_text(encoding="utf-8").replace(": saluer", ": dire_bonjour"),
        encoding="utf-8",
    )
    importer = ProjectImporter(str(tmp_path / "config.yml"), str(domain))
    assert "dire_bonjour" in importer._catalogue.intents
    assert "saluer" in ProjectImporter()._catalogue.intents
