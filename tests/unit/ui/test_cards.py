"""Show what a reviewer sees, and what the history keeps of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from inline_snapshot import snapshot

from memory.enums import (
    ApprovalStatus,
    Author,
    Channel,
    Intent,
    LeadTier,
    TouchStatus,
)
from memory.records.ids import ApprovalId, DraftId, ProposalId
from memory.records.leads import Lead, ScoreRow
from memory.records.messages import Approval, Draft
from memory.records.talk import Proposal
from tests.fixtures.material import CLIENT, NOW, a_lead, a_reply, draft_material
from tools.services.approvals import ApprovalCard
from tools.services.campaigns import CampaignPlan, StepPlan
from tools.services.lists.columns import LeadField
from ui.cards import gone, kept, lead_props
from ui.commands import asks_for_more, command_in, leads_table
from ui.draft_cards import draft_card, fate
from ui.import_cards import field_label
from ui.page import without_foreign_links
from ui.proposal_cards import hours_in_words, leads_in_words, proposal_card, summary
from ui.reply_cards import reply_card, sureness
from ui.wording import CHANNELS, CONSEQUENCES, INTENTS


def test_every_intent_and_channel_has_words() -> None:
    """No card ever shows a name of the code's."""
    assert set(INTENTS) == set(CONSEQUENCES) == set(Intent)
    assert set(CHANNELS) == set(Channel)
    assert all(field_label(field)[0].isupper() for field in LeadField)


def test_the_history_keeps_ids_only() -> None:
    """A card's row in the chat's own schema, which knows no tenant, names nobody."""
    lead: Lead = a_lead()
    props = reply_card(a_reply("Please call me"), lead)
    assert props["text"] == "Please call me"
    assert kept("ReplyCard", props) == {"ref": props["ref"]}


def test_an_import_is_kept_without_its_rows() -> None:
    """Neither samples nor quarantined cells outlive the open chat."""
    props = {
        "ref": {"kind": "import", "id": "1"},
        "columns": ["Email"],
        "samples": [["a@b.example"]],
        "rows": [1],
    }
    assert kept("ImportCard", props) == {"ref": {"kind": "import", "id": "1"}, "columns": ["Email"]}


def test_a_card_whose_subject_is_gone_says_so() -> None:
    """No button is left on it."""
    assert gone("approval") == {
        "ref": {"kind": "approval"},
        "gone": "This is not available to you any more.",
    }


def test_a_lead_is_named_even_without_a_name() -> None:
    """The address stands in for it."""
    lead = a_lead(first_name=None, last_name=None)
    assert lead_props(lead)["name"] == lead.email


def test_a_command_is_found_typed_or_chosen() -> None:
    """A path in a sentence is no command."""
    assert command_in("/Inbox", None) == ("inbox", "")
    assert command_in("", "leads") == ("leads", "")
    assert command_in("/lead Mia Tran", None) == command_in("Mia Tran", "lead") == ("lead", "Mia Tran")
    assert command_in("/inbox please", None) is None
    assert command_in("see /inbox", None) is None
    assert command_in("/unknown", None) is None


def test_a_leads_own_text_is_inert_in_a_table() -> None:
    """Markdown in a name makes no link, image or column."""
    table = leads_table([a_lead(first_name="![x](http://evil.example)", last_name="a|b")])
    assert "\\!\\[x\\](http\\://evil" in table
    assert "a\\|b" in table


def test_the_page_names_no_other_host() -> None:
    """Links, scripts and social-media tags to elsewhere are taken out, ours stay."""
    html = (
        '<link rel="preconnect" href="https://fonts.example" crossorigin />\n'
        '<link\n  rel="stylesheet"\n  href="https://cdn.example/katex.css"\n/>'
        '<script src="https://cdn.example/x.js"></script><script src="/chat/app.js"></script>'
    )
    assert without_foreign_links(html) == '<script src="/chat/app.js"></script>'


