"""Do one piece of a flow: each may be repeated after a crash, and finds done what was done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from errors import AgencyError, ProviderError
from graphs.erasing import clean_chats
from graphs.platform import Platform
from graphs.states import Pace
from memory import users
from memory.campaigns import campaign_by_id
from memory.clients import client_by_id
from memory.enums import ApprovalStatus, CampaignStatus, Mode, Role
from memory.records.actor import Actor
from memory.records.ids import ApprovalId, CampaignId, ClientId, EventId, LeadId, ReplyId, TouchId, UserId
from memory.records.talk import Proposal
from tools.services.events.reception import TALK_KINDS
from tools.services.events.recovery import FATES

logger = logging.getLogger(__name__)

AT_ONCE = {Pace.NOW: 8, Pace.BULK: 64}
"""Graphs that one step runs side by side; those of a batch wait together and work one after another."""
ENRICHED_AT_ONCE = 25
"""Leads between two reports of progress; vendors are asked for all of them in bulk."""
LEADS_A_BATCH = 50_000
ENRICHED_A_STEP = 50
MESSAGE_VENDORS = ("postmark", "twilio", "heyreach")
"""Those whose messages are polled every six hours; calls are asked after every few minutes."""
EVENTS_A_ROUND = 100
EVENT_GRACE = timedelta(seconds=30)
"""How long a stored event may wait for the process that took it in."""
ENRICH, SCORE, PLAN, DRAFT = range(4)
"""The steps of a launch, as progress signals number them."""

Receive = Callable[[EventId], Awaitable[None]]
Resume = Callable[[ClientId, ApprovalId], Awaitable[None]]
Start = Callable[[ClientId, Proposal], Awaitable[None]]
Launch = Callable[[ClientId, CampaignId], Awaitable[None]]


async def begin_batch(platform: Platform, client_id: ClientId, campaign_id: CampaignId) -> tuple[UUID, int]:
    """A batch of all that the campaign has waiting, whose share for Clay is of them all; and how many."""
    batch_id = uuid4()
    due = await platform.services.enrichment.due(client_id, campaign_id, limit=LEADS_A_BATCH)
    if due:
        await platform.services.enrichment.open_batch(client_id, batch_id, due)
    return batch_id, len(due)


async def resume(platform: Platform, client_id: ClientId, approval_id: ApprovalId) -> None:
    """Go on behind a decided approval, in the graph that asked for it."""
    approvals = platform.services.approvals
    approval = await approvals.get(client_id, approval_id)
    if approval.status is ApprovalStatus.PENDING:
        return
    if approval.resumed_at is None:
        event_id = await platform.services.replies.answered_event(client_id, approval.touch_id)
        # A response may also have been asked for by hand, in a thread of its own.
        if event_id is not None and await platform.replies.paused(event_id):
            await platform.replies.resume(event_id)
        else:
            await platform.outreach.resume(client_id, approval.touch_id)
        await approvals.mark_resumed(client_id, approval_id)


async def enrich_some(
    platform: Platform,
    client_id: ClientId,
    campaign_id: CampaignId,
    batch_id: UUID,
    *,
    after: LeadId | None,
    done: int,
    total: int,
) -> list[LeadId]:
    """Give the next leads of the batch, behind one, their turn; those who had it now, nobody at the end."""
    enrichment, notify = platform.services.enrichment, platform.services.notify
    now = await enrichment.untried(client_id, batch_id, after=after, limit=ENRICHED_A_STEP)
    # Who was stopped meanwhile has no turn any more.
    total = total if now else done
    await notify.progress(client_id, campaign_id, step=ENRICH, done=done, total=total)
    for start in range(0, len(now), ENRICHED_AT_ONCE):
        some = now[start : start + ENRICHED_AT_ONCE]
        await enrichment.enrich_many(client_id, some, batch_id)
        done += len(some)
        await notify.progress(client_id, campaign_id, step=ENRICH, done=done, total=total)
    return now


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
    await platform.services.addresses.check_due(client_id, campaign_id)
    planned = await platform.services.allocation.plan(client_id, campaign_id, limit, actor)
    await platform.services.washing.wash_due(client_id)
    waiting = await platform.services.drafts.due(client_id)
    touch_ids = list(dict.fromkeys([*planned, *waiting]))
    done = len(touch_ids)
    await platform.services.notify.progress(client_id, campaign_id, step=PLAN, done=done, total=done)
    if not touch_ids:
        await platform.services.notify.progress(client_id, campaign_id, step=DRAFT, done=0, total=0)
    return touch_ids


async def pace_of(platform: Platform, client_id: ClientId, campaign_id: CampaignId) -> Pace:
    """Bulk where drafts are batched and the campaign runs on autopilot: no reviewer waits for them."""
    if not platform.models.in_batches:
        return Pace.NOW
    async with platform.memory.postgres.client_transaction(client_id) as tx:
        campaign, client = await campaign_by_id(tx, campaign_id), await client_by_id(tx)
    mode = (campaign.mode if campaign else None) or (client.default_mode if client else None)
    return Pace.BULK if mode is Mode.AUTOPILOT else Pace.NOW


async def draft(
    platform: Platform,
    client_id: ClientId,
    campaign_id: CampaignId,
    touch_ids: Sequence[TouchId],
    start: int,
    pace: Pace,
) -> None:
    """Take the next few touches to their reviewer; one that fails does not keep the others."""
    some = touch_ids[start : start + AT_ONCE[pace]]
    await _each(platform.outreach.start(client_id, touch_id, pace=pace) for touch_id in some)
    done, total = start + len(some), len(touch_ids)
    await platform.services.notify.progress(client_id, campaign_id, step=DRAFT, done=done, total=total)


async def answer(platform: Platform, client_id: ClientId, reply_ids: Sequence[ReplyId]) -> None:
    """Propose a response to each of these replies; one that fails keeps no other, and is told at the end."""

    async def one(reply_id: ReplyId) -> None:
        touch_id = await platform.services.replies.plan_response(client_id, reply_id)
        await platform.outreach.start(client_id, touch_id)

    outcomes = await asyncio.gather(*map(one, reply_ids), return_exceptions=True)
    failed = next((each for each in outcomes if isinstance(each, BaseException)), None)
    if failed is not None:
        raise failed


async def mend(platform: Platform, *, receive: Receive, resume: Resume, start: Start) -> None:
    """Pick up what a crash, a vendor or a closed window left lying, for every client."""
    intake = platform.services.intake
    events = await intake.claim(EVENTS_A_ROUND, kinds=TALK_KINDS, older_than=EVENT_GRACE)
    await _each(receive(event_id) for event_id in events)
    await _each(_mend_client(platform, client_id, resume, start) for client_id in await _clients(platform))


async def expire(platform: Platform, *, resume: Resume) -> None:
    """Let undecided approvals expire: their graphs end, and their touches are proposed anew."""
    await _each(_expire_client(platform, client_id, resume) for client_id in await _clients(platform))


async def outreach(platform: Platform, *, launch: Launch) -> None:
    """Launch every active campaign again: new leads, follow-ups that are due, drafts that expired."""
    for client_id in await _clients(platform):
        for campaign in await platform.services.campaigns.list(client_id, CampaignStatus.ACTIVE):
            await launch(client_id, campaign.id)


async def reset_credits(platform: Platform, *, launch: Launch) -> None:
    """Begin the month of every client whose month is over; what waited for credits goes on."""
    due = await platform.services.billing.due_for_reset()
    await _each(_reset_client(platform, client_id, launch) for client_id in due)


async def watch_pace(platform: Platform) -> None:
    """Tell each client once a month whose credits go too fast or lie idle."""
    await _each(platform.services.pacing.tell_if_due(client_id) for client_id in await _clients(platform))


async def renew_notes(platform: Platform) -> None:
    """Embed anew what another model embedded, a few hundred notes of each client at a time."""
    await _each(platform.services.recall.renew(client_id) for client_id in await _clients(platform))


async def refresh_subscriptions(platform: Platform, *, receive: Receive) -> None:
    """Take in what Stripe's webhooks did not bring."""
    try:
        found = await platform.services.subscriptions.refresh_from_events()
    except ProviderError as error:
        logger.warning("Stripe was not asked: %s", error)
        return
    for event_id in found:
        await receive(event_id)


