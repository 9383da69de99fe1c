"""Our calls and the sandbox's answers are what Apify's own specification describes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, ValidationError

from errors import OutcomeUnknown, ProviderCredentials, ProviderRefused, ProviderUnavailable
from tests.fixtures.sandbox import Mailroom
from tools.providers.apify import Apify, Search, Wanted, parse_run
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.providers.webhooks import Webhook
from tools.sandbox.config import SandboxConfig
from tools.sandbox.server import Sandbox, open_sandbox

SPECIFICATION = Path(__file__).resolve().parents[4] / "shared" / "specs" / "apify.json"
RUNS = "/v2/actors/{actorId}/runs"
specified = pytest.mark.skipif(
    not SPECIFICATION.exists(),
    reason="Apify's specification is not beside the checkout (shared/specs/apify.json).",
)


@cache
def specification() -> dict[str, Any]:
    return json.loads(SPECIFICATION.read_text())


def conforms(value: object, schema: dict[str, Any] | str) -> None:
    """Raise ValidationError unless the value fits the schema, or the one of this name."""
    wanted = {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
    Draft202012Validator({**specification(), **wanted}).validate(value)


def parameters_conform(path: str, method: str, asked: dict[str, str]) -> None:
    """Raise ValidationError for a query parameter that the call does not know, or of another type."""
    known: dict[str, dict[str, Any]] = {}
    for one in specification()["paths"][path][method]["parameters"]:
        named = (
            specification()["components"]["parameters"][one["$ref"].split("/")[-1]] if "$ref" in one else one
        )
        known[named["name"]] = named["schema"]
    for name, text in asked.items():
        if name not in known:
            raise ValidationError(f"{name} is no parameter of {method} {path}")
        kind = known[name].get("type")
        value = float(text) if kind == "number" else text == "true" if kind == "boolean" else text
        conforms(value, known[name])


@pytest.fixture
async def apify(sandbox: Sandbox) -> AsyncIterator[Apify]:
    apify = Apify.at(sandbox.accounts["apify"], timeout_seconds=5, actor="user~reader")
    yield apify
    await apify.close()


def wanted_of(sandbox: Sandbox, count: int) -> Wanted:
    pages = [person.linkedin_url for person in sandbox.world.people if person.linkedin_url]
    return Wanted(profile_urls=tuple(pages[:count]))


@specified
async def test_every_call_and_every_answer_conforms(
    sandbox: Sandbox, apify: Apify, mailroom: Mailroom
) -> None:
    """As they were on the wire; the webhook's resource is a run too."""
    seen: list[httpx.Response] = []

    async def keep(response: httpx.Response) -> None:
        await response.aread()
        seen.append(response)

    apify._vendor._http.event_hooks["response"].append(keep)
    sandbox.post_to(mailroom.url)
    hook = "http://agency.example/api/v1/webhooks/apify/runs/token"
    run = await apify.start(wanted_of(sandbox, 3), max_charge_usd=1, reference="r:1", webhook_url=hook)
    await apify.run(run.id, wait_seconds=1)
    await apify.profiles(run.dataset_id)
    await apify.abort(run.id)
    start, look, items, abort = seen
    conforms(json.loads(start.request.content), {"type": "object"})
    for response, path, method in (
        (start, RUNS, "post"),
        (look, "/v2/actor-runs/{runId}", "get"),
        (items, "/v2/datasets/{datasetId}/items", "get"),
        (abort, "/v2/actor-runs/{runId}/abort", "post"),
    ):
        parameters_conform(path, method, dict(response.request.url.params))
        assert str(response.status_code) in specification()["paths"][path][method]["responses"]
    for response in (start, look, abort):
        conforms(response.json(), "RunResponse")
    answer = specification()["paths"]["/v2/datasets/{datasetId}/items"]["get"]["responses"]["200"]
    conforms(items.json(), answer["content"]["application/json"]["schema"])
    assert {name.lower() for name in answer["headers"]} <= set(items.headers)
    await mailroom.wait_for(1, "apify/runs/token")
    posted = json.loads(mailroom.at("apify/runs/token")[0].body)
    conforms(posted["resource"], "Run")
    conforms(posted["eventType"], "WebhookEventType")


@specified
def test_the_check_can_fail() -> None:
    """What the specification forbids is found: in a body, in an answer, in the query."""
    for value, schema in (
        ({"data": {"id": 5}}, "RunResponse"),
        ({"error": {"type": "no-such-error", "message": 5}}, "ErrorResponse"),
        ({"eventTypes": ["ACTOR.RUN.EXPLODED"], "requestUrl": "x"}, "WebhookRepresentation"),
    ):
        with pytest.raises(ValidationError):
            conforms(value, schema)
    with pytest.raises(ValidationError):
        conforms([], {"type": "object"})
    with pytest.raises(ValidationError):
        parameters_conform(RUNS, "post", {"maxCharge": "1"})


