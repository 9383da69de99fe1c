"""The list of replies that wait for a person: how many, how long, and what is next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from memory.enums import Channel, Intent
from memory.records.ids import LeadId, ReplyId
from memory.waiting import Waiting, WaitingReply
from tests.fixtures.material import NOW, a_lead, a_reply
from tools.services.replying.waiting import Look
from ui.cards import Props
from ui.reply_cards import reply_card
from ui.waiting_cards import title, waited, waiting_card


def _reply(since: datetime, *, abstained: bool = False, proposed: bool = False) -> WaitingReply:
    return WaitingReply(
        id=ReplyId(UUID(int=1)), lead_id=LeadId(UUID(int=2)), first_name="Mia", last_name=None,
        email="mia@kelp.example", company="Kelp", channel=Channel.EMAIL, intent=Intent.QUESTION,
        abstained=abstained, text="What\ndoes it cost? " * 20, received_at=since, response_proposed=proposed,
    )  # fmt: skip


def _rows(card: Props) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", card["rows"])


def test_a_row_says_who_waits_how_long_and_whether_the_reading_is_certain() -> None:
    since = NOW - timedelta(hours=26)
    found = Waiting(replies=(_reply(since, abstained=True),), total=3, unsure=1)
    card = waiting_card(found, now=NOW)
    (row,) = _rows(card)
    assert (card["title"], card["more"]) == ("3 replies wait for you, 1 not certain", 2)
    assert (row["who"], row["waited"], row["late"], row["abstained"]) == ("Mia", "1 day", True, True)
    assert row["text"].startswith("What does it cost? What")
    assert row["text"].endswith("…")
    assert len(row["text"]) <= 140
    assert row["next"].startswith("No response is proposed")


def test_a_proposed_response_is_what_is_next() -> None:
    found = Waiting(replies=(_reply(NOW, proposed=True),), total=1, unsure=0)
    (row,) = _rows(waiting_card(found, now=NOW))
    assert (row["next"], row["late"]) == ("A response waits for your decision", False)


def test_the_title_counts_one_none_and_many() -> None:
    assert title(0, 0) == "No reply waits for you"
    assert title(1, 1) == "1 reply waits for you, 1 not certain"
    assert title(1200, 0) == "1,200 replies wait for you"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-5, "just now"),
        (0, "just now"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (3000, "2 days"),
    ],
)
def test_waiting_is_told_in_the_largest_unit(minutes: int, words: str) -> None:
    assert waited(NOW - timedelta(minutes=minutes), NOW) == words


def test_a_person_may_say_that_nothing_is_to_do_only_where_no_response_is_proposed() -> None:
    """Deciding on the response says so itself."""
    for waits, proposed, may_act, may in (
        (True, False, True, True),
        (True, True, True, False),
        (True, False, False, False),
        (False, False, True, False),
    ):
        look = Look(waits=waits, response_proposed=proposed, settled_by=None)
        card = reply_card(a_reply("Hm"), a_lead(), look=look, may_act=may_act)
        assert card["maySettle"] is may
