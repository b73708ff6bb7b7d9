"""The curve that the thresholds of `config.yml` come from, and its picture.

`python -m benchmarks.confidence [--real FILE.tsv …]` prints, for each threshold, how often
the assistant answers without suggestions and how often it is then wrong, and draws
docs/images/confidence.png.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from bot.engine.light import import_for_training

import_for_training()

from benchmarks.nlu import HELDOUT  # noqa: E402
from bot.content.shelf import Shelf  # noqa: E402
from bot.content.sources import PROJECT  # noqa: E402
from bot.evaluation import Case, read_cases  # noqa: E402
from bot.importer import DOUBT, ProjectImporter  # noqa: E402
from bot.nlu.ngrams import Array  # noqa: E402
from bot.understanding import Interpreter  # noqa: E402

PICTURE = PROJECT / "docs" / "images" / "confidence.png"
THRESHOLDS = np.arange(0.2, 0.96, 0.05)


def scores(interpreter: Interpreter, cases: list[Case]) -> tuple[Array, Array]:
    """For each case: the confidence, and whether the first intent is acceptable."""
    read = [(case, interpreter.read(case.text)) for case in cases]
    confidence = np.array([seen.ranking[0][1] for _, seen in read])
    right = np.array([seen.intent in case.acceptable for case, seen in read])
    return confidence, right


def curve(confidence: Array, right: Array) -> tuple[Array, Array]:
    """At each threshold: the share answered, and the share answered wrongly."""
    sure = confidence >= THRESHOLDS[:, None]
    return sure.mean(axis=1), (sure & ~right).mean(axis=1)


def calibration(confidence: Array, right: Array) -> tuple[Array, Array]:
    """In ten bands of confidence: the mean confidence, and the share that is right."""
    band = np.minimum((confidence * 10).astype(int), 9)
    bands = [number for number in range(10) if (band == number).sum() >= 3]
    means = [(confidence[band == number].mean(), right[band == number].mean()) for number in bands]
    return np.array([mean for mean, _ in means]), np.array([share for _, share in means])


def chosen() -> float:
    """The threshold that `config.yml` holds."""
    pipeline = ProjectImporter().get_config()["pipeline"]
    return float(next(one["threshold"] for one in pipeline if one["name"].endswith(DOUBT)))


def main() -> None:
    """Print the table and draw the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    model = Shelf().live()
    if model is None:
        parser.error("no model: run « assistant train » first")
    interpreter = Interpreter(model)
    figure, (left, middle) = plt.subplots(1, 2, figsize=(10, 4))
    for label, paths in (("held-out", [HELDOUT]), ("real", options.real)):
        if not paths:
            continue
        cases = [case for path in paths for case in read_cases(path)]
        confidence, right = scores(interpreter, cases)
        answered, wrong = curve(confidence, right)
        print(f"\n| threshold ({label}) | answered | wrong and sure |\n|--:|--:|--:|")
        for threshold, one, other in zip(THRESHOLDS, answered, wrong, strict=True):
            print(f"| {threshold:.2f} | {one:.1%} | {other:.1%} |")
        left.plot(THRESHOLDS, answered, label=f"{label}: answered")
        left.plot(THRESHOLDS, wrong, linestyle="--", label=f"{label}: wrong and sure")
        middle.plot(*calibration(confidence, right), marker="o", label=label)
    left.axvline(chosen(), color="grey", linewidth=1)
    left.set(xlabel="threshold", ylabel="share of messages", title="What a threshold costs")
    middle.plot([0, 1], [0, 1], color="grey", linewidth=1)
    middle.set(xlabel="confidence", ylabel="right", title="Calibration")
    left.legend()
    middle.legend()
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(PICTURE, dpi=80)


if __name__ == "__main__":
    main()
