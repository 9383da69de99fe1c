"""Read a letter's or postcard's way out of Lob's events."""

from __future__ import annotations

from collections.abc import Mapping

from memory.enums import Channel
from memory.records.messages import InboundEvent
from tools.providers.lob import parse_event
from tools.services.events.business import BusinessEvent, OutcomeKind, OutcomeReported

ENDS: Mapping[str, OutcomeKind] = {
    "delivered": OutcomeKind.DELIVERED,
    "returned_to_sender": OutcomeKind.RETURNED,
    "failed": OutcomeKind.UNDELIVERED,
    "rejected": OutcomeKind.UNDELIVERED,
    "deleted": OutcomeKind.UNDELIVERED,
    "viewed": OutcomeKind.OPENED,
}
STEPS: Mapping[str, int] = {
    "created": 1,
    "rendered_pdf": 2,
    "rendered_thumbnails": 3,
    "mailed": 10,
    "in_transit": 20,
    "international_exit": 30,
    "re-routed": 40,
    "in_local_area": 50,
    "processed_for_delivery": 60,
}


def from_lob(event: InboundEvent) -> tuple[BusinessEvent, ...]:
    """Lob signs the whole body: what it says is so."""
    said = parse_event(event.body)
    word = said.type.partition(".")[2]
    kind = ENDS.get(word) or (OutcomeKind.ON_ITS_WAY if word in STEPS else None)
    if kind is None:
        return ()
    return (
        OutcomeReported(
            kind=kind,
            channel=Channel.MAIL,
            routes=(("vendor_id", f"lob:{said.resource_id}"),),
            status=word,
            at=said.at,
            step=STEPS.get(word, 0),
        ),
    )
