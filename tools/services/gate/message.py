"""Lay out a message and all that is known of both sides for the gate's questions."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.stems import meanings
from tools.services.gate.ways_out import WAY_OUT
from tools.services.gate.words import WORD, fold

Severity = Literal["hard", "soft"]
Where = Literal["subject", "body"]

TAGS = (
    "a|abbr|address|article|b|big|blockquote|body|br|button|center|code|div|em|font|footer|form|h[1-6]|head|header|hr|"
    "html|i|iframe|img|input|li|link|meta|ol|p|pre|s|script|section|small|span|strong|style|sub|sup|table|tbody|td|"
    "tfoot|th|thead|title|tr|u|ul"
)
TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|</?(?:{TAGS})(?:\s[^<>]*)?/?>|<!doctype[^<>]*>", re.IGNORECASE | re.DOTALL
)
_BREAKING = re.compile(r"</?(?:p|div|br|li|tr|h[1-6]|ul|ol|table|hr)\b", re.IGNORECASE)
_UNSHOWN = re.compile(r"<(style|script|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[\w$£€#{<])|\n+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|pty|ltd|inc|co|no|approx|dept|e\.g|i\.e|etc|vs|u\.s|u\.k|[A-Z])\.)$",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """A sentence and where it begins in its text."""

    text: str
    start: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Lead:
    """The person that the message is for, as far as it may speak of them."""

    first_name: str = ""
    last_name: str = ""
    title: str = ""
    company: str = ""
    domain: str = ""
    industry: str = ""
    city: str = ""
    region: str = ""
    email: str = ""
    facts: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """Both names, as far as they are known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Brand:
    """The sender, as far as the message may speak for them."""

    sender: str = ""
    title: str = ""
    company: str = ""
    name: str = ""
    address: str = ""
    email: str = ""
    links: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message, who it is from and for, and what was said before."""

    form: Form
    subject: str
    body: str
    lead: Lead
    brand: Brand
    year: int
    footer: str | None = None
    """What code puts under the body; None where the body is all that is known of the text."""
    by_human: bool = False
    sure_of_form: bool = True
    answers: str | None = None
    """What the lead wrote, where this answers it."""
    earlier: tuple[tuple[str, str], ...] = ()
    """Subject and body of what the lead has had from us."""
    asked: tuple[str, ...] = ()
    """What the client's own people said of it: brief, step, feedback, notes."""

    @cached_property
    def html(self) -> bool:
        """Whether the body is a page rather than plain text."""
        return len(TAG.findall(self.body)) > 0 and bool(
            re.search(r"<(?:p|div|br|a|span|html|body|table|td|img)\b", self.body, re.IGNORECASE)
        )

    @cached_property
    def text(self) -> str:
        """The body as it is seen, character for character in its place: tags are blanks."""
        if not self.html:
            return self.body
        shown = _UNSHOWN.sub(lambda found: " " * len(found[0]), self.body)
        return TAG.sub(_blank, shown)

    @cached_property
    def own(self) -> str:
        """The text without the lines of identity and opt-out at its end."""
        return self.text[: foot_of(self.text, self.brand.address)]

    @cached_property
    def foot(self) -> str:
        """Everything under the message proper, whether code puts it there or the body holds it."""
        return f"{self.text[len(self.own) :]}\n{self.footer or ''}"

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the message proper."""
        return tuple(sentences_of(self.own))

    @cached_property
    def supports(self) -> tuple[str, ...]:
        """All that may be claimed of the lead."""
        lead = self.lead
        cards = (lead.title, lead.company, lead.industry, lead.city, lead.region)
        return (
            *lead.facts,
            *(card for card in cards if card),
            *self.asked,
            *((self.answers or "",) if self.answers else ()),
        )

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Every text in which a name may stand that the message may say."""
        lead, brand = self.lead, self.brand
        ours = (
            brand.sender,
            brand.title,
            brand.company,
            brand.name,
            brand.address,
            *brand.facts,
            *brand.links,
        )
        before = tuple(text for pair in self.earlier for text in pair)
        return (lead.full_name, lead.domain, lead.email, *self.supports, *ours, *before)

    @cached_property
    def known_words(self) -> frozenset[str]:
        """The words of these texts, folded."""
        return frozenset(fold(word) for text in self.known for word in WORD.findall(text)) | frozenset(
            fold(part)
            for text in self.known
            for word in WORD.findall(text)
            for part in re.split(r"['’.&-]", word)
        )

    @cached_property
    def known_meanings(self) -> frozenset[str]:
        """What all these texts speak of, by stems that mean the same."""
        return frozenset(word for text in self.known for word in meanings(text))

    @cached_property
    def supported_meanings(self) -> frozenset[str]:
        """What is known of the lead, by stems that mean the same."""
        return frozenset(word for text in self.supports for word in meanings(text))

    @cached_property
    def heard(self) -> bool:
        """Whether the lead has written to us: in what this answers, or within what was said before."""
        sender = fold(self.brand.sender.split(maxsplit=1)[0]) if self.brand.sender else ""
        to_us = re.compile(rf"\s*(?:hi|hello|hey|dear|thanks|thank you),? {re.escape(sender)}\b")
        return bool(self.answers) or any(
            (sender and to_us.match(fold(body))) or re.match(r"\s*(?:re|aw|sv)\s*:", subject, re.IGNORECASE)
            for subject, body in self.earlier
        )

    def house(self) -> Severity:
        """How severe it is to leave the house's style: a reviewer's own words may, a machine's may not."""
        return "soft" if self.by_human else "hard"


