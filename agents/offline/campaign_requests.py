"""Plan, change, judge and compare campaigns offline, by what the tools say of them."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pydantic import JsonValue

from agents.offline.analysis_answers import analysis_in_words, changes_in, ranking_in_words
from agents.offline.counting import NUMBER, daily_limit_named, limit_in_words, number_of
from agents.offline.engine import Call, OfflineRequest
from agents.offline.lookups import (
    FLAGS,
    Campaign,
    as_list,
    ask_which,
    campaigns_in,
    campaigns_named,
    look,
    say,
    show,
    the_campaign,
    today,
    without_ids,
)
from agents.offline.plans import plan_of
from agents.offline.terms import days_of_week_in, in_figures, one_share_in, shares_named, with_share

_VERBS = {
    "paused": r"\b(?:pause|halt|suspend|hold|stop)\b",
    "active": r"\b(?:resume|restart|re-?activate|activate|unpause|continue|start|launch|turn on|switch on|run)\b",
    "completed": r"\b(?:complete|finish|end|close|wrap up|archive)\b",
}

_POINTING = frozenset(
    "a an the this that these those it them all any every everything our my your one ones campaign campaigns outreach sending "
    "sends mails emails messages things now up down off out again going please for us me immediately right away".split()
)
"""Words that point at a campaign without naming it."""

_DONE = {"paused": "pause", "active": "activate", "completed": "complete"}


def new_campaign(request: OfflineRequest, said: str) -> Sequence[Call]:
    plan = plan_of(said, today(request))
    if plan is None:
        return say("Gladly. Whom should the campaign reach, and what is it about? One sentence is enough.")
    if (total := shares_named(in_figures(said))) is not None and total != 100:
        wrong = f"{100 - total} % are missing" if total < 100 else f"that is {total - 100} % too many"
        return say(f"The shares that you named make {total} %, and {wrong}: which channel should change?")
    return [Call(name="propose_campaign", arguments={"plan": plan, "reason": _defaults(plan, said)})]


def _defaults(plan: dict[str, JsonValue], said: str) -> str:
    """Which values nobody asked for."""
    channels = r"%|\b(?:e-?mails?|sms|texts?|linked\s?in|calls?|phone|letters?|postcards?)\b"
    taken = [
        words
        for words, named in (
            ("email only", bool(re.search(channels, said, FLAGS))),
            ("50 touches a day", daily_limit_named(said) is not None),
            ("three messages over eight days", "steps" in plan),
            ("your usual hours and days", bool({"work_start", "work_days"} & plan.keys())),
            ("your usual way of approving", "mode" in plan),
            ("a start as soon as you confirm", "starts_on" in plan),
        )
        if not named
    ]
    whole = "It takes every lead that is in no campaign yet. Nothing starts before you confirm."
    bounded = limit_in_words(said)
    if not taken and not bounded:
        return f"All of it is from your own words. {whole}"
    listed = f"{', '.join(taken[:-1])} and {taken[-1]}" if len(taken) > 1 else "".join(taken)
    silent = f"Where you said nothing I took {listed}. " if taken else ""
    return f"This is what I understood. {bounded}{silent}{whole}"


def change_status(request: OfflineRequest, said: str) -> Sequence[Call]:
    to = next((status for status, verb in _VERBS.items() if re.search(verb, said, FLAGS)), None)
    if to is None:
        return ()
    if (listed := request.looked_up("list_campaigns")) is None:
        return look("list_campaigns")
    known = campaigns_in(listed)
    named = campaigns_named(said, known)
    if known and not named and (stranger := _name_said(said, to)):
        return say(f"No campaign is called “{stranger}”.\n{_listed(known)}\n\nWhich should I {_DONE[to]}?")
    fits = named or [c for c in known if _may_become(c.status, to)]
    if known and not fits:
        return say(f"There is no campaign that I could {_DONE[to]} now:\n{_listed(known)}")
    if len(fits) != 1:
        return ask_which(known, _DONE[to])
    campaign = fits[0]
    if not _may_become(campaign.status, to):
        already = " already" if campaign.status == to else ""
        return say(f"“{campaign.name}” is {campaign.status}{already}, so there is nothing to {_DONE[to]}.")
    arguments: dict[str, JsonValue] = {
        "campaign_id": campaign.id,
        "to": to,
        "reason": f"You asked to {_DONE[to]} “{campaign.name}”; it is {campaign.status} now.",
    }
    return [Call(name="change_campaign", arguments=arguments)]


def modify(request: OfflineRequest, said: str) -> Sequence[Call]:
    changes, share = changes_in(said, today(request)), one_share_in(said)
    if share is not None:
        changes.pop("percentages", None)
    if not changes and share is None:
        return ()
    total = shares_named(in_figures(said)) if share is None else None
    if total is not None and total != 100:
        return say(f"The shares that you named make {total} %, not 100 %: which channel should change?")
    if (listed := request.looked_up("list_campaigns")) is None:
        return look("list_campaigns")
    known = [campaign for campaign in campaigns_in(listed) if campaign.status != "completed"]
    fits = campaigns_named(said, known) or known
    if len(fits) != 1:
        return ask_which(known, "change")
    if share is not None:
        if (report := request.looked_up("campaign_report")) is None:
            return look("campaign_report", campaign_id=fits[0].id)
        shares = with_share(_shares_in(report), *share)
        if shares is None:
            return say(f"“{fits[0].name}” has no other channel: which one should take the rest?")
        changes["percentages"] = {**shares}
    reason = f"You asked to change “{fits[0].name}”. {limit_in_words(said)}What is approved already goes as it was approved."
    arguments: dict[str, JsonValue] = {"campaign_id": fits[0].id, "changes": changes, "reason": reason}
    return [Call(name="modify_campaign", arguments=arguments)]


def pace(request: OfflineRequest, said: str) -> Sequence[Call]:
    """Somebody wants more or fewer a day, and has not said how many."""
    if (listed := request.looked_up("list_campaigns")) is None:
        return look("list_campaigns")
    known = [campaign for campaign in campaigns_in(listed) if campaign.status != "completed"]
    fits = campaigns_named(said, known) or known
    if len(fits) != 1:
        return ask_which(known, "change")
    limit = re.search(rf"^{fits[0].id} .* \| (\d+) a day$", listed, re.MULTILINE)
    now = f"“{fits[0].name}” sends up to {limit[1]} a day" if limit else f"“{fits[0].name}” has a daily limit"
    days = (
        " It has one limit for all its days, but a day can be left out: “not on Mondays”."
        if re.search(r"\b\w+days?\b", said, FLAGS)
        else ""
    )
    return say(f"{now}. Say how many it should be, such as “set the daily limit to 20”.{days}")


def leave_days_out(request: OfflineRequest, said: str) -> Sequence[Call]:
    """Such as "don't write to anybody on Fridays"."""
    return modify(request, said) if days_of_week_in(said) else ()


def _shares_in(report: str) -> dict[str, int]:
    line = re.search(r"^channels: (.*)$", report, re.MULTILINE)
    return {name: int(share) for name, share in re.findall(r"(\w+) (\d+) %", line[1] if line else "")}


def _listed(known: Sequence[Campaign]) -> str:
    return "\n".join(f"- {campaign.name} ({campaign.status})" for campaign in known)


def _name_said(said: str, to: str) -> str:
    """What somebody calls the campaign; empty where they only point at it."""
    found = re.search(
        rf"{_VERBS[to]}\s+(?:with\s+)?(?P<name>[\w' -]+?)(?=\s+(?:for|until|till|now|today|tomorrow|from|on|at|please|again|because|while|and|to)\b|[.,;:!?]|$)",
        said,
        FLAGS,
    )
    words = re.findall(r"[\w'-]+", found["name"]) if found else []
    told = [word for word in words if word.lower() not in _POINTING]
    return " ".join(told)


def analyse(request: OfflineRequest, said: str) -> Sequence[Call]:
    campaign = the_campaign(request, said, "look at")
    if not isinstance(campaign, Campaign):
        return campaign
    if (found := request.looked_up("analyse_campaign")) is None:
        return look("analyse_campaign", campaign_id=campaign.id)
    text = analysis_in_words(found)
    return [Call(name="show_analysis", arguments={"campaign_id": campaign.id, "text": text[:2000]})]


def about_campaign(tool: str, head: str) -> Callable[[OfflineRequest, str], Sequence[Call]]:
    """What one tool says about the campaign that is meant."""

    def answer(request: OfflineRequest, said: str) -> Sequence[Call]:
        campaign = the_campaign(request, said, "look at")
        if not isinstance(campaign, Campaign):
            return campaign
        return show(request, tool, head.format(campaign.name), campaign_id=campaign.id)

    return answer


def compare(request: OfflineRequest, said: str) -> Sequence[Call]:
    if (listed := request.looked_up("list_campaigns")) is None:
        return look("list_campaigns")
    known = campaigns_in(listed)
    named = [campaign for campaign in known if campaign.name.lower() in said.lower()]
    fits = named if len(named) == 2 else known
    if len(fits) != 2:
        return () if len(fits) < 2 else ask_which(known, "compare; name two")
    return show(request, "compare_campaigns", "Side by side:", one=fits[0].id, other=fits[1].id)


def rank_leads(request: OfflineRequest, _said: str) -> Sequence[Call]:
    if (found := request.looked_up("rank_leads")) is None:
        return look("rank_leads")
    return say(ranking_in_words(found))


def autopilot(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(
        request,
        "autopilot_standing",
        "Where autopilot stands:",
        empty="Nobody has decided on a draft yet, so autopilot is not earned anywhere.",
    )


def draft_next(request: OfflineRequest, said: str) -> Sequence[Call]:
    if (listed := request.looked_up("list_campaigns")) is None:
        return look("list_campaigns")
    active = [c for c in campaigns_in(listed) if c.status == "active"]
    fits = campaigns_named(said, active) or active
    if not active:
        return say("There is no active campaign to draft for. Create one, or activate one first.")
    if len(fits) != 1:
        return ask_which(active, "draft for")
    number = re.search(rf"\b{NUMBER}", said, FLAGS)
    asked = number_of(number[0]) if number else None
    count = max(1, min(50, 10 if asked is None else asked))
    reason = (
        f"Up to {count} drafts for “{fits[0].name}”. Each waits for your approval; nothing is sent before."
    )
    return [
        Call(name="draft_outreach", arguments={"campaign_id": fits[0].id, "count": count, "reason": reason})
    ]


def campaign_detail(request: OfflineRequest, said: str) -> Sequence[Call]:
    if (listed := request.looked_up("list_campaigns")) is None:
        return look("list_campaigns")
    fits = campaigns_named(said, campaigns_in(listed))
    if len(fits) == 1:
        if (report := request.looked_up("campaign_report")) is None:
            return look("campaign_report", campaign_id=fits[0].id)
        return say(without_ids(report))
    if listed.startswith("no "):
        return say(
            "There are no campaigns yet. Tell me whom you want to reach and about what, and I draw one up."
        )
    return say(f"Your campaigns:\n{as_list(listed)}")


def _may_become(status: str, to: str) -> bool:
    return to in {
        "draft": {"active"},
        "active": {"paused", "completed"},
        "paused": {"active", "completed"},
    }.get(status, set())
