"""Hold what the sandbox is told: its seed, its weather, its people, and the keys that open it."""

# ruff: noqa: S106 - these keys open only this sandbox

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from tools.providers.accounts import Account

REPLY_MIX = (
    "interested=25,meeting=20,question=20,not_interested=15,unsubscribe=8,out_of_office=7,auto_reply=5"
)
MAIL_OUTCOMES = "delivered=75,opened=15,clicked=4,bounced=2,complained=0.5,delivery_delayed=3.5"
RETRY_SECONDS = (1.0, 5.0, 10.0, 10.0, 10.0, 15.0, 30.0, 60.0, 120.0, 360.0)
"""Postmark's pauses after a webhook that was not taken, sixty times as fast."""

ACCOUNTS: Mapping[str, Account] = MappingProxyType(
    {
        "apollo": Account(base_url="", key="sandbox-apollo-key", webhook_secret="sandbox-apollo-token"),
        "apify": Account(base_url="", key="apify_api_sandbox", webhook_secret="sandbox-apify-token"),
        "clay": Account(base_url="", key="sandbox-clay-auth", webhook_secret="sandbox-clay-token"),
        "resend": Account(
            base_url="", key="re_sandbox_key", webhook_secret="whsec_c2FuZGJveC1yZXNlbmQtc2VjcmV0LTEyMzQ="
        ),
        "postmark": Account(
            base_url="", user="postmark", key="sandbox-postmark-token", webhook_secret="sandbox-postmark-hook"
        ),
        # Twilio signs webhooks with the token that calls bear.
        "twilio": Account(
            base_url="",
            user="AC5a4db0c5a4db0c5a4db0c5a4db0c5a4d",
            key="sandbox-twilio-token",
            webhook_secret="sandbox-twilio-token",
        ),
        "heyreach": Account(base_url="", key="sandbox-heyreach-key", webhook_secret="sandbox-heyreach-token"),
        "synthflow": Account(
            base_url="", key="sandbox-synthflow-key", webhook_secret="sandbox-synthflow-secret"
        ),
        "lob": Account(base_url="", key="test_sandbox_lob_key", webhook_secret="sandbox-lob-secret"),
        "stripe": Account(base_url="", key="sk_test_sandbox", webhook_secret="whsec_sandbox_stripe_secret"),
        "dncr": Account(base_url="", user="12345", key="sandbox-dncr-passphrase"),
    }
)
"""The keys that the sandbox accepts, and the secrets of its webhooks; they open nothing else."""


@dataclass(frozen=True, kw_only=True)
class SandboxConfig:
    """What the sandbox is told."""

    ledger_path: Path
    port: int = 0
    """0 takes any free port."""
    seed: int = 7
    reply_share: float = 0.9
    reply_mix: str = REPLY_MIX
    reply_seconds: float = 8.0
    mail_outcomes: str = MAIL_OUTCOMES
    """What becomes of a mail, in parts, as Resend's webhooks tell it; when empty, they tell nothing."""
    sms_lost_share: float = 0.03
    """How many phones never get a text message."""
    faults: str = ""
    slow_seconds: float = 60.0
    """How long a slow answer takes; callers give up before."""
    webhooks_url: str | None = None
    """Where webhooks go, such as `http://127.0.0.1:8000/api/v1/webhooks`; until it is known, they wait."""
    retry_seconds: tuple[float, ...] = RETRY_SECONDS
    accounts: Mapping[str, Account] = field(default_factory=lambda: ACCOUNTS)
    resend_a_second: int | None = None
    """Calls a second that Resend allows; None counts them and allows all."""
    twilio_a_second: int = 100
    """Messages that one account at Twilio may ask for in a second."""
