"""Australia's law on calls, rule by rule, at each boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from memory.consents import ConsentKind
from memory.enums import Channel
from memory.washes import Register, WashResult
from tests.fixtures.law import (
    NOON,
    SYDNEY,
    a_case,
    a_consent,
    a_publication,
    answer_of,
    forbids,
    permits,
    washed,
)
from tools.services.calendar.holidays import NotCovered, holiday
from tools.services.calendar.zones import zones_of
from tools.services.law.case import Case
from tools.services.law.consent import ConsentFact
from tools.services.law.jurisdictions import Jurisdiction

BRISBANE, PERTH = ZoneInfo("Australia/Brisbane"), ZoneInfo("Australia/Perth")
UNKNOWN = {"time_zone": None, "state": None, "city": None}
"""A mobile number, and no word of the place."""


def call(at: datetime, **lead: object) -> Case:
    return a_case(Channel.VOICE, at=at, lead=dict(lead))


def local(zone: ZoneInfo, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=zone)


@pytest.mark.parametrize(
    ("day", "clock", "allowed"),
    [
        (23, (8, 59, 59), False), (23, (9, 0, 0), True), (23, (19, 59, 59), True), (23, (20, 0, 0), False),
        (27, (19, 59, 59), True), (28, (8, 59, 59), False), (28, (9, 0, 0), True), (28, (16, 59, 59), True),
        (28, (17, 0, 0), False), (29, (12, 0, 0), False),
    ],
)  # fmt: skip
def test_au_tel_1_calls_are_made_within_hours_of_the_recipients_clock(
    day: int, clock: tuple[int, int, int], allowed: bool
) -> None:
    """23 November 2026 is a Monday; Brisbane is an hour behind Sydney then."""
    case = call(local(BRISBANE, day, *clock))
    assert permits(case) is allowed
    assert forbids("AU-TEL-1", case) is not allowed


def test_au_tel_1_says_when_the_next_call_may_be_made() -> None:
    """Saturday evening waits for Monday morning, in the lead's own zone."""
    refusal = answer_of("AU-TEL-1", call(local(BRISBANE, 28, 17)))
    assert refusal is not None
    assert refusal.until == local(BRISBANE, 30, 9).astimezone(UTC)
    perth = answer_of("AU-TEL-1", call(local(PERTH, 23, 8), time_zone="Australia/Perth", state="WA"))
    assert perth is not None
    assert perth.until == local(PERTH, 23, 9).astimezone(UTC)


def test_au_tel_1_gives_way_to_express_consent_to_that_time() -> None:
    """Only express consent, only with that fact, and only while it stands."""
    late = local(BRISBANE, 23, 21)
    agreed = a_consent(
        ConsentKind.EXPRESS,
        facts=(ConsentFact.CALLS_OUTSIDE_HOURS.value,),
        captured_at=late - timedelta(days=1),
    )
    assert permits(replace(call(late), consents=(agreed,)))
    assert forbids("AU-TEL-1", replace(call(late), consents=(replace(agreed, facts=()),)))
    inferred = replace(agreed, kind=ConsentKind.INFERRED_RELATIONSHIP)
    assert forbids("AU-TEL-1", replace(call(late), consents=(inferred,)))


def test_au_tel_1_follows_the_clocks_when_they_change() -> None:
    """Sydney goes forward on 4 October 2026: 09:00 is 23:00 UTC the day before, then 22:00."""
    sydney = {"time_zone": "Australia/Sydney", "state": "NSW"}
    friday, tuesday = date(2026, 10, 2), date(2026, 10, 6)
    for day, hour in ((friday, 23), (tuesday, 22)):
        opens = datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(days=1)
        assert permits(call(opens, **sydney))
        assert not permits(call(opens - timedelta(seconds=1), **sydney))


