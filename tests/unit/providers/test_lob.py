"""Letters and postcards go on the wire as Lob wants them, and its answers are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator, ValidationError

from errors import (
    OutcomeUnknown,
    ProviderCredentials,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
)
from tests.unit.providers.test_client import Pauses
from tools.providers.client import Vendor, basic_auth
from tools.providers.lob import Lob, explain
from tools.providers.lob_pieces import Address, Kind, OutboundLetter, OutboundPostcard

SPECIFICATION = Path(__file__).resolve().parents[4] / "shared" / "specs" / "lob.json"
NOW = 1_795_300_000
SECRET = "lob-secret"
SYDNEY = Address(
    line1="5 Banksia St",
    line2="Level 2",
    city="Sydney",
    state="NSW",
    postcode="2000",
    country="au",
    name="Lê Nguyễn",
    company="Harbour Bookkeeping and Taxation Services Pty Ltd",
)
OREGON = Address(
    line1="210 Pine St", city="Portland", state="or", postcode="97205", country="US", company="Brightside"
)
LETTER = OutboundLetter(
    to=SYDNEY,
    sender=OREGON,
    html="<html>Dear Lê</html>",
    description="Letter of touch t_1",
    metadata={"touch_id": "t_1"},
    colour=True,
)
POSTCARD = OutboundPostcard(
    to=SYDNEY,
    sender="adr_return1",
    front="<html>Front</html>",
    back="<html>Back</html>",
    metadata={"touch_id": "t_1"},
)
PIECE = {
    "id": "ltr_4868c3b754655f90",
    "url": "https://lob-assets.com/letters/ltr_4868c3b754655f90.pdf?expires=1&signature=x",
    "carrier": "USPS",
    "expected_delivery_date": "2026-12-07",
    "date_created": "2026-11-22T01:00:00.000Z",
    "send_date": "2026-11-22T01:05:00.000Z",
    "metadata": {"touch_id": "t_1"},
    "status": "rendered",
    "tracking_events": [
        {"name": "Mailed", "time": "2026-11-24T00:00:00Z", "location": None},
        {"name": "International Exit", "time": "2026-11-26T00:00:00Z", "location": "94107"},
    ],
    "object": "letter",
}


def lob_over(handler: Callable[[httpx.Request], httpx.Response]) -> Lob:
    vendor = Vendor(
        "Lob",
        "https://lob.example/v1",
        headers={"Authorization": basic_auth("test_key", "")},
        transport=httpx.MockTransport(handler),
        explain=explain,
        pause=Pauses(),
    )
    return Lob(vendor, webhook_secret=SECRET, clock=lambda: NOW)


class Taken:
    """Every request, answered with the same body."""

    def __init__(self, answer: object, status: int = 200) -> None:
        self.answer = answer
        self.status = status
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.status, json=self.answer)

    def body(self) -> Any:
        """What the last request bore."""
        return json.loads(self.requests[-1].content)


async def test_a_letter_on_the_wire() -> None:
    """An Australian address has its last line as Australia Post wants it, and names fit the window."""
    taken = Taken(PIECE)
    lob = lob_over(taken)
    printed = await lob.send_letter(LETTER, idempotency_key="touch/1")
    await lob.close()
    sent = taken.requests[0]
    assert f"{sent.method} {sent.url}" == snapshot("POST https://lob.example/v1/letters")
    assert {name: sent.headers[name] for name in ("authorization", "idempotency-key")} == snapshot(
        {"authorization": "Basic dGVzdF9rZXk6", "idempotency-key": "touch/1"}
    )
    assert taken.body() == snapshot(
        {
            "to": {
                "name": "Lê Nguyễn",
                "company": "Harbour Bookkeeping and Taxation",
                "address_line1": "5 Banksia St",
                "address_line2": "Level 2",
                "address_city": "Sydney NSW",
                "address_zip": "2000",
                "address_country": "AU",
            },
            "from": {
                "company": "Brightside",
                "address_line1": "210 Pine St",
                "address_city": "Portland",
                "address_state": "OR",
                "address_zip": "97205",
                "address_country": "US",
            },
            "file": "<html>Dear Lê</html>",
            "color": True,
            "double_sided": True,
            "address_placement": "top_first_page",
            "use_type": "marketing",
            "description": "Letter of touch t_1",
            "metadata": {"touch_id": "t_1"},
        }
    )
    assert (printed.id, printed.expected_delivery, printed.carrier, printed.status) == snapshot(
        ("ltr_4868c3b754655f90", date(2026, 12, 7), "USPS", "rendered")
    )
    assert [scan.name for scan in printed.scans] == ["Mailed", "International Exit"]
    assert printed.metadata == {"touch_id": "t_1"}


async def test_a_postcard_on_the_wire() -> None:
    """Of the one size that goes abroad."""
    taken = Taken({**PIECE, "id": "psc_1"})
    lob = lob_over(taken)
    assert (await lob.send_postcard(POSTCARD, idempotency_key="touch/1")).id == "psc_1"
    await lob.close()
    assert str(taken.requests[0].url) == snapshot("https://lob.example/v1/postcards")
    assert taken.body() == snapshot(
        {
            "to": {
                "name": "Lê Nguyễn",
                "company": "Harbour Bookkeeping and Taxation",
                "address_line1": "5 Banksia St",
                "address_line2": "Level 2",
                "address_city": "Sydney NSW",
                "address_zip": "2000",
                "address_country": "AU",
            },
            "from": "adr_return1",
            "front": "<html>Front</html>",
            "back": "<html>Back</html>",
            "size": "4x6",
            "use_type": "marketing",
            "metadata": {"touch_id": "t_1"},
        }
    )


async def test_a_foreign_return_address_needs_an_envelope_of_our_own() -> None:
    """It is refused before the call; with the envelope Lob prints it as it stands."""
    taken = Taken(PIECE)
    lob = lob_over(taken)
    for attempt in (
        lob.send_letter(OutboundLetter(to=SYDNEY, sender=SYDNEY, html="<p>"), idempotency_key="k"),
        lob.send_postcard(
            OutboundPostcard(to=SYDNEY, sender=SYDNEY, front="<p>", back="<p>"), idempotency_key="k"
        ),
    ):
        with pytest.raises(ProviderRefused) as refused:
            await attempt
        assert refused.value.code == "foreign_return_address"
    assert not taken.requests
    letter = OutboundLetter(to=OREGON, sender=SYDNEY, html="<p>", custom_envelope="env_1")
    await lob.send_letter(letter, idempotency_key="k")
    await lob.close()
    assert (taken.body()["custom_envelope"], taken.body()["from"]["address_country"]) == ("env_1", "AU")


async def test_an_address_is_checked_by_the_engine_of_its_country() -> None:
    """And comes back corrected."""
    taken = Taken(
        {
            "id": "intl_ver_1",
            "primary_line": "LEVEL 2 5 BANKSIA ST",
            "secondary_line": "",
            "deliverability": "deliverable",
            "components": {"city": "SYDNEY", "state": "NSW", "postal_code": "2000"},
        }
    )
    lob = lob_over(taken)
    checked = await lob.verify(SYDNEY)
    assert str(taken.requests[0].url) == snapshot("https://lob.example/v1/intl_verifications")
    assert taken.body() == snapshot(
        {
            "recipient": "Harbour Bookkeeping and Taxation Services Pty Ltd",
            "primary_line": "5 Banksia St",
            "secondary_line": "Level 2",
            "city": "Sydney",
            "state": "NSW",
            "postal_code": "2000",
            "country": "AU",
        }
    )
    assert (checked.deliverable, checked.id) == (True, "intl_ver_1")
    assert checked.address == snapshot(
        Address(
            line1="LEVEL 2 5 BANKSIA ST",
            city="SYDNEY",
            state="NSW",
            postcode="2000",
            country="au",
            name="Lê Nguyễn",
            company="Harbour Bookkeeping and Taxation Services Pty Ltd",
        )
    )
    taken.answer = {
        "id": "us_ver_1",
        "primary_line": "210 Pine St",
        "deliverability": "deliverable_unnecessary_unit",
        "components": {"city": "Portland", "state": "OR", "zip_code": "97205", "zip_code_plus_4": "1234"},
    }
    checked = await lob.verify(OREGON)
    await lob.close()
    assert str(taken.requests[1].url) == snapshot("https://lob.example/v1/us_verifications?case=proper")
    assert taken.body() == snapshot(
        {
            "recipient": "Brightside",
            "primary_line": "210 Pine St",
            "city": "Portland",
            "state": "or",
            "zip_code": "97205",
        }
    )
    assert (checked.deliverable, checked.address.postcode) == (True, "97205-1234")


@pytest.mark.parametrize(
    ("word", "deliverable"),
    [
        ("deliverable", True),
        ("deliverable_unnecessary_unit", True),
        ("deliverable_missing_info", True),
        ("deliverable_incorrect_unit", False),
        ("deliverable_missing_unit", False),
        ("undeliverable", False),
        ("no_match", False),
        ("", False),
        ("a word of next year", False),
    ],
)
async def test_only_what_arrives_is_deliverable(word: str, *, deliverable: bool) -> None:
    """And an address that is not comes back as it was given."""
    lob = lob_over(Taken({"primary_line": "ELSEWHERE", "deliverability": word}))
    checked = await lob.verify(SYDNEY)
    await lob.close()
    assert checked.deliverable is deliverable
    assert (checked.address == SYDNEY) is not deliverable


@pytest.mark.parametrize(
    ("status", "code", "kind", "calls"),
    [
        (400, "bad_request", ProviderRefused, 1),
        (401, "unauthorized", ProviderCredentials, 1),
        (401, "payment_method_unverified", ProviderCredentials, 1),
        (403, "billing_address_required", ProviderCredentials, 1),
        (404, "not_found", ProviderRefused, 1),
        (408, "request_timeout", OutcomeUnknown, 3),
        (409, "conflict", OutcomeUnknown, 3),
        (413, "file_size_exceeds_limit", ProviderRefused, 1),
        (422, "failed_deliverability_strictness", ProviderRefused, 1),
        (422, "conflict", ProviderRefused, 1),
        (422, "mail_use_type_can_not_be_null", ProviderRefused, 1),
        (429, "rate_limit_exceeded", ProviderUnavailable, 3),
        (500, "internal_server_error", OutcomeUnknown, 3),
        (503, "service_unavailable", OutcomeUnknown, 3),
    ],
)
async def test_every_refusal_has_its_meaning(
    status: int, code: str, kind: type[ProviderError], calls: int
) -> None:
    """A letter that may be printed is asked for again under the same key only."""
    taken = Taken({"error": {"message": "No.", "status_code": status, "code": code}}, status)
    lob = lob_over(taken)
    with pytest.raises(kind) as refused:
        await lob.send_letter(LETTER, idempotency_key="touch/1")
    await lob.close()
    assert (type(refused.value), len(taken.requests)) == (kind, calls)
    assert {request.headers["idempotency-key"] for request in taken.requests} == {"touch/1"}
    if isinstance(refused.value, ProviderRefused):
        assert refused.value.code == code


async def test_a_full_window_is_waited_for_in_seconds_though_lob_names_a_moment() -> None:
    """`ratelimit-reset` is a moment at Lob, and seconds elsewhere."""
    later = "4102444800"  # the year 2100

    def refuse(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, headers={"ratelimit-reset": later}, json={})

    lob = lob_over(refuse)
    with pytest.raises(ProviderUnavailable) as refused:
        await lob.fetch(Kind.LETTER, "ltr_1")
    await lob.close()
    assert refused.value.retry_after_seconds is not None
    assert refused.value.retry_after_seconds < int(later) - 1_700_000_000


@pytest.mark.parametrize("body", [{}, {"id": ""}, {"id": None}, {"id": "../x"}, []])
async def test_an_answer_without_an_id_leaves_a_doubt(body: object) -> None:
    """It may be printed."""
    lob = lob_over(Taken(body))
    with pytest.raises(OutcomeUnknown):
        await lob.send_postcard(POSTCARD, idempotency_key="touch/1")
    await lob.close()


def conforms(value: object, schema: str) -> None:
    """Raise ValidationError unless the value is what Lob's specification calls by this name."""
    specification: dict[str, Any] = json.loads(SPECIFICATION.read_text())
    Draft202012Validator({**specification, "$ref": f"#/components/schemas/{schema}"}).validate(value)


