"""Pretend to be Apify: run an actor that reads profiles, keep what it found, and tell of its end."""

from __future__ import annotations

import asyncio
import json
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.sandbox.apify_profiles import shown_profile
from tools.sandbox.entries import Accepted
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer
from tools.sandbox.world import WorldPerson

RUN = "run"
PRICE_USD = 0.01
"""What this actor charges for one profile."""
LONGEST_WAIT_SECONDS = 60
PAGE = 1000
ACTOR = re.compile(r"[A-Za-z0-9._-]+~[A-Za-z0-9._-]+")
TYPES: Mapping[int, str] = {
    400: "invalid-input",
    401: "user-or-token-not-found",
    402: "not-enough-usage-to-run-paid-actor",
    403: "insufficient-permissions",
    404: "record-not-found",
    405: "method-not-allowed",
    429: "rate-limit-exceeded",
    500: "internal-error",
}


class _Search(BaseModel):
    name: str
    company: str


class _Input(BaseModel):
    """What this actor understands; whatever else is in the input is left alone, as most actors do."""

    profile_urls: list[str] = Field(default_factory=list[str], alias="profileUrls")
    searches: list[_Search] = Field(default_factory=list[_Search])


class _Hook(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    events: list[str] = Field(alias="eventTypes")
    url: str = Field(alias="requestUrl")
    template: str | None = Field(default=None, alias="payloadTemplate")


_HOOKS = TypeAdapter(list[_Hook])


class ApifySide:
    """Apify's runs and datasets as their callers see them."""

    vendor = "apify"
    prefix = "/apify"

    def __init__(self, town: Town) -> None:
        self._town = town
        self._key = town.accounts[self.vendor].key

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/apify`, also by Apify's older name; every call passes `through` the faults."""
        starts = [
            Route(f"/v2/{actors}/{{actor}}/{verb}", through, methods=["POST"])
            for actors in ("actors", "acts")
            for verb in ("runs", "run-sync-get-dataset-items")
        ]
        return [
            *starts,
            Route("/v2/actor-runs/{run}", through, methods=["GET"]),
            Route("/v2/actor-runs/{run}/abort", through, methods=["POST"]),
            Route("/v2/datasets/{dataset}/items", through, methods=["GET"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Any call: the token first."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            return self.say(401, "Authentication token was not provided.", "token-not-provided")
        if key != self._key:
            return self.say(401, "User was not found or authentication token is not valid.")
        if "actor" in request.path_params:
            return await self._start(request)
        if "dataset" in request.path_params:
            return self._items(request)
        run = self._town.ledger.send(request.path_params["run"])
        if run is None or (run.vendor, run.form) != (self.vendor, RUN):
            return self.say(404, "Actor run was not found.")
        if request.method == "GET":
            await self._until_ended(run, request.query_params.get("waitForFinish", "0"))
        return json_answer({"data": self._shown(run)})

    def say(self, status: int, words: str, kind: str | None = None) -> Response:
        """Apify's error body."""
        body = {"error": {"type": kind or TYPES.get(status, "invalid-request"), "message": words}}
        return json_answer(body, status, {"X-RateLimit-Limit": "60"})

    async def _start(self, request: Request) -> Response:
        if not ACTOR.fullmatch(request.path_params["actor"]):
            return self.say(404, "Actor was not found.")
        try:
            wanted = _Input.model_validate_json(await request.body())
            hooks = _hooks(request.query_params.get("webhooks"))
            most = _most(request.query_params)
        except (ValidationError, ValueError):
            return self.say(400, "Input is not valid.")
        run = self._run(request.path_params["actor"], self._found(wanted)[:most], hooks)
        if request.url.path.endswith("/runs"):
            await self._until_ended(run, request.query_params.get("waitForFinish", "0"))
            location = f"{request.base_url}v2/actor-runs/{run.id}"
            return json_answer({"data": self._shown(run)}, 201, {"Location": location})
        await asyncio.sleep(max(0.0, (_ends_at(run) - self._town.clock()).total_seconds()))
        return JSONResponse(_items(run), 201, _paging(0, PAGE, _items(run)))

    def _run(self, actor: str, people: Sequence[WorldPerson], hooks: Sequence[_Hook]) -> Accepted:
        """Read the profiles, all at once but told only at the end, and charge for each."""
        accepted_at = self._town.clock()
        seconds = self._town.config.reply_seconds / 16
        run = self._town.ledger.take(
            Accepted(
                vendor=self.vendor,
                form=RUN,
                id=uuid4().hex[:17],
                recipient=uuid4().hex[:17],
                details={
                    "actor": actor,
                    "seconds": seconds,
                    "usd": round(PRICE_USD * len(people), 4),
                    "items": [shown_profile(person) for person in people],
                },
                accepted_at=accepted_at,
            )
        )
        for hook in hooks:
            _, below, path = hook.url.partition("/webhooks/")
            if below and "ACTOR.RUN.SUCCEEDED" in hook.events:
                body = _body(hook, run, {**self._shown(run), **_end(run)})
                self._town.callbacks.due(self.vendor, path, body, seconds=seconds, about=run.id)
        return run

    def _found(self, wanted: _Input) -> list[WorldPerson]:
        world = self._town.world
        by_page = [world.find(linkedin_url=url) for url in wanted.profile_urls]
        by_name = [world.find(name=one.name, company=one.company) for one in wanted.searches]
        return [person for person in (*by_page, *by_name) if person and person.linkedin_url]

    def _items(self, request: Request) -> Response:
        dataset, asked = request.path_params["dataset"], request.query_params
        run = next((one for one in self._town.ledger.sends(self.vendor) if one.recipient == dataset), None)
        if run is None:
            return self.say(404, "Dataset was not found.")
        try:
            offset, limit = int(asked.get("offset", "0")), int(asked.get("limit", str(PAGE)))
        except ValueError:
            return self.say(400, "offset and limit must be numbers.")
        items = _items(run) if self._ended(run) else []
        return JSONResponse(items[offset : offset + limit], 200, _paging(offset, limit, items))

    async def _until_ended(self, run: Accepted, wait: str) -> None:
        seconds = min(int(wait) if wait.isdecimal() else 0, LONGEST_WAIT_SECONDS)
        left = (_ends_at(run) - self._town.clock()).total_seconds()
        await asyncio.sleep(max(0.0, min(seconds, left)))

    def _ended(self, run: Accepted) -> bool:
        return self._town.clock() >= _ends_at(run)

    def _shown(self, run: Accepted) -> dict[str, object]:
        began = _iso(run.accepted_at)
        return {
            "id": run.id,
            "actId": "HDSasDasz78YcAPEB",
            "userId": "7sT5jcggjjA9fNcxF",
            "startedAt": began,
            "finishedAt": None,
            "status": "RUNNING",
            "meta": {"origin": "API"},
            "stats": {"restartCount": 0, "computeUnits": 0.01},
            "options": {"build": "latest", "timeoutSecs": 300, "memoryMbytes": 1024, "diskMbytes": 2048},
            "buildId": "7sT5jcggjjA9fNcxA",
            "exitCode": None,
            "generalAccess": "RESTRICTED",
            "defaultKeyValueStoreId": "eJNzqsbPiopwJcgGQ",
            "defaultDatasetId": run.recipient,
            "defaultRequestQueueId": "FL35cSF7jrxr3BY39",
            "buildNumber": "0.0.36",
            "usageTotalUsd": 0.0,
            **(_end(run) if self._ended(run) else {}),
        }


def _hooks(encoded: str | None) -> list[_Hook]:
    return _HOOKS.validate_json(b64decode(encoded)) if encoded else []


def _most(asked: Mapping[str, str]) -> int:
    """Profiles that the caller pays for at most."""
    items = int(asked.get("maxItems", "1000000"))
    return min(items, int(float(asked.get("maxTotalChargeUsd", "10000")) / PRICE_USD + 1e-9))


def _body(hook: _Hook, run: Accepted, resource: Mapping[str, object]) -> str:
    """The webhook's body: Apify's own, or the template with its variables filled in as JSON."""
    values: dict[str, object] = {
        "userId": resource["userId"],
        "createdAt": _iso(_ends_at(run)),
        "eventType": "ACTOR.RUN.SUCCEEDED",
        "eventData": {"actorId": resource["actId"], "actorRunId": run.id},
        "resource": resource,
    }
    if hook.template is None:
        return json.dumps(values)
    return re.sub(r"\{\{(\w+)\}\}", lambda found: json.dumps(values.get(found[1])), hook.template)


def _items(run: Accepted) -> list[object]:
    return cast("list[object]", run.details["items"])


def _paging(offset: int, limit: int, items: Sequence[object]) -> dict[str, str]:
    return {
        "X-Apify-Pagination-Offset": str(offset),
        "X-Apify-Pagination-Limit": str(limit),
        "X-Apify-Pagination-Count": str(len(items[offset : offset + limit])),
        "X-Apify-Pagination-Total": str(len(items)),
    }


def _ends_at(run: Accepted) -> datetime:
    return run.accepted_at + timedelta(seconds=cast("float", run.details["seconds"]))


def _end(run: Accepted) -> dict[str, object]:
    return {
        "status": "SUCCEEDED",
        "finishedAt": _iso(_ends_at(run)),
        "exitCode": 0,
        "usageTotalUsd": run.details["usd"],
    }


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
