"""Take in lists of leads, show what each row became, and find people again."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from dataclasses import dataclass

from errors import Conflict, NotFound
from memory import activities, campaigns, imports, leads, scores
from memory.enums import LeadStatus, LeadTier, Mode, Role
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.ids import CampaignId, ClientId, ImportId, LeadId
from memory.records.leads import Activity, Import, Lead, QuarantinedRow, ScoreRow
from memory.store import Memory
from tools.services.access import require
from tools.services.consent.attestations import Attestation, attest
from tools.services.hashing import Hasher
from tools.services.lists.admission import admit
from tools.services.lists.columns import checked_mapping, guessed_mapping, require_email
from tools.services.lists.contacts import looks_like_email
from tools.services.lists.results import ImportPreview, ImportResult, preview_of, result_of
from tools.services.lists.rows import sort_rows
from tools.services.lists.spreadsheets import CsvFile, read_csv, write_csv

_PAGE = 5_000
"""Leads that are read at once for a download."""
_LEAD_COLUMNS = [
    "email",
    "first_name",
    "last_name",
    "title",
    "company",
    "domain",
    "industry",
    "employees",
    "city",
    "state",
    "country",
    "phone",
    "linkedin_url",
    "status",
    "als",
    "lead_tier",
    "enrichment",
    "unenriched_reason",
]


@dataclass(frozen=True, kw_only=True)
class Leads:
    """The people whom a client wants to reach."""

    memory: Memory
    clock: Clock
    hasher: Hasher
    max_bytes: int
    max_rows: int

    async def preview(
        self, client_id: ClientId, actor: Actor, filename: str, content: bytes
    ) -> ImportPreview:
        """What the file holds, kept until it is committed or discarded; InvalidInput for what is no list."""
        require(actor, Role.MEMBER)
        file = await asyncio.to_thread(self._read, content)
        mapping = guessed_mapping(file)
        if not any(looks_like_email(cell) for row in file.rows for cell in row.cells):
            require_email(mapping)
        name = "".join(sign for sign in filename if sign.isprintable())[-200:] or "leads.csv"
        async with self.memory.postgres.client_transaction(client_id) as tx:
            import_id = await imports.add_import(
                tx,
                filename=name,
                digest=hashlib.sha256(content).digest(),
                content=content,
                encoding=file.encoding,
                columns=file.columns,
                mapping=mapping,
                row_count=len(file.rows),
                created_by=actor.user_id,
                at=self.clock(),
            )
        return preview_of(import_id, name, file, mapping)

    async def commit(
        self,
        client_id: ClientId,
        actor: Actor,
        import_id: ImportId,
        mapping: dict[str, str],
        campaign_id: CampaignId | None = None,
        attestation: Attestation | None = None,
    ) -> ImportResult:
        """Take the file in, whole or not at all; `mapping` holds corrections. Conflict the second time.

        The attestation becomes each lead's consent; without one the law may forbid to contact them.
        """
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            waiting, content = await _waiting(tx, import_id)
            if campaign_id is not None and await campaigns.campaign_by_id(tx, campaign_id) is None:
                raise NotFound("There is no such campaign.")
            asked = checked_mapping(waiting.columns, waiting.mapping, mapping)
            read = await asyncio.to_thread(lambda: sort_rows(self._read(content), asked))
            aside = await admit(
                tx, read, hasher=self.hasher, import_id=import_id, campaign_id=campaign_id, at=self.clock()
            )
            await attest(tx, import_id, attestation, actor=actor, filename=waiting.filename, at=self.clock())
            imported = len(read.candidates) + len(read.aside) - len(aside)
            await imports.finish_import(
                tx,
                import_id,
                campaign_id=campaign_id,
                mapping=asked,
                imported=imported,
                quarantined=len(aside),
                at=self.clock(),
            )
        return result_of(import_id, imported, aside, read)

    async def discard(self, client_id: ClientId, actor: Actor, import_id: ImportId) -> None:
        """Forget a file that waits; Conflict when it was taken in."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await _waiting(tx, import_id)
            await imports.discard_import(tx, import_id)

    async def quarantine(
        self, client_id: ClientId, import_id: ImportId, limit: int = 100, offset: int = 0
    ) -> list[QuarantinedRow]:
        """One page of the rows that did not become leads, in the file's order."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await _known(tx, import_id)
            return await imports.quarantined(tx, import_id, limit=limit, offset=offset)

    async def quarantine_csv(self, client_id: ClientId, import_id: ImportId) -> bytes:
        """Every row that did not become a lead, with line and reason, as a file to mend and drop in again."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            known = await _known(tx, import_id)
            rows = await imports.quarantined(tx, import_id, limit=self.max_rows, offset=0)
        header = ("Line in file", "Why not", *known.columns)
        return write_csv(header, ((row.line, row.sentence, *row.cells) for row in rows))

    async def leads_csv(self, client_id: ClientId) -> bytes:
        """Every lead of the client, as a file that is safe to open in a spreadsheet."""
        found: list[Lead] = []
        async with self.memory.postgres.client_transaction(client_id) as tx:
            while page := await leads.leads_after(
                tx, campaign_id=None, after=found[-1].id if found else None, limit=_PAGE
            ):
                found += page
        cells = ([getattr(lead, column) for column in _LEAD_COLUMNS] for lead in found)
        return await asyncio.to_thread(write_csv, _LEAD_COLUMNS, cells)

    async def get(self, client_id: ClientId, lead_id: LeadId) -> Lead:
        """One lead, or NotFound."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead = await leads.lead_by_id(tx, lead_id)
        if lead is None:
            raise NotFound("There is no such lead.")
        return lead

    async def find(
        self,
        client_id: ClientId,
        *,
        campaign_id: CampaignId | None = None,
        status: LeadStatus | None = None,
        lead_tier: LeadTier | None = None,
        text: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[Lead]:
        """One page of the leads that fit, the most promising first; `text` is part of address, name, firm."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await leads.find_leads(
                tx,
                campaign_id=campaign_id,
                status=status,
                lead_tier=lead_tier,
                text=text,
                limit=limit,
                offset=offset,
            )

    async def timeline(self, client_id: ClientId, lead_id: LeadId) -> list[Activity]:
        """What happened to the lead, the newest first."""
        await self.get(client_id, lead_id)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await activities.activities_of_lead(tx, lead_id)

    async def score(self, client_id: ClientId, lead_id: LeadId) -> ScoreRow | None:
        """The newest score with its sentences; None before the first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await scores.latest_score(tx, lead_id)

    async def counts(self, client_id: ClientId, campaign_id: CampaignId | None = None) -> dict[str, int]:
        """Leads in all (`total`), by status, tier (or `unscored`) and enrichment (`enrichment_…`)."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = await leads.counts(tx, campaign_id)
        total: Counter[str] = Counter(total=0)
        for count in found:
            for name in (
                "total",
                str(count.status),
                str(count.lead_tier or "unscored"),
                f"enrichment_{count.enrichment}",
            ):
                total[name] += count.leads
        return dict(total)

    async def set_mode(self, client_id: ClientId, actor: Actor, lead_id: LeadId, mode: Mode | None) -> None:
        """Who lets this lead's drafts go, whatever the campaign says; None gives the decision back to it."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if not await leads.set_mode(tx, lead_id, mode, at=self.clock()):
                raise NotFound("There is no such lead.")

    def _read(self, content: bytes) -> CsvFile:
        return read_csv(content, max_bytes=self.max_bytes, max_rows=self.max_rows)


async def _known(tx: ClientTransaction, import_id: ImportId) -> Import:
    known = await imports.import_by_id(tx, import_id)
    if known is None:
        raise NotFound("There is no such import.")
    return known


async def _waiting(tx: ClientTransaction, import_id: ImportId) -> tuple[Import, bytes]:
    waiting = await imports.import_for_update(tx, import_id)
    if waiting is None:
        raise NotFound("There is no such import.")
    content = await imports.content(tx, import_id)
    if waiting.status != "previewed" or content is None:
        raise Conflict(f"The file “{waiting.filename}” was {waiting.status} already.")
    return waiting, content
