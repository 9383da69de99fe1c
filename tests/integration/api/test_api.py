"""Ask the API over HTTP as a program does: who gets in, whose data it sees, and how it says no."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

import errors
from api import webhooks
from api.doors import TellAddress
from api.problems import MEDIA_TYPE, STATUSES
from api.serving import config_of
from memory.store import Memory
from settings import Settings
from tests.fixtures.doors import app_of
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.deps import AgencyDeps
from tools.providers.accounts import Account
from tools.providers.postmark import Postmark
from tools.services.campaigns import Campaigns
from tools.services.intake import Intake
from tools.services.sign_in import ATTEMPTS_AN_ACCOUNT, SignIn, caller_address
from tools.wiring import now

PASSWORD = "correct horse 12"
MAIL = b'{"MessageID": "m-1", "From": "a@b.example", "Subject": "Re", "TextBody": "Yes", "Headers": []}'


class Stand:
    """The few parts of a platform that these routes ask for."""

    def __init__(self, memory: Memory) -> None:
        self.settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
        self.clock = now
        account = Account(base_url="http://127.0.0.1:9", user="postmark", key="t", webhook_secret="hook")
        postmark = Postmark.at(account, timeout_seconds=1)
        self.postmark = postmark
        self.services: Any = SimpleNamespace(
            sign_in=SignIn(memory=memory, clock=now, secret="s" * 40, session_hours=1),
            campaigns=Campaigns(memory=memory, clock=now),
            intake=Intake(memory=memory, clock=now, vendors={"postmark": postmark}),
        )

    def deps(self, client_id: Any, actor: Any) -> AgencyDeps:
        """What a route works with."""
        return AgencyDeps(client_id=client_id, actor=actor, clock=now, services=self.services)


@pytest.fixture
async def stand(memory: Memory) -> AsyncIterator[Stand]:
    made = Stand(memory)
    yield made
    await made.postmark.close()


@pytest.fixture
async def http(stand: Stand) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app_of(stand), raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://agency.test") as client:
        yield client


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Ids of the events that a flow would be started for; no engine runs in these tests."""
    seen: list[UUID] = []

    async def received(event_id: UUID) -> None:
        seen.append(event_id)

    monkeypatch.setattr(webhooks.flows, "received", received)
    return seen


async def with_password(memory: Memory, tenant: Tenant) -> str:
    """The owner's address, once they can sign in."""
    async with memory.postgres.system_transaction() as tx:
        hashed = PasswordHasher().hash(PASSWORD)
        await tx.execute("update users set password_hash = $1 where id = $2", hashed, tenant.user_id)
        return await tx.fetchval("select email from users where id = $1", tenant.user_id)


