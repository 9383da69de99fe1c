"""Judge a run: what the vendors took, by their own ledger, against what we approved, recorded and allowed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import UUID

from evals.chaos.cast import SQL, Cast
from evals.chaos.quotas import judge_limits
from evals.chaos.storm import LEASE_SECONDS
from evals.chaos.taken import Taken, read_ledger
from evals.chaos.toll import Toll
from evals.chaos.verdict import KINDS, Known, Owned, Verdict, of_client
from memory.enums import Channel, Form, TouchStatus
from memory.postgres import ClientTransaction
from memory.records.ids import ClientId, TouchId
from memory.records.messages import Draft
from memory.records.row import Columns
from memory.store import Memory
from memory.touches import touch_by_id
from tools.services.messages.fingerprints import fingerprint
from tools.services.messages.footers import whole_text

ENDS = frozenset(
    {
        TouchStatus.SENT,
        TouchStatus.NOT_SENT,
        TouchStatus.PARKED,
        TouchStatus.REJECTED,
        TouchStatus.EXPIRED,
        TouchStatus.CANCELLED,
    }
)
MARKUP = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)
SITE = re.compile(r"https://\w+\.example")
GONE = frozenset({TouchStatus.SENT, TouchStatus.PARKED})
MEANWHILE = timedelta(seconds=1)
"""How long a suppression may take from its moment to its commit."""
IN_FLIGHT = timedelta(seconds=LEASE_SECONDS)
"""How long an attempt that was claimed before a suppression may still be on its way."""


async def judge(memory: Memory, cast: Cast, ledger: Path, toll: Toll) -> Verdict:
    """Everything that can be held against the run."""
    verdict = Verdict(planned=cast.touches, violations={kind: [] for kind in KINDS})
    taken, known = (
        read_ledger(ledger),
        [one for client_id in cast.clients for one in await _touches(memory, cast, client_id)],
    )
    verdict.touches = len(known)
    verdict.statuses = Counter(one.status.value for one in known)
    verdict.accepted = Counter(one.channel.value for one in taken)
    owners = owners_of(verdict, taken, known)
    judge_outcomes(verdict, known, owners)
    judge_texts(verdict, owners)
    for client_id in cast.clients:
        await _suppressions(memory, client_id, verdict, owners, toll)
        await _credits(memory, client_id, verdict)
        await _unknowns(memory, client_id, verdict, toll)
    await judge_limits(memory, cast, verdict, owners, toll)
    return verdict


def owners_of(verdict: Verdict, taken: Sequence[Taken], known: Sequence[Known]) -> Owned:
    """Which touch each thing was for: by its tag, else by recipient and text; nobody's is a violation."""
    by_id = {str(one.id): one for one in known}
    by_text: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for one in known:
        if one.draft is not None:
            by_text[one.draft.recipient, whole_text(one.draft).strip()].append(one)
    found: dict[TouchId, list[Taken]] = defaultdict(list)
    for thing in taken:
        if thing.tag is not None:
            owner = by_id.get(thing.tag)
        else:
            among = by_text.get((thing.recipient, thing.text.strip()), [])
            # Of two touches that say the same to the same person, the one that counts as sent has it.
            owner = min(among, key=lambda one: (len(found[one.id]), one.status not in GONE), default=None)
        if owner is None:
            verdict.found(KINDS[4], f"{thing.channel} to {thing.recipient}: no touch of ours says this")
        else:
            found[owner.id].append(thing)
    return [(one, found[one.id]) for one in known]


def judge_outcomes(verdict: Verdict, known: Sequence[Known], owners: Owned) -> None:
    firsts = sum(one.row["step_n"] is not None for one in known)
    if firsts < verdict.planned:
        verdict.found("lost", f"{verdict.planned - firsts} of the planned touches are not there any more")
    for one, things in owners:
        name = f"{one.row['channel']} touch {one.id}"
        if len(things) > 1:
            verdict.found("accepted more than once", f"{name} was taken {len(things)} times")
        if one.status is TouchStatus.SENT and not things:
            verdict.found("lost", f"{name} counts as sent, and its vendor has not got it")
        if things and one.status not in GONE:
            verdict.found("recorded otherwise than it was", f"{name} is {one.status}, and its vendor has it")
        if one.status not in ENDS:
            verdict.found("without an outcome", f"{name} is {one.status}: {one.row['outcome_reason']}")


def judge_texts(verdict: Verdict, owners: Owned) -> None:
    for one, things in owners:
        for thing in things:
            if one.draft is None or not one.sealed or not _says(thing, one.draft):
                verdict.found(KINDS[4], f"{one.row['channel']} touch {one.id}: {thing.text[:80]!r}")


