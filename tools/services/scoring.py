"""Score leads in batches and keep every score with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from errors import NotFound
from memory import clients, scores
from memory.records.actor import Clock
from memory.records.campaigns import Campaign
from memory.records.ids import ClientId, LeadId
from memory.records.leads import ScoreRow
from memory.store import Memory
from tools.services.als import Score, Scorer, Targets
from tools.services.calendar.days import today_in


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """Scores leads by the weights of the day."""

    memory: Memory
    clock: Clock

    async def score_leads(
        self, client_id: ClientId, lead_ids: Sequence[LeadId], campaign: Campaign | None = None
    ) -> int:
        """How many of the leads were scored and stored, all in one transaction."""
        at = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            client = await clients.client_by_id(tx)
            if client is None:
                raise NotFound("There is no such client.")
            targets = Targets(
                industries=campaign.target_industries if campaign else (),
                competitor_domains=client.competitor_domains,
            )
            scorer = Scorer(targets, today=today_in(campaign.time_zone if campaign else client.time_zone, at))
            rows = [
                _row(facts.id, scorer.score(facts), at=at)
                for facts in await scores.facts_to_score(tx, lead_ids)
            ]
            await scores.add_scores(tx, rows, at=at)
        return len(rows)

    async def due(self, client_id: ClientId, campaign: Campaign, limit: int = 5_000) -> list[LeadId]:
        """Leads of the campaign that have no score yet, or of whom a late answer told more since."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await scores.leads_to_score(tx, campaign.id, limit, at=self.clock())


def _row(lead_id: LeadId, result: Score, *, at: datetime) -> ScoreRow:
    quality, authority, fit, timing, risk = result.components
    return ScoreRow(
        lead_id=lead_id,
        version=result.version,
        als=result.als,
        lead_tier=result.lead_tier,
        data_quality=quality.points,
        authority=authority.points,
        company_fit=fit.points,
        timing=timing.points,
        risk=risk.points,
        sentences=result.sentences,
        scored_at=at,
    )
