"""Checkouts go on the wire as Stripe wants them, both shapes of its answers are read, its errors are ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import stripe as stripe_package
from hypothesis import given
from hypothesis import strategies as some
from inline_snapshot import snapshot

from errors import OutcomeUnknown, ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable
from tests.unit.providers.test_client import Pauses
from tools.providers.client import Vendor
from tools.providers.stripe import EVENT_TYPES, VERSION, Stripe
from tools.providers.stripe_shapes import (
    STATUSES,
    CheckoutOrder,
    SubscriptionBody,
    brackets,
    explain,
    subscription_of,
)
from tools.services.money.stripe_terms import STANDINGS

ORDER = CheckoutOrder(
    price_id="price_1",
    success_url="https://agency.example/chat/",
    cancel_url="https://agency.example/chat/",
    reference="c-1",
    customer_email="olive@harbour.example",
    metadata={"client_id": "c-1"},
)
SESSION = {"id": "cs_1", "object": "checkout.session", "url": "https://checkout.stripe.com/c/pay/cs_1"}
ENDS = 1_798_000_000
NEW = {
    "id": "sub_1",
    "object": "subscription",
    "customer": "cus_1",
    "status": "active",
    "created": 1_795_000_000,
    "cancel_at_period_end": False,
    "pause_collection": None,
    "items": {
        "object": "list",
        "data": [
            {
                "id": "si_1",
                "price": {"id": "price_1", "object": "price"},
                "current_period_start": 1_795_400_000,
                "current_period_end": ENDS,
            }
        ],
    },
    "metadata": {"client_id": "c-1"},
}


def stripe_over(handler: Callable[[httpx.Request], httpx.Response]) -> Stripe:
    vendor = Vendor(
        "Stripe",
        "https://stripe.example",
        headers={"Authorization": "Bearer sk_test_1", "Stripe-Version": VERSION},
        transport=httpx.MockTransport(handler),
        explain=explain,
        pause=Pauses(),
    )
    return Stripe(vendor, webhook_secret="whsec_1")


class Taken:
    """Every request, answered with these bodies in turn, the last one for good."""

    def __init__(self, *answers: object, status: int = 200) -> None:
        self.answers = list(answers)
        self.status = status
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return httpx.Response(self.status, json=answer)

    def form(self) -> dict[str, str]:
        """What the last request bore."""
        return dict(parse_qsl(self.requests[-1].content.decode()))


def test_the_pinned_version_is_the_one_of_stripes_own_package() -> None:
    """What it was written against; a newer package says that shapes may have changed."""
    assert stripe_package.api_version == VERSION


async def test_a_checkout_on_the_wire() -> None:
    """Brackets in a form, the version pinned, under its own key."""
    taken = Taken(SESSION)
    stripe = stripe_over(taken)
    page = await stripe.checkout_session(ORDER, idempotency_key="checkout:1")
    await stripe.close()
    sent = taken.requests[0]
    assert f"{sent.method} {sent.url}" == snapshot("POST https://stripe.example/v1/checkout/sessions")
    names = ("authorization", "stripe-version", "idempotency-key", "content-type")
    assert {name: sent.headers[name] for name in names} == snapshot(
        {
            "authorization": "Bearer sk_test_1",
            "stripe-version": "2026-10-28.endive",
            "idempotency-key": "checkout:1",
            "content-type": "application/x-www-form-urlencoded",
        }
    )
    assert taken.form() == snapshot(
        {
            "mode": "subscription",
            "line_items[0][price]": "price_1",
            "line_items[0][quantity]": "1",
            "success_url": "https://agency.example/chat/",
            "cancel_url": "https://agency.example/chat/",
            "client_reference_id": "c-1",
            "customer_email": "olive@harbour.example",
            "metadata[client_id]": "c-1",
            "subscription_data[metadata][client_id]": "c-1",
        }
    )
    assert (page.id, page.url) == ("cs_1", "https://checkout.stripe.com/c/pay/cs_1")


async def test_the_portal_on_the_wire() -> None:
    taken = Taken({"id": "bps_1", "url": "https://billing.stripe.com/p/session/1"})
    stripe = stripe_over(taken)
    await stripe.portal_session("cus_1", return_url="https://agency.example/chat/", idempotency_key="p")
    await stripe.close()
    sent = taken.requests[0]
    assert f"{sent.method} {sent.url}" == snapshot("POST https://stripe.example/v1/billing_portal/sessions")
    assert taken.form() == snapshot({"customer": "cus_1", "return_url": "https://agency.example/chat/"})


async def test_a_customer_whom_stripe_knows_is_not_made_anew() -> None:
    """Stripe refuses a customer and an address together."""
    taken = Taken(SESSION)
    stripe = stripe_over(taken)
    order = CheckoutOrder(
        price_id="p", success_url="https://a.example", cancel_url="https://a.example", reference="c",
        customer_id="cus_1", customer_email="olive@harbour.example",
    )  # fmt: skip
    await stripe.checkout_session(order, idempotency_key="k")
    await stripe.close()
    assert (taken.form()["customer"], "customer_email" in taken.form()) == ("cus_1", False)


async def test_the_period_is_found_in_both_of_its_places() -> None:
    """On the items since basil, at the root before; expanded or not, the customer is the customer."""
    old: dict[str, Any] = {**NEW, "current_period_start": 1_795_400_000, "current_period_end": ENDS}
    old["items"] = {"data": [{"price": {"id": "price_1"}}]}
    old["customer"] = {"id": "cus_1", "object": "customer"}
    read: list[Any] = []
    for shape in (NEW, old):
        stripe = stripe_over(Taken(shape))
        read.append(await stripe.subscription("sub_1"))
        await stripe.close()
    assert read[0] == read[1]
    assert read[0].items[0].period_ends_at == datetime.fromtimestamp(ENDS, UTC)
    assert (read[0].customer_id, read[0].metadata) == ("cus_1", {"client_id": "c-1"})


async def test_a_subscription_is_asked_for_by_an_id_only() -> None:
    """What is no id of a subscription's never becomes a path."""
    taken = Taken(NEW)
    stripe = stripe_over(taken)
    for odd in ("", "sub_1/../customers", "cus_1", "sub_é", "sub_1?x"):
        with pytest.raises(ProviderRefused) as refused:
            await stripe.subscription(odd)
        assert refused.value.status == 404
    await stripe.close()
    assert taken.requests == []


