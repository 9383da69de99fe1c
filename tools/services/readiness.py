"""Say of each channel whether a client may send by it now, and what is missing where it may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from errors import NotFound
from memory.brands import default_brand
from memory.clients import client_by_id
from memory.consents import leads_without_consent
from memory.enums import Channel
from memory.imports import AttestedList, attested_lists
from memory.records.actor import Clock
from memory.records.ids import ClientId
from memory.records.tenants import Brand, Client
from memory.store import Memory
from memory.washes import WashCounts
from tools.services.consent.washing import Washing
from tools.services.money.tiers import runs
from tools.services.resources_desk import ResourceDesk, ResourceState

LISTS_SHOWN = 20
_SENDERS = {
    Channel.EMAIL: "mailbox",
    Channel.SMS: "number",
    Channel.LINKEDIN: "LinkedIn seat",
    Channel.VOICE: "number to call from",
    Channel.MAIL: "account for letters",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelReadiness:
    """Whether messages can leave by the channel at all; each lead's own law is asked besides."""

    channel: Channel
    open: bool
    sentence: str
    missing: tuple[str, ...]
    """What keeps the whole channel shut, beyond what its senders lack."""
    notes: tuple[str, ...]
    """Why some of its leads wait."""
    senders: tuple[ResourceState, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Readiness:
    """How a client stands with the rules."""

    channels: tuple[ChannelReadiness, ...]
    lists: tuple[AttestedList, ...]
    washes: WashCounts
    leads_without_consent: int
    has_account: bool
    """Whether numbers are washed by an account at the register, not by file alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Facts:
    client: Client
    brand: Brand | None
    washes: WashCounts
    without_consent: int


@dataclass(frozen=True, kw_only=True)
class Compliance:
    """Reads; nothing here changes anything."""

    memory: Memory
    clock: Clock
    desk: ResourceDesk
    washing: Washing

    async def readiness(self, client_id: ClientId) -> Readiness:
        """Every channel, with its senders; NotFound where the client is closed."""
        states = await self.desk.states(client_id)
        washes = await self.washing.status(client_id)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            client = await client_by_id(tx)
            if client is None:
                raise NotFound("This client is closed.")
            brand, without = await default_brand(tx), await leads_without_consent(tx, self.clock())
            lists = await attested_lists(tx, LISTS_SHOWN)
        facts = _Facts(client=client, brand=brand, washes=washes, without_consent=without)
        return Readiness(
            channels=tuple(
                _readiness(channel, facts, [one for one in states if one.resource.channel is channel])
                for channel in Channel
            ),
            lists=tuple(lists),
            washes=washes,
            leads_without_consent=without,
            has_account=self.washing.dncr is not None,
        )


def _readiness(channel: Channel, facts: _Facts, senders: Sequence[ResourceState]) -> ChannelReadiness:
    missing, notes = _missing(channel, facts), _notes(channel, facts)
    if not senders:
        missing.append(f"There is no {_SENDERS[channel]} to send from.")
    ready = sum(one.ready for one in senders)
    shut = bool(missing) or not ready
    if shut:
        sentence = "Nothing can leave by this channel yet."
    elif any(one.ready and one.used_today < one.resource.daily_limit for one in senders):
        sentence = "Messages may leave, where each lead's own rules allow it."
    else:
        sentence = "Today's limit is used up; it goes on tomorrow."
    return ChannelReadiness(
        channel=channel,
        open=not shut,
        sentence=sentence,
        missing=tuple(missing),
        notes=tuple(notes),
        senders=tuple(senders),
    )


def _missing(channel: Channel, facts: _Facts) -> list[str]:
    missing: list[str] = []
    if not runs(facts.client.subscription):
        words = facts.client.subscription.value.replace("_", " ")
        missing.append(f"The subscription is {words}: outreach rests.")
    brand = facts.brand
    if brand is None:
        missing.append("There is no brand to write for.")
    elif channel is Channel.EMAIL and not brand.postal_address.strip():
        missing.append(f"{brand.company} has no postal address, which every mail must show.")
    elif channel is Channel.VOICE and not (brand.phone or "").strip():
        missing.append(f"{brand.company} has no number to call back, which every call must give.")
    return missing


def _notes(channel: Channel, facts: _Facts) -> list[str]:
    notes: list[str] = []
    if channel in (Channel.EMAIL, Channel.SMS) and facts.without_consent:
        notes.append(
            f"{_of(facts.without_consent, 'lead')} without a consent on record: where the law asks for one "
            "they wait."
        )
    if channel in (Channel.SMS, Channel.VOICE) and facts.washes.due:
        notes.append(
            f"{_of(facts.washes.due, 'Australian number')} without a fresh answer of the Do Not Call "
            "Register: they wait until they are washed."
        )
    return notes


def _of(count: int, noun: str) -> str:
    return f"{count:,} {noun} is" if count == 1 else f"{count:,} {noun}s are"
