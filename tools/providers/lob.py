"""Have Lob check an address, print a letter or a postcard, and say how far it has come."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Self

from pydantic import TypeAdapter, ValidationError

from errors import OutcomeUnknown, ProviderRefused, ProviderUnavailable, WebhookRejected
from tools.providers.accounts import Account
from tools.providers.client import Vendor, basic_auth
from tools.providers.lob_pieces import (
    RESOURCE_ID,
    US_COUNTRIES,
    Address,
    CheckBody,
    DeletedBody,
    ErrorBody,
    EventBody,
    Kind,
    LobEvent,
    OutboundLetter,
    OutboundPostcard,
    PageBody,
    PieceBody,
    Printed,
    PrintedPage,
    VerifiedAddress,
    cursor,
    intl_check,
    labels,
    printed,
    us_check,
    verified,
    window,
)
from tools.providers.outcomes import Complaint, Effect, Verdict
from tools.providers.webhooks import Webhook

TOLERANCE_SECONDS = 5 * 60
MILLISECONDS_FROM = 1e12
"""A signature's time above this is in milliseconds: in seconds it would lie 30,000 years ahead."""


class Lob:
    """Lob's address checks, letters and postcards."""

    def __init__(
        self, vendor: Vendor, *, webhook_secret: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._vendor = vendor
        self._secret = webhook_secret.encode()
        self._clock = clock

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float) -> Self:
        """Lob at this account; close it where it was made."""
        headers = {"Authorization": basic_auth(account.key, "")}
        vendor = Vendor(
            "Lob",
            account.base_url,
            headers=headers,
            timeout_seconds=timeout_seconds,
            explain=explain,
            secrets=(account.key,),
        )
        return cls(vendor, webhook_secret=account.webhook_secret)

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def verify(self, address: Address) -> VerifiedAddress:
        """Whether mail arrives there; an undeliverable address is an answer, not an error."""
        if address.country.upper() in US_COUNTRIES:
            path, params, body = "/us_verifications", {"case": "proper"}, us_check(address)
        else:
            path, params, body = "/intl_verifications", None, intl_check(address)
        answer = await self._vendor.call(
            "check an address", "POST", path, effect=Effect.PRICED, params=params, json=body
        )
        return verified(answer.read(CheckBody), address)

    async def send_letter(self, letter: OutboundLetter, *, idempotency_key: str) -> Printed:
        """The letter; the same key within 24 hours gives the first letter and prints no second."""
        _check_sender(letter.sender, letter.custom_envelope)
        body: dict[str, object] = {
            "to": window(letter.to),
            "from": window(letter.sender) if isinstance(letter.sender, Address) else letter.sender,
            "file": letter.html,
            "color": letter.colour,
            "double_sided": letter.double_sided,
            "address_placement": "top_first_page",
            "use_type": letter.use_type,
            **labels(letter.description, letter.metadata),
        }
        if letter.custom_envelope:
            body["custom_envelope"] = letter.custom_envelope
        return await self._print(Kind.LETTER, body, idempotency_key)

    async def send_postcard(self, postcard: OutboundPostcard, *, idempotency_key: str) -> Printed:
        """The postcard; the same key within 24 hours gives the first postcard and prints no second."""
        _check_sender(postcard.sender, None)
        body: dict[str, object] = {
            "to": window(postcard.to),
            "from": window(postcard.sender) if isinstance(postcard.sender, Address) else postcard.sender,
            "front": postcard.front,
            "back": postcard.back,
            "size": "4x6",
            "use_type": postcard.use_type,
            **labels(postcard.description, postcard.metadata),
        }
        return await self._print(Kind.POSTCARD, body, idempotency_key)

    async def fetch(self, kind: Kind, piece_id: str) -> Printed:
        """The piece under Lob's id; ProviderRefused with status 404 when there is none."""
        path = f"/{kind}s/{_checked_id(piece_id)}"
        answer = await self._vendor.call(f"fetch a {kind}", "GET", path, effect=Effect.READ)
        return printed(answer.read(PieceBody))

    async def recent(
        self,
        kind: Kind,
        *,
        after: str | None = None,
        metadata: Mapping[str, str] | None = None,
        limit: int = 100,
    ) -> PrintedPage:
        """The newest pieces, those behind the cursor `after`, or those only that bear this metadata."""
        params = {"limit": str(limit)} | ({"after": after} if after else {})
        params |= {f"metadata[{name}]": value for name, value in (metadata or {}).items()}
        answer = await self._vendor.call(
            f"list {kind}s", "GET", f"/{kind}s", effect=Effect.READ, params=params
        )
        page = answer.read(PageBody)
        return PrintedPage(tuple(printed(piece) for piece in page.data), cursor(page.next_url))

    async def cancel(self, kind: Kind, piece_id: str) -> None:
        """Have the piece not printed; ProviderRefused where it is too late, or was never there."""
        path = f"/{kind}s/{_checked_id(piece_id)}"
        answer = await self._vendor.call(f"cancel a {kind}", "DELETE", path, effect=Effect.ONCE)
        if not answer.read(DeletedBody).deleted:
            raise OutcomeUnknown("Lob", f"Lob does not say whether the {kind} is cancelled.")

    def receive(self, kind: str, webhook: Webhook) -> str:
        """The event's id; raises WebhookRejected unless Lob signed it within the last five minutes."""
        if kind != "events":
            raise WebhookRejected("Lob posts events only.", malformed=True)
        headers = {name.lower(): value for name, value in webhook.headers.items()}
        stamp = headers.get("lob-signature-timestamp", "").strip()
        if abs(self._clock() - _seconds(stamp)) > TOLERANCE_SECONDS:
            raise WebhookRejected("This webhook was signed more than five minutes from now.")
        wanted = hmac.digest(self._secret, f"{stamp}.".encode() + webhook.body, sha256).hex()
        given = headers.get("lob-signature", "").strip().lower()
        if not self._secret or not hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode()):
            raise WebhookRejected("This webhook is not signed with the secret of our Lob account.")
        return parse_event(webhook.body).id

    async def _print(self, kind: Kind, body: Mapping[str, object], key: str) -> Printed:
        try:
            answer = await self._vendor.call(
                f"print a {kind}",
                "POST",
                f"/{kind}s",
                effect=Effect.KEYED,
                json=body,
                headers={"Idempotency-Key": key},
            )
        except ProviderUnavailable as error:
            if error.status != 408:
                raise
            # Lob's 408 is its own rendering that took too long, not our request: it may be printed yet.
            raise OutcomeUnknown("Lob", str(error), status=408) from error
        return printed(answer.read(PieceBody))


