"""Notes are kept in versions, found by whom they reach, and gone for good when they are deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from errors import Conflict, InvalidInput, NotFound, NotPermitted
from memory.embedding import OfflineEmbedder
from memory.enums import Channel, NoteKind, NoteScope, Role
from memory.notes import NewNote, Reach
from memory.records.actor import Actor
from memory.records.ids import CampaignId, LeadId, NoteId
from memory.records.talk import Note
from memory.store import Memory
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.learning.embedders import Embedded, Offline, Use
from tools.services.learning.notebook import Notebook
from tools.services.recall import Recall, Turn

NOON = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """A client's notes and whoever works on them."""

    tenant: Tenant
    recall: Recall
    notebook: Notebook

    async def keep(self, text: str, **columns: object) -> Note:
        """A note of the client."""
        new = NewNote(
            kind=NoteKind.PREFERENCE, scope=NoteScope.CLIENT, text=text, source_kind="chat", source_id=None
        )
        kept = await self.recall.remember(self.tenant.client_id, self.tenant.actor, replace(new, **columns))
        assert kept is not None
        return kept

    async def found(self, question: str, reach: Reach | None = None) -> list[str]:
        """What recall answers."""
        notes = await self.recall.relevant(self.tenant.client_id, question, reach=reach)
        return [note.text for note in notes]

    async def says(self, said: str) -> list[Note]:
        """What is learned from a line in the chat."""
        return await self.recall.learn_from_chat(self.tenant.client_id, self.tenant.actor, uuid4(), said)


async def desk(memory: Memory, name: str = "Harbour Legal") -> Desk:
    embedder = Offline(hashing=OfflineEmbedder())
    return Desk(
        await agency_with_client(memory, name),
        Recall(memory=memory, clock=lambda: NOON, embedder=embedder),
        Notebook(memory=memory, clock=lambda: NOON, embedder=embedder),
    )


async def test_a_correction_takes_the_notes_place_and_an_earlier_version_can_come_back(
    memory: Memory,
) -> None:
    """Nothing is overwritten: each change is a version of its own, and only the last one is recalled."""
    it = await desk(memory)
    client_id, actor = it.tenant.client_id, it.tenant.actor
    note = await it.keep("Write to dentists on Tuesdays")
    second = await it.notebook.correct(client_id, actor, note.id, "Write to dentists on Thursdays")
    assert (second.version, second.source_kind, second.source_id) == (2, "correction", note.id)
    assert await it.found("When do we write to dentists?") == ["Write to dentists on Thursdays"]
    with pytest.raises(Conflict):
        await it.notebook.correct(client_id, actor, note.id, "Write to dentists never")
    third = await it.notebook.roll_back(client_id, actor, note.id, 1)
    assert (third.version, third.text) == (3, "Write to dentists on Tuesdays")
    versions = await it.notebook.versions(client_id, second.id)
    assert [(one.version, one.superseded_at is None) for one in versions] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert await it.found("When do we write to dentists?") == ["Write to dentists on Tuesdays"]
    for call in (
        it.notebook.roll_back(client_id, actor, third.id, 3),
        it.notebook.roll_back(client_id, actor, third.id, 9),
        it.notebook.correct(client_id, actor, third.id, " "),
    ):
        with pytest.raises((Conflict, NotFound, InvalidInput)):
            await call


async def test_a_struck_note_rests_until_it_is_restored(memory: Memory) -> None:
    it = await desk(memory)
    client_id, actor = it.tenant.client_id, it.tenant.actor
    note = await it.keep("Never mention price")
    await it.notebook.strike(client_id, actor, note.id)
    assert await it.found("price") == []
    assert await it.notebook.live(client_id) == []
    assert [one.id for one in await it.notebook.struck(client_id)] == [note.id]
    with pytest.raises(NotFound):
        await it.notebook.strike(client_id, actor, note.id)
    await it.notebook.restore(client_id, actor, note.id)
    assert await it.found("price") == ["Never mention price"]
    viewer = Actor(name="Vi", user_id=it.tenant.user_id, role=Role.VIEWER)
    with pytest.raises(NotPermitted):
        await it.notebook.strike(client_id, viewer, note.id)


@pytest.mark.parametrize(
    ("older", "newer", "question"),
    [
        ("Remember that our minimum term is 12 months.", "Note that our minimum term is 6 months.", "term"),
        ("Always mention the price.", "Never mention the price.", "price"),
        ("Sign off with Cheers.", "Sign off with Kind regards.", "sign off"),
        ("Always keep it under 90 words.", "Always keep it under 60 words.", "words"),
    ],
)
async def test_of_two_that_contradict_the_newer_one_holds(
    memory: Memory, older: str, newer: str, question: str
) -> None:
    it = await desk(memory)
    await it.says(older)
    (kept,) = await it.says(newer)
    await it.says("Never write on Mondays.")
    assert await it.found(question) == [newer]
    assert len(await it.notebook.live(it.tenant.client_id)) == 2
    assert kept.version == 1


