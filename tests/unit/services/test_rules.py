"""Each rule at its boundary, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from memory.enums import (
    CampaignStatus,
    Channel,
    LeadStatus,
    LeadTier,
    Mode,
    Subscription,
    SuppressionKind,
    Tier,
)
from memory.records.campaigns import Campaign
from memory.records.ids import AgencyId, BrandId, CampaignId, ClientId, LeadId
from memory.records.leads import Lead
from memory.records.tenants import Client
from tests.fixtures.law import a_consent
from tools.services.calendar.hours import day_bounds, next_opening, works_at
from tools.services.law.case import Case
from tools.services.law.rules import ORDER
from tools.services.permission import Permitted, Refused, decide

SYDNEY = ZoneInfo("Australia/Sydney")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SYDNEY)
CLIENT = Client(
    id=ClientId(uuid4()), agency_id=AgencyId(uuid4()), name="Harbour", tier=Tier.IGNITION,
    subscription=Subscription.ACTIVE, founding=False, default_mode=Mode.CO_PILOT,
    time_zone="Australia/Sydney",
    credit_balance=1, credits_reset_at=NOON, ai_daily_limit_aud=Decimal(1), competitor_domains=(),
    work_days=(1, 2, 3, 4, 5), work_start=time(9), work_end=time(17),
)  # fmt: skip
CAMPAIGN = Campaign(
    id=CampaignId(uuid4()), client_id=CLIENT.id, brand_id=BrandId(uuid4()), name="Spring", brief="",
    status=CampaignStatus.ACTIVE, mode=None, email_percent=100, sms_percent=0, linkedin_percent=0,
    voice_percent=0, mail_percent=0, daily_limit=50, target_industries=(), time_zone="Australia/Sydney",
    work_days=(1, 2, 3, 4, 5), work_start=time(9), work_end=time(17), starts_on=None, ends_on=None,
    created_at=NOON, deleted_at=None,
)  # fmt: skip
LEAD = Lead(
    id=LeadId(uuid4()), client_id=CLIENT.id, campaign_id=CAMPAIGN.id, email="mia@kelp.example",
    first_name="Mia",
    last_name="Chen", title=None, seniority=None, company=None, domain=None, industry=None, employees=None,
    city=None, state=None, country="Australia", time_zone=None, phone=None, linkedin_url=None,
    personal_email=None,
    email_status="verified", phone_status="unknown", role_started_on=None, hiring=None, funded_on=None,
    bounced_before=False, facts=(), source="csv", status=LeadStatus.SCORED, mode=None, enrichment="enriched",
    unenriched_reason=None, confidence=None, als=60, lead_tier=LeadTier.WARM, step_n=0, next_touch_at=None,
    waits_until=None, stopped_at=None, stop_reason=None, priority=0, created_at=NOON, deleted_at=None,
)  # fmt: skip
CASE = Case(
    at=NOON, channel=Channel.EMAIL, client=CLIENT, campaign=CAMPAIGN, lead=LEAD, brand=None, resource=None,
    suppressed=frozenset(), touch=None, draft=None, approved=False,
    consents=(a_consent(),),
)  # fmt: skip


def local(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SYDNEY).astimezone(UTC)


MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)


@pytest.mark.parametrize(
    ("at", "works"),
    [
        (local(MONDAY, 8, 59, 59), False),
        (local(MONDAY, 9), True),
        (local(MONDAY, 16, 59, 59), True),
        (local(MONDAY, 17), False),
        (local(SATURDAY, 12), False),
    ],
)
def test_a_campaign_works_from_its_first_minute_to_the_one_before_its_end(at: datetime, works: bool) -> None:
    assert works_at(CAMPAIGN, at, zone=SYDNEY) is works


def test_an_end_of_23_59_is_the_end_of_the_day() -> None:
    always = replace(CAMPAIGN, work_start=time(0), work_end=time(23, 59), work_days=(1, 2, 3, 4, 5, 6, 7))
    assert works_at(always, local(MONDAY, 23, 59, 30), zone=SYDNEY)


def test_hours_are_those_of_the_wall_clock_on_both_daylight_saving_days() -> None:
    """Clocks went forward on 4 October 2026 and go back on 4 April 2027; both are Sundays."""
    sundays = replace(CAMPAIGN, work_days=(7,))
    for day, utc_hour in ((date(2026, 10, 4), 22), (date(2027, 4, 4), 23)):
        opens = next_opening(sundays, local(day, 0), zone=SYDNEY)
        assert opens is not None
        assert opens.astimezone(SYDNEY).hour == 9
        assert opens.hour == utc_hour
    _, begins, ends = day_bounds(local(date(2026, 10, 4), 12), SYDNEY)
    assert ends - begins == timedelta(hours=23)
    _, begins, ends = day_bounds(local(date(2027, 4, 4), 12), SYDNEY)
    assert ends - begins == timedelta(hours=25)


def test_friday_evening_waits_for_monday_morning() -> None:
    opens = next_opening(CAMPAIGN, local(date(2026, 11, 27), 18), zone=SYDNEY)
    assert opens == local(date(2026, 11, 30), 9)


def test_a_case_without_fault_is_permitted() -> None:
    assert isinstance(decide(CASE), Permitted)


REFUSED = {
    "subscription": replace(CASE, client=replace(CLIENT, subscription=Subscription.PAST_DUE)),
    "campaign_exists": replace(CASE, campaign=None),
    "campaign_active": replace(CASE, campaign=replace(CAMPAIGN, status=CampaignStatus.PAUSED)),
    "campaign_zone": replace(CASE, campaign=replace(CAMPAIGN, time_zone="Mars/Olympus")),
    "campaign_dates": replace(CASE, campaign=replace(CAMPAIGN, ends_on=date(2026, 11, 22))),
    "working_hours": replace(CASE, at=local(MONDAY, 17)),
    "lead_alive": replace(CASE, lead=None),
    "lead_unsubscribed": replace(CASE, lead=replace(LEAD, status=LeadStatus.UNSUBSCRIBED)),
    "lead_bounced": replace(CASE, lead=replace(LEAD, status=LeadStatus.BOUNCED)),
    "lead_converted": replace(CASE, lead=replace(LEAD, status=LeadStatus.CONVERTED)),
    "lead_dead": replace(CASE, lead=replace(LEAD, lead_tier=LeadTier.DEAD, als=19)),
    "lead_stopped": replace(CASE, lead=replace(LEAD, stopped_at=NOON)),
    "lead_waits": replace(CASE, lead=replace(LEAD, waits_until=NOON + timedelta(seconds=1))),
    "suppressed_email": replace(CASE, suppressed=frozenset({SuppressionKind.EMAIL})),
    "suppressed_domain": replace(CASE, suppressed=frozenset({SuppressionKind.DOMAIN})),
    "suppressed_phone": replace(CASE, suppressed=frozenset({SuppressionKind.PHONE})),
    "suppressed_profile": replace(CASE, suppressed=frozenset({SuppressionKind.PROFILE})),
    "tier_channel": replace(CASE, channel=Channel.SMS),
    "email_usable": replace(CASE, lead=replace(LEAD, email_status="invalid")),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_refusal_names_its_rule(rule: str) -> None:
    answer = decide(REFUSED[rule])
    assert isinstance(answer, Refused)
    assert answer.rule == rule
    assert answer.sentence.endswith(".")


def test_every_rule_that_needs_no_touch_is_tried_here() -> None:
    assert {rule.name for rule in ORDER if not rule.for_touch} == set(REFUSED)


@pytest.mark.parametrize(
    "case",
    [
        replace(CASE, campaign=replace(CAMPAIGN, ends_on=MONDAY, starts_on=MONDAY)),
        replace(CASE, lead=replace(LEAD, waits_until=NOON)),
        replace(CASE, client=replace(CLIENT, subscription=Subscription.TRIALING)),
        replace(CASE, at=local(MONDAY, 9)),
    ],
)
def test_the_boundary_itself_is_permitted(case: Case) -> None:
    assert isinstance(decide(case), Permitted)
