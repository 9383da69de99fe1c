"""Write Stripe's objects as its newest version shapes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from tools.providers.stripe import VERSION

Object = Mapping[str, object]


def subscription(
    subscription_id: str,
    *,
    customer: str,
    price: str,
    amount_aud: int,
    starts: datetime,
    ends: datetime,
    metadata: Mapping[str, str],
) -> Object:
    """An active subscription of one price; the period stands on its item."""
    item: Object = {
        "id": f"si_{uuid4().hex[:14]}",
        "object": "subscription_item",
        "current_period_start": int(starts.timestamp()),
        "current_period_end": int(ends.timestamp()),
        "price": {
            "id": price,
            "object": "price",
            "currency": "aud",
            "unit_amount": amount_aud * 100,
            "recurring": {"interval": "month", "interval_count": 1},
        },
        "quantity": 1,
        "subscription": subscription_id,
    }
    return {
        "id": subscription_id,
        "object": "subscription",
        "customer": customer,
        "status": "active",
        "created": int(starts.timestamp()),
        "currency": "aud",
        "cancel_at_period_end": False,
        "pause_collection": None,
        "items": {"object": "list", "data": [item], "has_more": False},
        "metadata": dict(metadata),
        "livemode": False,
    }


def checkout_session(session_id: str, form: Mapping[str, str], url: str, paid: Object | None) -> Object:
    """A checkout, open or complete."""
    return {
        "id": session_id,
        "object": "checkout.session",
        "mode": "subscription",
        "status": "complete" if paid else "open",
        "payment_status": "paid" if paid else "unpaid",
        "client_reference_id": form.get("client_reference_id"),
        "customer": paid["customer"] if paid else form.get("customer"),
        "customer_email": form.get("customer_email"),
        "subscription": paid["id"] if paid else None,
        "metadata": {name[9:-1]: value for name, value in form.items() if name.startswith("metadata[")},
        "success_url": form["success_url"],
        "url": None if paid else url,
        "livemode": False,
    }


def invoice(of: Object, *, paid: bool, at: datetime) -> Object:
    """The subscription's invoice, which names it under its parent."""
    return {
        "id": f"in_{uuid4().hex[:24]}",
        "object": "invoice",
        "customer": of["customer"],
        "status": "paid" if paid else "open",
        "currency": "aud",
        "created": int(at.timestamp()),
        "parent": {
            "type": "subscription_details",
            "subscription_details": {"subscription": of["id"], "metadata": of["metadata"]},
        },
        "livemode": False,
    }


def event(kind: str, about: Object, at: datetime) -> Object:
    """The envelope in which Stripe tells of something."""
    return {
        "id": f"evt_{uuid4().hex[:24]}",
        "object": "event",
        "api_version": VERSION,
        "created": int(at.timestamp()),
        "type": kind,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "data": {"object": dict(about)},
    }