def a_card(**touch: object) -> ApprovalCard:
    """An open approval of a first mail to Mia."""
    planned = draft_material().touch
    draft = Draft(
        id=DraftId(UUID(int=21)), client_id=CLIENT, touch_id=planned.id, version=1, author=Author.OFFLINE,
        model=None, recipient="mia@bayside.example", subject="Fewer missed appointments", body="Hi Mia,",
        footer="--\nKate Lowe", facts=["Bayside opened a second clinic in 2025"], note_ids=(), findings=[],
        feedback=None, created_at=NOW,
    )  # fmt: skip
    approval = Approval(
        id=ApprovalId(UUID(int=20)), client_id=CLIENT, touch_id=draft.touch_id, draft_id=draft.id,
        fingerprint=b"", status=ApprovalStatus.PENDING, expires_at=NOW + timedelta(hours=24), decided_by=None,
        decided_at=None, reason=None, snoozed_until=None, edited=False, resumed_at=None, created_at=NOW,
    )  # fmt: skip
    score = ScoreRow(
        lead_id=a_lead().id, version="1", als=72, lead_tier=LeadTier.WARM, data_quality=16, authority=18,
        company_fit=20, timing=3, risk=15, sentences=("a", "b", "c", "d", "e"), scored_at=NOW,
    )  # fmt: skip
    ended = replace(planned, draft_id=draft.id, **touch)  # type: ignore[arg-type]
    return ApprovalCard(
        approval=approval, touch=ended, draft=draft, text="",
        lead=a_lead(), score=score, reply=None, findings=(), campaign_name="Spring", sender_name="Kate Lowe",
        sender_address="kate@harbour.example", expires_at=approval.expires_at,
    )  # fmt: skip


def test_a_draft_card_shows_all_that_a_decision_rests_on() -> None:
    """The message as it would go, the score with its components, the facts, and who wrote it."""
    assert draft_card(a_card(), may_decide=True) == snapshot(
        {
            "ref": {"kind": "approval", "id": "00000000-0000-0000-0000-000000000014"},
            "status": "pending",
            "outcome": None,
            "fate": None,
            "mayDecide": True,
            "mayAct": True,
            "lead": {
                "id": "00000000-0000-0000-0000-000000000005",
                "name": "Mia Tran",
                "work": "Practice Manager, Bayside Dental",
                "place": "Brisbane, QLD, Australia",
                "email": "mia@bayside.example",
            },
            "channel": "Email",
            "campaign": "Spring",
            "form": "email",
            "formText": "Email",
            "channelKey": "email",
            "labels": {"to": "To", "from": "From", "subject": "Subject"},
            "sender": "Kate Lowe <kate@harbour.example>",
            "recipient": "mia@bayside.example",
            "subject": "Fewer missed appointments",
            "body": "Hi Mia,",
            "footer": """\
--
Kate Lowe\
""",
            "limits": {"subject": 50, "characters": None, "words": 150, "oneSegment": False},
            "segments": None,
            "parts": [],
            "seconds": None,
            "paper": None,
            "als": {
                "total": 72,
                "tier": "warm",
                "components": [
                    {"name": "Data quality", "points": 16, "most": 20, "sentence": "a"},
                    {"name": "Authority", "points": 18, "most": 25, "sentence": "b"},
                    {"name": "Company fit", "points": 20, "most": 25, "sentence": "c"},
                    {"name": "Timing", "points": 3, "most": 15, "sentence": "d"},
                    {"name": "Risk", "points": 15, "most": 15, "sentence": "e"},
                ],
            },
            "facts": ["Bayside opened a second clinic in 2025"],
            "claims": [],
            "personal": {
                "score": 0.1,
                "parts": [
                    {"name": "greets them by name", "weight": 0.1, "counted": True},
                    {"name": "names their company", "weight": 0.15, "counted": False},
                    {"name": "speaks to their role", "weight": 0.15, "counted": False},
                    {"name": "speaks to their trade or place", "weight": 0.1, "counted": False},
                    {"name": "rests on what is known of them", "weight": 0.2, "counted": False},
                    {"name": "rests on news of their own", "weight": 0.2, "counted": False},
                    {"name": "takes up what was said before", "weight": 0.1, "counted": False},
                ],
            },
            "variants": [],
            "notes": [],
            "author": "the offline engine",
            "model": None,
            "version": 1,
            "feedback": None,
            "findings": [],
            "expiresAt": "2026-11-24T00:00:00+00:00",
            "answers": None,
        }
    )


