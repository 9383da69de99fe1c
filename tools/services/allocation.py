"""Decide which lead is contacted next, by which channel and from which resource."""

from __future__ import annotations

import base64
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from errors import NotFound
from memory import allocation, campaigns, clients, resources
from memory.allocation import DueLead, PlannedTouch
from memory.enums import CampaignStatus, Channel, LeadTier
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.campaigns import Campaign, SequenceStep
from memory.records.ids import CampaignId, ClientId, ResourceId, TouchId
from memory.records.tenants import Client, Resource
from memory.store import Memory
from tools.services.calendar.days import day_start, today_in
from tools.services.money.tiers import TIERS, runs

VOICE_FROM, MAIL_FROM = 70, 85
_PAGE = 200
_TOKEN_BYTES = 16


def channels_for(lead_tier: LeadTier, als: int) -> frozenset[Channel]:
    """The channels that a lead of this tier and score may be reached by."""
    match lead_tier:
        case LeadTier.HOT:
            allowed = frozenset(Channel)
        case LeadTier.WARM:
            allowed = frozenset({Channel.EMAIL, Channel.LINKEDIN, Channel.VOICE})
        case LeadTier.COOL:
            allowed = frozenset({Channel.EMAIL, Channel.LINKEDIN})
        case LeadTier.COLD:
            allowed = frozenset({Channel.EMAIL})
        case LeadTier.DEAD:
            allowed = frozenset[Channel]()
        case _:
            assert_never(lead_tier)
    too_low = {Channel.VOICE: als < VOICE_FROM, Channel.MAIL: als < MAIL_FROM}
    return frozenset(channel for channel in allowed if not too_low.get(channel, False))


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Plans touches for the leads of a campaign."""

    memory: Memory
    clock: Clock

    async def plan(
        self, client_id: ClientId, campaign_id: CampaignId, limit: int, asked_by: Actor | None = None
    ) -> list[TouchId]:
        """Ids of the new touches, the most promising lead's first; none where campaign or subscription rests.

        `asked_by` names the person who asked for them, which manual mode needs. Whoever gets no touch now is
        looked at again the next time.
        """
        at = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            # The lock makes planners of one campaign take turns, so that shares and limits hold.
            campaign = await campaigns.campaign_for_update(tx, campaign_id)
            client = await clients.client_by_id(tx)
            if campaign is None or client is None:
                raise NotFound("There is no such campaign.")
            room = min(limit, await _room(tx, client, campaign, at)) if _is_on(client, campaign, at) else 0
            if room <= 0:
                return []
            desk = await _desk(tx, campaign, at)
            await _hand_out(tx, campaign_id, desk, room=room, at=at, asked=asked_by is not None)
            by_lead = await allocation.plan_touches(
                tx, campaign_id, desk.planned, at=at, created_by=asked_by.user_id if asked_by else None
            )
            await resources.mark_used(tx, sorted({touch.resource_id for touch in desk.planned}), at)
        return [by_lead[touch.lead_id] for touch in desk.planned if touch.lead_id in by_lead]


@dataclass(kw_only=True)
class _Desk:
    """Hands out channels and resources, one lead after the other, and remembers what is gone."""

    campaign: Campaign
    steps: Sequence[SequenceStep]
    shares: Mapping[Channel, int]
    totals: Counter[Channel]
    rested: dict[Channel, list[Resource]]
    """Usable resources by channel, the one that rested longest first."""
    used: Counter[ResourceId]
    planned: list[PlannedTouch] = field(default_factory=list[PlannedTouch])

    @property
    def is_open(self) -> bool:
        """Whether anybody may still be served: a channel of the campaign has a resource that is not full."""
        return any(share and self._free(channel) for channel, share in self.shares.items())

    def serve(self, lead: DueLead) -> None:
        """Plan the lead's next touch, where there is one that something can send now."""
        allowed = frozenset(
            channel
            for channel in channels_for(lead.lead_tier, lead.als)
            if self.shares[channel] and _has_address(lead, channel)
        )
        step = next(
            (one for one in self.steps if one.n > lead.step_n and not _skips(one, lead, allowed)), None
        )
        if step is None:
            return
        wanted = allowed if step.channel is None else allowed & {step.channel}
        free = [channel for channel in wanted if self._free(channel)]
        if free:
            self._plan(lead, step, max(free, key=self._deficit))

    def _plan(self, lead: DueLead, step: SequenceStep, channel: Channel) -> None:
        resource = self._free(channel)[0]
        self.rested[channel].remove(resource)
        self.rested[channel].append(resource)
        self.used[resource.id] += 1
        self.totals[channel] += 1
        self.planned.append(
            PlannedTouch(
                lead_id=lead.id,
                step_n=step.n,
                channel=channel,
                resource_id=resource.id,
                mode=lead.mode,
                reply_token=new_token(),
                unsubscribe_token=new_token(),
            )
        )

    def _deficit(self, channel: Channel) -> tuple[float, int]:
        """How far the channel is behind its share with one more touch planned; the larger share on a tie."""
        due = self.shares[channel] / 100 * (self.totals.total() + 1)
        return due - self.totals[channel], self.shares[channel]

    def _free(self, channel: Channel) -> list[Resource]:
        return [one for one in self.rested.get(channel, ()) if self.used[one.id] < one.daily_limit]


