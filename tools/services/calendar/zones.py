"""Work out in which time zones a person may be, from what is known of them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from memory.records.leads import Lead
from tools.services.calendar.hours import zone
from tools.services.law.book import law
from tools.services.law.jurisdictions import Jurisdiction, country_name, of_phone

_AU_STATES = {
    "new south wales": "NSW", "victoria": "VIC", "queensland": "QLD", "south australia": "SA",
    "western australia": "WA", "tasmania": "TAS", "northern territory": "NT",
    "australian capital territory": "ACT",
}  # fmt: skip
_AU_ZONES = {
    "NSW": "Sydney", "ACT": "Sydney", "VIC": "Melbourne", "TAS": "Hobart", "QLD": "Brisbane",
    "SA": "Adelaide", "NT": "Darwin", "WA": "Perth",
}  # fmt: skip
_AU_CITIES = {
    "sydney": "NSW", "newcastle": "NSW", "wollongong": "NSW", "parramatta": "NSW", "canberra": "ACT",
    "melbourne": "VIC", "geelong": "VIC", "ballarat": "VIC", "bendigo": "VIC", "brisbane": "QLD",
    "gold coast": "QLD", "sunshine coast": "QLD", "cairns": "QLD", "townsville": "QLD", "toowoomba": "QLD",
    "adelaide": "SA", "perth": "WA", "fremantle": "WA", "hobart": "TAS", "launceston": "TAS", "darwin": "NT",
}  # fmt: skip
_AREA_CODES = {
    "2": ("Sydney",), "3": ("Melbourne", "Hobart"), "7": ("Brisbane",), "8": ("Adelaide", "Darwin", "Perth"),
}  # fmt: skip
"""Landlines only: a mobile's 04 says nothing of the place."""
_US_STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS",
    "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA",
    "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT",
    "nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM",
    "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
    "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC", "south dakota": "SD",
    "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA", "washington": "WA",
    "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
_US_BY_ZONE = {
    "New_York": "CT DE DC GA ME MD MA NH NJ NY NC OH PA RI SC VT VA WV FL IN KY MI TN",
    "Chicago": "AL AR IL IA LA MN MS MO OK WI FL IN KY KS MI NE ND SD TN TX",
    "Denver": "CO MT NM UT WY ID KS NE ND OR SD TX AZ NV",
    "Phoenix": "AZ",
    "Los_Angeles": "CA NV WA OR ID",
    "Anchorage": "AK",
    "Adak": "AK",
}
"""A state in two zones stands twice."""
_EU_ZONES = {
    "austria": "Vienna", "belgium": "Brussels", "bulgaria": "Sofia", "croatia": "Zagreb", "czechia": "Prague",
    "denmark": "Copenhagen", "estonia": "Tallinn", "finland": "Helsinki", "france": "Paris",
    "germany": "Berlin", "greece": "Athens", "hungary": "Budapest", "ireland": "Dublin", "italy": "Rome",
    "latvia": "Riga", "lithuania": "Vilnius", "luxembourg": "Luxembourg", "malta": "Malta",
    "netherlands": "Amsterdam", "norway": "Oslo", "poland": "Warsaw", "romania": "Bucharest",
    "slovakia": "Bratislava", "slovenia": "Ljubljana", "sweden": "Stockholm",
}  # fmt: skip
MAINLAND = law("AU-TEL-3").texts("zones")


def australian_state(lead: Lead) -> str | None:
    """The state's abbreviation, from the state or a large city; None where neither tells."""
    written = (lead.state or "").strip().lower()
    known = _AU_STATES.get(written) or (written.upper() if written.upper() in _AU_ZONES else None)
    return known or _AU_CITIES.get((lead.city or "").strip().lower())


def american_state(lead: Lead) -> str | None:
    """The state's two letters; None where it is not known."""
    written = (lead.state or "").strip().lower()
    known = set(_US_STATES.values())
    return _US_STATES.get(written) or (written.upper() if written.upper() in known else None)


def zones_of(lead: Lead, jurisdiction: Jurisdiction) -> tuple[ZoneInfo, ...]:
    """Every zone in which the lead may be under that law: one where it is known, all where nothing tells."""
    home = _home(lead)
    told = zone(lead.time_zone) if lead.time_zone else None
    if told is not None and home in (None, jurisdiction):
        return (told,)
    return tuple(ZoneInfo(name) for name in _names(lead, jurisdiction))


def _home(lead: Lead) -> Jurisdiction | None:
    """The law of the country that is written down; a place name is read in no other country."""
    name = country_name(lead.country)
    found = {"australia": Jurisdiction.AU, "united states": Jurisdiction.US, "new zealand": Jurisdiction.NZ}
    found["united kingdom"] = Jurisdiction.UK
    return None if name is None else found.get(name, Jurisdiction.EU)


def _names(lead: Lead, jurisdiction: Jurisdiction) -> tuple[str, ...]:
    at_home = _home(lead) in (None, jurisdiction)
    match jurisdiction:
        case Jurisdiction.AU:
            state = australian_state(lead) if at_home else None
            return (f"Australia/{_AU_ZONES[state]}",) if state else _by_area_code(lead)
        case Jurisdiction.US:
            state = american_state(lead) if at_home else None
            return _american(state)
        case Jurisdiction.UK:
            return ("Europe/London",)
        case Jurisdiction.NZ:
            return ("Pacific/Auckland",)
        case Jurisdiction.EU:
            known = _EU_ZONES.get(country_name(lead.country) or "")
            return (f"Europe/{known}",) if known else ("Atlantic/Azores", "Europe/Lisbon", "Europe/Helsinki")


def _by_area_code(lead: Lead) -> tuple[str, ...]:
    if of_phone(lead.phone) is Jurisdiction.AU:
        towns = _AREA_CODES.get((lead.phone or "")[3:4])
        if towns:
            return tuple(f"Australia/{town}" for town in towns)
    return MAINLAND


def _american(state: str | None) -> tuple[str, ...]:
    if state == "HI":
        return ("Pacific/Honolulu",)
    found = [name for name, states in _US_BY_ZONE.items() if state is None or state in states.split()]
    every = [f"America/{name}" for name in found]
    return (*every, "Pacific/Honolulu") if state is None else tuple(every)
