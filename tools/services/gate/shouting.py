"""Find what sounds like a market crier: capitals, spam words, rows of exclamation marks."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, fold, found

_CAPS = re.compile(r"(?<![\w@/.&-])[A-ZÀ-Þ][A-ZÀ-Þ'’]+(?:-[A-ZÀ-Þ]+)*(?![\w@&-])")
_SHORT_WORDS = frozenset(
    "A ALL AND ANY ARE ASK BAD BEST BIG BOOK BUT BUY CALL CAN CASH DAY DEAL DO DON'T END FAST FOR FREE FROM GET GIVE GO GOOD HAVE HEY HOT HOW HUGE IN IS IT IT'S JUST KEY LAST LET LIKE LOOK LOVE LOW MISS MORE MUST NEED NEVER NEW NEXT NO NOT NOW OF OFF ON ONE ONLY OPEN OUR OUT PAY PLUS READ REAL SAVE SAY SEE SO STOP TELL THAN THAT THE THEY THIS TIME TO TODAY TOP TRUE TRY TWO VERY WAIT WANT WAS WE WHAT WHEN WHO WHY WILL WIN WITH WORK WOW YES YOU YOUR ACT".split()
)
_LONG_ABBREVIATIONS = frozenset(
    "ACCC AHPRA ANZAC APRA ASIC AUSTRAC CASA COVID CSIRO GDPR HECS HELP HIPAA IATA ICAC IELTS ISBN JPEG LGBTQI LGBTQIA LINKEDIN LLC MYOB NAPLAN NASA NATA NDIS NEHTA NOPSEMA PAYG PCIDSS QANTAS QBCC RACGP SAAS SMSF STOP SWOT TAFE UNESCO UNICEF USP WGEA WHSQ XERO XXXX YMCA ASAP RSVP HTML HTTP HTTPS JSON API APIS CEOS CFOS CTOS FAQ FAQS GPS KPI KPIS OHS ROI SEO SMS WHS TOEFL SACE VCAL AICPA CRM ERP EFTPOS BPAY VEVO ISO NATSPEC BIM HVAC ICT IOT MRI CCTV AUKUS ASEAN INSERT RACV NRMA NSWRL SCADA DIFOT GMROI EBIT EBITDA FIFO DIDO ATAR NABERS BASIX PEXA CAFE".split()
)
_STRONG = re.compile(
    r"\bact (?:now|fast|today|immediately)\b|\b(?:limited|today only|exclusive|special|once[- ]in[- ]a[- ]lifetime|unbeatable|amazing|incredible|last[- ]chance)[- ](?:time )?(?:offer|deal|opportunity|promotion|bonus|only)s?\b|\b(?:offer|deal) (?:expires|ends)\b|\bwhile (?:stocks?|supplies) last\b|\bclick (?:here|below|now|this link)\b|\b100 ?% (?:free|satisf\w+|guaranteed|risk[- ]free|off)|\brisk[- ]free\b|\bno[- ](?:risk|strings attached|obligation|catch|cost|fees|credit check|questions asked|hidden (?:fees|costs|charges))\b"
    r"|\bmake (?:\w+ )?(?:money|\$+\d*)\b|\b(?:earn|extra|fast|easy|free|quick|big) (?:cash|money|bucks|income|profits?)\b|\bcash (?:bonus|prize|back)\b|\b(?:double|triple|skyrocket|explode|supercharge|10x|ten[- ]?x) your (?:income|money|revenue|sales|leads|business|profits?|roi|growth)\b|\bget rich\b|\bwork from home\b|\byou(?:['’]ve| have)? (?:won|been selected|been chosen)\b|\b(?:you are|you['’]re) a (?:lucky )?winner\b|\bcongratulations!{1,}|\b(?:buy|order|call|apply|sign up|subscribe|register|book|download) now\b|\b(?:lowest|best|unbeatable|cheapest|slashed) prices?\b|\bprices? slashed\b|\bdirt cheap\b|\bbargain\b|\bmiracle\b|\bguaranteed (?:results?|success|leads|roi|income|returns?|rankings?)\b|\bmoney[- ]back\b|\b(?:don['’]?t|do not) (?:miss (?:out|this|your chance)|delete|hesitate|wait another)\b|\bhurry\b|\burgent(?:ly)?\b[!:]|\b(?:final|last) (?:notice|warning|call)\b[!:]?|\b(?:expires|ends) (?:today|tonight|soon|at midnight)\b|\bonly \d+ (?:spots?|places?|seats?|left|remaining)\b|\bspots? (?:are )?(?:left|running out|filling)|\bthis (?:is not|isn['’]t) spam\b|\bgame[- ]?chang\w+|\brevolutionary\b|\bsecret (?:formula|sauce|weapon|to)\b|\binstant(?:ly)? (?:results?|rich|approval|access|cash)\b|\b(?:viagra|casino|crypto|bitcoin|lottery|weight loss|pre-?approved|debt relief)\b|\bfree (?:gift|bonus|iphone|ipad|money|access|membership|quote|leads|consultation|trial)!|\bfree!+|\$\$+|!{2,}|\b(?:mind[- ]?blowing|jaw[- ]?dropping|unbelievable|insane(?:ly)?|too good to be true|dream come true|blowout|mega sale|clearance|flash sale|all[- ]new|satisfaction guaranteed|no brainer|crush(?:ing)? (?:it|your)|explosive growth|killer deal|be your own boss|financial freedom|passive income|eliminate (?:bad )?(?:debt|credit)|increase (?:your )?sales by)\b|\bdear (?:friend|sir or madam|valued customer)\b",
    re.IGNORECASE,
)  # fmt: skip


def shouting(message: Message) -> Iterator[Finding]:
    """Capitals that shout: two words together are hard, one alone is remarked."""
    for where, text in (("subject", message.subject), ("body", message.own)):
        shouted = [match for match in _CAPS.finditer(text) if _is_shouted(message, match[0])]
        if not shouted:
            continue
        runs = _together(text, shouted)
        severity = message.house() if runs > 1 or len(shouted) > 2 else "soft"
        said = " ".join(match[0] for match in shouted)[:60]
        span = (shouted[0].start(), shouted[-1].end())
        yield found(
            Code.ALL_CAPS,
            severity,
            f"The {where} shouts: {said}.",
            span,
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
    several = len({fold(match[0]) for _, match in hits}) > 1
    for where, match in hits:
        severity = (
            message.house()
            if several or (where == "subject" and any(c.isalpha() for c in match[0]))
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
    bare = word.replace("’", "'")
    plain = re.sub(r"'S$", "", bare)
    if any(re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text) for text in message.known):
        return False
    if plain in _SHORT_WORDS:
        return plain not in ("A", "STOP", "HELP")
    parts = plain.split("-")
    if all(part in _LONG_ABBREVIATIONS or len(part) < 4 for part in parts):
        return False
    if len(plain) == 4:
        # NDIS and CRMS are abbreviations; words of four letters have their vowel in the middle.
        return (
            bool(
                re.fullmatch(
                    r"[B-DF-HJ-NP-TV-Z]{1,2}[AEIOU]{1,2}[A-Z]{1,2}|[AEIOU][B-DF-HJ-NP-TV-Z]{1,2}[AEIOUY][A-Z]?",
                    plain,
                )
            )
            and plain not in _LONG_ABBREVIATIONS
        )
    return len(plain) > 4 and bool(re.search(r"[AEIOUY]", plain))


def _together(text: str, shouted: list[re.Match[str]]) -> int:
    """The longest row of shouted words with nothing but signs and short capitals between them."""
    longest = run = 1
    for before, after in itertools.pairwise(shouted):
        between = text[before.end() : after.start()]
        run = run + 1 if re.fullmatch(r"[^a-z]{0,12}", between) else 1
        longest = max(longest, run)
    return longest
