"""Do one worker's share: draft, decide, resume, enrich, take in and mend, round after round."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

from pydantic import SecretStr

from errors import AgencyError, Conflict, InvalidInput, StorageUnavailable
from evals.chaos.orders import Orders, clock_ahead, fall
from graphs import work as flow
from graphs.opening import models_of, open_graphs
from graphs.platform import Platform
from graphs.settling import open_settler
from memory.approvals import open_approvals
from memory.enums import Role
from memory.records.actor import Actor
from memory.records.ids import ApprovalId, ClientId, EventId, LeadId, UserId
from memory.records.messages import Approval
from memory.records.talk import Proposal
from memory.store import Memory, Storage, open_memory
from settings import Settings
from tools.assembly import build_services
from tools.deps import Services
from tools.sandbox.config import ACCOUNTS
from tools.sandbox.server import accounts_at
from tools.services.approvals import Approve, Decision, Redraft, Reject, Snooze
from tools.services.points import Reached
from tools.vendors import Vendors
from tools.wiring import Agency

logger = logging.getLogger(__name__)

AT_ONCE = 8
POOL = 8
EVENTS_A_ROUND = 40
SEEN_AFTER = timedelta(seconds=0.3)
CLIENTS_A_ROUND = 3
PAUSE_SECONDS = 0.2


@asynccontextmanager
async def open_shift(orders: Orders) -> AsyncIterator[Platform]:
    """The platform of one worker, without the engine's own schedules, whose clock beats by the minute."""
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        agency_home=orders.home,
        secret_key=SecretStr(orders.secret),
        public_base_url=orders.base_url,
        send_lease_seconds=orders.lease_seconds,
        provider_timeout_seconds=orders.provider_seconds,
    )
    clock = clock_ahead(orders.ahead)
    vendors = Vendors.at(accounts_at(orders.sandbox, ACCOUNTS), settings)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(vendors.close)
        memory = await _memory(stack, orders)
        services = build_services(settings, orders.secret, memory, vendors, clock)
        agency = Agency(
            settings=settings,
            secret=orders.secret,
            clock=clock,
            storage=Storage(app=orders.database, engine=orders.engine, redis=orders.redis, embedded=True),
            memory=memory,
            services=_fallible(services, fall(orders)),
            demo_password=None,
        )
        opened = open_graphs(agency, models_of(settings, agency), flows=False)
        platform = await stack.enter_async_context(opened)
        await stack.enter_async_context(open_settler(platform))
        yield platform


async def _memory(stack: AsyncExitStack, orders: Orders) -> Memory:
    """The database may just be starting."""
    while True:
        try:
            opened = open_memory(database_url=orders.database, redis_url=orders.redis, pool_size=POOL)
            return await stack.enter_async_context(opened)
        except StorageUnavailable:
            await asyncio.sleep(PAUSE_SECONDS)


def _fallible(services: Services, reached: Reached) -> Services:
    return replace(
        services,
        enrichment=replace(services.enrichment, reached=reached),
        approvals=replace(services.approvals, reached=reached),
        delivery=replace(services.delivery, reached=reached),
    )


async def work(platform: Platform, orders: Orders) -> None:
    """Rounds without end; one that the database cuts short is followed by another."""
    share, weather = _Share(platform, orders), Random(orders.seed)  # noqa: S311 - chance here is no secret
    parts = [share.take_in, share.mend, share.draft, share.decide, share.enrich, share.ask]
    while True:
        # Lives are short: one that always began with the first part would never come to the last.
        weather.shuffle(parts)
        for part in parts:
            try:
                await part()
            except (AgencyError, OSError) as error:
                logger.warning("a round was cut short: %s", error)
            except Exception:
                logger.exception("a round broke")
        await asyncio.sleep(PAUSE_SECONDS)


