"""Names of persons are masked in what is kept, also when they are typed in capitals."""

from __future__ import annotations

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
