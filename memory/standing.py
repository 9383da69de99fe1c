"""Read what the record says of a lead and of a sender, as the rules of law and platforms count it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from memory.enums import Intent
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import LeadId, ResourceId, TouchId
from memory.records.row import Row

SQL = Queries("standing")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing(Row):
    """Counts do not include the touch that is asked about."""

    imported: bool = False
    contacted_before: bool = False
    answered_intent: Intent | None = None
    """What the reply wanted that the touch answers."""
    complaints: int = 0
    """Of the sending domain, in 30 days."""
    mails_in_a_day: int = 0
    """Of the sending domain, attempted in 24 hours."""
    invitations: tuple[datetime, ...] = ()
    """When the seat invited people in the last seven days, for whichever client; the oldest first."""
    invitation_withdrawn_at: datetime | None = None
    """When an invitation to the lead was taken back last."""
    notes_this_month: int = 0
    """Invitations with a note that the seat sent since the month began."""


async def standing_of(
    tx: ClientTransaction,
    lead_id: LeadId,
    *,
    touch_id: TouchId | None,
    resource_id: ResourceId | None,
    at: datetime,
) -> Standing:
    """What is on record at that moment; nothing where there is no such lead."""
    row = await tx.fetchrow(SQL["standing"], lead_id, touch_id, resource_id, at)
    return Standing.from_row(row) if row else Standing()


async def rest_lead(tx: ClientTransaction, lead_id: LeadId, until: datetime) -> None:
    """Plan nothing for the lead before that moment."""
    await tx.execute(SQL["rest_lead"], lead_id, until)


async def attest_authentication(
    tx: ClientTransaction, resource_id: ResourceId, found: Mapping[str, str]
) -> bool:
    """Whether there is such a mailbox; `found` says `pass` for each of spf, dkim and dmarc."""
    return await tx.execute(SQL["attest_authentication"], resource_id, dict(found)) > 0


async def note_withdrawal(tx: ClientTransaction, lead_id: LeadId, at: datetime) -> bool:
    """Whether there is such a lead; nobody is invited anew within three weeks of it (LI-1)."""
    return await tx.execute(SQL["note_withdrawal"], lead_id, at) > 0
