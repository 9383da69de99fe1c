"""Name what can be wrong with a message, once for the product and for everybody who measures it."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Code(StrEnum):
    """What was found; `MEANING` says what each one means."""

    TOKEN_LEAK = "TOKEN_LEAK"  # noqa: S105  the name of a defect, no secret
    NULL_LEAK = "NULL_LEAK"
    PLACEHOLDER_URL = "PLACEHOLDER_URL"
    PROMPT_ARTEFACT = "PROMPT_ARTEFACT"
    ENTITY_LEAK = "ENTITY_LEAK"
    UNSUPPORTED_CLAIM = "UNSUPPORTED_CLAIM"
    WRONG_NAME = "WRONG_NAME"
    WRONG_COMPANY = "WRONG_COMPANY"
    WRONG_CITY = "WRONG_CITY"
    LENGTH = "LENGTH"
    SUBJECT_LEN = "SUBJECT_LEN"
    BODY_LEN = "BODY_LEN"
    SMS_SEGMENTS = "SMS_SEGMENTS"
    NO_OPTOUT = "NO_OPTOUT"
    NO_SENDER_ID = "NO_SENDER_ID"
    FAKE_RE = "FAKE_RE"
    SPAM_WORDS = "SPAM_WORDS"
    ALL_CAPS = "ALL_CAPS"
    LINKS = "LINKS"
    SHORTENER = "SHORTENER"
    BAD_URL = "BAD_URL"
    HTML_HIDDEN = "HTML_HIDDEN"
    VOICE_UNSPEAKABLE = "VOICE_UNSPEAKABLE"
    READABILITY = "READABILITY"
    DUPLICATE = "DUPLICATE"
    FORBIDDEN_WORD = "FORBIDDEN_WORD"


MEANING: Mapping[Code, str] = MappingProxyType(
    {
        Code.TOKEN_LEAK: "a placeholder or merge field of any tool stands unfilled: {{first_name}}, [Company], *|FNAME|*",
        Code.NULL_LEAK: "a missing value was written out (None, null, NaN, [object Object]) or left a hole (“Hi ,”)",
        Code.PLACEHOLDER_URL: "a link to nowhere: example.com, yourdomain.com, calendly.com/your-name, [link]",
        Code.PROMPT_ARTEFACT: "words of a model or a brief rather than of the sender: “As an AI”, “Here is the draft”, Markdown, notes to self",
        Code.ENTITY_LEAK: "what belongs to somebody else or to the page's code: another person, company, place or address; &amp; and the like in plain text",
        Code.UNSUPPORTED_CLAIM: "a number, price, customer, award, event, promise or acquaintance that no fact of lead or brand bears out",
        Code.WRONG_NAME: "greets, addresses or signs with a name that is not the lead's or the sender's",
        Code.WRONG_COMPANY: "names a company as the lead's that is not",
        Code.WRONG_CITY: "places the lead in a city that no fact names",
        Code.LENGTH: "longer than its channel takes (SUBJECT_LEN, BODY_LEN and SMS_SEGMENTS say which limit), or empty",
        Code.SUBJECT_LEN: "a subject of more than 50 characters, or none where there must be one",
        Code.BODY_LEN: "more words than the form allows: email 150, voice and letter 220, postcard 70",
        Code.SMS_SEGMENTS: "the whole text takes more than one SMS segment",
        Code.NO_OPTOUT: "email or SMS without a way to be left alone",
        Code.NO_SENDER_ID: "does not say who sends: company, and in an email its postal address",
        Code.FAKE_RE: "pretends to answer or to forward where there was no message before",
        Code.SPAM_WORDS: "words that filters and people take for spam",
        Code.ALL_CAPS: "words shouted in capitals that are neither names nor abbreviations",
        Code.LINKS: "too many links for the channel, or one that leads neither to the brand nor to the lead",
        Code.SHORTENER: "a link behind a shortener, which hides where it leads",
        Code.BAD_URL: "a malformed link: broken scheme, no host, spaces, a raw address of a machine",
        Code.HTML_HIDDEN: "text or pictures made not to be seen: display:none, size 0, zero-width letters, tracking pixels, scripts",
        Code.VOICE_UNSPEAKABLE: "a voice script with what cannot be said: links, signs, Markdown, stage directions, endless sentences",
        Code.READABILITY: "sentences or paragraphs too long or too hard to read at first sight",
        Code.DUPLICATE: "says again what an earlier touch, or another sentence of this one, has said",
        Code.FORBIDDEN_WORD: "a word that the client's brand never uses",
    }
)  # fmt: skip

WIDER: Mapping[Code, Code] = MappingProxyType(
    {
        Code.SUBJECT_LEN: Code.LENGTH,
        Code.BODY_LEN: Code.LENGTH,
        Code.SMS_SEGMENTS: Code.LENGTH,
        Code.WRONG_NAME: Code.ENTITY_LEAK,
        Code.WRONG_COMPANY: Code.ENTITY_LEAK,
        Code.WRONG_CITY: Code.ENTITY_LEAK,
    }
)
"""The wider defect that a narrow one is too."""
