"""Plan whom to reach, how and when, and move campaigns from draft to done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from types import MappingProxyType
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from errors import Conflict, InvalidInput, LimitReached, NotFound
from memory import brands, campaigns, clients, imports
from memory.campaigns import NewCampaign, NewStep
from memory.enums import CampaignStatus, Channel, Form, Mode, Role
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.campaigns import Campaign, SequenceStep
from memory.records.ids import CampaignId, ClientId, ImportId
from memory.records.tenants import Client
from memory.store import Memory
from tools.services.access import require
from tools.services.messages.forms import FORMS
from tools.services.money.tiers import TIERS

TRANSITIONS: Mapping[CampaignStatus, frozenset[CampaignStatus]] = MappingProxyType(
    {
        CampaignStatus.DRAFT: frozenset({CampaignStatus.ACTIVE}),
        CampaignStatus.ACTIVE: frozenset({CampaignStatus.PAUSED, CampaignStatus.COMPLETED}),
        CampaignStatus.PAUSED: frozenset({CampaignStatus.ACTIVE, CampaignStatus.COMPLETED}),
        CampaignStatus.COMPLETED: frozenset(),
    }
)

SkipCondition = Literal[
    "opened", "clicked", "no_phone", "no_linkedin", "no_address", "connected", "not_connected"
]
"""A step is left out for a lead that opened or clicked an earlier message, that lacks an address, or by
whether they are connected with us on LinkedIn."""
Percent = Annotated[int, Field(ge=0, le=100)]
_WORDS = Annotated[str, Field(min_length=1, max_length=80)]


class _Plan(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Percentages(_Plan):
    """Share of touches by channel; together 100."""

    email: Percent = 0
    sms: Percent = 0
    linkedin: Percent = 0
    voice: Percent = 0
    mail: Percent = 0

    @model_validator(mode="after")
    def _sum_to_100(self) -> Self:
        total = self.email + self.sms + self.linkedin + self.voice + self.mail
        if total != 100:
            raise ValueError(f"The channel percentages sum to {total}, not to 100.")
        return self

    def by_channel(self) -> dict[Channel, int]:
        """The same, keyed by channel."""
        return {channel: getattr(self, channel) for channel in Channel}


class StepPlan(_Plan):
    """One contact of the sequence."""

    brief: str = Field(default="", max_length=2_000)
    """What this message should say or ask."""
    delay_days: int = Field(default=0, ge=0, le=365)
    """Days after the step before it."""
    channel: Channel | None = None
    """The channel, or nothing to let the percentages decide."""
    form: Literal["inmail", "letter", "postcard"] | None = None
    """Where the channel has more than one: a postcard for a letter, an InMail before any connection."""
    skip_when: tuple[SkipCondition, ...] = ()
    """When the step is left out for a lead."""

    @model_validator(mode="after")
    def _form_of_the_channel(self) -> Self:
        if self.form and (self.channel is None or Form(self.form) not in FORMS[self.channel]):
            raise ValueError(f"A step that is a {self.form} needs the channel that sends such.")
        return self


DEFAULT_STEPS = (
    StepPlan(brief="Introduce us and say why we write to this person."),
    StepPlan(brief="Follow up with one useful thought.", delay_days=3),
    StepPlan(brief="Close politely and leave the door open.", delay_days=5),
)


class CampaignPlan(_Plan):
    """A campaign as somebody wants it, before it exists."""

    name: str = Field(min_length=1, max_length=120)
    """A short name that tells this campaign from the others."""
    brief: str = Field(min_length=1, max_length=4_000)
    """What is offered, to whom and why, in plain words."""
    percentages: Percentages = Percentages(email=100)
    """Share of touches by channel; they sum to 100."""
    steps: tuple[StepPlan, ...] = Field(default=DEFAULT_STEPS, min_length=1, max_length=20)
    """The sequence, first message first."""
    target_industries: tuple[_WORDS, ...] = Field(default=(), max_length=30)
    """Industries that the score favours."""
    daily_limit: int = Field(default=50, ge=1, le=500)
    """Touches a day at most."""
    mode: Mode | None = None
    """Who lets drafts go; nothing takes the client's default."""
    work_days: tuple[Annotated[int, Field(ge=1, le=7)], ...] | None = Field(
        default=None, min_length=1, max_length=7
    )
    """Days on which to send, Monday being 1; nothing takes the client's own."""
    work_start: time | None = None
    """First minute of the day's sending, in the campaign's time zone; nothing takes the client's own."""
    work_end: time | None = None
    """End of the day's sending; nothing takes the client's own."""
    time_zone: str | None = None
    """Such as `Australia/Sydney`; nothing takes the client's own."""
    starts_on: date | None = None
    ends_on: date | None = None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in available_timezones():
            raise ValueError(f"“{zone}” is no time zone: write one such as Australia/Sydney.")
        return zone

    @field_validator("work_days")
    @classmethod
    def _each_day_once(cls, days: tuple[int, ...] | None) -> tuple[int, ...] | None:
        return tuple(sorted(set(days))) if days else None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.work_start and self.work_end and self.work_end <= self.work_start:
            raise ValueError("The working day ends before it begins.")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("The campaign ends before it starts.")
        return self