@pytest.mark.skipif(
    not SPECIFICATION.exists(),
    reason="Lob's specification is not beside the checkout (shared/specs/lob.json).",
)
async def test_every_body_that_we_post_conforms_to_the_specification() -> None:
    """And each one, spoilt, is found not to."""
    taken = Taken({**PIECE, "deliverability": "deliverable"})
    lob = lob_over(taken)
    posted: list[tuple[Any, str]] = []
    for address in (SYDNEY, OREGON):
        await lob.verify(address)
        writable = "intl_verification_writable" if address is SYDNEY else "us_verifications_writable"
        posted.append((taken.body(), writable))
        letter = OutboundLetter(to=address, sender=OREGON, html="<p>x</p>", metadata={"touch_id": "t"})
        await lob.send_letter(letter, idempotency_key="k")
        posted.append((taken.body(), "letter_editable"))
        card = OutboundPostcard(to=address, sender=OREGON, front="<p>x</p>", back="<p>y</p>")
        await lob.send_postcard(card, idempotency_key="k")
        posted.append((taken.body(), "postcard_editable"))
    await lob.close()
    for body, schema in posted:
        conforms(body, schema)
        spoilt = {**body, "primary_line": 5} if "primary_line" in body else {**body, "use_type": "spam"}
        with pytest.raises(ValidationError):
            conforms(spoilt, schema)
        if "to" in body:
            with pytest.raises(ValidationError):
                conforms({**body, "to": {**body["to"], "address_country": "Australia"}}, schema)
            with pytest.raises(ValidationError):
                conforms({name: value for name, value in body.items() if name != "use_type"}, schema)
