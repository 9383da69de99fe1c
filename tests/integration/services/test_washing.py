"""Numbers are washed once, before they are called, and the register's answers hold for thirty days."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import cast

import pytest

from errors import InvalidInput, NotPermitted, OutcomeUnknown, ProviderRefused, ProviderUnavailable
from memory.enums import Channel, Role
from memory.records.actor import Actor
from memory.records.ids import LeadId
from memory.store import Memory
from memory.washes import Register, WashResult, latest_washes
from tests.fixtures.outreach import MONDAY, TestClock, make_campaign, make_lead, make_touch
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.providers.dncr import Dncr, Result, Washed
from tools.sandbox.config import SandboxConfig
from tools.sandbox.dncr import mark_of
from tools.sandbox.server import open_sandbox
from tools.services.consent.washing import Washing
from tools.services.hashing import Hasher
from tools.services.permission import Permission

MOBILE = "+61412345678"


@dataclass
class Told:
    """A register that answers what a test says, and remembers what it was asked."""

    answers: list[Washed | Exception] = field(default_factory=list[Washed | Exception])
    asked: list[tuple[str, str, tuple[str, ...]]] = field(
        default_factory=list[tuple[str, str, tuple[str, ...]]]
    )

    async def wash(self, reference: str, numbers: Sequence[str]) -> Washed:
        """The next answer."""
        return self._next("wash", reference, numbers)

    async def result(self, reference: str, numbers: Sequence[str]) -> Washed:
        """The next answer."""
        return self._next("result", reference, numbers)

    def _next(self, what: str, reference: str, numbers: Sequence[str]) -> Washed:
        self.asked.append((what, reference, tuple(numbers)))
        answer = self.answers.pop(0) if self.answers else Washed(results=dict.fromkeys(numbers, "clear"))
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass(frozen=True)
class Desk:
    """A client with a campaign, its washing, and the register behind it."""

    memory: Memory
    tenant: Tenant
    clock: TestClock
    register: Told
    washing: Washing

    async def lead(self, phone: str = MOBILE, *, planned: bool = True) -> LeadId:
        """A lead with this number, and a call ahead."""
        campaign_id = await make_campaign(self.memory, self.tenant)
        lead_id = await make_lead(
            self.memory, self.tenant, campaign_id, phone=phone, als=95, lead_tier="hot", state="NSW"
        )
        if planned:
            touch_id = await make_touch(self.memory, self.tenant, campaign_id, lead_id)
            async with self.memory.postgres.client_transaction(self.tenant.client_id) as tx:
                await tx.execute(
                    "update touches set channel = 'voice' where client_id = $1 and id = $2", touch_id
                )
        return lead_id

    async def wash(self) -> int:
        """One run."""
        return await self.washing.wash_due(self.tenant.client_id)

    async def result(self, phone: str = MOBILE) -> WashResult | None:
        """What the register is known to say."""
        async with self.memory.postgres.client_transaction(self.tenant.client_id) as tx:
            wash = (await latest_washes(tx, phone)).get(Register.AU_DNCR)
        return wash.result if wash else None


@pytest.fixture
async def desk(memory: Memory) -> Desk:
    clock, register = TestClock(), Told()
    washing = Washing(memory=memory, clock=clock, dncr=cast("Dncr", register))
    return Desk(memory, await agency_with_client(memory), clock, register, washing)


async def test_a_number_with_a_call_ahead_is_washed_once_in_thirty_days(desk: Desk) -> None:
    """To the second; a number that nobody is going to call is not paid for."""
    await desk.lead()
    await desk.lead("+61299998888", planned=False)
    assert await desk.wash() == 1
    assert await desk.wash() == 0
    desk.clock.now = MONDAY + timedelta(days=30) - timedelta(seconds=1)
    assert await desk.wash() == 0
    desk.clock.now = MONDAY + timedelta(days=30)
    assert await desk.wash() == 1
    assert [numbers for _, _, numbers in desk.register.asked] == [(MOBILE,), (MOBILE,)]
    assert desk.register.asked[0][1] != desk.register.asked[1][1]


async def test_a_wash_without_an_answer_is_asked_after_and_never_repeated(desk: Desk) -> None:
    """The same reference, after thirty seconds and more; the days count from the question."""
    await desk.lead()
    desk.register.answers = [
        OutcomeUnknown("register", "Cut."),
        ProviderUnavailable("register", "Still washing."),
    ]
    assert await desk.wash() == 0
    assert await desk.wash() == 0
    assert len(desk.register.asked) == 1
    desk.clock.forward(seconds=30)
    assert await desk.wash() == 0
    desk.clock.forward(minutes=1)
    assert await desk.wash() == 1
    kinds = [kind for kind, _, _ in desk.register.asked]
    assert kinds == ["wash", "result", "result"]
    assert len({reference for _, reference, _ in desk.register.asked}) == 1
    desk.clock.now = MONDAY + timedelta(days=30)
    assert await desk.wash() == 1


async def test_a_wash_that_never_arrived_is_asked_anew_after_half_an_hour(desk: Desk) -> None:
    """The register does not know the reference: it may still be on its way before that."""
    await desk.lead()
    unseen = ProviderRefused("register", "No such reference.", code="2")
    desk.register.answers = [OutcomeUnknown("register", "Cut."), unseen]
    await desk.wash()
    desk.clock.forward(minutes=29)
    assert await desk.wash() == 0
    desk.register.answers = [unseen]
    desk.clock.forward(minutes=1)
    assert await desk.wash() == 1
    assert [kind for kind, _, _ in desk.register.asked] == ["wash", "result", "result", "wash"]


async def test_numbers_that_cannot_be_australian_are_never_paid_for(desk: Desk) -> None:
    """They are known to be invalid without a question."""
    await desk.lead("+6113123456789")
    assert await desk.wash() == 0
    assert desk.register.asked == []
    assert await desk.result("+6113123456789") is WashResult.INVALID


async def test_a_number_that_the_answer_leaves_out_stays_unwashed_and_is_paid_for_once_a_day(
    desk: Desk,
) -> None:
    """Unknown is no clear, and the register charges each question."""
    await desk.lead()
    await desk.lead("+61299998888")
    results: dict[str, Result] = {MOBILE: "listed"}
    desk.register.answers = [Washed(results=results), Washed(results={})]
    assert await desk.wash() == 1
    assert await desk.result() is WashResult.LISTED
    assert await desk.result("+61299998888") is None
    desk.clock.forward(hours=23)
    assert await desk.wash() == 0
    desk.clock.forward(hours=1)
    assert await desk.wash() == 0
    assert [numbers for _, _, numbers in desk.register.asked] == [
        ("+61299998888", MOBILE),
        ("+61299998888",),
    ]
    desk.clock.forward(days=1)
    assert await desk.wash() == 1
    assert await desk.result("+61299998888") is WashResult.CLEAR


async def test_no_question_holds_more_than_two_hundred_numbers(desk: Desk) -> None:
    """The register recommends as many."""
    for number in range(201):
        await desk.lead(f"+614{number:08d}")
    assert await desk.wash() == 201
    assert [len(numbers) for _, _, numbers in desk.register.asked] == [200, 1]


async def test_without_programmatic_access_numbers_are_washed_by_file(desk: Desk) -> None:
    """Out in the register's spelling, back with its marks, and out no more."""
    await desk.lead()
    await desk.lead("+61299998888", planned=False)
    washing, client_id, actor = replace(desk.washing, dncr=None), desk.tenant.client_id, desk.tenant.actor
    assert await washing.wash_due(client_id) == 0
    assert (await washing.export_csv(client_id)).decode().split() == ["0299998888", "0412345678"]
    content = b'Number,Result\r\n"(02) 9999 8888",Y\r\n0412345678,N\r\nnonsense,N\r\n0412345678,Y\r\n'
    read = await washing.import_csv(client_id, actor, content)
    assert (read.listed, read.clear, read.invalid, read.unread) == (2, 0, 0, 2)
    assert await desk.result() is WashResult.LISTED
    assert await washing.export_csv(client_id) == b""
    with pytest.raises(InvalidInput):
        await washing.import_csv(client_id, actor, b"hello,world\n")
    with pytest.raises(InvalidInput):
        await washing.import_csv(client_id, actor, content, washed_at=desk.clock() + timedelta(seconds=1))
    with pytest.raises(NotPermitted):
        await washing.import_csv(client_id, Actor(name="Vi", role=Role.VIEWER), content)


