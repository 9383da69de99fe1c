"""Read a touch together with all that hangs on it, in one round trip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from errors import NotFound
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.campaigns import Campaign, SequenceStep
from memory.records.ids import TouchId
from memory.records.leads import Lead
from memory.records.messages import Approval, Draft, Touch
from memory.records.row import Columns
from memory.records.tenants import Brand, Client, Resource

SQL = Queries("dossiers")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dossier:
    """A touch and whom and what it concerns, deleted or not."""

    touch: Touch
    held_until: datetime | None
    client: Client
    client_lives: bool
    lead: Lead
    campaign: Campaign
    brand: Brand
    brand_lives: bool
    resource: Resource
    resource_lives: bool
    step: SequenceStep | None
    draft: Draft | None
    """The current one."""
    pending: Approval | None
    """The open question about it."""
    approved: bool
    """Whether a reviewer has granted the content that the touch was approved with."""
    autopilot_on: bool
    """Whether the autopilot that was earned for its channel and the lead's tier is on."""
    feedback: str | None
    """What the reviewer wanted changed in the current draft, if they sent it back."""


async def existing_dossier(tx: ClientTransaction, touch_id: TouchId) -> Dossier:
    """The touch's dossier as it stands now; NotFound where there is no such touch."""
    row = await tx.fetchrow(SQL["dossier"], touch_id)
    if row is None:
        raise NotFound("There is no such touch.")
    step, draft, pending = (_Part(row, name) for name in ("step", "draft", "pending"))
    return Dossier(
        touch=Touch.from_row(_Part(row, "touch")),
        held_until=row["held_until"],
        client=Client.from_row(_Part(row, "client")),
        client_lives=row["client_lives"],
        lead=Lead.from_row(_Part(row, "lead")),
        campaign=Campaign.from_row(_Part(row, "campaign")),
        brand=Brand.from_row(_Part(row, "brand")),
        brand_lives=row["brand_lives"],
        resource=Resource.from_row(_Part(row, "resource")),
        resource_lives=row["resource_lives"],
        step=SequenceStep.from_row(step) if step["n"] is not None else None,
        draft=Draft.from_row(draft) if draft["id"] is not None else None,
        pending=Approval.from_row(pending) if pending["id"] is not None else None,
        approved=row["approved"],
        autopilot_on=row["autopilot_on"],
        feedback=row["feedback"],
    )


class _Part:
    """The columns of one table in a row that joins several."""

    def __init__(self, row: Columns, table: str) -> None:
        self._row = row
        self._table = table

    def __getitem__(self, name: str, /) -> Any:
        return self._row[f"{self._table}.{name}"]
