"""Grade what happens when Claude does not answer: the offline engine does, and says that it did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Evaluator, EvaluatorContext
from pydantic_evals.reporting import EvaluationReport

from agents.batching import BatchTerms
from agents.budget import Budget
from agents.cmo import decide
from agents.content import write
from agents.models import Claude, Models
from agents.prices import Prices
from agents.reply import read
from evals import anthropic_stub as stubs
from evals.anthropic_stub import Answer, AnthropicStub, running_stub
from evals.bench.house import House, Person, furnish
from evals.bench.suite import Stand, Suite
from memory import usage
from memory.enums import Author
from memory.records.ids import TouchId

TIMEOUT_SECONDS = 0.4
FAULTS: dict[str, Answer] = {
    "429": stubs.RATE_LIMITED,
    "529": stubs.OVERLOADED,
    "500": stubs.BROKEN,
    "401": stubs.FORBIDDEN,
    "time-out": stubs.HANGS,
    "refusal": stubs.REFUSES,
    "nonsense": stubs.NONSENSE,
    "words instead of an output": stubs.says("Sure, here it is!"),
    "an output that is none": stubs.calls("written", {"facts": "all of them"}),
    "a tool that is not there": stubs.calls("send_everything", {}),
}
SPENT = "spent budget"
LATE = "a batch that never ends"


class Role(StrEnum):
    """Which agent asks."""

    CMO = "cmo"
    CONTENT = "content"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Outage:
    """One agent that asks while the provider fails in one way."""

    agent: Role
    fault: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Survived:
    """What came all the same."""

    text: str
    author: Author
    asked: int
    """Requests that reached the provider."""
    booked_aud: float

    @property
    def transcript(self) -> str:
        """What was answered, by whom, and what it cost."""
        return f"{self.author}, after {self.asked} requests, AUD {self.booked_aud:.4f} booked\n\n{self.text}"


Context = EvaluatorContext[Outage, Survived, None]
Report = EvaluationReport[Outage, Survived, None]


@dataclass
class OfflineTookOver(Evaluator[Outage, Survived, None]):
    """There is an answer, it is marked, and nothing was spent that was not there."""

    def evaluate(self, ctx: Context) -> dict[str, bool]:
        """A budget that is spent asks nobody."""
        told = {
            "answered": bool(ctx.output.text.strip()),
            "marked": ctx.output.author in (Author.OFFLINE, Author.RULE),
        }
        if ctx.inputs.fault == SPENT:
            told["nobody_asked"] = ctx.output.asked == 0 and ctx.output.booked_aud == 0
        return {"took_over": all(told.values()), **told}


async def judge(stand: Stand) -> Report:
    """Each agent under each fault, through the real client, against a stub that fails."""
    outages = [Outage(agent, fault) for agent in Role for fault in (*FAULTS, SPENT)]
    outages.append(Outage(Role.CONTENT, LATE))
    with running_stub() as stub:
        house = await _house(stand)

        async def task(outage: Outage) -> Survived:
            return await _survive(house, stub, outage)

        dataset = Dataset[Outage, Survived, None](
            name="fallback",
            cases=[Case(name=f"{one.agent}: {one.fault}", inputs=one) for one in outages],
            evaluators=[OfflineTookOver()],
        )
        return await dataset.evaluate(task, max_concurrency=1, progress=False)


async def _house(stand: Stand) -> House:
    house = await furnish(stand.platform, stand.sandbox, "Harbour Legal")
    campaign_id = await house.campaign()
    await house.sent(campaign_id, Person(email="mia@kelp.example"))
    await house.platform.replies.start(await house.receive("mia@kelp.example", "What does it cost?"))
    return house


async def _survive(house: House, stub: AnthropicStub, outage: Outage) -> Survived:
    stub.plays(FAULTS.get(outage.fault, stubs.REFUSES), looks=1_000)
    models, since = _models(house, stub, outage.fault), house.platform.clock()
    try:
        text, author = await _ask(house, models, outage)
    finally:
        await models.close()
    async with house.platform.memory.postgres.system_transaction() as tx:
        booked = await usage.used_since(tx, since)
    return Survived(text=text, author=author, asked=len(stub.requests), booked_aud=float(booked.cost_aud))


def _models(house: House, stub: AnthropicStub, fault: str) -> Models:
    limit = Decimal(0) if fault == SPENT else Decimal(50)
    claude = Claude(
        api_key="stub",
        base_url=stub.url,
        models=dict.fromkeys(Role, "claude-haiku-5-5"),
        timeout_seconds=TIMEOUT_SECONDS,
        batches=BatchTerms(patience_seconds=TIMEOUT_SECONDS, gather_seconds=0.05, poll_seconds=0.05),
    )
    budget = Budget(
        memory=house.platform.memory,
        clock=house.platform.clock,
        platform_limit_aud=Decimal(10_000),
        client_limit_aud=limit,
    )
    return Models(claude=claude, budget=budget, prices=Prices(aud_per_usd=Decimal("1.55")))


async def _ask(house: House, models: Models, outage: Outage) -> tuple[str, Author]:
    services, client_id = house.platform.services, house.client_id
    match outage.agent:
        case Role.CMO:
            decided = await decide(models, house.deps, "How are we doing?")
            return str(decided.decision), decided.author
        case Role.REPLY:
            material = await services.replies.material(client_id, await house.newest_reply())
            answered = await read(models, client_id, material)
            return answered.reading.intent.value, answered.decided_by
        case Role.CONTENT:
            approval = await services.approvals.get(client_id, await house.newest_approval())
            about = await services.drafts.material(client_id, TouchId(approval.touch_id))
            draft = await write(models, house.deps, replace(about, previous=None), bulk=outage.fault == LATE)
            return draft.body, draft.author


SUITE = Suite(
    name="fallback",
    about="Does the offline engine answer, marked, whichever way Claude fails?",
    judge=judge,
    score="took_over",
    safety=frozenset({"took_over"}),
    at_least=1.0,
    repeats=1,
    asks_models=False,
)
