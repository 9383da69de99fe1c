"""Keep every client's subscription as Stripe has it, and send owners to the pages where they change it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from errors import Conflict, InvalidInput, NotFound, ProviderRefused
from memory import clients, events, users
from memory.audit import add_audit
from memory.clients import StripeMarks
from memory.enums import Role, Subscription, Tier
from memory.postgres import ClientTransaction
from memory.records.actor import SYSTEM, Actor, Clock
from memory.records.ids import ClientId, EventId
from memory.records.tenants import Client
from memory.signals import SignalKind
from memory.store import Memory
from tools.providers.stripe_shapes import (
    CheckoutOrder,
    HostedPage,
    StripeEvent,
    StripeSubscription,
    parse_event,
)
from tools.services.access import require
from tools.services.billing import Billing
from tools.services.intake import Intake
from tools.services.money.stripe_terms import Prices, is_begun, period_end, standing
from tools.services.money.tiers import runs
from tools.services.notify import Notify

logger = logging.getLogger(__name__)

REFERENCE = "client_id"
"""Our name of who pays, on every subscription that our checkout begins."""
KEPT = timedelta(days=29)
"""Stripe lists events for 30 days."""
OVERLAP = timedelta(hours=6)


class Payments(Protocol):
    """Whoever takes the money."""

    async def subscription(self, subscription_id: str) -> StripeSubscription: ...

    async def events(self, since: datetime) -> tuple[StripeEvent, ...]: ...

    async def checkout_session(self, order: CheckoutOrder, *, idempotency_key: str) -> HostedPage: ...

    async def portal_session(
        self, customer_id: str, *, return_url: str, idempotency_key: str
    ) -> HostedPage: ...


@dataclass(frozen=True, kw_only=True)
class Subscriptions:
    """What every just-in-time check reads of a client's money, as Stripe tells it."""

    memory: Memory
    clock: Clock
    intake: Intake
    billing: Billing
    notify: Notify
    prices: Prices
    base_url: str
    stripe: Payments | None = None
    """None where no account is set up."""

    async def changed(self, body: bytes) -> ClientId | None:
        """Whose subscription the event is about, once it stands here as Stripe has it now.

        Events come in any order and more than once: what they say counts for nothing but the subscription's
        name. None where the event is about no subscription, or about nobody's of ours.
        """
        event = parse_event(body)
        if event.subscription_id is None or self.stripe is None:
            return None
        return await self.refresh(event.subscription_id)

    async def refresh(self, subscription_id: str) -> ClientId | None:
        """Whose subscription it is, once it stands here as Stripe has it; ProviderError where Stripe does not
        answer, and nothing has changed then."""
        async with self.memory.postgres.system_transaction() as tx:
            # Before the question: whatever changes at Stripe from now on has an event of its own.
            asked_at = await clients.shared_time(tx)
        told = await self._fetch(subscription_id)
        client_id = await self._whose(told) if told else None
        if told is None or client_id is None:
            return None
        rival = await self._rival(client_id, told)
        await self._keep(client_id, _better(told, rival) if rival else told, asked_at)
        return client_id

    async def checkout(self, client_id: ClientId, actor: Actor, tier: Tier) -> str:
        """The address of the page on which an owner subscribes; Conflict where there is a subscription."""
        require(actor, Role.OWNER)
        stripe, (client, marks) = self._payments(), await self._client(client_id)
        if marks.stripe_subscription_id and client.subscription is not Subscription.CANCELLED:
            raise Conflict("There is a subscription already: change it on its own page.")
        order = CheckoutOrder(
            price_id=self.prices.price_for(tier, founding=client.founding),
            success_url=f"{self.base_url}/chat/",
            cancel_url=f"{self.base_url}/chat/",
            reference=str(client_id),
            customer_id=marks.stripe_customer_id,
            customer_email=await self._email(actor),
            metadata={REFERENCE: str(client_id)},
        )
        page = await stripe.checkout_session(order, idempotency_key=f"checkout:{uuid4()}")
        await self._note(client_id, actor, "checkout_opened", {"tier": tier.value})
        return page.url

    async def portal(self, client_id: ClientId, actor: Actor) -> str:
        """The address of the page on which an owner changes or ends the subscription."""
        require(actor, Role.OWNER)
        stripe, (_, marks) = self._payments(), await self._client(client_id)
        if marks.stripe_customer_id is None:
            raise Conflict("There is no subscription yet: begin one first.")
        page = await stripe.portal_session(
            marks.stripe_customer_id,
            return_url=f"{self.base_url}/chat/",
            idempotency_key=f"portal:{uuid4()}",
        )
        await self._note(client_id, actor, "portal_opened", {})
        return page.url

    async def refresh_from_events(self) -> tuple[EventId, ...]:
        """Store the events that no webhook brought, back to the last success; those are to be received.

        Raises ProviderError where Stripe does not answer; the next round then reaches further back.
        """
        if self.stripe is None:
            return ()
        until = self.clock()
        async with self.memory.postgres.system_transaction() as tx:
            last = await events.last_recovery(tx, "stripe")
        since = max(last - OVERLAP, until - KEPT) if last else until - KEPT
        listed = await self.stripe.events(since)
        found = await self._store(listed)
        async with self.memory.postgres.system_transaction() as tx:
            await events.note_recovery(tx, "stripe", until)
        return found

    # Inside ---------------------------------------------------------------------------------------

    async def _fetch(self, subscription_id: str) -> StripeSubscription | None:
        try:
            return await self._payments().subscription(subscription_id)
        except ProviderRefused as error:
            if error.status == 404:
                return None
            raise

    async def _whose(self, told: StripeSubscription) -> ClientId | None:
        """By the subscription that we know, then by our own name on it, then by the customer."""
        async with self.memory.postgres.system_transaction() as tx:
            known = await clients.client_of_subscription(tx, told.id)
            if known is not None:
                return known
        named = _client_id(told.metadata.get(REFERENCE, ""))
        if named is not None:
            async with self.memory.postgres.client_transaction(named) as tx:
                if await clients.client_by_id(tx) is not None:
                    return named
        if told.customer_id is None:
            return None
        async with self.memory.postgres.system_transaction() as tx:
            return await clients.client_of_customer(tx, told.customer_id)

    async def _rival(self, client_id: ClientId, told: StripeSubscription) -> StripeSubscription | None:
        """The subscription that we know, where another one is told of: an ended one takes nothing away."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            marks = await clients.stripe_marks(tx)
        known = marks.stripe_subscription_id if marks else None
        return await self._fetch(known) if known and known != told.id else None

    async def _keep(self, client_id: ClientId, told: StripeSubscription, asked_at: datetime) -> None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            client = await clients.client_for_update(tx)
            marks = await clients.stripe_marks(tx)
            if client is None or marks is None or not _counts(client, marks, told):
                return
            status, ends_at = standing(told), period_end(told, self.prices)
            kept = await clients.set_stripe(
                tx,
                status,
                customer_id=told.customer_id,
                subscription_id=told.id,
                period_ends_at=ends_at,
                synced_at=asked_at,
            )
            if not kept:
                return
            tier = await self._pay_for(tx, client, told, asked_at)
            before = (client.subscription, client.tier, marks.period_ends_at, marks.stripe_subscription_id)
            if before == (status, tier, ends_at, told.id):
                return
            await add_audit(
                tx,
                SYSTEM,
                "subscription_changed",
                subject_kind="client",
                subject_id=client_id,
                detail={
                    "stripe": told.id,
                    "stripe_status": told.status,
                    "from": client.subscription.value,
                    "to": status.value,
                    "tier_from": client.tier.value,
                    "tier_to": tier.value,
                    "period_ends_at": ends_at.isoformat() if ends_at else None,
                },
            )
        await self.notify.tell(client_id, SignalKind.ACCOUNT_CHANGED)

    async def _pay_for(
        self, tx: ClientTransaction, client: Client, told: StripeSubscription, asked_at: datetime
    ) -> Tier:
        """The tier from now on: another price counts once it is paid, an unknown one changes nothing."""
        tier = self.prices.tier_of(told)
        if tier is None:
            logger.warning("subscription %s has no price that STRIPE_PRICES names", told.id)
        if tier is None or tier is client.tier or not runs(standing(told)):
            return client.tier
        key = f"stripe:{told.id}:{asked_at.isoformat()}"
        await self.billing.move_tier(tx, client, tier, dedupe_key=key)
        return tier

    async def _client(self, client_id: ClientId) -> tuple[Client, StripeMarks]:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            client, marks = await clients.client_by_id(tx), await clients.stripe_marks(tx)
        if client is None or marks is None:
            raise NotFound("There is no such client.")
        return client, marks

    async def _email(self, actor: Actor) -> str | None:
        if actor.user_id is None:
            return None
        async with self.memory.postgres.system_transaction() as tx:
            user = await users.user_by_id(tx, actor.user_id)
        return user.email if user else None

    async def _note(self, client_id: ClientId, actor: Actor, action: str, detail: dict[str, str]) -> None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await add_audit(
                tx, actor, action, subject_kind="client", subject_id=client_id, detail=dict(detail)
            )

    async def _store(self, listed: Sequence[StripeEvent]) -> tuple[EventId, ...]:
        about = [event for event in listed if event.subscription_id]
        async with self.memory.postgres.system_transaction() as tx:
            known = await events.known_events(tx, "stripe", "events", [event.id for event in about])
        stored: list[EventId] = []
        for event in about:
            if event.id not in known:
                event_id = await self.intake.store("stripe", "events", event.id, event.body, found_by="poll")
                stored += [event_id] if event_id is not None else []
        return tuple(stored)

    def _payments(self) -> Payments:
        if self.stripe is None:
            raise InvalidInput("No Stripe account is set up here: set STRIPE_API_KEY.")
        return self.stripe


def _counts(client: Client, marks: StripeMarks, told: StripeSubscription) -> bool:
    """A first payment that has not come through takes nothing from a client that runs without Stripe."""
    return is_begun(told) or marks.stripe_subscription_id is not None or not runs(client.subscription)


def _better(one: StripeSubscription, other: StripeSubscription) -> StripeSubscription:
    """Of two subscriptions of one client: the one that runs, else the one that was begun later."""

    def rank(told: StripeSubscription) -> tuple[bool, float]:
        return runs(standing(told)), told.created_at.timestamp() if told.created_at else 0.0

    return max(one, other, key=rank)


def _client_id(text: str) -> ClientId | None:
    try:
        return ClientId(UUID(text))
    except ValueError:
        return None
