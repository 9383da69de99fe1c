"""Hold one webhook call as it came, before anybody believes it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from errors import WebhookRejected


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """The raw call: signatures are checked on exactly these bytes."""

    url: str
    """The public address that the vendor called, with its query string, rebuilt from PUBLIC_BASE_URL."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    token: str = ""
    """The unguessable part of the path, for vendors that sign nothing."""


def check_token(webhook: Webhook, secret: str, vendor: str) -> None:
    """Raise WebhookRejected unless the call came to the address that only the vendor was told."""
    given, wanted = webhook.token.encode(), secret.encode()
    if not wanted or not hmac.compare_digest(given, wanted):
        raise WebhookRejected(f"This is not the address that {vendor} was given.")
