"""Ask the vendors for what their webhooks did not bring, and say how complete intake is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from errors import InvalidInput, ProviderRefused
from memory import events as rows
from memory import tracking
from memory.enums import Channel
from memory.events import Completeness
from memory.records.actor import Clock
from memory.records.ids import ClientId, EventId
from memory.replies import has_message
from memory.routes import first_route
from memory.store import Memory
from memory.users import clients_that_run
from tools.providers.heyreach_shapes import ChatMessage, Conversation, message_key
from tools.providers.synthflow import TERMINAL_STATUSES, CallRecord
from tools.providers.twilio import STATUS_RANK, SmsRecord
from tools.services.events.business import heyreach_key, linkedin_key
from tools.services.events.linkedin import Chats
from tools.services.intake import Intake

FATES = ("synthflow", "texts")
"""Asked every few minutes: calls that have not ended, and texts whose statuses stopped coming."""
LOOK_BACK = timedelta(hours=6)
FIRST_LOOK = timedelta(days=1)
OVERLAP = timedelta(days=1)
"""Filters in days and in other time zones: what is asked twice is stored once."""
GRACE = timedelta(minutes=2)
"""Left to webhooks that are on their way."""
CALL_DAYS = 7
CALLS_AT_ONCE = 50
TEXT_DAYS = 2
TEXT_GRACE = timedelta(minutes=15)
"""A carrier tells within minutes what became of a text; after two days none does."""
TEXTS_AT_ONCE = 50
TEXT_ENDS = frozenset(status for status, rank in STATUS_RANK.items() if rank >= STATUS_RANK["delivered"])


class Mailbox(Protocol):
    async def inbound_since(self, since: datetime, until: datetime) -> list[str]: ...


class Texts(Protocol):
    async def inbound(self, *, to: str, since: datetime) -> tuple[SmsRecord, ...]: ...

    async def fetch(self, sid: str) -> SmsRecord: ...


class Calls(Protocol):
    async def fetch(self, call_id: str) -> CallRecord: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Recovered:
    """What one round found."""

    vendor: str
    since: datetime
    until: datetime
    listed: int
    """Messages that the vendor has of that time."""
    event_ids: tuple[EventId, ...]
    """Those that no webhook had brought: stored now, to be received."""


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """The safety net beside the webhooks (DOMAIN.md, Replies)."""

    memory: Memory
    clock: Clock
    intake: Intake
    postmark: Mailbox
    twilio: Texts
    heyreach: Chats
    synthflow: Calls

    async def recover(self, vendor: str) -> Recovered:
        """Store what the vendor has and we have not, back to the last success and six hours at least.

        Raises ProviderError where the vendor does not answer; the next round then reaches further back.
        """
        until = self.clock() - GRACE
        async with self.memory.postgres.system_transaction() as tx:
            last = await rows.last_recovery(tx, vendor)
        since = min(last or until - FIRST_LOOK, until - LOOK_BACK)
        match vendor:
            case "postmark":
                listed, found = await self._mails(since, until)
            case "twilio":
                listed, found = await self._texts(since)
            case "heyreach":
                listed, found = await self._messages(since, until)
            case "synthflow":
                listed, found = await self._calls(until)
            case "texts":
                listed, found = await self._fates(until)
            case _:
                raise InvalidInput(f"Nothing can be asked of {vendor}.")
        async with self.memory.postgres.system_transaction() as tx:
            await rows.note_recovery(tx, vendor, until)
        return Recovered(vendor=vendor, since=since, until=until, listed=listed, event_ids=tuple(found))

    async def completeness(self, since: datetime) -> list[Completeness]:
        """By vendor and kind: seen by webhook, found only by polling, never read."""
        async with self.memory.postgres.system_transaction() as tx:
            return await rows.completeness(tx, since)

    async def _mails(self, since: datetime, until: datetime) -> tuple[int, list[EventId]]:
        ids = await self.postmark.inbound_since(since - OVERLAP, until)
        bodies = {mail_id: json.dumps({"MessageID": mail_id}).encode() for mail_id in ids}
        return len(ids), await self._store("postmark", "inbound", bodies)

    async def _texts(self, since: datetime) -> tuple[int, list[EventId]]:
        async with self.memory.postgres.system_transaction() as tx:
            numbers = await tracking.resources_in_use(tx, Channel.SMS, "twilio")
        bodies: dict[str, bytes] = {}
        # An alphanumeric sender receives nothing.
        for number in (one for one in numbers if one.startswith("+")):
            for text in await self.twilio.inbound(to=number, since=since - OVERLAP):
                form = {"MessageSid": text.sid, "From": text.sender, "To": text.to, "Body": text.text}
                bodies[text.sid] = urlencode(form, errors="replace").encode()
        return len(bodies), await self._store("twilio", "inbound", bodies)

    async def _messages(self, since: datetime, until: datetime) -> tuple[int, list[EventId]]:
        async with self.memory.postgres.system_transaction() as tx:
            seats = await tracking.resources_in_use(tx, Channel.LINKEDIN, "heyreach")
        accounts = [int(account) for account in seats.values() if account.isascii() and account.isdigit()]
        listed, bodies = 0, dict[str, bytes]()
        for conversation in await self._conversations(accounts, since, until):
            theirs = [one for one in conversation.messages if _is_theirs(one, since, until)]
            listed += len(theirs)
            client_id = await self._whose(conversation) if theirs else None
            for message in theirs if client_id else ():
                key = message_key(conversation.id, message)
                if client_id and not await self._is_known(client_id, key):
                    bodies[key] = _hint(conversation, message)
        return listed, await self._store("heyreach", "message_reply", bodies)

    async def _conversations(
        self, accounts: list[int], since: datetime, until: datetime
    ) -> list[Conversation]:
        """Conversations with something new in them, in full where the list shows only their end."""
        found: list[Conversation] = []
        cursor: str | None = None
        seen = set[str]()
        while accounts:
            page = await self.heyreach.conversations(
                account_ids=accounts, since=since - OVERLAP, until=until, cursor=cursor
            )
            for listed in page.conversations:
                if listed.last_at is None or listed.last_at >= since:
                    found += await self._in_full(listed)
            cursor = page.next_cursor
            if cursor is None or cursor in seen:
                break
            seen.add(cursor)
        return found

    async def _in_full(self, listed: Conversation) -> list[Conversation]:
        """The conversation; nothing where HeyReach refuses it, which must not keep the others out."""
        if listed.account_id is None:
            return []
        try:
            return [await self.heyreach.chatroom(listed.account_id, listed.id)]
        except ProviderRefused:
            return []

    async def _whose(self, conversation: Conversation) -> ClientId | None:
        keys = [heyreach_key(conversation.id)]
        if conversation.account_id and conversation.profile_url:
            keys.append(linkedin_key(conversation.account_id, conversation.profile_url))
        async with self.memory.postgres.system_transaction() as tx:
            target = await first_route(tx, "conversation", keys)
        return target.client_id if target else None

    async def _is_known(self, client_id: ClientId, key: str) -> bool:
        """Whether a webhook brought the message: HeyReach's webhooks bear no key of their own."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await has_message(tx, Channel.LINKEDIN, f"heyreach:{key}")

    async def _calls(self, until: datetime) -> tuple[int, list[EventId]]:
        """Calls that have ended at the vendor, and not yet with us."""
        async with self.memory.postgres.system_transaction() as tx:
            clients = await clients_that_run(tx)
        calls: list[str] = []
        for client_id in clients:
            async with self.memory.postgres.client_transaction(client_id) as tx:
                since = until - timedelta(days=CALL_DAYS)
                calls += await tracking.open_calls(tx, since, TERMINAL_STATUSES, CALLS_AT_ONCE)
        bodies: dict[str, bytes] = {}
        for call_id in calls:
            call = await self._call(call_id)
            if call is not None and call.has_ended:
                told = {"call": {"call_id": call.call_id, "status": call.status}}
                # Another key than the webhook's: that may have come before the call had ended for the API.
                bodies[f"poll:{call.call_id}:{call.status}"] = json.dumps(told).encode()
        return len(calls), await self._store("synthflow", "calls", bodies)

    async def _fates(self, until: datetime) -> tuple[int, list[EventId]]:
        """What Twilio says of texts whose last status is a step on the way."""
        async with self.memory.postgres.system_transaction() as tx:
            clients = await clients_that_run(tx)
        sids: list[str] = []
        for client_id in clients:
            async with self.memory.postgres.client_transaction(client_id) as tx:
                first, last = until - timedelta(days=TEXT_DAYS), until - TEXT_GRACE
                sids += await tracking.open_texts(tx, first, last, TEXT_ENDS, TEXTS_AT_ONCE)
        bodies: dict[str, bytes] = {}
        for sid in sids:
            text = await self._text(sid)
            if text is not None and text.status in TEXT_ENDS:
                told = {"MessageSid": sid, "MessageStatus": text.status}
                told |= {"ErrorCode": text.error_code} if text.error_code else {}
                # Another key than the webhook's: that one may have come and found no touch.
                bodies[f"poll:{sid}:{text.status}"] = urlencode(told).encode()
        return len(sids), await self._store("twilio", "status", bodies)

    async def _text(self, sid: str) -> SmsRecord | None:
        try:
            return await self.twilio.fetch(sid)
        except ProviderRefused:
            return None

    async def _call(self, call_id: str) -> CallRecord | None:
        try:
            return await self.synthflow.fetch(call_id)
        except ProviderRefused:
            return None

    async def _store(self, vendor: str, kind: str, bodies: dict[str, bytes]) -> list[EventId]:
        async with self.memory.postgres.system_transaction() as tx:
            known = await rows.known_events(tx, vendor, kind, list(bodies))
        stored: list[EventId] = []
        for key, body in bodies.items():
            if key not in known:
                event_id = await self.intake.store(vendor, kind, key, body, found_by="poll")
                stored += [event_id] if event_id is not None else []
        return stored


def _is_theirs(message: ChatMessage, since: datetime, until: datetime) -> bool:
    moment = message.at
    return (
        not message.from_us and bool(message.text.strip()) and moment is not None and since <= moment <= until
    )


def _hint(conversation: Conversation, message: ChatMessage) -> bytes:
    """What HeyReach's own webhook would have said."""
    told = {
        "conversation_id": conversation.id,
        "lead": {"profile_url": conversation.profile_url or ""},
        "sender": {"id": conversation.account_id},
        "recent_messages": [
            {
                "message": message.text,
                "creation_time": message.at.isoformat() if message.at else "",
                "is_reply": True,
            }
        ],
    }
    return json.dumps(told).encode()
