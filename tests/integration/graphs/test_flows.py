"""What must be true of the flows: each piece of work is done once, whoever dies over it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from dbos import DBOS

from graphs import clock, engine, flows
from graphs.engine import Workflow
from memory.enums import EventStatus, TouchStatus
from memory.slots import take_slot
from tests.fixtures.outreach import make_lead
from tests.fixtures.platform import Stage, Town, stage_on, until
from tools.services.approvals import Approve
from tools.wiring import now


@asynccontextmanager
async def running(town: Town) -> AsyncIterator[Stage]:
    """A stage whose platform runs flows by the real clock."""
    async with town.platform(flows=True, clock=now) as platform:
        yield await stage_on(town, platform)


async def leads_to_enrich(stage: Stage, count: int) -> None:
    """Leads of the campaign that Apollo knows and nobody has looked up."""
    for person in stage.town.sandbox.world.people[:count]:
        await make_lead(
            stage.platform.memory,
            stage.tenant,
            stage.campaign_id,
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            company=person.company.name,
            status="new",
            als=None,
            lead_tier=None,
        )


async def proposed(stage: Stage) -> int:
    """How many touches wait for a reviewer."""
    found = await stage.rows("select id from touches where client_id = $1 and status = 'proposed'")
    return len(found)


async def workflows(town: Town, name: str) -> list[tuple[str, str]]:
    """Id and status of every workflow of a name, the oldest first."""
    rows = await town.engine(
        f"select workflow_uuid, status from dbos.workflow_status where name = '{name}' order by created_at"
    )
    return [(str(row[0]), str(row[1])) for row in rows]


async def test_a_launch_takes_leads_to_their_reviewer_and_a_second_one_adds_nothing(town: Town) -> None:
    """Enriched, scored, planned, drafted and proposed; launched three times at once."""
    async with running(town) as stage:
        await leads_to_enrich(stage, 6)
        for _ in range(3):
            await flows.launched(stage.client_id, stage.campaign_id)
        await until(stage.flows_are_done)
        first = await proposed(stage)
        assert first >= 3
        charged = town.sandbox.ledger.credits()
        batch = await stage.rows("select id from enrichment_batches where client_id = $1")
        assert len(batch) == 1
        await flows.launched(stage.client_id, stage.campaign_id)
        await until(stage.flows_are_done)
        assert await proposed(stage) == first
        assert town.sandbox.ledger.credits() == charged
        assert await stage.rows("select id from enrichment_batches where client_id = $1") == batch
        assert len(await workflows(town, "launch")) == 2


async def test_an_event_and_a_decision_are_carried_out_by_their_flows(town: Town) -> None:
    """From the approval to the answer to the approved response, each workflow once."""
    async with running(town) as stage:
        touch_id = await stage.planned(email="mia.chen@kelp.example")
        await stage.platform.outreach.start(stage.client_id, touch_id)
        approval_id = await stage.approve(touch_id)
        await asyncio.gather(*(flows.decided(stage.client_id, approval_id) for _ in range(4)))
        await until(lambda: stage.has_mail(touch_id))
        event_id = await stage.answers("mia.chen@kelp.example", "question")
        await asyncio.gather(*(flows.received(event_id) for _ in range(5)))
        await until(stage.flows_are_done)
        (response,) = await stage.rows("select id from touches where client_id = $1 and status = 'proposed'")
        await stage.approve(response["id"])
        await until(lambda: stage.has_mail(response["id"]))
        await until(stage.flows_are_done)
        assert len(stage.mails()) == 2
        assert [status for _, status in await workflows(town, "receive")] == ["SUCCESS"]


async def tick(due: Workflow) -> None:
    """What the scheduler does when this is due; raises what the round raised."""
    round_ = await DBOS.start_workflow_async(due, now(), None)
    await round_.get_result()


async def test_every_clock_does_its_round(town: Town) -> None:
    """The launches and the graphs that a round finds are begun; the rest find nothing to do."""
    async with running(town) as stage:
        await leads_to_enrich(stage, 6)
        await tick(clock.outreach)
        await until(stage.flows_are_done)
        waiting = await proposed(stage)
        assert waiting >= 3
        overdue = "update approvals set expires_at = now() - interval '1 minute' where client_id = $1"
        async with stage.platform.memory.postgres.client_transaction(stage.client_id) as tx:
            await tx.execute(overdue)
        await tick(clock.expire)
        await until(stage.flows_are_done)
        assert await proposed(stage) == 0
        assert len(await workflows(town, "resume")) == waiting
        for due in clock.SCHEDULES:
            await tick(due)
        await until(stage.flows_are_done)
        states = {status for due in clock.SCHEDULES for _, status in await workflows(town, due.__name__)}
        assert states == {"SUCCESS"}


async def test_mend_picks_up_what_nobody_started(town: Town) -> None:
    """A decision and an event whose process died before their flows were started; twice mends once."""
    async with running(town) as stage:
        touch_id = await stage.planned(email="mia.chen@kelp.example")
        await stage.platform.outreach.start(stage.client_id, touch_id)
        approval = await stage.pending(touch_id)
        assert approval is not None
        services = stage.platform.services
        await services.approvals.decide(stage.client_id, stage.tenant.actor, approval.id, Approve())
        await mend(stage)
        assert len(stage.mails(touch_id)) == 1
        event_id = await stage.answers("mia.chen@kelp.example", "interested")
        await stage.age_events()
        for _ in range(2):
            await mend(stage)
        assert (await services.intake.event(event_id)).status is EventStatus.HANDLED
        assert len(await workflows(town, "receive")) == 1
        assert len(stage.mails()) == 1


async def mend(stage: Stage) -> None:
    """One round, and everything that it started."""
    await tick(clock.mend)
    await until(stage.flows_are_done)


async def test_a_workflow_that_failed_for_good_is_started_again_by_mend(town: Town) -> None:
    """It gets a number; one that is alive is left alone."""
    async with running(town) as stage:
        touch_id = await stage.planned(email="mia.chen@kelp.example")
        await stage.platform.outreach.start(stage.client_id, touch_id)
        approval_id = await stage.approve(touch_id)
        await until(stage.flows_are_done)
        await town.engine(
            f"update dbos.workflow_status set status = 'ERROR' where workflow_uuid = 'resume:{approval_id}'"
        )
        await stage.unresume(approval_id)
        await mend(stage)
        assert await workflows(town, "resume") == [
            (f"resume:{approval_id}", "ERROR"),
            (f"resume:{approval_id}:1", "SUCCESS"),
        ]
        assert len(stage.mails(touch_id)) == 1


async def test_a_name_is_started_again_however_often_it_was(town: Town) -> None:
    """An hourly launch has had a thousand numbers within a year."""
    async with running(town) as stage:
        await flows.launched(stage.client_id, stage.campaign_id)
        await until(stage.flows_are_done)
        name = f"launch:{stage.campaign_id}"
        await town.engine(
            "insert into dbos.workflow_status select (jsonb_populate_record(w,"
            " jsonb_build_object('workflow_uuid', w.workflow_uuid || ':' || n))).*"
            " from dbos.workflow_status w, generate_series(1, 1234) n"
            f" where w.workflow_uuid = '{name}'"
        )
        await flows.launched(stage.client_id, stage.campaign_id)
        await until(stage.flows_are_done)
        started = {workflow_id for workflow_id, _ in await workflows(town, "launch")}
        assert len(started) == 1236
        assert f"{name}:1235" in started


async def test_rounds_that_are_long_done_are_forgotten_and_numbered_names_are_not(town: Town) -> None:
    """A round a minute would fill the work engine's tables; a launch counts on its earlier numbers."""
    async with running(town) as stage:
        await flows.launched(stage.client_id, stage.campaign_id)
        await until(stage.flows_are_done)
        await tick(clock.expire)
        await town.engine(
            "update dbos.workflow_status set completed_at = completed_at - 31 * 86400000::bigint"
        )
        await tick(clock.catch_up)
        await tick(clock.tidy)
        assert await workflows(town, "expire") == []
        assert len(await workflows(town, "catch_up")) == len(await workflows(town, "launch")) == 1
        orphans = "select 1 from dbos.operation_outputs where workflow_uuid not in (select workflow_uuid"
        assert await town.engine(f"{orphans} from dbos.workflow_status)") == []


