"""Keep the pretended Stripe's subscriptions: each is what its newest event says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import cast
from uuid import uuid4

from tools.sandbox.entries import Accepted
from tools.sandbox.stripe_objects import Object, checkout_session, event, invoice, subscription
from tools.sandbox.town import Town

PRICES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "price_ignition": ("Ignition", 2_500),
        "price_ignition_founding": ("Ignition, founding", 1_250),
        "price_velocity": ("Velocity", 4_000),
        "price_velocity_founding": ("Velocity, founding", 2_000),
        "price_dominance": ("Dominance", 7_500),
        "price_dominance_founding": ("Dominance, founding", 3_750),
    }
)
"""What this account sells, in AUD a month."""
PRICE_LIST = ",".join(f"{price_id.removeprefix('price_')}={price_id}" for price_id in PRICES)
"""The same as STRIPE_PRICES takes it."""
VENDOR, EVENT = "stripe", "event"
MONTH = timedelta(days=30)


class StripeBooks:
    """What has happened at the pretended Stripe."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def acts(self) -> Mapping[str, Callable[[Object, str], None]]:
        """What a customer, or the bank, can do to a subscription; a change names its new price."""
        return {
            "change": self._change,
            "fail": lambda one, _: self._bill(one, "past_due", "invoice.payment_failed"),
            "pay": lambda one, _: self._bill(one, "active", "invoice.paid"),
            "pause": lambda one, _: self._move(one, "customer.subscription.paused", status="paused"),
            "resume": lambda one, _: self._move(one, "customer.subscription.resumed", status="active"),
            "cancel": lambda one, _: self._move(one, "customer.subscription.deleted", status="canceled"),
        }

    def start(self, session_id: str, form: Mapping[str, str]) -> None:
        """Somebody has paid at this checkout."""
        now = self._town.clock()
        started = subscription(
            f"sub_{uuid4().hex[:24]}",
            customer=form.get("customer") or f"cus_{uuid4().hex[:14]}",
            price=form["line_items[0][price]"],
            amount_aud=PRICES[form["line_items[0][price]"]][1],
            starts=now,
            ends=now + MONTH,
            metadata=_bracketed(form, "subscription_data[metadata]"),
        )
        session = checkout_session(session_id, form, "", started)
        self._tell("customer.subscription.created", started)
        self._tell("checkout.session.completed", session)
        self._tell("invoice.paid", invoice(started, paid=True, at=now))

    def _change(self, one: Object, price: str) -> None:
        if price not in PRICES:
            return
        changed = json.loads(json.dumps(one))
        changed["items"]["data"][0]["price"] |= {"id": price, "unit_amount": PRICES[price][1] * 100}
        self._tell("customer.subscription.updated", changed)

    def _bill(self, one: Object, status: str, told: str) -> None:
        self._tell(told, invoice(one, paid=status == "active", at=self._town.clock()))
        self._move(one, "customer.subscription.updated", status=status)

    def _move(self, one: Object, told: str, *, status: str) -> None:
        self._tell(told, {**one, "status": status})

    def _tell(self, kind: str, about: Object) -> None:
        """Write the event down, from which the subscription is read again, and post it."""
        told = event(kind, about, self._town.clock())
        self._town.ledger.take(
            Accepted(
                vendor=VENDOR,
                form=EVENT,
                id=str(told["id"]),
                recipient=str(about.get("customer") or ""),
                details=told,
                accepted_at=self._town.clock(),
            )
        )
        seconds = min(1.0, self._town.config.reply_seconds)
        self._town.callbacks.due(
            VENDOR, "stripe/events", json.dumps(told), seconds=seconds, about=str(told["id"])
        )

    def happened(self) -> list[Accepted]:
        """Every event, oldest first."""
        return [one for one in self._town.ledger.sends(VENDOR) if one.form == EVENT]

    def subscriptions(self) -> dict[str, Object]:
        """Every subscription as its newest event left it."""
        found: dict[str, Object] = {}
        for one in self.happened():
            about = cast("Mapping[str, Object]", one.details["data"])["object"]
            if about["object"] == "subscription":
                found[str(about["id"])] = about
        return found

    def subscription_of(self, session_id: str) -> Object | None:
        """What was paid for at a checkout; None while nobody has paid."""
        for one in self.happened():
            about = cast("Mapping[str, Object]", one.details["data"])["object"]
            if about["id"] == session_id:
                return self.subscriptions()[str(about["subscription"])]
        return None


def _bracketed(form: Mapping[str, str], name: str) -> dict[str, str]:
    return {key[len(name) + 1 : -1]: value for key, value in form.items() if key.startswith(f"{name}[")}
