"""Apollo's answers are read whatever they leave out."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from inline_snapshot import snapshot

from errors import ProviderCredentials, ProviderRefused, ProviderUnavailable, WebhookRejected
from tools.providers.apollo import Apollo, Match, NoMatch, PersonQuery, explain
from tools.providers.apollo_phones import PhoneNews, PhonesPending
from tools.providers.client import Vendor
from tools.providers.webhooks import Webhook


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


async def test_ten_people_are_matched_in_one_call_and_in_their_order() -> None:
    """Somebody unknown is a gap in the list, not an error."""
    wire = Wire(200, json.dumps({"matches": [None, {"id": "p2"}, {}]}).encode())
    apollo = wire.apollo()
    people = [PersonQuery(email=f"{name}@lead.example") for name in ("ann", "bo", "cy")]
    ann, bo, cy = await apollo.bulk_match(people)
    await apollo.close()
    assert (ann, cy) == (NoMatch(), NoMatch())
    assert isinstance(bo, Match)
    request = wire.requests[0]
    assert (f"{request.method} {request.url}", json.loads(request.content)) == snapshot(
        (
            "POST https://api.apollo.example/api/v1/people/bulk_match",
            {
                "details": [
                    {"email": "ann@lead.example"},
                    {"email": "bo@lead.example"},
                    {"email": "cy@lead.example"},
                ]
            },
        )
    )


@pytest.mark.parametrize("matches", [[], [{"id": "p1"}], [{"id": "p1"}] * 3, None, "x"])
async def test_a_list_that_does_not_line_up_gives_nobody_anybody_elses_facts(matches: object) -> None:
    apollo = Wire(200, json.dumps({"matches": matches}).encode()).apollo()
    with pytest.raises(ProviderUnavailable):
        await apollo.bulk_match([PersonQuery(email="a@b.example"), PersonQuery(email="c@b.example")])
    await apollo.close()


async def test_a_phone_is_asked_for_by_id_and_comes_later() -> None:
    """The number of the request keeps its last digit: it is larger than a float can tell."""
    wire = Wire(200, b'{"person": {"id": "p1"}, "request_id": -1039995589705121901}')
    apollo = wire.apollo()
    assert await apollo.reveal_phone("p1", webhook_url="https://a.example/hook") == -1039995589705121901
    await apollo.close()
    assert f"{wire.requests[0].method} {wire.requests[0].url}" == snapshot(
        "POST https://api.apollo.example/api/v1/people/match?id=p1&reveal_phone_number=true&webhook_url=https%3A%2F%2Fa.example%2Fhook"
    )


PHONES = {
    "status": "success",
    "people": [
        {
            "id": "p1",
            "phone_numbers": [
                {"raw_number": "+61 2 7010 0001", "sanitized_number": "+61270100001", "type_cd": "work"},
                {"sanitized_number": "+61491570006", "type_cd": "mobile", "status_cd": "valid_number"},
                {"type_cd": "mobile"},
                7,
            ],
        }
    ],
}


async def test_a_phone_result_is_fetched() -> None:
    """Mobiles first; the number of the request comes as text."""
    wire = Wire(200, json.dumps({"request_id": "1039995589705121901", "webhook_result": PHONES}).encode())
    apollo = wire.apollo()
    news = await apollo.phone_result(1039995589705121901)
    await apollo.close()
    assert isinstance(news, PhoneNews)
    assert news.request_id == 1039995589705121901
    assert [phone.number for phone in news.people[0].phones] == ["+61491570006", "+61270100001"]
    assert wire.requests[0].url.path == "/api/v1/webhook_result/1039995589705121901"


@pytest.mark.parametrize(
    ("status", "body", "answer"),
    [
        (404, {"error_code": "result_pending", "retry_after_seconds": 30}, PhonesPending()),
        (404, {"status": "result_pending"}, PhonesPending()),
        (404, {"error_code": "request_id_unknown"}, NoMatch()),
        (410, {"error": "gone"}, NoMatch()),
    ],
)
async def test_a_result_that_is_not_there_says_whether_it_may_come(
    status: int, body: object, answer: object
) -> None:
    apollo = Wire(status, json.dumps(body).encode()).apollo()
    assert await apollo.phone_result(1) == answer
    await apollo.close()


async def test_a_request_that_is_none_is_refused() -> None:
    apollo = Wire(400, b'{"error_code": "invalid_request_id"}').apollo()
    with pytest.raises(ProviderRefused):
        await apollo.phone_result(1)
    await apollo.close()


def hook(body: bytes, token: str = "unguessable") -> Webhook:
    return Webhook(url="https://agency.example/hook", headers={}, body=body, token=token)


def listener() -> Apollo:
    return Apollo(Vendor("Apollo", "https://api.apollo.example", headers={}), webhook_secret="unguessable")


def test_a_phone_webhook_is_known_by_its_request_or_its_digest() -> None:
    """As it is documented it names no request: then the same bytes are the same event."""
    body = json.dumps(PHONES).encode()
    assert listener().receive("phones", hook(body)) == listener().receive("phones", hook(body))
    named = json.dumps({**PHONES, "request_id": -5}).encode()
    assert listener().receive("phones", hook(named)) == "-5"


@given(body=some.binary() | some.text().map(str.encode), token=some.sampled_from(["unguessable", "", "x"]))
@settings(deadline=None)
def test_whatever_a_stranger_posts_is_rejected(body: bytes, token: str) -> None:
    """A wrong token is no malformed body."""
    with pytest.raises(WebhookRejected) as rejected:
        listener().receive("phones", hook(body, token))
    assert rejected.value.malformed == (token == "unguessable")


@given(body=some.dictionaries(some.sampled_from(["people", "request_id", "webhook_result", "id"]), odd))
@settings(deadline=None)
def test_a_phone_webhook_of_an_odd_shape_is_rejected_or_read(body: dict[str, object]) -> None:
    with suppress(WebhookRejected):
        assert listener().receive("phones", hook(json.dumps(body).encode()))


def test_a_number_of_five_thousand_digits_stops_nothing() -> None:
    """Python refuses to print one."""
    body = b'{"request_id": ' + b"9" * 5000 + b', "people": [{"id": "p1"}]}'
    with suppress(WebhookRejected):
        assert listener().receive("phones", hook(body))
