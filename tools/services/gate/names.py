"""Check whom the message greets, speaks to and signs for."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.english import is_english
from tools.services.gate.familiar import COMMON, FAMILIAR
from tools.services.gate.message import Message, Severity, found
from tools.services.gate.nicknames import FIRST_NAMES, called
from tools.services.gate.words import fold

_GREETING = re.compile(
    r"^\s*(?:(?:opening|intro(?:duction)?)\s*:\s*)?[\"“]?(?:hi|hello|dear|hey|g['’]day|hiya|good (?:morning|afternoon|evening|day)|greetings|morning|afternoon|kia ora|tēnā koe|howdy)(?: again)?(?:[ \t]+|,[ \t]+)(?:(?:is this|this is|is that)[ \t]+)?"
    r"(?P<who>[^\n,!:;–—?]{1,60}?)[ \t]*(?:[,!:;–—?]|\.?[ \t]*$|[ \t]-[ \t]|(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bmrs)(?<!\bprof)\.(?=\s))",
    re.IGNORECASE | re.MULTILINE,
)
_GENERAL = frozenset(
    "there team all everyone folks and or sir madam again the staff friends crew neighbour neighbours friend at of this is it's to you your colleague colleagues whoever runs hiring manager owner partners partner principal practice reader".split()
)
_TITLES = frozenset(
    {"mr", "ms", "mrs", "mx", "miss", "dr", "prof", "professor", "sir", "dame", "rev", "father", "judge"}
)
_VOCATIVE = re.compile(
    r"(?:^|[.!?][ \t]+|\b(?:so|and|but|well|anyway|thanks|thank you|cheers|honestly|again|now|look|best|regards|look forward to it|talk soon|speak soon|take care|over to you)[,]?[ \t]+)(?P<who>[A-Z][\w'’]+(?:-[A-Z][\w'’]+)?),[ \t]+(?=[a-zI“\"])",
    re.MULTILINE,
)  # fmt: skip
_AT_END = re.compile(r",[ \t]+(?P<who>[A-Z][\w'’]+(?:-[A-Z][\w'’]+)?)[.?!](?=\s|$)")
_SPOKEN = re.compile(
    r"\b(?:is (?:this|that)|am I speaking (?:with|to)|(?:speak|talk) (?:with|to)|is it|this is for)[ \t]+(?P<who>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)(?=[?.,!]| speaking)"
)
_SIGN_OFF = re.compile(
    r"^[ \t]*(?:(?:with[ \t]+)?(?:(?:my|our|all)[ \t]+)?(?:kind|kindest|best|warm|warmest|many|good)?[ \t]*(?:regards|wishes|thanks)|cheers|thanks|thank you|sincerely|yours(?: sincerely| faithfully| truly)?|best|all the best|warmly|talk soon|speak soon|ngā mihi|respectfully)[ \t]*[,.!–—-]?[ \t]*(?:\n+|(?<=,)[ \t]*(?=[A-Z][a-z]+\s*$))[ \t]*(?P<who>[^\n]{2,60})",
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
_INTRO = re.compile(
    r"\b(?:I['’]m|I am|my name is|this is|it['’]s)[ \t]+(?P<who>[A-Z][\w'’-]+(?:[ \t]+[A-Z][\w'’-]+)?)[ \t]+(?:from|at|of|with|calling|here|and I)\b"
)


_BARE = re.compile(
    r"\A\s*(?!(?i:hi|hello|dear|hey|good|greetings|morning|afternoon|kia|g['’]day|hiya|howdy|tēnā|hola|buen[oa]s|estimad[oa]|querid[oa]|bonjour|bonsoir|salut|ch[eè]re?(?= )|hallo|guten|moin|servus|sehr|lieber?|ciao|buon\w*|gentile|car[oa](?= )|ol[áa]|bom|boa|beste|geachte|hej|hei)\b)(?P<who>[A-Z][\w'’]+(?:-[A-Z]\w+)?(?: [A-Z][\w'’-]+)?),(?=\s)"
)
"""A greeting that is nothing but a name."""
_BY_TITLE = re.compile(
    r"(?:,[ \t]+|(?:^|[.!?][ \t]+|\n))(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor)\.?[ \t]+(?P<who>[A-Z][\w'’]+(?:-[A-Z]\w+)?)(?=[.?!,](?:\s|$))",
    re.MULTILINE,
)
"""Somebody spoken to by title and surname."""
_BETWEEN = re.compile(r",[ \t]+(?P<who>[A-Z][\w'’]+(?:-[A-Z]\w+)?),[ \t]+(?=[a-zI])")
_BY_BRAND = r"\b(?P<who>[A-Z][a-z'’]+(?:[ \t]+[A-Z][a-z'’-]+)?),?[ \t]+(?:here[ \t]+)?(?:from|with|at|of)[ \t]+(?:the[ \t]+)?{}\b"
_ALONE = re.compile(
    r"^[ \t]*[–—-]?[ \t]*(?P<who>[A-Z][\w'’-]+(?:[ \t]+[A-Z][\w'’.-]*){0,2})[ \t]*$", re.MULTILINE
)
"""A line that is nothing but a name: a signature without a word before it."""


_KNOWN_AS = re.compile(
    r"(?i:\b(?:goes by|calls (?:him|her|them)sel(?:f|ves)|answers to|prefers(?: to be called)?|signs (?:off )?as)|^known (?:to \w+ )?as|^nickname:?) [\"“]?(?P<who>[A-Z][\w'’-]+)"
)
"""A fact that says what the lead is called."""


def names(message: Message) -> Iterator[Finding]:
    """Every name in a place where the lead's or the sender's belongs, that is neither's."""
    yield from _greeted(message)
    yield from _spoken_to(message)
    yield from _bare(message)
    yield from _signed(message)
    yield from _speaks_for_brand(message)


