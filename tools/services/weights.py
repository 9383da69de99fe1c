"""Hold the points of the Agency Lead Score as data: change a number here and give the version a new name."""

from __future__ import annotations

from dataclasses import dataclass

from memory.enums import LeadTier
from tools.services.enriching.industries import INDUSTRIES


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """Points by what earns them; keywords are in lower case and stand as whole words."""

    version: str = "als-2"

    data_quality_most: int = 20
    email_verified: int = 8
    email_unverified: int = 4
    phone_verified: int = 6
    phone_unverified: int = 3
    linkedin_url: int = 4
    personal_email: int = 2

    authority_most: int = 25
    owner: int = 25
    authority: tuple[tuple[str, int], ...] = (
        ("owner", 25),
        ("ceo", 25),
        ("founder", 25),
        ("co founder", 25),
        ("cofounder", 25),
        ("chief", 22),
        ("c suite", 22),
        ("cto", 22),
        ("cfo", 22),
        ("cmo", 22),
        ("coo", 22),
        ("cio", 22),
        ("president", 22),
        ("vice president", 18),
        ("vp", 18),
        ("director", 15),
        ("head", 15),
        ("senior manager", 10),
        ("manager", 7),
        ("lead", 7),
    )
    """The first keyword that the title contains decides."""
    owner_in_small_firm: tuple[str, ...] = ("managing director", "principal")
    small_firm_under: int = 50
    """Employees."""
    other_title: int = 5
    no_title: int = 0

    company_fit_most: int = 25
    industry_match: int = 10
    industries: tuple[str, ...] = INDUSTRIES
    """Which names mean the same trade."""
    employees: tuple[tuple[int, int, int], ...] = ((5, 50, 8), (51, 200, 5), (1, 4, 3))
    """At least, at most, points."""
    countries: tuple[tuple[str, int], ...] = (
        ("australia", 7),
        ("new zealand", 4),
        ("united states", 4),
        ("united kingdom", 4),
    )

    timing_most: int = 15
    in_role_under_months: tuple[tuple[int, int], ...] = ((6, 6), (12, 3))
    hiring: int = 5
    funded_under_months: tuple[tuple[int, int], ...] = ((12, 4), (24, 2))

    risk_most: int = 15
    bounced: int = -10
    unsubscribed: int = -15
    competitor: int = -15
    junior: int = -5
    junior_titles: tuple[str, ...] = (
        "assistant",
        "intern",
        "student",
        "coordinator",
        "co ordinator",
        "receptionist",
    )

    tiers: tuple[tuple[LeadTier, int], ...] = (
        (LeadTier.HOT, 85),
        (LeadTier.WARM, 60),
        (LeadTier.COOL, 35),
        (LeadTier.COLD, 20),
        (LeadTier.DEAD, 0),
    )
    """The least score of each tier, the highest first."""


WEIGHTS = Weights()
