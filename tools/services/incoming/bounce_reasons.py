"""Say why a mail was not delivered, from the words and codes of whoever refused it."""

# ruff: noqa: E501  a pattern and a table row are easier to read on one line
from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a mail came back; the names are those that the Sisimai libraries made common."""

    AUTH_FAILURE = "authfailure"
    BAD_REPUTATION = "badreputation"
    BLOCKED = "blocked"
    CONTENT_ERROR = "contenterror"
    DELIVERED = "delivered"
    EXCEED_LIMIT = "exceedlimit"
    EXPIRED = "expired"
    FAILED_STARTTLS = "failedstarttls"
    FEEDBACK = "feedback"
    FILTERED = "filtered"
    HAS_MOVED = "hasmoved"
    HOST_UNKNOWN = "hostunknown"
    MAILBOX_FULL = "mailboxfull"
    MAILER_ERROR = "mailererror"
    MESG_TOO_BIG = "mesgtoobig"
    NETWORK_ERROR = "networkerror"
    NO_RELAYING = "norelaying"
    NOT_ACCEPT = "notaccept"
    NOT_COMPLIANT_RFC = "notcompliantrfc"
    ON_HOLD = "onhold"
    POLICY_VIOLATION = "policyviolation"
    REJECTED = "rejected"
    REQUIRE_PTR = "requireptr"
    SECURITY_ERROR = "securityerror"
    SPAM_DETECTED = "spamdetected"
    SPEEDING = "speeding"
    SUSPEND = "suspend"
    SYNTAX_ERROR = "syntaxerror"
    SYSTEM_ERROR = "systemerror"
    SYSTEM_FULL = "systemfull"
    TOO_MANY_CONNECTIONS = "toomanyconn"
    UNDEFINED = "undefined"
    USER_UNKNOWN = "userunknown"
    VACATION = "vacation"
    VIRUS_DETECTED = "virusdetected"


HARD = frozenset({Reason.USER_UNKNOWN, Reason.HOST_UNKNOWN, Reason.HAS_MOVED, Reason.NOT_ACCEPT})
"""The reasons that lie in the address and will not pass."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What is known of one recipient's refusal."""

    words: str
    """The refusing server's own words, codes included."""
    status: str = ""
    """RFC 3463's `class.subject.detail`, as the report's field has it."""
    command: str = ""
    """The SMTP command that was refused, where the report names one: RCPT, DATA, MAIL, CONN."""
    spoken_by_program: bool = False
    """A delivery program said it, not a server (`Diagnostic-Code: x-unix`)."""


def reason_of(refusal: Refusal) -> Reason:
    """The reason, by the words first and the codes after them.

    Words that deny the address count only beside a status that does (x.1.x), the refusal of RCPT, or a
    server's own directory: some servers answer "user unknown" to a content they dislike, and a hard
    bounce ends a lead.
    """
    status = status_of(refusal)
    words = _plain(refusal.words)
    if status.startswith("2."):
        return Reason.DELIVERED
    spoken = next((reason for reason, pattern in _BEFORE_ADDRESS if pattern.search(words)), None)
    if spoken is not None:
        return spoken
    if refusal.spoken_by_program:
        return Reason.MAILER_ERROR
    about_address = _address_denied(words, status, refusal.command)
    if about_address is not None:
        return about_address
    if refusal.command == "MAIL":
        return Reason.REJECTED
    spoken = next((reason for reason, pattern in _AFTER_ADDRESS if pattern.search(words)), None)
    return spoken or _by_status(status, refusal.command)


def status_of(refusal: Refusal) -> str:
    """The most telling status: the one after the reply's code, else any in the words, else the field's."""
    beside_reply = _REPLY_STATUS.findall(refusal.words)
    anywhere = _STATUS.findall(refusal.words)
    field = _STATUS.findall(refusal.status)
    found = [*beside_reply, *field, *anywhere] if beside_reply else [*anywhere, *field]
    telling = (status for status in found if not status.endswith(".0.0"))
    return next(telling, next(iter(found), ""))


def reply_of(words: str) -> str:
    """SMTP's three digits, or nothing."""
    found = _REPLY.search(words)
    return found.group(1) if found else ""


def command_of(text: str) -> str:
    """The SMTP command that this account of a failure names, or nothing."""
    found = _COMMAND.search(text[:5000])
    return next((name for name, value in found.groupdict().items() if value), "") if found else ""


