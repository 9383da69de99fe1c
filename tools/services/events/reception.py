"""Decide what becomes of a stored event: a reply for the graph, or an outcome that ends here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Protocol, assert_never
from zoneinfo import ZoneInfo

from memory import tracking as tracking_rows
from memory.enums import Channel, EventStatus, Intent, SuppressionKind
from memory.records.actor import Clock
from memory.records.ids import ClientId, EventId
from memory.records.messages import InboundEvent, Reply
from memory.rounds import Rounds
from memory.routes import Route, clients_routed, first_route, routes
from memory.store import Memory
from tools.providers.postmark import InboundMail
from tools.services.consent.erased import Erased
from tools.services.consent.suppression import Address, Suppression
from tools.services.events.business import (
    BusinessEvent,
    EnrichmentAnswered,
    MailReceived,
    MessageReceived,
    OutcomeKind,
    OutcomeReported,
    RouteKey,
    SubscriptionChanged,
)
from tools.services.events.tracking import Tracking
from tools.services.events.vendors import VendorEvents
from tools.services.hearing.answers import Inbound
from tools.services.incoming.bounce_reasons import Reason
from tools.services.incoming.returned_mail import answered_ids, reply_tokens, returned_ids, unsubscribe_tokens
from tools.services.intake import Intake
from tools.services.law.words import is_start, is_stop
from tools.services.mail import Bounced, MachineKind, bounces, classify
from tools.services.replies import Incoming, Replies
from tools.services.replying.readings import Reading, new_text, reading_by_rule, told_by_word

MESSAGE_WAITS = timedelta(minutes=30)
"""How long an answer may be ahead of the record of what it answers."""
OUTCOME_WAITS = timedelta(days=1)
"""A send whose own answer was lost is looked up within minutes; the rest is margin."""


TALK = frozenset(
    {
        ("postmark", "inbound"),
        ("twilio", "inbound"),
        ("heyreach", "message_reply"),
        ("heyreach", "inmail_reply"),
        ("synthflow", "calls"),
    }
)
"""The events in which a person may have said something."""
TALK_KINDS = tuple(sorted(f"{vendor}/{kind}" for vendor, kind in TALK))
"""The same as `vendor/kind`."""


class EnrichmentAnswers(Protocol):
    """Whoever waits for what vendors answer later about leads."""

    async def answered(self, vendor: str, kind: str, body: bytes) -> ClientId | None:
        """Whose lead it was; None where nobody asked, or the vendor does not confirm it."""
        ...


class Subscriptions(Protocol):
    """Whoever keeps the clients' subscriptions."""

    async def changed(self, body: bytes) -> ClientId | None:
        """Whose subscription it was; None where it is nobody's of ours."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What came of one business event."""

    status: EventStatus
    """`stored` where what it is about is not known yet."""
    detail: str = ""
    client_id: ClientId | None = None
    reply: Reply | None = None
    waits: timedelta = MESSAGE_WAITS
    erased: bool = False
    """Whether it is from, or about, somebody who was erased: nothing of what it says is kept."""


