"""Tell all that is known of one lead: where they stand, who may write to them, and what has happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from errors import NotFound
from memory.activities import TimelineEntry, timeline_of_lead
from memory.consents import Consent, consents_of_lead
from memory.leads import find_leads, lead_by_id
from memory.records.actor import Clock
from memory.records.ids import ClientId, LeadId
from memory.records.leads import Lead, ScoreRow
from memory.scores import latest_score
from memory.store import Memory
from memory.washes import Wash, latest_washes
from tools.services.calendar.hours import zone
from tools.services.lists.spreadsheets import write_csv
from tools.services.permission import Explained, Permission

AT_MOST = 2_000
"""Entries that are shown; a lead of an ordinary sequence has fifty."""
ALIKE = 10
"""Leads that are named where a name fits several."""
COLUMNS = ("when", "what", "channel", "form", "rule", "said", "campaign", "cost_aud")


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """One lead, from every side."""

    lead: Lead
    score: ScoreRow | None
    channels: tuple[Explained, ...]
    """Each channel: open now, or by which rule it is closed."""
    consents: tuple[Consent, ...]
    washes: tuple[Wash, ...]
    """The newest answer of each register about the lead's number."""
    entries: tuple[TimelineEntry, ...]
    """The newest first."""

    @property
    def cost_aud(self) -> Decimal:
        """What the platform paid for this lead."""
        return sum((entry.cost_aud or Decimal(0) for entry in self.entries), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Timelines:
    """Reads; nothing here changes anything."""

    memory: Memory
    clock: Clock
    permission: Permission

    async def of(self, client_id: ClientId, lead_id: LeadId) -> Timeline:
        """The lead's timeline; NotFound where the client has no such lead."""
        channels = await self.permission.explain(client_id, lead_id)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead = await lead_by_id(tx, lead_id)
            if lead is None:
                raise NotFound("There is no such lead.")
            washes = await latest_washes(tx, lead.phone) if lead.phone else {}
            return Timeline(
                lead=lead,
                score=await latest_score(tx, lead_id),
                channels=tuple(channels),
                consents=tuple(await consents_of_lead(tx, lead_id)),
                washes=tuple(washes.values()),
                entries=tuple(await timeline_of_lead(tx, lead_id, AT_MOST)),
            )

    async def csv(self, client_id: ClientId, lead_id: LeadId, time_zone: str = "UTC") -> bytes:
        """The entries as a file that is safe to open in a spreadsheet, with moments of that zone."""
        found = await self.of(client_id, lead_id)
        place = zone(time_zone) or ZoneInfo("UTC")
        return write_csv(COLUMNS, (_cells(entry, place) for entry in found.entries))

    async def named(self, client_id: ClientId, text: str) -> list[Lead]:
        """Leads whose name, address or firm holds the text: only the one where one is called exactly so."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = await find_leads(
                tx, campaign_id=None, status=None, lead_tier=None, text=text, limit=ALIKE, offset=0
            )
        wanted = text.strip().casefold()
        exact = [lead for lead in found if wanted in (lead.email.casefold(), lead.full_name.casefold())]
        return exact if len(exact) == 1 else found


def _cells(entry: TimelineEntry, place: tzinfo) -> Sequence[object]:
    moment: datetime = entry.at.astimezone(UTC).astimezone(place)
    return (
        moment.isoformat(timespec="seconds"),
        entry.kind.value,
        entry.channel.value if entry.channel else "",
        entry.form.value if entry.form else "",
        entry.rule or "",
        entry.sentence,
        entry.campaign or "",
        entry.cost_aud,
    )
