"""Read the proper names of a text, and say by what stands around each what it is a name of."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from tools.services.gate.english import is_english
from tools.services.gate.familiar import COMMON, DIRECTIONS, LEGAL
from tools.services.gate.message import Message
from tools.services.gate.nicknames import FIRST_NAMES
from tools.services.gate.stems import content_words
from tools.services.gate.words import fold


class Named(StrEnum):
    """What a name is one of."""

    PERSON = "person"
    PLACE = "place"
    COMPANY = "company"
    SENDER = "sender"
    CUSTOMER = "customer"
    ANYTHING = "anything"


class Naming(NamedTuple):
    """A name that nothing knows, where it stands, and what it is one of."""

    name: str
    start: int
    end: int
    of: Named


ALIKE = 0.84
"""How alike two names are of which one is the other, misspelled."""
_CAPITAL = r"(?:[A-ZÀ-Þ][\w'’]*(?:[&+-][\w'’]+)*)"
_RUN = re.compile(
    rf"(?<![\w@/.#-]){_CAPITAL}(?:[ \t]+(?:(?:of|and|&|the|de|la|du|van|von|upon)[ \t]+)?{_CAPITAL})*"
)
_STARTS = re.compile(r"(?:^|[.!?:…\n][\"”’)\]]*\s+|[\"“‘(\[]\s*|[-–—•|·]\s+)$")
_TRADE = re.compile(
    rf"\b(?:{LEGAL[3:-1]}|Council|University|Grammar|Primary|Preschool|Kindergarten|Pastoral|Station|Coffee|Roasters|Bottlers|Canning|Knits|Institute|Trust|Foundation|Society|Association|Club|Church|Hospital|Surgery|Academy|Museum|Theatre|Theater|Gallery|Library|Bank|Brothers|Bros|Sons|Daughters|Growers|Farms?|Dairy|Orchards?|Vineyards?|Estates?|Nurser(?:y|ies)|Florists?|Butchers?|Bakeries|Kitchens?|Cafe|Café|Bistro|Restaurant|Trattoria|Grill|Brewery|Distillery|Winery|Pharmacy|Chemists?|Optical|Optometrists?|Orthopedics|Orthopaedics|Therapy|Medical|Care|Childcare|Learning|Tax|Insurance|Brokers?|Energy|Solar|Power|Water|Waste|Recycling|Cleaning|Security|Printing|Press|Signs|Design|Designs|Architects?|Surveyors?|Planners?|Property|Properties|Strata|Storage|Couriers?|Haulage|Shipping|Airlines?|Airways|Travel|Tours|Rentals?|Hire|Leasing|Fleet|Auto|Automotive|Autos|Tyres|Tires|Repairs|Mechanical|Civil|Fabrication|Castings|Foundry|Metals|Plastics|Packaging|Textiles|Looms|Apparel|Fashion|Jewellers|Books|Toys|Games|Sports|Gym|Barbell|Yoga|Dance|Music|Events|Marquees|Weddings|Pets?|Kennels|Stores?|Shops?|Market|Markets|Supermarkets?|Wholesale|Imports?|Exports?|Trading|Distributors?|Manufacturing|Works|Mills?|Mining|Minerals|Oil|Gas|Pest|Landscapes?|Landscaping|Gardens|Pools|Fencing|Glass|Joinery|Carpentry|Tiling|Flooring|Painting|Painters|Interiors|Furniture|Appliances|Electronics|Telecom|Networks?|Cloud|Data|Analytics|Recruitment|Staffing|Talent|Training|Marketing|Advertising|PR|Ventures|Equity|Wealth|Mortgages?|Lending|Credit|Payments|Instruments|Tools|Machines|Machinery|Pumps|Valves|Lifts|Elevators|Towers?|Centre|Center|Plaza|Mall|Resorts?|Inn|Lodge|Motel|Village|Retirement|Hospice|Charity|Bank"
    r"|Drainage|Electrical|Optics|Eyewear|Eyecare|Shoes|Meats|Pasta|Saddlery|Bakehouse|Bakers?|Orthodontics|Veterinary|Vets?|Butchery|Concreting|Earthmoving|Excavations?|Scaffolding|Demolition|Rendering|Plastering|Paving|Cabinets|Cabinetry|Blinds|Curtains|Windows|Doors|Gates|Locksmiths?|Alarms|Lighting|Refrigeration|Heating|Cooling|Gutters|Timbers?|Steel|Concrete|Quarr(?:y|ies)|Bricks|Stonemasons?|Ceramics|Pottery|Salon|Hair|Beauty|Barbers?|Podiatry|Chiropractic|Osteo|Osteopathy|Pilates|Fitness|Cycles|Bikes|Boats|Marine|Charters|Cruises|Ferries|Buses|Coaches|Taxis|Cabs|Removals|Freightlines|Cartage|Towing|Panelbeaters|Uniforms|Workwear|Linen|Laundry|Cleaners|Hygiene|Cattle|Poultry|Eggs|Seafoods?|Oysters|Honey|Teas?|Wines?|Cider|Spirits|Chocolates?|Confectionery|Cakes|Pies|Pizza|Deli|Catering|Caterers|Bookkeeping|Bookkeepers|Conveyancing|Translations?|Finance|Financial|Investments|Capital|Valuers|Auctions|Auctioneers|Antiques|Gifts|Hampers|Blooms|Gardening|Turf|Arborists|Irrigation|Mattresses|Rugs|Carpets|Tiles|Paints|Hardware|Hydraulics|Welding|Tooling|Robotics|Automation|Software|Digital|Creative|Films?|Productions|Photography|Montessori|Tutors|Tutoring|Radiology|Imaging|Pathology|Hearing|Audiology|Physiotherapy|Psychology|Counselling|Nursing|Homecare|Housing|Lettings|Apartments|Hostel|Holidays|Camping|Taproom|Ales|Builders|Building|Renovations|Contractors|Contracting|Linings|Fitouts|Joiners|Carpenters|Plumbers|Electricians|Roofers|Tilers|Landscapers|Strategies|Search|Partners)\b"
)
"""Words by which a name shows that it is a firm's or a body's."""
_WHERE = re.compile(
    r"(?:\b(?:in|near|around|across|outside|throughout|out of|based in|from|between|beyond|north of|south of|east of|west of|over in|down in|up in|to|and|or|via|through|serving|cover(?:s|ing)?|of)\s+(?:the\s+|sunny\s+|downtown\s+|central\s+|greater\s+|inner\s+)?)$",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"^(?:['’]s)?\s+(?:(?:[a-z]+\s+)?(?:office|offices|warehouse|branch|depot|plant|foundry|site|sites|store|stores|shop|shops|clinic|clinics|area|region|showroom|factory|yard|kitchen|suburbs?|coast|market|works|mill|mine|campus|hub|studio|workshop|building|surgery|practice|location|property|properties|venue|venues|hotel|council|district|valley|harbour|airport|cbd|side|traffic|weather|summer|winter|lane|run|route|roof|farm|base|centre|center|team)\b)"
)
_OF_PLACE = re.compile(
    r"^ (?!team|people|staff|colleagues|account|subscription|licen|software|system|app|crm|data|page|profile|contract|login|plan)[a-z]+"
)
_AT = re.compile(
    r"\b(?:at|for|with|inside|within|by|how|does|do|did|whether|that|everything|everyone|everybody|people|what|when|where|why|if|because|since|and|help|helps|about|of|like|than|visit|joined|joining|saw|see|watched)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"^(?:['’]s)?\s+(?:(?:still|now|also|already|probably|currently|just|recently|really|team|staff|people)\s+)?(?:[a-z]+(?:s|ed)|must|may|might|could|would|will|can|should|has|is|was|have|are|had|did|does|do|ran|won|grew|sent|built|bought|cut|made|took|went|came|got|keeps?)\b|^['’]s\s+[a-z]"
)
_WE_AT = re.compile(
    r"\b(?:[Ww]e|[Uu]s|I|I['’]m|[Hh]ere|team|work|calling|writing|[Ff]rom (?:all|everyone|the team)) (?:here )?(?:at|from|with|of|for)\s+(?:the\s+)?$"
)
_AT_WE = re.compile(r"^,?\s+(?:we|our|I|here)\b")
_OURS = re.compile(r"\b(?:we|our|ours|us|we['’]\w+)\b", re.IGNORECASE)
_PROPOSED = re.compile(r"\b(?:we|I)(?:['’]d| would| could| can| might)\b")
"""What is yet to be done, and so for the reader rather than for a customer."""
_MIGHT_THEY = re.compile(r"^\s+(?:would|could|might|may|need|should)(?:n['’]t)?\b")
"""What somebody would do is not what a customer did."""
_YOURS = re.compile(r"\b(?:you|your|yours|you['’]\w+)\b", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor|Sir|Dame|Councillor|Cr|Judge|Rev|Father|Sister|Captain)\.?\s+$"
)
_TITLES = frozenset(
    "mr mrs ms mx miss dr prof professor sir dame councillor cr judge rev father sister captain".split()
)


def namings(message: Message, text: str, start: int = 0) -> Iterator[Naming]:
    """The names in a line that neither facts, nor cards, nor common knowledge know."""
    for match in _RUN.finditer(text):
        for name, at in _parts(message, *_proper(text, match)):
            if not _is_known(message, name):
                yield Naming(name, start + at, start + at + len(name), _kind(message, text, name, at))


def is_firm(name: str) -> bool:
    """Whether a name of several words shows a trade and has a word that is nobody's but its owner's."""
    words = name.split()
    return len(words) > 1 and bool(_TRADE.search(name)) and not all(is_english(word) for word in words)


def _parts(message: Message, name: str, at: int) -> Iterator[tuple[str, int]]:
    """The name, or its two sides where one of them is known: "Marcus Bell of Payday Partners"."""
    for joint in re.finditer(r"\s+(?:of|and|&)\s+", name):
        sides = (name[: joint.start()], at), (name[joint.end() :], at + joint.end())
        if any(_is_known(message, side) for side, _ in sides):
            yield from (part for side in sides for part in _parts(message, *side))
            return
    if name:
        yield name, at


def _proper(text: str, match: re.Match[str]) -> tuple[str, int]:
    """The run without ordinary words at its ends: those that only begin a sentence, "I", titles and days."""
    words = [(word[0], match.start() + word.start()) for word in re.finditer(r"\S+", match[0])]
    first = bool(_STARTS.search(text[: match.start()])) or match.start() == 0
    while words and (
        (fold(words[0][0]) in COMMON | _TITLES and not (len(words) > 1 and fold(words[0][0]) in DIRECTIONS))
        or re.match(r"I['’]|.$", words[0][0])
        or not words[0][0][0].isupper()
        or (first and _only_begins([word for word, _ in words]))
    ):
        words.pop(0)
        first = False
    while words and (fold(words[-1][0]) in COMMON or not words[-1][0][0].isupper() or len(words[-1][0]) < 2):
        words.pop()
    if not words:
        return "", 0
    name = re.sub(r"['’]s?$", "", text[words[0][1] : words[-1][1] + len(words[-1][0])])
    # A few letters in capitals are an abbreviation, which its reader knows or asks.
    return ("", 0) if len(name) < 2 or (name.upper() == name and len(name) < 6) else (name, words[0][1])


def _only_begins(words: list[str]) -> bool:
    """Whether the first word is written large for beginning the sentence: "At Northern Partners", "Vans", "Re-roofing"."""
    if not content_words(words[0]):
        return True
    return is_english(words[0]) and (len(words) < 3 and not (len(words) == 2 and _TRADE.search(words[1])))


def _is_known(message: Message, name: str) -> bool:
    low = re.sub(r"['’]s?$", "", fold(name))
    if any(low in fold(text) for text in message.known):
        return True
    if misnames(name, message.lead.company) or misnames(name, message.brand.name or message.brand.company):
        return False
    words = [re.sub(r"['’]s$", "", word) for word in re.split(r"[\s]+", low)]
    weighty = [
        word for word in words if word not in ("and", "&", "of", "the", "de", "van", "in", "on", "for")
    ]
    known = [word in message.known_words or word in COMMON or word.isdigit() for word in weighty]
    if all(known):
        return len(weighty) < 3 or not _TRADE.search(name)
    # "Our Team" and "Head of Growth" are ordinary words, however they are written.
    return all(ok or is_english(word) for ok, word in zip(known, weighty, strict=True)) and not (
        len(weighty) > 1 and _TRADE.search(name)
    )


def misnames(name: str, owner: str) -> bool:
    """Whether a name is another's by mistake: it begins as theirs does and goes on otherwise, or is a letter off."""
    said, right = name.split(), owner.split()
    if not right or "’" in said[0] or "'" in said[0]:
        return False
    if len(said) > 1 and len(right) > 1 and fold(said[0]) == fold(right[0]):
        rest = {fold(word) for word in right}
        return fold(said[1]) not in rest | COMMON and said[1] != "&"
    near = fold(name), fold(" ".join(right[: len(said)]))
    return (
        len(near[0]) > 5
        and near[0] != near[1]
        and near[0][0] == near[1][0]
        and not all(is_english(word) for word in said)
        and SequenceMatcher(None, *near).ratio() > ALIKE
    )


