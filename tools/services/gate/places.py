"""Find a city that is not the lead's where the message speaks of theirs."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.acquaintance import HEDGED
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, found
from tools.services.gate.stems import meanings
from tools.services.gate.words import fold

_CITIES = (
    "Sydney|Melbourne|Brisbane|Perth|Adelaide|Hobart|Darwin|Canberra|Gold Coast|Sunshine Coast|Newcastle|Wollongong|Geelong|Townsville|Cairns|Toowoomba|Ballarat|Bendigo|Launceston|Mackay|Rockhampton|Bunbury|Bundaberg|Wagga Wagga|Albury|Wodonga|Mildura|Shepparton|Tamworth|Dubbo|Coffs Harbour|Port Macquarie|Parramatta|Fremantle|Byron Bay|Alice Springs|Gladstone|Ipswich|Logan|Penrith|Mandurah|Geraldton|Kalgoorlie|Broome|Warrnambool|Noosa|Gosford|Maitland|Mount Gambier|Mudgee|Goulburn|Queanbeyan|Griffith|Nowra|Wagga|Horsham|Traralgon|Warragul|Echuca|Swan Hill|Hervey Bay|Maryborough|Gympie|Mount Isa|Longreach|Dalby|Warwick|Port Augusta|Port Lincoln|Whyalla|Murray Bridge|Victor Harbor|Albany|Busselton|Esperance|Karratha|Port Hedland|Katherine|Devonport|Burnie|Ulverstone|Broken Hill|Moree|Grafton|Ballina|Taree|Cessnock|Singleton|Muswellbrook|Bathurst|Armidale|Lismore|"
    "Auckland|Wellington|Christchurch|Hamilton|Tauranga|Dunedin|Queenstown|Palmerston North|Napier|Rotorua|Invercargill|Whangarei|New Plymouth|Whanganui|Gisborne|Blenheim|Timaru|Masterton|Levin|Taupo|Hastings|"
    "London|Manchester|Birmingham|Leeds|Glasgow|Edinburgh|Liverpool|Bristol|Sheffield|Cardiff|Belfast|Nottingham|Leicester|Brighton|Cambridge|Oxford|Dublin|Cork|Galway|Limerick|Waterford|York|Hull|Bradford|Huddersfield|Wakefield|Halifax|Rotherham|Doncaster|Barnsley|Derby|Stoke-on-Trent|Wolverhampton|Coventry|Northampton|Peterborough|Norwich|Ipswich|Colchester|Southampton|Portsmouth|Plymouth|Exeter|Bournemouth|Swindon|Gloucester|Cheltenham|Worcester|Swansea|Newport|Wrexham|Aberdeen|Dundee|Inverness|Perth|Stirling|Sunderland|Middlesbrough|Preston|Blackpool|Bolton|Stockport|Warrington|Carlisle|Milton Keynes|Luton|Slough|Guildford|Hastings|Maidstone|"
    r"New York|Los Angeles|Chicago|Houston|Dallas|Austin|Boston|Seattle|San Francisco|San Diego|Denver|Atlanta|Miami|Philadelphia|Phoenix|Portland|Toronto|Vancouver|Montreal|Calgary|Ottawa|Edmonton|Winnipeg|Halifax|San Antonio|San Jose|Jacksonville|Fort Worth|Columbus|Charlotte|Indianapolis|Nashville|Memphis|Louisville|Baltimore|Milwaukee|Albuquerque|Tucson|Fresno|Sacramento|Kansas City|Omaha|Raleigh|Minneapolis|Tampa|Orlando|Tulsa|Cleveland|Cincinnati|Pittsburgh|St\.? Louis|Detroit|New Orleans|Las Vegas|Salt Lake City|Boise|Spokane|Anchorage|Honolulu|Des Moines|Rochester|Syracuse|Hartford|Richmond|Norfolk|Charleston|Savannah|Birmingham|Little Rock|Wichita|Amarillo|Lubbock|El Paso|Nashua|Burlington|Singapore|Hong Kong|Tokyo|Berlin|Paris|Munich|Amsterdam|Dubai|Mumbai|Delhi|Bangalore|Jakarta|Manila"
)  # fmt: skip
_CITY = re.compile(
    rf"\b(?P<city>{_CITIES})\b(?! (?:time|Street|St|Road|Rd|Ave|Lane|Square|Opera|Harbour Bridge|Cup|Mercury)\b)"
)
_METRO = {
    "sydney": "parramatta penrith chatswood bondi manly surry hills newtown pyrmont barangaroo north sydney ryde hornsby liverpool blacktown bankstown cronulla mascot alexandria marrickville redfern randwick mosman burwood strathfield castle hill",
    "melbourne": "richmond fitzroy collingwood south yarra st kilda carlton footscray brunswick southbank docklands hawthorn box hill dandenong prahran essendon preston abbotsford cremorne moorabbin port melbourne south melbourne",
    "brisbane": "fortitude valley south brisbane milton toowong newstead west end ipswich logan chermside paddington spring hill eight mile plains south bank bowen hills woolloongabba teneriffe",
    "perth": "fremantle joondalup subiaco west perth osborne park rockingham mandurah northbridge leederville cannington midland",
    "adelaide": "norwood glenelg unley port adelaide prospect mawson lakes north adelaide",
    "auckland": "ponsonby parnell newmarket takapuna manukau albany grey lynn penrose", "hobart": "battery point sandy bay moonah", "canberra": "braddon barton kingston fyshwick belconnen", "gold coast": "southport surfers paradise robina burleigh heads", "wellington": "te aro petone lower hutt",
    "london": "shoreditch camden hackney soho clapham islington croydon", "new york": "brooklyn manhattan queens",
}  # fmt: skip
_ABOUT_LEAD = re.compile(r"\b(?:you|your|you['’]re|yours)\b", re.IGNORECASE)
_ABOUT_US = re.compile(r"\b(?:we|our|us|I|I['’]m|my)\b")


def cities(message: Message) -> Iterator[Finding]:
    """Cities that stand in nothing that is known; hard where the lead is placed there."""
    company = fold(message.lead.company.split()[0]) if message.lead.company else ""
    for where, text in (("subject", message.subject), ("body", message.own)):
        for match in _CITY.finditer(text):
            city = match["city"]
            if _is_known(message, city):
                continue
            line = (
                next(
                    (s.text for s in message.sentences if s.start <= match.start() <= s.start + len(s.text)),
                    text,
                )
                if where == "body"
                else text
            )
            ours = bool(_ABOUT_US.search(line)) and not _ABOUT_LEAD.search(line)
            theirs = _ABOUT_LEAD.search(line) or (company and company in fold(line)) or _shares(message, line)
            sure = theirs and message.lead.city and not ours and not HEDGED.search(line)
            severity = "hard" if sure and not message.by_human and not _may_be_near(message) else "soft"
            yield found(
                Code.WRONG_CITY,
                severity,
                f"It speaks of {city}; the lead is in {message.lead.city or 'a place we do not know'}.",
                match.span(),
                "subject" if where == "subject" else "body",
            )


def _shares(message: Message, line: str) -> bool:
    """Whether the line speaks of what is known of the lead."""
    return bool(meanings(line) & frozenset(word for fact in message.lead.facts for word in meanings(fact)))


def _is_known(message: Message, city: str) -> bool:
    low = fold(city)
    if any(low in fold(text) for text in message.known):
        return True
    return any(suburb in _METRO.get(low, "") for suburb in [fold(message.lead.city)] if suburb)


def _may_be_near(message: Message) -> bool:
    """A place that we know nothing of may lie in the city."""
    return not _CITY.search(message.lead.city) and fold(message.lead.city) not in " ".join(_METRO.values())
