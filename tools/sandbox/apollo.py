"""Pretend to be Apollo: match people of the world, reveal their phones later, and count the credits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tools.sandbox.apollo_people import shown_person, shown_phones
from tools.sandbox.entries import Accepted, PersonMatched
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer
from tools.sandbox.world import WorldPerson

HOURLY_LIMIT = 600
BULK = 10
PHONES = "phone_request"
NO_KEY = "Invalid API key. See https://docs.apollo.io/reference/authentication for how to find yours."


class _Bulk(BaseModel):
    details: list[dict[str, str]] = Field(min_length=1)


class ApolloSide:
    """Apollo's people match and phone reveal as their callers see them."""

    vendor = "apollo"
    prefix = "/apollo/api/v1"

    def __init__(self, town: Town) -> None:
        self._town = town
        self._world = town.world
        self._ledger = town.ledger
        self._key = town.accounts[self.vendor].key
        self._calls = 0

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/apollo/api/v1`; every call passes `through` the faults."""
        return [
            Route("/people/match", through, methods=["POST"]),
            Route("/people/bulk_match", through, methods=["POST"]),
            Route("/webhook_result/{request_id}", through, methods=["GET"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Any call: the key first, as Apollo does."""
        if request.headers.get("x-api-key") != self._key:
            return PlainTextResponse(NO_KEY, 401)
        self._calls += 1
        if "request_id" in request.path_params:
            return self._result(request.path_params["request_id"])
        if request.url.path.endswith("/bulk_match"):
            return await self._bulk(request)
        return self._match(request.query_params)

    def say(self, status: int, words: str) -> Response:
        """Apollo's error body for a fault."""
        if status == 429:
            cap = f"is {HOURLY_LIMIT} times per hour."
            message = f"The maximum number of api calls allowed for api/v1/people/match {cap}"
            return json_answer({"message": message}, 429, {"retry-after": "1", **self._headers()})
        return json_answer({"error": words}, status)

    def _match(self, asked: Mapping[str, str]) -> Response:
        """The person, or an empty answer with status 200; phones only ever come later."""
        reveals = asked.get("reveal_phone_number") == "true"
        _, below, path = asked.get("webhook_url", "").partition("/webhooks/")
        if reveals and not below:
            return json_answer({"error": "Please add a valid 'webhook_url' parameter."}, 400)
        person = self._found(asked)
        request_id = self._reveal(person, path) if person and reveals else _request_id()
        shown = shown_person(person) if person else None
        return json_answer({"person": shown, "request_id": request_id}, headers=self._headers())

    async def _bulk(self, request: Request) -> Response:
        try:
            asked = _Bulk.model_validate_json(await request.body()).details
        except ValidationError:
            return json_answer({"error": "'details' is required.", "error_code": "INVALID_REQUEST"}, 400)
        if len(asked) > BULK:
            words = f"At most {BULK} records can be enriched at once."
            return json_answer({"error": words, "error_code": "RECORD_LIMIT_EXCEEDED"}, 400)
        found = [self._found(each) for each in asked]
        known = [person for person in found if person]
        answer = {
            "status": "success",
            "error_code": None,
            "total_requested_enrichments": len(asked),
            "unique_enriched_records": len({person.id for person in known}),
            "missing_records": len(asked) - len(known),
            "credits_consumed": len(known),
            "matches": [shown_person(person) if person else None for person in found],
        }
        return json_answer(answer, headers=self._headers())

    def _found(self, asked: Mapping[str, str]) -> WorldPerson | None:
        """The person that Apollo knows, charged once."""
        name = asked.get("name") or f"{asked.get('first_name', '')} {asked.get('last_name', '')}"
        person = self._world.by_id.get(asked.get("id", "")) or self._world.find(
            email=asked.get("email"),
            linkedin_url=asked.get("linkedin_url"),
            name=name.strip(),
            company=asked.get("organization_name"),
            domain=asked.get("domain"),
        )
        if person is None or not person.known_to_apollo:
            return None
        if not self._ledger.matched(person.id):
            self._ledger.record(PersonMatched(apollo_id=person.id, at=self._town.clock()))
        return person

    def _reveal(self, person: WorldPerson, path: str) -> int:
        """Look for the phones: what is found is posted to the webhook, and can be fetched from then on."""
        request_id, seconds = _request_id(), self._town.config.reply_seconds / 2
        request = Accepted(vendor=self.vendor, form=PHONES, id=str(request_id), recipient=person.id)
        self._ledger.take(request)
        body = json.dumps(shown_phones(person))
        self._town.callbacks.due(self.vendor, path, body, seconds=seconds, about=request.id)
        return request_id

    def _result(self, request_id: str) -> Response:
        request = self._ledger.send(request_id)
        if request is None or request.vendor != self.vendor:
            return json_answer(
                {"error": "Unknown request.", "error_code": "request_id_unknown"}, 404, self._headers()
            )
        due_at = request.accepted_at + timedelta(seconds=self._town.config.reply_seconds / 2)
        left = (due_at - self._town.clock()).total_seconds()
        if left > 0:
            pending = {"error_code": "result_pending", "retry_after_seconds": round(left) + 1}
            return json_answer(pending, 404, self._headers())
        answer = {
            "request_id": request_id,
            "webhook_status": "delivered" if self._ledger.calls_about(request_id) else "pending",
            "request_type": "phone",
            "failure_reason": None,
            "webhook_result": shown_phones(self._world.by_id[request.recipient]),
        }
        return json_answer(answer, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        left = max(0, HOURLY_LIMIT - self._calls % HOURLY_LIMIT)
        return {
            "x-rate-limit-hourly": str(HOURLY_LIMIT),
            "x-hourly-usage": str(self._calls % HOURLY_LIMIT),
            "x-hourly-requests-left": str(left),
        }


def _request_id() -> int:
    """A number of 63 bits: Apollo's own exceed 2^53, where JavaScript's end."""
    return uuid4().int >> 65 | 1 << 60