def test_a_proposal_card_says_what_will_happen() -> None:
    """Days are counted from the first contact; hours and days are in words."""
    plan = CampaignPlan(
        name="Spring",
        brief="Offer a review.",
        steps=(
            StepPlan(brief="Introduce us."),
            StepPlan(delay_days=3),
            StepPlan(delay_days=5, channel=Channel.SMS),
        ),
    )
    proposal = Proposal(
        id=ProposalId(UUID(int=9)), client_id=CLIENT, kind="create_campaign",
        content=plan.model_dump(mode="json"), status="open", campaign_id=None, asked_by=None, decided_by=None,
        created_at=NOW,
    )  # fmt: skip
    card = proposal_card(proposal, may_confirm=True, leads=leads_in_words({}, 10))
    assert card == snapshot(
        {
            "ref": {"kind": "proposal", "id": "00000000-0000-0000-0000-000000000009"},
            "kind": "create_campaign",
            "title": "New campaign",
            "status": "open",
            "mayConfirm": True,
            "name": "Spring",
            "brief": "Offer a review.",
            "rows": [
                {"label": "Leads", "value": "10 new leads, scored once you confirm", "now": None},
                {"label": "Daily limit", "value": "50 messages a day", "now": None},
                {"label": "Mode", "value": "Co-pilot: you approve every draft", "now": None},
            ],
            "channels": [{"name": "Email", "percent": 100}],
            "steps": [
                {"day": "Day 0", "channel": "Email", "brief": "Introduce us."},
                {"day": "Day 3", "channel": "Email", "brief": "As the brief says."},
                {"day": "Day 8", "channel": "SMS", "brief": "As the brief says."},
            ],
            "reason": None,
        }
    )


@pytest.mark.parametrize(
    ("start", "end", "days", "words"),
    [
        ("00:00:00", "23:59:00", [1, 2, 3, 4, 5, 6, 7], "Any time, every day"),
        ("09:00:00", "17:30:00", [1, 2, 3, 4, 5], "Monday to Friday, 9:00 am to 5:30 pm, Sydney time"),
        ("12:00:00", "13:00:00", [2, 4], "Tuesday and Thursday, 12:00 pm to 1:00 pm, Sydney time"),
        ("00:00:00", "23:59:00", [6], "Any time, Saturday"),
    ],
)
def test_hours_are_in_words(start: str, end: str, days: list[int], words: str) -> None:
    """With the zone wherever a clock is named."""
    content = {"work_start": start, "work_end": end, "work_days": days, "time_zone": "Australia/Sydney"}
    assert hours_in_words(content) == words


def test_leads_are_counted_with_their_tiers_once_these_are_known() -> None:
    """Before a campaign they have none."""
    assert leads_in_words({}, 1) == "1 new lead, scored once you confirm"
    assert leads_in_words({"hot": 2, "cool": 1_000}, 1_002) == "1,002 leads: 2 hot, 1,000 cool"
    assert summary("Spring", {0: 10, 1: 10, 2: 9, 3: 9}, {"warm": 10}) == (
        "**Spring**: 10 enriched, 10 scored (10 warm), 9 drafted."
    )


@pytest.mark.parametrize(
    ("touch", "state", "why"),
    [
        ({"status": TouchStatus.SENT, "sent_at": NOW}, "sent", None),
        ({"status": TouchStatus.APPROVED}, "going", None),
        (
            {"status": TouchStatus.CANCELLED, "outcome_reason": "suppressed: They asked."},
            "not_sent",
            "They asked.",
        ),
        (
            {"status": TouchStatus.PARKED, "outcome_reason": "A person must look."},
            "parked",
            "A person must look.",
        ),
        ({"status": TouchStatus.UNKNOWN}, "unknown", None),
    ],
)
def test_a_reviewer_sees_what_became_of_it(touch: dict[str, object], state: str, why: str | None) -> None:
    """Sent, on its way, held, not sent, unknown or parked, with the reason."""
    card = a_card(**touch)
    assert fate(card) is None
    approved = replace(card, approval=replace(card.approval, status=ApprovalStatus.APPROVED))
    found = fate(approved)
    assert found is not None
    assert (found["state"], found["why"]) == (state, why)


def test_a_held_message_says_until_when() -> None:
    """The rule's name is left out of the sentence."""
    card = a_card(status=TouchStatus.APPROVED, outcome_reason="hours: It is night there.")
    approval = replace(card.approval, status=ApprovalStatus.APPROVED)
    assert fate(replace(card, approval=approval, held_until=NOW)) == {
        "state": "held",
        "at": NOW.isoformat(),
        "why": "It is night there.",
    }


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ("Here are our leads", False),
        ("", False),
        ("our leads for the spring campaign", False),
        ("Import these, then plan a campaign", True),
        ("How good are these?", True),
    ],
)
def test_a_text_beside_a_file_is_about_the_file(said: str, more: bool) -> None:
    """Unless it clearly asks for something else."""
    assert asks_for_more(said) is more


def test_a_confidence_is_said_in_words() -> None:
    """With its percentage."""
    assert [sureness(each) for each in (0.97, 0.8, 0.55, 0.1)] == [
        "very sure (97 %)",
        "sure (80 %)",
        "fairly sure (55 %)",
        "not sure (10 %)",
    ]
