"""Gather what a draft may be written from, and keep every version of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from errors import Conflict, InvalidInput, NotFound
from memory import drafts as rows
from memory import replies as reply_rows
from memory import touches as touch_rows
from memory.activities import note_touch
from memory.approvals import pending_for_touch
from memory.enums import ActivityKind, Author, Channel, Form
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.campaigns import Campaign, SequenceStep
from memory.records.ids import ClientId, DraftId, TouchId
from memory.records.leads import Lead, ScoreRow
from memory.records.messages import Draft, Reply, Touch
from memory.records.talk import Note
from memory.records.tenants import Brand, Resource
from memory.store import Memory
from tools.services.footers import footer_of
from tools.services.forms import TERMS, form_for
from tools.services.law.notices import with_notices
from tools.services.recall import Recall

SUBJECT_CHARACTERS = 998
"""RFC 5322's longest line; the house's own limit is the gate's business."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """A message of ours that the lead has had."""

    subject: str
    body: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Something that may be claimed; `number` is how a draft refers to it."""

    number: int
    text: str
    about: Literal["lead", "brand"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What the gate found: `hard` findings never leave; `start` and `end` count characters of the body."""

    code: str
    severity: Literal["hard", "soft"]
    sentence: str
    start: int | None = None
    end: int | None = None

    def as_row(self) -> dict[str, str | int | None]:
        """The form in which a draft's row keeps it."""
        place = {"start": self.start, "end": self.end}
        return {"code": self.code, "severity": self.severity, "sentence": self.sentence, **place}

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> Finding:
        """Read what `as_row` wrote."""
        return cls(**{name: row[name] for name in ("code", "severity", "sentence", "start", "end")})


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftMaterial:
    """All that a draft may be written from; a claim must stand in `facts`."""

    touch: Touch
    form: Form
    lead: Lead
    brand: Brand
    campaign: Campaign
    step: SequenceStep | None
    score: ScoreRow | None
    earlier: tuple[Earlier, ...]
    reply: Reply | None
    feedback: str | None
    previous: Draft | None
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]
    facts: tuple[Fact, ...]
    footer: str = ""
    """What code will put under the message; it takes from a short form's room."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenDraft:
    """What an author hands in."""

    subject: str
    body: str
    facts: tuple[str, ...]
    note_ids: tuple[UUID, ...]
    author: Author
    model: str | None


@dataclass(frozen=True, kw_only=True)
class Drafts:
    """Versions of what is to be sent."""

    memory: Memory
    clock: Clock
    base_url: str
    recall: Recall | None = None

    async def material(self, client_id: ClientId, touch_id: TouchId) -> DraftMaterial:
        """Everything that the touch's draft may be written from; NotFound where it is gone."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            gathered = await gather(tx, touch_id)
            resource = await rows.resource_of_touch(tx, touch_id)
        notes = await self._notes(client_id, gathered)
        if resource is None:
            raise NotFound("What the touch goes out from is gone.")
        parts = (gathered.form, gathered.touch, gathered.lead, gathered.brand)
        return replace(gathered, notes=notes, footer=self._footer(*parts, resource[0]))

    async def save(self, client_id: ClientId, touch_id: TouchId, written: WrittenDraft) -> Draft:
        """The new current version; Conflict while a reviewer has another, and once the touch is approved."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await touch_rows.lock_touch(tx, touch_id)
            if await pending_for_touch(tx, touch_id) is not None:
                raise Conflict("Another draft of this touch waits for its reviewer already.")
            draft = await self.add(tx, touch_id, written)
            await self._note_drafted(tx, touch_id, draft)
        return draft

    async def current(self, client_id: ClientId, touch_id: TouchId) -> Draft | None:
        """The version that would go."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            touch = await touch_rows.touch_by_id(tx, touch_id)
            if touch is None:
                raise NotFound("There is no such touch.")
            return await rows.draft_by_id(tx, touch.draft_id) if touch.draft_id else None

    async def versions(self, client_id: ClientId, touch_id: TouchId) -> list[Draft]:
        """Every version, oldest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.versions(tx, touch_id)

    async def note_findings(
        self, client_id: ClientId, draft_id: DraftId, findings: Sequence[Finding]
    ) -> None:
        """Keep what the gate found with the draft."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await rows.set_findings(tx, draft_id, [finding.as_row() for finding in findings])

    async def due(self, client_id: ClientId, limit: int = 50) -> list[TouchId]:
        """Planned touches that may be drafted and proposed now."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await touch_rows.due_to_draft(tx, self.clock(), limit)

    async def add(
        self, tx: ClientTransaction, touch_id: TouchId, written: WrittenDraft, actor: Actor | None = None
    ) -> Draft:
        """Add a version inside an open transaction."""
        touch = await touch_rows.lock_touch(tx, touch_id)
        lead = await rows.lead_of_touch(tx, touch_id)
        brand = await rows.brand_of_touch(tx, touch_id)
        resource = await rows.resource_of_touch(tx, touch_id)
        if touch is None or lead is None or brand is None or resource is None:
            raise NotFound("There is no such touch.")
        form = await form_of_touch(tx, touch, lead)
        draft = await rows.add_draft(
            tx,
            touch_id=touch_id,
            author=written.author,
            model=written.model,
            form=form,
            recipient=_recipient(lead, touch.channel),
            subject=_one_line(written.subject) if TERMS[form].subject else "",
            body=_lines(written.body),
            footer=self._footer(form, touch, lead, brand, resource[0]),
            facts=written.facts,
            note_ids=written.note_ids,
            created_by=actor.user_id if actor else None,
        )
        if not await touch_rows.use_draft(tx, touch_id, draft.id):
            raise Conflict("This touch is decided already: its draft stands as it is.")
        return draft

    async def add_edit(
        self, tx: ClientTransaction, actor: Actor, touch_id: TouchId, *, subject: str, body: str
    ) -> Draft:
        """Add a person's version inside an open transaction."""
        touch = await touch_rows.lock_touch(tx, touch_id)
        before = await rows.draft_by_id(tx, touch.draft_id) if touch and touch.draft_id else None
        written = WrittenDraft(
            subject=subject,
            body=body,
            facts=tuple(before.facts) if before else (),
            note_ids=before.note_ids if before else (),
            author=Author.HUMAN,
            model=None,
        )
        return await self.add(tx, touch_id, written, actor)

    def _footer(self, form: Form, touch: Touch, lead: Lead, brand: Brand, resource: Resource) -> str:
        """What code puts under the message, as the law of this form and of this person's country wants it."""
        plain = footer_of(form, brand, resource, self.unsubscribe_url(touch))
        return with_notices(plain, form, lead, brand)

    def unsubscribe_url(self, touch: Touch) -> str:
        """The one-click address that ends everything for the touch's lead."""
        return f"{self.base_url}/u/{touch.unsubscribe_token}"

    async def _note_drafted(self, tx: ClientTransaction, touch_id: TouchId, draft: Draft) -> None:
        touch = await touch_rows.touch_by_id(tx, touch_id)
        assert touch is not None
        sentence = f"Draft {draft.version} was written by {draft.author.value}."
        key = f"drafted:{draft.id}"
        await note_touch(tx, touch, ActivityKind.DRAFTED, sentence, self.clock(), dedupe_key=key)

    async def _notes(self, client_id: ClientId, gathered: DraftMaterial) -> tuple[Note, ...]:
        if self.recall is None:
            return ()
        asked = " ".join(
            part for part in (gathered.campaign.brief, gathered.lead.title, gathered.lead.industry) if part
        )
        return tuple(
            await self.recall.for_draft(
                client_id,
                asked,
                campaign_id=gathered.campaign.id,
                lead_id=gathered.lead.id,
                channel=gathered.touch.channel,
            )
        )


