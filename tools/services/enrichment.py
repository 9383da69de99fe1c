"""Find out who a lead is, pay for it once, and remember which source said what."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from pydantic import BaseModel, ValidationError

import errors
from memory import clients, enrichments, leads
from memory.enrichments import Provenance
from memory.records.actor import Clock
from memory.records.ids import CampaignId, ClientId, LeadId
from memory.records.leads import Lead
from memory.records.tenants import Client
from memory.store import Memory
from tools.services.billing import Billing
from tools.services.enriching.answers import Late
from tools.services.enriching.asking import AT_ONCE, Asking
from tools.services.enriching.people import Found, Person, merge
from tools.services.enriching.reports import BatchReport, report
from tools.services.enriching.terms import (
    CREDITS,
    KEPT,
    NO_CREDITS,
    EnrichmentOutcome,
    EnrichmentTerms,
    Matcher,
    Reader,
    Table,
)
from tools.services.enriching.turns import Turn, Turns
from tools.services.money.tiers import runs
from tools.services.points import Reached, pass_by

LATE_KINDS = (("apollo", "phones"), ("apify", "runs"), ("clay", "rows"))
"""The webhooks by which vendors answer later, by vendor and kind."""


class _Answer(BaseModel):
    source: str
    person: Person


class _Kept(BaseModel):
    """What the cache holds of one person."""

    answers: list[_Answer]


@dataclass(frozen=True, kw_only=True)
class Enrichment:
    """The waterfall: the cache; Apollo and Apify together; Clay for a few of those that are still unsure."""

    memory: Memory
    clock: Clock
    apollo: Matcher
    credits: Billing
    apify: Reader | None = None
    clay: Table | None = None
    terms: EnrichmentTerms = field(default_factory=EnrichmentTerms)
    reached: Reached = pass_by

    @cached_property
    def _turns(self) -> Turns:
        return Turns(
            memory=self.memory,
            clock=self.clock,
            credits=self.credits,
            terms=self.terms,
            with_clay=self.clay is not None,
        )

    @cached_property
    def _asking(self) -> Asking:
        return Asking(
            memory=self.memory,
            clock=self.clock,
            apollo=self.apollo,
            apify=self.apify,
            terms=self.terms,
            reached=self.reached,
        )

    @cached_property
    def _late(self) -> Late:
        return Late(
            memory=self.memory,
            clock=self.clock,
            apollo=self.apollo,
            apify=self.apify,
            clay=self.clay,
            terms=self.terms,
            asking=self._asking,
            turns=self._turns,
        )

    async def due(
        self, client_id: ClientId, campaign_id: CampaignId | None = None, limit: int = 500
    ) -> list[LeadId]:
        """Leads that wait for enrichment, those without a turn first, then the longest.

        Those short of a credit once there is one.
        """
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await enrichments.leads_to_enrich(tx, campaign_id, NO_CREDITS, limit)

    async def enrich(self, client_id: ClientId, lead_id: LeadId, batch_id: UUID) -> EnrichmentOutcome:
        """What the lead's turn came to; one credit goes with the result, or none. NotFound for no lead."""
        outcomes = await self.enrich_many(client_id, [lead_id], batch_id)
        if not outcomes:
            raise errors.NotFound("There is no such lead.")
        return outcomes[0]

    async def enrich_many(
        self, client_id: ClientId, lead_ids: Sequence[LeadId], batch_id: UUID
    ) -> list[EnrichmentOutcome]:
        """What the turns of these leads came to, in their order and without those that are no more.

        Safe to repeat after a crash, and for many workers on parts of one batch: a lead is charged once,
        and a vendor is asked again only what it had not answered when the work broke off.
        """
        outcomes: dict[LeadId, EnrichmentOutcome] = {}
        for start in range(0, len(lead_ids), AT_ONCE):
            some = list(dict.fromkeys(lead_ids[start : start + AT_ONCE]))
            outcomes |= await self._enrich_some(client_id, some, batch_id)
        return [outcomes[lead_id] for lead_id in dict.fromkeys(lead_ids) if lead_id in outcomes]

    async def open_batch(self, client_id: ClientId, batch_id: UUID, lead_ids: Sequence[LeadId]) -> None:
        """Announce all leads of a batch at once: its progress and its share for Clay are of them all."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await enrichments.open_batch(tx, batch_id, lead_ids, at=self.clock())

    async def untried(
        self, client_id: ClientId, batch_id: UUID, *, after: LeadId | None, limit: int
    ) -> list[LeadId]:
        """The batch's next leads behind one that have had no turn in it; from the first without `after`."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await enrichments.untried(tx, batch_id, after=after, limit=limit)

    async def answered(self, vendor: str, kind: str, body: bytes) -> ClientId | None:
        """Whose lead a late answer was about; None where it is nobody's of ours. Raises as `answers` does."""
        if (vendor, kind) not in LATE_KINDS:
            return None
        asked_by, _ = await self._take_answer(vendor, body)
        return next(iter(asked_by), None)

    async def answers(self, vendor: str, body: bytes) -> list[tuple[ClientId, EnrichmentOutcome]]:
        """What a late answer of Apollo's, Apify's or Clay's changed; nothing for what is not ours.

        `enriched` is a lead that this answer finished and that was paid for; `enriched_before` one that
        it only filled further. Apollo's and Apify's words are hints and are read back: ProviderError when
        that fails.
        WebhookRejected when the body is no webhook of theirs.
        """
        return (await self._take_answer(vendor, body))[1]

    async def catch_up(self, client_id: ClientId) -> list[EnrichmentOutcome]:
        """What became of questions whose answer is late: vendors are asked, and old questions given up."""
        judged = await self._late.look(client_id)
        return [await self._judge(client_id, batch_id, lead_id) for _, batch_id, lead_id in judged]

    async def provenance(self, client_id: ClientId, lead_id: LeadId) -> list[Provenance]:
        """Where each value of the lead came from."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await enrichments.provenance(tx, lead_id)

    async def batch(self, client_id: ClientId, batch_id: UUID) -> BatchReport:
        """How far a batch has come, what it cost, and why each lead without a result has none."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await report(tx, batch_id, self.terms.clay_share)

    async def latest_batch(self, client_id: ClientId) -> UUID | None:
        """The newest batch of the client; None before the first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await enrichments.latest_batch(tx)

    async def _enrich_some(
        self, client_id: ClientId, lead_ids: Sequence[LeadId], batch_id: UUID
    ) -> dict[LeadId, EnrichmentOutcome]:
        client, found = await self._begin(client_id, lead_ids, batch_id)
        outcomes = {one.id: _before(one) for one in found if one.enrichment == "enriched"}
        rest = [one for one in found if one.id not in outcomes]
        if client is None or not runs(client.subscription):
            state = client.subscription if client else "ended"
            reason = f"The subscription is {state}: nothing is enriched."
            return outcomes | {one.id: await self._leave(client_id, one, batch_id, reason) for one in rest}
        unknown: list[Lead] = []
        for lead in rest:
            if cached := await self._cached(client_id, lead):
                turn = await self._turns.take_cached(client_id, lead.id, batch_id, cached)
                outcomes[lead.id] = turn.outcome
            else:
                unknown.append(lead)
        affordable = unknown[: client.credit_balance // CREDITS]
        for lead in unknown[len(affordable) :]:
            outcomes[lead.id] = await self._leave(client_id, lead, batch_id, NO_CREDITS)
        if affordable:
            await self._asking.ask(client_id, affordable, batch_id)
        for lead in affordable:
            outcomes[lead.id] = await self._judge(client_id, batch_id, lead.id)
        return outcomes

    async def _begin(
        self, client_id: ClientId, lead_ids: Sequence[LeadId], batch_id: UUID
    ) -> tuple[Client | None, list[Lead]]:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = [lead for one in lead_ids if (lead := await leads.lead_by_id(tx, one))]
            client = await clients.client_by_id(tx)
            if found:
                await enrichments.open_batch(tx, batch_id, [one.id for one in found], at=self.clock())
        return client, found

    async def _take_answer(
        self, vendor: str, body: bytes
    ) -> tuple[Sequence[ClientId], list[tuple[ClientId, EnrichmentOutcome]]]:
        """Whose questions the answer is about, and what it changed."""
        taken = await self._late.answered(vendor, body)
        changed = [
            (client_id, await self._judge(client_id, batch_id, lead_id))
            for client_id, batch_id, lead_id in taken.changed
        ]
        return taken.asked_by, changed

    async def _judge(self, client_id: ClientId, batch_id: UUID, lead_id: LeadId) -> EnrichmentOutcome:
        turn = await self._turns.judge(client_id, lead_id, batch_id)
        self.reached("enrichment.recorded")
        turn = await self._late.go_on(client_id, batch_id, turn)
        if turn.found:
            await self._remember(client_id, turn)
        return turn.outcome

    async def _leave(self, client_id: ClientId, lead: Lead, batch_id: UUID, reason: str) -> EnrichmentOutcome:
        return await self._turns.leave(client_id, lead, batch_id, reason)

    async def _cached(self, client_id: ClientId, lead: Lead) -> tuple[Found, ...] | None:
        kept = await self.memory.cache.get(cache_key(client_id, lead.email))
        try:
            answers = _Kept.model_validate(kept or {"answers": []}).answers
        except ValidationError:
            return None
        found = tuple(Found(source=one.source, person=one.person) for one in answers)
        return found if found and merge(lead, found).accepted else None

    async def _remember(self, client_id: ClientId, turn: Turn) -> None:
        """Only after the credit was taken: what was not paid for is not free the second time."""
        answers = [{"source": one.source, "person": one.person.model_dump(mode="json")} for one in turn.found]
        key = cache_key(client_id, turn.lead.email)
        await self.memory.cache.put(key, {"answers": answers}, int(KEPT.total_seconds()))


def cache_key(client_id: ClientId, email: str) -> str:
    """Where a client's own answer about a person is kept: not shared between clients, no address in it."""
    return f"enrichment:{client_id}:{hashlib.sha256(email.encode()).hexdigest()}"


def _before(lead: Lead) -> EnrichmentOutcome:
    return EnrichmentOutcome(lead_id=lead.id, outcome="enriched_before", confidence=lead.confidence or 0.0)
