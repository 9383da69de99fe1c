"""Draw the consequences of a reply: what its sender wants decides what becomes of the lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import assert_never

from errors import NotFound
from memory import replies as rows
from memory import touches as touch_rows
from memory.activities import note_touch
from memory.clients import client_by_id
from memory.enums import ActivityKind, Channel, Intent, SuppressionKind
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.ids import ClientId, TouchId
from memory.records.leads import Lead
from memory.records.messages import Reply, Touch
from memory.store import Memory
from tools.services.calendar.hours import zone
from tools.services.consent.suppression import Address, Suppression, withdraw_touches
from tools.services.replying.away import follow_up_date
from tools.services.replying.readings import Reading

PAUSE_DAYS = 7
"""A question rests the sequence for a week: time for our answer, and for theirs."""
AWAY_DAYS = 14
"""When an absence names no return date (DOMAIN.md, Replies)."""
MORNING = time(8)
"""Of a day that somebody named: a date has no hour, and the campaign's hours decide anyway."""
INTERESTED_PRIORITY = 10
MEETING_PRIORITY = 20


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """DOMAIN.md's table of intents; drawing them twice changes nothing."""

    memory: Memory
    clock: Clock
    suppression: Suppression

    async def draw(self, client_id: ClientId, reply: Reply, lead: Lead, reading: Reading) -> None:
        """Suppress, stop, pause or wait, once a reply."""
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
                back_at = self._back_at(reading, await _place(tx, lead))
                await self._wait(tx, reply, lead, back_at, "The lead is away")
            case Intent.UNSUBSCRIBE | Intent.AUTO_REPLY:
                pass
            case _:
                assert_never(reading.intent)
        return None

    async def _decline(self, tx: ClientTransaction, reply: Reply, lead: Lead, reading: Reading) -> None:
        """ "Not now, try in March" waits until March; a plain no stops."""
        place = await _place(tx, lead)
        asked = follow_up_date(reading.follow_up, self.clock().astimezone(place).date())
        if asked is None:
            return await self._stop(tx, reply, lead, "The lead is not interested.")
        until = datetime.combine(asked, MORNING, place)
        return await self._wait(tx, reply, lead, until, "The lead asked to be contacted later")

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
        day = f"{until.astimezone(await _place(tx, lead)):%-d %B %Y}"
        sentence = f"{why}: the sequence waits until {day}."
        await self._about(tx, reply, ActivityKind.SEQUENCE_PAUSED, sentence)

    def _back_at(self, reading: Reading, place: tzinfo) -> datetime:
        now = self.clock().astimezone(place)
        named = reading.return_date
        if named is not None and now.date() < named <= now.date() + timedelta(days=365):
            return datetime.combine(named, MORNING, place)
        return now + timedelta(days=AWAY_DAYS)

    async def _suppress(self, client_id: ClientId, reply: Reply) -> None:
        """The lead, and the address or number that wrote where it is another one."""
        await self.suppression.suppress(
            client_id, lead_id=reply.lead_id, reason="unsubscribed", source="reply"
        )
        address = _address_of(reply)
        if address is not None:
            await self.suppression.suppress(client_id, address=address, reason="unsubscribed", source="reply")

    async def _about(self, tx: ClientTransaction, reply: Reply, kind: ActivityKind, sentence: str) -> None:
        touch = await touch_of(tx, reply.touch_id)
        key = f"{kind.value}:{reply.id}"
        await note_touch(tx, touch, kind, sentence, self.clock(), dedupe_key=key)


async def touch_of(tx: ClientTransaction, touch_id: TouchId | None) -> Touch:
    """The touch that a reply answers; NotFound where it is gone."""
    touch = await touch_rows.touch_by_id(tx, touch_id) if touch_id else None
    if touch is None:
        raise NotFound("The touch that was answered is gone.")
    return touch


def _address_of(reply: Reply) -> Address | None:
    if "@" in reply.from_address:
        return Address(kind=SuppressionKind.EMAIL, value=reply.from_address)
    if reply.channel in (Channel.SMS, Channel.VOICE) and any(sign.isdigit() for sign in reply.from_address):
        return Address(kind=SuppressionKind.PHONE, value=reply.from_address)
    return None


async def _place(tx: ClientTransaction, lead: Lead) -> tzinfo:
    """Whose day a date is that the lead named: their own, or the client's where theirs is not known."""
    client = await client_by_id(tx)
    known = zone(lead.time_zone) if lead.time_zone else None
    return known or (zone(client.time_zone) if client else None) or UTC
