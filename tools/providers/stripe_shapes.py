"""Say what Stripe sells, charges and reports: in our types, and as it stands on the wire, old and new."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, cast

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from errors import WebhookRejected
from tools.providers.outcomes import Complaint, Verdict
from tools.providers.tolerance import (
    PlainText,
    Text,
    Truth,
    object_or_none,
    objects,
    text_or_none,
    whole_or_none,
)

EVENT_ID = re.compile(r"evt_[A-Za-z0-9_]{1,200}")
SUBSCRIPTION_ID = re.compile(r"sub_[A-Za-z0-9_]{1,200}")
STATUSES = frozenset(
    {
        "incomplete",
        "incomplete_expired",
        "trialing",
        "active",
        "past_due",
        "canceled",
        "unpaid",
        "paused",
    }
)
_LAST_SECOND = 253_402_300_799
"""The last second of the year 9999: what lies after it is no moment."""


@dataclass(frozen=True, kw_only=True)
class CheckoutOrder:
    """A subscription that somebody is about to pay for on Stripe's own page."""

    price_id: str
    success_url: str
    cancel_url: str
    reference: str
    """Our own name of who pays; it comes back with the session and stays on the subscription."""
    customer_id: str | None = None
    """A customer whom Stripe knows; without one, it makes one of the address."""
    customer_email: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class HostedPage:
    """A page of Stripe's that a person is sent to; it holds for a day at most."""

    id: str
    url: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionItem:
    """One price of a subscription, and how long it is paid for."""

    price_id: str
    period_started_at: datetime | None
    period_ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class StripeSubscription:
    """A subscription as Stripe tells it now."""

    id: str
    customer_id: str | None
    status: str
    """One of `STATUSES`, or a newer word of Stripe's."""
    items: tuple[SubscriptionItem, ...]
    pause_behaviour: str | None
    """What becomes of invoices while payment is paused: keep_as_draft, mark_uncollectible or void."""
    metadata: Mapping[str, str]
    created_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class StripeEvent:
    """What an event says it is about; its order is not the order in which it is delivered."""

    id: str
    type: str
    created_at: datetime | None
    subscription_id: str | None
    customer_id: str | None
    body: bytes = field(default=b"", repr=False)
    """The event as it was told, where it was read from a list."""


