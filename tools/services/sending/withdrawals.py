"""Take back what a vendor has in its queue for somebody who wants to be left alone."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from errors import OutcomeUnknown, ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable
from memory import erasures
from memory import touches as rows
from memory.activities import note_touch
from memory.enums import ActivityKind, Channel, Form
from memory.records.actor import Clock
from memory.records.ids import ClientId
from memory.store import Memory
from memory.touches import QueuedTouch
from tools.providers.heyreach import HeyReach
from tools.providers.lob import Kind, Lob

logger = logging.getLogger(__name__)

AT_ONCE = 50
KEPT_IN_QUEUES = timedelta(days=30)
"""Nobody prints or invites later than this after taking a piece."""


@dataclass(frozen=True, kw_only=True)
class Withdrawals:
    """Invitations and printed mail leave hours after they were taken: an opt-out overtakes them."""

    memory: Memory
    clock: Clock
    heyreach: HeyReach
    lob: Lob

    async def withdraw_due(self, client_id: ClientId) -> int:
        """How many pieces were taken back or turned out to have gone; the others are asked about again."""
        since = self.clock() - KEPT_IN_QUEUES
        async with self.memory.postgres.client_transaction(client_id) as tx:
            due = await rows.queued_for_the_unsubscribed(tx, since, AT_ONCE)
        withdrawn = sum([await self._withdraw(client_id, touch) for touch in due])
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await erasures.blank_recipients(tx, since)
        return withdrawn

    async def _withdraw(self, client_id: ClientId, touch: QueuedTouch) -> bool:
        try:
            await self._ask(touch)
            sentence = "Taken back from the vendor's queue: the lead wants to be left alone."
        except ProviderRefused:
            sentence = "It was too late to take it back from the vendor's queue."
        except (ProviderUnavailable, ProviderCredentials, OutcomeUnknown) as error:
            _warn(error)
            return False
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if await rows.note_withdrawn(tx, touch.id, self.clock()):
                key = f"withdrawn:{touch.id}"
                await note_touch(tx, touch, ActivityKind.WITHDRAWN, sentence, self.clock(), dedupe_key=key)
        return True

    async def _ask(self, touch: QueuedTouch) -> None:
        if touch.channel is Channel.MAIL:
            kind = Kind.POSTCARD if touch.form is Form.POSTCARD else Kind.LETTER
            await self.lob.cancel(kind, touch.vendor_id)
            return
        name = "inmail_campaign_id" if touch.form is Form.INMAIL else "connect_campaign_id"
        campaign = str(touch.settings.get(name, ""))
        if campaign.isascii() and campaign.isdigit():
            await self.heyreach.stop_lead(campaign_id=int(campaign), profile_url=touch.recipient)


def _warn(error: ProviderError) -> None:
    logger.warning("a queued piece is not taken back yet: %s", error)