class CampaignChanges(_Plan):
    """What of a campaign should be otherwise; nothing leaves a thing as it is."""

    name: str | None = Field(default=None, min_length=1, max_length=120)
    brief: str | None = Field(default=None, min_length=1, max_length=4_000)
    percentages: Percentages | None = None
    daily_limit: int | None = Field(default=None, ge=1, le=500)
    mode: Mode | None = None
    work_days: tuple[Annotated[int, Field(ge=1, le=7)], ...] | None = Field(
        default=None, min_length=1, max_length=7
    )
    """Days on which to send, Monday being 1."""
    work_start: time | None = None
    work_end: time | None = None
    ends_on: date | None = None
    delays: dict[int, Annotated[int, Field(ge=0, le=365)]] | None = None
    """Days that a message waits behind the one before it, by its number in the sequence."""

    def wanted(self) -> dict[str, object]:
        """Only what was asked for."""
        return self.model_dump(mode="json", exclude_none=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """When a campaign sends."""

    time_zone: str
    work_days: tuple[int, ...]
    work_start: time
    work_end: time


@dataclass(frozen=True, kw_only=True)
class Campaigns:
    """The client's campaigns."""

    memory: Memory
    clock: Clock

    async def create(self, client_id: ClientId, actor: Actor, plan: CampaignPlan) -> Campaign:
        """The new campaign, in draft; LimitReached where the tier has no room, InvalidInput without brand."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await self.create_within(tx, actor, plan)

    async def create_within(self, tx: ClientTransaction, actor: Actor, plan: CampaignPlan) -> Campaign:
        """The same within the caller's transaction."""
        client = await clients.client_for_update(tx)
        if client is None:
            raise NotFound("There is no such client.")
        most = TIERS[client.tier].campaigns
        if await campaigns.open_campaigns(tx) >= most:
            sentence = f"The tier {client.tier} has room for {most} campaigns: complete one, or upgrade."
            raise LimitReached("campaigns", sentence)
        brand = await brands.default_brand(tx)
        if brand is None:
            raise InvalidInput(
                "The client has no brand yet: say first who sends and from which postal address."
            )
        hours = hours_of(plan, client)
        campaign = await campaigns.add_campaign(
            tx,
            NewCampaign(
                brand_id=brand.id,
                name=plan.name,
                brief=plan.brief,
                mode=plan.mode,
                percentages=plan.percentages.by_channel(),
                daily_limit=plan.daily_limit,
                target_industries=plan.target_industries,
                time_zone=hours.time_zone,
                work_days=hours.work_days,
                work_start=hours.work_start,
                work_end=hours.work_end,
                starts_on=plan.starts_on,
                ends_on=plan.ends_on,
                created_by=actor.user_id,
            ),
        )
        await campaigns.add_steps(tx, campaign.id, [_step(n, step) for n, step in enumerate(plan.steps, 1)])
        return campaign

    async def get(self, client_id: ClientId, campaign_id: CampaignId) -> Campaign:
        """One campaign, or NotFound."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return _found(await campaigns.campaign_by_id(tx, campaign_id))

    async def list(self, client_id: ClientId, status: CampaignStatus | None = None) -> list[Campaign]:
        """Every campaign, or those of one status, the newest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await campaigns.campaigns(tx, status)

    async def steps(self, client_id: ClientId, campaign_id: CampaignId) -> tuple[SequenceStep, ...]:
        """The sequence, first step first; NotFound for no such campaign."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            _found(await campaigns.campaign_by_id(tx, campaign_id))
            return tuple(await campaigns.steps(tx, campaign_id))

    async def lead_counts(self, client_id: ClientId) -> dict[CampaignId, dict[str, int]]:
        """Leads of each campaign by status."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await campaigns.lead_counts(tx)

    async def change_status(
        self, client_id: ClientId, actor: Actor, campaign_id: CampaignId, to: CampaignStatus
    ) -> Campaign:
        """The campaign in its new status; Conflict for a transition that is none."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await self.change_status_within(tx, campaign_id, to)

    async def change_status_within(
        self, tx: ClientTransaction, campaign_id: CampaignId, to: CampaignStatus
    ) -> Campaign:
        """The same within the caller's transaction."""
        campaign = _found(await campaigns.campaign_for_update(tx, campaign_id))
        if to not in TRANSITIONS[campaign.status]:
            raise Conflict(f"The campaign “{campaign.name}” is {campaign.status} and cannot become {to}.")
        changed = await campaigns.change_status(tx, campaign_id, seen=campaign.status, to=to, at=self.clock())
        return _found(changed)

    async def modify_within(
        self, tx: ClientTransaction, campaign_id: CampaignId, changes: CampaignChanges
    ) -> Campaign:
        """The campaign as it is wanted; Conflict for a completed one, InvalidInput for days that do not fit.

        What is drafted and approved already stays as it was approved; limits and hours hold from now on.
        """
        seen = _found(await campaigns.campaign_for_update(tx, campaign_id))
        if seen.status is CampaignStatus.COMPLETED:
            raise Conflict(f"The campaign “{seen.name}” is completed: draw up a new one.")
        if not changes.wanted():
            raise InvalidInput("Say what should be otherwise: limit, channels, hours, mode, end or brief.")
        shares = changes.percentages.by_channel() if changes.percentages else seen.percentages
        wanted = replace(
            seen,
            name=changes.name or seen.name,
            brief=changes.brief or seen.brief,
            mode=changes.mode or seen.mode,
            daily_limit=changes.daily_limit or seen.daily_limit,
            work_days=tuple(sorted(set(changes.work_days or seen.work_days))),
            work_start=seen.work_start if changes.work_start is None else changes.work_start,
            work_end=seen.work_end if changes.work_end is None else changes.work_end,
            ends_on=changes.ends_on or seen.ends_on,
            **{f"{channel.value}_percent": share for channel, share in shares.items()},
        )
        _fits(wanted)
        await campaigns.set_delays(tx, campaign_id, changes.delays or {})
        return await campaigns.modify(tx, wanted, at=self.clock())

    async def assign_leads(
        self, client_id: ClientId, actor: Actor, campaign_id: CampaignId, import_id: ImportId | None = None
    ) -> int:
        """How many leads without a campaign (those of one import, or all) it was given."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            campaign = _found(await campaigns.campaign_for_update(tx, campaign_id))
            if campaign.status is CampaignStatus.COMPLETED:
                raise Conflict(f"The campaign “{campaign.name}” is completed and takes no more leads.")
            if import_id is not None and await imports.import_by_id(tx, import_id) is None:
                raise NotFound("There is no such import.")
            return await campaigns.assign_leads(tx, campaign_id, import_id=import_id, at=self.clock())


def hours_of(plan: CampaignPlan, client: Client) -> Hours:
    """When the campaign sends, the client's own hours filled in; InvalidInput where they do not fit."""
    hours = Hours(
        time_zone=plan.time_zone or client.time_zone,
        work_days=plan.work_days or client.work_days,
        work_start=client.work_start if plan.work_start is None else plan.work_start,
        work_end=client.work_end if plan.work_end is None else plan.work_end,
    )
    if hours.work_end <= hours.work_start:
        day = f"{hours.work_start:%H:%M} to {hours.work_end:%H:%M}"
        raise InvalidInput(f"The working day would be {day}, which ends before it begins: name both hours.")
    return hours


def _fits(campaign: Campaign) -> None:
    if campaign.work_end <= campaign.work_start:
        day = f"{campaign.work_start:%H:%M} to {campaign.work_end:%H:%M}"
        raise InvalidInput(f"The working day would be {day}, which ends before it begins: name both hours.")
    if campaign.ends_on and campaign.starts_on and campaign.ends_on < campaign.starts_on:
        raise InvalidInput("The campaign would end before it starts.")


def _step(n: int, step: StepPlan) -> NewStep:
    return NewStep(
        n=n,
        channel=step.channel,
        delay_days=step.delay_days,
        brief=step.brief,
        skip_when=step.skip_when,
        form=Form(step.form) if step.form else None,
    )


def _found(campaign: Campaign | None) -> Campaign:
    if campaign is None:
        raise NotFound("There is no such campaign.")
    return campaign
