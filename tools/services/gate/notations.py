"""Know how people write figures: in digits and words, with units, hedges, halves and scores."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    MULTIPLE = "multiple"
    DAYS = "days"
    YEAR = "year"


ONES: dict[str, int] = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
TENS: dict[str, int] = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
MAGNITUDES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mil": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "hundred": 100.0,
    "lakh": 1e5,
    "crore": 1e7,
}
DAYS = {
    "hour": 1 / 24,
    "hr": 1 / 24,
    "minute": 1 / 1440,
    "min": 1 / 1440,
    "day": 1.0,
    "night": 1.0,
    "week": 7.0,
    "wk": 7.0,
    "fortnight": 14.0,
    "month": 30.4,
    "quarter": 91.3,
    "year": 365.0,
    "yr": 365.0,
    "decade": 3650.0,
    "second": 1 / 86400,
    "sec": 1 / 86400,
    "mth": 30.4,
}
WORDS = "|".join([*ONES, *TENS])
DIGITS = "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine"
NUMBER_WORDS = rf"(?:(?:a|an|half a|(?:a )?quarter of a|three[- ]quarters of a)\s+)?(?:(?:{WORDS}|hundred|thousand|million|billion|dozen)(?:[\s-]+(?:and\s+)?(?:{WORDS}|hundred|thousand|million|billion|dozen))*(?:[\s-]+point(?:[\s-]+(?:{DIGITS}))+|\s+and a half\b)?)"
ANY = re.compile(
    rf"\d|\b(?:{WORDS}|dozens?|hundreds?|thousands?|millions?|billions?|scores|countless|half|halv\w+|thirds?|quarters?|fifths?|tenth|doubl\w+|twice|twofold|tripl\w+|threefold|trebled|quadrupl\w+|fourfold|fortnight|decade|century)\b",
    re.IGNORECASE,
)
"""Without one of these a text has no figure."""
HEDGE = r"(?P<hedge>(?:about|around|roughly|some|approximately|approx\.?|nearly|almost|close to|circa|over|more than|at least|upwards of|north of|under|less than|fewer than|up to|within|below|just over|just under|a little over|a little under|a bit over|a bit under|a touch over|a touch under|a shade over|a shade under|slightly over|slightly under|well over|call it|say|maybe|perhaps|as many as|as little as|as much as|in as little as|~|>|<)\s*)?"
FIGURE = re.compile(
    rf"(?<![\w$£€.,])(?:(?<=\s)|(?<=^)|(?<=[(\"“'‘—–~+>/-])|\b){HEDGE}(?P<currency>(?:AU|A|US|NZ)?\$|£|€|AUD\s?|USD\s?|NZD\s?)?(?:(?P<number>\d{{1,3}}(?:[,\u2009\u00a0]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<words>\b{NUMBER_WORDS}\b))"
    r"(?P<plus>\+)?[\s-]?(?P<magnitude>(?:k|K|m|M|mn|mil|bn|b|B)(?![\w’'])|(?:thousand|million|billion|hundred)\b)?(?P<plus2>\+)?"
    r"(?:\s?(?P<percent>%|per\s?cent(?:age points?)?\b|percent\b|pc\b)|(?P<times>x\b|×|[\s-]?fold\b|[\s-]?times\b(?!\s+(?:a|per|each|that|this|which|to|for|on|in|suit|work|are)\b)))?"
    r"(?:[\s-]?(?P<working>(?:working|business)[\s-])?(?P<unit>hours?|hrs?|minutes?|mins?|days?|nights?|weeks?|wks?|fortnights?|months?|quarters?|years?|yrs?|mths?|decades?|seconds|secs?|second(?=[ -](?:response|answer|reply|wait|delay|average))|(?<=one )second)\b)?"
    rf"(?P<dollars>(?:[\s-]odd)?\s?(?:(?:dollars|bucks|quid|AUD|pounds|euros|cents|pence)\b|(?<=\d)(?:p\b|c\b(?=\s+(?:a|per|each)\b)|¢))(?:\s(?:and\s)?(?P<cents>{NUMBER_WORDS})\b(?!\s+(?:a|per|each|for|on|staff|people|of)\b(?<!a)(?<!per)(?<!each)))?)?",
    re.IGNORECASE,
)  # fmt: skip
CENTURIES = re.compile(
    r"(?P<hedge>about|around|nearly|almost|over|more than|well over|at least)? ?\b(?:(?P<quarter>(?:a )?quarter(?: of a|[ -])? ?century)|(?P<half>half a century|half-century)|a century)\b",
    re.IGNORECASE,
)
PARTS = re.compile(
    r"(?P<hedge>about|around|nearly|almost|over|more than|at least|within|under|less than|inside)? ?\b(?:(?P<half>half)|(?P<three>three[- ]quarters)|(?P<quarter>(?:a )?quarter)|(?P<third>(?:a |one )third)) (?:of )?an? (?P<unit>minute|hour|day|week|month|year)\b|\b(?P<more>an? (?P<whole>minute|hour|day|week|month|year) and a half)\b",
    re.IGNORECASE,
)
"""Half an hour, three quarters of an hour, an hour and a half."""
SPOKEN_YEAR = re.compile(
    rf"\b(?P<century>eighteen|nineteen|twenty)[ -](?:(?:oh|hundred(?: and)?)[ -](?P<ones>{'|'.join(list(ONES)[:9])})|(?P<teens>{'|'.join(list(ONES)[9:])})|(?P<tens>{'|'.join(TENS)})(?:[ -](?P<rest>{'|'.join(list(ONES)[:9])}))?)\b",
    re.IGNORECASE,
)
"""Nineteen eighty-seven, twenty oh-four, twenty twenty-five."""
RATIOS = (
    (re.compile(r"(?P<hedge>about|around|nearly|almost|over|more than|well over|at least|less than|under|up to)? ?\b(?<!and a )(?<!first )(?<!second )(?<!other )(?<!better )(?<!last )half\b(?!\s+(?:an?\b|past|days?|terms?|yearly|moon|way|hearted|time|dozen|hours?|marathon|million|an hour|the battle|the (?:time|fun|job))|-(?:an?|hour|day|time|hearted|way|term|year|dozen))|\bhalv(?:e[sd]?|ing)\b|\bcut\w* (?:\w+ ){0,4}in half\b|\bby half\b", re.IGNORECASE), 50.0, Kind.PERCENT),
    (re.compile(r"\b(?:a|one)[ -]third\b", re.IGNORECASE), 33.3, Kind.PERCENT),
    (re.compile(r"\b(?:a|one)[ -]fifth\b", re.IGNORECASE), 20.0, Kind.PERCENT),
    (re.compile(r"\b(?:a|one)[ -]tenth\b", re.IGNORECASE), 10.0, Kind.PERCENT),
    (re.compile(r"\btwo[ -]fifths\b", re.IGNORECASE), 40.0, Kind.PERCENT),
    (re.compile(r"\bfour[ -]fifths\b", re.IGNORECASE), 80.0, Kind.PERCENT),
    (re.compile(r"\btwo[ -]thirds\b", re.IGNORECASE), 66.7, Kind.PERCENT),
    (re.compile(r"\b(?:a|one) quarter (?:of(?! (?:a century|a million|a billion|an hour|the (?:year|time)))|less|more|fewer|off)\b|\bby a quarter\b", re.IGNORECASE), 25.0, Kind.PERCENT),
    (re.compile(r"\bthree[ -]quarters\b", re.IGNORECASE), 75.0, Kind.PERCENT),
    (re.compile(r"\b(?:doubl(?:ed|es|ing)|double (?:the|their|your|our)|(?:see|saw|watch|have|had|make) (?:\w+ ){1,3}double|twice (?:as|the)|twofold)\b", re.IGNORECASE), 2.0, Kind.MULTIPLE),
    (re.compile(r"\b(?:tripl(?:ed|es|ing)|triple (?:the|their|your|our)|three times (?:as|the|more)|threefold|trebled)\b", re.IGNORECASE), 3.0, Kind.MULTIPLE),
    (re.compile(r"\b(?:quadrupl(?:ed|es|ing)|fourfold|four times (?:as|the|more))\b", re.IGNORECASE), 4.0, Kind.MULTIPLE),
    (re.compile(r"\b(?P<hedge>about|around|nearly|almost|over|more than|well over|at least|within|under|less than)? ?\b(?:a|per|each|every) (?P<unit>fortnight|decade)\b", re.IGNORECASE), 0.0, Kind.DAYS),
)  # fmt: skip
SHARE = re.compile(
    rf"\b(?<![$£€])(?P<part>\d{{1,2}}|{WORDS}) (?:in|out of|of every|in every) (?:every )?(?P<whole>\d{{1,3}}(?!\d)|(?:{WORDS})(?:-(?:{WORDS}))?|a hundred)\b(?! (?:minutes|hours|days|weeks|months|years|o['’]clock|am|pm))",
    re.IGNORECASE,
)
TO = re.compile(
    r"\s*(?:(?:down|up)\s+)?(?:to|or|and|[–—-])\s*(?:just |only |under |about |around |over )?", re.IGNORECASE
)
SINGLE = re.compile(
    r"\b(?:a|an|one|single|the same) (?P<unit>minute|hour|day|week|fortnight|month|year|decade)\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(?P<word>hundreds|thousands|dozens|scores|millions|tens of thousands|countless|hundred-odd)(?: and \w+)? of\b|\b(?P<alone>dozens|hundreds|thousands|countless|several hundred|several thousand)\b(?= (?:clients|customers|businesses|clinics|firms|companies|practices|teams|owners|people|jobs|sites|users))",
    re.IGNORECASE,
)
LEAST = {"dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2_000.0, "millions": 2e6, "tens of thousands": 2e4, "countless": 1_000.0, "several hundred": 200.0, "several thousand": 2_000.0, "hundred-odd": 90.0}  # fmt: skip
ABOUT = frozenset(
    (
        "about", "around", "roughly", "some", "approximately", "approx", "approx.", "nearly", "almost", "close to", "circa", "~", "just under", "call it", "say", "maybe", "perhaps",
        "a little over", "a little under", "a bit over", "a bit under", "a touch over", "a touch under", "a shade over", "a shade under", "slightly over", "slightly under",
    )
)  # fmt: skip
OVER = frozenset(
    ("over", "more than", "at least", "upwards of", "north of", "just over", "well over", ">", "+")
)
UNDER = frozenset(
    ("under", "less than", "fewer than", "up to", "within", "below", "as many as", "as little as", "as much as", "in as little as", "<")
)  # fmt: skip
"""Hedges by the side of the figure on which the truth may lie."""
