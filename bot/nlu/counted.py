"""The words that counted for an intent: the n-gram model's own sums, told word by word."""

from __future__ import annotations

from collections import Counter, defaultdict

from bot.nlu.linear import LinearModel
from bot.nlu.ngrams import characters


def counted(model: LinearModel, said: str, intent: str) -> list[tuple[str, float]]:
    """What each word and each pair of words adds to an intent's score, the most first.

    A run of characters counts for the words that hold it, for each as often as it does.
    With the model's bias, the values make up the whole score.

    Args:
        said: the folded words of a message, as they were meant.
    """
    holders: dict[str, Counter[str]] = {}
    for word in said.split():
        for run in characters(word):
            holders.setdefault(run, Counter())[word] += 1
    added: defaultdict[str, float] = defaultdict(float)
    for analyzer, gram, value in model.shares(said, intent):
        if analyzer == "characters":
            for word, times in holders[gram].items():
                added[word] += value * times / holders[gram].total()
        else:
            added[gram] += value
    return sorted(added.items(), key=lambda one: -one[1])
