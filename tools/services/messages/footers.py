"""Close a message as the law wants it: who writes, from where, and how to be left alone."""

from __future__ import annotations

from typing import assert_never

from memory.enums import Form
from memory.records.messages import Draft
from memory.records.tenants import Brand, Resource


def footer_of(form: Form, brand: Brand, resource: Resource, unsubscribe_url: str) -> str:
    """What code puts under a message of this form, whoever wrote it; empty where nothing is needed."""
    match form:
        case Form.EMAIL:
            return email_footer(brand, unsubscribe_url)
        case Form.SMS:
            return sms_footer(brand, resource, unsubscribe_url)
        case Form.VOICE_SCRIPT:
            return voice_footer(brand)
        case Form.LETTER | Form.POSTCARD:
            return mail_footer(brand, unsubscribe_url)
        case Form.CONNECTION_REQUEST | Form.LINKEDIN_MESSAGE | Form.INMAIL:
            return ""
    assert_never(form)


def email_footer(brand: Brand, unsubscribe_url: str) -> str:
    """The lines under a mail: identity, postal address, ABN where there is one, unsubscribe link.

    Sources: Spam Act 2003 s17 and s18 (identity, working unsubscribe), 16 CFR 316.5 (postal address).
    """
    name = ", ".join(part for part in (brand.sender_name, brand.sender_title) if part)
    reached_at = " · ".join(part for part in (brand.postal_address, brand.phone) if part)
    lines = ["-- ", name, _company(brand), reached_at, f"Unsubscribe: {unsubscribe_url}"]
    return "\n".join(lines)


def sms_footer(brand: Brand, resource: Resource, unsubscribe_url: str) -> str:
    """Who sends, and how to end it: STOP where the sender is a number that can be answered, else a link.

    Source: Spam Act 2003 s17 and s18; an alphanumeric sender is one-way.
    """
    can_answer = resource.address.lstrip("+").isdigit()
    way_out = "Reply STOP to opt out" if can_answer else f"Opt out: {unsubscribe_url}"
    return f"{brand.name}. {way_out}"


def voice_footer(brand: Brand) -> str:
    """What holds for the whole call, as instructions to the voice.

    Sources: Telemarketing and Research Calls Industry Standard 2017 (identity, ending the call, call-back
    number, a way to information for synthetic voices); EU AI Act art 50(1) (saying that it is a machine).
    """
    number = f" on {brand.phone}" if brand.phone else ""
    who = f"{brand.sender_name} of {brand.company}"
    return "\n".join(
        (
            "Throughout the call:",
            f"- Say at the start that you are an AI assistant calling for {who}, and why.",
            "- End the call at once when asked to, or when the person does not want to go on.",
            f"- Whoever wants a person or more information reaches {brand.sender_name}{number}.",
        )
    )


def mail_footer(brand: Brand, unsubscribe_url: str) -> str:
    """The small print of a letter or postcard: identity, address, and how to receive no more."""
    reached_at = " · ".join(part for part in (brand.postal_address, brand.phone) if part)
    return "\n".join((_company(brand), reached_at, f"No more mail from us: {unsubscribe_url}"))


def whole_text(draft: Draft) -> str:
    """Body and footer exactly as they go."""
    body, footer = draft.body.rstrip(), draft.footer
    if not footer:
        return body
    return f"{body}\n{footer}" if draft.form is Form.SMS else f"{body}\n\n{footer}"


def _company(brand: Brand) -> str:
    return f"{brand.company} (ABN {brand.abn})" if brand.abn else brand.company