async def gather(tx: ClientTransaction, touch_id: TouchId) -> DraftMaterial:
    """The material without notes, inside an open transaction; NotFound where the touch is gone."""
    touch = await touch_rows.touch_by_id(tx, touch_id)
    lead = await rows.lead_of_touch(tx, touch_id)
    campaign = await rows.campaign_of_touch(tx, touch_id)
    brand = await rows.brand_of_touch(tx, touch_id)
    if touch is None or lead is None or campaign is None or brand is None:
        raise NotFound("There is no such touch.")
    previous = await rows.draft_by_id(tx, touch.draft_id) if touch.draft_id else None
    earlier = await touch_rows.earlier_touches(tx, touch)
    answered = touch.answers_reply_id
    return DraftMaterial(
        touch=touch,
        form=await form_of_touch(tx, touch, lead),
        lead=lead,
        brand=brand,
        campaign=campaign,
        step=await rows.step_of_touch(tx, touch_id),
        score=await rows.score_of_touch(tx, touch_id),
        earlier=tuple(
            Earlier(subject=one.subject, body=one.body, sent_at=one.sent_at) for one in reversed(earlier)
        ),
        reply=await reply_rows.reply_by_id(tx, answered) if answered else None,
        feedback=await rows.last_feedback(tx, touch_id),
        previous=previous,
        findings=tuple(Finding.of_row(row) for row in previous.findings) if previous else (),
        notes=(),
        facts=facts_of(lead, brand),
    )