async def test_work_that_cannot_be_begun_keeps_nothing_else_from_being_mended(town: Town) -> None:
    """A confirmed proposal that nobody can read any more; a decision of the same client goes on."""
    async with running(town) as stage:
        touch_id = await stage.planned(email="mia.chen@kelp.example")
        await stage.platform.outreach.start(stage.client_id, touch_id)
        approval = await stage.pending(touch_id)
        assert approval is not None
        await stage.platform.services.approvals.decide(
            stage.client_id, stage.tenant.actor, approval.id, Approve()
        )
        await stage.rows(
            "insert into proposals (client_id, kind, content, status, created_at, decided_at)"
            " values ($1, 'draft_outreach', '{}', 'confirmed', now(), now()) returning id"
        )
        await mend(stage)
        assert len(stage.mails(touch_id)) == 1


async def test_expiry_ends_threads_by_their_flows(town: Town) -> None:
    """The question expires, its thread is resumed and gone."""
    async with town.platform(flows=True) as platform:
        stage = await stage_on(town, platform)
        touch_id = await stage.planned()
        await platform.outreach.start(stage.client_id, touch_id)
        town.clock.forward(hours=25)
        await tick(clock.expire)
        await until(stage.flows_are_done)
        assert await stage.status(touch_id) is TouchStatus.PLANNED
        assert await stage.count_checkpoints() == 0


