"""Show what the CMO proposes, and carry it out once a person confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from errors import InvalidInput, NotFound
from graphs import flows
from memory.records.ids import CampaignId, ProposalId
from memory.records.talk import Proposal
from memory.signals import SignalKind
from tools.deps import AgencyDeps
from ui import desk, show
from ui.cards import gone
from ui.proposal_cards import leads_in_words, proposal_card


async def present(deps: AgencyDeps, proposal: Proposal) -> None:
    """Show a proposal, or bring it up to date."""
    await show.card("ProposalCard", show.key_of("proposal", proposal.id), await props(deps, proposal))


async def props(deps: AgencyDeps, proposal: Proposal) -> dict[str, object]:
    """The card's props, with the leads that a new campaign takes, or an older campaign as it is now."""
    leads, campaign = None, None
    if proposal.kind == "create_campaign":
        counts = await deps.services.leads.counts(deps.client_id, proposal.campaign_id)
        taken = counts["total"] if proposal.campaign_id else counts.get("new", 0)
        leads = leads_in_words(counts if proposal.campaign_id else {}, taken)
    elif named := proposal.content.get("campaign_id"):
        campaign = await deps.services.campaigns.get(deps.client_id, CampaignId(_id(named)))
    return proposal_card(proposal, may_confirm=desk.may_act(deps), leads=leads, campaign=campaign)


async def decidable(deps: AgencyDeps) -> list[tuple[str, str, dict[str, object]]]:
    """The cards of proposals that wait, as a resumed chat may have lost them."""
    waiting = await deps.services.proposals.waiting(deps.client_id)
    return [("ProposalCard", show.key_of("proposal", each.id), await props(deps, each)) for each in waiting]


async def refresh(deps: AgencyDeps) -> None:
    """Bring every proposal that this chat shows up to date: one was decided, or its campaign has changed."""
    for key, name in [*show.shown(desk.session()).items()]:
        kind, _, subject = key.partition(":")
        if kind == "proposal":
            await show.update(name, key, await props_again(deps, subject))


async def confirm(arguments: Mapping[str, object]) -> None:
    """Make, change or draft for the campaign: the proposal is claimed once."""
    deps = await desk.deps()
    proposal_id = ProposalId(_id(arguments.get("id")))
    await deps.services.proposals.confirm(deps.client_id, deps.actor, proposal_id)
    proposal = await deps.services.proposals.get(deps.client_id, proposal_id)
    await present(deps, proposal)
    await flows.confirmed(deps.client_id, proposal)
    await deps.services.notify.tell(deps.client_id, SignalKind.CAMPAIGN_CHANGED, proposal.campaign_id)


async def decline(arguments: Mapping[str, object]) -> None:
    """Leave everything as it is."""
    deps = await desk.deps()
    proposal_id = ProposalId(_id(arguments.get("id")))
    await present(deps, await deps.services.proposals.decline(deps.client_id, deps.actor, proposal_id))
    await deps.services.notify.tell(deps.client_id, SignalKind.CAMPAIGN_CHANGED)


async def props_again(deps: AgencyDeps, subject: str) -> dict[str, object]:
    """The props of a proposal from the truth of this moment."""
    try:
        return await props(deps, await deps.services.proposals.get(deps.client_id, ProposalId(UUID(subject))))
    except NotFound:
        return gone("proposal")


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise InvalidInput("The card names no proposal: reload the page.") from error
