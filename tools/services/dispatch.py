"""Make the message of a touch out of stored rows, the same to the byte each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from errors import NotFound
from memory.clients import client_by_id
from memory.drafts import resource_of_touch
from memory.enums import Channel
from memory.postgres import ClientTransaction
from memory.records.campaigns import Campaign
from memory.records.ids import TouchId
from memory.records.leads import Lead
from memory.records.messages import Draft, Reply, Touch
from memory.records.tenants import Client, Resource
from memory.touches import EarlierTouch, earlier_touches
from tools.services.channels import OutboundMessage, Recipient, Sending
from tools.services.drafts import DraftMaterial, gather
from tools.services.footers import whole_text
from tools.services.quota import Place, places_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatch:
    """A touch, its message, and the limits it counts against."""

    touch: Touch
    client: Client
    campaign: Campaign
    resource: Resource
    message: OutboundMessage
    places: list[Place]


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """Where answers and unsubscribes come back to."""

    base_url: str
    inbound_domain: str

    def reply_to(self, touch: Touch) -> str:
        """The touch's own Reply-To: answers to it need no guessing."""
        return f"r+{touch.reply_token}@{self.inbound_domain}"

    def unsubscribe(self, touch: Touch) -> str:
        """The touch's own one-click address."""
        return f"{self.base_url}/u/{touch.unsubscribe_token}"


async def prepare(tx: ClientTransaction, touch_id: TouchId, addresses: Addresses, at: datetime) -> Dispatch:
    """Everything that a send or a look-up needs; NotFound where a part of it is gone."""
    material = await gather(tx, touch_id)
    client = await client_by_id(tx)
    resource = await resource_of_touch(tx, touch_id)
    draft, touch = material.previous, material.touch
    if client is None or resource is None or draft is None:
        raise NotFound("The touch has no draft or nothing to go out from.")
    earlier = await earlier_touches(tx, touch)
    started = touch.attempt_started_at or at
    return Dispatch(
        touch=touch,
        client=client,
        campaign=material.campaign,
        resource=resource[0],
        message=_message(material, draft, resource[0], earlier, addresses, started),
        places=places_of(client, material.campaign, resource[0], touch, draft.form, started),
    )


def _message(
    material: DraftMaterial,
    draft: Draft,
    resource: Resource,
    earlier: list[EarlierTouch],
    addresses: Addresses,
    started: datetime,
) -> OutboundMessage:
    touch = material.touch
    in_reply_to, references = _thread(material.reply, draft, earlier)
    return OutboundMessage(
        touch_id=touch.id,
        client_id=touch.client_id,
        form=draft.form,
        sender=Sending(
            name=material.brand.sender_name,
            address=resource.address,
            company=material.brand.company,
            site=material.brand.site or "",
            settings={name: str(value) for name, value in resource.settings.items()},
        ),
        recipient=_recipient(material.lead, draft, material.campaign),
        subject=draft.subject,
        body=draft.body,
        footer=draft.footer,
        text=whole_text(draft),
        reply_to=addresses.reply_to(touch),
        unsubscribe_url=addresses.unsubscribe(touch),
        in_reply_to=in_reply_to,
        references=references,
        first_tried_at=started,
        tried_before=touch.attempt_started_at is not None,
    )


def _recipient(lead: Lead, draft: Draft, campaign: Campaign) -> Recipient:
    return Recipient(
        address=draft.recipient,
        first_name=lead.first_name or "",
        last_name=lead.last_name or "",
        title=lead.title or "",
        company=lead.company or "",
        email=lead.email,
        time_zone=lead.time_zone or campaign.time_zone,
        street=lead.street or "",
        city=lead.city or "",
        state=lead.state or "",
        postcode=lead.postcode or "",
        country=lead.country or "",
        conversation=lead.linkedin_conversation or "",
    )


def _thread(
    reply: Reply | None, draft: Draft, earlier: list[EarlierTouch]
) -> tuple[str | None, tuple[str, ...]]:
    """What the mail answers: the lead's mail, or our last one where the subject says so."""
    # A text, a LinkedIn message and a call bear their vendor's ids, which no mail program knows.
    if reply is not None and reply.message_id and reply.channel is Channel.EMAIL:
        return reply.message_id, (*reply.reference_ids, reply.message_id)
    if draft.subject.lower().startswith("re:"):
        known = [one.message_id for one in reversed(earlier) if one.message_id]
        return (known[-1], tuple(known)) if known else (None, ())
    return None, ()
