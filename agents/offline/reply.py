"""Read an answer as the reply agent does, without a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from agents.offline.engine import Call, OfflineRequest
from memory.enums import Intent
from tools.services.hearing.answers import Inbound, reading


def engine(request: OfflineRequest) -> Sequence[Call]:
    """The reply agent's one output."""
    return [Call(name="reading", arguments=reading(inbound_of(request.data)))]


def inbound_of(data: Mapping[str, JsonValue]) -> Inbound:
    """The answer from the fenced `reply` and `thread` of the prompt."""
    reply, thread = data.get("reply"), data.get("thread")
    written = reply if isinstance(reply, dict) else {}
    earlier = [t for t in thread if isinstance(t, dict)] if isinstance(thread, list) else []
    zone = str(written.get("time_zone") or "Australia/Sydney")
    return Inbound(
        text=str(written.get("text") or ""),
        subject=str(written.get("subject") or ""),
        channel=str(written.get("channel") or "email"),
        received_at=datetime.fromisoformat(str(written["received_at"])).astimezone(ZoneInfo(zone)),
        outbound=_asked([str(one.get("body") or "") for one in earlier]),
        before=_meant_before(data.get("answers")),
        month_first=str(written.get("country") or "").upper() in {"US", "USA", "UNITED STATES"},
    )


def _asked(bodies: Sequence[str]) -> str:
    """Our last message; where it asks nothing, the latest that does, for a bare "yes" answers a question."""
    return next((body for body in reversed(bodies) if "?" in body), bodies[-1] if bodies else "")


def _meant_before(answers: JsonValue) -> Intent | None:
    """What the sender wanted when they last said so."""
    told = (
        [str(one.get("intent")) for one in answers if isinstance(one, dict)]
        if isinstance(answers, list)
        else []
    )
    meant = [Intent(one) for one in told if one in set(Intent)]
    return next(
        (one for one in reversed(meant) if one not in (Intent.AUTO_REPLY, Intent.OUT_OF_OFFICE)), None
    )
