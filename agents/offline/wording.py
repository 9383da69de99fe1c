"""Say names, titles, trades and numbers as people say them."""

# ruff: noqa: E501  a table is easier to read with a row on a line
from __future__ import annotations

import re
from dataclasses import dataclass

_FLAGS = re.IGNORECASE
_FORMS = re.compile(r"(?:[,\s]+\(?(?:pty|proprietary|ltd|limited|inc|llc|llp|plc|gmbh|corp)\)?\.?)+$", _FLAGS)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SHORTENED = (
    (r"\bI'm\b", "I am"), (r"\bI'll\b", "I will"), (r"\bI'd\b", "I would"), (r"\bI've\b", "I have"),
    (r"\byou're\b", "you are"), (r"\byou've\b", "you have"), (r"\byou'd\b", "you would"), (r"\bit's\b", "it is"),
    (r"\bthat's\b", "that is"), (r"\bdon't\b", "do not"), (r"\bdoesn't\b", "does not"), (r"\bwon't\b", "will not"),
    (r"\bisn't\b", "is not"), (r"\bwe'd\b", "we would"), (r"\bthere's\b", "there is"), (r"\bcan't\b", "cannot"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trade:
    """An industry as its people speak of it: one firm, several, and where they would rather spend the day."""

    one: str
    many: str
    rather: str


_TRADES = (
    (r"\blaw\b|\blegal|solicitor", Trade("law firm", "law firms", "with clients")),
    (r"account|bookkeep|\btax\b", Trade("accounting firm", "accounting firms", "with clients")),
    (r"dent", Trade("dental practice", "dental practices", "with patients")),
    (r"veterin|\bvet\b", Trade("vet clinic", "vet clinics", "with patients")),
    (r"medical|physio|optom|clinic", Trade("medical practice", "medical practices", "with patients")),
    (r"health|hospital|aged care", Trade("healthcare provider", "healthcare providers", "with patients")),
    (r"construct|build|plumb|electric|trade", Trade("construction business", "construction businesses", "on site")),
    (r"logistic|transport|freight|truck", Trade("logistics company", "logistics companies", "on deliveries")),
    (r"\bit\b|information tech", Trade("IT company", "IT companies", "with customers")),
    (r"software|saas|internet|technology", Trade("software company", "software companies", "on the product")),
    (r"real estate|property", Trade("real estate agency", "real estate agencies", "with buyers and tenants")),
    (r"hospitality|restaurant|hotel|cafe|food|tourism|travel", Trade("hospitality business", "hospitality businesses", "with guests")),
    (r"machin|manufact|engineer|industrial|automotive", Trade("manufacturer", "manufacturers", "on the workshop floor")),
    (r"education|training|school|childcare", Trade("training provider", "training providers", "with students")),
    (r"staffing|recruit|talent", Trade("recruitment agency", "recruitment agencies", "with candidates")),
    (r"retail|e-?commerce|wholesale|consumer goods", Trade("retailer", "retailers", "with customers")),
    (r"marketing|advertis|design|media", Trade("marketing agency", "marketing agencies", "on client work")),
    (r"financ|insur|mortgage|banking|wealth", Trade("financial services firm", "financial services firms", "with clients")),
    (r"consult", Trade("consulting firm", "consulting firms", "with clients")),
    (r"non-?profit|charit", Trade("charity", "charities", "on the cause")),
)  # fmt: skip


def company_name(text: str) -> str:
    """The company as people call it: no legal form, no full stop."""
    short = _FORMS.sub("", text).rstrip(" .,;:")
    return short or text.rstrip(" .,;:")


def first_name(text: str) -> str | None:
    """The given name as one greets by it; a bare initial is none."""
    name = " ".join(text.split()).strip(" ,")
    if sum(character.isalpha() for character in name) < 2 or re.fullmatch(r"(?:\w\.\s*)+", name):
        return None
    if name.isupper() or name.islower():
        return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), name)
    return name


def title(text: str) -> str:
    """A job title inside a sentence: its first part, in small letters but for abbreviations."""
    first = re.split(r"\s*[,|/–—(]\s*|\s+-\s+", text.strip())[0]
    first = re.sub(r"^(Vice President|VP)\s+(?!of\b)", r"\1 of ", first, flags=_FLAGS)
    words = [word if word.isupper() and len(word) > 1 else word.lower() for word in first.split()]
    return " ".join(words)


def trade(industry: str) -> Trade:
    """The trade that an industry's name means; an unknown one speaks for itself."""
    known = next((found for pattern, found in _TRADES if re.search(pattern, industry, _FLAGS)), None)
    low = industry if industry.isupper() else industry.lower()
    return known or Trade(f"{low} business", f"{low} businesses", "with customers")


def head_count(employees: int) -> str:
    """About how many people, in words where the figure would say more than we know."""
    if employees >= 1000:
        return "more than a thousand people"
    if employees >= 200:
        return "several hundred people"
    return f"about {_NUMBERS[employees] if employees < 10 else employees} people"


def inside(sentence: str, names: tuple[str, ...]) -> str:
    """A sentence to follow "that": a small first letter, unless a name or an abbreviation begins it."""
    first = sentence.split(" ", 1)[0].strip(",.")
    keeps = (first.isupper() and len(first) > 1) or any(name.split()[0] == first for name in names if name)
    return sentence if keeps else f"{sentence[:1].lower()}{sentence[1:]}"


def in_full(text: str) -> str:
    """Formal copy writes "I am", not "I'm"."""
    for short, full in _SHORTENED:
        text = re.sub(short, lambda said, full=full: _as_begun(said[0], full), text, flags=_FLAGS)
    return text


def _as_begun(said: str, full: str) -> str:
    return f"{said[0]}{full[1:]}"
