"""Names of persons are masked in what is kept, also when they are typed in capitals."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from connectors.privacy.names import MASK, mask_names, with_case


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("MARTIN SOPHIE", ["MARTIN", "SOPHIE"]),
        ("KEVIN", ["KEVIN"]),
        ("je suis MARTIN SOPHIE et je n'ai rien reçu", ["MARTIN", "SOPHIE"]),
        ("BONJOUR JE SUIS KEVIN ET J'ATTENDS MON RSA", ["KEVIN"]),
        ("mon fils Mohamed n'est plus sur le dossier", ["Mohamed"]),
        ("ma fille kenza a 3 ans", ["kenza"]),
        ("c'est pour FATOUMATA", ["FATOUMATA"]),
        ("Madame Nguyen Claire m'a répondu", ["Nguyen", "Claire"]),
        ("Jean-Baptiste est parti", ["Jean-Baptiste"]),
        ("YASMINE ROSE", ["YASMINE", "ROSE"]),
    ],
)
def test_a_name_is_masked(text: str, names: list[str]) -> None:
    masked = mask_names(text)
    assert MASK in masked
    assert not [name for name in names if name in masked]


@pytest.mark.parametrize(
    "text",
    [
        "JE N'AI PAS RECU MON RSA",
        "la carte rose de ma voiture",
        "une aide au mois de mars",
        "la CAF et la MSA me renvoient la balle",
        "j'habite en france depuis noël",
        "MON DOSSIER EST EN ATTENTE",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert mask_names(text) == text


def test_case_is_put_back_where_whole_words_are_in_capitals() -> None:
    assert with_case("je suis MARTIN, à la CAF") == "je suis Martin, à la CAF"
    assert with_case("JE SUIS KEVIN") == "je suis Kevin"
    assert with_case("A") == "A"


# Masking with the list of names alone: the model takes seconds, and is not what is asked here.
HOLDS = """
import psutil, time
from connectors.privacy import names
names._reader().submit(names.with_case, "A").result()
print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
time.sleep(600)
"""


def test_who_masks_ends_with_who_asks_even_when_that_is_killed() -> None:
    asks = subprocess.Popen([sys.executable, "-c", HOLDS], stdout=subprocess.PIPE, text=True)
    assert asks.stdout is not None
    masks = [psutil.Process(int(pid)) for pid in asks.stdout.readline().split()]
    assert masks
    asks.kill()
    asks.wait()
    _, left = psutil.wait_procs(masks, timeout=60)
    for process in left:
        process.kill()
    assert left == []
