"""Apollo's answers are read whatever they leave out."""

from __future__ import annotations

import json
from datetime import date

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from inline_snapshot import snapshot

from errors import ProviderCredentials, ProviderUnavailable
from tools.providers.apollo import Apollo, Match, NoMatch, PersonQuery, explain
from tools.providers.client import Vendor


class Wire:
    """Answers every call with the same response, and keeps the requests."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.response = (status, body, headers or {})
        self.requests: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status, body, headers = self.response
        return httpx.Response(status, content=body, headers=headers)

    def apollo(self) -> Apollo:
        vendor = Vendor(
            "Apollo",
            "https://api.apollo.example/api/v1",
            headers={"x-api-key": "key"},
            attempts=1,
            transport=httpx.MockTransport(self),
            explain=explain,
        )
        return Apollo(vendor)


async def matched(answer: object) -> Match | NoMatch:
    apollo = Wire(200, json.dumps(answer).encode()).apollo()
    found = await apollo.match(PersonQuery(email="kim@lead.example"))
    await apollo.close()
    return found


async def test_the_inputs_are_query_parameters_and_there_is_no_body() -> None:
    """As the vendor's specification declares it."""
    wire = Wire(200, b"{}")
    apollo = wire.apollo()
    await apollo.match(PersonQuery(first_name="Kim", last_name="Lê", domain="lead.example"))
    await apollo.close()
    request = wire.requests[0]
    assert f"{request.method} {request.url}" == snapshot(
        "POST https://api.apollo.example/api/v1/people/match?first_name=Kim&last_name=L%C3%AA&domain=lead.example"
    )
    assert (request.content, request.headers["x-api-key"]) == (b"", "key")


@pytest.mark.parametrize(
    "answer", [{}, {"person": None}, {"person": {}}, {"person": []}, {"person": {"id": 5}}]
)
async def test_nobody_found_is_an_answer(answer: object) -> None:
    """A 200 without a person is no error."""
    assert await matched(answer) == NoMatch()


async def test_a_person_is_read() -> None:
    """With the start of the role that is the present one, and no placeholder for an address."""
    found = await matched(
        {
            "person": {
                "id": "p1",
                "first_name": "Kim",
                "email": "email_not_unlocked@domain.com",
                "organization_id": "o1",
                "organization": {
                    "name": "Lead",
                    "estimated_num_employees": "12",
                    "latest_funding_round_date": "2026-03-01T00:00:00.000+00:00",
                },
                "employment_history": [
                    {"current": False, "start_date": "2001-01-01"},
                    {"current": True, "start_date": "2010-01-01", "organization_id": "o0"},
                    {"current": True, "start_date": "2026-08", "organization_id": "o1"},
                ],
            },
            "request_id": 1039995589705121900,
        }
    )
    assert isinstance(found, Match)
    assert (found.email, found.role_started_on) == (None, date(2026, 8, 1))
    assert (found.company.employees, found.company.funded_on) == (12, date(2026, 3, 1))


odd = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(["id", "current", "start_date", "name"]), inner)
    ),
    max_leaves=6,
)
FIELDS = ("first_name", "title", "email", "organization", "employment_history", "personal_emails", "city")


@given(field=some.sampled_from(FIELDS), value=odd)
@settings(deadline=None)
async def test_a_field_of_an_odd_type_is_a_field_without_a_value(field: str, value: object) -> None:
    """The person is found all the same."""
    found = await matched({"person": {"id": "p1", field: value}})
    assert isinstance(found, Match)
    assert found.apollo_id == "p1"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, b"Invalid API key. See https://docs.apollo.io/reference/authentication", ProviderCredentials),
        (403, b'{"error": "no", "error_code": "API_INACCESSIBLE"}', ProviderCredentials),
        (429, b'{"message": "The maximum number of api calls"}', ProviderUnavailable),
        (500, b"\xff\xfe", ProviderUnavailable),
        (200, b"<html>", ProviderUnavailable),
    ],
)
async def test_an_error_is_never_an_empty_result(status: int, body: bytes, kind: type[Exception]) -> None:
    """Apollo's errors come as JSON in two shapes, and as plain text."""
    apollo = Wire(status, body).apollo()
    with pytest.raises(kind):
        await apollo.match(PersonQuery(email="kim@lead.example"))
    await apollo.close()
