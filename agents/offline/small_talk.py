"""Answer what is no request: greetings, thanks, idle questions, and what nobody may ask of the chat."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

ABILITIES = (
    "You can ask me how things stand, to create, change, start, pause or complete a campaign, how one is doing and what I would "
    "change, whom to contact next, what to expect of the next week, to list campaigns, leads, replies or what waits for approval, what somebody answered, why a lead was not contacted, to draft mails or answers, or for your credits."
)
WHO = "I am the offline engine: there is no language model behind me at the moment, so I handle the everyday things only."
CANNOT = (
    "I did not understand that. I am the offline engine: there is no language model behind me at the moment, so I handle the "
    "everyday things only. Such as:\n"
    "- “How do we stand?” or “What should I do next?”\n"
    "- “Write to the law firms about our night cleaning, 20 a day”\n"
    "- “Who answered today?”, “Why was Mia not contacted?”\n"
    "- “Pause the campaign”, “Set the daily limit to 20”, “Not on Fridays”\n\n"
    "`/help` lists the rest."
)
SCORE = (
    "The Agency Lead Score (ALS) goes from 0 to 100: hot from 85, warm from 60, cool from 35, cold from 20, dead below. It adds up how good the "
    "data is, the person's authority, how well the company fits, the timing, and less what speaks against it; “Why?” on a draft's card shows each part."
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
        r"\b(?:delete|erase|wipe|forget|remove)\b.*(?:@|\babout (?:him|her|them)\b|\b(?:everything|all|anything|data) (?:about|of|on)\b)",
        ("To erase a person, type `/erase` and their name or address: a card shows what goes and what stays, and an owner of this client confirms it. "
        "`/lead` and the address shows what there is. Whoever asks to stop is never contacted again in any case."),
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
        r"^\W*(?:please\s+)?(?:approve|accept|confirm|reject)\b.*\b(?:all|every\w*|them|drafts?)\b|\bsend (?:everything|them all|all(?: of)? (?:them|the \w+))\b|^\W*(?:please\s+)?send (?:out )?(?:it|them|(?:the|all|my|our|those|these)\b[^.?!]*\bdrafts?)\b",
        "Each draft is decided on its own card, by a person: I cannot approve or send anything for you. The inbox lists what waits.",
    ),
    (
        r"^\W*(?:please\s+)?(?:undo|revert|take (?:it|that|this) back|go back)\b",
        ("What can be taken back: a proposal is declined on its card, a paused campaign resumed (“resume the campaign”), a struck note restored "
        "(`/notes`), a reply put back (`/waiting`). A message that has left cannot be called back."),
    ),
    (
        r"\b(?:add|invite|remove)\b.*\b(?:colleagues?|users?|team ?mates?|members?|staff)\b.*|\b(?:add|invite)\b.*\bto (?:this|our|the) account\b",
        "I cannot add or remove people of your team from the chat: ask whoever administers this account.",
    ),
    (
        r"\b(?:change|switch|set|use|replace)\b.*\b(?:sender|from address|sending address|mailbox|signature)\b",
        "Who a message comes from is a mailbox, a number or a seat of this account, which an admin sets up: I cannot change it from the chat. `/compliance` lists them.",
    ),
    (
        r"\b(?:resend|re-send|send (?:it|that|the \w+) again)\b",
        "A message leaves once: I cannot send it again. The campaign follows up by itself after the days of its sequence.",
    ),
    (
        r"\bfollow[- ]?ups?\b.*\b(?:those|people|everyone|everybody|anyone|leads|who|opened|clicked)\b.*\b(?:opened|clicked|read|ignored)\b",
        ("A campaign follows up by itself with everybody who has not answered, after the days of its sequence; I cannot pick those who opened or clicked. "
        "“When do we follow up?” shows the days."),
    ),
    (r"\bwhat(?:'s| is| does)\b.*\b(?:als|lead score|(?:hot|warm|cool|cold|dead)(?: leads?)? mean)\b", SCORE),
    (
        r"\bsubject(?: line)?s?\b.*\b(?:best|better|works?)\b|\b(?:best|better|which)\b.*\bsubject(?: line)?s?\b",
        "I do not rank subject lines: hardly any is sent often enough to be judged. `/notes` says what came of each step, and `/analysis` how a campaign does.",
    ),
    (
        r"\b(?:(?:do not|don't) (?:get|understand)|confus\w+|i'm lost|i am lost|new here|where do i (?:start|begin)|how do i (?:start|begin)|getting started|first time)\b",
        ("It goes like this:\n1. Drop a CSV of leads into this chat and check how I read its columns.\n2. Say whom you want to reach and what to offer; "
        "I draw up a campaign, and you confirm it on its card.\n3. Decide on the drafts that appear: nothing leaves without that.\n"
        "4. Answers come back here, each with a proposed response.\n`/status` says where you stand, `/help` what else there is."),
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
    (r"\bwho are you\b|\bwhat are you\b|\bare you (?:a )?(?:human|bot|robot|real|ai)\b|\byour name\b", f"I am the CMO agent of this account. {WHO} {ABILITIES}"),
    (r"\bwhat can you do\b|\bhow (?:do|does) (?:this|it|that|you) work\b|^\W*help\W*$|\bwhat can i (?:ask|do|say)\b", f"{WHO} {ABILITIES}"),
    (
        r"[¿¡]|\b(?:cu[áa]nt[oa]s?|tenemos|respuestas|campa[ñn]as?|wie viele|haben wir|antworten|kampagne|wir|combien|nous|avons|r[ée]ponses|quante|abbiamo|risposte|quantas|temos|respostas|hoeveel|hebben)\b",
        "I understand English only while there is no language model behind me: please ask again in English. `/status` shows how things stand, `/help` what there is.",
    ),
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
