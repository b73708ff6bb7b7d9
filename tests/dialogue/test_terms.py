"""A word that is asked about: the glossary's, one that it does not hold, and what is no word."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.dialogue import Dialogue
from bot.dialogue.moves import ExplainWord
from tests.dialogue.heard import after, sure, unsure

PAID = sure("mes paiements", "consulter_paiements")
DYING = sure("je veux mourir", "urgence_sociale")
WORD = "expliquer_mot"


@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("PDF c'est quoi ?", "pdf_mot"),
        ("« Mo », ça veut dire quoi", "mo_mot"),
        ("c'est quoi une attestation de loyer", "attestation_loyer_mot"),
        ("c'est quoi la différence entre taux plein et taux partiel", "taux_plein_mot"),
        ("c'est quoi un indu", "indu"),
    ],
)
def test_a_word_is_explained(real: Dialogue, said: str, term: str) -> None:
    assert after(real, PAID, sure(said, WORD)) == ExplainWord(term)


def test_a_word_of_a_paper_is_explained_whatever_is_heard(real: Dialogue) -> None:
    quoted = sure("mon courrier dit \"taux d'incapacité\", c'est quoi", "consulter_courriers")
    assert after(real, PAID, quoted) == ExplainWord("taux_incapacite_mot")


def test_of_a_word_that_is_not_there_it_is_said_so(real: Dialogue) -> None:
    move = after(real, PAID, sure("c'est quoi l'exigibilité", WORD))
    assert move == ExplainWord(None, named=True)


@pytest.mark.parametrize("said", ["c'est quoi ce message", "c'est quoi cette aide", "c'est quoi"])
def test_what_only_points_names_no_word(real: Dialogue, said: str) -> None:
    move = after(real, PAID, sure(said, WORD))
    assert not isinstance(move, ExplainWord) or not move.named
    assert getattr(move, "term", None) != "spam_mot"


@pytest.mark.parametrize("said", ["c'est quoi le sens de la vie", "l'espoir c'est quoi"])
def test_whoever_wants_to_die_is_not_told_of_words(real: Dialogue, said: str) -> None:
    assert not isinstance(after(real, DYING, sure(said, WORD)), ExplainWord)


def test_ones_own_number_is_no_word(real: Dialogue) -> None:
    move = after(real, PAID, unsure("c'est quoi mon identifiant", ("se_connecter", 0.5)))
    assert not isinstance(move, ExplainWord)


def test_names_are_known_only_whole(content: Content, real: Dialogue) -> None:
    named = {name for row in content.catalogue.subjects["terme"].values() for name in row.names}
    assert len(named) > 200
    move = after(real, PAID, sure("c'est quoi la date du prochain virement", "consulter_paiements"))
    assert not isinstance(move, ExplainWord)
