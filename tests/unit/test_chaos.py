"""The chaos sees what must not happen, and takes a run for no proof in which something was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from evals.chaos.oracle import judge_outcomes, judge_texts, owners_of
from evals.chaos.parts import LEAST_TOUCHES, TOUCHES, smaller
from evals.chaos.quotas import judge_seat
from evals.chaos.servers import Told
from evals.chaos.taken import Taken
from evals.chaos.toll import FALLS, FLUSHES, HANGS, LIMITS, VENDORS, Toll, Weather, missing, possible
from evals.chaos.verdict import Known, Verdict
from memory.enums import Author, Channel, Form, TouchStatus
from memory.records.ids import ClientId, DraftId, TouchId
from memory.records.messages import Draft
from tools.sandbox.faults import Fault

NOON = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
Change = Callable[[Toll], object]


def a_toll() -> Toll:
    """Of a run in which everything happened."""
    told = {
        vendor: Told(calls=40, faults={fault: 2 for fault in Fault if possible(vendor, fault)})
        for vendor in VENDORS
    }
    return Toll(
        kills=9, killed_at=Counter(FALLS), hung_at=Counter(HANGS), restarts=Counter(fast=1), flushes=FLUSHES,
        one_clicks=1, stops=1, payments=1, storms=[Weather(told=told)],
    )  # fmt: skip


def left_out(toll: Toll) -> list[str]:
    return list(missing(toll, full={kinds[-1]: 1 for kinds in LIMITS}, debits=1, unknown=1))


def test_a_run_in_which_everything_happened_proves_something() -> None:
    assert left_out(a_toll()) == []
    assert len(list(missing(a_toll(), full={}, debits=0, unknown=0))) == len(LIMITS) + 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda toll: toll.killed_at.pop("deliver.claimed"), "no worker was killed at deliver.claimed"),
        (lambda toll: toll.hung_at.pop("resolve.found"), "no worker hung at resolve.found"),
        (lambda toll: toll.restarts.clear(), "PostgreSQL was not restarted"),
        (lambda toll: setattr(toll, "kills", 0), "no worker was killed at random"),
        (lambda toll: setattr(toll, "flushes", 1), "Redis was flushed 1 times, not 2"),
        (lambda toll: toll.storms[0].told["clay"].faults.pop(Fault.SLOW), "slow never happened at clay"),
    ],
)  # fmt: skip
def test_what_never_happened_is_named(change: Change, sentence: str) -> None:
    toll = a_toll()
    change(toll)
    assert left_out(toll) == [sentence]


def test_too_few_faulted_calls_are_named() -> None:
    toll = a_toll()
    toll.storms[0].told["resend"].calls = 1_000
    assert left_out(toll) == ["only 9% of the calls went wrong"]


def a_touch(status: TouchStatus, body: str = "Hello Mia") -> Known:
    """One text to one person, sealed."""
    touch_id = TouchId(uuid4())
    row = {"channel": "sms", "step_n": 1, "status": status, "outcome_reason": None, "id": touch_id}
    draft = Draft(
        id=DraftId(uuid4()), client_id=ClientId(UUID(int=1)), touch_id=touch_id, version=1,
        author=Author.OFFLINE, model=None, form=Form.SMS, recipient="+61491570156", subject="",
        body=body, footer="", facts=[],
        note_ids=(), findings=[], feedback=None, created_at=NOON,
    )  # fmt: skip
    return Known(id=touch_id, client_id=ClientId(UUID(int=1)), row=row, draft=draft, sealed=True)


SENT = Taken(
    channel=Channel.SMS, form="sms", tag=None, recipient="+61491570156", subject="", text="Hello Mia", at=NOON
)


def found(taken: list[Taken], known: list[Known], *, planned: int = 1) -> set[str]:
    """The kinds of violations among these."""
    verdict = Verdict(planned=planned)
    owners = owners_of(verdict, taken, known)
    judge_outcomes(verdict, known, owners)
    judge_texts(verdict, owners)
    return set(verdict.violations)


def test_what_was_sent_once_and_recorded_so_violates_nothing() -> None:
    """Also where another touch, that never left, says the same to the same person."""
    assert found([SENT], [a_touch(TouchStatus.SENT)]) == set()
    assert found([SENT], [a_touch(TouchStatus.CANCELLED), a_touch(TouchStatus.SENT)]) == set()
    assert found([], [a_touch(TouchStatus.NOT_SENT)]) == set()


def test_each_thing_that_must_not_happen_is_seen() -> None:
    changed = replace(SENT, text="Hello Mia. Now or never.")
    assert found([SENT, SENT], [a_touch(TouchStatus.SENT)]) == {"accepted more than once"}
    assert found([], [a_touch(TouchStatus.SENT)]) == {"lost"}
    assert found([], [], planned=1) == {"lost"}
    assert found([SENT], [a_touch(TouchStatus.NOT_SENT)]) == {"recorded otherwise than it was"}
    assert found([], [a_touch(TouchStatus.SENDING)]) == {"without an outcome"}
    assert found([changed], [a_touch(TouchStatus.PARKED)]) == {"approved text different from sent text"}
    unsealed = replace(a_touch(TouchStatus.SENT), sealed=False)
    assert found([SENT], [unsealed]) == {"approved text different from sent text"}


def test_a_letter_with_a_word_of_its_own_is_not_what_was_approved() -> None:
    """Marks, the company's site and the order of the page are the printer's; a sentence more is not."""
    touch = a_touch(TouchStatus.SENT, "Hi Mia,\nit's time.")
    assert touch.draft is not None
    letter = replace(touch, draft=replace(touch.draft, form=Form.LETTER))
    page = "<style>p{x}</style><b>https://harbour.example</b><p>Hi Mia,<br>it&#x27;s time.</p>"
    printed = replace(SENT, channel=Channel.MAIL, tag=str(touch.id), text=page)
    assert found([printed], [letter]) == set()
    for spoilt in (page.replace("time.", "time. Now."), page.replace("Hi Mia,", "Hi,")):
        assert found([replace(printed, text=spoilt)], [letter]) != set()


def test_a_seats_week_is_judged_over_all_that_use_it() -> None:
    """What went before the run counts in the week, and not in the run's days."""
    before = [NOON - timedelta(days=3)] * 95
    for count, kinds in ((5, set[str]()), (6, {"limits overstepped"})):
        verdict = Verdict()
        judge_seat(verdict, "9001", before, [NOON] * count)
        assert set(verdict.violations) == kinds


@pytest.mark.parametrize("touches", [LEAST_TOUCHES, 500, TOUCHES])
def test_a_smaller_run_uses_its_limits_up_all_the_same(touches: int) -> None:
    parts = smaller(touches)
    assert abs(sum(sum(part.touches.values()) for part in parts) - touches) <= 15
    for channel in (Channel.EMAIL, Channel.LINKEDIN, Channel.VOICE):
        assert any(part.touches[channel] > part.limits[channel] * part.domains for part in parts), channel
