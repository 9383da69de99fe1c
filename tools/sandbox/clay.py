"""Pretend to be a Clay table: take rows by its webhook, and answer each by its HTTP API column later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.sandbox.entries import Accepted
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer
from tools.sandbox.world import WorldPerson

ROW = "row"
LIFETIME_ROWS = 50_000
TABLE = "pull-in-data-from-a-webhook-sandbox"
_ROW = TypeAdapter(dict[str, str | int | float | bool | None])


class ClaySide:
    """One Clay table with a webhook source."""

    vendor = "clay"
    prefix = "/clay/v3/sources/webhook"
    address = f"{prefix}/{TABLE}"
    """The whole address, as Clay's page shows it: there is nothing below it."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._account = town.accounts[self.vendor]

    def routes(self, through: Endpoint) -> list[Route]:
        """The table's path; every call passes `through` the faults."""
        return [Route("/{table}", through, methods=["POST"])]

    async def answer(self, request: Request) -> Response:
        """One row: an acknowledgement says nothing about what will be found."""
        if request.path_params["table"] != TABLE:
            return self.say(404, "Source not found")
        if request.headers.get("x-clay-webhook-auth") != self._account.key:
            return self.say(401, "Unauthorized")
        try:
            row = _ROW.validate_json(await request.body())
        except ValidationError:
            return self.say(400, "The body must be a JSON object.")
        if len(self._town.ledger.sends(self.vendor)) >= LIFETIME_ROWS:
            return self.say(429, "This webhook has taken the 50,000 rows of its life.")
        self._take(row)
        return json_answer({"success": True})

    def say(self, status: int, words: str) -> Response:
        """Clay's error body."""
        return json_answer({"message": words}, status, {"Retry-After": "1"} if status == 429 else {})

    def sign(self, url: str, body: bytes, content_type: str) -> Mapping[str, str]:  # noqa: ARG002
        """Clay signs nothing: the column bears the header that its user gave it."""
        return {"X-AgencyOS-Token": self._account.webhook_secret}

    def _take(self, row: Mapping[str, str | float | bool | None]) -> None:
        row_id = str(row.get("row_id") or "")
        taken = self._town.ledger.take(
            Accepted(vendor=self.vendor, form=ROW, id=str(uuid4()), recipient=row_id, details=dict(row))
        )
        person = self._found({name: str(value) for name, value in row.items() if value is not None})
        body = {"row_id": row_id, **(_answer(person) if person else {"error": "No result"})}
        path = f"clay/rows/{self._account.webhook_secret}"
        seconds = self._town.config.reply_seconds / 2
        self._town.callbacks.due(self.vendor, path, json.dumps(body), seconds=seconds, about=taken.id)

    def _found(self, row: Mapping[str, str]) -> WorldPerson | None:
        """Clay's own sources know seven in ten."""
        person = self._town.world.find(
            email=row.get("email"),
            linkedin_url=row.get("linkedin_url"),
            name=f"{row.get('first_name', '')} {row.get('last_name', '')}".strip(),
            company=row.get("company"),
            domain=row.get("domain"),
        )
        return person if person and sum(person.id.encode()) % 10 < 7 else None


def _answer(person: WorldPerson) -> dict[str, object]:
    company, place = person.company, person.company.place
    return {
        "email": person.email,
        "email_status": "valid" if person.email_status == "verified" else "unverified",
        "first_name": person.first_name,
        "last_name": person.last_name,
        "title": person.title,
        "company": company.name,
        "domain": company.domain,
        "industry": company.industry,
        "employees": company.employees,
        "linkedin_url": person.linkedin_url,
        "phone": person.phone,
        "street": company.street,
        "city": place.city,
        "state": place.state,
        "postcode": place.postcode,
        "country": place.country,
    }
