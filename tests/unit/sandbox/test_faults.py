"""Faults come as often as they were asked for, and the same way for the same seed."""

from __future__ import annotations

import pytest

from errors import InvalidInput
from tools.sandbox.faults import Fault, Faults
from tools.sandbox.people import parse_mix


def test_shares_are_kept_and_repeatable() -> None:
    """A tenth is about a tenth, and the same tenth for the same seed."""
    drawn = [Faults(7, "429=0.1,slow=0.2") for _ in range(2)]
    first, second = ([faults.draw("resend") for _ in range(2000)] for faults in drawn)
    assert first == second
    assert 150 < first.count(Fault.TOO_MANY) < 250
    assert 330 < first.count(Fault.SLOW) < 470


def test_a_fault_may_be_one_vendors_own() -> None:
    """`resend.refuse=1` leaves Apollo alone."""
    faults = Faults(7, "resend.refuse=1")
    assert faults.draw("resend") is Fault.REFUSE
    assert faults.draw("apollo") is None


def test_a_doubled_webhook_is_no_fault_of_a_call() -> None:
    faults = Faults(7, "duplicate_webhook=1")
    assert faults.draw("postmark") is None
    assert faults.duplicates("postmark")
    assert not faults.out_of_order("postmark")


def test_an_overtaken_webhook_is_no_fault_of_a_call() -> None:
    faults = Faults(7, "lob.out_of_order_webhook=1")
    assert faults.draw("lob") is None
    assert faults.out_of_order("lob")
    assert not faults.out_of_order("stripe")


@pytest.mark.parametrize(
    "text", ["refuse", "refuse=x", "unheard_of=0.1", "refuse=2", "refuse=-1", "=0.1", "refuse=nan"]
)
def test_a_fault_that_does_not_exist_is_named(text: str) -> None:
    with pytest.raises(InvalidInput):
        Faults(7, text)


@pytest.mark.parametrize("text", ["", "glad=1", "question=x", "question=0", "question=-1,meeting=2"])
def test_a_mix_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_mix(text)
