"""Say in a few sentences what a decision, a remark or a chat teaches, and how far it reaches: pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from memory.enums import Channel, Intent, NoteKind, NoteScope
from memory.notes import NewNote
from memory.records.actor import Actor
from memory.records.ids import CampaignId
from memory.records.leads import Lead
from memory.records.messages import Approval, Draft, Touch
from memory.words import content_roots

NOTE_CHARACTERS = 500
LESSONS_AT_MOST = 3
_STANDING = re.compile(
    r"(?:(?:and|also|oh|please|ok(?:ay)?|so|we|you should|i want you to|and we),?\s+)*"
    r"(?:never\b(?! mind)|always\b|from now on\b|remember\b(?! (?:when|the time|me)\b)|avoid\b|note that\b"
    r"|stop (?:using|saying|mentioning|writing)\b|no more \w+ in\b|sign off (?:with|as)\b"
    r"|i (?:prefer|like|hate)\b"
    r"|(?:make|keep|write) (?:(?:the|all|our|your) )?(?:mails?|e-?mails?|drafts?|messages?|texts?|letters?) "
    r"(?:a (?:bit|little) |much |more |less )*"
    r"(?:short|brief|friendl|warm|formal|informal|casual|polite|personal|direct|concise|simple|plain|salesy|pushy)"
    r"|in (?:every|all) (?:mails?|emails?|drafts?|messages?|texts?|letters?)\b"
    r"|(?:do not|don['’]t) (?:ever )?(?:mention|write|say|use|call|start|end|offer|promise|talk|name)\b)",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"\?\s*$|\b(?:yet|today|tomorrow|tonight|right now|for now|this (?:week|morning|afternoon)|until|till)\b",
    re.IGNORECASE,
)
"""A question, or an order for the moment: nothing to keep for good."""
_TOLD: Mapping[Intent, str] = {
    Intent.MEETING_REQUEST: "asked for a meeting",
    Intent.INTERESTED: "answered with interest",
    Intent.QUESTION: "asked something",
    Intent.NOT_INTERESTED: "declined",
    Intent.UNSUBSCRIBE: "opted out",
}
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_FACT = re.compile(
    r"\s*(?:please\s+)?(?:remember|note)\s+(?:that\s+)?(?P<said>.+)", re.IGNORECASE | re.DOTALL
)
_POLARITY = re.compile(
    r"\b(?:never|always|please|do not|don['’]t|ever|from now on|avoid|stop|no more|also|and|we|you should|"
    r"i want you to|should|must|can(?:not|'t)?|may|not|without|no)\b",
    re.IGNORECASE,
)
_COPULA = re.compile(
    r"\b(?:is|are|was|were|will be|costs?|starts?|begins?|opens?|closes?|ends?|has|have|equals|moved to|"
    r"lives? in|works? (?:at|for)|charges?|takes?|lasts?)\b",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\bsign(?:ing|ed)?[- ]?off\b|\bend (?:mails?|emails?|letters?|it|them) with\b", re.IGNORECASE
)
_GREETING = re.compile(r"(?P<said>Hi|Hello|Hey|Dear|Good (?:morning|afternoon)|G['’]day)\b[^.!?\n]{0,40},")
_CLOSING = re.compile(r"(?P<said>[A-Z][a-z]+(?: [a-z]+){0,2}),")
_NUMBER = re.compile(r"[\d.,:%$€£]+")
_CHANNELS: Mapping[Channel, re.Pattern[str]] = {
    Channel.EMAIL: re.compile(
        r"\b(?:e-?mails?|mails)\b|\b(?:a|the|every|first|second|each|in) mail\b", re.IGNORECASE
    ),
    Channel.SMS: re.compile(r"\b(?:sms|texts?(?: messages?)?)\b", re.IGNORECASE),
    Channel.LINKEDIN: re.compile(r"\b(?:linkedin|inmails?|connection requests?)\b", re.IGNORECASE),
    Channel.VOICE: re.compile(r"\b(?:phone calls?|calls|voice|scripts?)\b", re.IGNORECASE),
    Channel.MAIL: re.compile(r"\b(?:letters?|postcards?|direct mail|post)\b", re.IGNORECASE),
}
_MINE = re.compile(
    r"\b(?:i (?:prefer|like|hate|don['’]t like|want to see)|for me|my (?:drafts|reviews?|taste))\b",
    re.IGNORECASE,
)
_THIS_LEAD = re.compile(
    r"\b(?:this (?:lead|person|contact)|(?:to|for|with|at) (?:him|her|them))\b", re.IGNORECASE
)


def standing_instructions(said: str) -> list[str]:
    """The sentences that ask for something once and for all: "never …", "always …", "from now on …"."""
    sentences = (sentence.strip() for sentence in _SENTENCE.split(said))
    return [one for one in sentences if _STANDING.match(one) and not _PASSING.search(one)]


def lessons_of_reason(reason: str | None) -> list[str]:
    """What a refusal or a remark teaches."""
    text = (reason or "").strip()
    return [f"A reviewer said of a draft: {text}"] if len(text) > 3 else []


def lessons_of_edit(before: Draft, after: Draft) -> list[str]:
    """One sentence a changed passage, the longest first: what was written, what the reviewer made of it."""
    lessons: list[tuple[int, str]] = []
    if before.subject != after.subject:
        lessons.append((10_000, f"A reviewer changed the subject “{before.subject}” to “{after.subject}”."))
    old, new = _SENTENCE.split(before.body), _SENTENCE.split(after.body)
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            was, became = " ".join(old[a:b]).strip(), " ".join(new[c:d]).strip()
            manner = _manner(was, became)
            lessons.append((9_000 if manner else len(was) + len(became), manner or _lesson(was, became)))
    return [text for size, text in sorted(lessons, key=lambda lesson: -lesson[0]) if size]


def notes_of_decision(
    approval: Approval, touch: Touch, lead: Lead | None, actor: Actor, before: Draft, after: Draft | None
) -> list[NewNote]:
    """At most three notes of an edit, a refusal or a remark: for the campaign, unless it says otherwise."""
    texts = lessons_of_edit(before, after) if after else lessons_of_reason(approval.reason)
    source = "edit" if after else "feedback" if approval.status.value == "redraft" else "rejection"
    notes: list[NewNote] = []
    for text in texts[:LESSONS_AT_MOST]:
        scope = NoteScope.CAMPAIGN if after else _scope_of_remark(approval.reason or "", lead)
        notes.append(
            NewNote(
                kind=NoteKind.PREFERENCE,
                scope=scope,
                campaign_id=touch.campaign_id if scope is NoteScope.CAMPAIGN else None,
                channel=touch.channel if scope in (NoteScope.CAMPAIGN, NoteScope.CHANNEL) else None,
                lead_id=touch.lead_id if scope is NoteScope.LEAD else None,
                reviewer_id=actor.user_id if scope is NoteScope.REVIEWER else None,
                text=text[:NOTE_CHARACTERS],
                subject=subject_of(text, NoteKind.PREFERENCE),
                source_kind=source,
                source_id=approval.id,
            )
        )
    return notes


def note_of_saying(said: str, actor: Actor, campaigns: Mapping[CampaignId, str]) -> NewNote:
    """A standing instruction or a fact that a user gave in the chat, for as much as its words name."""
    fact = _FACT.fullmatch(said)
    kind = NoteKind.FACT if fact else NoteKind.PREFERENCE
    text = said[:NOTE_CHARACTERS]
    campaign = next((key for key, name in campaigns.items() if name.lower() in said.lower()), None)
    channel = next((channel for channel, word in _CHANNELS.items() if word.search(said)), None)
    scope = NoteScope.CLIENT
    if campaign is not None:
        scope = NoteScope.CAMPAIGN
    elif channel is not None:
        scope = NoteScope.CHANNEL
    elif _MINE.search(said) and actor.user_id is not None:
        scope = NoteScope.REVIEWER
    return NewNote(
        kind=kind,
        scope=scope,
        text=text,
        campaign_id=campaign,
        channel=channel if scope is not NoteScope.REVIEWER else None,
        reviewer_id=actor.user_id if scope is NoteScope.REVIEWER else None,
        subject=subject_of(fact["said"] if fact else said, kind),
        source_kind="chat",
        source_id=None,
    )


def note_of_outcome(
    touch: Touch, intent: Intent, answers: Mapping[Intent, int], subject: str
) -> NewNote | None:
    """What came of messages like the touch, in counts alone; None where the answer teaches nothing."""
    if touch.step_n is None or intent not in _TOLD:
        return None
    counts = ", ".join(f"{answers[one]} {said}" for one, said in _TOLD.items() if answers.get(one))
    about = f" with “{subject[:80]}”" if subject else ""
    return NewNote(
        kind=NoteKind.OUTCOME,
        scope=NoteScope.CAMPAIGN,
        campaign_id=touch.campaign_id,
        channel=touch.channel,
        text=f"Step {touch.step_n} by {touch.channel.value}{about}: {counts}; the last {_TOLD[intent]}.",
        subject=f"outcome {touch.channel.value} {touch.step_n}",
        source_kind="outcome",
        source_id=touch.id,
    )


def subject_of(text: str, kind: NoteKind) -> str | None:
    """What a note is about in one form, the same for its contrary; None where it is about several things."""
    edit = re.fullmatch(
        r"A reviewer changed (?:the subject )?“(?P<was>.+)” to “(?P<became>.+)”\.", text, re.DOTALL
    )
    if edit:
        pair = "\n".join(sorted((edit["was"], edit["became"])))
        return f"edit {hashlib.sha256(pair.encode()).hexdigest()[:24]}"
    if re.search(r"\bgreet(?:ed)?\b", text):
        return "wish greeting"
    if _SIGN_OFF.search(text):
        return "wish sign off"
    if text.startswith("A reviewer "):
        return None
    if kind is NoteKind.FACT:
        verb = _COPULA.search(text)
        roots = content_roots(text[: verb.start()]) if verb else []
        return f"fact {' '.join(sorted(set(roots)))}" if 1 <= len(roots) <= 6 else None
    roots = content_roots(_NUMBER.sub(" ", _POLARITY.sub(" ", text)))
    return f"wish {' '.join(sorted(set(roots)))}" if 1 <= len(roots) <= 10 else None


def _scope_of_remark(remark: str, lead: Lead | None) -> NoteScope:
    named = lead is not None and lead.first_name and re.search(rf"\b{re.escape(lead.first_name)}\b", remark)
    if named or _THIS_LEAD.search(remark):
        return NoteScope.LEAD
    if _MINE.search(remark):
        return NoteScope.REVIEWER
    return NoteScope.CAMPAIGN


def _manner(was: str, became: str) -> str | None:
    """What an exchanged greeting or closing line teaches about every message, not about this one."""
    for pattern, told in ((_GREETING, "greeted"), (_CLOSING, "signed off")):
        before, after = pattern.fullmatch(was), pattern.fullmatch(became)
        if before and after and before["said"] != after["said"]:
            return f"A reviewer {told} with “{after['said']}” instead of “{before['said']}”."
    return None


def _lesson(was: str, became: str) -> str:
    if not became:
        return f"A reviewer took out “{was[:230]}”."
    if not was:
        return f"A reviewer added “{became[:230]}”."
    return f"A reviewer changed “{was[:220]}” to “{became[:220]}”."
