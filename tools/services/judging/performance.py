"""Sum up what became of a campaign's outreach, in numbers that say how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist

from errors import NotFound
from memory import performance as rows
from memory.campaigns import campaign_by_id, steps
from memory.enums import Channel, LeadTier
from memory.performance import Candidate, Day, DayPart, Outcomes, ReplyHours
from memory.records.actor import Clock
from memory.records.campaigns import Campaign, SequenceStep
from memory.records.ids import CampaignId, ClientId
from memory.store import Memory
from tools.services.calendar.hours import zone
from tools.services.judging.intervals import wilson

DAYS = 28
"""How far back the daily numbers go."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """How often something happened, of how many; shares are 0..1."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """None where there is nothing to divide by."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which bounds the true share lies, with 95 % confidence."""
        return wilson(self.hits, self.of)

    def above(self, share: float) -> float:
        """How probable it is, 0..1, that the true share lies above this one (normal, flat prior)."""
        if self.of == 0:
            return 0.5
        mean = (self.hits + 1) / (self.of + 2)
        return 1 - NormalDist(mean, (mean * (1 - mean) / (self.of + 3)) ** 0.5).cdf(share)

    def words(self) -> str:
        """Such as "12 of 300 (4.0 %, 2.3 to 6.9 %)"."""
        if not self.of:
            return "none yet"
        low, high = self.interval
        return f"{self.hits:,} of {self.of:,} ({self.hits / self.of:.1%}, {low:.1%} to {high:.1%})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Funnel:
    """What became of some touches."""

    sent: int
    opened: Rate
    replied: Rate
    positive: Rate
    meetings: Rate
    opted_out: Rate
    bounced: Rate
    """Of mails."""
    complained: Rate
    """Of mails."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Performance:
    """One campaign, as far as its record tells."""

    campaign: Campaign
    cells: tuple[Outcomes, ...]
    days: tuple[Day, ...]
    reply_hours: tuple[ReplyHours, ...]
    day_parts: tuple[DayPart, ...]
    waiting: dict[str, int]
    """Leads that nobody has written to, by tier."""
    steps: tuple[SequenceStep, ...]

    @property
    def funnel(self) -> Funnel:
        """All of it."""
        return funnel_of(self.cells)

    @property
    def waiting_leads(self) -> int:
        """All who wait for their first message."""
        return sum(self.waiting.values())

    def of(self, *, channel: Channel | None = None, tier: LeadTier | None = None) -> Funnel:
        """One channel, one tier, or one channel within one tier."""
        return funnel_of(
            cell
            for cell in self.cells
            if (channel is None or cell.channel is channel) and (tier is None or cell.lead_tier is tier)
        )


@dataclass(frozen=True, kw_only=True)
class Performances:
    """Reads what became of outreach; every number is the client's own."""

    memory: Memory
    clock: Clock

    async def of(self, client_id: ClientId, campaign_id: CampaignId) -> Performance:
        """One campaign's; NotFound where the client has no such campaign."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            campaign = await campaign_by_id(tx, campaign_id)
            if campaign is None:
                raise NotFound("There is no such campaign.")
            local = zone(campaign.time_zone)
            today = self.clock().astimezone(local).date()
            return Performance(
                campaign=campaign,
                cells=tuple(await rows.outcomes(tx, campaign_id)),
                days=tuple(
                    await rows.days(
                        tx, campaign_id, campaign.time_zone, today - timedelta(days=DAYS - 1), today
                    )
                ),
                reply_hours=tuple(await rows.reply_hours(tx, campaign_id)),
                day_parts=tuple(await rows.day_parts(tx, campaign_id, campaign.time_zone)),
                waiting=await rows.waiting_leads(tx, campaign_id),
                steps=tuple(await steps(tx, campaign_id)),
            )

    async def candidates(self, client_id: ClientId, campaign_id: CampaignId | None) -> list[Candidate]:
        """Who may be contacted next, of one campaign or of all that run."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.candidates(tx, campaign_id)


def funnel_of(cells: Iterable[Outcomes]) -> Funnel:
    """The sum of some cells."""
    found = tuple(cells)
    mails = tuple(cell for cell in found if cell.channel is Channel.EMAIL)
    sent = _sum(found, lambda cell: cell.sent)

    def rate(cells: Sequence[Outcomes], count: Callable[[Outcomes], int]) -> Rate:
        return Rate(hits=_sum(cells, count), of=_sum(cells, lambda cell: cell.sent))

    return Funnel(
        sent=sent,
        opened=rate(mails, lambda cell: cell.opened),
        replied=rate(found, lambda cell: cell.replied),
        positive=rate(found, lambda cell: cell.positive),
        meetings=rate(found, lambda cell: cell.meetings),
        opted_out=rate(found, lambda cell: cell.opted_out),
        bounced=rate(mails, lambda cell: cell.bounced),
        complained=rate(mails, lambda cell: cell.complained),
    )


def _sum(cells: Sequence[Outcomes], count: Callable[[Outcomes], int]) -> int:
    return sum(count(cell) for cell in cells)
