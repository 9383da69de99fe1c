"""Sort what a vendor answered into our errors: what may have happened, and whether to ask again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from errors import OutcomeUnknown, ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable

LONGEST_PAUSE_SECONDS = 5.0
"""A vendor that asks for a longer pause than this gets no repeat from here: the caller waits."""
MOMENTS_FROM = 1e9
"""A number from here on is a moment since 1970 and no pause: Lob's `ratelimit-reset` is one."""


class Effect(StrEnum):
    """What a call does at the vendor, hence what may be repeated and what stays unknown."""

    READ = "read"
    """Changes nothing: repeated after anything that may pass."""
    PRICED = "priced"
    """Changes nothing but may be charged: repeated only when it never arrived."""
    KEYED = "keyed"
    """Acts, under an idempotency key: repeated with the same key; unknown until a clear answer."""
    ONCE = "once"
    """Acts, without a key: repeated only when it never arrived."""


class Verdict(StrEnum):
    """What a vendor's own error code means, where its status alone does not tell."""

    REFUSED = "refused"
    CREDENTIALS = "credentials"
    WAIT = "wait"
    """Nothing happened, and a prompt repeat is useless: a quota is used up."""
    BUSY = "busy"
    """An earlier call under the same key is still at work."""
    UNKNOWN = "unknown"
    """An earlier call may have acted."""


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """A vendor's error body, read tolerantly."""

    code: str | None = None
    message: str | None = None
    verdict: Verdict | None = None
    retry_after_seconds: float | None = None


@dataclass(frozen=True)
class Failed:
    """One attempt without a 2xx: the error to raise, and whether another attempt is safe."""

    error: ProviderError
    repeatable: bool
    pause_seconds: float | None = None


def sort(
    vendor: str, effect: Effect, status: int, complaint: Complaint, sentence: str, wait: float | None
) -> Failed:
    """The error of a status outside 2xx, and whether the same call may be made again now."""
    again = effect in (Effect.READ, Effect.KEYED)
    match complaint.verdict:
        case Verdict.REFUSED:
            return Failed(ProviderRefused(vendor, sentence, status=status, code=complaint.code), False)
        case Verdict.CREDENTIALS:
            return Failed(ProviderCredentials(vendor, sentence, status=status), False)
        case Verdict.WAIT:
            seconds = wait if wait is not None else complaint.retry_after_seconds
            return Failed(
                ProviderUnavailable(vendor, sentence, status=status, retry_after_seconds=seconds), False
            )
        case Verdict.BUSY:
            return Failed(OutcomeUnknown(vendor, sentence, status=status), again)
        case Verdict.UNKNOWN:
            return Failed(OutcomeUnknown(vendor, sentence, status=status), False)
        case None:
            return _sort_by_status(vendor, effect, status, complaint, sentence, wait)


def _sort_by_status(
    vendor: str, effect: Effect, status: int, complaint: Complaint, sentence: str, wait: float | None
) -> Failed:
    again = effect in (Effect.READ, Effect.KEYED)
    short = wait is None or wait <= LONGEST_PAUSE_SECONDS
    if status in (401, 403, 407):
        return Failed(ProviderCredentials(vendor, sentence, status=status), False)
    if status == 429:
        error = ProviderUnavailable(vendor, sentence, status=status, retry_after_seconds=wait)
        return Failed(error, short, wait)
    if status in (408, 425):
        error = ProviderUnavailable(vendor, sentence, status=status, retry_after_seconds=wait)
        return Failed(error, again and short, wait)
    if 300 <= status < 500:
        return Failed(ProviderRefused(vendor, sentence, status=status, code=complaint.code), False)
    return Failed(undecided(vendor, effect, sentence, status, wait), again and short, wait)


def undecided(
    vendor: str, effect: Effect, sentence: str, status: int | None, wait: float | None = None
) -> ProviderError:
    """The error of a call whose fate is not told: only a call that acts leaves a doubt."""
    if effect in (Effect.KEYED, Effect.ONCE):
        return OutcomeUnknown(vendor, sentence, status=status)
    return ProviderUnavailable(vendor, sentence, status=status, retry_after_seconds=wait)


def retry_after_seconds(status: int, headers: Mapping[str, str]) -> float | None:
    """Seconds that the vendor asks us to wait: `retry-after`, or `ratelimit-reset` where a limit was hit."""
    for name in ("retry-after", "ratelimit-reset") if status == 429 else ("retry-after",):
        text = headers.get(name)
        seconds = None if text is None else _seconds(text)
        if seconds is not None:
            return seconds
    return None


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        seconds = _seconds_until(text)
    if seconds is not None and seconds >= MOMENTS_FROM:
        seconds = max(0.0, seconds - datetime.now(UTC).timestamp())
    return seconds if seconds is not None and math.isfinite(seconds) and seconds >= 0 else None


def _seconds_until(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
