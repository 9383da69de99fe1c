"""Check a webhook that Svix signs, which is also the scheme of Standard Webhooks."""

from __future__ import annotations

import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from errors import WebhookRejected
from tools.providers.webhooks import Webhook

TOLERANCE_SECONDS = 300
NAMES = ("svix", "webhook")
"""Svix writes `svix-id`, the standard `webhook-id`; both send the same three headers."""
_MOMENT = re.compile(r"[0-9]{1,12}")


def check_signature(webhook: Webhook, secret: str, now: float) -> str:
    """The message's id; WebhookRejected unless one of its `v1` signatures is ours and it is fresh.

    base64(HMAC-SHA256(key, `id.timestamp.body`)), the key being what stands in base64 behind `whsec_`
    (docs.svix.com/receiving/verifying-payloads/how-manual).
    """
    message_id, sent_at, signatures = (_header(webhook, part) for part in ("id", "timestamp", "signature"))
    if not message_id or not signatures or not _MOMENT.fullmatch(sent_at):
        raise WebhookRejected("This webhook bears no complete signature.")
    if abs(now - int(sent_at)) > TOLERANCE_SECONDS:
        raise WebhookRejected("This webhook was signed too long ago, or in the future.")
    signed = b".".join((message_id.encode(), sent_at.encode(), webhook.body))
    wanted = b64encode(hmac.digest(_key(secret), signed, "sha256"))
    given = [entry.partition(",") for entry in signatures.split(" ")]
    # Every signature is compared, so that the time taken tells nothing.
    matches = [hmac.compare_digest(value.encode(), wanted) for version, _, value in given if version == "v1"]
    if not any(matches):
        raise WebhookRejected("This webhook is not signed with our secret.")
    return message_id


def _header(webhook: Webhook, part: str) -> str:
    found = (webhook.headers.get(f"{name}-{part}", "") for name in NAMES)
    value = next((value for value in found if value), "")
    return value.encode("utf-8", "replace").decode()


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix("whsec_").encode("ascii"), validate=True)
    except (NotBase64, ValueError):
        key = b""
    if not key:
        raise WebhookRejected("No usable signing secret is set for this webhook.")
    return key
