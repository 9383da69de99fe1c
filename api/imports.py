"""Take a CSV of leads in two steps: preview with a mapping, then commit."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Answer
from api.callers import ClientDeps, ThePlatform
from errors import InvalidInput
from memory.records.ids import CampaignId, ImportId
from tools.services.consent.attestations import ListSource, attestation_of

router = APIRouter(prefix="/api/v1/clients/{client_id}/imports", tags=["imports"])


class PreviewAnswer(BaseModel):
    """What the file holds, and how its columns would be read."""

    import_id: UUID
    filename: str
    encoding: str
    columns: list[str]
    mapping: dict[str, str]
    unknown_columns: list[str]
    sample_rows: list[list[str]]
    row_count: int
    warnings: list[str]


class Commit(BaseModel):
    """How the columns shall be read (column to field), and where the list comes from."""

    model_config = ConfigDict(extra="forbid")

    mapping: dict[str, str]
    campaign_id: UUID | None = None
    list_source: ListSource | None = None
    """Attested by whoever commits; without it, leads whose law asks for consent are not contacted."""
    source_note: str = Field(default="", max_length=300)


class ImportAnswer(Answer):
    """What came in and what was set aside, by reason."""

    imported: int
    quarantined: int
    by_reason: dict[str, int]


class QuarantinedAnswer(Answer):
    """A row that did not come in, and why."""

    line: int
    reason: str
    sentence: str
    cells: list[str]


@router.post("", status_code=201)
async def preview(file: UploadFile, deps: ClientDeps, platform: ThePlatform) -> PreviewAnswer:
    """Read the file without importing it; 422 with one sentence when it cannot be used."""
    limit = platform.settings.import_max_bytes
    content = await file.read(limit + 1)
    if len(content) > limit:
        raise InvalidInput(f"The file is larger than {limit // 1_000_000} MB: split it.")
    found = await deps.services.leads.preview(
        deps.client_id, deps.actor, file.filename or "leads.csv", content
    )
    return PreviewAnswer(
        import_id=found.import_id,
        filename=found.filename,
        encoding=found.encoding,
        columns=list(found.columns),
        mapping=dict(found.mapping),
        unknown_columns=list(found.unknown_columns),
        sample_rows=[list(row) for row in found.rows],
        row_count=found.row_count,
        warnings=list(found.warnings),
    )


@router.post("/{import_id}/commit")
async def commit(import_id: UUID, wanted: Commit, deps: ClientDeps) -> ImportAnswer:
    """Import the previewed rows, once; 409 the second time."""
    result = await deps.services.leads.commit(
        deps.client_id,
        deps.actor,
        ImportId(import_id),
        wanted.mapping,
        CampaignId(wanted.campaign_id) if wanted.campaign_id else None,
        attestation_of(wanted.list_source, wanted.source_note),
    )
    return ImportAnswer.of(result)


@router.delete("/{import_id}", status_code=204)
async def discard(import_id: UUID, deps: ClientDeps) -> None:
    """Forget a previewed file; 409 once it was imported."""
    await deps.services.leads.discard(deps.client_id, deps.actor, ImportId(import_id))


@router.get("/{import_id}/quarantine")
async def quarantine(
    import_id: UUID,
    deps: ClientDeps,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[QuarantinedAnswer]:
    """The rows that were set aside, with the reason of each."""
    rows = await deps.services.leads.quarantine(deps.client_id, ImportId(import_id), limit, offset)
    return [QuarantinedAnswer.of(row) for row in rows]


@router.get("/{import_id}/quarantine.csv")
async def quarantine_csv(import_id: UUID, deps: ClientDeps) -> Response:
    """The same rows as CSV, safe to open in a spreadsheet."""
    content = await deps.services.leads.quarantine_csv(deps.client_id, ImportId(import_id))
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="quarantine.csv"'},
    )
