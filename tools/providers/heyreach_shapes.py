"""Read what HeyReach tells of its inbox, whose fields are documented nowhere and spelt in two ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast

from errors import WebhookRejected
from tools.providers.tolerance import objects, text_or_empty, text_or_none, truth_or_none, whole_or_none

Plain = Mapping[str, object]
"""An object whose keys are in lower case and without underscores: `profile_url` is `profileUrl`."""
MESSAGE_LISTS = ("messages", "items", "recentmessages")


@dataclass(frozen=True)
class ChatMessage:
    """One message of a conversation."""

    text: str
    at: datetime | None
    from_us: bool


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """One conversation of one of our seats with one person."""

    id: str
    account_id: int | None
    profile_url: str | None
    messages: tuple[ChatMessage, ...]
    """Oldest first; a list of conversations may show none, or only the last ones."""
    last_at: datetime | None
    last_from_us: bool | None


@dataclass(frozen=True)
class ConversationPage:
    """One page of conversations; `next_cursor` is None on the last one."""

    conversations: tuple[Conversation, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class LeadProgress:
    """How far a campaign has come with one lead, in HeyReach's own words."""

    profile_url: str
    account_id: int | None
    campaign_status: str
    """`Pending`, `InSequence`, `Finished`, `Failed`, …"""
    connection_status: str
    """`None`, `ConnectionSent`, `ConnectionAccepted`"""
    message_status: str
    """`None`, `MessageSent`, `MessageReply`"""
    error: str | None
    last_action_at: datetime | None

    @property
    def asked(self) -> bool:
        """Whether a connection request went out."""
        return self.connection_status.lower() in ("connectionsent", "connectionaccepted")

    @property
    def connected(self) -> bool:
        """Whether the person accepted it."""
        return self.connection_status.lower() == "connectionaccepted"

    @property
    def written_to(self) -> bool:
        """Whether a message or an InMail of the campaign went out."""
        return self.message_status.lower() not in ("", "none")


@dataclass(frozen=True, kw_only=True)
class Hint:
    """What a webhook, which proves nothing, says it is about."""

    conversation_id: str | None
    profile_url: str | None
    account_id: int | None
    campaign_id: int | None
    texts: tuple[str, ...]
    """What the person is said to have written."""
    digest: str
    """SHA-256 of the webhook's body."""


def message_key(conversation_id: str, message: ChatMessage) -> str:
    """What tells one message from every other: HeyReach gives messages no id, and events come again."""
    at = message.at.isoformat() if message.at else ""
    return sha256(f"{conversation_id}\x00{at}\x00{message.text}".encode("utf-8", "replace")).hexdigest()


def conversation(given: Mapping[str, object], conversation_id: str, account_id: int | None) -> Conversation:
    """A conversation as the chatroom or a list tells it; the arguments stand in for what it leaves out."""
    told = _plain(given)
    listed = (entry for name in MESSAGE_LISTS for entry in objects(told.get(name)))
    messages = [_message(_plain(entry)) for entry in listed]
    messages.sort(key=lambda message: message.at or datetime.min.replace(tzinfo=UTC))
    last = messages[-1] if messages else None
    sender = told.get("lastmessagesender")
    return Conversation(
        id=_text(told, "id", "conversationid") or conversation_id,
        account_id=_account_id(told) or account_id,
        profile_url=_profile_url(told),
        messages=tuple(messages),
        last_at=_moment(told, "lastmessageat") or (last.at if last else None),
        last_from_us=_is_us(sender) if sender else (last.from_us if last else None),
    )


def page(given: Mapping[str, object]) -> ConversationPage:
    """A page of conversations; an entry without an id is dropped."""
    told = _plain(given)
    entries = [_plain(entry) for entry in objects(told.get("items"))]
    found = (conversation(entry, "", None) for entry in entries)
    more = truth_or_none(told.get("hasnextpage")) is not False
    cursor = _text(told, "nextcursor")
    return ConversationPage(tuple(each for each in found if each.id), cursor if more and entries else None)


def lead_page(given: Mapping[str, object]) -> tuple[tuple[LeadProgress, ...], int]:
    """A page of a campaign's leads, and how many leads it has in all."""
    told = _plain(given)
    leads = tuple(_progress(_plain(entry)) for entry in objects(told.get("items")))
    return leads, _whole(told, "totalcount") or 0


