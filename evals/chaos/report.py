"""Print what a run of the chaos found and what it went through, and keep it as JSON."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.stage import write_report
from evals.chaos.toll import FALLS, HANGS, VENDORS, Toll, missing, possible
from evals.chaos.verdict import Verdict
from tools.sandbox.faults import Fault

SHOWN = 5
"""Violations of a kind that are printed; the report has them all."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """One run's outcome."""

    verdict: Verdict
    toll: Toll
    figures: Mapping[str, object]

    @property
    def unproven(self) -> list[str]:
        """What never happened in this run."""
        verdict = self.verdict
        unknown = len(verdict.unknown_seconds)
        return list(missing(self.toll, full=verdict.full, debits=verdict.debits, unknown=unknown))

    @property
    def holds(self) -> bool:
        """Whether nothing was violated, and everything was tried."""
        return self.verdict.holds and not self.unproven

    def keep(self, log: Path) -> Iterator[str]:
        """Write the report, and the workers' log where something was violated; the lines to be printed."""
        kept = write_report("chaos", self._figures())
        yield from self._violations()
        yield from self._counts()
        yield from self._faults()
        yield f"Report: {kept}"
        if not self.verdict.holds:
            shutil.copy(log, kept.with_suffix(".log"))
            yield f"VIOLATED. What the workers said: {kept.with_suffix('.log')}"
        if self.unproven:
            yield "NOTHING PROVEN. A whole run does this too:"
            yield from (f"    {sentence}" for sentence in self.unproven)

    def _figures(self) -> dict[str, object]:
        verdict, toll = self.verdict, self.toll
        return {
            **self.figures,
            "touches": verdict.touches,
            "statuses": dict(verdict.statuses),
            "accepted": dict(verdict.accepted),
            "violations": verdict.violations,
            "taken_in_flight_of_a_suppression": verdict.in_flight,
            "suppressed": verdict.suppressed,
            "put_off_by_limits": dict(verdict.full),
            "enrichment_debits": verdict.debits,
            "unknown": len(verdict.unknown_seconds),
            "unknown_seconds_p50": round(verdict.percentile(0.5), 1),
            "unknown_seconds_p99": round(verdict.percentile(0.99), 1),
            "killed_at_random": toll.kills,
            "killed_at": {point: toll.killed_at[point] for point in FALLS},
            "hung_at": {point: toll.hung_at[point] for point in HANGS},
            "workers_that_broke": toll.broke,
            "restarts": dict(toll.restarts),
            "seconds_between_restarts": toll.restarted_at,
            "flushes": toll.flushes,
            "one_clicks": toll.one_clicks,
            "stops": toll.stops,
            "payments": toll.payments,
            "faults": [
                {
                    "share_of_calls": round(storm.share, 3),
                    "vendors": {name: told.model_dump(mode="json") for name, told in storm.told.items()},
                }
                for storm in toll.storms
            ],
            "never_happened": self.unproven,
            "load_after": os.getloadavg()[0],
            "met": self.holds,
        }

    def _violations(self) -> Iterator[str]:
        verdict = self.verdict
        yield f"\r{'':40}\n{'what must not happen':44} {'times':>6}"
        for kind, found in verdict.violations.items():
            yield f"{kind:44} {len(found):>6}"
            yield from (f"    {sentence}" for sentence in found[:SHOWN])
        p50, p99 = verdict.percentile(0.5), verdict.percentile(0.99)
        yield f"{'seconds to resolve an unknown, p50 / p99':44} {p50:>6.1f} / {p99:.1f}"

    def _counts(self) -> Iterator[str]:
        verdict, toll = self.verdict, self.toll
        for name, counts in (
            ("touches", verdict.statuses), ("accepted", verdict.accepted),
            ("put off by limits", verdict.full),
            ("killed at", {"random": toll.kills, **{point: toll.killed_at[point] for point in FALLS}}),
            ("hung at", {point: toll.hung_at[point] for point in HANGS}),
            ("restarts of PostgreSQL", toll.restarts),
        ):  # fmt: skip
            yield f"{name}: {', '.join(f'{word} {count}' for word, count in counts.items()) or 'none'}"
        yield f"seconds before each restart: {', '.join(map(str, toll.restarted_at)) or 'none'}"
        yield (
            f"Redis flushed {toll.flushes} times; {toll.one_clicks} one-click, {toll.stops} STOP, "
            f"{verdict.suppressed} people left alone, {verdict.in_flight} messages under way to them; "
            f"{toll.payments} payments; {verdict.debits} credits for enrichment; "
            f"{len(verdict.unknown_seconds)} unknown outcomes; {toll.broke} workers broke by themselves."
        )

    def _faults(self) -> Iterator[str]:
        toll = self.toll
        yield f"{'faults':10}" + "".join(f"{_short(fault):>13}" for fault in Fault) + f"{'calls':>8}"
        for vendor in VENDORS:
            cells = (toll.faults(vendor, fault) if possible(vendor, fault) else "-" for fault in Fault)
            yield f"{vendor:10}" + "".join(f"{cell:>13}" for cell in cells) + f"{toll.calls(vendor):>8}"
        shares = ", ".join(f"{storm.share:.1%} of {storm.calls:,} calls" for storm in toll.storms)
        yield f"went wrong, storm by storm: {shares}"


def _short(fault: Fault) -> str:
    return fault.value.replace("accept_then_", "taken, ").replace("_webhook", "").replace("_", " ")
