"""Say of each form of message who it goes to and from, how long it may be, and what it looks like: pure."""

from __future__ import annotations

import re

from memory.enums import Form
from memory.records.leads import Lead
from memory.records.messages import Draft
from tools.services.approvals import ApprovalCard
from tools.services.messages.forms import TERMS
from tools.services.messages.segments import count_segments
from ui.cards import Props
from ui.wording import FORMS

WORDS_A_MINUTE = 150
"""How fast the voice speaks; a listener follows up to 160 with ease."""
ON_PAPER = frozenset({Form.LETTER, Form.POSTCARD})
_LABELS = {
    Form.EMAIL: ("To", "From", "Subject"),
    Form.SMS: ("To", "From", None),
    Form.CONNECTION_REQUEST: ("Invite", "From", None),
    Form.LINKEDIN_MESSAGE: ("To", "From", None),
    Form.INMAIL: ("To", "From", "Subject"),
    Form.VOICE_SCRIPT: ("Call", "Shows", None),
    Form.LETTER: ("Post to", "From", "Headline"),
    Form.POSTCARD: ("Post to", "From", "Headline"),
}
_PART = re.compile(r"^(Opening|Value|Ask|If (?:they|asked|you)\b[^:\n]{0,80}):\s*", re.MULTILINE)


def form_props(card: ApprovalCard) -> Props:
    """The message's own props: addresses, limits, and its parts where it has any."""
    draft, form = card.draft, card.draft.form
    to, sender, subject = _LABELS[form]
    terms = TERMS[form]
    return {
        "form": form.value,
        "formText": FORMS[form],
        "channelKey": card.touch.channel.value,
        "labels": {"to": to, "from": sender, "subject": subject},
        "recipient": recipient(draft, card.lead),
        "sender": sender_line(card),
        "subject": draft.subject,
        "body": draft.body,
        "footer": draft.footer,
        "limits": {
            "subject": terms.subject,
            "characters": terms.characters,
            "words": terms.words,
            "oneSegment": terms.one_segment,
        },
        "segments": _segments(card) if form is Form.SMS else None,
        **(script_props(draft.body) if form is Form.VOICE_SCRIPT else {"parts": [], "seconds": None}),
        "paper": _paper(card) if form in ON_PAPER else None,
    }


def recipient(draft: Draft, lead: Lead) -> str:
    """Where it goes, as a person writes it."""
    match draft.form:
        case Form.SMS | Form.VOICE_SCRIPT:
            return number(draft.recipient)
        case Form.CONNECTION_REQUEST | Form.LINKEDIN_MESSAGE | Form.INMAIL:
            return profile(draft.recipient)
        case Form.LETTER | Form.POSTCARD:
            return ", ".join(part for part in (lead.full_name, lead.company, draft.recipient) if part)
        case Form.EMAIL:
            return draft.recipient


def sender_line(card: ApprovalCard) -> str:
    """Who it comes from, as the recipient will see it."""
    name, address = card.sender_name, card.sender_address
    match card.draft.form:
        case Form.SMS | Form.VOICE_SCRIPT:
            return number(address)
        case Form.CONNECTION_REQUEST | Form.LINKEDIN_MESSAGE | Form.INMAIL:
            return f"{name} · {profile(address)}"
        case Form.LETTER | Form.POSTCARD:
            return f"{name} · {address}"
        case Form.EMAIL:
            return f"{name} <{address}>"


def number(phone: str) -> str:
    """An Australian number in the groups that people read it in; any other as it stands."""
    digits = re.sub(r"[^\d+]", "", phone)
    mobile = re.fullmatch(r"\+61(4\d\d)(\d{3})(\d{3})", digits)
    landline = re.fullmatch(r"\+61([2378])(\d{4})(\d{4})", digits)
    found = mobile or landline
    return f"+61 {' '.join(found.groups())}" if found else phone


def profile(address: str) -> str:
    """A LinkedIn profile without what every address begins with."""
    return re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/")


def script_props(body: str) -> Props:
    """A script's parts, and how long it takes to say."""
    return {"parts": script_parts(body), "seconds": speaking_seconds(body)}


def script_parts(body: str) -> list[Props]:
    """A script's titled parts in order; words before the first title have none."""
    pieces = _PART.split(body.strip())
    before, titled = pieces[0].strip(), pieces[1:]
    parts: list[Props] = [{"title": "", "text": before}] if before else []
    return parts + [
        {"title": title, "text": text.strip()}
        for title, text in zip(titled[::2], titled[1::2], strict=True)
        if text.strip()
    ]


def speaking_seconds(body: str) -> int:
    """How long opening, value and ask take to say; answers to objections are said to few."""
    spoken = [str(part["text"]) for part in script_parts(body) if not str(part["title"]).startswith("If ")]
    return round(len(" ".join(spoken).split()) * 60 / WORDS_A_MINUTE)


def _segments(card: ApprovalCard) -> Props:
    counted = count_segments(card.text)
    return {"encoding": counted.encoding.value, "units": counted.units, "segments": counted.segments}


def _paper(card: ApprovalCard) -> Props:
    lead, approval = card.lead, card.approval
    place = " ".join(part for part in (lead.city, lead.state, lead.postcode) if part)
    lines = (lead.full_name, lead.company, lead.street, place, (lead.country or "").upper())
    return {
        "to": [line for line in lines if line],
        # Another version of the draft is another file: the browser asks anew.
        "pdf": f"/chat/preview/{approval.client_id}/{approval.id}.pdf?v={card.draft.version}",
    }
