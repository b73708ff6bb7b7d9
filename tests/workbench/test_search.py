"""Words are found however they are spelled, in everything an editor may change, and fast."""

from __future__ import annotations

import time
from pathlib import Path

from assistant.checking import PartChecks
from tests.workbench.conftest import copy_content
from workbench.author import Author
from workbench.files.editing import Editing
from workbench.search import KINDS, LIMIT, Hit, Search

MOST_SECONDS = 0.1


def test_it_finds_words_in_any_spelling_everywhere(editing: Editing, camille: Author) -> None:
    editing.add_example("saluer", "l’Été à Nœux-les-Mines ?", camille)
    search = Search(editing)
    hit = Hit("exemple", "saluer", "l'Été à Nœux-les-Mines ?")
    for asked in ("noeux mines ete", "NŒUX", "les mines d noeux".replace(" d ", " ")):
        found = search.find(asked)
        assert any(one.kind == "exemple" and one.text.endswith("Nœux-les-Mines ?") for one in found)
        assert any(one.kind == "historique" for one in found)
    assert hit.kind in KINDS
    assert [one.owner for one in search.find("Voir mes paiements", ["intention"])] == [
        "consulter_paiements"
    ]
    assert "mon_compte" in {one.owner for one in search.find("monCompte", ["lien"])}
    assert "answer_consulter_paiements" in {
        one.owner for one in search.find("derniér paiement accueil", ["réponse"])
    }
    assert search.find("  ?! ") == [] and search.find("zorglub") == []
    assert len(search.find("caf", ["exemple"])) == LIMIT
    editing.examples.remove("saluer", [editing.examples.of("saluer")[-1]], camille)
    assert search.find("noeux", ["exemple"]) == []


def test_it_is_fast_on_all_examples(tmp_path: Path) -> None:
    editing = Editing(copy_content(tmp_path), PartChecks())
    search = Search(editing)
    search.find("zorglub")
    best = 1.0
    for asked in ("zorglub", "e", "mon paiement du mois", "caf"):
        for _ in range(3):
            started = time.process_time()
            search.find(asked, [kind for kind in KINDS if kind != "historique"])
            best = min(best, time.process_time() - started)
        assert best < MOST_SECONDS, asked
