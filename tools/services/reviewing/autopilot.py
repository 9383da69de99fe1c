"""Let drafts go by themselves where reviewers have changed nothing for long; stop when they do again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from errors import InvalidInput
from memory import autopilots as rows
from memory.audit import add_audit
from memory.autopilots import Judged, Switch
from memory.dossiers import Dossier
from memory.enums import Channel, LeadTier, Mode, Role
from memory.postgres import ClientTransaction
from memory.records.actor import SYSTEM, Actor, Clock
from memory.records.campaigns import Campaign
from memory.records.ids import ClientId, TouchId
from memory.records.leads import Lead
from memory.records.messages import Touch
from memory.records.tenants import Client
from memory.signals import SignalKind
from memory.store import Memory
from tools.services.access import require
from tools.services.judging.intervals import wilson
from tools.services.notify import Notify

LATEST = 200
"""Decisions that count: older ones say little of what is written now."""
TIERS = (LeadTier.HOT, LeadTier.WARM, LeadTier.COOL, LeadTier.COLD)
Verdict = Literal["passes", "asks", "switched_off"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How far one channel and tier has come."""

    channel: Channel
    lead_tier: LeadTier
    decided: int
    accepted: int
    bound: float
    """The lower bound that has to be passed."""
    switch: Switch | None

    @property
    def share(self) -> float | None:
        """Drafts accepted as written, of those decided on; None before the first decision."""
        return self.accepted / self.decided if self.decided else None

    @property
    def lower(self) -> float:
        """The lower 95 % bound of that share."""
        return wilson(self.accepted, self.decided)[0]

    @property
    def is_earned(self) -> bool:
        """Whether it may be on."""
        return self.lower >= self.bound

    @property
    def is_on(self) -> bool:
        """Whether it is on."""
        return self.switch is not None and self.switch.is_on

    @property
    def sentence(self) -> str:
        """Where it stands, in words."""
        if not self.decided:
            return "Nobody has decided on such a draft yet."
        counted = f"{self.accepted} of the last {self.decided} drafts were accepted as written"
        verdict = "is enough" if self.is_earned else "is too little"
        return f"{counted}: at least {self.lower:.0%}, which {verdict} for {self.bound:.0%}."


