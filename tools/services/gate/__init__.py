"""Look at a message before anybody else does, and say what must not leave."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from memory.enums import Author
from memory.records.messages import Draft
from tools.services.drafts import DraftMaterial, Finding
from tools.services.gate.artefacts import artefacts
from tools.services.gate.claims import claims
from tools.services.gate.codes import Code
from tools.services.gate.ease import readability
from tools.services.gate.elsewhere import elsewhere
from tools.services.gate.hidden import hidden
from tools.services.gate.identity import identity
from tools.services.gate.limits import limits
from tools.services.gate.links import links
from tools.services.gate.message import Brand, Lead, Message, found
from tools.services.gate.names import names
from tools.services.gate.nulls import nulls
from tools.services.gate.numbers import numbers
from tools.services.gate.places import cities
from tools.services.gate.repeats import repeats
from tools.services.gate.shouting import shouting, spam
from tools.services.gate.strangers import strangers
from tools.services.gate.threads import threads
from tools.services.gate.tokens import tokens
from tools.services.gate.ungrounded import ungrounded
from tools.services.gate.unknown_names import unknown_names
from tools.services.gate.voice import voice
from tools.services.messages.variants import Variant


def inspect(draft: Draft, material: DraftMaterial) -> list[Finding]:
    """What is wrong with the draft, hard findings first; an empty list lets it pass."""
    return examine(message_of(draft, material))


def examine(message: Message) -> list[Finding]:
    """What is wrong with a message, hard findings first, each kind in the order of the text."""
    return [*_examined(message)]


@lru_cache(maxsize=64)
def _examined(message: Message) -> tuple[Finding, ...]:
    """A draft is looked at when it is written, proposed and approved, mostly within one breath."""
    findings = [finding for check in _CHECKS for finding in check(message)]
    findings += unknown_names(message, findings)
    findings += ungrounded(message, findings)
    findings = [one for one in findings if one.severity == "hard" or not _is_in(one, findings)]
    unlike = {(one.code, one.where, one.start, one.end, one.sentence): one for one in findings}
    return tuple(
        sorted(
            unlike.values(),
            key=lambda finding: (finding.severity, finding.where != "subject", finding.start or 0),
        )
    )


def _is_in(one: Finding, findings: list[Finding]) -> bool:
    """Whether a hard finding of the same code already marks a part of the same words."""
    return any(
        other.severity == "hard"
        and (other.code, other.where) == (one.code, one.where)
        and None not in (one.start, one.end, other.start, other.end)
        and (one.start or 0) < (other.end or 0)
        and (other.start or 0) < (one.end or 0)
        for other in findings
    )


def hard(findings: list[Finding]) -> list[Finding]:
    """Those that must not leave."""
    return [finding for finding in findings if finding.severity == "hard"]


def may_leave(material: DraftMaterial, wording: Variant) -> bool:
    """Whether nothing hard is wrong with a wording of the material's message, before anybody is offered it."""
    message = message_for(material, subject=wording.subject, body=wording.body, footer=material.footer)
    return not hard(examine(message))


def message_of(draft: Draft, material: DraftMaterial) -> Message:
    """The draft with all that is known of both sides."""
    by_human = draft.author is Author.HUMAN
    message = message_for(material, subject=draft.subject, body=draft.body, footer=draft.footer)
    return replace(message, form=draft.form, by_human=by_human)


def message_for(material: DraftMaterial, *, subject: str, body: str, footer: str) -> Message:
    """These words with all that the material knows of both sides."""
    lead, brand, step = material.lead, material.brand, material.step
    said = (
        material.campaign.brief,
        material.campaign.name,
        step.brief if step else "",
        material.feedback or "",
    )
    reply = material.reply
    return Message(
        form=material.form,
        subject=subject,
        body=body,
        footer=footer,
        year=material.touch.not_before.year,
        lead=Lead(
            first_name=lead.first_name or "",
            last_name=lead.last_name or "",
            title=lead.title or "",
            company=lead.company or "",
            domain=lead.domain or "",
            industry=lead.industry or "",
            city=lead.city or "",
            region=" ".join(part for part in (lead.state, lead.country) if part),
            email=lead.email,
            facts=tuple(fact.text for fact in material.facts if fact.about == "lead"),
        ),
        brand=Brand(
            sender=brand.sender_name,
            title=brand.sender_title or "",
            company=brand.company,
            name=brand.name,
            address=brand.postal_address,
            links=tuple(url for url in (brand.site, brand.booking_url) if url),
            facts=tuple(fact.text for fact in material.facts if fact.about == "brand"),
            forbidden=tuple(brand.forbidden_words),
        ),
        answers=f"{reply.subject}\n{reply.text}" if reply else None,
        earlier=tuple((one.subject, one.body) for one in material.earlier),
        asked=tuple(text for text in (*said, *(note.text for note in material.notes)) if text),
    )


def _forbidden(message: Message) -> Iterator[Finding]:
    for word in (word for word in message.brand.forbidden if word.strip()):
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
        sentence = f"The brand never says “{word}”."
        if match := pattern.search(message.body):
            yield found(Code.FORBIDDEN_WORD, "hard", sentence, match.span())
        if match := pattern.search(message.subject):
            yield found(Code.FORBIDDEN_WORD, "hard", sentence, match.span(), "subject")


_CHECKS: tuple[Callable[[Message], Iterator[Finding]], ...] = (
    tokens, nulls, artefacts, limits, names, cities, identity, links, hidden, _forbidden, threads, strangers, elsewhere, numbers, claims, shouting, spam, voice, readability, repeats,
)  # fmt: skip