def _plain(words: str) -> str:
    """The words alone: an address or a host's name may hold "spam" and mean nothing by it."""
    without = _ADDRESS.sub(" ", _LINK.sub(_named_by_link, words[:4000]))
    return " ".join(_HOST.sub(" ", without).replace("’", "'").lower().split())


def _named_by_link(link: re.Match[str]) -> str:
    """A link's words say nothing, but for one: a refusal that points to a block list comes from there."""
    return " blocklist " if _BLOCK_LIST.search(link.group()) else " "


def _address_denied(words: str, status: str, command: str) -> Reason | None:
    if _HOST_DENIED.search(words):
        return Reason.HOST_UNKNOWN
    subject = status[2:]
    if _DIRECTORY.search(words) or (subject == "4.1" and "recipient address rejected" in words):
        return Reason.USER_UNKNOWN
    if _USER_DENIED.search(words):
        if _LASTING.get(subject) in (Reason.HAS_MOVED, Reason.NOT_ACCEPT):
            return _LASTING[subject]
        sure = subject in _ABOUT_USER or command == "RCPT"
        return Reason.USER_UNKNOWN if sure else Reason.FILTERED
    return None


def _by_status(status: str, command: str) -> Reason:
    if not status:
        return {"CONN": Reason.BLOCKED, "MAIL": Reason.REJECTED, "DATA": Reason.FILTERED}.get(
            command, Reason.UNDEFINED
        )
    if status.startswith("4.") and status[2:] not in _PASSING:
        return Reason.ON_HOLD
    table = _PASSING if status.startswith("4.") else _LASTING
    return table.get(status[2:]) or _SUBJECTS.get(status[2:3], Reason.ON_HOLD)