async def test_the_schedules_keep_sydney_time(town: Town) -> None:
    """Each is registered once, however many processes start."""
    for _ in range(2):
        async with town.platform(flows=True):
            found = await DBOS.list_schedules_async()
            assert {(each["schedule_name"], each["schedule"], each["cron_timezone"]) for each in found} == {
                ("mend", "* * * * *", "Australia/Sydney"),
                ("expire", "*/15 * * * *", "Australia/Sydney"),
                ("outreach", "0 8-18 * * 1-5", "Australia/Sydney"),
                ("reset_credits", "0 * * * *", "Australia/Sydney"),
                ("catch_up", "*/5 * * * *", "Australia/Sydney"),
                ("recover_replies", "0 */6 * * *", "Australia/Sydney"),
                ("enrich_nightly", "0 2 * * *", "Australia/Sydney"),
                ("tidy", "30 3 * * *", "Australia/Sydney"),
            }


@asynccontextmanager
async def worker(town: Town) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m graphs` on the town's database, ready."""
    settings = {
        "DATABASE_URL": town.owner,
        "REDIS_URL": town.database.redis,
        "SECRET_KEY": town.secret,
        "SANDBOX_URL": town.sandbox.root,
        "AGENCY_HOME": str(town.settings.agency_home),
        "LOG_LEVEL": "WARNING",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "graphs",
        env=os.environ | settings, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        if b"ready" not in line:
            raise AssertionError((await process.communicate())[1].decode()[-3000:])
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def left_running(town: Town) -> Stage:
    """A launch whose process closed in the middle of it: Apollo did not answer."""
    town.sandbox.faults.set("apollo.slow=1")
    async with running(town) as stage:
        await leads_to_enrich(stage, 6)
        await flows.launched(stage.client_id, stage.campaign_id)
        await until(lambda: asyncio.sleep(0, town.sandbox.faults.calls("apollo")))
    return stage


async def test_a_worker_goes_on_with_a_launch_and_ends_at_once_when_asked(town: Town) -> None:
    """It recovers what an earlier process of its number left; SIGTERM ends it without a word on stderr."""
    await left_running(town)
    calls = town.sandbox.faults.calls("apollo")
    async with worker(town) as process:
        await until(lambda: asyncio.sleep(0, town.sandbox.faults.calls("apollo") > calls))
        process.send_signal(signal.SIGTERM)
        _, said = await asyncio.wait_for(process.communicate(), 15)
    assert (process.returncode, said.decode()) == (0, "")
    assert [status for _, status in await workflows(town, "launch")] == ["PENDING"]


async def test_the_work_of_a_killed_process_is_taken_over(town: Town) -> None:
    """Not while it lives; once it is dead, the next mend of another process finishes it."""
    earlier = await left_running(town)
    calls = town.sandbox.faults.calls("apollo")
    async with worker(town) as process, town.platform(flows=True, clock=now) as platform:
        stage = replace(earlier, platform=platform)
        await until(lambda: asyncio.sleep(0, town.sandbox.faults.calls("apollo") > calls))
        town.sandbox.faults.set("")
        await engine.take_over()
        ((launch_id, executor),) = await executors(town)
        assert executor == "executor-0"
        process.kill()
        await process.wait()
        await engine.take_over()
        await until(stage.flows_are_done, seconds=20)
        assert await executors(town) == [(launch_id, "executor-1")]
        assert await proposed(stage) >= 3
        assert town.sandbox.ledger.credits() <= 6


async def executors(town: Town) -> list[tuple[str, str]]:
    """Who ran each launch."""
    rows = await town.engine(
        "select workflow_uuid, executor_id from dbos.workflow_status where name = 'launch'"
    )
    return [(str(row[0]), str(row[1])) for row in rows]


async def test_a_process_whose_lock_was_cut_is_not_taken_for_dead_for_long(town: Town) -> None:
    """A restart of the database cuts every lock: the number is held again at the next look."""
    async with take_slot(town.database.engine) as first, take_slot(town.database.engine) as second:
        assert (first.number, second.number) == (0, 1)
        await town.cut_slots()
        assert await second.abandoned([0, 1]) == [0]
        assert await first.abandoned([1]) == []
        assert await second.abandoned([0]) == []