@dataclass(frozen=True, kw_only=True)
class Reception:
    """The one fork behind intake: only what a person wrote or said becomes a reply."""

    memory: Memory
    clock: Clock
    intake: Intake
    events: VendorEvents
    replies: Replies
    tracking: Tracking
    suppression: Suppression
    erased: Erased
    enrichment: EnrichmentAnswers | None = None
    subscriptions: Subscriptions | None = None

    async def settle(self, event_id: EventId) -> bool:
        """Whether the event has ended here: most tell what became of a send, and need no graph."""
        event = await self.intake.event(event_id)
        if (event.vendor, event.kind) in TALK:
            return False
        await self.match_event(event)
        return True

    async def match(self, event_id: EventId) -> Reply | None:
        """The reply that the event is; None where it has ended here or was put off.

        Safe to repeat. Raises ProviderUnavailable where a vendor does not answer now.
        """
        return await self.match_event(await self.intake.event(event_id))

    async def match_event(self, event: InboundEvent) -> Reply | None:
        """The same of an event that was read just now."""
        try:
            taken = [await self._take(event, one) for one in await self.events.read(event)]
        except Exception as error:
            await self.intake.failed(event, error)
            raise
        return await self._finish(event, taken)

    async def _finish(self, event: InboundEvent, taken: list[Taken]) -> Reply | None:
        reply = next((one.reply for one in taken if one.reply is not None), None)
        if reply is not None:
            return reply
        if not taken:
            detail = "Its vendor does not confirm it, or it means nothing to us."
            taken = [Taken(status=EventStatus.IGNORED, detail=detail)]
        waiting = [one for one in taken if one.status is EventStatus.STORED]
        if waiting:
            await self.intake.put_off(
                event, waiting[0].detail, at_most=waiting[0].waits, forget=self.erased.are_named_in
            )
            return None
        last = taken[-1]
        forget = any(one.erased for one in taken) or (
            _is_nobodys(last) and await self.erased.are_named_in(event.body)
        )
        await self.intake.finish(
            event.id, last.status, detail=last.detail, client_id=last.client_id, forget=forget
        )
        return None

    async def _take(self, event: InboundEvent, happened: BusinessEvent) -> Taken:
        match happened:
            case MailReceived():
                return await self._mail(event, happened.mail)
            case MessageReceived():
                return await self._message(event, happened)
            case OutcomeReported():
                return await self._outcome(happened)
            case EnrichmentAnswered():
                return await self._enrichment(happened)
            case SubscriptionChanged():
                return await self._subscription(happened)
            case _:
                assert_never(happened)

    # Mail -------------------------------------------------------------------------------------

    async def _mail(self, event: InboundEvent, mail: InboundMail) -> Taken:
        """Found by the Reply-To's token, then by the message it answers; never by the sender's
        address, which anybody can write."""
        kind = classify(mail)
        target = await self._target(mail, returned=kind in (MachineKind.BOUNCE, MachineKind.COMPLAINT))
        if target is None and await self.erased.are_named_in(mail.from_address.encode()):
            return FROM_ERASED
        if target is None:
            # A vendor may tell a mail's own id later than its answer comes.
            status = EventStatus.STORED if answered_ids(mail) else EventStatus.UNMATCHED
            return Taken(status=status, detail="Nobody's touch was answered.")
        match kind:
            case MachineKind.BOUNCE:
                outcome = await self._bounce(target, mail)
                await self.tracking.record(target, outcome)
            case MachineKind.COMPLAINT:
                await self.tracking.record(target, _of_mail(OutcomeKind.COMPLAINED, "feedback"))
            case MachineKind.REPORT:
                pass
            case _:
                return await self._reply(event, target, Incoming.of_mail(mail), _rule(kind, mail, event))
        erased = await self.erased.went_to(target)
        return Taken(status=EventStatus.HANDLED, detail=kind.value, client_id=target.client_id, erased=erased)

    async def _target(self, mail: InboundMail, *, returned: bool) -> Route | None:
        """Whose mail it answers; a report also bears the marks of the mail that it returns."""
        tokens = reply_tokens(mail) if returned else [mail.mailbox_hash.strip().lower()]
        ids = returned_ids(mail) if returned else answered_ids(mail)
        links = unsubscribe_tokens(mail) if returned else []
        async with self.memory.postgres.system_transaction() as tx:
            found = await first_route(tx, "reply", tokens) or await first_route(tx, "message_id", ids)
            return found or (await first_route(tx, "unsubscribe", links) if links else None)

    async def _bounce(self, target: Route, mail: InboundMail) -> OutcomeReported:
        """What the report says of the one whom the touch was written to; of others it may say more."""
        async with self.memory.postgres.client_transaction(target.client_id) as tx:
            touch = await tracking_rows.sent_touch(tx, target.touch_id)
        reported = bounces(mail)
        wanted = (touch.recipient or "").lower() if touch else ""
        about = [one for one in reported if one.recipient in ("", wanted)]
        return _bounced(about[0] if about else None)

    # Messages ---------------------------------------------------------------------------------

    async def _message(self, event: InboundEvent, message: MessageReceived) -> Taken:
        target = await self._route(message.routes)
        if message.channel is Channel.SMS:
            if message.word == "STOP" or is_stop(message.text):
                return await self._stop(event, message, target)
            reading = await self._by_word(message, target)
        else:
            reading = None
        if target is None and await self.erased.are_named_in(message.sender.encode()):
            return FROM_ERASED
        if target is None:
            return Taken(status=EventStatus.STORED, detail="What it answers is not known.")
        return await self._reply(event, target, Incoming.of_message(message), reading)

    async def _stop(self, event: InboundEvent, message: MessageReceived, target: Route | None) -> Taken:
        """Suppress at once, for every client that writes or wrote from that number, whoever was last."""
        async with self.memory.postgres.system_transaction() as tx:
            owners = await tracking_rows.owners_of_number(tx, Channel.SMS, message.recipient)
            writers = await clients_routed(tx, "conversation", [key for _, key in message.routes])
        latest = [target.client_id] if target else []
        clients = list(dict.fromkeys([*latest, *owners, *writers]))
        phone = Address(kind=SuppressionKind.PHONE, value=message.sender)
        for client_id in clients:
            await self.suppression.suppress(
                client_id, address=phone, reason="unsubscribed", source="sms_stop"
            )
        if target is not None:
            incoming = Incoming.of_message(message)
            return await self._reply(event, target, incoming, told_by_word(Intent.UNSUBSCRIBE, "STOP"))
        status = EventStatus.HANDLED if clients else EventStatus.UNMATCHED
        erased = await self.erased.are_named_in(message.sender.encode())
        return Taken(status=status, detail="STOP", client_id=clients[0] if clients else None, erased=erased)

    async def _by_word(self, message: MessageReceived, target: Route | None) -> Reading | None:
        """START lifts nothing by itself, since an opt-out is final; the vendor has answered HELP itself."""
        if message.word == "HELP":
            return told_by_word(Intent.AUTO_REPLY, "HELP")
        stopped = target is not None and await self.suppression.is_suppressed(
            target.client_id, SuppressionKind.PHONE, message.sender
        )
        if message.word == "START" or is_start(message.text, stopped=stopped):
            return told_by_word(Intent.AUTO_REPLY, "START")
        return None

    async def _reply(
        self, event: InboundEvent, target: Route, incoming: Incoming, reading: Reading | None
    ) -> Taken:
        if await self.erased.went_to(target):
            return replace(FROM_ERASED, status=EventStatus.HANDLED, client_id=target.client_id)
        reply = await self.replies.take(event, target, incoming, reading)
        detail = "" if reply else "This message was told before."
        return Taken(status=EventStatus.HANDLED, detail=detail, client_id=target.client_id, reply=reply)

    # What ends here ---------------------------------------------------------------------------

    async def _outcome(self, outcome: OutcomeReported) -> Taken:
        target = await self._route(outcome.routes)
        touch = await self.tracking.record(target, outcome) if target else None
        if target is None or touch is None:
            detail = "Nothing that we sent is known by this id."
            return Taken(status=EventStatus.STORED, detail=detail, waits=OUTCOME_WAITS)
        return Taken(
            status=EventStatus.HANDLED,
            detail=outcome.kind.value,
            client_id=target.client_id,
            erased=touch.erased,
        )

    async def _enrichment(self, answer: EnrichmentAnswered) -> Taken:
        if self.enrichment is None:
            return Taken(status=EventStatus.IGNORED, detail="Nobody waits for answers about leads.")
        client_id = await self.enrichment.answered(answer.vendor, answer.kind, answer.body)
        status = EventStatus.UNMATCHED if client_id is None else EventStatus.HANDLED
        erased = await self.erased.are_named_in(answer.body)
        return Taken(status=status, detail="enrichment", client_id=client_id, erased=erased)

    async def _subscription(self, change: SubscriptionChanged) -> Taken:
        if self.subscriptions is None:
            return Taken(status=EventStatus.IGNORED, detail="Subscriptions are not kept here.")
        client_id = await self.subscriptions.changed(change.body)
        status = EventStatus.UNMATCHED if client_id is None else EventStatus.HANDLED
        return Taken(status=status, detail="subscription", client_id=client_id)

    async def _route(self, keys: tuple[RouteKey, ...]) -> Route | None:
        return await self._questions.join(keys)

    @cached_property
    def _questions(self) -> Rounds[tuple[RouteKey, ...], Route | None]:
        return Rounds(self._routes)

    async def _routes(self, asked: list[tuple[RouteKey, ...]]) -> list[Route | None]:
        """Where the first known of each one's keys leads."""
        every = list(dict.fromkeys(key for keys in asked for key in keys))
        async with self.memory.postgres.system_transaction() as tx:
            known = await routes(tx, every)
        return [next((known[key] for key in keys if key in known), None) for keys in asked]


