"""Know the phrases in which people propose to meet, decline, show interest or ask."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

from memory.enums import Intent

_FLAGS = re.IGNORECASE | re.UNICODE
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satur|sun)(?:day)?s?|tomorrow|tmrw|tomoz|today|this\s+arvo|next\s+week|later\s+this\s+week"
_MONTH = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_LATER = rf"(?:next|in|after|later|early|mid|late|towards|around|until|til|till|come|the\s+new|new|q[1-4]|h[12]|fy\s?\d+|(?:{_MONTH})\b|christmas|easter|eofy|summer|winter|spring|autumn|a\s+(?:few|couple)|six|three|\d+)"

MEETING: tuple[str, ...] = (
    r"\b(?:grab|pick|choose|take|nab|find)\s+(?:an?|any|whatever|whichever|some|the)\s+(?:\w+\s+)?(?:gap|slot|spot|opening|time|window)\b|\blet'?s\s+(?:do|say|make\s+it)\s+(?:\d|ten|fifteen|twenty|thirty|half)|https?://\S*(?:\bcal\b|calendar|meet|book|schedul)",
    r"\b(?:let'?s|lets|can\s+we|could\s+we|shall\s+we|we\s+should|should\s+we|can\s+you|could\s+you|why\s+don'?t\s+(?:we|you))\s+(?:\w+\s+){0,3}?(?:chat|talk|speak|meet|catch\s+up|call|zoom|connect|book|schedule|set\s+up|line\s+up|organi[sz]e|arrange|sync|discuss|do\s+(?:it|this|a)|make\s+it|lock|say|jump|hop|push|move|grab|pencil|drop\s+by|come\s+(?:by|in|past))\b",
    r"\b(?:happy|keen|glad|love|like|able|free|willing|want|open|up|good|pleased|interested)\s+(?:to|for|in)\s+(?:a\s+|an\s+|have\s+a\s+|do\s+a\s+|jump\s+on\s+a\s+|hop\s+on\s+a\s+|having\s+a\s+|set\s+up\s+a\s+|book\s+a\s+|\w+\s+a\s+|\w+\s+)?(?:quick\s+|brief\s+|short\s+|\d+[\s-]?min\w*\s+|intro\s+)?(?:chat|talk(?:ing)?|speak(?:ing)?|meet(?:ing)?|call|coffee|catch[\s-]?up|zoom|demo|walk-?through|connect|conversation|yarn|discuss|see\s+a\s+demo)\b",
    r"\b(?:book|schedule|set\s+up|arrange|organi[sz]e|lock\s+in|pencil|send|shoot|pop|put|chuck|grab|find|block|drop|fire|flick|whack)\b(?:\s+\S+){0,5}?\s+(?:call|meeting|chat|demo|time|times|invite|invitation|slot|calendar|cal|diary|availability|in\s+for|zoom|teams)\b",
    r"\bcalendly|\bcal\.com|\bsavvycal|meetings\.hubspot|/book(?:ing)?\b|\bbooking\s+link|\bcalendar\s+(?:link|invite)|\bbookings?\s+page|\bhere'?s\s+my\s+(?:calendar|diary|link)|outlook\.office|zoom\.us|meet\.google|teams\s+(?:link|invite)|calendar\.(?:app|google)|\binvite\s+(?:me|sent|accepted)",
    rf"\b(?:how|what)\s+about\s+(?:\w+\s+){{0,2}}?(?:{_DAY}|\d)|\b(?:{_DAY})\b.{{0,30}}\b(?:works?|suits?|is\s+(?:good|fine|best|ok)|good|free|ok|fine|better|perfect)\b|\b(?:works?|suits?|free|available|do|good)\b.{{0,16}}\b(?:{_DAY}|\d{{1,2}}(?::\d\d)?\s*(?:am|pm))\b",
    r"\b(?:call|ring|phone|buzz)\s+me\b(?!\s+(?:crazy|old))|\bgive\s+(?:me|us|\w+)\s+a\s+(?:quick\s+)?(?:call|ring|buzz|bell|shout|tinkle)|\bbest\s+(?:number|time)\s+(?:to|is)|\breach\s+me\s+(?:on|at)\b|\bmy\s+(?:mobile|cell|number|direct(?:\s+line)?)\s+is\b",
    r"\bwhat\s+times?\b|\bwhen\s+(?:are\s+you|is\s+(?:good|best)|can\s+(?:we|you)|would|suits|works|could)\b|\byour\s+availability\b|\bwhat\s+(?:days?|does\s+your\s+(?:week|diary|calendar))|\btimes?\s+that\s+(?:suit|work)|\bwhen\s+do\s+you\s+have\s+(?:time|a)",
    r"\b(?:see|speak|talk|chat|meet)\s+(?:you\s+|to\s+you\s+|with\s+you\s+)?(?:then|there|on|at|soon\b|mon|tue|wed|thu|fri|tomorrow)|\bi'?ll\s+be\s+there\b|\blooking\s+forward\s+to\s+(?:our|the|meeting|speaking|it|chatting)",
    r"\b(?:assistant|ea|pa|office\s+manager|receptionist)\b.{0,60}\b(?:book|schedul|arrange|find|set|calendar|time|diary|slot|coordinat|organi[sz])\w*",
    r"\b(?:reschedul\w+|move\s+(?:our|the|it)|push\s+(?:our|the|it)|postpone|bring\s+(?:our|the)\s+(?:call|meeting))\b",
    r"\b(?:i'?m|i\s+am|we'?re|we\s+are|i'?ve\s+got|i\s+have|i\s+can\s+do|can\s+do|could\s+do)\s+(?:\w+\s+){0,2}?(?:free|available|around|open|time|a\s+gap|a\s+window|\d|(?:mon|tue|wed|thu|fri)\w*)\b",
    r"\b(?:\d{1,2}[:.]\d\d|\d{1,2})\s*(?:am|pm|a\.m|p\.m|ish|o'?clock)\b|\b(?:noon|midday|lunchtime|first\s+thing)\b",
    r"\b(?:demo|walk\s?through|site\s+visit|come\s+(?:in|by|past|out)\s+(?:and|to|on|any)|swing\s+by|drop\s+(?:in|by)|pop\s+(?:in|by)|face\s+to\s+face|in\s+person|over\s+(?:a\s+)?coffee|grab\s+(?:a\s+)?(?:coffee|lunch|beer))\b",
    r"\b(?:quick|brief|short|\d+[\s-]?min\w*|intro\w*|phone|video|discovery|half\s+(?:an\s+)?hour)\s+(?:chat|call|meeting|zoom|conversation|yarn|catch[\s-]?up)\b|\bteams\s+call\b|\bpencil\w*\s+(?:me|it|that|us)?\s*in\b|\block(?:ed)?\s+(?:it|that|me)?\s*in\b",
)

REFUSAL: tuple[str, ...] = (
    r"\bnothing\s+(?:to\s+(?:discuss|talk\s+about|see)|for\s+us)\b|\b(?:deal|contract|agreement|partnership)\s+with\s+(?:someone|somebody|another|a\s+different)|\bruled\s+(?:it|that|this|them)?\s*out\b|\bi'?d\s+(?:sooner|rather)\s+(?!talk|speak|meet|call|chat|see|know|hear)\w+|\b(?:went|gone|going)\s+(?:(?:in\s+)?(?:a\s+different|another)\b|with\s+(?:another|someone|somebody|a\s+different))|\b(?:i|we)(?:'d|'ll|\s+would|\s+will)?\s+(?:never|hardly|rarely|barely)\s+(?:use|need|get)\b",
    r"(?:\bnot|n't|\bnever|\bnor|\bneither)\s+(?:\S+\s+){0,3}?interest(?:ed)?\b|\bno\s+(?:real\s+|particular\s+)?interest\b|\b(?:un|dis)interested\b|\bzero\s+interest\b|\black\s+of\s+interest\b|\bno\s+longer\s+interested\b",
    r"\bno,?\s*(?:thanks|thank\s+you|thankyou|thx|cheers|ta|need|ty)\b|\bthanks,?\s+but\b(?!.{0,20}\b(?:yes|keen))|\bthank\s+you,?\s+but\b|\bnah\b|\byeah,?\s+nah\b|\bnope\b|\bno\s+dice\b|\bhard\s+(?:no|pass)\b|\bit'?s\s+a\s+no\b|\bnot\s+a\s+chance\b|\bno\s+way\b",
    r"(?:\bnot|n't)\s+(?:really\s+|quite\s+|something\s+)?(?:for\s+(?:us|me)|a\s+(?:good\s+|great\s+|right\s+)?(?:fit|match|priority|need)|the\s+right\s+(?:fit|time|person|company)|our\s+(?:thing|area|focus|bag|priority)|relevant|required|needed|necessary|applicable|suitable|keen|looking|in\s+the\s+market|a\s+priority|convinced|worth|on\s+(?:our|the)\s+(?:radar|roadmap|agenda)|planning|considering|proceed\w*|pursu\w*|going\s+(?:ahead|to\s+(?:proceed|work|happen))|taking\s+on|something\s+(?:we|i)|what\s+we)",
    r"\b(?:we'?re|we\s+are|i'?m|i\s+am|all|pretty|already|quite|very)\s+(?:\w+\s+){0,2}?(?:sorted|set\b|covered|happy\s+(?:with|where|as)|good\s+(?:for\s+now|here|thanks|as|with|on)|fine\s+(?:as|with|for|thanks)|right\s+(?:for|thanks|mate|as|here)|content\s+with|satisfied|locked\s+in(?:to)?|committed|well\s+(?:served|looked|covered)|under\s+contract|stocked|booked\s+out|full(?:y)?\s+(?:booked|staffed|committed))|^\W*all\s+(?:good|set|sorted|covered)\b|\ball\s+good\s+(?:here|thanks|mate|for\s+now)|^\W*(?:we'?re|i'?m)\s+(?:good|right|fine|ok)\W*(?:thanks|thank\s+you|cheers|mate|ta)?\W*$",
    r"\balready\s+(?:have|got|use|using|work(?:ing)?\s+with|engaged|signed|partner\w*|do\s+(?:this|that|it)|in\s+place|sorted|covered|with\b|pay\w*|built|chose|went)|\bhave\s+(?:someone|somebody|an?\s+(?:agency|provider|supplier|vendor|person|partner|team|bloke|guy)|our\s+own)\b|\bin[\s-]?house\b|\b(?:went|gone|going|signed|sticking|stick|staying|stay|stayed)\s+(?:up\s+)?with\s+(?:a|an|another|someone|our|what|who|the)\b|\bunder\s+contract\b|\blong[\s-]term\s+(?:deal|contract|agreement|partner)",
    r"(?:\bnot|n't)\s+(?:right\s+now|now|at\s+(?:this|the)\s+(?:time|moment|stage|point|present)|yet|today|this\s+(?:year|quarter|month|time)|currently|for\s+(?:now|the\s+moment)|just\s+yet|until|before)\b|\b(?:bad|wrong|terrible|poor|worst)\s+tim(?:e|ing)\b|\btiming\s+(?:isn'?t|is\s+not|is\s+off|doesn'?t)",
    r"\b(?:no|zero|lack|without|not\s+enough|haven'?t\s+got\s+(?:the|any)|don'?t\s+have\s+(?:the|any|a)|out\s+of)\s+(?:\w+\s+){0,2}?(?:budget|money|funds|appetite|requirement|need|bandwidth|capacity|plans|demand|use\s+for|call\s+for|intention|time\s+for)\b|\bbudgets?\s+(?:is|are|has\s+been|have\s+been|was|got)\s+(?:\w+\s+)?(?:frozen|spent|cut|gone|tight|locked|allocated|exhausted)|\bfreeze\b",
    r"\b(?:don'?t|do\s+not|doesn'?t|does\s+not|won'?t|will\s+not|wouldn'?t|can'?t|cannot)\s+(?:\w+\s+){0,2}?(?:need|want|require|see\s+(?:a|the|any|this|value)|have\s+a\s+need|use|do\s+(?:business|outbound|cold|this|any)|be\s+(?:needing|proceeding|moving|going|taking|requiring|pursuing|a\s+fit|interested)|buy|justify|afford|deal|think\s+(?:so|this|it|we|there)|fit|suit\s+us|apply|outsource|engage)\b",
    r"\b(?:i'?ll|we'?ll|i\s+will|we\s+will|going\s+to|gonna|have\s+to|decided\s+to|must|choose\s+to|respectfully|politely|happily)\s+(?:have\s+to\s+)?(?:pass|decline|leave\s+it|say\s+no|give\s+(?:it|this)\s+a\s+miss|sit\s+this|hold\s+off|stick\s+with|stay\s+with|skip|refrain)\b|\b(?:pass|decline)(?:ing)?\s+(?:on\s+(?:this|it|that)|for\s+now|this\s+time|thanks)|^\W*(?:pass|decline[ds]?)\W*$|\bgive\s+(?:it|this)\s+a\s+miss\b|\bhold(?:ing)?\s+off\b",
    rf"\b(?:try|check|circle|come|ping|reach|touch|follow|contact|ask|revisit|speak|talk|get|message|email|call|knock|bug|hit|catch)\s+(?:\w+\s+){{0,4}}?(?:again|back|out|base|up|me|us|in|this)?\s*(?:again\s+)?{_LATER}\b(?=.*)",
    r"\b(?:bugger|piss|f+\W*\w{0,4}k?|sod|rack|naff|clear|push|jog|shove)\s*(?:right\s+)?(?:off|on)\b|\bget\s+(?:lost|stuffed|a\s+(?:life|real\s+job)|knotted)\b|\bgo\s+(?:away|to\s+hell|jump)\b|\b(?:waste|wasting|wasted)\s+(?:\w+\s+){0,3}?(?:time|energy|electrons)\b|\bhow\s+dare\b|\bshove\s+it\b|\bget\s+off\b|\bpathetic\b|\b(?:rubbish|garbage|crap|bs|bullshit|nonsense|drivel|scam|scammers?)\b|\bnever\s+in\s+a\s+million\b|\bover\s+my\s+dead\b|\bhell\s+(?:no|freezes)\b|\bwouldn'?t\s+(?:touch|use|buy|trust)\b",
    r"\b(?:oh\s+)?(?:great|good|joy|fantastic|wonderful|brilliant|lovely|terrific|fab|super|perfect),?\s+(?:another|yet\s+another|one\s+more|more)\b|\bjust\s+what\s+(?:i|we)\s+(?:needed|always|wanted)\b|\bhow\s+(?:original|personal(?:ised|ized)?|thoughtful|creative|refreshing)\b|\b(?:because|as\s+if)\s+(?:i|we|what\s+(?:i|we))\s+(?:\w+\s+){0,2}?(?:need|want|care|have)\b|\bgee,?\s+thanks\b|\byeah,?\s+(?:right|sure|ok)\b|\bslow\s+clap\b|\bpigs\s+(?:might\s+|will\s+)?fly\b|\blet\s+me\s+guess\b|\b(?:sure|absolutely|yes),?\s+(?:right\s+after|when\s+(?:hell|pigs)|and\s+(?:i'?m|pigs|while\s+you))|\bthrilled\s+to\s+(?:get|receive|see)\b|\babout\s+as\s+(?:useful|interest\w+|keen|relevant)\b|\b\d+(?:th|st|nd|rd)?\s+(?:of\s+these|cold\s+emails?|pitch(?:es)?|one\s+(?:this|today))\b|\blike\s+a\s+hole\s+in\s+the\s+head\b|\b(?:nice|good)\s+try\b|\blol\b.{0,12}\bno\b|\bcolou?r\s+me\s+\w+\b|\bdo\s+people\s+(?:really|actually)\s+(?:fall|reply|buy)",
    r"\b(?:wrong\s+(?:person|company|number|business|industry)|not\s+the\s+(?:right\s+|best\s+)?(?:person|contact|decision)|retir(?:ed|ing)|sold\s+(?:the|our)\s+(?:business|company|practice)|closing\s+(?:down|the)|closed\s+(?:the\s+business|our\s+doors)|winding\s+(?:up|down)|liquidation|administration|ceased\s+trading|redundan\w+|shut(?:ting)?\s+(?:the\s+)?(?:shop|business|doors))\b",
    r"\btoo\s+(?:expensive|pricey|small|busy|early|late|dear|much\s+(?:on|for)|complicated|big|flat\s+out)\b|\bout\s+of\s+(?:our|my)\s+(?:price|budget|league)|\bcan'?t\s+afford\b|\bflat\s+(?:out|chat|strap)\b|\bsnowed\s+under\b|\bnot\s+our\s+cup\s+of\s+tea\b|\b(?:other|bigger|different)\s+(?:priorities|fish)\b|\bon\s+hold\b|\bpark(?:ed|ing)?\s+(?:this|it|that)\b|\bshelved?\b|\bback\s+burner\b",
    r"\bno\s+(?:need|point|value|use)\b|\bunlikely\b|\bdoubt\s+(?:it|we|that)\b|\bnot\s+(?:us|me|my)\b|\bunfortunately\b|\bi'?m\s+afraid\b|\bgood\s+luck\s+(?:with|in|elsewhere|though|finding)|\ball\s+the\s+best\b|\bkeep\s+(?:your|you)\s+(?:details|info\w*)?\s*(?:on\s+file|in\s+mind)|\bmaybe\s+(?:one\s+day|another\s+time|later|next|down\s+the|in\s+the\s+future)|\bsome\s+other\s+time\b|\banother\s+time\b|\bno\s+from\s+(?:me|us)\b|\banswer\s+is\s+no\b|^\W*no\W*$|^\W*no[.,!]",
)

INTEREST: tuple[str, ...] = (
    r"\binterest(?:ed|ing|s\s+(?:me|us))?\b|\bintrigu\w+|\bpiqued\b|\bcurious\b|\bkeen\b",
    r"\btell\s+(?:me|us)\s+(?:a\s+(?:bit|little)\s+)?more\b|\b(?:hear|know|learn|see|read|find\s+out|understand)\s+(?:a\s+(?:bit|little|lot)\s+)?more\b|\bmore\s+(?:info\w*|details?|about)\b|\bfurther\s+(?:info\w*|details?)\b|\bsay\s+more\b|\bgo\s+on\b",
    r"\b(?:send|shoot|flick|forward|email|share|pass|fire|chuck|show|get|drop|ping|dm|whip)\s+(?:me|us|it|that|them|over|through|along|across|the|some|your|a|those|what|whatever|info\w*|details|more|something)\b(?!\s+(?:a\s+)?(?:calendar|invite|time|number))|\bsend\s+(?:away|details)\b",
    r"\b(?:sounds?|looks?|seems?)\s+(?:\w+\s+){0,2}?(?:good|great|interesting|useful|promising|like\s+(?:something|what|a\s+(?:plan|good))|exactly|perfect|ideal|relevant|handy|worth|intriguing|fantastic|amazing|ok|reasonable|awesome|ace|right)\b|\bmakes\s+sense\b|\blike\s+the\s+(?:idea|sound|look)\b|\bexactly\s+what\b|\bspot\s+on\b",
    r"\byes,?\s*(?:please|pls|i'?d|we'?d|i\s+would|that|absolutely|definitely|go|send|happy|keen|ok|we\s+are|i\s+am|we\s+do|sure)|^\W*(?:yes|yep|yeah|yup|sure|absolutely|definitely|ok|okay|of\s+course|certainly|for\s+sure|please\s+do(?!\s+not|n't)|go\s+(?:ahead|for\s+it)|why\s+not|👍|sure\s+thing|by\s+all\s+means)\b(?!,?\s+(?:nah|right|no|but\s+no))|\bplease\s+(?:do(?!\s+not|n't)|proceed|go\s+ahead)\b|\bgo\s+(?:ahead|for\s+it)\b|\bcount\s+(?:me|us)\s+in\b|\bsign\s+(?:me|us)\s+up\b|\bi'?m\s+in\b|\bwe'?re\s+in\b",
    r"\b(?:love|like|happy|glad|keen|open|willing|want|wouldn'?t\s+mind)\s+(?:to\s+)?(?:\w+\s+)?(?:see|hear\w*|know|learn\w*|read|try|take\s+a\s+look|have\s+a\s+(?:look|read|squiz|gander)|receive|explore|understand|find\s+out|consider|trial|look|it|give\s+it)\b|\bworth\s+(?:a\s+(?:look|go|try|read)|exploring|considering|a\s+conversation)|\bopen\s+to\s+(?:it|this|that|ideas|learning|exploring|hearing)",
    r"\b(?:next\s+steps?|get\s+started|move\s+forward|moving\s+forward|proceed|trial|pilot|proposal|quote|sample|brochure|deck|case\s+stud(?:y|ies)|one[\s-]?pager|pricing\s+(?:sheet|guide|info)|fact\s+sheet|examples?)\b(?!\s+(?:is|are)\s+not)",
    r"\b(?:good|great|perfect|excellent|funny|impeccable|interesting)\s+timing\b|\btiming\s+is\s+(?:good|great|perfect)|\b(?:we'?ve|we\s+have|i'?ve|have)\s+been\s+(?:\w+\s+)?(?:looking|thinking|meaning|wanting|considering|talking|searching|exploring|hoping)\b|\b(?:on|high\s+on)\s+our\s+(?:radar|list)\b|\b(?:need|could\s+use|could\s+do\s+with)\s+(?:some\s+)?(?:help|something|a\s+hand|this)\b|\bstruggl\w+\s+with\b|\bin\s+the\s+market\s+for\b|\breviewing\s+(?:our|suppliers|providers|options)",
    r"\b(?:speak|talk|chat|contact|reach\s+out|get\s+in\s+touch|touch\s+base|check|try|best\s+to|deal|connect)\s+(?:to|with|is)?\s*(?:my|our|the|with|to)?\s*(?:[A-Z][a-z]+|colleague|business\s+partner|partner|boss|head|manager|director|marketing|operations|practice\s+manager|team)\b",
    r"\b(?:forward(?:ed|ing)|pass(?:ed|ing)?|sent|hand(?:ed|ing)|flick(?:ed|ing))\s+(?:this|it|your\s+\w+|that|the\s+\w+)\s+(?:\w+\s+)?(?:on\s+)?(?:to|along|over)\b|\b(?:cc'?(?:d|ing|ed)?|copying|copied|looping|looped|adding|added|bringing)\s*(?:in\s+)?:?\s*(?:my|our|in|[A-Z]|@|here|the)|\b(?:handles?|looks\s+after|in\s+charge\s+of|responsible\s+for|takes\s+care\s+of|runs|owns)\s+(?:this|that|these|our|all|it|marketing)\b|\bright\s+person\s+(?:is|would|to)\b|\b(?:is|would\s+be)\s+the\s+(?:right|best)\s+person\b",
    r"\bnot\s+(?:un|dis)interested\b|\bwouldn'?t\s+(?:say\s+no|be\s+opposed|mind|hurt)\b|\bnot\s+(?:a\s+bad|bad|opposed|against|averse)\b|\bcan'?t\s+say\s+(?:i'?m|we'?re)\s+not\s+(?:interested|curious|tempted)\b|\bno\s+(?:harm|reason\s+not)\b|\bdon'?t\s+see\s+why\s+not\b|\bcould\s+be\s+(?:useful|interest\w+|good|handy|a\s+fit|convinced)\b|\btempted\b|\byou(?:'ve|\s+have)\s+got\s+my\s+attention\b|\bconvince\s+me\b|\bi'?m\s+listening\b|\ball\s+ears\b",
    r"\b(?:thanks|thank\s+you|cheers)\s+for\s+(?:reaching\s+out|getting\s+in\s+touch|thinking\s+of)\b|\b(?:awesome|brilliant|fantastic|ripper|beauty|legend|lovely|cool|nice\s+one|sweet|bonza)\b|\bwill\s+(?:have\s+a\s+(?:look|read)|take\s+a\s+look|review|read|discuss|check\s+it)\b|\blet\s+me\s+(?:run|discuss|check|talk|have\s+a\s+look|review|read)",
)

QUESTION: tuple[str, ...] = (
    r"\?",
    r"\bhow\s+(?:much|many|long|do(?:es)?|is|are|would|can|did|will)\b|\bwhat(?:'s|\s+is|\s+are|\s+does|\s+do|\s+would|\s+kind|\s+sort|\s+exactly|\s+about\s+your)\b|\bwhich\b|\bwho\s+(?:are|is|do|else|gave|would)\b|\bwhere\s+(?:did|do|are|is)\b|\bwhy\s+(?:are|did|should|would|me|us)\b|\bdo\s+you\s+(?:have|work|offer|support|integrate|do|cover|provide|charge|guarantee|know|also|use|handle|store|service)\b|\b(?:are|is)\s+(?:you|this|it|there|your)\b.*\?",
    r"\b(?:price|pricing|cost|costs|rates|fees?|contract|terms|minimum|lock[\s-]?in|commission|refund|guarantee|references?|security|iso\s?27001|soc\s?2|compliance|insurance|gst|hosted|data)\b",
    r"\bwondering\b|\bcan\s+you\s+(?:explain|clarify|confirm|tell|elaborate)\b|\bcould\s+you\s+(?:explain|clarify|confirm|tell|elaborate)\b|\bplease\s+(?:explain|clarify|confirm|advise)\b|\bnot\s+(?:sure|clear)\s+(?:what|how|who|why)\b|\bwho\s+(?:is|'s)\s+this\b|\bwhere\s+did\s+you\s+(?:get|find)\b|\bremind\s+me\s+(?:who|what|how)\b|\bsource\s+of\b|\bquestion\b",
)

_TABLES = {
    Intent.MEETING_REQUEST: MEETING,
    Intent.NOT_INTERESTED: REFUSAL,
    Intent.INTERESTED: INTEREST,
    Intent.QUESTION: QUESTION,
}
_COMPILED = {
    intent: tuple(re.compile(pattern, _FLAGS) for pattern in table) for intent, table in _TABLES.items()
}


def hits(text: str) -> list[str]:
    """The names of the patterns that the text shows anywhere, by intent and place in its table."""
    return [
        f"{intent.value}{n}"
        for intent, table in _COMPILED.items()
        for n, pattern in enumerate(table)
        if pattern.search(text)
    ]