@dataclass(frozen=True, kw_only=True)
class Autopilot:
    """What reviewers' decisions have earned, by client, channel and tier.

    It speaks for co-pilot only: where people chose autopilot or manual, they chose. Answers to people who
    wrote first are always a reviewer's.
    """

    memory: Memory
    clock: Clock
    notify: Notify
    bound: float
    """Lower 95 % bound of the share accepted as written, 0..1."""
    sample: float
    """Share of drafts, 0..1, that a reviewer still sees: without them nobody would notice a decline."""

    async def standings(self, client_id: ClientId) -> list[Standing]:
        """Every channel and tier that reviewers have decided on, or that was ever switched."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            judged = await rows.judged(tx, LATEST)
            switches = await rows.switches(tx)
        return self._standings(judged, switches)

    async def switch_on(
        self, client_id: ClientId, actor: Actor, channel: Channel, tier: LeadTier
    ) -> Standing:
        """Let checked drafts of this channel and tier go; InvalidInput where that is not earned."""
        require(actor, Role.ADMIN)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            standing = await self._standing(tx, channel, tier)
            if tier not in TIERS or not standing.is_earned:
                raise InvalidInput(f"Autopilot is not earned here yet. {standing.sentence}")
            await self._switch(tx, actor, standing, on=True, reason=standing.sentence)
        await self.notify.tell(client_id, SignalKind.AUTOPILOT_CHANGED)
        return await self._read(client_id, channel, tier)

    async def switch_off(
        self, client_id: ClientId, actor: Actor, channel: Channel, tier: LeadTier
    ) -> Standing:
        """Put drafts of this channel and tier before a reviewer again."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            standing = await self._standing(tx, channel, tier)
            if standing.is_on:
                await self._switch(tx, actor, standing, on=False, reason=f"{actor.name} switched it off.")
        await self.notify.tell(client_id, SignalKind.AUTOPILOT_CHANGED)
        return await self._read(client_id, channel, tier)

    async def judge(self, tx: ClientTransaction, lead: Lead, touch: Touch) -> Verdict:
        """Whether a draft whose autopilot is on goes by itself; a sample is asked about, and what is not
        earned any more."""
        assert lead.lead_tier is not None
        if await self.falls_short(tx, touch.channel, lead.lead_tier):
            return "switched_off"
        return "asks" if in_sample(touch.id, self.sample) else "passes"

    async def falls_short(self, tx: ClientTransaction, channel: Channel, tier: LeadTier) -> bool:
        """Whether it was on and has switched itself off now; the caller tells of it after the commit."""
        standing = await self._standing(tx, channel, tier)
        if not standing.is_on or standing.is_earned:
            return False
        return await self._switch(tx, SYSTEM, standing, on=False, reason=standing.sentence)

    async def _switch(
        self, tx: ClientTransaction, actor: Actor, standing: Standing, *, on: bool, reason: str
    ) -> bool:
        changed = await rows.switch(
            tx,
            standing.channel,
            standing.lead_tier,
            is_on=on,
            at=self.clock(),
            by=actor.user_id,
            reason=reason,
        )
        if changed and not on:
            await rows.ask_again(tx, standing.channel, standing.lead_tier)
        if changed:
            await add_audit(
                tx,
                actor,
                f"autopilot.{'on' if on else 'off'}",
                subject_kind="autopilot",
                subject_id=None,
                detail={"channel": standing.channel.value, "tier": standing.lead_tier.value, "why": reason},
            )
        return changed

    async def _read(self, client_id: ClientId, channel: Channel, tier: LeadTier) -> Standing:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await self._standing(tx, channel, tier)

    async def _standing(self, tx: ClientTransaction, channel: Channel, tier: LeadTier) -> Standing:
        judged = await rows.judged_of(tx, channel, tier, LATEST)
        return self._standings([judged], await rows.switches(tx), only=(channel, tier))[0]

    def _standings(
        self,
        judged: Sequence[Judged],
        switches: Sequence[Switch],
        *,
        only: tuple[Channel, LeadTier] | None = None,
    ) -> list[Standing]:
        counted = {(one.channel, one.lead_tier): one for one in judged}
        switched = {(one.channel, one.lead_tier): one for one in switches}
        cells = [(channel, tier) for channel in Channel for tier in TIERS]
        wanted = [only] if only else [cell for cell in cells if cell in counted or cell in switched]
        return [
            Standing(
                channel=channel,
                lead_tier=tier,
                decided=counted[channel, tier].decided if (channel, tier) in counted else 0,
                accepted=counted[channel, tier].accepted if (channel, tier) in counted else 0,
                bound=self.bound,
                switch=switched.get((channel, tier)),
            )
            for channel, tier in wanted
        ]


def mode_of(client: Client, campaign: Campaign, lead: Lead) -> Mode:
    """The most specific permission mode: the lead's, then the campaign's, then the client's."""
    return lead.mode or campaign.mode or client.default_mode


def is_on_autopilot(client: Client, campaign: Campaign, lead: Lead, touch: Touch) -> bool:
    """Whether people chose that checked content goes out; a touch asked for by hand never does."""
    return mode_of(client, campaign, lead) is Mode.AUTOPILOT and touch.mode is not Mode.MANUAL


def may_be_earned(client: Client, campaign: Campaign, lead: Lead, touch: Touch) -> bool:
    """Whether an earned autopilot may speak for the touch."""
    in_co_pilot = mode_of(client, campaign, lead) is Mode.CO_PILOT and touch.mode is not Mode.MANUAL
    return in_co_pilot and touch.answers_reply_id is None and lead.lead_tier is not None


def was_let_go(dossier: Dossier) -> bool:
    """Whether an autopilot, chosen or earned, may still have let the sealed content go."""
    parties = (dossier.client, dossier.campaign, dossier.lead, dossier.touch)
    return is_on_autopilot(*parties) or (dossier.autopilot_on and may_be_earned(*parties))


def in_sample(touch_id: TouchId, share: float) -> bool:
    """Whether a reviewer sees this touch all the same: by its id, so that asking again asks no other way."""
    return touch_id.int % 10_000 < share * 10_000
