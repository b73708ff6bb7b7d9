"""Which model is the newest, and whether it is one of the files as they are."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

from bot.check import PROJECT, examples
from bot.training import current_model, data_summary, fingerprint, newest_model, sources


def test_the_newest_archive_is_the_one_written_last(tmp_path: Path) -> None:
    for name, written in (("b.tar.gz", 300), ("a.tar.gz", 500), ("c.tar.gz", 400), ("z.txt", 900)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (written, written))
    assert newest_model(tmp_path) == tmp_path / "a.tar.gz"


def test_there_may_be_no_archive(tmp_path: Path) -> None:
    assert newest_model(tmp_path) is None
    assert newest_model(tmp_path / "absent") is None


def test_the_name_of_a_model_tells_its_sources() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint())
    assert current_model().name == f"assistant-{fingerprint()}.tar.gz"
    assert current_model().parent == PROJECT / "bot" / "models"


def test_a_model_is_made_of_the_data_the_domain_and_the_components() -> None:
    made_from = {path.relative_to(PROJECT).as_posix() for path in sources()}
    assert made_from >= {
        "config.yml",
        "domain.yml",
        "bot/catalogue.yml",
        "bot/data/nlu/paiements.yml",
        "bot/data/lookups/prestation.yml",
        "bot/nlu/classifier.py",
        "bot/nlu/normalise.py",
        "bot/policy.py",
    }
    assert list(sources()) == list(sources())


def test_the_summary_counts_what_the_check_reads() -> None:
    counts = Counter(intent for _, intent, _, _ in examples(PROJECT / "bot" / "data" / "nlu"))
    summary = data_summary()
    assert (summary.examples, summary.intents) == (sum(counts.values()), len(counts))
