"""How a message fared, for those who look after the assistant: in one word, by its move."""

from __future__ import annotations

from typing import Literal

from bot.dialogue.memory import Memory
from bot.dialogue.moves import AskWhich, Move, NextStep, Repair

# asked: a question of the catalogue was put; suggested: several readings were offered;
# missed: nothing was; refused: « pas ça »; tried: « je ne trouve pas », « ça ne marche pas ».
Fared = Literal["asked", "suggested", "missed", "refused", "tried"]


def fared(move: Move, memory: Memory) -> Fared | None:
    """How it fared; None when it was understood.

    Args:
        memory: as it is after the move.
    """
    if isinstance(move, AskWhich):
        return "suggested" if move.question is None else "asked"
    if isinstance(move, Repair):
        if move.refused:
            return "refused"
        return "missed" if move.stage == "person" else "suggested"
    if isinstance(move, NextStep) and (memory.misses or move.way == "person"):
        return "tried"
    return None
