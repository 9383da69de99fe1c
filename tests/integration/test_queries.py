"""Every named query is well formed, explains itself, and is understood by the present schema."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from memory.postgres import APP_ROLE, SYSTEM_ROLE
from memory.queries import FOLDER, load, nouns
from memory.records.ids import ClientId
from memory.store import Memory, Storage

HEADING = re.compile(r"^-- [a-z][a-z_0-9]* -- [A-Z].*[.]$")
NAMED = [(noun, name) for noun in nouns() for name in load(noun)]


@pytest.mark.parametrize("noun", nouns())
def test_every_heading_is_a_name_and_a_sentence(noun: str) -> None:
    """`-- name -- One sentence.`, with nothing but queries under it."""
    text = (FOLDER / f"{noun}.sql").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if re.match(r"^--.*--", line)]
    assert [line for line in headings if not HEADING.match(line)] == []
    assert len(headings) == len(load(noun))
    assert text.startswith("-- ")
    for name, sql in load(noun).items():
        assert ";" not in re.sub(r"'[^']*'|--.*", "", sql), f"{name} is more than one statement"
        assert "select *" not in sql.lower(), f"{name} names its columns"


async def test_every_query_is_prepared_by_the_role_that_runs_it(database: Storage) -> None:
    """PREPARE works as the application's role or the system's: tables, columns, types, grants exist."""
    connection = await asyncpg.connect(database.app)
    failures: dict[str, str] = {}
    try:
        for noun, name in NAMED:
            problems: list[str] = []
            for role in (APP_ROLE, SYSTEM_ROLE):
                await connection.execute(f"set role {role}")
                try:
                    await connection.execute(f"prepare under_test as {load(noun)[name]}")
                    await connection.execute("deallocate under_test")
                    await _plan(connection, load(noun)[name])
                except asyncpg.PostgresError as error:
                    problems.append(f"{role}: {error}")
            if len(problems) == 2:
                failures[f"{noun}.{name}"] = " | ".join(problems)
    finally:
        await connection.close()
    assert failures == {}
    assert len(NAMED) > 50


@pytest.mark.parametrize(
    ("noun", "name", "args", "index"),
    [
        (
            "allocation",
            "due_leads",
            (uuid4(), datetime.now(UTC), False, 200, 0, 50, uuid4()),
            "leads_queue",
        ),
        ("leads", "addresses_to_check", (uuid4(), 50), "leads_to_check"),
        ("leads", "counts", (uuid4(),), "leads_counted"),
        ("leads", "find_leads", (uuid4(), None, None, None, 50, 0), "leads_queue"),
        ("enrichments", "leads_to_enrich", (None, "", 50), "leads_to_enrich"),
    ],
)
async def test_a_page_of_a_large_campaign_is_read_in_the_order_of_an_index(
    memory: Memory, noun: str, name: str, args: tuple[object, ...], index: str
) -> None:
    """Where the planner may not sort, it need not: the index has the order that the query asks for."""
    async with memory.postgres.client_transaction(ClientId(uuid4())) as tx:
        await tx.execute("select $1::uuid, set_config('enable_sort', 'off', true)")
        await tx.execute("select $1::uuid, set_config('enable_seqscan', 'off', true)")
        plan = "\n".join(row[0] for row in await tx.fetch(f"explain {load(noun)[name]}", *args))
    assert f"using {index} on leads" in plan
    assert "Sort" not in plan


async def test_what_every_send_changes_of_a_lead_stands_in_no_index(
    owner: asyncpg.Connection[asyncpg.Record],
) -> None:
    """Only then can PostgreSQL keep the new row in its page and leave every index of the table alone."""
    sql = "select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'leads'::regclass"
    indexes = "\n".join(row[0] for row in await owner.fetch(sql))
    assert "leads_queue" in indexes
    for column in ("step_n", "next_touch_at", "waits_until", "updated_at"):
        assert column not in indexes


async def _plan(connection: asyncpg.Connection[asyncpg.Record], sql: str) -> None:
    """PREPARE does not check grants; planning does not either, but starting the executor does."""
    await connection.execute("begin")
    try:
        await connection.execute(f"explain (generic_plan) {sql}")
    finally:
        await connection.execute("rollback")
