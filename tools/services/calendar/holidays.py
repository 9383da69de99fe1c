"""Tell which days are public holidays, and say so when the table does not reach that far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays as tables

STATES = ("ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA")


class NotCovered(Exception):
    """The table holds nothing for that year: whether the day is free is not known."""


def holiday(day: date, state: str | None) -> str | None:
    """The holiday's name: the nation's, the state's, or where the state is not known any state's.

    Days that stand in for one that falls on a weekend count too.
    """
    wanted = (state,) if state else STATES
    return next((name for one in wanted if (name := _days(one, day.year).get(day))), None)


@lru_cache(maxsize=128)
def _days(state: str, year: int) -> Mapping[date, str]:
    if not tables.Australia.start_year <= year <= tables.Australia.end_year:
        raise NotCovered(f"No holidays are known for {year}.")
    found = dict(tables.Australia(subdiv=state, years=year, observed=True).items())
    if not found:
        raise NotCovered(f"No holidays are known for {year}.")
    return found
