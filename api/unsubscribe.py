"""Let anybody who was written to end it, with one click and without signing in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from api.callers import ThePlatform
from api.pages import page

router = APIRouter(prefix="/u", tags=["unsubscribe"], default_response_class=HTMLResponse)
Key = Annotated[str, Path(min_length=8, max_length=64, pattern="^[a-z0-9]+$")]


@router.get("/{token}")
async def ask(token: Key) -> HTMLResponse:
    """A page with one button: link scanners open links, so opening it changes nothing."""
    return page(
        "Unsubscribe",
        "<p>Stop all messages from this sender to you, on every channel?</p>"
        f'<form method="post" action="/u/{token}"><button>Unsubscribe</button></form>',
    )


@router.post("/{token}")
async def end(token: Key, platform: ThePlatform) -> HTMLResponse:
    """End it at once (RFC 8058 posts here too: no cookie, no redirect); a repeated click is well."""
    if not await platform.services.suppression.by_token(token):
        return _unknown()
    return page("You are unsubscribed", "<p>This sender will not contact you again.</p>")


def _unknown() -> HTMLResponse:
    return page(
        "This link is not known",
        "<p>It may have been cut by a mail program: copy the whole link, or answer the message "
        "with the word “unsubscribe”.</p>",
        status=404,
    )
