"""Show what the pretended HeyReach took, and what people did, as its campaigns and inbox show it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast

from tools.providers.heyreach import profile_key
from tools.sandbox.ledger import Accepted, DueCall

INVITATION, MESSAGE, INMAIL = "connection_request", "linkedin_message", "inmail"


@dataclass(frozen=True)
class Line:
    """One line of a conversation."""

    text: str
    at: datetime
    from_us: bool
    subject: str = ""


@dataclass(frozen=True)
class Room:
    """What one seat and one person have written to each other, oldest first."""

    id: str
    account_id: int
    first: Accepted
    """What opened it: an invitation or an InMail."""
    lines: tuple[Line, ...]

    @property
    def last_at(self) -> datetime:
        """When the last line was written, or the invitation sent."""
        return self.lines[-1].at if self.lines else self.first.accepted_at


def room_id(account_id: int, profile_url: str) -> str:
    """An id as LinkedIn's look: Base64 with its padding."""
    digest = sha256(f"{account_id}:{profile_key(profile_url)}".encode()).digest()
    return f"2-{b64encode(digest[:16]).decode()}"


def room_of(sends: Sequence[Accepted], calls: Iterable[DueCall]) -> Room:
    """The conversation of these sends, of which `calls` have come about."""
    first = sends[0]
    ours = [Line(send.text, send.accepted_at, True, send.subject) for send in sends if send.text]
    theirs = [line for call in calls if (line := reply_in(call)) is not None]
    lines = sorted([*ours, *theirs], key=lambda line: line.at)
    account_id = account_of(first)
    return Room(room_id(account_id, first.recipient), account_id, first, tuple(lines))


def account_of(send: Accepted) -> int:
    """The seat that it went out from."""
    return int(send.sender)


def reply_in(call: DueCall) -> Line | None:
    """What the person wrote, where a webhook tells of it."""
    if "_reply/" not in call.path:
        return None
    said = json.loads(call.body)["recent_messages"][-1]
    return Line(said["message"], datetime.fromisoformat(said["creation_time"]), False)


def event(send: Accepted, *, said: str = "", at: datetime, opened: bool) -> Mapping[str, object]:
    """A webhook's body as users of HeyReach have seen it: its own kind is not in it."""
    lead = person(send)
    account_id = account_of(send)
    messages = [{"message": send.text, "creation_time": iso(send.accepted_at), "is_reply": False}]
    if said:
        messages.append({"message": said, "creation_time": iso(at), "is_reply": True})
    return {
        "conversation_id": room_id(account_id, send.recipient) if opened else None,
        "lead": {
            "first_name": lead["firstName"],
            "last_name": lead["lastName"],
            "full_name": f"{lead['firstName']} {lead['lastName']}".strip(),
            "profile_url": send.recipient,
            "company_name": lead["companyName"],
            "position": lead["position"],
            "email_address": lead["emailAddress"],
        },
        "sender": {"id": account_id},
        "recent_messages": messages,
        "campaignId": send.details.get("campaign_id"),
    }


def person(send: Accepted) -> Mapping[str, object]:
    """The person as the caller described them."""
    given = cast("Mapping[str, object]", send.details.get("lead", {}))
    names = ("firstName", "lastName", "companyName", "position", "emailAddress")
    return {"profileUrl": send.recipient, **{name: given.get(name, "") for name in names}}


def lead_shown(
    send: Accepted, happened: frozenset[str], *, stopped: bool, moved_at: datetime
) -> dict[str, object]:
    """One lead of a campaign; `happened` are the kinds of webhooks that have come about."""
    connection = (
        "ConnectionAccepted"
        if "connection_accepted" in happened
        else "ConnectionSent"
        if "connection_sent" in happened
        else "None"
    )
    replied = happened & {"message_reply", "inmail_reply"}
    message = "MessageReply" if replied else "MessageSent" if "inmail_sent" in happened else "None"
    finished = connection == "ConnectionAccepted" or message != "None"
    status = "ManuallyStopped" if stopped else "Finished" if finished else "InSequence"
    return {
        "id": int(sha256(send.id.encode()).hexdigest()[:8], 16),
        "linkedInUserProfileId": sha256(send.recipient.encode()).hexdigest()[:12],
        "linkedInUserProfile": person(send),
        "linkedInSenderId": account_of(send),
        "leadCampaignStatus": status,
        "leadConnectionStatus": connection,
        "leadMessageStatus": message,
        "leadCampaignStatusMessage": None,
        "errorCode": None,
        "creationTime": iso(send.accepted_at),
        "lastActionTime": iso(moved_at),
    }


def room_shown(room: Room, *, whole: bool) -> dict[str, object]:
    """A conversation: in a list only its last lines."""
    lines = room.lines if whole else room.lines[-5:]
    last = room.lines[-1] if room.lines else None
    return {
        "id": room.id,
        "read": last is None or last.from_us,
        "groupChat": False,
        "lastMessageAt": iso(room.last_at),
        "lastMessageText": last.text if last else "",
        "lastMessageType": "TEXT",
        "lastMessageSender": _sender(last) if last else None,
        "totalMessages": len(room.lines),
        "campaignId": room.first.details.get("campaign_id"),
        "linkedInAccountId": room.account_id,
        "correspondentProfile": person(room.first),
        "messages": [
            {
                "createdAt": iso(line.at),
                "body": line.text,
                "subject": line.subject or None,
                "isInMail": bool(line.subject),
                "sender": _sender(line),
            }
            for line in lines
        ],
    }


def _sender(line: Line) -> str:
    return "ME" if line.from_us else "CORRESPONDENT"


def iso(moment: datetime) -> str:
    """A moment as HeyReach writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
