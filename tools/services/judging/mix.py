"""Weigh channels against each other, tier by tier, and say what another mix should bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memory.enums import Channel, LeadTier
from tools.services.judging.performance import Performance, Rate

PRIOR_TOUCHES = 50
"""A channel with few touches is drawn towards the campaign's own average with the weight of so many."""
FEWEST_TOUCHES = 30
"""Below this a channel says too little about itself to move shares to or from it."""
SHARPNESS = 2.0
"""How strongly a better channel is preferred: shares follow its rate to this power."""
LEAST_SHARE, STEP = 10, 5
"""A channel in use keeps so many percent, so that it is still learned from; shares are rounded to a step."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelResult:
    """How one channel did in one tier."""

    channel: Channel
    tier: LeadTier
    positive: Rate
    expected: float
    """Positive answers a touch, 0..1, drawn towards the campaign's average where touches are few."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mix:
    """The shares that a campaign has, those that its results speak for, and what they should change."""

    results: tuple[ChannelResult, ...]
    now: Mapping[Channel, int]
    proposed: Mapping[Channel, int]
    positive_now: float
    """Positive answers to be expected of a hundred touches with the present shares."""
    positive_then: float
    """The same with the proposed ones."""
    enough: bool
    """Whether two channels have been tried often enough to be compared."""

    @property
    def changes(self) -> bool:
        """Whether there is anything to propose."""
        return self.enough and dict(self.now) != dict(self.proposed)


def mix_of(found: Performance) -> Mix:
    """What the campaign's own results say about its shares.

    Expected rates are shrunk towards the campaign's mean (empirical Bayes with a fixed weight), so that
    three lucky text messages do not take over a campaign.
    """
    mean = _shrunk(found.funnel.positive, found.funnel.positive.share or 0.0)
    results = tuple(
        ChannelResult(
            channel=channel,
            tier=tier,
            positive=found.of(channel=channel, tier=tier).positive,
            expected=_shrunk(found.of(channel=channel, tier=tier).positive, mean),
        )
        for tier in LeadTier
        for channel in Channel
        if found.of(channel=channel, tier=tier).sent
    )
    by_channel = {channel: _shrunk(found.of(channel=channel).positive, mean) for channel in Channel}
    now = {channel: share for channel, share in found.campaign.percentages.items() if share}
    tried = [channel for channel in now if found.of(channel=channel).sent >= FEWEST_TOUCHES]
    proposed = _shares(now, tried, by_channel)
    return Mix(
        results=results,
        now=now,
        proposed=proposed,
        positive_now=_expected(now, by_channel),
        positive_then=_expected(proposed, by_channel),
        enough=len(tried) > 1,
    )


def _shrunk(rate: Rate, mean: float) -> float:
    return (rate.hits + PRIOR_TOUCHES * mean) / (rate.of + PRIOR_TOUCHES)


def _shares(
    now: Mapping[Channel, int], tried: list[Channel], rates: Mapping[Channel, float]
) -> dict[Channel, int]:
    """The shares of the channels that were tried, dealt anew among them; the others keep theirs."""
    room = sum(now[channel] for channel in tried)
    weights = {channel: rates[channel] ** SHARPNESS for channel in tried}
    if len(tried) < 2 or not sum(weights.values()) or room < LEAST_SHARE * len(tried):
        return dict(now)
    free = room - LEAST_SHARE * len(tried)
    dealt = {
        channel: LEAST_SHARE + round(free * weight / sum(weights.values()) / STEP) * STEP
        for channel, weight in weights.items()
    }
    best = max(tried, key=lambda channel: rates[channel])
    dealt[best] += room - sum(dealt.values())
    return {**now, **dealt}


def _expected(shares: Mapping[Channel, int], rates: Mapping[Channel, float]) -> float:
    return sum(share * rates[channel] for channel, share in shares.items())
