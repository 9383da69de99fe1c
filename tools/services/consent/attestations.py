"""Take a person's word for where a list of people comes from, and keep it as each lead's consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from errors import InvalidInput
from memory.consents import ConsentKind, add_consents_of_import
from memory.imports import attest_list
from memory.postgres import ClientTransaction
from memory.records.actor import Actor
from memory.records.ids import ImportId
from tools.services.law.consent import PUBLICATION, ConsentFact


class ListSource(StrEnum):
    """Where the importer says that a list comes from."""

    PUBLISHED = "published"
    CUSTOMERS = "customers"
    OPTED_IN = "opted_in"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceTerms:
    """What the importer states by choosing the source, word for word, and what follows from it."""

    label: str
    statement: str
    kind: ConsentKind | None
    """None where no consent follows."""
    facts: frozenset[ConsentFact] = frozenset()


SOURCES = {
    ListSource.PUBLISHED: SourceTerms(
        label="Business addresses that are published for contact",
        statement=(
            "Each address was published so that the public can write to it, with its holder's agreement and "
            "without a wish to receive no commercial mail beside it; what we offer concerns the person's "
            "role; and no address was gathered by harvesting software."
        ),
        kind=ConsentKind.INFERRED_CONSPICUOUS_PUBLICATION,
        facts=PUBLICATION,
    ),
    ListSource.CUSTOMERS: SourceTerms(
        label="Our customers, or people who made an enquiry",
        statement=(
            "Each person has a business relationship with us and would expect to hear from us about this."
        ),
        kind=ConsentKind.INFERRED_RELATIONSHIP,
    ),
    ListSource.OPTED_IN: SourceTerms(
        label="People who asked to hear from us",
        statement="Each person asked for messages like these, and we can show when and how.",
        kind=ConsentKind.EXPRESS,
    ),
    ListSource.UNKNOWN: SourceTerms(
        label="Bought, or I do not know",
        statement=(
            "Nothing is known about consent: the leads come in, but where the law asks for consent they are "
            "not contacted until it is recorded."
        ),
        kind=None,
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Attestation:
    """One importer's statement about one list."""

    source: ListSource
    note: str = ""
    """The importer's own words: the site, the register, the event."""


def attestation_of(source: str | None, note: str = "") -> Attestation | None:
    """The statement that a door was given, or None; InvalidInput for a source that nobody knows."""
    if not source:
        return None
    try:
        return Attestation(source=ListSource(source), note=" ".join(note.split())[:300])
    except ValueError as error:
        known = ", ".join(one.value for one in ListSource)
        raise InvalidInput(f"“{source[:40]}” is no source of a list: use one of {known}.") from error


async def attest(
    tx: ClientTransaction,
    import_id: ImportId,
    attestation: Attestation | None,
    *,
    actor: Actor,
    filename: str,
    at: datetime,
) -> int:
    """How many of the file's leads have a consent by it."""
    if attestation is None:
        return 0
    await attest_list(tx, import_id, source=attestation.source, note=attestation.note, attested_by=actor.name)
    terms = SOURCES[attestation.source]
    if terms.kind is None:
        return 0
    said = f" They added: “{attestation.note}”." if attestation.note else ""
    when = f"{at:%-d %B %Y at %H:%M UTC}"
    evidence = f"On importing “{filename}” on {when}, {actor.name} stated: “{terms.statement}”{said}"
    facts = [fact.value for fact in ConsentFact if fact in terms.facts]
    return await add_consents_of_import(
        tx, import_id, kind=terms.kind, evidence=evidence, facts=facts, at=at, created_by=actor.user_id
    )
