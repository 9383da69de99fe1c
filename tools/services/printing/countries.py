"""Write a country as vendors want it: ISO 3166, two letters."""

from __future__ import annotations

from tools.services.law.jurisdictions import country_name

_CODES = {
    "australia": "AU", "new zealand": "NZ", "united states": "US", "united kingdom": "GB", "canada": "CA",
    "singapore": "SG", "austria": "AT", "belgium": "BE", "bulgaria": "BG", "croatia": "HR", "cyprus": "CY",
    "czechia": "CZ", "denmark": "DK", "estonia": "EE", "finland": "FI", "france": "FR", "germany": "DE",
    "greece": "GR", "hungary": "HU", "ireland": "IE", "italy": "IT", "latvia": "LV", "lithuania": "LT",
    "luxembourg": "LU", "malta": "MT", "netherlands": "NL", "poland": "PL", "portugal": "PT", "romania": "RO",
    "slovakia": "SK", "slovenia": "SI", "spain": "ES", "sweden": "SE", "norway": "NO", "iceland": "IS",
    "liechtenstein": "LI", "switzerland": "CH",
}  # fmt: skip


def country_code(written: str | None) -> str | None:
    """`AU` for "Australia", "AUS" or "au"; None for a country that is not named here."""
    name = country_name(written)
    return _CODES.get(name) if name else None
