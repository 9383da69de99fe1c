"""Let a lead answer by text, on LinkedIn or on the phone, through the door of each channel's vendor."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode
from uuid import uuid4

from evals.bench.house import SENDERS, SQL, House, Person
from memory.enums import Channel
from memory.records.ids import CampaignId, EventId, LeadId
from memory.routes import add_route, follow_conversation
from tools.providers.heyreach import CampaignLead, HeyReach
from tools.providers.twilio_signature import FORM, sign
from tools.providers.webhooks import Webhook
from tools.sandbox.entries import Accepted, DueCall, now
from tools.sandbox.heyreach_requests import INMAIL_CAMPAIGN
from tools.sandbox.heyreach_views import event
from tools.services.events.business import linkedin_key, sms_key

SEAT = 9001
_INBOUND = "https://agency.example/api/v1/webhooks/twilio/inbound"


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """A lead to whom something went out on one channel, and who answers there as often as one likes."""

    house: House
    channel: Channel
    lead_id: LeadId
    phone: str
    profile: str
    called: list[str] = field(default_factory=list[str])
    """Calls to them that have ended and of which no webhook has told yet."""

    async def says(self, text: str) -> EventId:
        """The stored event of their answer, taken in as its webhook is: verified, and read back."""
        match self.channel:
            case Channel.SMS:
                return await self._texts(text)
            case Channel.LINKEDIN:
                return await self._writes(text)
            case _:
                return await self._speaks(text)

    async def _texts(self, text: str) -> EventId:
        told = {"MessageSid": f"SM{uuid4().hex}", "From": self.phone, "To": SENDERS[Channel.SMS][1]}
        body = urlencode({**told, "Body": text}).encode()
        secret = self.house.sandbox.accounts["twilio"].webhook_secret
        headers = {"content-type": FORM, **sign(_INBOUND, body, FORM, secret)}
        return await self._arrives("twilio", "inbound", Webhook(url=_INBOUND, headers=headers, body=body))

    async def _writes(self, text: str) -> EventId:
        ledger, token = self.house.sandbox.ledger, self.house.sandbox.accounts["heyreach"].webhook_secret
        ours, kind = ledger.sends_to(self.profile)[-1], "inmail_reply"
        body = json.dumps(event(ours, said=text, at=now(), opened=True))
        # HeyReach is asked for the conversation again: what the hint says must stand in it.
        ledger.record(
            DueCall(
                id=str(uuid4()), vendor="heyreach", path=f"heyreach/{kind}/{token}", body=body, due_at=now(),
                content_type="application/json", about=ours.id,
            )
        )  # fmt: skip
        return await self._arrives(
            "heyreach", kind, Webhook(url="", headers={}, body=body.encode(), token=token)
        )

    async def is_called(self, text: str) -> None:
        """Call them; at its end they say the text."""
        sandbox, at = self.house.sandbox, now() - timedelta(minutes=2)
        said = f"bot: Hello, may I speak with Mia?\nhuman: Speaking.\nbot: Shall we talk?\nhuman: {text}"
        call = sandbox.ledger.take(
            Accepted(
                vendor="synthflow", form="voice_script", id=str(uuid4()), recipient=self.phone,
                accepted_at=at, details={
                    "model_id": "agent_1", "name": "Mia Chen", "time_zone": "Australia/Sydney",
                    "ends_at": (at + timedelta(minutes=1)).isoformat(), "status": "completed",
                    "reason": "human_goodbye", "transcript": said, "duration": 60,
                },
            )
        )  # fmt: skip
        async with self.house.platform.memory.postgres.client_transaction(self.house.client_id) as tx:
            touch_id = await tx.fetchval(SQL["touched"], self.lead_id)
            await add_route(tx, "vendor_id", f"synthflow:{call.id}", touch_id)
        self.called.append(call.id)

    async def _speaks(self, text: str) -> EventId:
        if not self.called:
            await self.is_called(text)
        call_id = self.called.pop()
        secret = self.house.sandbox.accounts["synthflow"].webhook_secret.encode()
        proof = b64encode(hmac.digest(secret, call_id.encode(), sha256)).decode()
        told = {"status": "completed", "call": {"call_id": call_id, "status": "completed"}}
        body = json.dumps(told).encode()
        return await self._arrives(
            "synthflow", "calls", Webhook(url="", headers={"Synthflow-Signature": proof}, body=body)
        )

    async def _arrives(self, vendor: str, kind: str, webhook: Webhook) -> EventId:
        event_id = await self.house.platform.services.intake.accept(vendor, kind, webhook)
        assert event_id is not None
        return event_id


async def reached(
    house: House, campaign_id: CampaignId, channel: Channel, email: str, number: int
) -> Stranger:
    """Somebody to whom a first touch has left on this channel; `number` tells them from others."""
    phone, profile = f"+6149157{number:04d}", f"https://www.linkedin.com/in/mia-chen-{number:04d}"
    person = Person(email=email, phone=phone, linkedin_url=profile)
    lead_id = await house.lead(campaign_id, person)
    touch_id = await house.touch(campaign_id, lead_id, channel=channel)
    await house.platform.outreach.start(house.client_id, touch_id)
    async with house.platform.memory.postgres.client_transaction(house.client_id) as tx:
        await tx.execute(SQL["left"], touch_id)
        if channel is Channel.SMS:
            await follow_conversation(tx, sms_key(SENDERS[channel][1], phone), touch_id)
        if channel is Channel.LINKEDIN:
            await follow_conversation(tx, linkedin_key(SEAT, profile), touch_id)
    if channel is Channel.LINKEDIN:
        await _invite(house, profile)
    return Stranger(house=house, channel=channel, lead_id=lead_id, phone=phone, profile=profile)


async def _invite(house: House, profile: str) -> None:
    heyreach = HeyReach.at(house.sandbox.accounts["heyreach"], timeout_seconds=5)
    fields = {"message": "Hi Mia, shall we talk?", "subject": "Contracts", "touch_id": "t_1"}
    lead = CampaignLead(profile_url=profile, first_name="Mia", last_name="Chen", fields=fields)
    await heyreach.add_lead(campaign_id=INMAIL_CAMPAIGN, account_id=SEAT, lead=lead)
    await heyreach.close()
