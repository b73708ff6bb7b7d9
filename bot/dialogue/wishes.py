"""A message that takes something back: what it denies, refuses or changes, and what is left."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import acts, channels, closed, closing, nearness, questions, revise, subjects
from bot.dialogue.memory import Memory
from bot.dialogue.moves import Answer, AskWhich, FollowUp, Move, Repair, TwoRequests, Without
from bot.dialogue.reading import Reading
from bot.dialogue.repair import drop, just_answered, repair
from bot.dialogue.turn import Result, Rule, Turn
from bot.nlu.normalise import words

# A longer message tells a story, in which « non » or « plutôt » take nothing back.
LONGEST_WISH = 30
# What is denied is what its words mean this surely, or what was shown.
DENIED = 0.3
# The last answer was about what is meant: it is said so.
STANDS = "accord"
# Of what is said instead, so many readings are looked for among what was talked of.
MOST_HEARD = 6
# A word alone is not yet said instead.
SHORTEST_INSTEAD = 2


def denied(turn: Turn, again: Rule) -> Result | None:
    """« C'est pas pour la pension, c'est le loyer »: what was understood is not what is meant.

    What is denied is no reading any more; what is said instead is read with what was talked of.

    Args:
        again: the rules that a part of a message is asked, as if it had been said alone.
    """
    found = revise.denied(turn.reading.folded)
    memory = turn.memory
    if found is None or memory.said == "nothing" or memory.distress is not None:
        return None
    over = _meant_by(turn, found.what) if found.what else just_answered(turn)
    if not over and not found.surely:
        return None
    memory = replace(
        memory,
        suggested=tuple(dict.fromkeys((*memory.suggested, *over))),
        ranking=tuple(name for name in memory.ranking if name not in over),
    )
    if not found.rest:
        return _left(replace(turn, memory=memory), over)
    meant = replace(turn.reread(found.rest), memory=memory)
    return _other_benefit(turn, found.what, meant) or _said_instead(meant, over, again)


def agreed(turn: Turn) -> Result | None:
    """« Non pas celle d'activité, celle du bébé » after that one: the answer stands."""
    found, memory = revise.instead(turn.reading.folded), turn.memory
    if found is None or memory.said != "answer" or memory.distress is not None:
        return None
    if channels.anywhere(words(found[1])) is not None:
        return None
    denied, meant = turn.read(found[0]), turn.read(found[1])
    if not turn.continues or _means_the_answer(turn, denied) or _means_another(turn, meant):
        return None
    return turn.followed(FollowUp(STANDS, memory.intent, memory.subject))


def _means_the_answer(turn: Turn, part: Reading) -> bool:
    memory, ranking = turn.memory, part.ranking
    likely = bool(ranking) and ranking[0][1] >= DENIED and ranking[0][0] == memory.intent
    named = part.value("prestation")
    if named is not None and memory.subject is not None and memory.subject[0] == "prestation":
        return named == memory.subject[1]
    return likely


def _means_another(turn: Turn, part: Reading) -> bool:
    memory, named = turn.memory, part.value("prestation")
    if memory.subject is not None and named is not None:
        return ("prestation", named) != memory.subject
    other = part.sure and turn.ground.requests(part.intent)
    return other and not turn.ground.beside(str(memory.intent), str(part.intent))


def _left(turn: Turn, over: tuple[str, ...]) -> Result:
    """« C'est pas la pension »: the other choices, if there are, else another reading."""
    memory = turn.memory
    left = tuple(name for name in memory.choices if name not in over)
    if memory.said in ("question", "families") and left:
        return turn.asking(AskWhich(left, memory.subject))
    return repair(turn, refused=True)


def _said_instead(meant: Turn, over: tuple[str, ...], again: Rule) -> Result:
    """What is said in place of what was denied: of what was talked of first, then by itself."""
    memory = meant.memory
    known = [
        name
        for name, _ in meant.reading.ranking[:MOST_HEARD]
        if name in (*memory.ranking, *memory.earlier) and name not in over
    ]
    if known and known[0] == meant.reading.intent:
        return meant.answered(Answer(known[0], meant.subject_for(known[0])))
    result = again(meant)
    said_anew = result is not None and isinstance(result.move, FollowUp)
    if result is not None and (said_anew or not {*over} & {*_answered(result.move)}):
        return result
    if known:
        return meant.answered(Answer(known[0], meant.subject_for(known[0])))
    readings = tuple(name for name in meant.readings() if name not in over)
    return repair(replace(meant, memory=replace(memory, ranking=readings)), refused=True)