FROM_ERASED = Taken(
    status=EventStatus.UNMATCHED,
    detail="It is from somebody who was erased: nothing of what it says is kept.",
    erased=True,
)


def _is_nobodys(taken: Taken) -> bool:
    return taken.status in (EventStatus.UNMATCHED, EventStatus.IGNORED)


_HOME = ZoneInfo("Australia/Sydney")
"""Whose day a date without a zone is, where nobody's own is known."""


def _rule(kind: MachineKind | None, mail: InboundMail, event: InboundEvent) -> Reading | None:
    if kind is None:
        return None
    received_at = event.received_at.astimezone(_HOME)
    return reading_by_rule(kind, Inbound(text=new_text(mail), subject=mail.subject, received_at=received_at))


def _bounced(about: Bounced | None) -> OutcomeReported:
    if about is None:
        return _of_mail(OutcomeKind.BOUNCED, "report")
    if about.reason is Reason.DELIVERED:
        return _of_mail(OutcomeKind.DELIVERED, about.reason.value)
    words = about.diagnostic or about.reason.value
    return _of_mail(OutcomeKind.BOUNCED, about.reason.value, hard=about.hard, reason=words)


def _of_mail(kind: OutcomeKind, status: str, *, hard: bool = False, reason: str = "") -> OutcomeReported:
    return OutcomeReported(
        kind=kind, channel=Channel.EMAIL, routes=(), status=status, at=None, hard=hard, reason=reason
    )
