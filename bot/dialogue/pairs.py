"""Which of two things that were asked at once the person comes back to."""

from __future__ import annotations

import re

from bot.dialogue import closed, picking, subjects
from bot.dialogue.reading import Reading
from bot.dialogue.turn import Turn
from bot.nlu.normalise import words

# A longer message is a request of its own.
LONGEST = 9
# What is named must be heard as the one so much, and so much more than as the other.
HEARD = 0.02
RATHER = 3.0
# From here the noun is heard as something else.
LIKELY = 0.5

_LEAD = re.compile(
    r"^(?:(?:et|ok|oki|oui|bon|ben|bah|alors|donc|mais|merci|sinon|puis|du coup|d accord|super"
    r"|parfait|tres bien|c est fait|c est bon|pour|sur|concernant|niveau|cote|non) )+"
)
_TAIL = re.compile(
    r"(?: (?:du coup|alors|maintenant|d abord|en premier|aussi|svp|stp|donc|c est ou|comment))+$"
)
_THING = re.compile(
    r"^(?:l|le|la|les|mon|ma|mes|ce|cette|celle|celui)\b ?"
    r"(?!premi|deuxi|second|troisi|dern|autre|suivant|\d)\w"
)


_FIRST = re.compile(
    r"^(?:(?:ok|oui|bon|alors|et|non) )*(?:d abord|en premier|plutot|pour"
    r"|(?:je |on )?(?:commen[cs]\w*|regard\w*|voyons|parlons|veux|fais|fait|prefere\w*)"
    r" (?:(?:d abord|par|de|plutot|avec) )*) ?"
    r"(?P<thing>(?:l|le|la|les|mon|ma|mes)\b ?.+)$"
    # « Les sous en premier ».
    r"|^(?:(?:ok|oui|bon|alors|et|non) )*(?P<ahead>(?:l|le|la|les|mon|ma|mes)\b ?(?:\w+ ){1,4}?)"
    r"(?:d abord|en premier|en priorite|avant)$"
)


def put_first(turn: Turn) -> str | None:
    """The one of two things just answered that a message wants first, or None."""
    found = _FIRST.match(turn.reading.words)
    if not turn.memory.pair or found is None or len(turn.reading.tokens) > LONGEST:
        return None
    return _named(turn.reread(f"et {(found['thing'] or found['ahead']).strip()}"))


def meant(turn: Turn) -> str | None:
    """The one of two things answered at once that the message goes on with, or None."""
    memory, reading = turn.memory, turn.reading
    if not memory.pair:
        return None
    done, rest = picking.done_first(reading.words)
    if done and turn.read(done).intent in memory.pair:
        return picking.of_two(rest, memory.pair, str(turn.read(done).intent))
    return picking.of_two(reading.words, memory.pair, memory.gone_on) or _named(turn)


def _named(turn: Turn) -> str | None:
    """« Et pour la banque, du coup ? »: the one that the bare noun is about."""
    said, tokens = turn.reading.words, turn.reading.tokens
    thing = _TAIL.sub("", _LEAD.sub("", said))
    # « Le Rib » alone may be a thing to send; so said, it is one of the two.
    points = thing != said and _THING.match(thing) is not None
    if not points or len(tokens) > LONGEST or closed.question(tuple(thing.split())) is not None:
        return None
    if subjects.has_verb(thing):
        return None
    pair, rows = turn.memory.pair, turn.ground.catalogue.intents
    titles = [words(rows[name].title_on(turn.channel)) for name in pair]
    place = picking.by_title(tuple(thing.split()), titles)
    if place is not None:
        return pair[place]
    bare = turn.read(thing)
    alone, whole = dict(bare.ranking), dict(turn.reading.ranking)
    heard = {name: max(alone.get(name, 0.0), whole.get(name, 0.0)) for name in pair}
    best, other = sorted(pair, key=lambda name: -heard[name])[:2]
    surely = heard[best] >= HEARD and heard[best] >= RATHER * heard[other]
    return best if surely and not _is_another(turn, bare, best) else None


def _is_another(turn: Turn, bare: Reading, best: str) -> bool:
    """If the noun is likely a request of its own (« et mes dettes ? »), and no other body's."""
    rows, intent = turn.ground.catalogue.intents, bare.intent
    if intent is None or not turn.ground.requests(intent) or bare.ranking[0][1] < LIKELY:
        return False
    linked = intent in (best, *rows[best].follow_ups)
    linked = linked or best in rows[intent].follow_ups
    return not linked and rows[intent].subject != "organisme"
