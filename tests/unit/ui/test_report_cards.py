"""Show costs, account and intake as the tables that a person reads."""

from __future__ import annotations

from decimal import Decimal

from agents.offline.plans import percentages_in
from memory.events import Completeness
from tools.services.money.reports import CampaignCosts
from ui.report_cards import costs_card, intake_card, no_enrichment


def test_costs_end_with_the_whole_and_say_nothing_where_nothing_came_of_it() -> None:
    """A dash stands for a reply or meeting that there is not."""
    spring = CampaignCosts(campaign_id=None, name="Spring", sends_aud=Decimal("1.5"), leads=3)
    props = costs_card([spring])
    rows = props["rows"]
    assert isinstance(rows, list)
    assert rows[0] == ["Spring", "1.50", "0.00", "0.00", "1.50", "0.50", "–", "–"]
    assert len(rows) == 2
    assert (props["csv"], costs_card([])["csv"]) == (True, False)


def test_intake_names_what_only_asking_found() -> None:
    """By vendor and kind."""
    found = Completeness(vendor="twilio", kind="inbound", by_webhook=1200, only_by_poll=1, never_read=0)
    assert intake_card([found])["rows"] == [["twilio", "inbound", "1,200", "1", "0"]]
    assert no_enrichment()["empty"] == "Nothing has been enriched yet."


def test_mail_beside_email_is_what_the_post_brings() -> None:
    """The five shares as a newcomer says them."""
    said = "40% email, 20% SMS, 20% LinkedIn, 10% voice and 10% mail"
    assert percentages_in(said) == {"email": 40, "sms": 20, "linkedin": 20, "voice": 10, "mail": 10}
