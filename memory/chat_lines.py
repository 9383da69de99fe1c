"""Take a person out of what the chats of one client say."""

from __future__ import annotations

import asyncpg

from errors import StorageUnavailable
from memory.records.ids import ClientId

# The chats are the work engine's own schema: no query of the business reaches it, and no transaction both.
_LINES = """
update chainlit."Step" s
set output = regexp_replace(s.output, $2, '[erased]', 'gi'),
    input = regexp_replace(s.input, $2, '[erased]', 'gi'),
    name = regexp_replace(s.name, $2, '[erased]', 'gi')
from chainlit."Thread" t
where t.id = s."threadId" and t.metadata ->> 'chat_profile' = $1
  and concat_ws(' ', s.output, s.input, s.name) ~* $3 and concat_ws(' ', s.output, s.input, s.name) ~* $2
"""
_NAMES = """
update chainlit."Thread" set name = regexp_replace(name, $2, '[erased]', 'gi')
where metadata ->> 'chat_profile' = $1 and name ~* $3 and name ~* $2
"""
_CARDS = """
update chainlit."Element" e
set name = regexp_replace(e.name, $2, '[erased]', 'gi'),
    props = regexp_replace(e.props::text, $2, '[erased]', 'gi')::jsonb
from chainlit."Thread" t
where t.id = e."threadId" and t.metadata ->> 'chat_profile' = $1
  and concat_ws(' ', e.name, e.props::text) ~* $3 and concat_ws(' ', e.name, e.props::text) ~* $2
"""
_REMARKS = """
update chainlit."Feedback" f set comment = regexp_replace(f.comment, $2, '[erased]', 'gi')
from chainlit."Step" s join chainlit."Thread" t on t.id = s."threadId"
where s.id = f."stepId" and t.metadata ->> 'chat_profile' = $1 and f.comment ~* $3 and f.comment ~* $2
"""


async def redact(engine_url: str, client_id: ClientId, pattern: str, anchors: str) -> int:
    """How many lines and cards lost what fits the pattern, a PostgreSQL expression; safe to repeat.

    `anchors` is a quick expression for whatever may fit.
    """
    try:
        connection = await asyncpg.connect(engine_url)
    except (OSError, asyncpg.PostgresError) as error:
        raise StorageUnavailable("The database does not answer: try again in a moment.") from error
    try:
        async with connection.transaction():
            tags = [
                await connection.execute(sql, str(client_id), pattern, anchors)
                for sql in (_LINES, _NAMES, _CARDS, _REMARKS)
            ]
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError) as error:
        raise StorageUnavailable("The database does not answer: try again in a moment.") from error
    finally:
        await connection.close()
    return sum(int(tag.rsplit(" ", 1)[-1]) for tag in tags)
