"""Understand the CMO's everyday requests, look things up through the same tools, and propose."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pydantic import JsonValue

from agents.offline.campaign_requests import (
    about_campaign,
    analyse,
    autopilot,
    campaign_detail,
    change_status,
    compare,
    draft_next,
    modify,
    new_campaign,
    rank_leads,
)
from agents.offline.contact_answers import asked_about, channel_in, may_we, person_in, why_not
from agents.offline.engine import Call, OfflineRequest
from agents.offline.lookups import (
    FLAGS,
    ROW,
    as_list,
    fields_of,
    look,
    say,
    show,
)
from agents.offline.small_talk import CANNOT, greets_in_another_language, small_talk
from tools.services.recall import standing_instructions


def engine(request: OfflineRequest) -> Sequence[Call]:
    """The next call: something to look up, or the decision."""
    said = str(request.data.get("message") or "").replace("’", "'")
    if standing_instructions(said) and not re.search(r"\bcampaign\s+(?:for|to|about)\b", said, FLAGS):
        return say("Noted: it will be kept in mind for the next drafts.")
    if greets_in_another_language(said):
        return _greet(request, said)
    if (talk := small_talk(said)) is not None and not re.search(_NEW, said, FLAGS):
        return say(talk)
    for pattern, answer in _REQUESTS:
        if re.search(pattern, said, FLAGS) and (calls := answer(request, said)):
            return calls
    return say(CANNOT)


def _greet(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(request, "client_state", "Hello. This is where things stand:")


def _state(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(request, "client_state", "This is where things stand:")


def _answer(request: OfflineRequest, _said: str) -> Sequence[Call]:
    if (listed := request.looked_up("recent_replies")) is None:
        return look("recent_replies", limit=20)
    wants = [
        row["id"]
        for row in ROW.finditer(listed)
        if row["status"] in {"meeting_request", "interested", "question"}
    ]
    if not wants:
        return say(
            "There is no reply that waits for an answer: nobody asked a question, a meeting or for more."
        )
    reason = f"{len(wants)} replies ask for something. Each answer is drafted and waits for your approval."
    return [Call(name="answer_replies", arguments={"reply_ids": [*wants[:20]], "reason": reason})]


def _may_we(request: OfflineRequest, said: str) -> Sequence[Call]:
    name = asked_about(said)
    return _about_lead(request, said, name, now=True) if name else ()


def _why_not(request: OfflineRequest, said: str) -> Sequence[Call]:
    if (name := person_in(said)) is None:
        return say("Which lead do you mean? Give me a name, a company or an address.")
    return _about_lead(request, said, name, now=False)


def _about_lead(request: OfflineRequest, said: str, name: str, *, now: bool) -> Sequence[Call]:
    if (listed := request.looked_up("find_leads")) is None:
        return look("find_leads", text=name, limit=5)
    found = list(ROW.finditer(listed))
    if not found:
        return say(f"I find no lead named “{name}”.")
    if len(found) > 1:
        names = "\n".join(f"- {fields_of(row)[2]}, {fields_of(row)[4]}" for row in found)
        return say(f"Several leads fit “{name}”. Which one?\n{names}")
    lead_id, who = found[0]["id"], fields_of(found[0])[2] or name
    about_contact = now or not re.search(r"\bscor\w*|\b(?:what happened|timeline|history)\b", said, FLAGS)
    if (doors := request.looked_up("why_not_contacted") if about_contact else "") is None:
        return look("why_not_contacted", lead_id=lead_id)
    if now:
        return say(may_we(who, doors, channel_in(said)))
    if (events := request.looked_up("lead_timeline")) is None:
        return look("lead_timeline", lead_id=lead_id)
    record = f"This is what the record says, newest first:\n{events}"
    return say(why_not(who, doors, events, channel_in(said)) if about_contact else record)


def _leads(request: OfflineRequest, said: str) -> Sequence[Call]:
    if re.search(r"\bhow many\b", said, FLAGS):
        return _state(request, said)
    arguments: dict[str, JsonValue] = {"limit": 20}
    if tier := re.search(r"\b(hot|warm|cool|cold|dead)\b", said, FLAGS):
        arguments["lead_tier"] = tier[1].lower()
    if status := re.search(r"\b(enriched|scored|converted|unsubscribed|bounced)\b", said, FLAGS):
        arguments["status"] = status[1].lower()
    if (found := request.looked_up("find_leads")) is None:
        return [Call(name="find_leads", arguments=arguments)] if "find_leads" in request.tools else ()
    if not found.startswith("no "):
        return say(f"The most promising first:\n{as_list(found)}")
    if wanted := " and ".join(str(arguments[key]) for key in ("lead_tier", "status") if key in arguments):
        return say(f"No lead is {wanted} at the moment.")
    return say("There are no leads yet. Drop a CSV file into this chat, and I show you how I read it.")


def _said_by(request: OfflineRequest, said: str) -> Sequence[Call]:
    """What one person or company answered."""
    name = person_in(said)
    if name is None:
        return _replies(request, said)
    if (listed := request.looked_up("recent_replies")) is None:
        return look("recent_replies", limit=50)
    fits = [row[0] for row in ROW.finditer(listed) if name.lower() in row["rest"].lower()]
    if fits:
        return say(f"The latest from {name} first:\n{as_list(chr(10).join(fits))}")
    if (found := request.looked_up("find_leads")) is None:
        return look("find_leads", text=name, limit=5)
    known = not found.startswith("no ")
    return say(
        f"{name} has not answered yet."
        if known
        else f"I find no lead named “{name}”, and no reply from there."
    )


def _replies(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(request, "recent_replies", "The latest replies:", empty="Nobody has replied yet.")


def _waiting(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(
        request,
        "waiting_approvals",
        "These drafts wait for a decision:",
        empty="No draft waits for a decision.",
    )


def _costs(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(request, "campaign_costs", "What it has cost so far:")


def _credits(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(request, "credits_left", "Your account:")


def _notes(request: OfflineRequest, said: str) -> Sequence[Call]:
    return show(
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
    (_NEW, new_campaign),
    (
        r"\bcosts? (?:so far|per|of (?:a|an|each|every|the|our))\b|\bhow much\b[^?]*\b(?:costs?|spen[dt])\b|\bwhat (?:do|does|did|has|have)\b[^?]{0,40}\bcosts?\b[^?]{0,12}\?|^\W*(?:show |our |the )*(?:costs|spending)\b",
        _costs,
    ),
    (
        r"\b(?:set|change|raise|lower|increase|reduce|edit|rename|update|make|switch|shift|move)\b.*(?:%|\b(?:limit|name|brief|percent\w*|shares?|channels?|hours|ends?|mode|auto-?pilot|co-?pilot|a day|per day|mix|called)\b)|\brename\b|\d\s*%.{0,40}\binstead\b",
        modify,
    ),
    (r"\bcompare\b.*\bcampaigns?\b|\bcompare\b|\bwhich campaign\b.*\b(?:better|best)\b", compare),
    (
        r"\b(?:channel mix|mix of channels|which channels?\b.*\b(?:work|best|better)|channels?\b.*\bcompare)",
        about_campaign("channel_mix", "How the channels of “{}” do:"),
    ),
    (
        r"\b(?:forecast|predict\w*|expect\b.*\b(?:week|next|repl\w+|meetings?)|how many\b.*\b(?:next week|will))\b",
        about_campaign("forecast", "The next seven days of “{}”:"),
    ),
    (
        r"\b(?:timing|best time|when (?:should|do) we (?:send|follow|write)|follow[- ]ups?\b.*\b(?:soon|late|wait|days)|delays?)\b",
        about_campaign("sequence_timing", "When “{}” writes:"),
    ),
    (r"\bauto-?pilot\b", autopilot),
    (
        r"\b(?:whom?|which leads?|which people)\b.*\b(?:contact|write to|next|first|call|priorit\w+)\b|\bpriorit(?:y|ise|ize|ies)\b|\brank\b.*\bleads?\b",
        rank_leads,
    ),
    (
        r"\banaly[sz]e\b|\banalysis\b|\bhow (?:is|are|was|did|does)\b.*\bcampaigns?\b.*\b(?:do|doing|going|perform\w*|did)?\b|\bshould (?:we|i)\b.*\b(?:pause|stop|continue|go on|change)\b|\b(?:recommend|advice|advise|suggest)\w*\b|\bperform\w*\b",
        analyse,
    ),
    (
        r"\b(?:answer|respond to|reply to|draft (?:answers?|responses?|replies) (?:to|for))\b.*\b(?:repl(?:y|ies)|them|everyone|questions?|answers?|responses?|people|messages)\b|\bdraft (?:the )?(?:answers|responses|replies)\b",
        _answer,
    ),
    (
        r"\b(?:draft|write|prepare|generate|compose|create)\b[^.?!\n]{0,50}\b(?:mails?|e-?mails?|drafts?|messages?|outreach|touches|next|first)\b|\bdraft\s+\d+",
        draft_next,
    ),
    (
        r"\b(?:pause|halt|suspend|resume|restart|re-?activate|activate|unpause|complete|finish|archive|wrap up|end|close|stop|start|launch|continue|turn on|switch on|run)\b.*",
        change_status,
    ),
    (r"\b(?:waiting|waits|approv\w+|pending|to decide|to review|inbox|open drafts?)\b", _waiting),
    (r"\b(?:repl(?:y|ies|ied)|answered|responses?|who wrote back|heard back)\b", _replies),
    (r"\b(?:credits?|balance|quota|tier|plan|subscription|billing)\b", _credits),
    (r"\b(?:learn\w*|notes?|remember\w*|know about us)\b.*\?|\bwhat (?:did|have) we learn\w*", _notes),
    (r"\bcampaigns?\b", campaign_detail),
    (r"\b(?:leads?|prospects?|people|contacts)\b", _leads),
    (
        r"\b(?:broken|wrong|problems?|errors?|state|status|stand|standing|overview|summary|how (?:are|is|did)|going|progress|today|numbers|report|update|up to|doing|dashboard)\b",
        _state,
    ),
    (r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|g'?day|morning|start|help)\b", _greet),
)
