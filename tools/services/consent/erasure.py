"""Erase a person who asked for it, from everything that this client keeps, for good."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from errors import Conflict, InvalidInput, NotFound
from memory import erasures as rows
from memory.approvals import withdraw_for_touches
from memory.audit import add_audit
from memory.enums import Role, SuppressionKind
from memory.erasures import Erasure, ErasureId, ErasureStatus, Held, PersonLead
from memory.leads import lead_by_id
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.ids import ApprovalId, ClientId, LeadId
from memory.signals import SignalKind
from memory.store import Memory
from tools.services.access import require
from tools.services.consent.suppression import Address, Suppression
from tools.services.consent.traces import Traces, escaped, phones_of, profiles_of
from tools.services.enrichment import cache_key
from tools.services.hashing import Hasher
from tools.services.lists.contacts import Malformed, email_address
from tools.services.notify import Notify
from tools.services.recall import Recall
from tools.services.sending.withdrawals import KEPT_IN_QUEUES, Withdrawals

ON_ITS_WAY = (
    "A message to this person is on its way, and its vendor has not said what became of it. "
    "They are left alone from now on; confirm again in a few minutes to erase the rest."
)
_HASH_DIGITS = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureView:
    """Whom an erasure is about, while that is known, and how much it takes or took."""

    erasure: Erasure
    names: tuple[str, ...]
    held: Held


@dataclass(frozen=True, kw_only=True, slots=True)
class _Person:
    address: str
    leads: list[PersonLead]

    @property
    def ids(self) -> list[LeadId]:
        return [lead.id for lead in self.leads]


@dataclass(frozen=True, kw_only=True)
class Erasing:
    """GDPR art 17 and Australian Privacy Principle 11.2; each client answers for its own data only."""

    memory: Memory
    clock: Clock
    hasher: Hasher
    suppression: Suppression
    withdrawals: Withdrawals
    recall: Recall
    notify: Notify

    async def open(self, client_id: ClientId, actor: Actor, address: str) -> ErasureView:
        """What would be erased of the person at this address; nothing happens until it is confirmed.

        The address need be no lead's: lists and chats may speak of it too. InvalidInput where it is none.
        """
        require(actor, Role.OWNER)
        email = email_address(address)
        if isinstance(email, Malformed):
            raise InvalidInput(email.sentence)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            person = await _person(tx, email)
            held = await rows.held(tx, person.ids)
            erasure = await rows.add_erasure(
                tx,
                address=email,
                address_hash=self.hasher.of(SuppressionKind.EMAIL, email),
                lead_ids=person.ids,
                numbers=asdict(held),
                asked_by=actor.user_id,
                at=self.clock(),
            )
        return _view(erasure, person, held)

    async def open_lead(self, client_id: ClientId, actor: Actor, lead_id: LeadId) -> ErasureView:
        """The same of the person who is this lead; NotFound where the client has no such lead."""
        require(actor, Role.OWNER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead = await lead_by_id(tx, lead_id)
        if lead is None:
            raise NotFound("There is no such lead.")
        return await self.open(client_id, actor, lead.email)

    async def get(self, client_id: ClientId, actor: Actor, erasure_id: ErasureId) -> ErasureView:
        """An erasure as it stands: what is held while it is open, what there was once it is done."""
        require(actor, Role.OWNER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            erasure = _found(await rows.erasure_by_id(tx, erasure_id))
            if erasure.address is None:
                return ErasureView(erasure=erasure, names=(), held=Held(**erasure.numbers))
            person = await _person(tx, erasure.address)
            return _view(erasure, person, await rows.held(tx, person.ids))

    async def decline(self, client_id: ClientId, actor: Actor, erasure_id: ErasureId) -> None:
        """Leave the person as they are; Conflict where it was decided before."""
        require(actor, Role.OWNER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            _found(await rows.erasure_by_id(tx, erasure_id))
            if not await rows.decline_erasure(tx, erasure_id, actor.user_id, self.clock()):
                raise Conflict("This erasure was decided already.")

    async def confirm(self, client_id: ClientId, actor: Actor, erasure_id: ErasureId) -> Erasure:
        """Erase the person, in one transaction, but for the chats (`unfinished`); twice changes nothing.

        They are left alone first: even where the rest has to wait (Conflict), nothing goes to them any more.
        """
        require(actor, Role.OWNER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            erasure = _found(await rows.erasure_by_id(tx, erasure_id))
            if erasure.status is ErasureStatus.DECLINED:
                raise Conflict("This erasure was declined: ask for it anew.")
            if erasure.address is None:
                return erasure
            person = await _person(tx, erasure.address)
        await self._leave_alone(client_id, person)
        await self._drop_cached(client_id, person)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            withdrawn = await self._erase(tx, actor, erasure_id)
            erasure = _found(await rows.erasure_by_id(tx, erasure_id))
        # Whoever was just being enriched may have been remembered meanwhile.
        await self._drop_cached(client_id, person)
        for approval_id in withdrawn:
            await self.notify.tell(client_id, SignalKind.APPROVAL_DECIDED, approval_id)
        await self.notify.tell(client_id, SignalKind.ERASED, erasure_id)
        await self.withdrawals.withdraw_due(client_id)
        return erasure

    async def unfinished(self, client_id: ClientId) -> list[Erasure]:
        """Erasures whose people chats may still name; each has the pattern to find them by."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.unfinished(tx)

    async def finish(self, client_id: ClientId, erasure_id: ErasureId) -> None:
        """The chats are clean: forget how the person was recognised."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await rows.finish_erasure(tx, erasure_id)

    async def _leave_alone(self, client_id: ClientId, person: _Person) -> None:
        source, reason = "erasure", "erased"
        address = Address(kind=SuppressionKind.EMAIL, value=person.address)
        await self.suppression.suppress(client_id, address=address, reason=reason, source=source)
        for lead_id in person.ids:
            await self.suppression.suppress(client_id, lead_id=lead_id, reason=reason, source=source)

    async def _drop_cached(self, client_id: ClientId, person: _Person) -> None:
        for email in {person.address, *(lead.email for lead in person.leads)}:
            await self.memory.cache.drop(cache_key(client_id, email))

    async def _erase(self, tx: ClientTransaction, actor: Actor, erasure_id: ErasureId) -> list[ApprovalId]:
        """The approvals taken back; none where somebody else has erased the person meanwhile."""
        erasure = _found(await rows.erasure_for_update(tx, erasure_id))
        if erasure.address is None:
            return []
        person, now = await _person(tx, erasure.address), self.clock()
        traces = await _traces(tx, person)
        own, naming = await rows.lock_person(tx, person.ids, traces.strict, traces.anchors)
        if await rows.under_way(tx, person.ids):
            raise Conflict(ON_ITS_WAY)
        held = await rows.held(tx, person.ids)
        cancelled = await rows.cancel_touches(tx, [*own, *naming], now)
        withdrawn = await withdraw_for_touches(tx, cancelled, now, "erased")
        await self._blank(tx, person, traces)
        hashes = await self._keep_hashes(tx, traces)
        await rows.end_erasure(
            tx,
            erasure_id,
            pattern=traces.loose,
            anchors=traces.anchors,
            numbers=asdict(held),
            lead_ids=person.ids,
            decided_by=actor.user_id,
            at=now,
            hashes=hashes,
        )
        detail = {"hash": hashes[0].hex(), "leads": len(person.leads)}
        await add_audit(tx, actor, "erased", subject_kind="person", subject_id=erasure_id, detail=detail)
        return withdrawn

    async def _blank(self, tx: ClientTransaction, person: _Person, traces: Traces) -> None:
        now = self.clock()
        events, marks = await rows.reply_events(tx, person.ids), await rows.marks(tx, person.ids)
        for lead_id in person.ids:
            await self.recall.forget_lead(tx, lead_id)
        queued_since = now - KEPT_IN_QUEUES
        await rows.erase_own(tx, person.ids, pattern=traces.loose, at=now, queued_since=queued_since)
        emails = [escaped(email) for email in traces.emails]
        await rows.erase_mentions(
            tx, strict=traces.strict, loose=traces.loose, anchors=traces.anchors, emails=emails
        )
        async with tx.as_system() as system:
            await rows.blank_events(system, tx.client_id, events, traces.needles(marks), now)
        await rows.blank_leads(tx, person.ids, now)

    async def _keep_hashes(self, tx: ClientTransaction, traces: Traces) -> list[bytes]:
        """The hashes of the person's email addresses, the one that was asked about first."""
        hashes = [self.hasher.of(kind, value) for kind, value in traces.addresses]
        await rows.hash_suppressions(tx, [kind for kind, _ in traces.addresses], hashes, self.clock())
        digests = {phone: self.hasher.of(SuppressionKind.PHONE, phone).hex() for phone in traces.phones}
        hashed = {phone: f"erased:{digest[:_HASH_DIGITS]}" for phone, digest in digests.items()}
        await rows.hash_numbers(tx, hashed, traces.strict)
        return hashes[: len(traces.emails)]


