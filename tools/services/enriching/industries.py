"""Tell whether two people mean the same industry, one saying “law firms” and the other “legal services”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tools.services.words import plain_words

INDUSTRIES: tuple[str, ...] = (
    (
        "law|legal|lawyer|solicitor|attorney|barrister|conveyancing|conveyancer|law practice"
        "|alternative dispute resolution"
    ),
    "law enforcement|police",
    "accounting|accountant|accountancy|bookkeeping|bookkeeper|tax agent|tax|cpa|audit|auditor",
    (
        "financial|finance|financial planning|financial adviser|financial advisor|wealth|investment"
        "|superannuation|capital market|venture capital|private equity|fund"
    ),
    "banking|bank|credit union|finance|lending|lender|financial",
    "mortgage|mortgage broker|home loan|finance broker|lending|financial",
    "insurance|insurer|insurance broker|underwriting|underwriter",
    (
        "medical|doctor|gp|clinic|general practice|specialist|surgery|surgeon|medical practice|health"
        "|healthcare|hospital"
    ),
    "dental|dentist|dentistry|orthodontist|orthodontics|medical practice|health|healthcare",
    (
        "physio|physiotherapy|physiotherapist|chiropractor|chiropractic|osteopath|podiatrist|podiatry"
        "|allied health|medical practice|health|healthcare"
    ),
    "optometry|optometrist|optician|eye care|medical practice|health|healthcare",
    "psychology|psychologist|mental health|counselling|counsellor|mental health care|medical practice",
    "pharmacy|pharmacist|chemist",
    "pharmaceutical|pharma|biotech|biotechnology|life science",
    "medical device|medical equipment|medtech",
    "aged care|elderly care|nursing home|retirement living|home care",
    "veterinary|vet|veterinarian|animal hospital|animal clinic",
    "construction|builder|building|home builder|commercial builder|contractor|civil construction",
    (
        "trade|tradie|plumbing|plumber|electrical|electrician|hvac|air conditioning|roofing|roofer"
        "|carpenter|painter"
    ),
    "architecture|architect|architecture planning|town planning",
    "engineering|engineer|civil engineering|mechanical engineering|structural engineering",
    (
        "real estate|property|property management|estate agent|realtor|commercial real estate"
        "|leasing real estate"
    ),
    (
        "computer software|software|saas|software development|software engineering|software as service"
        "|app|information technology|technology|tech|internet|startup"
    ),
    (
        "it|information technology|it support|managed it|msp|computer network|technology|tech"
        "|computer network security"
    ),
    "security investigation|security|guarding|private security",
    "telecommunication|telecom|telco",
    (
        "logistics|supply chain|freight|transport|transportation|trucking|courier|warehousing|warehouse"
        "|3pl|shipping|logistics supply chain|transportation trucking railroad|package freight delivery"
        "|import export"
    ),
    (
        "manufacturing|manufacturer|machinery|factory|industrial|fabrication|electronic manufacturing"
        "|electrical electronic manufacturing|industrial automation|plastic|packaging"
    ),
    "wholesale|wholesaler|distributor|distribution",
    "retail|retailer|shop|store|retailing|supermarket|consumer goods|fashion|apparel|apparel fashion",
    "e commerce|ecommerce|online retail|online store|online shop",
    "hospitality|hotel|motel|accommodation|cafe|restaurant|pub|bar|catering|caterer|food beverage",
    "travel|tourism|travel agent|tour operator|leisure travel tourism",
    "wine|winery|vineyard|wine spirit|brewery|distillery",
    "food production|food manufacturing|food beverage",
    (
        "education|education management|school|university|college|higher education"
        "|primary secondary education|e learning|tutoring"
    ),
    "training|professional training|professional training coaching|rto|coaching|coach",
    "childcare|child care|early learning|early childhood|kindergarten|daycare",
    (
        "recruitment|recruiting|recruiter|staffing|staffing recruiting|labour hire|talent acquisition"
        "|headhunter"
    ),
    "human resource|hr|people culture",
    (
        "marketing|advertising|digital marketing|marketing advertising|creative agency|seo|branding"
        "|public relation|pr|market research"
    ),
    "design|graphic design|web design",
    "media|media production|publishing|broadcast|film|video production",
    "consulting|consultant|consultancy|management consulting|advisory",
    "non profit|nonprofit|not for profit|charity|ngo|nonprofit organization|philanthropy",
    "government|council|public sector|government administration",
    "agriculture|farming|farm|farmer|agribusiness|horticulture|dairy",
    "mining|mine|miner|mining metal|quarry|quarrying",
    "energy|oil energy|oil gas|utility|renewable|renewable environment|solar|wind power",
    "solar|solar installer|renewable|renewable environment",
    "automotive|car dealer|mechanic|car repair|panel beater|motor vehicle",
    "fitness|gym|health wellness fitness|wellness|personal trainer|personal training|yoga|pilates",
    "beauty|salon|hairdresser|hairdressing|cosmetic|barber|spa",
    "cleaning|cleaner|facilities|facility|commercial cleaning|janitorial",
    "landscaping|landscaper|gardening|gardener|garden maintenance|lawn mowing",
    "event|wedding|event management|conference|exhibition",
)
"""One trade an entry, by its names in lower case; a wide name such as “health” stands in the entry of each
trade that it covers. Apollo's own names are among them."""
_FILLERS = frozenset(
    "a an and as at by for in of or the co company companies firm firms group industry industries business "
    "businesses office offices organisation organisations organization organizations sector sectors service "
    "services provider providers enterprise enterprises smb smbs sme smes small medium large sized local "
    "based australia australian".split()
)
_LOOSE = frozenset(["agency", "agencies", "practice", "practices", "management", "specialist", "specialists"])
"""Words that say little beside others."""


