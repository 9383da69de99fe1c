"""Found an agency from one file: its clients, how each speaks, what it sends from, and who signs in."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from errors import InvalidInput
from memory import brands, clients, resources, users
from memory.brands import NewBrand
from memory.enums import Channel, Role, Subscription, Tier
from memory.postgres import SystemTransaction
from memory.records.actor import Clock
from memory.records.ids import AgencyId, ClientId, UserId
from memory.store import Memory
from tools.services.billing import Billing

ZONE = "Australia/Sydney"
FIRST_MONTH = timedelta(days=30)
VENDORS: Mapping[Channel, str] = {
    Channel.EMAIL: "resend",
    Channel.SMS: "twilio",
    Channel.LINKEDIN: "heyreach",
    Channel.VOICE: "synthflow",
    Channel.MAIL: "lob",
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Part):
    """Somebody who signs in, and their role at the client."""

    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)
    name: str = Field(min_length=1, max_length=200)
    role: Role = Role.MEMBER


class BrandPlan(_Part):
    """How a client speaks and who it is; the law asks for its name and postal address in what it sends."""

    name: str = Field(min_length=1)
    sender_name: str = Field(min_length=1)
    company: str = Field(min_length=1)
    postal_address: str = Field(min_length=1)
    sender_title: str | None = None
    abn: str | None = None
    phone: str | None = None
    site: str | None = None
    booking_url: str | None = None
    facts: tuple[str, ...] = ()
    tone: str = "plain, warm, brief"
    forbidden_words: tuple[str, ...] = ()


class Sender(_Part):
    """What a client sends from; `settings` holds what its vendor needs, such as HeyReach's `account_id`."""

    channel: Channel
    address: str = Field(min_length=1)
    label: str = Field(min_length=1)
    daily_limit: int = Field(ge=1, le=1_000)
    settings: dict[str, str] = {}


class ClientPlan(_Part):
    """One client with everything that it needs for its first campaign."""

    name: str = Field(min_length=1, max_length=200)
    tier: Tier
    subscription: Subscription = Subscription.TRIALING
    founding: bool = False
    time_zone: str = ZONE
    brand: BrandPlan
    senders: tuple[Sender, ...] = ()
    people: tuple[Person, ...] = Field(min_length=1)

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        try:
            return ZoneInfo(zone).key
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{zone} is no time zone of the tz database") from error

    @field_validator("people")
    @classmethod
    def _has_an_owner(cls, people: tuple[Person, ...]) -> tuple[Person, ...]:
        if all(person.role is not Role.OWNER for person in people):
            raise ValueError("somebody must be the owner")
        return people


class AgencyPlan(_Part):
    """The whole file."""

    agency: str = Field(min_length=1, max_length=200)
    clients: tuple[ClientPlan, ...] = Field(min_length=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Admitted:
    """Somebody who can sign in from now on, and the password to hand them."""

    email: str
    password: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Founded:
    """Who was admitted just now, and every client of the plan."""

    admitted: tuple[Admitted, ...]
    clients: tuple[tuple[ClientId, ClientPlan], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Founding:
    """Makes what is missing of a plan, and changes nothing that is there."""

    memory: Memory
    clock: Clock
    billing: Billing

    async def admit(self, plan: AgencyPlan) -> Founded:
        """The clients and their people, those made just now among them; `equip` comes next.

        A client is known by its name and by one of its people.
        """
        async with self.memory.postgres.system_transaction() as tx:
            known = {client.name: await _known(tx, client) for client in plan.clients}
        agency_id = await self._agency_of(filter(None, known.values()))
        admitted: dict[str, Admitted] = {}
        made: list[tuple[ClientId, ClientPlan]] = []
        async with self.memory.postgres.system_transaction() as tx:
            agency_id = agency_id or await clients.add_agency(tx, plan.agency)
            for client in plan.clients:
                client_id = known[client.name] or await clients.add_client(
                    tx,
                    agency_id=agency_id,
                    name=client.name,
                    tier=client.tier,
                    subscription=client.subscription,
                    founding=client.founding,
                    time_zone=client.time_zone,
                    credits_reset_at=self.clock() + FIRST_MONTH,
                )
                await _admit(tx, client_id, client, admitted)
                made.append((client_id, client))
        return Founded(admitted=tuple(admitted.values()), clients=tuple(made))

    async def equip(self, founded: Founded) -> None:
        """Give each client what it lacks: its brand, its senders, the first month's credits."""
        for client_id, client in founded.clients:
            await self._equip(client_id, client)

    async def _agency_of(self, client_ids: Iterable[ClientId]) -> AgencyId | None:
        for client_id in client_ids:
            async with self.memory.postgres.client_transaction(client_id) as tx:
                client = await clients.client_by_id(tx)
            if client is not None:
                return client.agency_id
        return None

    async def _equip(self, client_id: ClientId, client: ClientPlan) -> None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            # Two at once would make two brands.
            await clients.client_for_update(tx)
            if await brands.default_brand(tx) is None:
                await brands.add_brand(tx, NewBrand(**client.brand.model_dump(), is_default=True))
            there = {(one.channel, one.address) for one in await resources.resources(tx)}
            for sender in client.senders:
                if (sender.channel, sender.address) not in there:
                    await resources.add_resource(
                        tx,
                        channel=sender.channel,
                        vendor=VENDORS[sender.channel],
                        address=sender.address,
                        label=sender.label,
                        daily_limit=sender.daily_limit,
                        time_zone=client.time_zone,
                        settings=sender.settings,
                    )
        await self.billing.open_account(client_id)


def read_plan(text: str) -> AgencyPlan:
    """The plan in a TOML file; InvalidInput says in one sentence what is wrong with it."""
    try:
        return AgencyPlan.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"The file is no TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"{where}: {first['msg'].removeprefix('Value error, ')}.") from error


async def _known(tx: SystemTransaction, client: ClientPlan) -> ClientId | None:
    for person in client.people:
        user = await users.user_by_email(tx, person.email.lower())
        for membership in await users.memberships_of(tx, user.id) if user else ():
            if membership.client_name == client.name:
                return membership.client_id
    return None


async def _admit(
    tx: SystemTransaction, client_id: ClientId, client: ClientPlan, admitted: dict[str, Admitted]
) -> None:
    """Give the client's people their account, where they have none, and their role, where they have none."""
    for person in client.people:
        user = await users.user_by_email(tx, person.email.lower())
        user_id = user.id if user else await _account(tx, person, client.time_zone, admitted)
        if all(each.client_id != client_id for each in await users.memberships_of(tx, user_id)):
            await users.add_membership(tx, client_id, user_id, person.role)


async def _account(
    tx: SystemTransaction, person: Person, time_zone: str, admitted: dict[str, Admitted]
) -> UserId:
    password = secrets.token_urlsafe(12)
    admitted[person.email] = Admitted(email=person.email, password=password)
    return await users.add_user(
        tx,
        email=person.email.lower(),
        name=person.name,
        password_hash=PasswordHasher().hash(password),
        time_zone=time_zone,
    )
