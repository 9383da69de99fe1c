"""Find claims that writer and reader know each other, which a stranger notices first."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.gate.message import Message, Severity
from tools.services.gate.stems import content_words

HEDGED = re.compile(
    r"\b(?:if|whether|unless|imagine|guess|suppose|suspect|assume|probably|perhaps|maybe|may|might|wonder(?:ed|ing)?|curious|would|could|likely|tend|tends|often|usually|whenever|in case|should you|hope|hoping|planning to|when you(?:['’]re| are)?|as you (?:grow|expand|scale|hire|open|add)|for (?:growing|expanding)|happy to|I['’]d|let me know|can be|any)\b",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"\b(?:no|not|never|don['’]t|can['’]t|cannot|won['’]t|doesn['’]t|isn['’]t|without|nobody|neither|nor|rather than|instead of)\b[^.,;]{0,28}$",
    re.IGNORECASE,
)
KNOWN_US = re.compile(
    r"\b(?:loved|enjoyed|appreciated|liked|pleasure) (?:chatting|meeting|talking|speaking|catching up|seeing you|connecting)\b|\b(?:great|good|nice|lovely|pleasure|wonderful|fantastic) (?:to (?:meet|see|chat|speak|talk|catch up|run into|connect)|(?:meeting|seeing|chatting|speaking|talking|catching up))(?: (?:with )?(?:you|again))?(?! soon)\b(?=[^?]{0,60}\b(?:yesterday|last|earlier|today|recently|at the|again|you|on)\b)(?! with you (?:soon|next|about this|if))|\b(?:as|like) (?:we )?(?:discussed|agreed|promised|mentioned|spoke about|talked about|planned)\b(?! in (?:your|the article))|\bas (?:you|per your) (?:asked|requested|mentioned|said|request)\b|\bwhen we (?:met|spoke|talked|last|caught|chatted)\b|\bwe (?:met|spoke|chatted|talked|caught up) (?:at|last|on|in|about|briefly|yesterday|earlier|this|a few|over)\b|\b(?:our|my) (?:(?:last|recent|previous|earlier|great|good|phone|quick) )*(?:call|chat|conversation|meeting|catch-?up|discussion|lunch|coffee) (?:yesterday|last|on|earlier|this|at|the other|about|in|with|was|from)\b|\b(?:after|following|since|from|thanks for|enjoyed) (?:our|the) (?:\w+ )?(?:call|chat|conversation|meeting|catch-?up|discussion)\b|\bthank(?:s| you) for (?:your (?:time|interest|enquiry|inquiry|reply|response|message|email|call|order|download|registration)|(?:taking|getting|reaching|coming|replying|downloading|signing|registering|attending|meeting|chatting|speaking|joining|visiting))\b(?! (?:to read|reading))(?! the time to read)(?! a (?:moment|minute|look))|\byou (?:asked|told|mentioned|requested|enquired|inquired|downloaded|signed up|registered|visited|filled|subscribed|said|agreed|promised|expressed)\b(?! (?:(?:in|on|to) )?(?:an?|your|the|(?-i:[A-Z])\w*(?<!\bI)) ?(?:\w+ ){0,2}(?:interview|article|podcast|post|\w*(?-i:[A-Z])\w*))|\bper (?:our|my last|your (?:request|e-?mail|message|call|enquiry|inquiry))\b|\bremember (?:me|our)\b|\blong time no (?:see|speak)\b|\bwe (?:go|went) way back\b",
    re.IGNORECASE,
)  # fmt: skip
"""Acquaintance: true only where there was a message, or where a fact says so."""
REFERRED = re.compile(
    r"(?<!\bI )(?<!\bwe )(?<!\bI've )\b(?:suggested|recommended|told me|mentioned|said|thought|asked me|advised|referred|reckoned|urged me)\b[^.?]{0,30}\b(?:I (?:reach|get|contact|write|speak|call|drop)|(?:reach|get|contact|write|speak|call|talk)(?:ing)? (?:out|in touch|to you|you)|you (?:might|may|would|could|were)|me to you)\b|\breferred (?:to you )?by\b|\bmutual (?:friend|contact|connection|acquaintance)\b"
    r"|\b(?:g[ai]ven?|pass(?:ed)?|shared?|handed?|sent|forwarded|got|had|have|found) (?:me |us |on )?your (?:name|number|details|e-?mail(?: address)?|card|contact)\b|\byour (?:name|work|number) (?:came up|was (?:mentioned|given|passed))|\b(?:put|pointed|sent|steered) (?:me|us) (?:on to|onto|to|in touch with|towards?|your way|in your direction)\b|\bintroduced (?:us|me)\b|\b(?:told|tells) (?:me|us) (?:about you|you|that you)\b|\bat the suggestion of\b|\bon (?:the )?recommendation\b|\b(?:spoke|speaks|talks) (?:very |so )?(?:highly|warmly|well) of\b"
    r"|\b(?:your|my|one of your|a (?=\w+ (?:of (?:yours|mine) )?(?:\w+ ){0,3}(?:suggested|recommended|mentioned|gave|passed|told|said|thought)[^.:?]{0,30}\byou\b)) ?(?:colleague|friend|neighbour|neighbor|accountant|auditor|boss|partner|team|lawyer|solicitor|brother|sister|cousin|landlord|supplier|manager|predecessor|contact|acquaintance|client)\b,? (?:\w+,? ){0,4}?(?:suggested|recommended|mentioned|gave|passed|told|said|thought|was kind enough)\b|\bcomes? recommended\b|\bwe (?:\w+ ){0,3}in common\b|\bwe both (?:know|studied|worked|went|attended|belong)\b|\bfellow (?:alumn\w+|member|graduate|old boy)\b|\bwe (?:were|went) (?:at|to) (?:school|university|college|uni)\b|\b(?:friend|colleague) of (?:mine|ours|yours)\b|\bwe(?:['’]ve| have) (?:met|spoken|talked|known|crossed paths|corresponded)\b",
    re.IGNORECASE,
)  # fmt: skip
"""An introduction by somebody whom both know."""
_HEARSAY = re.compile(
    r"\b[Yy]our (?!(?:[\w-]+ ){0,2}(?:site|website|page|profile|posts?|ads?|advert\w*|listings?|reports?|articles?|newsletter|menu|signs?|blog|podcast|brochure|plan|interview)\b)(?:[\w-]+ ){1,3}(?:said|told|mentioned|complained|admitted|explained|confirmed|let slip)\b(?! on | in (?:your|the|an?) )"
    r"|(?:^|[.!?,;]\s+)(?P<who>[A-Z][\w'’-]+ [A-Z][\w'’-]+) (?:mentioned|said|told (?:me|us)|suggested|recommended|reckons?|thought|tells me|says) (?:that )?you\b"
)
"""What somebody of theirs, or somebody by name, is said to have told us."""
_ACQUAINTED = re.compile(
    r"\b(?:met|spoke|talked|introduced|introduction|referred|referral|asked|downloaded|attended|enquir\w+|inquir\w+|visited|signed up|registered|recommended|suggested|requested|mutual|chatted|called|subscribed|said|posted|mentioned|told|wrote|replied|e-?mailed|contacted)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|['’]ll|would|['’]d|could|can|may|might|shall|should|if|when|whenever|once|every|each|any|always|usually|before)\b",
    re.IGNORECASE,
)
"""What may yet happen, or happens to anybody."""
_LOOSELY = re.compile(
    r"^you (?:said|mentioned|visited|filled|registered|expressed)\b|^you asked$|^(?:nice|good|great|lovely) to see\b",
    re.IGNORECASE,
)
"""What may have been said or seen in public."""
MOSTLY = 0.6
"""The share of a sentence's weighty words that facts know, from which on it may be a fact told freely."""
_INTRODUCED = re.compile(r"\b(?:introduc\w+|refer\w+|recommend\w+|suggest\w+|mutual)\b", re.IGNORECASE)
_BEEN_THERE = re.compile(
    r"\b(?:I|we)(?:['’]ve| have)? (?:recently |just |often |once |always )?(?:visited|stopped (?:by|in|at)|dropped (?:by|in|into)|popped (?:in|into|by)|drove (?:past|by)|driven past|walked (?:past|by|in|into|through)|called in|ate|eaten|dined|stayed|bought|ordered|tasted|tried (?:your|the)|toured|came (?:by|past|through)|shop(?:ped)? (?:at|with)|was (?:at|in) your|were (?:at|in) your|had (?:a|an|the|some|my|our|lunch|dinner|breakfast|coffee|brunch)\b(?! (?:look|question|thought|idea|read|chat|quick|feeling|browse|go|word|client|customer|similar|few))|(?:am|['’]m) a (?:\w+ )?(?:regular|customer|member|patient|client|subscriber|user))\b",
    re.IGNORECASE,
)
"""A visit of which nobody has told us."""
_POLITE = re.compile(
    r"\bthank(?:s| you) for (?:your time[.!]?$|your time and|reading|taking the time to read|connecting|considering|your consideration|your patience)",
    re.IGNORECASE,
)


