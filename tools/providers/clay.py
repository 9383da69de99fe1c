"""Put a row into a Clay table, and take the row's answer when the table sends it back."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Self, cast
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError

from errors import WebhookRejected
from tools.providers.accounts import Account
from tools.providers.client import Vendor
from tools.providers.outcomes import Complaint, Effect, Verdict
from tools.providers.tolerance import Text, text_or_none
from tools.providers.webhooks import Webhook, check_token

LIFETIME_ROWS = 50_000
"""Rows that one table webhook takes in its life; deleting rows does not give them back."""
ALERT_ROWS = 45_000
"""From here on the owner is told to make another webhook."""
ROWS_A_SECOND = 10.0
"""Clay publishes no rate; this is slow enough for a table."""
TOKEN_HEADER = "x-agencyos-token"  # noqa: S105 - a header's name
ROW_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
HOUR_SECONDS = 3600.0


@dataclass(frozen=True, kw_only=True)
class RowAnswer:
    """What a table's HTTP API column sent back for one row; None is what it does not say."""

    row_id: str
    email: str | None
    email_status: str | None
    first_name: str | None
    last_name: str | None
    title: str | None
    company: str | None
    domain: str | None
    industry: str | None
    employees: str | None
    linkedin_url: str | None
    phone: str | None
    street: str | None
    city: str | None
    state: str | None
    postcode: str | None
    country: str | None
    error: str | None


class Clay:
    """One Clay table, reached by its webhook."""

    def __init__(
        self, vendor: Vendor, path: str, *, webhook_secret: str = "", rows_a_second: float = ROWS_A_SECOND
    ) -> None:
        """`path` is the table's part of its address; `webhook_secret` is what answers must bear."""
        self._vendor = vendor
        self._path = path
        self._webhook_secret = webhook_secret
        self._gap_seconds = 1 / rows_a_second
        self._turn = asyncio.Lock()

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float, rows_a_second: float = ROWS_A_SECOND) -> Self:
        """The table at this whole address, as Clay's page shows it; close it where it was made."""
        parts = urlsplit(account.base_url)
        vendor = Vendor(
            "Clay",
            f"{parts.scheme}://{parts.netloc}",
            headers={"x-clay-webhook-auth": account.key} if account.key else {},
            timeout_seconds=timeout_seconds,
            explain=explain,
            # Whoever knows the table's address can write into it.
            secrets=(parts.path.rpartition("/")[2],),
        )
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return cls(vendor, path, webhook_secret=account.webhook_secret, rows_a_second=rows_a_second)

    @property
    def table(self) -> str:
        """A name of the table that tells nobody its address."""
        return sha256(self._path.encode()).hexdigest()[:16]

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def add_row(self, row: Mapping[str, str]) -> None:
        """Add one row; that Clay took it says nothing about whether it will find anything."""
        async with self._turn:
            await self._vendor.call("add a row", "POST", self._path, effect=Effect.ONCE, json=dict(row))
            await asyncio.sleep(self._gap_seconds)

    def receive(self, kind: str, webhook: Webhook) -> str:
        """Row and digest, so that a row's second, other answer is news; raises WebhookRejected."""
        check_token(webhook, self._webhook_secret, "Clay")
        given = webhook.headers.get(TOKEN_HEADER)
        if given is not None and not hmac.compare_digest(given.encode(), self._webhook_secret.encode()):
            raise WebhookRejected("This call bears another token than our Clay table's.")
        if kind != "rows":
            raise WebhookRejected(f"Clay sends no webhook of kind {kind}.", malformed=True)
        return f"{parse_row(webhook.body).row_id}:{sha256(webhook.body).hexdigest()[:16]}"


def parse_row(body: bytes) -> RowAnswer:
    """The answer in a webhook's body; WebhookRejected (malformed) where no row of ours is named."""
    try:
        row = TypeAdapter(_Row).validate_json(body)
    except ValidationError as error:
        raise WebhookRejected("This is not a row of our Clay table.", malformed=True) from error
    if row.row_id is None or not ROW_ID.fullmatch(row.row_id):
        raise WebhookRejected("This row does not say which of our rows it is.", malformed=True)
    return RowAnswer(**cast("dict[str, str]", row.model_dump()))


def explain(status: int, body: bytes) -> Complaint:
    """Clay's errors: `{"message"}`; 402 is an account without credits."""
    verdict, seconds = (Verdict.WAIT, HOUR_SECONDS) if status == 402 else (None, None)
    try:
        said = TypeAdapter(_ErrorBody).validate_json(body)
    except ValidationError:
        return Complaint(verdict=verdict, retry_after_seconds=seconds)
    return Complaint(message=said.message or said.error, verdict=verdict, retry_after_seconds=seconds)


def cell_or_none(value: object) -> str | None:
    """A cell as text: tables send numbers as numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text_or_none(value)


Cell = Annotated[str | None, BeforeValidator(cell_or_none)]


class _ErrorBody(BaseModel):
    message: Text = None
    error: Text = None


class _Row(BaseModel):
    row_id: Cell = None
    email: Cell = None
    email_status: Cell = None
    first_name: Cell = None
    last_name: Cell = None
    title: Cell = None
    company: Cell = None
    domain: Cell = None
    industry: Cell = None
    employees: Cell = None
    linkedin_url: Cell = None
    phone: Cell = None
    street: Cell = None
    city: Cell = None
    state: Cell = None
    postcode: Cell = None
    country: Cell = None
    error: Cell = None
