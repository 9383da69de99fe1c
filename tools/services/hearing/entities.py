"""Find what an answer names: people, phones, addresses, tickets, sums, suppliers, links."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.UNICODE
_NAME = r"[A-Z][a-zà-ÿ'’-]+(?:\s+(?:van|de|von|der|di|da|[A-Z])[A-Za-zà-ÿ'’-]*){0,2}"
_PHONE = re.compile(
    r"(?<![\w/.-])(?:\+\d{1,3}[\s().-]*)?(?:\(?\d{2,5}\)?[\s.-]*){1,5}\d{2,4}(?:\s*(?:x|ext\.?|extension)\s*\d{1,5})?(?![\w/]|\.\d)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"https?://[^\s<>\"')\]]+|\b(?:calendly|cal|savvycal|meetings|book|schedule)\.[\w.-]+/[^\s<>\"')\]]+"
)
_TICKETS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (
            r"\b(?:case|ticket(?:nummer|s)?|reference|ref|incident|request|enquiry|inquiry|protocolo|pratica|zgłoszeni\w*|vorgangsnummer|dossier|solicitud|caso|demande|mã số|job|claim|order)\b(?:\s*(?:number|no\.?|nr\.?|id|is|ref(?:erence)?|numero|número|numéro|lautet|under|sous le|con el|was|has been|logged|given the)){0,4}\s*[#:(\[]*\s*(?:is\s+|as\s+)?#?(?P<id>[A-Z]{0,6}[-/]?\d[\w/-]{2,19})",
            re.IGNORECASE,
        ),
        (
            r"\b(?:number|numéro|número|numero|nummer|nr|as|under|reference|onder)\s*[:#]?\s*(?P<id>[A-Z]{2,6}[-/]?\d[\w-]{2,15}|\d{4,12})\b(?!\s*(?:business|days|hours))",
            re.IGNORECASE,
        ),
        (r"[\[(#]\s*#?(?P<id>(?:[A-Z]{2,6}[-/]?)?\d{3,12})\s*[\])]", 0),
        (r"\b(?P<id>[A-Z]{2,6}[-/]\d{3,12}|INC\d{5,12}|ENQ/\d+)\b", 0),
        (r"#(?P<id>\d{4,12})\b", 0),
    )
)
_MONEY = re.compile(
    r"(?:\b(?:AUD|USD|GBP|EUR|NZD|A\$|US\$)\s?|[$£€]\s?)\d[\d,.]*\s?(?:k|m|mil|million|thousand|grand)?\b(?:\s*(?:-|–|to)\s*[$£€]?\d[\d,.]*\s?(?:k|m|million|thousand|grand)?\b)?(?:\s*(?:a|per|/|p)\s?(?:month|year|mo|yr|annum|m|a|user|seat|head|lead|week|quarter)\b)?"
    r"|\b\d[\d,.]*\s?(?:k|grand|dollars|bucks|quid|pounds|euros?)\b(?:\s*(?:a|per|/)\s?(?:month|year|mo|yr|annum|user|seat|head|lead|week|quarter)\b)?",
    _FLAGS,
)
_SUPPLIERS = re.compile(
    r"\b(?:HubSpot|Salesforce|Apollo(?:\.io)?|ZoomInfo|Outreach|Salesloft|Lemlist|Instantly|Smartlead|Clay|Pipedrive|Zoho|Mailchimp|Marketo|Pardot|"
    r"Klaviyo|ActiveCampaign|Lusha|Cognism|Seamless(?:\.AI)?|RocketReach|LeadIQ|Gong|Drift|Intercom|Monday\.com|Freshsales|Reply\.io|Woodpecker|Dripify|Expandi|Belkins|CIENCE|"
    r"Martal|SalesRoads|Callbox|Sopro|Dynamics|Deloitte|Accenture|Keap|Close\.com|Constant Contact|Campaign Monitor|Vervoe|Xero|MYOB)\b"
)
_WITH_SUPPLIER = re.compile(
    rf"\b(?:[Ww]e(?:'re| are)? (?:already |currently |just |recently )?(?:use|using|with|on|work with|working with|signed with|renewed with|went with|have|partner with|contracted (?:to|with)|under contract with|happy with|stuck with)|[Gg]oing with|[Ss]igned with|[Ss]witched to|[Cc]ompared? (?:to|with)|[Dd]ifferent (?:from|than|to)|better than|versus|vs\.?|locked in with|stick(?:ing)? with|current (?:provider|vendor|supplier|agency),?(?: is)?)\s+(?P<name>{_NAME})"
)
_REFERRED = re.compile(
    rf"\b(?i:speak\w*|talk\w*|chat|contact|question for|reach out|get in touch|touch base|connect|deal|best|person|cc'?(?:d|ing)?|copying|copied|looping|looped|adding|add|forward(?:ed|ing)?|pass(?:ed|ing)?|call|email|assistant|EA|PA|ask(?:ing)?|colleague|partner|manager|director|lead|head|VP|CEO|CMO|COO|CRO|CFO|GM|want|try|see|scheduler|boss|wife|husband|cofounder|procurement|reception)\b[^.!?\n]{{0,45}}?(?<![.!?]\s)\b(?P<name>{_NAME})"
)
_SUBJECT_OF = re.compile(
    rf"(?:^|[.!?;,\-]\s+|\bbut |\band )(?P<name>{_NAME})(?:,? (?:our|the|my|in|who|from)\b[^.!?]{{0,30}},?)?\s+(?:is (?:the|our|your|who)|'s (?:the|our|who)|does\b|runs|handles|owns|leads|looks after|has taken|would be|manages|in (?:marketing|sales|ops|operations|procurement|finance|growth)'?s)"
)
_SIGNED = re.compile(
    r"^\W*(?:(?:kind|best|warm|many)?\s*(?:regards|wishes|thanks)|cheers|thanks|best|sincerely|yours \w+|ta)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_NO_NAME = frozenset(
    "Thanks Thank Cheers Regards Monday Tuesday Wednesday Thursday Friday Saturday Sunday Hi Hello Hey Dear We I The It Please Our My January February March "
    "April May June July August September October November December Zoom Teams Google Sydney Melbourne Brisbane Perth Adelaide This That He She They You Your If "
    "Not No Yes Best Kind Sent Also But And So For Any Automatic Re Calendly LinkedIn Slack Outlook Excel Microsoft GDPR ACMA EA PA CEO CMO CFO COO CRO VP GM Ops HR IT "
    "Dr Mr Mrs Ms Sir Wrong What When Where Who How Could Would Can Let Marketing Sales Operations Procurement Finance Good Great Sure Happy Just Who's AEDT AEST Christmas Easter".split()
)


def people_in(text: str) -> list[str]:
    """The people whom the text sends us to, as it names them."""
    said = _SIGNED.split(text)[0]
    found = [match["name"] for pattern in (_REFERRED, _SUBJECT_OF) for match in pattern.finditer(said)]
    names = (_trimmed(name) for name in found)
    return list(dict.fromkeys(name for name in names if name))[:5]


def phones_in(text: str) -> list[str]:
    """Phone numbers as they are written; a ticket, a date or a sum is none."""
    plain = _MONEY.sub(" ", _LINK.sub(" ", text))
    found = (match.group().strip(" .-()") if match.group().count("(") != match.group().count(")") else match.group().strip(" .-") for match in _PHONE.finditer(plain))  # fmt: skip
    return list(dict.fromkeys(phone for phone in found if _is_phone(phone)))[:3]


def addresses_in(text: str) -> list[str]:
    """Email addresses, in lower case."""
    return list(dict.fromkeys(address.lower() for address in _ADDRESS.findall(text)))[:5]


def links_in(text: str) -> list[str]:
    """Links, as for booking a time."""
    return list(dict.fromkeys(link.rstrip(".,;") for link in _LINK.findall(text)))[:3]


def ticket_in(text: str, subject: str) -> str | None:
    """The number under which a machine filed our message."""
    for where in (text, subject):
        for pattern in _TICKETS:
            match = pattern.search(where)
            if match is not None:
                return match["id"].strip("-/")
    return None


def budget_in(text: str) -> str | None:
    """The first sum of money, as it is written."""
    match = _MONEY.search(text)
    return " ".join(match.group().split()).rstrip(".,") if match else None


def competitors_in(text: str) -> list[str]:
    """Suppliers whom the sender names."""
    named = [(match.start(), match.group()) for match in _SUPPLIERS.finditer(text)]
    named += [(match.start("name"), _trimmed(match["name"])) for match in _WITH_SUPPLIER.finditer(text)]
    names = list(dict.fromkeys(name for _, name in sorted(named) if name))
    return [one for one in names if not any(one != other and one in other for other in names)][:5]


def _trimmed(name: str) -> str:
    words = name.replace("’", "'").split()
    while words and words[0] in _NO_NAME:
        words.pop(0)
    kept: list[str] = []
    for word in words:
        if word in _NO_NAME:
            break
        kept.append(word.removesuffix("'s"))
    return " ".join(kept)


def _is_phone(text: str) -> bool:
    digits = re.sub(r"(?:x|ext\.?|extension)\s*\d+$", "", text, flags=re.IGNORECASE)
    count = sum(character.isdigit() for character in digits)
    local = bool(re.fullmatch(r"\d{3}[-.\s]\d{4}", digits.strip()))
    plain = count == len(digits.strip()) and not digits.startswith(("0", "1", "+"))
    dated = re.fullmatch(
        r"\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|20\d\d\s?[-–]\s?\d+", digits.strip()
    )
    return (8 <= count <= 15 or local) and not dated and not (plain and count < 10)
