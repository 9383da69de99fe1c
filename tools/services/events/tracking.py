"""Follow what was sent: keep each outcome, once and never backwards, and draw its consequences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import assert_never

from memory import replies as lead_rows
from memory import suppressions, tracking
from memory.activities import TouchNote, note_touches
from memory.enums import ActivityKind, Channel, LeadStatus, SuppressionKind
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.ids import ClientId, TouchId
from memory.rounds import Rounds
from memory.routes import Route, follow_conversation
from memory.signals import SignalKind
from memory.store import Memory
from memory.tracking import SentTouch
from tools.services.consent.suppression import Suppression, withdraw_touches
from tools.services.events.business import OutcomeKind, OutcomeReported, heyreach_key
from tools.services.events.reputation import Reputation
from tools.services.hashing import Hasher, normalised
from tools.services.notify import Notify

LAST_WORD = 200
RANKS: Mapping[OutcomeKind, int] = {
    OutcomeKind.ON_ITS_WAY: 0,
    OutcomeKind.DELIVERED: LAST_WORD,
    OutcomeKind.UNDELIVERED: LAST_WORD,
    OutcomeKind.CALLED: LAST_WORD,
    OutcomeKind.CONNECTED: LAST_WORD,
    OutcomeKind.OPENED: 300,
    OutcomeKind.CLICKED: 400,
    OutcomeKind.BOUNCED: 500,
    OutcomeKind.RETURNED: 500,
    OutcomeKind.OPTED_OUT: 600,
    OutcomeKind.COMPLAINED: 600,
}
"""A vendor's word gives way only to one of a higher rank; steps on the way stand between 0 and 99."""
SOFT_BOUNCE = 100
"""A mail that was put off may still be delivered."""
KINDS: Mapping[OutcomeKind, ActivityKind] = {
    OutcomeKind.DELIVERED: ActivityKind.DELIVERED,
    OutcomeKind.UNDELIVERED: ActivityKind.UNDELIVERED,
    OutcomeKind.BOUNCED: ActivityKind.BOUNCED,
    OutcomeKind.COMPLAINED: ActivityKind.COMPLAINED,
    OutcomeKind.OPTED_OUT: ActivityKind.UNDELIVERED,
    OutcomeKind.OPENED: ActivityKind.OPENED,
    OutcomeKind.CLICKED: ActivityKind.CLICKED,
    OutcomeKind.CONNECTED: ActivityKind.CONNECTED,
    OutcomeKind.CALLED: ActivityKind.CALLED,
    OutcomeKind.RETURNED: ActivityKind.RETURNED,
}
"""What enters the lead's timeline; being on its way does not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A vendor's word about one touch."""

    target: Route
    outcome: OutcomeReported


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """The touch as it was before, and whether its timeline has a new entry."""

    touch: SentTouch
    news: bool


