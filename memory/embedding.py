"""Turn a text into a vector without any model: words, word pairs and letter runs, hashed."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

DIMENSIONS = 512
_RUN = 4
_SUFFIXES = ("ations", "ation", "ings", "ing", "ers", "ies", "er", "ed", "es", "ly", "s")
_WORD, _PAIR, _LETTERS, _FILLER = 1.0, 0.6, 0.35, 0.15
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_FILLERS = frozenset(
    "a about an and are as at be been but by can could did do does for from had has have he her his how i if "
    "in into is it its just me my no not of on or our out she should so some than that the their them then "
    "there they this to too up us was we were what when where which who will with would you your".split()
)


class OfflineEmbedder:
    """The same text gives the same vector in every process and release; other vectors need another `name`."""

    name = "hashed-512-v1"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, of length 1; a text without a word gets one that is like no other's."""
        return [hashed_vector(text) for text in texts]


def hashed_vector(text: str) -> list[float]:
    """512 numbers of which texts that share words, stems or spellings share many."""
    values = [0.0] * DIMENSIONS
    for feature, weight in _weighted(text).items():
        digest = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "big")
        position, sign = digest % DIMENSIONS, 1.0 if digest >> 63 else -1.0
        values[position] += sign * weight
    length = math.sqrt(sum(value * value for value in values))
    if length == 0.0:
        # Cosine distance to a zero vector is undefined, and an index drops such rows.
        return [0.0] * (DIMENSIONS - 1) + [1.0]
    return [value / length for value in values]


def _weighted(text: str) -> dict[str, float]:
    """Each feature with its weight, damped so that a word said ten times does not drown the others."""
    counts: Counter[str] = Counter()
    base: dict[str, float] = {}
    for feature, weight in _features(text):
        counts[feature] += 1
        base[feature] = weight
    return {feature: base[feature] * (1.0 + math.log(count)) for feature, count in counts.items()}


def _features(text: str) -> Iterator[tuple[str, float]]:
    previous = None
    for word in _WORDS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if word in _FILLERS:
            yield f"w {word}", _FILLER
            continue
        stem = _stem(word)
        yield f"w {stem}", _WORD
        if previous is not None:
            yield f"p {previous} {stem}", _PAIR
        previous = stem
        padded = f"<{word}>"
        for start in range(max(1, len(padded) - _RUN + 1)):
            yield f"c {padded[start : start + _RUN]}", _LETTERS


def _stem(word: str) -> str:
    """The word without its ending, where at least four letters are left."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word
