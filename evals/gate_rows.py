"""Read drafts of anybody's making, however their fields are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from evals.lines import objects_in
from memory.enums import Form
from tools.services.gate.message import Brand, Lead, Message

Fields = Mapping[str, JsonValue]

_FORMS = {
    "email": Form.EMAIL,
    "mail": Form.LETTER,
    "sms": Form.SMS,
    "text": Form.SMS,
    "voice": Form.VOICE_SCRIPT,
    "call": Form.VOICE_SCRIPT,
    "phone": Form.VOICE_SCRIPT,
    "letter": Form.LETTER,
    "postcard": Form.POSTCARD,
    "inmail": Form.INMAIL,
    "connect": Form.CONNECTION_REQUEST,
    "invit": Form.CONNECTION_REQUEST,
    "message": Form.LINKEDIN_MESSAGE,
    "dm": Form.LINKEDIN_MESSAGE,
}
"""A word within the name of a channel or form; what comes later is the more special."""
YEAR = 2026
"""By which "twelve years" is told from "since 2014" where a row has no date."""


@dataclass(frozen=True, kw_only=True)
class GateRow:
    """One draft, and where it is labelled, the codes planted in it; none says that it is clean."""

    id: str
    message: Message
    expected: tuple[str, ...] | None


def rows_of(path: Path) -> list[GateRow]:
    """The rows of a JSON lines file; InvalidInput names the line that cannot be read."""
    return [row_of(row, number) for number, row in objects_in(path)]


def row_of(row: Fields, number: int) -> GateRow:
    """A draft from its fields; the body is all that the reader would get, footer included."""
    form, sure = _form(row)
    draft = _group(row, "draft", "message", "content") or row
    subject = _text(draft, "subject", "subject_line", "headline") or _text(row, "subject", "subject_line")
    body = _text(draft, "body", "text", "content", "message", "script") or _text(
        row, "body", "text", "script"
    )
    footer = _text(row, "footer") or _text(draft, "footer")
    return GateRow(
        id=_text(row, "id", "case_id", "name") or f"row-{number}",
        message=Message(
            form=form,
            sure_of_form=sure,
            subject=subject,
            body=body,
            footer=footer or None,
            year=_year(row),
            lead=_lead(_group(row, "lead", "person", "recipient", "contact", "prospect")),
            brand=_brand(_group(row, "brand", "sender", "client", "from")),
            answers=_text(row, "reply", "in_reply_to", "reply_text", "inbound", "thread_text") or None,
            earlier=tuple(_earlier(row)),
            asked=(*_texts(row, "brief"), *_texts(row, "feedback")),
        ),
        expected=_expected(row),
    )


def _form(row: Fields) -> tuple[Form, bool]:
    """The form that the row names; LinkedIn alone is told by its subject and not for sure."""
    told = " ".join(
        _text(row, name)
        for name in ("channel", "form", "kind", "type", "format", "subtype", "variant", "message_type")
    ).casefold()
    named = [(told.rfind(word), form) for word, form in _FORMS.items() if word in told]
    if "linkedin" in told and not any(
        word in told for word in ("inmail", "connect", "invit", "message", "dm", "note")
    ):
        return (Form.INMAIL, True) if _text(row, "subject") else (Form.CONNECTION_REQUEST, False)
    if "email" in told or "e-mail" in told:
        return Form.EMAIL, True
    if "linkedin" in told:
        named = [
            pair for pair in named if pair[1] in (Form.INMAIL, Form.CONNECTION_REQUEST, Form.LINKEDIN_MESSAGE)
        ]
    return (max(named)[1], True) if named else (Form.EMAIL, False)


def _lead(lead: Fields) -> Lead:
    names = _group(lead, "names", "name")
    first = _text(names, "first", "first_name", "given") or _text(
        lead, "first_name", "firstName", "first", "given_name"
    )
    last = _text(names, "last", "last_name", "family") or _text(
        lead, "last_name", "lastName", "last", "surname", "family_name"
    )
    full = _text(names, "full", "full_name") or _text(lead, "full_name", "fullName", "name", "names")
    if full and not first:
        first, _, rest = full.partition(" ")
        last = last or rest
    elif full and not last and full.startswith(f"{first} "):
        last = full[len(first) + 1 :]
    company = _group(lead, "company", "organisation", "organization")
    nick = _text(names, "preferred", "nickname", "known_as") or _text(
        lead, "preferred_name", "nickname", "known_as", "goes_by"
    )
    derived = [f"{n} people" for n in [_text(lead, "employees", "headcount", "size")] if n]
    derived += ["is hiring"] if lead.get("hiring") is True else []
    return Lead(
        first_name=f"{first} {nick}".strip() if nick else first,
        last_name=last,
        title=_text(lead, "title", "role", "job_title", "position"),
        company=_text(company, "name")
        or _text(lead, "company", "company_name", "organisation", "organization"),
        domain=_text(lead, "domain", "website", "site").removeprefix("https://").removeprefix("www."),
        industry=_text(lead, "industry", "sector"),
        city=_text(lead, "city", "location", "town"),
        region=" ".join(part for part in (_text(lead, "state", "region"), _text(lead, "country")) if part),
        email=_text(lead, "email"),
        facts=(*_texts(lead, "facts", "known", "enrichment"), *derived),
    )


def _brand(brand: Fields) -> Brand:
    sender = _group(brand, "sender", "from")
    company = _group(brand, "company")
    links = [
        _text(brand, name)
        for name in (
            "booking_url",
            "site",
            "website",
            "url",
            "booking",
            "calendar",
            "unsubscribe_url",
            "domain",
        )
    ]
    return Brand(
        sender=_text(sender, "name", "full_name", "first_name")
        or _text(brand, "sender", "sender_name", "from"),
        title=_text(sender, "title", "role") or _text(brand, "sender_title", "title"),
        company=_text(company, "name") or _text(brand, "company", "legal_name", "name", "brand"),
        name=_text(brand, "name", "brand", "trading_as", "short_name"),
        address=_text(brand, "address", "postal_address") or _text(company, "address"),
        email=_text(sender, "email") or _text(brand, "email", "sender_email"),
        links=tuple(link for link in (*links, *_texts(brand, "links", "sites")) if link),
        facts=_texts(brand, "facts", "claims", "proof"),
        forbidden=_texts(brand, "forbidden_words", "forbidden", "banned_words", "avoid"),
    )


def _earlier(row: Fields) -> Iterator[tuple[str, str]]:
    for name in (
        "earlier",
        "previous",
        "history",
        "thread",
        "prior",
        "earlier_touches",
        "previous_touches",
        "touches",
        "previous_body",
    ):
        value = row.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield _text(one, "subject"), _text(one, "body", "text", "content", "message")
            elif isinstance(one, str) and one.strip():
                yield "", one
            elif one is True:
                yield "", "(a message)"


def _expected(row: Fields) -> tuple[str, ...] | None:
    for name in ("expected", "defects", "planted", "codes", "label"):
        value = row.get(name)
        if isinstance(value, list):
            return tuple(str(code) for code in value)
        if isinstance(value, str):
            return () if value in ("clean", "pass", "") else (value,)
    return None


def _year(row: Fields) -> int:
    dated = re.search(r"\b(20\d\d)-\d\d", _text(row, "now", "date", "send_at", "today", "at"))
    return int(dated[1]) if dated else YEAR


def _group(row: Fields, *names: str) -> Fields:
    for name in names:
        value = row.get(name)
        if isinstance(value, dict):
            return value
    return {}


def _text(row: Fields, *names: str) -> str:
    """The first of these fields that holds a word or a number."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return (
                value if name in ("body", "text", "content", "message", "script", "footer") else value.strip()
            )
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""


def _texts(row: Fields, *names: str) -> tuple[str, ...]:
    return tuple(text for name in names for text in _spoken(row.get(name)))


def _spoken(value: JsonValue) -> Iterator[str]:
    """The sentences in a value: of a list, of an object with its keys as words, or itself."""
    if isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and (text := _text(one, "text", "fact", "claim", "value", "sentence")):
                yield text
            else:
                yield from _spoken(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (f"{key.replace('_', ' ')}: {text}" for text in _spoken(one))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