async def form_of_touch(tx: ClientTransaction, touch: Touch, lead: Lead) -> Form:
    """What the touch's message is; LinkedIn's depends on whether the lead has accepted us."""
    asked_before = touch.channel is Channel.LINKEDIN and await touch_rows.asked_to_connect(tx, lead.id)
    return form_for(
        touch.channel,
        lead,
        await rows.step_of_touch(tx, touch.id),
        asked_before=asked_before,
        answers=touch.answers_reply_id is not None,
    )


def facts_of(lead: Lead, brand: Brand) -> tuple[Fact, ...]:
    """What may be claimed, numbered from 1: the lead's own facts first, then the brand's."""
    about_lead = [*_lead_sentences(lead), *lead.facts]
    ours, theirs = list(dict.fromkeys(about_lead)), list(dict.fromkeys(brand.facts))
    leads = [Fact(number=n, text=text, about="lead") for n, text in enumerate(ours, start=1)]
    brands = [Fact(number=n, text=text, about="brand") for n, text in enumerate(theirs, start=len(ours) + 1)]
    return (*leads, *brands)


def address_of(lead: Lead, channel: Channel) -> str | None:
    """Where a channel reaches the lead."""
    match channel:
        case Channel.EMAIL:
            return lead.email
        case Channel.SMS | Channel.VOICE:
            return lead.phone
        case Channel.LINKEDIN:
            return lead.linkedin_url
        case Channel.MAIL:
            return postal_address(lead)


def postal_address(lead: Lead) -> str | None:
    """The lead's address on one line, or None where the street, the place or the postcode is not known."""
    if not (lead.street and lead.city and lead.postcode):
        return None
    place = " ".join(part for part in (lead.city, lead.state, lead.postcode) if part)
    return ", ".join(part for part in (lead.street, place, lead.country) if part)


def _lead_sentences(lead: Lead) -> list[str]:
    place = ", ".join(part for part in (lead.city, lead.state, lead.country) if part)
    company = lead.company or "the company"
    return [
        sentence
        for known, sentence in (
            (lead.title and lead.company, f"{lead.full_name} is {lead.title} at {company}"),
            (lead.industry, f"{company} is in {lead.industry}"),
            (lead.employees, f"{company} has about {lead.employees} people"),
            (place, f"{lead.full_name} is in {place}"),
            (lead.hiring, f"{company} is hiring"),
            (lead.title and lead.role_started_on, _started(lead)),
            (
                lead.company and lead.funded_on,
                f"{company} raised funding in {lead.funded_on:%B %Y}" if lead.funded_on else "",
            ),
        )
        if known
    ]


def _started(lead: Lead) -> str:
    since = f"{lead.role_started_on:%B %Y}" if lead.role_started_on else ""
    return f"{lead.full_name} started as {lead.title} in {since}"


def _recipient(lead: Lead, channel: Channel) -> str:
    address = address_of(lead, channel)
    if not address:
        raise InvalidInput(f"{lead.full_name} has no address for {channel.value}.")
    return address


def _one_line(text: str) -> str:
    """A line break in a subject would be a header of the attacker's choice."""
    return " ".join(text.split())[:SUBJECT_CHARACTERS]


def _lines(text: str) -> str:
    return "\n".join(
        line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip()
