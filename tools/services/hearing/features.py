"""Take an answer apart into what can be weighed: words, turns of phrase, concepts and known patterns."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from tools.services.hearing import machine_mail, optout
from tools.services.hearing.concepts import concepts_of
from tools.services.hearing.phrases import hits
from tools.services.hearing.short_answers import short_answer
from tools.services.hearing.turns import turns

WINDOW = 4
"""How many words further a concept still belongs to another."""
CHARACTERS = 1_500
ANECDOTE = "u:anecdote"
"""Shown where words of opting out are about somebody else's list."""
ASKS_TO_STOP = "u:asks"
"""Shown by what reads like a request to stop."""
_SLANG = {
    "u": "you", "ur": "your", "pls": "please", "plz": "please", "thx": "thanks", "ta": "thanks", "tks": "thanks",
    "dont": "don't", "doesnt": "doesn't", "im": "i'm", "ive": "i've", "cant": "can't", "wont": "won't", "didnt": "didn't",
    "isnt": "isn't", "arent": "aren't", "txt": "text", "txts": "texts", "msg": "message", "msgs": "messages",
    "msging": "messaging", "txting": "texting", "r": "are", "n": "and", "y": "why", "ya": "you", "wanna": "want", "gonna": "going",
    "tmrw": "tomorrow", "tmw": "tomorrow", "2moro": "tomorrow", "arvo": "afternoon", "info": "information",
    "unsub": "unsubscribe", "unsubcribe": "unsubscribe", "unsuscribe": "unsubscribe", "naw": "no", "nope": "no", "nah": "no",
    "yep": "yes", "yeah": "yes", "yup": "yes", "e-mail": "email", "e-mails": "emails", "cheers": "thanks", "whats": "what's",
    "hows": "how's", "lets": "let's", "thats": "that's", "id": "i'd", "youre": "you're", "wouldnt": "wouldn't",
}  # fmt: skip
_MASKS = (
    (re.compile(r"https?://\S+|\bwww\.\S+"), " _link_ "),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w"), " _address_ "),
    (re.compile(r"(?<![\w/])\+?\(?\d[\d\s().-]{6,}\d(?!\w)"), " _phone_ "),
    (re.compile(r"\b\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.|ish|o'clock)(?!\w)|\b\d{1,2}:\d\d\b"), " _clock_ "),
    (re.compile(r"\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b20\d\d\b"), " _date_ "),
    (re.compile(r"\b[a-z]*-?\d{4,}\b"), " _number_ "),
)  # fmt: skip
_SUBJECTS = (
    ("calendar", re.compile(r"\b(?:accepted|declined|tentative\w*|invitation|new time proposed|updated invitation|cancell?ed)\b.{0,3}:", re.IGNORECASE)),
    ("unsubscribe", re.compile(r"unsubscribe", re.IGNORECASE)),
    ("read", re.compile(r"^(?:not )?read:", re.IGNORECASE)),
    ("automatic", re.compile(r"^\W*(?:auto|out of)", re.IGNORECASE)),
    ("receipt", re.compile(r"thank|received|request|confirm|ticket|case", re.IGNORECASE)),
)  # fmt: skip
_TOKEN = re.compile(r"_[a-z]+_|[^\W\d_]+(?:['’*-][^\W\d_]+)*|\d+|[?!👍👎🛑🚫🙄😂🙌✅🏖]")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_SENTENCE = re.compile(r"(?<=[.!?;。！？])\s*|\n+|\s+[-–—]\s+")
_WH = re.compile(
    r"\W*(?:(?:and|so|but|ok|sorry|hi \w+|quick q)\W+)*(?:what|how|who|where|which|why|when)\w*\b"
)
_AUX = re.compile(
    r"\W*(?:(?:and|so|but|ok|sorry|hi \w+)\W+)*(?:do|does|did|is|are|was|can|could|would|will|have|has|any|might|may)\b"
)


def features(text: str, *, channel: str, subject: str = "", outbound: str = "") -> frozenset[str]:
    """The names of everything that the answer shows; `text` is without quoted history."""
    found = _of_words_and_form(text, channel, outbound)
    stops = optout.signs(text)
    found.update(f"u:{name}" for name in stops)
    if optout.say_so(stops) or optout.is_stop_word(text, sms=channel == "sms"):
        found.add(ASKS_TO_STOP)
    found.update(f"a:{name}" for name in machine_mail.signs(text[:CHARACTERS], subject))
    found.update(f"h:{name}" for name, pattern in _SUBJECTS if pattern.search(subject))
    short = short_answer(text, outbound)
    if short is not None:
        found.add(f"j:{short.value}")
    return frozenset(found)


def _of_words_and_form(text: str, channel: str, outbound: str) -> set[str]:
    low = text[:CHARACTERS].lower().replace("’", "'")
    found = {f"x:{name}" for name in hits(text[:CHARACTERS])}
    found.update(f"v:{name}" for name in turns(text[:CHARACTERS].replace("’", "'")))
    for mask, word in _MASKS:
        low = mask.sub(word, low)
    count = 0
    sentences = [sentence for sentence in _SENTENCE.split(low) if sentence and sentence.strip()]
    for at, sentence in enumerate(sentences):
        words = [_SLANG.get(each[0], each[0]) for each in _TOKEN.finditer(sentence)]
        count += len(words)
        found.update(_of_words(words))
        found.update(_of_form(sentence))
        if at == len(sentences) - 1 and at:
            found.update(f"last:{concept}" for word in words for concept in concepts_of(word))
    for run in _UNSPACED.findall(low):
        found.update(f"k:{run[i : i + size]}" for size in (1, 2, 3) for i in range(len(run) - size + 1))
    found.add(
        f"n:{min(count, 4) if count < 5 else 8 if count < 9 else 16 if count < 17 else 32 if count < 40 else 64}"
    )
    found.add(f"ch:{channel}")
    if count <= 8:
        found.update(_of_what_was_asked(outbound.lower()))
    return found


def _of_words(words: list[str]) -> Iterator[str]:
    denied = 0
    ideas: list[tuple[int, str]] = []
    for at, word in enumerate(words):
        yield f"w:{word}"
        yield from _of_letters(word)
        for concept in concepts_of(word):
            yield f"c:{concept}"
            if denied and concept != "NEG":
                yield f"not:{concept}"
            ideas.append((at, concept))
        denied = WINDOW if "NEG" in concepts_of(word) else max(0, denied - 1)
    yield from (f"b:{one} {other}" for one, other in itertools.pairwise(["^", *words, "$"]))
    yield from (f"t:{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    for n, (at, concept) in enumerate(ideas):
        for later, other in ideas[n + 1 :]:
            if later - at > WINDOW:
                break
            if later > at:
                yield f"p:{concept}>{other}"


def _of_letters(word: str) -> Iterator[str]:
    if len(word) >= 5 and word.isalpha():
        marked = f"<{word}>"
        yield from (f"l:{marked[i : i + 4]}" for i in range(len(marked) - 3))


def _of_form(sentence: str) -> Iterator[str]:
    asks = "?" in sentence
    if _WH.match(sentence):
        yield "s:wh?" if asks else "s:wh"
    if _AUX.match(sentence):
        yield "s:aux?" if asks else "s:aux"
    if asks:
        yield "s:?"


def _of_what_was_asked(outbound: str) -> Iterator[str]:
    if not outbound:
        return
    asked = [part for part in _SENTENCE.split(outbound) if "?" in part] or [outbound[-200:]]
    for word in _TOKEN.findall(asked[-1]):
        yield from (f"o:{concept}" for concept in concepts_of(word))
