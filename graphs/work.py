"""Do one piece of a flow: each may be repeated after a crash, and finds done what was done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from errors import AgencyError
from memory import users
from memory.enums import ApprovalStatus, CampaignStatus, Role
from memory.records import (
    Actor,
    ApprovalId,
    CampaignId,
    ClientId,
    EventId,
    LeadId,
    Proposal,
    ReplyId,
    TouchId,
    UserId,
)

if TYPE_CHECKING:
    from graphs.platform import Platform

logger = logging.getLogger(__name__)

AT_ONCE = 8
"""Graphs that one step runs side by side."""
ENRICHED_AT_ONCE = 10
ENRICHED_A_STEP = 50
EVENT_GRACE = timedelta(seconds=30)
"""How long a stored event may wait for the process that took it in."""
ENRICH, SCORE, PLAN, DRAFT = range(4)
"""The steps of a launch, as progress signals number them."""

Receive = Callable[[EventId], Awaitable[None]]
Resume = Callable[[ClientId, ApprovalId], Awaitable[None]]
Start = Callable[[ClientId, Proposal], Awaitable[None]]
Launch = Callable[[ClientId, CampaignId], Awaitable[None]]


def new_batch() -> UUID:
    """A name for one enrichment batch."""
    return uuid4()


async def resume(platform: Platform, client_id: ClientId, approval_id: ApprovalId) -> None:
    """Go on behind a decided approval, in the graph that asked for it."""
    approvals = platform.services.approvals
    card = await approvals.card(client_id, approval_id)
    if card.approval.status is ApprovalStatus.PENDING:
        return
    if card.approval.resumed_at is None:
        # A response may also have been asked for by hand, in a thread of its own.
        if card.reply is not None and await platform.replies.paused(card.reply.event_id):
            await platform.replies.resume(card.reply.event_id)
        else:
            await platform.outreach.resume(client_id, card.touch.id)
        await approvals.mark_resumed(client_id, approval_id)


async def enrich_some(
    platform: Platform, client_id: ClientId, campaign_id: CampaignId, batch_id: UUID, tried: Sequence[str]
) -> list[str]:
    """Enrich the next leads of the campaign that this launch has not tried; what it tried now."""
    enrichment = platform.services.enrichment
    before = set(tried)
    due = await enrichment.due(client_id, campaign_id, limit=len(before) + ENRICHED_A_STEP)
    now = [lead_id for lead_id in due if str(lead_id) not in before][:ENRICHED_A_STEP]
    left = await platform.services.leads.counts(client_id, campaign_id)
    total = left["total"]
    places = asyncio.Semaphore(ENRICHED_AT_ONCE)
    done = max(total - len(due), 0)

    async def enrich(lead_id: LeadId) -> None:
        nonlocal done
        async with places:
            await enrichment.enrich(client_id, lead_id, batch_id)
        done += 1
        await platform.services.notify.progress(client_id, campaign_id, step=ENRICH, done=done, total=total)

    await asyncio.gather(*(enrich(lead_id) for lead_id in now))
    if not now:
        await platform.services.notify.progress(client_id, campaign_id, step=ENRICH, done=done, total=total)
    return [str(lead_id) for lead_id in now]


async def score(platform: Platform, client_id: ClientId, campaign_id: CampaignId) -> None:
    """Score every lead of the campaign that has its facts and no score."""
    campaign = await platform.services.campaigns.get(client_id, campaign_id)
    scored = 0
    while due := await platform.services.scoring.due(client_id, campaign):
        scored += await platform.services.scoring.score_leads(client_id, due, campaign)
    await platform.services.notify.progress(client_id, campaign_id, step=SCORE, done=scored, total=scored)


async def plan(
    platform: Platform,
    client_id: ClientId,
    campaign_id: CampaignId,
    count: int | None,
    asked_by: UserId | None,
) -> list[TouchId]:
    """Plan the next touches and give all that wait for a draft, those of an earlier, broken launch too."""
    campaign = await platform.services.campaigns.get(client_id, campaign_id)
    limit = campaign.daily_limit if count is None else count
    actor = Actor(name="a member", user_id=asked_by, role=Role.MEMBER) if asked_by else None
    planned = await platform.services.allocation.plan(client_id, campaign_id, limit, actor)
    waiting = await platform.services.drafts.due(client_id)
    touch_ids = list(dict.fromkeys([*planned, *waiting]))
    done = len(touch_ids)
    await platform.services.notify.progress(client_id, campaign_id, step=PLAN, done=done, total=done)
    if not touch_ids:
        await platform.services.notify.progress(client_id, campaign_id, step=DRAFT, done=0, total=0)
    return touch_ids


async def draft(
    platform: Platform, client_id: ClientId, campaign_id: CampaignId, touch_ids: Sequence[TouchId], start: int
) -> None:
    """Take the next few touches to their reviewer; one that fails does not keep the others."""
    some = touch_ids[start : start + AT_ONCE]
    await _each(platform.outreach.start(client_id, touch_id) for touch_id in some)
    done, total = start + len(some), len(touch_ids)
    await platform.services.notify.progress(client_id, campaign_id, step=DRAFT, done=done, total=total)


async def answer(platform: Platform, client_id: ClientId, reply_ids: Sequence[ReplyId]) -> None:
    """Propose a response to each of these replies."""
    for reply_id in reply_ids:
        touch_id = await platform.services.replies.plan_response(client_id, reply_id)
        await platform.outreach.start(client_id, touch_id)


async def mend(platform: Platform, *, receive: Receive, resume: Resume, start: Start) -> None:
    """Pick up what a crash, a vendor or a closed window left lying, for every client."""
    for event_id in await platform.services.intake.unhandled(older_than=EVENT_GRACE):
        await receive(event_id)
    await _each(_mend_client(platform, client_id, resume, start) for client_id in await _clients(platform))


async def expire(platform: Platform, *, resume: Resume) -> None:
    """Let undecided approvals expire: their graphs end, and their touches are proposed anew."""
    for client_id in await _clients(platform):
        for approval in await platform.services.approvals.expire_due(client_id):
            await resume(client_id, approval.id)


async def outreach(platform: Platform, *, launch: Launch) -> None:
    """Launch every active campaign again: new leads, follow-ups that are due, drafts that expired."""
    for client_id in await _clients(platform):
        for campaign in await platform.services.campaigns.list(client_id, CampaignStatus.ACTIVE):
            await launch(client_id, campaign.id)


async def reset_credits(platform: Platform) -> None:
    """Begin the month of every client whose month is over."""
    for client_id in await platform.services.billing.due_for_reset():
        await platform.services.billing.reset_if_due(client_id)


async def _mend_client(platform: Platform, client_id: ClientId, resume: Resume, start: Start) -> None:
    services = platform.services
    for proposal in await services.proposals.to_start(client_id):
        await start(client_id, proposal)
    for approval in await services.approvals.to_resume(client_id):
        await resume(client_id, approval.id)
    await _each(
        services.delivery.resolve(client_id, touch_id)
        for touch_id in await services.delivery.due_for_resolution(client_id)
    )
    await _each(
        services.delivery.deliver(client_id, touch_id) for touch_id in await services.delivery.due(client_id)
    )
    await services.delivery.fetch_message_ids(client_id)


async def _clients(platform: Platform) -> list[ClientId]:
    async with platform.memory.postgres.system_transaction() as tx:
        return await users.clients_that_run(tx)


async def _each(work: Iterable[Awaitable[object]]) -> None:
    """Do all of it side by side; a failure is logged and left to the next round."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, AgencyError):
            logger.warning("left for the next round: %s", outcome)
        elif isinstance(outcome, Exception):
            logger.error("left for the next round", exc_info=outcome)
        elif isinstance(outcome, BaseException):
            raise outcome
