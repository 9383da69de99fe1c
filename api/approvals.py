"""List the drafts that wait for a decision, show one, and take the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel

from api.answers import Answer
from api.callers import ClientDeps
from graphs import flows
from memory.enums import ApprovalStatus, Author, Channel, Form, LeadTier
from memory.records.ids import ApprovalId
from tools.services.approvals import ApprovalCard, Decision
from tools.services.messages.variants import variants_of

router = APIRouter(prefix="/api/v1/clients/{client_id}/approvals", tags=["approvals"])


class FindingAnswer(Answer):
    """What the gate found in the draft."""

    code: str
    severity: str
    sentence: str


class VariantAnswer(BaseModel):
    """Another wording to choose: `number` is the `variant` of an approving decision."""

    number: int
    subject: str
    body: str
    facts: list[str]


class ApprovalAnswer(BaseModel):
    """A draft exactly as it would go, and where its approval stands."""

    id: UUID
    status: ApprovalStatus
    touch_id: UUID
    lead_id: UUID
    lead_name: str
    channel: Channel
    form: Form
    recipient: str
    subject: str
    body: str
    footer: str
    author: Author
    facts: list[str]
    variants: list[VariantAnswer]
    als: int | None
    lead_tier: LeadTier | None
    findings: list[FindingAnswer]
    answers_reply_id: UUID | None
    edited: bool
    reason: str | None
    expires_at: datetime
    decided_at: datetime | None
    created_at: datetime


@router.get("")
async def waiting(
    deps: ClientDeps,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[ApprovalAnswer]:
    """Approvals that wait, the most urgent first."""
    cards = await deps.services.approvals.open(deps.client_id, limit=limit, offset=offset)
    return [_answer(card) for card in cards]


@router.get("/{approval_id}")
async def show(approval_id: UUID, deps: ClientDeps) -> ApprovalAnswer:
    """One approval, decided or not."""
    return _answer(await deps.services.approvals.card(deps.client_id, ApprovalId(approval_id)))


@router.get(
    "/{approval_id}/preview.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "The printed form."}},
)
async def preview(approval_id: UUID, deps: ClientDeps) -> Response:
    """The letter or postcard as it will be printed; 404 for any other form, 422 where it does not fit."""
    content = await deps.services.previews.pdf(deps.client_id, ApprovalId(approval_id))
    headers = {"Content-Disposition": 'inline; filename="preview.pdf"', "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


@router.post("/{approval_id}/decision")
async def decide(
    approval_id: UUID, decision: Annotated[Decision, Body()], deps: ClientDeps
) -> ApprovalAnswer:
    """Approve (as it stands, in another wording, or edited), reject, ask for another draft, or snooze.

    409 when it was decided or expired before; 422 for a variant that is not there and for what must not go.
    """
    await deps.services.approvals.decide(deps.client_id, deps.actor, ApprovalId(approval_id), decision)
    await flows.decided(deps.client_id, ApprovalId(approval_id))
    return await show(approval_id, deps)


def _answer(card: ApprovalCard) -> ApprovalAnswer:
    findings = [FindingAnswer.of(each) for each in card.findings]
    variants = [
        VariantAnswer(number=number, subject=other.subject, body=other.body, facts=list(other.facts))
        for number, other in enumerate(variants_of(card.draft), start=1)
    ]
    return ApprovalAnswer(
        id=card.approval.id,
        status=card.approval.status,
        touch_id=card.touch.id,
        lead_id=card.lead.id,
        lead_name=card.lead.full_name,
        channel=card.touch.channel,
        form=card.draft.form,
        recipient=card.draft.recipient,
        subject=card.draft.subject,
        body=card.draft.body,
        footer=card.draft.footer,
        author=card.draft.author,
        facts=list(card.draft.facts),
        variants=variants,
        als=card.score.als if card.score else None,
        lead_tier=card.score.lead_tier if card.score else None,
        findings=findings,
        answers_reply_id=card.touch.answers_reply_id,
        edited=card.approval.edited,
        reason=card.approval.reason,
        expires_at=card.approval.expires_at,
        decided_at=card.approval.decided_at,
        created_at=card.approval.created_at,
    )
