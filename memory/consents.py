"""Keep why each person may be written to or called, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from memory.enums import Channel
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import ImportId, LeadId, UserId
from memory.records.row import Row

SQL = Queries("consents")
ConsentId = NewType("ConsentId", UUID)


class ConsentKind(StrEnum):
    """What a consent rests on."""

    EXPRESS = "express"
    EXPRESS_WRITTEN = "express_written"
    INFERRED_RELATIONSHIP = "inferred_relationship"
    INFERRED_CONSPICUOUS_PUBLICATION = "inferred_conspicuous_publication"
    SOFT_OPT_IN = "soft_opt_in"


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent(Row):
    id: ConsentId
    lead_id: LeadId
    kind: ConsentKind
    channel: Channel | None
    """None where it covers every channel."""
    source: str
    evidence: str
    facts: tuple[str, ...]
    captured_at: datetime
    valid_until: datetime | None
    withdrawn_at: datetime | None
    created_by: UserId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewConsent:
    """A consent before it has an id."""

    lead_id: LeadId
    kind: ConsentKind
    channel: Channel | None
    source: str
    evidence: str
    facts: tuple[str, ...]
    captured_at: datetime
    valid_until: datetime | None
    created_by: UserId | None


async def add_consent(tx: ClientTransaction, new: NewConsent, *, at: datetime) -> Consent | None:
    """The consent as it is kept; None where the client has no such lead."""
    row = await tx.fetchrow(
        SQL["add_consent"],
        new.lead_id,
        new.kind,
        new.channel,
        new.source,
        new.evidence,
        list(new.facts),
        new.captured_at,
        new.valid_until,
        new.created_by,
        at,
    )
    return Consent.from_row(row) if row else None


async def consents_of_lead(tx: ClientTransaction, lead_id: LeadId) -> list[Consent]:
    """Every consent of the lead, the newest first; withdrawn and lapsed ones too."""
    return [Consent.from_row(row) for row in await tx.fetch(SQL["consents_of_lead"], lead_id)]


async def withdraw_consent(tx: ClientTransaction, consent_id: ConsentId, at: datetime) -> LeadId | None:
    """The lead whose consent ended just now; None where there was none to end."""
    return await tx.fetchval(SQL["withdraw_consent"], consent_id, at)


async def add_consents_of_import(
    tx: ClientTransaction,
    import_id: ImportId,
    *,
    kind: ConsentKind,
    evidence: str,
    facts: Sequence[str],
    at: datetime,
    created_by: UserId | None,
) -> int:
    """How many leads of the file now have a consent."""
    return await tx.execute(
        SQL["add_consents_of_import"], import_id, kind, evidence, list(facts), at, created_by
    )


async def leads_without_consent(tx: ClientTransaction, at: datetime) -> int:
    """How many living leads have no consent that stands at that moment."""
    return int(await tx.fetchval(SQL["leads_without_consent"], at))