def found(
    code: Code, severity: Severity, sentence: str, span: tuple[int, int] | None = None, where: Where = "body"
) -> Finding:
    """A finding; the span counts characters of `where`."""
    start, end = span or (None, None)
    return Finding(code=code.value, severity=severity, sentence=sentence, start=start, end=end, where=where)


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a text in order; line ends part them too."""
    start = 0
    for gap in _BREAK.finditer(text):
        if "\n" not in gap[0] and _ABBREVIATED.search(text[start : gap.start()].rstrip("\"”’')")):
            continue
        yield from _sentence(text, start, gap.start())
        start = gap.end()
    yield from _sentence(text, start, len(text))


def foot_of(text: str, address: str = "") -> int:
    """Where the lines of identity and opt-out begin; the text's end where there are none."""
    mark = re.search(r"^--\s*$", text, re.MULTILINE)
    if mark:
        return mark.start()
    end = len(text)
    for sentence in reversed(list(sentences_of(text))):
        if not is_foot(sentence.text, address):
            break
        within = _foot_within(sentence.text, address)
        end = sentence.start + within
        if within:
            return end
    line = text.rfind("\n", 0, end) + 1
    # "Not interested? Reply …" begins with its question.
    return line if end < len(text) and len(text[line:end].split()) <= _FEW else end


_FOOT = re.compile(
    rf"{WAY_OUT.pattern}|\bA[BC]N\b[\s:]*\d|you(?:'re| are) receiving this|sent (?:to you )?by"
    r"|\b(?:authori[sz]ed and regulated|registered in (?:england|scotland|wales|ireland)|registered office|(?:company|charity|vat|licen[cs]e|registration) (?:no\.?|number|reg)\b)",
    re.IGNORECASE,
)  # fmt: skip
_FEW = 6
_CLAUSE = re.compile(r"[.,;:!?|–—]\s+|\s[-–—|]\s|https?://\S+\s+")


def is_foot(line: str, address: str) -> bool:
    """Whether a line is one of identity or opt-out."""
    return _FOOT.search(line) is not None or holds_address(line, address)


def holds_address(line: str, address: str) -> bool:
    """Whether a line has the street of the sender's postal address, or two other parts of it; a town alone may be talked of."""
    low = fold(line)
    parts = [part for part in re.split(r",|\n", fold(address)) if part.strip() and part.strip() in low]
    return len(parts) > 1 or any(len(part.strip()) > 4 and re.search(r"\d", part) for part in parts)


def _foot_within(sentence: str, address: str) -> int:
    """Where the foot begins in a sentence that ends in one: a text message says all in a single line."""
    match = _FOOT.search(sentence)
    before = sentence[: match.start()] if match else ""
    if holds_address(sentence, address) or (len(before.split()) < 7 and "://" not in before):
        return 0
    return max((gap.end() for gap in _CLAUSE.finditer(before)), default=0)


def _sentence(text: str, start: int, end: int) -> Iterator[Sentence]:
    raw = text[start:end]
    shown = raw.strip()
    if shown:
        yield Sentence(shown, start + len(raw) - len(raw.lstrip()))


def _blank(tag: re.Match[str]) -> str:
    blank = " " * len(tag[0])
    return f"\n{blank[1:]}" if _BREAKING.match(tag[0]) else blank