@dataclass(frozen=True, kw_only=True)
class Tracking:
    """What became of touches; one place for every way of learning it."""

    memory: Memory
    clock: Clock
    hasher: Hasher
    suppression: Suppression
    reputation: Reputation
    notify: Notify

    async def record(self, target: Route, outcome: OutcomeReported) -> SentTouch | None:
        """The touch, where it is there: its outcome is kept and its consequences are drawn.

        Safe to repeat, and in any order: the timeline has one entry a kind and touch, and the vendor's most
        final word stays the touch's.
        """
        told = Told(target=target, outcome=outcome)
        kept = await (self._keep_with_lead(told) if _changes_lead(outcome) else self._told.join(told))
        if kept is None:
            return None
        await self._consequences(target.client_id, kept.touch, outcome)
        if kept.news:
            await self.notify.tell(target.client_id, SignalKind.OUTCOME, kept.touch.id)
        return kept.touch

    @cached_property
    def _told(self) -> Rounds[Told, Kept | None]:
        return Rounds(self._keep_all)

    async def _keep_all(self, told: list[Told]) -> list[Kept | None]:
        """Keep what was told of several clients' touches, in one transaction a client."""
        kept: dict[int, Kept | None] = {}
        for client_id in dict.fromkeys(one.target.client_id for one in told):
            places = [place for place, one in enumerate(told) if one.target.client_id == client_id]
            async with self.memory.postgres.client_transaction(client_id) as tx:
                some = await self._keep(tx, [told[place] for place in places])
            kept |= dict(zip(places, some, strict=True))
        return [kept[place] for place in range(len(told))]

    async def _keep_with_lead(self, told: Told) -> Kept | None:
        async with self.memory.postgres.client_transaction(told.target.client_id) as tx:
            (kept,) = await self._keep(tx, [told])
            if kept is not None:
                await self._change_lead(tx, kept.touch, told.outcome)
        return kept

    async def _keep(self, tx: ClientTransaction, told: Sequence[Told]) -> list[Kept | None]:
        """Note it, in the order in which it was told; None where there is no such touch."""
        touches = await tracking.sent_touches(tx, (one.target.touch_id for one in told))
        words, notes = dict(touches), list[TouchNote | None]()
        for one in told:
            touch = words.get(one.target.touch_id)
            notes.append(None if touch is None else self._note(touch, one.outcome))
            if touch is not None:
                words[touch.id] = _after_word(touch, one.outcome)
        costs = {
            one.target.touch_id: one.outcome.cost_aud for one in told if one.outcome.cost_aud is not None
        }
        changed = [touch for touch in words.values() if touch != touches[touch.id] or touch.id in costs]
        if changed:
            await tracking.note_words(tx, changed, costs)
        new = await note_touches(tx, [note for note in notes if note is not None])
        found = (touches.get(one.target.touch_id) for one in told)
        return [
            None if touch is None else Kept(touch=touch, news=note is not None and note.dedupe_key in new)
            for touch, note in zip(found, notes, strict=True)
        ]

    def _note(self, touch: SentTouch, outcome: OutcomeReported) -> TouchNote | None:
        """What the timeline gets, unless it has it."""
        # Of two last words the first stands: a text that was delivered was not undelivered as well.
        contradicts = rank_of(outcome) == touch.vendor_rank == LAST_WORD
        if outcome.kind not in KINDS or (contradicts and touch.vendor_status != outcome.status):
            return None
        return TouchNote(
            touch=touch,
            kind=KINDS[outcome.kind],
            sentence=sentence_of(outcome),
            at=min(outcome.at or self.clock(), self.clock()),
            rule=_rule(outcome),
            dedupe_key=_dedupe_key(touch.id, outcome),
        )

    async def _change_lead(self, tx: ClientTransaction, touch: SentTouch, outcome: OutcomeReported) -> None:
        match outcome.kind:
            case OutcomeKind.CONNECTED:
                at = outcome.at or self.clock()
                await tracking.note_connection(tx, touch.lead_id, at, outcome.conversation)
                if outcome.conversation is not None:
                    await follow_conversation(tx, heyreach_key(outcome.conversation), touch.id)
            case OutcomeKind.RETURNED:
                await tracking.note_returned_mail(tx, touch.lead_id)
            case OutcomeKind.BOUNCED if outcome.hard:
                await self._end_bounced(tx, touch)
            case _:
                pass

    async def _end_bounced(self, tx: ClientTransaction, touch: SentTouch) -> None:
        """The address does not exist: nothing goes there any more, and the lead is over."""
        now = self.clock()
        await withdraw_touches(tx, touch.lead_id, reason="bounced", at=now, answers_too=True)
        await lead_rows.lead_ends(tx, touch.lead_id, LeadStatus.BOUNCED)
        await lead_rows.stop_lead(tx, touch.lead_id, now, "bounced")
        if touch.recipient and "@" in touch.recipient:
            await suppressions.add_suppression(
                tx,
                kind=SuppressionKind.EMAIL,
                value=normalised(SuppressionKind.EMAIL, touch.recipient),
                value_hash=self.hasher.of(SuppressionKind.EMAIL, touch.recipient),
                reason="bounced",
                source="bounce",
                lead_id=touch.lead_id,
            )

    async def _consequences(self, client_id: ClientId, touch: SentTouch, outcome: OutcomeReported) -> None:
        match outcome.kind:
            case OutcomeKind.COMPLAINED:
                await self.suppression.suppress(
                    client_id, lead_id=touch.lead_id, reason="complained", source="feedback_report"
                )
                await self.reputation.complained(client_id, touch.resource_id, touch.id)
            case OutcomeKind.OPTED_OUT:
                await self.suppression.suppress(
                    client_id, lead_id=touch.lead_id, reason="unsubscribed", source="vendor_opt_out"
                )
            case OutcomeKind.BOUNCED if outcome.hard and touch.channel is Channel.EMAIL:
                await self.reputation.bounced(client_id, touch.resource_id)
            case _:
                pass


def _after_word(touch: SentTouch, outcome: OutcomeReported) -> SentTouch:
    rank = rank_of(outcome)
    return (
        replace(touch, vendor_status=outcome.status, vendor_rank=rank) if rank > touch.vendor_rank else touch
    )


def _changes_lead(outcome: OutcomeReported) -> bool:
    """Whether more than the touch changes: such an outcome is kept in a transaction of its own."""
    return outcome.hard or outcome.kind in (OutcomeKind.CONNECTED, OutcomeKind.RETURNED)


def rank_of(outcome: OutcomeReported) -> int:
    """How final the vendor's word is."""
    if outcome.kind is OutcomeKind.ON_ITS_WAY:
        return min(max(outcome.step, 0), 99)
    if outcome.kind is OutcomeKind.BOUNCED and not outcome.hard:
        return SOFT_BOUNCE
    return RANKS[outcome.kind]


def sentence_of(outcome: OutcomeReported) -> str:
    """What the timeline says."""
    because = f" ({outcome.reason.rstrip('.')})" if outcome.reason else ""
    match outcome.kind:
        case OutcomeKind.ON_ITS_WAY:
            return "It is on its way."
        case OutcomeKind.DELIVERED:
            return f"Delivered by {outcome.channel.value}."
        case OutcomeKind.UNDELIVERED:
            return f"Not delivered by {outcome.channel.value}{because}."
        case OutcomeKind.BOUNCED:
            return (
                f"{'The address does not exist' if outcome.hard else 'It was turned away for now'}{because}."
            )
        case OutcomeKind.COMPLAINED:
            return "It was reported as unwanted."
        case OutcomeKind.OPTED_OUT:
            return f"The number has opted out{because}."
        case OutcomeKind.OPENED:
            return "Opened; some mail programs open everything."
        case OutcomeKind.CLICKED:
            return "A link in it was clicked."
        case OutcomeKind.CONNECTED:
            return "The connection request was accepted."
        case OutcomeKind.CALLED:
            return f"{outcome.detail or 'Called.'}"
        case OutcomeKind.RETURNED:
            return f"The letter came back to its sender{because}."
        case _:
            assert_never(outcome.kind)


def _rule(outcome: OutcomeReported) -> str | None:
    if outcome.kind is OutcomeKind.BOUNCED:
        return "hard_bounce" if outcome.hard else "soft_bounce"
    return None


def _dedupe_key(touch_id: TouchId, outcome: OutcomeReported) -> str:
    """One entry a kind and touch; a second link is a second click, a hard bounce more than a soft one."""
    told_apart = _rule(outcome) or ""
    if outcome.kind is OutcomeKind.CLICKED:
        told_apart = sha256(outcome.detail.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{outcome.kind.value}:{told_apart}:{touch_id}"
