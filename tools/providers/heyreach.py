"""Reach people on LinkedIn through HeyReach: add them to campaigns, message them, read what they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self
from urllib.parse import quote, unquote

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from errors import OutcomeUnknown, ProviderRefused, ProviderUnavailable, WebhookRejected
from tools.providers.accounts import Account
from tools.providers.client import Vendor
from tools.providers.heyreach_shapes import (
    Conversation,
    ConversationPage,
    Hint,
    LeadProgress,
    conversation,
    hint,
    lead_page,
    page,
)
from tools.providers.outcomes import Complaint, Effect
from tools.providers.tolerance import Text, Whole
from tools.providers.webhooks import Webhook, check_token

PAGE_SIZE = 100
"""The most that HeyReach gives a page."""
PAGES = 100
"""A campaign of ours has fewer than 10,000 leads: a seat adds 17 a day."""
KINDS = frozenset(
    {
        "connection_sent",
        "connection_accepted",
        "message_sent",
        "message_reply",
        "inmail_sent",
        "inmail_reply",
    }
)
CONVERSATION_ID = re.compile(r"(?!\.+$)[\w+/=:.~-]{1,500}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class CampaignLead:
    """One person as a campaign takes them; `fields` fill the placeholders of its texts."""

    profile_url: str
    first_name: str
    last_name: str
    company: str = ""
    position: str = ""
    email: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Added:
    """What became of the leads added to a campaign."""

    added: int
    updated: int
    failed: int


class HeyReach:
    """HeyReach's campaigns and inbox."""

    def __init__(self, vendor: Vendor, *, webhook_token: str) -> None:
        self._vendor = vendor
        self._webhook_token = webhook_token

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float) -> Self:
        """HeyReach under this account; its `webhook_secret` is the unguessable end of webhook addresses."""
        headers = {"X-API-KEY": account.key}
        vendor = Vendor(
            "HeyReach", account.base_url, headers=headers, timeout_seconds=timeout_seconds, explain=explain
        )
        return cls(vendor, webhook_token=account.webhook_secret)

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def add_lead(self, *, campaign_id: int, account_id: int, lead: CampaignLead) -> Added:
        """Let the campaign contact this person from this seat; adding anew only updates the lead.

        HeyReach answers 200 also where it took nobody: that is a ProviderRefused here.
        """
        answer = await self._vendor.call(
            "add a lead",
            "POST",
            "/campaign/AddLeadsToCampaignV2",
            # Repeated here, "updated" could not tell an earlier lead from this one, taken a moment before.
            effect=Effect.ONCE,
            json=_addition(campaign_id, account_id, lead),
        )
        counts = answer.read(_Added)
        told = (counts.added_leads_count, counts.updated_leads_count, counts.failed_leads_count)
        if all(count is None for count in told):
            raise OutcomeUnknown("HeyReach", "HeyReach did not say whether it took the lead.", status=200)
        added, updated, failed = (count or 0 for count in told)
        if failed and not added and not updated:
            sentence = f"HeyReach could not add {lead.profile_url} to campaign {campaign_id}."
            raise ProviderRefused("HeyReach", sentence, status=200, code="lead_failed")
        return Added(added, updated, failed)

    async def stop_lead(self, *, campaign_id: int, profile_url: str) -> None:
        """Let the campaign leave this person alone from now on; stopping anew changes nothing."""
        await self._vendor.call(
            "stop a lead",
            "POST",
            "/campaign/StopLeadInCampaign",
            effect=Effect.KEYED,
            json={"campaignId": campaign_id, "leadUrl": profile_url},
        )

    async def campaign_lead(self, *, campaign_id: int, profile_url: str) -> LeadProgress | None:
        """How far the campaign has come with this person; None when they are not in it."""
        wanted, read = profile_key(profile_url), 0
        for number in range(PAGES):
            answer = await self._vendor.call(
                "list a campaign's leads",
                "POST",
                "/campaign/GetLeadsFromCampaign",
                effect=Effect.READ,
                json={"campaignId": campaign_id, "offset": number * PAGE_SIZE, "limit": PAGE_SIZE},
            )
            leads, total = lead_page(answer.read(_Anything).model_dump())
            for lead in leads:
                if profile_key(lead.profile_url) == wanted:
                    return lead
            read += len(leads)
            if not leads or (read >= total if total else len(leads) < PAGE_SIZE):
                return None
        raise ProviderUnavailable("HeyReach", f"Campaign {campaign_id} has more than {read} leads.")

    async def send_message(
        self, *, account_id: int, conversation_id: str, text: str, subject: str | None = None
    ) -> None:
        """Write into a conversation; after a lost answer the chatroom tells whether it went out."""
        body: dict[str, object] = {
            "message": text,
            "conversationId": _id(conversation_id),
            "linkedInAccountId": account_id,
        }
        if subject is not None:
            body["subject"] = subject
        await self._vendor.call("send a message", "POST", "/inbox/SendMessage", effect=Effect.ONCE, json=body)

    async def chatroom(self, account_id: int, conversation_id: str) -> Conversation:
        """The whole conversation, oldest message first; ProviderRefused when there is none."""
        path = f"/inbox/GetChatroom/{account_id}/{quote(_id(conversation_id), safe='')}"
        answer = await self._vendor.call("read a conversation", "GET", path, effect=Effect.READ)
        return conversation(answer.read(_Anything).model_dump(), conversation_id, account_id)

    async def conversations(
        self,
        *,
        account_ids: Sequence[int],
        since: datetime,
        until: datetime,
        profile_url: str | None = None,
        cursor: str | None = None,
    ) -> ConversationPage:
        """Conversations of these seats with a message in that time; HeyReach reads `since` as a whole day."""
        body = {
            "limit": PAGE_SIZE,
            "cursor": cursor,
            "from": _iso(since),
            # Written in whole seconds: the last one counts to its end.
            "to": _iso(until + timedelta(seconds=1)),
            # A part of this block was seen to be refused: every key is sent.
            "filters": {
                "linkedInAccountIds": list(account_ids),
                "campaignIds": [],
                "searchString": "",
                "leadLinkedInId": "",
                "leadProfileUrl": profile_url or "",
                "tags": [],
                "latestAutoTagNames": [],
                "seen": None,
            },
        }
        answer = await self._vendor.call(
            "list conversations", "POST", "/inbox/GetConversationsV3", effect=Effect.READ, json=body
        )
        return page(answer.read(_Anything).model_dump())

    def receive(self, kind: str, webhook: Webhook) -> str:
        """The digest of a webhook that came to the address only HeyReach was told: it signs nothing."""
        check_token(webhook, self._webhook_token, "HeyReach")
        if kind not in KINDS:
            raise WebhookRejected("HeyReach has no webhook of this kind.", malformed=True)
        return parse_hint(webhook.body).digest


