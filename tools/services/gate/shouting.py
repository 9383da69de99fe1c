"""Find what sounds like a market crier: capitals, spam words, rows of exclamation marks."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.english import is_english
from tools.services.gate.message import Message, found
from tools.services.gate.words import fold

_CAPS = re.compile(r"(?<![\w@/.&-])[A-ZÀ-Þ][A-ZÀ-Þ'’]+(?:-[A-ZÀ-Þ]+)*(?![\w@&-])")
_SPACED = re.compile(r"(?<!\w)(?:[A-Z] ){3,}[A-Z](?!\w)")
_ALSO_SHORT_FOR = frozenset(
    "ACE ACT AID AIDS ARC ASAP BASIC CAD CAM CAR CART CAST CAT CATS COBRA COD COPE DAD DARE DEEP DOT EAR EARN EAT EFT ESP FACTS FAST FAT FIT FOB FORTRAN GAP GEL GEM GIFT HELP HIT HOPE HUB ICE INSET LAMP LAN LASER LEAD LEAP LED MAP MASH MET MICE MIND MODEM MOLE MOT NET NICE NUT PACE PAL PAR PAT PAWS PEP PET PIN PIP PIPS POD POP PUMA RAG RAID RAM REACH REST RIP SAD SAFE SAGE SAP SAVE SCAM SEA SEEK SEND SMART SOLAS SPAM STAR START STEAM STEM STEP STOP SWAT TAP TIP TIPS TOE WAN WASP WASH WAVE WEB WHO ZIP".split()
)
"""Abbreviations of bodies, laws, schools and methods that are spelled like words; one alone shouts nothing."""
_STRONG = re.compile(
    r"\bact (?:now|fast|today|immediately)\b|\b(?:limited|today only|exclusive|special|once[- ]in[- ]a[- ]lifetime|unbeatable|amazing|incredible|last[- ]chance)[- ](?:time )?(?:offer|deal|opportunity|promotion|bonus|only)s?\b|\b(?:offer|deal) (?:expires|ends)\b|\bwhile (?:stocks?|supplies) last\b|\bclick (?:here|below|now|this link)\b|\b100 ?% (?:free|satisf\w+|guaranteed|risk[- ]free|off)|\brisk[- ]free\b|\bno[- ](?:risk|strings attached|obligation|catch|cost|fees|credit check|questions asked|hidden (?:fees|costs|charges))\b"
    r"|\bmake (?:\w+ )?(?:money|\$+\d*)\b|\b(?:earn|extra|fast|easy|free|quick|big) (?:cash|money|bucks|income|profits?)\b|\bcash (?:bonus|prize|back)\b|\b(?:double|triple|skyrocket|explode|supercharge|10x|ten[- ]?x) your (?:income|money|revenue|sales|leads|business|profits?|roi|growth)\b|\bget rich\b|\bwork from home\b|\byou(?:['’]ve| have)? (?:won|been selected|been chosen)\b|\b(?:you are|you['’]re) a (?:lucky )?winner\b|\bcongratulations!{1,}|\b(?:buy|order|call|apply|sign up|subscribe|register|book|download) now\b|\b(?:lowest|best|unbeatable|cheapest|slashed) prices?\b|\bprices? slashed\b|\bdirt cheap\b|\bbargain\b|\bmiracle\b|\bguaranteed (?:results?|success|leads|roi|income|returns?|rankings?)\b|\bmoney[- ]back\b|\b(?:don['’]?t|do not) (?:miss (?:out|this|your chance)|delete|hesitate|wait another)\b|\bhurry\b|\burgent(?:ly)?\b[!:]|\b(?:final|last) (?:notice|warning|call)\b[!:]?|\b(?:expires|ends) (?:today|tonight|soon|at midnight)\b|\bonly \d+ (?:spots?|places?|seats?|left|remaining)\b|\bspots? (?:are )?(?:left|running out|filling)|\bthis (?:is not|isn['’]t) spam\b|\bgame[- ]?chang\w+|\brevolutionary\b|\bsecret (?:formula|sauce|weapon|to)\b|\binstant(?:ly)? (?:results?|rich|approval|access|cash)\b|\b(?:viagra|casino|crypto|bitcoin|lottery|weight loss|pre-?approved|debt relief)\b|\bfree (?:gift|bonus|iphone|ipad|money|access|membership|quote|leads|consultation|trial)!|\bfree!+|\$\$+|!{2,}|\b(?:mind[- ]?blowing|jaw[- ]?dropping|unbelievable|insane(?:ly)?|too good to be true|dream come true|blowout|mega sale|clearance|flash sale|all[- ]new|satisfaction guaranteed|no brainer|crush(?:ing)? (?:it|your)|explosive growth|killer deal|be your own boss|financial freedom|passive income|eliminate (?:bad )?(?:debt|credit)|increase (?:your )?sales by)\b|\bdear (?:friend|sir or madam|valued customer)\b",
    re.IGNORECASE,
)  # fmt: skip


_MILD = re.compile(
    r"no[- ](?:obligation|catch|cost|fees|risk|hidden|questions)|hurry|bargain|hesitate|work from home|weight loss|casino|crypto|bitcoin|lottery|clearance|(?:ends|expires) |secret to|dear |(?:book|call|apply|register|download|subscribe) now|game|revolutionary|prices?$|brainer|all-new|urgent|notice|call$|warning|limited|exclusive|special|^you won$|reply$",
    re.IGNORECASE,
)
"""What honest people say too; one alone, or two, is a matter of taste."""


def shouting(message: Message) -> Iterator[Finding]:
    """Ordinary words in capitals: two in a row or three in all are hard, one alone is remarked."""
    for where, text in (("subject", message.subject), ("body", message.own)):
        shouted = [match for match in _CAPS.finditer(text) if _is_shouted(message, match[0])]
        spaced = [match for match in _SPACED.finditer(text) if is_english(match[0].replace(" ", ""))]
        if not shouted and not spaced:
            continue
        alone = _together(text, shouted) == 1 and len(shouted) < 3
        if alone and not spaced and all(match[0] in _ALSO_SHORT_FOR for match in shouted):
            continue
        quoted = all(_is_quoted(text, match) for match in (*shouted, *spaced))
        said = " ".join(match[0] for match in (*shouted, *spaced))[:60]
        yield found(
            Code.ALL_CAPS,
            "soft" if (alone and not spaced) or quoted else message.house(),
            f"The {where} shouts: {said}.",
            ((shouted or spaced)[0].start(), (shouted or spaced)[-1].end()),
            "subject" if where == "subject" else "body",
        )


def spam(message: Message) -> Iterator[Finding]:
    """Words that land in the spam folder; two of them, or one in a subject, are hard."""
    known = fold(" ".join((*message.known, message.lead.company)))
    hits = [
        (where, match)
        for where, text in (("subject", message.subject), ("body", message.own))
        for match in _STRONG.finditer(text)
        if fold(match[0]) not in known or not any(c.isalpha() for c in match[0])
    ]
    loud = [match for _, match in hits if not _MILD.search(match[0])]
    kinds = len({fold(match[0]) for _, match in hits})
    several = kinds > 1 and (bool(loud) or kinds > 2)
    for where, match in hits:
        severity = (
            message.house()
            if several or (where == "subject" and any(c.isalpha() for c in match[0]) and match in loud)
            else "soft"
        )
        yield found(
            Code.SPAM_WORDS,
            severity,
            f"“{match[0]}” sounds like spam.",
            match.span(),
            "subject" if where == "subject" else "body",
        )


def _is_shouted(message: Message, word: str) -> bool:
    """Whether it is an ordinary word; names, facts and whatever no dictionary knows are written as their owners do."""
    plain = re.sub(r"['’]S$", "", word)
    if len(plain) < 3 or not is_english(plain):
        return False
    return not any(re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text) for text in message.known)


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()].rstrip()[-1:], text[match.end() :].lstrip()[:1]
    return before in ("“", '"', "‘", "'") and after in ("”", '"', "’", "'")


def _together(text: str, shouted: list[re.Match[str]]) -> int:
    """The longest row of shouted words with nothing but signs and short capitals between them."""
    longest = run = 1
    for before, after in itertools.pairwise(shouted):
        between = text[before.end() : after.start()]
        run = run + 1 if re.fullmatch(r"[^a-z]{0,12}", between) else 1
        longest = max(longest, run)
    return longest
