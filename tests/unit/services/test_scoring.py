"""The Agency Lead Score is the table of the business rules, to the point."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from memory.enums import LeadStatus, LeadTier
from memory.records.ids import LeadId
from tools.services.als import LeadFacts, Scorer, Targets, authority_of, tier_of

TODAY = date(2026, 11, 23)
BLANK = LeadFacts(
    id=LeadId(UUID(int=1)),
    title=None,
    email="ann@quay.example",
    domain=None,
    industry=None,
    employees=None,
    country=None,
    phone=None,
    linkedin_url=None,
    personal_email=None,
    email_status="unknown",
    phone_status="unknown",
    role_started_on=None,
    hiring=None,
    funded_on=None,
    bounced_before=False,
    status=LeadStatus.ENRICHED,
)
TARGETS = Targets(industries=("Legal", "Accounting"), competitor_domains=("rival.example",))

# One title, its headcount and the points that the table gives it.
TITLES: list[tuple[str | None, int | None, int]] = [
    ("Owner", None, 25),
    ("Co-Owner", None, 25),
    ("CEO", None, 25),
    ("C.E.O.", None, 25),
    ("Founder & Director", None, 25),
    ("Co-founder", None, 25),
    ("Cofounder", None, 25),
    ("Chief of Staff", None, 22),
    ("CTO", None, 22),
    ("CFO", None, 22),
    ("CMO", None, 22),
    ("COO", None, 22),
    ("Group CIO", None, 22),
    ("C-Suite Adviser", None, 22),
    ("President", None, 22),
    ("President, APAC", None, 22),
    ("Vice President", None, 18),
    ("Vice-President, Sales", None, 18),
    ("VP Sales", None, 18),
    ("V.P. Sales", None, 18),
    ("Vice President and President of the Board", None, 22),
    ("Founder, Vice President", None, 25),
    ("Director", None, 15),
    ("Head of Marketing", None, 15),
    ("Headcount Planner", None, 5),
    ("Header Designer", None, 5),
    ("Managing Director", 49, 25),
    ("Managing Director", 50, 15),
    ("Managing Director", None, 15),
    ("Principal", 12, 25),
    ("Principal", 80, 5),
    ("Principal Engineer", None, 5),
    ("Senior Manager", None, 10),
    ("Senior Manager, Lead", None, 10),
    ("Manager, Lead", None, 7),
    ("Lead Engineer", None, 7),
    ("Leadership Coach", None, 5),
    ("Solicitor", None, 5),
    ("Prefounder", None, 5),
    ("", None, 0),
    ("  ", None, 0),
    ("—", None, 0),
    (None, None, 0),
]


@pytest.mark.parametrize(("title", "employees", "points"), TITLES)
def test_authority_is_the_first_keyword_that_stands_as_a_word(
    title: str | None, employees: int | None, points: int
) -> None:
    """Order, word boundaries, abbreviations and small firms as the table says."""
    assert authority_of(title or "", employees)[1] == points


def _word(keyword: str, title: str) -> bool:
    """Whether the keyword stands in the title between signs that are no letters or digits."""
    at = title.find(keyword)
    while at >= 0:
        before, after = title[at - 1 : at], title[at + len(keyword) : at + len(keyword) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = title.find(keyword, at + 1)
    return False


def _oracle_authority(facts: LeadFacts) -> int:
    title = (facts.title or "").lower()
    if not any(sign.isalnum() for sign in title):
        return 0
    small = facts.employees is not None and facts.employees < 50
    if small and (_word("managing director", title) or _word("principal", title)):
        return 25
    if any(_word(keyword, title) for keyword in ("owner", "ceo", "founder", "co-founder")):
        return 25
    if any(_word(keyword, title) for keyword in ("chief", "c-suite", "cto", "cfo", "cmo", "coo", "cio")):
        return 22
    if _word("president", title.replace("vice president", "·")):
        return 22
    for points, keywords in (
        (18, ("vice president", "vp")),
        (15, ("director", "head")),
        (10, ("senior manager",)),
    ):
        if any(_word(keyword, title) for keyword in keywords):
            return points
    return 7 if _word("manager", title) or _word("lead", title) else 5


def _months_since(day: date) -> int:
    """Whole months from the day until TODAY."""
    return (TODAY.year - day.year) * 12 + TODAY.month - day.month - (TODAY.day < day.day)


def _oracle(facts: LeadFacts, targets: Targets) -> list[int]:
    quality = {"verified": 8, "invalid": 0}.get(facts.email_status, 4)
    quality += {"verified": 6, "invalid": 0}.get(facts.phone_status, 3) if facts.phone else 0
    quality += (4 if facts.linkedin_url else 0) + (2 if facts.personal_email else 0)
    fit = 10 if facts.industry in targets.industries else 0
    staff = facts.employees
    if staff is not None:
        fit += 8 if 5 <= staff <= 50 else 5 if 51 <= staff <= 200 else 3 if 1 <= staff <= 4 else 0
    fit += {"Australia": 7, "New Zealand": 4, "US": 4, "United Kingdom": 4}.get(facts.country or "", 0)
    timing = 5 if facts.hiring else 0
    if facts.role_started_on and facts.role_started_on <= TODAY:
        timing += (
            6
            if _months_since(facts.role_started_on) < 6
            else 3
            if _months_since(facts.role_started_on) < 12
            else 0
        )
    if facts.funded_on and facts.funded_on <= TODAY:
        timing += (
            4 if _months_since(facts.funded_on) < 12 else 2 if _months_since(facts.funded_on) < 24 else 0
        )
    risk = 15 - (10 if facts.bounced_before or facts.status == "bounced" else 0)
    risk -= 15 if facts.status == "unsubscribed" else 0
    risk -= 15 if facts.domain == "rival.example" or facts.email.endswith("@rival.example") else 0
    juniors = ("assistant", "intern", "student", "coordinator", "receptionist")
    risk -= 5 if any(_word(one, (facts.title or "").lower()) for one in juniors) else 0
    return [quality, _oracle_authority(facts), fit, timing, max(0, risk)]


_WORDS = st.sampled_from(
    "Owner CEO Founder Co-founder Chief C-Suite CTO CFO CMO COO CIO President Vice VP Director Head Senior "
    "Manager Lead Managing Principal Sales of & and Headcount Assistant Intern Student Coordinator "
    "Receptionist Internal".split()
) | st.sampled_from(["Vice President", "Senior Manager", "Managing Director"])
_DAYS = (
    st.none()
    | st.dates(date(2024, 1, 1), date(2027, 3, 1))
    | st.sampled_from(
        [
            date(2026, 5, 23),
            date(2026, 5, 24),
            date(2025, 11, 23),
            date(2025, 11, 24),
            date(2024, 11, 23),
            TODAY,
        ]
    )
)
_STATES = st.sampled_from(["verified", "unverified", "unknown", "invalid"])
LEADS = st.builds(
    LeadFacts,
    id=st.just(BLANK.id),
    title=st.none() | st.lists(_WORDS, max_size=5).map(" ".join),
    email=st.sampled_from(["ann@quay.example", "bo@rival.example"]),
    domain=st.sampled_from([None, "quay.example", "rival.example"]),
    industry=st.sampled_from([None, "Legal", "Accounting", "Mining"]),
    employees=st.none() | st.integers(0, 300) | st.sampled_from([0, 1, 4, 5, 49, 50, 51, 200, 201]),
    country=st.sampled_from([None, "Australia", "New Zealand", "US", "United Kingdom", "France"]),
    phone=st.none() | st.just("+61412345678"),
    linkedin_url=st.none() | st.just("https://www.linkedin.com/in/ann"),
    personal_email=st.none() | st.just("ann@mail.example"),
    email_status=_STATES,
    phone_status=_STATES,
    role_started_on=_DAYS,
    hiring=st.none() | st.booleans(),
    funded_on=_DAYS,
    bounced_before=st.booleans(),
    status=st.sampled_from(LeadStatus),
)


@settings(max_examples=400)
@given(LEADS)
def test_every_component_equals_the_table(facts: LeadFacts) -> None:
    """Whatever the lead, the five components are those of an oracle written from the table alone."""
    result = Scorer(TARGETS, today=TODAY).score(facts)
    assert [one.points for one in result.components] == _oracle(facts, TARGETS)


@settings(max_examples=400)
@given(LEADS)
def test_a_score_is_the_clamped_sum_and_explains_itself(facts: LeadFacts) -> None:
    """0 to 100, each part within its bounds, one sentence a part, and the tier of its band."""
    result = Scorer(TARGETS, today=TODAY).score(facts)
    assert result.als == max(0, min(100, sum(one.points for one in result.components)))
    assert [one.most for one in result.components] == [20, 25, 25, 15, 15]
    assert all(0 <= one.points <= one.most for one in result.components)
    for one in result.components:
        assert one.sentence.endswith(f" {one.points} of {one.most} for {one.name}.")
    assert result.lead_tier is tier_of(result.als)


@pytest.mark.parametrize(
    ("als", "tier"),
    [
        (100, "hot"),
        (85, "hot"),
        (84, "warm"),
        (60, "warm"),
        (59, "cool"),
        (35, "cool"),
        (34, "cold"),
        (20, "cold"),
        (19, "dead"),
        (0, "dead"),
    ],
)
def test_tiers_begin_where_the_table_says(als: int, tier: str) -> None:
    """85, 60, 35 and 20 are the lower bounds."""
    assert tier_of(als) is LeadTier(tier)


@pytest.mark.parametrize(
    ("country", "points"),
    [
        ("australia", 7),
        ("AU", 7),
        ("NZ", 4),
        ("USA", 4),
        ("United States of America", 4),
        ("UK", 4),
        ("England", 4),
        ("Austria", 0),
        (" ", 0),
    ],
)
def test_countries_are_known_by_name_and_code(country: str, points: int) -> None:
    """However the list writes it."""
    assert (
        Scorer(Targets(), today=TODAY).score(replace(BLANK, country=country)).components[2].points == points
    )


@pytest.mark.parametrize(
    ("industry", "target", "fits"),
    [
        ("Legal Services", "legal", True),
        ("legal", "Legal services", True),
        ("Illegal Trade", "Legal", False),
        ("law practice", "law firms", True),
        ("law practice", "small law firms in Sydney", True),
        ("legal services", "lawyers", True),
        ("law enforcement", "law firms", False),
        ("computer software", "SaaS", True),
        ("computer software", "law firms", False),
        ("information technology & services", "IT services", True),
        ("accounting", "accountants", True),
        ("accounting", "bookkeepers", True),
        ("medical practice", "dentists", True),
        ("Dental", "doctors", False),
        ("medical devices", "doctors", False),
        ("veterinary", "dentists", False),
        ("hospital & health care", "healthcare", True),
        ("construction", "builders", True),
        ("civil engineering", "software engineering", False),
        ("logistics & supply chain", "freight", True),
        ("real estate", "Property managers", True),
        ("hospitality", "cafes and restaurants", True),
        ("food production", "restaurants", False),
        ("education management", "schools", True),
        ("management consulting", "education management", False),
        ("facilities services", "financial services", False),
        ("staffing & recruiting", "recruitment agencies", True),
        ("marketing & advertising", "marketing agencies", True),
        ("machinery", "manufacturers", True),
        ("financial services", "finance", True),
        ("retail", "shops", True),
        ("Widget Management", "widgets", True),
        ("Services", "Companies", False),
        ("&", "Legal", False),
    ],
)
def test_an_industry_fits_by_the_trade_that_it_names_or_else_by_its_words(
    industry: str, target: str, fits: bool
) -> None:
    """A vendor's name and the words that people use for it are the same trade."""
    result = Scorer(Targets(industries=(target,)), today=TODAY).score(replace(BLANK, industry=industry))
    assert (result.components[2].points == 10) is fits


