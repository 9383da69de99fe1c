"""Tell how far a batch of enrichment has come, what it cost, and why each lead without a result has none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from memory import enrichments
from memory.enrichments import BatchLine, VendorLine, WithoutResult
from memory.postgres import ClientTransaction
from tools.services.lists.spreadsheets import csv_text


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchReport:
    """One batch as it stands; costs are what the platform paid, credits what the client paid."""

    batch_id: UUID
    wanted: int
    """Leads that the batch was asked for."""
    lines: tuple[BatchLine, ...]
    """What became of them: `enriched`, `cache`, `unenriched`, or `pending` while somebody is still asked."""
    vendors: tuple[VendorLine, ...]
    clay_asked: int
    clay_allowed: int
    """Leads that may go on to Clay, of the leads wanted so far."""
    without: tuple[WithoutResult, ...]

    @property
    def by_outcome(self) -> dict[str, int]:
        """Leads by outcome."""
        return {line.outcome: line.leads for line in self.lines}

    @property
    def done(self) -> int:
        """Leads that wait for nothing any more."""
        return self.wanted - self.by_outcome.get("pending", 0)

    @property
    def credits(self) -> int:
        """Credits that the client paid."""
        return sum(line.credits for line in self.lines)

    @property
    def cost_by_vendor(self) -> dict[str, Decimal]:
        """AUD by vendor."""
        costs: dict[str, Decimal] = {}
        for line in self.vendors:
            costs[line.vendor] = costs.get(line.vendor, Decimal(0)) + line.cost_aud
        return costs

    @property
    def cost_aud(self) -> Decimal:
        """AUD of all vendors."""
        return sum(self.cost_by_vendor.values(), Decimal(0))

    @property
    def asked_again(self) -> int:
        """Questions that were put twice, their first answer being lost: a vendor may have charged both."""
        return sum(line.asked_again for line in self.vendors)

    def sentence(self) -> str:
        """The batch in a few words."""
        count = self.by_outcome.get
        enriched = count("enriched", 0) + count("cache", 0)
        parts = [
            f"{self.done:,} of {self.wanted:,} leads done:",
            f"{enriched:,} enriched ({count('cache', 0):,} from the cache),",
            f"{count('unenriched', 0):,} not, {count('pending', 0):,} waiting.",
            f"{self.credits:,} credits; {self.cost_aud:.2f} AUD paid to vendors.",
        ]
        if self.asked_again:
            parts.append(
                f"{self.asked_again:,} questions were put again after a break-off:"
                " a vendor may have charged them twice."
            )
        return " ".join(parts)

    def csv(self) -> str:
        """The leads without a result, one a row, safe to open in a spreadsheet."""
        rows = ((one.email, one.outcome, one.reason) for one in self.without)
        return csv_text(("email", "outcome", "reason"), rows)


async def report(tx: ClientTransaction, batch_id: UUID, clay_share: Decimal) -> BatchReport:
    """The batch as it stands."""
    wanted, clay_asked = await enrichments.batch_head(tx, batch_id)
    return BatchReport(
        batch_id=batch_id,
        wanted=wanted,
        lines=tuple(await enrichments.batch(tx, batch_id)),
        vendors=tuple(await enrichments.batch_vendors(tx, batch_id)),
        clay_asked=clay_asked,
        clay_allowed=int(wanted * clay_share),
        without=tuple(await enrichments.batch_without(tx, batch_id)),
    )
