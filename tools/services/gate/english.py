"""Know which words are ordinary English, and so neither names nor abbreviations.

`english.txt` has the lower-case words of the small American and British lists of SCOWL, one a line. Copyright
2000-2018 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell these word lists, the associated
scripts, the output created from the scripts, and its documentation for any purpose is hereby granted without fee,
provided that the above copyright notice appears in all copies and that both that copyright notice and this permission
notice appear in supporting documentation. Kevin Atkinson makes no representations about the suitability of this array
for any purpose. It is provided "as is" without express or implied warranty.
"""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).with_name("english.txt")
_LATER = frozenset(
    "analytics api app apps backend blog blogs broadband chatbot chatbots cloud cybersecurity dashboard dashboards deliverables dropdown ebook ebooks ecommerce email emails emailed emailing fintech fleet "
    "frontend google hybrid inbox inboxes inmail internet laptop laptops malware multicultural offline onboarding onsite online outreach payroll personalise personalised personalize personalized phishing plugin podcast "
    "podcasts proactive proactively rebrand reskilling rollout runtime scalable screenshot signup smartphone smartphones spreadsheet startup startups strata stakeholder stakeholders streamline streamlined superannuation telehealth unsubscribe upload uploads "
    "upskilling voicemail webinar webinars website websites wellbeing whitepaper wifi workflow workflows workplace ca wo sha ain".split()
)
"""What people at work say and the lists, which are older, lack; and the stems of "can't", "won't" and "shan't"."""


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(WORDS.read_text(encoding="utf-8").split()) | _LATER


def is_english(word: str) -> bool:
    """Whether this is an ordinary English word, whatever its case; each part of a compound must be one, "re-" too."""
    plain = re.sub(r"(?:['’](?:s|re|ve|ll|d|m|t)|n['’]t|s['’])$", "", word.lower().replace("’", "'"))
    known = _words()
    return all(
        _is_form(part, known)
        for part in re.split(r"[-/&']", plain)
        if part and part not in ("re", "co", "de", "un", "non", "pre", "eco", "anti", "multi", "semi")
    )


def _is_form(word: str, known: frozenset[str]) -> bool:
    """Whether a word, or what it inflects, is known; the lists lack rarer plurals and doers."""
    if word in known or len(word) == 1:
        return True
    stems = {re.sub(r"s$", "", word), re.sub(r"(?:er|or)s?$", "", word), re.sub(r"(?:ed|ing|ly)$", "", word)}
    return len(word) > 4 and any(stem in known or f"{stem}e" in known for stem in stems if stem != word)