_REPLY = re.compile(r"(?<![\d.#:])([245]\d\d)(?=[\s,;:-])")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_STATUS = re.compile(r"(?<![\d.])[245]\d\d[ -]\W{0,3}([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"<?[\w.+=%'-]{1,64}@[\w.-]{1,253}>?")
_LINK = re.compile(r"\bhttps?://\S{1,500}")
_BLOCK_LIST = re.compile(
    r"spamhaus|spamcop|sorbs|barracuda|dnsbl|\brbl|block(?:ed|list)|blacklist|denylist|delist|reputation",
    re.IGNORECASE,
)
_HOST = re.compile(r"\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}\.[a-z]{2,63}\b")
_COMMAND = re.compile(
    r"(?P<CONN>refused to talk to me|while connecting|connected to \S{1,80} but greeting failed|in reply to (?:HELO|EHLO))"
    r"|(?P<MAIL>in reply to MAIL FROM|after (?:pipelined )?MAIL FROM|but sender was rejected|>>> MAIL\b|\[MAIL_FROM\]|MAIL command)"
    r"|(?P<RCPT>in reply to RCPT TO|after (?:pipelined )?RCPT TO|>>> RCPT\b|\[RCPT_TO\]|RCPT command|SMTP:RCPT|does not like recipient"
    r"|\(state 14\)|response to RCPT|\brcpt to:? ?<|during RCPT|RCPT TO error)"
    r"|(?P<DATA>in reply to (?:end of )?DATA|after end of data|after (?:pipelined )?DATA|>>> DATA|failed after I sent the message"
    r"|\(state 1[78]\)|DATA command|\(DATA\)|\[DATA\])",
    re.IGNORECASE,
)


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_MAILBOX = (
    r"(?:mail ?box|inbox|account|user|recipient|storage|disk quota|quota|e?-?mail ?drop|postfach|maildrop)"
)
_BEFORE_ADDRESS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    (
        Reason.MAILBOX_FULL,
        _words(
            rf"\b{_MAILBOX}(?:'s)?(?: \S+){{0,4}} (?:is |are |has |was )?(?:almost |too )?(?:full|over ?quota|exceed)",
            r"(?:full|over(?: the)?|out of|exceed\w*)(?: \S+){0,3} (?:mail ?box|quota|storage|disk space)",
            r"\bover ?quota|quota ?(?:full|exceed|violation|reached)|not enough (?:storage|space|disk)|insufficient (?:disk|storage|system storage|mailbox)",
            r"no (?:space left|storage space)|too (?:many|much) (?:messages|mail) (?:data )?(?:in|on|for) (?:the |this )?(?:mail ?box|server|user)",
            r"(?:mailbox|maildir) (?:size )?limit|(?:postfach|mailbox) (?:ist )?voll|quota überschritten|bo[iî]te (?:aux lettres |de réception )?(?:est )?pleine",
            r"buz[oó]n (?:est[aá] )?lleno|caixa (?:postal|de correio|de entrada) (?:est[aá] )?cheia|casella (?:di posta |postale )?(?:è )?piena|ящик (?:\S+ )?переполнен|メールボックスが(?:一杯|いっぱい)|容量(?:を超|オーバー)|邮箱(?:已满|容量)",
        ),
    ),
    (Reason.EXCEED_LIMIT, _words(r"5\.2\.3\b")),
    (
        Reason.MESG_TOO_BIG,
        _words(
            r"(?:message|mail|e-mail|data|content|size)(?: \S+){0,4} (?:too (?:big|large|long)|exceed\w*(?: \S+){0,4} (?:size|limit|maximum))",
            r"(?:size|length)(?: \S+){0,2} (?:limit|exceed)|exceed\w*(?: \S+){0,3} (?:size|fixed maximum)|max(?:imum)? (?:message )?size|nachricht (?:ist )?zu groß|message trop (?:gros|volumineux)",
        ),
    ),
    (
        Reason.VIRUS_DETECTED,
        _words(r"\b(?:virus|malware|infected|worm|trojan|phishing)\b(?! free)"),
    ),
    (
        Reason.AUTH_FAILURE,
        _words(
            r"\b(?:spf|dkim|dmarc|sender policy framework|sender id|arc)\b",
            r"\bunauthenticated (?:e?-?mail|sender|message)|not authorized to send (?:mail )?(?:from|on behalf)",
        ),
    ),
    (
        Reason.NO_RELAYING,
        _words(
            r"\brelay(?:ing|ed)?\b(?: \S+){0,4} (?:den|prohibit|not (?:allow|permit)|disallow|refus|reject|attempt)|(?:unable|not|cannot|can't|won't|refus\w+|no|open) (?:\S+ ){0,2}relay",
            r"relay(?:ing)? (?:access |mail )?(?:denied|restrict)|not (?:a )?(?:local|gateway)\b.{0,30}\b(?:relay|gateway)|isn't in my list of allowed rcpthosts|in my badrcptto|that domain isn't (?:in|allowed)|must be authenticated to relay",
        ),
    ),
    (
        Reason.REQUIRE_PTR,
        _words(
            r"reverse[- ](?:dns|lookup|hostname|record|mapping)|\bptr\b|(?:no|without|missing|valid|invalid) (?:reverse|rdns|fcrdns)|cannot (?:find|resolve) your (?:hostname|reverse|address)|client host rejected: cannot find",
        ),
    ),
    (
        Reason.SPAM_DETECTED,
        _words(
            r"\bspam\b|\bspam[- ]?(?:like|score|content|detect|my)|\b(?:unsolicited|uce|ube|junk mail|spamming)\b|bulk mail|considered (?:as )?(?:spam|unwanted)",
        ),
    ),
    (
        Reason.BAD_REPUTATION,
        _words(r"\b(?:bad|poor|low|reputation of|sender|ip|domain|due to|your)\b.{0,20}\breputation\b"),
    ),
    (
        Reason.BLOCKED,
        _words(
            r"\bblocked\b|\b(?:black|block|deny|grey|gray)[ -]?list|\b(?:rbl|dnsbl|sorbs|spamcop|spamhaus|zen|barracuda)\b|\bbanned\b",
            r"(?:client|your|sending|connecting|this|the) (?:host|ip|server|network|domain|machine|address)(?: \S+){0,4} (?:rejected|refused|denied|not allowed|banned|listed)",
            r"use (?:the|your) (?:smtp|mail|isp|relay|local)\b.{0,30}(?:server|provider|isp)|(?:dynamic|dialup|residential|generic)(?: \S+){0,2} (?:ip|address|host|client)|connection (?:refused by|dropped|rejected)|access denied\W{0,3} \S*ip\b|(?:invalid|bad|bogus|illegal) (?:helo|ehlo)|helo (?:command )?rejected|my name was rejected|bad dns ptr|not accept(?:ing|ed)?(?: any)? (?:mail|connections|messages) from (?:your|this|the|my|host|ip)",
        ),
    ),
    (
        Reason.TOO_MANY_CONNECTIONS,
        _words(
            r"too many (?:concurrent |simultaneous |smtp )*(?:connections|sessions|connects)|connection (?:rate|frequency|count|limit)|(?:connections?|session)(?: \S+){0,3} limit",
        ),
    ),
    (
        Reason.SPEEDING,
        _words(
            r"\brate[- ]?limit|(?:sending|mail|message|receiv\w+) (?:rate|too (?:fast|many|much|frequent))|too (?:fast|frequent)|throttl|(?:hourly|daily) (?:limit|quota)|too many (?:messages|e?-?mails|recipients|errors|invalid)|try again later",
        ),
    ),
    (
        Reason.HAS_MOVED,
        _words(
            r"(?:mail ?box|address|user|recipient|account|\bhas\b|\bhave\b)(?: \S+){0,3} (?:moved (?:to|from|away|elsewhere)?|been replaced by|changed to)\b|new (?:e-?mail )?address (?:is|:)|user has moved|has moved\b|moved permanently",
        ),
    ),
    (
        Reason.POLICY_VIOLATION,
        _words(
            r"\bpolic(?:y|ies)\b|local (?:rules|restriction)|prohibited (?:content|attachment|by)|(?:attachment|file)s? (?:type |extension )?(?:is |are )?(?:not allowed|blocked|forbidden|prohibited)|administrative(?:ly)? prohib|message (?:was )?(?:rejected|refused) (?:for|due to) (?:security|content)",
        ),
    ),
    (
        Reason.REJECTED,
        _words(
            r"(?:sender|from|return[- ]path|envelope from|mail from|originator)(?:'s)?(?: \S+){0,3} (?:reject|denied|refus|not (?:allowed|accept|permitted|authorized|exist|found|verif|valid|resolv)|invalid|does not|doesn't|unknown|verif\w+ fail|blocked|could not|couldn't|must|domain)",
            r"(?:reject|invalid|unknown|refus|bad|unverified|unresolvable|denied|could not verify|illegal|forged|null)\w*(?: \S+){0,2} (?:sender|return[- ]path|originator|envelope from)\b",
            r"(?:restricted|only|allowed|authorized|permitted|trusted) (?:\S+ ){0,2}senders?|senders?\b.{0,30}\brestricted|(?:not (?:be )?(?:permitted|allowed|authorized)|may not|permission|delivery not authorized)(?: \S+){0,3} (?:to )?(?:send|post|email|mail|message)\w*|domain of sender|5\.1\.[78]\b|join the group",
        ),
    ),
    (
        Reason.SUSPEND,
        _words(
            rf"\b(?:{_MAILBOX}|address|domain|service)(?: \S+){{0,6}} (?:suspend|disabled|inactive|deactivated|de-activated|frozen|locked|not active|on hold|closed|expired|temporarily (?:locked|limited|unavailable|disabled))",
            r"\b(?:inactive|suspended|disabled|deactivated|locked|frozen|dormant|closed)\b(?: \S+){0,2} (?:mail ?box|account|user|recipient)|user (?:is )?(?:suspended|inactive|hangup|locked)|not currently accepting mail|konto (?:ist )?(?:gesperrt|deaktiviert)|account (?:is )?not activated",
        ),
    ),
    (
        Reason.FILTERED,
        _words(
            r"recipient(?:'s)? (?:preferences?|filter|settings|rules)|(?:due to|because of) (?:extended inactivity|recipient)|user (?:filter|preference|reject|refus)|rejected by (?:the )?(?:recipient|user|domain filter)|recipient (?:refused|rejected) (?:to accept |your )|(?:does not|doesn't) (?:accept|want|wish)(?: \S+){0,4} (?:from you|your|from this sender|from unknown)|you (?:have been|are) (?:blocked|rejected) by|kein interesse|受信拒否",
        ),
    ),
    (
        Reason.NETWORK_ERROR,
        _words(
            r"(?:host not found|name server|name service|lookup|dns)\W.{0,40}(?:try again|tempor|timed? ?out|servfail|server failure|loop back to myself)|dns query failed|mail (?:is )?loop|(?:too many|maximum|hop)\W{0,2}(?:\S+ )?(?:hops?|count)\b|routing loop|loop(?:s|ing)? (?:detected|back)|network (?:is )?unreachable|no route to host|malformed (?:or unexpected )?name ?server|queue file write|best mx host",
        ),
    ),
    (
        Reason.SYSTEM_ERROR,
        _words(
            r"\bldap\b|\b(?:configuration|config|system|internal|server|local|i/o|database|backend|lookup) (?:\S+ )?(?:error|failure)|temporar(?:y|ily) (?:lookup|local|server|system)|timeout waiting for input|unable to (?:open|connect to (?:the )?(?:database|ldap)|use)|out of memory|cannot (?:open|allocate|create)|maximum forwarding|local configuration|can't create user output|service unavailable\W*$|mail(?:er)? config|program died",
        ),
    ),
    (Reason.SYSTEM_FULL, _words(r"(?:mail )?system(?:'s)? (?:is |disk )?full|disk (?:is )?full|filesystem full")),
    (
        Reason.NOT_ACCEPT,
        _words(
            r"null[- ]?mx|no smtp service|(?:does not|doesn't|do not|never|no longer|don't|not) (?:accept|receive)s?(?: any)? (?:in(?:coming|bound) )?(?:e-?)?mails?\b(?! from| with| to\b)|smtp (?:service|protocol) (?:is )?(?:disabled|returned a permanent error)|mail receiving disabled|host[/ ]domain (?:does not|doesn't) accept|name server: \S{0,80}host not accept",
        ),
    ),
    (
        Reason.CONTENT_ERROR,
        _words(
            r"(?:invalid|malformed|improper|illegal|duplicate|missing|bad|8-?bit|too many)(?: \S+){0,4} (?:mime|headers?|charset|encoding|content-type|boundary)\b|\bmime\b(?: \S+){0,3} (?:error|invalid)|improper use of 8-bit|message (?:header|format) (?:\S+ )?(?:size|error|invalid)",
        ),
    ),
    (
        Reason.NOT_COMPLIANT_RFC,
        _words(r"\brfc ?-?\d{3,4}\b|not (?:rfc|standards?)[- ]?complian|bare (?:lf|cr)\b|this message is not rfc"),
    ),
    (Reason.FAILED_STARTTLS, _words(r"\b(?:starttls|tls|ssl)\b(?: \S+){0,5} (?:required|fail|error|handshake|not|must|untrusted|issue)|\bmust issue a starttls")),
)  # fmt: skip
"""What is about the sender, the mail or the moment, and so never denies an address, in this order."""

_AFTER_ADDRESS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    (
        Reason.EXPIRED,
        _words(
            r"(?:connection|operation|session|conversation|delivery|queue|message|time|retry|smtp)(?: \S+){0,3} (?:timed[- ]?out|time[- ]?out|expired|exceeded|too long)|timed out|retry time(?:out)?|(?:been )?(?:in the )?queue(?:d)?(?: for)? too long|cannot send (?:message|mail) (?:for|within)|(?:not|could not|unable|couldn't|failed)(?: \S+){0,6} (?:within|after|for) \d+ (?:minute|hour|day|time|week)|no route found|(?:connection|host) (?:refused|unreachable|down)|couldn't (?:establish|connect)|unable to (?:connect|contact)|could not (?:connect|contact)|delivery attempts|lost connection|conversation with \S* ?(?:lost|timed)|giving up|all hosts have been failing|delayed",
        ),
    ),
    (
        Reason.SYNTAX_ERROR,
        _words(
            r"syntax error|bad sequence|(?:command|parameter|argument)s?(?: \S+){0,2} (?:not (?:implemented|recognized|supported)|unrecognized|unknown)|unrecognized command|need (?:rcpt|mail|helo)|nested too deep|unroutable mail domain name syntax",
        ),
    ),
    (Reason.SECURITY_ERROR, _words(r"access denied|authenticat|authoriz|permission denied|not permitted|credential|5\.7\.\d")),
    (Reason.FILTERED, _words(r"mailbox (?:is )?unavailable|rejected by|refused|not delivered|undeliverable|no longer")),
)  # fmt: skip

