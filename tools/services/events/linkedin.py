"""Read acceptances and messages on LinkedIn out of HeyReach's hints, which prove nothing by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from errors import ProviderRefused
from memory.enums import Channel
from memory.records.messages import InboundEvent
from tools.providers.heyreach import LeadProgress, parse_hint, profile_key
from tools.providers.heyreach_shapes import ChatMessage, Conversation, ConversationPage, Hint, message_key
from tools.services.events.business import (
    BusinessEvent,
    MessageReceived,
    OutcomeKind,
    OutcomeReported,
    RouteKey,
    heyreach_key,
    linkedin_key,
)

LOOK_BACK = timedelta(days=90)
PAGES = 5


class Chats(Protocol):
    """HeyReach's conversations."""

    async def chatroom(self, account_id: int, conversation_id: str) -> Conversation: ...

    async def conversations(
        self,
        *,
        account_ids: Sequence[int],
        since: datetime,
        until: datetime,
        profile_url: str | None = None,
        cursor: str | None = None,
    ) -> ConversationPage: ...


class Inbox(Chats, Protocol):
    """HeyReach, as far as events need it."""

    async def campaign_lead(self, *, campaign_id: int, profile_url: str) -> LeadProgress | None: ...


async def from_heyreach(event: InboundEvent, inbox: Inbox) -> tuple[BusinessEvent, ...]:
    """What HeyReach itself says of the conversation or lead that a webhook named, if it has one."""
    hint = parse_hint(event.body)
    try:
        if event.kind in ("message_reply", "inmail_reply"):
            return await _message(hint, event.received_at, inbox)
        return await _progress(event.kind, hint, event.received_at, inbox)
    except ProviderRefused:
        return ()


async def _message(hint: Hint, at: datetime, inbox: Inbox) -> tuple[BusinessEvent, ...]:
    conversation = await _conversation(hint, at, inbox)
    message = _said(conversation, hint) if conversation else None
    if conversation is None or message is None:
        return ()
    profile = conversation.profile_url or hint.profile_url or ""
    account = conversation.account_id or hint.account_id
    return (
        MessageReceived(
            channel=Channel.LINKEDIN,
            vendor_id=f"heyreach:{message_key(conversation.id, message)}",
            sender=profile,
            recipient=str(account or ""),
            text=message.text,
            at=message.at,
            routes=_routes(conversation.id, account, profile),
            conversation=conversation.id,
        ),
    )


async def _progress(kind: str, hint: Hint, at: datetime, inbox: Inbox) -> tuple[BusinessEvent, ...]:
    """An acceptance, or something of ours that went out: HeyReach acts hours after it was asked to."""
    profile = hint.profile_url
    if profile is None:
        return ()
    conversation = await _conversation(hint, at, inbox)
    account = hint.account_id or (conversation.account_id if conversation else None)
    if not await _is_so(kind, hint, profile, conversation, inbox):
        return ()
    connected = kind == "connection_accepted"
    return (
        OutcomeReported(
            kind=OutcomeKind.CONNECTED if connected else OutcomeKind.ON_ITS_WAY,
            channel=Channel.LINKEDIN,
            routes=_routes(conversation.id if conversation else None, account, profile),
            status=kind,
            at=None,
            step=50,
            conversation=conversation.id if conversation else None,
        ),
    )


async def _is_so(
    kind: str, hint: Hint, profile: str, conversation: Conversation | None, inbox: Inbox
) -> bool:
    """Whether the campaign says the same; without a campaign a conversation is the proof."""
    if hint.campaign_id is None:
        return conversation is not None
    lead = await inbox.campaign_lead(campaign_id=hint.campaign_id, profile_url=profile)
    if lead is None:
        return conversation is not None and kind == "message_sent"
    match kind:
        case "connection_accepted":
            return lead.connected
        case "connection_sent":
            return lead.asked
        case _:
            return lead.written_to or conversation is not None


async def _conversation(hint: Hint, at: datetime, inbox: Inbox) -> Conversation | None:
    if hint.conversation_id and hint.account_id:
        return await inbox.chatroom(hint.account_id, hint.conversation_id)
    found = await _listed(hint, at, inbox)
    if found is not None and found.account_id:
        return await inbox.chatroom(found.account_id, found.id)
    return found


async def _listed(hint: Hint, at: datetime, inbox: Inbox) -> Conversation | None:
    """The conversation in HeyReach's list, by its id or by the person's profile."""
    accounts = [hint.account_id] if hint.account_id else []
    cursor: str | None = None
    for _ in range(PAGES):
        page = await inbox.conversations(
            account_ids=accounts,
            since=at - LOOK_BACK,
            until=at + timedelta(days=1),
            profile_url=hint.profile_url,
            cursor=cursor,
        )
        found = next((one for one in page.conversations if _is_meant(one, hint)), None)
        if found is not None or page.next_cursor is None:
            return found
        cursor = page.next_cursor
    return None


def _is_meant(conversation: Conversation, hint: Hint) -> bool:
    if hint.conversation_id:
        return conversation.id == hint.conversation_id
    return bool(
        hint.profile_url
        and conversation.profile_url
        and profile_key(conversation.profile_url) == profile_key(hint.profile_url)
    )


def _said(conversation: Conversation, hint: Hint) -> ChatMessage | None:
    """The person's message that the webhook meant, else their newest."""
    theirs = [message for message in conversation.messages if not message.from_us and message.text.strip()]
    meant = [message for message in theirs if message.text in hint.texts]
    return next(reversed(meant or theirs), None)


def _routes(conversation_id: str | None, account: int | None, profile: str) -> tuple[RouteKey, ...]:
    routes: list[RouteKey] = []
    if conversation_id:
        routes.append(("conversation", heyreach_key(conversation_id)))
    if account and profile:
        routes.append(("conversation", linkedin_key(account, profile)))
    return tuple(routes)
