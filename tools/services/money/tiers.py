"""State what each client tier pays for and gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from memory.enums import Subscription, Tier


@dataclass(frozen=True, kw_only=True, slots=True)
class TierTerms:
    """Prices are AUD a month; the founding price holds for life."""

    price_aud: int
    founding_price_aud: int
    credits_a_month: int
    campaigns: int
    linkedin_seats: int
    touches_a_day: int


TIERS: Mapping[Tier, TierTerms] = MappingProxyType(
    {
        Tier.IGNITION: TierTerms(
            price_aud=2_500,
            founding_price_aud=1_250,
            credits_a_month=1_250,
            campaigns=5,
            linkedin_seats=1,
            touches_a_day=50,
        ),
        Tier.VELOCITY: TierTerms(
            price_aud=4_000,
            founding_price_aud=2_000,
            credits_a_month=2_250,
            campaigns=10,
            linkedin_seats=3,
            touches_a_day=100,
        ),
        Tier.DOMINANCE: TierTerms(
            price_aud=7_500,
            founding_price_aud=3_750,
            credits_a_month=4_500,
            campaigns=20,
            linkedin_seats=5,
            touches_a_day=200,
        ),
    }
)


def runs(subscription: Subscription) -> bool:
    """Whether outreach and enrichment run for a client with this subscription."""
    return subscription in (Subscription.TRIALING, Subscription.ACTIVE)
