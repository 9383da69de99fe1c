"""Ask, at the moment of sending, whether this lead may be contacted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from errors import NotFound
from memory.approvals import approved_for_touch
from memory.brands import brand_by_id
from memory.campaigns import campaign_by_id
from memory.clients import client_by_id
from memory.consents import consents_of_lead
from memory.drafts import draft_by_id
from memory.enums import Channel, Mode, SuppressionKind
from memory.leads import lead_by_id
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.campaigns import Campaign
from memory.records.ids import ClientId, LeadId, TouchId
from memory.records.leads import Lead
from memory.records.messages import Draft, Touch
from memory.records.tenants import Client
from memory.resources import resource_by_id
from memory.standing import standing_of
from memory.store import Memory
from memory.suppressions import suppressed_hashes
from memory.touches import touch_by_id
from memory.washes import latest_washes
from tools.services.case import Case
from tools.services.fingerprints import fingerprint
from tools.services.hashing import Hasher, domain_of
from tools.services.rules import RULES


@dataclass(frozen=True, kw_only=True, slots=True)
class Permitted:
    """Nothing forbids the contact now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """`rule` forbids it; `until` says when to ask again, None that waiting alone changes nothing."""

    rule: str
    sentence: str
    until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """Whether a channel is open to a lead now, and if not, by which rule, why, and until when."""

    channel: Channel
    permitted: bool
    rule: str | None = None
    sentence: str = "Nothing forbids it now."
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Permission:
    """The one place that every contact asks, whatever queued it and however long ago."""

    memory: Memory
    clock: Clock
    hasher: Hasher

    async def may_contact(
        self,
        client_id: ClientId,
        lead_id: LeadId,
        channel: Channel,
        at: datetime,
        *,
        touch_id: TouchId | None = None,
    ) -> Permitted | Refused:
        """The first rule that forbids it, in DOMAIN's order; the quota is reserved in `deliver`."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            case = await self._case(tx, lead_id, channel, at, touch_id)
        return decide(case)

    async def explain(self, client_id: ClientId, lead_id: LeadId) -> list[Explained]:
        """Every channel with what would be answered now, before there is a draft; NotFound without a lead."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if await lead_by_id(tx, lead_id) is None:
                raise NotFound("There is no such lead.")
            case = await self._case(tx, lead_id, Channel.EMAIL, self.clock(), None)
        return [_explained(channel, decide(replace(case, channel=channel))) for channel in Channel]

    async def _case(
        self, tx: ClientTransaction, lead_id: LeadId, channel: Channel, at: datetime, touch_id: TouchId | None
    ) -> Case:
        touch = await touch_by_id(tx, touch_id) if touch_id else None
        lead = await lead_by_id(tx, lead_id)
        campaign_id = touch.campaign_id if touch else lead.campaign_id if lead else None
        campaign = await campaign_by_id(tx, campaign_id) if campaign_id else None
        client = await client_by_id(tx)
        draft = await draft_by_id(tx, touch.draft_id) if touch and touch.draft_id else None
        resource_id = touch.resource_id if touch else None
        return Case(
            at=at,
            channel=channel,
            client=client,
            campaign=campaign,
            lead=lead,
            brand=await brand_by_id(tx, campaign.brand_id) if campaign else None,
            resource=await resource_by_id(tx, touch.resource_id) if touch else None,
            suppressed=await self._suppressed(tx, lead, draft),
            touch=touch,
            draft=draft,
            approved=await _is_approved(tx, client, campaign, lead, touch, draft),
            consents=tuple(await consents_of_lead(tx, lead_id)),
            washes=await latest_washes(tx, lead.phone) if lead and lead.phone else {},
            standing=await standing_of(tx, lead_id, touch_id=touch_id, resource_id=resource_id, at=at),
        )

    async def _suppressed(
        self, tx: ClientTransaction, lead: Lead | None, draft: Draft | None
    ) -> frozenset[SuppressionKind]:
        asked = [(kind, self.hasher.of(kind, value)) for kind, value in _addresses(lead, draft)]
        if not asked:
            return frozenset()
        found = await suppressed_hashes(
            tx, [kind.value for kind, _ in asked], [digest for _, digest in asked]
        )
        return frozenset(kind for kind, digest in asked if digest in found)


def decide(case: Case) -> Permitted | Refused:
    """The first rule that forbids the case; pure, so that each boundary can be tested."""
    for rule in RULES:
        refusal = rule.forbids(case) if rule.applies(case) else None
        if refusal is not None:
            return Refused(rule=rule.name, sentence=refusal.sentence, until=refusal.until)
    return Permitted()


def _explained(channel: Channel, answer: Permitted | Refused) -> Explained:
    if isinstance(answer, Permitted):
        return Explained(channel=channel, permitted=True)
    return Explained(
        channel=channel, permitted=False, rule=answer.rule, sentence=answer.sentence, until=answer.until
    )


def mode_of(client: Client, campaign: Campaign, lead: Lead) -> Mode:
    """The most specific permission mode: the lead's, then the campaign's, then the client's."""
    return lead.mode or campaign.mode or client.default_mode


def passes_by_itself(client: Client, campaign: Campaign, lead: Lead, touch: Touch) -> bool:
    """Whether checked content goes out without a reviewer; a touch asked for by hand never does."""
    return mode_of(client, campaign, lead) is Mode.AUTOPILOT and touch.mode is not Mode.MANUAL


async def _is_approved(
    tx: ClientTransaction,
    client: Client | None,
    campaign: Campaign | None,
    lead: Lead | None,
    touch: Touch | None,
    draft: Draft | None,
) -> bool:
    if not (client and campaign and lead and touch and draft):
        return False
    seal = fingerprint(touch, draft)
    if touch.approved_fingerprint != seal:
        return False
    if passes_by_itself(client, campaign, lead, touch):
        return True
    return await approved_for_touch(tx, touch.id, seal) is not None


def _addresses(lead: Lead | None, draft: Draft | None) -> list[tuple[SuppressionKind, str]]:
    emails = {lead.email, lead.personal_email or ""} if lead else set[str]()
    if draft is not None and "@" in draft.recipient:
        emails.add(draft.recipient)
    domains = {domain_of(email) for email in emails} | ({lead.domain or ""} if lead else set[str]())
    phones = {lead.phone or ""} if lead else set[str]()
    profiles = {lead.linkedin_url or ""} if lead else set[str]()
    named = (
        (SuppressionKind.EMAIL, emails),
        (SuppressionKind.DOMAIN, domains),
        (SuppressionKind.PHONE, phones),
        (SuppressionKind.PROFILE, profiles),
    )
    return [(kind, value) for kind, values in named for value in sorted(values) if value]
