"""A reader that knows a few words: it stands where the model is injected."""

from __future__ import annotations

import re

from bot.dialogue import Reading
from bot.nlu.normalise import words

# The likeliest intent of a text is that of the first line whose words it holds.
_INTENTS = {
    r"bonjour$": "saluer",
    r"contacter|appeler la caf|telephoner": "contacter_caf",
    r"pas (recu|eu) mon|rien recu|toujours pas paye": "paiement_non_recu",
    r"paye quand|voir mes paiements|suis paye": "consulter_paiements",
    r"mon rib|changer de banque": "changer_rib",
    r"adresse|demenage": "changer_adresse",
    r"naissance|accouche|bebe est": "declarer_naissance",
    r"quotient": "attestation_qf",
    r"attestation de paiement|une attestation": "attestation_paiement",
    r"envoyer|envoyer mon bail": "envoyer_document",
    r"ou en est": "suivre_demarche",
    r"demander|demande d": "demander_prestation",
    r"simul|droit a": "simuler_droits",
    r"separ|divorc": "situation_familiale",
    r"rembourser": "rembourser_dette",
    r"ma dette|mes dettes": "consulter_dettes",
    r"rendez vous|rdv": "prendre_rendez_vous",
    r"connecter": "se_connecter",
    r"impots?$": "autre_organisme",
    r"nul a chier": "mecontent",
}
_ENTITIES = {
    r"\bapl\b": ("prestation", "apl"),
    r"\bprime d activite\b|\bprime\b": ("prestation", "prime_activite"),
    r"\brsa\b": ("prestation", "rsa"),
    r"allocation deces": ("prestation", "ade"),
    r"\brib\b": ("document", "rib"),
    r"\bbail\b": ("document", "bail"),
    r"\bpiece d identite\b": ("document", "piece_identite"),
    r"\bcarte grise\b": ("objet", "carte_grise"),
    r"\bimpots\b": ("organisme", "impots"),
    r"\bindu\b": ("terme", "indu"),
    r"\bappli\b|\btelephone\b": ("canal", "app"),
    r"\bsite\b|\bordi\b": ("canal", "web"),
    r"me frappe": ("danger", "violences"),
    r"envie d en finir": ("danger", "suicide"),
    r"pris tous mes cachets": ("danger", "geste_suicidaire"),
    r"a la rue": ("danger", "toit_faim"),
    r"mari est mort|veuve": ("defunt", "conjoint"),
    r"mort ne": ("defunt", "bebe"),
}


def read(text: str, *, quick: bool = False) -> Reading:
    """What the words of a text mean; nothing sure of a text without a known one."""
    said = words(text)
    found = [name for pattern, name in _INTENTS.items() if re.search(pattern, said)]
    ranking = [(name, 0.9 / 2**rank) for rank, name in enumerate(dict.fromkeys(found))]
    entities = tuple(value for pattern, value in _ENTITIES.items() if re.search(pattern, said))
    return Reading(text, tuple(ranking), bool(ranking), entities)


def unsure(text: str, *ranking: str) -> Reading:
    """A text that the model hesitates on, its readings likeliest first."""
    return Reading(text, tuple((name, 0.3 - 0.02 * i) for i, name in enumerate(ranking)))
