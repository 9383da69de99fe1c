"""Turn an analysis into pictures and sentences: pure, so that a test shows what is seen."""

from __future__ import annotations

from collections.abc import Sequence

from tools.services.judging.analysis import Advice, Analysis
from tools.services.judging.mix import Mix
from tools.services.judging.performance import Rate
from tools.services.judging.priorities import Ranked
from tools.services.judging.timing import Forecast
from ui.cards import Props
from ui.wording import CHANNELS

_ADVICE = {
    Advice.ACTIVATE: "Activate it",
    Advice.PAUSE: "Pause it",
    Advice.MODIFY: "Change something",
    Advice.CONTINUE: "Leave it as it is",
}
_PROPOSE = {
    Advice.ACTIVATE: "Propose to activate it",
    Advice.PAUSE: "Propose to pause it",
    Advice.MODIFY: "Propose these changes",
}


def analysis_card(found: Analysis, ranked: Sequence[Ranked], *, may_act: bool) -> Props:
    """The advice, the numbers with their bounds, the last four weeks, the channels, and who comes next."""
    campaign, funnel = found.found.campaign, found.found.funnel
    proposes = found.advice in _PROPOSE and (found.advice is not Advice.MODIFY or found.proposal is not None)
    return {
        "ref": {"kind": "analysis", "id": str(campaign.id)},
        "name": campaign.name,
        "status": campaign.status.value,
        "advice": found.advice.value,
        "says": _ADVICE[found.advice],
        "confidence": round(found.confidence * 100),
        "because": list(found.because),
        "changes": [change.sentence for change in found.changes],
        "propose": _PROPOSE[found.advice] if may_act and proposes else None,
        "sent": funnel.sent,
        "waiting": found.found.waiting_leads,
        "rates": [
            _rate("Opened", funnel.opened),
            _rate("Answered", funnel.replied),
            _rate("Interested", funnel.positive),
            _rate("Meetings", funnel.meetings),
            _rate("Opted out", funnel.opted_out),
            _rate("Bounced", funnel.bounced),
        ],
        "days": [
            {"day": day.day.isoformat(), "sent": day.sent, "replied": day.replied} for day in found.found.days
        ],
        "mix": _mix(found.mix),
        "timing": [step.sentence for step in found.timing.steps] or [found.timing.missing],
        "forecast": _forecast(found.forecast),
        "next": [_next(each) for each in ranked],
    }


def _rate(name: str, rate: Rate) -> Props:
    low, high = rate.interval
    return {
        "name": name,
        "hits": rate.hits,
        "of": rate.of,
        "share": rate.share,
        "low": low if rate.of else None,
        "high": high if rate.of else None,
    }


def _mix(mix: Mix) -> Props:
    rows = [
        {
            "tier": one.tier.value,
            "channel": CHANNELS[one.channel],
            "of": one.positive.of,
            "hits": one.positive.hits,
        }
        for one in mix.results
    ]
    shares = [
        {"name": CHANNELS[channel], "now": mix.now.get(channel, 0), "then": share}
        for channel, share in mix.proposed.items()
    ]
    effect = f"{mix.positive_now:.1f} → {mix.positive_then:.1f} interested people a hundred messages"
    return {"rows": rows, "shares": shares if mix.changes else [], "effect": effect if mix.changes else None}


def _forecast(found: Forecast) -> Props:
    bounds = (
        None
        if found.replies is None or found.positive is None
        else {"touches": found.touches, "replies": list(found.replies), "positive": list(found.positive)}
    )
    return {"bounds": bounds, "reason": found.reason}


def _next(each: Ranked) -> Props:
    work = ", ".join(part for part in (each.title, each.company) if part)
    return {
        "id": str(each.lead_id),
        "name": each.name,
        "work": work,
        "points": each.points,
        "tier": each.tier.value,
        "reasons": "; ".join(each.reasons),
    }
