"""Name what a word is about, whatever the wording and in a dozen languages, so that phrases can be compared."""

# ruff: noqa: E501  a list of words is easier to read on one line
from __future__ import annotations

import re
from functools import lru_cache

CONCEPTS: dict[str, str] = {
    "NEG": r"not|n't|no|never|none|nobody|nothing|nor|neither|without|dont|don't|doesnt|didnt|wont|cant|cannot|isnt|arent|aint|wasnt|havent|hasnt|shouldnt|wouldnt|couldnt|shan't|shant|needn't|\w+n't|nope|nah|na|nein|nicht|kein\w*|ne|pas|jamais|non|nicht|nie|nunca|jam[áa]s|mai|n[ãa]o|niet|geen|nooit|inte|ej|ingen|inga|ikke|ingen|nie|[äa]l[äa]|[äa]lk[äa][äa]|en|jangan|tidak|kh[ôo]ng|[đd][ừu]ng|ch[ướ]+|не|нет|никогда|лише|ne",
    "STOP": r"stop\w*|cease\w*|desist\w*|quit|halt|end|discontinue\w*|refrain\w*|knock|kill|cancel\w*|terminate\w*|arr[êe]te\w*|cesse\w*|dej(?:e|en|a|ad)|basta|smett\w*|par(?:e|em|a)|deixe\w*|aufh[öo]r\w*|h[öo]rt?|unterlass\w*|stopp\w*|sluta\w*|slutt\w*|przesta\w*|lopet\w*|berhenti|hentikan|ng[ừư]ng|d[ừu]ng|прекрат\w*|припин\w*",
    "REACH": r"e-?mail(?:ing|ed)?|mail(?:ing|ed)?|text(?:ing|ed)?|txt\w*|msg|messag(?:e|ing|ed)|contact\w*|call(?:ing|ed)?|cold-call\w*|ring(?:ing)?|phon(?:e|ing|ed)|writ(?:e|ing|ten)|wrote|send(?:ing)?|sent|reach(?:ing|ed)?|spam\w*|bother\w*|hassl\w*|harass\w*|pester\w*|disturb\w*|hound\w*|pitch(?:ing|ed)?|dm|inmail|solicit\w*|target\w*|approach\w*|follow-?up|market(?:ing)?|outreach|kontakt\w*|schreib\w*|anschreib\w*|anruf\w*|mailen|zusend\w*|kontaktier\w*|contacter\w*|[ée]cri\w*|envoy\w*|relanc\w*|escrib\w*|envi[ae]\w*|contact[ae]\w*|mand[ae]\w*|scriv\w*|contatt\w*|invi[ae]\w*|escrev\w*|contat\w*|skick\w*|mejl\w*|kontakta\w*|pis[az]\w*|kontaktow\w*|wysy[łl]\w*|dzwoni\w*|hubungi\w*|kirim\w*|g[ửu]i|li[êe]n|nh[ắa]n|пиш\w*|присыл\w*|звон\w*",
    "MAILS": r"e-?mails|mails|texts|txts|messages|msgs|calls|correspondence|communications?|newsletters?|inmails|dms|solicitations?|promos?|offers?|pitches|ads?|junk|nachrichten|werbung|mails?|courriels?|correos?|mensaj\w*|messagg\w*|mensage\w*|berichten|reclame|meddeland\w*|wiadomo\w*|maile|meldinger|sms",
    "REMOVE": r"remov\w*|delet\w*|eras\w*|scrub\w*|strike|purge\w*|wipe\w*|expunge\w*|unlist\w*|destroy\w*|forget|lose|trash|bin|dump|drop|exclud\w*|unsub\w*|unsusc\w*|unsc?rib\w*|optout|opt|l[öo]sch\w*|entfern\w*|streich\w*|austrag\w*|abmeld\w*|abbestell\w*|supprim\w*|retir\w*|effac\w*|d[ée]s(?:abonn|inscri)\w*|enlev\w*|elimin\w*|borr[ae]\w*|quit[ae]\w*|baja|cancell\w*|rimuov\w*|togli\w*|disiscri\w*|cancelar|remov\w*|remova\w*|descadastr\w*|tirem|verwijder\w*|uitschrij\w*|afmeld\w*|radera\w*|avregistrera\w*|avprenumer\w*|usun\w*|usu[nń]\w*|wypis\w*|skre[śs]l\w*|slet\w*|fjern\w*|poista\w*|hapus\w*|x[óo][áa]|h[ủu]y|удал\w*|отпи\w*|видал\w*",
    "LIST": r"lists?|mailing|database|db|crm|records?|distribution|campaign|sequence|cadence|books?|system|spreadsheet|file|files|subscription\w*|verteiler\w*|liste[ns]?|fichiers?|lista\w*|base|elench\w*|lijst|bestand|listan|listy|bazy|listen|listalta|danh|daftar",
    "ME": r"me|us|my|our|myself|mich|uns|mir|meine?\w*|moi|nous|mes|mon|m[ei]|nos|mi|mis|meu|minha|meus|mij|mijn|ons|mig|oss|mnie|moje\w*|mich|minut|saya|t[ôo]i|меня|мне|мои|moj\w*",
    "RECORD": r"details?|data|info|information|address|addresses|number|email|e-mail|profile|domain|name|entry|account|daten|adresse|donn[ée]es|datos|correo|dati|indirizzo|dados|gegevens|uppgifter|dane|danych|adres\w*",
    "AGAIN": r"again|anymore|more|further|future|longer|ever|another|mehr|weiter\w*|plus|m[áa]s|pi[ùu]|altr[ei]|mais|novamente|meer|igen|fler|wi[ęe]cej|mere|igjen|en[äa][äa]|lagi|n[ữu]a|больше",
    "CONSENT": r"consent\w*|permission|opted|authori[sz]\w*|agreed|gdpr|ccpa|privacy|article|object|objection|dsgvo|einwillig\w*|widersp\w*|widerruf\w*|consentement|consentimiento|consenso|consentimento|toestemming|zgod[ęya]\w*|sprzeciw\w*",
    "COMPLAIN": r"report(?:ed|ing)?|complain\w*|lawyers?|attorney|legal|acma|ico|ftc|oaic|flagged|blocked|blocking|block|marked|marking|junk|phishing|abuse|police",
    "DEAD": r"died|dead|deceased|passed|late|funeral|verstorben|d[ée]c[ée]d[ée]\w*|falleci[óo]\w*|decedut\w*|faleceu|overleden|avliden",
    "LEFT": r"left|retired|departed|resigned|redundant|former|ausgeschieden|quitt[ée]|slutat|employed|employee",
    "AWAY": r"away|leave|ooo|vacation|holidays?|hols|overseas|abroad|travel\w*|sick|pto|sabbatical|conference|honeymoon|maternity|paternity|parental|annual|interstate|offsite|unavailable|urlaub\w*|abwesen\w*|cong[ée]s?|absent\w*|vacances|vacaciones|ausente|ferie|assente|f[ée]rias|vakantie|verlof|afwezig|semester|ledig|fr[åa]nvarande|urlop\w*|nieobecn\w*|lomalla|cuti|izin\w*|dovolen\w*|отпуск\w*|відпустк\w*",
    "OFFICE": r"office|desk|email|inbox|b[üu]ro|bureau|oficina|ufficio|escrit[óo]rio|kantoor|kontoret|biur\w*|toimisto\w*",
    "CLOSED": r"closed|closes|close|shut\w*|closure|reopens?|reopening|geschlossen|ferm[ée]\w*|cerrad\w*|chius\w*|fechad\w*|gesloten|st[äa]ngt|nieczynn\w*|zamkni\w*",
    "BACK": r"back|return\w*|resum\w*|zur[üu]ck|wieder|retour|regres\w*|vuelv\w*|volver\w*|rientr\w*|volt[oa]|terug|tillbaka|[åa]ter|wr[óo]c\w*|wraca\w*|tilbage|tilbake|palaan|kembali",
    "UNTIL": r"until|till|til|through|thru|bis|jusqu\S*|hasta|fino|at[ée]|tot|do|till|asti|sampai|đến",
    "MACHINE": r"automat\w*|auto|autoresponse|autoreply|robot|bot|no-reply|noreply|system|mailer|daemon|generated",
    "TICKET": r"tickets?|case|reference|request|enquiry|inquiry|incident|received|logged|assigned|created|submission|anfrage|ticketnummer|demande|consulta|richiesta|zg[łl]oszeni\w*|[äa]rende",
    "MAILBOX": r"mailbox|inbox|monitored|unmonitored|undeliver\w*|delivery|delivered|recipient|quota|quarantin\w*|bounced?|postfach|buz[óo]n|casella",
    "MEET": r"meet\w*|call|chat|talk|speak|demo|zoom|teams|coffee|lunch|catch-?up|walkthrough|yarn|conversation|discuss|visit|cuppa|connect|presentation|present",
    "TIME": r"time|times|availability|available|slot|calendar|diary|schedul\w*|reschedul\w*|book(?:ed|ing)?|invite|invitation|calendly|appointment|minutes|mins?|morning|afternoon|arvo|evening|noon|midday|lunchtime|o'clock|tomorrow|tmrw|tonight|pencil|diarise",
    "DAY": r"(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?s?",
    "MONTH": r"jan|january|feb|february|mar|march|apr|april|june|july|aug|august|sept?|september|oct|october|nov|november|dec|december|spring|summer|autumn|winter|easter|christmas|xmas|q[1-4]|quarter|fy\d+|eofy",
    "LATER": r"later|revisit|circle|someday|currently|moment|atm|stage|yet|timing|present|presently",
    "WANT": r"interested|interest|keen|curious|intrigued|intriguing|love|want|like|happy|glad|open|willing|tempted|excited|game",
    "SENDME": r"send|share|shoot|flick|forward|email|fire|chuck|whack|pop|dm|sling|bung",
    "MATERIAL": r"info|information|details|deck|brochure|case-stud\w*|case|proposal|quote|sample|overview|one-pager|example|examples|pdf|report|guide|link|video|material|materials|particulars|pricing|literature|trial|pilot",
    "GOOD": r"good|great|perfect|fine|interesting|useful|handy|sounds|looks|promising|relevant|awesome|nice|cool|ripper|brilliant|ideal|works|suits",
    "PRICE": r"price|prices|pricing|cost|costs|fee|fees|rate|rates|charge|expensive|budget|money|spend|afford|dear|pay",
    "WH": r"what|what's|whats|how|how's|how'd|who|who's|whos|whose|where|where'd|which|why|when|when's",
    "HAVE": r"already|sorted|covered|set|provider|vendor|supplier|in-house|inhouse|contract|contracted|agency|partner|incumbent|locked",
    "REFUSE": r"pass|decline|declining|refuse|unnecessary|irrelevant|unlikely|doubt|unfortunately|afraid|regret",
    "RUDE": r"fuck\w*|f\*+\w*|piss|bugger|rack|crap|bs|bullshit|rubbish|garbage|scam\w*|stuffed|idiot\w*|waste|wasting|pathetic|joke|dreamin\w*|lol|kidding",
    "REFER": r"colleague|copied|copying|cc'd|cc|cced|cc'ing|ccing|looping|looped|forwarded|forwarding|passed|handles|manager|director|partner|boss|head|owner|adding|assistant|ea|pa|contact",
    "THANKS": r"thanks|thank|thankyou|thx|ta|cheers|appreciate|grateful|kind|regards",
    "YES": r"yes|yep|yeah|yup|sure|ok|okay|absolutely|definitely|certainly|totally|yea|aye",
    "PLEASE": r"please|pls|plz|kindly|bitte|veuillez|merci|favor|prego|aub|graag|sn[äa]lla|prosz[ęe]|v[äa]nligen",
    "OTHERS": r"customers?|clients?|subscribers?|users?|people|recipients?|readers?|patients?|members?|they|them|their|prospects?|contacts|leads|folks|others|someone|somebody",
    "YOU": r"you|your|u|ur|you're|yours|ya|y'all|you've",
    "BUT": r"but|however|though|although|still|actually",
}  # fmt: skip
_COMPILED = tuple((name, re.compile(rf"(?:{words})\Z")) for name, words in CONCEPTS.items())


@lru_cache(maxsize=20_000)
def concepts_of(word: str) -> tuple[str, ...]:
    """The concepts that a word in lower case may stand for, at most three."""
    return tuple(name for name, pattern in _COMPILED if pattern.match(word))[:3]