@lru_cache(maxsize=8_192)
def same_industry(one: str, other: str, industries: tuple[str, ...] = INDUSTRIES) -> bool:
    """Whether they name a trade in common; of trades unknown, whether the words of one stand in the other."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return False
    index = _index(industries)
    trades, other_trades = _trades(words, index), _trades(others, index)
    if trades and other_trades:
        return bool(trades & other_trades)
    telling, telling_too = _telling(words), _telling(others)
    return telling <= telling_too or telling_too <= telling


def _words(text: str) -> tuple[str, ...]:
    """The words that tell something, each cut to its stem; all of them where none does."""
    words = plain_words(text).split()
    return tuple(_stem(word) for word in words if word not in _FILLERS) or tuple(map(_stem, words))


def _telling(words: tuple[str, ...]) -> frozenset[str]:
    stems = frozenset(map(_stem, _LOOSE))
    return frozenset(words) - stems or frozenset(words)


def _stem(word: str) -> str:
    """The word without its plural: “agencies” is “agency”, “builders” is “builder”, “business” stays."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if re.search(r"(?:ch|sh|ss|x)es\Z", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and re.search(r"[^siu]s\Z", word) else word


@lru_cache(maxsize=8)
def _index(industries: tuple[str, ...]) -> Mapping[tuple[str, ...], frozenset[int]]:
    """The trades that bear a name, by the name's stems."""
    index: dict[tuple[str, ...], frozenset[int]] = {}
    for trade, names in enumerate(industries):
        for name in names.split("|"):
            key = _words(name)
            index[key] = index.get(key, frozenset()) | {trade}
    return index


def _trades(words: tuple[str, ...], index: Mapping[tuple[str, ...], frozenset[int]]) -> frozenset[int]:
    """Every trade named in the words; a longer name hides those within it (“law enforcement” is no “law”)."""
    return frozenset(trade for name in _names(words, index) for trade in index[name])


def _names(
    words: tuple[str, ...], index: Mapping[tuple[str, ...], frozenset[int]]
) -> Iterator[tuple[str, ...]]:
    longest = max(map(len, index))
    at = 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        size = next((size for size in sizes if words[at : at + size] in index), 0)
        if size:
            yield words[at : at + size]
        at += size or 1
