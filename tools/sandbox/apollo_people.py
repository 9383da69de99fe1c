"""Show the people of the world as Apollo shows them."""

from __future__ import annotations

from tools.sandbox.world import WorldCompany, WorldPerson

PHONE_CREDITS = 8
"""What Apollo charges for a number; a match costs one."""


def shown_person(person: WorldPerson) -> dict[str, object]:
    """A match's `person`."""
    place = person.company.place
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "name": person.name,
        "linkedin_url": person.linkedin_url,
        "title": person.title,
        "headline": person.title and f"{person.title} at {person.company.name}",
        "email": None if person.email_status == "unavailable" else person.email,
        "email_status": person.email_status,
        "extrapolated_email_confidence": person.email_confidence,
        "organization_id": person.company.id,
        "organization": _organization(person.company),
        "employment_history": _history(person),
        "city": place.city,
        "state": place.state,
        "country": place.country,
        "seniority": person.seniority,
        "departments": [],
        "functions": [],
        "revealed_for_current_team": True,
    }


def _history(person: WorldPerson) -> list[dict[str, object]]:
    if person.role_started_on is None:
        return []
    return [
        {
            "current": True,
            "start_date": person.role_started_on.replace(day=1).isoformat(),
            "end_date": None,
            "organization_id": person.company.id,
            "organization_name": person.company.name,
            "title": person.title,
        }
    ]


def _organization(company: WorldCompany) -> dict[str, object]:
    return {
        "id": company.id,
        "name": company.name,
        "website_url": company.website_url,
        "linkedin_url": company.linkedin_url,
        "primary_domain": company.domain,
        "industry": company.industry,
        "industries": [company.industry],
        "keywords": list(company.keywords),
        "estimated_num_employees": company.employees,
        "street_address": company.street,
        "city": company.place.city,
        "state": company.place.state,
        "postal_code": company.place.postcode,
        "country": company.place.country,
        "short_description": company.description,
        "phone": company.phone,
        "founded_year": company.founded_year,
        "latest_funding_stage": company.funding_stage,
        "latest_funding_round_date": company.funded_on.isoformat() if company.funded_on else None,
        "organization_headcount_six_month_growth": company.headcount_growth,
    }


def shown_phones(person: WorldPerson) -> dict[str, object]:
    """What Apollo's phone webhook brings of a person: no number for one without any."""
    numbers: list[dict[str, object]] = []
    if person.phone is not None:
        numbers.append(
            {
                "raw_number": person.phone,
                "sanitized_number": f"+61{person.phone[1:]}",
                "type_cd": "mobile" if person.phone.startswith("04") else "work_direct",
                "status_cd": "valid_number",
                "confidence_cd": "high",
                "dnc_status_cd": "not_found",
                "dnc_other_info": {"country": "AU"},
                "position": 0,
            }
        )
    return {
        "status": "success",
        "total_requested_enrichments": 1,
        "unique_enriched_records": len(numbers),
        "missing_records": 1 - len(numbers),
        "credits_consumed": PHONE_CREDITS * len(numbers),
        "people": [{"id": person.id, "status": "success", "phone_numbers": numbers}],
    }
