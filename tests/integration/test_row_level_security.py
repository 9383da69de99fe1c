"""No client reaches another client's rows: by the catalogue's word, and by trying every table and verb."""

from __future__ import annotations

from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from memory.postgres import APP_ROLE, ENGINE_ROLE, SYSTEM_ROLE
from memory.records.ids import ClientId
from memory.store import Memory, Storage
from tests.fixtures.tenants import Tenant, agency_with_client

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

PLATFORM_TABLES = {
    "agencies", "clients", "users", "platform_settings", "platform_suppressions", "inbound_events",
    "audit_log",
}  # fmt: skip
"""Business tables that are not one client's; `alembic_version` is the owner's alone."""


async def _tenant_tables(owner: Owner) -> list[str]:
    rows = await owner.fetch(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attname = 'client_id' and not a.attisdropped"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attnotnull order by 1"
    )
    return [row["relname"] for row in rows]


async def test_every_business_table_forces_row_level_security(owner: Owner) -> None:
    """RLS and FORCE, and at least one policy, on every table but Alembic's own."""
    rows = await owner.fetch(
        "select c.relname, c.relrowsecurity, c.relforcerowsecurity,"
        " exists (select from pg_policy p where p.polrelid = c.oid) as has_policy"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind in ('r', 'p', 'f') and c.relname <> 'alembic_version'"
    )
    names = {row["relname"] for row in rows}
    assert names >= PLATFORM_TABLES | {"leads", "touches", "notes", "notes_0", "notes_31"}
    unsafe = [
        r["relname"]
        for r in rows
        if not all((r["relrowsecurity"], r["relforcerowsecurity"], r["has_policy"]))
    ]
    assert unsafe == []


async def test_every_tenant_table_is_bound_to_the_transactions_client(owner: Owner) -> None:
    """The application's only policy on a tenant table names the setting in USING and in WITH CHECK."""
    rule = "(client_id = (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid)"
    tables = await _tenant_tables(owner)
    assert len(tables) > 50
    for table in tables:
        policies = await owner.fetch(
            "select polcmd, polpermissive, pg_get_expr(polqual, polrelid) as using_rule,"
            " pg_get_expr(polwithcheck, polrelid) as check_rule from pg_policy"
            " where polrelid = to_regclass($1) and $2::regrole::oid = any(polroles)",
            table,
            APP_ROLE,
        )
        assert [tuple(policy) for policy in policies] == [(b"*", True, rule, rule)], table


async def test_nothing_in_the_schema_goes_around_row_level_security(owner: Owner) -> None:
    """No materialized view, no owner's view, no SECURITY DEFINER function, no policy for everyone."""
    loopholes = await owner.fetch(
        "select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and (c.relkind = 'm' or (c.relkind = 'v'"
        "   and not coalesce(c.reloptions, '{}') && '{security_invoker=true,security_invoker=on}'::text[]))"
        " union all select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname not in ('pg_catalog', 'information_schema') and p.prosecdef"
        " union all select p.polname::text || ' on ' || p.polrelid::regclass::text from pg_policy p"
        " where 0::oid = any(p.polroles)"
    )
    assert [row["name"] for row in loopholes] == []


async def test_the_roles_own_nothing_bypass_nothing_and_truncate_nothing(owner: Owner) -> None:
    """Ownership, SUPERUSER, BYPASSRLS and TRUNCATE each make row-level security worthless."""
    roles = [APP_ROLE, SYSTEM_ROLE, ENGINE_ROLE]
    strong = await owner.fetch(
        "select rolname from pg_roles where rolname = any($1)"
        " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)",
        roles,
    )
    assert strong == []
    held = await owner.fetch(
        "select r.rolname, c.relname from pg_roles r, pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace"
        " where r.rolname = any($1) and n.nspname = 'public' and c.relkind in ('r', 'p', 'v')"
        " and (c.relowner = r.oid"
        " or has_table_privilege(r.oid, c.oid, 'TRUNCATE, REFERENCES, TRIGGER, MAINTAIN'))",
        roles,
    )
    assert held == []
    assert not await owner.fetchval("select pg_has_role($1, $2, 'usage')", APP_ROLE, SYSTEM_ROLE)
    assert not await owner.fetchval("select has_schema_privilege($1, 'public', 'create')", APP_ROLE)


