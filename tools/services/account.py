"""Say what a client pays for, what is left of it, and whether it is used evenly."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, assert_never

from memory.enums import Subscription, Tier
from memory.records.tenants import Client
from tools.services.calendar.days import today_in, work_days
from tools.services.money.tiers import TIERS, runs

WORK_DAYS_A_MONTH = 22
_FAST, _SLOW = 1.2, 0.5

Pace = Literal["on_pace", "fast", "slow"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountState:
    """What a client pays for and how it uses it."""

    tier: Tier
    subscription: Subscription
    runs: bool
    price_aud: int
    balance: int
    quota: int
    resets_at: datetime
    resets_on: date
    """The day of it in the client's own time zone."""
    used: int
    """Credits since the last reset."""
    daily_target: float
    """Quota over 22 work days."""
    expected: float
    """Credits that an even pace would have used by now."""
    pace: Pace
    """`fast` above 120 % of the pace, `slow` below 50 % of it once half the month is over."""
    campaigns: int
    touches_a_day: int

    def notices(self) -> list[str]:
        """What an owner should know: that nothing runs, and that credits are used too fast or too slowly."""
        told = [rests(self.subscription)] if not self.runs else []
        return told + ([pace_in_words(self)] if self.pace != "on_pace" else [])


def account_state(client: Client, *, used: int, today: date, start: date) -> AccountState:
    """The state on a day of the month of credits that began on `start`."""
    terms = TIERS[client.tier]
    target = terms.credits_a_month / WORK_DAYS_A_MONTH
    elapsed = min(work_days(start, today + timedelta(days=1)), WORK_DAYS_A_MONTH)
    expected = target * elapsed
    half_over = (today - start).days * 2 >= calendar.monthrange(start.year, start.month)[1]
    slow = half_over and used < _SLOW * expected
    # A month that begins on a Saturday expects nothing yet: one day's share is never too fast.
    fast = used > _FAST * max(expected, target)
    return AccountState(
        tier=client.tier,
        subscription=client.subscription,
        runs=runs(client.subscription),
        price_aud=terms.founding_price_aud if client.founding else terms.price_aud,
        balance=client.credit_balance,
        quota=terms.credits_a_month,
        resets_at=client.credits_reset_at,
        resets_on=today_in(client.time_zone, client.credits_reset_at),
        used=used,
        daily_target=target,
        expected=expected,
        pace="fast" if fast else "slow" if slow else "on_pace",
        campaigns=terms.campaigns,
        touches_a_day=terms.touches_a_day,
    )


def pace_in_words(state: AccountState) -> str:
    """The pace against an even one."""
    used = f"{state.used:,} of {state.quota:,} credits are used"
    until = f"{state.resets_on:%-d %B}"
    match state.pace:
        case "fast":
            even = f"an even pace would be at {state.expected:,.0f}"
            return f"Credits go fast: {used}, {even}. What is left must last until {until}."
        case "slow":
            return f"Credits lie idle: {used}, and what is left on {until} does not roll over."
        case "on_pace":
            return f"Credits are used evenly: {used}."
        case _:
            assert_never(state.pace)


def rests(subscription: Subscription) -> str:
    """Why nothing goes out, and what an owner can do about it."""
    match subscription:
        case Subscription.PAST_DUE:
            return "The last payment did not come through: outreach and enrichment rest until it does."
        case Subscription.CANCELLED:
            return "The subscription has ended: outreach and enrichment rest until there is a new one."
        case Subscription.PAUSED:
            return "The subscription is paused: outreach and enrichment rest until it is resumed."
        case Subscription.TRIALING | Subscription.ACTIVE:
            return "The subscription runs."
        case _:
            assert_never(subscription)
