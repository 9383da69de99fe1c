"""Read the numbers that people write, in figures or in words, and the daily limit that they name."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}
_WORD = rf"(?:{'|'.join([*_VALUES, *_SCALES])})s?"
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|(?:an?\s+)?\b{_WORD}(?:(?:\s+and\s+|[\s-]+)(?:a\s+)?{_WORD})*)\b"
)
_THINGS = r"(?:e-?mails?|mails?|messages?|texts?|letters?|touches|sends?|contacts?|leads?|people|drafts?)"
_DAY = r"(?:(?:a|per|each|every)\s+|/\s*)(?:single\s+|work(?:ing)?\s*|week|business\s+)?day\b"
A_DAY = rf"\b(?P<count>{NUMBER})\s*{_THINGS}?\s*(?:{_DAY}|daily\b)"
"""So many a day."""
DAILY_LIMIT = (
    r"\bdaily (?:limit|cap|max\w*)(?:\s+(?:of|for)\s+[^.,;:\d\n]{1,60}?)??\s*"
    rf"(?:of|to|at|:|=|is|should be|must be)?\s*(?P<limit>{NUMBER})"
)
"""A daily limit by that name."""
MOST, LEAST = 500, 1
"""What a campaign's daily limit may be."""


def number_of(text: str) -> int | None:
    """What a number stands for: "1,500", "nine hundred and fifty", "two dozen"; None for anything else."""
    plain = text.lower().replace(",", "").strip()
    if plain.isdecimal():
        return int(plain)
    total, part, known = 0, 0, False
    for word in re.findall(r"[a-z]+", plain):
        bare = word if word in _VALUES else word.removesuffix("s")
        if bare in _VALUES:
            part += _VALUES[bare]
        elif bare in _SCALES:
            part = max(part, 1) * _SCALES[bare]
            if bare == "thousand":
                total, part = total + part, 0
        elif word in ("a", "an", "and"):
            continue
        else:
            return None
        known = True
    return total + part if known else None


def daily_limit_named(text: str) -> int | None:
    """The touches a day that somebody asked for, whether or not a campaign may have so many."""
    found = re.search(A_DAY, text, _FLAGS) or re.search(DAILY_LIMIT, text, _FLAGS)
    return number_of(next(iter(found.groupdict().values()))) if found else None


def daily_limit_in(text: str) -> int | None:
    """What a campaign may have of it, 1 to 500; None where no number is named."""
    named = daily_limit_named(text)
    return None if named is None else min(MOST, max(LEAST, named))


def limit_in_words(text: str) -> str:
    """That a limit was asked for which no campaign may have, in a sentence; nothing for any other."""
    named = daily_limit_named(text)
    if named is None or LEAST <= named <= MOST:
        return ""
    bound, told = ("most", MOST) if named > MOST else ("least", LEAST)
    return f"You said {named:,} a day; {told} is the {bound} that a campaign may have, so I took {told}. "