async def _person(tx: ClientTransaction, address: str) -> _Person:
    """The address with every lead at it, and at the other addresses and profiles of those."""
    leads: list[PersonLead] = []
    emails, profiles = {address}, set[str]()
    while True:
        found = await rows.leads_of_person(tx, sorted(emails), sorted(profiles))
        if len(found) == len(leads):
            return _Person(address=address, leads=found)
        leads = found
        emails |= {one.lower() for lead in leads for one in (lead.email, lead.personal_email) if one}
        profiles |= set(profiles_of(leads))


async def _traces(tx: ClientTransaction, person: _Person) -> Traces:
    names = [one.lower() for lead in person.leads for one in (lead.first_name, lead.last_name) if one]
    shared = await rows.others_called(tx, person.ids, phones_of(person.leads), names)
    return Traces.of(person.address, person.leads, shared, await rows.words_said(tx, person.ids))


def _view(erasure: Erasure, person: _Person, held: Held) -> ErasureView:
    names = [" ".join(filter(None, (lead.first_name, lead.last_name))) for lead in person.leads]
    return ErasureView(erasure=erasure, names=tuple(dict.fromkeys(filter(None, names))), held=held)


def _found(erasure: Erasure | None) -> Erasure:
    if erasure is None:
        raise NotFound("There is no such erasure.")
    return erasure