def parse_hint(body: bytes) -> Hint:
    """What a webhook says happened; raises WebhookRejected (malformed) when it is no JSON object.

    Nothing in it is to be believed: it only tells which conversation or lead to read back.
    """
    return hint(body)


def explain(_status: int, body: bytes) -> Complaint:
    """HeyReach's errors: `{"errorMessage"}`, or plain words where the key is wrong."""
    try:
        said = TypeAdapter(_ErrorBody).validate_json(body)
    except ValidationError:
        return Complaint(message=body[:200].decode("utf-8", "replace"))
    return Complaint(message=said.error_message or said.message or said.title)


def profile_key(url: str) -> str:
    """What is the same for every spelling of a profile's address: `/in/jane-doe-1a2b`."""
    found = re.search(r"/in/([^/?#\s]+)", url.strip(), re.IGNORECASE)
    return f"/in/{unquote(found[1]).lower()}" if found else url.strip().lower().rstrip("/")


def _addition(campaign_id: int, account_id: int, lead: CampaignLead) -> Mapping[str, object]:
    person = {
        "profileUrl": lead.profile_url,
        "firstName": lead.first_name,
        "lastName": lead.last_name,
        "companyName": lead.company,
        "position": lead.position,
        "emailAddress": lead.email,
        "customUserFields": [{"name": name, "value": value} for name, value in lead.fields.items()],
    }
    return {
        "campaignId": campaign_id,
        "accountLeadPairs": [{"linkedInAccountId": account_id, "lead": person}],
        # A campaign that has run out of leads goes on with this one; one that somebody paused stays paused.
        "resumeFinishedCampaign": True,
        "resumePausedCampaign": False,
    }


def _id(conversation_id: str) -> str:
    if not CONVERSATION_ID.fullmatch(conversation_id):
        raise ProviderRefused("HeyReach", "This is no conversation of HeyReach's.", status=404)
    return conversation_id


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Camel(BaseModel, alias_generator=to_camel):
    """HeyReach's own spelling."""


class _ErrorBody(_Camel):
    error_message: Text = None
    message: Text = None
    title: Text = None


class _Anything(BaseModel, extra="allow"):
    """Any JSON object: its fields are read one by one, since few of them are documented."""


class _Added(_Camel):
    added_leads_count: Whole = None
    updated_leads_count: Whole = None
    failed_leads_count: Whole = None
