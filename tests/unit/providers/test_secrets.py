"""What only a vendor and we may know is in no error, though the vendor echoes it."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from errors import ProviderError
from tools.providers.accounts import Account
from tools.providers.apify import Apify
from tools.providers.apollo import Apollo
from tools.providers.clay import Clay
from tools.providers.client import Vendor
from tools.providers.lob import Lob
from tools.providers.outcomes import Complaint, Effect
from tools.providers.twilio import Twilio

KEY, TOKEN = "k3y-of-the-account-0001", "t0ken-of-the-webhooks-0002"
ACCOUNT = Account(
    base_url="https://vendor.example/table/k3y-of-the-account-0001", user="AC1", key=KEY, webhook_secret=TOKEN
)
VENDORS: tuple[Callable[[], object], ...] = (
    lambda: Apollo.at(ACCOUNT, timeout_seconds=1),
    lambda: Apify.at(ACCOUNT, timeout_seconds=1, actor="a~b"),
    lambda: Twilio.at(ACCOUNT, timeout_seconds=1),
    lambda: Lob.at(ACCOUNT, timeout_seconds=1),
    lambda: Clay.at(ACCOUNT, timeout_seconds=1),
)


async def said_by(vendor: Vendor, words: str) -> str:
    """What is told of a refusal with these words."""
    vendor._http = httpx.AsyncClient(  # pyright: ignore[reportPrivateUsage]
        transport=httpx.MockTransport(lambda _: httpx.Response(400, text=words))
    )
    vendor._explain = lambda _status, body: Complaint(message=body.decode())  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(ProviderError) as told:
        await vendor.call("ask", "GET", "/", effect=Effect.READ)
    await vendor.close()
    return str(told.value)


@pytest.mark.parametrize("make", VENDORS)
async def test_no_key_and_no_webhook_address_is_echoed(make: Callable[[], object]) -> None:
    """Also where the error is cut short in the middle of it."""
    for padding in (0, 150, 160, 170, 180, 190):
        vendor: Vendor = getattr(make(), "_vendor")  # noqa: B009 - the class hides it
        words = await said_by(vendor, f"{'x' * padding} {KEY} is wrong")
        assert "k3y" not in words


@pytest.mark.parametrize("make", VENDORS[:2])
async def test_the_address_that_a_vendor_was_told_is_not_echoed(make: Callable[[], object]) -> None:
    """Whoever reads it could call it."""
    vendor: Vendor = getattr(make(), "_vendor")  # noqa: B009 - the class hides it
    words = await said_by(vendor, f"https://agency.example/api/v1/webhooks/apollo/phones/{TOKEN} is no URL")
    assert "t0ken" not in words
