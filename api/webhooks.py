"""Take in what vendors send: verify, store once, answer at once."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.callers import ThePlatform
from api.problems import problem
from graphs import flows

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])


@router.post("/postmark/inbound")
async def postmark_inbound(request: Request, platform: ThePlatform) -> Response:
    """200 for a stored event and for a repeated one, 401 or 400 for one that is not the vendor's."""
    body = await _read(request, platform.settings.webhook_max_bytes)
    if body is None:
        return problem(413, kind="too_large", title="The body is larger than a webhook may be.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    event_id = await platform.services.intake.accept("postmark", "inbound", headers, body)
    if event_id is not None:
        await flows.received(event_id)
    return Response(status_code=200)


async def _read(request: Request, max_bytes: int) -> bytes | None:
    """The body, or None when it is larger; never more than that is kept."""
    chunks: list[bytes] = []
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        # What is too much is read all the same, and dropped: a caller cut off while sending sees no 413.
        if seen <= max_bytes:
            chunks.append(chunk)
    return b"".join(chunks) if seen <= max_bytes else None
