"""Keep Australia's calling hours, its holidays and its Do Not Call Register."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from memory.consents import ConsentKind
from memory.washes import Register, WashResult
from tools.services.calendar.holidays import NotCovered, holiday
from tools.services.calendar.hours import next_open, open_in
from tools.services.calendar.zones import australian_state, zones_of
from tools.services.law.binding import bind
from tools.services.law.book import law
from tools.services.law.case import ASK_AGAIN, Case, Refusal
from tools.services.law.consent import EXPRESS, ConsentFact, call_consents, standing_consents
from tools.services.law.jurisdictions import Jurisdiction
from tools.services.law.registers import fresh_wash, unwashed

_HOURS = law("AU-TEL-1").params


def _span(name: str) -> tuple[time, time]:
    begins, ends = cast("list[str]", _HOURS[name])
    return time.fromisoformat(begins), time.fromisoformat(ends)


def calling_hours(day: date) -> tuple[time, time] | None:
    """The hours of a weekday or Saturday; None on Sundays, whatever else the day is."""
    match day.isoweekday():
        case 7:
            return None
        case 6:
            return _span("saturday")
        case _:
            return _span("weekdays")


def next_call(case: Case) -> datetime | None:
    """The first moment within hours on no holiday, in every zone where the lead may be."""
    assert case.lead is not None
    state = australian_state(case.lead)

    def window(day: date) -> tuple[time, time] | None:
        return None if holiday(day, state) else calling_hours(day)

    try:
        return next_open(window, case.at, zones_of(case.lead, Jurisdiction.AU))
    except NotCovered:
        return case.at + ASK_AGAIN


def _agreed_time(case: Case) -> bool:
    return any(ConsentFact.CALLS_OUTSIDE_HOURS in one.facts for one in call_consents(case))


def _zones(case: Case) -> tuple[ZoneInfo, ...]:
    assert case.lead is not None
    return zones_of(case.lead, Jurisdiction.AU)


def _hours(case: Case) -> Refusal | None:
    place, *others = _zones(case)
    if others or _agreed_time(case) or open_in(calling_hours, case.at, place):
        return None
    sentence = f"It is outside calling hours at the lead's place ({place.key})."
    return Refusal(sentence=sentence, until=next_call(case))


def _unknown_zone(case: Case) -> Refusal | None:
    zones = _zones(case)
    if len(zones) == 1 or _agreed_time(case) or all(open_in(calling_hours, case.at, one) for one in zones):
        return None
    sentence = "The lead's time zone is not known, and it is outside calling hours somewhere in Australia."
    return Refusal(sentence=sentence, until=next_call(case))


def _holidays(case: Case) -> Refusal | None:
    assert case.lead is not None
    if _agreed_time(case):
        return None
    state = australian_state(case.lead)
    try:
        names = [holiday(case.at.astimezone(zone).date(), state) for zone in _zones(case)]
    except NotCovered as error:
        sentence = f"{error} So no calls are made."
        return Refusal(sentence=sentence, until=case.at + ASK_AGAIN)
    name = next((one for one in names if one), None)
    sentence = f"Today is {name}, a public holiday at the lead's place."
    return Refusal(sentence=sentence, until=next_call(case)) if name else None


def _listed(case: Case) -> bool:
    wash = case.washes.get(Register.AU_DNCR)
    return wash is not None and wash.result is WashResult.LISTED


def _publication(case: Case) -> Refusal | None:
    publication = ConsentKind.INFERRED_CONSPICUOUS_PUBLICATION
    kinds = {one.kind for one in standing_consents(case)}
    if not _listed(case) or kinds != {publication}:
        return None
    return Refusal(sentence="The number is on the Do Not Call Register; that it is published is no consent.")


def _lapsed(case: Case) -> Refusal | None:
    if not _listed(case) or not standing_consents(case, EXPRESS) or call_consents(case):
        return None
    return Refusal(
        sentence="The number is on the Do Not Call Register, and consent without a period lapsed after "
        "three months: ask the lead again."
    )


def _washed(case: Case) -> Refusal | None:
    missing = unwashed(case, law("AU-DNCR-1"), Register.AU_DNCR)
    if missing is not None:
        return missing
    wash = fresh_wash(case, law("AU-DNCR-1"), Register.AU_DNCR)
    if wash is None or wash.result is WashResult.CLEAR:
        return None
    if wash.result is WashResult.INVALID:
        return Refusal(sentence="The register says that this is no Australian number.")
    if call_consents(case):
        return None
    return Refusal(sentence="The number is on the Do Not Call Register.")


RULES = (
    bind("AU-DNCR-3", _publication),
    bind("AU-DNCR-2", _lapsed),
    bind("AU-DNCR-1", _washed),
    bind("AU-TEL-1", _hours),
    bind("AU-TEL-3", _unknown_zone),
    bind("AU-TEL-2", _holidays),
)
