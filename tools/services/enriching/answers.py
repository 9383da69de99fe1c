"""Take the answers that vendors give later: phones, the end of a run, a row of the table."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from errors import OutcomeUnknown, ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable
from memory import enrichment_requests as requests
from memory import enrichments, lead_routes, leads
from memory.enrichment_requests import EnrichmentRequest, RequestId, RequestStatus
from memory.lead_routes import LeadRoute
from memory.records.actor import Clock
from memory.records.ids import ClientId, LeadId
from memory.records.leads import Lead
from memory.store import Memory
from tools.providers.apify import parse_run
from tools.providers.apollo import NoMatch
from tools.providers.apollo_phones import PhoneNews, PhonesPending, parse_phones
from tools.providers.clay import ALERT_ROWS, LIFETIME_ROWS, RowAnswer, parse_row
from tools.services.enriching.asking import BY_REFERENCE, Asking
from tools.services.enriching.sources import person_of_row, phone_of, row_of
from tools.services.enriching.terms import EnrichmentTerms, Matcher, Reader, Table
from tools.services.enriching.turns import Turn, Turns

log = logging.getLogger(__name__)

POLLED_AFTER = timedelta(minutes=2)
LOOKED_AT_ONCE = 200
UNNAMED_FOR = timedelta(minutes=15)
"""How long a run of which only our reference is known may take to be named by its webhook."""
GIVEN_UP_AFTER = timedelta(hours=24)
NO_ROW = "Clay found nothing."
FULL_TABLE = "Clay's table has taken the 50,000 rows of its life: make another one."


Changed = tuple[ClientId, UUID, LeadId]
"""A lead of a client's to be judged again, for a batch."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """Whose questions an answer is about, and which leads are to be judged again."""

    asked_by: tuple[ClientId, ...] = ()
    changed: tuple[Changed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Late:
    """What goes out after a lead's turn was written down, and what comes back to it."""

    memory: Memory
    clock: Clock
    apollo: Matcher
    apify: Reader | None
    clay: Table | None
    terms: EnrichmentTerms
    asking: Asking
    turns: Turns

    async def go_on(self, client_id: ClientId, batch_id: UUID, turn: Turn) -> Turn:
        """Ask what the turn decided to ask; the turn as it stands then."""
        if turn.phone is not None:
            await self._reveal(client_id, *turn.phone)
        return turn if turn.row is None else await self._send_row(client_id, batch_id, turn.lead, turn.row)

    async def answered(self, vendor: str, body: bytes) -> Taken:
        """What this webhook of a vendor's tells; WebhookRejected for no webhook of theirs."""
        match vendor:
            case "apollo":
                return await self._phones_came(body)
            case "apify":
                return await self._run_ended(body)
            case "clay":
                return await self._row_came(parse_row(body))
            case _:
                return Taken()

    async def look(self, client_id: ClientId) -> list[Changed]:
        """The leads to be judged again after vendors were asked what became of old questions."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            waiting = await requests.open_requests(
                tx, before=self.clock() - POLLED_AFTER, limit=LOOKED_AT_ONCE
            )
        judged: dict[LeadId, UUID] = {}
        for key in dict.fromkeys(
            one.vendor_key for one in waiting if one.vendor == "apify" and one.vendor_key
        ):
            if not key.startswith(BY_REFERENCE):
                judged |= await self._look_at_run_quietly(client_id, key)
        for one in waiting:
            if await self._look_at_phone(client_id, one) or await self._give_up_if_old(client_id, one):
                judged[one.lead_id] = one.batch_id
        return [(client_id, batch_id, lead_id) for lead_id, batch_id in judged.items()]

    async def _reveal(self, client_id: ClientId, request_id: RequestId, apollo_id: str) -> None:
        assert self.terms.phones_url is not None
        try:
            number = await self.apollo.reveal_phone(apollo_id, webhook_url=self.terms.phones_url)
        except (ProviderUnavailable, ProviderRefused, ProviderCredentials, OutcomeUnknown) as error:
            # A phone costs eight times a match: what may have been charged is not asked for again.
            await self._keep(client_id, request_id, "expired", None, str(error))
            return
        if number is None:
            await self._keep(client_id, request_id, "expired", None, "Apollo named no request.")
            return
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await requests.note_key(tx, [request_id], str(number))

    async def _send_row(self, client_id: ClientId, batch_id: UUID, lead: Lead, request_id: RequestId) -> Turn:
        assert self.clay is not None
        try:
            await self._count_row(self.clay)
            await self.clay.add_row(row_of(lead, str(request_id)))
        except OutcomeUnknown:
            # Perhaps it was taken: its answer may come, and the row is not sent twice.
            return await self.turns.judge(client_id, lead.id, batch_id)
        except (ProviderUnavailable, ProviderCredentials) as error:
            await self.turns.give_up_row(client_id, request_id, batch_id, str(error), again=True)
            outcome = await self.turns.leave(client_id, lead, batch_id, str(error))
            return Turn(lead=lead, outcome=outcome)
        except ProviderRefused as error:
            await self.turns.give_up_row(client_id, request_id, batch_id, str(error), again=False)
            return await self.turns.judge(client_id, lead.id, batch_id)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await requests.note_key(tx, [request_id], str(request_id))
        return await self.turns.judge(client_id, lead.id, batch_id)

    async def _count_row(self, clay: Table) -> None:
        async with self.memory.postgres.system_transaction() as tx:
            rows = await enrichments.claim_submission(tx, clay.table, LIFETIME_ROWS)
        if rows is None:
            raise ProviderRefused("Clay", FULL_TABLE)
        if rows >= ALERT_ROWS:
            log.warning("Clay's table has taken %s of the %s rows of its life", rows, LIFETIME_ROWS)

    async def _phones_came(self, body: bytes) -> Taken:
        changed: list[Changed] = []
        asked_by: list[ClientId] = []
        for person in parse_phones(body).people:
            for route in await self._routes("apollo", person.apollo_id):
                asked_by.append(route.client_id)
                async with self.memory.postgres.client_transaction(route.client_id) as tx:
                    open_ones = await requests.open_phones(tx, route.lead_id)
                changed += [
                    (route.client_id, one.batch_id, one.lead_id)
                    for one in open_ones
                    if await self._fetch_phone(route.client_id, one)
                ]
        return Taken(asked_by=tuple(asked_by), changed=tuple(changed))

    async def _fetch_phone(self, client_id: ClientId, one: EnrichmentRequest) -> bool:
        """Whether Apollo has a phone for us: its webhook bears no signature, so that it is only a hint."""
        if one.vendor_key is None:
            raise ProviderUnavailable(
                "Apollo", "The phone's request is not named yet.", retry_after_seconds=1
            )
        news = await self.apollo.phone_result(int(one.vendor_key))
        if isinstance(news, PhonesPending):
            return False
        if isinstance(news, NoMatch):
            await self._keep(client_id, one.id, "expired", None, "Apollo has forgotten this request.")
            return False
        return await self._keep_phone(client_id, one, news)

    async def _look_at_phone(self, client_id: ClientId, one: EnrichmentRequest) -> bool:
        if one.kind != "phone" or one.vendor_key is None:
            return False
        try:
            return await self._fetch_phone(client_id, one)
        except ProviderError as error:
            log.warning("a phone is looked for again later: %s", error)
            return False

    async def _keep_phone(self, client_id: ClientId, one: EnrichmentRequest, news: PhoneNews) -> bool:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead = await leads.lead_by_id(tx, one.lead_id)
        phones = tuple(phone for person in news.people for phone in person.phones)
        person = phone_of(phones, lead.country if lead else None)
        found = {"person": person.model_dump(mode="json")} if person else None
        reason = None if person else news.failure or "Apollo found no phone."
        cost = self.terms.phone_cost_aud if person else Decimal(0)
        await self._keep(client_id, one.id, "answered", found, reason, cost)
        return person is not None

    async def _run_ended(self, body: bytes) -> Taken:
        news = parse_run(body)
        by_reference = await self._routes("apify", news.reference) if news.reference else []
        by_run = await self._routes("apify", news.run_id)
        asked_by = tuple(dict.fromkeys(one.client_id for one in (*by_run, *by_reference)))
        changed: list[Changed] = []
        for client_id in asked_by:
            if by_reference and news.reference and self.apify is not None:
                # The run is ours only if our own account knows it.
                await self.apify.run(news.run_id)
                await self.asking.name_run(client_id, news.reference, news.run_id)
            ended = await self._look_at_run(client_id, news.run_id)
            changed += [(client_id, batch_id, lead_id) for lead_id, batch_id in ended.items()]
        return Taken(asked_by=asked_by, changed=tuple(changed))

    async def _look_at_run(self, client_id: ClientId, run_id: str) -> dict[LeadId, UUID]:
        """Batch by lead of what an ended run has answered; nothing while it goes on."""
        if self.apify is None:
            return {}
        run = await self.apify.run(run_id)
        if not run.ended:
            return {}
        return {one.lead_id: one.batch_id for one in await self.asking.collect(client_id, run)}

    async def _look_at_run_quietly(self, client_id: ClientId, run_id: str) -> dict[LeadId, UUID]:
        try:
            return await self._look_at_run(client_id, run_id)
        except ProviderError as error:
            log.warning("a run is looked at again later: %s", error)
            return {}

    async def _row_came(self, row: RowAnswer) -> Taken:
        changed: list[Changed] = []
        for route in await self._routes("clay", row.row_id):
            async with self.memory.postgres.client_transaction(route.client_id) as tx:
                one = await requests.request(tx, UUID(row.row_id))
            if one is None or one.vendor != "clay":
                continue
            person = person_of_row(row)
            found = {"person": person.model_dump(mode="json")} if person else None
            reason = None if person else row.error or NO_ROW
            await self._keep(route.client_id, one.id, "answered", found, reason, self.terms.row_cost_aud)
            changed.append((route.client_id, one.batch_id, one.lead_id))
        return Taken(asked_by=tuple(one[0] for one in changed), changed=tuple(changed))

    async def _give_up_if_old(self, client_id: ClientId, one: EnrichmentRequest) -> bool:
        """Whether a question is so old that no answer is waited for any more."""
        age = self.clock() - one.asked_at
        unnamed = one.vendor == "apify" and (one.vendor_key or "").startswith(BY_REFERENCE)
        if age < (UNNAMED_FOR if unnamed else GIVEN_UP_AFTER):
            return False
        name = one.vendor.capitalize()
        if one.vendor == "apify" and one.vendor_key and not unnamed and self.apify is not None:
            await self._stop(one.vendor_key)
        status: RequestStatus = "failed" if unnamed else "expired"
        await self._keep(client_id, one.id, status, None, f"{name} gave no answer in time.")
        return True

    async def _stop(self, run_id: str) -> None:
        assert self.apify is not None
        try:
            await self.apify.abort(run_id)
        except ProviderError as error:
            log.warning("a run of Apify's could not be stopped: %s", error)

    async def _routes(self, vendor: str, key: str) -> list[LeadRoute]:
        async with self.memory.postgres.system_transaction() as tx:
            return await lead_routes.routes(tx, vendor, key)

    async def _keep(
        self,
        client_id: ClientId,
        request_id: RequestId,
        status: RequestStatus,
        found: Mapping[str, object] | None,
        reason: str | None,
        cost_aud: Decimal = Decimal(0),
    ) -> None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await requests.answer(
                tx, request_id, status, found=found, reason=reason, cost_aud=cost_aud, at=self.clock()
            )
