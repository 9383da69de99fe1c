"""Ask Apollo and Apify about leads side by side, and keep each answer before anything is made of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

from errors import OutcomeUnknown, ProviderCredentials, ProviderRefused, ProviderUnavailable
from memory import enrichment_requests as requests
from memory import lead_routes, leads
from memory.enrichment_requests import EnrichmentRequest, RequestId
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.ids import ClientId, LeadId
from memory.records.leads import Lead
from memory.store import Memory
from tools.providers.apify import Run, Search, Wanted
from tools.providers.apollo import BULK, Match
from tools.services.enriching.sources import answers_to, person_of_match, person_of_profile, query_of
from tools.services.enriching.terms import KEPT, EnrichmentTerms, Matcher, Reader
from tools.services.points import Reached, pass_by

NOBODY = {"apollo": "Apollo knows nobody like that.", "apify": "Apify found no such profile."}
BULKS_AT_ONCE = 4
AT_ONCE = 100
"""Leads that one call takes: one run reads their profiles."""
LONG_POLL_SECONDS = 10
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 3.0
BY_REFERENCE = "reference:"
"""How a run is called of which only our own word is known, until Apify names it."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """The two sources that every lead is looked up in."""

    memory: Memory
    clock: Clock
    apollo: Matcher
    apify: Reader | None
    terms: EnrichmentTerms
    reached: Reached = pass_by

    async def ask(self, client_id: ClientId, wanted: Sequence[Lead], batch_id: UUID) -> None:
        """Keep what both sources say about the leads, 100 at most; what they said within 90 days counts on.

        A question that was cut off before its answer was kept is put again: only these can be charged twice.
        """
        reference = f"{BY_REFERENCE}{uuid4()}"
        async with self.memory.postgres.client_transaction(client_id) as tx:
            standing = await requests.standing(tx, [one.id for one in wanted], since=self.clock() - KEPT)
            to_match = [one.id for one in wanted if not _settled(standing[one.id], "apollo")]
            to_read = [one.id for one in wanted if readable(one) and not _settled(standing[one.id], "apify")]
            at = self.clock()
            matches = await requests.ask(tx, batch_id, to_match, vendor="apollo", at=at)
            reads: Mapping[LeadId, RequestId] = {}
            if self.apify is not None:
                reads = await requests.ask(tx, batch_id, to_read, vendor="apify", at=at)
            if reads and self.terms.runs_url:
                # Should this process die before Apify names its run, the run's webhook still finds its leads.
                await self._name_run(tx, reads, reference)
        self.reached("enrichment.asked")
        by_id = {one.id: one for one in wanted}
        await asyncio.gather(
            self._match_all(client_id, by_id, matches),
            self._read(client_id, [by_id[one] for one in reads], reads, reference),
            *(self.follow(client_id, run_id) for run_id in _runs(standing)),
        )

    async def follow(self, client_id: ClientId, run_id: str) -> None:
        """Wait for a run's end, within reason, and keep what it found."""
        assert self.apify is not None
        deadline = time.monotonic() + self.terms.run_wait_seconds
        pause = FIRST_PAUSE_SECONDS
        try:
            run = await self.apify.run(run_id, wait_seconds=LONG_POLL_SECONDS)
            while not run.ended and time.monotonic() < deadline:
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
                run = await self.apify.run(run_id, wait_seconds=LONG_POLL_SECONDS)
            if run.ended:
                await self.collect(client_id, run)
        except (ProviderUnavailable, ProviderCredentials, ProviderRefused, OutcomeUnknown):
            # The run goes on: its webhook or the next look finds it.
            return

    async def collect(self, client_id: ClientId, run: Run) -> list[EnrichmentRequest]:
        """The questions that an ended run has answered, each kept with its answer."""
        assert self.apify is not None
        profiles = await self.apify.profiles(run.dataset_id)
        self.reached("enrichment.answered")
        async with self.memory.postgres.client_transaction(client_id) as tx:
            waiting = await requests.open_by_key(tx, "apify", run.id)
            share = _share_aud(run, self.terms.aud_per_usd, len(waiting))
            for one in waiting:
                lead = await leads.lead_by_id(tx, one.lead_id)
                profile = answers_to(lead, profiles) if lead else None
                await requests.answer(
                    tx,
                    one.id,
                    "answered",
                    found={"person": person_of_profile(profile).model_dump(mode="json")} if profile else None,
                    reason=None if profile else _why_no_profile(run),
                    cost_aud=share,
                    at=self.clock(),
                )
        return waiting

    async def name_run(self, client_id: ClientId, reference: str, run_id: str) -> None:
        """Call the questions of a reference by the run that turned out to be theirs."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            waiting = await requests.open_by_key(tx, "apify", reference)
            await self._name_run(tx, {one.lead_id: one.id for one in waiting}, run_id)

    async def _name_run(self, tx: ClientTransaction, reads: Mapping[LeadId, RequestId], key: str) -> None:
        await requests.note_key(tx, list(reads.values()), key)
        await lead_routes.add_routes(tx, "apify", key, list(reads))

    async def _match_all(
        self, client_id: ClientId, by_id: Mapping[LeadId, Lead], asked: Mapping[LeadId, RequestId]
    ) -> None:
        places = asyncio.Semaphore(BULKS_AT_ONCE)
        ids = list(asked)

        async def match(some: Sequence[LeadId]) -> None:
            async with places:
                await self._match(client_id, [(asked[one], by_id[one]) for one in some])

        await asyncio.gather(*(match(ids[start : start + BULK]) for start in range(0, len(ids), BULK)))

    async def _match(self, client_id: ClientId, asked: Sequence[tuple[RequestId, Lead]]) -> None:
        try:
            answers = await self.apollo.bulk_match([query_of(lead) for _, lead in asked])
        except ProviderRefused as error:
            if len(asked) == 1:
                await self._no_answer(client_id, [asked[0][0]], str(error), final=True)
                return
            # One person that Apollo takes exception to must not cost the other nine their answer.
            for one in asked:
                await self._match(client_id, [one])
        except (ProviderUnavailable, ProviderCredentials, OutcomeUnknown) as error:
            await self._no_answer(client_id, [request_id for request_id, _ in asked], str(error))
        else:
            self.reached("enrichment.answered")
            await self._keep_matches(client_id, [request_id for request_id, _ in asked], answers)

    async def _keep_matches(
        self, client_id: ClientId, request_ids: Sequence[RequestId], answers: Sequence[object]
    ) -> None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            for request_id, match in zip(request_ids, answers, strict=True):
                found = match if isinstance(match, Match) else None
                await requests.answer(
                    tx,
                    request_id,
                    "answered",
                    found={"id": found.apollo_id, "person": person_of_match(found).model_dump(mode="json")}
                    if found
                    else None,
                    reason=None if found else NOBODY["apollo"],
                    cost_aud=self.terms.match_cost_aud if found else Decimal(0),
                    at=self.clock(),
                )

    async def _read(
        self, client_id: ClientId, wanted: Sequence[Lead], asked: Mapping[LeadId, RequestId], reference: str
    ) -> None:
        if self.apify is None or not asked:
            return
        people = wanted_of(wanted)
        try:
            run = await self.apify.start(
                people,
                max_charge_usd=len(people) * self.terms.profile_limit_usd,
                reference=reference,
                webhook_url=self.terms.runs_url,
            )
        except OutcomeUnknown as error:
            if not self.terms.runs_url:
                await self._no_answer(client_id, list(asked.values()), str(error))
            return
        except (ProviderUnavailable, ProviderCredentials, ProviderRefused) as error:
            final = isinstance(error, ProviderRefused)
            await self._no_answer(client_id, list(asked.values()), str(error), final=final)
            return
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await self._name_run(tx, asked, run.id)
        self.reached("enrichment.run_named")
        await self.follow(client_id, run.id)

    async def _no_answer(
        self, client_id: ClientId, request_ids: Sequence[RequestId], reason: str, *, final: bool = False
    ) -> None:
        """The question is put again at the lead's next turn, unless it was refused as it is (`final`)."""
        status = "expired" if final else "failed"
        async with self.memory.postgres.client_transaction(client_id) as tx:
            for one in request_ids:
                await requests.answer(
                    tx, one, status, found=None, reason=reason, cost_aud=Decimal(0), at=self.clock()
                )


