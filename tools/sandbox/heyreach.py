"""Pretend to be HeyReach: invite people on LinkedIn, let them accept, and carry what both sides write."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar
from uuid import uuid4

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tools.providers.heyreach import profile_key
from tools.sandbox.heyreach_requests import (
    CAMPAIGNS,
    DRAFT_CAMPAIGN,
    SEATS,
    Addition,
    Message,
    Page,
    Pair,
    Search,
    Stop,
    campaign_shown,
    cannot_take,
    fields_of,
    seats_shown,
)
from tools.sandbox.heyreach_views import (
    INMAIL,
    INVITATION,
    MESSAGE,
    Room,
    account_of,
    event,
    lead_shown,
    room_id,
    room_of,
    room_shown,
)
from tools.sandbox.ledger import Accepted, DueCall, digest_of
from tools.sandbox.people import Said
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer

A_MINUTE = 300
SENT_AT = 0.1
"""The share of the time that a person takes to answer."""


Asked = TypeVar("Asked", bound=BaseModel)


class HeyReachSide:
    """HeyReach's campaigns and inbox as their callers see them."""

    vendor = "heyreach"
    prefix = "/heyreach/api/public"

    def __init__(self, town: Town) -> None:
        self._town = town
        self._account = town.accounts[self.vendor]
        self._leads: dict[tuple[int, str], Accepted] = {}
        self._rooms: dict[str, list[Accepted]] = {}
        self._stopped: set[str] = set()
        self._minute = 0
        self._calls = 0
        for send in town.ledger.sends(self.vendor):
            self._remember(send)

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/heyreach/api/public`; every call passes `through` the faults."""
        posts = (*self._posts(), "/li_account/GetAll", "/campaign/GetAll")
        gets = ("/auth/CheckApiKey", "/campaign/GetById", "/inbox/GetChatroom/{account}/{room:path}")
        return [
            *(Route(path, through, methods=["POST"]) for path in posts),
            *(Route(path, through, methods=["GET"]) for path in gets),
        ]

    async def answer(self, request: Request) -> Response:
        """Any call: who calls and how often first."""
        key = request.headers.get("x-api-key", "")
        if key != self._account.key:
            return PlainTextResponse("Invalid API key" if key else "Missing API key", 401)
        if self._too_many():
            return self.say(429, "Too many requests")
        path = request.url.path.removeprefix(self.prefix)
        if "room" in request.path_params:
            return self._chatroom(request.path_params["account"], request.path_params["room"])
        if path in self._posts():
            return self._posts()[path](await request.body())
        if path == "/campaign/GetById":
            return self._campaign(request.query_params.get("campaignId", ""))
        if path == "/auth/CheckApiKey":
            return Response(status_code=200)
        shown = (
            seats_shown()
            if path == "/li_account/GetAll"
            else [campaign_shown(number) for number in CAMPAIGNS]
        )
        return json_answer({"totalCount": len(shown), "items": shown})

    def say(self, status: int, words: str) -> Response:
        """HeyReach's error body; it documents no header of its limits."""
        return json_answer({"errorMessage": words}, status)

    def relay(self, send: Accepted, said: Said) -> None:
        """Let the person accept the invitation, if that is open, and write back."""
        if send.form == INVITATION and "connection_accepted" not in self._kinds(send, ever=True):
            self._tell("connection_accepted", send, said.seconds)
        if said.text:
            kind = "inmail_reply" if send.form == INMAIL else "message_reply"
            # Whoever writes along with an acceptance does so a moment after it.
            pause = said.seconds * (1.2 if send.form == INVITATION else 1.0)
            self._tell(kind, send, pause, said.text)

    def _posts(self) -> Mapping[str, Callable[[bytes], Response]]:
        return {
            "/campaign/AddLeadsToCampaignV2": lambda body: self._read(Addition, body, self._add),
            "/campaign/StopLeadInCampaign": lambda body: self._read(Stop, body, self._stop),
            "/campaign/GetLeadsFromCampaign": lambda body: self._read(Page, body, self._list_leads),
            "/inbox/GetConversationsV3": lambda body: self._read(Search, body, self._search),
            "/inbox/SendMessage": lambda body: self._read(Message, body, self._send),
        }

    def _read(self, shape: type[Asked], body: bytes, do: Callable[[Asked], Response]) -> Response:
        try:
            asked = shape.model_validate_json(body)
        except ValidationError as error:
            first = error.errors()[0]
            return self.say(400, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}")
        return do(asked)

    def _add(self, asked: Addition) -> Response:
        if asked.campaign_id not in CAMPAIGNS:
            return self.say(404, "Campaign not found")
        if asked.campaign_id == DRAFT_CAMPAIGN:
            return self.say(400, "You cannot add new leads to a draft campaign")
        counts = {"addedLeadsCount": 0, "updatedLeadsCount": 0, "failedLeadsCount": 0}
        for pair in asked.account_lead_pairs:
            if (asked.campaign_id, profile_key(pair.lead.profile_url)) in self._leads:
                counts["updatedLeadsCount"] += 1
            elif cannot_take(pair, CAMPAIGNS[asked.campaign_id][1]):
                counts["failedLeadsCount"] += 1
            else:
                self._take(_accepted(pair, asked.campaign_id, self._town.clock()))
                counts["addedLeadsCount"] += 1
        return json_answer(counts)

    def _stop(self, asked: Stop) -> Response:
        lead = self._leads.get((asked.campaign_id, profile_key(asked.lead_url)))
        if lead is None:
            return self.say(404, "Lead not found in campaign")
        self._stopped.add(lead.id)
        return Response(status_code=200)

    def _list_leads(self, asked: Page) -> Response:
        if asked.campaign_id not in CAMPAIGNS:
            return self.say(404, "Campaign not found")
        leads = [lead for (campaign, _), lead in self._leads.items() if campaign == asked.campaign_id]
        page = leads[asked.offset : asked.offset + asked.limit]
        return json_answer({"totalCount": len(leads), "items": [self._lead(lead) for lead in page]})

    def _lead(self, lead: Accepted) -> Mapping[str, object]:
        happened = self._happened(lead)
        moved_at = max((call.due_at for call in happened), default=lead.accepted_at)
        stopped = lead.id in self._stopped
        return lead_shown(lead, self._kinds(lead), stopped=stopped, moved_at=moved_at)

    def _send(self, asked: Message) -> Response:
        room = self._room(asked.conversation_id)
        if room is None or room.account_id != asked.linked_in_account_id:
            return self.say(404, "Conversation not found")
        self._take(
            Accepted(
                vendor=self.vendor,
                form=MESSAGE,
                id=str(uuid4()),
                recipient=room.first.recipient,
                sender=str(room.account_id),
                subject=asked.subject or "",
                text=asked.message,
                digest=digest_of(asked.model_dump_json().encode()),
                details={"conversation_id": room.id, "lead": room.first.details.get("lead", {})},
                accepted_at=self._town.clock(),
            )
        )
        return Response(status_code=200)

    def _chatroom(self, account: str, room_name: str) -> Response:
        room = self._room(room_name)
        if room is None or str(room.account_id) != account:
            return self.say(404, "Conversation not found")
        return json_answer(room_shown(room, whole=True))

    def _search(self, asked: Search) -> Response:
        rooms = [room for name in self._rooms if (room := self._room(name)) and _is_wanted(room, asked)]
        rooms.sort(key=lambda room: room.last_at, reverse=True)
        try:
            start = int(b64decode(asked.cursor, validate=True)) if asked.cursor else 0
        except (NotBase64, ValueError):
            return self.say(400, "Invalid cursor")
        end = start + asked.limit
        return json_answer(
            {
                "items": [room_shown(room, whole=False) for room in rooms[start:end]],
                "totalCount": len(rooms),
                "nextCursor": b64encode(str(end).encode()).decode() if end < len(rooms) else None,
                "hasNextPage": end < len(rooms),
            }
        )

    def _campaign(self, number: str) -> Response:
        if not number.isdigit() or int(number) not in CAMPAIGNS:
            return self.say(404, "Campaign not found")
        return json_answer(campaign_shown(int(number)))

    def _take(self, send: Accepted) -> None:
        """Keep what goes out, tell that it went, and let the person answer."""
        self._remember(self._town.ledger.take(send))
        sent = {INVITATION: "connection_sent", INMAIL: "inmail_sent"}.get(send.form, "message_sent")
        self._tell(sent, send, SENT_AT * self._town.config.reply_seconds)
        earlier = [each for each in self._town.ledger.sends_to(send.recipient) if each.form == send.form]
        said = self._town.people.say(
            send.recipient,
            form=send.form,
            text=send.text,
            sender=f"{SEATS[account_of(send)]} <seat-{send.sender}@linkedin.example>",
            subject=send.subject,
            nth=len(earlier) - 1,
        )
        if said is not None:
            self.relay(send, said)

    def _remember(self, send: Accepted) -> None:
        campaign = send.details.get("campaign_id")
        if isinstance(campaign, int):
            self._leads[campaign, profile_key(send.recipient)] = send
        self._rooms.setdefault(room_id(account_of(send), send.recipient), []).append(send)

    def _tell(self, kind: str, send: Accepted, seconds: float, said: str = "") -> None:
        at = self._town.clock() + timedelta(seconds=seconds)
        body = event(send, said=said, at=at, opened=kind != "connection_sent")
        path = f"heyreach/{kind}/{self._account.webhook_secret}"
        self._town.callbacks.due(self.vendor, path, json.dumps(body), seconds=seconds, about=send.id)

    def _happened(self, send: Accepted) -> list[DueCall]:
        now = self._town.clock()
        return [call for call in self._town.ledger.calls_about(send.id) if call.due_at <= now]

    def _kinds(self, send: Accepted, *, ever: bool = False) -> frozenset[str]:
        calls = self._town.ledger.calls_about(send.id) if ever else self._happened(send)
        return frozenset(call.path.split("/")[1] for call in calls)

    def _room(self, name: str) -> Room | None:
        """The conversation under this id, once an invitation was accepted or an InMail went out."""
        sends = self._rooms.get(name, [])
        opened = [
            send for send in sends if send.form != INVITATION or "connection_accepted" in self._kinds(send)
        ]
        if not opened:
            return None
        return room_of(opened, [call for send in opened for call in self._happened(send)])

    def _too_many(self) -> bool:
        minute = int(self._town.clock().timestamp() // 60)
        self._calls = self._calls + 1 if minute == self._minute else 1
        self._minute = minute
        return self._calls > A_MINUTE


def _accepted(pair: Pair, campaign_id: int, at: datetime) -> Accepted:
    fields = fields_of(pair)
    lead = pair.lead.model_dump(by_alias=True, exclude={"custom_user_fields"}, exclude_none=True)
    return Accepted(
        vendor="heyreach",
        form=CAMPAIGNS[campaign_id][1],
        id=str(uuid4()),
        recipient=pair.lead.profile_url,
        sender=str(pair.linked_in_account_id),
        subject=fields.get("subject", ""),
        text=fields.get("message", ""),
        tag=fields.get("touch_id"),
        digest=digest_of(pair.model_dump_json().encode()),
        details={"campaign_id": campaign_id, "lead": lead, "fields": fields},
        accepted_at=at,
    )


def _is_wanted(room: Room, asked: Search) -> bool:
    """The filters of a search; `from` acts by whole days."""
    wanted = asked.filters
    profile = room.first.recipient
    return (
        (not wanted.linked_in_account_ids or room.account_id in wanted.linked_in_account_ids)
        and (not wanted.campaign_ids or room.first.details.get("campaign_id") in wanted.campaign_ids)
        and (not wanted.lead_profile_url or profile_key(wanted.lead_profile_url) == profile_key(profile))
        and any(wanted.search_string.lower() in text.lower() for text in (profile, *_texts(room)))
        and (asked.since is None or room.last_at >= _midnight(asked.since))
        and (asked.until is None or room.last_at <= asked.until)
    )


def _texts(room: Room) -> Sequence[str]:
    return [line.text for line in room.lines]


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date(), time.min, UTC)
