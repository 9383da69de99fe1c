"""Find what a model says about its work rather than in it, and what a writer left for themselves."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, Where, found, is_foot, sentences_of
from tools.services.gate.stems import meanings

_I = re.IGNORECASE | re.MULTILINE
_KIND = r"(?:e-?mail|message|draft|copy|note|text(?: message)?|sms|script|letter|postcard|post|version|response|reply|rewrite|revision|subject line|outreach|follow-?up|inmail|connection request|variant|template|option)"
_ANYWHERE = (
    re.compile(r"\bas an? (?:(?:large )?language model|ai(?: language)?(?: model| assistant| system| chatbot)?(?=[,;.]| I\b)|llm)|\bas a (?:large )?language model|\bI(?:['’]m| am) (?:just )?(?:an? (?:ai|artificial intelligence|llm)|a (?:large )?language model)\b(?! (?:consultant|engineer|researcher|specialist|lead|founder|person))|\bmy (?:training data|knowledge cut-?off|training cut-?off)\b|\bknowledge cut-?off\b|\bmy (?:own )?(?:knowledge|training data|information|database)(?: base)? (?:only |just )?(?:goes|extends?|ends?|stops?|reaches|cuts? off|is (?:limited|current|up to date|only)|was (?:last )?(?:updated|trained)|does(?:n['’]t| not) (?:include|extend|cover|go))\b|\b(?:as of|since|at|until) my (?:last|latest|most recent) (?:training|update|knowledge)\b|\bI was (?:last )?(?:trained|updated) (?:on data|up to|until|through|only)\b|\bI (?:do not|don['’]t) have (?:real[- ]time|live|up-to-date|current) \w+", _I),
    re.compile(r"\bI (?:cannot|can['’]t|am unable to|['’]m unable to|won['’]t be able to) (?:browse|access (?:the internet|real-time|external)|fulfil|generate|verify (?:the|this) (?:information|facts?)|provide (?:that|this|personal)|assist with)", _I),
    re.compile(r"\bhere(?:['’]s| is| are)\s+(?:(?:a|an|the|your|my|one|two|three|some|another|possible|\d)\s+)*(?:(?:[\w'’-]+,?)\s+){0,4}?(?:draft|rewrite|revision|rewritten|re-?worked|redraft)(?:ed)?\b(?!\s+(?:agenda|contract|plan|report|policy|budget|agreement|proposal|law|bill|timeline|schedule))", _I),
    re.compile(rf"\bhere(?:['’]s| is| are)\s+(?:(?:a|an|the|your|one|two|three|some|another)\s+)?(?:(?:[\w'’-]+,?)\s+){{0,3}}?(?:personali[sz]ed|revised|updated|polished|improved|shorter|concise|cold|alternative|tailored|refined|rewritten)\s+(?:(?:[\w-]+)\s+){{0,2}}?{_KIND}\b", _I),
    re.compile(r"\bhere(?:['’]s| is)\s+(?:a|an|the|your)\s+(?:(?:\w+,?)\s+){0,3}?(?:e-?mail|message|sms|script|letter|postcard|text)\s*(?::|for (?:you to|your (?:review|approval)|the lead|this lead|[A-Z]\w+:)|based on|you (?:asked|requested)|that (?:follows|meets|fits|keeps|adheres))", _I),
    re.compile(r"```|<\|[a-z_]+\|>|\[/?INST\]|</?s>|</?(?:thinking|think|reasoning|scratchpad|data|facts?|output|answer|draft|system|assistant|user|result|instructions?|body|subject)>(?!\s*</)|<<SYS>>|\bEND OF (?:EMAIL|DRAFT|MESSAGE)\b|^\s*(?:Human|Assistant|System|User|AI|Model|Thought|Action|Observation|Output|Response|Prompt|Instructions?)\s*:", _I),
    re.compile(r"(?:\*\*|__)[^\s*_][^*\n]{0,120}(?:\*\*)|(?:^|\s)\*\*\S|^#{1,6} \S|^\s*[-*_]{3,}\s*$(?=\s*\S[\s\S]*\S)|!?\[[^\]\n]{1,80}\]\((?:https?:|mailto:|#)[^)\n]*\)|^\|.+\|\s*$|^>\s?(?:\*\*)", re.MULTILINE),
    re.compile(r"(?:^|\(|\[)\s*(?:note to (?:self|editor|reviewer|sender|the team)|reviewer(?:'s)? note|internal(?: note| only)?|editor(?:'s)? note|personali[sz]ation(?: note)?s?|word count|character count|characters?|tone|cta|hook|call to action|key points?|rationale|reasoning|explanation|variant|variation|version|option|alternative|draft|final (?:draft|version)|revised(?: version)?|facts? used|notes? used|sources?|prompt|goal|objective|audience|persona|length|placeholder)\s*(?:[A-C\d]+)?\s*(?:\([^)\n]*\))?\s*[:=–—]", _I),
    re.compile(r"\b(?:subject lines?|headlines?|openers?|hooks?|ctas?|opening lines?|closing lines?)(?: (?:options?|ideas|suggestions?|variants?|alternatives?|choices))?\s*(?:\([^)\n]*\))?\s*[:=]\s|\b(?:confidence|sentiment|relevance|readability|spam) ?(?:score|level)?\s*[:=]\s*(?:\d|high|low|medium)|\b(?:citation|source|sources) needed\b|\((?:source|ref|cf\.?|see)[:s]?\s[^)\n]{2,60}\)|\b(?:e-?mail|touch|step|message) \d (?:of|/) \d\b|^\s*(?:step|touch) \d+\s*[:–—-]", _I),
    re.compile(r"\b(?:TODO|FIXME|TBC|TBD|XXX|NTS|Note to self|To do|Reminder|Placeholder|DRAFT|WIP)\s*[:–—]\s*\S", re.MULTILINE),
    re.compile(r"^\s*(?:paragraph|line|part|section) \d+\s*(?:\([^)\n]*\))?\s*[:–—-]|^\s*(?:alternat\w+|alt|possible|suggested|optional|revised|new|better|stronger|softer) (?:closing|opening|opener|ending|subject|line|cta|hook|sign-?off|greeting|p\.?s\.?)s?\s*:|^\s*(?:intro(?:duction)?|hook|pain points?|value prop(?:osition)?|social proof|cta|call to action|sign-?off|why this works|key changes|changes made|what i changed|rationale|takeaways?)\s*(?:\([^)\n]*\))?\s*:\s", _I),
    re.compile(r"\b(?:this|the|above) (?:version|draft|rewrite|variant|copy|e-?mail|message|note|text|reply)(?: above| below)? (?:is (?:now |just |only )?(?:\d+|under|over|below|about \d+|within|concise|short and|designed|written|meant to (?:sound|feel|read))|avoids?|keeps?|stays?|sticks?|uses? (?:a|an|the|only)|runs? to|comes? in at|opens? with|ends? with|focuses|highlights|emphasi[sz]es|leads with|reads|sounds|mentions|references)\b|\bI(?:['’]ve| have)? (?:aimed for|gone for|opted for|leaned into|went with|chosen a|struck|stuck to|steered clear|played (?:up|down)|toned)\b[^.\n]{0,60}\b(?:tone|style|voice|length|brief|words|hype|jargon|cta|opening|close|angle|language)\b", _I),
    re.compile(r"^\s*(?:[\w-]+ ){0,2}(?:draft|version|variant|rewrite)(?: (?:v|no\.? ?|#)?\d+)?\s*$|\bdraft v\d", _I),
    re.compile(r"^\s*(?:subject(?: line)?|betreff|asunto|objet|oggetto|onderwerp|body|email body|message body|preview text|preheader|greeting|closing|signature|p\.?s\.? line)\s*:\s*(?=\S|$)", _I),
    re.compile(r"\A\s*[(\[\"“*]*(?:version|option|variant|variation|draft|take|alternative|attempt|script|sample)\s+(?:[A-D]|#?\d|one|two|three|four)\b\s*[)\]*]*\s*(?:[,.:;–—-]|\n)|\A\s*(?:(?:casual|formal|short|shorter|long|longer|friendly|warm|warmer|final|alternate|alternative|second|first|revised|updated|edited|polished|softer|punchier|concise)(?:er)?,? ){1,3}(?:version|variant|take|draft|option|rewrite)\s*[.:,;–—-]|\b(?:remove|delete|strip|take out|cut|drop) (?:(?:this|that|me|these|the above|the below|all|before|when)(?: (?:line|note|bit|part|bracket|comment|sentence|lines))? )?(?:before|prior to|ahead of) (?:print\w*|send\w*|post\w*|publish\w*|use|mail\w*|dispatch|it goes|going|this goes|final\w*|release|record\w*|call\w*)\b", _I),
    re.compile(r"[(\[]\s*(?:about |approx\.? |around |roughly |~\s?)?\d+[ -]?(?:words?|characters?|chars|tokens|seconds|secs)\b(?=[^)\]\n]{0,120}\b(?:limits?|within|under|over|remov\w+|delet\w+|drafts?|counts?|total|left|target|exclud\w+|includ\w+|ok|fine|max\w*|read(?:ing)? time|spoken|checked|trim\w*|spare)\b)[^)\]\n]{0,120}[)\]]|^\s*(?:about |approx\.? |around |~\s?)?\d+ (?:words|characters|chars)\s*[,;:–—(-][^\n]{0,60}$|[(\[]\s*(?:\d+|approx\.? \d+|about \d+|~\s?\d+)\s*(?:words?|characters?|chars)\s*[)\]]|\b(?:total )?word count\s*[:=]\s*\d+|^\s*\d+ (?:words|characters)\s*\.?$", _I),
    re.compile(rf"\b(?:let me know|tell me|just say)\s+if\s+(?:you(?:['’]d| would)?|there(?:['’]s| is))\s*(?:like|want|need|prefer|anything)?\s*(?:me\s+)?(?:to\s+)?(?:adjust|tweak|revise|change|modify|refine|rewrite|shorten|make (?:it|this|any)|a(?:nother| different| shorter| more) (?:\w+ )?(?:{_KIND}|tone)|any (?:changes|edits|adjustments|revisions|tweaks)|it (?:shorter|longer|more)|this (?:shorter|adjusted|in a))", _I),
    re.compile(r"\bI(?:['’]ve| have) (?:just )?(?:drafted|written|crafted|composed|prepared|put together|created|generated|rewritten|produced) (?:[\w-]+,? ){0,4}(?:e-?mail|draft|sms|inmail|subject lines?|outreach|variants?|versions?|cold|follow-?up|script|rewrite)\b|\b(?:keeps?|sticks?|adheres?|keeping|sticking) (?:\w+ )?to the (?:brief|prompt|(?:word |character )?limit|requested|guidelines?|facts provided|tone)|\bthe brief (?:did|does|didn['’]t|doesn['’]t|says?|said|ask(?:s|ed)?|mentions?)\b|\b(?:in|per|from|by) the (?:brief|prompt)\b", _I),
    re.compile(rf"\b(?:would|do) you (?:like|want|prefer) (?:me|us) to (?:(?:re)?write|adjust|revise|shorten|generate|tweak|refine|draft|create|make)\s+(?:(?:a|an|the|it|this|another|any)\s+)?(?:[\w-]+\s+){{0,3}}?(?:{_KIND}|tone|it|shorter|longer|friendlier|formal)\b|\b(?:shall|should|can) I (?:also )?(?:adjust|revise|tweak|refine|rewrite|shorten) (?:it|this|the)\b", _I),
    re.compile(rf"^\s*[(\[*]*(?:notes?|n\.?b\.?|explanation|comments?|assumptions?|disclaimer|caveat|remark)\s*:\s*(?:I(?:['’]ve| have)?\b|this (?:{_KIND})|the (?:brief|{_KIND}|lead|facts?|prospect|recipient|price|tone|body)|no (?:facts?|information)|kept|left|avoid\w*|based|personali\w+|please|replace|make sure|ensure|since|because|as )", _I),
    re.compile(rf"\bI hope (?:this|the) (?:{_KIND}) (?:meets|helps|works|fits|captures)|\bfeel free to (?:adjust|customi[sz]e|tweak|modify|edit|personali[sz]e|replace|adapt|change) (?:it|this|the|any|as)|\b(?:please )?replace (?:the )?(?:placeholders?|brackets?|bracketed|\[|x with)|\bI(?:['’]ve| have) (?:kept|written|drafted|made|used|included|followed|avoided|removed|added|incorporated|tailored|crafted|rewritten|shortened)\s+(?:it|this|the (?:e-?mail|message|tone|draft|copy|body|subject|text|above)|a (?:{_KIND}))\b", _I),
    re.compile(rf"^\s*(?:sure(?: thing)?|certainly|absolutely|of course|great|okay|ok|understood|got it|no problem|happy to help)[!,.:]*\s*(?:[—–-]\s*)?(?:here(?:['’]s| is| are|\s+you\s+go)|below|I(?:['’]ll| will| can|['’]ve| have| would)\s+(?:write|draft|craft|help|rewrite|put together|written|drafted)|this (?:{_KIND})|the (?:{_KIND}))", _I),
    re.compile(r"\bbased on (?:the|your) (?:information|facts?|data|details|context|brief|material|instructions?|prompt|profile data)(?: (?:you )?(?:provided|given|supplied|above|shared))|\b(?:according to|per|as per|following|given|in line with|using only) (?:the|your) (?:provided |supplied |numbered |given )?(?:facts?|instructions?|brief|prompt|guidelines?|system prompt|word limit|character limit)\b|\bthe (?:lead|prospect|recipient)['’]s (?:name|company|title|industry|role|city)\b|\bthis (?:prospect|lead)\b(?! time)|\bwithin the (?:\d+[- ])?(?:word|character) limit", _I),
    re.compile(r"[(\[]\s*(?:facts?|notes?|source|ref|citation)s?\s*#?\s*\d+(?:\s*(?:,|and|&)\s*\d+)*\s*[)\]]|\bfacts?\s*#\s?\d+|【[^】]*】|\[\^?\d{1,2}\](?!\()|:?cite\[|\bcontentReference\b|\boaicite\b|turn\d+search\d+", _I),
    re.compile(r"^\s*[\[{]?\s*\{?\s*\"?(?:subject|body|message|text|facts)\"\s*:|\\n\\n|\\\"|(?<=\w)\\n(?=\w|$)|\\u20\d\d", _I),
    re.compile(r"\b(?:I['’]?m sorry|I apologi[sz]e|apologies|sorry), (?:but )?(?:I|as)\b[^.\n]{0,40}\b(?:can(?:not|['’]t)|unable|don['’]t have (?:access|enough|information)|as an ai)|\bI don['’]t have (?:access to|enough information|any information|information about)\b", _I),
    re.compile(r"\b(?:end of|begin(?:ning)? of|start of) (?:the )?(?:draft|e-?mail|message|script)\b|\b(?:draft|version|option|variant) (?:\d|[A-C])\b\s*[:–—-]|\((?:draft|draft only|for review|do not send|internal)\)|^\s*[(\[]\s*(?:draft|for (?:review|approval|internal)|do not send|awaiting approval|unreviewed)[^)\]\n]{0,40}[)\]]|\bDO NOT SEND\b|\bfor internal use\b", _I),
    re.compile(r"(?:^|\n)\s*(?:\(|\[|//|<!--|/\*|#)\s*(?:check|verify|confirm|ask|need|double-?check|make sure|remember|could not find|couldn['’]t find|fix|maybe|mention|add|todo|note)\b[^\n]{0,120}", _I),
    re.compile(r"\b(?:not sure (?:if|whether) (?:this|that|the fact) is (?:right|correct|true)[^.\n]{0,20}(?:check|verify|confirm)|(?:please |pls )?(?:double-?check|verify|fact-?check) (?:this|that|before sending|the (?:name|number|figure))|before (?:we|you) send(?:ing)? this|check with \w+ (?:first|before))", _I),
)  # fmt: skip
_BRIEFED = re.compile(
    r"[(\[{<](?=[^)\]}>\n]{0,200}\b(?:words?|characters?|tone|exclamation|CTA|call[- ]to[- ]action|subject lines?|hooks?|openers?|bullets?|sentences?|paragraphs?|placeholders?|prospects?|leads?['’]?s?|recipients?|brief|draft|copy|templates?|personali\w+|brand voice|here|if (?:we|you|they|known|available|possible|relevant|any)|per brief|per the brief|clients?['’]?s?|details?|facts?|mention|figures?|names?|sign[- ]off|signature|emojis?|jargon|formal|casual|friendly|shorter|longer|punchier|warmer|case stud(?:y|ies)|stats?|statistics?|links?)\b)"
    r"\s*(?:please |(?:note|nb|n\.b\.|reminder|todo|to do|fyi|internal|memo|for (?:the )?[\w ]{2,24}|@\w+)\s*[:–—-]?\s*)?(?:keep|mention|insert|add|use|include|make|write|rewrite|avoid|remember|check|confirm|verify|replace|personali[sz]e|tailor|adjust|adapt|ensure|don['’]t|do not|try|sound|be|end|start|open|close|sign|limit|max(?:imum)?|under|no more than|shorten|expand|mirror|reference|refer|drop|swap|choose|pick|select|delete|remove|attach|ask|customi[sz]e|tweak|update|edit|finish|fill|put|needs?|tbc|tbd|pull|quote|cite|link)\b[^)\]}>\n]{3,200}[)\]}>]",
    re.IGNORECASE,
)
"""A bracket that tells the writer what to write."""
_FOR_WRITERS = (
    re.compile(
        r"[\[{]\s*(?:please )?(?:insert|add|mention|include|use|write|rewrite|replace|personali[sz]e|tailor|adjust|adapt|reference|choose|pick|select|attach|customi[sz]e|fill|put|describe|explain|give|name|state|show|ask|check|confirm|verify)\s+\w+\s+\w+[^\]}\n]{0,200}[\]}]"
        r"|\[\s*(?:opening|closing|greeting|hook|cta|call to action|body|intro(?:duction)?|signature|sign-?off|value prop(?:osition)?|pain point|social proof|p\.?s\.?|subject|paragraph \d|line \d|ask)(?: (?:line|paragraph|sentence|section|text))?\s*\]"
        r"|\b(?:system|user|developer) prompt\b|\b(?:output|respond|reply|answer|return)(?: only)? (?:in|as) (?:plain text|json|markdown|html)\b|\bno (?:exclamation marks?|emojis?|hype|buzzwords|bullet points|placeholders?)\b[^.\n]{0,20}\b(?:used|included|added|needed)\b"
        r"|\b(?:key |supporting |source )?facts? (?:used|referenced|cited|included)\s*:|(?<!we )(?<!to )(?<!they )\b(?:ask|check|confirm|verify)\b[^.\n]{0,60}\bbefore (?:sending|(?:this|it|we|you) (?:goes? out|is sent|sends?|hit send))\b|\bpls (?:double-?)?(?:check|confirm|verify)\b|\bI(?:['’]m| am) (?:ChatGPT|GPT-?\d*|Gemini|Copilot|Bard|Llama|Mistral)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\s*(?:please )?(?:write|draft|compose|generate|rewrite|summari[sz]e|create|produce) (?:me )?(?:a|an|the|this|another) (?:[\w-]+,? ){{0,4}}?{_KIND}\b|\b(?:anything else|further (?:help|changes|edits)|more help) (?:with|to|on) (?:this|the) {_KIND}",
        _I,
    ),
)
"""What is said to whoever writes, rather than to whoever reads."""
_NOTED = re.compile(
    r"[(\[{]\s*(?:note|nb|n\.b\.?|reminder|to-?do|fyi|internal|memo|aside|editor|reviewer|author|comment|query|tbc|tbd|check)\b(?: (?:for|to|from) (?:the )?[\w' ]{2,24})?\s*[:–—-][^)\]}\n]{3,240}[)\]}]|[(\[{]\s*for (?:the )?(?:reviewer|editor|sender|team|client|sales|account manager|writer|approver)\b[^)\]}\n]{3,240}[)\]}]",
    re.IGNORECASE,
)
"""A bracket that is addressed to a colleague."""
_META = (
    re.compile(r"\b(?:this|the above|the following|above|my) draft\b|\bthe (?:prospect|recipient)\b|\bthe lead(?:['’]s\b| (?:has|is|was|does|did|seems|works|may|values?|wants?|likes?|prefers?|cares?|runs?|appears?|mentions?|needs?)\b)|\bthe facts (?:do|did|don['’]t|that|support|provided|given|say|listed|above|allow|contain)\b|\bsomething (?:more )?(?:general|generic)\b|\bno (?:specific |public |recent )?(?:information|facts?|data|news) (?:is |was |were |are )?(?:available|provided|given|found|about (?:the|this))\b", _I),
    re.compile(r"\b(?:cannot|can['’]t|could not|couldn['’]t|unable to|not able to|do not have|don['’]t have|no(?= (?:access|browsing|internet|real-time)\b)) (?:access|browse|retrieve|find|verify|confirm|look up|see|any)?\s?(?:to |up )?(?:[\w'’-]+ ){0,4}(?:news|information|profile|internet|browsing|real-time|up-to-date)\b", _I),
    re.compile(r"\A\s*[\"“](?=\s*(?:hi|hello|dear|hey|kia ora|g['’]day|good (?:morning|afternoon))\b)[\s\S]+[\"”]\s*(?:\([^)\n]*\))?\s*\Z", re.IGNORECASE),
    re.compile(rf"\A\s*[^\n]{{0,160}}\b(?:{_KIND}|draft)\b[^\n]{{0,120}}(?::|\.|!)\s*\n+(?=\s*(?:\"|“)?(?:hi|hello|dear|hey|kia ora|g['’]day|good (?:morning|afternoon)|opening)\b)", re.IGNORECASE),
    re.compile(r"\A\s*(?:sms|text(?: message)?|e-?mail|linkedin(?: \w+)?|inmail|message|letter|postcard|dm|voicemail|connection (?:note|request)|output|answer|result|final)(?:\s*[(\[][^)\]\n]{1,40}[)\]])?\s*:\s", re.IGNORECASE),
    re.compile(rf"^\s*(?:[\w-]+ ){{0,3}}(?:{_KIND}|draft)\s*(?:#?\d+|[A-C])?\s*:\s*$", _I),
    re.compile(r"\bmy (?:instructions|guidelines|programming|training|system prompt)\b|\b(?:please|could you|can you) (?:provide|share|specify|supply) (?:me (?:with )?)?(?:the |more |additional |further |some )*(?:lead|prospect|recipient|context|facts)\b", _I),
    re.compile(r"\A\s*(?:below|here|following|sure|certainly|okay|ok)\b[^\n]{0,120}:\s*\n", re.IGNORECASE),
    re.compile(rf"\A\s*(?:below|following|here)(?: (?:is|are|goes)|['’]s)\b[^\n]{{0,80}}\b(?:{_KIND})\b[^\n]{{0,60}}:", re.IGNORECASE),
)  # fmt: skip
"""How a text about the text gives itself away: before the greeting, around the whole, in what it speaks of."""
_REPORTS = re.compile(
    r"[(\[*_]\s*(?:kept|stays?|stayed|written|uses?|used|follows?|followed|meets|met|sticks?|stuck|within|under|below)\b[^)\]\n]{0,120}\b(?:word|character|length) (?:limit|count)\b[^)\]\n]{0,160}|[(\[*_][^)\]\n]{0,120}\bas (?:requested|instructed|briefed|specified)\s*[.]?\s*[)\]*_]",
    _I,
)
"""A bracket that tells how the order was carried out."""
_TOLD = re.compile(
    r"^\s*[-•*]?\s*(?:(?:please )?(?:make sure|be sure|remember|don['’]t forget|try|aim)(?: to|,)? (?:to )?(?:mention|keep|include|sound|use|avoid|add|personali[sz]e|end|start|close|sign off|stay)\b[^\n]{0,80}|(?:please )?(?:do not|don['’]t|never|always|avoid) (?:mention(?:ing)?|us(?:e|ing)|includ(?:e|ing)|add(?:ing)?|exceed(?:ing)?|sound(?:ing)?|reference|referencing) [^\n]{0,60}\b(?:price|pricing|emojis?|exclamation|jargon|buzzwords?|competitors?|words|characters|facts?|placeholders?|bullet|links?|salesy|pushy|hype)\b[^\n]{0,40}|keep (?:it|this|the (?:tone|message|e-?mail|text|script|note)) (?:to |under |below |within |around |about )?(?:\d+|one|two|three|short|warm|friendly|casual|formal|light|professional)\b[^\n]{0,30}(?:words|characters|sentences|seconds|lines|paragraphs)?|(?:temperature|max[_ ]tokens|top[_ ]p|model|tone of voice|register|reading level|channel|format|language|lead|recipient|sender|brand voice|touch|sequence|step|cadence|char(?:acter)?s?|words?|est(?:imated)?\.? (?:time|length)|duration|speaker|caller|agent|narrator|voice(?:over)?) ?[:=] ?\S[^\n]{0,60})\s*$",
    _I,
)
"""A line of its own that says how to write, or with which settings it was written."""
_ORDERED = re.compile(
    r"(?:^|[.!?:]\s+)(?:please )?(?:keep|stay|aim|write|limit|hold|stick|make it|no more than|max(?:imum)?(?: of)?|at most|under)\b[^.\n]{0,24}?\b\d+ (?:words|characters|chars|sentences|lines|seconds|paragraphs)\b[^.\n]{0,80}"
    r"|(?:^|[.!?:]\s+)(?:please )?(?:mention|name-drop|weave in|work in|emphasi[sz]e|highlight|stress|personali[sz]e|reference|refer to|congratulate (?:them|him|her) on|ask (?:them|him|her)|thank (?:them|him|her)|compliment (?:them|him|her)?|use) (?:[\w-]+ ){0,3}?(?:their|his|her|the (?:lead|prospect|recipient|client|fact|award|pain|hook|brand|cta|offer|name|company)|first name|a (?:soft|gentle|clear|strong) (?:cta|close|opening|hook|ask|call))\b[^.\n]{0,80}",
    _I,
)
"""A sentence that orders the writer about: how long to be, and what of the reader to mention."""
_TAIL = re.compile(
    r"\b(?:e-?mail|message|draft|script|subject line|variants?|tone|facts?|claims?|the brief|words|characters|personali[sz]\w+|placeholder\w*)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\bI(?:['’]m| am) (?:just )?an? (?:ai|artificial intelligence)\b(?: (?:assistant|voice))?", re.IGNORECASE
)


def artefacts(message: Message) -> Iterator[Finding]:
    """Each sign that the text was not written to be sent; a voice may, and must, say that it is a machine."""
    spans: list[tuple[str, int, int]] = []
    for where, text in _parts(message):
        for pattern in (*_ANYWHERE, _BRIEFED, _NOTED, _REPORTS, _TOLD, _ORDERED, *_FOR_WRITERS, *_META):
            for match in pattern.finditer(text):
                start, end = match.start() + len(match[0]) - len(match[0].lstrip()), match.end()
                if _is_meant(message, match[0]) or any(
                    w == where and a < end and start < b for w, a, b in spans
                ):
                    continue
                spans.append((where, start, end))
                said = " ".join(match[0].split())[:60]
                # A writer of letters or a trainer of leads speaks of their trade.
                about = meanings(match[0])
                trade = bool(about) and about <= message.known_meanings and pattern not in _ANYWHERE[:2]
                yield found(
                    Code.PROMPT_ARTEFACT,
                    "soft" if trade else "hard",
                    f"“{said}” speaks about the draft, not to the reader.",
                    (start, end),
                    where,
                )
    if not spans:
        yield from _afterthought(message)


def _parts(message: Message) -> Iterator[tuple[Where, str]]:
    yield "subject", message.subject
    yield "body", message.text


def _afterthought(message: Message) -> Iterator[Finding]:
    """What stands under the footer and speaks of the message."""
    below = False
    for sentence in sentences_of(message.text):
        foot = is_foot(sentence.text, message.brand.address)
        if below and not foot and _TAIL.search(sentence.text) and not sentence.text.startswith(("P.S", "PS")):
            span = (sentence.start, sentence.start + len(sentence.text))
            yield found(
                Code.PROMPT_ARTEFACT, "hard", "What stands under the footer is about the message.", span
            )
            return
        # A letter has its address above.
        below = below or (foot and sentence.start > len(message.text) / 3)


def _is_meant(message: Message, said: str) -> bool:
    if message.form is Form.VOICE_SCRIPT and (
        _MACHINE.search(said)
        or re.match(
            r"\s*(?:greeting|closing|call to action|cta|hook|goal|objective)\s*:", said, re.IGNORECASE
        )
    ):
        return True
    plain = said.strip(" ([:=–—")
    return len(plain) > 3 and any(plain in known for known in message.known)
