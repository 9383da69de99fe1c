"""Hold what the message says of the lead, of us and of our acquaintance against the facts."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.events import BRAND_EVENTS, FOLLOWS, KNOWN_US, LEAD_EVENTS, REFERRED, SEEN, kinds_of
from tools.services.gate.message import WORD, Message, Sentence, Severity, fold, found
from tools.services.gate.stems import content_words, stem

_HEDGED = re.compile(
    r"\b(?:if|whether|unless|imagine|guess|suppose|suspect|assume|probably|perhaps|maybe|may|might|wonder(?:ed|ing)?|curious|would|could|likely|tend|tends|often|usually|whenever|in case|should you|hope|hoping|planning to|when you(?:['’]re| are)?|as you (?:grow|expand|scale|hire|open|add)|for (?:growing|expanding)|happy to|I['’]d|let me know|can be|any)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:no|not|never|don['’]t|can['’]t|cannot|won['’]t|doesn['’]t|isn['’]t|without|nobody|neither|nor|rather than|instead of)\b[^.,;]{0,28}$",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|your|you['’](?:re|ve|d))\b", re.IGNORECASE)
_US = re.compile(r"\b(?:we|our|ours|us|we['’](?:re|ve|d|ll)|I|I['’](?:ve|m|ll)|my)\b")
_LOOSE = frozenset(
    "will your never first charge with back only that this cost price pricing free when until".split()
)
_BORED = re.compile(
    r"\b(?:you|your (?:team|business|staff|clinic|practice|firm|company|patients|customers|clients)) (?:are|is|['’]re)? ?(?:\w+ )?(?:los(?:e|ing)|wast(?:e|ing)|struggl(?:e|ing)|overpay(?:ing)?|miss(?:ing)? out|fall(?:ing)? behind|leav(?:e|ing) money|bleed(?:ing)?|suffer(?:ing)?|pay(?:ing)? too much|understaffed|drown(?:ing)?|complain(?:ing)?)\b|\byou(?:['’]re|r business is) (?:losing|wasting|overpaying|struggling|missing|falling|paying too)\b",
    re.IGNORECASE,
)


def claims(message: Message) -> Iterator[Finding]:
    """Each sentence that claims what no fact bears out."""
    for sentence in (Sentence(message.subject, -1), *message.sentences):
        if not sentence.text.strip():
            continue
        taken: list[tuple[int, int]] = []
        for severity, why, (start, end) in _unsupported(message, sentence.text):
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            lowered = "soft" if message.by_human else severity
            said = sentence.text[start:end].strip()
            in_subject = sentence.start < 0
            base = 0 if in_subject else sentence.start
            yield found(
                Code.UNSUPPORTED_CLAIM,
                lowered,
                f"{why}: “{said}”.",
                (base + start, base + end),
                "subject" if in_subject else "body",
            )


def _unsupported(message: Message, text: str) -> Iterator[tuple[Severity, str, tuple[int, int]]]:
    yield from _acquaintance(message, text)
    yield from _about_lead(message, text)
    yield from _about_us(message, text)


def _acquaintance(message: Message, text: str) -> Iterator[tuple[Severity, str, tuple[int, int]]]:
    in_touch = bool(message.earlier or message.answers)
    for pattern in (KNOWN_US, REFERRED):
        match = pattern.search(text)
        if not match or _NEGATED.search(text[: match.start()]) or _in_facts(message, text):
            continue
        if pattern is KNOWN_US and (
            message.answers
            or re.search(
                r"\bthank(?:s| you) for (?:your time[.!]?$|reading|taking the time to read|connecting)",
                text,
                re.IGNORECASE,
            )
        ):
            continue
        severity: Severity = (
            "hard"
            if not _HEDGED.search(text[: match.start()])
            and not (in_touch and pattern is KNOWN_US and "mention" in match[0])
            else "soft"
        )
        yield severity, "No fact says that we know each other", match.span()
    match = FOLLOWS.search(text)
    if match and not in_touch:
        yield "soft", "There was no message before", match.span()


def _in_facts(message: Message, text: str) -> bool:
    words = content_words(text) - content_words(message.lead.full_name)
    return any(_acquainted(fact) and len(words & content_words(fact)) >= 1 for fact in message.supports)


def _acquainted(fact: str) -> bool:
    return bool(
        KNOWN_US.search(fact)
        or REFERRED.search(fact)
        or re.search(
            r"\b(?:met|spoke|talked|introduced|referred|asked|downloaded|attended|enquired|visited|signed up|registered|recommended|suggested|requested|mutual|chatted|called|subscribed)\b",
            fact,
            re.IGNORECASE,
        )
    )


def _about_lead(message: Message, text: str) -> Iterator[tuple[Severity, str, tuple[int, int]]]:
    seen = SEEN.search(text)
    asks = text.rstrip('"”’)').endswith("?")
    if not seen and not _speaks_of_lead(message, text):
        return
    kinds = kinds_of(text, LEAD_EVENTS)
    facts = [kinds_of(fact, LEAD_EVENTS) for fact in message.supports]
    borne = {kind for fact in facts for kind in fact}
    for kind, match in kinds.items():
        if kind in borne or _NEGATED.search(text[: match.start()]):
            continue
        if not seen and (asks or _is_hedged(text, match) or not _is_theirs(message, text, match)):
            continue
        if (seen and _is_own_news(text, match)) or (kind == "words" and not seen):
            continue
        hard = bool(seen) or kind in (
            "funding",
            "award",
            "opening",
            "deal",
            "move",
            "listing",
            "cuts",
            "growth",
            "hiring",
            "system",
            "launch",
        )
        yield (
            "hard" if hard and not (asks and not seen) else "soft",
            "No fact says so of the lead",
            (seen.start() if seen and seen.start() < match.start() else match.start(), match.end()),
        )
    if seen and not kinds and not _content_is_known(message, text, seen):
        yield "hard", "No fact says so of the lead", (seen.start(), len(text))
    elif seen and kinds and not _names_are_known(message, text):
        yield "hard", "No fact names this", (seen.start(), len(text))
    if (
        (bored := _BORED.search(text))
        and not asks
        and not _HEDGED.search(text)
        and not content_words(bored[0]) & _words_of_facts(message)
    ):
        yield "soft", "No fact says so of the lead", bored.span()


def _speaks_of_lead(message: Message, text: str) -> bool:
    company = message.lead.company
    return (
        bool(_YOU.search(text))
        or bool(company and fold(company) in fold(text))
        or bool(company and len(company.split()[0]) > 3 and fold(company.split()[0]) in fold(text))
    )


def _is_hedged(text: str, match: re.Match[str]) -> bool:
    """Whether a guess or a condition governs the words: one before them, or one in their own clause."""
    clause = re.split(r"[,;:—–]", text[match.end() :])[0]
    return bool(_HEDGED.search(text[: match.end()]) or _HEDGED.search(clause))


def _is_theirs(message: Message, text: str, match: re.Match[str]) -> bool:
    """Whether the event's subject is the lead: the nearest person named before it, or "your" within it."""
    before = text[: match.start()]
    you = [m.end() for m in _YOU.finditer(before)]
    name = message.lead.company.split()[0] if message.lead.company else ""
    you += [m.end() for m in re.finditer(re.escape(name), before, re.IGNORECASE)] if len(name) > 2 else []
    us = [m.end() for m in _US.finditer(before)]
    others = [
        m.end()
        for m in re.finditer(
            r"\b(?:clinics|firms|businesses|companies|practices|teams|owners|clients|customers|agencies|people|builders|who|that are|others|they|everyone|most|many|a (?:growing|new|small) \w+)\b",
            before,
            re.IGNORECASE,
        )
    ]
    nearest = max([*us, *others], default=-1)
    own = bool(_YOU.search(match[0]))
    return own or (bool(you) and max(you) > nearest and match.start() - max(you) < 60)


