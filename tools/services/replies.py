"""Find whose a reply is, keep how it was read, and draw the consequences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from errors import Conflict, NotFound
from memory import replies as rows
from memory import touches as touch_rows
from memory.activities import add_activity
from memory.campaigns import campaign_by_id
from memory.clients import client_by_id
from memory.enums import ActivityKind, Author, Channel, EventStatus, Intent, LeadStatus, SuppressionKind
from memory.leads import lead_by_id
from memory.postgres import ClientTransaction
from memory.records import Campaign, Client, ClientId, Clock, EventId, Lead, Reply, ReplyId, Touch, TouchId
from memory.routes import Route, add_route, first_route, route
from memory.signals import SignalKind
from memory.store import Memory
from memory.touches import NewTouch
from tools.providers.postmark import InboundMail
from tools.services.allocation import new_token
from tools.services.away import follow_up_date
from tools.services.drafts import Earlier
from tools.services.intake import Inbound, Intake
from tools.services.mail import MachineKind, classify, is_hard_bounce
from tools.services.notify import Notify
from tools.services.permission import mode_of
from tools.services.readings import NextStep, Reading, ReplyMaterial, new_text, next_step, reading_by_rule
from tools.services.suppression import Address, Suppression, withdraw_touches

PAUSE_DAYS = 7
"""A question rests the sequence for a week: time for our answer, and for theirs."""
AWAY_DAYS = 14
"""When an absence names no return date (DOMAIN.md, Replies)."""
INTERESTED_PRIORITY = 10
MEETING_PRIORITY = 20


@dataclass(frozen=True, kw_only=True)
class Replies:
    """One inbound message, processed once, whichever way and however often it arrives."""

    memory: Memory
    clock: Clock
    intake: Intake
    suppression: Suppression
    notify: Notify

    async def match(self, event_id: EventId) -> Reply | None:
        """The reply that the event is, or None for a delivery report, a complaint or a stranger's mail.

        Found by the Reply-To's token, then by the message it answers; never by the sender's
        address, which anybody can write. Raises ProviderUnavailable where the mail cannot be read back now.
        """
        inbound = await self.intake.read(event_id)
        if inbound is None:
            await self.intake.finish(event_id, EventStatus.IGNORED, detail="The vendor has no such mail.")
            return None
        target = await self._target(inbound.mail)
        if target is None:
            await self.intake.finish(event_id, EventStatus.UNMATCHED, detail="Nobody's touch was answered.")
            return None
        return await self._take(inbound, target, classify(inbound.mail))

    async def material(self, client_id: ClientId, reply_id: ReplyId) -> ReplyMaterial:
        """What the reply agent reads; NotFound where the reply is gone."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            reply, lead, touch = await self._whose(tx, reply_id)
            sent = await touch_rows.thread(tx, touch.lead_id, touch.channel)
        thread = tuple(Earlier(subject=one.subject, body=one.body, sent_at=one.sent_at) for one in sent)
        return ReplyMaterial(reply=reply, lead=lead, thread=thread, received_at=reply.received_at)

    async def record_reading(
        self, client_id: ClientId, reply_id: ReplyId, reading: Reading, decided_by: Author
    ) -> Reply:
        """The reply as read; an earlier reading stands."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            reply = await self._record(tx, reply_id, reading, decided_by)
        await self.notify.tell(client_id, SignalKind.REPLY_READ, reply_id)
        return reply

    async def act(self, client_id: ClientId, reply_id: ReplyId) -> NextStep:
        """Draw the consequences of the reading (DOMAIN.md, Replies); drawing them twice changes nothing."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            reply, lead, _ = await self._whose(tx, reply_id)
        if reply.intent is None:
            raise Conflict("This reply has not been read yet.")
        reading = Reading.model_validate(reply.reading)
        if reply.acted_at is None:
            await self._draw(client_id, reply, lead, reading)
        await self.intake.finish(reply.event_id, EventStatus.HANDLED, client_id=client_id)
        return next_step(reading)

    async def plan_response(self, client_id: ClientId, reply_id: ReplyId) -> TouchId:
        """The touch that answers the reply, from the mailbox it was written to; asking twice plans one."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            reply, lead, answered = await self._whose(tx, reply_id)
            client, campaign = await client_by_id(tx), await campaign_by_id(tx, answered.campaign_id)
            if client is None or campaign is None:
                raise NotFound("The campaign of this reply is gone.")
            new = _response(reply, lead, answered, client, campaign, self.clock())
            touch_id = await touch_rows.add_touch(tx, new)
            if touch_id is None:
                existing = await touch_rows.touch_answering(tx, reply_id)
                assert existing is not None
                return existing
            await add_route(tx, "reply", new.reply_token, touch_id)
            await add_route(tx, "unsubscribe", new.unsubscribe_token, touch_id)
        return touch_id

    async def reply(self, client_id: ClientId, reply_id: ReplyId) -> Reply:
        """One reply; NotFound where the client has no such reply."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            reply = await rows.reply_by_id(tx, reply_id)
        if reply is None:
            raise NotFound("There is no such reply at this client.")
        return reply

    # Matching ---------------------------------------------------------------------------------

    async def _target(self, mail: InboundMail) -> Route | None:
        token = mail.mailbox_hash.strip().lower()
        answered = [mail.in_reply_to] if mail.in_reply_to else []
        async with self.memory.postgres.system_transaction() as tx:
            found = await route(tx, "reply", token) if token else None
            return found or await first_route(tx, "message_id", [*answered, *reversed(mail.references)])

    async def _take(self, inbound: Inbound, target: Route, kind: MachineKind | None) -> Reply | None:
        event_id = inbound.event.id
        match kind:
            case MachineKind.BOUNCE:
                await self._bounced(target, inbound)
            case MachineKind.COMPLAINT:
                await self._complained(target)
            case MachineKind.OUT_OF_OFFICE | MachineKind.AUTO_REPLY | MachineKind.UNSUBSCRIBE | None:
                return await self._keep(inbound, target, kind)
            case _:
                assert_never(kind)
        await self.intake.finish(event_id, EventStatus.HANDLED, detail=kind.value, client_id=target.client_id)
        return None

    async def _keep(self, inbound: Inbound, target: Route, kind: MachineKind | None) -> Reply:
        event_id, mail = inbound.event.id, inbound.mail
        async with self.memory.postgres.client_transaction(target.client_id) as tx:
            known = await rows.reply_by_event(tx, event_id)
            if known is not None:
                return known
            touch = await _touch(tx, target.touch_id)
            reply = await rows.add_reply(
                tx,
                lead_id=touch.lead_id,
                touch_id=touch.id,
                event_id=event_id,
                channel=touch.channel,
                from_address=mail.from_address.lower(),
                subject=mail.subject[:1000],
                text=new_text(mail),
                message_id=mail.message_id,
                reference_ids=list(mail.references[-20:]),
                received_at=inbound.event.received_at,
            )
            if reply is None:
                raise Conflict("This message is being taken in already.")
            await _note(
                tx, touch, ActivityKind.REPLIED, "The lead answered.", self.clock(), f"replied:{event_id}"
            )
            return (
                reply
                if kind is None
                else await self._record(tx, reply.id, reading_by_rule(kind, reply), Author.RULE)
            )

    async def _bounced(self, target: Route, inbound: Inbound) -> None:
        """A hard bounce ends the lead; a soft one is noted. The record keeps one entry an event."""
        hard, now = is_hard_bounce(inbound.mail), self.clock()
        async with self.memory.postgres.client_transaction(target.client_id) as tx:
            touch = await _touch(tx, target.touch_id)
            sentence = "The address does not exist." if hard else "The mail could not be delivered for now."
            await _note(tx, touch, ActivityKind.BOUNCED, sentence, now, f"bounced:{inbound.event.id}")
            if hard:
                await withdraw_touches(tx, touch.lead_id, reason="bounced", at=now, answers_too=True)
                await rows.lead_ends(tx, touch.lead_id, LeadStatus.BOUNCED)
                await rows.stop_lead(tx, touch.lead_id, now, "bounced")

    async def _complained(self, target: Route) -> None:
        async with self.memory.postgres.client_transaction(target.client_id) as tx:
            touch = await _touch(tx, target.touch_id)
            key = f"complained:{touch.id}"
            await _note(
                tx, touch, ActivityKind.COMPLAINED, "The mail was reported as unwanted.", self.clock(), key
            )
        await self.suppression.suppress(
            target.client_id, lead_id=touch.lead_id, reason="complained", source="feedback_report"
        )

    # Consequences -----------------------------------------------------------------------------

    async def _draw(self, client_id: ClientId, reply: Reply, lead: Lead, reading: Reading) -> None:
        if reading.intent is Intent.UNSUBSCRIBE:
            await self._suppress(client_id, reply)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await touch_rows.lock_open_touches(tx, lead.id)
            if not await rows.mark_acted(tx, reply.id, self.clock()):
                return
            await self._change_lead(tx, reply, lead, reading)

    async def _change_lead(self, tx: ClientTransaction, reply: Reply, lead: Lead, reading: Reading) -> None:
        if reading.abstained and reading.intent not in (Intent.UNSUBSCRIBE, Intent.AUTO_REPLY):
            return await self._pause(tx, reply, lead, "The reply could not be read with certainty.")
        match reading.intent:
            case Intent.MEETING_REQUEST:
                await rows.convert_lead(tx, lead.id, MEETING_PRIORITY)
                await self._stop(tx, reply, lead, "The lead wants to meet.")
                await self._about(tx, reply, ActivityKind.CONVERTED, "The lead wants to meet.")
            case Intent.INTERESTED:
                await rows.raise_priority(tx, lead.id, INTERESTED_PRIORITY)
                await self._stop(tx, reply, lead, "The lead is interested.")
            case Intent.QUESTION:
                await self._pause(tx, reply, lead, "The lead asks something.")
            case Intent.NOT_INTERESTED:
                await self._decline(tx, reply, lead, reading)
            case Intent.OUT_OF_OFFICE:
                await self._wait(tx, reply, lead, self._back_at(reading), "The lead is away")
            case Intent.UNSUBSCRIBE | Intent.AUTO_REPLY:
                pass
            case _:
                assert_never(reading.intent)
        return None

    async def _decline(self, tx: ClientTransaction, reply: Reply, lead: Lead, reading: Reading) -> None:
        """ "Not now, try in March" waits until March; a plain no stops."""
        asked = follow_up_date(reading.follow_up, self.clock().date())
        if asked is None:
            return await self._stop(tx, reply, lead, "The lead is not interested.")
        return await self._wait(tx, reply, lead, _morning(asked), "The lead asked to be contacted later")

    async def _stop(self, tx: ClientTransaction, reply: Reply, lead: Lead, sentence: str) -> None:
        now = self.clock()
        await withdraw_touches(tx, lead.id, reason=sentence, at=now, answers_too=False)
        await rows.stop_lead(tx, lead.id, now, sentence)
        await self._about(tx, reply, ActivityKind.SEQUENCE_STOPPED, sentence)

    async def _pause(self, tx: ClientTransaction, reply: Reply, lead: Lead, sentence: str) -> None:
        await self._wait(tx, reply, lead, self.clock() + timedelta(days=PAUSE_DAYS), sentence.rstrip("."))

    async def _wait(self, tx: ClientTransaction, reply: Reply, lead: Lead, until: datetime, why: str) -> None:
        await withdraw_touches(tx, lead.id, reason=why, at=self.clock(), answers_too=False)
        await rows.wait_lead(tx, lead.id, until)
        sentence = f"{why}: the sequence waits until {until:%-d %B %Y}."
        await self._about(tx, reply, ActivityKind.SEQUENCE_PAUSED, sentence)

    def _back_at(self, reading: Reading) -> datetime:
        now = self.clock()
        named = reading.return_date
        if named is not None and now.date() < named <= now.date() + timedelta(days=365):
            return _morning(named)
        return now + timedelta(days=AWAY_DAYS)

    async def _suppress(self, client_id: ClientId, reply: Reply) -> None:
        """The lead, and the address that wrote where it is another one."""
        await self.suppression.suppress(
            client_id, lead_id=reply.lead_id, reason="unsubscribed", source="reply"
        )
        if "@" in reply.from_address:
            address = Address(kind=SuppressionKind.EMAIL, value=reply.from_address)
            await self.suppression.suppress(client_id, address=address, reason="unsubscribed", source="reply")

    async def _about(self, tx: ClientTransaction, reply: Reply, kind: ActivityKind, sentence: str) -> None:
        touch = await _touch(tx, reply.touch_id)
        await _note(tx, touch, kind, sentence, self.clock(), f"{kind.value}:{reply.id}")

    # Reading and writing ----------------------------------------------------------------------

    async def _record(
        self, tx: ClientTransaction, reply_id: ReplyId, reading: Reading, decided_by: Author
    ) -> Reply:
        read = await rows.record_reading(
            tx,
            reply_id,
            intent=reading.intent,
            confidence=reading.confidence,
            abstained=reading.abstained,
            decided_by=decided_by,
            reading=reading.model_dump(mode="json"),
            at=self.clock(),
        )
        reply = read or await rows.reply_by_id(tx, reply_id)
        if reply is None:
            raise NotFound("There is no such reply at this client.")
        return reply

    async def _whose(self, tx: ClientTransaction, reply_id: ReplyId) -> tuple[Reply, Lead, Touch]:
        reply = await rows.reply_by_id(tx, reply_id)
        lead = await lead_by_id(tx, reply.lead_id) if reply else None
        if reply is None or lead is None:
            raise NotFound("There is no such reply at this client.")
        return reply, lead, await _touch(tx, reply.touch_id)


