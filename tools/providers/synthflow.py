"""Have Synthflow telephone somebody, once, and read back what was said."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Self, cast

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from errors import ProviderRefused, ProviderUnavailable, WebhookRejected
from tools.providers.accounts import Account
from tools.providers.client import Vendor
from tools.providers.outcomes import Complaint, Effect
from tools.providers.tolerance import (
    Number,
    PlainText,
    Text,
    Whole,
    list_or_empty,
    object_or_none,
    objects,
    text_or_empty,
    text_or_none,
)
from tools.providers.webhooks import Webhook

TERMINAL_STATUSES = frozenset(
    {
        "completed",
        "no-answer",
        "busy",
        "failed",
        "canceled",
        "user-canceled",
        "hangup_on_voicemail",
        "left_voicemail",
        "spam",
    }
)
"""A call in any other state (pending, registered, ringing, in-progress, paused) still goes on."""
CALL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}")
PAGE = 50
PAGES = 20
SIGNATURE_HEADER = re.compile(r"(?:http-)?(?:x-)?synthflow-signature")
"""The documentation writes HTTP_SYNTHFLOW_SIGNATURE, a server's own spelling of a header's name."""


@dataclass(frozen=True, kw_only=True)
class OutboundCall:
    """One call as Synthflow takes it."""

    model_id: str
    """The agent that speaks."""
    phone: str
    """E.164, with its plus."""
    name: str
    from_phone: str | None = None
    greeting: str | None = None
    """The first sentence; the agent's own where there is none."""
    prompt: str | None = None
    """What the agent is to say and how; the agent's own where there is none."""
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    email: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True)
class PlacedCall:
    """Synthflow took the call; it rings, or will."""

    call_id: str


@dataclass(frozen=True, kw_only=True)
class CallRecord:
    """A call as Synthflow tells it now."""

    call_id: str
    model_id: str | None
    status: str
    """Lower case, as Synthflow names it; empty where it tells none."""
    duration_seconds: float | None
    end_reason: str | None
    """Text: the sources' lists of reasons differ."""
    transcript: str
    """Lines of `bot: …` and `human: …`."""
    recording_url: str | None
    phone: str | None
    started_at: datetime | None
    variables: Mapping[str, str]
    """What the agent collected; a variable that it could not collect is absent."""
    error: str | None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen in this call."""
        return self.status in TERMINAL_STATUSES


@dataclass(frozen=True)
class CallHint:
    """What a webhook claims; the signature covers the id only, so the call is fetched before it counts."""

    call_id: str
    status: str


class Synthflow:
    """Synthflow's calls."""

    def __init__(self, vendor: Vendor, *, webhook_secret: str) -> None:
        self._vendor = vendor
        self._secret = webhook_secret.encode()

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float) -> Self:
        """Synthflow at this account; close it where it was made. A key of another region is a wrong key."""
        headers = {"Authorization": f"Bearer {account.key}"}
        vendor = Vendor(
            "Synthflow", account.base_url, headers=headers, timeout_seconds=timeout_seconds, explain=explain
        )
        return cls(vendor, webhook_secret=account.webhook_secret)

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def call(self, call: OutboundCall) -> PlacedCall:
        """Synthflow's id of the call. There is no idempotency key: a repeat would ring a second time."""
        answer = await self._vendor.call(
            "place a call", "POST", "/calls", effect=Effect.ONCE, json=_body(call)
        )
        return PlacedCall(answer.read(_Placed).response.call_id)

    async def fetch(self, call_id: str) -> CallRecord:
        """The call under this id; ProviderRefused with status 404 when there is none."""
        path = f"/calls/{_checked_id(call_id)}"
        answer = await self._vendor.call("fetch a call", "GET", path, effect=Effect.READ)
        found = next((call for call in answer.read(_Calls).response.calls if call.call_id == call_id), None)
        if found is None:
            raise ProviderRefused("Synthflow", "Synthflow has no call of this id.", status=404)
        return _record(found)

    async def recent(
        self, *, model_id: str, since: datetime, phone: str | None = None
    ) -> tuple[CallRecord, ...]:
        """This agent's calls since then, to this number or to all, each once.

        Raises ProviderUnavailable where there are more than 1,000: a part of them would prove nothing.
        """
        params = {"model_id": model_id, "limit": str(PAGE), "from_date": str(int(since.timestamp() * 1000))}
        if phone is not None:
            params["lead_phone_number"] = phone
        found: dict[str, CallRecord] = {}
        offset = 0
        for _ in range(PAGES):
            answer = await self._vendor.call(
                "list calls", "GET", "/calls", effect=Effect.READ, params={**params, "offset": str(offset)}
            )
            page = answer.read(_Calls).response
            found.update((call.call_id, _record(call)) for call in page.calls if _concerns(call, phone))
            offset += len(page.calls)
            if not page.calls or offset >= page.total(offset):
                return tuple(found.values())
        raise ProviderUnavailable("Synthflow", f"Synthflow lists more than {PAGE * PAGES} calls since then.")

    def receive(self, kind: str, webhook: Webhook) -> str:
        """The webhook's own key, call id and status; raises WebhookRejected unless Synthflow signed it."""
        if kind != "calls":
            raise WebhookRejected("Synthflow tells us of calls only.", malformed=True)
        hint = parse_call_hint(webhook.body)
        wanted = b64encode(hmac.digest(self._secret, hint.call_id.encode(), sha256))
        given = (value for name, value in webhook.headers.items() if _bears_signature(name))
        if not self._secret or not any(_same(value, wanted) for value in given):
            raise WebhookRejected("This call is not signed with the secret of our Synthflow account.")
        return f"{hint.call_id}:{hint.status}"


