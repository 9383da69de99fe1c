"""Turn an erasure into its card's props: whom it is about, what goes, what stays and why: pure."""

from __future__ import annotations

from memory.erasures import ErasureStatus, Held
from tools.services.consent.erasure import ErasureView
from ui.cards import Props, iso

_COUNTED = "That messages were sent and answered, what they cost, and what was counted: without the person."
_HASH = "Their addresses, as a hash that nobody reads back: they are never imported or contacted again."
_AUDIT = "That somebody was erased, when, and by whom."
_TITLES = {
    ErasureStatus.OPEN: "Erase this person?",
    ErasureStatus.ERASED: "Erased",
    ErasureStatus.DONE: "Erased",
    ErasureStatus.DECLINED: "Nobody was erased",
}


def erasure_card(view: ErasureView, *, may_confirm: bool) -> Props:
    """Exactly whom and what, and that it cannot be undone; once it is done, how much went."""
    erasure, held = view.erasure, view.held
    is_open = erasure.status is ErasureStatus.OPEN
    return {
        "ref": {"kind": "erasure", "id": str(erasure.id)},
        "status": erasure.status.value,
        "title": _TITLES[erasure.status],
        "who": " / ".join(view.names) or erasure.address or "",
        "address": erasure.address if view.names else None,
        "nobody": is_open and not erasure.lead_ids,
        "goes": _goes(len(erasure.lead_ids), held),
        "stays": [_HASH, *_consents(held.consents), _COUNTED, _AUDIT],
        "decidedAt": iso(erasure.decided_at) if erasure.decided_at else None,
        "mayConfirm": is_open and may_confirm,
    }


def _goes(leads: int, held: Held) -> list[Props]:
    unsent = f", {held.unsent:,} not sent yet and cancelled" if held.unsent else ""
    rows = (
        ("Leads", leads, "name, addresses, numbers, title, company, place, facts"),
        ("Messages", held.drafts, f"every version of every draft{unsent}"),
        ("Replies", held.replies, "what they wrote and said, and how it was read"),
        ("Timeline", held.entries, "what each entry says"),
        ("Notes", held.notes, "and all that was learned from them"),
        ("Found", held.found, "values that vendors told"),
        ("Cases", held.cases, "kept for the evals"),
    )
    found: list[Props] = [
        {"label": label, "count": count, "what": what} for label, count, what in rows if count
    ]
    return [
        *found,
        {"label": "Mentions", "count": None, "what": "in lists, chats, notes and messages to others"},
    ]


def _consents(count: int) -> list[str]:
    if not count:
        return []
    records = "1 consent record" if count == 1 else f"{count:,} consent records"
    why = "what was agreed, how and when is proof that messages were allowed"
    return [f"{records}, without the name: {why} (Spam Act 2003 s 16, GDPR art 17(3)(e))."]
