"""Show how a campaign is doing, and turn its advice into a proposal when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from chainlit.message import Message

from errors import InvalidInput, NotFound
from memory.enums import CampaignStatus
from memory.records.campaigns import Campaign
from memory.records.ids import CampaignId
from tools.deps import AgencyDeps
from tools.services.judging.analysis import Advice
from tools.services.proposals import CampaignChange, CampaignModification, kind_of
from ui import desk, proposals, show
from ui.analysis_cards import analysis_card
from ui.cards import Props, gone
from ui.commands import campaigns_table

NAME = "AnalysisCard"
_TO = {Advice.ACTIVATE: CampaignStatus.ACTIVE, Advice.PAUSE: CampaignStatus.PAUSED}


async def find(deps: AgencyDeps, words: str) -> None:
    """Show the campaign of that name, or the only one; else ask which."""
    known = await deps.services.campaigns.list(deps.client_id)
    fits = _fitting(known, words)
    if len(fits) == 1:
        await present(deps, fits[0].id)
        return
    asked = "Which campaign? Say `/analysis` and its name.\n\n" if known else ""
    await Message(content=asked + campaigns_table(known)).send()


async def present(deps: AgencyDeps, campaign_id: CampaignId) -> None:
    """Show the analysis at the end of the chat, wherever it stood before."""
    found = await _props(deps, campaign_id)
    key = show.key_of("analysis", campaign_id)
    await show.forget(NAME, key)
    await show.card(NAME, key, found)


async def props_again(deps: AgencyDeps, subject: str) -> Props:
    """The analysis of this moment."""
    try:
        return await _props(deps, CampaignId(UUID(subject)))
    except NotFound:
        return gone("analysis")


async def propose(arguments: Mapping[str, object]) -> None:
    """Put what the analysis advises before the person as a proposal."""
    deps = await desk.deps()
    analysis = await deps.services.analyst.analyse(deps.client_id, _campaign_id(arguments))
    campaign_id = analysis.found.campaign.id
    if analysis.advice in _TO:
        content = CampaignChange(campaign_id=campaign_id, to=_TO[analysis.advice])
    elif analysis.proposal is not None:
        content = CampaignModification(campaign_id=campaign_id, changes=analysis.proposal)
    else:
        raise InvalidInput("There is nothing to propose any more: ask for the analysis again.")
    proposal = await deps.services.proposals.open(deps.client_id, deps.actor, kind_of(content), content)
    await proposals.present(deps, proposal)


async def _props(deps: AgencyDeps, campaign_id: CampaignId) -> Props:
    analysis = await deps.services.analyst.analyse(deps.client_id, campaign_id)
    ranked = await deps.services.analyst.rank(deps.client_id, campaign_id)
    return analysis_card(analysis, ranked, may_act=desk.may_act(deps))


def _fitting(known: list[Campaign], words: str) -> list[Campaign]:
    wanted = words.strip().lower()
    exact = [campaign for campaign in known if campaign.name.lower() == wanted]
    return exact or [campaign for campaign in known if wanted in campaign.name.lower()]


def _campaign_id(arguments: Mapping[str, object]) -> CampaignId:
    try:
        return CampaignId(UUID(str(arguments.get("id"))))
    except ValueError as error:
        raise InvalidInput("The card names no campaign: reload the page.") from error