_PERSON = r"(?:user|recipient|account|mail ?box|local[- ]part|address(?:ee)?|e-?mail(?: (?:address|account))?|username|login|inbox|member|customer|mailuser|employee|subscriber|alias|destination)"
_MISSING = r"(?:unknown|un-?known|not (?:found|known|listed|exist\w*|valid|a valid|recogni[sz]ed|local|our|available here)|invalid|does(?:n't| not) exist|do(?:n't| not) exist|no longer (?:exists?|valid|with|employed|works|available|on server|here|in use)|non-?exist\w*|is unavailable|unavailable|unrouteable|not here|no such|has been (?:removed|deleted|terminated|closed)|is not (?:a |an |one of )?(?:valid|known|our|registered|recogni[sz]ed|hosted|local)|isn't (?:listed|valid|known))"
_USER_DENIED = _words(
    rf"\b{_PERSON}s?\b(?: (?!sender|from|domain|host)\S+){{0,4}}? {_MISSING}",
    rf"\b(?:unknown|un-?known|invalid|no such|non-?existent|bad|undeliverable|unrouteable|no|incorrect|wrong|nonexistent)(?: or \S+| mail| e-?mail| local| virtual| final delivery| destination| recipient| forward)?[ :-]+{_PERSON}\b(?!'s? (?:server|policy))",
    r"user[ -]?unknown|no mailbox here|mailbox not found|no (?:one|person|body) (?:here )?(?:by|with) that name|no account by that name|not (?:our|a known|a) (?:customer|user|subscriber|member)|not listed in|there is no (?:such )?(?:user|one)|no such (?:person|address|recipient|user|mailbox|email)|isn't (?:in|listed in)|this user doesn't have an?|doesn't have an? \S* ?account|nosuchuser|unbekannt(?:er)? (?:empfänger|benutzer|adresse)|(?:empfänger|benutzer|adresse|nutzer|postfach|mailbox)(?: \S+){0,3} (?:unbekannt|existiert nicht|nicht gefunden|nicht vorhanden|nicht bekannt)",
    r"(?:destinataire|utilisateur|adresse|bo[iî]te)(?: \S+){0,3} (?:inconnue?|n'existe pas|introuvable|inexistante?|invalide)|(?:usuario|destinatario|direcci[oó]n|buz[oó]n|cuenta)(?: \S+){0,3} (?:desconocid[oa]|no existe|no encontrad[oa]|inexistente)|(?:usu[aá]rio|destinat[aá]rio|endere[cç]o|caixa|conta)(?: \S+){0,3} (?:desconhecid[oa]|n[aã]o existe|inexistente|n[aã]o encontrad[oa]|inv[aá]lid[oa])",
    r"(?:utente|destinatario|indirizzo|casella)(?: \S+){0,3} (?:sconosciut[oa]|inesistente|non esiste|non trovat[oa])|(?:пользователь|получатель|адрес|ящик)(?: \S+){0,3} (?:не (?:существует|найден|зарегистрирован)|неизвестен)|(?:gebruiker|ontvanger|adres)(?: \S+){0,3} (?:onbekend|bestaat niet)|(?:użytkownik|adresat|skrzynka)(?: \S+){0,3} (?:nieznany|nie istnieje)|(?:宛先|ユーザ|アドレス|メールアドレス)\S{0,12}(?:不明|存在しま|見つかりま)|(?:用户|收件人|邮箱|地址)\S{0,8}(?:不存在|未找到)",
)  # fmt: skip
_DIRECTORY = _words(
    r"resolver\.adr\.\S*(?:not ?found|invalid)|\b(?:ex)?recip(?:ient)?notfound\b|not listed in (?:the )?(?:domino|public|name|lotus)|(?:domino|public name (?:&|and)) (?:directory|address book)",
    r"unknown local[- ]part|unknown recipient\W*$|e-mail account does not exist at the organization|(?:unknown|invalid|no such) user:|invalid final delivery userid|recipient'?s? e-?mail address was not found|no mailbox here by that name|could not be found in the (?:recipient|destination)|email account that you tried to reach does not exist|wasn't found at|couldn't be found|isn't in the directory",
)
"""A mail system's own directory has no such address: nothing else is meant by these."""
_HOST_DENIED = _words(
    r"\b(?:host|domain|hostname|domain name|destination server|server name|mail server|host/domain|destination domain|recipient(?:'s)? domain)s?\b(?: (?!sender)\S+){0,4}? (?:not found|unknown|(?:does not|doesn't|do not) exist|non-?exist\w*|is (?:not reachable|invalid|illegal)|not known|cannot be (?:found|resolved)|could not be (?:found|resolved)|couldn't be found|must exist|invalid|isn't valid|not exist)",
    r"\b(?:unknown|no such|invalid|illegal|unrout(?:e)?able|nonexistent|non-existent|bad)(?: mail| recipient| destination| remote)? ?(?:host/)?(?:host|domain|server|hostname)\b",
    r"couldn't find any host|no (?:valid )?(?:mx|a|dns)(?: or \S+)? (?:records?|hosts?|entry)\b|nxdomain|all relevant mx records point to non-existent|(?:all )?host address lookups? failed permanently|unrouteable (?:mail )?(?:domain|address)|name or service not known|nonexistentdomain|unable to (?:resolve|find) (?:the )?(?:host|domain|route|mx)|no matches to nameserver query|bad destination (?:system|host)|address resolution failed|domain (?:existiert nicht|unbekannt|introuvable|inexistente|no existe|не найден)|ドメイン\S{0,6}存在しま",
)
_ABOUT_USER = frozenset({"1.0", "1.1", "1.2", "1.3", "1.4", "1.10", "0.911"})
"""Subject and detail that make it the address: of RFC 3463, and Exchange Online's 5.1.10."""
_LASTING: dict[str, Reason] = {
    "1.0": Reason.REJECTED, "1.1": Reason.USER_UNKNOWN, "1.2": Reason.HOST_UNKNOWN, "1.3": Reason.USER_UNKNOWN,
    "1.4": Reason.FILTERED, "1.6": Reason.HAS_MOVED, "1.7": Reason.REJECTED, "1.8": Reason.REJECTED,
    "1.10": Reason.USER_UNKNOWN, "2.0": Reason.FILTERED, "2.1": Reason.FILTERED, "2.2": Reason.MAILBOX_FULL,
    "2.3": Reason.EXCEED_LIMIT, "2.4": Reason.FILTERED, "3.1": Reason.SYSTEM_FULL, "3.2": Reason.NOT_ACCEPT,
    "3.4": Reason.MESG_TOO_BIG, "4.1": Reason.EXPIRED, "4.3": Reason.SYSTEM_ERROR, "4.4": Reason.HOST_UNKNOWN,
    "4.7": Reason.EXPIRED, "4.310": Reason.HOST_UNKNOWN, "7.17": Reason.HAS_MOVED, "7.18": Reason.HAS_MOVED,
    "7.13": Reason.SUSPEND, "7.25": Reason.REQUIRE_PTR, "7.20": Reason.AUTH_FAILURE, "7.21": Reason.AUTH_FAILURE,
    "7.22": Reason.AUTH_FAILURE, "7.23": Reason.AUTH_FAILURE, "7.24": Reason.AUTH_FAILURE,
    "7.26": Reason.AUTH_FAILURE, "7.9": Reason.POLICY_VIOLATION,
}  # fmt: skip
"""RFC 3463 and IANA's registry of enhanced status codes; 5.4.310 is Exchange Online's."""
_PASSING: dict[str, Reason] = {
    "2.1": Reason.SUSPEND, "2.2": Reason.MAILBOX_FULL, "2.3": Reason.EXCEED_LIMIT, "3.1": Reason.SYSTEM_FULL,
    "3.4": Reason.MESG_TOO_BIG, "3.5": Reason.SYSTEM_ERROR, "4.1": Reason.EXPIRED, "4.2": Reason.NETWORK_ERROR,
    "4.3": Reason.SYSTEM_ERROR, "4.4": Reason.NETWORK_ERROR, "4.5": Reason.SYSTEM_ERROR,
    "4.6": Reason.NETWORK_ERROR, "4.7": Reason.EXPIRED, "7.1": Reason.BLOCKED, "7.0": Reason.BLOCKED,
}  # fmt: skip
_SUBJECTS = {
    "1": Reason.REJECTED, "2": Reason.FILTERED, "3": Reason.SYSTEM_ERROR, "4": Reason.NETWORK_ERROR,
    "5": Reason.SYNTAX_ERROR, "6": Reason.CONTENT_ERROR, "7": Reason.SECURITY_ERROR,
}  # fmt: skip
