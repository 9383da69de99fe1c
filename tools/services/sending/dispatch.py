"""Make the message of a touch out of stored rows, the same to the byte each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from errors import NotFound
from memory.dossiers import Dossier
from memory.enums import Channel
from memory.postgres import ClientTransaction
from memory.records.campaigns import Campaign
from memory.records.leads import Lead
from memory.records.messages import Draft, Reply, Touch
from memory.records.tenants import Client, Resource
from memory.replies import reply_by_id
from memory.touches import EarlierTouch, earlier_touches
from tools.services.channels import OutboundMessage, Recipient, Sending
from tools.services.messages.footers import whole_text
from tools.services.sending.quota import Place, places_of


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


async def prepare(tx: ClientTransaction, dossier: Dossier, addresses: Addresses, at: datetime) -> Dispatch:
    """Everything that a send or a look-up needs; NotFound where a part of it is gone."""
    draft, touch, resource = dossier.draft, dossier.touch, dossier.resource
    if not dossier.client_lives or draft is None:
        raise NotFound("The touch has no draft or nothing to go out from.")
    answered = touch.answers_reply_id
    reply = await reply_by_id(tx, answered) if answered else None
    earlier = await earlier_touches(tx, touch)
    started = touch.attempt_started_at or at
    return Dispatch(
        touch=touch,
        client=dossier.client,
        campaign=dossier.campaign,
        resource=resource,
        message=_message(dossier, draft, reply, earlier, addresses, started),
        places=places_of(dossier.client, dossier.campaign, resource, touch, draft.form, started),
    )


def _message(
    dossier: Dossier,
    draft: Draft,
    reply: Reply | None,
    earlier: list[EarlierTouch],
    addresses: Addresses,
    started: datetime,
) -> OutboundMessage:
    touch, resource = dossier.touch, dossier.resource
    in_reply_to, references = _thread(reply, draft, earlier)
    return OutboundMessage(
        touch_id=touch.id,
        client_id=touch.client_id,
        form=draft.form,
        sender=Sending(
            name=dossier.brand.sender_name,
            address=resource.address,
            company=dossier.brand.company,
            site=dossier.brand.site or "",
            settings={name: str(value) for name, value in resource.settings.items()},
        ),
        recipient=_recipient(dossier.lead, draft, dossier.campaign),
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
