"""Ask to connect, write to a connection, or send an InMail, through HeyReach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from errors import ProviderRefused
from memory.enums import Form
from tools.providers.heyreach import CampaignLead, HeyReach
from tools.services.channels import Accepted, CannotTell, LookUp, NotFound, OutboundMessage
from tools.services.events.business import heyreach_key, linkedin_key

CLOCKS_DIFFER = timedelta(minutes=2)
_CAMPAIGNS = {Form.CONNECTION_REQUEST: "connect_campaign_id", Form.INMAIL: "inmail_campaign_id"}
"""The seat's own campaigns at HeyReach: their texts are `{message}`, and `{subject}` for an InMail."""


@dataclass(frozen=True, kw_only=True)
class LinkedInSender:
    """LinkedIn through HeyReach: adding a lead anew only updates it, a message would be a second one."""

    heyreach: HeyReach
    vendor: str = "heyreach"

    def can_repeat(self, message: OutboundMessage, now: datetime) -> bool:  # noqa: ARG002
        """Whether the message goes through a campaign, which takes each person once."""
        return message.form in _CAMPAIGNS

    async def send(self, message: OutboundMessage) -> Accepted:
        """HeyReach has the lead in its queue, or the message has gone."""
        if message.form in _CAMPAIGNS:
            added = await self.heyreach.add_lead(
                campaign_id=_campaign(message), account_id=_seat(message), lead=_lead(message)
            )
            if not added.added and not message.tried_before:
                sentence = f"HeyReach's campaign knows {message.recipient.name}, and writes to nobody twice."
                raise ProviderRefused("HeyReach", sentence, code="lead_known")
        else:
            await self.heyreach.send_message(
                account_id=_seat(message), conversation_id=_conversation(message), text=message.text
            )
        return _accepted(message)

    async def look_up(self, message: OutboundMessage) -> LookUp:
        """The person in the campaign, or the text in the conversation since the attempt."""
        if message.form in _CAMPAIGNS:
            found = await self.heyreach.campaign_lead(
                campaign_id=_campaign(message), profile_url=message.recipient.address
            )
            return _accepted(message) if found else NotFound()
        room = await self.heyreach.chatroom(_seat(message), _conversation(message))
        if not room.messages:
            return CannotTell(sentence="HeyReach shows nothing of the conversation.")
        since = message.first_tried_at - CLOCKS_DIFFER
        went = any(
            said.from_us
            and said.text.strip() == message.text.strip()
            and (said.at is None or said.at >= since)
            for said in room.messages
        )
        return _accepted(message) if went else NotFound()

    async def message_id(self, vendor_id: str) -> str | None:  # noqa: ARG002
        """LinkedIn's messages have none."""
        return None


def _accepted(message: OutboundMessage) -> Accepted:
    keys = [linkedin_key(_seat(message), message.recipient.address)]
    if message.recipient.conversation:
        # HeyReach's own id is asked first when an answer comes: it must lead to the latest message too.
        keys.append(heyreach_key(message.recipient.conversation))
    return Accepted(vendor_id=str(message.touch_id), conversations=tuple(keys))


def _lead(message: OutboundMessage) -> CampaignLead:
    who = message.recipient
    return CampaignLead(
        profile_url=who.address,
        first_name=who.first_name,
        last_name=who.last_name,
        company=who.company,
        position=who.title,
        email=who.email,
        fields={"message": message.text, "subject": message.subject, "touch_id": str(message.touch_id)},
    )


def _seat(message: OutboundMessage) -> int:
    return _number(message, "account_id")


def _campaign(message: OutboundMessage) -> int:
    return _number(message, _CAMPAIGNS[message.form])


def _number(message: OutboundMessage, name: str) -> int:
    text = message.sender.settings.get(name, "")
    if not (text.isascii() and text.isdigit()):
        raise ProviderRefused("HeyReach", f"The LinkedIn seat {message.sender.address} has no {name} set.")
    return int(text)


def _conversation(message: OutboundMessage) -> str:
    if not message.recipient.conversation:
        raise ProviderRefused("HeyReach", f"No conversation with {message.recipient.name} is open yet.")
    return message.recipient.conversation