def acquaintance(message: Message, text: str) -> Iterator[tuple[Severity, str, tuple[int, int]]]:
    """What claims that we know each other, or somebody who does, where no fact and no earlier message says so."""
    for pattern in (KNOWN_US, REFERRED, _HEARSAY, _BEEN_THERE):
        match = pattern.search(text)
        if not match or NEGATED.search(text[: match.start()]):
            continue
        if speaks_of_contact(message, text, introduced=pattern in (REFERRED, _HEARSAY)):
            continue
        if pattern in (KNOWN_US, _HEARSAY) and (message.heard or _POLITE.search(text)):
            continue
        soft = HEDGED.search(text[: match.start()]) or (message.earlier and pattern is KNOWN_US)
        soft = (
            soft
            or pattern is _BEEN_THERE
            or text.rstrip().endswith("?")
            or (_LOOSELY.search(match[0]) and not re.match(r"\s+(?:me|us)\b", text[match.end() :]))
        )
        soft = soft or (pattern is KNOWN_US and is_to_come(text, match))
        soft = soft or known_share(message, text) >= MOSTLY
        yield "soft" if soft else "hard", "No fact says that we know each other", match.span()


def speaks_of_contact(message: Message, text: str, *, introduced: bool = False) -> bool:
    """Whether a fact tells of such a contact, or where it needs one, of an introduction, in words that the text shares."""
    words = content_words(text) - content_words(message.lead.full_name)
    tells = (REFERRED, _INTRODUCED) if introduced else (KNOWN_US, REFERRED, _ACQUAINTED)
    return any(
        any(pattern.search(fact) for pattern in tells) and words & content_words(fact)
        for fact in message.supports
    )


def is_to_come(text: str, match: re.Match[str]) -> bool:
    """Whether the words are of what may yet happen, as far as their own clause says."""
    start = max(text.rfind(sign, 0, match.start()) for sign in ",;:–—") + 1
    stop = re.search(r"[,;:–—]\s", text[match.end() :])
    return _TO_COME.search(text[start : match.end() + stop.start() if stop else len(text)]) is not None


def known_share(message: Message, text: str) -> float:
    """The share of a text's weighty words that is known of anybody; none where it has none."""
    words = content_words(text) - content_words(message.lead.full_name)
    known = frozenset(word for fact in message.supports for word in content_words(fact))
    return len(words & known) / len(words) if words else 0.0
