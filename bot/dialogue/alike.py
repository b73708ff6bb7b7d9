"""What a message is like, of all that can be asked or told of the last answer.

The exact words of the catalogue (`details.told`) come first; this hears the others, by the
example phrases of `bot/data/details.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue import acts, channels, closed, details, nearness, subjects
from bot.dialogue.moves import Answer, FollowUp, TwoFollowUps
from bot.dialogue.reading import Reading
from bot.dialogue.turn import Result, Turn

# How like its phrases a message must be, when the model hears nothing else in it. Measured on
# phrases held back (docs/nlu.md): what the last answer has words of its own for needs less.
OWN = 0.15
ANY = 0.23
OWNED_FIRST = ANY - OWN
# And how much more when the model is sure of another request: half of it when that one is near,
# twice after a hard moment.
BESIDE_ANOTHER = 0.14
# What names a benefit or a document of which nothing was said needs more too.
NEW = 0.06
# A request of its own is heard only in what is so like it.
REQUEST = 0.3
# A whole request that the model is so sure of is made again, though it is like a detail.
MADE_AGAIN = 0.75
# So sure of a near request, the model is followed.
SURELY_NEAR = 0.65
# So is what stands in the way, where the last answer has no words for it.
OBSTACLE = 0.4
# So like, and so much more than a detail whose exact words are there (twice that, if the answer
# has words for that one too), it is meant instead.
CLEARLY = 0.28
RATHER = 0.06
# What stands in the way, told as such, needs less.
HINDERED = 0.25
SHORTEST_TOLD = 2
# So likely a request is heard beside an act.
HEARD = 0.1
# So surely heard, a request is made as a whole, and no detail of it.
AS_A_WHOLE = 0.88
# A piece of a message has no reading of its own beside.
PIECE = 0.25
MOST_PIECES = 3
LONGEST = 18
_WHAT_TO_DO = re.compile(
    r"\b(?:je|on) (?:dois |doit |peux |peut )?(?:fais|fait|faire) (?:quoi|koi)\b"
    r"|\b(?:que|quoi|koi)(?: dois je| doit on)? faire\b"
    r"|\bqu est ce (?:que je|qu on) (?:fais|fait|dois)\b"
)
_PIECES = re.compile(r"[?.;]+\s*|\s+(?:et|puis|aussi|ainsi que|&|\+)\s+")


def heard(turn: Turn) -> Result | None:
    """The answer to the detail or the question that the message is most like, or None."""
    if _asks_what_to_do(turn):
        return None
    asked = turn.ground.acts.get(turn.reading.intent or "") if turn.reading.sure else None
    elsewhere = _of_what_is_heard(turn)
    if elsewhere is not None:
        return elsewhere
    for name, score, owned in _likeliest(turn):
        if name in subjects.ASKED and asked in subjects.ASKED and name != asked:
            # « Pour quelle année ? » is heard surely as another question.
            continue
        if score >= _needed(turn, name, owned):
            answered = _answered(turn, name)
            if answered is not None:
                return answered
    return None


def _of_what_is_heard(turn: Turn) -> Result | None:
    """« Ça me dit fichier trop lourd », of an envoi that the model hears or that was talked of:
    a detail that only such a request has words for, and not the last answer."""
    memory, ground = turn.memory, turn.ground
    name, score, owned = next(_likeliest(turn), ("", 0.0, False))
    if owned or score < CLEARLY or name not in ground.catalogue.details or memory.distress:
        return None
    if closed.question(turn.reading.tokens) is not None:
        return None
    detail = ground.catalogue.details[name]
    if detail.general is not None or detail.intent is not None:
        return None
    heard = [one for one, by in turn.reading.ranking if by >= HEARD]
    if turn.reading.sure and ground.requests(turn.reading.intent):
        whole = turn.reading.ranking[0][1] >= AS_A_WHOLE or score < OBSTACLE
        heard = [] if whole else heard[:1]
    talked_of = () if turn.reading.sure else (*memory.choices, *memory.earlier)
    for intent in (*heard, *talked_of):
        row = ground.row(intent)
        if row is not None and row.answer_to(name) is not None and ground.requests(intent):
            return turn.followed(FollowUp(name, intent, turn.subject_for(intent)))
    return None


def clearly(turn: Turn) -> Result | None:
    """« Trop tard, j'ai appuyé sur leur lien »: like what the answer has words for, more than
    like the other detail whose exact words it happens to hold."""
    said = turn.details
    if not said or not turn.continues:
        return None
    scores = turn.likeness
    rows = turn.ground.catalogue.details
    least = max(
        scores.get(name, 0.0)
        + RATHER * (1 + details.owned_by_the_talk(turn, name)) * (not rows[name].weak)
        for name in said
    )
    name, score, owned = next(_likeliest(turn), ("", 0.0, False))
    meant = owned and name not in said and name not in subjects.ASKED
    return _answered(turn, name) if meant and score >= max(CLEARLY, least) else None


def is_clear(turn: Turn) -> bool:
    """If a message is so like what the last answer has words for that nothing else is meant."""
    name, score, owned = next(_likeliest(turn), ("", 0.0, False))
    return owned and score >= CLEARLY and name not in subjects.ASKED


def obstacle(turn: Turn) -> Result | None:
    """« Déjà essayé, la photo passe pas »: what stands in the way, if there are words for it
    that were not just told."""
    rows = turn.ground.catalogue.details
    exact = (
        name
        for name in turn.details
        if rows[name].obstacle or details.owned_by_the_talk(turn, name)
    )
    told = len(turn.reading.tokens) > SHORTEST_TOLD
    alike = (
        name
        for name, score, owned in _likeliest(turn)
        if owned
        and score >= (HINDERED if told and name in rows and rows[name].obstacle else CLEARLY)
    )
    for name in (*exact, *alike):
        if name == turn.memory.asked or name not in rows or rows[name].weak:
            continue
        answered = _answered(turn, name)
        if answered is not None:
            return answered
    return None


def two(turn: Turn) -> Result | None:
    """« Combien de temps, et quels justificatifs ? »: both are answered."""
    if not turn.continues or turn.memory.distress is not None or details.elsewhere_surely(turn):
        return None
    pieces = [piece for piece in _PIECES.split(turn.reading.folded) if piece.strip()]
    if not 2 <= len(pieces) <= MOST_PIECES or len(turn.reading.tokens) > LONGEST:
        return None
    found = [result for piece in pieces if (result := _piece(turn, piece)) is not None]
    moves = {result.move.asked: result for result in found if isinstance(result.move, FollowUp)}
    if len(moves) != 2:
        return None
    (_, first), (_, second) = moves.items()
    move = TwoFollowUps(first.move, second.move)  # type: ignore[arg-type]
    return Result(move, second.memory)


def _piece(turn: Turn, piece: str) -> Result | None:
    """What a piece of a message asks of the last answer, if it is so like it alone."""
    alone = replace(turn, reading=Reading(piece))
    asked = closed.act(alone.reading.tokens)
    if asked in subjects.ASKED:
        return acts.play(asked, alone)  # type: ignore[arg-type]
    exact = details.told(alone)
    if exact is not None:
        return exact
    name, score, owned = next(_likeliest(alone), ("", 0.0, False))
    # What the last answer has no words for is less likely asked of it.
    least = PIECE if owned else PIECE + RATHER
    return _answered(alone, name) if score >= least else None


def _likeliest(turn: Turn) -> Iterator[tuple[str, float, bool]]:
    """Each name that the message is like at all, likeliest first: how much, and if the last
    answer has words of its own for it."""
    if not turn.continues or len(turn.reading.tokens) > details.LONGEST:
        return
    scores = {name: score for name, score in turn.likeness.items() if score >= OWN}
    owned = {name for name in scores if details.owned_by_the_talk(turn, name)}
    if turn.memory.distress is not None:
        # After a hard moment only what it has words for.
        scores = {
            name: score
            for name, score in scores.items()
            if name in owned and name not in subjects.ASKED
        }
    for name in sorted(scores, key=lambda name: -scores[name] - OWNED_FIRST * (name in owned)):
        yield name, scores[name], name in owned


def _needed(turn: Turn, name: str, owned: bool) -> float:
    near_counts = 0.5 if owned and name not in subjects.ASKED else 1.0
    # To be answered the same again is no other wish; to be told of a person may be.
    before = turn.memory.intent
    again = before if before != turn.ground.role("contact") and not _of_another(turn) else None
    if _made_again(turn):
        again = None
    rival = 0.0
    for intent, confidence in turn.reading.ranking:
        if confidence <= rival or intent == again or _says_nothing_against(turn, intent):
            continue
        near = near_counts if nearness.is_near(turn, intent) and intent != before else 1.0
        if turn.reading.sure and confidence >= SURELY_NEAR:
            # « Comment le payer », of a debt: surely the request that is near.
            near = max(near, confidence)
        # Short words on what was said often look off topic alone.
        aside = 0.5 if intent in turn.ground.asides else 1.0
        rival = max(rival, confidence * near * aside)
    least = OWN if owned else ANY
    row = turn.ground.catalogue.details.get(name)
    if row is not None and row.intent is not None:
        least = REQUEST
    if row is not None and row.obstacle and not owned:
        least = OBSTACLE
    # « Et la prime, elle est versée à quel moment ? » asks the same of something new.
    benefit = subjects.said_subject(turn)
    asked = name in subjects.ASKED and benefit is not None and benefit[0] == "prestation"
    new = turn.names_something_new() and not asked
    hard = turn.memory.distress is not None
    return least + BESIDE_ANOTHER * (1 + hard) * rival + NEW * new


def _says_nothing_against(turn: Turn, intent: str) -> bool:
    """If an act says nothing against words for it: « comment », or « par courrier ? »."""
    act = turn.ground.acts.get(intent)
    elsewhere = act == "other_channel" and channels.is_elsewhere(turn.reading.words)
    return act in subjects.ASKED or elsewhere


def _asks_what_to_do(turn: Turn) -> bool:
    """« Après la naissance, je fais quoi ? »: of what the model surely hears, not of the prime."""
    asks = _WHAT_TO_DO.search(turn.reading.words) is not None
    return asks and turn.memory.distress is None and details.elsewhere_surely(turn)


def _made_again(turn: Turn) -> bool:
    """« Je veux voir mes dettes », once more: no question about what was said of them."""
    ranking, said = turn.reading.ranking, turn.reading
    surely = turn.reading.sure and ranking[0][1] >= MADE_AGAIN
    same = surely and ranking[0][0] == turn.memory.intent and not nearness.begins_on(said.words)
    return same and closed.question(said.tokens) is None


def _of_another(turn: Turn) -> bool:
    """If the last request is made again for something else: another body, another benefit."""
    intent = turn.memory.intent
    said = turn.ground.subject(intent, turn.reading.entities) if intent is not None else None
    return turn.reading.intent == intent and said is not None and said != turn.memory.subject


def _answered(turn: Turn, name: str) -> Result | None:
    if name in subjects.ASKED:
        return acts.play(name, turn)  # type: ignore[arg-type]
    row = turn.ground.catalogue.details.get(name)
    if row is None or (row.weak and details.elsewhere(turn)):
        return None
    if row.intent is not None:
        return turn.answered(Answer(row.intent, turn.subject_for(row.intent)))
    move = details.about(turn, name)
    return turn.followed(move) if move is not None else None
