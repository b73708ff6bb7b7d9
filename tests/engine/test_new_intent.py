"""A new intent takes an example block, an answer and a catalogue row, and no Python."""

from __future__ import annotations

from pathlib import Path

from tests.engine.small_project import add_intent, assistant, replace, small_copy


def test_an_intent_is_a_row(tmp_path: Path) -> None:
    small_copy(tmp_path)
    first = assistant(tmp_path, "check")
    add_intent(tmp_path)

    checked = assistant(tmp_path, "check")
    trained = assistant(tmp_path, "train")
    answer = assistant(tmp_path, "ask", "prêt de jouets à la ludothèque")

    counted = checked.partition(" : ")[2].partition(",")[0]
    assert counted in trained and counted not in first
    assert "emprunter_jouet" in answer
    assert "La ludothèque prête des jouets aux familles." in answer
    assert "caf.fr > La page de votre Caf" in answer
    # Back and forth: the files as they are decide, whatever the dates.
    mine = assistant(tmp_path, "models")
    replace(tmp_path / "domain.yml", "La ludothèque prête", "La ludothèque offre")
    assert "Modèle prêt et en service" in assistant(tmp_path, "train")
    replace(tmp_path / "domain.yml", "La ludothèque offre", "La ludothèque prête")
    assert "est à jour et en service" in assistant(tmp_path, "train")
    assert "prête des jouets" in assistant(tmp_path, "ask", "prêt de jouets")
    listed = assistant(tmp_path, "models").splitlines()
    assert len(listed) == 2
    assert [line.split()[0] for line in listed if line.endswith("en service")] == [mine.split()[0]]
