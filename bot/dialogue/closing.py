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
    r"|(?:(?:le|la|les|l|leur|vous|y|en) )(?:faire|voir|regarder|appeler|rappeler|contacter|ecrire"
    r"|telephoner|envoyer|demander|dire|prevenir|joindre|transmettre|remplir|payer|essayer|tester)"
    r"|(?:(?:re)?appeler|contacter|telephoner a) (?:la caf|ma caf|le (?:32 30|3230)|un conseiller"
    r"|une conseillere)|attendre|patienter|prendre (?:un )?(?:rendez vous|rdv))"
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
_PARTS = (
    r"(?:(?:bonne|bon) (?:journee|soiree|nuit|apres midi|aprem|fin de \w+|continuation|week ?end|we"
    r"|dimanche|courage|fetes?)|a (?:bientot|plus|la prochaine|plus tard)|au revoir|bye|ciao"
    r"|salut|tchao|adieu)"
)
_BETWEEN = (
    r"(?:et|a|vous|toi|aussi|tous|toutes|egalement|de meme|madame|monsieur|pour (?:votre|ton) aide"
    r"|de (?:votre|ton) aide|hein|excellente?|tres|belle|passez|une|alors)"
)
# « Ok merci bonne journée à vous », « bonne soirée, et merci encore »: in any order.
_FAREWELL = re.compile(
    rf"(?=\w+ \w+ )(?:(?:{_POLITE.replace('(?: |$)', '')}|{_BETWEEN}|{_INTENDS})(?: |$))*"
    rf"(?P<rest>{_PARTS})(?: (?:{_POLITE.replace('(?: |$)', '')}|{_BETWEEN}|{_PARTS}))*"
)
_THANKS = re.compile(r"\b(?:merci|mrc|mrci)\b")
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
    if _WILL.fullmatch(told):
        return turn.going_on(Noted(), memory.said)
    act = next((act for phrase, act in _WHOLE if phrase.fullmatch(told)), None)
    return acts.play(act, turn) if act is not None else None


def _parted(turn: Turn, farewell: str) -> Result:
    """« Parfait, bonne journée »: the farewell or the thanks that the message is, else what the
    farewell alone is answered."""
    ground, said = turn.ground, turn.memory.said
    thanks = ground.role("thanks")
    if turn.reading.sure and turn.reading.intent in ground.asides:
        return turn.going_on(Aside(str(turn.reading.intent)), said)
    if _THANKS.search(turn.reading.words) and thanks is not None:
        return turn.going_on(Aside(thanks), said)
    alone = turn.read(farewell)
    if alone.sure and alone.intent in ground.asides:
        return turn.going_on(Aside(str(alone.intent)), said)
    return turn.going_on(Noted(), said)


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