async def test_the_engines_role_sees_no_business_table(owner: Owner) -> None:
    """The work engine and the chat's history keep to their own schemas, and the app keeps out of those."""
    seen = await owner.fetch(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind in ('r', 'p', 'v')"
        " and has_table_privilege($1, c.oid, 'SELECT, INSERT, UPDATE, DELETE')",
        ENGINE_ROLE,
    )
    assert seen == []
    for schema in ("dbos", "checkpoints", "chainlit"):
        assert await owner.fetchval("select has_schema_privilege($1, $2, 'create')", ENGINE_ROLE, schema)
        assert not await owner.fetchval("select has_schema_privilege($1, $2, 'usage')", APP_ROLE, schema)


# Trying it ------------------------------------------------------------------------------


@pytest.fixture
async def tenants(memory: Memory, owner: Owner) -> tuple[Tenant, Tenant]:
    """Two clients of one agency with at least one row in every tenant table."""
    mine = await agency_with_client(memory, "Harbour Legal")
    theirs = await agency_with_client(memory, "Summit Dental", agency_id=mine.agency_id)
    await owner.execute("set session_replication_role = replica")
    for client_id in (mine.client_id, theirs.client_id):
        for table in await _tenant_tables(owner):
            if not await owner.fetchval(
                f'select exists (select from "{table}" where client_id = $1)', client_id
            ):
                await _add_row(owner, table, client_id)
    return mine, theirs


async def _columns(owner: Owner, table: str) -> list[asyncpg.Record]:
    """Columns that need a value, with their type and the table's checks on them."""
    return await owner.fetch(
        "select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,"
        " coalesce((select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k"
        "   where k.conrelid = a.attrelid and k.contype = 'c' and a.attnum = any(k.conkey)), '') as checks"
        " from pg_attribute a where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped"
        " and a.attnotnull and not a.atthasdef and a.attgenerated = '' and a.attname <> 'client_id'",
        table,
    )


def _sample(name: str, kind: str, checks: str) -> str:
    """An SQL literal that the column takes."""
    if "ARRAY['" in checks and kind == "text":
        return "'" + checks.split("ARRAY['")[1].split("'", maxsplit=1)[0] + "'"
    match kind:
        case "uuid":
            return f"'{uuid4()}'"
        case "text":
            return f"'https://{uuid4().hex}.example'"
        case "text[]":
            return "'{a,b,c,d,e}'"
        case "bytea":
            return f"'\\x{uuid4().hex}'"
        case "boolean":
            return "true"
        case "jsonb":
            return "'{}'"
        case "vector(512)":
            return "array_fill(0.1, array[512])::vector"
        case _ if kind.startswith("timestamp"):
            return "now()"
        case _:
            return "1"


async def _insert_of(owner: Owner, table: str, client_id: UUID) -> str:
    columns = await _columns(owner, table)
    names = ", ".join(['"client_id"', *(f'"{column["name"]}"' for column in columns)])
    values = ", ".join([f"'{client_id}'", *(_sample(c["name"], c["type"], c["checks"]) for c in columns)])
    return f'insert into "{table}" ({names}) values ({values})'


async def _add_row(owner: Owner, table: str, client_id: UUID) -> None:
    parent = await owner.fetchval(
        "select inhparent::regclass::text from pg_inherits where inhrelid = to_regclass($1)", table
    )
    if parent is None:
        await owner.execute(await _insert_of(owner, table, client_id))


