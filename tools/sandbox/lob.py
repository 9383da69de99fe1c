"""Pretend to be Lob: check addresses, take each letter and postcard once per key, follow it to the door."""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import cast
from urllib.parse import urlencode
from uuid import uuid4

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.providers.lob_pieces import US_COUNTRIES
from tools.sandbox.entries import Accepted
from tools.sandbox.ledger import KEY_LIFETIME, digest_of
from tools.sandbox.lob_paper import (
    address,
    deliverability,
    event,
    intl_verification,
    shown,
    steps_of,
    us_verification,
)
from tools.sandbox.lob_requests import AskedAddress, AskedCheck, AskedLetter, AskedPostcard
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer

CODES: Mapping[int, str] = {
    401: "invalid_api_key",
    404: "not_found",
    422: "invalid",
    429: "rate_limit_exceeded",
    500: "internal_server_error",
}
LIMIT, WINDOW_SECONDS = 150, 5
PAGE = 100
WINDOW_LETTERS = 50
DELETION = "deletion"


class LobSide:
    """Lob as its callers see it."""

    vendor = "lob"
    prefix = "/lob/v1"

    def __init__(self, town: Town) -> None:
        self._town = town
        self._account = town.accounts[self.vendor]
        self._window = 0
        self._calls = 0

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/lob/v1`; every call passes `through` the faults."""
        pieces = [
            route
            for kind in ("letters", "postcards")
            for route in (
                Route(f"/{kind}", through, methods=["POST", "GET"]),
                Route(f"/{kind}/{{id}}", through, methods=["GET", "DELETE"]),
            )
        ]
        checks = [Route(f"/{kind}_verifications", through, methods=["POST"]) for kind in ("us", "intl")]
        return [*pieces, *checks]

    async def answer(self, request: Request) -> Response:
        """Any call: who calls first."""
        self._count()
        if not self._known(request.headers.get("authorization", "")):
            return self.say(401, "Your API key is not valid.")
        name = request.url.path.removeprefix(self.prefix).strip("/").split("/")[0]
        if name.endswith("_verifications"):
            return await self._check(request, abroad=name.startswith("intl"))
        form = name.removesuffix("s")
        if "id" not in request.path_params:
            return await self._print(request, form) if request.method == "POST" else self._list(request, form)
        piece = self._town.ledger.send(request.path_params["id"])
        if piece is None or (piece.vendor, piece.form) != (self.vendor, form):
            return self.say(404, f"{form} not found")
        return self._cancel(piece) if request.method == "DELETE" else self._show(piece)

    def say(self, status: int, words: str, code: str | None = None) -> Response:
        """Lob's error body."""
        code = code or CODES.get(status, "bad_request")
        body = {"error": {"message": words, "status_code": status, "code": code}}
        return json_answer(body, status, self._headers())

    def sign(self, url: str, body: bytes, content_type: str) -> Mapping[str, str]:  # noqa: ARG002
        """The signature over the moment, in milliseconds, and the body."""
        stamp = str(int(self._town.clock().timestamp() * 1000))
        secret = self._account.webhook_secret.encode()
        value = hmac.digest(secret, f"{stamp}.".encode() + body, sha256).hex()
        return {"Lob-Signature": value, "Lob-Signature-Timestamp": stamp}

    async def _check(self, request: Request, *, abroad: bool) -> Response:
        try:
            asked = AskedCheck.model_validate_json(await request.body())
        except ValidationError as error:
            return self._invalid(error)
        if abroad and (not asked.country or asked.country in US_COUNTRIES):
            return self.say(422, "country must be a two letter country code other than US")
        if not abroad and not (asked.zip_code or (asked.city and asked.state)):
            return self.say(422, "zip_code is required or both city and state are required")
        texts: dict[str, str] = asked.model_dump()
        lines = (asked.primary_line, asked.secondary_line)
        postcode = asked.postal_code or asked.zip_code
        word = deliverability(self._town.world, lines, postcode, abroad=abroad)
        check_id = uuid4().hex[:16]
        proper = request.query_params.get("case") == "proper"
        found = (
            intl_verification(check_id, texts, word)
            if abroad
            else us_verification(check_id, texts, word, proper=proper)
        )
        return json_answer(found, headers=self._headers())

    async def _print(self, request: Request, form: str) -> Response:
        body = await request.body()
        header, query = request.headers.get("idempotency-key"), request.query_params.get("idempotency_key")
        key = header or query
        if (header and query) or (key is not None and not 1 <= len(key) <= 256):
            return self.say(422, "One idempotency key of 256 characters at most, in header or query.")
        try:
            wanted = (AskedLetter if form == "letter" else AskedPostcard).model_validate_json(body)
        except ValidationError as error:
            return self._invalid(error)
        refusal = self._refusal(wanted)
        if refusal is not None:
            return refusal
        # No await between look-up and record: two calls under one key cannot both be taken.
        earlier = self._town.ledger.by_key(self.vendor, key) if key else None
        if earlier is None or self._town.clock() - earlier.accepted_at > KEY_LIFETIME:
            earlier = self._take(wanted, form, key, digest_of(body))
        return self._show(earlier)

    def _refusal(self, wanted: AskedLetter | AskedPostcard) -> Response | None:
        sender = wanted.sender
        enveloped = isinstance(wanted, AskedLetter) and wanted.custom_envelope
        if isinstance(sender, AskedAddress) and sender.abroad and not enveloped:
            return self.say(422, "from address must be a US address", "foreign_return_address")
        if isinstance(wanted, AskedPostcard) and wanted.to.abroad:
            if sender is None:
                return self.say(422, "from is required for international postcards")
            if wanted.size != "4x6":
                return self.say(
                    422,
                    "only 4x6 postcards go to international destinations",
                    "invalid_international_feature",
                )
        if len(wanted.to.address_line1) + len(wanted.to.address_line2) > WINDOW_LETTERS:
            words = "the sum of to.address_line1 and to.address_line2 cannot surpass 50 characters"
            return self.say(422, words, "address_length_exceeds_limit")
        return self._refused_markup(wanted)

    def _refused_markup(self, wanted: AskedLetter | AskedPostcard) -> Response | None:
        for text in wanted.texts():
            if "<" not in text:
                return self.say(422, "the file is no HTML, template or address", "invalid_file")
            for name in re.findall(r"\{\{([^}]*)\}\}", text):
                if name not in wanted.merge_variables:
                    return self.say(422, f"merge variable {name} is required", "merge_variable_required")
        return None

    def _take(self, wanted: AskedLetter | AskedPostcard, form: str, key: str | None, digest: str) -> Accepted:
        at = self._town.clock()
        piece_id = f"{'ltr' if form == 'letter' else 'psc'}_{uuid4().hex[:16]}"
        to = wanted.to
        sender = wanted.sender
        lines = (to.address_line1, to.address_line2)
        word = deliverability(self._town.world, lines, to.address_zip, abroad=to.abroad)
        details: dict[str, object] = {
            "to": address(_texts(to), f"adr_{uuid4().hex[:16]}", at),
            "from": address(_texts(sender), f"adr_{uuid4().hex[:16]}", at)
            if isinstance(sender, AskedAddress)
            else address(_RETURN, sender, at)
            if sender
            else None,
            "metadata": wanted.metadata,
            "use_type": wanted.use_type,
            "abroad": to.abroad,
            "arrives": word.startswith("deliverable"),
            "seconds": self._town.config.reply_seconds,
        }
        if isinstance(wanted, AskedLetter):
            details |= {"colour": wanted.color, "double_sided": wanted.double_sided}
        else:
            details["size"] = wanted.size
        parts = (to.name, to.company, *lines, to.address_city, to.address_state, to.address_zip)
        piece = self._town.ledger.take(
            Accepted(
                vendor=self.vendor,
                form=form,
                id=piece_id,
                recipient=", ".join(part for part in (*parts, to.address_country) if part),
                sender=(sender.company or sender.name) if isinstance(sender, AskedAddress) else sender or "",
                subject=wanted.description,
                text="\n".join(wanted.texts()),
                tag=wanted.metadata.get("touch_id"),
                idempotency_key=key,
                digest=digest,
                details=details,
                accepted_at=at,
            )
        )
        self._follow(piece)
        return piece

    def _follow(self, piece: Accepted) -> None:
        """Write down the webhooks of everything that becomes of the piece."""
        for name, at in steps_of(piece):
            body = json.dumps(event(piece, name, at, shown(piece, at, deleted=False)))
            seconds = max(0.0, (at - self._town.clock()).total_seconds())
            self._town.callbacks.due(self.vendor, "lob/events", body, seconds=seconds, about=piece.id)

    def _show(self, piece: Accepted) -> Response:
        found = shown(piece, self._town.clock(), deleted=self._is_deleted(piece))
        return json_answer(found, headers=self._headers())

    def _list(self, request: Request, form: str) -> Response:
        asked = request.query_params
        limit = int(asked["limit"]) if asked.get("limit", "").isdecimal() else 10
        if not 1 <= limit <= PAGE or ("after" in asked and "before" in asked):
            return self.say(422, "limit lies between 1 and 100; only one of before and after")
        wanted = {
            found[1]: value
            for name, value in asked.items()
            if (found := re.fullmatch(r"metadata\[(.+)\]", name))
        }
        pieces = [
            piece
            for piece in reversed(self._town.ledger.sends(self.vendor))
            if piece.form == form and wanted.items() <= _labels(piece).items()
        ]
        ids = [piece.id for piece in pieces]
        after, before = _place(asked.get("after"), ids), _place(asked.get("before"), ids)
        if after == -1 or before == -1:
            return self.say(422, "the cursor is not valid")
        first = after + 1 if after is not None else max(0, before - limit) if before is not None else 0
        page = pieces[first : first + limit]
        moment = self._town.clock()
        data = [shown(piece, moment, deleted=self._is_deleted(piece)) for piece in page]
        more = first + limit < len(pieces)
        filters = {f"metadata[{name}]": value for name, value in wanted.items()}
        here = f"{self._account.base_url}/{form}s?" + urlencode({"limit": limit, **filters})
        body: dict[str, object] = {
            "data": data,
            "object": "list",
            "next_url": f"{here}&after={_cursor(page[-1].id)}" if page and more else None,
            "previous_url": f"{here}&before={_cursor(page[0].id)}" if page and first else None,
            "count": len(page),
        }
        if "total_count" in asked.getlist("include[]"):
            body["total_count"] = len(pieces)
        return json_answer(body, headers=self._headers())

    def _cancel(self, piece: Accepted) -> Response:
        """Until it is posted, a piece can be cancelled; then nothing more becomes of it."""
        mailed_at = next(at for name, at in steps_of(piece) if name == "mailed")
        moment = self._town.clock()
        if self._is_deleted(piece) or moment >= mailed_at:
            return self.say(422, f"{piece.form} can no longer be cancelled", "not_deletable")
        self._town.ledger.take(
            Accepted(
                vendor=self.vendor,
                form=DELETION,
                id=_deletion(piece),
                recipient=piece.id,
                accepted_at=moment,
            )
        )
        self._town.callbacks.drop(piece.id)
        told = {"id": piece.id, "deleted": True}
        body = json.dumps(event(piece, "deleted", moment, told))
        self._town.callbacks.due(self.vendor, "lob/events", body, about=piece.id)
        return json_answer(told, headers=self._headers())

    def _is_deleted(self, piece: Accepted) -> bool:
        return self._town.ledger.send(_deletion(piece)) is not None

    def _known(self, authorization: str) -> bool:
        scheme, _, encoded = authorization.partition(" ")
        try:
            user, _, password = b64decode(encoded, validate=True).decode().partition(":")
        except (NotBase64, ValueError):
            return False
        return scheme.lower() == "basic" and user == self._account.key and not password

    def _invalid(self, error: ValidationError) -> Response:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"] if part != "AskedAddress") or "body"
        if name == "use_type" and first.get("input") is None:
            return self.say(422, "use_type must not be null", "mail_use_type_can_not_be_null")
        words = "is required" if first["type"] == "missing" else first["msg"]
        return self.say(422, f"{name} {words}")

    def _count(self) -> None:
        window = int(self._town.clock().timestamp()) // WINDOW_SECONDS
        self._calls = self._calls + 1 if window == self._window else 1
        self._window = window

    def _headers(self) -> dict[str, str]:
        return {
            "ratelimit-limit": str(LIMIT),
            "ratelimit-remaining": str(max(0, LIMIT - self._calls)),
            "ratelimit-reset": str((self._window + 1) * WINDOW_SECONDS),
        }


_RETURN: Mapping[str, str] = {
    "company": "Mail house",
    "address_line1": "210 King St",
    "address_city": "San Francisco",
    "address_state": "CA",
    "address_zip": "94107",
}
"""What stands behind any `adr_` id here."""


def _texts(given: AskedAddress) -> dict[str, str]:
    return {name: str(value) for name, value in given.model_dump().items()}


def _labels(piece: Accepted) -> Mapping[str, str]:
    return cast("Mapping[str, str]", piece.details["metadata"])


def _deletion(piece: Accepted) -> str:
    return f"{DELETION}_{piece.id}"


def _cursor(piece_id: str) -> str:
    return urlsafe_b64encode(piece_id.encode()).decode()


def _place(cursor: str | None, ids: Sequence[str]) -> int | None:
    """Where the cursor stands; -1 for one that is none of ours."""
    if cursor is None:
        return None
    try:
        return ids.index(urlsafe_b64decode(cursor).decode())
    except (NotBase64, ValueError):
        return -1
