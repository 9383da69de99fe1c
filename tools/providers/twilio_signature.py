"""Check that a webhook was signed by Twilio, over its address and every parameter.

The scheme: https://www.twilio.com/docs/usage/webhooks/webhooks-security, told apart from the vendor's other
business because it is the only door through which strangers write to us by text message.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Literal
from urllib.parse import parse_qs, parse_qsl, urlsplit

from errors import WebhookRejected
from tools.providers.webhooks import Webhook

FIELDS = 200
FORM = "application/x-www-form-urlencoded"
SETTINGS = "x-twilio-webhooks-signature-settings"
HASHES: Mapping[str, Literal["sha1", "sha256"]] = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
"""Twilio's Auth Token signs with the first; a SharedKey, where one is set up, says so and with the second."""


def check_signature(webhook: Webhook, secret: str) -> None:
    """Raise WebhookRejected unless `X-Twilio-Signature` was made with this secret for exactly this call."""
    headers = {name.lower(): value for name, value in webhook.headers.items()}
    hash_name = _hash_name(headers.get(SETTINGS, ""))
    try:
        signed = _signed_fields(webhook, headers)
        given = headers.get("x-twilio-signature", "").encode("utf-8", "replace")
        wanted = [
            _signature(secret, url.encode("utf-8") + signed, hash_name) for url in _addresses(webhook.url)
        ]
    except ValueError as error:
        raise WebhookRejected("This call cannot have been signed by Twilio.") from error
    # Every candidate is compared, so that the time taken tells nothing.
    if not secret or not sum(hmac.compare_digest(given, each) for each in wanted):
        raise WebhookRejected("This call does not bear Twilio's signature.")


def sign(url: str, body: bytes, content_type: str, secret: str) -> Mapping[str, str]:
    """The headers with which Twilio would call this address with this form or JSON."""
    form = _form(body) if content_type.startswith(FORM) else b""
    return {"X-Twilio-Signature": _signature(secret, url.encode() + form, "sha1").decode()}


def _signature(secret: str, signed: bytes, hash_name: Literal["sha1", "sha256"]) -> bytes:
    return b64encode(hmac.digest(secret.encode(), signed, hash_name))


def _hash_name(settings: str) -> Literal["sha1", "sha256"]:
    parts = (part.strip().partition("=") for part in settings.split(","))
    algorithm = next((value.strip() for name, _, value in parts if name == "algorithm"), "HMAC_SHA1")
    found = HASHES.get(algorithm.upper())
    if found is None:
        raise WebhookRejected("Twilio signs with no such algorithm.")
    return found


def _signed_fields(webhook: Webhook, headers: Mapping[str, str]) -> bytes:
    """What is signed after the address: a form's fields; nothing for JSON, whose hash the address bears."""
    content_type = headers.get("content-type", FORM).strip().lower()
    if content_type.startswith(FORM):
        return _form(webhook.body)
    hashes = parse_qs(urlsplit(webhook.url).query).get("bodySHA256", [""])
    told = hashes[0].lower().encode("utf-8", "replace")
    if webhook.body and not hmac.compare_digest(sha256(webhook.body).hexdigest().encode(), told):
        raise WebhookRejected("This call's body is not the one that Twilio signed.")
    return b""


def _form(body: bytes) -> bytes:
    """Names and values as Twilio strings them: sorted, and a repeated pair once."""
    # Surrogates carry bytes that are no UTF-8 through to the hash and back.
    text = body.decode("utf-8", "surrogateescape")
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS, errors="surrogateescape")
    return "".join(name + value for name, value in sorted(set(pairs))).encode("utf-8", "surrogateescape")


def _addresses(url: str) -> tuple[str, ...]:
    """The address as it stands, without its port and with the usual one: Twilio signs either."""
    parts = urlsplit(url)
    bare = re.sub(r":\d*$", "", parts.netloc)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    without, usual = (_with_netloc(url, parts.netloc, other) for other in (bare, f"{bare}:{port}"))
    return tuple(dict.fromkeys((url, without, usual)))


def _with_netloc(url: str, netloc: str, other: str) -> str:
    return url.replace(f"//{netloc}", f"//{other}", 1)
