"""Weigh what an answer shows by weights that were learned from our own labelled answers.

`reply_weights.tsv` has one feature a line and its weight in hundredths for each intent, in the order of its
first line; `python -m evals.learning` makes it anew from the development rows of `evals/datasets`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from memory.enums import Intent

WEIGHTS = Path(__file__).with_name("reply_weights.tsv")
FAINT = {"l": 0.3}
"""What kind of feature counts for less: groups of letters are many, and each says little."""
LEANING: Mapping[Intent, float] = {
    Intent.UNSUBSCRIBE: 0.5,
    Intent.MEETING_REQUEST: -0.3,
    Intent.INTERESTED: -0.3,
}
"""What is added on the safe side, in logits: an opt-out missed costs more than one asked about."""


def probabilities(shown: Iterable[str]) -> dict[Intent, float]:
    """How likely each intent is, given the features that the answer shows; they sum to 1."""
    intents, weights = _weights()
    sums = [LEANING.get(intent, 0.0) for intent in intents]
    for feature in shown:
        row = weights.get(feature)
        if row is not None:
            sums = [have + more for have, more in zip(sums, row, strict=True)]
    top = max(sums)
    raised = [math.exp(one - top) for one in sums]
    total = sum(raised)
    return {intent: one / total for intent, one in zip(intents, raised, strict=True)}


@cache
def _weights() -> tuple[tuple[Intent, ...], dict[str, tuple[float, ...]]]:
    lines = WEIGHTS.read_text(encoding="utf-8").split("\n")
    intents = tuple(Intent(name) for name in lines[0].split("\t")[1:])
    rows = (line.split("\t") for line in lines[1:] if line)
    return intents, {
        name: tuple(int(each or 0) * FAINT.get(name.partition(":")[0], 1.0) / 100 for each in each_weight)
        for name, *each_weight in rows
    }
