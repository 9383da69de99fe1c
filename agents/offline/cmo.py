"""Understand the CMO's everyday requests, look things up through the same tools, and propose."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import JsonValue

from agents.offline.contact_answers import asked_about, channel_in, may_we, person_in, why_not
from agents.offline.engine import Call, OfflineRequest
from agents.offline.plans import plan_of, shares_named
from agents.offline.small_talk import CANNOT, greets_in_another_language, small_talk
from tools.services.recall import standing_instructions

_FLAGS = re.IGNORECASE
_ROW = re.compile(r"^(?P<id>[0-9a-f-]{36}) \| (?P<status>\w+) \| (?P<rest>.*)$", re.MULTILINE)
_VERBS = {
    "paused": r"\b(?:pause|halt|suspend|hold|stop)\b",
    "active": r"\b(?:resume|restart|re-?activate|activate|unpause|continue|start|launch|turn on|switch on|run)\b",
    "completed": r"\b(?:complete|finish|end|close|wrap up|archive)\b",
}
_COUNTS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ten": 10,
    "a dozen": 12,
    "twenty": 20,
}
_DONE = {"paused": "pause", "active": "activate", "completed": "complete"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """A campaign as the tool lists it."""

    id: str
    status: str
    name: str


def engine(request: OfflineRequest) -> Sequence[Call]:
    """The next call: something to look up, or the decision."""
    said = str(request.data.get("message") or "").replace("’", "'")
    if standing_instructions(said) and not re.search(r"\bcampaign\s+(?:for|to|about)\b", said, _FLAGS):
        return _say("Noted: it will be kept in mind for the next drafts.")
    if greets_in_another_language(said):
        return _greet(request, said)
    if (talk := small_talk(said)) is not None and not re.search(_NEW, said, _FLAGS):
        return _say(talk)
    for pattern, answer in _REQUESTS:
        if re.search(pattern, said, _FLAGS) and (calls := answer(request, said)):
            return calls
    return _say(CANNOT)


def _greet(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _show(request, "client_state", "Hello. This is where things stand:")


def _state(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _show(request, "client_state", "This is where things stand:")


def _new_campaign(request: OfflineRequest, said: str) -> Sequence[Call]:
    plan = plan_of(said, _now(request))
    if plan is None:
        return _say("Gladly. Whom should the campaign reach, and what is it about? One sentence is enough.")
    if (total := shares_named(said)) is not None and total != 100:
        wrong = f"{100 - total} % are missing" if total < 100 else f"that is {total - 100} % too many"
        return _say(f"The shares that you named make {total} %, and {wrong}: which channel should change?")
    return [Call(name="propose_campaign", arguments={"plan": plan, "reason": _defaults(plan, said)})]


def _defaults(plan: dict[str, JsonValue], said: str) -> str:
    """Which values nobody asked for."""
    channels = r"%|\b(?:e-?mails?|sms|texts?|linked\s?in|calls?|phone|letters?|postcards?)\b"
    taken = [
        words
        for words, named in (
            ("email only", bool(re.search(channels, said, _FLAGS))),
            ("50 touches a day", plan["daily_limit"] != 50 or "50" in said),
            ("three messages over eight days", "steps" in plan),
            ("your usual hours and days", "work_start" in plan),
            ("your usual way of approving", "mode" in plan),
            ("a start as soon as you confirm", "starts_on" in plan),
        )
        if not named
    ]
    if not taken:
        return "All of it is from your own words. Nothing starts before you confirm."
    listed = f"{', '.join(taken[:-1])} and {taken[-1]}" if len(taken) > 1 else taken[0]
    return f"This is what I understood. Where you said nothing I took {listed}. Nothing starts before you confirm."


def _change(request: OfflineRequest, said: str) -> Sequence[Call]:
    to = next((status for status, verb in _VERBS.items() if re.search(verb, said, _FLAGS)), None)
    if to is None:
        return ()
    if (listed := request.looked_up("list_campaigns")) is None:
        return _look("list_campaigns")
    known = _campaigns(listed)
    fits = _named(said, known) or [c for c in known if _may_become(c.status, to)]
    if known and not fits:
        listed = "\n".join(f"- {campaign.name} ({campaign.status})" for campaign in known)
        return _say(f"There is no campaign that I could {_DONE[to]} now:\n{listed}")
    if len(fits) != 1:
        return _ask_which(known, _DONE[to])
    campaign = fits[0]
    if not _may_become(campaign.status, to):
        already = " already" if campaign.status == to else ""
        return _say(f"“{campaign.name}” is {campaign.status}{already}, so there is nothing to {_DONE[to]}.")
    arguments: dict[str, JsonValue] = {
        "campaign_id": campaign.id,
        "to": to,
        "reason": f"You asked to {_DONE[to]} “{campaign.name}”; it is {campaign.status} now.",
    }
    return [Call(name="change_campaign", arguments=arguments)]


def _draft(request: OfflineRequest, said: str) -> Sequence[Call]:
    if (listed := request.looked_up("list_campaigns")) is None:
        return _look("list_campaigns")
    active = [c for c in _campaigns(listed) if c.status == "active"]
    fits = _named(said, active) or active
    if not active:
        return _say("There is no active campaign to draft for. Create one, or activate one first.")
    if len(fits) != 1:
        return _ask_which(active, "draft for")
    number = re.search(rf"\b(\d{{1,4}}|{'|'.join(_COUNTS)})\b", said, _FLAGS)
    asked = (_COUNTS.get(number[1].lower()) or int(number[1])) if number else 10
    count = max(1, min(50, asked))
    reason = (
        f"Up to {count} drafts for “{fits[0].name}”. Each waits for your approval; nothing is sent before."
    )
    return [
        Call(name="draft_outreach", arguments={"campaign_id": fits[0].id, "count": count, "reason": reason})
    ]


def _answer(request: OfflineRequest, _said: str) -> Sequence[Call]:
    if (listed := request.looked_up("recent_replies")) is None:
        return _look("recent_replies", limit=20)
    wants = [
        row["id"]
        for row in _ROW.finditer(listed)
        if row["status"] in {"meeting_request", "interested", "question"}
    ]
    if not wants:
        return _say(
            "There is no reply that waits for an answer: nobody asked a question, a meeting or for more."
        )
    reason = f"{len(wants)} replies ask for something. Each answer is drafted and waits for your approval."
    return [Call(name="answer_replies", arguments={"reply_ids": [*wants[:20]], "reason": reason})]


def _may_we(request: OfflineRequest, said: str) -> Sequence[Call]:
    name = asked_about(said)
    return _about_lead(request, said, name, now=True) if name else ()


def _why_not(request: OfflineRequest, said: str) -> Sequence[Call]:
    if (name := person_in(said)) is None:
        return _say("Which lead do you mean? Give me a name, a company or an address.")
    return _about_lead(request, said, name, now=False)


def _about_lead(request: OfflineRequest, said: str, name: str, *, now: bool) -> Sequence[Call]:
    if (listed := request.looked_up("find_leads")) is None:
        return _look("find_leads", text=name, limit=5)
    found = list(_ROW.finditer(listed))
    if not found:
        return _say(f"I find no lead named “{name}”.")
    if len(found) > 1:
        names = "\n".join(f"- {_fields(row)[2]}, {_fields(row)[4]}" for row in found)
        return _say(f"Several leads fit “{name}”. Which one?\n{names}")
    lead_id, who = found[0]["id"], _fields(found[0])[2] or name
    about_contact = now or not re.search(r"\bscor\w*|\b(?:what happened|timeline|history)\b", said, _FLAGS)
    if (doors := request.looked_up("why_not_contacted") if about_contact else "") is None:
        return _look("why_not_contacted", lead_id=lead_id)
    if now:
        return _say(may_we(who, doors, channel_in(said)))
    if (events := request.looked_up("lead_timeline")) is None:
        return _look("lead_timeline", lead_id=lead_id)
    record = f"This is what the record says, newest first:\n{events}"
    return _say(why_not(who, doors, events, channel_in(said)) if about_contact else record)


def _campaign_detail(request: OfflineRequest, said: str) -> Sequence[Call]:
    if (listed := request.looked_up("list_campaigns")) is None:
        return _look("list_campaigns")
    fits = _named(said, _campaigns(listed))
    if len(fits) == 1:
        if (report := request.looked_up("campaign_report")) is None:
            return _look("campaign_report", campaign_id=fits[0].id)
        return _say(_without_ids(report))
    if listed.startswith("no "):
        return _say(
            "There are no campaigns yet. Tell me whom you want to reach and about what, and I draw one up."
        )
    return _say(f"Your campaigns:\n{_listed(listed)}")


def _leads(request: OfflineRequest, said: str) -> Sequence[Call]:
    if re.search(r"\bhow many\b", said, _FLAGS):
        return _state(request, said)
    arguments: dict[str, JsonValue] = {"limit": 20}
    if tier := re.search(r"\b(hot|warm|cool|cold|dead)\b", said, _FLAGS):
        arguments["lead_tier"] = tier[1].lower()
    if status := re.search(r"\b(enriched|scored|converted|unsubscribed|bounced)\b", said, _FLAGS):
        arguments["status"] = status[1].lower()
    if (found := request.looked_up("find_leads")) is None:
        return [Call(name="find_leads", arguments=arguments)] if "find_leads" in request.tools else ()
    if not found.startswith("no "):
        return _say(f"The most promising first:\n{_listed(found)}")
    if wanted := " and ".join(str(arguments[key]) for key in ("lead_tier", "status") if key in arguments):
        return _say(f"No lead is {wanted} at the moment.")
    return _say("There are no leads yet. Drop a CSV file into this chat, and I show you how I read it.")


def _said_by(request: OfflineRequest, said: str) -> Sequence[Call]:
    """What one person or company answered."""
    name = person_in(said)
    if name is None:
        return _replies(request, said)
    if (listed := request.looked_up("recent_replies")) is None:
        return _look("recent_replies", limit=50)
    fits = [row[0] for row in _ROW.finditer(listed) if name.lower() in row["rest"].lower()]
    if fits:
        return _say(f"The latest from {name} first:\n{_listed(chr(10).join(fits))}")
    if (found := request.looked_up("find_leads")) is None:
        return _look("find_leads", text=name, limit=5)
    known = not found.startswith("no ")
    return _say(
        f"{name} has not answered yet."
        if known
        else f"I find no lead named “{name}”, and no reply from there."
    )


def _replies(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _show(request, "recent_replies", "The latest replies:", empty="Nobody has replied yet.")


def _waiting(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _show(
        request,
        "waiting_approvals",
        "These drafts wait for a decision:",
        empty="No draft waits for a decision.",
    )


def _costs(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _show(request, "campaign_costs", "What it has cost so far:")


def _credits(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _show(request, "credits_left", "Your account:")


def _notes(request: OfflineRequest, said: str) -> Sequence[Call]:
    return _show(
        request, "recall_notes", "What was learned:", empty="I have no note about this.", about=said[:300]
    )


_NEW = (
    r"\b(?:create|start|launch|set up|make|build|new|prepare|plan|begin|kick off|run|need|want)\b(?:(?!\bcampaigns?\b)[^.?!\n]){0,40}\bcampaign\s+(?:for|to|about|target|aimed|that|with|called|named|offering|at|,|\d|on|via|promoting)"
    r"|\b(?:create|set up|build|new|prepare|plan|draw up)\b[^.?!\n]{0,30}\bcampaign\b|\b(?:reach out to|reach|target|go after|approach|prospect)\s+(?!for\b|us\b|me\b|out\b|them\b)\w+"
    r"|\b(?:e-?mail|write to|contact|message)\b(?:\s+\w+){1,4}\s+(?:about|to (?:offer|introduce|promote|pitch|invite))\b"
)
_REQUESTS: tuple[tuple[str, Callable[[OfflineRequest, str], Sequence[Call]]], ...] = (
    (r"\b(?:can|may|could|should|allowed|is it|do the rules)\b", _may_we),
    (
        r"\bwhy\b.*(?:\bnot\b|n't\b|\bnever\b|\bcontact\w*|\bscore\w*|\bskip\w*|\blead\b)|\b(?:what happened|timeline|history)\b.*\b(?:to|with|of|for)\b",
        _why_not,
    ),
    (
        r"\bwhat (?:did|has|have|was|were|is)\b.*\b(?:answer\w*|sa(?:y|id)|repl\w+|wr[io]te\w*|response|come back)\b|\b(?:has|did|have)\b.*\b(?:answer\w*|repl(?:y|ied)|respond\w*|wr(?:ite|itten) back|heard from)\b",
        _said_by,
    ),
    (_NEW, _new_campaign),
    (
        r"\bcosts? (?:so far|per|of (?:a|an|each|every|the|our))\b|\bhow much\b[^?]*\b(?:costs?|spen[dt])\b|\bwhat (?:do|does|did|has|have)\b[^?]{0,40}\bcosts?\b[^?]{0,12}\?|^\W*(?:show |our |the )*(?:costs|spending)\b",
        _costs,
    ),
    (
        r"\b(?:answer|respond to|reply to|draft (?:answers?|responses?|replies) (?:to|for))\b.*\b(?:repl(?:y|ies)|them|everyone|questions?|answers?|responses?|people|messages)\b|\bdraft (?:the )?(?:answers|responses|replies)\b",
        _answer,
    ),
    (
        r"\b(?:draft|write|prepare|generate|compose|create)\b[^.?!\n]{0,50}\b(?:mails?|e-?mails?|drafts?|messages?|outreach|touches|next|first)\b|\bdraft\s+\d+",
        _draft,
    ),
    (
        r"\b(?:pause|halt|suspend|resume|restart|re-?activate|activate|unpause|complete|finish|archive|wrap up|end|close|stop|start|launch|continue|turn on|switch on|run)\b.*",
        _change,
    ),
    (r"\b(?:waiting|waits|approv\w+|pending|to decide|to review|inbox|open drafts?)\b", _waiting),
    (r"\b(?:repl(?:y|ies|ied)|answered|responses?|who wrote back|heard back)\b", _replies),
    (r"\b(?:credits?|balance|quota|tier|plan|subscription|billing)\b", _credits),
    (r"\b(?:learn\w*|notes?|remember\w*|know about us)\b.*\?|\bwhat (?:did|have) we learn\w*", _notes),
    (r"\bcampaigns?\b", _campaign_detail),
    (r"\b(?:leads?|prospects?|people|contacts)\b", _leads),
    (
        r"\b(?:broken|wrong|problems?|errors?|state|status|stand|standing|overview|summary|how (?:are|is|did)|going|progress|today|numbers|report|update|up to|doing|dashboard)\b",
        _state,
    ),
    (r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|g'?day|morning|start|help)\b", _greet),
)


def _show(
    request: OfflineRequest, tool: str, head: str, *, empty: str = "", **arguments: JsonValue
) -> Sequence[Call]:
    """Look one thing up, then say it."""
    if tool not in request.tools:
        return _say("Your role here does not include that: ask an admin of this client.")
    if (found := request.looked_up(tool)) is None:
        return _look(tool, **arguments)
    if empty and "\n" not in found and found.startswith(("no ", "nothing ")):
        return _say(empty)
    return _say(f"{head}\n{_listed(found) if ' | ' in found else found}")


def _look(tool: str, **arguments: JsonValue) -> Sequence[Call]:
    return [Call(name=tool, arguments=arguments)]


def _say(text: str) -> Sequence[Call]:
    return [Call(name="say", arguments={"text": text[:4000]})]


def _ask_which(known: Sequence[Campaign], verb: str) -> Sequence[Call]:
    if not known:
        return _say(
            "There are no campaigns yet. Tell me whom you want to reach and about what, and I draw one up."
        )
    names = "\n".join(f"- {campaign.name} ({campaign.status})" for campaign in known)
    return _say(f"Which campaign should I {verb}?\n{names}")


def _campaigns(listed: str) -> list[Campaign]:
    return [
        Campaign(id=row["id"], status=row["status"], name=row["rest"].rsplit(" | ", 2)[0])
        for row in _ROW.finditer(listed)
    ]


def _named(said: str, campaigns: Sequence[Campaign]) -> list[Campaign]:
    """Campaigns whose name was said, whole or by the words that tell it from the others."""
    low = said.lower()
    whole = [campaign for campaign in campaigns if campaign.name.lower() in low]
    if whole:
        longest = max(len(campaign.name) for campaign in whole)
        return [campaign for campaign in whole if len(campaign.name) == longest]
    said_words = set(re.findall(r"[a-z0-9]{3,}", low)) - {
        "the",
        "campaign",
        "for",
        "and",
        "please",
        "draft",
        "emails",
    }
    scored = [(len(said_words & set(re.findall(r"[a-z0-9]{3,}", c.name.lower()))), c) for c in campaigns]
    best = max((score for score, _ in scored), default=0)
    return [campaign for score, campaign in scored if score == best and best > 0]


def _may_become(status: str, to: str) -> bool:
    return to in {
        "draft": {"active"},
        "active": {"paused", "completed"},
        "paused": {"active", "completed"},
    }.get(status, set())


def _fields(row: re.Match[str]) -> list[str]:
    return [part.strip() for part in row["rest"].split(" | ")] + [""] * 5


def _listed(found: str) -> str:
    return "\n".join(f"- {line}" for line in _without_ids(found).splitlines())


def _without_ids(text: str) -> str:
    return re.sub(r"^[0-9a-f-]{36} \| ", "", text, flags=re.MULTILINE).replace(" | ", ", ")


def _now(request: OfflineRequest) -> datetime:
    return datetime.fromisoformat(str(request.data.get("today"))).replace(tzinfo=UTC)
