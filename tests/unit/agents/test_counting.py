"""A daily limit is understood in figures and in words, and one that no campaign may have is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.offline.analysis_answers import changes_in
from agents.offline.campaign_requests import new_campaign
from agents.offline.counting import daily_limit_in, daily_limit_named, limit_in_words, number_of
from agents.offline.engine import OfflineRequest
from agents.offline.plans import plan_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,500", 1500),
        ("nine hundred and fifty", 950),
        ("a hundred", 100),
        ("two thousand three hundred", 2300),
        ("thirty-five", 35),
        ("two dozen", 24),
        ("a day", None),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(text: str, value: int | None) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("by email only, 900 a day", 900),
        ("nine hundred mails per day", 900),
        ("1,500/day", 1500),
        ("fifty touches every weekday", 50),
        ("80 daily", 80),
        ("a daily limit of eighty", 80),
        ("Raise the daily limit of Dental Brisbane to 500.", 500),
        ("Draft 5 mails for today", None),
        ("I look at it every day", None),
    ],
)
def test_a_daily_limit_is_found_however_it_is_said(text: str, named: int | None) -> None:
    assert daily_limit_named(text) == named


def test_what_no_campaign_may_have_becomes_what_it_may_and_is_said() -> None:
    assert (daily_limit_in("900 a day"), daily_limit_in("0 a day"), daily_limit_in("70 a day")) == (
        500,
        1,
        70,
    )
    assert limit_in_words("nine hundred a day").startswith("You said 900 a day; 500 is the most")
    assert limit_in_words("70 a day") == ""


def test_a_plan_takes_the_limit_and_leaves_it_out_of_its_subject() -> None:
    said = "New campaign for dentists in Perth about reminders, at most two dozen mails a day"
    plan = plan_of(said, NOW)
    assert plan is not None
    assert (plan["daily_limit"], plan["brief"]) == (24, "Write to dentists in Perth about reminders.")
    assert changes_in("Raise the daily limit of Dental Brisbane to eighty.", NOW) == {"daily_limit": 80}


def test_the_card_of_a_limit_too_high_says_so() -> None:
    said = "Create a campaign for florists in Cairns about our vans, by email only, nine hundred a day."
    (call,) = new_campaign(
        OfflineRequest(data={"today": "2026-11-23"}, returned=(), tools=frozenset(), outputs=frozenset()),
        said,
    )
    assert "500 is the most" in str(call.arguments["reason"])
