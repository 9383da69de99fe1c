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
from memory.dossiers import Dossier, existing_dossier
from memory.drafts import draft_by_id, set_findings
from memory.enums import ActivityKind, ApprovalStatus, Author, Role, TouchStatus
from memory.leads import lead_by_id
from memory.postgres import ClientTransaction
from memory.records.actor import SYSTEM, Actor, Clock
from memory.records.ids import ApprovalId, ClientId, TouchId
from memory.records.messages import Approval, Draft, Touch
from memory.signals import SignalKind
from memory.store import Memory
from tools.services.access import require
from tools.services.drafts import Drafts, Finding, gather
from tools.services.gate import hard, inspect
from tools.services.messages.fingerprints import fingerprint
from tools.services.messages.variants import chosen
from tools.services.notify import Notify
from tools.services.points import Reached, pass_by
from tools.services.recall import Recall
from tools.services.reviewing.autopilot import Autopilot, Verdict, is_on_autopilot, may_be_earned
from tools.services.reviewing.cards import ApprovalCard, card_of
from tools.services.reviewing.decisions import Approve, Decision, Redraft, Reject, Snooze, recorded

LONGEST_SNOOZE = timedelta(days=90)
AT_ONCE = 100
"""Questions that one round looks at."""
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
    autopilot: Autopilot
    reached: Reached = pass_by

    async def propose(self, client_id: ClientId, touch_id: TouchId) -> Approval:
        """The open question about the touch's current draft; asking twice opens one."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            dossier, draft, _ = await self._open_touch(tx, touch_id)
            approval, is_new = await self._propose(tx, dossier, draft)
        return await self._proposed(client_id, approval, is_new)

    async def put(self, client_id: ClientId, touch_id: TouchId) -> Approval | None:
        """The same, or None where autopilot let the draft go, in which the gate found nothing hard."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            dossier, draft, findings = await self._open_touch(tx, touch_id)
            verdict: Verdict = "asks" if hard(findings) else await self._judge(tx, dossier)
            asked = None
            if verdict != "passes" or not await self._let_go(tx, dossier, draft):
                asked = await self._propose(tx, dossier, draft)
        if verdict == "switched_off":
            await self.notify.tell(client_id, SignalKind.AUTOPILOT_CHANGED)
        return None if asked is None else await self._proposed(client_id, *asked)

    async def check(self, client_id: ClientId, touch_id: TouchId) -> list[Finding] | None:
        """What the gate finds in the touch's current draft, kept with it; None where there is no draft."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            dossier = await existing_dossier(tx, touch_id)
            return await _checked(tx, dossier.draft, dossier) if dossier.draft is not None else None

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
            switched_off = await self._declines(tx, touch)
        self.reached("approval.decided")
        await self.notify.tell(client_id, SignalKind.APPROVAL_DECIDED, approval_id)
        if switched_off:
            await self.notify.tell(client_id, SignalKind.AUTOPILOT_CHANGED)
        if approval.status is not ApprovalStatus.SNOOZED:
            taught = after if after is not None and after.author is Author.HUMAN else None
            await self.recall.learn_from(
                client_id, actor, approval, touch, _as_chosen(before, decision), taught
            )
        return approval

    async def to_resume(self, client_id: ClientId, limit: int = AT_ONCE) -> list[Approval]:
        """Decided approvals whose graph has not gone on."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.to_resume(tx, limit)

    async def mark_resumed(self, client_id: ClientId, approval_id: ApprovalId) -> bool:
        """Whether the graph had not gone on before."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.mark_resumed(tx, approval_id, self.clock())

    async def expire_due(self, client_id: ClientId) -> list[Approval]:
        """The approvals that expired just now; their touches are planned again and will be proposed anew."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            overdue = await rows.overdue(tx, self.clock(), AT_ONCE)
        expired = [await self._expire(client_id, approval) for approval in overdue]
        return [approval for approval in expired if approval is not None]

    # In a transaction: the touch is locked before its approval, here as in suppression ----------

    async def _let_go(self, tx: ClientTransaction, dossier: Dossier, draft: Draft) -> bool:
        touch = dossier.touch
        if not await touch_rows.approve_touch(tx, touch.id, draft.id, fingerprint(touch, draft)):
            return False
        sentence, key = "Autopilot let the checked draft go.", f"autopilot:{draft.id}"
        await note_touch(tx, touch, ActivityKind.APPROVED, sentence, self.clock(), dedupe_key=key)
        return True

    async def _propose(self, tx: ClientTransaction, dossier: Dossier, draft: Draft) -> tuple[Approval, bool]:
        touch, pending = dossier.touch, dossier.pending
        seal, now = fingerprint(touch, draft), self.clock()
        if pending is not None and pending.fingerprint == seal:
            return pending, False
        if pending is not None:
            await rows.withdraw_for_touches(tx, [touch.id], now, "Another draft took its place.")
        expires_at = now + timedelta(hours=self.hours)
        approval = await rows.open_approval(
            tx, touch_id=touch.id, draft_id=draft.id, fingerprint=seal, expires_at=expires_at
        )
        if approval is None:
            raise Conflict("This touch is being proposed already.")
        await touch_rows.move_touch(tx, touch.id, TouchStatus.PROPOSED, when_in=OPEN)
        sentence, key = "The draft was put to a reviewer.", f"proposed:{approval.id}"
        await note_touch(tx, touch, ActivityKind.PROPOSED, sentence, now, dedupe_key=key)
        return approval, True

    async def _judge(self, tx: ClientTransaction, dossier: Dossier) -> Verdict:
        parties = (dossier.client, dossier.campaign, dossier.lead, dossier.touch)
        if is_on_autopilot(*parties):
            return "passes"
        if dossier.autopilot_on and may_be_earned(*parties):
            return await self.autopilot.judge(tx, dossier.lead, dossier.touch)
        return "asks"

    async def _declines(self, tx: ClientTransaction, touch: Touch) -> bool:
        """Whether this decision made the channel's and tier's autopilot switch itself off."""
        if touch.answers_reply_id is not None:
            return False
        lead = await lead_by_id(tx, touch.lead_id)
        if lead is None or lead.lead_tier is None:
            return False
        return await self.autopilot.falls_short(tx, touch.channel, lead.lead_tier)

    async def _proposed(self, client_id: ClientId, approval: Approval, is_new: bool) -> Approval:
        self.reached("approval.proposed")
        if is_new:
            await self.notify.tell(client_id, SignalKind.DRAFT_PROPOSED, approval.id)
        return approval

    async def _open_touch(
        self, tx: ClientTransaction, touch_id: TouchId
    ) -> tuple[Dossier, Draft, list[Finding]]:
        """The touch, locked, with its draft and what the gate finds in it."""
        touch = await touch_rows.lock_touch(tx, touch_id)
        if touch is None:
            raise NotFound("There is no such touch.")
        if touch.status not in OPEN:
            raise Conflict(f"This touch is {touch.status.value} already.")
        dossier = await existing_dossier(tx, touch_id)
        if dossier.draft is None:
            raise InvalidInput("This touch has no draft yet.")
        return dossier, dossier.draft, await _checked(tx, dossier.draft, dossier)

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
                approval, after = await self._approve(tx, actor, approval, touch, before, decision)
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
    ) -> tuple[Approval, Draft | None]:
        """The approval, bound to what goes out, and the edited draft where there is one."""
        if touch.draft_id != approval.draft_id or touch.status not in OPEN:
            raise Conflict("The draft has changed since it was shown: look again.")
        draft = await self._edited(tx, actor, before, decision)
        findings = hard(await _checked(tx, draft, await existing_dossier(tx, touch.id)))
        if findings:
            raise InvalidInput(f"This must not go out: {findings[0].sentence}")
        seal = fingerprint(touch, draft)
        if draft.id == before.id and seal != approval.fingerprint:
            raise Conflict("The draft has changed since it was shown: look again.")
        if draft.id != before.id:
            approval = await rows.bind_edit(tx, approval.id, draft.id, seal)
        await touch_rows.approve_touch(tx, touch.id, draft.id, seal)
        changed = " after an edit" if draft.author is Author.HUMAN else " in another wording"
        edited = changed if draft.id != before.id else ""
        await self._note_decision(
            tx, touch, ActivityKind.APPROVED, f"{actor.name} approved the draft{edited}."
        )
        return approval, draft if draft.id != before.id else None

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


async def _checked(tx: ClientTransaction, draft: Draft, dossier: Dossier) -> list[Finding]:
    findings = inspect(draft, await gather(tx, dossier))
    found = [finding.as_row() for finding in findings]
    if found != draft.findings:
        await set_findings(tx, draft.id, found)
    return findings
