"""Let rows of a list become leads, unless their people must never be contacted or are leads already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from memory import erasures, imports, leads
from memory.enums import SuppressionKind
from memory.postgres import ClientTransaction
from memory.records.ids import CampaignId, ImportId
from memory.records.leads import QuarantinedRow
from memory.suppressions import suppressed_hashes
from tools.services.consent.traces import addresses_in
from tools.services.hashing import Hasher, domain_of
from tools.services.lists.rows import Candidate, SortedRows, set_aside

_BATCH = 5_000
"""Rows of one insert: large enough to be fast, small enough to stay out of memory's way."""
ERASED = (
    "This person was erased at their own request: they are never contacted, and nothing of the row is kept."
)


async def admit(
    tx: ClientTransaction,
    read: SortedRows,
    *,
    hasher: Hasher,
    import_id: ImportId,
    campaign_id: CampaignId | None,
    at: datetime,
) -> list[QuarantinedRow]:
    """Write the leads that may be written; every row set aside comes back, in the file's order."""
    suppressed = await _suppressed(tx, hasher, read.candidates)
    wanted = [candidate for candidate in read.candidates if candidate.lead.email not in suppressed]
    added: set[str] = set()
    for start in range(0, len(wanted), _BATCH):
        batch = [candidate.lead for candidate in wanted[start : start + _BATCH]]
        added |= await leads.add_leads(tx, batch, campaign_id=campaign_id, import_id=import_id, at=at)
    aside = [*read.aside, *_not_added(read.candidates, suppressed=suppressed, added=added)]
    aside = await _without_erased(tx, hasher, aside)
    aside.sort(key=lambda row: row.line)
    await imports.add_quarantined(tx, import_id, aside)
    return aside


async def _suppressed(tx: ClientTransaction, hasher: Hasher, candidates: list[Candidate]) -> set[str]:
    """Addresses of the candidates whose address, domain or phone must never be contacted; one query."""
    hashed: dict[tuple[str, str], bytes] = {}
    for candidate in candidates:
        for key in _addresses(candidate):
            if key not in hashed:
                hashed[key] = hasher.of(*key)
    found = await suppressed_hashes(tx, [kind for kind, _ in hashed], list(hashed.values()))
    if not found:
        return set()
    return {
        candidate.lead.email
        for candidate in candidates
        if any(hashed[key] in found for key in _addresses(candidate))
    }


async def _without_erased(
    tx: ClientTransaction, hasher: Hasher, aside: list[QuarantinedRow]
) -> list[QuarantinedRow]:
    """The rows set aside; of people whom the client has erased nothing but the line and the reason."""
    if not aside or not await erasures.has_erased(tx):
        return aside
    spoken_of = {row.line: addresses_in("\n".join(row.cells).encode()) for row in aside}
    hashed = {one: hasher.of(*one) for found in spoken_of.values() for one in found}
    erased = await erasures.erased_hashes(tx, [kind for kind, _ in hashed], list(hashed.values()))
    return [
        replace(row, reason="suppressed", sentence=ERASED, cells=[])
        if any(hashed[one] in erased for one in spoken_of[row.line])
        else row
        for row in aside
    ]


def _addresses(candidate: Candidate) -> Iterable[tuple[str, str]]:
    lead = candidate.lead
    yield SuppressionKind.EMAIL, lead.email
    yield SuppressionKind.DOMAIN, domain_of(lead.email)
    if lead.domain:
        yield SuppressionKind.DOMAIN, lead.domain
    if lead.personal_email:
        yield SuppressionKind.EMAIL, lead.personal_email
    if lead.phone:
        yield SuppressionKind.PHONE, lead.phone
    if lead.linkedin_url:
        yield SuppressionKind.PROFILE, lead.linkedin_url


def _not_added(candidates: list[Candidate], *, suppressed: set[str], added: set[str]) -> list[QuarantinedRow]:
    aside: list[QuarantinedRow] = []
    for candidate in candidates:
        email = candidate.lead.email
        if email in suppressed:
            sentence = (
                "The address, its domain, phone or profile is on the list of those never to be contacted."
            )
            aside.append(set_aside(candidate.row, "suppressed", sentence))
        elif email not in added:
            aside.append(
                set_aside(candidate.row, "already_a_lead", f"{email} is a lead of this client already.")
            )
    return aside
