"""Find out who a lead is, pay for it once, and remember which source said what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ValidationError

import errors
from errors import OutcomeUnknown, ProviderCredentials, ProviderRefused, ProviderUnavailable
from memory import activities, clients, enrichments, leads
from memory.enrichments import Provenance
from memory.enums import ActivityKind
from memory.postgres import ClientTransaction
from memory.records import CampaignId, ClientId, Clock, Lead, LeadId
from memory.store import Memory
from tools.services.billing import Billing
from tools.services.enrichment_sources import ApolloSource, Matcher
from tools.services.filling import filling_of, provenance_of
from tools.services.people import Found, Merged, Person, Source, merge
from tools.services.tiers import runs

CACHE_SECONDS = 90 * 86_400
CREDITS = 1
"""Credits that one enriched lead costs."""

NO_CREDITS = "No credits are left: they are added at the next reset or with an upgrade."
"""Why a lead waits; it is tried again as soon as the balance allows."""

Outcome = Literal["enriched", "cache", "enriched_before", "unenriched", "pending"]


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrichmentOutcome:
    """What a lead's turn came to; `pending` is to be tried again, and `reason` says why."""

    lead_id: LeadId
    outcome: Outcome
    confidence: float = 0.0
    credits: int = 0
    cost_aud: Decimal = Decimal(0)
    vendors: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What the sources said."""

    found: tuple[Found, ...] = ()
    reasons: tuple[str, ...] = ()
    cost_aud: Decimal = Decimal(0)
    from_cache: bool = False


class _Answer(BaseModel):
    source: str
    person: Person


class _Kept(BaseModel):
    """What the cache holds of one person."""

    answers: list[_Answer]


@dataclass(frozen=True, kw_only=True)
class Enrichment:
    """The waterfall: the cache, then each source in turn until a result is accepted."""

    memory: Memory
    clock: Clock
    apollo: Matcher
    credits: Billing
    match_cost_aud: Decimal = Decimal(0)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The steps after the cache, in order."""
        return (ApolloSource(apollo=self.apollo, cost_aud=self.match_cost_aud),)

    async def due(
        self, client_id: ClientId, campaign_id: CampaignId | None = None, limit: int = 500
    ) -> list[LeadId]:
        """Leads that wait for enrichment, the longest first; those short of a credit once there is one."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await enrichments.leads_to_enrich(tx, campaign_id, NO_CREDITS, limit)

    async def enrich(self, client_id: ClientId, lead_id: LeadId, batch_id: UUID) -> EnrichmentOutcome:
        """What the lead's turn came to; one credit goes with the result, or none. NotFound for no lead."""
        begun = await self._begin(client_id, lead_id)
        if isinstance(begun, EnrichmentOutcome):
            return begun
        lead, credits_left = begun
        asked = await self._cached(client_id, lead)
        if asked is None:
            if not credits_left:
                return await self._no_credits(client_id, lead, batch_id)
            try:
                asked = await self._ask(lead)
            except (ProviderUnavailable, ProviderCredentials, OutcomeUnknown) as error:
                return await self._later(client_id, lead, str(error))
        outcome = await self._record(client_id, lead_id, batch_id, asked)
        if outcome.outcome == "enriched":
            await self._remember(client_id, lead, asked)
        return outcome

    async def provenance(self, client_id: ClientId, lead_id: LeadId) -> list[Provenance]:
        """Where each value of the lead came from."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await enrichments.provenance(tx, lead_id)

    async def batch(self, client_id: ClientId, batch_id: UUID) -> list[enrichments.BatchLine]:
        """What a batch came to and cost, by outcome."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await enrichments.batch(tx, batch_id)

    async def _begin(self, client_id: ClientId, lead_id: LeadId) -> tuple[Lead, bool] | EnrichmentOutcome:
        """The lead and whether there is a credit for it, or why nothing is asked."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead = _found(await leads.lead_by_id(tx, lead_id))
            client = await clients.client_by_id(tx)
        if lead.enrichment == "enriched":
            return EnrichmentOutcome(
                lead_id=lead_id, outcome="enriched_before", confidence=lead.confidence or 0.0
            )
        if client is None or not runs(client.subscription):
            state = client.subscription if client else "ended"
            return await self._later(client_id, lead, f"The subscription is {state}: nothing is enriched.")
        return lead, client.credit_balance >= CREDITS

    async def _cached(self, client_id: ClientId, lead: Lead) -> _Asked | None:
        kept = await self.memory.cache.get(cache_key(client_id, lead.email))
        try:
            answers = _Kept.model_validate(kept or {"answers": []}).answers
        except ValidationError:
            return None
        found = tuple(Found(source=one.source, person=one.person) for one in answers)
        return _Asked(found=found, from_cache=True) if found and merge(lead, found).accepted else None

    async def _remember(self, client_id: ClientId, lead: Lead, asked: _Asked) -> None:
        """Only after the credit was taken: what was not paid for is not free the second time."""
        answers = [
            {"source": one.source, "person": one.person.model_dump(mode="json")} for one in asked.found
        ]
        await self.memory.cache.put(cache_key(client_id, lead.email), {"answers": answers}, CACHE_SECONDS)

    async def _ask(self, lead: Lead) -> _Asked:
        asked = _Asked()
        for source in self.sources:
            try:
                answer = await source.find(lead)
            except ProviderRefused as error:
                asked = replace(asked, reasons=(*asked.reasons, str(error)))
                continue
            asked = replace(asked, cost_aud=asked.cost_aud + answer.cost_aud)
            if isinstance(answer, Found):
                asked = replace(asked, found=(*asked.found, answer))
            else:
                asked = replace(asked, reasons=(*asked.reasons, answer.reason))
            if merge(lead, asked.found).accepted:
                break
        return asked

    async def _record(
        self, client_id: ClientId, lead_id: LeadId, batch_id: UUID, asked: _Asked
    ) -> EnrichmentOutcome:
        """Lead, provenance, credit and activity in one transaction, under the lead's lock."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead = _found(await leads.lead_for_update(tx, lead_id))
            if lead.enrichment == "enriched":
                return EnrichmentOutcome(
                    lead_id=lead_id, outcome="enriched_before", confidence=lead.confidence or 0.0
                )
            merged = merge(lead, asked.found)
            if not merged.accepted:
                reason = (
                    merged.refusal
                    if asked.found
                    else " ".join(asked.reasons) or "No source knows this person."
                )
                outcome = _unenriched(lead, asked, merged.confidence, reason)
            elif await self._paid(tx, lead_id, asked):
                outcome = _enriched(lead, asked, merged)
                await self._fill(tx, lead, asked, merged)
            else:
                outcome = replace(_unenriched(lead, asked, merged.confidence, NO_CREDITS), outcome="pending")
            await self._note(tx, lead, batch_id, outcome)
            return outcome

    async def _paid(self, tx: ClientTransaction, lead_id: LeadId, asked: _Asked) -> bool:
        if asked.from_cache:
            return True
        key = f"enrichment:{lead_id}"
        debit = await self.credits.debit(tx, CREDITS, reason="enrichment", dedupe_key=key, lead_id=lead_id)
        return debit != "insufficient"

    async def _fill(self, tx: ClientTransaction, lead: Lead, asked: _Asked, merged: Merged) -> None:
        at = self.clock()
        await enrichments.put_provenance(tx, lead.id, provenance_of(lead, asked.found, merged, at=at), at=at)
        await enrichments.fill_lead(tx, lead.id, filling_of(lead, merged), at=at)

    async def _note(
        self, tx: ClientTransaction, lead: Lead, batch_id: UUID, outcome: EnrichmentOutcome
    ) -> None:
        at = self.clock()
        enriched = outcome.outcome in ("enriched", "cache")
        reason = outcome.reason or ""
        if not enriched:
            state = "pending" if outcome.outcome == "pending" else "unenriched"
            await enrichments.leave_unenriched(
                tx, lead.id, state, reason=reason, confidence=outcome.confidence, at=at
            )
        await enrichments.add_enrichment(
            tx,
            lead_id=lead.id,
            batch_id=batch_id,
            outcome="cache" if outcome.outcome == "cache" else "enriched" if enriched else "unenriched",
            vendors=outcome.vendors,
            confidence=outcome.confidence,
            credits_spent=outcome.credits,
            cost_aud=outcome.cost_aud,
            reason=outcome.reason,
            at=at,
        )
        sentence = f"Enriched by {', '.join(outcome.vendors)}." if enriched else f"Not enriched: {reason}"
        await activities.add_activity(
            tx,
            lead_id=lead.id,
            kind=ActivityKind.ENRICHED if enriched else ActivityKind.NOT_ENRICHED,
            sentence=sentence,
            at=at,
            campaign_id=lead.campaign_id,
            dedupe_key=f"enrichment:{batch_id}:{lead.id}",
        )

    async def _no_credits(self, client_id: ClientId, lead: Lead, batch_id: UUID) -> EnrichmentOutcome:
        outcome = EnrichmentOutcome(lead_id=lead.id, outcome="pending", reason=NO_CREDITS)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await self._note(tx, lead, batch_id, outcome)
        return outcome

    async def _later(self, client_id: ClientId, lead: Lead, reason: str) -> EnrichmentOutcome:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await enrichments.leave_unenriched(
                tx, lead.id, "pending", reason=reason, confidence=None, at=self.clock()
            )
        return EnrichmentOutcome(lead_id=lead.id, outcome="pending", reason=reason)


def cache_key(client_id: ClientId, email: str) -> str:
    """Where a client's own answer about a person is kept: not shared between clients, no address in it."""
    return f"enrichment:{client_id}:{hashlib.sha256(email.encode()).hexdigest()}"


def _found(lead: Lead | None) -> Lead:
    if lead is None:
        raise errors.NotFound("There is no such lead.")
    return lead


def _vendors(asked: _Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.source for one in asked.found))


def _enriched(lead: Lead, asked: _Asked, merged: Merged) -> EnrichmentOutcome:
    return EnrichmentOutcome(
        lead_id=lead.id,
        outcome="cache" if asked.from_cache else "enriched",
        confidence=merged.confidence,
        credits=0 if asked.from_cache else CREDITS,
        cost_aud=asked.cost_aud,
        vendors=_vendors(asked),
    )


def _unenriched(lead: Lead, asked: _Asked, sure: float, reason: str) -> EnrichmentOutcome:
    return EnrichmentOutcome(
        lead_id=lead.id,
        outcome="unenriched",
        confidence=sure,
        cost_aud=asked.cost_aud,
        vendors=_vendors(asked),
        reason=reason,
    )
