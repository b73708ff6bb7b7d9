"""What closes, assents or answers « non » in longer words: « parfait, bonne journée à vous »,
« oui je vais essayer ça », « non, elle n'est pas avec moi aujourd'hui »."""

from __future__ import annotations

import re

from bot.dialogue import acts, closed, details
from bot.dialogue.closed import Act
from bot.dialogue.moves import Aside, Noted
from bot.dialogue.turn import Result, Rule, Turn
from bot.nlu.normalise import words

_POLITE = (
    r"(?:(?:ok|oki|okay|oui|merci|mrc|mrci|parfait|super|nickel|impec|impeccable|top|genial|cool"
    r"|tres bien|bien|d accord|dac|entendu|compris|c est (?:note|bon|parfait|clair)|c bon|c note"
    r"|je note|note|beaucoup|bcp|bon|ben|bah|alors|donc|voila|infiniment|pour tout|encore)(?: |$))"
)
_DOES = (
    r"(?:essayer?|tenter?|faire|regarder?|voir|tester?|suivre|m en occuper|y aller|verifier"
    r"|le faire|la faire|les faire)"
)
_LATER = (
    r"(?: (?:ca|cela|comme|ainsi|ce soir|cet aprem|cette semaine|demain|de suite|tout|suite|tout de"
    r"|a l heure|maintenant|alors|merci|et|je|vous|te|redis|redirai|dirai|tiens au courant|hein"
    r"|deja|avec (?:mon|ma|mes|lui|elle) ?\w*|bien|donc|du coup))*"
)
# « Je vais faire comme ça »: nothing is asked.
_INTENDS = (
    rf"(?:(?:je|j|on) )?(?:(?:vais|va) {_DOES}|essaye|essaie|essaierai|essayerai|tente"
    rf"|tenterai|ferai|regarderai|verrai|(?:fais|fait|regarde|verifie|teste)"
    rf" (?:ca|cela|comme ca)){_LATER}"
)
_WILL = re.compile(rf"{_POLITE}*{_INTENDS}")
_FAREWELL = re.compile(
    rf"(?=\w+ \w+ )(?:{_POLITE}+(?:{_INTENDS} )?|{_INTENDS} )"
    r"(?P<rest>(?:(?:bonne|bon) (?:journee|soiree|nuit|apres midi|fin de \w+"
    r"|continuation|week ?end|we|dimanche|courage|fetes?)"
    r"|a (?:bientot|plus|la prochaine|plus tard)|au revoir|bye|ciao|salut)"
    r"(?: (?:a|vous|toi|aussi|tous|toutes|egalement|et|merci|encore|madame|monsieur"
    r"|de meme|au revoir|bonne|journee|soiree))*)"
)
# « Non c'est bon, j'ai tout ce qu'il me faut »: nothing is asked any more.
_ENOUGH = re.compile(
    rf"(?:non|nan|nn) {_POLITE}*(?:(?:c est|c|ce sera|ca sera) (?:tout(?: bon)?|bon)|ca (?:ira|va"
    r"|suffit)|rien d autre|rien de plus|pas d autres? questions?|plus de questions?"
    r"|j ai (?:tout|ma reponse|compris|trouve))"
    r"(?: (?:merci|pour moi|pour aujourd hui|la|maintenant|j ai|je|tout|ce qu il|ce que|me|faut"
    r"|fallait|voulais|ma reponse|mes reponses|compris|trouve|c est|clair|bon|bonne journee))*"
)
# « Je me suis trompée de ligne » is said of what was picked here, not of what was declared.
_WRONG_PICK = re.compile(
    r"(?:(?:non|nan|nn|pas|celui|celle|ca|la|oups|mince|pardon|desolee?|ah|oh|zut) )*"
    r"(?:je |j )?(?:me )?(?:suis |ai )?(?:trompee?|plantee?|gouree?|gourree?) de (?:ligne|bouton"
    r"|choix|sujet|rubrique|lien|question|proposition|reponse)s?"
    r"(?: (?:non|pas|celui|celle|ca|la|desolee?|pardon))*"
)
_WHOLE: tuple[tuple[re.Pattern[str], Act], ...] = (
    (_ENOUGH, "thanks"),
    (_WRONG_PICK, "none_of_these"),
)
# « Non, je n'ai pas d'ordinateur » tells something; « non, c'est pas ça » turns an answer down.
_TELLS = re.compile(
    r"^(?:non|nan|nn)[ ,]+(?P<fact>(?:je|j'|il|elle|on|ils|elles|mon|ma|mes|y a|il y a)(?: |(?<='))"
    r"(?!(?:ne |n')?(?:veux|voulais|voudrais|parle|parlais|demande|demandais|cherche|cherchais|dis"
    r"|disais|pensais|prefere)\b|me suis)[^?]*\b(?:pas|plus|rien|jamais|personne|aucune?)\b[^?]*)$"
)


def said(turn: Turn) -> Result | None:
    """What is said to close a talk, or to assent, in more words than the closed class has."""
    memory, told = turn.memory, turn.reading.words
    if memory.said == "nothing" or memory.distress is not None or "?" in turn.reading.text:
        # « Je vais le faire », after a danger, may be the worst.
        return None
    farewell = _FAREWELL.fullmatch(told)
    if farewell is not None:
        return _parted(turn, farewell["rest"])
    if _WILL.fullmatch(told) and memory.said == "answer":
        return turn.going_on(Noted(), memory.said)
    act = next((act for phrase, act in _WHOLE if phrase.fullmatch(told)), None)
    return acts.play(act, turn) if act is not None else None


def _parted(turn: Turn, farewell: str) -> Result | None:
    """« Parfait, bonne journée »: the farewell alone, as it is answered."""
    if turn.reading.sure and turn.reading.intent in turn.ground.asides:
        return None
    reading = turn.read(farewell)
    aside = reading.intent if reading.sure and reading.intent in turn.ground.asides else None
    if aside is None:
        return turn.going_on(Noted(), turn.memory.said)
    return turn.going_on(Aside(aside), turn.memory.said)


def told_after_no(turn: Turn, again: Rule) -> Result | None:
    """« Non, je n'ai pas d'ordinateur »: what is told, and no refusal of the answer.

    Args:
        again: the rules that a part of a message is asked, as if it had been said alone.
    """
    memory, found = turn.memory, _TELLS.match(turn.reading.folded)
    if found is None or memory.said == "nothing" or memory.distress is not None:
        return None
    if len(words(found["fact"]).split()) < 3:
        return None
    alone = turn.reread(found["fact"])
    return again(alone) or details.unclear(alone)


def asks_simpler(turn: Turn, rest: str) -> bool:
    """If folded words, or a piece of them, ask for simpler words."""
    pieces = [words(piece) for piece in (rest, *rest.split(","))]
    told = any(name == "simpler" for piece in pieces for name, _ in turn.ground.phrases_in(piece))
    return told or any(closed.act(tuple(piece.split())) == "simpler" for piece in pieces)
