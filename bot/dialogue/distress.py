"""The rules of a hard moment: it is answered first, then what else the message asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.content.catalogue import Subject as Row
from bot.dialogue import alike, clauses, closed, details, hard, nearness, needs, subjects, terms
from bot.dialogue.moves import Answer, Distress, FollowUp, HelpFirst, TwoRequests
from bot.dialogue.repair import repair
from bot.dialogue.turn import Result, Rule, Turn

# After a hard moment a sure request is likely one from here: less is a word on what was told.
REQUESTED = 0.6
# And so likely what is asked is one, though the model is not sure.
ASKED = 0.45
# When nothing else fits, so likely a request of ordinary life is meant.
LEFT = 0.41
# A question in small words alone needs more.
SURELY = 0.8
# So like what the hard moment has words for, it is a word on that.
TOLD = 0.28
# The detail of a row that answers a danger told again.
TOLD_AGAIN = "confirme"
# « Hier il est passé devant la maison » tells more of the danger.
_OF_SOMEBODY = re.compile(r"\b(?:ils?|elles?)\b")
# « Et la pension »: something is named, and nothing told of it.
_NAMES = re.compile(r"(?:et|sinon|ok et|bon et) (?:pour )?(?:la|le|les|l|mon|ma|mes|une?) \w+$")


def told(turn: Turn, play: Rule) -> Result | None:
    """The answer to the hard moment that the message tells.

    Args:
        play: what a piece of the message leads to, had it been said alone.
    """
    heavy = hard.is_heavy(turn.memory, turn.ground)
    moment = hard.hard_moment(turn.reading, turn.ground, turn.known, heavy=heavy)
    if moment is None:
        return None
    asked = _asked_of_the_talk(turn)
    if asked is not None:
        return asked
    if isinstance(moment, Distress) and (moment.name is None or _is_known(moment, turn)):
        # « Il lit mon téléphone »: more is told of what was answered, or of what has no name.
        more = details.told(turn) or _question_like(turn) or _told_again(turn, moment)
        if more is not None:
            return more
    if isinstance(moment, Answer):
        return turn.answered(moment)
    if moment.name is not None:
        kind, name = turn.ground.told_by(turn.memory.need, (moment.kind, moment.name)) or ("", "")
        moment = replace(moment, kind=kind, name=name)
    again = _lost_again(turn, moment)
    if again is not None:
        return again
    result = turn.distressed(moment)
    if moment.language is not None:
        # The number alone: that only French is understood would be at odds with it.
        return result
    if (moment.kind, moment.name) == hard.DENIED:
        result = replace(result, memory=replace(result.memory, distress=turn.memory.distress))
    row = turn.ground.catalogue.subject(moment.kind, moment.name or "")
    return _with_request(turn, result, row, play) if row is not None else result


def _asked_of_the_talk(turn: Turn) -> Result | None:
    """« Il va fouiller partout ? », of a check, or « c'est quoi l'acte de décès »: what is asked
    of a talk that is hard already, where no word tells a danger surely."""
    row = turn.ground.row(turn.memory.intent)
    hardship = row is not None and row.hardship
    if turn.known is None and not hardship:
        return None
    told = hard.distress_told(turn.reading, turn.ground)
    if told is not None and told != turn.known and turn.ground.hard_intent(told[0]) is not None:
        return None
    word = terms.word_asked(turn)
    return word or (details.told(turn) if details.owned(turn) else None)


def _question_like(turn: Turn) -> Result | None:
    """« Je vais tomber sur un psy ? »: the answer to a question that is like one of the talk."""
    asks = "?" in turn.reading.text or closed.question(turn.reading.tokens) is not None
    return alike.heard(turn) if asks and turn.known is not None else None


def _told_again(turn: Turn, moment: Distress) -> Result | None:
    """« Et je fais quoi ce soir », after the number: never its first text once more."""
    known, memory, ground = turn.known, turn.memory, turn.ground
    row = ground.catalogue.subject(*known) if known is not None else None
    talked_of = memory.intent in (*ground.hard, ground.role("contact"))
    if known is None or row is None or row.vital or not talked_of or moment.language is not None:
        return None
    if moment.kind != known[0] or moment.name not in (None, known[1]):
        return None
    if row.answer_to(TOLD_AGAIN) is None or memory.asked == TOLD_AGAIN:
        return None
    if row.with_request and next(_beside(turn, row, lambda piece: None), None) is not None:
        return None
    return turn.followed(FollowUp(TOLD_AGAIN, moment.intent, known))


def _lost_again(turn: Turn, moment: Distress) -> Result | None:
    """« C'était mon mari », after a loss: what there is to do, no condolences twice."""
    row = turn.ground.catalogue.subject(moment.kind, moment.name or "")
    known, intent = turn.known, turn.ground.hard_intent(moment.kind)
    if row is None or row.urgent or known is None or known[0] != moment.kind or intent is None:
        return None
    if moment.language is not None or row.answer_to(TOLD_AGAIN) is None:
        return None
    return turn.followed(FollowUp(TOLD_AGAIN, intent, (moment.kind, str(moment.name))))


