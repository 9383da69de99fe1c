"""Tell a machine's mail from a person's, before any model is asked."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from enum import StrEnum

from tools.providers.postmark import InboundMail
from tools.services.incoming.automatic import is_automatic, is_list_mail, speaks_of_absence
from tools.services.incoming.bounces import Bounced, bounces, is_delivery_report, report_words
from tools.services.incoming.feedback import Feedback, FeedbackKind, feedback
from tools.services.incoming.trimming import own_words, trim

__all__ = [
    "Bounced",
    "Feedback",
    "FeedbackKind",
    "MachineKind",
    "bounces",
    "classify",
    "feedback",
    "new_words",
    "trim",
]


class MachineKind(StrEnum):
    """What a mail is that no person wrote, or that asks for one thing in words nobody can mistake."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    REPORT = "report"
    """Feedback that asks nothing of its recipient: "not spam", a report about our authentication."""
    LIST = "list"
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


def classify(mail: InboundMail) -> MachineKind | None:
    """What kind of machine's mail this is, or None where a person may have written it.

    Sources: RFC 5965 (feedback reports), RFC 3464 (delivery reports), RFC 3834 (automatic responses),
    RFC 2919 (lists).
    """
    reported = feedback(mail)
    if reported is not None:
        return MachineKind.COMPLAINT if reported.suppresses else MachineKind.REPORT
    if _AGGREGATE_REPORT.match(mail.subject):
        return MachineKind.REPORT
    if _is_bounce(mail):
        return MachineKind.BOUNCE
    words = new_words(mail)
    automatic = is_automatic(mail, words)
    if automatic and (speaks_of_absence(mail.subject) or speaks_of_absence(words)):
        return MachineKind.OUT_OF_OFFICE
    if is_list_mail(mail):
        return MachineKind.LIST
    if automatic:
        return MachineKind.AUTO_REPLY
    return MachineKind.UNSUBSCRIBE if _asks_to_stop(mail, words) else None


def new_words(mail: InboundMail) -> str:
    """What the sender wrote anew, from the page where there is no plain text."""
    return own_words(report_words(mail))


_DAEMON = re.compile(
    r"^(?:mailer[-_. ]?d[ae]+mon|mail[-_.]?daemon|post[-_.]?master|double-bounce|bounces?|mail[-_.]?delivery[-_.]?(?:sub)?(?:system)?"
    r"|mail[-_.]?delivery[-_.]?(?:service|agent)|mdaemon|maildaemon)(?:[+=-].*)?(?:@|$)",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"^\W*(?:mail(?:er)?[ -]?(?:delivery|deliver|daemon|administrator)|internet mail delivery|postmaster|mailer-daemon)\b",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"^(?!\W{0,2}(?:re|aw|sv|fwd?|wg|tr)\W{0,2}:).{0,80}?(?:undeliver|delivery (?:status )?(?:notification|report)|(?:mail |message )?deliver(?:y|ed)? (?:failure|failed|has failed|error|problem|delay|status)|returned (?:mail|e-?mail|message)"
    r"|mail (?:system|delivery) (?:failed|error|subsystem|failure)|failure (?:notice|notification)|(?:could not|couldn['’]t|not|cannot) be delivered|not deliver|address not found|(?:there was an )?error sending your|non-?deliver|bounced? (?:mail|message)|failed mail|rejected mail|mail failure|user unknown"
    r"|unzustellbar|nicht zugestellt|zustellung (?:fehlgeschlagen|nicht)|zustellungsfehler|rückläufer|non (?:remis|d[eé]livr|distribu)|[eé]chec de (?:la )?(?:remise|distribution|livraison)|retour de courrier|no (?:se puede|se pudo|se ha podido) entregar|no entregado|correo devuelto|mensaje devuelto|error de entrega|non recapitabile|mancat[ao] (?:recapito|consegna)|n[aã]o (?:entregue|pode ser entregue|[eé] poss[ií]vel entregar)|falha (?:na|de) entrega|devolvid[ao]"
    r"|onbestelbaar|niet (?:bezorgd|afgeleverd)|(?:kunde|kan) (?:inte|ikke) lever|ej levererat|ei voi(?:tu)? toimit|toimittamatta|nie (?:można|udało się) dostarczy|niedostarczon|недоставлен|не (?:может быть |удалось |удается )?доставл?(?:ен|ить)|возврат письма|配信(?:不能|失敗|でき)|配達(?:不能|でき)|送信できま|未配達|エラーメール|退信|无法(?:投递|送达)|無法(?:傳遞|投遞)|投递失败|未送达|배달되지|전송 ?실패|반송)",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}|\b55\d[ -]|(?:final|original)-recipient:|diagnostic-code:|#[45]\.\d\.\d"
    r"|(?:could not|couldn['’]t|cannot|can't|unable to|trouble|not able to|wasn['’]t able to|not) (?:be )?deliver(?:ed|ing)?\b|undeliver|permanent(?:ly)? (?:error|fail)|user unknown|returned to (?:the )?sender|failed recipient"
    r"|nicht zugestellt|n['’]a pas pu|no se (?:pudo|puede|ha podido)|non (?:è stato possibile|recapitat)|n[aã]o (?:foi possível|pôde)|kon niet worden|не (?:может быть|было|удалось|доставлен)|配信|配達|送信できま|无法|退信|nie (?:można|udało|została)",
    re.IGNORECASE,
)
_AGGREGATE_REPORT = re.compile(
    r"^\s*(?:\[\S{1,40}\]\s*)?report[ -]?domain:|^\s*(?:dmarc|tls)[ -](?:aggregate |failure )?report",
    re.IGNORECASE,
)
"""DMARC's and TLS-RPT's reports (RFC 7489, RFC 8460)."""
_UNSUBSCRIBE_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|fwd?)\s*:\s*)*(?:unsubscribe|remove me|opt[ -]?out)\s*[.!]*\s*$", re.IGNORECASE
)


def _is_bounce(mail: InboundMail) -> bool:
    if is_delivery_report(mail) or mail.header("X-Failed-Recipients"):
        return True
    if _DAEMON.match(mail.from_address):
        return True
    returned_to = (mail.header("Return-Path") or "").strip().lower()
    unaddressed = returned_to in ("<>", "<mailer-daemon>") or bool(_DAEMON.match(returned_to.strip("<>")))
    subject = bool(_BOUNCE_SUBJECT.search(mail.subject[:300]))
    refused = bool(_REFUSAL.search(report_words(mail)[:20_000]))
    return sum((unaddressed, subject, refused, bool(_DAEMON_NAME.match(mail.from_name)))) >= 2


def _asks_to_stop(mail: InboundMail, words: str) -> bool:
    """One word or phrase and nothing else: "please stop by on Monday" asks for something else."""
    said = " ".join(re.sub(r"[^\w\s-]", " ", words.lower()).split())
    return said in STOP_WORDS or (bool(_UNSUBSCRIBE_SUBJECT.match(mail.subject)) and len(said.split()) <= 12)