def listed(number: int, kind: str = "customer.subscription.updated") -> dict[str, object]:
    about = {"id": "sub_1", "object": "subscription", "customer": "cus_1"}
    return {
        "id": f"evt_{number}",
        "object": "event",
        "type": kind,
        "created": 1_795_000_000 + number,
        "data": {"object": about},
    }


async def test_events_are_read_page_by_page_and_come_oldest_first() -> None:
    """Behind the last one of each page; what is no event is passed over."""
    first = {"data": [listed(3), {"id": "evt_odd"}, listed(2)], "has_more": True}
    taken = Taken(first, {"data": [listed(1)], "has_more": False})
    stripe = stripe_over(taken)
    events = await stripe.events(datetime.fromtimestamp(1_795_000_000, UTC))
    await stripe.close()
    assert [event.id for event in events] == ["evt_1", "evt_2", "evt_3"]
    asked = [dict(request.url.params) for request in taken.requests]
    assert {name: value for name, value in asked[0].items() if "types" not in name} == snapshot(
        {"created[gte]": "1795000000", "limit": "100"}
    )
    assert asked[0]["types[0]"] == EVENT_TYPES[0]
    assert [one.get("starting_after") for one in asked] == [None, "evt_2"]
    assert b"customer.subscription.updated" in events[0].body


