"""Hold every figure that claims something against the facts; clocks, dates and addresses claim nothing."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from tools.services.drafts import Finding
from tools.services.gate.acquaintance import HEDGED
from tools.services.gate.bearing import Known, bears_out, contradicts, known_of
from tools.services.gate.codes import Code
from tools.services.gate.figures import Figure, Kind, figures_of, vague_of
from tools.services.gate.message import Message, Severity, found
from tools.services.gate.notations import ANY
from tools.services.gate.sums import reachable

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_MASKS = re.compile(
    rf"https?://\S+|www\.\S+|\b[\w.-]+\.(?:com|net|org|io|co|au|example)(?:/\S*)?|[\w.+-]+@[\w.-]+"
    r"|\bA[BC]N:?\s*[\d ]{9,14}\d|\(?\+?\d{1,3}\)?[ -]?\(?\d{1,4}\)?[ -]\d{3,4}[ -]?\d{3,4}|\b(?:1300|1800|13)\s?\d{2,3}\s?\d{2,3}\b|\b0[2-478]\d{2}\s?\d{3}\s?\d{3}\b|\b\d{2}\s\d{4}\s\d{4}\b"
    rf"|\b\d{{1,2}}(?:[:.]\d\d)?(?:\s?[–-]\s?\d{{1,2}}(?:[:.]\d\d)?)?\s?(?:am|pm|a\.m\.|p\.m\.|o['’]clock)\b|\b\d{{1,2}}:\d\d\b|\b(?:{_DAY},?\s+)?(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+(?:or|and|to|–|-)\s+\d{{1,2}}(?:st|nd|rd|th)?)?\s+(?:of\s+)?{_MONTH}\b|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)|\b(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)\b|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b|\b\d{{4}}-\d\d-\d\d\b"
    rf"|\b(?:{_DAY}|tomorrow|today|week|morning|afternoon)\s+(?:at|around|about|from|between|before|after|by)\s+(?:\w+\s+)?(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:\s+(?:or|and|to)\s+(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))?\b(?!\s*(?:%|per|staff|people|clients))|\bat\s+(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?=[,.?!]|\s+(?:on|or|tomorrow|today|{_DAY})\b)"
    r"|(?<!\w)['’]\d\d\b|\b24[/x]7\b|\b24 hours a day\b|\b\d[ -]to[ -]\d\b|\b9-to-5\b|\bnine[ -]to[ -]five\b|\b1[:-]1\b|\bone[- ](?:on|to)[- ]one\b|\bone[- ](?:page|pager|way|off|click|stop|size|liner)\w*|\b(?:two|three)[- ](?:way|page|line|part|fold|minute)s?\b|\b(?:no|every|any|some|each|which|this|that|the|another|only|just|or|not|last|next|first)[ -]one\b|\bone (?:of|another|or two|more|last|less|thing|day|question|place|idea|other|reason|way|small|quick|short|final|word|line|moment|person|simple|extra|that|if|who|which|look|reply|note|name|page|detail|point|example|to|for|in|can|place|day|and|I|here|call|fewer|concrete|tiny|part|hand|side|minute|sentence|email|mail|message|text|step|change|spot|system|bit|with|is|from|at|on|you|we|has|would|could|may|might|week|month|hour|afternoon|morning)\b"
    r"|\b(?:(?:financial|fiscal) year(?: (?:ending|to))?|Office|Microsoft|Windows|iOS|Level|Unit|Suite|Floor|Lot|Shop|Room|Box|Stage|Year|Form|Type|Gate|Section|Part|Act|Award|Rule|Schedule|Division|Route|Highway|Terminal|Pier|Bay|Zone|Step|Phase|Version|Chapter|Page|Item|Point|Q|FY|ISO|AS|NZS|IEC|SOC|PCI|RFC|Web|Industry|Grade|Class|Category|Tier|Stage|Division|Single Touch Payroll|STP|Phase|BAS|Group|Model|Studio|Formula|Channel|Area|Lane|Platform|Track|Bar|Cafe|Restaurant|Hotel)\s?#?\d+(?:[./:-]\d+)*\b|\bCOVID-?19|\b(?:financial|fiscal) year (?:\w+[- ])?\w+\b\b|\b[A-Za-z]+\d\w*\b|\b\d+[A-Za-z]{1,3}\b(?<![\d](?i:k|m|x|b|p|c))(?<!\dbn)(?<!\dpc)(?<!\dhr)(?<!\dhrs)(?<!\dmin)(?<!\dyrs)|\b\d+(?:st|nd|rd|th)[- ]|^\s*\d{1,2}[.)]\s|\b(?:day|week|month|year|round|season|number|table|verse|question) (?:\d{1,3}\b|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred|one hundred)\b)(?! (?:%|per ?cent|people|staff|clients|customers|dollars))|\bfirst (?:ninety|90|hundred|100|thirty|30|sixty|60) days\b|\bthanks a million\b|\ba (?:million|thousand|hundred) (?:thanks|and one|times over|things|miles)\b|\ba (?:couple|few)\b|\bat (?:sixes and sevens|one)\b|\bback to square one\b|\bone by one\b|\b(?:two|three) cents\b|\bhow (?:many|much)\b|\bnumber (?:one|two) (?:priority|headache|question|concern)\b|\bP\.?O\.? Box \d+|\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) \d{4}\b|#\d+\b",
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
_ASKED = re.compile(
    r"\b(?:call|chat|talk|coffee|meeting|meet|demo|conversation|walk[- ]?through|zoom|teams|phone|visit|spare|look|catch[- ]?up|show you|run (?:you )?through|of your time|worth|intro|hello|read|video|drop by|pop in|slot|free for|take you|tour|listen|watch|time)\b",
    re.IGNORECASE,
)

_NEXT_ONLY = re.compile(r"\b(?:next|coming|following|another|every|each)\s*$", re.IGNORECASE)
_SMALL = re.compile(
    r"^[\s-]*(?:(?:quick|short|simple|small|concrete|more|other|possible|free|easy|brief|little|different|plain|clear|good|new|open|specific|main|things?)\s+)*(?:questions?|things?|lines?|options?|ideas?|ways?|times?|sentences?|points?|reasons?|slots?|words?|notes?|examples?|pages?|thoughts?|cents|minds?|sides?|steps?|of (?:us|you|them|these|those)|or|to|short|dot points?|bullet points?|dates?|choices?|paragraphs?|birds?|heads?|hats?|clicks?|places|parts?|names?|emails?|mails?|messages?|slots?|days? (?:that|when|suit)|pieces?)\b", re.IGNORECASE
)  # fmt: skip
_IDIOM = re.compile(
    r"^\s?(?:%|per ?cent)?\s*(?:understand|agree|get (?:it|that)|fine|honest|sure|happy|certain|ok|okay|with you|behind|on board|your call|optional|up to you|clear|right)\b",
    re.IGNORECASE,
)
_WHOLLY = re.compile(
    r"\b(?:we|we['’]\w+|our|clients?|customers?|satisf\w+|success\w*|uptime|on[- ]time|accura\w+|recycl\w+|guarante\w+|you['’]?\w*|your|rate|renewable|compliant|compliance|pass\w*|results?|free|secure|safe)\b",
    re.IGNORECASE,
)
"""Of what "100 per cent" is a claim; of all else it is a manner of speaking."""
_CLAIMING = re.compile(
    r"\b(?:we|our|us|clients?|customers?|clinics?|practices|firms?|businesses|teams?|companies|saved?|saves|saving|cuts?|reduc\w+|increas\w+|grew|grow\w*|rais\w+|reviews?|stars?|staff|people|employees|offices|locations|sites|stores|years?|founded|since|opened|won|average|typically|most|research|study|studies|industry|patients|you(?:['’]ve|['’]re| have| are| were)?|your)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b(?:know|knew|aware|hear|heard|realis|believe|helped?|clients|customers)\b", re.IGNORECASE
)
"""A question that tells: "Did you know that 40 % of no-shows…?"."""
_PACED = re.compile(
    r"\b(?:we|our|clients?|customers?|takes?|live|set[- ]?up|saves?|saved|within|experience|since|you|your|results?|average|business|ago|for|in)\b",
    re.IGNORECASE,
)
_ASKS_FOR_TIME = re.compile(
    r"\b(?:happy to|I(?:['’]ll| will| can|['’]d)|let me|could we|would you|shall we|spare|free)\b",
    re.IGNORECASE,
)
MOST_LOOSE, LEAST_TOLD = 12, 20
"""Up to which people count in words without counting, and from which on they have counted."""
_OURS = re.compile(r"\b(?:we|we['’](?:ve|re)|our|ours|us|clients?|customers?)\b", re.IGNORECASE)
_FREE = re.compile(r"(?<!-)\b(?:free|no charge|at no cost|without charge)\b", re.IGNORECASE)
_STATE = re.compile(
    r"\b(?:opened|founded|won|raised|launched|joined|started|grew|since|moved|established|began|bought|acquired|named|built|hired|took|last|listed|expanded|completed)\b",
    re.IGNORECASE,
)


def numbers(message: Message) -> Iterator[Finding]:
    """Figures that no fact bears out."""
    known = known_of(message)
    yield from _in(message, message.subject, 0, known, in_subject=True)
    for sentence in message.sentences:
        yield from _in(message, sentence.text, sentence.start, known)


def _in(
    message: Message, text: str, start: int, known: Known, *, in_subject: bool = False
) -> Iterator[Finding]:
    if ANY.search(text) is None:
        return
    masked = masked_of(message, text)
    vague = [*vague_of(masked)]
    exact = [f for f in figures_of(masked) if not any(v.start < f.end and f.start < v.end for v in vague)]
    values = [one.figure.value for one in known.told]
    for figure in (*exact, *vague):
        otherwise = contradicts(known, figure, masked)
        borne = bears_out(known, figure, masked)
        if (borne and not otherwise) or (not otherwise and _is_plain(message, figure, masked)):
            continue
        said = text[figure.start : figure.end].strip()
        yield found(
            Code.UNSUPPORTED_CLAIM,
            "soft"
            if borne or HEDGED.search(text) or reachable(values, figure, exact, masked, freely=not otherwise)
            else _severity(message, figure, text, otherwise=otherwise),
            f"The facts have another figure than “{said}”." if otherwise else f"No fact says “{said}”.",
            (start + figure.start, start + figure.end),
            "subject" if in_subject else "body",
        )


def masked_of(message: Message, text: str) -> str:
    """The text with blanks over what counts nothing: links, numbers to call, clocks, dates, labels, addresses, names."""
    for name in (
        message.lead.company,
        message.brand.company,
        message.brand.name,
        message.lead.title,
        *message.brand.address.split(","),
        message.lead.industry,
    ):
        name = name.strip()  # noqa: PLW2901  a letterhead has each part of the address on a line of its own
        if (name and any(c.isdigit() for c in name)) or (
            name
            and re.search(
                r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million|dozen)\b",
                name,
                re.IGNORECASE,
            )
        ):
            text = re.sub(re.escape(name), lambda m: " " * len(m[0]), text, flags=re.IGNORECASE)
    return _MASKS.sub(lambda m: " " * len(m[0]), text)


def _is_plain(message: Message, figure: Figure, text: str) -> bool:
    """Whether the figure asks, counts words or paces a talk rather than claims."""
    before, after = text[: figure.start], text[figure.end :]
    if (
        figure.kind is Kind.PERCENT
        and figure.value == 100
        and (_IDIOM.match(after) or not _WHOLLY.search(text))
    ):
        return True
    if figure.kind is Kind.MONEY and figure.value == 0:
        return any(_FREE.search(fact) for fact in message.known)
    if figure.kind is Kind.DAYS:
        short = figure.value <= 1.01 / 24 * 1.01 and (_ASKED.search(text) or "?" in text)
        return bool(
            short
            or _NEXT_ONLY.search(before)
            or (
                figure.value <= 31
                and re.search(
                    r"\b(?:I|we)\b[^.]{0,15}\b(?:write|call|ring|come by|get back|be in touch|check|follow|send)\b[^.]{0,25}\b(?:in|within|after)\s*$",
                    before,
                )
            )
        )
    if figure.kind is Kind.YEAR:
        # "For 2027" plans; "since 2019" claims.
        return figure.value > message.year or (figure.value >= message.year - 1 and not _STATE.search(text))
    if figure.kind is Kind.COUNT:
        if figure.value <= 10 and _SMALL.match(after):
            return True
        if figure.value == 1 and not re.match(r"\s*(?:star|review)", after):
            return True
        return figure.value <= 10 and not _CLAIMING.search(text)
    return figure.kind is Kind.MULTIPLE and bool(
        re.search(
            r"\b(?:think|thought|thinking|look|check(?:ed|ing)?|tried|try|asked?|wrote|written|had it|a)\s*$",
            before,
        )
    )


def _severity(message: Message, figure: Figure, text: str, *, otherwise: bool) -> Severity:
    """Hard for what is told exactly and claims; a share in words may be loose talk, a small count a manner of speaking."""
    if message.by_human:
        return "soft"
    digits = any(c.isdigit() for c in figure.text)
    loose = not digits and figure.value <= MOST_LOOSE
    asks = text.rstrip('"”’)').endswith("?") and not _TELLING.search(text)
    match figure.kind:
        case Kind.MONEY:
            return "hard"
        case Kind.PERCENT | Kind.MULTIPLE:
            return "hard" if digits or re.search(r"per ?cent", figure.text, re.IGNORECASE) else "soft"
        case Kind.YEAR:
            return "hard" if _STATE.search(text) and not asks else "soft"
        case Kind.DAYS:
            claims = digits and _PACED.search(text) and not _ASKS_FOR_TIME.search(text)
            return "hard" if claims and not asks else "soft"
        case Kind.COUNT:
            exact = not loose and (digits or (figure.value >= LEAST_TOLD and bool(_OURS.search(text))))
            sure = (otherwise and not figure.hedge) or (figure.value > 10 and bool(_CLAIMING.search(text)))
            return "hard" if exact and sure and not asks else "soft"
    assert_never(figure.kind)
