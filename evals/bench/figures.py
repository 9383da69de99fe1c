"""Say how sure a score is: intervals, repeated success, and whether a change is more than noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt

Z = 1.959964
"""The normal quantile of a two-sided 95 % interval."""
NOISE = 0.05
"""A change is told from noise where chance alone would make it less often than this."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true share lies with 95 % confidence."""

    low: float
    high: float


def wilson(held: float, n: int) -> Interval:
    """Wilson's score interval of `held` successes in `n` trials; all of 0..1 where nothing was tried."""
    if n == 0:
        return Interval(0.0, 1.0)
    share, square = held / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def pass_power(runs: Sequence[Sequence[bool]], k: int) -> float | None:
    """The chance that k runs of a case all succeed, over the cases; None where a case ran less often.

    The unbiased estimate for c successes in r runs: C(c, k) / C(r, k).
    """
    if not runs or any(len(case) < k for case in runs):
        return None
    return sum(comb(sum(case), k) / comb(len(case), k) for case in runs) / len(runs)


def at_share(ordered: Sequence[float], share: float) -> float | None:
    """The value below which that share of the ordered values lies (nearest rank)."""
    if not ordered:
        return None
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def by_chance(worse: int, better: int) -> float:
    """How often chance would part these cases as unevenly: the exact two-sided sign test."""
    n, few = worse + better, min(worse, better)
    if n == 0:
        return 1.0
    return min(1.0, 2 * sum(comb(n, i) for i in range(few + 1)) / 2**n)


def apart(was: tuple[float, int], now: tuple[float, int]) -> bool:
    """Whether two shares of different cases differ by more than noise (Newcombe's interval)."""
    (p, n), (q, m) = was, now
    first, second = wilson(p * n, n), wilson(q * m, m)
    low = (q - p) - sqrt((q - second.low) ** 2 + (first.high - p) ** 2)
    high = (q - p) + sqrt((second.high - q) ** 2 + (p - first.low) ** 2)
    return low > 0 or high < 0
