"""A process speaks to the real vendors or to the sandbox, and both sides of each know one secret."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

from pydantic import SecretStr

from settings import Settings
from tools.providers.apollo import Match, PersonQuery
from tools.providers.resend import OutboundEmail
from tools.sandbox.config import ACCOUNTS
from tools.vendors import open_vendors, pretended_accounts, real_accounts

SECRET = "s" * 40
UNSIGNED = ("apollo", "apify", "clay", "heyreach")


def settings(home: Path, **changes: object) -> Settings:
    return Settings(_env_file=None, agency_home=home, sandbox_mail_outcomes="", **changes)  # type: ignore[arg-type,call-arg]  # pyright: ignore[reportCallIssue,reportArgumentType]


async def test_the_sandbox_opens_with_the_vendors_and_closes_with_them(tmp_path: Path) -> None:
    """A second process of the same home finds the first one's, and what was sent is in one ledger."""
    email = OutboundEmail(sender="k@a.example", to=("b@c.example",), subject="S", text="T")
    async with open_vendors(settings(tmp_path), SECRET) as first:
        sent = await first.resend.send(email, idempotency_key="k")
        assert (tmp_path / "sandbox.url").exists()
        async with open_vendors(settings(tmp_path), SECRET) as second:
            assert (await second.resend.send(email, idempotency_key="k")).id == sent.id
    assert not (tmp_path / "sandbox.url").exists()
    assert (tmp_path / "sandbox.jsonl").read_text().count('"kind":"mail"') == 1


async def test_a_sandbox_that_runs_elsewhere_is_found_by_its_address(tmp_path: Path) -> None:
    async with open_vendors(settings(tmp_path), SECRET):
        url = (tmp_path / "sandbox.url").read_text()
        elsewhere = settings(tmp_path / "other", sandbox_url=url)
        async with open_vendors(elsewhere, SECRET) as vendors:
            people = [await vendors.apollo.match(PersonQuery(id=f"{n:024x}")) for n in range(2)]
    assert not any(isinstance(person, Match) for person in people)
    assert not (tmp_path / "other" / "sandbox.jsonl").exists()


def test_webhooks_in_the_sandbox_are_proven_by_secrets_of_our_own(tmp_path: Path) -> None:
    """Each vendor has another, other secrets make others, and Svix can read its one."""
    accounts = pretended_accounts(settings(tmp_path), SECRET)
    others = pretended_accounts(settings(tmp_path), "t" * 40)
    assert set(accounts) == set(ACCOUNTS)
    secrets = [account.webhook_secret for account in accounts.values()]
    assert len(set(secrets)) == len(secrets)
    assert not {account.webhook_secret for account in others.values()} & set(secrets)
    assert len(b64decode(accounts["resend"].webhook_secret.removeprefix("whsec_"), validate=True)) == 32
    assert accounts["twilio"].key == accounts["twilio"].webhook_secret
    assert all(account.webhook_secret not in repr(account) for account in accounts.values())


def test_what_is_set_is_used_with_the_real_vendors_and_nothing_else(tmp_path: Path) -> None:
    """A signing secret that nobody set stays empty, so that every signed call is refused."""
    bare = real_accounts(settings(tmp_path), SECRET)
    assert all(bare[vendor].webhook_secret for vendor in (*UNSIGNED, "postmark"))
    assert not any(
        bare[vendor].webhook_secret for vendor in ("resend", "twilio", "synthflow", "lob", "stripe")
    )
    assert not any(account.key for account in bare.values())
    filled = real_accounts(
        settings(
            tmp_path,
            twilio_account_sid="AC1",
            twilio_auth_token=SecretStr("token"),
            resend_webhook_secret=SecretStr("whsec_abc"),
            webhook_token=SecretStr("unguessable"),
        ),
        SECRET,
    )
    twilio = filled["twilio"]
    assert (twilio.user, twilio.key, twilio.webhook_secret) == ("AC1", "token", "token")
    assert filled["resend"].webhook_secret == "whsec_abc"
    assert {filled[vendor].webhook_secret for vendor in UNSIGNED} == {"unguessable"}
    assert all(account.base_url.startswith("https://") for account in filled.values() if account.base_url)