def of_whom(turn: Turn) -> Result | None:
    """« J'ai 15 ans », after a danger and alone: whoever helps children, and no account."""
    need, distress, ground = turn.ground.need_told(turn.reading), turn.memory.distress, turn.ground
    row = ground.catalogue.subject(*need) if need is not None else None
    if row is None or not row.dangers or not needs.is_all(turn) or distress is None:
        return None
    told = ground.told_by(need, distress) or distress
    intent = ground.hard_intent(told[0])
    danger = ground.catalogue.subject(*told)
    if intent is None or danger is None or not danger.urgent:
        return None
    memory = replace(turn.memory, distress=told)
    if told == distress and danger.answer_to(TOLD_AGAIN) is not None:
        return replace(turn, memory=memory).followed(FollowUp(TOLD_AGAIN, intent, told))
    result = turn.distressed(Distress(intent, *told))
    return replace(result, memory=replace(result.memory, distress=told))


def unspoken(turn: Turn) -> Result | None:
    """« Je peux pas parler, il est à côté »: after a hard moment, what there is without a word."""
    need, known = turn.ground.need_told(turn.reading), turn.known
    row = turn.ground.catalogue.subject(*need) if need is not None else None
    distress = turn.ground.catalogue.subject(*known) if known is not None else None
    if row is None or not row.silent or distress is None or known is None:
        return None
    asked = _detail(turn, distress) or distress.unspoken
    if asked is None:
        return None
    intent = turn.ground.hard_intent(known[0]) or turn.memory.intent
    return turn.followed(FollowUp(asked, intent, known))


def vital(turn: Turn) -> Result | None:
    """« Elle dort », after the tablets: no message but thanks leads away from the numbers."""
    distress = turn.memory.distress
    row = turn.ground.catalogue.subject(*distress) if distress is not None else None
    return repair(turn, refused=False) if row is not None and row.vital else None


def ordinary(turn: Turn) -> Result | None:
    """« Sinon, mon bail a changé, je le mets où ? », after a hard moment: what is likely asked of
    something else is answered as such, though the model is not sure of it."""
    reading, ground = turn.reading, turn.ground
    if turn.memory.distress is None or not reading.ranking:
        return None
    intent, confidence = reading.ranking[0]
    asks = turn.names_something_new() or closed.question(reading.tokens) is not None
    if not asks or confidence < nearness.PREFERRED or not _is_ordinary(turn, intent):
        return None
    fits = intent in ground.choices.suggested and intent not in turn.memory.declined
    return turn.answered(Answer(intent, turn.subject_for(intent))) if fits else None


def left(turn: Turn) -> Result | None:
    """« J'ai pas fait la déclaration, je crois », after a danger, when nothing else fits: the
    likeliest request of ordinary life is answered, if no word of the message tells of a danger."""
    ground, reading, distress = turn.ground, turn.reading, turn.memory.distress
    row = ground.catalogue.subject(*distress) if distress is not None else None
    if (
        row is None
        or not row.urgent
        or next(ground.dangers.hinted(reading.words), None) is not None
    ):
        return None
    asks = "?" in reading.text or closed.question(reading.tokens) is not None
    if _OF_SOMEBODY.search(reading.words) and not asks:
        return None
    intent, confidence = _likeliest_wish(turn)
    if confidence < LEFT or not _is_ordinary(turn, intent) or intent in turn.memory.declined:
        return None
    return turn.answered(Answer(intent, turn.subject_for(intent)))


def _likeliest_wish(turn: Turn) -> tuple[str, float]:
    """The likeliest reading that is no act of the dialogue, and how likely it is."""
    acts = turn.ground.acts
    return next(((one, by) for one, by in turn.reading.ranking if one not in acts), ("", 0.0))


def asks_of_life(turn: Turn) -> bool:
    """« C'est quand que ça tombe ? », after a hard moment: if the question, in small words alone,
    is surely one of ordinary life."""
    ranking = turn.reading.ranking
    surely = turn.reading.sure and ranking[0][1] >= SURELY
    return turn.memory.distress is not None and surely and _is_ordinary(turn, ranking[0][0])