def test_a_subdomain_of_a_competitor_is_the_competitor() -> None:
    """And a domain that only ends in the same letters is not."""
    theirs = Scorer(TARGETS, today=TODAY).score(replace(BLANK, domain="au.rival.example"))
    not_theirs = Scorer(TARGETS, today=TODAY).score(replace(BLANK, domain="notrival.example"))
    assert (theirs.components[4].points, not_theirs.components[4].points) == (0, 15)


def test_the_sentences_can_be_read_by_a_user() -> None:
    """Each says what earned the points."""
    full = replace(
        BLANK,
        title="Director",
        email_status="verified",
        phone="+61412345678",
        industry="Legal",
        employees=34,
        country="NZ",
        hiring=True,
        role_started_on=date(2026, 9, 1),
    )
    assert Scorer(TARGETS, today=TODAY).score(full).sentences == snapshot(
        (
            "A verified email and an unverified phone score 11 of 20 for data quality.",
            "“director” in the title scores 15 of 25 for authority.",
            "The target industry Legal, 34 employees and the country NZ score 22 of 25 for company fit.",
            "A role under 6 months old and a firm that is hiring score 11 of 15 for timing.",
            "No known risk scores 15 of 15 for risk.",
        )
    )
    assert Scorer(TARGETS, today=TODAY).score(BLANK).sentences == snapshot(
        (
            "An unverified email scores 4 of 20 for data quality.",
            "No title scores 0 of 25 for authority.",
            "Nothing that fits the campaign scores 0 of 25 for company fit.",
            "No sign of change scores 0 of 15 for timing.",
            "No known risk scores 15 of 15 for risk.",
        )
    )
