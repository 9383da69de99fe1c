"""Pay as a client does: through the pages of the pretended Stripe, whose webhooks tell of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from pydantic import BaseModel

from errors import ProviderRefused
from memory.records.ids import ClientId
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.sandbox.config import ACCOUNTS
from tools.services.money.subscriptions import REFERENCE

PRICE = "price_dominance"
"""Of the tier that the client has: its credits and limits stay as they are."""


class _Page(BaseModel):
    id: str


class _Sent(BaseModel):
    form: str
    recipient: str


class _Books(BaseModel):
    sends: list[_Sent]


@dataclass(kw_only=True)
class Payments:
    """One client's subscription."""

    pages: Vendor
    admin: Vendor
    _customer: str | None = None

    async def pay(self, client_id: ClientId) -> int:
        """1 once something was paid; ProviderError where the pretended Stripe has bad weather."""
        if self._customer is None:
            await self._subscribe(client_id)
        else:
            page = await self._open("billing_portal", {"customer": self._customer, "return_url": "https://x"})
            await self._press(f"/stripe/portal/{page}")
        return 1

    async def _subscribe(self, client_id: ClientId) -> None:
        form = {
            "mode": "subscription",
            "success_url": "https://x",
            "line_items[0][price]": PRICE,
            "line_items[0][quantity]": "1",
            f"subscription_data[metadata][{REFERENCE}]": str(client_id),
        }
        page = await self._open("checkout", form)
        await self._press(f"/stripe/pay/{page}")
        answer = await self.admin.call("read", "GET", "/ledger?vendor=stripe", effect=Effect.READ)
        self._customer = next(one.recipient for one in answer.read(_Books).sends if one.form == "event")

    async def _open(self, kind: str, form: dict[str, str]) -> str:
        key = {"Authorization": f"Bearer {ACCOUNTS['stripe'].key}"}
        path = f"/stripe/v1/{kind}/sessions"
        answer = await self.pages.call(
            "open a page", "POST", path, effect=Effect.ONCE, form=form, headers=key
        )
        return answer.read(_Page).id

    async def _press(self, path: str) -> None:
        """The button sends whoever pressed it on, which no client of ours follows."""
        with suppress(ProviderRefused):
            await self.pages.call("press", "POST", path, effect=Effect.ONCE, form={"do": "pay"})
