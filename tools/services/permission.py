"""Ask, at the moment of sending, whether this lead may be contacted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from errors import NotFound
from memory.brands import brand_by_id
from memory.campaigns import campaign_by_id
from memory.clients import client_by_id
from memory.consents import consents_of_lead
from memory.dossiers import Dossier
from memory.enums import Channel, SuppressionKind
from memory.leads import lead_by_id
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.campaigns import Campaign
from memory.records.ids import ClientId, LeadId
from memory.records.leads import Lead
from memory.records.messages import Draft, Touch
from memory.records.tenants import Brand, Client, Resource
from memory.standing import standing_of
from memory.store import Memory
from memory.suppressions import suppressed_hashes
from memory.washes import latest_washes
from tools.services.hashing import Hasher, domain_of
from tools.services.law.case import Case
from tools.services.law.rules import RULES
from tools.services.messages.fingerprints import fingerprint
from tools.services.reviewing.autopilot import was_let_go


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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parties:
    """Who writes to whom for what, as far as it is known and not deleted."""

    lead: Lead | None
    campaign: Campaign | None
    client: Client | None
    brand: Brand | None
    resource: Resource | None = None
    touch: Touch | None = None
    draft: Draft | None = None
    approved: bool = False


@dataclass(frozen=True, kw_only=True)
class Permission:
    """The one place that every contact asks, whatever queued it and however long ago."""

    memory: Memory
    clock: Clock
    hasher: Hasher

    async def may_contact(
        self, client_id: ClientId, lead_id: LeadId, channel: Channel, at: datetime
    ) -> Permitted | Refused:
        """The first rule that forbids it, in DOMAIN's order; the quota is reserved in `deliver`."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            case = await self._case(tx, lead_id, channel, at, await _parties_of_lead(tx, lead_id))
        return decide(case)

    async def may_send(self, tx: ClientTransaction, dossier: Dossier, at: datetime) -> Permitted | Refused:
        """The same of a touch with its content, inside an open transaction."""
        touch = dossier.touch
        return decide(await self._case(tx, touch.lead_id, touch.channel, at, _parties_of(dossier)))

    async def may_begin(self, tx: ClientTransaction, dossier: Dossier, at: datetime) -> Permitted | Refused:
        """The same of a touch before there is anything to send."""
        touch, parties = dossier.touch, _parties_of(dossier)
        bare = replace(parties, resource=None, touch=None, draft=None, approved=False)
        return decide(await self._case(tx, touch.lead_id, touch.channel, at, bare))

    async def explain(self, client_id: ClientId, lead_id: LeadId) -> list[Explained]:
        """Every channel with what would be answered now, before there is a draft; NotFound without a lead."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if await lead_by_id(tx, lead_id) is None:
                raise NotFound("There is no such lead.")
            parties = await _parties_of_lead(tx, lead_id)
            case = await self._case(tx, lead_id, Channel.EMAIL, self.clock(), parties)
        return [_explained(channel, decide(replace(case, channel=channel))) for channel in Channel]

    async def _case(
        self, tx: ClientTransaction, lead_id: LeadId, channel: Channel, at: datetime, parties: _Parties
    ) -> Case:
        lead, touch = parties.lead, parties.touch
        touch_id, resource_id = (touch.id, touch.resource_id) if touch else (None, None)
        return Case(
            at=at,
            channel=channel,
            client=parties.client,
            campaign=parties.campaign,
            lead=lead,
            brand=parties.brand,
            resource=parties.resource,
            suppressed=await self._suppressed(tx, lead, parties.draft),
            touch=touch,
            draft=parties.draft,
            approved=parties.approved,
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


async def _parties_of_lead(tx: ClientTransaction, lead_id: LeadId) -> _Parties:
    lead = await lead_by_id(tx, lead_id)
    campaign = await campaign_by_id(tx, lead.campaign_id) if lead and lead.campaign_id else None
    brand = await brand_by_id(tx, campaign.brand_id) if campaign else None
    return _Parties(lead=lead, campaign=campaign, client=await client_by_id(tx), brand=brand)


def _parties_of(dossier: Dossier) -> _Parties:
    return _Parties(
        lead=dossier.lead if dossier.lead.deleted_at is None else None,
        campaign=dossier.campaign if dossier.campaign.deleted_at is None else None,
        client=dossier.client if dossier.client_lives else None,
        brand=dossier.brand if dossier.brand_lives else None,
        resource=dossier.resource if dossier.resource_lives else None,
        touch=dossier.touch,
        draft=dossier.draft,
        approved=_is_approved(dossier),
    )


def _is_approved(dossier: Dossier) -> bool:
    """Whether exactly this content was let go, by a reviewer or by autopilot."""
    touch, draft = dossier.touch, dossier.draft
    if draft is None or touch.approved_fingerprint != fingerprint(touch, draft):
        return False
    return dossier.approved or was_let_go(dossier)


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
