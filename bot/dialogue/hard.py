"""Hard moments: what is said of death, violence, hunger comes before everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.dialogue.ground import Ground
from bot.dialogue.memory import Subject
from bot.dialogue.moves import Answer, Distress
from bot.dialogue.reading import Reading

# How far down the ranking, and how unlikely, a hard intent is believed when its words are said.
DEEPEST = 3
FAINTEST = 0.05

# Of several dangers in one message, the one that kills first.
_SEVERITY = (
    "geste_suicidaire",
    "suicide",
    "violences",
    "enfant_danger",
    "aine",
    "toit_faim",
    "emprise",
)

# « Je ne vais pas me suicider »: the word is said, and denied.
DENIED: Subject = ("danger", "suicide_nie")
_CHILD: Subject = ("danger", "enfant_danger")

# Stems, for messages that hold no form of the lookups, by the kind of what they tell.
_WORDS: Mapping[str, re.Pattern[str]] = {
    "defunt": re.compile(
        r"\b(?:mort(?:e|s|es)?\b|deced|deces|decd|obseque|enterr|deuil|funeraill|cercueil|veuf"
        r"|veuve|fausse couche|sans vie|survecu|nous a quittes|n est plus"
        r"|perdu (?:mon|ma|mes|notre|le|un))"
    ),
    "danger": re.compile(
        r"\b(?:suicid|me tuer|en finir|mourir|crever\b|plus vivre|disparaitre|frapp|tape\b|tapee?\b"
        r"|bat\b|battu|cogne|gifle|etrangl|violen|viol[ae]|menace|coups\b|couteau|peur de|harcel"
        r"|danger|maltrait|attouch|incest|abus|enferm|sequestr|confisqu|emprise|prend (?:tout )?mon"
        r"|a la rue|dehors|dormir|toit|manger|faim\b|nourrir|expuls|abri\b)"
    ),
}
# Whom a landlord puts out is helped by those who know about rents.
_TENANCY = re.compile(r"\b(?:proprio|proprietaire|bailleur|huissier|loyer|expuls)")
# « Veuve » says a state of life as often as a death: alone, it does not hide a sure request.
_STATE = re.compile(r"\b(?:veufs?|veuves?|veuvage)\b")
_JUST_NOW = re.compile(r"\b(?:mort|deced|deces|perdu|deuil|enterr|obseque|viens de|vient de)")


def hard_moment(reading: Reading, ground: Ground) -> Distress | Answer | None:
    """The hard moment that a message tells, or None.

    A subject that is itself a help for such a moment (the emergency aid, the allowance for a
    child's death) is answered as it is asked: its answer holds the numbers too.
    """
    asked = _help_asked(reading, ground)
    if asked is not None:
        return asked
    for kind, name in _told(reading, ground):
        intent = ground.hard_intent(kind)
        if intent is not None:
            return Distress(intent, kind, name if ground.known((kind, name)) else None)
    for position, (intent, confidence) in enumerate(reading.ranking[:DEEPEST]):
        if intent not in ground.hard:
            continue
        kind = str(ground.catalogue.intents[intent].subject or intent)
        words = _WORDS.get(kind)
        if kind == "danger" and _TENANCY.search(reading.words):
            continue
        said = words is not None and words.search(reading.words)
        if (position == 0 and reading.sure) or (said and confidence >= FAINTEST):
            return Distress(intent, kind, None)
    return None


def distress_told(reading: Reading, ground: Ground) -> Subject | None:
    """The distress that a message lets know of, even when another request is answered."""
    told = next(_told(reading, ground), None)
    return told or next(_helps(reading, ground), None)


def _told(reading: Reading, ground: Ground) -> Iterator[Subject]:
    found = [said for said in reading.entities if ground.hard_intent(said[0]) is not None]
    told_in_words = [*ground.dangers_in(reading.words)]
    found += told_in_words
    if any(kind == "defunt" for kind, _ in told_in_words):
        # « Ma fille s'est suicidée »: those who live are told of her death.
        found = [said for said in found if said[0] == "defunt"]
    if DENIED in told_in_words:
        found = [said for said in found if said != ("danger", "suicide")]
    found.sort(key=_severity)
    if found and found[0][1] == "violences" and _CHILD in told_in_words:
        # « Mon beau-père me frappe »: whoever helps children comes first.
        found.insert(0, _CHILD)
    return (said for said in found if not _is_state(said[0], reading, ground))


def _severity(said: Subject) -> int:
    # A death comes after any danger to somebody who lives.
    return _SEVERITY.index(said[1]) if said[1] in _SEVERITY else len(_SEVERITY)


def _helps(reading: Reading, ground: Ground) -> Iterator[Subject]:
    for said in reading.entities:
        row = ground.catalogue.subject(*said)
        if row is not None and row.sensitive and ground.hard_intent(said[0]) is None:
            yield said


def _help_asked(reading: Reading, ground: Ground) -> Answer | None:
    for said in _helps(reading, ground):
        wanted = reading.intent if reading.sure else ground.role("apply")
        for intent in (wanted, *ground.about(said)):
            if intent is not None and ground.subject(intent, [said]):
                return Answer(intent, said)
    return None


def _is_state(kind: str, reading: Reading, ground: Ground) -> bool:
    return (
        ground.hard_intent(kind) != reading.intent
        and reading.sure
        and ground.requests(reading.intent)
        and reading.intent not in ground.hard
        and bool(_STATE.search(reading.words))
        and not _JUST_NOW.search(reading.words)
    )
