"""Make the application: one router a noun, one shape for failures, the browser's safeguards on."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.middleware import Middleware

from api import (
    approvals,
    auth,
    autopilot,
    billing,
    campaigns,
    cases,
    compliance,
    docs,
    erasures,
    health,
    imports,
    leads,
    notes,
    unsubscribe,
    webhooks,
)
from api.doors import CloseDoors, SecureHeaders, TellAddress
from api.problems import add_handlers
from graphs.platform import Platform

ROUTERS = (
    health.router,
    auth.router,
    campaigns.router,
    leads.router,
    imports.router,
    approvals.router,
    autopilot.router,
    cases.router,
    billing.router,
    compliance.router,
    notes.router,
    erasures.router,
    unsubscribe.router,
    docs.router,
)
# What a multipart body holds beside the file itself.
_ENVELOPE_BYTES = 1_000_000


def create_app(platform: Platform) -> FastAPI:
    """The API of one platform; the chat is mounted beside it by `api.chat`."""
    settings = platform.settings
    largest = max(settings.import_max_bytes + _ENVELOPE_BYTES, settings.webhook_max_bytes + _ENVELOPE_BYTES)
    app = FastAPI(
        title="Agency OS",
        summary="Campaigns, leads, approvals and replies of the clients that you are a member of.",
        description="Sign in with `POST /api/v1/auth/token`, then send the token as a bearer.",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        telemetry={"operation_spans": False, "logs": False, "exclude": _tells_too_much},
        middleware=[
            Middleware(SecureHeaders, https=settings.base_url.startswith("https://")),
            Middleware(TellAddress),
            Middleware(CloseDoors, max_bytes=largest),
        ],
    )
    app.state.platform = platform
    add_handlers(app)
    # Routes are tried in order; those that are called a thousand times as often stand first.
    webhooks.add_routes(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route("/", _to_the_chat, methods=["GET"], include_in_schema=False)
    return app


def _tells_too_much(scope: MutableMapping[str, Any]) -> bool:
    """Whether a span would repeat a key that stands in the address, or what somebody looked for."""
    path: str = scope["path"]
    return (
        bool(scope["query_string"]) or not path.startswith("/api/") or path.startswith(f"{webhooks.PREFIX}/")
    )


async def _to_the_chat() -> RedirectResponse:
    return RedirectResponse("/chat/", status_code=307)
