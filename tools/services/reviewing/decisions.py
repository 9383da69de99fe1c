"""Say what a reviewer may answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, assert_never

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from memory.enums import ApprovalStatus

REASON_CHARACTERS = 1000


class Approve(BaseModel):
    """Let it go, as it stands, in another of its wordings, or as edited here."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["approve"] = "approve"
    subject: str | None = Field(default=None, max_length=300)
    body: str | None = Field(default=None, max_length=20_000)
    variant: int | None = Field(default=None, ge=1, le=9)
    """The draft's other wording that was chosen, from 1; a subject or body given here changes that one."""


class Reject(BaseModel):
    """It must not go; the reason teaches."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["reject"] = "reject"
    reason: str = Field(default="", max_length=REASON_CHARACTERS)


class Redraft(BaseModel):
    """Write it again, heeding this."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["redraft"] = "redraft"
    feedback: str = Field(min_length=1, max_length=REASON_CHARACTERS)


class Snooze(BaseModel):
    """Ask again later."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["snooze"] = "snooze"
    until: AwareDatetime


Decision = Annotated[Approve | Reject | Redraft | Snooze, Field(discriminator="kind")]


def recorded(decision: Decision) -> tuple[ApprovalStatus, str | None, datetime | None]:
    """The status, reason and snooze that the approval's row keeps of a decision."""
    match decision:
        case Approve():
            return ApprovalStatus.APPROVED, None, None
        case Reject():
            return ApprovalStatus.REJECTED, decision.reason.strip() or None, None
        case Redraft():
            return ApprovalStatus.REDRAFT, decision.feedback.strip(), None
        case Snooze():
            return ApprovalStatus.SNOOZED, None, decision.until
        case _:
            assert_never(decision)
