"""Read from a campaign's own replies when to follow up and what to expect; say so where they are too few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from memory.performance import DayPart
from tools.services.judging.performance import Performance, Rate

FEWEST_REPLIES = 10
"""Answers to a step before its delay is judged."""
FEWEST_SENT = 40
"""Touches in half a weekday before it is compared."""
FORECAST_SENT, FORECAST_REPLIES = 50, 5
"""Below these there is no forecast: any number would be a guess."""
WEEK = 7
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, kw_only=True, slots=True)
class StepTiming:
    """How one step's delay compares with how long people take to answer the step before."""

    step_n: int
    delay_days: int
    replied: int
    """Answers to the step before, which the judgement rests on."""
    most_days: float
    """Within so many days four fifths of them came."""
    proposed_days: int

    @property
    def sentence(self) -> str:
        """The judgement in words."""
        came = (
            f"four fifths of {self.replied} answers to message {self.step_n - 1} came within "
            f"{_span(self.most_days)}"
        )
        if self.proposed_days == self.delay_days:
            return f"Message {self.step_n} after {self.delay_days} days is right: {came}."
        way = "sooner" if self.proposed_days < self.delay_days else "later"
        return (
            f"Message {self.step_n} could go {way}, after {self.proposed_days} days instead of "
            f"{self.delay_days}: {came}."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """What the record says about when to write."""

    steps: tuple[StepTiming, ...]
    best: DayPart | None
    """The half-day whose answers are clearly above the campaign's own rate."""
    missing: str
    """What is too little to judge, in words; empty where there is enough."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """What the next seven days should bring, as bounds; None with the reason where nobody can tell."""

    touches: int
    replies: tuple[int, int] | None
    positive: tuple[int, int] | None
    reason: str


def timing_of(found: Performance) -> Timing:
    """The delays and the half-days that the campaign's own answers speak for."""
    hours = {each.step_n: each for each in found.reply_hours}
    judged: list[StepTiming] = []
    for step in found.steps:
        before = hours.get(step.n - 1)
        if step.n == 1 or before is None or before.replied < FEWEST_REPLIES:
            continue
        # Who has had less time to answer than the delay gives cannot say that it is too long.
        if _watched_days(found) <= step.delay_days:
            continue
        most_days = before.most_hours / 24
        judged.append(
            StepTiming(
                step_n=step.n,
                delay_days=step.delay_days,
                replied=before.replied,
                most_days=most_days,
                proposed_days=max(2, ceil(most_days)),
            )
        )
    missing = (
        ""
        if judged
        else f"No message has had {FEWEST_REPLIES} answers over its delay yet: delays are not judged."
    )
    return Timing(steps=tuple(judged), best=_best(found.day_parts, found.funnel.replied), missing=missing)


def forecast_of(found: Performance) -> Forecast:
    """The next week at the present pace, by the rates' own 95 % intervals."""
    funnel = found.funnel
    lately = sum(day.sent for day in found.days[-WEEK:])
    touches = min(lately, found.waiting_leads + funnel.sent)
    if funnel.sent < FORECAST_SENT or funnel.replied.hits < FORECAST_REPLIES:
        reason = (
            f"Too little to forecast from: {funnel.sent:,} sent and {funnel.replied.hits} answers; "
            f"{FORECAST_SENT} and {FORECAST_REPLIES} are the least."
        )
        return Forecast(touches=touches, replies=None, positive=None, reason=reason)
    if not lately:
        reason = "Nothing was sent in the last seven days, so there is no pace to go by."
        return Forecast(touches=0, replies=None, positive=None, reason=reason)
    reason = f"At last week's pace of {lately:,} messages and the rates so far, with 95 % confidence."
    return Forecast(
        touches=touches,
        replies=_bounds(funnel.replied, touches),
        positive=_bounds(funnel.positive, touches),
        reason=reason,
    )


def spoken(part: DayPart) -> str:
    """Such as "Tuesday mornings"."""
    return f"{_WEEKDAYS[part.weekday - 1]} {part.part}s"


def by_step(timing: Timing) -> dict[int, int]:
    """The delays that should change, by step."""
    return {each.step_n: each.proposed_days for each in timing.steps if each.proposed_days != each.delay_days}


def _watched_days(found: Performance) -> int:
    """How many days ago the first message went, as far back as the daily numbers go."""
    began = next((n for n, day in enumerate(found.days) if day.sent), len(found.days))
    return len(found.days) - 1 - began


def _span(days: float) -> str:
    if days >= 1:
        return f"{days:.1f} days"
    hours = max(1, ceil(days * 24))
    return f"{hours} hour" if hours == 1 else f"{hours} hours"


def _best(parts: Sequence[DayPart], overall: Rate) -> DayPart | None:
    clear = [
        part
        for part in parts
        if part.sent >= FEWEST_SENT
        and Rate(hits=part.replied, of=part.sent).interval[0] > (overall.share or 0.0)
    ]
    return max(clear, key=lambda part: part.replied / part.sent, default=None)


def _bounds(rate: Rate, touches: int) -> tuple[int, int]:
    low, high = rate.interval
    return int(low * touches), ceil(high * touches)
