"""Whom a hard moment befalls: a child next door, an elder, somebody who said goodbye."""

from __future__ import annotations

import re

from bot.dialogue.ground import Ground
from bot.dialogue.memory import Subject

# « Il me tape devant le petit »: who only sees it is not whom it befalls.
_WITNESSES = re.compile(r"\bdevant (?:le|la|les|mon|ma|mes|nos|notre|son|sa|ses|leurs?) \w+")
# « Elle m'a jeté une assiette »: it befalls whoever writes.
_MYSELF = re.compile(
    r"\b(?:me|m|nous|ma) (?:(?:a|ont|avait|\w+ement) )?(?:tap|frapp|bat|cogn|gifl|mord|griff|pouss"
    r"|bouscul|secou|menac|insult|hurl|cri[ea]|enferm|surveill|prend|prenn|pris|vol|viol|touch"
    r"|forc|oblig|jet|lanc|balanc|brutalis|etrangl|tabass|tue|harcel|suit)\w*"
    r"|\b(?:j ai|jai) (?:(?:encore|souvent|toujours|tres|trop) )?(?:peur|des (?:bleus|marques))"
    r"|\b(?:je|j) (?:suis|me|en|prends|recois|subis)\b"
)
# « Mon chat est frappé par le voisin »: those numbers are for people.
_ANIMAL = re.compile(
    r"\b(?:chien(?:ne)?|chiot|chat(?:te|on)?|lapin|poule|cheval|chevre|perroquet|hamster|cochon)s?\b"
)
_HARM = re.compile(
    r"\b(?:frapp|tap|bat|cogn|maltrait|bleus|coups|cri[ea]|hurl|enferm|pleur|aboi|attach)\w*"
)
_PERSON = re.compile(
    r"\b(?:me|m|moi|nous|femme|mari|mere|pere|enfants?|fils|fille|petite?s?|bebe|gamine?s?|soeur"
    r"|frere|mamie|papi|voisine|compagne|compagnon|conjointe?|copine|copain)\b"
)
# Of these dangers, whom it befalls tells who helps.
_BY_VICTIM = frozenset(("violences", "emprise", "aine", "enfant_danger", None))
_RELATIVE = (
    r"(?:freres?|soeur|pere|mere|papa|maman|fils|fille|mari|femme|conjointe?|compagnon|compagne"
    r"|copain|copine|pote|amie?s?|ex|cousine?|oncle|tante|neveu|niece|voisine?|collegue|coloc\w*"
    r"|parents?|enfant|ado|gamine?|beau \w+|belle \w+|grand (?:mere|pere)|mamie|papi|mec|personne"
    r"|quelqu un|cherie?|proche|eleve|etudiante?|locataire)"
)
# « Mon frère dit qu'il veut mourir », « elle a avalé des cachets »: told of somebody else.
_OTHER = re.compile(
    rf"\b{_RELATIVE} (?:\w+ ){{0,6}}?(?:qu |qui )?"
    r"(?:(?:il|elle|ne|n|me|m|nous|lui|s|se|y) )*(?:a|ont|est|va|veut|voulait"
    r"|voudrait|dit|disait|parle|menace|pense|ecrit|pleure|reponds?|decroche|avale"
    r"|prend|fait|refuse|perd|risque|arrete|tente|essaye?)\b"
    r"|\b(?:il|elle) (?:(?:ne|n|m|me|nous|se|s|y|en) )*(?:a|est|va|veut|voulait|voudrait|dit"
    r"|parle|menace|pense|ecrit|reponds?|repon|decroche|tente|essaye?|risque)\b"
)
_I = re.compile(
    r"\b(?:je|j) (?:(?:ne|n|me|m|y|en|le|la) )*(?:veu[tx]|voudrais|vais|pense|songe|prefere|peu[tx]"
    r"|(?:ai|a) (?:(?:deja|encore|trop|plus|tout|juste|failli) )*(?:envie|pris|avale|fait|tente"
    r"|essaye|pense|peur de moi|ouvert|coupe|des? (?:idees|pensees))"
    r"|suis (?:de trop|fatiguee? de|un poids|une charge|a bout|suicidaire)|serai|ferai|disparai"
    r"|sers|creve|meurs|saute|finis|finisse)"
    r"|\b(?:envie|besoin) de mourir$|\bmoi aussi\b|\bme (?:tuer|suicider|pendre|flinguer|jeter)\b"
    r"|\bsans moi\b|\bmes jours\b"
)


def of_victim(danger: Subject, said: str, ground: Ground) -> Subject:
    """A danger as whoever it befalls is helped: a child by those who help children.

    Args:
        said: folded words.
    """
    kind, name = danger
    row = ground.catalogue.subject(kind, name)
    if row is not None and row.of_another is not None:
        return (kind, row.of_another) if is_of_another(said) else danger
    if name not in _BY_VICTIM or _MYSELF.search(said):
        return danger
    met = [*ground.dangers.victims(_WITNESSES.sub(" ", said))]
    return met[0] if len(met) == 1 and met[0][0] == kind else danger


def victim(kind: str, said: str, ground: Ground) -> str | None:
    """The danger that is meant by whom it befalls alone, where no other word names one."""
    if _MYSELF.search(said):
        return None
    met = [*ground.dangers.victims(_WITNESSES.sub(" ", said))]
    return met[0][1] if len(met) == 1 and met[0][0] == kind else None


def is_of_another(said: str) -> bool:
    """If folded words tell of somebody who wants to die, not of whoever writes."""
    return _OTHER.search(said) is not None and _I.search(said) is None


def is_of_an_animal(said: str) -> bool:
    """If folded words tell of an animal and of no person."""
    harmed = _ANIMAL.search(said) is not None and _HARM.search(said) is not None
    return harmed and _PERSON.search(said) is None
