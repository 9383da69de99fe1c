"""What the engines keep of a client: ids and enums only, read back from their own schemas."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Iterator
from uuid import UUID

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from graphs import flows
from graphs.checkpoints import open_saver
from graphs.states import Pace, Verdict
from memory.enums import ApprovalStatus, TouchStatus
from memory.store import Storage
from tests.fixtures.platform import Town, stage_on, until
from tests.fixtures.storage import TestStorage
from tools.services.approvals import Redraft

ENUMS = {*Verdict, *Pace, *ApprovalStatus, *TouchStatus}
CHANNELS = re.compile(r"(?:__\w+__|branch:to:\w+|[a-z_]+)")
NAMES = (
    "Wilhelmina",
    "Okonkwo-Price",
    "wilhelmina.op@quokka-dental.example",
    "Quokka Dental",
    "Chief Molar Officer",
)
REMARK = "Mention the pelican on the jetty."


def values(found: object) -> Iterator[object]:
    """Every value in what was decoded; the keys are the channels' names."""
    if isinstance(found, dict):
        for key, value in found.items():
            assert CHANNELS.fullmatch(str(key)) or is_id(key), key
            yield from values(value)
    elif isinstance(found, (list, tuple, set)):
        for value in found:
            yield from values(value)
    else:
        yield found


def is_id(value: object) -> bool:
    """Whether it is a UUID, or a UUID's text."""
    if isinstance(value, UUID):
        return True
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def is_allowed(value: object) -> bool:
    """Ids, enums, booleans, nothing, and numbers too small to be anybody's."""
    return value is None or value in ENUMS or is_id(value) or (isinstance(value, int) and abs(value) < 1_000)


async def kept(saver: AsyncPostgresSaver) -> list[object]:
    """Every value of every channel and pending write of every paused thread."""
    found: list[object] = []
    async for each in saver.alist(None):
        found += values(each.checkpoint["channel_values"])
        for _, channel, value in each.pending_writes or []:
            found += values([one.value for one in value] if channel == "__interrupt__" else value)
    return found


async def test_graph_states_carry_ids_and_enums_only(town: Town) -> None:
    """Outreach, redrafted outreach and an answered reply, paused; launched and decided through the flows."""
    async with town.platform(flows=True) as platform:
        stage = await stage_on(town, platform)
        first, last, address, company, title = NAMES
        touch_ids = [
            await stage.planned(
                first_name=first, last_name=last, email=f"{n}{address}", company=company, title=title
            )
            for n in range(3)
        ]
        await flows.launched(stage.client_id, stage.campaign_id)
        for touch_id in touch_ids:
            await until(lambda touch_id=touch_id: stage.pending(touch_id))
        approval = await stage.pending(touch_ids[0])
        assert approval is not None
        remark = Redraft(feedback=REMARK)
        await platform.services.approvals.decide(stage.client_id, stage.tenant.actor, approval.id, remark)
        await flows.decided(stage.client_id, approval.id)
        await until(lambda: stage.pending(touch_ids[0]))
        await stage.approve(touch_ids[1])
        await until(lambda: stage.has_mail(touch_ids[1]))
        event_id = await stage.answers(f"1{address}", "question")
        await flows.received(event_id)
        await until(
            lambda: stage.rows(
                "select 1 from approvals a join touches t on t.id = a.touch_id"
                " where a.client_id = $1 and t.answers_reply_id is not null"
            )
        )
        await until(stage.flows_are_done)
        assert await stage.count_checkpoints() == 3
        async with open_saver(town.database.engine) as saver:
            found = await kept(saver)
        assert len(found) > 20
        assert [value for value in found if not is_allowed(value)] == []
        assert sum(is_id(value) for value in found) > 10
        await nobody_is_named(town)


async def nobody_is_named(town: Town) -> None:
    """No row of either engine's schema holds a word of a lead, a remark or a draft, in text or in bytes."""
    words = [word.lower() for word in (*NAMES, "quokka", "example", "harbour", REMARK, "pelican")]
    tables = await town.engine(
        "select table_schema, table_name from information_schema.tables"
        " where table_schema in ('checkpoints', 'dbos') and table_type = 'BASE TABLE'"
    )
    assert {schema for schema, _ in tables} == {"checkpoints", "dbos"}
    for schema, table in tables:
        rows = await town.engine(f'select to_jsonb(t)::text, t::text from {schema}."{table}" t')
        for row in rows:
            for text in decoded(row):
                assert not [word for word in words if word in text.lower()], f"{schema}.{table}: {text[:300]}"


def decoded(row: tuple[str, str]) -> Iterator[str]:
    """The row's text, and the text of every bytea and base64 in it."""
    for text in row:
        yield text
        for run in re.findall(r"\\x([0-9a-f]{8,})", text):
            yield bytes.fromhex(run[: len(run) // 2 * 2]).decode("utf-8", "replace")
        for run in re.findall(r"[A-Za-z0-9+/]{24,}={0,2}", text):
            try:
                yield base64.b64decode(run + "=" * (-len(run) % 4)).decode("utf-8", "replace")
            except binascii.Error:
                continue


async def test_workers_that_start_at_once_on_a_new_database_make_its_tables_once(
    storage: TestStorage, database: Storage
) -> None:
    """None of them collides with another, or waits for one that waits for it."""
    for table in ("checkpoint_migrations", "checkpoints", "checkpoint_blobs", "checkpoint_writes"):
        storage.owner.execute(f"drop table if exists checkpoints.{table}")

    async def start() -> list[object]:
        async with open_saver(database.engine) as saver:
            return await kept(saver)

    assert await asyncio.gather(*(start() for _ in range(4))) == [[]] * 4
