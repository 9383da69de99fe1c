"""Leave a person alone, on every channel and at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from errors import InvalidInput
from memory import replies as lead_rows
from memory import suppressions as rows
from memory.activities import add_activity
from memory.approvals import withdraw_for_touches
from memory.audit import add_audit
from memory.enums import ActivityKind, LeadStatus, SuppressionKind
from memory.postgres import ClientTransaction
from memory.records.actor import SYSTEM, Clock
from memory.records.ids import ApprovalId, ClientId, LeadId
from memory.routes import route
from memory.signals import SignalKind
from memory.store import Memory
from memory.suppressions import suppressed_hashes
from memory.touches import cancel_for_lead, touch_by_id
from tools.services.hashing import Hasher, normalised
from tools.services.notify import Notify


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """An address, number or domain in its one spelling."""

    kind: SuppressionKind
    value: str


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """The one operation that unsubscribes, complaints, STOP words and one-click posts all end in."""

    memory: Memory
    clock: Clock
    hasher: Hasher
    notify: Notify

    async def suppress(
        self,
        client_id: ClientId,
        *,
        reason: str,
        source: str,
        lead_id: LeadId | None = None,
        address: Address | None = None,
    ) -> list[LeadId]:
        """The leads that were ended: their addresses suppressed, their sequence stopped, nothing open leaves.

        Safe to repeat. Where the agency says so, its other clients leave the hashed addresses alone too.
        """
        if lead_id is None and address is None:
            raise InvalidInput("Say whom to leave alone: a lead or an address.")
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead_ids = await self._leads(tx, lead_id, address)
            addresses = await self._addresses(tx, lead_ids, address)
            withdrawn: list[ApprovalId] = []
            for found in lead_ids:
                withdrawn += await self._end_lead(tx, found, reason)
            for one in addresses:
                await self._add(tx, one, reason, source, lead_id)
            await add_audit(
                tx, SYSTEM, "suppressed", subject_kind="lead", subject_id=lead_id, detail={"source": source}
            )
        await self._tell_agency(client_id, addresses, reason, source)
        for approval_id in withdrawn:
            await self.notify.tell(client_id, SignalKind.APPROVAL_DECIDED, approval_id)
        return lead_ids

    async def by_token(self, token: str) -> bool:
        """Whether the token of an unsubscribe link was ours; its lead is left alone from now on."""
        async with self.memory.postgres.system_transaction() as tx:
            target = await route(tx, "unsubscribe", token)
        if target is None:
            return False
        async with self.memory.postgres.client_transaction(target.client_id) as tx:
            touch = await touch_by_id(tx, target.touch_id)
        if touch is None:
            return False
        await self.suppress(
            target.client_id, lead_id=touch.lead_id, reason="unsubscribed", source="one_click"
        )
        return True

    async def is_suppressed(self, client_id: ClientId, kind: SuppressionKind, value: str) -> bool:
        """Whether the client, its agency or the platform leaves this address alone."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return bool(await suppressed_hashes(tx, [kind.value], [self.hasher.of(kind, value)]))

    async def _leads(
        self, tx: ClientTransaction, lead_id: LeadId | None, address: Address | None
    ) -> list[LeadId]:
        found = [lead_id] if lead_id is not None else []
        if address is not None:
            found += await rows.leads_at_address(tx, address.kind, normalised(address.kind, address.value))
        return list(dict.fromkeys(found))

    async def _addresses(
        self, tx: ClientTransaction, lead_ids: list[LeadId], address: Address | None
    ) -> list[Address]:
        """Every email, phone and profile of the leads; a domain stands for itself and names no person."""
        found = [address] if address is not None else []
        if address is None or address.kind is not SuppressionKind.DOMAIN:
            for lead_id in lead_ids:
                contact = await lead_rows.lead_contact(tx, lead_id)
                emails = (contact.email, contact.personal_email) if contact else ()
                found += [Address(kind=SuppressionKind.EMAIL, value=email) for email in emails if email]
                if contact and contact.phone:
                    found.append(Address(kind=SuppressionKind.PHONE, value=contact.phone))
                if contact and contact.linkedin_url:
                    found.append(Address(kind=SuppressionKind.PROFILE, value=contact.linkedin_url))
        return [Address(kind=one.kind, value=normalised(one.kind, one.value)) for one in found]

    async def _add(
        self, tx: ClientTransaction, address: Address, reason: str, source: str, lead_id: LeadId | None
    ) -> None:
        await rows.add_suppression(
            tx,
            kind=address.kind,
            value=address.value,
            value_hash=self.hasher.of(address.kind, address.value),
            reason=reason,
            source=source,
            lead_id=lead_id,
        )

    async def _end_lead(self, tx: ClientTransaction, lead_id: LeadId, reason: str) -> list[ApprovalId]:
        now = self.clock()
        # The touches first: everybody locks a touch before its approval and its lead.
        withdrawn = await withdraw_touches(tx, lead_id, reason=reason, at=now, answers_too=True)
        if await lead_rows.lead_ends(tx, lead_id, LeadStatus.UNSUBSCRIBED):
            await add_activity(
                tx,
                lead_id=lead_id,
                kind=ActivityKind.UNSUBSCRIBED,
                sentence=f"Left alone from now on: {reason}.",
                at=now,
            )
        await lead_rows.stop_lead(tx, lead_id, now, reason)
        return withdrawn

    async def _tell_agency(
        self, client_id: ClientId, addresses: list[Address], reason: str, source: str
    ) -> None:
        async with self.memory.postgres.system_transaction() as tx:
            agency_id = await rows.agency_of_client(tx, client_id)
            if agency_id is None:
                return
            for one in addresses:
                digest = self.hasher.of(one.kind, one.value)
                await rows.add_platform_suppression(
                    tx, kind=one.kind, value_hash=digest, reason=reason, source=source, agency_id=agency_id
                )


async def withdraw_touches(
    tx: ClientTransaction, lead_id: LeadId, *, reason: str, at: datetime, answers_too: bool
) -> list[ApprovalId]:
    """Cancel what has not left yet and take back the questions about it; the approvals taken back."""
    cancelled = await cancel_for_lead(tx, lead_id, reason, answers_too=answers_too)
    return await withdraw_for_touches(tx, cancelled, at, reason)
