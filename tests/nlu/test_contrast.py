"""The object outweighs the verb only if the examples show it often enough."""

from __future__ import annotations

from benchmarks.contrast import contrast, of_the_project


def test_a_pair_is_the_same_word_of_action_with_another_object() -> None:
    found = contrast(
        [
            ("prendre rendez-vous à la Caf", "prendre_rendez_vous"),
            ("rdv préfecture", "autre_organisme"),
            ("RDV dentiste", "autre_organisme"),
            ("attestation employeur", "autre_organisme"),
            ("mon attestation de paiement", "telecharger_attestation_paiement"),
            ("météo de demain", "hors_sujet"),
        ]
    )
    assert found.pairs == 2
    assert (found.caf["rendez-vous"], found.elsewhere["rendez-vous"]) == (1, 2)


def test_the_project_has_three_thousand_pairs() -> None:
    assert of_the_project().pairs >= 3000