@pytest.mark.parametrize(
    ("day", "state", "zone"),
    [
        (date(2026, 1, 26), "QLD", "Australia/Brisbane"),
        (date(2026, 4, 3), "QLD", "Australia/Brisbane"),
        (date(2026, 12, 25), "QLD", "Australia/Brisbane"),
        (date(2026, 12, 28), "NSW", "Australia/Sydney"),
        (date(2026, 11, 3), "VIC", "Australia/Melbourne"),
    ],
)
def test_au_tel_2_no_calls_on_holidays_of_the_nation_or_the_state(day: date, state: str, zone: str) -> None:
    """Nor on a day that stands in for one; 3 November is Melbourne's own."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    case = call(noon, state=state, time_zone=zone)
    assert forbids("AU-TEL-2", case)
    refusal = answer_of("AU-TEL-2", case)
    assert refusal is not None
    assert refusal.until is not None
    assert refusal.until > noon
    assert holiday(refusal.until.astimezone(ZoneInfo(zone)).date(), state) is None


def test_au_tel_2_a_states_holiday_is_no_holiday_elsewhere_unless_the_state_is_not_known() -> None:
    """Melbourne Cup Day closes Victoria, and everybody of whom nothing is known."""
    cup = datetime(2026, 11, 3, 13, tzinfo=SYDNEY)
    assert permits(call(cup, state="NSW", time_zone="Australia/Sydney", city="Sydney"))
    assert forbids("AU-TEL-2", call(cup, **UNKNOWN))


def test_au_tel_2_is_fail_closed_where_the_table_ends() -> None:
    """A year that the table does not hold has no days on which calls are made."""
    after = datetime(2150, 3, 3, 12, tzinfo=BRISBANE)
    assert forbids("AU-TEL-2", replace(call(after), consents=(a_consent(),)))
    with pytest.raises(NotCovered):
        holiday(date(2150, 3, 3), "QLD")
    assert holiday(date(2100, 1, 1), "QLD") == "New Year's Day"


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (local(SYDNEY, 23, 11, 59, 59), False), (local(SYDNEY, 23, 12), True), (local(SYDNEY, 23, 19, 59,
        59), True),
        (local(SYDNEY, 23, 20), False), (local(SYDNEY, 28, 11, 59), False), (local(SYDNEY, 28, 12), True),
        (local(SYDNEY, 28, 17), False), (datetime(2026, 7, 6, 10, 59, 59, tzinfo=SYDNEY), False),
        (datetime(2026, 7, 6, 11, tzinfo=SYDNEY), True), (datetime(2026, 7, 6, 20, tzinfo=SYDNEY), False),
    ],
)  # fmt: skip
def test_au_tel_3_an_unknown_zone_is_called_only_within_hours_everywhere(at: datetime, allowed: bool) -> None:
    """12:00 to 20:00 in Sydney while it has daylight time, 11:00 to 20:00 otherwise."""
    case = call(at, **UNKNOWN)
    assert permits(case) is allowed
    assert forbids("AU-TEL-3", case) is not allowed


def test_au_tel_3_a_place_or_an_area_code_makes_the_zone_known() -> None:
    """07 is Queensland; 08 may be Adelaide, Darwin or Perth; a mobile tells nothing."""
    lead = call(NOON, **UNKNOWN).lead
    assert lead is not None
    names = lambda one: [zone.key for zone in zones_of(one, Jurisdiction.AU)]  # noqa: E731
    assert len(names(lead)) == 5
    assert names(replace(lead, phone="+61732001234")) == ["Australia/Brisbane"]
    assert len(names(replace(lead, phone="+61882001234"))) == 3
    assert names(replace(lead, state="Western Australia")) == ["Australia/Perth"]
    assert names(replace(lead, city="Hobart")) == ["Australia/Hobart"]
    assert names(replace(lead, time_zone="Australia/Darwin")) == ["Australia/Darwin"]
    assert len(names(replace(lead, time_zone="Nowhere/Land"))) == 5


def _script(text: str) -> Case:
    case = call(NOON)
    assert case.draft is not None
    return replace(case, draft=replace(case.draft, body=text, footer=""))


ENDING = " End the call at once when asked to. Whoever wants a person reaches Kate."


@pytest.mark.parametrize(
    ("script", "allowed"),
    [
        ("This is Kate of Harbour Reminders, calling about reminders.", True),
        ("This is Harbour Reminders, calling about reminders.", False),
        ("This is Kate, calling about reminders.", False),
        ("This is Kate of Harbour Reminders.", False),
    ],
)
def test_au_tel_4_the_call_says_who_for_whom_and_why(script: str, allowed: bool) -> None:
    """Caller, company and purpose, each of them."""
    assert (answer_of("AU-TEL-4", _script(script)) is None) is allowed
    if not allowed:
        assert forbids("AU-TEL-4", _script(f"{script} End the call. More information."))


def test_au_tel_5_the_call_ends_when_the_person_wants_it() -> None:
    """The script tells the voice so."""
    opening = "This is Kate of Harbour Reminders, calling about reminders."
    assert forbids("AU-TEL-5", _script(f"{opening} Speak to a colleague for more information."))
    assert permits(_script(opening + ENDING))


def test_au_tel_6_a_number_is_shown_that_can_be_called_back() -> None:
    """A name or an empty address is none; the vendor's own number counts."""
    case = call(NOON)
    assert case.resource is not None
    nameless = replace(case.resource, address="agent")
    assert forbids("AU-TEL-6", replace(case, resource=nameless))
    assert permits(replace(case, resource=replace(nameless, settings={"from_number": "+61290000000"})))