def _bare(message: Message) -> Iterator[Finding]:
    """Greetings and asides of a name between commas."""
    ours = _of_lead(message) | _of_sender(message) | message.known_words
    if match := _BARE.match(message.own):
        words = parts_of(match["who"])
        if not words & ours and (words & FIRST_NAMES or not any(is_english(word) for word in words)):
            sentence = f"The greeting names {match['who']}, not {message.lead.first_name or 'this lead'}."
            yield found(Code.WRONG_NAME, "hard", sentence, match.span("who"))
    for match in _BY_TITLE.finditer(message.own):
        if not parts_of(match["who"]) & ours:
            sentence = f"It speaks to {match['who']}, who is not the lead."
            yield found(Code.WRONG_NAME, "hard", sentence, match.span("who"))
    for match in _BETWEEN.finditer(message.own):
        if parts_of(match["who"]) & FIRST_NAMES and not parts_of(match["who"]) & ours:
            sentence = f"It speaks to {match['who']}, who is not the lead."
            yield found(Code.WRONG_NAME, "soft", sentence, match.span("who"))


def _speaks_for_brand(message: Message) -> Iterator[Finding]:
    """Whoever is said to be from the brand is its sender, and whoever signs alone."""
    short = re.escape((message.brand.name or message.brand.company).split(" ")[0])
    ours = _of_sender(message) | _of_lead(message) | message.known_words
    if not message.brand.sender:
        return
    at = [*re.finditer(_BY_BRAND.format(short), message.own)] if short else []
    half = len(message.own) / 2
    alone = [match for match in _ALONE.finditer(message.own) if match.start() > half]
    for match in (*at, *alone):
        words = parts_of(match["who"])
        if _is_half_right(message, match["who"]):
            sentence = f"It is from {match['who']}, and the sender is {message.brand.sender}."
            yield found(Code.WRONG_NAME, "soft", sentence, match.span("who"))
        if words & ours or words & FAMILIAR or not (words & FIRST_NAMES or match in at):
            continue
        if not words & FIRST_NAMES and any(is_english(word) for word in words):
            continue
        severity = message.house() if words & FIRST_NAMES else "soft"
        sentence = f"It is from {match['who']}, and the sender is {message.brand.sender}."
        yield found(Code.WRONG_NAME, severity, sentence, match.span("who"))


def _greeted(message: Message) -> Iterator[Finding]:
    match = _GREETING.match(message.own)
    if match is None:
        return
    lead, said = message.lead, match["who"]
    greeted = parts_of(said)
    greeted = frozenset(word for word in greeted if not _shortens(word, lead.first_name))
    strange = greeted - _of_lead(message) - _GENERAL - _TITLES - parts_of(lead.company) - parts_of(lead.title)
    first = said.split()[0]
    # "Hi Mia hope you are well" greets Mia too.
    if (
        len(said.split()) > 2
        and (parts_of(first) <= _of_lead(message) | _GENERAL)
        and first.casefold() not in _TITLES
    ):
        strange = frozenset(word for word in strange if word in FIRST_NAMES)
    if re.search(r"[{}\[\]<>%|*_]", said):
        # An unfilled name is a finding of its own.
        return
    if parts_of(first) <= _of_sender(message) and re.match(r"\S+(?: \S+)? (?:from|at|of|here|with)\b", said):
        # "Hello, Marcus from Payday" greets nobody by name.
        return
    if message.answers and parts_of(first) & {fold(word) for word in message.answers.split()}:
        return
    name = lead.first_name or "this lead"
    if strange and not (greeted <= _GENERAL):
        # "Hi legends" is a manner of greeting, not a name.
        manner = (
            all(is_english(word) and word not in FIRST_NAMES for word in strange) and said == said.lower()
        )
        severity: Severity = "soft" if manner or (message.by_human and not lead.first_name) else "hard"
        yield found(Code.WRONG_NAME, severity, f"The greeting names {said}, not {name}.", match.span("who"))
    elif (
        lead.first_name
        and greeted
        and greeted <= parts_of(lead.last_name)
        and not greeted & parts_of(lead.first_name)
    ):
        yield found(
            Code.WRONG_NAME, "soft", f"The greeting uses {name}'s last name alone.", match.span("who")
        )