def readable(lead: Lead) -> bool:
    """Whether a profile can be looked for: by its address, or by name and company."""
    return bool(lead.linkedin_url or (lead.first_name and lead.last_name and lead.company))


def wanted_of(wanted: Sequence[Lead]) -> Wanted:
    """What a run is asked to read about these leads."""
    return Wanted(
        profile_urls=tuple(lead.linkedin_url for lead in wanted if lead.linkedin_url),
        searches=tuple(
            Search(name=lead.full_name, company=lead.company or "")
            for lead in wanted
            if not lead.linkedin_url
        ),
    )


def _settled(standing: Sequence[EnrichmentRequest], vendor: str) -> bool:
    """Whether the vendor has answered, or has taken the question and is going to."""
    return any(
        one.vendor == vendor and one.kind == "person" and (one.status == "answered" or one.waits)
        for one in standing
    )


def _runs(standing: Mapping[LeadId, Sequence[EnrichmentRequest]]) -> set[str]:
    """Runs of an earlier turn that are still on their way."""
    keys = (
        one.vendor_key for many in standing.values() for one in many if one.vendor == "apify" and one.waits
    )
    return {key for key in keys if key and not key.startswith(BY_REFERENCE)}


def _share_aud(run: Run, aud_per_usd: Decimal, people: int) -> Decimal:
    """What one person's part of the run cost."""
    if run.cost_usd is None or not people:
        return Decimal(0)
    return (Decimal(str(run.cost_usd)) * aud_per_usd / people).quantize(Decimal("0.0001"))


def _why_no_profile(run: Run) -> str:
    return NOBODY["apify"] if run.succeeded else f"Apify's run ended as {run.status}."