async def bearer(http: httpx.AsyncClient, email: str) -> dict[str, str]:
    """The header of a signed-in caller."""
    answer = await http.post("/api/v1/auth/token", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def subclasses(kind: type[errors.AgencyError]) -> Iterator[type[errors.AgencyError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from subclasses(child)


def test_every_error_has_a_status() -> None:
    """A new error class that nobody mapped fails here, not in production."""
    assert {kind for kind in subclasses(errors.AgencyError) if kind.__module__ == "errors"} == set(STATUSES)


async def test_a_caller_sees_the_clients_that_they_are_a_member_of(
    memory: Memory, http: httpx.AsyncClient
) -> None:
    """Another client is not found, as if it were not there, whatever is asked of it."""
    mine, other = await agency_with_client(memory), await agency_with_client(memory, name="Other")
    headers = await bearer(http, await with_password(memory, mine))
    me = await http.get("/api/v1/auth/me", headers=headers)
    assert [client["id"] for client in me.json()["clients"]] == [str(mine.client_id)]
    assert (await http.get(f"/api/v1/clients/{mine.client_id}/campaigns", headers=headers)).json() == []
    for client_id in (other.client_id, uuid4()):
        answer = await http.get(f"/api/v1/clients/{client_id}/campaigns", headers=headers)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == MEDIA_TYPE


async def test_a_wrong_password_is_refused_and_throttled(memory: Memory, http: httpx.AsyncClient) -> None:
    """The tenth failure is the last that is looked at; an unknown address is told the same."""
    email = await with_password(memory, await agency_with_client(memory))
    wrong = {"email": email, "password": "wrong"}
    unknown = await http.post("/api/v1/auth/token", json={"email": "no@body.example", "password": "wrong"})
    first = await http.post("/api/v1/auth/token", json=wrong)
    assert (first.status_code, first.json()) == (401, unknown.json())
    for _ in range(ATTEMPTS_AN_ACCOUNT - 1):
        await http.post("/api/v1/auth/token", json=wrong)
    throttled = await http.post("/api/v1/auth/token", json={"email": email, "password": PASSWORD})
    assert throttled.status_code == 429


async def test_a_sign_in_ends_with_its_generation(memory: Memory, http: httpx.AsyncClient) -> None:
    """A changed password makes every earlier token worthless; no token and a forged one are a 401."""
    tenant = await agency_with_client(memory)
    headers = await bearer(http, await with_password(memory, tenant))
    async with memory.postgres.system_transaction() as tx:
        await tx.execute(
            "update users set token_generation = token_generation + 1 where id = $1", tenant.user_id
        )
    for given in (headers, {}, {"Authorization": "Bearer a.b.c"}):
        assert (await http.get("/api/v1/auth/me", headers=given)).status_code == 401


async def test_a_campaign_whose_percentages_miss_100_is_refused(
    memory: Memory, http: httpx.AsyncClient
) -> None:
    """The sentence names the sum."""
    tenant = await agency_with_client(memory)
    headers = await bearer(http, await with_password(memory, tenant))
    plan = {"name": "A", "brief": "B", "percentages": {"email": 60, "linkedin": 30}}
    answer = await http.post(f"/api/v1/clients/{tenant.client_id}/campaigns", json=plan, headers=headers)
    assert answer.status_code == 422
    assert "90" in answer.json()["title"]


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/nowhere", "GET", 404), ("/api/v1/auth/token", "GET", 405)]
)
async def test_what_is_not_there_is_a_problem(
    http: httpx.AsyncClient, path: str, method: str, status: int
) -> None:
    """One shape for every failure, the browser's safeguards on it."""
    answer = await http.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE)
    assert answer.headers["x-frame-options"] == "DENY"


async def test_the_docs_load_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    """The page is rendered here, without a script."""
    page = (await http.get("/api/docs")).text
    assert "/api/v1/auth/token" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page


def basic(user: str, password: str) -> dict[bytes, bytes]:
    """Basic auth as Postmark sends it."""
    return {b"Authorization": b"Basic " + base64.b64encode(f"{user}:{password}".encode())}


async def test_one_event_five_times_at_once_is_stored_once(
    http: httpx.AsyncClient, events: list[UUID]
) -> None:
    """Every answer is 200, and one flow is started."""
    sent = [
        http.post("/api/v1/webhooks/postmark/inbound", content=MAIL, headers=basic("postmark", "hook"))
        for _ in range(5)
    ]
    assert [answer.status_code for answer in await asyncio.gather(*sent)] == [200] * 5
    assert len(events) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("postmark", "wrong"),
        {b"Authorization": b"Basic \xff\xfe"},
        {b"Authorization": b"Basic " + b"=" * 9},
    ],
    ids=["missing", "forged", "not UTF-8", "not base64"],
)
async def test_an_event_that_is_not_the_vendors_is_refused(
    http: httpx.AsyncClient, events: list[UUID], headers: dict[bytes, bytes]
) -> None:
    """A 401 or 400, never a 500, and nothing is stored."""
    answer = await http.post("/api/v1/webhooks/postmark/inbound", content=MAIL, headers=headers)
    assert answer.status_code in (400, 401)
    assert events == []


async def test_a_body_over_ten_mebibytes_is_refused(http: httpx.AsyncClient, events: list[UUID]) -> None:
    """Announced or streamed, it is not read to its end."""

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 1_048_576

    for content in (b"x" * 10_485_761, stream()):
        answer = await http.post(
            "/api/v1/webhooks/postmark/inbound", content=content, headers=basic("postmark", "hook")
        )
        assert answer.status_code == 413
    assert events == []


async def test_a_body_that_is_no_file_is_refused_beyond_a_megabyte(http: httpx.AsyncClient) -> None:
    """Announced or streamed, by somebody who has not even said who they are."""

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b" " * 100_000

    for content in (b" " * 1_000_001, stream()):
        answer = await http.post(
            "/api/v1/auth/token", content=content, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["title"]) == (413, "The body is larger than 1 MB.")


@pytest.mark.parametrize(
    ("trusted", "proxy", "told"),
    [
        ("", "10.0.0.9", "10.0.0.9"),
        ("10.0.0.0/8", "10.0.0.9", "203.0.113.7"),
        ("10.0.0.0/8", "192.0.2.1", "192.0.2.1"),
    ],
)
async def test_a_callers_address_is_believed_from_trusted_proxies_only(
    trusted: str, proxy: str, told: str
) -> None:
    """Else all who come by a proxy share one caller's failed sign-ins, or anybody chooses an address."""

    async def says_who_calls(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(caller_address.get())(scope, receive, send)

    config = config_of(TellAddress(says_who_calls), Settings(_env_file=None, trusted_proxies=trusted))  # pyright: ignore[reportCallIssue]
    config.load()
    app: Any = config.loaded_app
    transport = httpx.ASGITransport(app=app, client=(proxy, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://agency.test") as client:
        answer = await client.get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
    assert answer.text == told
