"""Learn the offline engine's weights from our own development rows: `python -m evals.learning`.

A softmax over named features, by AdaGrad, from the rows that `replies.lock` calls development. Each pass
hides half of what a row shows, so that no weight leans on another being there; the weights are the mean of
those after each later pass. The same rows give the same weights, byte for byte.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memory.enums import Intent
from tools.services.hearing.answers import own_words, without_signature
from tools.services.hearing.features import features
from tools.services.hearing.learned import FAINT, WEIGHTS
from tools.services.incoming import trimming

DATASETS = Path(__file__).parent / "datasets"
LOCK = DATASETS / "replies.lock"
INTENTS = tuple(intent.value for intent in Intent)
EPOCHS = 40
MEAN_OF = 30
HIDDEN = 0.5
RATE = 0.2
SEEN_AT_LEAST = 2
KEPT_FROM = 0.05
Row = dict[str, Any]
Weights = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Example:
    """What a row shows, each feature with its value, and which intent it has."""

    shown: tuple[tuple[str, float], ...]
    intent: int


def main() -> int:
    """Write the weights; 0."""
    weights = learn(development_rows())
    WEIGHTS.write_text(written(weights), encoding="utf-8")
    sys.stdout.write(f"{WEIGHTS.name}: {len(weights)} features\n")
    return 0


def development_rows() -> list[Row]:
    """Our rows in the order of their files, without those that are kept for testing."""
    names = set(json.loads(LOCK.read_text(encoding="utf-8"))["development"])
    lines = (
        line
        for path in sorted(DATASETS.glob("replies_*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    return [row for row in map(json.loads, lines) if row["id"] in names]


def learn(rows: Sequence[Row]) -> Weights:
    """The weights of every feature that at least two rows show."""
    examples = examples_of(rows)
    weights: Weights = {}
    seen: Weights = {}
    total: Weights = {}
    draw = random.Random(1)  # noqa: S311  an order of rows, no secret
    for epoch in range(EPOCHS):
        draw.shuffle(examples)
        for example in examples:
            _step(weights, seen, _half_hidden(example, draw))
        if epoch >= EPOCHS - MEAN_OF:
            for name, row in weights.items():
                sums = total.setdefault(name, [0.0] * len(INTENTS))
                total[name] = [have + more / MEAN_OF for have, more in zip(sums, row, strict=True)]
    return total


def examples_of(rows: Iterable[Row]) -> list[Example]:
    """The rows as features, rare ones left out."""
    shown = [(sorted(shown_by(row)), INTENTS.index(row["intent"])) for row in rows]
    count = Counter(name for names, _ in shown for name in names)
    return [
        Example(
            tuple((name, _value(name)) for name in names if count[name] >= SEEN_AT_LEAST),
            intent,
        )
        for names, intent in shown
    ]


def shown_by(row: Row) -> frozenset[str]:
    """What the engine would see of the row."""
    return features(
        without_signature(own_words(row["text"])),
        channel=row["channel"],
        subject=row["subject"] or "",
        outbound=row.get("outbound") or trimming.quoted(row["text"]),
    )


def chances(weights: Weights, shown: Iterable[tuple[str, float]]) -> list[float]:
    """How likely each intent is, without any leaning."""
    sums = [0.0] * len(INTENTS)
    for name, value in shown:
        row = weights.get(name)
        if row is not None:
            sums = [have + value * more for have, more in zip(sums, row, strict=True)]
    top = max(sums)
    raised = [math.exp(one - top) for one in sums]
    total = sum(raised)
    return [one / total for one in raised]


def written(weights: Weights) -> str:
    """The file's text: only what tips a scale, in hundredths."""
    kept = sorted(name for name, row in weights.items() if max(map(abs, row)) >= KEPT_FROM)
    lines = ["\t".join([name, *(str(round(100 * each) or "") for each in weights[name])]) for name in kept]
    return "\n".join(["\t".join(["feature", *INTENTS]), *lines, ""])


def _half_hidden(example: Example, draw: random.Random) -> Example:
    """Some of what is shown, the heavier for what is not: its sum is the same on the whole."""
    shown = tuple((name, value / (1 - HIDDEN)) for name, value in example.shown if draw.random() >= HIDDEN)
    return Example(shown, example.intent)


def _step(weights: Weights, seen: Weights, example: Example) -> None:
    found = chances(weights, example.shown)
    found[example.intent] -= 1.0
    wrong = [(at, by) for at, by in enumerate(found) if abs(by) >= 0.002]
    for name, value in example.shown:
        row = weights.setdefault(name, [0.0] * len(INTENTS))
        squares = seen.setdefault(name, [1.0] * len(INTENTS))
        for at, by in wrong:
            slope = by * value
            squares[at] += slope * slope
            row[at] -= RATE * slope / math.sqrt(squares[at])


def _value(name: str) -> float:
    return FAINT.get(name.partition(":")[0], 1.0)


if __name__ == "__main__":
    sys.exit(main())
