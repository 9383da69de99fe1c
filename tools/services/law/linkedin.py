"""Keep LinkedIn's own limits, and the seat owner's word that they know the risk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from memory.enums import Form
from tools.services.calendar.days import months_later
from tools.services.calendar.hours import day_bounds, zone
from tools.services.law.binding import bind
from tools.services.law.book import law
from tools.services.law.case import ASK_AGAIN, Case, Refusal

INVITATIONS_A_DAY = law("LI-1").number("a_day")
INVITATIONS_IN_SEVEN_DAYS = law("LI-1").number("in_seven_days")
SEVEN_DAYS = timedelta(days=7)
REST_AFTER_RESTRICTION = timedelta(days=law("LI-1").number("rest_days_after_restriction"))
DAYS_AFTER_WITHDRAWAL = timedelta(days=law("LI-1").number("days_after_withdrawal"))
NOTES_A_MONTH = law("LI-3").number("notes_a_month")


def restricted_at(settings: Mapping[str, object]) -> datetime | None:
    """When LinkedIn last restricted the seat, as a person noted it; None where it never did."""
    found = settings.get("restriction")
    since = cast("Mapping[str, object]", found).get("since") if isinstance(found, Mapping) else None
    return datetime.fromisoformat(since) if isinstance(since, str) else None


def _is_invitation(case: Case) -> bool:
    return case.draft is not None and case.draft.form is Form.CONNECTION_REQUEST


def _limits(case: Case) -> Refusal | None:
    return _restricted(case) or _withdrawn(case) or _rolling_week(case)


def _restricted(case: Case) -> Refusal | None:
    """A seat that LinkedIn restricted rests whole, for whatever it would have done."""
    since = restricted_at(case.resource.settings) if case.resource else None
    if case.resource is None or since is None or case.at >= since + REST_AFTER_RESTRICTION:
        return None
    days = REST_AFTER_RESTRICTION.days
    sentence = f"LinkedIn restricted {case.resource.label} on {since:%-d %B %Y}: the seat rests {days} days."
    return Refusal(sentence=sentence, until=since + REST_AFTER_RESTRICTION)


def _withdrawn(case: Case) -> Refusal | None:
    since = case.standing.invitation_withdrawn_at
    if not _is_invitation(case) or since is None or case.at >= since + DAYS_AFTER_WITHDRAWAL:
        return None
    days = DAYS_AFTER_WITHDRAWAL.days
    sentence = f"An invitation to the lead was withdrawn less than {days} days ago: LinkedIn takes no other."
    return Refusal(sentence=sentence, until=since + DAYS_AFTER_WITHDRAWAL)


def _rolling_week(case: Case) -> Refusal | None:
    """A day is the seat's own; the seven days roll on through midnight."""
    if not _is_invitation(case) or case.resource is None:
        return None
    sent = [moment for moment in case.standing.invitations if moment > case.at - SEVEN_DAYS]
    if len(sent) >= INVITATIONS_IN_SEVEN_DAYS:
        until = sent[-INVITATIONS_IN_SEVEN_DAYS] + SEVEN_DAYS
        return Refusal(sentence=f"The seat sent {len(sent)} invitations in seven days.", until=until)
    _, begins, ends = day_bounds(case.at, zone(case.resource.time_zone) or ZoneInfo("UTC"))
    today = sum(moment >= begins for moment in sent)
    if today < INVITATIONS_A_DAY:
        return None
    return Refusal(sentence=f"The seat sent {today} invitations today.", until=ends)


def _risk(case: Case) -> Refusal | None:
    if case.resource is None or case.resource.risk_accepted_at is not None:
        return None
    sentence = f"The owner of {case.resource.label} has not accepted what automation risks."
    return Refusal(sentence=sentence, until=case.at + ASK_AGAIN)


def _notes(case: Case) -> Refusal | None:
    if not _is_invitation(case) or not (case.draft and case.draft.body.strip()) or case.resource is None:
        return None
    paid = case.resource.setting("seat") in law("LI-3").texts("paid_seats")
    if paid or case.standing.notes_this_month < NOTES_A_MONTH:
        return None
    begins = case.at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    sentence = f"A free seat adds {NOTES_A_MONTH} notes to invitations a month: send it without one."
    return Refusal(sentence=sentence, until=months_later(begins, 1))


RULES = (
    bind("LI-2", _risk, for_touch=True),
    bind("LI-1", _limits, for_touch=True),
    bind("LI-3", _notes, for_touch=True),
)
