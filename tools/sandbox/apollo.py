"""Pretend to be Apollo: match people of the world by query parameters, and count the credits."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tools.sandbox.ledger import Ledger, PersonMatched, now
from tools.sandbox.wire import Endpoint, json_answer
from tools.sandbox.world import World, WorldCompany, WorldPerson

HOURLY_LIMIT = 600
NO_KEY = "Invalid API key. See https://docs.apollo.io/reference/authentication for how to find yours."


class ApolloSide:
    """Apollo's people match as its callers see it."""

    def __init__(self, world: World, ledger: Ledger, key: str) -> None:
        self._world = world
        self._ledger = ledger
        self._key = key
        self._calls = 0

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/apollo/api/v1`; every call passes `through` the faults."""
        return [Route("/people/match", through, methods=["POST"])]

    async def match(self, request: Request) -> Response:
        """`POST /people/match`: the person, or an empty answer with status 200."""
        if request.headers.get("x-api-key") != self._key:
            return PlainTextResponse(NO_KEY, 401)
        self._calls += 1
        asked = request.query_params
        if asked.get("reveal_phone_number") == "true" and not asked.get("webhook_url"):
            return json_answer({"error": "Please add a valid 'webhook_url' parameter."}, 400)
        name = asked.get("name") or f"{asked.get('first_name', '')} {asked.get('last_name', '')}"
        person = self._world.find(
            email=asked.get("email"),
            linkedin_url=asked.get("linkedin_url"),
            name=name.strip(),
            company=asked.get("organization_name"),
            domain=asked.get("domain"),
        )
        return self._answer(person)

    def say(self, status: int, words: str) -> Response:
        """Apollo's error body for a fault."""
        if status == 429:
            cap = f"is {HOURLY_LIMIT} times per hour."
            message = f"The maximum number of api calls allowed for api/v1/people/match {cap}"
            return json_answer({"message": message}, 429, {"retry-after": "1", **self._headers()})
        return json_answer({"error": words}, status)

    def _answer(self, person: WorldPerson | None) -> JSONResponse:
        # Apollo's request ids exceed 2^53.
        request_id = 1_039_995_589_705_121_900 + self._calls
        if person is None or not person.known_to_apollo:
            return json_answer({"person": None, "request_id": request_id}, headers=self._headers())
        if not self._ledger.matched(person.id):
            self._ledger.record(PersonMatched(apollo_id=person.id, at=now()))
        return json_answer({"person": _person(person), "request_id": request_id}, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        left = max(0, HOURLY_LIMIT - self._calls % HOURLY_LIMIT)
        return {
            "x-rate-limit-hourly": str(HOURLY_LIMIT),
            "x-hourly-usage": str(self._calls % HOURLY_LIMIT),
            "x-hourly-requests-left": str(left),
        }


def _person(person: WorldPerson) -> dict[str, object]:
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
