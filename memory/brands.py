"""Read how a client speaks and who it is."""

from __future__ import annotations

from dataclasses import dataclass

from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import BrandId
from memory.records.tenants import Brand

SQL = Queries("brands")


@dataclass(frozen=True, kw_only=True, slots=True)
class NewBrand:
    """A brand before it has an id."""

    name: str
    sender_name: str
    company: str
    postal_address: str
    sender_title: str | None = None
    abn: str | None = None
    phone: str | None = None
    site: str | None = None
    booking_url: str | None = None
    facts: tuple[str, ...] = ()
    tone: str = "plain, warm, brief"
    forbidden_words: tuple[str, ...] = ()
    is_default: bool = False


async def brand_by_id(tx: ClientTransaction, brand_id: BrandId) -> Brand | None:
    """One brand; None where the client has no such brand."""
    row = await tx.fetchrow(SQL["brand_by_id"], brand_id)
    return Brand.from_row(row) if row else None


async def default_brand(tx: ClientTransaction) -> Brand | None:
    """The client's default brand, else its oldest; None where it has none."""
    row = await tx.fetchrow(SQL["default_brand"])
    return Brand.from_row(row) if row else None


async def add_brand(tx: ClientTransaction, brand: NewBrand) -> BrandId:
    """The new brand's id."""
    new_id = await tx.fetchval(
        SQL["add_brand"],
        brand.name,
        brand.sender_name,
        brand.sender_title,
        brand.company,
        brand.postal_address,
        brand.abn,
        brand.phone,
        brand.site,
        brand.booking_url,
        list(brand.facts),
        brand.tone,
        list(brand.forbidden_words),
        brand.is_default,
    )
    return BrandId(new_id)
