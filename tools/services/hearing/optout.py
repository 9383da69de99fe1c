"""Recognise the ways in which somebody asks to be left alone, in English and two dozen other languages."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterable

_FLAGS = re.IGNORECASE | re.UNICODE

_KEYWORD = re.compile(
    r"^\W*(?:(?:please|pls|plz|just|text|reply|re|fwd|sms)[:,\s]+)*"
    r"(?:stop(?:\s*all|\s+it|\s+this|\s+now|\s+please)?|arr[eê]t|unsub\w*|opt(?:\s|-)?(?:me\s+)?out|optout|remove|delete)"
    r"(?:\W+(?:me|us|please|pls|plz|thanks|thank\s+you|thx|ta|cheers|now|all|immediately|asap))*\W*$",
    _FLAGS,
)
_SPELLED = re.compile(r"^\W*s[\s.*_-]+t[\s.*_-]+o[\s.*_-]+p\W*$", _FLAGS)
# A carrier takes these on SMS; in a mail they may cancel a meeting.
_SMS_KEYWORD = re.compile(
    r"^\W*(?:cancel|end|quit|revoke|off|stop\b.{0,12})(?:\W+(?:please|pls|thanks))?\W*$", _FLAGS
)

_REACH = (
    r"(?:e-?mail|mail|messag|text|txt|sms|contact|call|cold.?call|ring|phon|writ|send|sent|reach|spam|bother|hassl|"
    r"harass|pester|bug|disturb|hound|market|ping|dm|inmail|solicit|target|approach|follow)\w*"
)
_MAILS = (
    r"(?:e-?mails?|mails?|messages?|texts?|txts?|sms(?:es)?|calls?|contact|correspondence|communications?|inmails?|dms?|"
    r"newsletters?|follow.?ups?|outreach|marketing|solicitations?|offers?|pitches|promos?|ads?|junk|spam|"
    r"(?:of )?(?:this|these|those|that)|from you(?: lot| guys| people)?)"
)
_WHOM = r"(?:me|us|my|our|this|the|his|her|their|that|these|him|them|\w+(?:'s)?)"
_RECORD = (
    r"(?:me|us|e-?mail(?: address)?(?:es)?|mail|address(?:es)?|name|number|mobile|phone|details?|data|info\w*|record|"
    r"contacts?|profile|company|domain|entry|account)"
)
_NOT = r"(?:do\s*n[o']?t|don't|dont|do\s+not|never|no\s+longer|not\s+to|not\s+wish\s+to|must\s+not|shouldn't)"

_ENGLISH = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        r"\bun[\s-]?su[bs]?\w{0,2}sc?r?[ie]+b\w*|\bunsub(?:s|bed)?\b|\bunsusc\w+|\bunsucri\w+|\bunscrib\w+|\bunsbuscri\w+",
        r"\bopt(?:ing|ed)?[\s-]*(?:me|us|him|her)?[\s-]*out\b|\boptout\b",
        rf"\b(?:stop|quit|cease|halt|discontinue|refrain\s+from|knock\s+off)\s+(?:\S+\s+){{0,4}}?{_REACH}\b",
        rf"\b(?:stop|end|cancel|halt|cease|kill|discontinue)\s+(?:\S+\s+){{0,3}}?{_MAILS}",
        r"^\W*(?:please\s+)?(?:just\s+)?stop[.!]|\bmake it stop\b|\bplease,?\s+(?:just\s+)?stop\s*(?:[.!]|$|now\b)",
        (
            rf"\b{_NOT}\s+(?:\S+\s+){{0,3}}?(?:e-?mail|message|text|contact|call|ring|phone|write|bother|spam|hassle|pester|"
            r"disturb|approach|dm|ping|solicit|market)(?:\s*/\s*\w+|\s+or\s+\w+)?"
            r"(?:\s+(?:to\s+)?(?:me|us|him|her|this|my|our|here|again|any|anymore|at|on|them)\b|\s*[.!,;]|\s*$)"
        ),
        (
            rf"\b{_NOT}\s+(?:\S+\s+){{0,2}}?(?:want|wish|like|care|need)\s+(?:to\s+)?(?:be\s+contacted|be\s+(?:e-?mailed|called|"
            rf"messaged)|(?:receive|get|hear|see|have)\b(?:\s+\S+){{0,3}}?\s*(?:{_MAILS}|from\s+you|contact))"
        ),
        (
            r"\b(?:do\s*n[o']?t|don't|dont|do\s+not|never)\s+(?:\S+\s+)?(?:send|forward)\s+(?:me|us|him|her)?\s*"
            r"(?:any\s*more|any|more|another|further|this|these|such|unsolicited|again)\b"
        ),
        (
            rf"\b(?:no\s+(?:more|further|future|longer)|not\s+(?:any|one)\s+more|don'?t\s+want\s+(?:any|more|your|these))\s+"
            rf"(?:\S+\s+){{0,2}}?{_MAILS}"
        ),
        r"\bno longer (?:wish|want) to (?:receive|hear|get|be)\b",
        r"\b(?:keep|stay|get|be)\s+(?:\w+\s+)?(?:out|off|away)\s+(?:of|from)\s+(?:my|our|this|his|her)\s+(?:\w+\s+){0,2}?(?:inbox|e-?mails?|mailbox|phone|mobile|linkedin|dms?)\b",
        r"\b(?:want|wants|need|have|request\w*|require|demand|insist|please|expect|must)\b.{0,60}\b(?:records?|data|details|information|everything)\b.{0,50}\b(?:destroyed|erased|deleted|wiped|removed|purged)\b|\bdestroy\s+(?:\w+\s+){0,3}?(?:records?|data|details|information)\b",
        r"\b(?:do\s*n[o']?t|don't|dont|do\s+not|never)\s+(?:\w+\s+)?send\s+(?:\w+\s+)?(?:anything|stuff|things)\b",
        r"\b(?:if|hope|want|prefer|trust|make|let|be|consider)\b.{0,40}\blast\s+(?:\w+\s+)?(?:(?:that\s+)?(?:i|we)\s+(?:ever\s+)?(?:hear|heard|see|get|got|receive)|(?:e-?mail|message|text|contact)\s+(?:from you|you send))",
        (
            rf"\b(?:take|remove|delete|drop|scrub|strike|wipe|erase|purge|expunge|exclude|unlist|scratch|cross|clear)\s+"
            rf"(?:of\s+)?{_WHOM}?\s*(?:\S+\s+){{0,3}}?(?:{_RECORD}|off|from)\b(?=.*\b(?:list|lists|mailing|database|db|crm|"
            r"system|systems|records?|distribution|campaign|sequence|cadence|file|books|subscri\w+|contacts|everything|"
            r"please|here|now|off|immediately)\b)"
        ),
        (
            rf"\b(?:remove|delete|erase|wipe|purge|scrub|get\s+rid\s+of)\s+(?:me|us|my|our|this|all|any|the|his|her|every|whatever)\b"
            rf"(?:\s+\S+){{0,4}}?\s*(?:{_RECORD})?"
        ),
        (
            r"\b(?:take|get)\s+(?:me|us|my \S+|this \S+|him|her)\s+(?:the \S+ )?off\b|\boff (?:your|the|this|that|any) "
            r"(?:\S+ )?(?:list|database|mailing|distribution|system)"
        ),
        (
            r"\bplease\s+remove\b|\bremove\s*(?:please|pls|thanks|thank you)|\bremoval from\b|\bwant(?:s)? (?:to be )?removed\b"
            r"|\bbe removed\b|\bwant(?:s)? out\b"
        ),
        (
            r"\b(?:leave|leaving)\s+(?:me|us)\s+(?:alone|be|the \S+ alone)\b|\blet me be\b|\bget out of my inbox\b"
            r"|\bstay out of my\b|\b(?:lose|forget|burn|bin)\s+(?:my|this|our)\s+(?:number|e-?mail|details|address|contact)"
        ),
        (
            r"\b(?:withdraw|revoke|rescind|retract)\w*\s+(?:\S+\s+){0,2}?(?:consent|permission|opt.?in)\b"
            r"|\b(?:did|do|have)(?:n'?t| not|\s+never)?\s+(?:\S+\s+){0,2}?consent(?:ed)?\b(?!.{0,30}\?)"
            r"|\bnever (?:agreed|signed up|subscribed|opted in|consented|gave)\b(?!.{0,40}\?)"
        ),
        (
            r"\b(?:reported|reporting|report|marked|marking|mark|flagged|flagging|flag|forwarded|sent)\s+(?:\S+\s+){0,4}?"
            r"(?:as|to|for|it to)\s+(?:\S+\s+){0,2}?(?:spam|junk|phishing|abuse|acma|the ico|ico\b|ftc|scamwatch|spamcop)"
        ),
        r"\b(?:complain|complaint|report)\w*\b.{0,30}\b(?:acma|ico|ftc|oaic|spam)\b|\b(?:acma|oaic|the ico)\b.{0,40}\b(?:complain|report|spam)\w*|\bspam complaint\b|\bspam act\b|\bcan-?spam\b",
        (
            r"\bright\s+(?:to\s+be\s+forgotten|of\s+erasure|to\s+erasure|to\s+object)\b|\barticle\s+(?:17|21)\b"
            r"|\b(?:gdpr|ccpa|privacy act|app)\b.{0,40}\b(?:eras|delet|remov|object)\w*"
        ),
        r"\b(?:erasure|deletion)\s+(?:request|of)\b|\brequest(?:ing)?\s+(?:the\s+)?(?:erasure|deletion|removal)\b",
        r"\b(?:i|we)(?:'ve|'m| am| have)?\s+(?:now\s+)?block(?:ed|ing)\b(?:\s+(?:you|your|this))?",
        r"\b(?:suppress|suppression list|blacklist|do[\s-]not[\s-](?:call|contact|mail|e-?mail|text)|dnc\b|dncr)\b",
        r"\b(?:passed away|has died|is deceased|recently died|died (?:last|in|on|this)|death of|late husband|late wife)\b",
        r"\bcease\s+and\s+desist\b|\bdesist\b|\bend (?:this|all) (?:contact|communication|correspondence)",
        r"\bno\s+(?:unsolicited|cold|marketing|sales)\s+(?:\S+\s+)?(?:e-?mails?|calls?|texts?|messages?|contact)\b",
        (
            r"\b(?:don'?t|do not|never)\s+(?:\S+\s+){0,2}?(?:contact|reach out|write|get in touch|message|email)\b"
            r"(?:\s+\S+){0,4}?\s+(?:again|any\s?more|ever)\b|\bnever (?:again|contact|email|write|call|text)\b"
        ),
        r"\b(?:cancel|end|terminate)\s+(?:my|our|this|the)\s+(?:\S+\s+)?subscription\b|\bunfollow\b",
        r"\bi(?:'d| would) (?:prefer|rather|like) (?:you|it if you) (?:did ?n[o']?t|not|stopped|didn't)\b",
        r"\b(?:no longer|doesn'?t|does not|hasn'?t|has left|left|moved on|retired|gone|former|no one by that name)\b.{0,80}\b(?:stop|remove|delete|don'?t|do not|cease|take)\b",
        r"\bpass(?:ed|ing)\s+(?:away|(?:in (?:january|february|march|april|may|june|july|august|september|october|november|december|the|20\d\d)|last|on (?:the )?\d|this (?:year|month|week|spring|summer|autumn|winter|morning)|earlier|recently|suddenly)\b)|\b(?:his|her|the|dad's|mum's|mom's) funeral\b|\b(?:widow|widower)\b|\b(?:dad|mum|mom|father|mother|husband|wife|brother|sister|son|daughter)(?:'s| has| is)? (?:gone|passed|died)\b|\b(?:died|deceased|no longer alive)\b|\blost (?:him|her|dad|mum|mom|[A-Z][a-z]+) (?:last|in|to|this|on)\b",
        r"\b(?:report\w*|complain\w*|complaint|lodg\w*|fil(?:e|ed|ing)|sue|goes to|going to|forward\w*|hear from|in touch|call|take|taking|breach\w*|breaches|violat\w*|registered|7726)\b.{0,40}\b(?:lawyers?|attorneys?|solicitors?|legal action|ombudsman|acma|ico|ftc|oaic|attorney general|scamwatch|tcpa|can-?spam|spam act|pecr|gdpr|7726|tps|police|cops|outlook as junk)\b|\b(?:lawyers?|solicitors?|attorneys?)\b.{0,30}\b(?:if you|in touch|hear|will be|call)\b|\bi(?:'ll| will)? sue\b",
        r"\b(?:no|not?|n't|never)\s+(?:have\s+)?(?:a\s+)?(?:wish|want|desire|like|care|need|interested)\b.{0,25}\b(?:receiv\w*|hear\w*|get(?:ting)?|contacted|emailed|messaged|another|any more|more of|further|your e-?mails|these e-?mails|marketing|contact)\b(?!\s+(?:more\s+)?about)",
        r"\b(?:make|makes|see to it|ensure|trust|rather|prefer)\b.{0,30}\b(?:don'?t|do not|didn'?t|not|won'?t|nothing|no)\b.{0,20}\b(?:get|receive|hear|be contacted|contact\w*|contacts|message\w*|write|e-?mail\w*)\b",
        r"\b(?:information|privacy|data protection) (?:commissioner|authority|regulator)\b|\b(?:report\w*|complain\w*|complaint|forward\w*|lodg\w*)\b.{0,40}\b(?:commissioner|regulator|ofcom|authorit\w+|watchdog|consumer affairs|fair trading|better business bureau|bbb)\b",
        r"\b(?:moved?|sent|went|goes|going|put|dragged|straight)\b.{0,30}\b(?:in)?to (?:the |my |our )?(?:junk|spam|trash)\b|\bblock(?:ed|ing)?\b.{0,15}\b(?:sender|your (?:address|domain|number|e-?mails?)|this (?:sender|address|domain|number))\b",
        r"\b(?:leave|left|let) (?:me|us) (?:be|alone|in peace)\b|\bleave me off\b|\b(?:don'?t|do not) keep (?:me|us|my \w+|our \w+) (?:on|in) (?:your|the|this|that|any) (?:\w+\s+){0,2}?(?:lists?|mail\w*|database|systems?|crm|books|sequence|campaigns?|records?)\b|(?:^|[.!?]\s*)(?:me|us),? you (?:can|may) (?:delete|remove|strike)\b",
        r"\b(?:make|let) (?:it|this|that) (?:be )?the last\b|\bhappy never to hear\b|\bnever (?:to )?hear from\b|\b(?:get|getting) (?:me|us) off\b|\bi want off\b|\bforget i exist\b",
        r"\b(?:keep|take|put)\b.{0,30}\b(?:off|out of) (?:here|linkedin|my|our|your (?:system|list|database|books|crm))\b",
        r"\b(?:knock|cut) (?:it|this) (?:off|out)\b|\bgive it a rest\b|\bleave it out\b|\bturn off the automation\b|\b(?:i|we) (?:already )?said (?:no|stop)\b.{0,12}\bstop\b",
        r"\bdo\s*n[o']t (?:reply|respond|write|e-?mail|message|follow up)(?: to this)?,? (?:just|back|with)\b.{0,12}|\bno (?:need|reason) (?:to|for)\b.{0,20}\b(?:follow\w*|chas\w*|contact\w*|e-?mail\w*|message|write|further e-?mails?)\b|\b(?:needn't|need not|shan't) (?:write|contact|e-?mail|call|follow|be needing any further)\b|\bstop (?:follow|chas|ask|with|at|hassl|bug)\w*",
        r"\b(?:e-?mails?|messages?|texts?|correspondence|contact|calls?|communications?)\b.{0,25}\b(?:unwelcome|unwanted|not welcome|intrusive|to cease|must (?:stop|cease|end))\b|\bno[\s-](?:solicit\w*|marketing|sms|texts?|calls?)\b",
        r"\b(?:don'?t|do not|never|not to be|please don'?t)\b.{0,12}\b(?:use|used)\b.{0,25}\b(?:number|address|e-?mail|inbox|phone|line|for (?:sales|marketing|business|solicitation))\b",
        r"\b(?:list|address|details?|name|number|info\w*|data|record)\b.{0,25}\b(?:removed|deleted|erased|wiped|taken (?:off|out|down)|destroyed)\b.{0,30}(?:please|asap|immediately|now|today|[.!]|$)|\b(?:take|pull|get)\b.{0,30}\b(?:details|address|name|number|e-?mail|contact|me|us)\b.{0,15}\b(?:down|off|out)\b",
        r"\b(?:(?:your|the|this|an?) )?(?:e-?mail|message|domain|address|sender|number)\b.{0,20}\b(?:has been|was|is|been)\b.{0,12}\b(?:reported|blocked|flagged|marked as (?:spam|junk)|blacklisted)\b.{0,40}\b(?:spam|junk|outlook|gmail|by (?:me|us)|phishing|google|$)",
    )
)

_OTHER_LANGUAGES = re.compile(
    r"abmeld\w*|austrag\w*|abbestell\w*|keine\s+(?:weiteren?\s+)?(?:e-?mails?|nachrichten|werbung|mails|anrufe)|"
    r"nicht\s+mehr\s+(?:kontaktier|anschreib|schreib|anruf|mail)\w*|schreib\w*\s+sie\s+(?:\S+\s+){0,4}nicht\s+mehr|(?:lösch|entfern)\w*\s+sie|aus\s+(?:ihrem|eurem|dem)\s+verteiler|"
    r"(?:hören|hoeren)\s+sie\s+auf|lass(?:en|t)?\s+(?:sie\s+)?(?:mich|uns)\s+in\s+ruhe|widerruf\w*|daten\s+(?:zu\s+)?löschen|"
    r"d[ée]s(?:abonn|inscri)\w*|ne\s+(?:plus\s+(?:me|nous|m')|(?:me|nous|m')\s*\w+\s*plus|souhait\w+\s+plus)|n'envoyez\s+plus|"
    r"ne\s+plus\s+(?:recevoir|être|nous|me)|arr[êe]te[zr]?\s+(?:de|d'|vos|ces)|(?:supprim|retir|effac|enlev)(?:ez|er)\s*(?:-moi|mon|mes|moi|nos|notre|l')|"
    r"darme\s+de\s+baja|d[ée]n?me\s+de\s+baja|dar\s+de\s+baja|^\W*baja\W*$|no\s+(?:me|nos|quiero|deseo)\s+(?:\S+\s+){0,3}?m[áa]s|"
    r"supr[ií]m\w+\s+(?:\S+\s+){0,3}(?:direcci|datos|correo|e-?mail|nuestr)\w*|(?:ning\w+|no)\b[^.,;!?\n]{0,60}\bdese\w+\s+recib\w*|dej(?:e|en|a|ad)\s+de\s+(?:enviar|escribir|contactar|molestar|mandar|llamar)\w*|(?:elim[ií]n|b[óo]rr|qu[ií]t)\w*\s+(?:mi|mis|me|nuestr)|elim[ií]ne(?:n)?me|b[óo]rre(?:n)?me|"
    r"disiscri\w*|disiscriv\w*|cancell(?:atemi|ami|armi|are\s+il|i\s+il|ate\s+il|atemi)|non\s+(?:mi\s+|ci\s+|voglio\s+|desidero\s+)?(?:\S+\s+){0,2}?più|rimuov\w+|"
    r"toglie(?:te|r|ti)?mi|smett\w+\s+di|"
    r"descadastr\w*|cancelar\s+(?:a\s+|minha\s+)?(?:inscri|subscri|assinatura)\w*|remov(?:a|am|er)\s+(?:o\s+meu|meu|me|nosso)|remova-me|"
    r"par(?:e|em|ar)\s+de\s+(?:me\s+)?(?:enviar|contat|contact|ligar|mandar|escrever)\w*|n[ãa]o\s+(?:me\s+|quero\s+|desejo\s+|nos\s+)?(?:\S+\s+){0,3}?mais|"
    r"afmelden|meld\s+(?:me|mij|ons)\s+af|uitschrijv\w*|schrijf\s+(?:me|mij|ons)\s+uit|geen\s+(?:\S+\s+)?(?:e-?)?(?:mails?|berichten|reclame)(?:\s+meer)?|niet\s+meer\s+\w+|stop\s+met|verwijder\w*|"
    r"avregistrera|avprenumerera|avanm[äa]l\w*|sluta\s+(?:mejla|skicka|kontakta|mail|ring|skriv)\w*|ta\s+bort\s+(?:mig|min|oss|v[åa]r)|inga\s+fler|"
    r"afmeld\w*|frameld\w*|slet\s+(?:mig|min|os)|fjern\s+(?:mig|meg|min|os)|avmeld\w*|meld\s+meg\s+av|slutt\s+[åa]|slett\s+(?:meg|min)|ikke\s+(?:kontakt|skriv|send)\w*(?:\s+\S+){0,3}\s+(?:mere?|igjen|igen)|"
    r"peruut\w*\s+tilau\w*|poista(?:kaa)?\b|lopetta?kaa|[äa]lk[äa][äa]\s+\w+|lopeta\b|"
    r"wypis\w*|rezygnuj\w*|(?:prosz[ęe]\s+)?(?:nie|przesta\w+)\s+(?:si[ęe]\s+)?(?:kontakt|pis|wysy|przysy|dzwo)\w*|usu[nń]\w*|"
    r"odhl[áa]s\w*|odhlas\w*|nepos[íi]l\w*|nepi[šs]te|vyma[žz]te|"
    r"abonelik\w*|liste(?:niz)?den\s+(?:çıkar|cikar|sil)\w*|bir\s+daha\s+\w*(?:ma|me)y?[ıi]n\w*|\b(?:atmayın|yazmayın|aramayın|göndermeyin)\b|"
    r"berhenti\s+(?:\w*kirim|\w*langganan|\w*hubung)\w*|hentikan|jangan\s+(?:\w*hubung|\w*kirim|\w*ganggu)\w*|(?:hapus|buang|padam)\w*\s+(?:data|email|e-mel|emel|nombor|nomor|nama|saya)\w*|"
    r"h[uủ]y\s+[đd][aă]ng\s+k[yý]|ng[ừư]ng\s+(?:g[ửu]i|li[eê]n)|[đd]ừng\s+(?:g[ửư]i|li[eê]n|nh[ắa]n|g[ọo]i)|xo[áa]\s+(?:t[oô]i|email|th[oô]ng)|x[óo]a\s+(?:t[oô]i|email|th[oô]ng)|"
    r"dezabon\w*|nu\s+(?:[îi]mi\s+|ne\s+|m[ăa]\s+)?mai\s+\w+|[șs]terge[țt]i|leiratkoz\w*|ne\s+(?:írj|küldj|keres|hívj|zaklass)\w*|töröl\w*|"
    r"退订|取消订阅|不要再|别再|不要給我|不要给我|请勿|勿扰|删除我|停止(?:发送|联系|发|骚扰)|拉黑|退訂|取消訂閱|請勿|刪除我|停止(?:發送|聯絡|寄)|別再|移除我|移出|"
    r"配信(?:を)?(?:停止|不要|解除)|退会|登録(?:を)?解除|購読(?:を)?(?:停止|解除)|送らないで|送信(?:しないで|を停止|停止)|連絡(?:しないで|は不要|不要|を控え|はご遠慮)|"
    r"メール(?:は)?(?:不要|いりません|要りません|結構です)|削除して|やめてください|停止してください|ご遠慮(?:ください|願)|"
    r"수신\s*(?:거부|을?\s*원(?:하지|치))|구독\s*(?:취소|해지)|그만\s*(?:보내|연락)|(?:보내|연락하|전화하)지\s*(?:마|말)|(?:삭제|제거)해|"
    r"отпи(?:ш|с)\w*|не\s+(?:пиш|присыл|беспоко|звон|шл|отправл)\w*|удалит\w*|прекрати\w*|відпи\w*|не\s+(?:надсил|телефон|турбу)\w*|видал\w*|припин\w*|"
    r"[إا]لغاء\s+(?:ال)?اشتراك\w*|توقف\w*\s+عن|لا\s+(?:ترسل|تراسل|تتصل|تتواصل)\w*|[اإ]حذف\w*|[أا]زيل\w*|عدم\s+(?:مراسل|التواصل|الاتصال|[إا]رسال)\w*|"
    r"बंद\s+(?:कर|करें)|मत\s+(?:भेज|करें|करो)|न\s+भेजें|हटा|सदस्यता\s+(?:समाप्त|रद्द)|अनसब्सक्राइब|"
    r"διαγρ[αά]\w*|μη(?:ν)?\s+(?:μου\s+|με\s+|μας\s+)?(?:ξανα|στέλν|επικοινων|ενοχλ)\w*|σταματ\w*|απεγγρα\w*|"
    r"ยกเลิก|หยุดส่ง|อย่าส่ง|อย่าติดต่อ|ลบ(?:ฉัน|อีเมล|ข้อมูล|ชื่อ)|הסר\w*|תסיר\w*|תפסיק\w*|אל\s+תשלח\w*|להסיר",
    _FLAGS | re.MULTILINE,
)

# The word itself in talk about somebody else's list, or in a negation, asks for nothing.
_ANECDOTE = re.compile(
    r"(?:if you(?:'d| would)?|should you|(?:(?<=[.!?\n|])\s*|^\s*)to)\s+(?:\w+\s+){0,3}?(?:unsubscribe|opt[\s-]?out|stop receiving|be removed|(?:wish|want|like|prefer)\s+(?:not\s+)?to\s+(?:\w+\s+){0,2}?(?:receive|be removed|unsubscribe|opt))[^.!?\n]*(?:click|reply|e-?mail|visit|link|http|here|preferences|@|let us know|manage)[^.!?\n]*"
    r"|\byou (?:can|may) (?:unsubscribe|opt[\s-]?out)[^.!?\n]*|\bunsubscribe\s*(?:here)?\s*[:(]?\s*https?://\S*|\bclick(?: here| below)? to unsubscribe\b|\bunsubscribe\s*\|[^\n]*|\|\s*unsubscribe\b"
    r"|\b(?:please )?do not (?:send|forward) (?:attachments|confidential|credit card|personal)[^.!?\n]*"
    r"|\b(?:un-?subscri\w+|opt[\s-]?outs?|spam)\s+(?:rates?|requests?|handling|process\w*|links?\s+(?:for|in\s+our)|compliance|numbers|figures)\b"
    r"|\b(?:handle|handling|manage|managing|process|deal(?:ing)?\s+with|honou?r|track|respect|about|many|few|fewer|high|lots\s+of|more|get)\s+"
    r"(?:\w+\s+){0,3}?(?:un-?subscri\w+|opt[\s-]?outs?|spam\s+complaints?)\b"
    r"|\b(?:customers?|clients?|subscribers?|users?|people|recipients?|readers?|patients?|members?|they|who|someone|somebody|anyone|prospects?|leads?|everyone|contacts)\s+"
    r"(?:\w+\s+){0,3}?(?:un-?subscri\w+|opt(?:s|ed|ing)?[\s-]*out)\b"
    r"|\b(?:do\s*n[o']?t|don't|dont|not|never|rather\s+than|instead\s+of|without)\s+(?!forget\b|fail\b|hesitate\b)(?:\w+\s+){0,2}?(?:un-?subscri\w+|remov\w+\s+(?:me|us)|delet\w+\s+(?:me|us)|tak\w+\s+(?:me|us)\s+off)\b"
    r"|\b(?:can|could|how\s+do|how\s+can)\s+(?:recipients|people|they|customers|patients|clients|our\s+\w+)\s+(?:\w+\s+){0,2}?(?:un-?subscri\w+|opt[\s-]?out)\b"
    r"|\b(?:i|we)\s+(?:nearly|almost|usually|normally|often|always|just)\s+(?:un-?subscri\w+|delete\w*|opt\w*\s*out)(?:\s+\w+){0,6}?\s*,?\s+but\b"
    r"|\b(?:do|does|is|are)\s+(?:you\w*|it|this|the\s+\w+|your\s+\w+)\s+(?:\w+\s+){0,6}?(?:can-?spam|spam\s+act|gdpr|do[\s-]not[\s-]call|dncr|suppression)\b[^.?!]*\?"
    r"|\b(?:how|what|wondering|curious|whether)\b[^.?!]*\b(?:can-?spam|spam\s+act|gdpr|privacy\s+act|do[\s-]not[\s-]call|suppression)\b[^.?!]*\?"
    r"|\b(?:help|helps|way|want|trying|how)\s+(?:\w+\s+){0,3}?(?:to\s+)?(?:stop|cut|reduce|block|filter)\s+(?:\w+\s+){0,2}?spam\b"
    r"|(?<![^.!?\n])\s*(?:(?:and|so|but|also|ok|hi|hey|hello|if)\b[^.!?\n]{0,25}?)?\b(?:do|does|did|is|are|can|could|would|will|what|how|if)\b(?![^.!?\n]*\b(?:me|us|my|mine|i|this|get off|these)\b)[^.!?\n]*\b(?:recipients?|customers?|clients?|people|leads?|contacts?|prospects?|somebody|someone|anyone|subscribers?|records|duplicates?|bounced|data|rate|process|policy|link|system|platform|campaigns?|emails you send|your emails|your tool|staff|going to spam|dnc|do not call|numbers)\b[^.!?\n]*\?"
    r"|\b(?:our|their|my)\s+(?:\w+\s+){0,2}?(?:clients?|customers?|list|unsubscribe rate|last agency|patients)\b[^.!?\n]{0,60}\b(?:stop|opt\w*|unsubscrib\w*|spam|blocked|delete\w*)\b[^.!?\n]{0,40}"
    r"|\b(?:normally|usually|nearly|almost|often|going to|about to)\s+(?:\w+\s+){0,2}?(?:unsubscribe\w*|delete\w*|bin|hit\s+unsubscribe|mark\w*)[^.!?\n]{0,60}\bbut\b"
    r"|\b(?:not|n't)\s+(?:stop|cancel|remove|take|delete)\b(?=[^.!?\n]{0,40}\b(?:sending|thinking|our (?:chat|call|meeting)|off the list|yet|me from|us from))[^.!?\n]{0,40}"
    r"|\b(?:we|i|they)(?:'ve| have)? (?:stopped|ended|blocked (?:out )?\d)\b|\bblocked (?:out |off )?(?:\d|time|an hour|my)|\bend the (?:e-?mail )?(?:tag|back and forth)\b|\bcancel (?:the|our|my) (?:\d|call|meeting|demo|appointment|booking)\b|\b(?:delete|remove) (?:the )?(?:earlier|old|tuesday|monday|wednesday|thursday|friday|previous)\b"
    r"|\bstop(?:ped|s)?\s+(?:by|in|over|short|worrying|losing|wasting|using)\b|\b(?:can'?t|couldn'?t|won'?t|don'?t|never)\s+stop\b"
    r"|\b(?:do\s+not|don'?t)\s+(?:reply|respond)\s+(?:directly\s+)?to\s+(?:this|the)\s+\w+(?:\s+\w+)?"
    r"|\b(?:no need to|needn't|(?:please )?(?:do not|don'?t))\s+(?:\w+\s+)?(?:take|remove|delete|drop|lose|bin)\s+(?:me|us|my|our)\b(?:\s+(?:number|e-?mail|address|details|contact|name|off|from|the|your|mailing|list))*"
    r"|\b(?:i|we)(?:'d|['’]d| would)\s+unsubscribe from (?:my|our)\b|\bopted out of (?!(?:marketing|advertising|e?-?mailing|texting|messaging|calling|receiving|hearing|getting|being|prospecting|everything|anything)\b)\w+ing\b"
    r"|\b(?:un-?subscri\w+|opt[\s-]?outs?)\s+(?:ratios?|functions?|functionality|features?)\b"
    r"|\b(?:nearly|almost)\s+(?:report|mark|flag|block)\w*\b[^.,;!?\n]{0,40}\bbut\b"
    r"|\bun-?subscribed\s+(?:\w+\s+)?by (?:accident|mistake)\b|\baccidentally (?:un-?subscribed|opted out)\b|\b(?:un-?subscribed|opted out)\s+(?:accidentally|unintentionally)\b"
    r"|\bremove (?!(?:me|us|him|her|my|our|myself|ourselves)\b)(?:\w+\s+){1,3}?from the (?:invite|invitation|call|meeting|calendar|agenda|booking)\b(?! lists?\b)"
    r"|\btake (?:this|it|that|the (?:chat|conversation|discussion))\s+off ?(?:line|linkedin)\b"
    r"|\b(?:take|pull|move|get) (?:me|us) off (?:the|our) (?:\w+\s+)?(?:trial|pilot|plan|tier|beta)\b(?! (?:lists?|e-?mails?|mail\w*)\b)"
    r"|\b(?:remove|delete|drop|scrap|erase|wipe)\w*\s+(?:the|all|any|every|each)\s+(?:(?!my\b|our\b|this\b|these\b)[\w-]+\s+){0,2}?(?:fees?|surcharges?|charges?|costs?|clauses?|plug-?ins?|limits?|lock-?in|minimum|invoices?|duplicates?|integrations?|licen[cs]es?)\b"
    r"|\b(?:van|von|unserer?|de|dei|dos|av|från|af)\s+(?:onze\s+klanten|unseren?\s+kunden|kunden|nos\s+clients|nuestros\s+clientes|nostri\s+clienti|nossos\s+clientes|våra\s+kunder)\b[^.!?\n]*\?|\b(?:hoe|wie|comment|c[oó]mo|come|como|hur|hvordan)\b[^.!?\n]*\b(?:afmeldingen|abmeldungen|d[ée]sabonnements|desinscri\w+|bajas|disiscrizioni|avregistreringar|afmeldinger|avmeldinger)\b[^.!?\n]*\?"
    r"|\bdelete(?:d)?\s+(?:the\s+)?(?:last|previous|old|your\s+first)\b|\bremove(?:d|s)?\s+(?:the\s+)?(?:friction|barriers?|risk|guesswork)\b",
    _FLAGS,
)


# Signs that a request to stop bears, and other messages too: they are weighed with the rest, and decide nothing alone.
_SIGNS = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        r"\bstop\W*$|(?:^|[.!,]\s*)(?:please |pls |just |now )*stop(?:[.!,]|$)|\bsaid stop\b|\bstop[.!]",
        r"\b(?:lawyers?|attorneys?|solicitors?|legal action|sue|lawsuit|ombudsman|acma|the ico|ftc|attorney general|oaic|tcpa|pecr|7726|tps|police|cops)\b",
        r"\b(?:private|personal|home|shared|clinic|patient|accounts|hr|work)\s+(?:\w+\s+){0,2}?(?:e-?mail|address|number|phone|mobile|cell|inbox|line)\b|\b(?:enquiries|patients|customers|emergencies|invoices)\s+only\b",
        r"\b(?:funeral|widow(?:er)?|passed|died|dead|deceased|rest in peace|rip|late (?:husband|wife|father|mother|mum|dad)|lost (?:him|her|dad|mum|mom|\w+) (?:in|last|to|this)|no longer (?:alive|with us))\b",
        r"\b(?:left|be left|leave (?:me|us)) (?:alone|in peace)\b",
        r"\b(?:receiv|get|hear|see)\w*\s+(?:\w+\s+){0,3}?(?:another|any ?more|nothing|further|again|these|this|anything)\b",
        r"\b(?:hear|heard|hearing)\b.{0,20}\bfrom (?:you|your|this)\b.{0,20}(?:again|further|any ?more)?",
        r"\b(?:the|my|your|this) (?:last|final) (?:warning|one|time|e-?mail|message|text)?\b|\bthird time\b|\bhow many times\b|\b(?:asked|told|said).{0,25}\b(?:twice|before|already|times)\b",
        r"\b(?:unwelcome|unwanted|unsolicited|solicit\w*|nuisance|intrusive|pest|not welcome|spam\w*)\b",
        r"\b(?:knock|cut|leave|give)\s+it\s+(?:off|out|a rest)\b|\benough (?:already|with|spam)|\b(?:enough|basta|chega|genug|assez)\b[.! ]",
        r"\b(?:not|n't|never|no longer) (?:to )?be (?:contacted|emailed|e-mailed|called|texted|messaged|approached|bothered)\b",
        r"\b(?:remove|removed|removal|delete|deleted|erase|erased|erasure|wipe|off|out)\b.{0,40}\b(?:list|database|system|records?|crm|books|campaign|sequence|cadence|data|details|address|email|number|name|info\w*)\b|\b(?:info\w*|data|details|address|email|number|name)\b.{0,40}\b(?:removed|deleted|erased|wiped|destroyed|taken off|off)\b",
        r"\b(?:no longer|doesn'?t|does not|hasn'?t|not) work(?:s|ed|ing)?\b|\bleft (?:us|the|our|in|here)\b|\bmoved on\b|\bgone from\b|\bretired\b|\bno one by that name\b|\bformer employee\b",
        r"\b(?:did|do|have|had|has)(?:n'?t| not| never)\b.{0,20}\b(?:sign|subscrib|opt|ask|consent|agree|authori|permission|request)\w*|\bno (?:consent|permission)\b",
        r"\b(?:do|does|did|can|could|should|please|kindly|would)\W*(?:n'?t|not|never|no)\b.{0,30}\b(?:e-?mail|contact|call|text|txt|message|write|send|ring|phone|reach|reply|respond|market|pitch|follow|bother|chase|use)\w*",
        r"\b(?:no|any|anything) (?:more|further|future)\b|\bno (?:follow.?ups?|texts?|sms|calls?|e-?mails?|messages|solicit\w*|marketing)\b|\bnothing (?:more|further|else)\b",
        r"\b(?:block|blocked|blocking|blacklist\w*|block list|spam folder|junk|phishing|flagged|reported|reporting|report)\b",
        r"\b(?:e-?mail|text|phone|sms|linkedin|call|calls|texts|emails|inmail)s? (?:only|is ok|is fine|is okay|instead|please|is the)\b|\bby all means write\b|\bvia e-?mail\b",
    )
)


def signs(text: str) -> list[str]:
    """The names of all that speaks for a request to stop, and of what speaks against it."""
    stripped = text.strip()
    plain = _ANECDOTE.sub(" ~ ", stripped)
    found = [f"rule{n}" for n, pattern in enumerate(_ENGLISH) if pattern.search(plain)]
    if found:
        found.append("rule")
    if _OTHER_LANGUAGES.search(plain):
        found.append("elsewhere")
    found += [f"sign{n}" for n, pattern in enumerate(_SIGNS) if pattern.search(stripped)]
    return found if plain == stripped else [*found, "anecdote"]


def is_stop_word(text: str, *, sms: bool) -> bool:
    """Whether the whole message is one of the words that ask to stop, or `stop` spelled out."""
    stripped = text.strip()
    whole = bool(_KEYWORD.search(stripped) or _SPELLED.search(stripped))
    return whole or (sms and bool(_SMS_KEYWORD.search(stripped)))


def say_so(signs_found: Iterable[str]) -> bool:
    """Whether the signs hold a sentence that asks to stop, and not only words that such sentences have."""
    return any(name in ("rule", "elsewhere") for name in signs_found)
