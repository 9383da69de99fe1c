"""Questions about whom we may contact are understood, and each closed channel is answered with its rule."""

from __future__ import annotations

import pytest

from agents.offline.contact_answers import advice, asked_about, channel_in, doors_in, may_we, why_not
from tools.services.law.rules import RULES

DOORS = """\
email | open | Nothing forbids it now.
sms | closed | AU-DNCR-1 | The number was not washed. Asked again from 2026-11-23 02:00 UTC.
linkedin | closed | tier_channel | A cool lead is not contacted by linkedin.
voice | closed | AU-DNCR-1 | The number was not washed. Asked again from 2026-11-23 02:00 UTC.
mail | closed | tier_channel | A cool lead is not contacted by mail.
"""
RECORD = "Ruth Aitken | scored | enrichment done\nnot scored yet\n2026-11-22 04:00 Imported from a.csv."


@pytest.mark.parametrize(
    ("said", "name", "channel"),
    [
        ("Can we call Ruth Aitken now?", "Ruth Aitken", "voice"),
        ("may I text Mia Tran?", "Mia Tran", "sms"),
        ("Are we allowed to email mia@bay.example?", "mia@bay.example", "email"),
        ("Is it ok to ring “Kelp & Co”", "Kelp & Co", "voice"),
        ("Could we please write to O'Brien?", "O'Brien", "email"),
        ("can we contact Ruth Aitken", "Ruth Aitken", None),
        ("Can we invite Bo Lee on LinkedIn?", "Bo Lee", "linkedin"),
    ],
)
def test_whether_somebody_may_be_contacted_is_understood(said: str, name: str, channel: str | None) -> None:
    """The person and the channel are taken from the words."""
    assert (asked_about(said), channel_in(said)) == (name, channel)


@pytest.mark.parametrize(
    "said",
    [
        "Can you email law firms about our review?",
        "Can you draft 12 mails?",
        "can we pause the dental campaign",
        "What can you do?",
        "Could we contact more people?",
    ],
)
def test_other_wishes_are_left_to_others(said: str) -> None:
    """A campaign is no person."""
    assert asked_about(said) is None


def test_one_channel_gets_yes_or_no_with_the_rule() -> None:
    """A yes still says that nothing goes unapproved."""
    no = may_we("Ruth Aitken", DOORS, "voice")
    assert no.startswith("No, Ruth Aitken may not be reached by phone now.")
    assert "AU-DNCR-1" in no
    assert "/compliance" in no
    yes = may_we("Ruth Aitken", DOORS, "email")
    assert yes.startswith("Yes")
    assert "approved" in yes


def test_channels_that_one_rule_shuts_stand_together_above_the_record() -> None:
    """Each rule once, then what happened last."""
    text = why_not("Ruth Aitken", DOORS, RECORD, None)
    assert text.count("AU-DNCR-1") == 1
    assert "- SMS and phone: The rule AU-DNCR-1 says" in text
    assert "- Email: open now." in text
    assert text.endswith("- 2026-11-22 04:00 Imported from a.csv.")
    assert "turn has not come" in why_not("Ruth Aitken", DOORS, RECORD, "email")
    assert "Nothing has happened" in why_not("Ruth Aitken", DOORS, "", "email")


def test_every_rule_has_a_next_step() -> None:
    """A rule that was never heard of still gets one."""
    assert len(doors_in(DOORS)) == 5
    for rule in [*(one.name for one in RULES), "NEW-1"]:
        assert advice(rule, "Because.").endswith(".")
    assert "suppression list" in advice("suppressed_email", "")
    assert "by itself" in advice("NEW-1", "Later. Asked again from 2026-11-23 02:00 UTC.")
