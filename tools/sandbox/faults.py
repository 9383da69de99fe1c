"""Decide which calls go wrong, and how, the same way for the same seed."""

# ruff: noqa: S311 - chance here makes a world, not a secret

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from errors import InvalidInput


class Fault(StrEnum):
    """The ways in which a vendor's call goes wrong."""

    REFUSE = "refuse"
    """The connection is closed before anything was taken."""
    REJECT = "reject"
    """A 4xx: nothing was taken."""
    TOO_MANY = "429"
    ACCEPT_THEN_DROP = "accept_then_drop"
    """Taken, then the connection is cut without an answer."""
    ACCEPT_THEN_500 = "accept_then_500"
    SLOW = "slow"
    """Taken, and answered after the caller has given up."""
    DUPLICATE_WEBHOOK = "duplicate_webhook"
    """The same webhook twice at once."""
    OUT_OF_ORDER_WEBHOOK = "out_of_order_webhook"
    """A webhook that the vendor's next one overtakes."""


OF_WEBHOOKS = frozenset({Fault.DUPLICATE_WEBHOOK, Fault.OUT_OF_ORDER_WEBHOOK})
"""Faults of what the vendors post; the others are faults of the calls that they get."""


DEALT = 40
"""So many draws together bear each share as exactly as fortieths can, in an order of the seed's."""


@dataclass(frozen=True)
class _Share:
    vendor: str | None
    fault: Fault
    share: float


def parse_shares(text: str) -> tuple[_Share, ...]:
    """`429=0.1,resend.accept_then_drop=0.05`: shares of all calls, or of one vendor's calls."""
    return tuple(_share(part.strip()) for part in text.split(",") if part.strip())


class Faults:
    """Draws a fault for each call: from the seed and the count of the vendor's calls so far.

    Draws are dealt like cards and not thrown like dice, so that a vendor with few calls has its share too.
    """

    def __init__(self, seed: int, shares: str = "") -> None:
        self._seed = seed
        self._shares = parse_shares(shares)
        self._calls: dict[str, int] = {}
        self._happened: dict[str, Counter[Fault]] = {}

    def set(self, shares: str) -> None:
        """Other shares from now on."""
        self._shares = parse_shares(shares)

    def calls(self, vendor: str) -> int:
        """How many calls the vendor has had."""
        return self._calls.get(vendor, 0)

    def note(self, vendor: str, fault: Fault) -> None:
        """Count a fault that has really happened to a call or webhook of the vendor."""
        self._happened.setdefault(vendor, Counter())[fault] += 1

    def happened(self) -> Mapping[str, Mapping[Fault, int]]:
        """By vendor, how many of each fault have happened since the beginning."""
        return self._happened

    def draw(self, vendor: str) -> Fault | None:
        """The fault of the vendor's next call, or None."""
        return self._pick(vendor, f"{vendor}", frozenset(Fault) - OF_WEBHOOKS)

    def duplicates(self, vendor: str) -> bool:
        """Whether the vendor's next webhook is posted twice."""
        return self._pick(vendor, f"{vendor}-webhook", frozenset({Fault.DUPLICATE_WEBHOOK})) is not None

    def out_of_order(self, vendor: str) -> bool:
        """Whether the vendor's next webhook lets the one behind it pass."""
        among = frozenset({Fault.OUT_OF_ORDER_WEBHOOK})
        return self._pick(vendor, f"{vendor}-order", among) is not None

    def _pick(self, vendor: str, counter: str, among: frozenset[Fault]) -> Fault | None:
        number = self._calls.get(counter, 0)
        self._calls[counter] = number + 1
        point = self._point(counter, number)
        for share in self._shares:
            if share.fault in among and share.vendor in (None, vendor):
                point -= share.share
                if point < 0:
                    return share.fault
        return None

    def _point(self, counter: str, number: int) -> float:
        deal, place = divmod(number, DEALT)
        cards = Random(f"{self._seed}:{counter}:{deal}").sample(range(DEALT), DEALT)
        return (cards[place] + Random(f"{self._seed}:{counter}:{number}").random()) / DEALT


def _share(part: str) -> _Share:
    name, _, number = part.partition("=")
    vendor, _, fault = name.strip().rpartition(".")
    try:
        share = _Share(vendor or None, Fault(fault), float(number))
    except ValueError:
        known = ", ".join(Fault)
        raise InvalidInput(
            f"A fault is NAME=SHARE such as 429=0.1, not {part!r}; the names are {known}."
        ) from None
    if not 0 <= share.share <= 1:
        raise InvalidInput(f"The share of a fault lies between 0 and 1, not at {share.share}.")
    return share


def parse_parts(text: str) -> Mapping[str, float]:
    """`interested=25,meeting=20` as a mapping; the parts need not sum to anything."""
    parts: dict[str, float] = {}
    for part in (entry.strip() for entry in text.split(",")):
        if not part:
            continue
        name, _, number = part.partition("=")
        try:
            parts[name.strip()] = float(number)
        except ValueError:
            raise InvalidInput(f"A part is NAME=NUMBER such as question=20, not {part!r}.") from None
    return parts
