"""Cut words to what they have in common with their kin: cleaner, cleaning and cleans are one."""

# ruff: noqa: E501  a list of words is easier to read on one line
from __future__ import annotations

import re

from tools.services.gate.message import WORD, fold

_STOP = frozenset(
    "a about after all also am an and any are as at be because been before being but by came can could did do does doing done for from get go going good great had has have he her here hi his how i if in into is it its just know last let like long look looking looks lot made make many may me more most much my new no not now of off on one only or other our out over own really recent recently said saw say see seen seems she since so some something such than that the their them then there these they thing this those through time to too two up us very was way we well were what when where which while who why will with work working would write writing you your yours noticed notice read heard hear loved love enjoyed impressed impressive congratulations congrats across found latest company business team firm people page website online thought caught big fan news keep running run way means usually best hello brief short moment across recently great caught eye seemed doing day interesting reason today week busy feel sure imagine hope role take taken took taking things getting put".split()
)


def content_words(text: str) -> frozenset[str]:
    """Stems of the words of weight."""
    words = [word for token in WORD.findall(fold(text)) for word in re.split(r"['’.&-]", token)]
    return frozenset(stem(word) for word in words if word not in _STOP and len(word) > 2)


def stem(word: str) -> str:
    """The word without the endings that inflect it or make another of its kin."""
    return (
        re.sub(r"(?:ings?|ed|es|s|ly|ments?|ers?|ors?|ions?|e)$", "", word)
        if len(word) > 4
        else word.rstrip("s")
    )
