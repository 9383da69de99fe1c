"""Read Stripe's words and prices as ours: which state a subscription is in, and which tier it pays for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from errors import InvalidInput
from memory.enums import Subscription, Tier
from tools.providers.stripe_shapes import StripeSubscription

STANDINGS: Mapping[str, Subscription] = MappingProxyType(
    {
        "trialing": Subscription.TRIALING,
        "active": Subscription.ACTIVE,
        "past_due": Subscription.PAST_DUE,
        # Stripe has given up on the invoices, and they are still owed: a payment brings it back.
        "unpaid": Subscription.PAST_DUE,
        # The first payment waits for the customer's bank, 23 hours at most.
        "incomplete": Subscription.PAST_DUE,
        "incomplete_expired": Subscription.CANCELLED,
        "canceled": Subscription.CANCELLED,
        # A trial ended without a way to pay.
        "paused": Subscription.PAUSED,
    }
)
FOUNDING = "_founding"


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """One of Stripe's prices."""

    id: str
    tier: Tier
    founding: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Prices:
    """What STRIPE_PRICES says: `ignition=price_1,ignition_founding=price_2,…`.

    A tier may stand there several times: old prices keep their tier, the first is the one that is sold.
    """

    listed: tuple[Price, ...]

    @classmethod
    def of(cls, text: str) -> Prices:
        """Read the list; InvalidInput for what is none, or names a tier that there is not."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return cls(listed=tuple(_price(part) for part in parts))

    def tier_of(self, told: StripeSubscription) -> Tier | None:
        """The tier that the subscription pays for; None where none of its prices is listed."""
        return next((known.tier for known in self._known(told)), None)

    def price_for(self, tier: Tier, *, founding: bool) -> str:
        """What a new subscriber pays; a founding client never the full price, for want of another."""
        found = next((one for one in self.listed if (one.tier, one.founding) == (tier, founding)), None)
        if found is None:
            name = f"{tier.value}{FOUNDING if founding else ''}"
            raise InvalidInput(f"Stripe's price of {name} is not known here: name it in STRIPE_PRICES.")
        return found.id

    def _known(self, told: StripeSubscription) -> list[Price]:
        by_id = {one.id: one for one in self.listed}
        return [by_id[item.price_id] for item in told.items if item.price_id in by_id]


def standing(told: StripeSubscription) -> Subscription:
    """Our word for the state; a word of Stripe's that nobody knows yet lets nothing run."""
    found = STANDINGS.get(told.status, Subscription.PAUSED)
    # Of the three ways to pause payment, `void` is the one for a service that is not given meanwhile.
    paused = told.pause_behaviour == "void" and found in (Subscription.ACTIVE, Subscription.TRIALING)
    return Subscription.PAUSED if paused else found


def is_begun(told: StripeSubscription) -> bool:
    """Whether a first payment or a trial ever began it."""
    return told.status not in ("incomplete", "incomplete_expired")


def period_end(told: StripeSubscription, prices: Prices) -> datetime | None:
    """Until when the tier is paid for; of items that we do not sell, the latest."""
    sold = {one.id for one in prices.listed}
    ends = [(item.price_id in sold, item.period_ends_at) for item in told.items if item.period_ends_at]
    return max(ends)[1] if ends else None


def _price(part: str) -> Price:
    name, _, price_id = (piece.strip() for piece in part.partition("="))
    tier = name.removesuffix(FOUNDING)
    if tier not in set(Tier) or not price_id:
        raise InvalidInput(f"STRIPE_PRICES has {part!r}, which is no TIER=PRICE.")
    return Price(id=price_id, tier=Tier(tier), founding=name.endswith(FOUNDING))
