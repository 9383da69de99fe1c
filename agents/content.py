"""Write one message to one person, from facts that a reviewer can check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic_ai import Agent, ModelRetry, RunContext, ToolOutput
from pydantic_ai.usage import UsageLimits

from agents.models import Models, run_with_fallback
from agents.offline.engine import SYSTEM as OFFLINE
from agents.prompts import fence, load
from memory.enums import Author, Form
from tools.deps import AgencyDeps
from tools.services.drafts import DraftMaterial, WrittenDraft
from tools.services.gate import may_leave
from tools.services.messages.forms import TERMS
from tools.services.messages.segments import ALONE, Encoding, count_segments
from tools.services.messages.variants import AT_MOST, Variant, unlike

NAME = "content"
SUBJECT_CHARACTERS = 50
FEWEST_WORDS = 5
OUTPUT_TOKENS = 1500
_LIMITS = UsageLimits(request_limit=4)
_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\[[A-Z][A-Za-z _]{1,30}\]|<[A-Z][A-Za-z _]{1,30}>|\{[a-z_]+\}|\bINSERT\b"
)
_THREAD = re.compile(r"^\s*(?:(?:re|fwd?|aw)\s*:\s*)+", re.IGNORECASE)


class Wording(BaseModel):
    """The same message in other words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str = Field(description="As for the message itself.")
    body: str = Field(description="As for the message itself.")
    facts: list[int] = Field(default=[], description="Numbers of the facts that this body claims.")


class Written(BaseModel):
    """The finished message."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str = Field(description="As `form` allows; empty where it has none and in an answer.")
    body: str = Field(description="Plain text, as long as `form` allows, from greeting to sender's name.")
    facts: list[int] = Field(default=[], description="Numbers of the facts that the body claims.")
    notes: list[int] = Field(default=[], description="Numbers of the notes that shaped the message.")
    variants: list[Wording] = Field(
        default=[],
        max_length=AT_MOST,
        description="Two more messages to choose from: another opening, another fact, another question.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentDeps:
    """What the validators check the message against; it holds nothing that could act."""

    material: DraftMaterial


agent: Agent[ContentDeps, Written] = Agent(
    name=NAME,
    deps_type=ContentDeps,
    output_type=ToolOutput(Written, name="written"),
    instructions=load(NAME),
    retries=2,
)


@agent.output_validator
def fits(ctx: RunContext[ContentDeps], written: Written) -> Written:
    """Send back what the model can mend; the gate judges everything once more.

    The offline engine would say the same again: what it wrote goes to the gate, and by that to a person.
    """
    wrong = _unknown_numbers(ctx.deps.material, written)
    if ctx.model.system != OFFLINE:
        wrong = [*_too_long(ctx.deps.material, written), *_unfilled(written), *wrong]
    if wrong:
        raise ModelRetry(" ".join(wrong))
    return written


async def write(
    models: Models, deps: AgencyDeps, material: DraftMaterial, *, bulk: bool = False
) -> WrittenDraft:
    """The message for the material's touch, by Claude where it answers, else by the offline engine.

    With `bulk` nobody waits for it, and it may take as long as a batch.
    """
    answered = await run_with_fallback(
        agent,
        models,
        prompt=prompt_of(material),
        deps=ContentDeps(material=material),
        client_id=deps.client_id,
        limits=_LIMITS,
        max_tokens=OUTPUT_TOKENS,
        bulk=bulk,
    )
    written = answered.output
    texts = {fact.number: fact.text for fact in material.facts}
    notes = dict(enumerate(material.notes, start=1))
    first = _wording(material, texts, written)
    others = [_wording(material, texts, other) for other in written.variants]
    return WrittenDraft(
        subject=first.subject,
        body=first.body,
        facts=first.facts,
        note_ids=tuple(dict.fromkeys(notes[n].id for n in written.notes)),
        author=answered.author,
        model=answered.model,
        variants=unlike(first, others if answered.author is Author.OFFLINE else _checked(material, others)),
    )


def _checked(material: DraftMaterial, others: list[Variant]) -> list[Variant]:
    """Those that the gate would let go; the offline engine writes from facts alone, and is not asked.

    Whatever is chosen is checked once more when it is approved.
    """
    return [other for other in others if may_leave(material, other)]


def _wording(material: DraftMaterial, texts: Mapping[int, str], written: Written | Wording) -> Variant:
    return Variant(
        subject=_subject(material, written),
        body=written.body.strip(),
        facts=tuple(dict.fromkeys(texts[n] for n in written.facts if n in texts)),
    )


def prompt_of(material: DraftMaterial) -> str:
    """The material as fenced data, what stays the same for a campaign first."""
    parts: dict[str, JsonValue] = {
        "brand": _brand(material),
        "campaign": {"name": material.campaign.name, "brief": material.campaign.brief},
        "form": room_of(material),
        "step": {"n": material.touch.step_n, "brief": material.step.brief if material.step else ""},
        "facts": [{"number": f.number, "about": f.about, "text": f.text} for f in material.facts],
        "lead": _lead(material),
        "earlier": [
            {"subject": e.subject, "body": e.body, "sent_at": e.sent_at.isoformat()} for e in material.earlier
        ],
        "reply": _reply(material),
        "notes": [{"number": n, "text": note.text} for n, note in enumerate(material.notes, start=1)],
        "previous": _previous(material),
        "feedback": material.feedback,
        "findings": [*(finding.sentence for finding in material.findings)],
    }
    fenced = "\n".join(fence(name, content) for name, content in parts.items() if content)
    return f"Write the next message to this person.\n{fenced}"


def _brand(material: DraftMaterial) -> JsonValue:
    brand = material.brand
    return {
        "company": brand.company,
        "sender_name": brand.sender_name,
        "sender_title": brand.sender_title,
        "site": brand.site,
        "booking_url": brand.booking_url,
        "tone": brand.tone,
        "forbidden_words": list(brand.forbidden_words),
    }


def _lead(material: DraftMaterial) -> JsonValue:
    lead, touch = material.lead, material.touch
    return {
        "id": str(lead.id),
        "first_name": lead.first_name,
        "full_name": lead.full_name,
        "title": lead.title,
        "seniority": lead.seniority,
        "company": lead.company,
        "industry": lead.industry,
        "employees": lead.employees,
        "city": lead.city,
        "hiring": lead.hiring,
        "tier": lead.lead_tier.value if lead.lead_tier else None,
        "time_zone": lead.time_zone or material.campaign.time_zone,
        "not_before": touch.not_before.isoformat(),
    }


def _reply(material: DraftMaterial) -> JsonValue:
    reply = material.reply
    if reply is None:
        return None
    reading: dict[str, JsonValue] = {
        name: reply.reading.get(name)
        for name in ("meeting_times", "questions", "people", "summary", "follow_up")
    }
    return {
        "text": reply.text,
        "subject": reply.subject,
        "intent": reply.intent.value if reply.intent else None,
        "received_at": reply.received_at.isoformat(),
        **reading,
    }


def _previous(material: DraftMaterial) -> JsonValue:
    draft = material.previous
    return {"version": draft.version, "subject": draft.subject, "body": draft.body} if draft else None


def room_of(material: DraftMaterial) -> dict[str, JsonValue]:
    """What the message is, and the room that its footer leaves."""
    terms = TERMS[material.form]
    characters = terms.characters
    limits: dict[str, JsonValue] = {
        "subject_characters": terms.subject,
        "characters": characters,
        "words": terms.words,
    }
    if terms.one_segment:
        limits |= _one_segment(material.footer)
    return {"name": material.form.value, **{name: most for name, most in limits.items() if most}}


def _one_segment(footer: str) -> dict[str, JsonValue]:
    """What one SMS leaves beside its footer: a sign outside GSM-7, of a name even, costs most of it."""
    below = count_segments(f"\n{footer}")
    accented = ALONE[Encoding.UCS_2] - sum(1 + (ord(sign) > 0xFFFF) for sign in f"\n{footer}")
    plain = accented if below.encoding is Encoding.UCS_2 else ALONE[Encoding.GSM_7] - below.units
    return {"characters": plain, "characters_where_any_is_outside_gsm7": accented}


def _subject(material: DraftMaterial, written: Written | Wording) -> str:
    """An answer and a later mail keep their thread's subject, whatever the model wrote."""
    if TERMS[material.form].subject is None:
        return ""
    last = material.earlier[-1].subject if material.earlier else ""
    follows = material.form is Form.EMAIL and bool(last)
    if material.reply is None and not follows:
        return written.subject.strip()
    spoken = (material.reply.subject if material.reply else "") or last or "your message"
    return f"Re: {_THREAD.sub('', spoken).strip()[:SUBJECT_CHARACTERS]}"