def _says(thing: Taken, draft: Draft) -> bool:
    """Whether what was taken is the draft, and nothing else; paper has it as HTML."""
    if draft.form in (Form.LETTER, Form.POSTCARD):
        return _prints(thing.text, draft)
    same_place = thing.channel is not Channel.EMAIL or thing.recipient == draft.recipient
    same_subject = thing.channel is not Channel.EMAIL or thing.subject == draft.subject
    return same_place and same_subject and thing.text.strip() == whole_text(draft).strip()


def _prints(page: str, draft: Draft) -> bool:
    """Whether the page has every line of the draft, and no word of its own but the company's site."""
    printed = unescape(MARKUP.sub(" ", page)).split()
    lines = [line.split() for line in draft.body.splitlines() if line.strip()]
    approved = {*f"{draft.subject} {whole_text(draft)}".split()}
    alien = {word for word in printed if word not in approved and not SITE.fullmatch(word)}
    return not alien and all(" ".join(line) in " ".join(printed) for line in lines)


async def _touches(memory: Memory, cast: Cast, client_id: ClientId) -> list[Known]:
    async with memory.postgres.client_transaction(client_id) as tx:
        rows = await tx.fetch(SQL["touches"])
        drafts = {row["id"]: Draft.from_row(row) for row in await tx.fetch(SQL["drafts"])}
        granted = {(row["touch_id"], row["fingerprint"]) for row in await tx.fetch(SQL["granted"])}
        reviewed = client_id in cast.reviewed
        return [
            Known(
                id=row["id"],
                client_id=client_id,
                row=row,
                draft=drafts.get(row["draft_id"]),
                sealed=await _is_sealed(tx, row, drafts.get(row["draft_id"]))
                and (not reviewed or (row["id"], row["approved_fingerprint"]) in granted),
            )
            for row in rows
        ]


async def _is_sealed(tx: ClientTransaction, row: Columns, draft: Draft | None) -> bool:
    touch = await touch_by_id(tx, row["id"])
    return (
        touch is not None and draft is not None and fingerprint(touch, draft) == row["approved_fingerprint"]
    )


async def _suppressions(
    memory: Memory, client_id: ClientId, verdict: Verdict, owners: Owned, toll: Toll
) -> None:
    async with memory.postgres.client_transaction(client_id) as tx:
        ended: dict[UUID, datetime] = {row["lead_id"]: row["at"] for row in await tx.fetch(SQL["ended"])}
    verdict.suppressed += len(ended)
    for one, things in of_client(client_id, owners):
        since = ended.get(one.row["lead_id"])
        for thing in things:
            at, begun = toll.ours(thing.at), one.row["attempt_started_at"]
            if since is None or at <= since:
                continue
            if begun is not None and begun <= since + MEANWHILE and _was_under_way(begun, at, toll):
                verdict.in_flight += 1
                continue
            sentence = f"{one.row['channel']} touch {one.id} was taken {at - since} after its lead had left"
            verdict.found("sent to somebody suppressed", sentence)


def _was_under_way(begun: datetime, at: datetime, toll: Toll) -> bool:
    """Whether an attempt lasted that long; what a worker is about to say when it hangs is said afterwards."""
    return at <= begun + IN_FLIGHT + toll.stood_still(begun, at)


async def _credits(memory: Memory, client_id: ClientId, verdict: Verdict) -> None:
    async with memory.postgres.client_transaction(client_id) as tx:
        row = await tx.fetchrow(SQL["credits"])
    assert row is not None
    verdict.debits += row["debits"]
    if row["balance"] != row["total"]:
        verdict.found("credits off", f"the ledger sums to {row['total']}, the balance is {row['balance']}")
    if row["debits"] != row["enriched"]:
        verdict.found("credits off", f"{row['debits']} debits for {row['enriched']} enriched leads")
    if row["twice"]:
        verdict.found("credits off", f"{row['twice']} leads were paid for twice")


async def _unknowns(memory: Memory, client_id: ClientId, verdict: Verdict, toll: Toll) -> None:
    """How long each `unknown` lasted, in real seconds, where it ended on its own day."""
    async with memory.postgres.client_transaction(client_id) as tx:
        rows = await tx.fetch(SQL["outcomes"])
    open_since: dict[UUID, datetime] = {}
    for row in rows:
        if row["kind"] == "unknown":
            open_since.setdefault(row["touch_id"], row["at"])
        elif (since := open_since.pop(row["touch_id"], None)) is not None:
            seconds = (toll.theirs(row["at"]) - toll.theirs(since)).total_seconds()
            verdict.unknown_seconds.append(max(0.0, seconds))
