"""Keep what a reviewer decided as a case for the evals, and hand the cases out."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Answer
from api.callers import ClientDeps
from memory.enums import Intent
from memory.records.ids import ApprovalId, ReplyId
from tools.services.reviewing.cases import as_line

router = APIRouter(prefix="/api/v1/clients/{client_id}", tags=["cases"])


class ReplyLabel(BaseModel):
    """What a reply says in truth."""

    model_config = ConfigDict(extra="forbid")

    intent: Intent
    accept: list[Intent] = Field(default=[], max_length=7)
    """Intents that a careful reader could defend."""
    why: str = Field(default="", max_length=500)


class Remark(BaseModel):
    """Why the decision is worth keeping."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(default="", max_length=500)


class CaseAnswer(Answer):
    """A case as it is kept, without anybody's name; `half` never changes."""

    id: UUID
    kind: Literal["reply", "draft"]
    half: Literal["development", "test"]
    content: dict[str, Any]
    kept_at: datetime


@router.post("/replies/{reply_id}/label", status_code=201)
async def keep_reply(reply_id: UUID, label: Annotated[ReplyLabel, Body()], deps: ClientDeps) -> CaseAnswer:
    """Keep a reply with its true intent; kept again, it is corrected."""
    return CaseAnswer.of(
        await deps.services.cases.keep_reply(
            deps.client_id,
            deps.actor,
            ReplyId(reply_id),
            intent=label.intent,
            accept=label.accept,
            why=label.why,
        )
    )


@router.post("/approvals/{approval_id}/case", status_code=201)
async def keep_draft(approval_id: UUID, remark: Annotated[Remark, Body()], deps: ClientDeps) -> CaseAnswer:
    """Keep a draft with what was decided on it; 422 while it is open."""
    cases = deps.services.cases
    return CaseAnswer.of(
        await cases.keep_draft(deps.client_id, deps.actor, ApprovalId(approval_id), why=remark.why)
    )


@router.get(
    "/cases",
    response_class=Response,
    responses={200: {"content": {"application/jsonl": {}}, "description": "One case a line."}},
)
async def kept(
    deps: ClientDeps, half: Annotated[Literal["development", "test"], Query()] = "development"
) -> Response:
    """The cases of one half, as the evals read them; ask for `test` only to measure."""
    found = await deps.services.cases.kept(deps.client_id, half)
    lines = "".join(f"{json.dumps(as_line(case), ensure_ascii=False)}\n" for case in found)
    return Response(lines, media_type="application/jsonl", headers={"Cache-Control": "private, no-store"})