def _is_own_news(text: str, match: re.Match[str]) -> bool:
    """ "I read widely; we opened an office" is our news."""
    return bool(re.search(r"\b(?:we|our|us)\b(?:\W+\w+){0,4}\W*$", text[: match.start()], re.IGNORECASE))


def _content_is_known(message: Message, text: str, seen: re.Match[str]) -> bool:
    """Whether what is claimed to be seen shares a word of weight with a fact, or has none at all."""
    rest = (
        text[seen.end() :]
        if re.match(
            r"(?i)\b(?:I|saw|noticed|read|heard|congrat|impressed|it (?:looks|seems))", text[seen.start() :]
        )
        else text[seen.start() :]
    )
    first = re.split(r"[,;:—–]|\bso\b|\bbut\b|\band I\b|\bwhich\b", rest)[0]
    words = content_words(first) - _names(message) - {"writ", "ask", "reach", "short", "quick"}
    if not words:
        return True
    return bool(words & _words_of_facts(message))


def _names_are_known(message: Message, text: str) -> bool:
    names = re.findall(r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w'’&-]+(?:\s+[A-Z][\w'’&-]+)*", text)
    plain = [
        word
        for name in names
        for word in re.findall(r"[\w'’]+", name)
        if len(word) > 2 and word not in ("Congratulations", "Congrats", "Well")
    ]
    return all(fold(re.sub(r"['’]s$", "", word)) in message.known_words or _is_common(word) for word in plain)