def requested(turn: Turn) -> Result | None:
    """« Tuteur, comment on devient ? », after a hard moment that has no words for it: what the
    message names is answered, however far it is from what was told."""
    memory, reading, ground = turn.memory, turn.reading, turn.ground
    if memory.distress is None or details.is_request(turn):
        return None
    like = [
        name
        for name, score in turn.likeness.items()
        if score >= TOLD and name not in subjects.ASKED
    ]
    if any(details.owned_by_the_talk(turn, name) for name in (*turn.details, *like)):
        return None
    intent, confidence = _likeliest_wish(turn)
    asks = (
        closed.question(reading.tokens) is not None
        or turn.names_something_new()
        or _NAMES.match(reading.words) is not None
    )
    if "terme" in reading.kinds and not asks:
        # « On est en garde alternée » is told, and explained elsewhere.
        return None
    least = REQUESTED if reading.sure else ASKED if asks else 1.0
    if confidence < least or not _is_ordinary(turn, intent):
        return None
    if ground.catalogue.intents[intent].subject == "organisme":
        # « Et la mairie ? » is asked of those who help.
        return None
    if intent not in ground.choices.suggested or intent in memory.declined:
        return None
    return turn.answered(Answer(intent, turn.subject_for(intent)))


def hardship(turn: Turn) -> Result | None:
    """« Il me reste 10 euros, et on m'a retenu 200 »: who helps now, then the way."""
    need = turn.ground.told_first(turn.reading.words)
    if need is None or need in (turn.memory.intent, turn.request_kept(), turn.hardship_kept()):
        return None
    if turn.reading.sure and need == turn.reading.intent:
        # The request itself, with what it tells (« on m'a volé mon compte et changé le Rib »).
        return None
    other = _request(turn)
    own = turn.ground.catalogue.intents[need].follow_ups
    if other is None or turn.ground.near(need, other.intent) or other.intent in own:
        return turn.answered(Answer(need))
    return turn.both(TwoRequests(Answer(need), other))


def _detail(turn: Turn, row: Row) -> str | None:
    """The first detail that the message tells and the row of a hard moment answers."""
    said = turn.details
    return next((name for name in said if row.answer_to(name) is not None), None)


def _is_known(moment: Distress, turn: Turn) -> bool:
    """If the message only tells more of what was answered: the same danger, or one like it."""
    known, rows = turn.known, turn.ground.catalogue
    if known is None or turn.memory.intent is None or known[0] != moment.kind:
        return False
    told = rows.subject(moment.kind, moment.name or "")
    before = rows.subject(*known)
    alike = {known[1], before.like if before is not None else None}
    return moment.name is None or moment.name in alike or (told is not None and told.like in alike)


def _with_request(turn: Turn, result: Result, row: Row, play: Rule) -> Result:
    if not row.with_request or not isinstance(result.move, Distress):
        return result
    then = replace(turn, memory=result.memory)
    asked = next(_beside(then, row, play), None)
    return Result(HelpFirst(result.move, asked.move), asked.memory) if asked else result


def _beside(turn: Turn, row: Row, play: Rule) -> Iterator[Result]:
    """What the message asks beside its hard moment, as a whole or in one of its pieces."""
    whole = _request(turn)
    if whole is not None and not _adds_nothing(turn, whole.intent, row):
        yield turn.answered(whole)
    for piece in clauses.pieces(turn.reading.folded):
        part = turn.reread(piece)
        if hard.hard_moment(part.reading, turn.ground, turn.known) is not None:
            continue
        asked = _request(part)
        if asked is not None and not _adds_nothing(turn, asked.intent, row):
            yield part.answered(asked)
        elif row.eases is not None and (result := play(part)) is not None:
            yield result


def _request(turn: Turn) -> Answer | None:
    """The ordinary request that the message surely makes, or None."""
    intent = turn.reading.intent
    if intent is None or not turn.reading.sure or not _is_ordinary(turn, intent):
        return None
    return Answer(intent, turn.subject_for(intent))


def _is_ordinary(turn: Turn, intent: str) -> bool:
    """If an intent is a request that is neither a person nor what the words need first."""
    ground = turn.ground
    needs = (ground.role("contact"), ground.told_first(turn.reading.words), *ground.hard)
    return intent not in needs and ground.requests(intent)


def _adds_nothing(turn: Turn, intent: str, row: Row) -> bool:
    """If a request is another name for the need itself: it gives the same number."""
    own = turn.ground.catalogue.intents[intent].links
    if row.eases is None and intent in row.intents:
        # What it changes is not asked beside it (« ma grossesse était déclarée »).
        return True
    return bool({*own} & {*row.links[:1]})