async def test_a_list_without_an_end_is_no_list() -> None:
    """5,000 events are not thought to be all."""
    numbers = iter(range(10_000))

    def endless(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": [listed(next(numbers))], "has_more": True})

    stripe = stripe_over(endless)
    with pytest.raises(ProviderUnavailable):
        await stripe.events(datetime.fromtimestamp(0, UTC))
    await stripe.close()


def failure(kind: str, code: str | None = None, decline: str | None = None) -> dict[str, object]:
    told = {"type": kind, "code": code, "decline_code": decline, "message": "No such thing.", "param": "x"}
    return {"error": told}


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "tries"),
    [
        (400, failure("invalid_request_error", "parameter_missing"), ProviderRefused, "parameter_missing", 1),
        (400, failure("idempotency_error"), ProviderRefused, "idempotency_error", 1),
        (401, failure("invalid_request_error"), ProviderCredentials, None, 1),
        (402, failure("card_error", "card_declined", "insufficient_funds"), ProviderRefused,
         "insufficient_funds", 1),
        (403, failure("invalid_request_error"), ProviderCredentials, None, 1),
        (404, failure("invalid_request_error", "resource_missing"), ProviderRefused, "resource_missing", 1),
        (409, failure("idempotency_error", "idempotency_key_in_use"), OutcomeUnknown, None, 3),
        (409, failure("invalid_request_error", "lock"), ProviderRefused, "lock", 1),
        (424, failure("api_error"), ProviderRefused, "api_error", 1),
        (429, failure("invalid_request_error", "rate_limit"), ProviderUnavailable, None, 3),
        (500, failure("api_error"), OutcomeUnknown, None, 3),
        (502, "<html>", OutcomeUnknown, None, 3),
        (503, failure("api_error"), OutcomeUnknown, None, 3),
        (504, [], OutcomeUnknown, None, 3),
    ],
)  # fmt: skip
async def test_every_error_of_stripes_is_one_of_ours(
    status: int, body: object, kind: type[ProviderError], code: str | None, tries: int
) -> None:
    """What acts, acts under a key: it is repeated, and unknown until a clear answer."""
    taken = Taken(body, status=status)
    stripe = stripe_over(taken)
    with pytest.raises(ProviderError) as failed:
        await stripe.checkout_session(ORDER, idempotency_key="k")
    await stripe.close()
    assert type(failed.value) is kind
    assert (getattr(failed.value, "code", None), failed.value.status) == (code, status)
    assert len(taken.requests) == tries
    assert {request.headers["idempotency-key"] for request in taken.requests} == {"k"}


async def test_a_question_that_fails_is_only_unavailable() -> None:
    stripe = stripe_over(Taken(failure("api_error"), status=500))
    with pytest.raises(ProviderUnavailable):
        await stripe.subscription("sub_1")
    await stripe.close()


def test_every_status_of_a_subscription_has_a_word_of_ours() -> None:
    """Those that Stripe's own package names."""
    literal = stripe_package.Subscription.__annotations__["status"]
    assert set(STANDINGS) == set(STATUSES)
    assert all(f"'{status}'" in str(literal) or f'"{status}"' in str(literal) for status in STATUSES)


def test_a_form_is_flat() -> None:
    """Booleans in lower case, lists numbered, and nothing for None."""
    nested = {"a": {"b": [1, {"c": True}], "d": None}, "e": "x=&y", "f": []}
    assert brackets(nested) == {"a[b][0]": "1", "a[b][1][c]": "true", "e": "x=&y"}


ODD: Any = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("customer", "status", "items", "pause_collection", "current_period_end", "metadata", "created",
          "cancel_at_period_end")  # fmt: skip


@given(some.dictionaries(some.sampled_from(FIELDS), ODD))
def test_an_odd_field_is_a_field_without_a_value(fields: dict[str, Any]) -> None:
    """Whatever stands in the others, the id and what can be read are read."""
    assert subscription_of(SubscriptionBody.model_validate({"id": "sub_1", **fields})).id == "sub_1"
