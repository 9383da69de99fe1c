"""Advice follows the record: harm stops, failure and better channels change, little says little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from memory.enums import CampaignStatus, Channel, LeadTier, Subscription
from memory.performance import Day, DayPart, Outcomes, ReplyHours
from memory.records.campaigns import SequenceStep
from tests.fixtures.law import CLIENT
from tests.fixtures.material import a_campaign
from tools.services.judging.analysis import Advice, Analysis, compared, judged
from tools.services.judging.performance import Performance, Rate
from tools.services.judging.timing import spoken


def cell(channel: Channel = Channel.EMAIL, sent: int = 0, **counts: int) -> Outcomes:
    """Touches of warm leads by one channel."""
    none = dict.fromkeys(
        ("opened", "replied", "positive", "meetings", "opted_out", "bounced", "complained"), 0
    )
    return Outcomes(channel=channel, lead_tier=LeadTier.WARM, step_n=1, sent=sent, **{**none, **counts})


def record(*cells: Outcomes, waiting: int = 0, status: str = "active", **campaign: int) -> Performance:
    """A campaign with these outcomes."""
    return Performance(
        campaign=replace(a_campaign(), status=CampaignStatus(status), **campaign),
        cells=cells,
        days=(),
        reply_hours=(),
        day_parts=(),
        waiting={"warm": waiting},
        steps=(),
    )


def advice(found: Performance, subscription: Subscription = Subscription.ACTIVE) -> Analysis:
    """What is advised to a client that pays."""
    return judged(found, replace(CLIENT, subscription=subscription))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"sent": 200, "bounced": 14}, Advice.PAUSE),
        ({"sent": 200, "bounced": 6, "replied": 12, "positive": 6}, Advice.CONTINUE),
        ({"sent": 20, "bounced": 2}, Advice.CONTINUE),
        ({"sent": 400, "complained": 5}, Advice.PAUSE),
        ({"sent": 200, "opted_out": 20, "replied": 20}, Advice.PAUSE),
        ({"sent": 500, "replied": 5, "positive": 1}, Advice.MODIFY),
        ({"sent": 300, "replied": 30, "positive": 12}, Advice.CONTINUE),
        ({"sent": 3, "replied": 0}, Advice.CONTINUE),
    ],
)
def test_harm_pauses_failure_changes_and_little_decides_nothing(
    counts: dict[str, int], expected: Advice
) -> None:
    """Seven per cent of bounces in 200 mails are surely above three; two of twenty may be chance."""
    found = advice(record(cell(Channel.EMAIL, **counts)))
    assert found.advice is expected
    assert 0.5 <= found.confidence <= 1
    assert found.because


def test_little_is_said_to_be_little() -> None:
    """No number is made up, and nobody is told to be sure."""
    assert advice(record(cell(sent=0))).because == (
        "Nothing has been sent yet: there is nothing to judge by.",
    )
    assert advice(record(cell(sent=1))).because == ("Only one message has been sent: too few to judge by.",)
    found = advice(record(cell(sent=3)))
    assert found.because == ("Only 3 messages have been sent: too few to judge by.",)
    assert (found.confidence, found.proposal) == (0.6, None)
    assert found.forecast.replies is None
    assert "Too little to forecast from: 3 sent" in found.forecast.reason


def test_a_better_channel_gets_more_and_the_expected_effect_is_said() -> None:
    """LinkedIn brings four times the interest of email, so its share grows; email keeps a tenth."""
    found = advice(
        record(
            cell(Channel.EMAIL, sent=200, replied=8, positive=4),
            cell(Channel.LINKEDIN, sent=100, replied=14, positive=9),
            email_percent=70,
            linkedin_percent=30,
        )
    )
    assert found.advice is Advice.MODIFY
    shares = found.mix.proposed
    assert sum(shares.values()) == 100
    assert shares[Channel.LINKEDIN] > 70
    assert shares[Channel.EMAIL] >= 10
    assert found.mix.positive_then > found.mix.positive_now
    assert found.proposal is not None
    assert found.proposal.percentages is not None
    assert found.proposal.percentages.linkedin == shares[Channel.LINKEDIN]


def test_three_lucky_texts_do_not_take_a_campaign_over() -> None:
    """A channel that was hardly tried keeps its share."""
    found = advice(
        record(
            cell(Channel.EMAIL, sent=200, replied=10, positive=5),
            cell(Channel.SMS, sent=3, replied=3, positive=3),
            email_percent=90,
            sms_percent=10,
        )
    )
    assert not found.mix.changes


def test_a_limit_that_would_take_months_is_raised_within_the_tier() -> None:
    """1,000 waiting leads at 20 a day are 50 work days; ignition allows 50 a day."""
    found = advice(record(cell(sent=100, replied=10, positive=5), waiting=1_000, daily_limit=20))
    assert found.proposal is not None
    assert found.proposal.daily_limit == 50
    assert "50 work days" in found.changes[-1].sentence


@pytest.mark.parametrize(
    ("waiting", "subscription", "expected"),
    [
        (40, Subscription.ACTIVE, Advice.ACTIVATE),
        (0, Subscription.ACTIVE, Advice.CONTINUE),
        (40, Subscription.PAST_DUE, Advice.CONTINUE),
    ],
)
def test_a_campaign_that_stands_still_is_started_where_something_can_be_sent(
    waiting: int, subscription: Subscription, expected: Advice
) -> None:
    """Leads wait and the subscription runs, or the reason why not is said."""
    found = advice(record(waiting=waiting, status="paused"), subscription)
    assert found.advice is expected


def test_delays_follow_how_long_people_take_to_answer() -> None:
    """Four fifths within 30 hours: the second need not wait ten days; too early, nobody can tell."""
    steps = tuple(
        SequenceStep(campaign_id=a_campaign().id, n=n, channel=None, delay_days=days, brief="", skip_when=())
        for n, days in ((1, 0), (2, 10))
    )
    hours = (ReplyHours(step_n=1, replied=20, median_hours=6.0, most_hours=30.0),)
    sent = record(cell(sent=200, replied=20, positive=8))
    began = [
        Day(day=date(2026, 11, 1) + timedelta(days=n), sent=200 * (n == 0), replied=0) for n in range(12)
    ]
    found = advice(replace(sent, steps=steps, reply_hours=hours, days=tuple(began)))
    assert found.proposal is not None
    assert found.proposal.delays == {2: 2}
    assert "after 2 days instead of 10" in found.timing.steps[0].sentence
    early = advice(replace(sent, steps=steps, reply_hours=hours, days=tuple(began[:10])))
    assert early.timing.steps == ()


def test_a_best_time_is_named_only_where_it_is_clear() -> None:
    """30 of 100 on Tuesday mornings against 60 of 600 in all; 6 of 50 may be chance."""
    clear = DayPart(weekday=2, part="morning", sent=100, replied=30)
    chance = DayPart(weekday=4, part="afternoon", sent=50, replied=6)
    found = replace(record(cell(sent=600, replied=60, positive=20)), day_parts=(chance, clear))
    best = advice(found).timing.best
    assert best is clear
    assert spoken(clear) == "Tuesday mornings"
    assert advice(replace(found, day_parts=(chance,))).timing.best is None


def test_two_campaigns_are_told_apart_only_where_that_is_sure() -> None:
    """30 of 200 beats 8 of 200; 3 of 20 and 2 of 20 cannot be told apart."""
    assert compared(Rate(hits=30, of=200), Rate(hits=8, of=200)) > 0.99
    assert 0.5 < compared(Rate(hits=3, of=20), Rate(hits=2, of=20)) < 0.9
