"""Hours, days and daily limits of a campaign in Sydney, over both changes of the clocks, on any date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.enums import Channel, Form, Mode, Subscription, Tier
from memory.records.ids import AgencyId, ResourceId
from memory.records.tenants import Client, Resource
from tests.fixtures.material import CLIENT, NOW, a_campaign, draft_material
from tools.services.calendar.hours import day_bounds, next_opening, works_at
from tools.services.sending.quota import KEPT_AFTER_THE_DAY, Place, places_of, used_up

SYDNEY = ZoneInfo("Australia/Sydney")
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
YEARS = range(2026, 2036)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))


def first_sunday(year: int, month: int) -> date:
    """When the clocks change in Sydney: back in April, forward in October."""
    return next(date(year, month, n) for n in range(1, 8) if date(year, month, n).isoweekday() == 7)


CHANGES = [
    *((first_sunday(year, 4), 25) for year in YEARS),
    *((first_sunday(year, 10), 23) for year in YEARS),
]


def local(day: date, hour: int, minute: int = 0, *, fold: int = 0) -> datetime:
    """A wall clock's time in Sydney, as a moment."""
    return datetime.combine(day, time(hour, minute, fold=fold), tzinfo=SYDNEY).astimezone(UTC)


def places(at: datetime) -> list[Place]:
    """What a mail of Sydney's campaign counts against at that moment."""
    resource = Resource(
        id=ResourceId(UUID(int=4)), client_id=CLIENT, channel=Channel.EMAIL, vendor="any", address="a@b.au",
        label="The sender", daily_limit=20, time_zone="Australia/Sydney", last_used_at=None, paused_at=None,
    )  # fmt: skip
    client = Client(
        id=CLIENT, agency_id=AgencyId(UUID(int=1)), name="Harbour", tier=Tier.IGNITION,
        subscription=Subscription.ACTIVE, founding=False, default_mode=Mode.CO_PILOT,
        time_zone="Australia/Sydney", credit_balance=1, credits_reset_at=NOW, ai_daily_limit_aud=Decimal(1),
        competitor_domains=(), work_days=(1, 2, 3, 4, 5), work_start=time(9), work_end=time(17),
    )  # fmt: skip
    return places_of(client, a_campaign(), resource, draft_material().touch, Form.EMAIL, at)


@pytest.mark.parametrize(("day", "hours"), CHANGES)
def test_the_day_of_a_change_is_one_day_with_one_limit(day: date, hours: int) -> None:
    """23 or 25 hours long, beside days of 24; each of its moments counts under the same key."""
    for other, length in ((day - timedelta(days=1), 24), (day, hours), (day + timedelta(days=1), 24)):
        found, begins, ends = day_bounds(local(other, 12), SYDNEY)
        assert (found, ends - begins) == (other, timedelta(hours=length))
        moments = [begins, local(other, 2, 30), local(other, 2, 30, fold=1), ends - timedelta(seconds=1)]
        keys = {place.slot.key for at in moments for place in places(at)}
        assert len(keys) == 3
        assert all(key.endswith(f":{other.isoformat()}") for key in keys)
        assert {begins + place.slot.kept_for for place in places(begins)} == {ends + KEPT_AFTER_THE_DAY}
        assert not keys & {place.slot.key for place in places(ends)}


@pytest.mark.parametrize(("day", "hours"), CHANGES)
def test_working_hours_are_the_wall_clocks_before_on_and_after_a_change(day: date, hours: int) -> None:
    """Nine to five, and the next nine o'clock is 23, 24 or 25 hours after the last."""
    campaign = replace(a_campaign(), work_days=EVERY_DAY)
    for other in (day - timedelta(days=1), day, day + timedelta(days=1)):
        works = [
            works_at(campaign, local(other, *at), zone=SYDNEY) for at in ((8, 59), (9,), (16, 59), (17,))
        ]
        assert works == [False, True, True, False]
    before = local(day - timedelta(days=1), 9)
    assert next_opening(campaign, before, zone=SYDNEY) == before + timedelta(hours=hours) == local(day, 9)


@pytest.mark.parametrize(("day", "hours"), CHANGES)
def test_a_weekend_of_a_change_waits_for_monday(day: date, hours: int) -> None:
    """From Friday's end, and for a limit that Sunday used up."""
    monday = local(day + timedelta(days=1), 9)
    assert next_opening(a_campaign(), local(day - timedelta(days=2), 17), zone=SYDNEY) == monday
    full = used_up(places(local(day, 12)), a_campaign())
    assert full.until == monday
    always = replace(a_campaign(), work_days=EVERY_DAY, work_start=time(0), work_end=time(23, 59))
    assert used_up(places(local(day, 12)), always).until == local(day, 0) + timedelta(hours=hours)


@pytest.mark.parametrize("year", YEARS)
def test_an_opening_in_the_hour_that_clocks_skip_is_the_moment_they_jump_to(year: int) -> None:
    """Half past two does not exist that day; the day's work begins at half past three, once."""
    day = first_sunday(year, 10)
    early = replace(a_campaign(), work_days=EVERY_DAY, work_start=time(2, 30))
    opens = next_opening(early, local(day, 0), zone=SYDNEY)
    assert opens is not None
    assert opens.astimezone(SYDNEY).replace(tzinfo=None) == datetime.combine(day, time(3, 30))
    assert works_at(early, opens, zone=SYDNEY)
    assert next_opening(early, opens, zone=SYDNEY) == local(day + timedelta(days=1), 2, 30)


@pytest.mark.parametrize("year", YEARS)
def test_an_opening_in_the_hour_that_comes_twice_is_its_first(year: int) -> None:
    """And it opens on that day once."""
    day = first_sunday(year, 4)
    early = replace(a_campaign(), work_days=EVERY_DAY, work_start=time(2, 30))
    opens = next_opening(early, local(day, 0), zone=SYDNEY)
    assert opens is not None
    assert opens == local(day, 2, 30)
    assert opens is not None
    assert next_opening(early, opens, zone=SYDNEY) == local(day + timedelta(days=1), 2, 30)


@given(MOMENTS, st.sets(st.sampled_from(EVERY_DAY), min_size=1), st.integers(0, 22))
def test_the_next_opening_is_a_working_moment_and_the_first(
    after: datetime, days: set[int], hour: int
) -> None:
    """On any day of ten years: the campaign works then, did not a second before, and it is within a week."""
    campaign = replace(a_campaign(), work_days=tuple(days), work_start=time(hour), work_end=time(hour + 1))
    opens = next_opening(campaign, after, zone=SYDNEY)
    assert opens is not None
    assert after < opens <= after + timedelta(days=8)
    # Where the clocks skip the whole hour, its opening is the moment they jump to, when it is over already.
    skipped = opens.astimezone(SYDNEY).hour != hour
    assert works_at(campaign, opens, zone=SYDNEY) is not skipped
    assert not works_at(campaign, opens - timedelta(seconds=1), zone=SYDNEY)


@given(MOMENTS)
def test_days_follow_each_other_without_a_gap(at: datetime) -> None:
    """Each moment lies in its own day, and the next day begins where this one ends."""
    day, begins, ends = day_bounds(at, SYDNEY)
    assert begins <= at < ends
    assert day_bounds(ends, SYDNEY)[:2] == (day + timedelta(days=1), ends)
    assert ends - begins in (timedelta(hours=23), timedelta(hours=24), timedelta(hours=25))
