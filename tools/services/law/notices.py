"""Write the lines that some laws want under a message, beyond identity and unsubscribe."""

from __future__ import annotations

from memory.enums import Form
from memory.records.leads import Lead
from memory.records.tenants import Brand
from tools.services.law.jurisdictions import Jurisdiction, protecting

_WRITTEN = frozenset({Form.EMAIL, Form.LETTER})
_SOURCES = {"csv": "a list of business contacts", "apollo": "the business directory Apollo"}


def privacy_notice(lead: Lead, brand: Brand) -> str:
    """Source, holder, purpose and rights in a few words (GDPR art 14)."""
    source = _SOURCES.get(lead.source, "a source of business contacts")
    return (
        f"We have your business details from {source}. {brand.company} holds them to write to you about its "
        "services (legitimate interests). You may see, correct or erase them, or object, at any time: reply "
        "to this message. You may also complain to your data protection authority."
    )


def notices(form: Form, lead: Lead, brand: Brand) -> list[str]:
    """The lines for this lead; none where no law that protects them wants any."""
    if form not in _WRITTEN:
        return []
    places, lines = protecting(lead), list[str]()
    if Jurisdiction.US in places and form is Form.EMAIL:
        lines.append(f"This is a commercial message from {brand.company}.")
    if places & {Jurisdiction.EU, Jurisdiction.UK}:
        lines.append(privacy_notice(lead, brand))
    return lines


def with_notices(footer: str, form: Form, lead: Lead, brand: Brand) -> str:
    """The footer with those lines at its end."""
    return "\n".join(part for part in (footer, *notices(form, lead, brand)) if part)
