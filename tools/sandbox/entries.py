"""Say what is written into the sandbox's ledger, one line of JSON each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class AcceptedMail(BaseModel):
    """One mail that the pretended Resend took: it counts as sent, whatever the caller was told."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["mail"] = "mail"
    id: str
    message_id: str
    idempotency_key: str | None
    digest: str
    """SHA-256 of the request's body, to tell a repeat from another mail under the same key."""
    sender: str
    to: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    tags: Mapping[str, str]
    accepted_at: datetime


class DueAnswer(BaseModel):
    """One mail that a person in the world is going to write, with Postmark's JSON of it."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["answer"] = "answer"
    postmark_id: str
    mail_id: str
    thread_id: str
    person: str
    intent: str
    due_at: datetime
    inbound: Mapping[str, object]


class Accepted(BaseModel):
    """One thing other than a mail that a pretended vendor took: it counts, whatever the caller was told."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["send"] = "send"
    vendor: str
    form: str
    """`sms`, `connection_request`, `letter`, …; a vendor's own word where no lead is reached."""
    id: str
    """The vendor's id of it."""
    recipient: str
    """A phone, a profile's address, a name and street, …: whatever the vendor was given."""
    sender: str = ""
    subject: str = ""
    text: str = ""
    tag: str | None = None
    """The touch's id, where the caller sent it along."""
    idempotency_key: str | None = None
    digest: str = ""
    """SHA-256 of the request's body, to tell a repeat from another request under the same key."""
    details: Mapping[str, object] = Field(default_factory=dict[str, object])
    accepted_at: datetime = Field(default_factory=now)


class DueCall(BaseModel):
    """One webhook that a vendor is going to post."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["call"] = "call"
    id: str
    vendor: str
    path: str
    """Below the agency's `/api/v1/webhooks`, such as `twilio/status`."""
    content_type: str
    body: str
    due_at: datetime
    about: str
    """Id of the mail, send or other thing that it tells of."""


class CallEnd(BaseModel):
    """The webhook took a call, or refused it for good; whether it can be polled is the vendor's matter."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["call_end"] = "call_end"
    id: str
    end: Literal["posted", "given_up"]
    at: datetime


class PersonMatched(BaseModel):
    """The pretended Apollo charged a credit for a person."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["match"] = "match"
    apollo_id: str
    at: datetime


Entry = AcceptedMail | DueAnswer | Accepted | DueCall | CallEnd | PersonMatched


class Line(BaseModel):
    """One line of the ledger."""

    entry: Entry = Field(discriminator="kind")


ENTRY: TypeAdapter[Line] = TypeAdapter(Line)
