"""Keep LinkedIn's own limits, and the seat owner's word that they know the risk."""

from __future__ import annotations

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from memory.enums import Form
from tools.services.case import ASK_AGAIN, Case, Refusal
from tools.services.hours import day_bounds, months_later, zone
from tools.services.law.binding import bind
from tools.services.law.book import law

INVITATIONS_A_DAY = law("LI-1").number("a_day")
INVITATIONS_IN_SEVEN_DAYS = law("LI-1").number("in_seven_days")
SEVEN_DAYS = timedelta(days=7)
REST_AFTER_RESTRICTION = timedelta(days=law("LI-1").number("rest_days_after_restriction"))
DAYS_AFTER_WITHDRAWAL = timedelta(days=law("LI-1").number("days_after_withdrawal"))
NOTES_A_MONTH = law("LI-3").number("notes_a_month")


def _is_invitation(case: Case) -> bool:
    return case.draft is not None and case.draft.form is Form.CONNECTION_REQUEST


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
    bind("LI-1", _rolling_week, for_touch=True),
    bind("LI-3", _notes, for_touch=True),
)
