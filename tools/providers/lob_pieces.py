"""Say what Lob checks, prints and reports: in our types, and as it stands on the wire."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter

from tools.providers.tolerance import Day, Moment, PlainText, Text, Truth, object_or_none, objects

US_COUNTRIES = frozenset({"US", "AS", "PR", "FM", "GU", "MH", "MP", "PW", "VI"})
"""The United States and what its post serves: Lob checks these as US addresses, and no others."""
DELIVERABLE = frozenset({"deliverable", "deliverable_unnecessary_unit", "deliverable_missing_info"})
"""What arrives. A US unit that is missing or wrong may not reach the person, so it is not among these."""
LINE = 40
"""Letters of a name or a company in the address window."""
RESOURCE_ID = re.compile(r"[a-z]{3,4}_[A-Za-z0-9]{1,100}")
EVENT_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


class Kind(StrEnum):
    """What Lob prints for us."""

    LETTER = "letter"
    POSTCARD = "postcard"


@dataclass(frozen=True, kw_only=True)
class Address:
    """A postal address and who lives or works there."""

    line1: str
    line2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str
    """ISO 3166, two letters."""
    name: str = ""
    company: str = ""


@dataclass(frozen=True, kw_only=True)
class VerifiedAddress:
    """What Lob's address check said."""

    id: str | None
    deliverability: str
    """Lob's own word."""
    deliverable: bool
    address: Address
    """Corrected where the address is deliverable, as it was given where not."""


@dataclass(frozen=True, kw_only=True)
class OutboundLetter:
    """One letter as Lob takes it."""

    to: Address
    sender: Address | str
    """Where it goes back to: an address or the id of one (`adr_…`). Lob prints and posts in the United
    States, so this must be a US address; with `custom_envelope` a letter's may lie anywhere."""
    html: str
    """At most 10,000 characters; `{{name}}` in it would be a merge variable."""
    description: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    """At most 20 names of 40 letters and values of 500, without quotes and backslashes."""
    colour: bool = False
    double_sided: bool = True
    use_type: str = "marketing"
    custom_envelope: str | None = None
    """`env_…`, which Lob prints for some customers: the only way to an Australian return address."""


@dataclass(frozen=True, kw_only=True)
class OutboundPostcard:
    """One postcard of 4 by 6 inches, the only size that leaves the United States."""

    to: Address
    sender: Address | str
    """A US address or the id of one."""
    front: str
    back: str
    description: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    use_type: str = "marketing"


@dataclass(frozen=True, kw_only=True)
class Scan:
    """The post saw the piece."""

    name: str
    """`Mailed`, `In Transit`, `Delivered`, `Returned to Sender`, …"""
    at: datetime | None
    location: str | None


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A letter or postcard that Lob took."""

    id: str
    expected_delivery: date | None
    preview_url: str | None
    """A PDF behind a signed address that expires after 30 days."""
    carrier: str | None
    status: str | None
    """`processed`, `rendered`, `failed`, or nothing told."""
    created_at: datetime | None
    send_at: datetime | None
    metadata: Mapping[str, str]
    scans: tuple[Scan, ...]
    """In the order of time; empty for pieces printed with a test key."""
    deleted: bool
    failure: str | None


@dataclass(frozen=True)
class PrintedPage:
    """One page of what was printed, newest first; `after` fetches the next, None ends the list."""

    pieces: tuple[Printed, ...]
    after: str | None


@dataclass(frozen=True, kw_only=True)
class LobEvent:
    """Something that happened to a piece."""

    id: str
    type: str
    """`letter.delivered`, `postcard.returned_to_sender`, …"""
    resource_id: str
    at: datetime | None
    metadata: Mapping[str, str]


def us_check(address: Address) -> dict[str, str]:
    return _told(**_lines(address), zip_code=address.postcode)


def intl_check(address: Address) -> dict[str, str]:
    return _told(**_lines(address), postal_code=address.postcode, country=address.country.upper())


def _lines(address: Address) -> dict[str, str]:
    return {
        "recipient": address.company or address.name,
        "primary_line": address.line1,
        "secondary_line": address.line2,
        "city": address.city,
        "state": address.state,
    }


def window(address: Address) -> dict[str, str]:
    """The address as a piece bears it.

    Abroad, Lob's specification takes a postcode or city and state, not all three; Australia Post's own last
    line, `SYDNEY NSW 2000`, is printed the same from city and state in one field and the postcode in its own.
    """
    abroad = address.country.upper() not in US_COUNTRIES
    joined = abroad and address.postcode
    return _told(
        name=_fitted(address.name),
        company=_fitted(address.company),
        address_line1=address.line1,
        address_line2=address.line2,
        address_city=f"{address.city} {address.state}".strip() if joined else address.city,
        address_state="" if joined else address.state if abroad else address.state.upper(),
        address_zip=address.postcode,
        address_country=address.country.upper() if abroad else "US",
    )


def _told(**fields: str) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in fields.items() if value.strip()}


def _fitted(text: str) -> str:
    """The text as far as its line is wide, cut between words where it can be."""
    line = " ".join(text.split())
    return line if len(line) <= LINE else line[: LINE + 1].rpartition(" ")[0] or line[:LINE]


def labels(description: str, metadata: Mapping[str, str]) -> dict[str, object]:
    labels: dict[str, object] = {"description": description[:255]} if description else {}
    return labels | ({"metadata": dict(metadata)} if metadata else {})


def cursor(next_url: str | None) -> str | None:
    """The cursor in Lob's address of the next page; the address itself is not followed."""
    try:
        query = urlsplit(next_url or "").query
    except ValueError:
        return None
    return next(iter(parse_qs(query).get("after", ())), None)


