"""The pretended Clay takes rows and answers each later, as a table with an HTTP API column does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from errors import OutcomeUnknown, ProviderCredentials, ProviderRefused
from tests.fixtures.sandbox import Mailroom
from tools.providers.clay import Clay, parse_row
from tools.providers.webhooks import Webhook
from tools.sandbox.server import Sandbox


@pytest.fixture
async def clay(sandbox: Sandbox) -> AsyncIterator[Clay]:
    clay = Clay.at(sandbox.accounts["clay"], timeout_seconds=2, rows_a_second=1000)
    yield clay
    await clay.close()


async def test_a_row_is_answered_with_its_id_and_our_token(
    sandbox: Sandbox, clay: Clay, mailroom: Mailroom
) -> None:
    """Known or not, every row has an answer, which our client believes."""
    sandbox.post_to(mailroom.url)
    person = next(one for one in sandbox.world.people if sum(one.id.encode()) % 10 < 7)
    await clay.add_row({"row_id": "r1", "email": person.email})
    await clay.add_row({"row_id": "r2", "email": "nobody@nowhere.example"})
    token = sandbox.accounts["clay"].webhook_secret
    await mailroom.wait_for(2, f"clay/rows/{token}")
    rows = {}
    for posted in mailroom.at(f"clay/rows/{token}"):
        headers = {name.lower(): value for name, value in posted.headers.items()}
        assert headers["x-agencyos-token"] == token
        assert clay.receive("rows", Webhook(url=posted.url, headers=headers, body=posted.body, token=token))
        row = parse_row(posted.body)
        rows[row.row_id] = row
    assert (rows["r1"].email, rows["r1"].street) == (person.email, person.company.street)
    assert (rows["r2"].email, rows["r2"].error) == (None, "No result")


async def test_a_wrong_token_or_table_takes_nothing(sandbox: Sandbox) -> None:
    account = sandbox.accounts["clay"]
    for wrong, kind in (
        (replace(account, key="wrong"), ProviderCredentials),
        (replace(account, base_url=f"{account.base_url}-2"), ProviderRefused),
    ):
        clay = Clay.at(wrong, timeout_seconds=2)
        with pytest.raises(kind):
            await clay.add_row({"row_id": "r1"})
        await clay.close()
    assert sandbox.ledger.sends("clay") == ()


async def test_a_row_that_was_taken_and_lost_is_not_sent_again(sandbox: Sandbox, clay: Clay) -> None:
    sandbox.faults.set("clay.accept_then_500=1")
    with pytest.raises(OutcomeUnknown):
        await clay.add_row({"row_id": "r1"})
    assert len(sandbox.ledger.sends("clay")) == 1
