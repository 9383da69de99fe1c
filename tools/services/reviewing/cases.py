"""Turn what a reviewer decided into a case that every later agent is measured by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from errors import InvalidInput
from memory import eval_cases as rows
from memory.enums import ApprovalStatus, Intent, Role
from memory.eval_cases import CaseKind, EvalCase, Half
from memory.records.actor import Actor, Clock
from memory.records.ids import ApprovalId, ClientId, ReplyId
from memory.records.leads import Lead
from memory.store import Memory
from tools.services.access import require
from tools.services.approvals import ApprovalCard, Approvals
from tools.services.drafts import Drafts
from tools.services.replies import Replies

TEST_SHARE = 0.3
"""How many of a hundred cases measure, and are not looked at while tuning."""
STAND_IN = "Alex Reid"
STAND_IN_EMAIL = "person@lead.example"
STAND_IN_PHONE = "0491 570 006"
"""Of the range that is kept for fiction; a case does not need anybody's own name or number."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d ()-]{7,14}\d(?!\w)")


@dataclass(frozen=True, kw_only=True)
class ReviewedCases:
    """Kept in the client's own rows, without the names and numbers of whom they are about."""

    memory: Memory
    clock: Clock
    replies: Replies
    approvals: Approvals
    drafts: Drafts

    async def keep_reply(
        self,
        client_id: ClientId,
        actor: Actor,
        reply_id: ReplyId,
        *,
        intent: Intent,
        accept: Sequence[Intent] = (),
        why: str = "",
    ) -> EvalCase:
        """The reply with the intent that the reviewer says it has; kept again, it is corrected."""
        require(actor, Role.MEMBER)
        material = await self.replies.material(client_id, reply_id)
        reply, lead = material.reply, material.lead
        hidden = _Hider(lead)
        content: dict[str, Any] = {
            "text": hidden(reply.text),
            "channel": reply.channel.value,
            "subject": hidden(reply.subject) or None,
            "from_name": STAND_IN,
            "received_at": reply.received_at.isoformat(),
            "outbound": hidden(material.thread[-1].body) if material.thread else None,
            "intent": intent.value,
            "accept": [one.value for one in dict.fromkeys((intent, *accept))],
            "read_as": reply.intent.value if reply.intent else None,
            "why": why.strip()[:500],
        }
        return await self._keep(client_id, actor, "reply", reply.id, lead, content)

    async def keep_draft(
        self, client_id: ClientId, actor: Actor, approval_id: ApprovalId, *, why: str = ""
    ) -> EvalCase:
        """The draft with what was decided on it; InvalidInput while it is open."""
        require(actor, Role.MEMBER)
        card = await self.approvals.card(client_id, approval_id)
        if card.approval.status is ApprovalStatus.PENDING:
            raise InvalidInput("Decide on this draft first: a case is what a reviewer decided.")
        versions = await self.drafts.versions(client_id, card.touch.id)
        content = _decided(card, _Hider(card.lead), [version.body for version in versions])
        content["why"] = why.strip()[:500]
        return await self._keep(client_id, actor, "draft", approval_id, card.lead, content)

    async def kept(self, client_id: ClientId, half: Half | None = None) -> list[EvalCase]:
        """The client's cases, of one half or of both."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.cases(tx, half)

    async def _keep(
        self,
        client_id: ClientId,
        actor: Actor,
        kind: CaseKind,
        source_id: UUID,
        lead: Lead,
        content: Mapping[str, Any],
    ) -> EvalCase:
        # The id follows from the source, so that a case is in the same half wherever it is kept.
        case_id = uuid5(source_id, kind)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.keep_case(
                tx,
                case_id=case_id,
                kind=kind,
                half=half_of(case_id),
                source_id=source_id,
                lead_id=lead.id,
                content=content,
                by=actor.user_id,
                at=self.clock(),
            )


def half_of(case_id: UUID) -> Half:
    """The half that a case belongs to: decided by its id alone, so nobody chooses."""
    return (
        "test" if int.from_bytes(sha256(case_id.bytes).digest()[:4]) < TEST_SHARE * 2**32 else "development"
    )


def as_line(case: EvalCase) -> dict[str, Any]:
    """The case as the evals read it: its id, its half and its content."""
    return {"id": str(case.id), "kind": case.kind, "half": case.half, **case.content}


def _decided(card: ApprovalCard, hidden: _Hider, bodies: Sequence[str]) -> dict[str, Any]:
    """What was shown, what became of it, and the reviewer's own words where they are there."""
    draft = card.draft
    first = bodies[0] if card.approval.edited and len(bodies) > 1 else draft.body
    return {
        "channel": card.touch.channel.value,
        "form": draft.form.value,
        "subject": hidden(draft.subject),
        "body": hidden(first),
        "edited_to": hidden(draft.body) if first != draft.body else None,
        "facts": [hidden(fact) for fact in draft.facts],
        "decision": card.approval.status.value,
        "reason": hidden(card.approval.reason or ""),
        "findings": [finding.code for finding in card.findings],
        "author": draft.author.value,
    }


class _Hider:
    """Puts stand-ins in the place of a lead's names, addresses and numbers."""

    def __init__(self, lead: Lead) -> None:
        first, last = STAND_IN.split()
        told = ((lead.full_name, STAND_IN), (lead.first_name, first), (lead.last_name, last))
        self._names = [
            (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE), stand_in)
            for name, stand_in in told
            if name and name.strip()
        ]

    def __call__(self, text: str) -> str:
        """The text without them."""
        text = _PHONE.sub(STAND_IN_PHONE, _EMAIL.sub(STAND_IN_EMAIL, text))
        for name, stand_in in self._names:
            text = name.sub(stand_in, text)
        return text
