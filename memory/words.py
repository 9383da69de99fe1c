"""Turn a question into the words that its answer may use: its own, their kin, whom and when it means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

THESAURUS = Path(__file__).parent / "thesaurus.txt"
KIN, INSTANCE, LIGHT = 0.5, 0.4, 0.3
"""What a word of like meaning, an instance of the kind, and a word that says little count beside 1."""
LONGEST = 60
"""Words of a question that are read; a longer one has said what it wants by then."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_WHEN = re.compile(r"\s*(?:when\b|what (?:date|day|month|year|time)\b|how long ago\b)", re.IGNORECASE)
_NUMBER = (
    r"\d|\m(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|hundreds?|thousands?|millions?|half|quarter|dozens?|couple|once|twice|every)\M"
)
_NAMED = r"[a-z,;:'’\"“] ?[A-Z][a-z]+"
_SHAPES = (
    (
        re.compile(r"\bhow (?:many|much|old|long|far|often|tall|big|high|heavy)\b", re.IGNORECASE),
        rf"(?i){_NUMBER}",
    ),
    (
        re.compile(
            r"\b(?:who|whose|whom|where|named?|called|(?:which|what) (?:city|country|place|person))\b",
            re.IGNORECASE,
        ),
        _NAMED,
    ),
)
"""Questions by what answers them: a number, or somebody or somewhere by name."""
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = re.compile(
    rf"\b(?:in|on|of|during|since|by|around)?\s*(?:the )?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?"
    rf"(?P<month>{'|'.join(_MONTHS)})(?: (?P<after>\d{{1,2}})(?:st|nd|rd|th)?\b)?"
    r",? ?(?P<year>(?:19|20)\d\d)?\b",
    re.IGNORECASE,
)
_STOP = frozenset(
    "a about after all am an and any are as at be because been before being but by can could did do "
    "does doing for from had has have having he her here hers him his how i if in into is it its just "
    "me my no nor not of on or our out over own same she should so some such than that the their them "
    "then there these they this those through to too under until up very was we were what when where "
    "which while who whom whose why will with would you your".split()
)
_SAYS_LITTLE = frozenset(
    "kind type sort name call happen many much long use get go come make take thing participate someone "
    "something person people one way done end first time new also want plan decide".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as the query reads it: columns of wanted words, and what it says of people and time."""

    words: list[str]
    places: list[int]
    """Which word of the question each belongs to: kin do not count beside one another."""
    weights: list[float]
    names: list[str]
    """Every word, in small letters: the query knows which of them are people who spoke."""
    when: bool
    shape: str
    """A regular expression that the text of an answer fits: a number, a name; empty where any may answer."""
    since: datetime | None
    until: datetime | None


def asked(question: str) -> Asked:
    """What to look for; nothing at all for a text of stop words."""
    words = [_plain(word) for word in _WORD.findall(question)][:LONGEST]
    wanted = [one for place, word in enumerate(words) for one in _wanted(place, word)]
    since, until = _span(question)
    return Asked(
        words=[word for word, _, _ in wanted],
        places=[place for _, place, _ in wanted],
        weights=[weight for _, _, weight in wanted],
        names=sorted(set(words) - _STOP),
        when=_WHEN.match(question) is not None,
        shape=next((shape for kind, shape in _SHAPES if kind.search(question)), ""),
        since=since,
        until=until,
    )


def root(word: str) -> str:
    """The word without its inflection, so that "painted" and "paints" meet; no dictionary form."""
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) > 2 and re.search("[aeiouy]", rest):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    word = word.removesuffix("e")
    return f"{word[:-1]}i" if word.endswith("y") and len(word) > 2 else word


def _plain(word: str) -> str:
    """In small letters and without a genitive."""
    return re.sub(r"['’]s?$", "", word.lower())


def _wanted(place: int, word: str) -> Iterator[tuple[str, int, float]]:
    if not word or word in _STOP:
        return
    found = root(word)
    own = LIGHT if found in _little() else 1.0
    yield word, place, own
    for other, weight in _kin().get(found, {}).items():
        yield other, place, own * weight


@cache
def _little() -> frozenset[str]:
    return frozenset(root(word) for word in _SAYS_LITTLE)


@cache
def _kin() -> Mapping[str, Mapping[str, float]]:
    """By root: the words that may stand in an answer for it, with their weights."""
    kin: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line in THESAURUS.read_text(encoding="utf-8").splitlines():
        heads, colon, instances = line.partition(":")
        if not line or line.startswith("#"):
            continue
        others, weight = (instances, INSTANCE) if colon else (heads, KIN)
        for head in heads.split():
            for other in others.split():
                if root(other) != root(head):
                    known = kin[root(head)]
                    known[other] = max(weight, known.get(other, 0.0))
    return dict(kin)


def _span(question: str) -> tuple[datetime | None, datetime | None]:
    """The month or day that a question names with its year; both None for any other question."""
    found = _MONTH.search(question)
    if found is None or found["year"] is None:
        return None, None
    year, month = int(found["year"]), [*map(str, _MONTHS)].index(found["month"].lower()) + 1
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    day = int(found["day"] or found["after"] or 0)
    try:
        return datetime(year, month, day or 1, tzinfo=UTC), after
    except ValueError:
        return datetime(year, month, 1, tzinfo=UTC), after


def content_roots(text: str) -> list[str]:
    """The roots of the words that say something, in order."""
    words = (_plain(word) for word in _WORD.findall(text))
    return [root(word) for word in words if word and word not in _STOP]
