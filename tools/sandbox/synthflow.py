"""Pretend to be Synthflow: ring people up, let them talk, and say afterwards how it went."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated
from uuid import uuid4

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import WebhookRejected
from tools.providers.synthflow import parse_call_hint
from tools.sandbox.entries import Accepted
from tools.sandbox.ledger import digest_of
from tools.sandbox.people import Said
from tools.sandbox.phrases import Mood
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer

CATEGORIES: Mapping[int, str] = {
    400: "validation_error",
    401: "authentication_error",
    404: "not_found",
    422: "validation_error",
    429: "rate_limit_error",
    500: "internal_error",
}
PAGE = 100
RINGS_AT, TALKS_AT = 0.15, 0.4
"""Shares of a call's way to its end in this town; nobody here waits for a minute of talk."""
ENDS: Mapping[Mood, tuple[str, str]] = {
    Mood.NO_ANSWER: ("no-answer", "no_answer"),
    Mood.VOICEMAIL: ("left_voicemail", "voicemail_message_left"),
    Mood.UNSUBSCRIBE: ("completed", "human_goodbye"),
}
"""Status and reason; any other mood ends as a talk does."""
Wanted = Annotated[str, Field(min_length=1)]


class _Variable(BaseModel):
    key: Wanted
    value: str


class _Call(BaseModel):
    """The body of `POST /calls`."""

    model_id: Wanted
    phone: Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
    name: Wanted
    from_phone_number: str = ""
    custom_variables: list[_Variable] = Field(default_factory=list[_Variable])
    lead_email: str = ""
    lead_timezone: str = ""
    prompt: str = ""
    greeting: str = ""


