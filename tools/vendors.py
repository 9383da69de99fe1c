"""Open the vendors of this process: the real ones, or the sandbox that pretends them."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from settings import Settings
from tools.keys import derive, plain
from tools.providers.accounts import Account
from tools.providers.apify import Apify
from tools.providers.apollo import Apollo
from tools.providers.clay import Clay
from tools.providers.dncr import Dncr
from tools.providers.heyreach import HeyReach
from tools.providers.lob import Lob
from tools.providers.postmark import Postmark
from tools.providers.resend import Resend
from tools.providers.stripe import Stripe
from tools.providers.synthflow import Synthflow
from tools.providers.twilio import Twilio
from tools.providers.voyage import Voyage
from tools.sandbox.config import ACCOUNTS, SandboxConfig
from tools.sandbox.server import accounts_at, open_sandbox
from tools.services.intake import Receiver


class _Closes(Protocol):
    async def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Vendors:
    """The vendors of this process, real or pretended."""

    apollo: Apollo
    apify: Apify
    clay: Clay
    resend: Resend
    postmark: Postmark
    twilio: Twilio
    heyreach: HeyReach
    synthflow: Synthflow
    lob: Lob
    dncr: Dncr
    stripe: Stripe
    voyage: Voyage | None
    """None without its key: the sandbox has none, and the offline model needs nobody."""

    @classmethod
    def at(cls, accounts: Mapping[str, Account], settings: Settings) -> Vendors:
        """The vendors under these accounts; close them where they were made."""
        seconds = settings.provider_timeout_seconds
        return cls(
            apollo=Apollo.at(accounts["apollo"], timeout_seconds=seconds),
            apify=Apify.at(accounts["apify"], timeout_seconds=seconds, actor=settings.apify_actor),
            clay=Clay.at(accounts["clay"], timeout_seconds=seconds),
            resend=Resend.at(accounts["resend"], timeout_seconds=seconds),
            postmark=Postmark.at(accounts["postmark"], timeout_seconds=seconds),
            twilio=Twilio.at(accounts["twilio"], timeout_seconds=seconds),
            heyreach=HeyReach.at(accounts["heyreach"], timeout_seconds=seconds),
            synthflow=Synthflow.at(accounts["synthflow"], timeout_seconds=seconds),
            lob=Lob.at(accounts["lob"], timeout_seconds=seconds),
            dncr=Dncr.at(
                accounts["dncr"], timeout_seconds=seconds, wash_only_user=settings.dncr_wash_only_user
            ),
            stripe=Stripe.at(accounts["stripe"], timeout_seconds=seconds),
            voyage=_voyage(settings),
        )

    @property
    def receivers(self) -> Mapping[str, Receiver]:
        """Those that call us, by name."""
        return {
            "apollo": self.apollo,
            "apify": self.apify,
            "clay": self.clay,
            "resend": self.resend,
            "postmark": self.postmark,
            "twilio": self.twilio,
            "heyreach": self.heyreach,
            "synthflow": self.synthflow,
            "lob": self.lob,
            "stripe": self.stripe,
        }

    async def close(self) -> None:
        """Close every vendor's connections."""
        opened: list[_Closes | None] = [getattr(self, field.name) for field in fields(self)]
        for vendor in opened:
            if vendor is not None:
                await vendor.close()


def _voyage(settings: Settings) -> Voyage | None:
    key = plain(settings.voyage_api_key)
    if not key:
        return None
    account = Account(base_url=settings.voyage_base_url, user="", key=key, webhook_secret="")
    return Voyage.at(account, timeout_seconds=settings.voyage_timeout_seconds, model=settings.voyage_model)


@asynccontextmanager
async def open_vendors(settings: Settings, secret: str) -> AsyncIterator[Vendors]:
    """The vendors, closed at the end; in the sandbox the keys are the sandbox's own."""
    async with _pretended(settings, secret) if settings.sandboxed else _real(settings, secret) as accounts:
        vendors = Vendors.at(accounts, settings)
        try:
            yield vendors
        finally:
            await vendors.close()


@asynccontextmanager
async def _real(settings: Settings, secret: str) -> AsyncIterator[Mapping[str, Account]]:
    yield real_accounts(settings, secret)


