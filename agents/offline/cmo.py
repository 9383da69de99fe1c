"""Understand the CMO's everyday requests, look things up through the same tools, and propose."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agents.offline.campaign_requests import (
    about_campaign,
    analyse,
    autopilot,
    campaign_detail,
    change_status,
    compare,
    draft_next,
    leave_days_out,
    modify,
    new_campaign,
    pace,
    rank_leads,
)
from agents.offline.campaign_wishes import wants_campaign
from agents.offline.engine import Call, OfflineRequest
from agents.offline.lookups import FLAGS, say
from agents.offline.questions import (
    about_person,
    answer,
    best_leads,
    costs,
    credits_left,
    ended,
    greeting,
    how_we_stand,
    may_we,
    notes,
    past_period,
    replies,
    said_by,
    sent_to,
    unanswered,
    waiting,
    what_next,
    why_not,
    why_this_tier,
)
from agents.offline.small_talk import CANNOT, greets_in_another_language, small_talk
from agents.offline.terms import days_of_week_in
from tools.services.recall import standing_instructions


def engine(request: OfflineRequest) -> Sequence[Call]:
    """The next call: something to look up, or the decision."""
    said = str(request.data.get("message") or "").replace("’", "'")
    if (
        standing_instructions(said)
        and not days_of_week_in(said)
        and not re.search(r"\bcampaign\s+(?:for|to|about)\b", said, FLAGS)
    ):
        return say("Noted: it will be kept in mind for the next drafts.")
    if greets_in_another_language(said):
        return greeting(request, said)
    wish = wants_campaign(said)
    if not wish and (calls := leave_days_out(request, said)):
        return calls
    if not wish and (talk := small_talk(said)) is not None:
        return say(talk)
    for pattern, respond in _REQUESTS:
        heard = wish if pattern is None else re.search(pattern, said, FLAGS)
        if heard and (calls := respond(request, said)):
            return calls
    return say(CANNOT)


_REQUESTS: tuple[tuple[str | None, Callable[[OfflineRequest, str], Sequence[Call]]], ...] = (
    (r"\b(?:can|may|could|should|allowed|is it|do the rules)\b", may_we),
    (r"^\W*(?:who is|who's|what do (?:we|you) know about|tell me about)\b", about_person),
    (r"\bwhy\b.*\b(?:hot|warm|cool|cold|dead)\b", why_this_tier),
    (
        r"\bwhy\b.*(?:\bnot\b|n't\b|\bnever\b|\bcontact\w*|\bscore\w*|\bskip\w*|\blead\b)|\b(?:what happened|timeline|history)\b.*\b(?:to|with|of|for)\b",
        why_not,
    ),
    (
        r"^(?!\W*(?:please\s+)?(?:answer|respond|reply|draft|write)\b).*(?:\bunanswered\b|(?:n't|\bnot|\bnever)\s+(?:been\s+|yet\s+|have\s+)*(?:answered|replied to|responded to)\b|\brepl(?:y|ies)\b.*\b(?:wait\w*|still open|open|need\w*|look at|left)\b|\b(?:wait\w*|open|need\w*|outstanding|uncertain|unsure)\b.*\brepl(?:y|ies)\b|\bquestions?\b.*\bstill open\b)",
        unanswered,
    ),
    (
        r"\bwhat (?:did|have|has) (?:we|you|i)\b.*\b(?:sen[dt]|written?|wrote|e-?mail\w*|mail\w*)\b.*\b(?:to|for)\b|\b(?:see|show|read)\b.*\b(?:went out|were sent|was sent|sent (?:e-?mails?|mails?|messages?)|(?:have|has) sent)\b",
        sent_to,
    ),
    (
        r"\b(?:how many|did any\w*|has any\w*|who(?: has| have)?|any)\b.*\b(?:bounced?|bounces|unsubscribed?|opt(?:ed)? out|opt-outs?|converted)\b",
        ended,
    ),
    (
        r"\b(?:what|anything)\b.*\b(?:needs? my attention|(?:should|must|can|do) i do (?:next|now|first|today)|next steps?|to do (?:next|now|first|today))\b|^\W*what(?:'s| is)? (?:next|now)\W*$|^\W*(?:my )?to-?dos?\W*$",
        what_next,
    ),
    (
        r"\bwhat (?:did|has|have|was|were|is)\b.*\b(?:answer\w*|sa(?:y|id)|repl\w+|wr[io]te\w*|response|come back)\b|\b(?:has|did|have)\b.*\b(?:answer\w*|repl(?:y|ied)|respond\w*|wr(?:ite|itten) back|heard from)\b",
        said_by,
    ),
    (None, new_campaign),
    (
        r"\bcosts? (?:so far|per|of (?:a|an|each|every|the|our))\b|\bhow much\b[^?]*\b(?:costs?|spen[dt]|burn(?:ed|t)?|paid|gone through)\b|\bwhat (?:do|does|did|has|have)\b[^?]{0,40}\bcosts?\b[^?]{0,12}\?|^\W*(?:show |our |the )*(?:costs|spending)\b",
        costs,
    ),
    (
        r"\b(?:set|change|raise|lower|increase|reduce|edit|rename|update|make|switch|shift|move)\b.*(?:%|\b(?:limit|name|brief|percent\w*|shares?|channels?|hours|ends?|mode|auto-?pilot|co-?pilot|a day|per day|mix|called)\b)|\brename\b|\d\s*%.{0,40}\binstead\b",
        modify,
    ),
    (
        r"\b(?:send|write|do|go)\s+(?:fewer|less|more|slower|faster)\b|\b(?:slow|speed)\b.{0,20}\b(?:down|up)\b|\btoo (?:many|few|fast|slow)\b",
        pace,
    ),
    (r"\bcompare\b.*\bcampaigns?\b|\bcompare\b|\bwhich campaign\b.*\b(?:better|best)\b", compare),
    (
        r"\b(?:channel mix|mix of channels|which channels?\b.*\b(?:work|best|better)|channels?\b.*\bcompare)",
        about_campaign("channel_mix", "How the channels of “{}” do:"),
    ),
    (
        r"\b(?:when\b.*\bnext\b.*\b(?:go|goes|sent|leave)\b|forecast|predict\w*|expect\b.*\b(?:week|next|repl\w+|meetings?)|how many\b.*\b(?:next week|will))\b",
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
        r"^(?=.*\b(?:rates?|how many|how much|figures?|numbers?|results?)\b).*\b(?:in|during|for|of|since|over)\s+(?:last (?:month|quarter|year)|(?:(?:january|february|march|april|may|june|july|august|september|october|november|december|q[1-4])\s+)?20\d\d|(?:january|february|march|april|june|july|august|september|october|november|december)\b)",
        past_period,
    ),
    (r"\bhow many\b.*\b(?:sen[dt]|went out|gone out|opened|clicked)\b|\bopen rates?\b", analyse),
    (
        r"\banaly[sz]e\b|\banalysis\b|\bhow (?:is|are|was|did|does)\b.*\bcampaigns?\b.*\b(?:do|doing|going|perform\w*|did)?\b|\bshould (?:we|i)\b.*\b(?:pause|stop|continue|go on|change)\b|\b(?:recommend|advice|advise|suggest)\w*\b|\bperform\w*\b",
        analyse,
    ),
    (
        r"\b(?:answer|respond to|reply to|draft (?:answers?|responses?|replies) (?:to|for))\b.*\b(?:repl(?:y|ies)|them|everyone|questions?|answers?|responses?|people|messages)\b|\bdraft (?:the )?(?:answers|responses|replies)\b",
        answer,
    ),
    (
        r"\b(?:draft|write|prepare|generate|compose|create)\b[^.?!\n]{0,50}\b(?:mails?|e-?mails?|drafts?|messages?|outreach|touches|next|first)\b|\bdraft\s+\d+",
        draft_next,
    ),
    (
        r"\b(?:pause|halt|suspend|resume|restart|re-?activate|activate|unpause|complete|finish|archive|wrap up|end|close|stop|start|launch|continue|turn on|switch on|run)\b.*",
        change_status,
    ),
    (r"\b(?:waiting|waits|approv\w+|pending|to decide|to review|inbox|open drafts?)\b", waiting),
    (
        r"\b(?:repl(?:y|ies|ied)|answered|responses?|who wrote back|heard back)\b|\b(?:any|is|are|anyone|anybody|who)\b.*\b(?:bites?|nibbles?|takers|luck|interest(?:ed)?)\b",
        replies,
    ),
    (r"\b(?:credits?|balance|quota|tier|plan|subscription|billing)\b", credits_left),
    (
        r"\b(?:learn\w*|notes?|remember\w*|know about us)\b.*\?|\bwhat (?:did|have|has|do|does) (?:we|you|it|i) (?:learn\w*|know|remember|noted?)\b",
        notes,
    ),
    (r"\bcampaigns?\b", campaign_detail),
    (r"\b(?:leads?|prospects?|people|contacts)\b", best_leads),
    (
        r"\b(?:broken|wrong|problems?|errors?|state|status|stand|standing|overview|summary|how (?:are|is|did)|going|progress|today|numbers|report|update|up to|doing|dashboard)\b",
        how_we_stand,
    ),
    (r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|g'?day|morning|start|help)\b", greeting),
)
