"""Reserve the places for a touch: its resource's, its campaign's, its client's and its LinkedIn seat's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from memory import touches as rows
from memory.enums import Form
from memory.limits import Cold, Full, Reserved, Rolling, Slot
from memory.postgres import ClientTransaction
from memory.records.campaigns import Campaign
from memory.records.ids import ClientId
from memory.records.messages import Touch
from memory.records.tenants import Client, Resource
from memory.resources import seat_of
from memory.store import Memory
from tools.services.calendar.hours import day_bounds, next_opening, works_at, zone
from tools.services.law.linkedin import INVITATIONS_A_DAY, INVITATIONS_IN_SEVEN_DAYS, SEVEN_DAYS
from tools.services.money.tiers import TIERS

KEPT_AFTER_THE_DAY = timedelta(hours=2)
SEEDINGS_AT_MOST = 5
DAYS = 3
"""Of a touch's places, its resource's, its campaign's and its client's."""
_OF_SEATS = frozenset({"seat_week", "seat_day"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One limit of one day, or of the last seven, and what the database counts against it."""

    kind: str
    subject: str
    """Whose limit it is: an id, or a seat."""
    slot: Slot
    begins: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class UsedUp:
    """A day's limit is reached; `until` is when the touch may be tried again."""

    kind: str
    limit: int
    until: datetime

    @property
    def sentence(self) -> str:
        """What a person reads."""
        if self.kind == "seat_week":
            return f"The seat's {self.limit} invitations in seven days are used up."
        if self.kind == "seat_day":
            return f"The seat's {self.limit} invitations of the day are used up."
        return f"The {self.kind}'s daily limit of {self.limit} is used up."


@dataclass(frozen=True, kw_only=True)
class Quota:
    """Places in Redis, rebuilt from the attempts in the database whenever Redis lost them."""

    memory: Memory

    async def reserve(self, client_id: ClientId, touch: Touch, places: list[Place]) -> list[Place]:
        """Take a place everywhere or nowhere: the places that are full, an empty list when taken.

        Asking again with the same touch takes no second place. A cold set is seeded with the first
        `limit` attempts of the day, so that after a loss of Redis the surplus attempt finds itself outside.
        """
        slots = [place.slot for place in places]
        for _ in range(SEEDINGS_AT_MOST):
            match await self.memory.limits.reserve(slots, str(touch.id)):
                case Reserved():
                    return []
                case Full(keys):
                    return [place for place in places if place.slot.key in keys]
                case Cold(keys):
                    await self._seed(client_id, touch, [place for place in places if place.slot.key in keys])
        return places

    async def take_turns(self, tx: ClientTransaction, places: list[Place]) -> None:
        """Let nobody else claim from these places until the transaction ends."""
        await rows.lock_claims(tx)
        # After the client's own lock, for everybody: clients that share a seat cannot wait in a circle.
        for seat in {place.subject for place in places if place.kind in _OF_SEATS}:
            await rows.lock_seat(tx, seat)

    async def full_of_others(self, tx: ClientTransaction, touch: Touch, places: list[Place]) -> list[Place]:
        """The places whose limit other attempts have reached, by the database; the caller holds the lock.

        Redis may forget twice between a place and its claim, and then no order of attempts tells who
        was first: the claim itself has to count.
        """
        seats, days = [one for one in places if one.kind in _OF_SEATS], places[-DAYS:]
        used = [len(await _counted(tx, touch, seat)) for seat in seats]
        spans = [rows.Span(begins=day.begins, ends=day.ends, limit=day.slot.limit) for day in days]
        used += await rows.counted_in_days(tx, touch.resource_id, touch.campaign_id, spans)
        return [place for place, taken in zip(seats + days, used, strict=True) if taken >= place.slot.limit]

    async def release(self, touch: Touch, places: list[Place]) -> None:
        """Give the places back: nothing was sent."""
        await self.memory.limits.release([place.slot for place in places], str(touch.id))

    async def _seed(self, client_id: ClientId, touch: Touch, places: list[Place]) -> None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            counted = [(place, await _counted(tx, touch, place)) for place in places]
        for place, members in counted:
            await self.memory.limits.seed(place.slot, members)


def places_of(
    client: Client, campaign: Campaign, resource: Resource, touch: Touch, form: Form, at: datetime
) -> list[Place]:
    """The limits that a send at this moment counts against, in their own zones; those of a day come last."""
    invited = form is Form.CONNECTION_REQUEST
    return [
        *(_seat_places(client, resource, at) if invited else ()),
        _place("resource", str(resource.id), resource.daily_limit, resource.time_zone, at),
        _place("campaign", str(campaign.id), campaign.daily_limit, campaign.time_zone, at),
        _place("client", str(touch.client_id), TIERS[client.tier].touches_a_day, client.time_zone, at),
    ]


def used_up(full: list[Place], campaign: Campaign) -> UsedUp:
    """The limit that lasts longest, and the first working moment after its day."""
    last = max(full, key=lambda place: place.ends)
    local = zone(campaign.time_zone)
    until = last.ends
    if local is not None and not works_at(campaign, until, zone=local):
        until = next_opening(campaign, until, zone=local) or until
    return UsedUp(kind=last.kind, limit=last.slot.limit, until=until)


async def _counted(tx: ClientTransaction, touch: Touch, place: Place) -> dict[str, datetime]:
    limit = place.slot.limit
    match place.kind:
        case "seat_week" | "seat_day":
            found = await rows.counted_invitations(tx, place.subject, place.begins, place.ends, limit)
        case "resource":
            found = await rows.counted_by_resource(tx, touch.resource_id, place.begins, place.ends, limit)
        case "campaign":
            found = await rows.counted_by_campaign(tx, touch.campaign_id, place.begins, place.ends, limit)
        case _:
            found = await rows.counted_by_client(tx, place.begins, place.ends, limit)
    return {str(touch_id): at for touch_id, at in found}


def _seat_places(client: Client, resource: Resource, at: datetime) -> tuple[Place, Place]:
    """A rolling week, of which tomorrow may have room again, and the day; the agency's clients share them."""
    seat = seat_of(resource)
    slot = Slot(
        key=f"seat_week:{client.agency_id}:{seat}",
        limit=INVITATIONS_IN_SEVEN_DAYS,
        kept_for=SEVEN_DAYS + KEPT_AFTER_THE_DAY,
        rolling=Rolling(since=at - SEVEN_DAYS, at=at),
    )
    tomorrow = at + timedelta(days=1)
    week = Place(kind="seat_week", subject=seat, slot=slot, begins=at - SEVEN_DAYS, ends=tomorrow)
    owner = f"{client.agency_id}:{seat}"
    day = _place("seat_day", owner, INVITATIONS_A_DAY, resource.time_zone, at)
    return week, replace(day, subject=seat)


def _place(kind: str, subject: str, limit: int, zone_name: str, at: datetime) -> Place:
    day, begins, ends = day_bounds(at, zone(zone_name) or ZoneInfo("UTC"))
    slot = Slot(
        key=f"{kind}:{subject}:{day.isoformat()}",
        limit=limit,
        kept_for=ends.astimezone(UTC) - at + KEPT_AFTER_THE_DAY,
    )
    return Place(kind=kind, subject=subject, slot=slot, begins=begins, ends=ends)
