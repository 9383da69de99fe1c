"""Seed the clients, senders, leads and touches that the chaos plays with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from evals.benchmarks.stage import now
from evals.chaos.parts import FULL, TOUCHES, Part, smaller
from memory import brands, clients, users
from memory.enums import Channel, Mode, Role, Subscription
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import AgencyId, CampaignId, ClientId, LeadId, ResourceId, TouchId, UserId
from memory.resources import add_resource
from memory.routes import add_route
from memory.store import Memory
from memory.touches import NewTouch, add_touch
from tools.sandbox.characters import SYDNEY
from tools.sandbox.heyreach_requests import CONNECT_CAMPAIGN, INMAIL_CAMPAIGN
from tools.sandbox.invention import make_world
from tools.services.allocation import new_token
from tools.services.billing import Billing

SQL = Queries("chaos", Path(__file__).parent)
ZONE = "Australia/Sydney"
SECOND_STEP_EVERY = 8
"""One lead in so many also has a touch that waits for tomorrow, so that there is something to suppress."""
SAME_NUMBER_EVERY = 3
"""One text in so many goes to a number that somebody has who is mailed."""
UNWASHED_EVERY = 4
INVITED_AGO = timedelta(days=6, hours=12)
FIRST_NAMES = ("Mia", "Noah", "Ava", "Leo", "Zoe", "Kai", "Ivy", "Max", "Ella", "Finn")
LAST_NAMES = ("Chen", "Fraser", "Nguyen", "Walsh", "Okoye", "Rossi", "Singh", "Tan", "Murphy", "Costa")


@dataclass(kw_only=True)
class Cast:
    """Who plays."""

    clients: dict[ClientId, UserId] = field(default_factory=dict[ClientId, UserId])
    enriching: ClientId | None = None
    reviewed: set[ClientId] = field(default_factory=set[ClientId])
    """Whose touches go only with a reviewer's word."""
    paying: ClientId | None = None
    """Who pays through Stripe."""
    touches: int = 0
    unknown: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """What a client's touches go out from."""

    campaign_id: CampaignId
    resources: Mapping[Channel, Sequence[ResourceId]]


async def make_cast(memory: Memory, seed: int, touches: int = TOUCHES) -> Cast:
    """Everybody, ready to be contacted now."""
    cast, parts = Cast(), smaller(touches)
    async with memory.postgres.system_transaction() as tx:
        agency_id = await clients.add_agency(tx, "Chaos")
    for number, part in enumerate(parts):
        client_id, user_id = await _client(memory, agency_id, part)
        cast.clients[client_id] = user_id
        await Billing(memory=memory, clock=now).open_account(client_id)
        async with memory.postgres.client_transaction(client_id) as tx:
            stage = await _stage(tx, number, part)
            cast.touches += await _touches(tx, number, part, stage)
            await _earlier(tx, number, part, stage)
            for email in _strangers(seed, part.unknown):
                await tx.fetchval(SQL["add_unknown"], email, stage.campaign_id)
        if part.mode is not Mode.AUTOPILOT:
            cast.reviewed.add(client_id)
        cast.paying = cast.paying or client_id
        if part.unknown:
            cast.enriching, cast.unknown = client_id, part.unknown
    return cast


async def _client(memory: Memory, agency_id: AgencyId, part: Part) -> tuple[ClientId, UserId]:
    async with memory.postgres.system_transaction() as tx:
        client_id = await clients.add_client(
            tx,
            agency_id=agency_id,
            name=part.name,
            tier=part.tier,
            subscription=Subscription.ACTIVE,
            founding=False,
            time_zone=ZONE,
            credits_reset_at=now() + timedelta(days=60),
        )
        user_id = await users.add_user(
            tx,
            email=f"olive@{part.name.lower()}.example",
            name="Olive",
            password_hash="!",  # noqa: S106 - nobody signs in by this
            time_zone=ZONE,
        )
        await users.add_membership(tx, client_id, user_id, Role.OWNER)
    async with memory.postgres.client_transaction(client_id) as tx:
        await brands.add_brand(
            tx,
            brands.NewBrand(
                name=part.name,
                sender_name="Priya Nair",
                sender_title="Partner",
                company=f"{part.name} Legal",
                postal_address="12 Quay Street, Sydney NSW 2000",
                phone="+61 2 5550 1234",
                site=f"https://{part.name.lower()}.example",
                booking_url=f"https://{part.name.lower()}.example/meet",
                facts=(f"{part.name} answers every enquiry within one working day.",),
                is_default=True,
            ),
        )
    return client_id, user_id


async def _stage(tx: ClientTransaction, number: int, part: Part) -> Stage:
    campaign_id = CampaignId(
        await tx.fetchval(SQL["add_campaign"], "Spring", part.mode.value, part.daily_limit)
    )
    await tx.execute(SQL["add_steps"], campaign_id)
    resources: dict[Channel, list[ResourceId]] = {channel: [] for channel in Channel}
    for channel, address, settings in _senders(number, part):
        resources[channel].append(
            await add_resource(
                tx,
                channel=channel,
                vendor="any",
                address=address,
                label=f"{part.name} {address}",
                daily_limit=part.limits[channel],
                time_zone=ZONE,
                settings=settings,
                registered_sender=True,
                risk_accepted_at=now() - timedelta(days=30),
            )
        )
    return Stage(campaign_id=campaign_id, resources=resources)


