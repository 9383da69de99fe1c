"""Know who may sign in and at which clients; every query here is asked across clients."""

from __future__ import annotations

from memory.enums import Role
from memory.postgres import SystemTransaction
from memory.queries import Queries
from memory.records.ids import ClientId, UserId
from memory.records.tenants import Membership, User

SQL = Queries("users")


async def user_by_email(tx: SystemTransaction, email: str) -> User | None:
    """Whoever signs in with this address, in any case of letters."""
    row = await tx.fetchrow(SQL["user_by_email"], email.strip())
    return User.from_row(row) if row else None


async def user_by_id(tx: SystemTransaction, user_id: UserId) -> User | None:
    """One user who is not deleted."""
    row = await tx.fetchrow(SQL["user_by_id"], user_id)
    return User.from_row(row) if row else None


async def memberships_of(tx: SystemTransaction, user_id: UserId) -> list[Membership]:
    """The user's roles, by the clients' names."""
    return [Membership.from_row(row) for row in await tx.fetch(SQL["memberships_of"], user_id)]


async def members_of(tx: SystemTransaction, client_id: ClientId) -> list[Membership]:
    """The client's users, by their names."""
    return [Membership.from_row(row) for row in await tx.fetch(SQL["members_of"], client_id)]


async def add_user(
    tx: SystemTransaction,
    *,
    email: str,
    name: str,
    password_hash: str,
    time_zone: str = "Australia/Sydney",
    platform_admin: bool = False,
) -> UserId:
    """A new user's id; Conflict where the address is taken."""
    return UserId(
        await tx.fetchval(SQL["add_user"], email.strip(), name, password_hash, time_zone, platform_admin)
    )


async def add_membership(tx: SystemTransaction, client_id: ClientId, user_id: UserId, role: Role) -> None:
    """Give the user that role at the client, in place of an earlier one."""
    await tx.execute(SQL["add_membership"], client_id, user_id, role)


async def set_password(tx: SystemTransaction, user_id: UserId, password_hash: str) -> bool:
    """Whether the user exists; every earlier sign-in ends."""
    return bool(await tx.execute(SQL["set_password"], user_id, password_hash))


async def clients_that_run(tx: SystemTransaction) -> list[ClientId]:
    """Clients in trial or with an active subscription."""
    return [ClientId(row["id"]) for row in await tx.fetch(SQL["clients_that_run"])]
