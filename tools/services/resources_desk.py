"""Show what a client sends from, what each still lacks, and let people put that right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from errors import Conflict, InvalidInput, NotFound
from memory import resources as rows
from memory.audit import add_audit
from memory.enums import Channel, Role
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.ids import ClientId, LeadId, ResourceId
from memory.records.tenants import Resource
from memory.standing import attest_authentication, note_withdrawal
from memory.store import Memory
from tools.services.access import require
from tools.services.law.australia import is_number, sender_ids_from
from tools.services.law.linkedin import DAYS_AFTER_WITHDRAWAL, REST_AFTER_RESTRICTION, restricted_at
from tools.services.law.mailboxes import is_authenticated

RISK = (
    "I own this LinkedIn seat. I know that LinkedIn's User Agreement (8.2) forbids automation, that LinkedIn "
    "may restrict or close the account for it, and that nobody can undo that. I accept this risk."
)
"""What the owner of a seat accepts; kept word for word with their name."""
OWNER_CHARACTERS = 3
Verdict = Literal["pass", "fail"]


class Fix(StrEnum):
    """What a person can do about a gap; `connect` is for whoever sets the vendor's account up."""

    UNPAUSE = "unpause"
    ATTEST = "attest"
    REGISTER = "register"
    ACCEPT_RISK = "accept_risk"
    WAIT = "wait"
    CONNECT = "connect"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """What keeps a resource from sending, in a sentence."""

    fix: Fix
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceState:
    """What a send may go out from, and how it stands today."""

    resource: Resource
    used_today: int
    pause_reason: str | None
    gaps: tuple[Gap, ...]

    @property
    def ready(self) -> bool:
        """Whether it may send now, as far as it goes itself."""
        return not self.gaps


@dataclass(frozen=True, kw_only=True)
class ResourceDesk:
    """Domains, numbers, seats and accounts of a client."""

    memory: Memory
    clock: Clock

    async def states(self, client_id: ClientId) -> list[ResourceState]:
        """Every resource with today's use, in the order of channels."""
        now = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = await rows.resources(tx)
            used = await rows.touches_today(tx, now)
            reasons = await rows.pause_reasons(tx)
        order = list(Channel)
        return [
            ResourceState(
                resource=one,
                used_today=used.get(one.id, 0),
                pause_reason=reasons.get(one.id),
                gaps=gaps_of(one, reasons.get(one.id), now),
            )
            for one in sorted(found, key=lambda one: order.index(one.channel))
        ]

    async def state(self, client_id: ClientId, resource_id: ResourceId) -> ResourceState:
        """One resource; NotFound where the client has no such resource."""
        for state in await self.states(client_id):
            if state.resource.id == resource_id:
                return state
        raise NotFound("There is no such resource.")

    async def unpause(self, client_id: ClientId, actor: Actor, resource_id: ResourceId) -> None:
        """Put it back into use; Conflict where it is in use."""
        require(actor, Role.ADMIN)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            one = await _known(tx, resource_id)
            reason = (await rows.pause_reasons(tx)).get(resource_id)
            if not await rows.unpause_resource(tx, resource_id):
                raise Conflict(f"{one.label} is not paused.")
            await _note(tx, actor, "unpaused", one, reason=reason or "")

    async def attest(
        self, client_id: ClientId, actor: Actor, resource_id: ResourceId, found: Mapping[str, Verdict]
    ) -> None:
        """Keep what a person found of the domain's SPF, DKIM and DMARC, with their name and the time."""
        require(actor, Role.ADMIN)
        now = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            one = await _known(tx, resource_id, Channel.EMAIL)
            words = {**found, "by": actor.name, "at": now.isoformat()}
            await attest_authentication(tx, resource_id, words)
            await _note(tx, actor, "authentication_attested", one, **found)

    async def register_sender(
        self, client_id: ClientId, actor: Actor, resource_id: ResourceId, *, registered: bool
    ) -> None:
        """Note whether the SMS sender stands in the national register of sender IDs."""
        require(actor, Role.ADMIN)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            one = await _known(tx, resource_id, Channel.SMS)
            if await rows.register_sender(tx, resource_id, registered):
                await _note(tx, actor, "sender_registered" if registered else "sender_not_registered", one)

    async def accept_risk(
        self,
        client_id: ClientId,
        actor: Actor,
        resource_id: ResourceId,
        *,
        owner: str,
        statement: str = RISK,
    ) -> None:
        """Keep the words with which the seat's owner accepted what automation risks (LI-2)."""
        require(actor, Role.ADMIN)
        name, said, now = " ".join(owner.split()), " ".join(statement.split()), self.clock()
        if len(name) < OWNER_CHARACTERS:
            raise InvalidInput("Write the full name of the person who owns the LinkedIn seat.")
        words = {"owner": name, "statement": said, "noted_by": actor.name, "at": now.isoformat()}
        async with self.memory.postgres.client_transaction(client_id) as tx:
            one = await _known(tx, resource_id, Channel.LINKEDIN)
            await rows.accept_risk(tx, resource_id, at=now, words=words)
            await _note(tx, actor, "risk_accepted", one, owner=name, statement=said)

    async def take_risk_back(self, client_id: ClientId, actor: Actor, resource_id: ResourceId) -> None:
        """End the acceptance: nothing more goes out from the seat. Conflict where there is none."""
        require(actor, Role.ADMIN)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            one = await _known(tx, resource_id, Channel.LINKEDIN)
            if one.risk_accepted_at is None:
                raise Conflict(f"Nobody accepted the risk of {one.label}.")
            words = {"taken_back_by": actor.name, "at": self.clock().isoformat()}
            await rows.accept_risk(tx, resource_id, at=None, words=words)
            await _note(tx, actor, "risk_taken_back", one)

    async def restricted(
        self, client_id: ClientId, actor: Actor, resource_id: ResourceId, *, since: datetime | None = None
    ) -> datetime:
        """Until when the seat rests, because LinkedIn restricted it then, now unless named (LI-1)."""
        require(actor, Role.MEMBER)
        now = self.clock()
        began = since or now
        if began > now:
            raise InvalidInput("A restriction cannot begin in the future.")
        async with self.memory.postgres.client_transaction(client_id) as tx:
            one = await _known(tx, resource_id, Channel.LINKEDIN)
            before = restricted_at(one.settings)
            began = max(began, before) if before else began
            words = {"since": began.isoformat(), "noted_by": actor.name}
            await rows.note_setting(tx, resource_id, "restriction", words)
            await _note(tx, actor, "seat_restricted", one, since=began.isoformat())
        return began + REST_AFTER_RESTRICTION

    async def invitation_withdrawn(
        self, client_id: ClientId, actor: Actor, lead_id: LeadId, *, at: datetime | None = None
    ) -> datetime:
        """From when the lead may be invited anew: 21 days after an invitation was taken back (LI-1)."""
        require(actor, Role.MEMBER)
        now = self.clock()
        moment = at or now
        if moment > now:
            raise InvalidInput("An invitation cannot have been withdrawn in the future.")
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if not await note_withdrawal(tx, lead_id, moment):
                raise NotFound("There is no such lead.")
            await add_audit(
                tx,
                actor,
                "invitation_withdrawn",
                subject_kind="lead",
                subject_id=lead_id,
                detail={"at": moment.isoformat()},
            )
        return moment + DAYS_AFTER_WITHDRAWAL