def brackets(value: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """A nested body as Stripe reads forms: `line_items[0][price]=price_1`; None is left out."""
    flat: dict[str, str] = {}
    for name, inner in value.items():
        flat |= _written(f"{prefix}[{name}]" if prefix else name, inner)
    return flat


def _written(path: str, value: object) -> dict[str, str]:
    if value is None:
        return {}
    if isinstance(value, bool):
        return {path: "true" if value else "false"}
    if isinstance(value, Mapping):
        return brackets(cast("Mapping[str, object]", value), path)
    if isinstance(value, Sequence) and not isinstance(value, str):
        numbered = {str(n): one for n, one in enumerate(cast("Sequence[object]", value))}
        return brackets(numbered, path)
    return {path: str(value)}


def order_form(order: CheckoutOrder) -> dict[str, str]:
    """A checkout session's body."""
    labels = dict(order.metadata)
    return brackets(
        {
            "mode": "subscription",
            "line_items": [{"price": order.price_id, "quantity": 1}],
            "success_url": order.success_url,
            "cancel_url": order.cancel_url,
            "client_reference_id": order.reference,
            "customer": order.customer_id,
            "customer_email": None if order.customer_id else order.customer_email,
            "metadata": labels,
            "subscription_data": {"metadata": labels},
        }
    )


def _id_of(value: object) -> str | None:
    """The id of a thing that may be expanded to the thing itself."""
    if isinstance(value, Mapping):
        return text_or_none(cast("Mapping[str, object]", value).get("id"))
    return text_or_none(value)


def _moment(value: object) -> datetime | None:
    seconds = whole_or_none(value)
    if seconds is None or not 0 <= seconds <= _LAST_SECOND:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _labels(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    told = cast("Mapping[object, object]", value)
    return {str(name): text for name, text in told.items() if isinstance(text, str)}


Reference = Annotated[str | None, BeforeValidator(_id_of)]
UnixMoment = Annotated[datetime | None, BeforeValidator(_moment)]
Labels = Annotated[dict[str, str], BeforeValidator(_labels)]


class _Item(BaseModel):
    price: Reference = None
    plan: Reference = None
    current_period_start: UnixMoment = None
    current_period_end: UnixMoment = None


class _Items(BaseModel):
    data: Annotated[list[_Item], BeforeValidator(objects)] = []


class _Pause(BaseModel):
    behavior: Text = None


class SubscriptionBody(BaseModel):
    """`GET /v1/subscriptions/{id}`; since 2025-03-31 the period stands on the items, before at the root."""

    id: str = Field(pattern=rf"^{SUBSCRIPTION_ID.pattern}$")
    customer: Reference = None
    status: PlainText = ""
    items: Annotated[_Items | None, BeforeValidator(object_or_none)] = None
    pause_collection: Annotated[_Pause | None, BeforeValidator(object_or_none)] = None
    current_period_start: UnixMoment = None
    current_period_end: UnixMoment = None
    metadata: Labels = {}
    created: UnixMoment = None


class PageBody(BaseModel):
    """A session's answer; the address is where the person goes."""

    id: str
    url: str = Field(pattern=r"^https?://")


class _Details(BaseModel):
    subscription: Reference = None


class _Parent(BaseModel):
    subscription_details: Annotated[_Details | None, BeforeValidator(object_or_none)] = None


class _Thing(BaseModel):
    id: Text = None
    object: Text = None
    customer: Reference = None
    subscription: Reference = None
    parent: Annotated[_Parent | None, BeforeValidator(object_or_none)] = None


class _Data(BaseModel):
    object: _Thing


class EventBody(BaseModel):
    """An event's envelope; `v2.core.event` has another one and is none of these."""

    id: str = Field(pattern=rf"^{EVENT_ID.pattern}$")
    object: str = Field(pattern="^event$")
    type: str
    created: UnixMoment = None
    data: _Data


class EventsBody(BaseModel):
    """`GET /v1/events`."""

    data: Annotated[list[dict[str, object]], BeforeValidator(objects)] = []
    has_more: Truth = None


class _Said(BaseModel):
    type: Text = None
    code: Text = None
    message: Text = None
    decline_code: Text = None


class ErrorBody(BaseModel):
    """`{"error": {"type", "code", "param", "message", "decline_code"}}`."""

    error: Annotated[_Said | None, BeforeValidator(object_or_none)] = None


def subscription_of(told: SubscriptionBody) -> StripeSubscription:
    """The subscription, wherever its period stands."""
    items = told.items.data if told.items else []
    return StripeSubscription(
        id=told.id,
        customer_id=told.customer,
        status=told.status.strip().lower(),
        items=tuple(
            SubscriptionItem(
                price_id=item.price or item.plan or "",
                period_started_at=item.current_period_start or told.current_period_start,
                period_ends_at=item.current_period_end or told.current_period_end,
            )
            for item in items
        ),
        pause_behaviour=told.pause_collection.behavior if told.pause_collection else None,
        metadata=told.metadata,
        created_at=told.created,
    )


def parse_event(body: bytes) -> StripeEvent:
    """The event in a webhook's body; raises WebhookRejected (malformed) when it is none."""
    try:
        told = TypeAdapter(EventBody).validate_json(body)
    except ValidationError as error:
        raise WebhookRejected("This is no event of Stripe's.", malformed=True) from error
    thing = told.data.object
    return StripeEvent(
        id=told.id,
        type=told.type,
        created_at=told.created,
        subscription_id=_subscription_named(thing),
        customer_id=thing.id if thing.object == "customer" else thing.customer,
        body=body,
    )


def listed_event(told: Mapping[str, object]) -> StripeEvent | None:
    """An event of the list, with the bytes that a webhook of it would have; None for what is no event."""
    try:
        return parse_event(json.dumps(told).encode())
    except WebhookRejected:
        return None


def _subscription_named(thing: _Thing) -> str | None:
    """The subscription that a thing is, or belongs to; an invoice names it in one of two places."""
    details = thing.parent.subscription_details if thing.parent else None
    named = thing.id if thing.object == "subscription" else None
    named = named or (details.subscription if details else None) or thing.subscription
    return named if named and SUBSCRIPTION_ID.fullmatch(named) else None


def explain(status: int, body: bytes) -> Complaint:
    """Stripe's errors; a call under a key that is still at work is a 409 of its own."""
    try:
        said = TypeAdapter(ErrorBody).validate_json(body).error
    except ValidationError:
        return Complaint()
    if said is None:
        return Complaint()
    code = said.decline_code or said.code or said.type
    verdict = Verdict.BUSY if (status, said.code) == (409, "idempotency_key_in_use") else None
    return Complaint(code=code, message=said.message, verdict=verdict)