async def enrich_all(platform: Platform) -> None:
    """Enrich what no launch has taken up, campaign or not."""
    for client_id in await _clients(platform):
        batch_id = uuid4()
        while due := await platform.services.enrichment.due(client_id, limit=ENRICHED_A_STEP):
            outcomes = await platform.services.enrichment.enrich_many(client_id, due, batch_id)
            if all(outcome.outcome == "pending" for outcome in outcomes):
                break


async def recover(platform: Platform, vendors: Sequence[str], *, receive: Receive) -> None:
    """Poll these vendors; one that does not answer is polled further back next time."""
    for vendor in vendors:
        try:
            found = await platform.services.recovery.recover(vendor)
        except ProviderError as error:
            logger.warning("%s was not polled: %s", vendor, error)
            continue
        for event_id in found.event_ids:
            await receive(event_id)


async def catch_up(platform: Platform, *, receive: Receive, launch: Launch) -> None:
    """Ask after what vendors owe us: ended calls, late enrichments, washed numbers."""
    await recover(platform, FATES, receive=receive)
    await _each(_catch_up_client(platform, client_id, launch) for client_id in await _clients(platform))


async def _expire_client(platform: Platform, client_id: ClientId, resume: Resume) -> None:
    expired = await platform.services.approvals.expire_due(client_id)
    await _each(resume(client_id, approval.id) for approval in expired)


async def _reset_client(platform: Platform, client_id: ClientId, launch: Launch) -> None:
    if await platform.services.billing.reset_if_due(client_id):
        for campaign in await platform.services.campaigns.list(client_id, CampaignStatus.ACTIVE):
            await launch(client_id, campaign.id)


async def _catch_up_client(platform: Platform, client_id: ClientId, launch: Launch) -> None:
    await _each(
        (platform.services.enrichment.catch_up(client_id), platform.services.washing.wash_due(client_id))
    )
    for campaign in await platform.services.campaigns.list(client_id, CampaignStatus.ACTIVE):
        # What came late makes a lead worth another look.
        if await platform.services.scoring.due(client_id, campaign, limit=1):
            await launch(client_id, campaign.id)


async def _mend_client(platform: Platform, client_id: ClientId, resume: Resume, start: Start) -> None:
    services = platform.services
    await _each(start(client_id, proposal) for proposal in await services.proposals.to_start(client_id))
    await _each(resume(client_id, approval.id) for approval in await services.approvals.to_resume(client_id))
    await _each(
        services.delivery.resolve(client_id, touch_id)
        for touch_id in await services.delivery.due_for_resolution(client_id)
    )
    await _each(
        services.delivery.deliver(client_id, touch_id) for touch_id in await services.delivery.due(client_id)
    )
    await services.delivery.fetch_message_ids(client_id)
    await services.withdrawals.withdraw_due(client_id)
    await clean_chats(platform, client_id)


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
