"""Count what vendors charge the platform, in AUD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from errors import InvalidInput
from memory.enums import Form

_CENTS_HUNDREDTH = Decimal("0.0001")
_PRICED_AS: Mapping[Form, str] = MappingProxyType(
    {
        Form.EMAIL: "email",
        Form.SMS: "sms",
        Form.CONNECTION_REQUEST: "linkedin",
        Form.LINKEDIN_MESSAGE: "linkedin",
        Form.INMAIL: "linkedin",
        Form.LETTER: "letter",
        Form.POSTCARD: "postcard",
    }
)
"""A call is charged by its length, which is known when it is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """Prices in USD as `VENDOR_COSTS_USD` names them, and the rate of exchange."""

    prices_usd: Mapping[str, Decimal]
    aud_per_usd: Decimal

    @classmethod
    def of(cls, text: str, aud_per_usd: float) -> Costs:
        """Read `sms=0.05,voice_minute=0.13`; InvalidInput for what is no such list."""
        return cls(prices_usd=MappingProxyType(_prices(text)), aud_per_usd=Decimal(str(aud_per_usd)))

    def of_send(self, form: Form, told_usd: Decimal | None) -> Decimal:
        """AUD of one message: what the vendor told, else our own price list."""
        usd = told_usd if told_usd is not None else self.prices_usd.get(_PRICED_AS.get(form, ""), Decimal(0))
        return self.in_aud(usd)

    def of_call(self, seconds: int) -> Decimal:
        """AUD of a call; vendors charge begun minutes."""
        minutes = -(-max(seconds, 0) // 60)
        return self.in_aud(self.prices_usd.get("voice_minute", Decimal(0)) * minutes)

    def in_aud(self, usd: Decimal) -> Decimal:
        """The amount in AUD, to a hundredth of a cent."""
        return (usd * self.aud_per_usd).quantize(_CENTS_HUNDREDTH)


def _prices(text: str) -> dict[str, Decimal]:
    prices: dict[str, Decimal] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _, amount = part.partition("=")
        try:
            prices[name.strip()] = Decimal(amount)
        except InvalidOperation:
            raise InvalidInput(f"VENDOR_COSTS_USD has {part!r}, which is no NAME=AMOUNT.") from None
    return prices
