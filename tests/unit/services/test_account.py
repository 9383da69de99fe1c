"""An owner is told in words what rests and what runs away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from memory.enums import Subscription, Tier
from tools.services.account import AccountState, rests

STATE = AccountState(
    tier=Tier.IGNITION, subscription=Subscription.ACTIVE, runs=True, price_aud=2_500, balance=1_000,
    quota=1_250, resets_at=datetime(2026, 12, 1, 13, tzinfo=UTC), resets_on=date(2026, 12, 2), used=250,
    daily_target=56.8, expected=250.0, pace="on_pace", campaigns=5, touches_a_day=50,
)  # fmt: skip


def test_nothing_is_told_of_an_account_that_runs_evenly() -> None:
    assert STATE.notices() == []


@pytest.mark.parametrize("subscription", ["past_due", "cancelled", "paused"])
def test_each_state_that_rests_says_why(subscription: str) -> None:
    """One sentence for each, and none is another's."""
    state = replace(STATE, subscription=Subscription(subscription), runs=False)
    (told,) = state.notices()
    assert "outreach and enrichment rest" in told
    assert len({rests(each) for each in Subscription}) == 4


def test_idle_credits_are_told_with_the_day_on_which_they_lapse() -> None:
    state = replace(STATE, pace="slow")
    assert state.notices() == [
        "Credits lie idle: 250 of 1,250 credits are used, and what is left on 2 December does not roll over."
    ]
