"""The API over a whole platform, and the head of a caller who is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from argon2 import PasswordHasher

from api import approvals, campaigns
from graphs.platform import Platform
from memory.store import Memory
from tests.fixtures.doors import app_of
from tests.fixtures.platform import Stage
from tests.fixtures.tenants import Tenant

PASSWORD = "correct horse 12"
# Weak on purpose: a password is hashed in every test.
_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
async def door(platform: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """The API of a whole platform; an unexpected error is an answer, as it is for a caller."""
    transport = httpx.ASGITransport(app=app_of(platform), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://agency.test") as client:
        yield client


@pytest.fixture
async def owner(door: httpx.AsyncClient, stage: Stage) -> dict[str, str]:
    """The header of the owner of the stage's client."""
    return await signed_in(door, stage.platform.memory, stage.tenant)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Ids of what a flow would be started for; no engine runs in these tests."""
    seen: list[UUID] = []

    async def start(_client_id: UUID, subject_id: UUID) -> None:
        seen.append(subject_id)

    monkeypatch.setattr(approvals.flows, "decided", start)
    monkeypatch.setattr(campaigns.flows, "launched", start)
    return seen


async def with_password(memory: Memory, tenant: Tenant) -> str:
    """The owner's address, once they can sign in."""
    async with memory.postgres.system_transaction() as tx:
        await tx.execute(
            "update users set password_hash = $1 where id = $2", _HASHER.hash(PASSWORD), tenant.user_id
        )
        return await tx.fetchval("select email from users where id = $1", tenant.user_id)


async def signed_in(http: httpx.AsyncClient, memory: Memory, tenant: Tenant) -> dict[str, str]:
    """The header of the owner of a client."""
    credentials = {"email": await with_password(memory, tenant), "password": PASSWORD}
    answer = await http.post("/api/v1/auth/token", json=credentials)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