async def _attempt(connection: Owner, client_id: ClientId, sql: str) -> int | str:
    """How many rows the statement reached as that client, or why it was refused; nothing stays."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("select set_config('app.client_id', $1, true)", str(client_id))
        tag = await connection.execute(sql)
        return int(tag.rsplit(" ", 1)[-1])
    except asyncpg.InsufficientPrivilegeError as error:
        return str(error)
    finally:
        await transaction.rollback()


async def test_no_verb_on_any_tenant_table_reaches_another_clients_rows(
    database: Storage, owner: Owner, tenants: tuple[Tenant, Tenant]
) -> None:
    """Select, insert, update (also moving a row over) and delete, as one client against another."""
    mine, theirs = tenants[0].client_id, tenants[1].client_id
    tables = await _tenant_tables(owner)
    app = await asyncpg.connect(database.app)
    counted = 0
    try:
        for table in tables:
            own = await _attempt(app, mine, f'select from "{table}"')
            if not isinstance(own, int):
                assert "permission denied" in own, table
                continue
            partition = "notes_" in table
            assert partition or own > 0, f"{table} has no row to see: the test would prove nothing"
            counted += 1
            where = f"where client_id = '{theirs}'"
            assert await _attempt(app, mine, f'select from "{table}" {where}') == 0, table
            for verb in (f'update "{table}" set client_id = client_id', f'delete from "{table}"'):
                reached = await _attempt(app, mine, f"{verb} {where}")
                assert reached == 0 or "permission denied" in str(reached), (table, verb)
            for verb in (
                await _insert_of(owner, table, theirs),
                f"update \"{table}\" set client_id = '{theirs}'",
            ):
                refusal = await _attempt(app, mine, verb)
                assert "row-level security" in str(refusal) or "permission denied" in str(refusal), (
                    table,
                    refusal,
                )
    finally:
        await app.close()
    assert counted >= 26


async def test_a_transaction_without_a_client_sees_and_writes_nothing(
    database: Storage, owner: Owner, tenants: tuple[Tenant, Tenant]
) -> None:
    """A forgotten setting is an empty database, before and after another transaction set it."""
    app = await asyncpg.connect(database.app)
    try:
        for _ in range(2):
            for table in await _tenant_tables(owner):
                if await owner.fetchval("select has_table_privilege($1, $2, 'SELECT')", APP_ROLE, table):
                    assert await app.fetchval(f'select count(*) from "{table}"') == 0, table
            await _attempt(app, tenants[0].client_id, "select from leads")
    finally:
        await app.close()


async def test_a_client_sees_itself_its_colleagues_and_its_suppressed_hashes_only(
    memory: Memory, database: Storage, tenants: tuple[Tenant, Tenant]
) -> None:
    """Of the platform a client sees its own row, its users' names, and hashes without their values."""
    mine, theirs = tenants
    async with memory.postgres.client_transaction(mine.client_id) as tx:
        assert await tx.fetchval("select array_agg(id) from clients where $1::uuid is not null") == [
            mine.client_id
        ]
        assert await tx.fetchval("select array_agg(id) from users where $1::uuid is not null") == [
            mine.user_id
        ]
    app = await asyncpg.connect(database.app)
    try:
        for sql in (
            "select password_hash from users",
            "select value from platform_suppressions",
            "select from inbound_events",
            "select from agencies",
            "select from platform_settings",
            "insert into clients (agency_id, name, credits_reset_at) values (uuidv7(), 'x', now())",
            "truncate leads",
        ):
            assert "permission denied" in str(await _attempt(app, mine.client_id, sql)), sql
        name = f"update clients set name = 'x' where id = '{theirs.client_id}'"
        assert await _attempt(app, mine.client_id, name) == 0
    finally:
        await app.close()


async def test_the_system_role_reaches_no_lead_and_no_draft(memory: Memory) -> None:
    """Across clients only what routing, sign-in and the lists of flows need."""
    for table in ("leads", "drafts", "approvals", "touches", "replies", "notes", "chat_turns", "connections"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with memory.postgres.system_transaction() as tx:
                await tx.fetch(f"select from {table}")
