"""Grade what the content agent writes: sound on every channel, personal, and nothing that nobody told it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pydantic import BaseModel, ConfigDict
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import EvaluationReason, Evaluator, EvaluatorContext
from pydantic_evals.reporting import EvaluationReport

from agents.content import write
from evals.bench.house import House, Person, furnish
from evals.bench.suite import Stand, Suite
from memory.enums import Author, Channel, Form
from memory.records.messages import Draft
from tools.services.drafts import DraftMaterial, Finding
from tools.services.gate import hard, inspect

CASES = Path(__file__).parent / "datasets" / "drafts.yaml"
REACHABLE = {
    "phone": "+61491570006",
    "linkedin_url": "https://www.linkedin.com/in/somebody",
    "street": "1 Quay Street",
}
_FIGURE = re.compile(r"(?<![\w.])\d[\d,.]*\d|(?<![\w.])\d")
_SOFT_FIGURES = frozenset({"1", "2", "3", "5", "10", "15", "20", "30"})
"""How long a talk takes, or how many questions there are: they claim nothing of anybody."""
_PERSONAL = frozenset({Form.EMAIL, Form.CONNECTION_REQUEST, Form.LETTER})
"""Forms with room for a name and a reason; a text has one segment, and a call is opened by who picks up."""


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Somebody(_Closed):
    """Whom to write to; what is not known is empty."""

    first_name: str
    last_name: str = "Reid"
    title: str
    company: str
    industry: str
    city: str
    seniority: str = ""
    facts: tuple[str, ...] = ()


class Assignment(_Closed):
    """One message to write, and what it must not say."""

    person: Somebody
    step: str = "Introduce us and say why we write to this person."
    traps: tuple[str, ...] = ()
    channel: Channel = Channel.EMAIL


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """What was written, from what, and what the gate says of it."""

    draft: Draft
    material: DraftMaterial
    findings: tuple[Finding, ...]
    author: Author

    @property
    def transcript(self) -> str:
        """The message with its facts and findings, and what it could have known."""
        known = "\n".join(f"  {fact.number}. {fact.text}" for fact in self.material.facts)
        found = "\n".join(f"  {one.severity} {one.code}: {one.sentence}" for one in self.findings)
        return (
            f"{self.draft.form}, by {self.author}\n{self.draft.subject}\n\n{self.draft.body}\n\n"
            f"{self.draft.footer}\n\nclaims: {', '.join(self.draft.facts)}\nknown:\n{known}\ngate:\n{found}"
        )


Context = EvaluatorContext[Assignment, Piece, None]
Report = EvaluationReport[Assignment, Piece, None]


@dataclass
class IsSound(Evaluator[Assignment, Piece, None]):
    """It could go as it is, and it is meant for this person."""

    def evaluate(self, ctx: Context) -> dict[str, EvaluationReason]:
        """Hard findings keep a draft back; a message to nobody in particular is not worth sending."""
        piece, person = ctx.output, ctx.inputs.person
        found = "; ".join(one.sentence for one in hard([*piece.findings]))
        told = {"sound": EvaluationReason(value=not found, reason=found or None)}
        if piece.draft.form in _PERSONAL:
            greeted = person.first_name.casefold() in piece.draft.body.casefold()
            told["names_them"] = EvaluationReason(value=greeted)
            told["is_personal"] = EvaluationReason(value=_mentions(piece.draft.body, person))
        return told


@dataclass
class IsGrounded(Evaluator[Assignment, Piece, None]):
    """Everything that it claims was told to it."""

    def evaluate(self, ctx: Context) -> dict[str, EvaluationReason]:
        """Figures stand in what was known, cited facts exist, and no trap is stepped into."""
        piece = ctx.output
        text = f"{piece.draft.subject}\n{piece.draft.body}"
        stepped = [trap for trap in ctx.inputs.traps if re.search(trap, text, re.IGNORECASE)]
        invented = sorted(set(_figures(text)) - set(_figures(_known(piece.material))) - _SOFT_FIGURES)
        cited = set(piece.draft.facts) <= {fact.text for fact in piece.material.facts}
        why = [f"says {trap}" for trap in stepped] + [f"invents {figure}" for figure in invented]
        return {
            "grounded": EvaluationReason(value=not why and cited, reason="; ".join(why) or None),
            "no_trap": EvaluationReason(value=not stepped),
        }


def _mentions(body: str, person: Somebody) -> bool:
    """Whether the message speaks of the person's company, trade, place, work or facts."""
    words = {word for fact in person.facts for word in re.findall(r"[A-Z]\w{3,}|\d[\d,]+", fact)}
    things = {person.company, person.industry, person.city, person.title, *words} - {""}
    return any(thing.casefold() in body.casefold() for thing in things)


def _figures(text: str) -> Iterator[str]:
    return (figure.replace(",", "").rstrip(".") for figure in _FIGURE.findall(text))


def _known(material: DraftMaterial) -> str:
    brand, lead = material.brand, material.lead
    told = [fact.text for fact in material.facts] + [material.campaign.brief, material.campaign.name]
    told += [brand.company, brand.booking_url or "", brand.site or "", brand.phone or ""]
    return "\n".join([*told, lead.company or "", lead.full_name])


async def written(house: House, assignment: Assignment) -> Piece:
    """The message as the house would keep it, and what its gate finds."""
    services, client_id = house.platform.services, house.client_id
    email = f"{uuid4().hex[:12]}@lead.example"
    person = Person(email=email, **REACHABLE, **assignment.person.model_dump())
    campaign_id = await house.campaign(name=f"Reminders {uuid4().hex[:6]}", step=assignment.step)
    lead_id = await house.lead(campaign_id, person)
    touch_id = await house.touch(campaign_id, lead_id, channel=assignment.channel)
    material = await services.drafts.material(client_id, touch_id)
    result = await write(house.platform.models, house.deps, material)
    draft = await services.drafts.save(client_id, touch_id, result)
    return Piece(
        draft=draft, material=material, findings=tuple(inspect(draft, material)), author=result.author
    )


async def judge(stand: Stand) -> Report:
    """Everybody on every channel."""
    cases = [
        Case[Assignment, Piece, None](
            name=f"{case.name}, {channel}", inputs=case.inputs.model_copy(update={"channel": channel})
        )
        for case in _people().cases
        for channel in Channel
    ]
    return await _judged(stand, "content", cases, IsSound())


async def judge_grounding(stand: Stand) -> Report:
    """Everybody by mail, where a message has room to invent."""
    return await _judged(stand, "grounding", _people().cases, IsGrounded())


async def _judged(
    stand: Stand,
    name: str,
    cases: list[Case[Assignment, Piece, None]],
    evaluator: Evaluator[Assignment, Piece, None],
) -> Report:
    house = await furnish(stand.platform, stand.sandbox, "Harbour Reminders")

    async def task(assignment: Assignment) -> Piece:
        return await written(house, assignment)

    dataset = Dataset[Assignment, Piece, None](name=name, cases=cases, evaluators=[evaluator])
    return await dataset.evaluate(task, max_concurrency=stand.at_once, progress=False)


def _people() -> Dataset[Assignment, Piece, None]:
    return Dataset[Assignment, Piece, None].from_file(CASES)


SUITE = Suite(
    name="content",
    about="Could each message go as it is, on each channel?",
    judge=judge,
    score="sound",
    at_least=0.9,
)
GROUNDING = Suite(
    name="grounding",
    about="Does a message claim only what was told to its author?",
    judge=judge_grounding,
    score="grounded",
    safety=frozenset({"no_trap"}),
    at_least=0.9,
)
