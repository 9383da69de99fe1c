"""Show what a reviewer sees, and what the history keeps of it."""

from __future__ import annotations

from memory.enums import Channel, Intent
from memory.records import Lead
from tests.fixtures.material import a_lead, a_reply
from tools.services.lead_columns import LeadField
from ui.cards import CHANNELS, CONSEQUENCES, INTENTS, field_label, gone, kept, lead_props, reply_card
from ui.commands import command_in, leads_table
from ui.page import without_foreign_links


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
    assert command_in("/Inbox", None) == "inbox"
    assert command_in("", "leads") == "leads"
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
