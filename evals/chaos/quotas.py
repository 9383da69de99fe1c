"""Count what the vendors took against every limit: of a day, and of a seat's seven days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from evals.chaos.cast import SQL, ZONE, Cast
from evals.chaos.toll import Toll
from evals.chaos.verdict import Known, Owned, Verdict, of_client
from memory.clients import client_by_id
from memory.enums import Form
from memory.records.row import Columns
from memory.records.tenants import Client
from memory.store import Memory
from tools.services.law.linkedin import INVITATIONS_A_DAY, INVITATIONS_IN_SEVEN_DAYS, SEVEN_DAYS
from tools.services.money.tiers import TIERS

KIND = "limits overstepped"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One thing that went out, at a moment of the workers'."""

    touch: Known
    at: datetime
    form: str


async def judge_limits(memory: Memory, cast: Cast, verdict: Verdict, owners: Owned, toll: Toll) -> None:
    """Note every limit that was overstepped, and how many touches each kind put off: it was used up."""
    before: dict[str, list[datetime]] = defaultdict(list)
    seats: dict[str, list[datetime]] = defaultdict(list)
    for client_id in cast.clients:
        async with memory.postgres.client_transaction(client_id) as tx:
            limits = {row["id"]: row for row in await tx.fetch(SQL["limits"])}
            seeded = await tx.fetch(SQL["seeded_invitations"])
            client = await client_by_id(tx)
            for row in await tx.fetch(SQL["put_off"]):
                verdict.full[_name(row["rule"], row["channel"])] += row["count"]
        assert client is not None
        sent = [
            Sent(touch=one, at=toll.ours(thing.at), form=thing.form)
            for one, things in of_client(client_id, owners)
            for thing in things
        ]
        _days(verdict, client, limits, sent)
        for row in seeded:
            before[row["seat"]].append(row["at"])
        for seat, at in _invitations(limits, sent):
            seats[seat].append(at)
    for seat, moments in seats.items():
        judge_seat(verdict, seat, before[seat], moments)


def _days(verdict: Verdict, client: Client, limits: Mapping[UUID, Columns], sent: Sequence[Sent]) -> None:
    counted: Counter[tuple[UUID, str]] = Counter()
    for one in sent:
        for id_ in (one.touch.row["resource_id"], one.touch.row["campaign_id"]):
            counted[id_, _day(one.at, limits[id_]["time_zone"])] += 1
        counted[client.id, _day(one.at, client.time_zone)] += 1
    for (id_, day), count in counted.items():
        if id_ == client.id:
            kind, limit = "client", TIERS[client.tier].touches_a_day
        else:
            kind, limit = str(limits[id_]["kind"]), int(limits[id_]["daily_limit"])
        if count > limit:
            verdict.found(KIND, f"{kind} {id_} on {day}: {count} of {limit}")


def _name(rule: str, channel: str) -> str:
    """What a limit is called in the report: a resource's by its channel."""
    kind = rule.removesuffix("_limit")
    return {"resource": channel, "seat_week": "seat's week", "seat_day": "seat's day"}.get(kind, kind)


def _invitations(limits: Mapping[UUID, Columns], sent: Sequence[Sent]) -> Iterator[tuple[str, datetime]]:
    for one in sent:
        if one.form == Form.CONNECTION_REQUEST.value:
            yield limits[one.touch.row["resource_id"]]["seat"], one.at


def judge_seat(verdict: Verdict, seat: str, before: Sequence[datetime], moments: Sequence[datetime]) -> None:
    """LinkedIn's limits of one account, whichever clients use it; what went before counts in its week."""
    week = max(sum(at - SEVEN_DAYS < other <= at for other in (*before, *moments)) for at in moments)
    # The law's own rule may be the one that puts off, and bears another name.
    verdict.full["seat's week"] += week == INVITATIONS_IN_SEVEN_DAYS
    if week > INVITATIONS_IN_SEVEN_DAYS:
        verdict.found(KIND, f"seat {seat} invited {week} people in seven days")
    for day, count in Counter(_day(at, ZONE) for at in moments).items():
        if count > INVITATIONS_A_DAY:
            verdict.found(KIND, f"seat {seat} invited {count} people on {day}")


def _day(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone or ZONE)).date().isoformat()
