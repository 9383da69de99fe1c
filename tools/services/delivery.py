"""Deliver one approved touch, once: the only way out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from errors import (
    NotFound,
    OutcomeUnknown,
    ProviderCredentials,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
)
from memory import touches as rows
from memory.dossiers import Dossier, existing_dossier
from memory.enums import ActivityKind, Channel, Form, TouchStatus
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.ids import ClientId, TouchId
from memory.records.messages import Touch
from memory.routes import route
from memory.signals import SignalKind
from memory.store import Memory
from tools.services.channels import Accepted, OutboundMessage, Sender
from tools.services.consent.suppression import Suppression
from tools.services.law.rules import ASK_AGAIN
from tools.services.law.words import is_block
from tools.services.money.costs import Costs
from tools.services.notify import Notify
from tools.services.permission import Permission, Refused
from tools.services.points import Reached, pass_by
from tools.services.sending.attempts import Delivered, Held, NotSent, Outcome, Unknown, as_it_stands
from tools.services.sending.dispatch import Addresses, Dispatch, prepare
from tools.services.sending.outcomes import Outcomes
from tools.services.sending.quota import Place, Quota, used_up

CALL_SHARE = 0.8
"""Share of the lease that a vendor call may take: an attempt ends before a look-up may begin."""
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""When nothing happened at the vendor; after the last one the touch is `not_sent`."""
AT_ONCE = 50
"""Touches that one round looks at."""
MESSAGE_ID_DAYS = 7
MESSAGE_IDS_AT_ONCE = 20


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """At most one send a touch, and no touch without an outcome."""

    memory: Memory
    clock: Clock
    permission: Permission
    mailers: Mapping[Channel, Sender]
    notify: Notify
    addresses: Addresses
    costs: Costs
    suppression: Suppression
    lease_seconds: float
    reached: Reached = pass_by

    async def deliver(self, client_id: ClientId, touch_id: TouchId) -> Outcome:
        """Send the touch if it is approved, permitted and within limits; safe to call any number of times."""
        # An attempt is as old as what it knows: its time runs from before the first question.
        begun = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            dossier = await existing_dossier(tx, touch_id)
            touch, held_until = dossier.touch, dossier.held_until
            if touch.status is not TouchStatus.APPROVED:
                return as_it_stands(touch)
            self.reached("deliver.loaded")
            if held_until is not None and held_until > begun:
                return Held(reason=touch.outcome_reason or "It was put off.", until=held_until)
            found = await self._permitted(tx, dossier, begun)
        if isinstance(found, Refused):
            return await self._refuse(client_id, touch, found)
        self.reached("deliver.permitted")
        return await self._reserve_and_send(client_id, found)

    async def resolve(self, client_id: ClientId, touch_id: TouchId) -> Outcome:
        """Find out what became of an attempt without an outcome; what cannot be found is parked."""
        token, now = uuid4(), self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            claimed = await rows.claim_for_look_up(
                tx, touch_id, token=token, at=now, started_before=now - timedelta(seconds=self.lease_seconds)
            )
        if not claimed:
            return as_it_stands(await self._load(client_id, touch_id))
        self.reached("resolve.claimed")
        return await self._look_up(client_id, await self._prepare(client_id, touch_id, now), token, now)

    async def due(self, client_id: ClientId, limit: int = AT_ONCE) -> list[TouchId]:
        """Approved touches whose time has come."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.due_to_send(tx, self.clock(), limit)

    async def due_for_resolution(self, client_id: ClientId) -> list[TouchId]:
        """Attempts whose lease ran out, and unknown ones that were not looked at for a lease's time."""
        before = self.clock() - timedelta(seconds=self.lease_seconds)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.due_to_resolve(tx, started_before=before, looked_before=before, limit=AT_ONCE)

    async def fetch_message_ids(self, client_id: ClientId) -> int:
        """How many sent mails have learned their own Message-ID just now; answers find their thread by it."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            since = self.clock() - timedelta(days=MESSAGE_ID_DAYS)
            missing = await rows.without_message_id(tx, since, MESSAGE_IDS_AT_ONCE)
        return sum(
            [
                await self._note_message_id(client_id, touch_id, Channel.EMAIL, vendor_id)
                for touch_id, vendor_id in missing
            ]
        )

    # The attempt ------------------------------------------------------------------------------

    async def _reserve_and_send(self, client_id: ClientId, dispatch: Dispatch) -> Outcome:
        quota, touch = Quota(memory=self.memory), dispatch.touch
        full = await quota.reserve(client_id, touch, dispatch.places)
        if full:
            return await self._no_place(client_id, dispatch, full)
        self.reached("deliver.reserved")
        token = uuid4()
        full, claimed = await self._claim(client_id, dispatch, token)
        if full:
            return await self._no_place(client_id, dispatch, full)
        if not claimed:
            return await self._lost_claim(client_id, dispatch)
        self.reached("deliver.claimed")
        return await self._send(client_id, dispatch, token)

    async def _claim(self, client_id: ClientId, dispatch: Dispatch, token: UUID) -> tuple[list[Place], bool]:
        """The limits that others have used up after all, and whether the touch is this attempt's."""
        touch = dispatch.touch
        assert touch.approved_fingerprint is not None
        async with self.memory.postgres.client_transaction(client_id) as tx:
            quota = Quota(memory=self.memory)
            await quota.take_turns(tx, dispatch.places)
            full = await quota.full_of_others(tx, touch, dispatch.places)
            claimed = not full and await rows.claim_touch(
                tx,
                touch.id,
                token=token,
                at=dispatch.message.first_tried_at,
                fingerprint=touch.approved_fingerprint,
            )
        return full, claimed

    async def _no_place(self, client_id: ClientId, dispatch: Dispatch, full: list[Place]) -> Held:
        """Redis had forgotten others' attempts: the place that it gave is none."""
        await Quota(memory=self.memory).release(dispatch.touch, dispatch.places)
        limit = used_up(full, dispatch.campaign)
        rule = f"{limit.kind}_limit"
        return await self._hold(client_id, dispatch.touch, limit.sentence, limit.until, rule=rule)

    async def _lost_claim(self, client_id: ClientId, dispatch: Dispatch) -> Outcome:
        """Somebody else took, decided or withdrew the touch; its place is theirs if they send it."""
        touch = await self._load(client_id, dispatch.touch.id)
        if touch.attempt_started_at is None:
            await Quota(memory=self.memory).release(touch, dispatch.places)
        return as_it_stands(touch)

    async def _send(self, client_id: ClientId, dispatch: Dispatch, token: UUID) -> Outcome:
        sender = self.mailers[dispatch.touch.channel]
        try:
            accepted = await self._call(sender, dispatch.message, dispatch.message.first_tried_at)
        except (ProviderUnavailable, ProviderCredentials) as error:
            self.reached("deliver.refused")
            return await self._nothing_happened(client_id, dispatch, token, error)
        except ProviderRefused as error:
            self.reached("deliver.refused")
            return await self._not_sent(client_id, dispatch, token, error)
        except OutcomeUnknown as error:
            self.reached("deliver.called")
            return await self._unknown(client_id, dispatch, token, str(error))
        self.reached("deliver.called")
        return await self._sent(client_id, dispatch, token, accepted)

    async def _call(self, sender: Sender, message: OutboundMessage, begun: datetime) -> Accepted:
        """What the vendor answers while the attempt lasts; it is not asked by one whose time is up."""
        left = self.lease_seconds * CALL_SHARE - (self.clock() - begun).total_seconds()
        if left <= 0:
            raise ProviderUnavailable(sender.vendor, "The attempt came too late: the vendor was not asked.")
        try:
            async with asyncio.timeout(left):
                return await sender.send(message)
        except TimeoutError as error:
            raise OutcomeUnknown(sender.vendor, "The vendor took too long to answer.") from error

    async def _look_up(
        self, client_id: ClientId, dispatch: Dispatch, token: UUID, begun: datetime
    ) -> Outcome:
        """Repeat under the same key where that is safe and still permitted, else search the vendor's list."""
        sender, message = self.mailers[dispatch.touch.channel], dispatch.message
        try:
            if self._repeats(sender, dispatch) and await self._may_still_go(client_id, dispatch.touch):
                try:
                    accepted = await self._call(sender, message, begun)
                    self.reached("resolve.found")
                    return await self._sent(client_id, dispatch, token, accepted)
                except ProviderRefused:
                    pass  # The first attempt may still have gone, under another key's rules: search.
            found = await sender.look_up(message)
        except ProviderError as error:
            return await self._unknown(client_id, dispatch, token, str(error))
        self.reached("resolve.found")
        if isinstance(found, Accepted) and not await self._is_anothers(sender.vendor, found, dispatch.touch):
            return await self._sent(client_id, dispatch, token, found)
        return await self._park(client_id, dispatch, token)

    async def _is_anothers(self, vendor: str, found: Accepted, touch: Touch) -> bool:
        """Whether what was found is another touch's, of this client or of one that shares the account.

        A vendor without keys is asked by number, text and time, in which two touches may agree.
        """
        async with self.memory.postgres.system_transaction() as tx:
            known = await route(tx, "vendor_id", f"{vendor}:{found.vendor_id}")
        return known is not None and known.touch_id != touch.id

    # Outcomes ---------------------------------------------------------------------------------

    async def _sent(
        self, client_id: ClientId, dispatch: Dispatch, token: UUID, accepted: Accepted
    ) -> Outcome:
        vendor = self.mailers[dispatch.touch.channel].vendor
        form = dispatch.message.form
        if not await self._outcomes.sent(
            client_id, dispatch.touch, token, form=form, vendor=vendor, accepted=accepted
        ):
            return as_it_stands(await self._load(client_id, dispatch.touch.id))
        self.reached("deliver.recorded")
        if accepted.message_id is None and form is Form.EMAIL:
            touch = dispatch.touch
            await self._note_message_id(client_id, touch.id, touch.channel, accepted.vendor_id)
        await self.notify.tell(client_id, SignalKind.SENT, dispatch.touch.id)
        return Delivered(vendor_id=accepted.vendor_id)

    async def _nothing_happened(
        self,
        client_id: ClientId,
        dispatch: Dispatch,
        token: UUID,
        error: ProviderUnavailable | ProviderCredentials,
    ) -> Outcome:
        """Try again after 1, 5 and 15 minutes, or when the vendor says; then it is over."""
        tries = dispatch.touch.attempts
        if tries >= len(RETRY_AFTER):
            return await self._not_sent(client_id, dispatch, token, error)
        asked = error.retry_after_seconds if isinstance(error, ProviderUnavailable) else None
        until = self.clock() + max(RETRY_AFTER[tries], timedelta(seconds=asked or 0))
        if not await self._give_back(client_id, dispatch.touch, token, until, str(error)):
            return as_it_stands(await self._load(client_id, dispatch.touch.id))
        await Quota(memory=self.memory).release(dispatch.touch, dispatch.places)
        await self.notify.tell(client_id, SignalKind.REFUSED, dispatch.touch.id)
        return Held(reason=str(error), until=until)

    async def _not_sent(
        self, client_id: ClientId, dispatch: Dispatch, token: UUID, error: ProviderError
    ) -> Outcome:
        vendor = self.mailers[dispatch.touch.channel].vendor
        if isinstance(error, ProviderRefused) and vendor == "twilio" and is_block(error.code or ""):
            # Before the end is on record: nobody asks again about a touch that has ended.
            lead_id = dispatch.touch.lead_id
            await self.suppression.suppress(client_id, lead_id=lead_id, reason="unsubscribed", source=vendor)
        ended = await self._outcomes.ended(
            client_id, dispatch.touch, token, TouchStatus.NOT_SENT, ActivityKind.NOT_SENT, vendor, str(error)
        )
        if ended:
            await Quota(memory=self.memory).release(dispatch.touch, dispatch.places)
            self.reached("deliver.recorded")
        await self.notify.tell(client_id, SignalKind.REFUSED, dispatch.touch.id)
        return NotSent(rule="vendor_refused", sentence=str(error))

    async def _unknown(self, client_id: ClientId, dispatch: Dispatch, token: UUID, sentence: str) -> Outcome:
        vendor = self.mailers[dispatch.touch.channel].vendor
        await self._outcomes.ended(
            client_id, dispatch.touch, token, TouchStatus.UNKNOWN, ActivityKind.UNKNOWN, vendor, sentence
        )
        self.reached("deliver.recorded")
        await self.notify.tell(client_id, SignalKind.REFUSED, dispatch.touch.id)
        return Unknown(sentence=sentence)

    async def _park(self, client_id: ClientId, dispatch: Dispatch, token: UUID) -> Outcome:
        vendor = self.mailers[dispatch.touch.channel].vendor
        sentence = "Whether it went could not be found out: a person must look."
        await self._outcomes.ended(
            client_id, dispatch.touch, token, TouchStatus.PARKED, ActivityKind.PARKED, vendor, sentence
        )
        await self.notify.tell(client_id, SignalKind.REFUSED, dispatch.touch.id)
        return Unknown(sentence=sentence)

    async def _refuse(self, client_id: ClientId, touch: Touch, refusal: Refused) -> Outcome:
        if refusal.until is not None:
            return await self._hold(client_id, touch, refusal.sentence, refusal.until, rule=refusal.rule)
        await self._outcomes.refused(client_id, touch, refusal)
        await self.notify.tell(client_id, SignalKind.REFUSED, touch.id)
        return NotSent(rule=refusal.rule, sentence=refusal.sentence)

    async def _hold(
        self, client_id: ClientId, touch: Touch, sentence: str, until: datetime, *, rule: str
    ) -> Held:
        await self._outcomes.held(client_id, touch, sentence, until, rule=rule)
        await self.notify.tell(client_id, SignalKind.REFUSED, touch.id)
        return Held(reason=sentence, until=until)

    # Reading ----------------------------------------------------------------------------------

    @property
    def _outcomes(self) -> Outcomes:
        return Outcomes(memory=self.memory, clock=self.clock, costs=self.costs)

    async def _permitted(self, tx: ClientTransaction, dossier: Dossier, now: datetime) -> Dispatch | Refused:
        """What would go, or why not now."""
        channel = dossier.touch.channel
        if channel not in self.mailers:
            sentence = f"Nothing sends by {channel.value} here."
            return Refused(rule="channel", sentence=sentence, until=now + ASK_AGAIN)
        answer = await self.permission.may_send(tx, dossier, now)
        if isinstance(answer, Refused):
            return answer
        return await prepare(tx, dossier, self.addresses, now)

    def _repeats(self, sender: Sender, dispatch: Dispatch) -> bool:
        """Whether the same call again makes no second message, nor a first one on a day that counts none."""
        now = self.clock()
        return sender.can_repeat(dispatch.message, now) and all(now < place.ends for place in dispatch.places)

    async def _may_still_go(self, client_id: ClientId, touch: Touch) -> bool:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = await self._permitted(tx, await existing_dossier(tx, touch.id), self.clock())
        return not isinstance(found, Refused)

    async def _load(self, client_id: ClientId, touch_id: TouchId) -> Touch:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            touch = await rows.touch_by_id(tx, touch_id)
        if touch is None:
            raise NotFound("There is no such touch.")
        return touch

    async def _prepare(self, client_id: ClientId, touch_id: TouchId, at: datetime) -> Dispatch:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await prepare(tx, await existing_dossier(tx, touch_id), self.addresses, at)

    async def _give_back(
        self, client_id: ClientId, touch: Touch, token: UUID, until: datetime, reason: str
    ) -> bool:
        """Whether this attempt still held the touch, which may go again from then on."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.give_back(tx, touch.id, token=token, until=until, reason=reason)

    async def _note_message_id(
        self, client_id: ClientId, touch_id: TouchId, channel: Channel, vendor_id: str
    ) -> bool:
        message_id = await self.mailers[channel].message_id(vendor_id)
        return message_id is not None and await self._outcomes.message_id(client_id, touch_id, message_id)