def _senders(number: int, part: Part) -> Iterator[tuple[Channel, str, dict[str, object]]]:
    authenticated: dict[str, object] = {"authentication": dict.fromkeys(("spf", "dkim", "dmarc"), "pass")}
    for domain in range(part.domains):
        yield Channel.EMAIL, f"priya@mail{domain}.{part.name.lower()}.example", authenticated
    yield Channel.SMS, f"+6148000010{number}", {}
    called: dict[str, object] = {"model_id": "agent_1", "from_number": f"+6129000010{number}"}
    yield Channel.VOICE, f"+6129000010{number}", called
    yield Channel.MAIL, f"lob-{part.name.lower()}", {"return_address_id": "adr_210a8d4b0b76d77b"}
    if part.seat is not None:
        seat: dict[str, object] = {
            "account_id": part.seat,
            "connect_campaign_id": CONNECT_CAMPAIGN,
            "inmail_campaign_id": INMAIL_CAMPAIGN,
            "seat": "sales_navigator",
        }
        yield Channel.LINKEDIN, f"seat-{part.seat}", seat


async def _touches(tx: ClientTransaction, number: int, part: Part, stage: Stage) -> int:
    begun, tomorrow, made = now() - timedelta(minutes=5), now() + timedelta(hours=20), 0
    lead_id: LeadId | None = None
    for channel, count in part.touches.items():
        for n in range(count):
            if lead_id and made % SECOND_STEP_EVERY == 0 and channel is not Channel.LINKEDIN:
                # A second touch takes the place of another lead's first.
                mailbox = stage.resources[Channel.EMAIL][n % part.domains]
                await _touch(tx, stage, lead_id, Channel.EMAIL, mailbox, 2, tomorrow)
            else:
                phone = _phone(number, n if _shares_number(channel, n) else made)
                lead_id = await _lead(tx, stage.campaign_id, number, made, phone)
                if part.washed or made % UNWASHED_EVERY:
                    await tx.execute(SQL["add_wash"], phone, now() - timedelta(days=1))
                senders = stage.resources[channel]
                await _touch(tx, stage, lead_id, channel, senders[n % len(senders)], 1, begun)
            made += 1
    return made


async def _touch(
    tx: ClientTransaction,
    stage: Stage,
    lead_id: LeadId,
    channel: Channel,
    resource_id: ResourceId,
    step_n: int,
    not_before: datetime,
) -> TouchId:
    new = NewTouch(
        campaign_id=stage.campaign_id,
        lead_id=lead_id,
        step_n=step_n,
        channel=channel,
        resource_id=resource_id,
        mode=Mode.CO_PILOT,
        not_before=not_before,
        reply_token=new_token(),
        unsubscribe_token=new_token(),
    )
    touch_id = await add_touch(tx, new)
    assert touch_id is not None
    await add_route(tx, "reply", new.reply_token, touch_id)
    await add_route(tx, "unsubscribe", new.unsubscribe_token, touch_id)
    return touch_id


def _shares_number(channel: Channel, n: int) -> bool:
    """Whether the person who is texted has the number of the n-th who is mailed, and who has a lead."""
    return channel is Channel.SMS and n % SAME_NUMBER_EVERY == 1 and n % SECOND_STEP_EVERY != 0


def _phone(number: int, n: int) -> str:
    return f"+6149{number}{n:03d}111"


async def _lead(tx: ClientTransaction, campaign_id: CampaignId, number: int, n: int, phone: str) -> LeadId:
    first, last = FIRST_NAMES[n % 10], LAST_NAMES[n // 10 % 10]
    key = f"{number}{n:03d}"
    lead_id = LeadId(
        await tx.fetchval(
            SQL["add_lead"],
            campaign_id,
            f"{first}.{last}.{key}@firm{key}.example".lower(),
            first,
            last,
            "Managing Director",
            f"Firm {key} Pty Ltd",
            f"firm{key}.example",
            phone,
            f"https://www.linkedin.com/in/{first}-{last}-{key}".lower(),
            f"{n + 1} Quay Street",
        )
    )
    await tx.execute(SQL["add_consent"], lead_id, now() - timedelta(days=10))
    return lead_id


async def _earlier(tx: ClientTransaction, number: int, part: Part, stage: Stage) -> None:
    """Invitations that the seat sent last week: they leave room for a few until they are seven days old."""
    if part.seat is None or part.invitations_left >= FULL:
        return
    lead_id = await _lead(tx, stage.campaign_id, number, 999, _phone(number, 999))
    seat = stage.resources[Channel.LINKEDIN][0]
    for n in range(FULL - part.invitations_left):
        at = now() - INVITED_AGO + timedelta(seconds=n)
        row = await tx.fetchrow(
            SQL["add_invitation"], stage.campaign_id, lead_id, seat, at, f"earlier-{uuid4().hex}"
        )
        assert row is not None
        await tx.execute(SQL["use_draft"], row["touch_id"], row["id"])


def _strangers(seed: int, count: int) -> list[str]:
    """Addresses of people in the sandbox's world."""
    if not count:
        return []
    people = make_world(seed, now().astimezone(SYDNEY).date()).people
    return [person.email.lower() for person in people[:count]]


def ids_of(cast: Cast) -> dict[UUID, UUID]:
    """Clients with their reviewers, as orders name them."""
    return {UUID(str(client_id)): UUID(str(user_id)) for client_id, user_id in cast.clients.items()}
