"""Say whose law protects a person, from where they live and where their number does."""

from __future__ import annotations

from enum import StrEnum

from memory.enums import Channel
from memory.records.leads import Lead
from tools.services.als import country_of


class Jurisdiction(StrEnum):
    """The bodies of law that the book holds rules of."""

    AU = "AU"
    NZ = "NZ"
    US = "US"
    UK = "UK"
    EU = "EU"


_EU = {
    "austria": "43", "belgium": "32", "bulgaria": "359", "croatia": "385", "cyprus": "357",
    "czechia": "420", "denmark": "45", "estonia": "372", "finland": "358", "france": "33", "germany": "49",
    "greece": "30", "hungary": "36", "ireland": "353", "italy": "39", "latvia": "371", "lithuania": "370",
    "luxembourg": "352", "malta": "356", "netherlands": "31", "poland": "48", "portugal": "351",
    "romania": "40", "slovakia": "421", "slovenia": "386", "spain": "34", "sweden": "46", "norway": "47",
    "iceland": "354", "liechtenstein": "423",
}  # fmt: skip
"""The Union and the Economic Area, with the codes that numbers there begin with."""
_OTHERS = {
    "australia": Jurisdiction.AU,
    "new zealand": Jurisdiction.NZ,
    "united states": Jurisdiction.US,
    "united kingdom": Jurisdiction.UK,
}
_COUNTRIES = {**dict.fromkeys(_EU, Jurisdiction.EU), **_OTHERS}
_ALSO_WRITTEN = {
    "au": "australia", "aus": "australia", "nz": "new zealand", "aotearoa": "new zealand",
    "us": "united states", "usa": "united states", "united states of america": "united states",
    "america": "united states", "uk": "united kingdom", "gb": "united kingdom", "gbr": "united kingdom",
    "great britain": "united kingdom", "england": "united kingdom", "scotland": "united kingdom",
    "wales": "united kingdom", "northern ireland": "united kingdom", "czech republic": "czechia",
    "the netherlands": "netherlands", "holland": "netherlands", "de": "germany", "deutschland": "germany",
    "fr": "france", "ie": "ireland", "nl": "netherlands", "es": "spain", "it": "italy", "at": "austria",
    "be": "belgium", "dk": "denmark", "se": "sweden", "fi": "finland", "pl": "poland", "pt": "portugal",
}  # fmt: skip
_CODES = {
    "61": Jurisdiction.AU,
    "64": Jurisdiction.NZ,
    "1": Jurisdiction.US,
    "44": Jurisdiction.UK,
    **dict.fromkeys(_EU.values(), Jurisdiction.EU),
}
_EVERYWHERE = frozenset({Channel.LINKEDIN, Channel.MAIL})
COVERED = {
    Jurisdiction.AU: frozenset(Channel),
    Jurisdiction.US: frozenset(Channel),
    Jurisdiction.UK: frozenset(Channel),
    Jurisdiction.EU: frozenset(Channel),
    Jurisdiction.NZ: _EVERYWHERE | {Channel.EMAIL, Channel.SMS},
}
"""Channels for which the book holds the rules of a place; the others are refused, not guessed."""
_BY_PHONE = frozenset({Channel.SMS, Channel.VOICE})


def country_name(written: str | None) -> str | None:
    """The country's English name in lower case; None where nothing is written."""
    plain = country_of(written)
    return _ALSO_WRITTEN.get(plain, plain) or None


def of_phone(phone: str | None) -> Jurisdiction | None:
    """Where a number in E.164 belongs; None for a number elsewhere, or none."""
    digits = (phone or "").removeprefix("+")
    return next((found for length in (3, 2, 1) if (found := _CODES.get(digits[:length]))), None)


def protecting(lead: Lead) -> frozenset[Jurisdiction]:
    """Every law that protects the lead: of their country, and of their number's where the two disagree."""
    name = country_name(lead.country)
    found = {_COUNTRIES.get(name) if name else None, of_phone(lead.phone)}
    return frozenset(one for one in found if one is not None)


def uncovered(lead: Lead, channel: Channel) -> str | None:
    """Why the law of the case is not known, as a sentence; None where it is."""
    name = country_name(lead.country)
    if name is not None and name not in _COUNTRIES:
        return f"No rules are held for {name.title()}, so nobody there is contacted."
    if channel in _BY_PHONE and lead.phone and of_phone(lead.phone) is None:
        return "No rules are held for the country of the lead's phone number."
    found = protecting(lead)
    if not found:
        return "The lead's country is not known: enrich the lead, or import it with a country."
    missing = sorted(one.value for one in found if channel not in COVERED[one])
    return f"No rules are held for {channel.value} in {missing[0]}." if missing else None
