"""Understand what reviewers ask of a draft: shorter, more formal, mention this, never that."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FLAGS = re.IGNORECASE
PRICE = re.compile(
    r"\$|\baud\b|\bpric\w+|\bcosts?\b|\bfees?\b|\bper (?:month|week|user|seat)\b|\bdiscount\w*", _FLAGS
)
_LINK = re.compile(r"https?://", _FLAGS)
_NEVER = r"\b(?:no|not|never|don'?t|do not|without|avoid|drop|remove|leave out|skip|cut|stop)\b"
_MENTION = re.compile(
    r"(?<!not )(?<!n't )(?<!never )\b(?:mention|include|add|talk about|refer to|bring up|lead with|start with|emphasi[sz]e|say something about|use)\s+(?:that\s+|the\s+|our\s+|their\s+|his\s+|her\s+)?(?P<what>[^.;\n]{3,80})",
    _FLAGS,
)
_OMIT = re.compile(
    rf"{_NEVER}\s+(?:(?:to\s+)?(?:mention\w*|say\w*|talk\w*|refer\w*|us(?:e|ing)|write|speak\w*|bring\w*)\s+)?(?:about\s+|to\s+|up\s+|of\s+)?(?:the\s+|our\s+|their\s+|any\s+|word\s+)?[\"“']?(?P<what>[^.;,\n\"”']{{3,40}})",
    _FLAGS,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What the next version should be like; `notes` are the numbers of the notes that say so."""

    shorter: bool = False
    formal: bool | None = None
    soft: bool = False
    no_price: bool = False
    link: bool | None = None
    mention: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()

    def rules_out(self, sentence: str) -> bool:
        """Whether a wish forbids the sentence."""
        if self.no_price and PRICE.search(sentence):
            return True
        if self.link is False and _LINK.search(sentence):
            return True
        return any(re.search(rf"\b{re.escape(word)}", sentence, _FLAGS) for word in self.omit)


def wishes_of(feedback: str, notes: Mapping[int, str]) -> Wishes:
    """The reviewer's remark and what was learned before; the remark wins."""
    found = [(0, _read(feedback))] + [(number, _read(text)) for number, text in notes.items()]
    active = [(number, wish) for number, wish in found if wish != Wishes()]
    formal = [wish.formal for _, wish in active if wish.formal is not None]
    link = [wish.link for _, wish in active if wish.link is not None]
    return Wishes(
        shorter=any(wish.shorter for _, wish in active),
        formal=formal[0] if formal else None,
        soft=any(wish.soft for _, wish in active),
        no_price=any(wish.no_price for _, wish in active),
        link=link[0] if link else None,
        mention=tuple(what for _, wish in active for what in wish.mention),
        omit=tuple(what for _, wish in active for what in wish.omit),
        notes=tuple(number for number, _ in active if number),
    )


def _read(text: str) -> Wishes:
    if not text:
        return Wishes()
    less_formal = re.search(
        r"\b(?:less|not so|too)\s+(?:formal|stiff|corporate)|\b(?:casual|friendl\w+|relaxed|warmer|informal)\b",
        text,
        _FLAGS,
    )
    more_formal = re.search(
        r"\b(?:more|be)\s+(?:formal|professional)|\bformal tone|\btoo (?:casual|chatty|informal)",
        text,
        _FLAGS,
    )
    no_price = re.search(
        rf"{_NEVER}[^.]{{0,40}}\b(?:pric\w+|costs?|fees?|\$|discount\w*|money|rates)\b", text, _FLAGS
    )
    no_link = re.search(rf"{_NEVER}[^.]{{0,30}}\b(?:links?|urls?|calendar|booking)\b", text, _FLAGS)
    add_link = re.search(r"\b(?:add|include|with|put)\b[^.]{0,30}\b(?:link|calendar|booking)\b", text, _FLAGS)
    plain = {"price", "prices", "pricing", "cost", "costs", "link", "links", "fees"}
    omit = tuple(
        w
        for m in _OMIT.finditer(text)
        if (w := _subject(m["what"])) and w not in plain and len(w.split()) <= 3
    )
    return Wishes(
        shorter=bool(
            re.search(
                r"\b(?:short\w*|brief\w*|concise|cut (?:it )?down|too long|trim|half the length|tighter)\b",
                text,
                _FLAGS,
            )
        ),
        formal=True if more_formal else False if less_formal else None,
        soft=bool(
            re.search(
                r"\b(?:less|not so|too|so)\s+(?:sales\w*|pushy|aggressive|market\w*)|\bsofter\b|\bless of a pitch|\btone (?:it )?down",
                text,
                _FLAGS,
            )
        ),
        no_price=bool(no_price),
        link=False if no_link else True if add_link else None,
        mention=tuple(
            m["what"].strip() for m in _MENTION.finditer(text) if not no_price or not PRICE.search(m["what"])
        ),
        omit=() if re.search(r"\bnot so\b|\bno longer than\b", text, _FLAGS) else omit,
    )


def _subject(what: str) -> str:
    words = re.split(
        r"\b(?:in|at|on|for|so|because|please|when|until|before|again|with|too|than)\b", what.strip().lower()
    )[0]
    return words.strip(" .!\"'")
