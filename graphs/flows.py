"""Start each piece of work by its name: an event, a decision, a launch, an answer."""

from __future__ import annotations

from uuid import UUID

from graphs import work
from graphs.engine import ensure, is_open, retried, running, workflow
from graphs.settling import announce
from graphs.states import Pace
from memory.enums import CampaignStatus
from memory.records.ids import ApprovalId, CampaignId, ClientId, EventId, LeadId, ReplyId, TouchId, UserId
from memory.records.talk import Proposal
from tools.services.campaigns import CampaignPlan
from tools.services.events.reception import TALK
from tools.services.proposals import AnswerRequest, CampaignChange, OutreachRequest, read_content


async def received(event_id: EventId) -> None:
    """Handle a stored event, now and once; a process without the engine leaves it to one that has it."""
    if is_open():
        await ensure(receive, f"event:{event_id}", str(event_id))


async def arrived(event_id: EventId, vendor: str, kind: str) -> None:
    """Have an event handled that was stored just now: talk by a flow of its own, the rest among others.

    Most events tell what became of a send; a flow each would cost more than what it does.
    """
    if (vendor, kind) in TALK or not announce():
        await received(event_id)


async def decided(client_id: ClientId, approval_id: ApprovalId) -> None:
    """Go on behind a decided approval, now and once."""
    await ensure(resume, f"resume:{approval_id}", str(client_id), str(approval_id))


async def launched(client_id: ClientId, campaign_id: CampaignId) -> None:
    """Enrich, score, plan and draft what a campaign has waiting; a launch under way goes on instead."""
    await _launch(client_id, campaign_id, await work.pace_of(running(), client_id, campaign_id))


async def launched_by_clock(client_id: ClientId, campaign_id: CampaignId) -> None:
    """As `launched`, where no person asked for it: drafts may be asked for in batches."""
    await _launch(client_id, campaign_id, Pace.BULK if running().models.in_batches else Pace.NOW)


async def _launch(client_id: ClientId, campaign_id: CampaignId, pace: Pace) -> None:
    await ensure(launch, f"launch:{campaign_id}", str(client_id), str(campaign_id), pace.value)


async def confirmed(client_id: ClientId, proposal: Proposal) -> None:
    """Set going what a person confirmed, now and once; the proposal itself was carried out before."""
    content, campaign_id = read_content(proposal), proposal.campaign_id
    match content:
        case CampaignPlan() if campaign_id:
            await launched(client_id, campaign_id)
        case CampaignChange() if campaign_id and content.to is CampaignStatus.ACTIVE:
            await launched(client_id, campaign_id)
        case OutreachRequest() if campaign_id and proposal.decided_by:
            args = (str(client_id), str(campaign_id), content.count, str(proposal.decided_by))
            await ensure(draft_next, f"draft:{proposal.id}", *args)
        case AnswerRequest():
            reply_ids = [str(reply_id) for reply_id in content.reply_ids]
            await ensure(answer, f"answer:{proposal.id}", str(client_id), reply_ids)
        case _:
            pass
    await running().services.proposals.mark_started(client_id, proposal.id)


@workflow("receive")
async def receive(event_id: str) -> None:
    """One stored event, through the reply graph."""
    await _step_receive(event_id)


@workflow("resume")
async def resume(client_id: str, approval_id: str) -> None:
    """One decided approval, back into the graph that waits for it."""
    await _step_resume(client_id, approval_id)


@workflow("launch")
async def launch(client_id: str, campaign_id: str, pace: str = Pace.NOW.value) -> None:
    """One campaign's waiting leads, up to the drafts that its daily limit allows."""
    batch_id, total = await _step_begin_batch(client_id, campaign_id)
    after, done = None, 0
    while some := await _step_enrich_some(client_id, campaign_id, batch_id, after, done, total):
        after, done = some[-1], done + len(some)
    await _step_score(client_id, campaign_id)
    await _draft_planned(client_id, campaign_id, None, None, Pace(pace))


@workflow("draft_next")
async def draft_next(client_id: str, campaign_id: str, count: int, asked_by: str) -> None:
    """The next touches of one campaign, as many as a person asked for."""
    await _draft_planned(client_id, campaign_id, count, asked_by, Pace.NOW)


@workflow("answer")
async def answer(client_id: str, reply_ids: list[str]) -> None:
    """A response to each of these replies, up to its reviewer."""
    await _step_answer(client_id, reply_ids)


async def _draft_planned(
    client_id: str, campaign_id: str, count: int | None, asked_by: str | None, pace: Pace
) -> None:
    touch_ids = await _step_plan(client_id, campaign_id, count, asked_by)
    for start in range(0, len(touch_ids), work.AT_ONCE[pace]):
        await _step_draft(client_id, campaign_id, touch_ids, start, pace.value)


@retried("receive")
async def _step_receive(event_id: str) -> None:
    await running().replies.start(EventId(UUID(event_id)))


@retried("resume")
async def _step_resume(client_id: str, approval_id: str) -> None:
    await work.resume(running(), ClientId(UUID(client_id)), ApprovalId(UUID(approval_id)))


@retried("begin_batch")
async def _step_begin_batch(client_id: str, campaign_id: str) -> tuple[str, int]:
    batch_id, total = await work.begin_batch(
        running(), ClientId(UUID(client_id)), CampaignId(UUID(campaign_id))
    )
    return str(batch_id), total


@retried("enrich_some")
async def _step_enrich_some(
    client_id: str, campaign_id: str, batch_id: str, after: str | None, done: int, total: int
) -> list[str]:
    tried = await work.enrich_some(
        running(),
        ClientId(UUID(client_id)),
        CampaignId(UUID(campaign_id)),
        UUID(batch_id),
        after=LeadId(UUID(after)) if after else None,
        done=done,
        total=total,
    )
    return [str(lead_id) for lead_id in tried]


@retried("score")
async def _step_score(client_id: str, campaign_id: str) -> None:
    await work.score(running(), ClientId(UUID(client_id)), CampaignId(UUID(campaign_id)))


@retried("plan")
async def _step_plan(client_id: str, campaign_id: str, count: int | None, asked_by: str | None) -> list[str]:
    user_id = UserId(UUID(asked_by)) if asked_by else None
    touch_ids = await work.plan(
        running(), ClientId(UUID(client_id)), CampaignId(UUID(campaign_id)), count, user_id
    )
    return [str(touch_id) for touch_id in touch_ids]


@retried("draft")
async def _step_draft(client_id: str, campaign_id: str, touch_ids: list[str], start: int, pace: str) -> None:
    await work.draft(
        running(),
        ClientId(UUID(client_id)),
        CampaignId(UUID(campaign_id)),
        [TouchId(UUID(touch_id)) for touch_id in touch_ids],
        start,
        Pace(pace),
    )


@retried("answer")
async def _step_answer(client_id: str, reply_ids: list[str]) -> None:
    await work.answer(
        running(), ClientId(UUID(client_id)), [ReplyId(UUID(reply_id)) for reply_id in reply_ids]
    )
