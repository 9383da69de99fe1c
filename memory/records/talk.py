"""Shape the rows of the talk in the chat: what was said, proposed and learned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from memory.enums import Author, Channel, NoteKind, NoteScope
from memory.records.ids import CampaignId, ClientId, LeadId, NoteId, ProposalId, UserId
from memory.records.row import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal(Row):
    id: ProposalId
    client_id: ClientId
    kind: str
    content: dict[str, Any]
    status: str
    campaign_id: CampaignId | None
    asked_by: UserId | None
    decided_by: UserId | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatTurn(Row):
    speaker: str
    text: str
    author: Author | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Note(Row):
    id: NoteId
    client_id: ClientId
    kind: NoteKind
    scope: NoteScope
    campaign_id: CampaignId | None
    channel: Channel | None
    lead_id: LeadId | None
    reviewer_id: UserId | None
    text: str
    source_kind: str
    source_id: UUID | None
    origin_id: NoteId
    version: int
    speaker: str | None
    said_at: datetime | None
    position: int | None
    created_by: UserId | None
    created_at: datetime
    superseded_at: datetime | None
    struck_at: datetime | None
