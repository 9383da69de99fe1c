"""Record why people may be written to or called, with the evidence, and take it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from errors import InvalidInput, NotFound
from memory import consents as rows
from memory.activities import add_activity
from memory.audit import add_audit
from memory.consents import Consent, ConsentId, ConsentKind, NewConsent
from memory.enums import ActivityKind, Channel, Role
from memory.records.actor import Actor, Clock
from memory.records.ids import ClientId, LeadId
from memory.store import Memory
from tools.services.access import require
from tools.services.law.consent import ConsentFact

EVIDENCE_CHARACTERS = 10


@dataclass(frozen=True, kw_only=True)
class Consents:
    """What each person agreed to, or what stands for it in law."""

    memory: Memory
    clock: Clock

    async def record(
        self,
        client_id: ClientId,
        actor: Actor,
        lead_id: LeadId,
        *,
        kind: ConsentKind,
        channel: Channel | None,
        source: str,
        evidence: str,
        facts: Collection[ConsentFact] = (),
        captured_at: datetime,
        valid_until: datetime | None = None,
    ) -> Consent:
        """The consent as it is kept; InvalidInput without evidence, NotFound without the lead.

        `channel` None covers every channel; `facts` are what a publication or an agreed time rests on.
        """
        require(actor, Role.MEMBER)
        now = self.clock()
        _check(source, evidence, captured_at, valid_until, now)
        new = NewConsent(
            lead_id=lead_id,
            kind=kind,
            channel=channel,
            source=source.strip(),
            evidence=evidence.strip(),
            facts=tuple(fact.value for fact in ConsentFact if fact in facts),
            captured_at=captured_at,
            valid_until=valid_until,
            created_by=actor.user_id,
        )
        async with self.memory.postgres.client_transaction(client_id) as tx:
            consent = await rows.add_consent(tx, new, at=now)
            if consent is None:
                raise NotFound("There is no such lead.")
            await add_activity(
                tx,
                lead_id=lead_id,
                kind=ActivityKind.CONSENTED,
                channel=channel,
                sentence=f"Consent was recorded: {kind.value.replace('_', ' ')}.",
                at=now,
                dedupe_key=f"consented:{consent.id}",
            )
            detail = {"kind": kind.value, "channel": channel.value if channel else "all"}
            await add_audit(
                tx, actor, "consent_recorded", subject_kind="lead", subject_id=lead_id, detail=detail
            )
        return consent

    async def of_lead(self, client_id: ClientId, lead_id: LeadId) -> list[Consent]:
        """Every consent of the lead, the newest first; withdrawn and lapsed ones too."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.consents_of_lead(tx, lead_id)

    async def withdraw(self, client_id: ClientId, actor: Actor, consent_id: ConsentId) -> None:
        """End a consent from this moment on; NotFound where there is none to end."""
        require(actor, Role.MEMBER)
        now = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead_id = await rows.withdraw_consent(tx, consent_id, now)
            if lead_id is None:
                raise NotFound("There is no such consent, or it was taken back already.")
            await add_activity(
                tx,
                lead_id=lead_id,
                kind=ActivityKind.CONSENTED,
                sentence="Consent was taken back.",
                at=now,
                dedupe_key=f"withdrawn:{consent_id}",
            )
            await add_audit(tx, actor, "consent_withdrawn", subject_kind="lead", subject_id=lead_id)


def _check(
    source: str, evidence: str, captured_at: datetime, valid_until: datetime | None, now: datetime
) -> None:
    if not source.strip():
        raise InvalidInput("Say where the consent comes from.")
    if len(evidence.strip()) < EVIDENCE_CHARACTERS:
        raise InvalidInput("Say what shows the consent: the words, the page, the form, the date.")
    if captured_at > now:
        raise InvalidInput("A consent cannot be given in the future.")
    if valid_until is not None and valid_until <= captured_at:
        raise InvalidInput("The consent ends before it begins.")
