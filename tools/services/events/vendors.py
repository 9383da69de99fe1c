"""Turn a stored event into what happened, once the vendor's own API has confirmed what it did not sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memory.records.messages import InboundEvent
from tools.services.events.business import BusinessEvent, EnrichmentAnswered, SubscriptionChanged
from tools.services.events.email import Mailbox, from_postmark, from_resend
from tools.services.events.letters import from_lob
from tools.services.events.linkedin import Inbox, from_heyreach
from tools.services.events.phone import Calls, Texts, from_synthflow, from_twilio
from tools.services.money.costs import Costs

KINDS: Mapping[str, frozenset[str]] = {
    "postmark": frozenset({"inbound", "bounce", "complaint", "delivery", "open", "click", "events"}),
    "resend": frozenset({"events"}),
    "twilio": frozenset({"inbound", "status"}),
    "heyreach": frozenset(
        {
            "connection_sent",
            "connection_accepted",
            "message_sent",
            "message_reply",
            "inmail_sent",
            "inmail_reply",
        }
    ),
    "synthflow": frozenset({"calls"}),
    "lob": frozenset({"events"}),
    "stripe": frozenset({"events"}),
    "apollo": frozenset({"phones"}),
    "apify": frozenset({"runs"}),
    "clay": frozenset({"rows"}),
}
"""Which webhooks there are: the last two parts of their addresses."""


@dataclass(frozen=True, kw_only=True)
class VendorEvents:
    """Every vendor's events in our own words; the vendors are asked for what a hint leaves open."""

    postmark: Mailbox
    twilio: Texts
    synthflow: Calls
    heyreach: Inbox
    costs: Costs

    async def read(self, event: InboundEvent) -> tuple[BusinessEvent, ...]:
        """What happened, in order; nothing where the vendor does not confirm it or it means nothing to us.

        Raises ProviderUnavailable where a vendor does not answer now: the event stays stored.
        """
        match event.vendor:
            case "postmark":
                return await from_postmark(event, self.postmark)
            case "resend":
                return from_resend(event)
            case "twilio":
                return await from_twilio(event, self.twilio, self.costs)
            case "synthflow":
                return await from_synthflow(event, self.synthflow, self.costs)
            case "heyreach":
                return await from_heyreach(event, self.heyreach)
            case "lob":
                return from_lob(event)
            case "apollo" | "apify" | "clay":
                return (EnrichmentAnswered(vendor=event.vendor, kind=event.kind, body=event.body),)
            case "stripe":
                return (SubscriptionChanged(body=event.body),)
            case _:
                return ()
