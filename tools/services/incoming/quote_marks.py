"""The lines by which mail programs mark what is not new: introductions, headers, signatures, disclaimers."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

LINE_CHARACTERS = 400
"""No mark is longer; a longer line is a paragraph, and no pattern is tried on it."""

_WROTE = (
    r"(?:(?<!\w)(?:wrote|writes|written by|schrieb|geschrieben|a écrit|écrit|ha scritto|scritto|scrive|schreef|geschreven|skrev|skreiv"
    r"|napisał\(a\)|napisał(?:a)?|pisze|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|escreveu|escribió|va escriure|kirjoitti|írta|a scris|scrie"
    r"|yazdı|έγραψε|написала?|написав|пишет|пише|писала?|rakstīja|rašė|kirjutas|je napisa[ol]a?|napisao)(?!\w)"
    r"|写道|寫道|님이 작성|님이 씀|さんは書きました|のメール|כתב|كتب)"
)
_INTRO = re.compile(rf"{_WROTE}(?:\W{{0,6}}$|\s.{{0,80}}[:：]\W{{0,4}}$)", re.IGNORECASE)
_EVIDENCE = re.compile(
    r"\d{1,2}[:.h]\d\d|\b\d{1,2}\b.{0,24}\b\d{4}\b|\b\d{4}\b.{0,24}\b\d{1,2}\b|[\w.+-]@[\w-]|\d{4}年|<mailto:|\bvia\b",
    re.IGNORECASE,
)
_DATED_ADDRESS = re.compile(
    r"^[>\s*]{0,10}(?:\D{0,12})?(?:\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|\d{1,2}[-/. ]\s?(?:\d{1,2}|\w{3,12})\.?[-/. ,]{1,2}\d{4}).{0,160}[<(]\s*(?:mailto:)?[\w.+-]+@[\w.-]+[>)]\s*(?P<ends>[:：]?)\s*$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"^[>\s*_]{0,10}(?:on|le|am|il|op|den|dnia|em|el|på|pe|dne|dňa|w dniu|w|в|у|a|tor|ons|tir|man|fre|lør|søn|lör|sön|mån|tis|ma|di|wo|do|vr|za|zo|lun|mar|mer|gio|ven|sab|dom|pon|wt|śr|czw|pt|sob|niedz|пн|вт|ср|чт|пт|сб|вс|tis|ke|to|pe|la|su|在|于|於|mon|tue|wed|thu|fri|sat|sun|at)\b[.,]?\s.{0,80}\d"
    r"|^[>\s*_]{0,10}\d{1,4}[-/. 年]|^.{0,80}<[^<>]{0,120}>?\s*(?:schrieb|skrev|wrote|écrit|napisał|napsal|$)|^.{0,60}\bvia\b.{0,60}<",
    re.IGNORECASE,
)
_FULL_SENTENCE = re.compile(r"[.!?]\s*$")
_HEADER_NAME = (
    r"(?:from|sent|to|cc|bcc|subject|date|reply-to|importance|von|gesendet|datum|an|betreff|de|envoyé|à|objet|répondre à|date d'envoi|da|inviato|a|oggetto|data|risposta|rispondi"
    r"|van|verzonden|aan|onderwerp|från|skickat|till|ämne|kopia|fra|sendt|til|emne|dato|od|wysłano|do|dw|temat|enviado|enviada|enviado el|enviada em|para|assunto|asunto|fecha"
    r"|lähettäjä|lähetetty|päivämäärä|vastaanottaja|aihe|odesláno|odoslané|komu|předmět|predmet|dátum|feladó|küldve|címzett|tárgy|kimden|gönderilme|gönderildi|tarih|kime|konu|de la|trimis|către|subiect"
    r"|από|στάλθηκε|προς|θέμα|ημερομηνία|от|отправлено|отправитель|кому|получатель|тема|дата|копия|від|надіслано"
    r"|差出人|送信者|送信日時|日時|宛先|件名|发件人|发送时间|发送日期|日期|收件人|抄送|主题|寄件者|傳送|傳送時間|收件者|主旨|보낸 ?사람|보낸 ?날짜|날짜|받는 ?사람|제목)"
)
_HEADER = re.compile(
    rf"^[>\s*_]{{0,10}}{_HEADER_NAME}\s?[*_]{{0,2}}\s?[:：][*_]{{0,2}}\s{{0,8}}\S", re.IGNORECASE
)
_RULE = re.compile(r"^\s{0,10}[-_*=─—]{5,200}\s*$")
_FORWARDED = re.compile(
    r"^[\s>*]{0,8}[-_=]{2,30}\s*(?:original message|original appointment|forwarded message|forwarded by|reply message|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|message d['’]origine|message original|message transféré"
    r"|mensagem original|mensagem encaminhada|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|oprindelig (?:meddelelse|besked)|opprinnelig melding|videresendt melding|originalmeddelande|ursprungligt meddelande|vidarebefordrat meddelande"
    r"|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|wiadomość przekazana|původní (?:zpráva|e-mail)|pôvodná správa|eredeti üzenet|mesaj original|orijinal (?:mesaj|ileti)|исходное сообщение|пересылаемое сообщение|оригинальное сообщение|αρχικό μήνυμα|оригінальне повідомлення"
    r"|元のメッセージ|転送メッセージ|original|原始邮件|原邮件|转发邮件|原始郵件|轉寄郵件|원본 메시지|전달된 메시지)\b.{0,120}$"
    r"|^\s{0,8}(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado|inizio messaggio inoltrato|início da mensagem (?:encaminhada|reenviada)|begin doorgestuurd bericht|vidarebefordrat brev)\s?:?\s*$"
    r"|^\s{0,8}-{5,}\s*(?:元のメッセージ|転送メッセージ|原始邮件|原邮件|转发邮件|原始郵件|원본 메시지)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^\s{0,8}(?:--+|__+|—|–|──+)\s*$"
    r"|^[\s(<\[*_]{0,8}(?:(?:was )?sent (?:from|via|with|by|using|on) (?:my|a|an|the|mail|outlook|yahoo|samsung|windows|galaxy|mobile|airmail|mailbox|proton\S*|gmail|iphone|ipad|android|blackberry|phone|superhuman|spark|\[?mail\]?|nine|k-9|myMail|email)\b.{0,80}"
    r"|from my (?:i?phone|ipad|mobile|android|blackberry|samsung|galaxy|htc)\b.{0,40}|.{0,30}from mobile\W*|get outlook for\b.{0,80}|download outlook\b.{0,60}|typed on (?:a|my)\b.{0,60}|(?:please )?excuse (?:my |any |the )?(?:typos|brevity)\b.{0,60}"
    r"|envoyé (?:de|depuis|à partir|via|avec)\b.{0,80}|obtenez outlook\b.{0,60}|télécharge[rz] outlook\b.{0,60}|sendt (?:fra|med|via)\b.{0,60}|hent outlook\b.{0,60}|skickat (?:från|med|via)\b.{0,60}|hämta outlook\b.{0,60}|(?:diese nachricht wurde )?(?:von|mit) mein\w{0,3} .{2,60} (?:gesendet|geschickt|verschickt)\b.{0,40}|diese nachricht wurde (?:von|mit)\b.{0,80}|gesendet (?:von|mit|aus|über|via)\b.{0,80}|outlook für (?:ios|android)\b.{0,40}"
    r"|(?:inviato|inviata) (?:da|dal|con|tramite)\b.{0,80}|scarica outlook\b.{0,60}|ottieni outlook\b.{0,60}|enviado (?:desde|do|da|a partir|de|com|con|via|pelo)\b.{0,80}|obtener outlook\b.{0,60}|obter o outlook\b.{0,60}|verzonden (?:vanaf|vanuit|met|via|van|door)\b.{0,60}|verstuurd (?:vanaf|vanuit|met|via)\b.{0,60}|outlook voor (?:ios|android)\b.{0,40}|wysłane? (?:z|ze|przez|za pomocą)\b.{0,60}|pobierz outlook\b.{0,60}"
    r"|lähetetty\b.{0,60}|hanki outlook\b.{0,60}|(?:odesláno|odoslané|poslané|poslano|poslato) (?:z|ze|s|sa)\b.{0,60}|elküldve\b.{0,60}|trimis (?:de pe|din)\b.{0,60}|.{0,40}(?:['’]d[ae]n|dan|den) gönderildi\W*|отправлено (?:с|из|от)\b.{0,60}|надіслано (?:з|із)\b.{0,60}|στάλθηκε από\b.{0,60}|.{0,24}(?:から送信|より送信|傳送|发送|傳送自.{0,24}|에서 보냄)\W*|(?:发自|發自|来自|從我的|自我的)\s?.{0,40}|나의 .{1,20}에서 보냄)[)>\]*_]{0,4}\s*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s{0,3}[>|]")
_DISCLAIMER = re.compile(
    r"^[\s*_]{0,6}(?:confidentiality (?:notice|note)|confidential(?:ity)?\s?:\s.{0,80}(?:intended|message|e-?mail)|(?:legal )?disclaimer\b|legal notice|important(?: notice)?\s?:\s.{0,80}confidential|notice:? this e-?mail|vertraulichkeitshinweis|avis de confidentialité|aviso (?:legal|de confidencialidad)|avviso di riservatezza|aviso de confidencialidade"
    r"|(?:this|the (?:information|contents?) (?:contained )?(?:in|of) this) (?:e-?mail|message|communication|transmission)\b.{0,200}(?:confidential|intended (?:only|solely|for)|privileged)|diese (?:e-?mail|nachricht)\b.{0,160}vertraulich|(?:ce|cet) (?:message|e-?mail|courriel)\b.{0,160}confidentiel|este (?:mensaje|correo)\b.{0,160}confidencial"
    r"|(?:esta mensagem|este e-?mail)\b.{0,160}confidencia|(?:questo messaggio|questa e-?mail|le informazioni contenute)\b.{0,160}(?:riservat|confidenzial)|(?:dit|deze) (?:bericht|e-?mail)\b.{0,160}vertrouwelijk|please consider the environment before printing)",
    re.IGNORECASE,
)


def is_quoted(line: str) -> bool:
    """Whether the line bears a quotation mark of mail."""
    return _QUOTED.match(line) is not None


def unmarked(line: str) -> str:
    """The line without the quotation marks of mail."""
    return re.sub(r"^(?:\s{0,3}[>|])+\s?", "", line)


def is_rule(line: str) -> bool:
    """Whether the line is a drawn rule."""
    return _RULE.match(line[:LINE_CHARACTERS]) is not None


def is_own(line: str) -> bool:
    """Whether somebody wrote something on this line."""
    return bool(line.strip()) and not is_quoted(line) and not is_rule(line)


def is_header(line: str) -> bool:
    """Whether the line could stand in the block of headers above a quoted mail."""
    return len(line) <= LINE_CHARACTERS and _HEADER.match(line) is not None


def is_forward_mark(line: str) -> bool:
    """Whether the line says that an original or forwarded message follows."""
    return len(line) <= LINE_CHARACTERS and _FORWARDED.match(line) is not None


def is_signature_mark(line: str) -> bool:
    """Whether a signature begins here, or a program praises itself."""
    return len(line) <= LINE_CHARACTERS and _SIGNATURE.match(line) is not None


def is_disclaimer(line: str) -> bool:
    """Whether the small print of a company begins here."""
    return _DISCLAIMER.match(line[:LINE_CHARACTERS]) is not None


def is_introduction(line: str, following: str) -> bool:
    """Whether the line is an "On … wrote:", by its date or address or by the quote that follows."""
    if len(line) > LINE_CHARACTERS or _FULL_SENTENCE.search(line):
        return False
    dated = _DATED_ADDRESS.match(line)
    if dated:
        return bool(dated.group("ends")) or (
            is_quoted(following) and not _INTRO.search(following[:LINE_CHARACTERS])
        )
    return bool(_INTRO.search(line)) and (bool(_EVIDENCE.search(line)) or is_quoted(following))


def may_begin_introduction(line: str) -> bool:
    """Whether an introduction that a program broke over several lines may begin here."""
    return len(line) <= 200 and _STARTS.match(line) is not None


def may_end_introduction(line: str) -> bool:
    """Whether the last line of such an introduction may be this one."""
    return line.rstrip().endswith((":", "：")) or _INTRO.search(line[:LINE_CHARACTERS]) is not None
