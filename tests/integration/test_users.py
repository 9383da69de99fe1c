"""Users sign in across clients and see the clients they belong to."""

from __future__ import annotations

import pytest

from errors import Conflict
from memory import users
from memory.enums import Role
from memory.store import Memory
from tests.fixtures.tenants import agency_with_client, make_client


async def test_a_user_is_found_by_their_address_in_any_case(memory: Memory) -> None:
    """The address is kept in lower case and unique."""
    async with memory.postgres.system_transaction() as tx:
        user_id = await users.add_user(tx, email=" Mia@Agency.example ", name="Mia", password_hash="!")
        found = await users.user_by_email(tx, "MIA@agency.example")
    assert found is not None
    assert (found.id, found.email, found.token_generation) == (user_id, "mia@agency.example", 0)
    with pytest.raises(Conflict):
        async with memory.postgres.system_transaction() as tx:
            await users.add_user(tx, email="mia@agency.example", name="Other", password_hash="!")


async def test_memberships_are_a_users_own(memory: Memory) -> None:
    """A member of the one client never sees the other."""
    harbour = await agency_with_client(memory, "Harbour Legal")
    summit = await agency_with_client(memory, "Summit Dental", agency_id=harbour.agency_id)
    async with memory.postgres.system_transaction() as tx:
        await users.add_membership(tx, summit.client_id, harbour.user_id, Role.VIEWER)
        both = await users.memberships_of(tx, harbour.user_id)
        one = await users.memberships_of(tx, summit.user_id)
        assert [(m.client_name, m.role) for m in both] == [
            ("Harbour Legal", Role.OWNER),
            ("Summit Dental", Role.VIEWER),
        ]
        assert [m.client_id for m in one] == [summit.client_id]


async def test_a_new_password_ends_every_sign_in(memory: Memory) -> None:
    """Tokens bear the generation that they were made under."""
    tenant = await agency_with_client(memory)
    async with memory.postgres.system_transaction() as tx:
        assert await users.set_password(tx, tenant.user_id, "hash")
        user = await users.user_by_id(tx, tenant.user_id)
    assert user is not None
    assert (user.password_hash, user.token_generation) == ("hash", 1)


async def test_only_clients_in_trial_or_active_run(memory: Memory) -> None:
    """Outreach stops with the subscription."""
    running = {
        await make_client(memory, subscription="active"),
        await make_client(memory, subscription="trialing"),
    }
    for subscription in ("past_due", "cancelled", "paused"):
        await make_client(memory, subscription=subscription)
    async with memory.postgres.system_transaction() as tx:
        assert set(await users.clients_that_run(tx)) == running
