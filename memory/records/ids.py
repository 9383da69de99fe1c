"""Name the id of each kind of row, so that none is taken for another."""

from __future__ import annotations

from typing import NewType
from uuid import UUID

AgencyId = NewType("AgencyId", UUID)
ClientId = NewType("ClientId", UUID)
UserId = NewType("UserId", UUID)
BrandId = NewType("BrandId", UUID)
CampaignId = NewType("CampaignId", UUID)
ResourceId = NewType("ResourceId", UUID)
ImportId = NewType("ImportId", UUID)
LeadId = NewType("LeadId", UUID)
TouchId = NewType("TouchId", UUID)
DraftId = NewType("DraftId", UUID)
ApprovalId = NewType("ApprovalId", UUID)
ReplyId = NewType("ReplyId", UUID)
EventId = NewType("EventId", UUID)
NoteId = NewType("NoteId", UUID)
ProposalId = NewType("ProposalId", UUID)
