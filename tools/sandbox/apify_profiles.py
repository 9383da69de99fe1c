"""Show the people of the world as an actor reads them off their profiles."""

from __future__ import annotations

from tools.sandbox.world import WorldPerson

SIZES = ((10, "2-10"), (50, "11-50"), (200, "51-200"), (1000, "201-1000"))


def shown_profile(person: WorldPerson) -> dict[str, object]:
    """One item of a run's dataset: an address for some, a phone for fewer."""
    company, place = person.company, person.company.place
    luck = sum(person.id.encode()) % 10
    return {
        "linkedinUrl": person.linkedin_url,
        "inputUrl": person.linkedin_url,
        "firstName": person.first_name,
        "lastName": person.last_name,
        "fullName": person.name,
        "headline": f"{person.title or 'Professional'} at {company.name}",
        "about": f"I work in {company.industry} in {place.city}.",
        "email": person.email if luck < 5 else None,
        "mobileNumber": person.phone if luck < 2 else None,
        "jobTitle": person.title,
        "jobStartedOn": person.role_started_on.strftime("%-m-%Y") if person.role_started_on else None,
        "companyName": company.name,
        "companyIndustry": company.industry,
        "companyWebsite": company.website_url,
        "companySize": _size(company.employees),
        "addressCountryOnly": place.country,
        "addressWithoutCountry": f"{place.city}, {place.state}",
    }


def _size(employees: int | None) -> str | None:
    if employees is None:
        return None
    return next((words for most, words in SIZES if employees <= most), "1001-5000")