def _response(
    reply: Reply, lead: Lead, answered: Touch, client: Client, campaign: Campaign, now: datetime
) -> NewTouch:
    return NewTouch(
        campaign_id=answered.campaign_id,
        lead_id=lead.id,
        step_n=None,
        channel=Channel(reply.channel),
        resource_id=answered.resource_id,
        mode=mode_of(client, campaign, lead),
        not_before=now,
        reply_token=new_token(),
        unsubscribe_token=new_token(),
        answers_reply_id=reply.id,
    )


def _morning(day: date) -> datetime:
    """Eight in the morning in Sydney or so: a date has no hour, and the campaign's hours decide anyway."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=2)


async def _touch(tx: ClientTransaction, touch_id: TouchId | None) -> Touch:
    touch = await touch_rows.touch_by_id(tx, touch_id) if touch_id else None
    if touch is None:
        raise NotFound("The touch that was answered is gone.")
    return touch


async def _note(
    tx: ClientTransaction, touch: Touch, kind: ActivityKind, sentence: str, at: datetime, dedupe_key: str
) -> None:
    await add_activity(
        tx,
        lead_id=touch.lead_id,
        touch_id=touch.id,
        campaign_id=touch.campaign_id,
        channel=touch.channel,
        kind=kind,
        sentence=sentence,
        at=at,
        dedupe_key=dedupe_key,
    )
