"""Compare what people write by its words, whatever the case, the signs and the spacing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4_096)
def plain_words(text: str) -> str:
    """The words in lower case with single spaces; signs part words, dots within initials do not."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\b(\w)\.(?=\w\b|\s|$)", r"\1", folded)))


def stands_in(keyword: str, words: str) -> bool:
    """Whether the keyword stands among the plain words as words of its own: no “head” in “headcount”."""
    return f" {keyword} " in f" {words} "


def listed(names: list[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
