"""Several answers become one person only as far as they are surely about the lead."""

from __future__ import annotations

from dataclasses import replace

from tests.fixtures.material import a_lead
from tools.providers.apollo_phones import Phone
from tools.services.enriching.filling import filling_of
from tools.services.enriching.people import Found, Person, confidence, merge
from tools.services.enriching.sources import phone_of

LEAD = replace(
    a_lead(),
    email="ann@quay.example",
    first_name="Ann",
    last_name="Lee",
    company="Quay Law",
    domain="quay.example",
    city=None,
    linkedin_url="https://www.linkedin.com/in/annlee",
)
ANN = Person(
    email="ann@quay.example", email_status="verified", first_name="Ann", last_name="Lee", company="Quay Law"
)
PROFILE = Person(
    first_name="Ann", last_name="Lee", company="Quay Law", phone="+61491570006", title="Partner",
    linkedin_url="https://au.linkedin.com/in/AnnLee",
)  # fmt: skip
STRANGER = Person(first_name="Bob", last_name="Roe", company="Pier", phone="+61491570156", title="Cook")


def test_what_one_source_lacks_comes_from_the_other() -> None:
    """The address from one, the phone from the other; each field has its source."""
    merged = merge(LEAD, [Found(source="apollo", person=ANN), Found(source="apify", person=PROFILE)])
    assert merged.accepted
    assert (merged.person.phone, merged.sources["phone"], merged.sources["email"]) == (
        "+61491570006",
        "apify",
        "apollo",
    )


def test_somebody_else_gives_nothing() -> None:
    """A phone of a person of another name at another firm is not the lead's."""
    merged = merge(LEAD, [Found(source="apollo", person=ANN), Found(source="apify", person=STRANGER)])
    assert (merged.accepted, merged.person.phone, merged.person.title) == (True, None, None)


def test_a_status_goes_with_the_value_that_it_was_said_of() -> None:
    """One source's `verified` does not verify another's number, nor its postcode another's street."""
    one = ANN.model_copy(update={"phone": "+61270100001", "street": "1 Quay St"})
    other = PROFILE.model_copy(update={"phone_status": "verified", "postcode": "6000"})
    merged = merge(LEAD, [Found(source="apollo", person=one), Found(source="apify", person=other)])
    first = merged.sources["phone"]
    assert merged.person.phone_status == (None if first == "apollo" else "verified")
    assert merged.person.postcode is None


def test_the_same_page_is_evidence_and_another_one_is_none() -> None:
    """People rename their pages."""
    bare = Person(email="ann@quay.example", last_name="Roe")
    here = bare.model_copy(update={"linkedin_url": "http://linkedin.com/in/annlee"})
    there = bare.model_copy(update={"linkedin_url": "http://linkedin.com/in/ann-roe"})
    assert confidence(LEAD, here) > confidence(LEAD, bare) == confidence(LEAD, there)


def test_a_street_is_kept_only_in_its_own_city() -> None:
    """A list that says Perth gets no street of Sydney's."""
    found = [Found(source="apollo", person=ANN.model_copy(update={"street": "1 Quay St", "city": "Sydney"}))]
    streets = [
        filling_of(lead, merge(lead, found)).street
        for lead in (LEAD, replace(LEAD, city=" sydney "), replace(LEAD, city="Perth"))
    ]
    assert streets == ["1 Quay St", "1 Quay St", None]


def test_the_first_number_that_can_be_dialled_is_the_phone() -> None:
    """In international form; of low confidence it is not verified."""
    phones = [
        Phone(number="call me", type="mobile", status="valid_number", confidence="high"),
        Phone(number="0491 570 006", type="mobile", status="valid_number", confidence="low"),
    ]
    person = phone_of(phones, "Australia")
    assert person is not None
    assert (person.phone, person.phone_status) == ("+61491570006", "unverified")
    assert phone_of(phones[:1], "Australia") is None
