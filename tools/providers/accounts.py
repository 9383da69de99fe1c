"""Hold where a vendor is reached and what both sides prove themselves with."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """One account at one vendor; only its address is ever shown."""

    base_url: str
    user: str = ""
    """The account's id, where calls name one (Twilio, DNCR) or webhooks bear one (Postmark)."""
    key: str = field(default="", repr=False)
    """API key, token or password that our calls bear."""
    webhook_secret: str = field(default="", repr=False)
    """What the vendor's webhooks are signed with; where it signs nothing, the secret they bear."""
