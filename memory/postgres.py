"""Open transactions that see one client, or the few tables that may be seen across clients."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pgvector.asyncpg import register_vector

from errors import Conflict, InvalidInput, StorageUnavailable
from memory.records.ids import ClientId

APP_ROLE = "agency_app"
SYSTEM_ROLE = "agency_system"
ENGINE_ROLE = "agency_engine"

Connection = PoolConnectionProxy
_UNREACHABLE = (
    OSError,
    asyncpg.InterfaceError,
    # What a connection says whose server went away in the middle of another query of ours.
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)


class Transaction:
    """An open transaction; the row types of a query are the caller's to read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _arguments(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return args

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """All rows."""
        with _translated():
            return await self._connection.fetch(sql, *self._arguments(args))

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        """The first row, or None."""
        with _translated():
            return await self._connection.fetchrow(sql, *self._arguments(args))

    async def fetchval(self, sql: str, *args: Any) -> Any:
        """The first column of the first row, or None."""
        with _translated():
            return await self._connection.fetchval(sql, *self._arguments(args))

    async def execute(self, sql: str, *args: Any) -> int:
        """How many rows the statement touched."""
        with _translated():
            tag = await self._connection.execute(sql, *self._arguments(args))
        last = tag.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def executemany(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run the statement once a row, in one round trip."""
        with _translated():
            await self._connection.executemany(sql, [self._arguments(row) for row in rows])


class ClientTransaction(Transaction):
    """A transaction of one client: row-level security admits its rows only, and `$1` is its id."""

    def __init__(self, connection: Connection, client_id: ClientId) -> None:
        super().__init__(connection)
        self.client_id = client_id

    def _arguments(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self.client_id, *args)

    @asynccontextmanager
    async def as_system(self) -> AsyncIterator[SystemTransaction]:
        """The same transaction over the system's tables: what belongs together stands or falls together."""
        with _translated():
            await self._connection.execute(f"set local role {SYSTEM_ROLE}")
        yield SystemTransaction(self._connection)
        # Where it was left by an error, the transaction is over, and its role with it.
        with _translated():
            await self._connection.execute("set local role none")


class SystemTransaction(Transaction):
    """A transaction over the tables that are granted to the system role, and no others."""


class Postgres:
    """The application's pool: connects as a role that owns nothing and bypasses nothing."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, url: str, *, size: int) -> Postgres:
        """Connect `size` connections at most; StorageUnavailable when nobody answers."""
        _speak_plainly_of_lost_connections()
        try:
            pool = await asyncpg.create_pool(
                url, min_size=1, max_size=size, init=_prepare, reset=_leave_as_it_is
            )
        except _UNREACHABLE as error:
            raise StorageUnavailable("PostgreSQL does not answer: check DATABASE_URL.") from error
        return cls(pool)

    async def answers(self) -> None:
        """Return when the database answers; StorageUnavailable when it does not."""
        async with self._transaction("select 1"):
            pass

    async def close(self) -> None:
        """Give every connection back and close it."""
        await self._pool.close()

    @asynccontextmanager
    async def client_transaction(self, client_id: ClientId) -> AsyncIterator[ClientTransaction]:
        """A transaction that sees and writes the rows of one client only."""
        # Digits of a UUID and nothing else can stand here: it saves every transaction a round trip.
        async with self._transaction(f"set local app.client_id = '{client_id.hex}'") as connection:
            yield ClientTransaction(connection, client_id)

    @asynccontextmanager
    async def system_transaction(self) -> AsyncIterator[SystemTransaction]:
        """A transaction over the tables that flows, sign-in and intake need across clients."""
        async with self._transaction(f"set local role {SYSTEM_ROLE}") as connection:
            yield SystemTransaction(connection)

    @asynccontextmanager
    async def _transaction(self, first: str) -> AsyncIterator[Connection]:
        """A transaction whose first statement begins it: one round trip for both."""
        with _translated():
            connection = await self._pool.acquire()
        ended = False
        try:
            with _translated():
                await connection.execute(f"begin; {first}")
            try:
                yield connection
            except BaseException:
                # Where the server has gone, it has rolled back itself; what happened before says more.
                with suppress(asyncpg.PostgresError, *_UNREACHABLE):
                    await connection.execute("rollback")
                    ended = True
                raise
            with _translated():
                await connection.execute("commit")
            ended = True
        finally:
            if not ended:
                # Cut in its BEGIN, COMMIT or ROLLBACK, a connection does not know where it stands; one whose
                # server went away has left the pool by itself, and says so by an InterfaceError.
                with suppress(asyncpg.InterfaceError):
                    connection.terminate()
            # What was committed stays so, whatever becomes of the connection.
            with suppress(asyncpg.PostgresError, *_UNREACHABLE):
                await self._pool.release(connection)


async def _leave_as_it_is(_connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Nothing outlives a transaction here, so that there is nothing to reset: no setting, role, lock, cursor
    or listener is the session's. asyncpg itself still rolls back what was left open."""


async def _prepare(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    await register_vector(connection)
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


def _speak_plainly_of_lost_connections() -> None:
    logger = logging.getLogger("asyncpg.pool")
    if _without_traceback not in logger.filters:
        logger.addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Let the pool say in one line that the server is away; whatever else it meets keeps its traceback."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, _UNREACHABLE):
        record.msg, record.args = "%s (PostgreSQL is away: %s)", (record.getMessage(), type(error).__name__)
        record.exc_info = record.exc_text = None
    return True


@contextmanager
def _translated() -> Iterator[None]:
    """Turn driver errors into ours, once, without a value of a row in the sentence."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        raise Conflict(f"This exists already ({error.constraint_name}).") from error
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
        name = getattr(error, "constraint_name", None) or type(error).__name__
        raise InvalidInput(f"The database does not take this ({name}).") from error
    except _UNREACHABLE as error:
        raise StorageUnavailable("The database does not answer: try again in a moment.") from error