async def test_of_all_that_a_row_says_the_worst_counts(desk: Desk) -> None:
    """A file whose rows are counted from 0 clears nobody."""
    content = b"0,0412345678,Y\r\n0,0299998888,I\r\n0,0299997777,N\r\n1,0299996666,N\r\n"
    read = await desk.washing.import_csv(desk.tenant.client_id, desk.tenant.actor, content)
    assert (read.listed, read.clear, read.invalid, read.unread) == (2, 1, 1, 0)
    assert await desk.result() is WashResult.LISTED
    assert await desk.result("+61299998888") is WashResult.INVALID


async def test_a_call_waits_for_its_wash_and_goes_after_it(desk: Desk) -> None:
    """The refusal names the rule and when to ask again."""
    lead_id = await desk.lead()
    permission = Permission(memory=desk.memory, clock=desk.clock, hasher=Hasher(b"k" * 32))
    found = {one.channel: one for one in await permission.explain(desk.tenant.client_id, lead_id)}
    assert found[Channel.VOICE].rule == "AU-DNCR-1"
    assert found[Channel.VOICE].until is not None
    await desk.wash()
    found = {one.channel: one for one in await permission.explain(desk.tenant.client_id, lead_id)}
    assert found[Channel.VOICE].permitted


@pytest.fixture
async def pretended(tmp_path: object) -> AsyncIterator[Dncr]:
    config = SandboxConfig(ledger_path=tmp_path / "ledger.jsonl", reply_share=0)  # type: ignore[operator]
    async with open_sandbox(config) as sandbox:
        dncr = Dncr.at(sandbox.accounts["dncr"], timeout_seconds=2)
        yield dncr
        await dncr.close()


async def test_the_pretended_register_answers_as_the_real_one_would(pretended: Dncr) -> None:
    """The same reference twice is charged once, and an unknown one is refused."""
    numbers = [f"+614{number:08d}" for number in range(40)]
    before = await pretended.balance()
    washed = await pretended.wash("ref-1", numbers)
    assert set(washed.results) == set(numbers)
    assert set(washed.results.values()) == {"listed", "clear"}
    assert (washed.results[numbers[0]] == "listed") is (mark_of("0400000000") == "Y")
    assert await pretended.result("ref-1", numbers) == washed
    assert await pretended.wash("ref-1", numbers) == washed
    assert before is not None
    assert await pretended.balance() == before - len(numbers)
    with pytest.raises(ProviderRefused) as refused:
        await pretended.result("ref-2", numbers)
    assert refused.value.code == "2"
