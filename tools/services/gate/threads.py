"""Find what pretends to go on with a conversation that there never was."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.acquaintance import is_to_come, speaks_of_contact
from tools.services.gate.codes import Code
from tools.services.gate.limits import THREAD
from tools.services.gate.message import Message, Severity, found

_QUOTED = re.compile(
    r"^\s*(?:On .{6,80}\bwrote:|-{2,}\s*(?:Original|Forwarded) [Mm]essage|From: .+\n(?:.+\n)?(?:Sent|Date|To): |Begin forwarded message)|^> \S",
    re.MULTILINE,
)
_TALK = r"(?:reply|response|answer|enquiry|inquiry|query|question|request|e-?mail|message|note|letter|text|voicemail|call|phone call|conversation|chat|discussion|meeting|catch-?up|visit|interest|application|order|registration|download)"

_ANSWERS = re.compile(
    rf"\bthank(?:s| you)(?: again)?(?: (?:so|very) much| a lot)? for (?:your|the|that|our) (?:[\w-]+ )?{_TALK}\b|\b(?:appreciate|got|received|have|enjoyed|missed) your (?:[\w-]+ )?(?:reply|response|enquiry|inquiry|e-?mail|message|voicemail|call|request)\b"
    r"|\bthank(?:s| you) for (?:getting back|replying|responding|writing back|writing (?:in|to us)|reaching out|getting in touch|contacting|calling|asking|enquiring|inquiring|downloading|registering|signing up|agreeing|confirming|speaking|chatting|talking|meeting|taking (?:my|the|our) call)\b"
    rf"|\b(?:further to|in (?:reply|response|answer) to|with (?:reference|regard) to|re(?:garding)?|following(?: up)?(?: (?:on|from|to))?|follow(?:ing)?[- ]up (?:on|to|from)|referring to|after) (?:your|our) (?:[\w-]+ ){{0,2}}{_TALK}\b|\bas (?:per )?(?:you )?request(?:ed)?\b|\bas you asked\b|\b(?:as )?per (?:our|your) (?:[\w-]+ )?{_TALK}\b"
    rf"|\b(?:returning|return) your (?:[\w-]+ )?(?:call|e-?mail|message)\b|\byour (?:[\w-]+ )?(?:enquiry|inquiry|reply|voicemail|request)\b|\b(?:the|our) (?:[\w-]+ )?(?:quote|quotation|proposal|brochure|information|info|price list|pricing|prices|figures|details|document|sample)s? (?:that )?you (?:asked|requested|wanted|enquired)"
    rf"|\bwe (?:spoke|talked|chatted|discussed|agreed|corresponded|exchanged (?:e-?mails|messages))\b|\b(?:as|like) (?:we )?(?:discussed|agreed|promised|arranged|planned)\b|\b(?:our|my) (?:(?:last|recent|previous|earlier|first|phone|quick|short|brief) )*(?:call|chat|conversation|discussion|correspondence|exchange)(?: (?:yesterday|last|on|earlier|this|at|the other|about|in|with|was|from)\b|[,.])"
    r"|\b(?:great|good|nice|lovely|pleasure|enjoyed) (?:(?:to )?(?:speak|chat|talk)(?:ing)?|catching up|our (?:call|chat|conversation))\b(?: with| to)?(?: you)?(?! (?:soon|next|with you soon))\b|\b(?:answer(?:ing)?|reply(?:ing)? to|respond(?:ing)? to|address(?:ing)?) your (?:question|query|e-?mail|message|note|letter|text|call|enquiry|inquiry|request)\b|\byou (?:asked|wanted) (?:me|us)\b|\byou (?:asked|enquired|inquired) (?:about|for|how|whether|if|when)\b|\bwhen we (?:spoke|talked|chatted|met)\b|\b(?:sorry|apologies|forgive)\b[^.]{0,30}\b(?:delay(?:ed)?|slow|late|getting back|not (?:replying|answering|getting))\b|\bpick(?:ing)? up where we left|\bwhere we left (?:off|it)\b|\bsince we (?:last )?(?:spoke|talked|chatted|met)\b",
    re.IGNORECASE,
)  # fmt: skip
"""An answer, or the next word of a talk."""
_AGAIN = re.compile(
    r"\b(?:following|follow|followed)[- ]?up\b(?! (?:call|visit|appointment|care|reminder|message|text|email|question|work|service|inspection)s?\b)|\b(?:my|our) (?:last|previous|earlier|first|recent|second) (?:e-?mail|message|note|letter|text|call|voicemail)s?\b|\b(?:had|got|received|seen) (?:a|any|no|your) (?:reply|response|answer)\b|\b(?:back )?(?:to|at) the top of your (?:inbox|list|pile)\b|\bI (?:wrote|e-?mailed|called|rang|sent you|messaged|texted|left you|reached out|tried (?:to (?:call|reach|ring|get)|calling|ringing|reaching)) (?:to )?(?:you )?(?:last|on|a few|yesterday|earlier|a couple|before|recently|twice|a while|a voicemail|a message)\b"
    r"|\b(?:haven['’]t|have not|didn['’]t|never) hear(?:d)? (?:back|from you|anything)\b|\b(?:bumping|bump|circling back|circle back|checking back|just checking in|resending|re-sending|nudging|floating) (?:this|on|to|in|again)?\b|\b(?:second|third|final|last) (?:e-?mail|message|note|attempt|reminder|try)\b|\bas (?:I )?(?:mentioned|said|wrote|promised)(?: (?:in my|before|last|earlier|on|when|yesterday)|,)|\b(?:did|have) you (?:get|see|had|seen|had a chance to (?:see|read|look)) (?:my|our|a chance)\b|\b(?:see|scroll to) (?:my|our|the) (?:e-?mail|message|note|thread) (?:below|above)\b",
    re.IGNORECASE,
)  # fmt: skip
"""A second word where there was no first."""
_AT_LARGE = re.compile(r"you (?:asked|enquired|inquired) (?:about|for|how|whether|if|when)", re.IGNORECASE)
"""What may have been asked of the world, in an advertisement or a post."""
_OWN_AGAIN = re.compile(
    r"^\W*(?:just |quickly |simply |only )*(?:follow|bump|circl|check|nudg|float|resend|re-send|second|third|final|last)|\b(?:I|I['’]\w+|me|my|we['’]re|our|this|you|your)\b",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    r"\b(?:if|when|once|whenever|any|every|each|no|never|without|let|reply|before|until|after you|await|waiting for|look(?:ing)? forward to|hope|hoping|may|can|could|would|will|to hear|patients?|customers?|clients?)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
"""What makes a talk one to come, or one of other people."""


def threads(message: Message) -> Iterator[Finding]:
    """A subject, a quotation or a sentence that answers or repeats what was never said."""
    if not (message.earlier or message.answers):
        yield from _subject(message)
        if match := _QUOTED.search(message.text):
            yield found(Code.FAKE_RE, "hard", "It quotes a message that there never was.", match.span())
    for sentence in message.sentences:
        yield from _said(message, sentence.text, sentence.start)


def _subject(message: Message) -> Iterator[Finding]:
    if (match := THREAD.match(message.subject)) and not _is_named_so(message):
        sentence = "The subject pretends to be an answer, and there was no message before."
        # Whoever wrote to us, as a fact tells, may be answered where that message is not at hand.
        severity: Severity = "soft" if speaks_of_contact(message, message.subject) else "hard"
        yield found(Code.FAKE_RE, severity, sentence, match.span(), "subject")
    elif match := _ANSWERS.search(message.subject):
        sentence = "The subject speaks of a talk that there never was."
        yield found(Code.FAKE_RE, "soft", sentence, match.span(), "subject")


def _said(message: Message, text: str, start: int) -> Iterator[Finding]:
    if message.heard:
        return
    for pattern in (_ANSWERS, _AGAIN):
        if pattern is _AGAIN and message.earlier:
            continue
        match = pattern.search(text)
        if match is None or _WHOSE.search(text[: match.start()]) or speaks_of_contact(message, text):
            continue
        if pattern is _AGAIN and not _OWN_AGAIN.search(text):
            continue
        loose = (
            message.by_human
            or message.earlier
            or is_to_come(text, match)
            or match[0].lower().startswith("your ")
            or _AT_LARGE.match(match[0])
        )
        severity: Severity = "soft" if loose or text.endswith("?") else "hard"
        span = (start + match.start(), start + match.end())
        yield found(Code.FAKE_RE, severity, "It goes on with a talk that there never was.", span)
        return


def _is_named_so(message: Message) -> bool:
    """A company may be called "Re: Design"."""
    line = message.subject.strip().casefold()
    names = (message.lead.company, message.brand.company, message.brand.name)
    return any(THREAD.match(name) and line.startswith(name.casefold()) for name in names if name)