def parse_event(body: bytes) -> LobEvent:
    """The event in a webhook's body; raises WebhookRejected (malformed) when it is none."""
    try:
        told = TypeAdapter(EventBody).validate_json(body)
    except ValidationError as error:
        raise WebhookRejected("This is no event of Lob's.", malformed=True) from error
    return LobEvent(
        id=told.id,
        type=told.event_type.id,
        resource_id=told.reference_id or (told.body.id if told.body else None) or "",
        at=told.date_created,
        metadata=told.body.metadata if told.body else {},
    )


def explain(status: int, body: bytes) -> Complaint:
    """Lob's errors: `{"error": {"message", "status_code", "code"}}`."""
    try:
        said = TypeAdapter(ErrorBody).validate_json(body).error
    except ValidationError:
        return Complaint()
    if said is None:
        return Complaint()
    # Another call under the same key is at work; a 422 of this code is a contradiction of our own.
    verdict = Verdict.BUSY if (status, said.code) == (409, "conflict") else None
    return Complaint(code=said.code, message=said.message, verdict=verdict)


def _check_sender(sender: Address | str, custom_envelope: str | None) -> None:
    # Lob would say the same, after a call: known beforehand, it costs none.
    if isinstance(sender, Address) and sender.country.upper() not in US_COUNTRIES and not custom_envelope:
        sentence = "Lob takes a return address outside the United States on a custom envelope only."
        raise ProviderRefused("Lob", sentence, status=422, code="foreign_return_address")


def _checked_id(piece_id: str) -> str:
    if not RESOURCE_ID.fullmatch(piece_id):
        raise ProviderRefused("Lob", "This is no id of Lob's.", status=404, code="not_found")
    return piece_id


def _seconds(stamp: str) -> float:
    """A signature's time in seconds since 1970; whatever is no time lies before all times."""
    if not re.fullmatch(r"[0-9]{1,16}", stamp):
        return float("-inf")
    number = float(stamp)
    return number / 1000 if number > MILLISECONDS_FROM else number
