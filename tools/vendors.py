"""Open the vendors of this process: the real ones, or the sandbox that pretends them."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from settings import Settings
from tools.keys import derive, plain
from tools.providers.apollo import Apollo
from tools.providers.postmark import Postmark
from tools.providers.resend import Resend
from tools.sandbox.server import SandboxConfig, SandboxUrls, open_sandbox

WEBHOOK_PATH = "/api/v1/webhooks/postmark/inbound"


@dataclass(frozen=True, kw_only=True, slots=True)
class Vendors:
    """The vendors of this process, real or pretended."""

    apollo: Apollo
    resend: Resend
    postmark: Postmark


@asynccontextmanager
async def open_vendors(settings: Settings, secret: str) -> AsyncIterator[Vendors]:
    """The vendors, closed at the end; in the sandbox the keys are the sandbox's own."""
    password = plain(settings.postmark_webhook_password) or derive(secret, "postmark webhook").hex()
    seconds = settings.provider_timeout_seconds
    async with AsyncExitStack() as stack:
        urls = (
            await stack.enter_async_context(_pretended(settings, password))
            if settings.sandboxed
            else _real(settings)
        )
        vendors = Vendors(
            apollo=Apollo.at(urls.apollo, urls.apollo_key, timeout_seconds=seconds),
            resend=Resend.at(urls.resend, urls.resend_key, timeout_seconds=seconds),
            postmark=Postmark.at(
                urls.postmark,
                urls.postmark_token,
                webhook_user=settings.postmark_webhook_user,
                webhook_password=password,
                timeout_seconds=seconds,
            ),
        )
        for vendor in (vendors.apollo, vendors.resend, vendors.postmark):
            stack.push_async_callback(vendor.close)
        yield vendors


def _real(settings: Settings) -> SandboxUrls:
    return SandboxUrls(
        root="",
        apollo=settings.apollo_base_url,
        resend=settings.resend_base_url,
        postmark=settings.postmark_base_url,
        apollo_key=plain(settings.apollo_api_key) or "",
        resend_key=plain(settings.resend_api_key) or "",
        postmark_token=plain(settings.postmark_server_token) or "",
    )


@asynccontextmanager
async def _pretended(settings: Settings, password: str) -> AsyncIterator[SandboxUrls]:
    """The sandbox that SANDBOX_URL names, the one that another process of this home runs, or a new one."""
    config = SandboxConfig(
        ledger_path=settings.agency_home / "sandbox.jsonl",
        seed=settings.sandbox_seed,
        reply_share=settings.sandbox_reply_share,
        reply_mix=settings.sandbox_reply_mix,
        reply_seconds=settings.sandbox_reply_seconds,
        faults=settings.sandbox_faults,
        webhook_url=f"{settings.base_url}{WEBHOOK_PATH}",
        webhook_user=settings.postmark_webhook_user,
        webhook_password=password,
    )
    note = settings.agency_home / "sandbox.url"
    known = settings.sandbox_url or _running(note)
    if known is not None:
        yield SandboxUrls.at(known, config)
        return
    async with open_sandbox(config) as sandbox:
        note.write_text(sandbox.urls.root, encoding="utf-8")
        try:
            yield sandbox.urls
        finally:
            note.unlink(missing_ok=True)


def _running(note: Path) -> str | None:
    """The address that another process left, where somebody still listens there."""
    try:
        url = note.read_text(encoding="utf-8").strip()
        address = urlsplit(url)
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=0.5):
            return url
    except (OSError, ValueError):
        return None
