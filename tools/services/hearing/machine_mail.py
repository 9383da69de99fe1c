"""Tell absences and machines from people, by what the message says and how it announces itself."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.UNICODE


_AUTO_SUBJECT = re.compile(
    r"^\W*(?:auto(?:matic|matische|mated)?[\s-]*(?:reply|response|respon\w*|antwort)|autoreply|out\s+of\s+(?:the\s+)?office|ooo\b|"
    r"abwesenheit\w*|r[ée]ponse\s+automatique|absence\b|respuesta\s+autom[áa]tica|risposta\s+automatica|"
    r"resposta\s+autom[áa]tica|automatisch\w*\s+(?:antwoord|antwort)|autosvar|automatisk\w*\s+svar|fr[åa]nvaro|automaattinen|"
    r"automatyczna|odpowiedź|otomatik|balasan\s+otomatis|自动回复|自動回覆|自動返信|自動応答|자동\s*회신|부재중|автоответ|automatick|tr[ảa]\s+l[ờo]i\s+t[ựu]|απάντηση|R[ăa]spuns automat)",
    _FLAGS,
)
_DELIVERY_SUBJECT = re.compile(
    r"undeliver|delivery\s+(?:status|has\s+failed|failure|notification|incomplete)|returned\s+(?:mail|to\s+sender)|"
    r"mail\s+delivery|failure\s+notice|unzustellbar|non\s+remis|(?:ticket|case|request|ref|incident)\s*[#:\[(]?\s*\w*\d{3,}|\[#?\w*-?\d{4,}\]|we(?:'ve| have)? received your",
    _FLAGS,
)
_ABSENT = re.compile(
    r"\bout\s+of\s+(?:the\s+)?(?:office|town|country|action)\b|\booo\b|\bo\.o\.o\b|\b(?:annual|parental|maternity|paternity|sick|long\s+service|personal|"
    r"carer'?s?|family|bereavement|compassionate|study|medical|extended|stress|unpaid|adoption|garden(?:ing)?|a\.?l\.?)\s+leave\b|\bon\s+leave\b|\bon\s+(?:my\s+)?(?:holidays?|hols|vacation|"
    r"honeymoon|sabbatical|pto|mat\s+leave|break|r\s*&\s*r|secondment|deployment|jury\s+duty|a\s+(?:plane|flight|retreat))\b|"
    r"\btravell?ing\s+(?:\w+\s+)?(?:until|till|til|this|all|for|from)\b|\baway\s+(?:from|until|till|til|on|at|for|this|today|all|with|sick|between|through|next)\b|\b(?:i'?m|i\s+am|i'?ll\s+be|i\s+will\s+be|am|we'?re|we\s+are|he\s+is|she\s+is|is)\s+(?:currently\s+|now\s+|also\s+)?"
    r"(?:away|travell?ing|overseas|interstate|abroad|off(?:line|\s+sick|\s+work|\s+grid)?|unavailable|out\b|on\s+annual|at\s+(?:a\s+|the\s+)?(?:conference|summit|offsite|expo|trade\s+show))|"
    r"\b(?:limited|no|intermittent|sporadic|patchy|little|without|restricted)\s+(?:access|connectivity|reception|phone|e-?mail|internet)\b|\b(?:back|return(?:ing)?|be\s+back)\s+(?:in|to|at|on|from|online|"
    r"deck|work|the|mon|tue|wed|thu|fri|sat|sun|next|tomorrow|after|\d)|\bwill\s+return\b|\b(?:office|practice|clinic|shop|studio|business|firm|site|we)\s+(?:is|are|will\s+be|'?re)\s+(?:\w+\s+)?closed\b|"
    r"\b(?:shut\s*-?\s*down|closure|closed)\s+(?:period|from|until|for|between|over|on|due)\b|\bshut\s+(?:down\s+)?(?:from|until|over|for)\b|\b(?:public|bank|federal|national)\s+holiday\b|"
    r"\b(?:office|practice|clinic|shop|studio|business|firm|site|workshop|school|store|we)\s+(?:shuts?|closes?|will\s+close|re-?opens?)\b|\bre-?opens?\s+(?:on|in|at|from|mon|tue|wed|thu|fri|\d)|"
    r"\bslow(?:er)?\s+(?:on|to|with|at)\s+(?:e-?mails?|respond\w*|repl\w+|answer\w*)|\bwill\s+(?:re-?)?surface\b|\b(?:at|for)\s+(?:a|the)\s+(?:\w+\s+)?(?:conference|trade\s+show|expo|summit|offsite)\s+(?:all|this|until|till|from)\b|"
    r"\b(?:don'?t|do\s+not)\s+work\s+(?:on\s+)?(?:mon|tue|wed|thu|fri)\w*|\bmy\s+(?:work(?:ing)?|office)\s+(?:days|hours)\s+are\b|\bi\s+(?:only\s+)?work\s+(?:part[\s-]?time|mon|tue|wed|thu)\w*|\bnon-?working\s+day\b|"
    r"\bin\s+(?:all[\s-]day\s+)?(?:meetings|training|workshops|court|surgery)\s+(?:all|today|until|this)\b|\bannual\s+leave\b|\bon\s+site\s+(?:all|until|today)\b|\bA/L\b",
    _FLAGS,
)
_ABSENT_ELSEWHERE = re.compile(
    r"abwesend|nicht\s+im\s+(?:b[üu]ro|haus)|im\s+urlaub|urlaub\b|au(?:ß|ss)er\s+haus|abwesenheit|elternzeit|mutterschutz|krankgeschrieben|dienstreise|feiertag|"
    r"absente?s?\b|en\s+cong[ée]s?|hors\s+du\s+bureau|de\s+retour|en\s+d[ée]placement|vacances|cong[ée]\s+(?:maternit|parental|maladie)|"
    r"fuera\s+de\s+(?:la\s+)?oficina|ausente|vacaciones|regresar?[ée]|volver[ée]|estar[ée]\s+de\s+vuelta|baja\s+(?:m[ée]dica|maternal|por)|de\s+viaje|"
    r"fuori\s+(?:ufficio|sede)|assente|in\s+ferie|ferie\b|rientr\w+|torner[òo]|maternit[àa]|fora\s+do\s+escrit[óo]rio|f[ée]rias|de\s+licen[çc]a|retornarei|retorno\s+(?:em|no|dia)|regress[oa]\w*|"
    r"afwezig|niet\s+(?:op|aanwezig\s+op)\s+kantoor|(?:op|met)\s+vakantie|met\s+verlof|verlof\b|terug\s+op|zwangerschapsverlof|"
    r"fr[åa]nvarande|semester|inte\s+p[åa]\s+(?:kontoret|plats)|f[öo]r[äa]ldraledig|tj[äa]nstledig|[åa]ter\s+den|"
    r"ikke\s+p[åa]\s+(?:kontoret|jobb)|frav[æa]rende|p[åa]\s+barsel|ferie|permisjon|tilbake|tilbage|poissa|lomalla|\bloma\w*|palaan|toimistolta|"
    r"nieobecn\w*|urlop\w*|poza\s+biurem|wracam|wr[óo]c[ęe]|mimo\s+kancel|dovolen[ée]?|nep[řr][íi]tom\w*|"
    r"ofis\s+d[ıi][şs][ıi]\w*|izin(?:de|li|deyim)\w*|y[ıi]ll[ıi]k\s+izin|tatil\w*|d[öo]nece[ğg]im|\bcuti\b|di\s+luar\s+kantor|luar\s+pejabat|kembali\s+(?:pada|bekerja|tanggal|ke)|"
    r"ngh[ỉi]\s+(?:ph[ée]p|l[ễe]|thai|m[áa]t)|v[ắa]ng\s+m[ặa]t|công\s+tác|tr[ởo]\s+l[ạa]i|concediu|[îi]n\s+afara\s+biroului|lipsesc|szabads[áa]g\w*|irod[áa]n\s+k[íi]v[üu]l|h[áa]zon\s+k[íi]v[üu]l|"
    r"休假|外出|不在(?:办公室|辦公室|公司)|出差|年假|请假|請假|产假|度假|放假|不在|休暇|休業|出張|お休み|不在に|부재|휴가|출장|복귀|자리를\s*비|"
    r"отпуск\w*|отсутств\w*|не\s+в\s+офисе|вернусь|командировк\w*|відпустк\w*|відсутн\w*|خارج\s+المكتب|[إا]جازة|س?أعود|غير\s+متواجد|छुट्टी|कार्यालय\s+से\s+बाहर|अवकाश|"
    r"εκτός\s+γραφείου|άδεια|απουσι\w*|επιστρέφ\w*|επιστρέψ\w*|ลาพักร้อน|ลาป่วย|ลาคลอด|ไม่อยู่(?:ที่)?(?:สำนักงาน|ออฟฟิศ)|ลากิจ|מחוץ\s+למשרד|חופש\w*|אחזור",
    _FLAGS,
)
_OTHER = re.compile(
    r"\b(?:your|the)\s+(?:request|enquiry|inquiry|message|e-?mail|ticket|submission|query|case)\s*(?:\S+\s+){0,3}?(?:has\s+been|was|is\s+now|have\s+been)\s+(?:\w+\s+)?(?:received|logged|created|raised|"
    r"assigned|registered|forwarded|submitted|queued|opened|added)|\b(?:case|ticket|reference|incident|request|enquiry)\s*(?:number|no\.?|id|ref(?:erence)?|#|:)\s*:?\s*#?\w*\d|"
    r"\b(?:case|ticket|incident)\s+#?\w*\d{3,}\b|\b(?:we(?:'ve|\s+have)?|have)\s+received\s+your\s+(?:\w+\s+)?(?:e-?mail|message|enquiry|inquiry|request|query)|"
    r"\bthank(?:s|\s+you)\s+for\s+(?:contacting|reaching|your\s+(?:e-?mail|enquiry|inquiry|message|interest|patience)|getting\s+in\s+touch|e-?mailing|writing)\b.{0,220}\b(?:we|team|agent|someone|consultant|representative|staff|reply|"
    r"respond|business\s+days?|working\s+days?|hours?|shortly|as\s+soon\s+as)\b|\bdo\s+not\s+reply\s+(?:to|directly)|\b(?:mail\s*box|inbox|address|account|e-?mail|number)\s+(?:\S+\s+){0,2}?(?:is|are)\s+(?:not\s+|un|no\s+longer\s+)"
    r"(?:being\s+)?(?:monitored|attended|checked|in\s+use|active|valid|read|available|staffed)|\bunmonitored\b|\b(?:is|am|are)\s+no\s+longer\s+(?:with|employed|working|at|part\s+of|an?\s+employee|works?)\b|\bno\s+longer\s+works?\b|"
    r"\b(?:has|have)\s+(?:now\s+)?left\s+(?:the\s+)?(?:company|business|organi[sz]ation|firm|team|agency|practice|\w+)\b|\bhave\s+moved\s+on\s+from\b|\bmy\s+last\s+day\s+(?:was|with|at)\b|"
    r"\b(?:could\s*n[o']?t|could\s+not|cannot|can't|unable\s+to|wasn'?t|was\s+not|not)\s+(?:be\s+)?deliver(?:ed|able)?\b|\bundeliver\w+|\bdelivery\s+(?:has\s+)?failed\b|\b(?:mail\s*box|inbox)\s+(?:is\s+)?(?:full|over\s+quota)|\bover\s*quota|\bquota\s+exceeded|"
    r"\b(?:user|recipient|address|mailbox)\s+(?:unknown|not\s+found|rejected|does\s+not\s+exist|doesn'?t\s+exist|unavailable)|\b55\d[\s-]5\.\d|\bpermanent\s+(?:error|failure)|"
    r"\b(?:new|updated|current)\s+e-?mail\s*(?:address)?\s+is\b|\be-?mail\s+address\s+(?:has|have)\s+(?:now\s+)?changed|\bupdate\s+your\s+(?:records|contacts|address\s+book)|\bchanged\s+(?:my|our)\s+(?:e-?mail|address|domain)|"
    r"\boutside\s+(?:of\s+)?(?:our\s+)?(?:\w+\s+)?hours\b|\bclick\b.{0,60}\b(?:deliver\w*|receive|release|approved?)\b|"
    r"\b(?:confirm|verify|prove|sure|check)\s+(?:that\s+)?(?:you(?:'re|\s+are)|your)\s+(?:\S+\s+){0,3}?(?:human|person|robot|address|sender|genuine|real|e-?mail|identity)|\b(?:quarantin\w+|held\s+(?:for|in|pending)\s+(?:review|moderation|quarantine|approval))|"
    r"\bautomat(?:ed|ic)\s+(?:message|response|reply|e-?mail|acknowledg\w+|notification)|\bauto[\s-]?(?:generated|response|reply|responder)|\b(?:opening|business|office|trading|support)\s+hours\s*(?:are|:|is)|\bour\s+hours\s+are|"
    r"\b(?:i'?m|i\s+am)\s+driving\b|\bdriving\s+(?:mode|focus|right\s+now)|\bdo\s+not\s+disturb\s+while|\bnotifications\s+(?:silenced|turned\s+off)|\b(?:an?|one\s+of\s+our)\s+(?:\w+\s+){0,2}?(?:agent|team\s+members?|representative|consultant|specialist)s?\s+will\b|"
    r"\bwe\s+(?:aim|endeavou?r|try)\s+to\s+(?:respond|reply|answer|get\s+back)|\byour\s+(?:message|e-?mail)\s+is\s+important\b|\b(?:this|your)\s+message\s+(?:was|is)\s+(?:sent\s+from\s+a|not)\b|\bleft\s+our\s+(?:employ|company|team)",
    _FLAGS,
)
_OTHER_ELSEWHERE = re.compile(
    r"nicht\s+mehr\s+(?:im\s+unternehmen|bei\s+uns|f[üu]r\s+\w+\s+t[äa]tig|t[äa]tig|besch[äa]ftigt)|ne\s+(?:travaille|fait)\s+plus|ya\s+no\s+(?:trabaja|forma)|non\s+lavora\s+pi[ùu]|n[ãa]o\s+trabalha\s+mais|werkt\s+niet\s+(?:meer|langer)|"
    r"niet\s+(?:meer|langer)\s+(?:werkzaam|in\s+dienst)|automatisch\s+(?:generiert|erstellt)|wurde\s+(?:empfangen|erfasst)|unzustellbar|accus[ée]\s+de\s+r[ée]ception|a\s+[ée]t[ée]\s+(?:re[çc]ue?|enregistr)|hemos\s+recibido\s+su|abbiamo\s+ricevuto|recebemos\s+(?:a\s+)?su?a|"
    r"wij\s+hebben\s+uw|此邮件为系统自动|系统自动|已离职|已離職|退職(?:いた|し)|受け付け(?:まし|いた)|自動送信|접수되었습니다|퇴사|больше\s+не\s+работает|принят[оа]?\s+в\s+работу",
    _FLAGS,
)
_ROBOT_TONE = re.compile(
    r"\b(?:for|if)\s+(?:any\s+|anything\s+|your\s+|the\s+|this\s+is\s+|it(?:'s|\s+is)\s+)?(?:an?\s+)?(?:urgent|immediate|emergenc|matter)\w*|\bin\s+my\s+absence\b|\bplease\s+(?:contact|call|e-?mail|direct|reach)\b|\bthank(?:s|\s+you)\s+for\s+(?:your\s+(?:e-?mail|message)|e-?mailing|contacting)|"
    r"\bautomat\w+|\bwill\s+(?:respond|reply)\s+(?:to\s+your|upon|on|when|as\s+soon)|\bi\s+am\s+currently\b",
    _FLAGS,
)


_SIGNS = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        r"\b(?:number|mailbox|inbox|address|account|service|line)\b.{0,40}\b(?:not|n't|no longer|cannot|never)\b",
        r"\b(?:automat\w*|auto[\s-]?(?:reply|response|responder|generated)?:?|robot|bot|no-?reply|do not reply|don't reply)\b",
        r"\b(?:received|logged|lodged|registered|opened|queue|queued|acknowledge\w*|assigned|allocated)\b",
        r"\b(?:we|someone|team|agent|representative|advisor|member of)\b.{0,40}\b(?:will|aim to|'ll)\b.{0,30}\b(?:reply|respond|contact|touch|get back|be with)",
        r"\b(?:within|up to|in) (?:\d+|one|two|three|five|ten|a few) (?:business |working )?(?:hours?|days?)\b",
        r"\b(?:no longer (?:with|employed|at|working|works?|part)|left (?:the|our) (?:company|business|firm|organi[sz]ation|practice)|has left|have left|'ve left|last day|moved on from|resigned|retired from|has retired|post no longer exists|position is (?:currently )?vacant)\b",
        r"\b(?:new|changed|updated?) (?:\w+ ){0,2}?(?:e-?mail|address|domain|name|records|contacts)\b|\b(?:e-?mail|address|domain|name)\b.{0,20}\b(?:has|have|is) (?:now )?(?:changed|moved|new)\b|\brebranded\b",
        r"\b(?:deliver\w*|undeliver\w*|recipient|rejected|bounced?|quota|full|blocked|quarantin\w*|withheld|held|moderator|pending|permission to post)\b",
        r"\b(?:captcha|verify|verification|prove|human|confirm|approve[d]?|guest list|allow(?:ed)? senders?|request form)\b",
        r"\b(?:open|opening|trading|business|office|chat|support) (?:hours|\d|7 days|mon|daily)|\bafter[\s-]hours\b|\boutside (?:of )?(?:our )?\w* ?hours\b|\b(?:mon|m)(?:day)?\s*(?:-|–|to)\s*(?:fri|f)(?:day)?\b|\b\d{1,2}(?:[:.]\d\d)?\s*(?:am)?\s*(?:-|–|to)\s*\d{1,2}(?:[:.]\d\d)?\s*(?:pm)",
        r"\bdriving\b|\bcarplay\b|\bandroid auto\b|\bnotifications\b|\bdo not disturb\b",
        r"\b(?:i'?m|i am|we'?re|we are|he'?s|she'?s|he is|she is|currently|will be|be) (?:\w+ ){0,2}?(?:away|out|off|on leave|on holidays?|travell?ing|overseas|closed|unavailable|offline|in surgery|sick|crook)\b",
        r"\b(?:back|return\w*|reopens?|resum\w*|resurface)\b.{0,25}\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d|next|tomorrow|new year|week|january)",
        r"\b(?:until|till?|through|thru)\b.{0,20}(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d|next|the new year)",
        r"\b(?:urgent|emergency|in my absence|immediate assistance|limited access|slow to (?:reply|respond)|on my return|when i (?:return|get back|'m back|am back))\b",
        r"\b(?:don't|do not|not) (?:work|in)\b.{0,15}\b(?:mon|tue|wed|thu|fri)|\bwork(?:ing)? (?:days|part[\s-]time|mon|tue|wed)",
    )
)


def signs(text: str, subject: str) -> list[str]:
    """The names of all that speaks for a machine or an absence, in the words and in the subject."""
    low = text.lower()
    tables = (
        ("absent", _ABSENT, text), ("absent elsewhere", _ABSENT_ELSEWHERE, text), ("machine", _OTHER, text),
        ("machine elsewhere", _OTHER_ELSEWHERE, text), ("tone", _ROBOT_TONE, text), ("delivery", _DELIVERY_SUBJECT, subject),
        ("absent subject", _ABSENT, subject), ("automatic subject", _AUTO_SUBJECT, subject),
    )  # fmt: skip
    found = [name for name, pattern, where in tables if pattern.search(where)]
    return found + [f"sign{n}" for n, pattern in enumerate(_SIGNS) if pattern.search(low)]
