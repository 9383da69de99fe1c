"""Run an Apify actor that reads public LinkedIn profiles, and read what it found."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, Field, RootModel, TypeAdapter, ValidationError

from errors import ProviderRefused, WebhookRejected
from tools.providers.accounts import Account
from tools.providers.apify_profiles import Profile, profile_of
from tools.providers.client import Vendor
from tools.providers.outcomes import Complaint, Effect, Verdict
from tools.providers.tolerance import Number, Text, object_or_none, objects
from tools.providers.webhooks import Webhook, check_token

PAGE = 250
"""Items that one call reads."""
LONGEST_WAIT_SECONDS = 60
"""As long as Apify holds a call that waits for a run's end."""
APIFY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
ACTOR = re.compile(r"[A-Za-z0-9._-]{1,64}(~[A-Za-z0-9._-]{1,64})?")
ENDS = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
HOUR_SECONDS = 3600.0

VERDICTS = {
    # An account without money takes nothing until its owner pays.
    402: (Verdict.WAIT, HOUR_SECONDS),
    # The run goes on behind a call that gave up waiting.
    408: (Verdict.UNKNOWN, None),
}


@dataclass(frozen=True, kw_only=True)
class Search:
    """Somebody to look for by name and company."""

    name: str
    company: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a run is to read: our own input shape, which the actor set in APIFY_ACTOR must understand.

    `{"profileUrls": ["https://www.linkedin.com/in/…"], "searches": [{"name", "company"}]}`: most public
    actors take `profileUrls`; one that does not know `searches` finds nobody by name, and that is no error.
    """

    profile_urls: tuple[str, ...] = ()
    searches: tuple[Search, ...] = ()

    def __len__(self) -> int:
        """People looked for."""
        return len(self.profile_urls) + len(self.searches)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of an actor, as it stands."""

    id: str
    status: str
    dataset_id: str
    cost_usd: float | None
    """What it cost so far; None while Apify does not say."""

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self.status in ("SUCCEEDED", "FAILED", "TIMED-OUT", "ABORTED")

    @property
    def succeeded(self) -> bool:
        """Whether it read what it was asked for."""
        return self.status == "SUCCEEDED"


@dataclass(frozen=True, kw_only=True)
class RunNews:
    """What a webhook says of a run: a hint, since Apify signs nothing."""

    run_id: str
    event: str
    reference: str | None
    """What we gave along when the run was started."""


class Apify:
    """One actor under one account."""

    def __init__(
        self, vendor: Vendor, actor: str, *, timeout_seconds: float, webhook_secret: str = ""
    ) -> None:
        """`webhook_secret` is the unguessable part of the address that Apify is given."""
        self._vendor = vendor
        self._actor = actor
        self._longest_wait = max(0, min(LONGEST_WAIT_SECONDS, int(timeout_seconds) - 2))
        self._webhook_secret = webhook_secret

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float, actor: str) -> Self:
        """The actor `user~name` under this account; close it where it was made."""
        headers = {"Authorization": f"Bearer {account.key}"}
        vendor = Vendor(
            "Apify",
            account.base_url,
            headers=headers,
            timeout_seconds=timeout_seconds,
            explain=explain,
            secrets=(account.webhook_secret,),
        )
        return cls(vendor, actor, timeout_seconds=timeout_seconds, webhook_secret=account.webhook_secret)

    def runs_url(self, webhooks_url: str) -> str:
        """The address that Apify is given for the end of runs, below the agency's webhooks."""
        return f"{webhooks_url}/apify/runs/{self._webhook_secret}"

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def start(
        self, wanted: Wanted, *, max_charge_usd: float, reference: str, webhook_url: str | None = None
    ) -> Run:
        """A run that has begun; Apify knows no idempotency key, so an answer that is lost stays unknown.

        `reference` comes back with every webhook, so that even then the run can be found.
        """
        params = {
            "waitForFinish": "0",
            "maxItems": str(len(wanted)),
            "maxTotalChargeUsd": f"{max_charge_usd:.2f}",
        }
        if webhook_url:
            params["webhooks"] = b64encode(_webhooks(webhook_url, reference)).decode("ascii")
        answer = await self._vendor.call(
            "start a run",
            "POST",
            f"/v2/actors/{_actor(self._actor)}/runs",
            effect=Effect.ONCE,
            params=params,
            json=_input(wanted),
        )
        return _run(answer.read(_RunAnswer))

    async def run(self, run_id: str, *, wait_seconds: int = 0) -> Run:
        """The run as it stands, or as it stands once it has ended, if that is soon enough."""
        wait = min(wait_seconds, self._longest_wait)
        params = {"waitForFinish": str(wait)} if wait > 0 else None
        path = f"/v2/actor-runs/{_id(run_id)}"
        answer = await self._vendor.call("look at a run", "GET", path, effect=Effect.READ, params=params)
        return _run(answer.read(_RunAnswer))

    async def abort(self, run_id: str) -> None:
        """Stop a run, and with it what it costs."""
        await self._vendor.call(
            "stop a run", "POST", f"/v2/actor-runs/{_id(run_id)}/abort", effect=Effect.KEYED
        )

    async def profiles(self, dataset_id: str) -> tuple[Profile, ...]:
        """Everybody in a run's dataset, page by page."""
        found: list[Profile] = []
        offset = 0
        while True:
            answer = await self._vendor.call(
                "read what a run found",
                "GET",
                f"/v2/datasets/{_id(dataset_id)}/items",
                effect=Effect.READ,
                params={"offset": str(offset), "limit": str(PAGE), "clean": "true", "format": "json"},
            )
            found += [profile_of(item) for item in answer.read(_Items).root]
            offset += PAGE
            # `clean` takes empty items out of a page: only the total tells whether more follow.
            if offset >= _total(answer.headers.get("x-apify-pagination-total")):
                return tuple(found)

    def receive(self, kind: str, webhook: Webhook) -> str:
        """Run and event, which Apify may deliver more than once; raises WebhookRejected."""
        check_token(webhook, self._webhook_secret, "Apify")
        if kind != "runs":
            raise WebhookRejected(f"Apify sends no webhook of kind {kind}.", malformed=True)
        news = parse_run(webhook.body)
        return f"{news.run_id}:{news.event}"


