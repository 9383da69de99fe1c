"""State what enrichment may spend, how long it waits, and what it tells its callers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal, Protocol

from memory.records.ids import LeadId
from tools.providers.apify import Run, Wanted
from tools.providers.apify_profiles import Profile
from tools.providers.apollo import Match, NoMatch, PersonQuery
from tools.providers.apollo_phones import PhoneNews, PhonesPending

KEPT = timedelta(days=90)
"""How long an answer counts: in the cache, and in what was asked before."""
CREDITS = 1
"""Credits that one enriched lead costs."""
NO_CREDITS = "No credits are left: they are added at the next reset or with an upgrade."
"""Why a lead waits; it is tried again as soon as the balance allows."""

Outcome = Literal["enriched", "cache", "enriched_before", "unenriched", "pending"]


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrichmentOutcome:
    """What a lead's turn came to; `pending` is to be tried again or answered later, and `reason` says why."""

    lead_id: LeadId
    outcome: Outcome
    confidence: float = 0.0
    credits: int = 0
    cost_aud: Decimal = Decimal(0)
    vendors: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrichmentTerms:
    """The platform's own terms: prices where a vendor tells none, limits, and where late answers go."""

    match_cost_aud: Decimal = Decimal(0)
    """One person found by Apollo."""
    phone_cost_aud: Decimal = Decimal(0)
    """One phone found by Apollo."""
    row_cost_aud: Decimal = Decimal(0)
    """One row answered by Clay."""
    aud_per_usd: Decimal = Decimal("1.55")
    clay_share: Decimal = Decimal("0.15")
    """Share of a batch that may go on to Clay."""
    profile_limit_usd: float = 0.05
    """USD that a run of Apify's may charge for each profile, at most."""
    run_wait_seconds: float = 120.0
    """How long a turn waits for a run of Apify's; what comes later finishes the lead later."""
    phones_url: str | None = None
    """Address for Apollo's phones, token and all; without one no phone is asked for."""
    runs_url: str | None = None
    """Address for the end of Apify's runs, token and all; without one runs are only polled."""


class Matcher(Protocol):
    """What Apollo does for us."""

    async def bulk_match(self, people: Sequence[PersonQuery]) -> Sequence[Match | NoMatch]:
        """Each person in order, ten at most."""
        ...

    async def reveal_phone(self, apollo_id: str, *, webhook_url: str) -> int | None:
        """The id of a request for somebody's phone."""
        ...

    async def phone_result(self, request_id: int) -> PhoneNews | PhonesPending | NoMatch:
        """What became of such a request."""
        ...


class Reader(Protocol):
    """What Apify does for us."""

    async def start(
        self, wanted: Wanted, *, max_charge_usd: float, reference: str, webhook_url: str | None = None
    ) -> Run:
        """A run that has begun."""
        ...

    async def run(self, run_id: str, *, wait_seconds: int = 0) -> Run:
        """The run as it stands."""
        ...

    async def abort(self, run_id: str) -> None:
        """Stop a run."""
        ...

    async def profiles(self, dataset_id: str) -> tuple[Profile, ...]:
        """Everybody that a run found."""
        ...


class Table(Protocol):
    """What Clay does for us."""

    @property
    def table(self) -> str:
        """The name under which its rows are counted."""
        ...

    async def add_row(self, row: Mapping[str, str]) -> None:
        """Add one row."""
        ...