@specified
@pytest.mark.parametrize("status", [400, 401, 404, 429])
async def test_the_sandboxs_errors_conform(sandbox: Sandbox, status: int) -> None:
    """By their shape and by the vendor's own names."""
    key = "wrong" if status == 401 else sandbox.accounts["apify"].key
    if status == 429:
        sandbox.faults.set("apify.429=1")
    content = b"[]" if status == 400 else b"{}"
    path = "/v2/actors/user~reader/runs" if status in (400, 429) else "/v2/actor-runs/nobody"
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.request(
            "POST" if "runs" in path.rsplit("/", maxsplit=1)[-1] else "GET",
            sandbox.accounts["apify"].base_url + path,
            content=content,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
    assert answer.status_code == status
    conforms(answer.json(), "ErrorResponse")


async def test_a_run_reads_by_page_and_by_name_and_charges_within_its_limit(
    sandbox: Sandbox, apify: Apify
) -> None:
    """Three wanted, two paid for; somebody without a profile is not found."""
    person = next(one for one in sandbox.world.people if one.linkedin_url)
    searches = (
        Search(name=person.name, company=person.company.name),
        Search(name="Nobody", company="Nowhere"),
    )
    run = await apify.start(
        replace(wanted_of(sandbox, 2), searches=searches), max_charge_usd=0.02, reference="r"
    )
    run = await apify.run(run.id, wait_seconds=2)
    profiles = await apify.profiles(run.dataset_id)
    assert (run.ended, run.succeeded, run.cost_usd, len(profiles)) == (True, True, 0.02, 2)
    run = await apify.start(Wanted(searches=searches), max_charge_usd=1, reference="r")
    assert [one.name for one in await apify.profiles(run.dataset_id)] == [person.name]


async def test_the_end_of_a_run_is_told_with_our_reference(
    sandbox: Sandbox, apify: Apify, mailroom: Mailroom
) -> None:
    """To the address that was given, and our own client takes it for Apify's."""
    sandbox.post_to(mailroom.url)
    token = sandbox.accounts["apify"].webhook_secret
    hook = f"http://agency.example/api/v1/webhooks/apify/runs/{token}"
    run = await apify.start(wanted_of(sandbox, 1), max_charge_usd=1, reference="r:1", webhook_url=hook)
    await mailroom.wait_for(1, f"apify/runs/{token}")
    posted = mailroom.at(f"apify/runs/{token}")[0]
    news = parse_run(posted.body)
    assert (news.run_id, news.reference) == (run.id, "r:1")
    webhook = Webhook(url=posted.url, headers=posted.headers, body=posted.body, token=token)
    assert apify.receive("runs", webhook) == f"{run.id}:ACTOR.RUN.SUCCEEDED"


async def test_a_run_that_goes_on_is_waited_for(sandbox_config: SandboxConfig) -> None:
    """Its items are not there before its end; the call that waits for it answers as soon as it ends."""
    async with open_sandbox(replace(sandbox_config, reply_seconds=8)) as sandbox:
        apify = Apify.at(sandbox.accounts["apify"], timeout_seconds=5, actor="user~reader")
        run = await apify.start(wanted_of(sandbox, 2), max_charge_usd=1, reference="r")
        assert (run.ended, await apify.profiles(run.dataset_id)) == (False, ())
        run = await apify.run(run.id, wait_seconds=3)
        assert (run.ended, len(await apify.profiles(run.dataset_id))) == (True, 2)
        await apify.close()


async def test_the_call_that_waits_for_the_items_gives_them(sandbox: Sandbox) -> None:
    """Apify's synchronous path, also by its older name."""
    account = sandbox.accounts["apify"]
    vendor = Vendor(
        "Apify", account.base_url, headers={"Authorization": f"Bearer {account.key}"}, timeout_seconds=5
    )
    body = {"profileUrls": list(wanted_of(sandbox, 2).profile_urls)}
    for actors in ("actors", "acts"):
        path = f"/v2/{actors}/user~reader/run-sync-get-dataset-items"
        answer = await vendor.call("run an actor", "POST", path, effect=Effect.ONCE, json=body)
        assert (answer.status, len(json.loads(answer.body))) == (201, 2)
    await vendor.close()


async def test_a_start_that_was_accepted_and_lost_is_not_repeated(sandbox: Sandbox, apify: Apify) -> None:
    """The fault took the run and cut the line; the weather before and after is told apart."""
    sandbox.faults.set("apify.accept_then_drop=1")
    with pytest.raises(OutcomeUnknown):
        await apify.start(wanted_of(sandbox, 1), max_charge_usd=1, reference="r")
    assert len(sandbox.ledger.sends("apify")) == 1
    sandbox.faults.set("apify.429=1")
    with pytest.raises(ProviderUnavailable):
        await apify.start(wanted_of(sandbox, 1), max_charge_usd=1, reference="r")
    sandbox.faults.set("")
    with pytest.raises(ProviderRefused):
        await apify.run("nobody")
    stranger = Apify.at(
        replace(sandbox.accounts["apify"], key="wrong"), timeout_seconds=3, actor="user~reader"
    )
    with pytest.raises(ProviderCredentials):
        await stranger.run("nobody")
    await stranger.close()
    assert len(sandbox.ledger.sends("apify")) == 1