def gaps_of(resource: Resource, pause_reason: str | None, at: datetime) -> tuple[Gap, ...]:
    """What keeps the resource itself from sending at that moment, the worst first."""
    found: list[Gap] = []
    if resource.paused_at is not None:
        why = pause_reason or "nobody wrote down why."
        found.append(Gap(fix=Fix.UNPAUSE, sentence=f"It was paused: {why}"))
    match resource.channel:
        case Channel.EMAIL:
            found += _mailbox(resource)
        case Channel.SMS:
            found += _number(resource, at)
        case Channel.LINKEDIN:
            found += _seat(resource, at)
        case Channel.VOICE:
            found += _unset(resource, "model_id")
        case Channel.MAIL:
            found += _postage(resource)
    return tuple(found)


def _mailbox(resource: Resource) -> list[Gap]:
    if is_authenticated(resource.settings):
        return []
    return [Gap(fix=Fix.ATTEST, sentence="Nobody has attested that the domain's SPF, DKIM and DMARC pass.")]


def _number(resource: Resource, at: datetime) -> list[Gap]:
    if is_number(resource.address) or resource.registered_sender or at < sender_ids_from():
        return []
    sentence = f"The name {resource.address} is not known to stand in the SMS Sender ID Register."
    return [Gap(fix=Fix.REGISTER, sentence=sentence)]


def _seat(resource: Resource, at: datetime) -> list[Gap]:
    found: list[Gap] = []
    if resource.risk_accepted_at is None:
        sentence = "The seat's owner has not accepted in writing what automation risks."
        found.append(Gap(fix=Fix.ACCEPT_RISK, sentence=sentence))
    since = restricted_at(resource.settings)
    if since is not None and at < since + REST_AFTER_RESTRICTION:
        until = since + REST_AFTER_RESTRICTION
        found.append(
            Gap(
                fix=Fix.WAIT,
                sentence=f"LinkedIn restricted the seat: it rests until {until:%-d %B %Y, %H:%M} UTC.",
            )
        )
    return found + _unset(resource, "account_id")


def _postage(resource: Resource) -> list[Gap]:
    parts = ("from_name", "from_line1", "from_city", "from_postcode")
    if resource.setting("return_address_id") or all(map(resource.setting, parts)):
        return []
    return [Gap(fix=Fix.CONNECT, sentence="No return address is set for letters.")]


def _unset(resource: Resource, name: str) -> list[Gap]:
    if resource.setting(name):
        return []
    sentence = f"Its account at {resource.vendor.capitalize()} is not connected: {name} is not set."
    return [Gap(fix=Fix.CONNECT, sentence=sentence)]


async def _known(tx: ClientTransaction, resource_id: ResourceId, channel: Channel | None = None) -> Resource:
    one = await rows.resource_by_id(tx, resource_id)
    if one is None:
        raise NotFound("There is no such resource.")
    if channel is not None and one.channel is not channel:
        raise InvalidInput(f"{one.label} sends by {one.channel.value}: this is for {channel.value}.")
    return one


async def _note(tx: ClientTransaction, actor: Actor, action: str, one: Resource, **more: str) -> None:
    detail = {"address": one.address, **more}
    await add_audit(tx, actor, action, subject_kind="resource", subject_id=one.id, detail=detail)
