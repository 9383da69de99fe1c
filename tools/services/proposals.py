"""Put what the CMO proposes before a person, and carry it out once they say yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from errors import Conflict, InvalidInput, NotFound
from memory import campaigns, clients, proposals, replies
from memory.enums import CampaignStatus, Role
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.campaigns import Campaign
from memory.records.ids import CampaignId, ClientId, ProposalId, ReplyId
from memory.records.talk import Proposal
from memory.store import Memory
from tools.services.access import require
from tools.services.campaigns import CampaignPlan, Campaigns, hours_of

ProposalKind = Literal["create_campaign", "change_campaign", "draft_outreach", "answer_replies"]
STARTED_AT_ONCE = 20


class CampaignChange(BaseModel):
    """A campaign to be started, paused or completed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    campaign_id: UUID
    to: CampaignStatus


class OutreachRequest(BaseModel):
    """Drafts to be written for the next leads of a campaign."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    campaign_id: UUID
    count: int = Field(ge=1, le=50)


class AnswerRequest(BaseModel):
    """Responses to be written to these replies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reply_ids: tuple[UUID, ...] = Field(min_length=1, max_length=20)


Content = CampaignPlan | CampaignChange | OutreachRequest | AnswerRequest


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """What waits for a person's yes or no."""

    memory: Memory
    clock: Clock
    campaigns: Campaigns

    async def open(self, client_id: ClientId, actor: Actor, kind: ProposalKind, content: Content) -> Proposal:
        """The new proposal; a campaign that it names must be this client's, else NotFound."""
        require(actor, Role.MEMBER)
        if kind != kind_of(content):
            raise InvalidInput(f"A proposal to {kind.replace('_', ' ')} needs another content.")
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await _refers(tx, content)
            if isinstance(content, CampaignPlan):
                content = await _concrete(tx, content)
            return await proposals.add_proposal(
                tx,
                kind=kind,
                content=content.model_dump(mode="json"),
                asked_by=actor.user_id,
                at=self.clock(),
            )

    async def get(self, client_id: ClientId, proposal_id: ProposalId) -> Proposal:
        """One proposal, or NotFound."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return _found(await proposals.proposal_by_id(tx, proposal_id))

    async def waiting(self, client_id: ClientId) -> list[Proposal]:
        """Open proposals, the oldest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await proposals.open_proposals(tx)

    async def confirm(self, client_id: ClientId, actor: Actor, proposal_id: ProposalId) -> Proposal:
        """The proposal, carried out: a new campaign has its leads and runs. Conflict the second time."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            proposal = await self._decide(tx, actor, proposal_id, "confirmed")
            campaign = await self._carry_out(tx, actor, read_content(proposal))
            if campaign is None:
                return proposal
            return _found(await proposals.link_campaign(tx, proposal_id, campaign.id))

    async def to_start(self, client_id: ClientId) -> list[Proposal]:
        """Confirmed proposals whose work was not set going, the oldest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await proposals.proposals_to_start(tx, STARTED_AT_ONCE)

    async def mark_started(self, client_id: ClientId, proposal_id: ProposalId) -> bool:
        """Whether the work was set going just now, and not before."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await proposals.mark_started(tx, proposal_id, self.clock())

    async def decline(self, client_id: ClientId, actor: Actor, proposal_id: ProposalId) -> Proposal:
        """The proposal, declined; Conflict when it was decided before."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await self._decide(tx, actor, proposal_id, "declined")

    async def _decide(
        self,
        tx: ClientTransaction,
        actor: Actor,
        proposal_id: ProposalId,
        status: Literal["confirmed", "declined"],
    ) -> Proposal:
        decided = await proposals.decide_proposal(
            tx, proposal_id, status=status, decided_by=actor.user_id, at=self.clock()
        )
        if decided is None:
            earlier = _found(await proposals.proposal_by_id(tx, proposal_id))
            raise Conflict(f"This proposal was {earlier.status} already.")
        return decided

    async def _carry_out(self, tx: ClientTransaction, actor: Actor, content: Content) -> Campaign | None:
        match content:
            case CampaignPlan():
                campaign = await self.campaigns.create_within(tx, actor, content)
                await campaigns.assign_leads(tx, campaign.id, import_id=None, at=self.clock())
                return await self.campaigns.change_status_within(tx, campaign.id, CampaignStatus.ACTIVE)
            case CampaignChange():
                return await self.campaigns.change_status_within(
                    tx, CampaignId(content.campaign_id), content.to
                )
            case OutreachRequest():
                return await _campaign(tx, CampaignId(content.campaign_id))
            case AnswerRequest():
                return None
        assert_never(content)


def kind_of(content: Content) -> ProposalKind:
    """The kind under which the content is kept."""
    match content:
        case CampaignPlan():
            return "create_campaign"
        case CampaignChange():
            return "change_campaign"
        case OutreachRequest():
            return "draft_outreach"
        case AnswerRequest():
            return "answer_replies"
    assert_never(content)


def read_content(proposal: Proposal) -> Content:
    """What the proposal would do, read back from its row."""
    match proposal.kind:
        case "create_campaign":
            return CampaignPlan.model_validate(proposal.content)
        case "change_campaign":
            return CampaignChange.model_validate(proposal.content)
        case "draft_outreach":
            return OutreachRequest.model_validate(proposal.content)
        case "answer_replies":
            return AnswerRequest.model_validate(proposal.content)
        case unknown:
            raise InvalidInput(f"A proposal to {unknown} is not known.")


async def _concrete(tx: ClientTransaction, plan: CampaignPlan) -> CampaignPlan:
    """The plan with the client's own hours and zone filled in, so that the card says what will happen."""
    client = await clients.client_by_id(tx)
    if client is None:
        raise NotFound("There is no such client.")
    hours = hours_of(plan, client)
    return plan.model_copy(
        update={
            "mode": plan.mode or client.default_mode,
            "work_days": hours.work_days,
            "work_start": hours.work_start,
            "work_end": hours.work_end,
            "time_zone": hours.time_zone,
        }
    )


async def _refers(tx: ClientTransaction, content: Content) -> None:
    """NotFound where the content names a campaign or a reply that is not this client's."""
    match content:
        case CampaignPlan():
            return
        case CampaignChange() | OutreachRequest():
            await _campaign(tx, CampaignId(content.campaign_id))
        case AnswerRequest():
            for reply_id in content.reply_ids:
                if await replies.reply_by_id(tx, ReplyId(reply_id)) is None:
                    raise NotFound("There is no such reply.")
        case _:
            assert_never(content)


async def _campaign(tx: ClientTransaction, campaign_id: CampaignId) -> Campaign:
    campaign = await campaigns.campaign_by_id(tx, campaign_id)
    if campaign is None:
        raise NotFound("There is no such campaign.")
    return campaign


def _found(proposal: Proposal | None) -> Proposal:
    if proposal is None:
        raise NotFound("There is no such proposal.")
    return proposal
