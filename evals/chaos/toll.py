"""Keep count of what was done to the system, and say what never happened and so proves nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from evals.chaos.servers import Told
from tools.sandbox.faults import OF_WEBHOOKS, Fault
from tools.sandbox.sides import SIDES
from tools.services.points import ENRICHMENT_POINTS, POINTS

FALLS = (*POINTS, *ENRICHMENT_POINTS)
"""Where workers are killed."""
HANGS = ("deliver.claimed", "deliver.called", "deliver.refused", "resolve.claimed", "resolve.found")
"""Where workers stop for longer than their lease: while they hold a touch."""
VENDORS = tuple(side.vendor for side in SIDES)
SILENT = frozenset({"dncr"})
"""The register posts no webhooks."""
FLUSHES = 2
LIMITS = (("email",), ("linkedin", "seat's day"), ("voice",), ("campaign",), ("client",), ("seat's week",))
"""Limits that the cast has enough touches to use up; a seat's day is full before its clients' own."""
LEAST_SHARE = 0.18
"""Of the calls in the storms; a fifth is asked for, and a call that is refused anyway loses nothing."""


@dataclass(frozen=True, kw_only=True)
class Weather:
    """What the vendors did in one storm."""

    told: Mapping[str, Told]

    @property
    def calls(self) -> int:
        """Of all vendors."""
        return sum(vendor.calls for vendor in self.told.values())

    @property
    def share(self) -> float:
        """Of the calls, how many went wrong."""
        wrong = sum(
            count
            for vendor in self.told.values()
            for fault, count in vendor.faults.items()
            if fault not in OF_WEBHOOKS
        )
        return wrong / self.calls if self.calls else 0.0

    @classmethod
    def between(cls, before: Mapping[str, Told], after: Mapping[str, Told]) -> Weather:
        """What was told after and not before."""
        return cls(
            told={
                vendor: Told(
                    calls=told.calls - before[vendor].calls,
                    faults=dict(Counter(told.faults) - Counter(before[vendor].faults)),
                )
                for vendor, told in after.items()
            }
        )


@dataclass(kw_only=True)
class Toll:
    """What was done to the system."""

    jumps: list[tuple[datetime, timedelta]] = field(default_factory=list[tuple[datetime, timedelta]])
    """From each moment on, how far the workers' clocks were ahead."""
    kills: int = 0
    killed_at: Counter[str] = field(default_factory=Counter[str])
    hung_at: Counter[str] = field(default_factory=Counter[str])
    hangs: list[tuple[datetime, datetime]] = field(default_factory=list[tuple[datetime, datetime]])
    """Between which moments of the vendors' some worker stood still."""
    broke: int = 0
    restarts: Counter[str] = field(default_factory=Counter[str])
    restarted_at: list[float] = field(default_factory=list[float])
    """Seconds since the storm began, or since the restart before."""
    flushes: int = 0
    one_clicks: int = 0
    stops: int = 0
    payments: int = 0
    storms: list[Weather] = field(default_factory=list[Weather])

    def ours(self, moment: datetime) -> datetime:
        """The workers' time at a moment of the vendors'."""
        ahead = [ahead for since, ahead in self.jumps if since <= moment]
        return moment + (ahead[-1] if ahead else timedelta())

    def theirs(self, moment: datetime) -> datetime:
        """The vendors' time at a moment of the workers'."""
        for since, ahead in reversed(self.jumps):
            if moment - ahead >= since:
                return moment - ahead
        return moment

    def stood_still(self, since: datetime, until: datetime) -> timedelta:
        """The longest that one worker stood still between two moments of the workers'."""
        first, last = self.theirs(since), self.theirs(until)
        spans = (min(end, last) - max(begin, first) for begin, end in self.hangs)
        return max(timedelta(), *spans, timedelta())

    @property
    def share(self) -> float:
        """Of the calls in all storms, how many went wrong."""
        calls = sum(storm.calls for storm in self.storms)
        return sum(storm.share * storm.calls for storm in self.storms) / calls if calls else 0.0

    def faults(self, vendor: str, fault: Fault) -> int:
        """How often it happened, in all storms."""
        return sum(storm.told[vendor].faults.get(fault, 0) for storm in self.storms)

    def calls(self, vendor: str) -> int:
        """How many calls the vendor had, in all storms."""
        return sum(storm.told[vendor].calls for storm in self.storms)


def possible(vendor: str, fault: Fault) -> bool:
    """Whether it can happen at all."""
    return fault not in OF_WEBHOOKS or vendor not in SILENT


def missing(toll: Toll, *, full: Mapping[str, int], debits: int, unknown: int) -> Sequence[str]:
    """What the storm was to do and did not, a sentence each; an empty list where it proves something."""
    return list(_missing(toll, full, debits, unknown))


def _missing(toll: Toll, full: Mapping[str, int], debits: int, unknown: int) -> Iterator[str]:
    for vendor in VENDORS:
        for fault in Fault:
            if possible(vendor, fault) and not toll.faults(vendor, fault):
                yield f"{fault} never happened at {vendor}"
    if toll.share < LEAST_SHARE:
        yield f"only {toll.share:.0%} of the calls went wrong"
    yield from (f"no worker was killed at {point}" for point in FALLS if not toll.killed_at[point])
    yield from (f"no worker hung at {point}" for point in HANGS if not toll.hung_at[point])
    yield from (
        f"the limit of {' or '.join(kinds)} put nothing off"
        for kinds in LIMITS
        if not any(map(full.get, kinds))
    )
    counts = {
        "no worker was killed at random": toll.kills,
        "PostgreSQL was not restarted": toll.restarts.total(),
        "nobody opted out by one click": toll.one_clicks,
        "nobody said STOP": toll.stops,
        "nobody paid through Stripe": toll.payments,
        "no credit was taken": debits,
        "no outcome was unknown": unknown,
    }
    yield from (sentence for sentence, count in counts.items() if not count)
    if toll.flushes < FLUSHES:
        yield f"Redis was flushed {toll.flushes} times, not {FLUSHES}"
