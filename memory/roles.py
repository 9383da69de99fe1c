"""Prepare a database: its roles, its schema, and the proof that the application's role is a weak one."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from errors import StorageUnavailable
from memory.postgres import APP_ROLE, ENGINE_ROLE, SYSTEM_ROLE
from migrations import head

log = logging.getLogger(__name__)

_LOCK = 0x4167656E6379
"""Held while one process prepares a database; others wait and then find nothing to do."""

_STATE = """
select
    to_regclass('public.alembic_version') is not null as migrated,
    (select count(*) from pg_roles where rolname = any($1) and rolcanlogin) as with_login,
    (select count(*) from pg_namespace where nspname in ('dbos', 'checkpoints', 'chainlit')) as schemas
"""

_POWERS = """
select r.rolname || ' ' || power as excess
from pg_roles r
cross join lateral (values
    (r.rolsuper, 'is a superuser'),
    (r.rolbypassrls, 'bypasses row-level security'),
    (r.rolcreaterole, 'may create roles'),
    (r.rolcreatedb, 'may create databases'),
    (exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relowner = r.oid and n.nspname = 'public'), 'owns a table'),
    (exists (select from pg_database d where d.datdba = r.oid), 'owns a database')
) as powers (held, power)
where r.rolname = any($1) and held
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """Where to connect: `app` for the business, `engine` as owner of dbos, checkpoints and chainlit."""

    app: str
    engine: str


async def prepare(owner_url: str, secret: bytes) -> Addresses:
    """Roles, schemas and tables as this version needs them; nothing is done where all is well.

    The owner must be a superuser or may create roles (and `vector` must then be installed already).
    Passwords follow from the secret, so every process knows them. Several processes may prepare one
    database at once. Raises StorageUnavailable when nobody answers or a role is too strong.
    """
    addresses = Addresses(
        app=_url_of(owner_url, APP_ROLE, secret), engine=_url_of(owner_url, ENGINE_ROLE, secret)
    )
    try:
        owner = await asyncpg.connect(owner_url)
    except (OSError, asyncpg.PostgresError) as error:
        raise StorageUnavailable("PostgreSQL does not answer as its owner: check DATABASE_URL.") from error
    try:
        if not await _ready(owner, addresses):
            await owner.execute("select pg_advisory_lock($1)", _LOCK)
            if not await _ready(owner, addresses):
                await _make_ready(owner, owner_url, secret)
        await _refuse_strong_roles(owner)
    finally:
        await owner.close()
    return addresses


def password_of(role: str, secret: bytes) -> str:
    """256 bits that only who knows the secret can tell."""
    return hmac.digest(secret, f"database role {role}".encode(), hashlib.sha256).hex()


async def _ready(owner: asyncpg.Connection[asyncpg.Record], addresses: Addresses) -> bool:
    state = await owner.fetchrow(_STATE, [APP_ROLE, ENGINE_ROLE])
    if state is None or not state["migrated"] or state["with_login"] != 2 or state["schemas"] != 3:
        return False
    if await owner.fetchval("select version_num from public.alembic_version") != head():
        return False
    return all(await asyncio.gather(_admits(addresses.app), _admits(addresses.engine)))


async def _admits(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url)
    except asyncpg.InvalidAuthorizationSpecificationError:
        return False
    await connection.close()
    return True


async def _make_ready(owner: asyncpg.Connection[asyncpg.Record], owner_url: str, secret: bytes) -> None:
    log.info("migrating the database to revision %s", head())
    await asyncio.to_thread(_upgrade, owner_url)
    for role in (APP_ROLE, ENGINE_ROLE):
        statement = await owner.fetchval(
            "select format('alter role %I login password %L', $1::text, $2::text)",
            role,
            password_of(role, secret),
        )
        await owner.execute(statement)


def _upgrade(owner_url: str) -> None:
    from migrations.running import upgrade  # Alembic costs 0.3 s to import, and most starts need none.

    upgrade(owner_url)


async def _refuse_strong_roles(owner: asyncpg.Connection[asyncpg.Record]) -> None:
    """Row-level security means nothing to a role that owns or bypasses."""
    found = await owner.fetch(_POWERS, [APP_ROLE, SYSTEM_ROLE, ENGINE_ROLE])
    if found:
        what = "; ".join(row["excess"] for row in found)
        raise StorageUnavailable(f"A database role is too strong to be safe ({what}): take that power away.")


def _url_of(owner_url: str, role: str, secret: bytes) -> str:
    """The owner's URL with another user and password."""
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(role)}:{password_of(role, secret)}@{host}"
    return urlunsplit(parts._replace(scheme="postgresql", netloc=netloc))
