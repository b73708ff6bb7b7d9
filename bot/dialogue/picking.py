"""« La première », « le 2 », « celle de paiement »: which of the buttons on the screen is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.dialogue.table import meanings, word_set

LONGEST = 7
_DIGITS = 2

_NUMBERS = {
    1: "1 1er 1ere 1re premier premiere premiaire prems promie",
    2: "2 2e 2eme 2nd 2nde deux deuxieme second seconde dezyem",
    3: "3 3e 3eme trois troisieme",
    4: "4 4e 4eme quatre quatrieme",
    5: "5 5e 5eme cinq cinquieme",
}
_POSITION = meanings(_NUMBERS)
_FROM_END = {"derniere": 1, "dernier": 1, "dernie": 1, "avant derniere": 2, "avant dernier": 2}
# « L'année dernière » is no place on the screen.
_LAST_TIME = re.compile(
    r"\b(?:annee|mois|semaine|rentree|ete|hiver) derni|\bderni\w+ (?:annee|mois|semaine|fois)\b"
)
_PLACE = re.compile(
    r"(?P<top>(?:en |du |d en |tout en )haut|du dessus)"
    r"|(?P<bottom>(?:en |du |d en |tout en )?bas$|du dessous)|(?P<middle>milieu|centre)"
    r"|(?P<either>n importe|peu importe|comme (?:vous voulez|tu veux)|au choix)"
    r"|(?P<other>^(?:l|non l|plutot l) autre(?: choix| option| bouton)?$)"
)
_OF_TWO = re.compile(
    r"(?:(?:et|mais|ok|non|sinon|pour|du coup|alors|d abord|bon|je veux|on (?:voit|fait)|voyons"
    r"|parlons de|on parle de|merci|c est fait|j avais aussi|j ai aussi) )*"
    r"(?:(?:l|mon|mes|une) autres?|le reste|j (?:avais|ai) (?:demande|dit|pose) (?:deux|2) "
    r"(?:choses|questions|trucs)|la suite"
    r"|(?P<second>(?:le|la|ma|mon) (?:seconde?|deuxieme|2|2e|2eme)))"
    r"(?: (?:question|demande|chose|truc|demarche|alors|du coup|c est ou|comment|d abord"
    r"|en premier|svp|stp|maintenant|quand meme))*"
)
# Which comes first is asked, or told: « je commence par quoi », « commencez par le premier ».
_FIRST_OF_TWO = re.compile(
    r"(?:(?:et|ok|bon|alors|du coup|d abord|oui|svp|stp) )*"
    r"(?:(?:je|on|faut|vous|il faut|je dois) )*(?:commen[cs]\w*|demarre\w*) (?:(?:par|avec) )?"
    r"(?:(?:le |la )?(?:premiere?|1|1er|1ere)|laquelle|lequel|quoi|ou)"
    r"(?: (?:question|demande|chose|truc|demarche|svp|stp|alors|du coup|en premier|d abord))*"
    r"|(?:par )?(?:laquelle|lequel|quoi) (?:en premier|d abord)"
    r"|(?:(?:et|ok|non|oui|pour) )*(?:la|le|ma|mon) (?:premiere?|1|1er|1ere) "
    r"(?:(?:question|demande|chose|d abord|en premier|du coup|alors) ?)+"
)
# « Le Rib c'est fait, mais l'autre ? »: what is done, and what is left.
_DONE_FIRST = re.compile(
    r"(?P<done>.+?) (?:c est |est |ca y est |j ai |deja )*"
    r"(?:fait|faite|bon|regle|reglee|ok|envoye|envoyee|change|changee)"
    r" (?P<rest>(?:(?:et|mais|ok|donc|reste|du coup) )*(?:l autre|le reste|la suite)\b.*)"
)
# « Un » and « une » are articles, but for « le un », « option un ».
_ONE = re.compile(r"(?:(?:le|la|l) )?(?:(?:numero|option|choix|reponse|n|no) )?une?")
_BESIDE = word_set(
    """
    la le l les d du de des en moi je j prends prend pren veux vais voudrais choisis choisi
    option choix bouton reponse numero n no num nr proposition lien ligne celle celui c est ca
    sa plutot svp stp merci oui ok alors pour bah ben euh cette ce cest solution question
    sujet tout simplement tiret lettre et donc
    """
)
_EMPTY = word_set(
    """
    a au aux avec c ca ce celle celui celles ceux cette d dans de des du elle en est et il j
    je l la le les ma me mes mon n ne on ou par pas pour prends qu que qui s sa se ses son sur
    t ta te tu un une veux voudrais vous y plutot moi oui option choix bouton truc chose
    concerne parle voir mets svp stp merci non numero question sujet c'est caf
    """
)
# What goes with a choice and names nothing.
_FILLERS = word_set(
    """
    va vas me convient parait semble surtout bien bon bonne d abord la ici donc alors dernier
    derniere avant milieu haut bas dessus dessous tente essaye essaie clique cliquer appuie pense
    crois theme rubrique thematique liste affiche proposee propose
    """
)
_CHOICES = word_set("bouton boutons option choix proposition lien ligne theme rubrique onglet")
_THAT = word_set("celui celle ceux celles sur concernant pour")
_STEM = 5
_BOTH = re.compile(
    r"(?:(?:oui|ben|bah|euh|je veux|je voudrais|il me faut|en fait|et|plutot) )*"
    r"(?:l[ea]s|tou[st]e?s? les) (?:deux|2)\b(?: (?:svp|stp|merci|s il vous plait|en fait))*"
)


def by_position(tokens: Sequence[str], count: int, *, surely: bool = False) -> int | None:
    """The index that « la première », « le 2 », « en bas » point to among `count` choices.

    Args:
        surely: it is known that one is picked: other words may stand around (« la 2e surtout »).

    Returns:
        An index, -1 for a position that does not exist, None when no position is said.
    """
    if not count or not tokens or (len(tokens) > LONGEST and not surely):
        return None
    said = " ".join(tokens)
    for form, back in _FROM_END.items():
        if form in said and not tells_when(said) and (back == 2 or "avant" not in tokens):
            return count - back if count >= back else -1
    place = _PLACE.search(said)
    if place:
        if place["top"] or place["either"]:
            return 0
        if place["bottom"]:
            return count - 1
        if place["middle"]:
            return count // 2
        return 1 if count == 2 else None
    if _ONE.fullmatch(said):
        return 0
    numbers = {
        int(token) if token.isdecimal() else _POSITION[token]
        for token in tokens
        if token in _POSITION or (token.isdecimal() and len(token) <= _DIGITS)
    }
    alone = all(token in _BESIDE or token in _POSITION or token.isdecimal() for token in tokens)
    if len(numbers) != 1 or not (alone or surely):
        return None
    (number,) = numbers
    return number - 1 if 0 < number <= count else -1


def by_title(tokens: Sequence[str], titles: Sequence[str], *, surely: bool = False) -> int | None:
    """The index of the one title that holds all the words of a short message, or None.

    Args:
        titles: the titles on the screen, folded.
        surely: it is known that one is picked: any word of it is enough.
    """
    said = {_stem(token) for token in tokens if token not in _EMPTY}
    if not said or (len(tokens) > LONGEST and not surely):
        return None
    held = [said & {_stem(word) for word in title.split()} for title in titles]
    fitting = [index for index, one in enumerate(held) if one == said or (surely and one)]
    return fitting[0] if len(fitting) == 1 else None


def describes(tokens: Sequence[str]) -> bool:
    """If a message says of a choice what it is about (« celle sur la garde »)."""
    return not _THAT.isdisjoint(tokens) and len(named_beside(tokens)) > 0


def tells_when(said: str) -> bool:
    """If folded words tell of the last week or year, which is no place on the screen."""
    return _LAST_TIME.search(said) is not None


def names_a_choice(tokens: Sequence[str]) -> bool:
    """If a message speaks of a button or a line of the screen."""
    return not _CHOICES.isdisjoint(tokens)


def named_beside(tokens: Sequence[str]) -> tuple[str, ...]:
    """The words of a choice that say what it is, not where it stands (« la 2e, l'adresse »)."""
    return tuple(
        token
        for token in tokens
        if not (token in _BESIDE or token in _EMPTY or token in _POSITION or token.isdecimal())
        and token not in _FILLERS
    )


def of_two(said: str, pair: Sequence[str], gone_on: str | None) -> str | None:
    """Which of two things that were answered a message asks for, or None.

    Args:
        said: the folded words.
        gone_on: the one of them that the talk last went on with.

    >>> of_two("ok et l autre", ("rib", "adresse"), "adresse")
    'rib'
    """
    if not pair:
        return None
    if _FIRST_OF_TWO.fullmatch(said):
        return pair[0]
    found = _OF_TWO.fullmatch(said)
    if found is None:
        return None
    if found["second"]:
        return pair[1]
    return next((name for name in pair if name != gone_on), None) if gone_on in pair else None


def done_first(said: str) -> tuple[str, str]:
    """What folded words say is done, and what they then ask for; both empty without.

    >>> done_first("le rib c est fait mais l autre")
    ('le rib', 'l autre')
    """
    found = _DONE_FIRST.fullmatch(said)
    if found is None:
        return "", ""
    return found["done"], re.sub(r"^(?:(?:et|mais|ok|donc|reste|du coup) )+", "", found["rest"])


def both(tokens: Sequence[str]) -> bool:
    """If the message takes the two choices (« les deux »)."""
    return _BOTH.fullmatch(" ".join(tokens)) is not None


def about_both(tokens: Sequence[str]) -> bool:
    """If the message asks something of the two (« les deux, c'est obligatoire ? »)."""
    return _BOTH.match(" ".join(tokens)) is not None


def _stem(word: str) -> str:
    return word[:_STEM].rstrip("es")
