"""An agency is founded from one file, and founded again without harm."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from errors import InvalidInput
from memory import brands, resources
from memory.enums import Role
from memory.store import Memory
from tools.founding import Admitted, Founding, read_plan
from tools.services.billing import Billing
from tools.services.sign_in import SignIn

EXAMPLE = (Path(__file__).parents[2] / "agency_example.toml").read_text(encoding="utf-8")
MORE = """
[[clients.people]]
email = "Mia@ledgerline.example"
name = "Mia Chen"
role = "viewer"

[[clients]]
name = "Harbour"
tier = "ignition"
brand = { name = "Harbour", sender_name = "Tom", company = "Harbour Pty Ltd", postal_address = "1 Quay St" }
people = [{ email = "alex@southern.example", name = "Alex Morgan", role = "owner" }]
"""


def clock() -> datetime:
    return datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


async def found(memory: Memory, text: str) -> tuple[Admitted, ...]:
    """Who was admitted."""
    founding = Founding(memory=memory, clock=clock, billing=Billing(memory=memory, clock=clock))
    founded = await founding.admit(read_plan(text))
    await founding.equip(founded)
    return founded.admitted


async def test_who_is_in_the_file_signs_in_and_the_client_can_work(memory: Memory) -> None:
    """The example as it stands: two people with a role each, a brand, two senders, a month's credits."""
    admitted = await found(memory, EXAMPLE)
    sign_in = SignIn(memory=memory, clock=clock, secret="s" * 40, session_hours=1)
    users = [await sign_in.sign_in(one.email, one.password, "somewhere") for one in admitted]
    memberships = [await sign_in.clients_of(user.id) for user in users]
    assert [[(one.client_name, one.role) for one in each] for each in memberships] == [
        [("Ledgerline", Role.OWNER)],
        [("Ledgerline", Role.MEMBER)],
    ]
    client_id = memberships[0][0].client_id
    async with memory.postgres.client_transaction(client_id) as tx:
        brand = await brands.default_brand(tx)
        senders = await resources.resources(tx)
    assert brand is not None
    assert len(brand.facts) == 2
    assert {(one.channel.value, one.vendor) for one in senders} == {
        ("email", "resend"),
        ("linkedin", "heyreach"),
    }
    assert await Billing(memory=memory, clock=clock).balance(client_id) == 2_250


async def test_founding_again_adds_what_is_new_and_changes_nothing(memory: Memory) -> None:
    """A person and a client more; the others keep their passwords, and nobody is given twice."""
    first = await found(memory, EXAMPLE)
    assert await found(memory, EXAMPLE) == ()
    second = await found(memory, EXAMPLE + MORE)
    assert [one.email for one in second] == ["Mia@ledgerline.example"]
    sign_in = SignIn(memory=memory, clock=clock, secret="s" * 40, session_hours=1)
    alex = await sign_in.sign_in(first[0].email, first[0].password, "somewhere")
    assert {one.client_name for one in await sign_in.clients_of(alex.id)} == {"Ledgerline", "Harbour"}
    await sign_in.sign_in(second[0].email, second[0].password, "somewhere")
    async with memory.postgres.system_transaction() as tx:
        assert await tx.fetchval("select count(distinct agency_id) from clients") == 1
        assert await tx.fetchval("select count(*) from clients") == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("agency = ", "is no TOML"),
        (EXAMPLE.replace("velocity", "gold", 1), "clients.0.tier"),
        (EXAMPLE.replace('"owner" ', '"admin" '), "somebody must be the owner"),
        (EXAMPLE.replace("Australia/Melbourne", "Australia/Nowhere"), "is no time zone"),
        (EXAMPLE.replace("daily_limit", "dayly_limit"), "daily_limit"),
    ],
    ids=["no TOML", "tier", "no owner", "zone", "misspelt"],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(wrong: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_plan(wrong)
