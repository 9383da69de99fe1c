"""Say what a model call may cost at most, and what it did cost, in AUD."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from genai_prices import Usage, calc_price
from pydantic_ai.usage import RequestUsage

BATCH_SHARE = Decimal("0.5")
"""What a batched request costs of a live one (Anthropic's price list)."""
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """USD for a million tokens."""

    input: Decimal
    output: Decimal
    cache_write: Decimal
    cache_read: Decimal


# Only for models that genai-prices does not list; as of 22 November 2026.
_TABLE = {
    "haiku": Price(
        input=Decimal(1), output=Decimal(5), cache_write=Decimal("1.25"), cache_read=Decimal("0.1")
    ),
    "sonnet": Price(
        input=Decimal(3), output=Decimal(15), cache_write=Decimal("3.75"), cache_read=Decimal("0.3")
    ),
    "opus": Price(
        input=Decimal(5), output=Decimal(25), cache_write=Decimal("6.25"), cache_read=Decimal("0.5")
    ),
}
_DEAREST = Price(input=Decimal(10), output=Decimal(50), cache_write=Decimal("12.5"), cache_read=Decimal(1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Prices:
    """Prices in AUD at one exchange rate."""

    aud_per_usd: Decimal

    def upper_bound(
        self, model: str, *, prompt_bytes: int, max_tokens: int, batched: bool = False
    ) -> Decimal:
        """The most that a call can cost: a byte a token, all of it written to the cache, every token used."""
        return self.of(
            model,
            RequestUsage(
                input_tokens=prompt_bytes, cache_write_tokens=prompt_bytes, output_tokens=max_tokens
            ),
            batched=batched,
        )

    def of(self, model: str, usage: RequestUsage, *, batched: bool = False) -> Decimal:
        """What the tokens cost; `input_tokens` includes the cached ones."""
        usd = _listed(model, usage, batched=batched)
        if usd is None:
            usd = _tabled(model, usage) * (BATCH_SHARE if batched else 1)
        return usd * self.aud_per_usd


def _listed(model: str, usage: RequestUsage, *, batched: bool) -> Decimal | None:
    tokens = Usage(
        input_tokens=usage.input_tokens,
        cache_write_tokens=usage.cache_write_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        output_tokens=usage.output_tokens,
    )
    try:
        context = {"processing": "batch"} if batched else None
        return calc_price(tokens, model, provider_id="anthropic", price_context=context).total_price
    except (LookupError, ValueError):
        return None


def _tabled(model: str, usage: RequestUsage) -> Decimal:
    price = next((price for family, price in _TABLE.items() if family in model), _DEAREST)
    plain = max(0, usage.input_tokens - usage.cache_write_tokens - usage.cache_read_tokens)
    return (
        price.input * plain
        + price.cache_write * usage.cache_write_tokens
        + price.cache_read * usage.cache_read_tokens
        + price.output * usage.output_tokens
    ) / _MILLION
