"""Read the material of a draft into what copy can be made from, without what looks tampered with."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import JsonValue

from agents.offline import wording
from agents.offline.lessons import tells_of_edit
from agents.offline.wishes import Wishes, wishes_of
from memory.enums import Form
from tools.services.messages.segments import Encoding, count_segments

_FLAGS = re.IGNORECASE
_NAME = re.compile(r"[^\W\d_][\w'’. -]{0,30}")
_TAMPERED = re.compile(
    r"https?:|www\.|@|[{}<>\[\]|`\\]|\b(?:ignore|disregard|instructions?|system|assistant|prompt|override|you must|"
    r"approve|password|api key|as an ai|reply with|send (?:to|all|me)|click|transfer|bank)\b",
    _FLAGS,
)
_WORD = re.compile(r"[a-z]{3,}")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
_EMPTY_WORDS = frozenset(
    "the and for with our you your that this from are was have has can what how who does did will would about which "
    "where when why there they them their not any some more much many per all get got just into than then also please".split()
)
_KIN = {"price": "cost", "pricing": "cost", "fee": "cost", "fees": "cost", "rate": "cost", "charge": "cost", "prices": "cost", "costs": "cost", "month": "cost", "long": "time", "days": "time", "weeks": "time", "hours": "time", "minutes": "time", "fast": "time", "quick": "time", "located": "based", "office": "based", "clients": "customer", "customers": "customer"}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A fact that may be claimed, by its number."""

    number: int
    text: str

    @property
    def sentence(self) -> str:
        """The fact as a sentence of its own."""
        text = " ".join(self.text.split()).rstrip(".!; ")
        return f"{text[:1].upper()}{text[1:]}."


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """The lead, as far as copy speaks of them."""

    id: str
    first_name: str | None
    title: str | None
    company: str | None
    industry: str | None
    city: str | None
    employees: int | None
    executive: bool
    time_zone: str
    tier: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """The brand, as far as copy speaks for it."""

    company: str
    name: str
    title: str | None
    booking_url: str | None
    formal: bool
    forbidden: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """The reply that a draft answers, as it was read."""

    text: str
    intent: str
    received_at: datetime
    meeting_times: tuple[datetime, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """What the message is and how long it may be; None is no limit of its own."""

    form: Form = Form.EMAIL
    characters: int | None = None
    beyond_gsm7: int | None = None
    """In an SMS, how many UTF-16 units there are once a single sign is outside GSM-7."""
    words: int | None = None

    def fits(self, text: str) -> bool:
        """Whether a text has this room; in an SMS as the network counts it."""
        if self.characters is None:
            return True
        if self.beyond_gsm7 is None:
            return len(text) <= self.characters
        counted = count_segments(text)
        return counted.units <= (self.beyond_gsm7 if counted.encoding is Encoding.UCS_2 else self.characters)


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """Everything that offline copy is made from."""

    person: Person
    sender: Sender
    about_lead: tuple[Claim, ...]
    about_brand: tuple[Claim, ...]
    brief: str
    step: str
    on: date
    """The day on which the mail may go, by which new is told from old."""
    earlier: tuple[tuple[str, str, datetime], ...]
    answered: Answered | None
    wishes: Wishes
    version: int
    wording: int = 0
    """0 is the message itself; its variants count on from there and pick otherwise."""
    room: Room = field(default_factory=Room)

    @property
    def company(self) -> str:
        """The lead's company as one says it inside a sentence."""
        return wording.company_name(self.person.company) if self.person.company else "your team"

    @property
    def names(self) -> tuple[str, ...]:
        """Words that keep their capital wherever they stand."""
        return (self.sender.company, self.person.company or "", self.person.first_name or "")

    @property
    def year(self) -> int:
        """The year in which the mail goes."""
        return self.on.year

    def months_since(self, text: str) -> int:
        """Whole months since the "March 2026" with which the text ends."""
        month, year = text.rstrip(". ").split()[-2:]
        if month.lower() not in _MONTHS:
            return 10_000
        return (self.on.year - int(year)) * 12 + self.on.month - _MONTHS.index(month.lower()) - 1

    def pick(self, salt: str, count: int) -> int:
        """A number below `count` that is the same for the same lead, version, wording and salt."""
        key = f"{self.person.id}:{self.version}:{salt}".encode()
        # The next wording takes the next choice, so that two of them seldom agree.
        return (int.from_bytes(hashlib.sha256(key).digest()[:4]) + self.wording) % count

    def allows(self, sentence: str) -> bool:
        """Whether the sentence has no forbidden word and nothing that the reviewer ruled out."""
        said = any(
            re.search(rf"(?<!\w){re.escape(word)}(?!\w)", sentence, _FLAGS) for word in self.sender.forbidden
        )
        return not said and not self.wishes.rules_out(sentence)


def material_of(data: Mapping[str, JsonValue]) -> Material:
    """Read what the prompt fenced."""
    facts = _rows(data.get("facts"))
    reply = _row(data.get("reply"))
    previous = _row(data.get("previous"))
    notes = {_number(note.get("number")): _text(note.get("text")) for note in _rows(data.get("notes"))}
    return Material(
        person=_person(_row(data.get("lead"))),
        sender=_sender(_row(data.get("brand"))),
        about_lead=_claims(facts, "lead"),
        about_brand=_claims(facts, "brand"),
        brief=_text(_row(data.get("campaign")).get("brief")),
        step=_text(_row(data.get("step")).get("brief")),
        on=_day(_row(data.get("lead")).get("not_before")),
        earlier=tuple(
            (
                _text(one.get("subject")),
                _text(one.get("body")),
                datetime.fromisoformat(_text(one.get("sent_at"))),
            )
            for one in _rows(data.get("earlier"))
        ),
        answered=_answered(reply) if reply else None,
        wishes=wishes_of(
            _text(data.get("feedback")), {n: said for n, said in notes.items() if not tells_of_edit(said)}
        ),
        version=_number(previous.get("version")) + 1,
        room=_room(_row(data.get("form"))),
    )


def overlap(one: str, other: str) -> int:
    """How many meaningful words two texts share."""
    return len(_meaning(one) & _meaning(other))


def _meaning(text: str) -> set[str]:
    found: list[str] = _WORD.findall(text.lower())
    words = {_KIN.get(word, word) for word in found} - _EMPTY_WORDS
    return {_KIN.get(word.rstrip("s"), word.rstrip("s")) for word in words} | (
        {"cost"} if "$" in text else set()
    )


def _room(form: Mapping[str, JsonValue]) -> Room:
    name = _text(form.get("name"))
    return Room(
        form=Form(name) if name in set(Form) else Form.EMAIL,
        characters=_number(form.get("characters")) or None,
        beyond_gsm7=_number(form.get("characters_where_any_is_outside_gsm7")) or None,
        words=_number(form.get("words")) or None,
    )


def _person(lead: Mapping[str, JsonValue]) -> Person:
    first, title = _clean(lead.get("first_name"), 31), _clean(lead.get("title"), 60)
    ranks = f"{title or ''} {lead.get('seniority') or ''}"
    employees = lead.get("employees")
    return Person(
        id=_text(lead.get("id")),
        first_name=wording.first_name(first) if first and _NAME.fullmatch(first) else None,
        title=title,
        company=_clean(lead.get("company"), 50),
        industry=_clean(lead.get("industry"), 50),
        city=_clean(lead.get("city"), 30),
        employees=employees if isinstance(employees, int) else None,
        executive=bool(
            re.search(
                r"\b(?:owner|founder|partner|principal|president|chief|c[efmti]o|director|vp|head)\b",
                ranks,
                _FLAGS,
            )
        ),
        time_zone=_text(lead.get("time_zone")) or "Australia/Sydney",
        tier=_text(lead.get("tier")),
    )


def _sender(brand: Mapping[str, JsonValue]) -> Sender:
    forbidden = brand.get("forbidden_words")
    return Sender(
        company=wording.company_name(_text(brand.get("company"))),
        name=_text(brand.get("sender_name")),
        title=_text(brand.get("sender_title")) or None,
        booking_url=_text(brand.get("booking_url")) or None,
        formal=bool(re.search(r"\bformal|\bprofessional|\bserious", _text(brand.get("tone")), _FLAGS)),
        forbidden=tuple(str(word) for word in forbidden if word) if isinstance(forbidden, list) else (),
    )


def _answered(reply: Mapping[str, JsonValue]) -> Answered:
    times, questions = reply.get("meeting_times"), reply.get("questions")
    return Answered(
        text=_text(reply.get("text")),
        intent=_text(reply.get("intent")),
        received_at=datetime.fromisoformat(_text(reply.get("received_at"))),
        meeting_times=tuple(datetime.fromisoformat(str(t)) for t in times) if isinstance(times, list) else (),
        questions=tuple(str(q) for q in questions) if isinstance(questions, list) else (),
    )


def _claims(facts: list[Mapping[str, JsonValue]], about: str) -> tuple[Claim, ...]:
    claims = (
        Claim(number=_number(f.get("number")), text=_text(f.get("text")))
        for f in facts
        if f.get("about") == about
    )
    # A brand's own facts may name its site; a lead's come from strangers.
    return tuple(
        claim
        for claim in claims
        if claim.text
        and len(claim.text.split()) <= 45
        and (about == "brand" or not _TAMPERED.search(claim.text))
    )


def _clean(value: JsonValue, characters: int) -> str | None:
    text = " ".join(_text(value).split())
    return text if text and len(text) <= characters and not _TAMPERED.search(text) else None


def _day(value: JsonValue) -> date:
    # Material without a day is as old as its newest fact can be: nothing counts as new.
    return datetime.fromisoformat(_text(value)).date() if _text(value) else date(2200, 1, 1)


def _row(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _rows(value: JsonValue) -> list[Mapping[str, JsonValue]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _text(value: JsonValue) -> str:
    return value.strip() if isinstance(value, str) else ""


def _number(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0
