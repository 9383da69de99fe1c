"""A database is prepared once, by whoever comes first, and refused when its roles are too strong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import psycopg
import pytest

from errors import StorageUnavailable
from memory.roles import Addresses, prepare
from memory.store import open_storage
from tests.fixtures.storage import SECRET, TestStorage


@pytest.fixture
async def empty(storage: TestStorage) -> AsyncIterator[str]:
    """The owner's address of a database without anything in it."""
    name = f"empty_{uuid4().hex[:8]}"
    async with await psycopg.AsyncConnection.connect(storage.urls.database, autocommit=True) as connection:
        await connection.execute(f"create database {name}")  # type: ignore[arg-type]
        yield storage.owner_of(name)
        await connection.execute(f"drop database {name} with (force)")  # type: ignore[arg-type]


async def _value(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_several_processes_prepare_an_empty_database_at_once(empty: str) -> None:
    """One migrates, the others wait and find it done; all get the same addresses."""
    addresses = await asyncio.gather(*(prepare(empty, SECRET) for _ in range(3)))

    assert len(set(addresses)) == 1
    assert await _value(addresses[0].app, "select count(*) from leads") == 0
    assert await _value(empty, "select count(*) from alembic_version") == 1


async def test_the_engines_role_makes_tables_in_its_own_schemas_only(empty: str) -> None:
    """The work engine connects by psycopg, the chat's history by asyncpg with a search path."""
    engine = (await prepare(empty, SECRET)).engine
    async with await psycopg.AsyncConnection.connect(engine) as connection:
        for schema in ("dbos", "checkpoints", "chainlit"):
            await connection.execute(f"create table {schema}.proof (n integer)")  # type: ignore[arg-type]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute("create table public.proof (n integer)")
    assert await _value(f"{engine}&search_path=chainlit", 'select count(*) from "Thread"') == 0


async def test_a_changed_secret_changes_the_passwords(empty: str) -> None:
    """The old address stops working, the new one works."""
    before = await prepare(empty, SECRET)
    try:
        after = await prepare(empty, b"another secret of 32 bytes, here")
        assert after.app != before.app
        assert await _value(after.app, "select 1") == 1
        with pytest.raises(asyncpg.InvalidPasswordError):
            await _value(before.app, "select 1")
    finally:
        assert await prepare(empty, SECRET) == before


async def test_a_role_that_could_bypass_row_level_security_is_refused(empty: str) -> None:
    """Nothing starts on a database whose isolation is an illusion."""
    await prepare(empty, SECRET)
    await _value(empty, "alter role agency_app bypassrls")
    try:
        with pytest.raises(StorageUnavailable, match="agency_app bypasses row-level security"):
            await prepare(empty, SECRET)
    finally:
        await _value(empty, "alter role agency_app nobypassrls")


async def test_a_given_database_whose_owner_is_no_superuser_is_prepared_too(
    storage: TestStorage, tmp_path: Path
) -> None:
    """A hosted PostgreSQL gives an owner who may create roles, and `vector` already installed."""
    name = f"hosted_{uuid4().hex[:8]}"
    admin = await asyncpg.connect(storage.urls.database)
    try:
        await admin.execute(f"create role {name} login createrole password 'known'")
        await admin.execute(f"grant agency_engine to {name} with admin true")
        await admin.execute(f"grant agency_system to {name} with admin true")
        await admin.execute(f"grant agency_app to {name} with admin true")
        await admin.execute(f"create database {name} owner {name}")
        inside = await asyncpg.connect(storage.owner_of(name))
        await inside.execute("create extension vector")
        await inside.close()
        hosted = f"postgresql://{name}:known@" + storage.owner_of(name).partition("@")[2]
        async with open_storage(
            home=tmp_path, secret=SECRET, database_url=hosted, redis_url=storage.urls.redis
        ) as given:
            assert not given.embedded
            assert await _value(given.app, "select count(*) from leads") == 0
            assert Addresses(app=given.app, engine=given.engine) == await prepare(hosted, SECRET)
    finally:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.execute(f"drop owned by {name} cascade")
        await admin.execute(f"drop role {name}")
        await admin.close()


async def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    """No driver's traceback at start-up."""
    with pytest.raises(StorageUnavailable, match="check DATABASE_URL"):
        await prepare("postgresql://nobody@/none?host=/nowhere", SECRET)