def real_accounts(settings: Settings, secret: str) -> Mapping[str, Account]:
    """What the settings say of every vendor; a vendor without a key refuses what it is asked."""
    hooks = _webhook_secrets(settings, secret)

    def account(vendor: str, base_url: str, key: str | None, user: str = "") -> Account:
        return Account(base_url=base_url, user=user, key=key or "", webhook_secret=hooks.get(vendor, ""))

    return {
        "apollo": account("apollo", settings.apollo_base_url, plain(settings.apollo_api_key)),
        "apify": account("apify", settings.apify_base_url, plain(settings.apify_token)),
        "clay": account("clay", settings.clay_webhook_url, plain(settings.clay_webhook_auth)),
        "resend": account("resend", settings.resend_base_url, plain(settings.resend_api_key)),
        "postmark": account(
            "postmark",
            settings.postmark_base_url,
            plain(settings.postmark_server_token),
            settings.postmark_webhook_user,
        ),
        "twilio": account(
            "twilio",
            settings.twilio_base_url,
            plain(settings.twilio_auth_token),
            settings.twilio_account_sid,
        ),
        "heyreach": account("heyreach", settings.heyreach_base_url, plain(settings.heyreach_api_key)),
        "synthflow": account("synthflow", settings.synthflow_base_url, plain(settings.synthflow_api_key)),
        "lob": account("lob", settings.lob_base_url, plain(settings.lob_api_key)),
        "stripe": account("stripe", settings.stripe_base_url, plain(settings.stripe_api_key)),
        "dncr": account("dncr", settings.dncr_url, plain(settings.dncr_passphrase), settings.dncr_account_id),
    }


def pretended_accounts(settings: Settings, secret: str) -> Mapping[str, Account]:
    """The sandbox's keys, and webhook secrets that nobody can know who does not know ours."""
    known = _webhook_secrets(settings, secret)
    hooks = {vendor: known.get(vendor) or _derived(secret, vendor) for vendor in ACCOUNTS}
    # Twilio signs with the token that calls bear.
    keys = {"twilio": hooks["twilio"]}
    users = {"postmark": settings.postmark_webhook_user}
    return {
        vendor: replace(
            account,
            user=users.get(vendor, account.user),
            key=keys.get(vendor, account.key),
            webhook_secret=hooks[vendor],
        )
        for vendor, account in ACCOUNTS.items()
    }


def _webhook_secrets(settings: Settings, secret: str) -> Mapping[str, str]:
    """What is set; a vendor that signs nothing, and Postmark, bear a secret of our own making."""
    token = plain(settings.webhook_token)
    secrets = {
        "resend": plain(settings.resend_webhook_secret),
        "postmark": plain(settings.postmark_webhook_password) or _derived(secret, "postmark"),
        "twilio": plain(settings.twilio_auth_token),
        "synthflow": plain(settings.synthflow_webhook_secret),
        "lob": plain(settings.lob_webhook_secret),
        "stripe": plain(settings.stripe_webhook_secret),
        **{vendor: token or _derived(secret, vendor) for vendor in ("apollo", "apify", "clay", "heyreach")},
    }
    return {vendor: value for vendor, value in secrets.items() if value}


def _derived(secret: str, vendor: str) -> str:
    made = derive(secret, f"{vendor} webhook")
    # Svix, which signs for Resend, reads its secrets as base64.
    return f"whsec_{b64encode(made).decode()}" if vendor == "resend" else made.hex()


@asynccontextmanager
async def _pretended(settings: Settings, secret: str) -> AsyncIterator[Mapping[str, Account]]:
    """The sandbox that SANDBOX_URL names, the one that another process of this home runs, or a new one."""
    config = SandboxConfig(
        ledger_path=settings.agency_home / "sandbox.jsonl",
        seed=settings.sandbox_seed,
        reply_share=settings.sandbox_reply_share,
        reply_mix=settings.sandbox_reply_mix,
        reply_seconds=settings.sandbox_reply_seconds,
        mail_outcomes=settings.sandbox_mail_outcomes,
        faults=settings.sandbox_faults,
        webhooks_url=f"{settings.base_url}/api/v1/webhooks",
        accounts=pretended_accounts(settings, secret),
    )
    note = settings.agency_home / "sandbox.url"
    known = settings.sandbox_url or _running(note)
    if known is not None:
        yield accounts_at(known, config.accounts)
        return
    async with open_sandbox(config) as sandbox:
        note.write_text(sandbox.root, encoding="utf-8")
        try:
            yield sandbox.accounts
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