class _Share:
    """What is this worker's: sends and look-ups are everybody's, as a claim decides who has them.

    The rest is shared out by id, as the engine runs one workflow of a name at a time.
    """

    def __init__(self, platform: Platform, orders: Orders) -> None:
        self._platform = platform
        self._services = platform.services
        self._orders = orders
        self._random = Random(orders.seed)  # noqa: S311 - it makes weather

    async def take_in(self) -> None:
        """Handle what people wrote, and what the settler was not told of."""
        claimed = await self._services.intake.claim(
            EVENTS_A_ROUND, kinds=(), others=True, older_than=SEEN_AFTER
        )
        await _all(self._platform.replies.start(event_id) for event_id in claimed)

    async def mend(self) -> None:
        """Resume, look up and send what is due."""
        await flow.expire(self._platform, resume=self._resume)
        await flow.mend(self._platform, receive=_leave_event, resume=self._resume, start=_leave_proposal)

    async def draft(self) -> None:
        """Write and propose what is due."""
        for client_id in self._clients():
            due = await self._services.drafts.due(client_id, limit=200)
            await _all(
                self._platform.outreach.start(client_id, touch_id)
                for touch_id in [one for one in due if self._is_mine(one)][:AT_ONCE]
            )

    async def decide(self) -> None:
        """Answer as reviewers do, edits and second thoughts included."""
        for client_id in self._clients():
            async with self._platform.memory.postgres.client_transaction(client_id) as tx:
                found = await open_approvals(tx, self._platform.clock(), 400, 0)
            mine = [approval for approval in found if self._is_mine(approval.id)][:AT_ONCE]
            await _all(self._answer(client_id, approval) for approval in mine)

    async def enrich(self) -> None:
        """Go on with the batch."""
        client_id = ClientId(self._orders.enriching)
        due: list[LeadId] = await self._services.enrichment.due(client_id, limit=100)
        mine = [lead_id for lead_id in due if self._is_mine(lead_id)][:2]
        if mine:
            await self._services.enrichment.enrich_many(client_id, mine, self._orders.batch)
        if self._orders.index == 0:
            await self._services.enrichment.catch_up(client_id)

    async def ask(self) -> None:
        """Wash numbers, poll what people wrote, and ask Stripe for what its webhooks did not bring."""
        for client_id in self._clients():
            await self._services.washing.wash_due(client_id)
        await self._services.washing.balance()
        await flow.recover(self._platform, ("postmark",), receive=_leave_event)
        await flow.refresh_subscriptions(self._platform, receive=_leave_event)

    async def _answer(self, client_id: ClientId, approval: Approval) -> None:
        actor = Actor(name="Olive", user_id=UserId(self._orders.clients[client_id]), role=Role.OWNER)
        decision = await self._decision(client_id, approval)
        try:
            await self._services.approvals.decide(client_id, actor, approval.id, decision)
        except InvalidInput as error:
            reason = f"It may not go out: {error}"
            await self._services.approvals.decide(client_id, actor, approval.id, Reject(reason=reason[:500]))
        await self._resume(client_id, approval.id)

    async def _decision(self, client_id: ClientId, approval: Approval) -> Decision:
        luck = self._random.random()
        if luck < 0.07 and self._orders.decisive:
            return Approve()
        if luck < 0.02:
            return Reject(reason="Not now.")
        if luck < 0.05:
            return Redraft(feedback="Shorter, please.")
        if luck < 0.07:
            return Snooze(until=self._platform.clock() + timedelta(minutes=10))
        if luck > 0.9:
            card = await self._services.approvals.card(client_id, approval.id)
            return Approve(body=card.draft.body.replace("Hi ", "Hello ", 1))
        return Approve()

    async def _resume(self, client_id: ClientId, approval_id: ApprovalId) -> None:
        if self._is_mine(approval_id):
            await flow.resume(self._platform, client_id, approval_id)

    def _clients(self) -> list[ClientId]:
        """A few of them, drawn anew each time."""
        found = [ClientId(client_id) for client_id in self._orders.clients]
        self._random.shuffle(found)
        return found[:CLIENTS_A_ROUND]

    def _is_mine(self, one: UUID) -> bool:
        return one.int % self._orders.of == self._orders.index


async def _leave_event(event_id: EventId) -> None:
    """Events are taken in by share."""


async def _leave_proposal(client_id: ClientId, proposal: Proposal) -> None:
    """Nobody talks to the CMO here."""


async def _all(jobs: Iterable[Coroutine[object, object, object]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(job: Coroutine[object, object, object]) -> None:
        async with gate:
            try:
                await job
            except Conflict:
                return
            except (AgencyError, OSError) as error:
                logger.warning("left for the next round: %s", error)
            except Exception:
                logger.exception("left for the next round")

    await asyncio.gather(*(one(job) for job in jobs))
