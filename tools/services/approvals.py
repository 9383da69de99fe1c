"""Ask a reviewer whether a draft may go out, and take the answer once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from errors import Conflict, InvalidInput, NotFound
from memory import approvals as rows
from memory import touches as touch_rows
from memory.activities import note_touch
from memory.audit import add_audit
from memory.clients import client_by_id
from memory.drafts import draft_by_id, set_findings
from memory.enums import ActivityKind, ApprovalStatus, Author, Role, TouchStatus
from memory.postgres import ClientTransaction
from memory.records.actor import SYSTEM, Actor, Clock
from memory.records.ids import ApprovalId, ClientId, TouchId
from memory.records.messages import Approval, Draft, Touch
from memory.signals import SignalKind
from memory.store import Memory
from tools.services.access import require
from tools.services.approval_cards import ApprovalCard, card_of
from tools.services.decisions import Approve, Decision, Redraft, Reject, Snooze, recorded
from tools.services.drafts import DraftMaterial, Drafts, Finding, gather
from tools.services.fingerprints import fingerprint
from tools.services.gate import hard, inspect
from tools.services.notify import Notify
from tools.services.permission import passes_by_itself
from tools.services.points import Reached, pass_by
from tools.services.recall import Recall
from tools.services.variants import chosen

LONGEST_SNOOZE = timedelta(days=90)
OPEN = (TouchStatus.PLANNED, TouchStatus.PROPOSED)


@dataclass(frozen=True, kw_only=True)
class Approvals:
    """The question "may this go out?", a row that survives every restart."""

    memory: Memory
    clock: Clock
    drafts: Drafts
    hours: float
    notify: Notify
    recall: Recall
    reached: Reached = pass_by

    async def propose(self, client_id: ClientId, touch_id: TouchId) -> Approval:
        """The open question about the touch's current draft; asking twice opens one."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            approval, is_new = await self._propose(tx, touch_id)
        self.reached("approval.proposed")
        if is_new:
            await self.notify.tell(client_id, SignalKind.DRAFT_PROPOSED, approval.id)
        return approval

    async def pass_by_itself(self, client_id: ClientId, touch_id: TouchId) -> bool:
        """Whether autopilot let the checked draft go without a reviewer; else it must be proposed."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            touch, draft, material = await self._open_touch(tx, touch_id)
            client = await client_by_id(tx)
            if client is None or not passes_by_itself(client, material.campaign, material.lead, touch):
                return False
            if hard(await _checked(tx, draft, material)):
                return False
            if not await touch_rows.approve_touch(tx, touch_id, draft.id, fingerprint(touch, draft)):
                return False
            sentence = "Autopilot let the checked draft go."
            key = f"autopilot:{draft.id}"
            await note_touch(tx, touch, ActivityKind.APPROVED, sentence, self.clock(), dedupe_key=key)
        return True

    async def open(self, client_id: ClientId, *, limit: int = 20, offset: int = 0) -> list[ApprovalCard]:
        """The inbox: answers to people who wrote first, then oldest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = await rows.open_approvals(tx, self.clock(), limit, offset)
            return [await card_of(tx, approval) for approval in found]

    async def card(self, client_id: ClientId, approval_id: ApprovalId) -> ApprovalCard:
        """One card, decided or not; NotFound where the client has no such approval."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await card_of(tx, await _existing(tx, approval_id))

    async def get(self, client_id: ClientId, approval_id: ApprovalId) -> Approval:
        """The question alone; NotFound where the client has no such approval."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await _existing(tx, approval_id)

    async def decide(
        self, client_id: ClientId, actor: Actor, approval_id: ApprovalId, decision: Decision
    ) -> Approval:
        """The decided approval; Conflict where it was decided or has expired, InvalidInput for a bad edit."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            before, after, approval, touch = await self._decide(tx, actor, approval_id, decision)
        self.reached("approval.decided")
        await self.notify.tell(client_id, SignalKind.APPROVAL_DECIDED, approval_id)
        if approval.status is not ApprovalStatus.SNOOZED:
            taught = after if after is not None and after.author is Author.HUMAN else None
            await self.recall.learn_from(
                client_id, actor, approval, touch, _as_chosen(before, decision), taught
            )
        return approval

    async def to_resume(self, client_id: ClientId, limit: int = 100) -> list[Approval]:
        """Decided approvals whose graph has not gone on."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.to_resume(tx, limit)

    async def mark_resumed(self, client_id: ClientId, approval_id: ApprovalId) -> bool:
        """Whether the graph had not gone on before."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.mark_resumed(tx, approval_id, self.clock())

    async def expire_due(self, client_id: ClientId, limit: int = 100) -> list[Approval]:
        """The approvals that expired just now; their touches are planned again and will be proposed anew."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            overdue = await rows.overdue(tx, self.clock(), limit)
        expired = [await self._expire(client_id, approval) for approval in overdue]
        return [approval for approval in expired if approval is not None]

    # In a transaction: the touch is locked before its approval, here as in suppression ----------

    async def _propose(self, tx: ClientTransaction, touch_id: TouchId) -> tuple[Approval, bool]:
        touch, draft, material = await self._open_touch(tx, touch_id)
        await _checked(tx, draft, material)
        seal, now = fingerprint(touch, draft), self.clock()
        pending = await rows.pending_for_touch(tx, touch_id)
        if pending is not None and pending.fingerprint == seal:
            return pending, False
        if pending is not None:
            await rows.withdraw_for_touches(tx, [touch_id], now, "Another draft took its place.")
        expires_at = now + timedelta(hours=self.hours)
        approval = await rows.open_approval(
            tx, touch_id=touch_id, draft_id=draft.id, fingerprint=seal, expires_at=expires_at
        )
        if approval is None:
            raise Conflict("This touch is being proposed already.")
        await touch_rows.move_touch(tx, touch_id, TouchStatus.PROPOSED, when_in=OPEN)
        sentence, key = "The draft was put to a reviewer.", f"proposed:{approval.id}"
        await note_touch(tx, touch, ActivityKind.PROPOSED, sentence, now, dedupe_key=key)
        return approval, True

    async def _open_touch(
        self, tx: ClientTransaction, touch_id: TouchId
    ) -> tuple[Touch, Draft, DraftMaterial]:
        touch = await touch_rows.lock_touch(tx, touch_id)
        if touch is None:
            raise NotFound("There is no such touch.")
        if touch.status not in OPEN:
            raise Conflict(f"This touch is {touch.status.value} already.")
        material = await gather(tx, touch_id)
        if material.previous is None:
            raise InvalidInput("This touch has no draft yet.")
        return touch, material.previous, material

    async def _decide(
        self, tx: ClientTransaction, actor: Actor, approval_id: ApprovalId, decision: Decision
    ) -> tuple[Draft, Draft | None, Approval, Touch]:
        asked = await _existing(tx, approval_id)
        touch = await touch_rows.lock_touch(tx, asked.touch_id)
        before = await draft_by_id(tx, asked.draft_id)
        assert touch is not None
        assert before is not None
        approval = await self._claim(tx, actor, asked, decision)
        after: Draft | None = None
        match decision:
            case Approve():
                after = await self._approve(tx, actor, approval, touch, before, decision)
                approval = await _existing(tx, approval_id)
            case Reject():
                await self._reject(tx, touch, decision.reason)
            case Redraft():
                await self._note_decision(
                    tx, touch, ActivityKind.REDRAFT_ASKED, f"Another draft was asked for: {decision.feedback}"
                )
            case Snooze():
                await self._snooze(tx, touch, decision.until)
            case _:
                assert_never(decision)
        await add_audit(
            tx,
            actor,
            f"approval.{decision.kind}",
            subject_kind="approval",
            subject_id=approval_id,
            detail={"touch_id": str(touch.id), "edited": after is not None},
        )
        return before, after, approval, touch

    async def _claim(
        self, tx: ClientTransaction, actor: Actor, asked: Approval, decision: Decision
    ) -> Approval:
        status, reason, until = recorded(decision)
        now = self.clock()
        if until is not None and not now < until <= now + LONGEST_SNOOZE:
            raise InvalidInput("Snooze until a moment within the next 90 days.")
        claimed = await rows.claim_approval(
            tx, asked.id, status, by=actor.user_id, at=now, reason=reason, snoozed_until=until
        )
        if claimed is not None:
            return claimed
        if asked.status is ApprovalStatus.PENDING and asked.expires_at <= now:
            raise Conflict("This approval has expired: the draft will be proposed anew.")
        raise Conflict("Somebody has decided this approval already.")

    async def _approve(
        self,
        tx: ClientTransaction,
        actor: Actor,
        approval: Approval,
        touch: Touch,
        before: Draft,
        decision: Approve,
    ) -> Draft | None:
        if touch.draft_id != approval.draft_id or touch.status not in OPEN:
            raise Conflict("The draft has changed since it was shown: look again.")
        draft = await self._edited(tx, actor, before, decision)
        findings = hard(await _checked(tx, draft, await gather(tx, touch.id)))
        if findings:
            raise InvalidInput(f"This must not go out: {findings[0].sentence}")
        seal = fingerprint(touch, draft)
        if draft.id == before.id and seal != approval.fingerprint:
            raise Conflict("The draft has changed since it was shown: look again.")
        if draft.id != before.id:
            await rows.bind_edit(tx, approval.id, draft.id, seal)
        await touch_rows.approve_touch(tx, touch.id, draft.id, seal)
        changed = " after an edit" if draft.author is Author.HUMAN else " in another wording"
        edited = changed if draft.id != before.id else ""
        await self._note_decision(
            tx, touch, ActivityKind.APPROVED, f"{actor.name} approved the draft{edited}."
        )
        return draft if draft.id != before.id else None

    async def _edited(self, tx: ClientTransaction, actor: Actor, before: Draft, decision: Approve) -> Draft:
        """The draft to approve: a new version where another wording was chosen or anything was changed."""
        base = chosen(before, decision.variant)
        subject = base.subject if decision.subject is None else decision.subject.strip()
        body = base.body if decision.body is None else decision.body.replace("\r\n", "\n").strip()
        if (subject, body) == (before.subject.strip(), before.body.strip()):
            return before
        return await self.drafts.add_edit(
            tx, actor, before, subject=subject, body=body, variant=decision.variant
        )

    async def _reject(self, tx: ClientTransaction, touch: Touch, reason: str) -> None:
        """End the touch; its step is not planned again by itself, only when somebody asks for it."""
        await touch_rows.move_touch(tx, touch.id, TouchStatus.REJECTED, when_in=OPEN, reason=reason or None)
        await self._note_decision(
            tx, touch, ActivityKind.REJECTED, f"The draft was rejected: {reason or 'no reason given'}"
        )

    async def _snooze(self, tx: ClientTransaction, touch: Touch, until: datetime) -> None:
        await touch_rows.move_touch(tx, touch.id, TouchStatus.PLANNED, when_in=OPEN)
        await touch_rows.put_off(tx, touch.id, until, "snoozed")
        await self._note_decision(
            tx, touch, ActivityKind.SNOOZED, f"Put off until {until:%-d %B %Y %H:%M} UTC."
        )

    async def _expire(self, client_id: ClientId, overdue: Approval) -> Approval | None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            touch = await touch_rows.lock_touch(tx, overdue.touch_id)
            approval = await rows.expire_approval(tx, overdue.id, self.clock())
            if approval is None or touch is None:
                return None
            await touch_rows.move_touch(tx, touch.id, TouchStatus.PLANNED, when_in=OPEN, reason="expired")
            sentence = "Nobody decided in time; the draft will be proposed anew."
            key = f"expired:{approval.id}"
            await note_touch(tx, touch, ActivityKind.EXPIRED, sentence, self.clock(), dedupe_key=key)
            await add_audit(tx, SYSTEM, "approval.expire", subject_kind="approval", subject_id=approval.id)
        await self.notify.tell(client_id, SignalKind.APPROVAL_DECIDED, overdue.id)
        return approval

    async def _note_decision(
        self, tx: ClientTransaction, touch: Touch, kind: ActivityKind, sentence: str
    ) -> None:
        await note_touch(tx, touch, kind, sentence, self.clock())


def _as_chosen(before: Draft, decision: Decision) -> Draft:
    """The words that an edit began from: those of the wording that was chosen."""
    if not isinstance(decision, Approve) or decision.variant is None:
        return before
    base = chosen(before, decision.variant)
    return replace(before, subject=base.subject, body=base.body)


async def _existing(tx: ClientTransaction, approval_id: ApprovalId) -> Approval:
    approval = await rows.approval_by_id(tx, approval_id)
    if approval is None:
        raise NotFound("There is no such approval at this client.")
    return approval


async def _checked(tx: ClientTransaction, draft: Draft, material: DraftMaterial) -> list[Finding]:
    findings = inspect(draft, material)
    await set_findings(tx, draft.id, [finding.as_row() for finding in findings])
    return findings