def hint(body: bytes) -> Hint:
    """What a webhook is about; raises WebhookRejected (malformed) when it is no JSON object."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WebhookRejected("This is not JSON of HeyReach's.", malformed=True) from error
    if not isinstance(given, Mapping):
        raise WebhookRejected("This is not an event of HeyReach's.", malformed=True)
    told = _plain(cast("Mapping[str, object]", given))
    inner = _plain(told.get("data")) or told
    return Hint(
        conversation_id=_text(inner, "conversationid", "chatroomid")
        or _text(_plain(inner.get("conversation")), "id"),
        profile_url=_profile_url(inner),
        account_id=_account_id(inner),
        campaign_id=_whole(inner, "campaignid") or _whole(_plain(inner.get("campaign")), "id"),
        texts=_texts(inner),
        digest=sha256(body).hexdigest(),
    )


def _read_moment(value: object) -> datetime | None:
    """An ISO moment in UTC; HeyReach writes none of its zones, which are UTC."""
    text = text_or_none(value)
    try:
        found = None if text is None else datetime.fromisoformat(text)
        return found and (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plain(value: object) -> Plain:
    if not isinstance(value, Mapping):
        return {}
    fields = cast("Mapping[object, object]", value)
    return {str(name).replace("_", "").lower(): field for name, field in fields.items()}


def _text(told: Plain, *names: str) -> str | None:
    for name in names:
        value = told.get(name)
        found = str(value) if isinstance(value, int) and not isinstance(value, bool) else text_or_none(value)
        if found:
            return _encodable(found)
    return None


def _encodable(text: str) -> str:
    # JSON can hold half of a surrogate pair, which UTF-8 and PostgreSQL cannot.
    return text.encode("utf-8", "replace").decode("utf-8")


def _whole(told: Plain, *names: str) -> int | None:
    found = (whole_or_none(told.get(name)) for name in names)
    return next((number for number in found if number), None)


def _moment(told: Plain, *names: str) -> datetime | None:
    return next((found for name in names if (found := _read_moment(told.get(name)))), None)


def _account_id(told: Plain) -> int | None:
    nested = (_whole(_plain(told.get(name)), "id") for name in ("linkedinaccount", "sender", "account"))
    return _whole(told, "linkedinaccountid", "linkedinsenderid", "accountid", "senderid") or next(
        (number for number in nested if number), None
    )


def _profile_url(told: Plain) -> str | None:
    names = ("profileurl", "linkedinurl", "leadprofileurl", "linkedinprofileurl")
    nested = (
        _text(_plain(told.get(name)), *names)
        for name in ("correspondentprofile", "lead", "correspondent", "linkedinuserprofile")
    )
    return next((url for url in nested if url), None) or _text(told, *names)


def _progress(told: Plain) -> LeadProgress:
    return LeadProgress(
        profile_url=_profile_url(told) or "",
        account_id=_account_id(told),
        campaign_status=_text(told, "leadcampaignstatus") or "",
        connection_status=_text(told, "leadconnectionstatus") or "",
        message_status=_text(told, "leadmessagestatus") or "",
        error=_text(told, "leadcampaignstatusmessage"),
        last_action_at=_moment(told, "lastactiontime"),
    )


def _message(told: Plain) -> ChatMessage:
    reply = truth_or_none(told.get("isreply"))
    return ChatMessage(
        text=_words(told),
        at=_moment(told, "createdat", "creationtime", "sentat", "timestamp"),
        from_us=_is_us(told.get("sender")) if reply is None else not reply,
    )


def _words(told: Plain) -> str:
    found = (text_or_empty(told.get(name)) for name in ("body", "message", "text", "content"))
    return _encodable(next((text for text in found if text), ""))


def _is_us(sender: object) -> bool:
    """HeyReach names our side ME, and the other side CORRESPONDENT, by its name or not at all."""
    if isinstance(sender, Mapping):
        sender = _plain(cast("object", sender)).get("sendertype")
    return (text_or_none(sender) or "").upper() in ("ME", "USER", "ACCOUNT", "SELF")


def _texts(told: Plain) -> tuple[str, ...]:
    listed = (entry for name in MESSAGE_LISTS for entry in objects(told.get(name)))
    messages = [_plain(entry) for entry in listed]
    said = [_words(message) for message in messages if truth_or_none(message.get("isreply")) is not False]
    return tuple(text for text in (*said, _words(told)) if text)