def _too_long(material: DraftMaterial, written: Written) -> list[str]:
    room = room_of(material)
    wrong: list[str] = []
    if TERMS[material.form].one_segment:
        counted = count_segments(f"{written.body.strip()}\n{material.footer}")
        if counted.segments > 1 and counted.encoding is Encoding.UCS_2:
            wrong.append(
                f"The message has {counted.units} units with its footer; {ALONE[counted.encoding]} are "
                "the most with a sign outside GSM-7. Leave those out, or the name that has them."
            )
    for what, count, limit in (
        ("subject has {} characters", len(written.subject.strip()), room.get("subject_characters")),
        ("body has {} characters", len(written.body.strip()), room.get("characters")),
        ("body has {} words", len(written.body.split()), room.get("words")),
    ):
        if isinstance(limit, int) and count > limit:
            wrong.append(f"The {what.format(count)}; {limit} is the most.")
    if len(written.body.split()) < FEWEST_WORDS:
        wrong.append("The body is not a finished message.")
    return wrong


def _unfilled(written: Written) -> list[str]:
    found = _PLACEHOLDER.search(f"{written.subject}\n{written.body}")
    return [f"{found[0]} is a placeholder: write what belongs there, or leave it out."] if found else []


def _unknown_numbers(material: DraftMaterial, written: Written) -> list[str]:
    facts = set(written.facts) - {fact.number for fact in material.facts}
    notes = set(written.notes) - set(range(1, len(material.notes) + 1))
    wrong = [f"There is no fact {number}." for number in sorted(facts)]
    return [*wrong, *(f"There is no note {number}." for number in sorted(notes))]