def test_au_tel_7_a_synthetic_voice_offers_a_way_to_information() -> None:
    """A person, or a number to call back."""
    opening = "This is Kate of Harbour Reminders, calling about reminders. End the call when asked to."
    assert forbids("AU-TEL-7", _script(opening))
    assert permits(_script(f"{opening} Offer more information."))


@pytest.mark.parametrize("channel", [Channel.VOICE, Channel.SMS])
def test_au_dncr_1_a_wash_holds_for_thirty_days(channel: Channel) -> None:
    """One second less is fresh; exactly thirty days, none at all and one in the future are not."""
    month = timedelta(days=30)
    assert permits(a_case(channel, washes=washed(NOON - month + timedelta(seconds=1))))
    for washes in (washed(NOON - month), {}, washed(NOON + timedelta(seconds=1))):
        case = a_case(channel, washes=washes)
        assert forbids("AU-DNCR-1", case)
        refusal = answer_of("AU-DNCR-1", case)
        assert refusal is not None
        assert refusal.until is not None
    day = NOON - timedelta(days=1)
    assert forbids("AU-DNCR-1", a_case(channel, washes=washed(day, WashResult.LISTED)))
    assert forbids("AU-DNCR-1", a_case(channel, washes=washed(day, WashResult.INVALID)))
    assert forbids("AU-DNCR-1", a_case(channel, washes=washed(day, WashResult.CLEAR, Register.US_DNC)))
    assert answer_of("AU-DNCR-1", a_case(Channel.EMAIL, washes={})) is None


def test_au_dncr_2_express_consent_without_a_period_lapses_after_three_months() -> None:
    """To the second; a stated period holds as long as it says."""
    given = datetime(2026, 8, 23, 12, 0, tzinfo=SYDNEY)
    listed = washed(NOON - timedelta(days=1), WashResult.LISTED)
    consent = a_consent(ConsentKind.EXPRESS, channel=Channel.VOICE, captured_at=given)
    assert forbids("AU-DNCR-2", a_case(Channel.VOICE, washes=listed, consents=(consent,)))
    later = replace(consent, captured_at=given + timedelta(seconds=1))
    assert permits(a_case(Channel.VOICE, washes=listed, consents=(later,)))
    stated = replace(
        consent, captured_at=given - timedelta(days=300), valid_until=NOON + timedelta(seconds=1)
    )
    assert permits(a_case(Channel.VOICE, washes=listed, consents=(stated,)))


def test_au_dncr_3_a_published_number_is_no_consent_to_calls() -> None:
    """Not with all four facts either; a clear wash needs no consent."""
    listed = washed(NOON - timedelta(days=1), WashResult.LISTED)
    assert forbids("AU-DNCR-3", a_case(Channel.VOICE, washes=listed, consents=(a_publication(),)))
    assert permits(a_case(Channel.VOICE, consents=(a_publication(),)))
