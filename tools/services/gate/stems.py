"""Cut words to what they have in common with their kin: cleaner, cleaning and cleans are one."""

# ruff: noqa: E501  a list of words is easier to read on one line
from __future__ import annotations

import re
from functools import lru_cache

from tools.services.gate.words import WORD, fold

_STOP = frozenset(
    "a about after all also am an and any are as at be because been before being but by came can could did do does doing done for from get go going good great had has have he her here hi his how i if in into is it its just know last let like long look looking looks lot made make many may me more most much my new no not now of off on one only or other our out over own really recent recently said saw say see seen seems she since so some something such than that the their them then there these they thing this those through time to too two up us very was way we well were what when where which while who why will with work working would write writing you your yours noticed notice read heard hear loved love enjoyed impressed impressive congratulations congrats across found latest company business team firm people page website online thought caught big fan news keep running run way means usually best hello brief short moment across recently great caught eye seemed doing day interesting reason today week busy feel sure imagine hope role take taken took taking things getting put".split()
)


_IRREGULAR: dict[str, str] = {
    pair.partition(":")[0]: pair.partition(":")[2]
    for pair in "began:begin bought:buy brought:bring built:build caught:catch chose:choose chosen:choose cut:cut drew:draw drove:drive fell:fall fallen:fall felt:feel flew:fly grew:grow grown:grow held:hold kept:keep led:lead left:leave lost:lose made:make meant:mean met:meet paid:pay ran:run rebuilt:rebuild rose:rise risen:rise sent:send shown:show sold:sell sought:seek spent:spend spoke:speak stood:stand taught:teach told:tell won:win wore:wear wrote:write written:write children:child men:man women:woman".split()
}
_KIN = (
    "hire hiring recruit recruiting advertise advertised advertising vacancy vacancies job jobs role roles opening seek",
    "staff employee employees employ employs worker workers workforce headcount crew",
    "client clients customer customers user users",
    "cost costs price prices priced pricing charge charges fee fees pay pays",
    "buy buys acquire acquired acquisition purchase purchased takeover",
    "open opened opens launch launched start started begin began founded established since",
    "run runs operate operates operating manage manages managing maintain maintains",
    "shop store stores shops outlet outlets branch branches",
    "office offices site sites location locations premises depot depots place places",
    "car cars vehicle vehicles van vans truck trucks fleet lorry lorries",
    "build builds built construct construction builder erect",
    "repair repairs fix fixes fixing mend",
    "fast quick quickly faster rapid swift",
    "cover covers covered insurance insure insured policy",
    "clean cleans cleaning cleaner cleaners",
    "licence license licensed licenced certified accredited registered authorised authorized regulated",
    "answer answers answered reply replies respond response",
    "check checks checked review reviewed inspect inspection inspections audit",
    "move moved moving relocate relocated relocation shift",
    "grow grew growing growth expand expanded expansion extend",
    "win won award awarded prize finalist shortlisted winner",
    "deliver delivers delivery deliveries ship ships shipped freight transport",
    "make makes making produce produces manufacture manufactures manufacturer bake bakes brew brews",
    "monthly month months",
    "weekly week weeks",
    "yearly annual annually year years",
    "daily day days",
    "refit refitted renovate renovated renovation refurbish refurbished rebuild rebuilt",
    "school schools college colleges",
    "doctor doctors gp clinic clinics practice practices surgery",
    "house houses home homes dwelling",
    "teach teaches teacher teachers lesson lessons class classes training train",
    "law lawyer lawyers legal solicitor solicitors attorney",
    "account accounts accounting accountant accountants books bookkeeping bookkeeper",
)
"""Words that facts and messages say for one another; each is read as the first of its row."""


@lru_cache(maxsize=8_192)
def content_words(text: str) -> frozenset[str]:
    """Stems of the words of weight."""
    words = [word for token in WORD.findall(fold(text)) for word in re.split(r"['’.&-]", token)]
    return frozenset(stem(word) for word in words if word not in _STOP and len(word) > 2)


def stem(word: str) -> str:
    """The word without the endings that inflect it or make another of its kin; irregular verbs by their present."""
    word = _IRREGULAR.get(word, word)
    if len(word) <= 4:
        return word.rstrip("s")
    word = re.sub(r"(?:ies|ied)$", "y", word)
    cut = re.sub(r"(?:ings?|ed|es|s|ly|ments?|ers?|ors?|ions?|e)$", "", word) if len(word) > 4 else word
    return cut[:-1] if re.search(r"([bdgmnprt])\1$", cut) else cut


@lru_cache(maxsize=8_192)
def meanings(text: str) -> frozenset[str]:
    """The weighty stems of a text, those that mean the same by one of them."""
    return frozenset(_SAME.get(word, word) for word in content_words(text))


def same(word: str) -> str:
    """The stem of a word, or of the first of those that mean the same."""
    return _SAME.get(stem(word), stem(word))


_SAME = {stem(word): stem(group.split()[0]) for group in _KIN for word in group.split()}
