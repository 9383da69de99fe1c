"""Do what the clock asks for: safety nets beside the webhooks, each once however many processes run."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from graphs import work
from graphs.engine import Workflow, forget, once, running, take_over, workflow
from graphs.flows import confirmed, decided, launched, launched_by_clock, receive, received
from graphs.settling import announce

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""How long a round, or an event's flow, can be looked up; the business's own rows stay."""


@workflow("mend")
async def mend(_scheduled_at: datetime, _context: object) -> None:
    """Every minute: pick up whatever a crash, a vendor or a closed window left lying."""
    await _mend()


@once("mend")
async def _mend() -> None:
    await take_over()
    announce()
    await work.mend(running(), receive=received, resume=decided, start=confirmed)


@workflow("expire")
async def expire(_scheduled_at: datetime, _context: object) -> None:
    """Every 15 minutes: let undecided approvals expire, and touches be proposed anew."""
    await _expire()


@once("expire")
async def _expire() -> None:
    await work.expire(running(), resume=decided)


@workflow("outreach")
async def outreach(_scheduled_at: datetime, _context: object) -> None:
    """Hourly in office hours: plan and draft what is due in every active campaign."""
    await _outreach()


@once("outreach")
async def _outreach() -> None:
    await work.outreach(running(), launch=launched_by_clock)


@workflow("enrich_nightly")
async def enrich_nightly(_scheduled_at: datetime, _context: object) -> None:
    """At two in the morning: enrich what no launch has taken up."""
    await _enrich_nightly()


@once("enrich_nightly")
async def _enrich_nightly() -> None:
    await work.enrich_all(running())


@workflow("recover_replies")
async def recover_replies(_scheduled_at: datetime, _context: object) -> None:
    """Every six hours: read what the webhooks did not bring."""
    await _recover_replies()


@once("recover_replies")
async def _recover_replies() -> None:
    await work.refresh_subscriptions(running(), receive=received)
    await work.recover(running(), work.MESSAGE_VENDORS, receive=received)


@workflow("catch_up")
async def catch_up(_scheduled_at: datetime, _context: object) -> None:
    """Every five minutes: calls that have ended, enrichments that are late, numbers to be washed."""
    await _catch_up()


@once("catch_up")
async def _catch_up() -> None:
    await work.catch_up(running(), receive=received, launch=launched)


@workflow("reset_credits")
async def reset_credits(_scheduled_at: datetime, _context: object) -> None:
    """Hourly: give clients whose month is over their credits, look at everybody's pace, embed notes anew."""
    await _reset_credits()


@once("reset_credits")
async def _reset_credits() -> None:
    await work.reset_credits(running(), launch=launched)
    await work.watch_pace(running())
    await work.renew_notes(running())


@workflow("tidy")
async def tidy(_scheduled_at: datetime, _context: object) -> None:
    """Nightly: forget the work engine's rows of rounds and events that are long done."""
    await _tidy()


@once("tidy")
async def _tidy() -> None:
    # Not `resume`, `launch` and their like: their names may come again, with the next number.
    forgotten = await forget([*SCHEDULES, receive], before=running().clock() - KEPT)
    logger.info("forgot %d rounds and events that were done", forgotten)


SCHEDULES: Mapping[Workflow, str] = {
    mend: "* * * * *",
    catch_up: "*/5 * * * *",
    expire: "*/15 * * * *",
    outreach: "0 8-18 * * 1-5",
    reset_credits: "0 * * * *",
    recover_replies: "0 */6 * * *",
    enrich_nightly: "0 2 * * *",
    tidy: "30 3 * * *",
}
"""Cron in Sydney's time (DOMAIN.md, Schedules)."""
