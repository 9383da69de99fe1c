"""Answer what is no request: greetings, thanks, idle questions, and what nobody may ask of the chat."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

ABILITIES = (
    "You can ask me how things stand, to create, change, start, pause or complete a campaign, how one is doing and what I would "
    "change, whom to contact next, what to expect of the next week, to list campaigns, leads, replies or what waits for approval, what somebody answered, why a lead was not contacted, to draft mails or answers, or for your credits."
)
CANNOT = (
    "I am the offline engine: there is no language model behind me at the moment, so I handle the everyday things only. "
    f"{ABILITIES}"
)
_FLAGS = re.IGNORECASE
_ANSWERS: tuple[tuple[str, str], ...] = (
    (
        r"^[\W_]*$|^\W*\w{1,2}\W*$(?<!hi)(?<!ok)(?<!yo)",
        f"I did not catch that. {ABILITIES}",
    ),
    (
        r"\b(?:ignore|disregard|forget)\b.{0,30}\b(?:instructions?|rules|prompt|above|guidelines)\b|\bsystem prompt\b|\byou are now\b|\b(?:developer|god|dan) mode\b|\bjailbreak|\bother clients?'?\b|\banother client\b|\bpretend (?:to be|you)\b",
        "I cannot do that. I read this client's data only, and whatever I propose waits for somebody's confirmation. What shall we look at?",
    ),
    (
        r"\b(?:delete|erase|wipe|destroy)\b.*\b(?:leads?|campaigns?|people|everything|data|contacts?|list)\b",
        "I cannot delete anything from the chat. A campaign can be paused or completed, which stops its sending: tell me which one.",
    ),
    (
        r"\b(?:export|download)\b|\bsend me\b.*\b(?:list|csv|file)\b",
        "I do not send data out of the chat. I can show you leads, campaigns and replies here.",
    ),
    (
        r"^\W*(?:please\s+)?(?:approve|accept|confirm|reject)\b.*\b(?:all|every\w*|them|drafts?)\b|\bsend (?:everything|them all|all(?: of)? (?:them|the \w+))\b|^\W*send (?:it|them)\b",
        "Each draft is decided on its own card, by a person: I cannot approve or send anything for you. The inbox lists what waits.",
    ),
    (
        r"\b(?:upgrade|downgrade)\b|\bchange (?:our|my|the) (?:plan|tier|subscription)\b",
        "I cannot change your tier: ask the owner of this account. I can tell you what is left of it, if you ask for your credits.",
    ),
    (
        r"^\W*(?:please\s+)?(?:unsubscribe|suppress|opt out|block|remove|take off)\b",
        "I cannot suppress somebody from the chat. A request to stop that comes in by reply or by the unsubscribe link is acted on at once.",
    ),
    (
        r"\b(?:score|re-?score|enrich|qualify)\b.*\bleads?\b",
        "Leads are enriched and scored by themselves once a campaign that has them is confirmed. Ask me for the best leads to see the scores.",
    ),
    (
        r"\b(?:upload\w*|import(?:ed|ing)?|csv|spreadsheet|attach\w*|file)\b",
        "Drop the CSV file into this chat: you see how I read its columns before anything is kept. After that, tell me whom to write to and about what.",
    ),
    (
        r"^(?!.*\b(?:pause|resume|draft|show|list|create|answer|plan|how|what|why|which|start|stop|write|complete)\b)\W*(?:(?:many )?thanks?\b|thank you|thx|ta\b|cheers|great|perfect|awesome|nice|lovely|good (?:job|work)|well done|that'?s all|all good|no worries|merci|danke|gracias|grazie|arigat\w*|bye|goodbye|see you|good ?night)",
        "You are welcome. I am here when you need me.",
    ),
    (
        r"^\W*(?:ok(?:ay)?|yes|yep|yeah|sure|no|nope|right|fine|got it|hmm+|alright|k)\W*$",
        f"Noted. Cards are confirmed with their own buttons. {ABILITIES}",
    ),
    (r"\bwho are you\b|\bwhat are you\b|\bare you (?:a )?(?:human|bot|robot|real|ai)\b|\byour name\b", f"I am the CMO agent of this account. {CANNOT}"),
    (r"\bwhat can you do\b|\bhow (?:do|does) (?:this|it|that|you) work\b|^\W*help\W*$|\bwhat can i (?:ask|do|say)\b", CANNOT),
)  # fmt: skip
_FOREIGN_HELLO = re.compile(
    r"^\W*(?:bonjour|salut|hola|buenos d[íi]as|buenas|ciao|buongiorno|hallo|guten (?:tag|morgen|abend)|moin|ol[áa]|bom dia|hej|hei|goedemorgen|dag\b|nam?aste|namaskar|kia ora|talofa|bula|xin ch[àa]o|ch[àa]o|你好|您好|早上好|こんにちは|おはよう|안녕|привет|здравствуйте|سلام|مرحبا|merhaba|selamat|kumusta|γεια|cześć|dzień dobry|שלום|สวัสดี|नमस्ते)",
    _FLAGS,
)


def small_talk(said: str) -> str | None:
    """What to say to it; None where it asks for something."""
    text = said.replace("’", "'")
    return next((answer for pattern, answer in _ANSWERS if re.search(pattern, text, _FLAGS)), None)


def greets_in_another_language(said: str) -> bool:
    """Whether somebody says hello, but not in English."""
    return bool(_FOREIGN_HELLO.search(said))
