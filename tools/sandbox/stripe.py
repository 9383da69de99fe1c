"""Pretend to be Stripe: open checkouts, let somebody pay, and tell what becomes of subscriptions."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from typing import cast
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tools.sandbox.entries import Accepted
from tools.sandbox.ledger import digest_of
from tools.sandbox.stripe_books import PRICES, StripeBooks
from tools.sandbox.stripe_objects import Object, checkout_session
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer

CHECKOUT, PORTAL = "checkout_session", "portal_session"
KNOWN_PARAMETERS = {
    CHECKOUT: re.compile(
        r"mode|success_url|cancel_url|customer|customer_email|client_reference_id|line_items\[\d+\]"
        r"\[(?:price|quantity)\]|metadata\[[^\]]{1,40}\]|subscription_data\[metadata\]\[[^\]]{1,40}\]"
    ),
    PORTAL: re.compile(r"customer|return_url|configuration|locale"),
}
TYPES = {400: "invalid_request_error", 401: "invalid_request_error", 404: "invalid_request_error"}


class StripeSide:
    """One Stripe account in test mode."""

    vendor = "stripe"
    prefix = "/stripe"

    def __init__(self, town: Town) -> None:
        self._town = town
        self._account = town.accounts[self.vendor]
        self._books = StripeBooks(town)

    def routes(self, through: Endpoint) -> list[Route]:
        """The API's paths, which pass `through` the faults, and the two pages that people are sent to."""
        return [
            Route("/v1/checkout/sessions", through, methods=["POST"]),
            Route("/v1/billing_portal/sessions", through, methods=["POST"]),
            Route("/v1/subscriptions/{subscription}", through, methods=["GET"]),
            Route("/v1/events", through, methods=["GET"]),
            Route("/pay/{session}", self._pay, methods=["GET", "POST"]),
            Route("/portal/{session}", self._portal, methods=["GET", "POST"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Any call of the API: who calls first."""
        if request.headers.get("authorization") != f"Bearer {self._account.key}":
            return self.say(401, "Invalid API Key provided")
        if request.method == "POST":
            kind = CHECKOUT if "checkout" in request.url.path else PORTAL
            return await self._open(request, kind)
        if "subscription" in request.path_params:
            return self._subscription(request.path_params["subscription"])
        return self._events(request)

    def say(self, status: int, words: str, *, code: str | None = None, param: str | None = None) -> Response:
        """Stripe's error body."""
        kind = "idempotency_error" if code == "idempotency" else TYPES.get(status, "api_error")
        said: dict[str, object] = {"type": kind, "message": words}
        if code and code != "idempotency":
            said["code"] = code
        if param:
            said["param"] = param
        return json_answer({"error": said}, status, {"request-id": f"req_{uuid4().hex[:14]}"})

    def sign(self, url: str, body: bytes, content_type: str) -> Mapping[str, str]:  # noqa: ARG002
        """`t=…,v1=…` over the moment and the body."""
        stamp = str(int(time.time()))
        secret = self._account.webhook_secret.encode()
        signature = hmac.new(secret, f"{stamp}.".encode() + body, sha256).hexdigest()
        return {"Stripe-Signature": f"t={stamp},v1={signature}"}

    # The API ----------------------------------------------------------------------------------

    async def _open(self, request: Request, kind: str) -> Response:
        body = await request.body()
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return self.say(
                400, "Invalid request: the content type must be application/x-www-form-urlencoded"
            )
        key, digest = request.headers.get("idempotency-key"), digest_of(body)
        known = self._town.ledger.by_key(self.vendor, key) if key else None
        if known is not None and known.digest != digest:
            words = "Keys for idempotent requests can only be used with the same parameters."
            return self.say(400, words, code="idempotency")
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if known is None and (refused := self._refusal(kind, form)) is not None:
            return refused
        return json_answer(self._session(known or self._take(kind, form, key, digest)))

    def _take(self, kind: str, form: Mapping[str, str], key: str | None, digest: str) -> Accepted:
        prefix = "cs_test_" if kind == CHECKOUT else "bps_"
        return self._town.ledger.take(
            Accepted(
                vendor=self.vendor,
                form=kind,
                id=f"{prefix}{uuid4().hex}",
                recipient=form.get("customer") or form.get("customer_email") or "",
                idempotency_key=key,
                digest=digest,
                details=dict(form),
                accepted_at=self._town.clock(),
            )
        )

    def _session(self, taken: Accepted) -> Object:
        form = cast("Mapping[str, str]", taken.details)
        if taken.form == CHECKOUT:
            return checkout_session(taken.id, form, self._url("pay", taken.id), None)
        return {
            "id": taken.id,
            "object": "billing_portal.session",
            "customer": form["customer"],
            "return_url": form["return_url"],
            "url": self._url("portal", taken.id),
        }

    def _refusal(self, kind: str, form: Mapping[str, str]) -> Response | None:
        unknown = next((name for name in form if not KNOWN_PARAMETERS[kind].fullmatch(name)), None)
        if unknown is not None:
            words = f"Received unknown parameter: {unknown}"
            return self.say(400, words, code="parameter_unknown", param=unknown)
        wanted = (
            ("mode", "line_items[0][price]", "success_url")
            if kind == CHECKOUT
            else ("customer", "return_url")
        )
        missing = next((name for name in wanted if not form.get(name)), None)
        if missing is not None:
            words = f"Missing required param: {missing}."
            return self.say(400, words, code="parameter_missing", param=missing)
        price = form.get("line_items[0][price]")
        if price is not None and price not in PRICES:
            return self.say(
                400, f"No such price: '{price}'", code="resource_missing", param="line_items[0][price]"
            )
        customer = form.get("customer")
        if customer and customer not in {
            str(one.get("customer")) for one in self._books.subscriptions().values()
        }:
            return self.say(400, f"No such customer: '{customer}'", code="resource_missing", param="customer")
        return None

    def _subscription(self, subscription_id: str) -> Response:
        found = self._books.subscriptions().get(subscription_id)
        if found is None:
            words = f"No such subscription: '{subscription_id}'"
            return self.say(404, words, code="resource_missing", param="id")
        return json_answer(found)

    def _events(self, request: Request) -> Response:
        asked = request.query_params
        types = {value for name, value in asked.items() if name.startswith("types[")}
        since, limit = int(asked.get("created[gte]") or 0), int(asked.get("limit") or 10)
        listed = [
            dict(one.details)
            for one in reversed(self._books.happened())
            if (not types or one.details["type"] in types) and cast("int", one.details["created"]) >= since
        ]
        after = asked.get("starting_after")
        ids = [one["id"] for one in listed]
        if after and after not in ids:
            return self.say(400, f"No such event: '{after}'", code="resource_missing", param="starting_after")
        rest = listed[ids.index(after) + 1 if after else 0 :]
        page = {"object": "list", "url": "/v1/events", "has_more": len(rest) > limit, "data": rest[:limit]}
        return json_answer(page)

    # The pages --------------------------------------------------------------------------------

    async def _pay(self, request: Request) -> Response:
        """What a person sees who is sent to pay; the button pays."""
        session = self._town.ledger.send(request.path_params["session"])
        if session is None or session.form != CHECKOUT:
            return HTMLResponse("There is no such checkout.", 404)
        form = cast("Mapping[str, str]", session.details)
        if request.method == "POST":
            if self._books.subscription_of(session.id) is None:
                self._books.start(session.id, form)
            return RedirectResponse(form["success_url"], 303)
        name, aud = PRICES[form["line_items[0][price]"]]
        return _page(
            f"{escape(name)}: AUD {aud:,} a month", '<button name="do" value="pay">Subscribe</button>'
        )

    async def _portal(self, request: Request) -> Response:
        """What a customer sees of the own subscription; each button is something that can happen to it."""
        session = self._town.ledger.send(request.path_params["session"])
        if session is None or session.form != PORTAL:
            return HTMLResponse("There is no such page.", 404)
        form = cast("Mapping[str, str]", session.details)
        own = [one for one in self._books.subscriptions().values() if one["customer"] == form["customer"]]
        if request.method == "POST":
            asked = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
            if own and (act := self._books.acts().get(asked.get("do", ""))):
                act(own[-1], asked.get("price", ""))
            return RedirectResponse(form["return_url"], 303)
        buttons = "".join(f'<button name="do" value="{do}">{do}</button> ' for do in self._books.acts())
        prices = "".join(
            f'<option value="{one}">{escape(name)}</option>' for one, (name, _) in PRICES.items()
        )
        status = escape(str(own[-1]["status"])) if own else "none"
        return _page(f"Your subscription: {status}", f'<select name="price">{prices}</select> {buttons}')

    def _url(self, page: str, session_id: str) -> str:
        return f"{self._account.base_url}/{page}/{session_id}"


def _page(title: str, fields: str) -> HTMLResponse:
    return HTMLResponse(
        f"<!doctype html><title>Pretended Stripe</title><h1>{title}</h1>"
        f'<p>No money moves here.</p><form method="post">{fields}</form>'
    )
