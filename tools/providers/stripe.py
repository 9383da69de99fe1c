"""Let Stripe take a client's money, and believe of its webhooks only which subscription to look at."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Self

from errors import ProviderRefused, ProviderUnavailable, WebhookRejected
from tools.providers.accounts import Account
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.providers.stripe_shapes import (
    EVENT_ID,
    SUBSCRIPTION_ID,
    CheckoutOrder,
    EventsBody,
    HostedPage,
    PageBody,
    StripeEvent,
    StripeSubscription,
    SubscriptionBody,
    brackets,
    explain,
    listed_event,
    order_form,
    parse_event,
    subscription_of,
)
from tools.providers.webhooks import Webhook

VERSION = "2026-10-28.endive"
"""Of our requests and their answers; a webhook's shape follows its endpoint's own version."""
TOLERANCE_SECONDS = 300
PAGE = 100
PAGES = 50
EVENT_TYPES = (
    "checkout.session.completed",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.finalized",
)
"""What the webhook's endpoint is to be subscribed to, and what is asked for again."""


class Stripe:
    """Stripe's subscriptions and the pages on which they are paid and changed."""

    def __init__(
        self, vendor: Vendor, *, webhook_secret: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._vendor = vendor
        self._secret = webhook_secret.encode()
        self._clock = clock

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float) -> Self:
        """Stripe at this account; close it where it was made."""
        headers = {"Authorization": f"Bearer {account.key}", "Stripe-Version": VERSION}
        vendor = Vendor(
            "Stripe", account.base_url, headers=headers, timeout_seconds=timeout_seconds, explain=explain
        )
        return cls(vendor, webhook_secret=account.webhook_secret)

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def checkout_session(self, order: CheckoutOrder, *, idempotency_key: str) -> HostedPage:
        """The page on which the subscription is paid; the same key within 24 hours gives the same page."""
        return await self._page(
            "open a checkout", "/v1/checkout/sessions", order_form(order), idempotency_key
        )

    async def portal_session(self, customer_id: str, *, return_url: str, idempotency_key: str) -> HostedPage:
        """The page on which a customer changes plan and card, reads invoices, or cancels."""
        form = brackets({"customer": customer_id, "return_url": return_url})
        return await self._page("open the portal", "/v1/billing_portal/sessions", form, idempotency_key)

    async def subscription(self, subscription_id: str) -> StripeSubscription:
        """The subscription now, ended or not; ProviderRefused with status 404 where there is none."""
        if not SUBSCRIPTION_ID.fullmatch(subscription_id):
            raise ProviderRefused(
                "Stripe", "This is no subscription's id.", status=404, code="resource_missing"
            )
        path = f"/v1/subscriptions/{subscription_id}"
        answer = await self._vendor.call("fetch a subscription", "GET", path, effect=Effect.READ)
        return subscription_of(answer.read(SubscriptionBody))

    async def events(self, since: datetime) -> tuple[StripeEvent, ...]:
        """Everything that happened to subscriptions since then, oldest first; Stripe keeps it for 30 days.

        Raises ProviderUnavailable where there is more than 5,000: a part of it would hide the oldest.
        """
        wanted = {"types": EVENT_TYPES, "created": {"gte": int(since.timestamp())}, "limit": PAGE}
        found: dict[str, StripeEvent] = {}
        after: str | None = None
        for _ in range(PAGES):
            params = brackets({**wanted, "starting_after": after})
            answer = await self._vendor.call(
                "list events", "GET", "/v1/events", effect=Effect.READ, params=params
            )
            page = answer.read(EventsBody)
            read = [event for told in page.data if (event := listed_event(told)) is not None]
            found.update((event.id, event) for event in read)
            last = str(page.data[-1].get("id")) if page.data else ""
            if not page.has_more or not EVENT_ID.fullmatch(last) or last == after:
                return tuple(reversed(found.values()))
            after = last
        raise ProviderUnavailable("Stripe", f"Stripe lists more than {PAGE * PAGES} events since then.")

    def receive(self, kind: str, webhook: Webhook) -> str:
        """The event's id; raises WebhookRejected unless Stripe signed it within five minutes of now."""
        if kind != "events":
            raise WebhookRejected("Stripe posts events only.", malformed=True)
        headers = {name.lower(): value for name, value in webhook.headers.items()}
        stamp, given = _signatures(headers.get("stripe-signature", ""))
        # Stripe's own package takes stamps of the future; one signed for next year would hold until then.
        if not stamp or abs(self._clock() - float(stamp)) > TOLERANCE_SECONDS:
            raise WebhookRejected("This webhook was not signed within five minutes of now.")
        wanted = hmac.digest(self._secret, f"{stamp}.".encode() + webhook.body, sha256).hex().encode()
        if not self._secret or not any(hmac.compare_digest(one, wanted) for one in given):
            raise WebhookRejected("This webhook is not signed with the secret of our Stripe account.")
        return parse_event(webhook.body).id

    async def _page(self, operation: str, path: str, form: dict[str, str], key: str) -> HostedPage:
        answer = await self._vendor.call(
            operation, "POST", path, effect=Effect.KEYED, form=form, headers={"Idempotency-Key": key}
        )
        page = answer.read(PageBody)
        return HostedPage(page.id, page.url)


def _signatures(header: str) -> tuple[str, list[bytes]]:
    """The moment and every v1 signature; while a secret is rolled there are two. v0 is for Stripe's tests."""
    parts = [part.partition("=") for part in header.split(",")]
    stamps = [value.strip() for name, _, value in parts if name.strip() == "t"]
    stamp = stamps[0] if stamps and re.fullmatch(r"[0-9]{1,12}", stamps[0]) else ""
    signed = [value.strip() for name, _, value in parts if name.strip() == "v1"]
    return stamp, [value.encode("utf-8", "replace") for value in signed]
