"""Say what a lead, a reply and a meeting cost, for each campaign and for the client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from memory import reports as rows
from memory.records.ids import CampaignId, ClientId
from memory.reports import CampaignSpending
from memory.store import Memory
from tools.services.lists.spreadsheets import csv_text

_CENT_HUNDREDTH = Decimal("0.0001")
WRITES, READS = "content", "reply"
"""The agents whose work belongs to campaigns: one writes drafts, one reads replies."""
COLUMNS = (
    "campaign",
    "sends_aud",
    "enrichment_aud",
    "models_aud",
    "total_aud",
    "leads",
    "replies",
    "meetings",
    "aud_per_lead",
    "aud_per_reply",
    "aud_per_meeting",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignCosts:
    """What one campaign, or everything together, has cost the platform, in AUD, and what came of it."""

    campaign_id: CampaignId | None
    """None for what belongs to no campaign, and for the whole."""
    name: str
    sends_aud: Decimal = Decimal(0)
    enrichment_aud: Decimal = Decimal(0)
    models_aud: Decimal = Decimal(0)
    """A campaign's share of what writing drafts and reading replies cost, by their number."""
    sent: int = 0
    leads: int = 0
    replies: int = 0
    """By people; automatic answers are none."""
    meetings: int = 0
    """Leads who are converted, or asked for a meeting."""

    @property
    def total_aud(self) -> Decimal:
        """Everything."""
        return self.sends_aud + self.enrichment_aud + self.models_aud

    @property
    def per_lead(self) -> Decimal | None:
        """AUD a lead; None where there is none."""
        return self._per(self.leads)

    @property
    def per_reply(self) -> Decimal | None:
        """AUD a reply; None where nobody has replied."""
        return self._per(self.replies)

    @property
    def per_meeting(self) -> Decimal | None:
        """AUD a meeting; None where there is none."""
        return self._per(self.meetings)

    def sentence(self) -> str:
        """All of it in one line."""
        parts = ", ".join(
            f"{what} {aud:,.2f}"
            for what, aud in (
                ("sends", self.sends_aud),
                ("enrichment", self.enrichment_aud),
                ("models", self.models_aud),
            )
        )
        each = ", ".join(
            f"AUD {cost:,.2f} a {one}" if cost is not None else f"no {many} yet"
            for one, many, cost in (
                ("lead", "leads", self.per_lead),
                ("reply", "replies", self.per_reply),
                ("meeting", "meetings", self.per_meeting),
            )
        )
        return f"{self.name}: AUD {self.total_aud:,.2f} ({parts}); {each}"

    def _per(self, count: int) -> Decimal | None:
        return (self.total_aud / count).quantize(_CENT_HUNDREDTH) if count else None


@dataclass(frozen=True, kw_only=True)
class CostReports:
    """Vendors' charges by touch and lead, models' by agent, over the client's whole time."""

    memory: Memory

    async def of_campaigns(self, client_id: ClientId) -> list[CampaignCosts]:
        """Each campaign's costs, newest first; last, where there is any, what belongs to no campaign.

        They sum to the client's costs.
        """
        async with self.memory.postgres.client_transaction(client_id) as tx:
            spending = await rows.campaign_spending(tx)
            models = await rows.model_spending(tx)
        return _costs(spending, models)

    async def csv(self, client_id: ClientId) -> str:
        """One campaign a row and the whole at the end, safe to open in a spreadsheet."""
        costs = await self.of_campaigns(client_id)
        return csv_text(COLUMNS, (_cells(one) for one in (*costs, total(costs))))


def total(costs: Sequence[CampaignCosts]) -> CampaignCosts:
    """What they sum to."""
    return CampaignCosts(
        campaign_id=None,
        name="Everything",
        sends_aud=sum((one.sends_aud for one in costs), Decimal(0)),
        enrichment_aud=sum((one.enrichment_aud for one in costs), Decimal(0)),
        models_aud=sum((one.models_aud for one in costs), Decimal(0)),
        sent=sum(one.sent for one in costs),
        leads=sum(one.leads for one in costs),
        replies=sum(one.replies for one in costs),
        meetings=sum(one.meetings for one in costs),
    )


def _costs(spending: Sequence[CampaignSpending], models: Mapping[str, Decimal]) -> list[CampaignCosts]:
    """A model's call bears no campaign: what writing and reading cost is shared out by what was written
    and read; the CMO's talk, and calls that came to nothing, belong to no campaign."""
    writing = _shares(models.get(WRITES, Decimal(0)), [one.drafted for one in spending])
    reading = _shares(models.get(READS, Decimal(0)), [one.read for one in spending])
    costs = [
        CampaignCosts(
            campaign_id=one.campaign_id,
            name=one.name,
            sends_aud=one.sends_aud,
            enrichment_aud=one.enrichment_aud,
            models_aud=written + read,
            sent=one.sent,
            leads=one.leads,
            replies=one.replies,
            meetings=one.meetings,
        )
        for one, written, read in zip(spending, writing, reading, strict=True)
    ]
    left = sum(models.values(), Decimal(0)) - sum((one.models_aud for one in costs), Decimal(0))
    return [
        replace(one, models_aud=one.models_aud + left) if one.campaign_id is None else one
        for one in costs
        if one.campaign_id is not None or left or one.total_aud or one.leads or one.replies
    ]


def _shares(amount: Decimal, counts: Sequence[int]) -> list[Decimal]:
    """The amount, shared out by the counts, never more than the whole of it."""
    whole = sum(counts)
    return [
        (amount * count / whole).quantize(_CENT_HUNDREDTH, ROUND_DOWN) if whole else Decimal(0)
        for count in counts
    ]


def _cells(one: CampaignCosts) -> list[str]:
    amounts = [one.sends_aud, one.enrichment_aud, one.models_aud, one.total_aud]
    each = (one.per_lead, one.per_reply, one.per_meeting)
    return [
        one.name,
        *(f"{amount:.4f}" for amount in amounts),
        *(str(count) for count in (one.leads, one.replies, one.meetings)),
        *("" if cost is None else f"{cost:.4f}" for cost in each),
    ]
