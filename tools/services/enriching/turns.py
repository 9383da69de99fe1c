"""Judge what the sources said about one lead, pay for it once, and decide what else to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal
from uuid import UUID

import errors
from memory import activities, enrichments, lead_routes, leads
from memory import enrichment_requests as requests
from memory.enrichment_requests import EnrichmentRequest, RequestId
from memory.enums import ActivityKind
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.ids import ClientId, LeadId
from memory.records.leads import Lead
from memory.store import Memory
from tools.services.billing import Billing
from tools.services.enriching.filling import filling_of, provenance_of
from tools.services.enriching.people import THRESHOLD, Found, Merged, Person, confidence, merge
from tools.services.enriching.terms import CREDITS, KEPT, NO_CREDITS, EnrichmentOutcome, EnrichmentTerms

WAITS = {"apify": "Apify is still reading the profile.", "clay": "Clay is still looking this person up."}
CUT_OFF = "The work broke off before a source had answered: it is asked again at the next turn."
SHARE_USED = "The batch's share for Clay is used up."


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What a lead's turn came to, and what is to be asked now that it is written down."""

    outcome: EnrichmentOutcome
    lead: Lead
    found: tuple[Found, ...] = ()
    row: RequestId | None = None
    """A row for Clay's table."""
    phone: tuple[RequestId, str] | None = None
    """A phone of the person with this id of Apollo's."""


