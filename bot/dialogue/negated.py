"""What a message says that is not done: « on ne change pas de banque, juste d'adresse »."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.moves import Answer, FollowUp, Move, TwoRequests
from bot.dialogue.repair import just_answered
from bot.dialogue.turn import Result, Rule, Turn

# The detail of what does not change.
UNCHANGED = "inchange"
# Of a message that refuses and says what is meant.
MOST_PIECES, SHORTEST_REST = 4, 3
_REFUSING = re.compile(r"[,.;!?]+\s*|\s+mais\s+")
_PIECES = re.compile(r"[,.;!?]+\s*|\s+(?:mais|et|donc|car|sauf que|par contre)\s+")
_WHO = r"(?:je|j'|on|nous|moi je|nous on|mon \w+|ma \w+)"
_DEED = (
    r"(?:change|changeons|changerai|changerons|modifie|modifions|bouge|bougeons|demenage|demenageons"
    r"|quitte|quittons|y touche|y touchons|touche|touchons|(?:me|nous) (?:marie|marions|separe"
    r"|separons)|pars|partons)"
)
# « Je touche pas le Rsa » may be a payment that is missing; « je touche pas au Rib » is no deed.
_NOT_DONE = re.compile(
    r"^(?:(?:et|donc|mais|du coup|alors|aussi) )*"
    r"(?:(?:(?:le|la|mon|ma|notre) \w+[ ,]+(?:je|on) (?:ne )?(?:fais|fait|laisse) "
    r"(?:rien|pareil)\b)"
    rf"|(?:(?:le|la|mon|ma|notre) \w+ )?(?:{_WHO} ?)(?:ne |n'|n )?{_DEED} "
    r"(?:surtout |du tout )?pas"
    r"(?! (?:le |la |l'|les |de |d'|du |mon |ma |mes )?"
    r"(?:rsa|apl|prime|aah|alloc|aide|argent|paie)))"
)
# « Non, j'ai pas déménagé », « non, elle n'est pas avec moi »: what was not done, or is not so.
# « Non, j'ai pas reçu mon paiement » tells what is wrong, and is a demand.
_UNDONE = (
    r"(?:ai|a|avons|ont|est|suis|sommes|sont) (?:\w+ )?(?:pas|jamais|rien) (?:\w+ )?(?:demenage"
    r"|change|bouge|modifie|quitte|travaille|repris|accouche"
    r"|(?:separe|marie|pacse|divorce|embauche)e?s?)"
    r"|(?:demenage|change|vis|vit|vivons|habite|habitons|loge|etudie) (?:pas|plus)"
)
_NOT_SO = (
    r"(?:suis|est|sommes|sont|etais|etait) (?:pas|plus) (?!d accord|connect|reconn|inscri|arriv|pay"
    r"|rembours|recu|normal|possible|clair|juste|bon|sur|certain|dispo|la\b|valid|accept|affich"
    r"|pass|rattach|content|satisf|francais|bien|aide)\w+"
)
_PRECISE = re.compile(
    r"^(?:(?:ah|mais|ben|bah|euh) )*(?:non|nan|nn) (?:(?:non|mais|moi|en fait) )*"
    r"(?:je|j|on|nous|il|elle|ils|elles|mon \w+|ma \w+) (?:(?:ne|n|y) )*"
    rf"(?:{_UNDONE}|{_NOT_SO})\b"
)
# What is refused is the answer, or something is wanted or did not work.
_REFUSED = re.compile(
    r"\bpas (?:ca|cela|la (?:bonne )?(?:question|reponse)|ma question|mon probleme|ce que|de ca"
    r"|du tout|compris|clair)\b|\b(?:veux|voudrais|voulais|cherche|demande|parle|marche|fonctionne"
    r"|trouve|vois|arrive|comprends?|sais|peux|comment|ou est|pourquoi|quand|combien)\b"
)
# The detail of what a person is not, or did not do.
PRECISE = "precise"


def precised(turn: Turn) -> Result | None:
    """« Non, j'ai pas déménagé », after an answer: told of it, and no other demand."""
    memory, said = turn.memory, turn.reading.words
    if memory.said != "answer" or memory.distress is not None or not turn.continues:
        return None
    if not _PRECISE.search(said) or _REFUSED.search(said) or not memory.destinations:
        return None
    return turn.followed(FollowUp(PRECISE, memory.intent, memory.subject))


def beside(turn: Turn, again: Rule) -> Result | None:
    """What is said beside what is not done: no deed that is denied is a demand.

    Args:
        again: the rules that a part of a message is asked, as if it had been said alone.
    """
    if turn.memory.distress is not None:
        return None
    pieces = [piece.strip() for piece in _PIECES.split(turn.reading.folded) if piece.strip()]
    kept = [piece for piece in pieces if not _NOT_DONE.match(piece)]
    if not kept or len(kept) == len(pieces):
        return None
    rest = turn.reread(", ".join(kept))
    if rest.reading.intent == turn.memory.intent and turn.continues:
        # « Juste d'adresse », after how to change it: what is not named stays as it is.
        return turn.followed(FollowUp(UNCHANGED, turn.memory.intent, turn.memory.subject))
    result = again(rest)
    answered = result is not None and isinstance(result.move, Answer)
    return result if answered else None


def beside_a_refusal(turn: Turn, again: Rule) -> Result | None:
    """« Vous tournez en rond, à qui je le dénonce »: one piece only refuses the answer, by the
    model; what the others say is meant, and not what was just answered.

    Args:
        again: the rules that a part of a message is asked, as if it had been said alone.
    """
    memory, folded = turn.memory, turn.reading.folded
    pieces = [piece.strip() for piece in _REFUSING.split(folded) if piece.strip()]
    if not turn.continues or memory.distress is not None or not 1 < len(pieces) <= MOST_PIECES:
        return None
    acts = turn.ground.acts
    if not any(acts.get(intent) == "none_of_these" for intent, _ in turn.reading.ranking):
        # Reading the pieces has a price.
        return None
    alone = {piece: replace(turn, reading=turn.read(piece, quick=True)) for piece in pieces}
    kept = [piece for piece in pieces if not alone[piece].acts_as("none_of_these")]
    if len(kept) == len(pieces) or len(" ".join(kept).split()) < SHORTEST_REST:
        return None
    over = just_answered(turn)
    ranking = tuple(name for name in memory.ranking if name not in over)
    meant = replace(turn.reread(", ".join(kept)), memory=replace(memory, ranking=ranking))
    result = again(meant)
    said = result is not None and isinstance(result.move, (Answer, FollowUp, TwoRequests))
    return result if result is not None and said and not _is_over(result.move, over) else None


def _is_over(move: Move, over: tuple[str, ...]) -> bool:
    return isinstance(move, Answer) and move.intent in over
