"""Keep what leads answer, how it was read, and what is answered to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from errors import Conflict, NotFound
from memory import replies as rows
from memory import touches as touch_rows
from memory import tracking
from memory.activities import note_touch
from memory.campaigns import campaign_by_id
from memory.clients import client_by_id
from memory.enums import ActivityKind, Author, Channel, EventStatus
from memory.leads import lead_by_id
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.campaigns import Campaign
from memory.records.ids import ClientId, EventId, ReplyId, ResourceId, TouchId
from memory.records.leads import Lead
from memory.records.messages import InboundEvent, Reply, Touch
from memory.records.tenants import Client
from memory.resources import usable_resources
from memory.routes import Route, add_route, follow_conversation
from memory.signals import SignalKind
from memory.store import Memory
from memory.touches import NewTouch
from tools.providers.postmark import InboundMail
from tools.services.allocation import new_token
from tools.services.drafts import Earlier
from tools.services.events.business import MessageReceived, heyreach_key
from tools.services.intake import Intake
from tools.services.notify import Notify
from tools.services.replying.consequences import Consequences, touch_of
from tools.services.replying.readings import (
    TEXT_CHARACTERS,
    NextStep,
    Reading,
    ReplyMaterial,
    new_text,
    next_step,
)
from tools.services.reviewing.autopilot import mode_of

CALL_SUBJECT = "Our call"
ANSWERS_READ = 4
"""Of what a lead answered before, how much a new answer is read by."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """What somebody wrote or said, as a reply keeps it."""

    channel: Channel
    from_address: str
    subject: str
    text: str
    message_id: str | None
    reference_ids: tuple[str, ...] = ()
    transcript: str = ""
    conversation: str | None = None

    @classmethod
    def of_mail(cls, mail: InboundMail) -> Incoming:
        """A mail without what it quotes."""
        return cls(
            channel=Channel.EMAIL,
            from_address=mail.from_address.lower(),
            subject=mail.subject[:1000],
            text=new_text(mail),
            message_id=mail.message_id,
            reference_ids=mail.references[-20:],
        )

    @classmethod
    def of_message(cls, message: MessageReceived) -> Incoming:
        """A text, a LinkedIn message, or what was said in a call."""
        return cls(
            channel=message.channel,
            from_address=message.sender,
            subject=CALL_SUBJECT if message.channel is Channel.VOICE else "",
            text=_storable(message.text).strip(),
            message_id=message.vendor_id,
            transcript=_storable(message.transcript),
            conversation=message.conversation,
        )


@dataclass(frozen=True, kw_only=True)
class Replies:
    """One inbound message, processed once, whichever way and however often it arrives."""

    memory: Memory
    clock: Clock
    intake: Intake
    consequences: Consequences
    notify: Notify

    async def take(
        self, event: InboundEvent, target: Route, incoming: Incoming, reading: Reading | None
    ) -> Reply | None:
        """The reply that the event is, read already where a rule decides; None where another event was it."""
        async with self.memory.postgres.client_transaction(target.client_id) as tx:
            known = await rows.reply_by_event(tx, event.id)
            if known is not None:
                return known
            touch = await touch_of(tx, target.touch_id)
            reply = await _add(tx, event, touch, incoming)
            if reply is None:
                return None
            key = f"replied:{event.id}"
            sentence = "The lead answered."
            await note_touch(tx, touch, ActivityKind.REPLIED, sentence, self.clock(), dedupe_key=key)
            if incoming.conversation is not None:
                await tracking.note_connection(tx, touch.lead_id, None, incoming.conversation)
                await follow_conversation(tx, heyreach_key(incoming.conversation), touch.id)
            return reply if reading is None else await self._record(tx, reply.id, reading, Author.RULE)

    async def material(self, client_id: ClientId, reply_id: ReplyId) -> ReplyMaterial:
        """What the reply agent reads; NotFound where the reply is gone."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            reply, lead, touch = await self._whose(tx, reply_id)
            sent = await touch_rows.thread(tx, touch.lead_id, touch.channel)
            answers = await rows.answers_before(tx, reply_id, ANSWERS_READ)
        thread = tuple(Earlier(subject=one.subject, body=one.body, sent_at=one.sent_at) for one in sent)
        return ReplyMaterial(
            reply=reply, lead=lead, thread=thread, answers=tuple(answers), received_at=reply.received_at
        )

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
            answerable = await _way_back(tx, reply) is not None
        if reply.intent is None:
            raise Conflict("This reply has not been read yet.")
        reading = Reading.model_validate(reply.reading)
        if reply.acted_at is None:
            await self.consequences.draw(client_id, reply, lead, reading)
        await self.intake.finish(reply.event_id, EventStatus.HANDLED, client_id=client_id)
        return next_step(reading) if answerable else NextStep.NOTHING

    async def plan_response(self, client_id: ClientId, reply_id: ReplyId) -> TouchId:
        """The touch that answers the reply, from where it was written to; asking twice plans one.

        A call is answered by email. Raises Conflict where the client has no mailbox to do that from.
        """
        async with self.memory.postgres.client_transaction(client_id) as tx:
            reply, lead, answered = await self._whose(tx, reply_id)
            client, campaign = await client_by_id(tx), await campaign_by_id(tx, answered.campaign_id)
            way = await _way_back(tx, reply)
            if client is None or campaign is None:
                raise NotFound("The campaign of this reply is gone.")
            if way is None:
                raise Conflict("A call is answered by email, and this client has no mailbox in use.")
            new = _response(reply, lead, answered, client, campaign, way, self.clock())
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

    async def answered_event(self, client_id: ClientId, touch_id: TouchId) -> EventId | None:
        """The event of the reply that the touch answers; None where it answers none."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            touch = await touch_rows.touch_by_id(tx, touch_id)
            answered = touch.answers_reply_id if touch else None
            reply = await rows.reply_by_id(tx, answered) if answered else None
        return reply.event_id if reply else None

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
        return reply, lead, await touch_of(tx, reply.touch_id)


async def _add(tx: ClientTransaction, event: InboundEvent, touch: Touch, incoming: Incoming) -> Reply | None:
    reply = await rows.add_reply(
        tx,
        lead_id=touch.lead_id,
        touch_id=touch.id,
        event_id=event.id,
        channel=incoming.channel,
        from_address=incoming.from_address,
        subject=incoming.subject,
        text=incoming.text,
        message_id=incoming.message_id,
        reference_ids=list(incoming.reference_ids),
        transcript=incoming.transcript,
        received_at=event.received_at,
    )
    # Another worker may have taken the same event in meanwhile.
    return reply or await rows.reply_by_event(tx, event.id)


async def _way_back(tx: ClientTransaction, reply: Reply) -> tuple[Channel, ResourceId] | None:
    """The channel and the resource that answer a reply: where it was written to, for a call a mailbox."""
    touch = await touch_of(tx, reply.touch_id)
    channel = Channel.EMAIL if reply.channel is Channel.VOICE else reply.channel
    if channel is touch.channel:
        return channel, touch.resource_id
    rested = [one for one in await usable_resources(tx) if one.channel is channel]
    return (channel, rested[0].id) if rested else None


def _response(
    reply: Reply,
    lead: Lead,
    answered: Touch,
    client: Client,
    campaign: Campaign,
    way: tuple[Channel, ResourceId],
    now: datetime,
) -> NewTouch:
    return NewTouch(
        campaign_id=answered.campaign_id,
        lead_id=lead.id,
        step_n=None,
        channel=way[0],
        resource_id=way[1],
        mode=mode_of(client, campaign, lead),
        not_before=now,
        reply_token=new_token(),
        unsubscribe_token=new_token(),
        answers_reply_id=reply.id,
    )


def _storable(text: str) -> str:
    """What UTF-8 and PostgreSQL can hold of a text."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:TEXT_CHARACTERS]
