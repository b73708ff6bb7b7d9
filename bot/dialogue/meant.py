"""Which hard moment of its kind is meant, where no word tells one exactly."""

from __future__ import annotations

from bot.dialogue.gravity import severity
from bot.dialogue.ground import Ground
from bot.dialogue.victims import of_victim, victim

# So many times more like one hard moment than like any other, a message tells of that one, whatever
# words it holds; so many, where none of them hints at one (docs/decisions/0026).
UNLIKE_OTHERS, RATHER_LIKE = 1.25, 1.08
# In fewer words, it is like none of them (« au secours »).
FEWEST_WORDS = 4


def meant(
    kind: str, words: str, ground: Ground, *, clued: bool = False, anew: bool = False
) -> str | None:
    """The gravest that the words mean; of several as grave, the one that the others are like.

    Args:
        clued: one is told for sure: its weakest words, or whom it befalls, name it.
        anew: none of its kind was told before: so does what the message is like.
    """
    enough = anew and len(words.split()) >= FEWEST_WORDS
    likest, times = ground.dangers.likest(kind, words) if enough else (None, 1.0)
    if likest is not None and ground.dangers.denied(likest, words):
        likest = None
    if likest is not None and times >= UNLIKE_OTHERS:
        return of_victim(likest, words, ground)[1]
    told = [one for one in ground.dangers.hinted(words) if one[0] == kind]
    if not told and likest is not None and times >= RATHER_LIKE:
        return of_victim(likest, words, ground)[1]
    if not told and clued:
        # The weakest words say nothing against what the message is like.
        found = [one for one in ground.dangers.clues(words) if one[0] == kind]
        told = [one for one in found if likest is None or ground.dangers.alike(one, likest)]
    hinted = [
        of_victim(one, words, ground)
        for one in told
        if not ground.dangers.denied(one, words) and not ground.dangers.eases(one)
    ]
    worst = [one for one in hinted if severity(one) == min(map(severity, hinted))]
    name = next(
        (one[1] for one in worst if all(ground.dangers.alike(one, other) for other in worst)), None
    )
    return name or (victim(kind, words, ground) if clued and not hinted else None)