def _other_benefit(turn: Turn, what: str, meant: Turn) -> Result | None:
    """« Je parlais pas de l'Apl, c'est pour le Rsa »: what was asked for stays, for another."""
    denied, said = turn.read(what).value("prestation"), meant.reading.value("prestation")
    intent = turn.asked_for()
    if None in (denied, said, intent) or denied == said:
        return None
    benefit = turn.ground.subject(str(intent), [("prestation", str(said))])
    return meant.answered(Answer(str(intent), benefit))


def returned(turn: Turn) -> Result | None:
    """« Je parle de la demande d'Apl »: back to that request, if it was talked of."""
    memory, apply = turn.memory, turn.ground.role("apply")
    asked_for = (memory.intent, memory.request, *memory.earlier)
    if apply not in asked_for or not revise.returns(turn.reading.folded):
        return None
    return turn.answered(Answer(str(apply), turn.subject_for(str(apply)) or memory.subject))


def refined(turn: Turn) -> Result | None:
    """« Pour la prime d'activité je veux dire »: the same request, about something else."""
    if not turn.continues or not revise.refines(turn.reading.folded):
        return None
    subject = subjects.said_subject(turn)
    if subject is None or len({*turn.reading.entities}) > 1:
        # « Pas le Rsa, la prime d'activité je voulais dire » names two.
        return None
    intent = str(turn.memory.intent)
    return turn.answered(Answer(intent, turn.ground.subject(intent, [subject])))


def revised(turn: Turn, again: Rule) -> Result | None:
    """« Changer d'adresse, en fait non, plutôt mon Rib »: the last wish."""
    if len(turn.reading.tokens) > LONGEST_WISH:
        return None
    wish = revise.last_wish(turn.reading.folded)
    if wish is None or wish == turn.reading.folded:
        return None
    changed = turn.reread(wish)
    refuses = turn.reading.folded.startswith(("non", "nan"))
    if turn.memory.intent is not None and refuses:
        refused = tuple(dict.fromkeys((*turn.memory.suggested, turn.memory.intent)))
        changed = replace(changed, memory=replace(turn.memory, suggested=refused))
    result = again(changed) or subjects.corrected(changed)
    result = result or _of_its_own_words(turn, wish, changed)
    if refuses and result is not None and _stands(turn, result.move):
        return turn.followed(FollowUp(STANDS, turn.memory.intent, turn.memory.subject))
    return result


def _stands(turn: Turn, move: Move) -> bool:
    """If what is said in place of the last answer is what that was about: « non, je garde
    l'appart », after how to keep it."""
    memory = turn.memory
    told = memory.said == "answer" and memory.asked is None and memory.distress is None
    before = (memory.intent, memory.subject)
    return told and isinstance(move, Answer) and (move.intent, move.subject) == before


def _of_its_own_words(turn: Turn, wish: str, changed: Turn) -> Result | None:
    """« Pas ça, je veux le logement »: what is said instead, though nothing is sure of it."""
    if turn.memory.said == "nothing" or turn.memory.distress is not None:
        return None
    if len(wish.split()) < SHORTEST_INSTEAD or not closed.refuses(turn.reading.words):
        return None
    subject = subjects.said_subject(changed)
    if subject is not None and turn.continues:
        return subjects.about(changed, subject)
    listed = questions.listed(changed)
    if listed is not None:
        return listed
    readings = tuple(name for name in changed.readings() if name not in turn.memory.declined)
    likely = dict(changed.reading.ranking)
    if readings and likely[readings[0]] >= nearness.PREFERRED:
        return changed.answered(Answer(readings[0], changed.subject_for(readings[0])))
    if not readings:
        return None
    fresh = replace(changed.memory, ranking=readings, misses=0, left=(), said="answer")
    return repair(replace(changed, memory=fresh), refused=True)


