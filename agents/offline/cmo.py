"""Understand the CMO's everyday requests, look things up through the same tools, and propose."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import JsonValue

from agents.offline.engine import Call, OfflineRequest
from agents.offline.plans import plan_of

_FLAGS = re.IGNORECASE
_ROW = re.compile(r"^(?P<id>[0-9a-f-]{36}) \| (?P<status>\w+) \| (?P<rest>.*)$", re.MULTILINE)
_CANNOT = (
    "I am the offline engine: there is no language model behind me at the moment, so I handle the everyday things only. "
    "You can ask me how things stand, to create, start, pause or complete a campaign, to list campaigns, leads, replies "
    "or what waits for approval, why a lead was not contacted, to draft mails, or for your credits."
)
_VERBS = {
    "paused": r"\b(?:pause|halt|suspend|hold|stop)\b",
    "active": r"\b(?:resume|restart|re-?activate|activate|unpause|continue|start|launch|turn on|switch on|run)\b",
    "completed": r"\b(?:complete|finish|end|close|wrap up|archive)\b",
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
    said = str(request.data.get("message") or "")
    for pattern, answer in _REQUESTS:
        if re.search(pattern, said, _FLAGS) and (calls := answer(request, said)):
            return calls
    return _say(_CANNOT)


def _greet(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _show(request, "client_state", "Hello. This is where things stand:")


def _state(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _show(request, "client_state", "This is where things stand:")


def _new_campaign(request: OfflineRequest, said: str) -> Sequence[Call]:
    plan = plan_of(said, _now(request))
    if plan is None:
        return _say("Gladly. Whom should the campaign reach, and what is it about? One sentence is enough.")
    defaults = [
        words
        for words, named in (
            ("email only", "%" in said or len(_dict(plan["percentages"])) > 1),
            ("50 touches a day", plan["daily_limit"] != 50),
            ("weekdays from 9 to 5", "work_start" in plan),
            ("three steps over eight days", False),
        )
        if not named
    ]
    reason = f"From your own words. Where you said nothing I took {', '.join(defaults)}. Nothing starts before you confirm."
    return [Call(name="propose_campaign", arguments={"plan": plan, "reason": reason})]


def _change(request: OfflineRequest, said: str) -> Sequence[Call]:
    to = next((status for status, verb in _VERBS.items() if re.search(verb, said, _FLAGS)), None)
    if to is None:
        return ()
    if (listed := request.looked_up("list_campaigns")) is None:
        return _look("list_campaigns")
    known = _campaigns(listed)
    fits = _named(said, known) or [c for c in known if _may_become(c.status, to)]
    if len(fits) != 1:
        return _ask_which(known, _DONE[to])
    campaign = fits[0]
    if not _may_become(campaign.status, to):
        return _say(f"“{campaign.name}” is {campaign.status}, so I cannot {_DONE[to]} it.")
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
    number = re.search(r"\b(\d{1,4})\b", said)
    count = max(1, min(50, int(number[1]))) if number else 10
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


def _why_not(request: OfflineRequest, said: str) -> Sequence[Call]:
    name = _person(said)
    if name is None:
        return _say("Which lead do you mean? Give me a name, a company or an address.")
    if (listed := request.looked_up("find_leads")) is None:
        return _look("find_leads", text=name, limit=5)
    found = list(_ROW.finditer(listed))
    if not found:
        return _say(f"I find no lead named “{name}”.")
    if len(found) > 1:
        names = "\n".join(f"- {_fields(row)[2]}, {_fields(row)[4]}" for row in found)
        return _say(f"Several leads fit “{name}”. Which one?\n{names}")
    if (events := request.looked_up("lead_timeline")) is None:
        return _look("lead_timeline", lead_id=found[0]["id"])
    return _say(f"This is what the record says, newest first:\n{events}")


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
    arguments: dict[str, JsonValue] = {"limit": 20}
    if tier := re.search(r"\b(hot|warm|cool|cold|dead)\b", said, _FLAGS):
        arguments["lead_tier"] = tier[1].lower()
    if status := re.search(r"\b(new|enriched|scored|converted|unsubscribed|bounced)\b", said, _FLAGS):
        arguments["status"] = status[1].lower()
    if (found := request.looked_up("find_leads")) is None:
        return [Call(name="find_leads", arguments=arguments)] if "find_leads" in request.tools else ()
    return _say(
        "There are no such leads."
        if found.startswith("no ")
        else f"The most promising first:\n{_listed(found)}"
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


def _credits(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _show(request, "credits_left", "Your account:")


def _notes(request: OfflineRequest, said: str) -> Sequence[Call]:
    return _show(
        request, "recall_notes", "What was learned:", empty="I have no note about this.", about=said[:300]
    )


def _remembered(_request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _say("Noted: it will be kept in mind for the next drafts.")


_REQUESTS: tuple[tuple[str, Callable[[OfflineRequest, str], Sequence[Call]]], ...] = (
    (
        r"\bwhy\b.*\b(?:not|n't|never|contact\w*|score\w*|skip\w*|lead)\b|\b(?:what happened|timeline|history)\b.*\b(?:to|with|of|for)\b",
        _why_not,
    ),
    (
        r"\b(?:create|start|launch|set up|make|build|new|prepare|plan|begin|kick off|run|need|want)\b(?:(?!\bcampaigns?\b)[^.?!\n]){0,40}\bcampaign\s+(?:for|to|about|target|aimed|that|with|called|named|offering|at|,|\d|on|via|promoting)|\b(?:create|set up|build|new|prepare|plan|draw up)\b[^.?!\n]{0,30}\bcampaign\b|\b(?:reach out to|target|go after|approach|prospect)\b\s+\w+",
        _new_campaign,
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
    (r"^\W*(?:please\s+)?(?:never|always|don'?t|do not|from now on|remember)\b", _remembered),
    (r"\bcampaigns?\b", _campaign_detail),
    (r"\b(?:leads?|prospects?|people|contacts)\b", _leads),
    (
        r"\b(?:state|status|stand|standing|overview|summary|how (?:are|is|did)|going|progress|today|numbers|report|update|up to|doing|dashboard)\b",
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


def _person(said: str) -> str | None:
    if address := re.search(r"[\w.+-]+@[\w-]+\.[\w.]+\w", said):
        return address.group()
    if quoted := re.search(r"[\"“‘]([^\"”’]{2,60})[\"”’]", said):
        return quoted[1]
    names = re.search(
        r"(?<!^)(?<![.?!] )\b((?:[A-Z][\w'’-]+)(?:\s+[A-Z][\w'’-]+){0,3})",
        re.sub(r"^\W*Why\b", "why", said).replace(" I ", " i "),
    )
    return names[1] if names else None


def _fields(row: re.Match[str]) -> list[str]:
    return [part.strip() for part in row["rest"].split(" | ")] + [""] * 5


def _listed(found: str) -> str:
    return "\n".join(f"- {line}" for line in _without_ids(found).splitlines())


def _without_ids(text: str) -> str:
    return re.sub(r"^[0-9a-f-]{36} \| ", "", text, flags=re.MULTILINE).replace(" | ", ", ")


def _now(request: OfflineRequest) -> datetime:
    return datetime.fromisoformat(str(request.data.get("today"))).replace(tzinfo=UTC)


def _dict(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}