@dataclass(frozen=True, kw_only=True)
class Turns:
    """The judgement over a lead, under its lock and in one transaction."""

    memory: Memory
    clock: Clock
    credits: Billing
    terms: EnrichmentTerms
    with_clay: bool

    async def judge(self, client_id: ClientId, lead_id: LeadId, batch_id: UUID) -> Turn:
        """Lead, provenance, credit and activity together, from the answers that are kept by now."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead = await locked(tx, lead_id)
            standing = (await requests.standing(tx, [lead_id], since=self.clock() - KEPT))[lead_id]
            found = found_of(standing)
            if lead.enrichment == "enriched":
                return await self._again(tx, lead, batch_id, found)
            merged = merge(lead, found)
            if merged.accepted:
                return await self._accept(tx, lead, batch_id, found, merged, standing)
            if reason := _still_open(standing):
                return await self._wait(tx, lead, batch_id, found, merged, reason)
            return await self._to_clay_or_end(tx, lead, batch_id, found, merged, standing)

    async def take_cached(
        self, client_id: ClientId, lead_id: LeadId, batch_id: UUID, found: Sequence[Found]
    ) -> Turn:
        """The same from the cache, for nothing."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead = await locked(tx, lead_id)
            if lead.enrichment == "enriched":
                return Turn(lead=lead, outcome=_before(lead))
            merged = merge(lead, found)
            await self._fill(tx, lead, found, merged)
            outcome = replace(_outcome(lead, found, merged, "cache"), cost_aud=Decimal(0))
            await self._note(tx, lead, batch_id, outcome)
            return Turn(lead=lead, outcome=outcome, found=tuple(found))

    async def leave(self, client_id: ClientId, lead: Lead, batch_id: UUID, reason: str) -> EnrichmentOutcome:
        """Let the lead wait for its next turn, nobody being asked."""
        outcome = EnrichmentOutcome(lead_id=lead.id, outcome="pending", reason=reason)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await self._note(tx, lead, batch_id, outcome)
        return outcome

    async def give_up_row(
        self, client_id: ClientId, request: RequestId, batch_id: UUID, reason: str, *, again: bool
    ) -> None:
        """Clay did not take a row: its place in the batch's share is free; `again` tries at the next turn."""
        status = "failed" if again else "expired"
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await requests.answer(
                tx, request, status, found=None, reason=reason, cost_aud=Decimal(0), at=self.clock()
            )
            await enrichments.give_back_clay(tx, batch_id)

    async def _accept(
        self,
        tx: ClientTransaction,
        lead: Lead,
        batch_id: UUID,
        found: tuple[Found, ...],
        merged: Merged,
        standing: Sequence[EnrichmentRequest],
    ) -> Turn:
        debit = await self.credits.debit(
            tx, CREDITS, reason="enrichment", dedupe_key=f"enrichment:{lead.id}", lead_id=lead.id
        )
        if debit == "insufficient":
            return await self._wait(tx, lead, batch_id, found, merged, NO_CREDITS)
        await self._fill(tx, lead, found, merged)
        outcome = replace(_outcome(lead, found, merged, "enriched"), credits=CREDITS)
        await self._note(tx, lead, batch_id, outcome)
        phone = await self._phone_to_ask(tx, lead, batch_id, merged, standing)
        return Turn(lead=lead, outcome=outcome, found=found, phone=phone)

    async def _again(
        self, tx: ClientTransaction, lead: Lead, batch_id: UUID, found: tuple[Found, ...]
    ) -> Turn:
        """An answer that came after the lead was enriched fills what is still blank, for nothing."""
        merged = merge(lead, found)
        await enrichments.recount(tx, lead.id, batch_id)
        if not merged.accepted:
            return Turn(lead=lead, outcome=_before(lead))
        await self._fill(tx, lead, found, merged)
        if lead.phone is None and merged.person.phone:
            source = merged.sources["phone"].capitalize()
            await self._tell(tx, lead, ActivityKind.ENRICHED, f"Phone found by {source}.", f"phone:{lead.id}")
        return Turn(lead=lead, outcome=_before(lead), found=found)

    async def _wait(
        self,
        tx: ClientTransaction,
        lead: Lead,
        batch_id: UUID,
        found: tuple[Found, ...],
        merged: Merged,
        reason: str,
        row: RequestId | None = None,
    ) -> Turn:
        outcome = replace(_outcome(lead, found, merged, "pending"), reason=reason)
        await self._note(tx, lead, batch_id, outcome)
        return Turn(lead=lead, outcome=outcome, row=row)

    async def _to_clay_or_end(
        self,
        tx: ClientTransaction,
        lead: Lead,
        batch_id: UUID,
        found: tuple[Found, ...],
        merged: Merged,
        standing: Sequence[EnrichmentRequest],
    ) -> Turn:
        reasons = [merged.refusal] if found else [one.reason for one in standing if one.reason]
        if self.with_clay and not any(one.vendor == "clay" and one.status != "failed" for one in standing):
            if row := await self._claim_row(tx, lead.id, batch_id):
                return await self._wait(tx, lead, batch_id, found, merged, WAITS["clay"], row)
            reasons.append(SHARE_USED)
        elif found:
            reasons += [one.reason for one in standing if one.vendor == "clay" and one.reason]
        reason = " ".join(reasons) or "No source knows this person."
        outcome = replace(_outcome(lead, found, merged, "unenriched"), reason=reason)
        await self._note(tx, lead, batch_id, outcome)
        return Turn(lead=lead, outcome=outcome)

    async def _claim_row(self, tx: ClientTransaction, lead_id: LeadId, batch_id: UUID) -> RequestId | None:
        """A place of the batch's share for Clay and the row that uses it, both or neither."""
        if not await enrichments.claim_clay(tx, batch_id, self.terms.clay_share):
            return None
        asked = await requests.ask(tx, batch_id, [lead_id], vendor="clay", at=self.clock())
        if lead_id not in asked:
            await enrichments.give_back_clay(tx, batch_id)
            return None
        await lead_routes.add_routes(tx, "clay", str(asked[lead_id]), [lead_id])
        return asked[lead_id]

    async def _phone_to_ask(
        self,
        tx: ClientTransaction,
        lead: Lead,
        batch_id: UUID,
        merged: Merged,
        standing: Sequence[EnrichmentRequest],
    ) -> tuple[RequestId, str] | None:
        """Only for a person who is surely the lead, has no phone, and whose campaign calls or texts."""
        apollo = next((one for one in standing if one.vendor == "apollo" and one.kind == "person"), None)
        known = apollo and apollo.answer
        asked_before = any(one.kind == "phone" and one.status != "failed" for one in standing)
        if not known or not self.terms.phones_url or lead.phone or merged.person.phone or asked_before:
            return None
        sure = confidence(lead, Person.model_validate(known["person"])) >= THRESHOLD
        if not sure or lead.campaign_id is None or not await enrichments.wants_phone(tx, lead.campaign_id):
            return None
        apollo_id = str(known.get("id", ""))
        asked = await requests.ask(tx, batch_id, [lead.id], vendor="apollo", kind="phone", at=self.clock())
        if lead.id not in asked:
            return None
        await lead_routes.add_routes(tx, "apollo", apollo_id, [lead.id])
        return asked[lead.id], apollo_id

    async def _fill(self, tx: ClientTransaction, lead: Lead, found: Sequence[Found], merged: Merged) -> None:
        at = self.clock()
        await enrichments.put_provenance(tx, lead.id, provenance_of(lead, found, merged, at=at), at=at)
        await enrichments.fill_lead(tx, lead.id, filling_of(lead, merged), at=at)

    async def _note(
        self, tx: ClientTransaction, lead: Lead, batch_id: UUID, outcome: EnrichmentOutcome
    ) -> None:
        state = _state(outcome)
        if state not in ("enriched", "cache"):
            waiting: Literal["pending", "unenriched"] = "pending" if state == "pending" else "unenriched"
            reason, sure = outcome.reason or "", outcome.confidence
            await enrichments.leave_unenriched(
                tx, lead.id, waiting, reason=reason, confidence=sure, at=self.clock()
            )
        await enrichments.end_turn(
            tx,
            lead_id=lead.id,
            batch_id=batch_id,
            outcome=state,
            vendors=outcome.vendors,
            confidence=outcome.confidence,
            credits_spent=outcome.credits,
            reason=outcome.reason,
        )
        key = f"enrichment:{batch_id}:{lead.id}:{state}"
        if state in ("enriched", "cache"):
            sentence = f"Enriched by {', '.join(outcome.vendors)}."
            await self._tell(tx, lead, ActivityKind.ENRICHED, sentence, key)
        elif state == "unenriched" or outcome.reason == NO_CREDITS:
            await self._tell(tx, lead, ActivityKind.NOT_ENRICHED, f"Not enriched: {outcome.reason}", key)

    async def _tell(
        self, tx: ClientTransaction, lead: Lead, kind: ActivityKind, sentence: str, dedupe_key: str
    ) -> None:
        await activities.add_activity(
            tx,
            lead_id=lead.id,
            kind=kind,
            sentence=sentence,
            at=self.clock(),
            campaign_id=lead.campaign_id,
            dedupe_key=dedupe_key,
        )