def assented(turn: Turn, again: Rule) -> Result | None:
    """« Oui le Rsa », « ok merci et l'adresse »: what is named after the assent, not the assent."""
    found = revise.after_assent(turn.reading.folded)
    waits = turn.memory.said in ("question", "families")
    act = turn.ground.acts.get(turn.reading.intent or "")
    light = act in ("yes", "noted", "thanks", "subject") or turn.reading.intent == (
        turn.ground.role("thanks")
    )
    if found is None or waits or not light or not turn.continues or turn.memory.distress:
        return None
    rest = turn.reread(found)
    if turn.ground.acts.get(rest.reading.intent or "") in ("yes", "noted", "thanks"):
        return None
    result = again(rest)
    subject = subjects.said_subject(rest) if result is None else None
    return subjects.about(rest, subject) if subject is not None else result


def dropped(turn: Turn, again: Rule) -> Result | None:
    """« Laisse tomber. Je me marie en mai, faut le dire quand »: what is asked after giving up,
    as if nothing had been talked of."""
    told, _, rest = re.sub(r"[.;!?,]+ ?", ",", turn.reading.folded).partition(",")
    gives_up = closed.act(tuple(words(told).split())) == "drop"
    if not gives_up or not rest.strip(" ,") or turn.memory.distress is not None:
        return None
    if closing.asks_simpler(turn, rest):
        # « Laissez, j'ai pas compris, dites-le simplement » gives nothing up.
        return acts.play("simpler", turn)
    fresh = replace(turn.reread(rest.strip(" ,")), memory=drop(turn).memory)
    return again(fresh)


def without(turn: Turn, again: Rule) -> Result | None:
    """« Je ne veux pas appeler »: the deed is not offered any more."""
    found = revise.unwanted(turn.reading.folded)
    if found is None:
        return None
    if turn.memory.distress is not None:
        return repair(turn, refused=True)
    declined = turn.read(found.deed).intent
    if declined is None or not turn.ground.requests(declined):
        return None
    memory = replace(turn.memory, declined=tuple(dict.fromkeys((*turn.memory.declined, declined))))
    if len(found.rest.split()) >= 2:
        # The model is asked again only if it heard what is refused as what is wanted.
        if turn.reading.sure and turn.reading.intent != declined:
            result = again(replace(turn, memory=memory))
            if result is not None and declined not in _answered(result.move):
                return result
        result = again(replace(turn.reread(found.rest), memory=memory))
        if result is not None and declined not in _answered(result.move):
            return result
    if turn.continues and turn.is_silent:
        # « Je veux pas appeler »: the same people, without the telephone.
        return turn.to_a_person(Repair("person", (), refused=True))
    contact = turn.ground.role("contact")
    if turn.is_silent and contact is not None:
        return turn.answered(Answer(contact))
    return _offering_the_rest(turn, memory, declined)


def beside_a_fact(turn: Turn, again: Rule) -> Result | None:
    """« Je ne suis pas au Rsa, j'ai droit à quoi ? »: what is asked beside."""
    rest = revise.beside_a_fact(turn.reading.folded)
    asked = turn.reread(rest) if rest is not None else None
    if asked is None or not asked.reading.sure or not turn.ground.requests(asked.reading.intent):
        return None
    return again(asked)


def _meant_by(turn: Turn, what: str) -> tuple[str, ...]:
    """The intents that denied words are about: what they mean, or what was shown with them."""
    reading, memory = turn.read(what), turn.memory
    shown = {memory.intent, *memory.ranking, *memory.choices}
    return tuple(
        name
        for position, (name, confidence) in enumerate(reading.ranking)
        if turn.ground.requests(name)
        and confidence >= DENIED
        and (name in shown or (position == 0 and reading.sure))
    )


def _offering_the_rest(turn: Turn, memory: Memory, declined: str) -> Result:
    row = turn.ground.row(memory.intent)
    offered = (row.follow_ups if row else ()) or turn.ground.catalogue.topics
    choices = tuple(
        name
        for name in offered
        if name not in memory.declined and not _same_way(turn, name, declined)
    )[:4]
    said = replace(memory, choices=choices, said="question")
    return Result(Without(declined, choices), said)


def _answered(move: Move) -> tuple[str | None, ...]:
    if isinstance(move, TwoRequests):
        return (move.first.intent, move.second.intent)
    return (getattr(move, "intent", None),)


def _same_way(turn: Turn, one: str, other: str) -> bool:
    rows = turn.ground.catalogue.intents
    return rows[one].destinations[:1] == rows[other].destinations[:1]