def parse_call_hint(body: bytes) -> CallHint:
    """The call that a webhook is about; raises WebhookRejected (malformed) when it names none."""
    try:
        told = TypeAdapter(_Hook).validate_json(body)
    except ValidationError as error:
        raise WebhookRejected("This names no call of Synthflow's.", malformed=True) from error
    status = (told.call.status or told.status or "").lower()
    return CallHint(told.call.call_id, status if re.fullmatch(r"[a-z_-]{1,40}", status) else "")


def explain(_status: int, body: bytes) -> Complaint:
    """Synthflow's errors: `{"detail": {"status", "description", "request_id", "category"}}`."""
    try:
        said = TypeAdapter(_ErrorBody).validate_json(body).detail
    except ValidationError:
        return Complaint()
    if isinstance(said, _Detail):
        return Complaint(code=said.status or said.category, message=said.description or said.msg)
    return Complaint(message=said)


def _body(call: OutboundCall) -> dict[str, object]:
    body: dict[str, object] = {"model_id": call.model_id, "phone": call.phone, "name": call.name}
    optional = {
        "from_phone_number": call.from_phone,
        "lead_email": call.email,
        "lead_timezone": call.time_zone,
        "prompt": call.prompt,
        "greeting": call.greeting,
    }
    body.update((name, value) for name, value in optional.items() if value)
    if call.variables:
        body["custom_variables"] = [{"key": key, "value": value} for key, value in call.variables.items()]
    return body


def _checked_id(call_id: str) -> str:
    if not CALL_ID.fullmatch(call_id):
        raise ProviderRefused("Synthflow", "This is no id of Synthflow's.", status=404)
    return call_id


def _bears_signature(header: str) -> bool:
    return SIGNATURE_HEADER.fullmatch(header.lower().replace("_", "-")) is not None


def _same(given: str, wanted: bytes) -> bool:
    return hmac.compare_digest(given.strip().encode("utf-8", "replace"), wanted)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _detail(value: object) -> object:
    # FastAPI's own errors, of which Synthflow's are a kind, say a text or a list there.
    entries = list_or_empty(value)
    first = entries[0] if entries else value
    return object_or_none(first) or text_or_none(first)


class _Detail(BaseModel):
    status: Text = None
    description: Text = None
    msg: Text = None
    category: Text = None


class _ErrorBody(BaseModel):
    detail: Annotated[_Detail | str | None, BeforeValidator(_detail)] = None


class _PlacedId(BaseModel):
    call_id: str = Field(pattern=rf"^{CALL_ID.pattern}$")


class _Placed(BaseModel):
    response: _PlacedId


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _collected(value: object) -> dict[str, str]:
    """`{agent: {variable: {"value", "collected"}}}` as variable and value."""
    found: dict[str, str] = {}
    for agent in _mapping(value).values():
        for name, told in _mapping(agent).items():
            holds = _mapping(told)
            text = holds.get("value")
            if isinstance(text, str | int | float) and holds.get("collected") is not False:
                found[text_or_empty(name)] = text_or_empty(str(text))
    return found


class _Call(BaseModel):
    call_id: PlainText = ""
    model_id: Text = None
    status: Text = None
    call_status: Text = None
    duration: Number = None
    end_call_reason: Text = None
    transcript: PlainText = ""
    recording_url: Text = None
    phone_number_to: Text = None
    lead_phone_number: Text = None
    start_time: Whole = None
    collected_variables: Annotated[dict[str, str], BeforeValidator(_collected)] = Field(
        default_factory=dict[str, str]
    )
    error_message: Text = None


class _Pagination(BaseModel):
    total_records: Whole = None


class _Page(BaseModel):
    calls: Annotated[list[_Call], BeforeValidator(objects)] = Field(default_factory=list[_Call])
    pagination: Annotated[_Pagination | None, BeforeValidator(object_or_none)] = None

    def total(self, seen: int) -> int:
        """How many calls there are; one more than was seen where Synthflow does not tell."""
        told = self.pagination.total_records if self.pagination else None
        return seen + 1 if told is None else told


class _Calls(BaseModel):
    response: _Page


class _HookCall(BaseModel):
    call_id: str = Field(pattern=rf"^{CALL_ID.pattern}$")
    status: Text = None


class _Hook(BaseModel):
    status: Text = None
    call: _HookCall


def _concerns(call: _Call, phone: str | None) -> bool:
    """Whether the call has an id and went to this number; where it names none, Synthflow's search counts."""
    if not CALL_ID.fullmatch(call.call_id):
        return False
    told = call.lead_phone_number or call.phone_number_to
    return phone is None or told is None or _digits(told) == _digits(phone)


def _record(call: _Call) -> CallRecord:
    return CallRecord(
        call_id=call.call_id,
        model_id=call.model_id,
        status=(call.status or call.call_status or "").lower(),
        duration_seconds=call.duration,
        end_reason=call.end_call_reason,
        transcript=call.transcript,
        recording_url=call.recording_url,
        phone=call.lead_phone_number or call.phone_number_to,
        started_at=_moment(call.start_time),
        variables=call.collected_variables,
        error=call.error_message,
    )


def _moment(milliseconds: int | None) -> datetime | None:
    try:
        return None if not milliseconds else datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
