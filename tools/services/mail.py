"""Tell a machine's mail from a person's, before any model is asked."""

# ruff: noqa: E501  a mail, a pattern and a table row are easier to read on one line
from __future__ import annotations

import re
from enum import StrEnum

from tools.providers.postmark import InboundMail
from tools.services.trimming import trim

__all__ = ["MachineKind", "classify", "is_hard_bounce", "looks_away", "trim"]


class MachineKind(StrEnum):
    """What a mail is that no person wrote, or that asks for one thing in words nobody can mistake."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    OUT_OF_OFFICE = "out_of_office"
    AUTO_REPLY = "auto_reply"
    UNSUBSCRIBE = "unsubscribe"


STOP_WORDS = frozenset(
    {
        *(
            "stop",
            "stopall",
            "unsubscribe",
            "cancel",
            "end",
            "quit",
            "revoke",
            "optout",
            "opt out",
            "opt-out",
        ),
        *("remove", "remove me", "unsubscribe me", "please unsubscribe", "please remove me", "please stop"),
        *("take me off your list", "please unsubscribe me", "stop emailing me"),
    }
)
"""Whole messages that ask to be left alone (carriers' words, TCPA, and their plain cousins)."""

_DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|post[-_.]?master|mail[-_.]?daemon|double-bounce|bounces?|mail[-_.]?delivery[-_.]?(?:sub)?system)"
    r"(?:[+=-].*)?(?:@|$)",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(r"^(?:no-?reply|do-?not-?reply|autoreply|auto-reply)@", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed)|returned mail"
    r"|mail delivery (?:failed|subsystem)"
    r"|failure notice|could not be delivered|address not found|error sending your (?:mail|message)",
    re.IGNORECASE,
)
_COMPLAINT_SUBJECT = re.compile(r"^\s*(?:complaint about|abuse report|spam report|fbl\b)", re.IGNORECASE)
_SMTP_REFUSAL = re.compile(
    r"\b55\d[ -]5\.\d+\.\d+|final-recipient:|diagnostic-code:"
    r"|(?:could not|couldn['’]t|cannot|unable to|trouble) (?:be )?deliver(?:ed|ing)? (?:your|the|this) (?:message|e-?mail)",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"out[ -]of[ -](?:the[ -])?office|on (?:annual |parental |maternity |sick |long service )?leave"
    r"|annual leave"
    r"|on (?:holidays?|vacation)|away (?:from|until|till)|(?:back|return(?:ing)?) (?:in|to) the office"
    r"|currently away|limited access to (?:my )?e-?mails?|abwesen|absence du bureau|\bOOO\b",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"^\s*(?:auto(?:matic(?:ally generated)?|mated)?[ -]?(?:reply|response|answer)\b|autoreply"
    r"|automatische antwort"
    r"|réponse automatique|risposta automatica|respuesta automática|away\s*:|ooo\b|out of (?:the )?office)",
    re.IGNORECASE,
)
_HARD = re.compile(
    r"\b5\.1\.(?:0|1|2|6|10)\b|\b5\.4\.4\b|\b(?:user|recipient|address|mailbox|account|host|domain)\W+(?:\S+\s+){0,3}?"
    r"(?:unknown|not found|not known|not listed|disabled|invalid|inactive|expired)"
    r"|\b(?:unknown|invalid|no such|unrouteable|nonexistent|no) (?:\S+ )?(?:user|recipient|address|mailbox|account|host|domain)\b"
    r"|(?:does not|doesn['’]t|do not) exist|not (?:our|a known) (?:customer|user)|(?:user|recipient) is unavailable|isn['’]t in (?:our|the)",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\b4\.\d\.\d+\b|\b5\.(?:2\.2|3\.4|7\.\d+)\b|(?:mailbox|quota|inbox)(?: is)? (?:full|exceeded|over)|over quota|insufficient"
    r"|\bblocked\b|\bblacklist|\bspam\b|\bpolicy\b|\bfiltered\b|\brate limit|too (?:large|big)|\bdelayed\b|reverse dns|\bloop\b",
    re.IGNORECASE,
)
"""What passes, or is about the mail rather than the address."""
_UNSUBSCRIBE_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|fwd?)\s*:\s*)*(?:unsubscribe|remove me|opt[ -]?out)\s*[.!]*\s*$", re.IGNORECASE
)


def classify(mail: InboundMail) -> MachineKind | None:
    """What kind of machine's mail this is, or None where a person may have written it.

    Sources: RFC 3834 (automatic responses), RFC 3464 (delivery reports), RFC 5965 (feedback reports).
    """
    kind = (mail.header("Content-Type") or "").lower()
    if "feedback-report" in kind or mail.header("X-ARF") or "feedback-type:" in mail.text.lower()[:4000]:
        return MachineKind.COMPLAINT
    if _COMPLAINT_SUBJECT.search(mail.subject):
        return MachineKind.COMPLAINT
    if "delivery-status" in kind or _is_from_daemon(mail) or mail.header("X-Failed-Recipients"):
        return MachineKind.BOUNCE
    if _is_automatic(mail):
        return MachineKind.OUT_OF_OFFICE if looks_away(mail) else MachineKind.AUTO_REPLY
    if _asks_to_stop(mail):
        return MachineKind.UNSUBSCRIBE
    return None


def looks_away(mail: InboundMail) -> bool:
    """Whether subject or new text speaks of absence."""
    return bool(_AWAY.search(mail.subject) or _AWAY.search(trim(mail.text)))


def is_hard_bounce(mail: InboundMail) -> bool:
    """Whether a delivery report says that the address does not exist; a 5.x status alone does not."""
    text = mail.text[:20_000]
    return bool(_HARD.search(text)) and not _SOFT.search(text) and "delayed" not in mail.subject.lower()


def _is_from_daemon(mail: InboundMail) -> bool:
    returned_to = (mail.header("Return-Path") or "").strip()
    from_daemon = bool(_DAEMON.match(mail.from_address))
    subject = bool(_BOUNCE_SUBJECT.search(mail.subject))
    return from_daemon or (
        subject and (returned_to == "<>" or bool(_SMTP_REFUSAL.search(mail.text[:20_000])))
    )


def _is_automatic(mail: InboundMail) -> bool:
    submitted = (mail.header("Auto-Submitted") or "no").split(";")[0].strip().lower()
    precedence = (mail.header("Precedence") or "").strip().lower()
    return (
        submitted not in ("no", "")
        or any(mail.header(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response", "List-Id"))
        or precedence in ("auto_reply", "bulk", "junk", "list")
        or (mail.header("Return-Path") or "").strip() == "<>"
        or bool(_NO_REPLY.match(mail.from_address))
        or bool(_AUTO_SUBJECT.match(mail.subject))
    )


def _asks_to_stop(mail: InboundMail) -> bool:
    """One word or phrase and nothing else: "please stop by on Monday" asks for something else."""
    said = " ".join(re.sub(r"[^\w\s-]", " ", trim(mail.text).lower()).split())
    return said in STOP_WORDS or (bool(_UNSUBSCRIBE_SUBJECT.match(mail.subject)) and len(said.split()) <= 12)