async def locked(tx: ClientTransaction, lead_id: LeadId) -> Lead:
    """The lead, locked; NotFound where the client has none of this id."""
    lead = await leads.lead_for_update(tx, lead_id)
    if lead is None:
        raise errors.NotFound("There is no such lead.")
    return lead


def found_of(standing: Sequence[EnrichmentRequest]) -> tuple[Found, ...]:
    """What each source found, Apollo's phone with Apollo's person."""
    answered = {(one.vendor, one.kind): one for one in standing if one.status == "answered" and one.answer}
    found: list[Found] = []
    for vendor in ("apollo", "apify", "clay"):
        one = answered.get((vendor, "person"))
        if one is None or one.answer is None:
            continue
        person = Person.model_validate(one.answer["person"])
        phone = answered.get((vendor, "phone"))
        if phone is not None and phone.answer is not None:
            called = Person.model_validate(phone.answer["person"])
            person = person.model_copy(update={"phone": called.phone, "phone_status": called.phone_status})
        found.append(Found(source=vendor, person=person, cost_aud=one.cost_aud))
    return tuple(found)


def _still_open(standing: Sequence[EnrichmentRequest]) -> str | None:
    """Why it is too early to say no: a source is at work, could not be asked, or was cut off."""
    people = [one for one in standing if one.kind == "person"]
    waiting = [WAITS[one.vendor] for one in people if one.waits and one.vendor in WAITS]
    failed = [one.reason for one in people if one.status == "failed" and one.vendor != "clay" and one.reason]
    cut_off = [CUT_OFF for one in people if one.status == "asked" and not one.waits]
    return " ".join(failed) or next(iter([*cut_off, *waiting]), None)


def _state(outcome: EnrichmentOutcome) -> Literal["enriched", "cache", "unenriched", "pending"]:
    return "enriched" if outcome.outcome == "enriched_before" else outcome.outcome


def _before(lead: Lead) -> EnrichmentOutcome:
    return EnrichmentOutcome(lead_id=lead.id, outcome="enriched_before", confidence=lead.confidence or 0.0)


def _outcome(
    lead: Lead,
    found: Sequence[Found],
    merged: Merged,
    outcome: Literal["enriched", "cache", "unenriched", "pending"],
) -> EnrichmentOutcome:
    return EnrichmentOutcome(
        lead_id=lead.id,
        outcome=outcome,
        confidence=merged.confidence,
        cost_aud=sum((one.cost_aud for one in found), Decimal(0)),
        vendors=tuple(dict.fromkeys(one.source for one in found)),
    )
