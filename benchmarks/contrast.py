"""How many examples of another body hold the Caf to its own: the same verb, another object.

`python -m benchmarks.contrast` prints, for each word of action (« rendez-vous », « paiement »),
how many examples of the Caf and how many of others use it, and how many contrast pairs that
makes: an example of another body or off topic, beside one of the Caf with the same word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from bot.evaluation import ELSEWHERE
from bot.nlu.normalise import words
from bot.training import taught

# What a Caf and others are asked with the same words: how each begins, folded.
ACTIONS = {
    "rendez-vous": ("rdv", "rendezvous", "convo"),
    "certificat": ("certif",),
    "procuration": ("procur",),
    "inscription": ("inscri",),
    "paiement": ("pai", "pay", "vers", "virement", "touch"),
    "saisie, prélèvement": ("saisi", "prelev", "huissier"),
    "compte, identifiant": ("compt", "identif", "mdp", "code", "connex", "connect"),
    "attestation": ("attestation", "atestation", "justificatif"),
    "dossier, demande": ("dossier", "demand"),
    "remboursement": ("rembours",),
    "déclaration": ("declar",),
    "adresse": ("adresse", "demenag"),
    "document, courrier": ("document", "papier", "courrier", "lettre", "piece"),
    "délai": ("delai", "attend", "attente"),
    "joindre": ("numero", "telephon", "appel", "joindre", "repond"),
    "changer": ("chang", "modifi"),
    "envoyer": ("envo", "transmet"),
    "perdre, oublier": ("perdu", "oubli"),
    "refuser, contester": ("refus", "contest", "recours", "reclam"),
    "contrôle": ("control", "verif"),
    "dette": ("dette", "trop", "percu"),
    "combien": ("combien", "montant", "calcul", "simul"),
    "annuler": ("annul",),
    "relevé": ("releve",),
    "aide, droits": ("aide", "alloc", "droit"),
}


class Contrast(NamedTuple):
    """`caf` and `elsewhere`: examples a word of action; `pairs`: no example twice."""

    caf: Counter[str]
    elsewhere: Counter[str]
    pairs: int


def contrast(examples: Iterable[tuple[str, str]]) -> Contrast:
    """Count the pairs among examples, each a text and its intent."""
    caf: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    others: list[set[str]] = []
    for text, intent in examples:
        actions = _actions(text)
        if intent in ELSEWHERE:
            elsewhere.update(actions)
            others.append(actions)
        else:
            caf.update(actions)
    left, pairs = caf.copy(), 0
    for actions in others:
        # Of the words that it shares, the one that most examples of the Caf are left for.
        action = max(actions, key=lambda one: (left[one], one), default="")
        if left[action]:
            left[action] -= 1
            pairs += 1
    return Contrast(caf, elsewhere, pairs)


def of_the_project() -> Contrast:
    """The pairs of bot/data/nlu."""
    return contrast((text, intent) for text, intent, *_ in taught().examples)


def _actions(text: str) -> set[str]:
    said = words(text).replace("rendez vous", "rendezvous").split()
    return {
        action
        for action, beginnings in ACTIONS.items()
        if any(word.startswith(beginnings) for word in said)
    }


def main() -> None:
    """Print the table."""
    found = of_the_project()
    print(f"{'':20} {'Caf':>6} {'others':>6}")
    for action in ACTIONS:
        print(f"{action:20} {found.caf[action]:6} {found.elsewhere[action]:6}")
    print(f"{found.pairs} contrast pairs")


if __name__ == "__main__":
    main()