async def test_what_is_said_reaches_as_far_as_its_words_say(memory: Memory) -> None:
    """A channel's wish stays with the channel, a person's with the person; at most three of one saying."""
    it = await desk(memory)
    notes = await it.says("Never use emoji in SMS. I prefer short subjects. Avoid jargon. Never shout.")
    assert [(note.scope, note.channel, note.reviewer_id) for note in notes] == [
        (NoteScope.CHANNEL, Channel.SMS, None),
        (NoteScope.REVIEWER, None, it.tenant.user_id),
        (NoteScope.CLIENT, None, None),
    ]
    campaign_id, lead_id = CampaignId(uuid4()), LeadId(uuid4())

    async def wishes(channel: Channel) -> set[str]:
        drafts = await it.recall.for_draft(
            it.tenant.client_id, "jargon", campaign_id=campaign_id, lead_id=lead_id, channel=channel
        )
        return {note.text for note in drafts}

    assert await wishes(Channel.SMS) == {"Never use emoji in SMS.", "Avoid jargon."}
    assert await wishes(Channel.EMAIL) == {"Avoid jargon."}


async def test_another_clients_notes_are_never_seen(memory: Memory) -> None:
    """By words, by meaning, by id, by list, or by what a person does."""
    ours, theirs = await desk(memory), await desk(memory, "Ledgerline")
    note = await theirs.keep("Never mention the merger")
    assert await ours.found("merger") == await ours.found("xyzzy") == []
    assert await ours.notebook.live(ours.tenant.client_id) == []
    assert await ours.recall.by_ids(ours.tenant.client_id, [note.id]) == []
    client_id, actor = ours.tenant.client_id, ours.tenant.actor
    for act in (
        ours.notebook.strike(client_id, actor, note.id),
        ours.notebook.restore(client_id, actor, note.id),
        ours.notebook.forget(client_id, actor, note.id),
        ours.notebook.versions(client_id, note.id),
        ours.notebook.correct(client_id, actor, note.id, "Say it aloud"),
    ):
        with pytest.raises(NotFound):
            await act
    assert await theirs.found("merger") == ["Never mention the merger"]


async def test_deleting_leaves_nothing_behind(
    memory: Memory, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    """No version, no word in the ranking, no vector; erasure of a lead takes what is about them."""
    it = await desk(memory)
    client_id, actor = it.tenant.client_id, it.tenant.actor
    note = await it.keep("Bartholomew likes sailing")
    await it.notebook.correct(client_id, actor, note.id, "Bartholomew likes rowing")
    lead_id = LeadId(uuid4())
    about = await it.keep("Zebedee is away in May", scope=NoteScope.LEAD, lead_id=lead_id)
    kept = await it.keep("Never shout")
    assert await it.notebook.forget(client_id, actor, note.id) == 2
    async with memory.postgres.client_transaction(client_id) as tx:
        assert await it.recall.forget_lead(tx, lead_id) == 1
    rows = await owner.fetch("select id from notes")
    words = await owner.fetch("select distinct note_id from note_terms")
    assert {row["id"] for row in rows} == {row["note_id"] for row in words} == {kept.id}
    assert await it.found("Bartholomew sailing rowing Zebedee") == []
    assert about.id not in {row["id"] for row in rows}
    with pytest.raises(NotFound):
        await it.notebook.versions(client_id, NoteId(UUID(int=note.id.int)))


async def test_an_answer_is_found_beside_the_question_that_it_answers(memory: Memory) -> None:
    """It shares no word with what is asked; and the person who is named counts more."""
    it = await desk(memory)
    said = [
        ("Ann", "Did you sell the boat in the end?"),
        ("Ben", "To a dentist from Perth, on Tuesday!"),
        ("Ann", "Lovely."),
        *[("Ben", f"The weather was fine again, day {n}.") for n in range(12)],
        ("Ann", "I sold my own boat years ago."),
    ]
    turns = [
        Turn(speaker=speaker, text=text, at=NOON + timedelta(minutes=n))
        for n, (speaker, text) in enumerate(said)
    ]
    await it.recall.keep_conversation(it.tenant.client_id, turns)
    assert (await it.found("Who did Ben sell the boat to?"))[0] == "To a dentist from Perth, on Tuesday!"
    assert (await it.found("When did Ann sell her boat?"))[0] == "I sold my own boat years ago."
    assert await it.found("boat", Reach()) == []
    assert await it.found("xyzzy") == []
    filled = await it.recall.relevant(it.tenant.client_id, "xyzzy", limit=16, fill=True)
    assert len(filled) == len(turns)


class Named:
    """Vectors that say which model made them."""

    def __init__(self, model: str, weight: float) -> None:
        self.model = model
        self._weight = weight

    async def embed(self, texts: list[str], use: Use) -> Embedded:  # noqa: ARG002 - one vector serves both
        return Embedded(vectors=OfflineEmbedder().embed(texts), model=self.model, weight=self._weight)


async def test_vectors_of_different_models_never_compare(memory: Memory) -> None:
    """Words still find what another model embedded; meaning does so once it has been embedded anew."""
    it = await desk(memory)
    await it.keep("Physiotherapists answer on Fridays")
    other = replace(it.recall, embedder=Named("other-model", 1.0))
    client_id = it.tenant.client_id
    assert await other.relevant(client_id, "physiotherapy") == []
    assert [note.text for note in await other.relevant(client_id, "Fridays")] != []
    assert await other.renew(client_id) == 1
    assert await other.renew(client_id) == 0
    assert [note.text for note in await other.relevant(client_id, "physiotherapy")] == [
        "Physiotherapists answer on Fridays"
    ]
