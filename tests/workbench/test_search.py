"""Words are found however they are spelled, in everything an editor may change."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from assistant.checking import PartChecks
from bot.nlu.normalise import words
from tests.workbench.conftest import copy_content
from workbench.author import Author
from workbench.files.editing import Editing
from workbench.search import KINDS, LIMIT, Hit, Search

MANY_TIMES = 4


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


def test_nothing_is_folded_again_for_a_search(tmp_path: Path) -> None:
    """Among all examples, the slowest search beside one folding of them on the same machine."""
    editing = Editing(copy_content(tmp_path), PartChecks())
    search = Search(editing)
    search.find("zorglub")
    examples = [example.text for example, _ in editing.workspace.examples()]
    folding = cost(lambda: [words(text) for text in examples])
    here = [kind for kind in KINDS if kind != "historique"]
    for asked in ("zorglub", "e", "mon paiement du mois", "caf"):
        searching = min(cost(lambda asked=asked: search.find(asked, here)) for _ in range(3))  # type: ignore[misc]
        assert searching < folding / MANY_TIMES, asked


def cost(work: Callable[[], object]) -> float:
    """Seconds of this process's processor."""
    started = time.process_time()
    work()
    return time.process_time() - started
