"""Know the words by which a message lets its reader be left alone."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

_ANSWER = r"(?:reply|respond|answer|text|txt|send|sms|say|type|write(?: back)?|e-?mail|message|tell|drop|ring|call|let)"
_WORD = r"[\"“'‘]?\b(?:stop|no(?: thanks?)?|remove|end|quit|cancel|out|off|unsub(?:scribe)?|leave|enough|not interested|pass)\b"
_WISH = r"(?:rather|prefer(?:red)?|like|want|wish|care|need|keen|happy|interested|suit(?:s|ed)?|relevant|your thing|for you|useful|welcome)"
_MAIL = r"(?:hear(?:ing)?|receiv(?:e|ing)|get(?:ting)?|see(?:ing)?|have these|these|more (?:of (?:these|this)|e-?mails?|messages?|texts?|letters?|mail|from)|e-?mails?|mails?|messages?|texts?|letters?|notes?|me|us|from|contact(?:ed)?|written to)"
_SENDER = r"(?:I|we|you|they|it|that|this|nobody|the \w+|and)"
_LEAVES = r"(?:write|contact|e-?mail|text|message|call|ring|bother|trouble|disturb|hear from|send|be in touch|get in touch|follow up|chase)"
WAY_OUT = re.compile(
    r"unsubscribe|opt[ -]?(?:me |you |yourself )?out|\bSTOP\b|\bstop (?:to|2) (?:end|opt|stop|unsub)"
    r"|manage (?:your |e-?mail )*preferences|(?:update|change) your (?:\w+ )?preferences"
    r"|no (?:more|further) (?:mail|e-?mails?|texts?|letters?|messages|contact|of these)"
    rf"|\b{_ANSWER}\b[^.\n]{{0,30}}?{_WORD}"
    rf"|(?:don['’]?t|do not|not|rather not|no longer|never)\b[^.\n]{{0,12}}\b{_WISH}\b[^.\n]{{0,40}}\b{_MAIL}\b"
    rf"|(?:rather not|prefer not to|no longer|stop|not)\s+(?:to )?(?:hear(?:ing)?|receiv(?:e|ing)|get(?:ting)?)\s+(?:any )?{_MAIL}"
    r"|\b(?:remove|delete|strike|take|drop|cross|leave)\b[^.\n]{0,40}\b(?:from|off)\b[^.\n]{0,20}\blist"
    r"|\bremove (?:me|you|yourself|my details|your details)\b|\btake (?:you|me) off\b"
    rf"|\b{_SENDER}(?:['’]ll| will| shall|['’]d| would| can)? (?:not|never|won['’]t|stop|cease to)\b ?(?:be )?{_LEAVES}(?:ing)?\b"
    rf"|\b(?:won['’]t|will not|shall not|shan['’]t|never|not) {_LEAVES}\b[^.\n]{{0,24}}\bagain\b"
    rf"|\b{_ANSWER}\b[^.\n]{{0,40}}\b(?:and|so)\b[^.\n]{{0,12}}\b(?:leave (?:you|it)|that(?:['’]s| is| will be|['’]ll be) (?:the (?:end|last)|it|that)|I(?:['’]m| am) (?:gone|off)|close (?:the|your) file|go away|let you be)\b"
    r"|https?://\S*[/.?=&-](?:u|un|unsub\w*|opt-?\w*|out|stop|off|leave|quit|remove\w*|bye|goodbye|no|no-?more|prefs?|preferences|manage|list|lists|end|exit|mute|pause|forget)(?:[/?=&#]\S*)?(?=[\s.,)]|$)"
    r"|(?:tell|let) me (?:know )?(?:to stop|and I(?:['’]ll| will) (?:stop|not|leave))|end the call at once"
    r"|\babmeld\w*|\babbestell\w*|\bkeine weiteren (?:e-?mails?|nachrichten|briefe)"
    r"|\b(?:dar[ms]e|darle|date|d[eé]se) de baja|\b(?:no|dejar de) recibir\b"
    r"|\bd[ée]sabonn\w*|\bd[ée]sinscri\w*|\bne plus recevoir"
    r"|\bdisiscri\w*|\bannulla(?:re)? l['’]iscrizione|\bnon ricevere più"
    r"|\bcancelar (?:a )?(?:subscri|inscri|assinatura)\w*|\bdescadastr\w*|\bnão receber mais"
    r"|\bafmeld\w*|\buitschrijven\b|\bgeen (?:e-?)?mails? meer|\bavregistrer\w*|\bavprenumerera\w*|\bavmeld\w*"
    r"|配信停止|退订|退訂|取消订阅|取消訂閱|수신\s*거부|отпис\w*",
    re.IGNORECASE,
)  # fmt: skip
"""In English and a dozen other languages: a keyword, an answer that ends it, a wish not to hear more, or a promise to leave the reader alone."""