class SynthflowSide:
    """Synthflow's calls as its callers see them."""

    vendor = "synthflow"
    prefix = "/synthflow/v2"

    def __init__(self, town: Town) -> None:
        self._town = town
        self._account = town.accounts[self.vendor]

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/synthflow/v2`; every call passes `through` the faults."""
        return [
            Route("/calls", through, methods=["POST", "GET"]),
            Route("/calls/{id}", through, methods=["GET"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Any call: who calls first."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or key != self._account.key:
            return self.say(401, "Invalid API key, or a key of another region.")
        if request.method == "POST":
            return await self._place(request)
        return self._fetch(request.path_params["id"]) if "id" in request.path_params else self._list(request)

    def say(self, status: int, words: str) -> Response:
        """Synthflow's error body."""
        detail = {
            "status": "error",
            "description": words,
            "request_id": str(uuid4()),
            "category": CATEGORIES.get(status, "error"),
        }
        return json_answer({"detail": detail}, status)

    def sign(self, url: str, body: bytes, content_type: str) -> Mapping[str, str]:  # noqa: ARG002
        """The signature of the call's id, and of nothing else; what names no call bears none."""
        try:
            call_id = parse_call_hint(body).call_id.encode()
        except WebhookRejected:
            return {}
        value = b64encode(hmac.digest(self._account.webhook_secret.encode(), call_id, sha256)).decode()
        return {"Synthflow-Signature": value}

    async def _place(self, request: Request) -> Response:
        body = await request.body()
        try:
            wanted = _Call.model_validate_json(body)
        except ValidationError as error:
            first = error.errors()[0]
            return self.say(400, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}")
        call = self._town.ledger.take(self._accepted(wanted, digest_of(body)))
        self._town.callbacks.due(
            self.vendor,
            "synthflow/calls",
            json.dumps(self._hook(call)),
            seconds=max(0.0, (_moment(call, "ends_at") - self._town.clock()).total_seconds()),
            about=call.id,
        )
        return json_answer({"status": "success", "response": {"answer": "ok", "call_id": call.id}})

    def _accepted(self, wanted: _Call, digest: str) -> Accepted:
        earlier = [call for call in self._town.ledger.sends_to(wanted.phone) if call.vendor == self.vendor]
        opening = wanted.greeting or wanted.prompt
        said = self._town.people.say(
            wanted.phone,
            form="voice_script",
            text=opening,
            sender=wanted.from_phone_number,
            subject="",
            nth=len(earlier),
        )
        variables = {variable.key: variable.value for variable in wanted.custom_variables}
        at = self._town.clock()
        status, reason = _end(said)
        details: dict[str, object] = {
            "model_id": wanted.model_id,
            "name": wanted.name,
            "time_zone": wanted.lead_timezone,
            "prompt": wanted.prompt,
            "greeting": wanted.greeting,
            "variables": variables,
            "ends_at": (at + timedelta(seconds=self._town.config.reply_seconds)).isoformat(),
            "status": status,
            "reason": reason,
            "transcript": said.text if said else "",
            "duration": int(said.seconds) if said and status != "no-answer" else 0,
        }
        return Accepted(
            vendor=self.vendor,
            form="voice_script",
            id=str(uuid4()),
            recipient=wanted.phone,
            sender=wanted.from_phone_number,
            subject=wanted.greeting,
            text=wanted.prompt or wanted.greeting,
            tag=variables.get("touch_id"),
            digest=digest,
            details=details,
            accepted_at=at,
        )

    def _fetch(self, call_id: str) -> Response:
        call = self._town.ledger.send(call_id)
        if call is None or call.vendor != self.vendor:
            return self.say(404, "Call not found")
        return json_answer({"status": "success", "response": {"calls": [self._shown(call)]}})

    def _list(self, request: Request) -> Response:
        asked = request.query_params
        try:
            limit, offset = int(asked.get("limit", "20")), int(asked.get("offset", "0"))
            first, last = int(asked.get("from_date", "0")), int(asked.get("to_date", "99999999999999"))
        except ValueError:
            return self.say(400, "limit, offset, from_date and to_date are whole numbers.")
        if not asked.get("model_id") or not 1 <= limit <= PAGE or offset < 0:
            return self.say(400, f"model_id is required; limit lies between 1 and {PAGE}.")
        phone, status = asked.get("lead_phone_number"), asked.get("call_status")
        calls = [
            call
            for call in reversed(self._town.ledger.sends(self.vendor))
            if call.details["model_id"] == asked["model_id"]
            and first <= call.accepted_at.timestamp() * 1000 <= last
            and phone in (None, call.recipient)
            and status in (None, self._status(call))
        ]
        page = [self._shown(call) for call in calls[offset : offset + limit]]
        pagination = {"total_records": len(calls), "limit": limit, "offset": offset}
        return json_answer({"status": "success", "response": {"pagination": pagination, "calls": page}})

    def _status(self, call: Accepted) -> str:
        """Where the call stands now, on its way from registered to its end."""
        ends_at = _moment(call, "ends_at")
        whole = (ends_at - call.accepted_at).total_seconds()
        gone = (self._town.clock() - call.accepted_at).total_seconds()
        if gone >= whole:
            return str(call.details["status"])
        if gone < whole * RINGS_AT:
            return "registered"
        talks = call.details["status"] != "no-answer" and gone >= whole * TALKS_AT
        return "in-progress" if talks else "ringing"

    def _shown(self, call: Accepted) -> dict[str, object]:
        status = self._status(call)
        ended = self._town.clock() >= _moment(call, "ends_at")
        told = call.details
        return {
            "call_id": call.id,
            "model_id": told["model_id"],
            "status": status,
            "type_of_call": "outbound",
            "start_time": str(int(call.accepted_at.timestamp() * 1000)),
            "timezone": told["time_zone"],
            "duration": told["duration"] if ended else 0,
            "telephony_duration": int(str(told["duration"])) * 1000 if ended else 0,
            "end_call_reason": told["reason"] if ended else None,
            "transcript": told["transcript"] if ended else "",
            "recording_url": f"https://recordings.sandbox.example/{call.id}.wav"
            if ended and told["transcript"]
            else None,
            "phone_number_from": call.sender,
            "phone_number_to": call.recipient,
            "lead_name": told["name"],
            "lead_phone_number": call.recipient,
            "executed_actions": {},
            "collected_variables": {},
            "error_message": None,
        }

    def _hook(self, call: Accepted) -> dict[str, object]:
        """The post-call webhook's body."""
        told = call.details
        return {
            "status": "completed",
            "error_message": None,
            "lead": {
                "name": told["name"],
                "phone_number": call.recipient,
                "prompt_variables": told["variables"],
            },
            "call": {
                "status": told["status"],
                "end_call_reason": told["reason"],
                "model_id": told["model_id"],
                "timezone": told["time_zone"],
                "call_id": call.id,
                "duration": told["duration"],
                "start_time": str(int(call.accepted_at.timestamp() * 1000)),
                "transcript": told["transcript"],
                "recording_url": f"https://recordings.sandbox.example/{call.id}.wav",
            },
            "executed_actions": {},
            "analysis": {},
            "collected_variables": {},
        }


def _end(said: Said | None) -> tuple[str, str]:
    if said is None or (not said.text and said.mood is not Mood.NO_ANSWER):
        return "busy", "dial_busy"
    return ENDS.get(said.mood, ("completed", "human_goodbye"))


def _moment(call: Accepted, name: str) -> datetime:
    return datetime.fromisoformat(str(call.details[name])).astimezone(UTC)
