"""Gather what a draft may be written from, and keep every version of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from errors import Conflict, InvalidInput, NotFound
from memory import drafts as rows
from memory import replies as reply_rows
from memory import touches as touch_rows
from memory.activities import note_touch
from memory.approvals import expected_reviewer
from memory.dossiers import Dossier, existing_dossier
from memory.enums import ActivityKind, Author, Channel, Form
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.campaigns import Campaign, SequenceStep
from memory.records.ids import ClientId, TouchId, UserId
from memory.records.leads import Lead
from memory.records.messages import Draft, Reply, Touch
from memory.records.talk import Note
from memory.records.tenants import Brand
from memory.store import Memory
from tools.services.law.notices import with_notices
from tools.services.messages.footers import footer_of
from tools.services.messages.forms import TERMS, form_for
from tools.services.messages.variants import Variant, chosen
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
    """What the gate found: `hard` findings never leave; `start` and `end` count characters of `where`."""

    code: str
    severity: Literal["hard", "soft"]
    sentence: str
    start: int | None = None
    end: int | None = None
    where: Literal["subject", "body"] = "body"

    def as_row(self) -> dict[str, str | int | None]:
        """The form in which a draft's row keeps it."""
        place = {"start": self.start, "end": self.end, "where": self.where}
        return {"code": self.code, "severity": self.severity, "sentence": self.sentence, **place}

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> Finding:
        """Read what `as_row` wrote."""
        names = ("code", "severity", "sentence", "start", "end", "where")
        return cls(**{name: row[name] for name in names if name in row})


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftMaterial:
    """All that a draft may be written from; a claim must stand in `facts`."""

    touch: Touch
    form: Form
    lead: Lead
    brand: Brand
    campaign: Campaign
    step: SequenceStep | None
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
    variants: tuple[Variant, ...] = ()
    """Other ways to say it, which the reviewer may choose instead."""


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
            dossier = await existing_dossier(tx, touch_id)
            gathered = await gather(tx, dossier)
            reviewer_id = await expected_reviewer(tx, touch_id)
        # Its words may be embedded by a vendor: no transaction waits for that.
        notes = await self._notes(client_id, gathered, reviewer_id)
        return replace(gathered, notes=notes, footer=self._footer(gathered.form, dossier))

    async def save(self, client_id: ClientId, touch_id: TouchId, written: WrittenDraft) -> Draft:
        """The new current version; Conflict while a reviewer has another, and once the touch is approved."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await touch_rows.lock_touch(tx, touch_id)
            dossier = await existing_dossier(tx, touch_id)
            if dossier.pending is not None:
                raise Conflict("Another draft of this touch waits for its reviewer already.")
            draft = await self._add(tx, dossier, written)
            await self._note_drafted(tx, dossier.touch, draft)
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

    async def due(self, client_id: ClientId, limit: int = 50) -> list[TouchId]:
        """Planned touches that may be drafted and proposed now."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await touch_rows.due_to_draft(tx, self.clock(), limit)

    async def add_edit(
        self,
        tx: ClientTransaction,
        actor: Actor,
        before: Draft,
        *,
        subject: str,
        body: str,
        variant: int | None = None,
    ) -> Draft:
        """Add what a reviewer made of a draft, a variant or their own words; the caller has locked the touch.

        A variant keeps its writer; whoever changes a word of it is the writer from then on.
        """
        dossier = await existing_dossier(tx, before.touch_id)
        base = chosen(before, variant)
        unchanged = (subject.strip(), body.strip()) == (base.subject.strip(), base.body.strip())
        written = WrittenDraft(
            subject=subject,
            body=body,
            facts=base.facts,
            note_ids=before.note_ids,
            author=before.author if unchanged else Author.HUMAN,
            model=before.model if unchanged else None,
        )
        return await self._add(tx, dossier, written, actor)

    async def _add(
        self, tx: ClientTransaction, dossier: Dossier, written: WrittenDraft, actor: Actor | None = None
    ) -> Draft:
        touch, form = dossier.touch, await _form_of(tx, dossier)
        draft = await rows.add_draft(
            tx,
            touch_id=touch.id,
            author=written.author,
            model=written.model,
            form=form,
            recipient=_recipient(dossier.lead, touch.channel),
            subject=_one_line(written.subject) if TERMS[form].subject else "",
            body=_lines(written.body),
            footer=self._footer(form, dossier),
            facts=written.facts,
            note_ids=written.note_ids,
            feedback=None if actor else dossier.feedback,
            created_by=actor.user_id if actor else None,
            variants=[replace(other, body=_lines(other.body)).as_row() for other in written.variants],
        )
        if not await touch_rows.use_draft(tx, touch.id, draft.id):
            raise Conflict("This touch is decided already: its draft stands as it is.")
        return draft

    def _footer(self, form: Form, dossier: Dossier) -> str:
        """What code puts under the message, as the law of this form and of this person's country wants it."""
        url = self.unsubscribe_url(dossier.touch)
        plain = footer_of(form, dossier.brand, dossier.resource, url)
        return with_notices(plain, form, dossier.lead, dossier.brand)

    def unsubscribe_url(self, touch: Touch) -> str:
        """The one-click address that ends everything for the touch's lead."""
        return f"{self.base_url}/u/{touch.unsubscribe_token}"

    async def _note_drafted(self, tx: ClientTransaction, touch: Touch, draft: Draft) -> None:
        sentence = f"Draft {draft.version} was written by {draft.author.value}."
        key = f"drafted:{draft.id}"
        await note_touch(tx, touch, ActivityKind.DRAFTED, sentence, self.clock(), dedupe_key=key)

    async def _notes(
        self, client_id: ClientId, gathered: DraftMaterial, reviewer_id: UserId | None
    ) -> tuple[Note, ...]:
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
                reviewer_id=reviewer_id,
            )
        )


async def gather(tx: ClientTransaction, dossier: Dossier) -> DraftMaterial:
    """The material without notes and footer, inside an open transaction."""
    touch, previous = dossier.touch, dossier.draft
    earlier = await touch_rows.earlier_touches(tx, touch)
    answered = touch.answers_reply_id
    return DraftMaterial(
        touch=touch,
        form=await _form_of(tx, dossier),
        lead=dossier.lead,
        brand=dossier.brand,
        campaign=dossier.campaign,
        step=dossier.step,
        earlier=tuple(
            Earlier(subject=one.subject, body=one.body, sent_at=one.sent_at) for one in reversed(earlier)
        ),
        reply=await reply_rows.reply_by_id(tx, answered) if answered else None,
        feedback=dossier.feedback,
        previous=previous,
        findings=tuple(Finding.of_row(row) for row in previous.findings) if previous else (),
        notes=(),
        facts=facts_of(dossier.lead, dossier.brand),
    )


async def _form_of(tx: ClientTransaction, dossier: Dossier) -> Form:
    """What the touch's message is; LinkedIn's depends on whether the lead has accepted us."""
    touch, lead = dossier.touch, dossier.lead
    asked_before = touch.channel is Channel.LINKEDIN and await touch_rows.asked_to_connect(tx, lead.id)
    return form_for(
        touch.channel,
        lead,
        dossier.step,
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
