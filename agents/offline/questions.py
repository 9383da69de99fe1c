"""Answer what people ask of leads, replies, drafts, costs and the client's standing, by what the tools say."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import JsonValue

from agents.offline.contact_answers import asked_about, channel_in, person_in
from agents.offline.contact_answers import may_we as may
from agents.offline.contact_answers import why_not as why
from agents.offline.engine import Call, OfflineRequest
from agents.offline.lookups import FLAGS, ROW, as_list, fields_of, look, say, show
from agents.offline.next_steps import next_steps
from agents.offline.small_talk import SCORE


def greeting(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _standing(request, "Hello. This is where things stand:")


def how_we_stand(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return _standing(request, "This is where things stand:")


def _standing(request: OfflineRequest, head: str) -> Sequence[Call]:
    if (found := request.looked_up("client_state")) is None:
        return look("client_state")
    return say(f"{head}\n{found}\n\n{next_steps(found)}")


def what_next(request: OfflineRequest, _said: str) -> Sequence[Call]:
    if (found := request.looked_up("client_state")) is None:
        return look("client_state")
    return say(next_steps(found))


def answer(request: OfflineRequest, _said: str) -> Sequence[Call]:
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


def may_we(request: OfflineRequest, said: str) -> Sequence[Call]:
    name = asked_about(said)
    return _about_lead(request, said, name, now=True) if name else ()


def why_not(request: OfflineRequest, said: str) -> Sequence[Call]:
    if (name := person_in(said)) is None:
        if re.search(r"\b(?:nobody|no[ -]?one|any(?:one|body)|none of)\b", said, FLAGS):
            return what_next(request, said)
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
        return say(may(who, doors, channel_in(said)))
    if (events := request.looked_up("lead_timeline")) is None:
        return look("lead_timeline", lead_id=lead_id)
    record = f"This is what the record says, newest first:\n{events}"
    return say(why(who, doors, events, channel_in(said)) if about_contact else record)


def best_leads(request: OfflineRequest, said: str) -> Sequence[Call]:
    if re.search(r"\bhow many\b", said, FLAGS):
        return how_we_stand(request, said)
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


def said_by(request: OfflineRequest, said: str) -> Sequence[Call]:
    """What one person or company answered."""
    name = person_in(said)
    if name is None:
        return replies(request, said)
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


def replies(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(request, "recent_replies", "The latest replies:", empty="Nobody has replied yet.")


def waiting(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(
        request,
        "waiting_approvals",
        "These drafts wait for a decision:",
        empty="No draft waits for a decision.",
    )


def unanswered(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(
        request,
        "waiting_replies",
        "These replies wait for a person, the oldest first; `/waiting` opens them:",
        empty="No reply waits: whoever asked for something has been answered or looked at.",
    )


def sent_to(request: OfflineRequest, said: str) -> Sequence[Call]:
    """What we wrote to somebody: the record of that lead."""
    return about_person(request, said) or say(
        "Each message stands in the timeline of its lead: `/lead` and a name or an address shows it, with what came back."
    )


def about_person(request: OfflineRequest, said: str) -> Sequence[Call]:
    """What the record says of one lead; nothing where nobody is named."""
    name = person_in(said)
    return _about_lead(request, f"timeline of {said}", name, now=False) if name else ()


def ended(request: OfflineRequest, said: str) -> Sequence[Call]:
    """Who bounced, opted out or is converted."""
    words = (("bounce", "bounced"), ("unsubscrib|opt", "unsubscribed"), ("convert", "converted"))
    status = next(name for pattern, name in words if re.search(rf"\b(?:{pattern})", said, FLAGS))
    if (found := request.looked_up("find_leads")) is None:
        return look("find_leads", status=status, limit=20)
    rows = list(ROW.finditer(found))
    if not rows:
        return say(f"No lead is {status}.")
    count = (
        "20 or more leads are"
        if len(rows) == 20
        else f"{len(rows)} leads are"
        if len(rows) > 1
        else "1 lead is"
    )
    return say(f"{count} {status}:\n{as_list(found)}")


def why_this_tier(request: OfflineRequest, said: str) -> Sequence[Call]:
    """What a lead's score is, and where its parts are shown."""
    if (name := person_in(said)) is None:
        return say(f"{SCORE} Whose score do you mean? Give me a name or an address.")
    if (found := request.looked_up("find_leads")) is None:
        return look("find_leads", text=name, limit=5)
    rows = list(ROW.finditer(found))
    if len(rows) != 1:
        return _about_lead(request, said, name, now=False)
    score, tier, who = fields_of(rows[0])[:3]
    return say(f"{who} has {score}, which is {tier}. {SCORE}")


def costs(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(request, "campaign_costs", "What it has cost so far:")


def credits_left(request: OfflineRequest, _said: str) -> Sequence[Call]:
    return show(request, "credits_left", "Your account:")


def past_period(_request: OfflineRequest, _said: str) -> Sequence[Call]:
    """No figure is kept by the month, and none is made up."""
    return say(
        "I have no figures for a single month, quarter or year: a campaign is counted from its start to now. "
        "“Analyse the campaign” shows that record."
    )


def notes(request: OfflineRequest, said: str) -> Sequence[Call]:
    return show(
        request, "recall_notes", "What was learned:", empty="I have no note about this.", about=said[:300]
    )
