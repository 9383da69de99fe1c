"""Judge a campaign by its own record: go on, change something, pause, or start it, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from errors import NotFound
from memory.clients import client_by_id
from memory.enums import CampaignStatus, Channel, Subscription
from memory.records.actor import Clock
from memory.records.ids import CampaignId, ClientId
from memory.records.tenants import Client
from memory.store import Memory
from tools.services.campaigns import CampaignChanges, Percentages
from tools.services.judging.mix import Mix, mix_of
from tools.services.judging.performance import Performance, Performances, Rate
from tools.services.judging.priorities import Ranked, ranked
from tools.services.judging.timing import Forecast, Timing, by_step, forecast_of, timing_of
from tools.services.money.tiers import TIERS, runs

EARLY = 50
"""Touches before anything is judged but harm."""
BOUNCES, COMPLAINTS, OPT_OUTS = 0.03, 0.003, 0.05
"""Shares that harm: of hard bounces (a domain pauses above it), of complaints (providers refuse above it),
and of opt-outs."""
POOR = 0.01
"""Positive answers a touch below which the message itself is the question."""
SURE = 0.9
"""How probable a harm or a failure must be before it decides."""
SLOW_DAYS = 20
"""Work days that the waiting leads may need at the present limit."""
UNDECIDED = 0.6
"""How sure "go on" is while little has been sent."""


class Advice(StrEnum):
    """What to do with a campaign."""

    ACTIVATE = "activate"
    PAUSE = "pause"
    MODIFY = "modify"
    CONTINUE = "continue"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One change, what it should bring, and what would be changed; words alone where people must write."""

    sentence: str
    changes: CampaignChanges | None = None
    sure: float = SURE
    """How probable it is, 0..1, that it is for the better."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Analysis:
    """The advice with all that it rests on."""

    found: Performance
    advice: Advice
    confidence: float
    """0..1: how probable it is that the reason given holds."""
    because: tuple[str, ...]
    changes: tuple[Change, ...]
    mix: Mix
    timing: Timing
    forecast: Forecast

    @property
    def proposal(self) -> CampaignChanges | None:
        """All changes that code can make, as one."""
        found = [change.changes for change in self.changes if change.changes is not None]
        merged = {name: value for one in found for name, value in one.wanted().items()}
        return CampaignChanges.model_validate(merged) if merged else None


@dataclass(frozen=True, kw_only=True)
class Analyst:
    """Reads, and judges by rules; it changes nothing."""

    memory: Memory
    clock: Clock
    performances: Performances

    async def analyse(self, client_id: ClientId, campaign_id: CampaignId) -> Analysis:
        """One campaign; NotFound where the client has no such campaign."""
        found = await self.performances.of(client_id, campaign_id)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            client = await client_by_id(tx)
        if client is None:
            raise NotFound("This client is closed.")
        return judged(found, client)

    async def rank(
        self, client_id: ClientId, campaign_id: CampaignId | None = None, limit: int = 10
    ) -> list[Ranked]:
        """The leads to contact next, of one campaign or of all that run."""
        candidates = await self.performances.candidates(client_id, campaign_id)
        return ranked(candidates, self.clock(), limit)


def judged(found: Performance, client: Client) -> Analysis:
    """The advice for a campaign by its record; harm first, then failure, then what could be better."""
    mix, timing = mix_of(found), timing_of(found)
    harms = list(_harms(found))
    if harms and found.campaign.status is CampaignStatus.ACTIVE:
        return _analysis(found, Advice.PAUSE, harms, (), mix, timing)
    if found.campaign.status in (CampaignStatus.DRAFT, CampaignStatus.PAUSED):
        return _standing_still(found, client, harms, mix, timing)
    reasons = list(_failings(found))
    changes = tuple(_changes(found, client, mix, timing, poor=bool(reasons)))
    if changes:
        better = (max(change.sure for change in changes), _fine(found)[1])
        return _analysis(found, Advice.MODIFY, reasons or [better], changes, mix, timing)
    return _analysis(found, Advice.CONTINUE, [_fine(found)], (), mix, timing)


Reason = tuple[float, str]
"""How probable it is that the reason holds, and its sentence."""


def _analysis(
    found: Performance,
    advice: Advice,
    reasons: list[Reason],
    changes: tuple[Change, ...],
    mix: Mix,
    timing: Timing,
) -> Analysis:
    return Analysis(
        found=found,
        advice=advice,
        confidence=round(max(sure for sure, _ in reasons), 2),
        because=tuple(sentence for _, sentence in reasons),
        changes=changes,
        mix=mix,
        timing=timing,
        forecast=forecast_of(found),
    )


def _harms(found: Performance) -> Iterable[Reason]:
    funnel = found.funnel
    for rate, limit, what in (
        (funnel.bounced, BOUNCES, "mails bounced for good"),
        (funnel.complained, COMPLAINTS, "mails were reported as unwanted"),
        (funnel.opted_out, OPT_OUTS, "people asked not to be contacted again"),
    ):
        sure = rate.above(limit)
        # Two cases may be chance however few were sent.
        if rate.hits > 2 and sure >= SURE:
            yield sure, f"{rate.words()} {what}: more than {limit:.1%} is harmful."


def _failings(found: Performance) -> Iterable[Reason]:
    positive = found.funnel.positive
    sure = 1 - positive.above(POOR)
    if positive.of >= EARLY and sure >= SURE:
        yield sure, f"Only {positive.words()} answered with interest, surely less than {POOR:.0%}."


def _fine(found: Performance) -> Reason:
    funnel = found.funnel
    if not funnel.sent:
        return UNDECIDED, "Nothing has been sent yet: there is nothing to judge by."
    if funnel.sent == 1:
        return UNDECIDED, "Only one message has been sent: too few to judge by."
    if funnel.sent < EARLY:
        return UNDECIDED, f"Only {funnel.sent:,} messages have been sent: too few to judge by."
    sure = max(UNDECIDED, funnel.positive.above(POOR))
    return (
        sure,
        (f"{funnel.replied.words()} answered, {funnel.positive.words()} with interest; nothing does harm."),
    )


def _standing_still(
    found: Performance, client: Client, harms: list[Reason], mix: Mix, timing: Timing
) -> Analysis:
    waiting = found.waiting_leads
    if harms:
        change = Change(sentence="Find out what did harm before it runs again: the list, or the message.")
        return _analysis(found, Advice.CONTINUE, harms, (change,), mix, timing)
    if not runs(client.subscription):
        state = Subscription(client.subscription).value.replace("_", " ")
        reason = (1.0, f"The subscription is {state}: nothing would be sent.")
        return _analysis(found, Advice.CONTINUE, [reason], (), mix, timing)
    if not waiting:
        change = Change(sentence="Drop a CSV of leads into the chat first.")
        reason = (1.0, "No lead waits for its first message.")
        return _analysis(found, Advice.CONTINUE, [reason], (change,), mix, timing)
    reason = (SURE, f"{waiting:,} leads wait for their first message, and nothing speaks against it.")
    return _analysis(found, Advice.ACTIVATE, [reason], (), mix, timing)


def _changes(found: Performance, client: Client, mix: Mix, timing: Timing, *, poor: bool) -> Iterable[Change]:
    if poor:
        yield Change(sentence="Change what the message offers or asks, or whom it goes to: say how.")
    if mix.changes:
        shares = {channel.value: share for channel, share in mix.proposed.items()}
        yield Change(
            sentence=f"Shift the channels to {_spoken(mix)}: about {mix.positive_then:.1f} instead of "
            f"{mix.positive_now:.1f} interested people a hundred messages.",
            changes=CampaignChanges(percentages=Percentages.model_validate(shares)),
            sure=_better(found, mix),
        )
    for step in timing.steps:
        if step.proposed_days != step.delay_days:
            changes = CampaignChanges(delays=by_step(timing))
            yield Change(sentence=step.sentence, changes=changes)
    if (limit := _faster(found, client)) is not None:
        days = found.waiting_leads / found.campaign.daily_limit
        yield Change(
            sentence=f"Raise the daily limit from {found.campaign.daily_limit} to {limit}: the "
            f"{found.waiting_leads:,} waiting leads take {days:.0f} work days now.",
            changes=CampaignChanges(daily_limit=limit),
        )


def _faster(found: Performance, client: Client) -> int | None:
    """A limit at which the waiting leads are reached in time, within what the client's tier allows."""
    limit, most = found.campaign.daily_limit, TIERS[client.tier].touches_a_day
    wanted = min(most, -(-found.waiting_leads // SLOW_DAYS))
    return wanted if found.waiting_leads > limit * SLOW_DAYS and wanted > limit else None


def _better(found: Performance, mix: Mix) -> float:
    """How probable it is that the channel that gains most does better than the one that loses most."""
    gained = {channel: share - mix.now.get(channel, 0) for channel, share in mix.proposed.items()}
    best, worst = max(gained, key=gained.__getitem__), min(gained, key=gained.__getitem__)
    return compared(found.of(channel=best).positive, found.of(channel=worst).positive)


def _spoken(mix: Mix) -> str:
    ordered = sorted(mix.proposed.items(), key=lambda pair: (-pair[1], list(Channel).index(pair[0])))
    return ", ".join(f"{channel.value} {share} %" for channel, share in ordered if share)


def compared(one: Rate, other: Rate) -> float:
    """How probable it is, 0..1, that the first share is the higher one (normal, flat priors)."""
    if not one.of or not other.of:
        return 0.5
    means = [(rate.hits + 1) / (rate.of + 2) for rate in (one, other)]
    variance = sum(mean * (1 - mean) / (rate.of + 3) for mean, rate in zip(means, (one, other), strict=True))
    return 1 - NormalDist(means[0] - means[1], variance**0.5).cdf(0.0)