def _is_common(word: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|LinkedIn|Google|SEEK|Seek|Instagram|Facebook|Australia\w*|AI|CEO|[A-Z]{2,4}s?|I['’]\w+|Congrat\w+",
            word,
        )
    )


def _about_us(message: Message, text: str) -> Iterator[tuple[Severity, str, tuple[int, int]]]:
    kinds = kinds_of(text, BRAND_EVENTS)
    if not kinds:
        return
    ours = " \n".join((*message.brand.facts, message.brand.title, message.brand.company, *message.asked))
    borne = set(kinds_of(ours, BRAND_EVENTS))
    about_lead = kinds_of(" \n".join(message.lead.facts), BRAND_EVENTS)
    for kind, match in kinds.items():
        before = text[: match.start()]
        if (
            (kind in borne and _same_words(kind, match[0], ours))
            or _NEGATED.search(before)
            or (kind in about_lead and _YOU.search(text))
        ):
            continue
        if fold(match[0]) in fold(ours):
            continue
        asks = text.rstrip('"”’)').endswith("?") or bool(
            re.search(r"\bif\b|\bwould\b", before, re.IGNORECASE)
        )
        soft = kind in ("results", "offer") and not re.search(
            r"discount|half|first|month free|study|studies|research|award", match[0], re.IGNORECASE
        )
        soft = soft or (
            kind == "guarantee"
            and not re.search(
                r"guarantee|money|risk|promise|don['’]t pay|no[- ]win|refund|save you|make you",
                match[0],
                re.IGNORECASE,
            )
        )
        soft = soft or (
            kind == "customers"
            and bool(re.search(r"our (?:clients|customers|users)|case stud", match[0], re.IGNORECASE))
        )
        yield "soft" if soft or asks else "hard", "No fact of the brand says so", match.span()


def _same_words(kind: str, said: str, ours: str) -> bool:
    """A fact of the same kind bears it out; for names of standards it must name the same."""
    if kind in ("guarantee", "offer"):
        # A warranty is no guarantee for life, and a free first visit no free trial.
        words = {word[:6] for word in re.findall(r"[a-z]{4,}", said.casefold()) if word not in _LOOSE}
        return all(word in fold(ours) for word in words)
    if kind != "standard":
        return True
    tokens = [
        fold(token)
        for token in re.findall(r"\w+", said)
        if token.isupper() or any(c.isdigit() for c in token)
    ]
    return all(token in fold(ours) for token in tokens)


def _words_of_facts(message: Message) -> frozenset[str]:
    return frozenset(word for text in message.supports for word in content_words(text)) - _names(message)


def _names(message: Message) -> frozenset[str]:
    return frozenset(
        stem(word)
        for text in (message.lead.full_name, message.lead.company)
        for word in WORD.findall(fold(text))
    )