def _shortens(said: str, name: str) -> bool:
    """Gwen is Gwendolyn, and the other way round; Percy is Percival."""
    full = fold(name.split(maxsplit=1)[0]) if name else ""
    if len(said) <= 2 or len(full) <= 2:
        return False
    pet = re.sub(r"(?:ie|ey|[yio])$", "", said)
    return full.startswith(said) or said.startswith(full) or (len(pet) > 2 and full.startswith(pet))


def _spoken_to(message: Message) -> Iterator[Finding]:
    for pattern in (_VOCATIVE, _AT_END, *((_SPOKEN,) if message.form is Form.VOICE_SCRIPT else ())):
        for match in pattern.finditer(message.own):
            words = parts_of(match["who"])
            if not words & FIRST_NAMES and pattern is not _SPOKEN:
                continue
            if words & (_of_lead(message) | _of_sender(message)) or words <= message.known_words | {"the"}:
                continue
            if words <= COMMON or re.search(r"[A-Z][\w'’-]*$", message.own[: match.start()]):
                # "Preston, Victoria." is a place.
                continue
            yield found(
                Code.WRONG_NAME,
                "hard",
                f"It speaks to {match['who']}, who is not the lead.",
                match.span("who"),
            )


def _signed(message: Message) -> Iterator[Finding]:
    if not message.brand.sender:
        return
    for pattern in (_SIGN_OFF, _INTRO):
        for match in pattern.finditer(message.own):
            who = re.split(r"[,|–—(]|\s-\s", match["who"].strip())[0]
            words = parts_of(who)
            ours = (
                _of_sender(message)
                | parts_of(message.brand.company)
                | parts_of(message.brand.name)
                | {"the", "team", "all", "of", "us", "at", "from", "an", "ai", "assistant", "a"}
            )
            if _is_half_right(message, who):
                sentence = f"It is signed {who}, and the sender is {message.brand.sender}."
                yield found(Code.WRONG_NAME, "soft", sentence, match.span("who"))
            if not words or words & ours or len(words) > 4 or words <= message.known_words:
                continue
            if pattern is _INTRO and not words & FIRST_NAMES and len(words) == 1:
                continue
            named = words & FIRST_NAMES or (len(words) <= 3 and not all(is_english(word) for word in words))
            severity = message.house() if named else "soft"
            yield found(
                Code.WRONG_NAME,
                severity,
                f"It is signed {who}, and the sender is {message.brand.sender}.",
                match.span("who"),
            )


def _is_half_right(message: Message, who: str) -> bool:
    """Whether one of two names is the sender's and the other nobody's: Hamish Boyle for Hamish Doyle."""
    said, right = parts_of(who), parts_of(message.brand.sender)
    if len(said) != 2 or len(right) < 2 or not who.istitle() or not said & _of_sender(message):
        return False
    (other,) = (said - _of_sender(message)) or {""}
    return bool(other) and other not in message.known_words | COMMON and not is_english(other)


def _of_lead(message: Message) -> frozenset[str]:
    lead = message.lead
    given = [part for word in lead.first_name.split() for part in (word, *word.split("-"))]
    known_as = frozenset(
        part for fact in lead.facts for match in _KNOWN_AS.finditer(fact) for part in parts_of(match["who"])
    )
    return parts_of(lead.full_name) | known_as | frozenset(short for part in given for short in called(part))


def _of_sender(message: Message) -> frozenset[str]:
    parts = parts_of(message.brand.sender)
    return parts | frozenset(short for part in parts for short in called(part))


def parts_of(name: str) -> frozenset[str]:
    """The words of a name, without case, accents and full stops."""
    words = fold(name).replace(".", " ").replace("&", " ").split()
    return frozenset(word.strip("'\"-,()“”") for word in words if word.strip("'\"-,()“”"))