def _labelled(value: object) -> dict[str, str]:
    labels = TypeAdapter(dict[str, PlainText]).validate_python(value) if isinstance(value, dict) else {}
    return {name.replace("\x00", ""): text for name, text in labels.items()}


Labels = Annotated[dict[str, str], BeforeValidator(_labelled)]


class _Said(BaseModel):
    code: Text = None
    message: Text = None


class ErrorBody(BaseModel):
    error: Annotated[_Said | None, BeforeValidator(object_or_none)] = None


class _Components(BaseModel):
    city: PlainText = ""
    state: PlainText = ""
    postal_code: PlainText = ""
    zip_code: PlainText = ""
    zip_code_plus_4: PlainText = ""

    def postcode(self) -> str:
        """The postcode, or ZIP and ZIP+4 with a dash."""
        zip_code = "-".join(part for part in (self.zip_code, self.zip_code_plus_4) if part)
        return self.postal_code or zip_code


class CheckBody(BaseModel):
    id: Text = None
    deliverability: str
    primary_line: PlainText = ""
    secondary_line: PlainText = ""
    components: Annotated[_Components | None, BeforeValidator(object_or_none)] = None


class _Thing(BaseModel):
    id: Text = None
    metadata: Labels = Field(default_factory=dict[str, str])


class _Scan(BaseModel):
    name: PlainText = ""
    time: Moment = None
    location: Text = None


class _Failure(BaseModel):
    failure_reason: Text = None


class PieceBody(_Thing):
    id: str = Field(pattern=rf"^{RESOURCE_ID.pattern}$")  # pyright: ignore[reportIncompatibleVariableOverride]
    expected_delivery_date: Day = None
    url: Text = None
    carrier: Text = None
    status: Text = None
    date_created: Moment = None
    send_date: Moment = None
    tracking_events: Annotated[list[_Scan], BeforeValidator(objects)] = Field(default_factory=list[_Scan])
    deleted: Truth = None
    failure_reason: Annotated[_Failure | None, BeforeValidator(object_or_none)] = None


def _named(value: object) -> list[object]:
    """The pieces that have an id; an entry without one says nothing about any piece."""
    ids = TypeAdapter(_Thing)
    return [entry for entry in objects(value) if RESOURCE_ID.fullmatch(ids.validate_python(entry).id or "")]


class PageBody(BaseModel):
    data: Annotated[list[PieceBody], BeforeValidator(_named)]
    next_url: Text = None


class DeletedBody(BaseModel):
    deleted: Truth = None


class _EventType(BaseModel):
    id: str = Field(min_length=1, max_length=100)


class EventBody(BaseModel):
    id: str = Field(pattern=rf"^{EVENT_ID.pattern}$")
    event_type: _EventType
    reference_id: Text = None
    body: Annotated[_Thing | None, BeforeValidator(object_or_none)] = None
    date_created: Moment = None


def verified(check: CheckBody, given: Address) -> VerifiedAddress:
    word = check.deliverability.strip().lower()
    deliverable = word in DELIVERABLE
    return VerifiedAddress(
        id=check.id,
        deliverability=word,
        deliverable=deliverable,
        address=_corrected(check, given) if deliverable else given,
    )


def _corrected(check: CheckBody, given: Address) -> Address:
    found = check.components or _Components()
    return replace(
        given,
        line1=check.primary_line.strip() or given.line1,
        line2=check.secondary_line.strip() if check.primary_line.strip() else given.line2,
        city=found.city.strip() or given.city,
        state=found.state.strip() or given.state,
        postcode=found.postcode().strip() or given.postcode,
    )


def printed(piece: PieceBody) -> Printed:
    return Printed(
        id=piece.id,
        expected_delivery=piece.expected_delivery_date,
        preview_url=piece.url,
        carrier=piece.carrier,
        status=piece.status,
        created_at=piece.date_created,
        send_at=piece.send_date,
        metadata=piece.metadata,
        scans=tuple(
            Scan(name=scan.name, at=scan.time, location=scan.location) for scan in piece.tracking_events
        ),
        deleted=bool(piece.deleted),
        failure=piece.failure_reason.failure_reason if piece.failure_reason else None,
    )