def parse_run(body: bytes) -> RunNews:
    """The run in a webhook's body; WebhookRejected (malformed) when there is none."""
    try:
        said = TypeAdapter(_News).validate_json(body)
    except ValidationError as error:
        raise WebhookRejected("This is not a webhook of Apify's.", malformed=True) from error
    run_id = (said.event_data and said.event_data.run_id) or (said.resource and said.resource.id)
    if not run_id or not APIFY_ID.fullmatch(run_id) or not said.event:
        raise WebhookRejected("This webhook of Apify's names no run.", malformed=True)
    return RunNews(run_id=run_id, event=said.event, reference=said.reference)


def explain(status: int, body: bytes) -> Complaint:
    """Apify's errors: `{"error": {"type", "message"}}`."""
    verdict, seconds = VERDICTS.get(status, (None, None))
    try:
        said = TypeAdapter(_ErrorBody).validate_json(body).error or _Error()
    except ValidationError:
        said = _Error()
    return Complaint(code=said.type, message=said.message, verdict=verdict, retry_after_seconds=seconds)


def _input(wanted: Wanted) -> dict[str, object]:
    read: dict[str, object] = {"profileUrls": list(wanted.profile_urls)}
    if wanted.searches:
        read["searches"] = [{"name": one.name, "company": one.company} for one in wanted.searches]
    return read


def _webhooks(url: str, reference: str) -> bytes:
    """The run's own webhooks; in Apify's templates a variable stands bare and becomes JSON."""
    variables = ("userId", "createdAt", "eventType", "eventData", "resource")
    template = ", ".join(f'"{name}": {{{{{name}}}}}' for name in variables)
    ends: Sequence[str] = [f"ACTOR.RUN.{end}" for end in ENDS]
    webhook = {
        "eventTypes": ends,
        "requestUrl": url,
        "payloadTemplate": f'{{{template}, "reference": {json.dumps(reference)}}}',
    }
    return json.dumps([webhook]).encode()


def _actor(actor: str) -> str:
    if not ACTOR.fullmatch(actor):
        raise ProviderRefused("Apify", "APIFY_ACTOR is no actor's name: write it as user~actor.", status=404)
    return actor


def _id(given: str) -> str:
    if not APIFY_ID.fullmatch(given):
        raise ProviderRefused("Apify", "This is no id of Apify's.", status=404, code="record-not-found")
    return given


def _total(header: str | None) -> int:
    return int(header) if header and header.isdecimal() else 0


class _Error(BaseModel):
    type: Text = None
    message: Text = None


class _ErrorBody(BaseModel):
    error: Annotated[_Error | None, BeforeValidator(object_or_none)] = None


class _RunData(BaseModel):
    id: str = Field(pattern=f"^{APIFY_ID.pattern}$")
    status: str = "READY"
    dataset_id: str = Field(alias="defaultDatasetId", pattern=f"^{APIFY_ID.pattern}$")
    cost_usd: Number = Field(default=None, alias="usageTotalUsd")


class _RunAnswer(BaseModel):
    data: _RunData


class _Items(RootModel[Annotated[list[dict[str, object]], BeforeValidator(objects)]]):
    pass


class _EventData(BaseModel):
    run_id: Text = Field(default=None, alias="actorRunId")


class _Resource(BaseModel):
    id: Text = None


class _News(BaseModel):
    event: Text = Field(default=None, alias="eventType")
    event_data: Annotated[_EventData | None, BeforeValidator(object_or_none)] = Field(
        default=None, alias="eventData"
    )
    resource: Annotated[_Resource | None, BeforeValidator(object_or_none)] = None
    reference: Text = None


def _run(answer: _RunAnswer) -> Run:
    data = answer.data
    return Run(id=data.id, status=data.status, dataset_id=data.dataset_id, cost_usd=data.cost_usd)
