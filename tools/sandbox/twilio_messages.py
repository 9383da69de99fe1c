"""Show text messages, out and in, as Twilio's API shows them, one by one and in pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams

from tools.sandbox.entries import Accepted, DueCall
from tools.services.messages.segments import count_segments

USD_A_SEGMENT = 0.0515
DAY = timedelta(days=1)
ERRORS: Mapping[str, str] = {
    "30003": "Unreachable destination handset",
    "30004": "Message blocked",
    "30005": "Unknown destination handset",
    "30006": "Landline or unreachable carrier",
    "30007": "Carrier violation",
    "30008": "Unknown error",
}


@dataclass(frozen=True)
class Message:
    """One message, and when Twilio got and sent it on."""

    sid: str
    at: datetime
    sent_at: datetime | None
    shown: Mapping[str, object]


def fields_of(call: DueCall) -> Mapping[str, str]:
    """What the form of a webhook says."""
    return _fields(call.body)


@lru_cache(maxsize=4096)
def _fields(body: str) -> Mapping[str, str]:
    return dict(parse_qsl(body, keep_blank_values=True))


def went_out(send: Accepted, account: str, told: DueCall | None) -> Message:
    """A message that we sent, with the last status that came about."""
    status = fields_of(told)["MessageStatus"] if told else "queued"
    sent_at = told.due_at if told and status != "queued" else None
    code = str(send.details["error_code"]) if status in ("undelivered", "failed") else ""
    segments = count_segments(send.text).segments
    shown = _shown(send.id, account, text=send.text, sender=send.sender, to=send.recipient)
    shown |= {
        "direction": "outbound-api",
        "status": status,
        "num_segments": str(segments),
        "messaging_service_sid": send.details["messaging_service_sid"],
        "error_code": int(code) if code else None,
        "error_message": ERRORS[code] if code else None,
        "price": f"-{USD_A_SEGMENT * segments:.5f}" if status == "delivered" else None,
        "date_created": _rfc_2822(send.accepted_at),
        "date_sent": _rfc_2822(sent_at),
        "date_updated": _rfc_2822(told.due_at if told else send.accepted_at),
    }
    return Message(send.id, send.accepted_at, sent_at, shown)


def came_in(call: DueCall, account: str) -> Message:
    """A message that somebody sent to us."""
    told = fields_of(call)
    sid, moment = told["MessageSid"], _rfc_2822(call.due_at)
    shown = _shown(sid, account, text=told["Body"], sender=told["From"], to=told["To"])
    shown |= {
        "direction": "inbound",
        "status": "received",
        "num_segments": told["NumSegments"],
        "price": "-0.00750",
        "date_created": moment,
        "date_sent": moment,
        "date_updated": moment,
    }
    return Message(sid, call.due_at, call.due_at, shown)


def page_of(messages: Sequence[Message], asked: QueryParams, account: str) -> Mapping[str, object]:
    """The page that is asked for; raises ValueError where the filters or the page make no sense."""
    size, number = int(asked.get("PageSize", "50")), int(asked.get("Page", "0"))
    if not 1 <= size <= 1000 or number < 0:
        raise ValueError("Page size must be between 1 and 1000")
    found = [message for message in messages if _is_wanted(message, asked)]
    start = _start(found, asked.get("PageToken"))
    page = found[start : start + size]
    uri = f"/2010-04-01/Accounts/{account}/Messages.json?"
    filters = [(name, value) for name, value in asked.multi_items() if name not in ("Page", "PageToken")]
    after = [*filters, ("Page", str(number + 1)), ("PageToken", f"PA{page[-1].sid if page else ''}")]
    return {
        "messages": [message.shown for message in page],
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + max(0, len(page) - 1),
        "uri": uri + urlencode(asked.multi_items()),
        "first_page_uri": uri + urlencode([*filters, ("Page", "0")]),
        "next_page_uri": uri + urlencode(after) if start + size < len(found) else None,
        "previous_page_uri": None,
    }


def _start(found: Sequence[Message], token: str | None) -> int:
    if not token:
        return 0
    tokens = [f"PA{message.sid}" for message in found]
    if token not in tokens:
        raise ValueError("Invalid PageToken")
    return tokens.index(token) + 1


def _is_wanted(message: Message, asked: QueryParams) -> bool:
    """Whether a list with these filters shows it; one without a `date_sent` is in no list by date."""
    for name, field in (("To", "to"), ("From", "from")):
        if name in asked and asked[name] != message.shown[field]:
            return False
    sent = message.sent_at or datetime.min.replace(tzinfo=UTC)
    on, until, since = (_day(asked.get(name)) for name in ("DateSent", "DateSent<", "DateSent>"))
    if message.sent_at is None and (on or until or since):
        return False
    return (
        (on is None or on <= sent < on + DAY)
        and (until is None or sent < until + DAY)
        and (since is None or since <= sent)
    )


def _day(text: str | None) -> datetime | None:
    return None if text is None else datetime.combine(datetime.fromisoformat(text).date(), time.min, UTC)


def _rfc_2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment.astimezone(UTC))


def _shown(sid: str, account: str, *, text: str, sender: str, to: str) -> dict[str, object]:
    """What every message has."""
    uri = f"/2010-04-01/Accounts/{account}/Messages/{sid}"
    return {
        "sid": sid,
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": text,
        "from": sender,
        "to": to,
        "num_media": "0",
        "messaging_service_sid": None,
        "error_code": None,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
        "uri": f"{uri}.json",
    }
