"""The card of an erasure says whom, what goes, what stays and why; afterwards it names nobody."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from inline_snapshot import snapshot

from memory.erasures import Erasure, ErasureId, ErasureStatus, Held
from memory.records.ids import LeadId
from tests.fixtures.material import CLIENT, NOW, a_lead, a_reply
from tools.services.consent.erasure import ErasureView
from ui.erasure_cards import erasure_card
from ui.reply_cards import reply_card

HELD = Held(unsent=1, sent=2, drafts=3, replies=1, notes=0, entries=12, consents=1, cases=0, found=7)
OPEN = Erasure(
    id=ErasureId(UUID(int=7)), client_id=CLIENT, address="mia@bayside.example",
    lead_ids=[LeadId(UUID(int=5))], status=ErasureStatus.OPEN, pattern=None, anchors=None, numbers={},
    asked_by=None, asked_at=NOW, decided_by=None, decided_at=None,
)  # fmt: skip


def test_an_open_erasure_says_everything_before_it_is_confirmed() -> None:
    card = erasure_card(ErasureView(erasure=OPEN, names=("Mia Tran",), held=HELD), may_confirm=True)
    assert card == snapshot(
        {
            "ref": {"kind": "erasure", "id": "00000000-0000-0000-0000-000000000007"},
            "status": "open",
            "title": "Erase this person?",
            "who": "Mia Tran",
            "address": "mia@bayside.example",
            "nobody": False,
            "goes": [
                {
                    "label": "Leads",
                    "count": 1,
                    "what": "name, addresses, numbers, title, company, place, facts",
                },
                {
                    "label": "Messages",
                    "count": 3,
                    "what": "every version of every draft, 1 not sent yet and cancelled",
                },
                {"label": "Replies", "count": 1, "what": "what they wrote and said, and how it was read"},
                {"label": "Timeline", "count": 12, "what": "what each entry says"},
                {"label": "Found", "count": 7, "what": "values that vendors told"},
                {"label": "Mentions", "count": None, "what": "in lists, chats, notes and messages to others"},
            ],
            "stays": [
                (
                    "Their addresses, as a hash that nobody reads back: they are never imported or contacted"
                    " again."
                ),
                (
                    "1 consent record, without the name: what was agreed, how and when is proof that messages"
                    " were allowed (Spam Act 2003 s 16, GDPR art 17(3)(e))."
                ),
                (
                    "That messages were sent and answered, what they cost, and what was counted: without the"
                    " person."
                ),
                "That somebody was erased, when, and by whom.",
            ],
            "decidedAt": None,
            "mayConfirm": True,
        }
    )


def test_a_done_one_names_nobody() -> None:
    done = replace(OPEN, status=ErasureStatus.DONE, address=None, decided_at=NOW)
    card = erasure_card(ErasureView(erasure=done, names=(), held=HELD), may_confirm=True)
    assert (card["who"], card["address"], card["mayConfirm"], card["title"]) == ("", None, False, "Erased")
    assert "mia" not in str(card).lower()


def test_a_reply_that_asks_for_erasure_says_by_when() -> None:
    """A month after it came; one that only wants to be left alone has no such date."""
    asks = reply_card(a_reply("Please delete all my data."), a_lead(), may_erase=True)
    assert asks["mayErase"] is True
    assert asks["erasureDue"] == snapshot("2026-12-23T00:00:00+00:00")
    assert reply_card(a_reply("Take me off your list."), a_lead())["erasureDue"] is None