def _kind(message: Message, text: str, name: str, at: int) -> Named:
    before, after = text[:at], text[at + len(name) :]
    words = name.split()
    if misnames(name, message.lead.company):
        return Named.COMPANY
    if _TITLE.search(before) or (fold(words[0]) in FIRST_NAMES and not _TRADE.search(name)):
        return Named.PERSON
    if _WE_AT.search(before) or (re.search(r"\bat\s+$", before, re.IGNORECASE) and _AT_WE.match(after)):
        return Named.SENDER
    if re.search(r"\byour\s+$", before, re.IGNORECASE) and len(words) < 3 and _OF_PLACE.match(after):
        return Named.PLACE
    firm = _TRADE.search(name) and len(words) > 1
    ours = bool(_OURS.search(text))
    if not firm and _PLACED.match(after) and not re.search(r"\bat\s+$", before):
        return Named.PLACE
    if not firm and len(words) < 3 and _WHERE.search(before) and not re.match(r"['’]s\b", after):
        return Named.PLACE
    if firm or _VERB.match(after) or _AT.search(before):
        served = (
            ours
            and not _YOURS.search(text[:at])
            and not _PROPOSED.search(text)
            and not _MIGHT_THEY.match(after)
        )
        return Named.CUSTOMER if served else Named.COMPANY
    return Named.ANYTHING
