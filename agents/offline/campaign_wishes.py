"""Tell a wish to reach people from a question about them."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

_FLAGS = re.IGNORECASE
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+|\s+[-–]\s+")
_NEW = (
    r"\b(?:create|start|launch|set up|make|build|new|prepare|plan|begin|kick off|run|need|want)\b(?:(?!\bcampaigns?\b)[^.?!\n]){0,40}\bcampaign\s+(?:for|to|about|target|aimed|that|with|called|named|offering|at|,|\d|on|via|promoting)"
    r"|\b(?:create|set up|build|new|prepare|plan|draw up)\b[^.?!\n]{0,30}\bcampaign\b|\b(?:reach out to|reach|target|go after|approach|prospect)\s+(?!for\b|us\b|me\b|out\b|them\b)\w+"
    r"|\b(?:e-?mail|write to|contact|message)\b(?:\s+\w+){1,4}\s+(?:about|to (?:offer|introduce|promote|pitch|invite))\b"
)
_WISHES = (
    r"(?:(?:hi|hello|hey|ok(?:ay)?|right|so|well|now|then|great|good|perfect)\b[,!.\s]+)*(?:please\s+)?"
    r"(?:(?:(?:can|could|would|will) you(?: please)?|let'?s|let us|(?:i|we)(?:'d| would)? (?:like|love|want|need|plan|hope)(?: you)?(?: to)?"
    r"|(?:i'm|we're|i am|we are) (?:looking|hoping|trying|going|planning) to|help (?:me|us)(?: to)?|go ahead and|it'?s time to|time to|how about(?: we)?|we should)\s+)?(?:please\s+)?"
)
POLITE = re.compile(rf"^\W*{_WISHES}", _FLAGS)
"""What a wish begins with before it says what is wanted."""
_NOT_PEOPLE = r"(?!(?:(?:the|a|an|my|our|this|that|all|these|those|your)\s+)*(?:report|list|csv|file|summary|numbers?|results?|invoice|link|drafts?|campaigns?|repl(?:y|ies)|answers?|questions?|responses?)\b)"
_PEOPLE = rf"(?!(?:me|us|him|her|it|this|that|back|you)\b){_NOT_PEOPLE}(?:(?:all|every\w*|each|any\w*|those|these|the|our|my|some|them|people|folks|new|warm|hot|cool|cold|local|small|more|other)\b|(?-i:[a-z])[\w-]*(?:\s+(?-i:[a-z])[\w-]*)?s\b)"
_TO_PEOPLE = (
    r"(?:follow(?:ing)? up with|get(?:ting)? back (?:in touch with|to)|get(?:ting)? in(?:to)? touch with|reach(?:ing)? out to|reconnect(?:ing)? with|writ(?:e|ing) to|e-?mail(?:ing)?|contact(?:ing)?"
    rf"|messag(?:e|ing)|text(?:ing)?|invit(?:e|ing)|approach(?:ing)?|target(?:ing)?|nudg(?:e|ing)|chas(?:e|ing)|tell(?:ing)?|win(?:ning)? (?:over|back))\s+{_PEOPLE}"
)
_A_THING = (
    rf"(?:sell|offer|promote|announce|pitch|introduce|advertise)(?:ing)?\s+(?!(?:me|us)\b){_NOT_PEOPLE}\w+"
)
_SOMETHING = r"(?:put together|come up with|draw up|set up|work on|organi[sz]e|prepare|make|do|plan|run|create|build)\s+(?:me\s+|us\s+)?(?:something|an? (?:\w+\s+)?(?:outreach|mailing|mail-?out|mailshot|push|sequence|series)\b)[^.?!]{0,30}?\b(?:for|to|about|that|with|aimed|on)\b"
_WISH = re.compile(rf"^\W*{_WISHES}(?:{_TO_PEOPLE}|{_A_THING}|{_SOMETHING})", _FLAGS)


def wants_campaign(said: str) -> bool:
    """Whether somebody wants people to be written to, or a campaign by that name."""
    return bool(re.search(_NEW, said, _FLAGS)) or any(_WISH.match(one) for one in _SENTENCE.split(said))