def new_token() -> str:
    """26 lower-case letters and digits (base32 of 128 random bits): safe before an @ and in a link."""
    return base64.b32encode(secrets.token_bytes(_TOKEN_BYTES)).decode("ascii").rstrip("=").lower()


async def _hand_out(
    tx: ClientTransaction, campaign_id: CampaignId, desk: _Desk, *, room: int, at: datetime, asked: bool
) -> None:
    """Serve the leads whose turn it is until the room or every resource is used up."""
    last: DueLead | None = None
    while len(desk.planned) < room and desk.is_open:
        page = await allocation.due_leads(tx, campaign_id, at=at, asked=asked, limit=_PAGE, after=last)
        for lead in page:
            if len(desk.planned) < room:
                desk.serve(lead)
        if len(page) < _PAGE:
            return
        last = page[-1]


async def _desk(tx: ClientTransaction, campaign: Campaign, at: datetime) -> _Desk:
    rested: dict[Channel, list[Resource]] = {}
    for resource in await resources.usable_resources(tx):
        rested.setdefault(resource.channel, []).append(resource)
    return _Desk(
        campaign=campaign,
        steps=await campaigns.steps(tx, campaign.id),
        shares=campaign.percentages,
        totals=Counter(await allocation.channel_totals(tx, campaign.id)),
        rested=rested,
        used=Counter(await resources.touches_today(tx, at)),
    )


async def _room(tx: ClientTransaction, client: Client, campaign: Campaign, at: datetime) -> int:
    """Touches that the campaign's and the tier's day still have room for."""
    of_campaign = await allocation.campaign_today(tx, campaign.id, day_start(campaign.time_zone, at))
    of_client = await allocation.client_today(tx, day_start(client.time_zone, at))
    return min(campaign.daily_limit - of_campaign, TIERS[client.tier].touches_a_day - of_client)


def _is_on(client: Client, campaign: Campaign, at: datetime) -> bool:
    today = today_in(campaign.time_zone, at)
    begun = campaign.starts_on is None or campaign.starts_on <= today
    over = campaign.ends_on is not None and today > campaign.ends_on
    return runs(client.subscription) and campaign.status is CampaignStatus.ACTIVE and begun and not over


def _has_address(lead: DueLead, channel: Channel) -> bool:
    """Whether the lead can be reached there; mail only where the address was found deliverable."""
    match channel:
        case Channel.EMAIL:
            return True
        case Channel.SMS | Channel.VOICE:
            return lead.has_phone
        case Channel.LINKEDIN:
            return lead.has_linkedin
        case Channel.MAIL:
            return lead.has_post
    assert_never(channel)


def _skips(step: SequenceStep, lead: DueLead, allowed: frozenset[Channel]) -> bool:
    """Whether the lead goes past the step: a condition holds, or its fixed channel is closed to the lead."""
    holds = {
        "opened": lead.opened,
        "clicked": lead.clicked,
        "no_phone": not lead.has_phone,
        "no_linkedin": not lead.has_linkedin,
        "no_address": not lead.has_post,
        "connected": lead.connected,
        "not_connected": not lead.connected,
    }
    closed = step.channel is not None and step.channel not in allowed
    return closed or any(holds.get(condition, False) for condition in step.skip_when)
