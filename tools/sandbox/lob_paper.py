"""Show addresses, letters, postcards and their events as Lob shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from tools.sandbox.entries import Accepted
from tools.sandbox.world import World

MAGIC = frozenset(
    {
        "deliverable",
        "deliverable_unnecessary_unit",
        "deliverable_incorrect_unit",
        "deliverable_missing_unit",
        "deliverable_missing_info",
        "undeliverable",
        "no_match",
    }
)
"""First lines that a test key answers with themselves, spelt with spaces."""
SCANS: Mapping[str, str] = {
    "mailed": "Mailed",
    "in_transit": "In Transit",
    "international_exit": "International Exit",
    "in_local_area": "In Local Area",
    "delivered": "Delivered",
    "returned_to_sender": "Returned to Sender",
}
TESTED = frozenset(
    {"created", "rejected", "rendered_pdf", "rendered_thumbnails", "deleted", "delivered", "failed"}
)
"""Events that Lob also tells of pieces printed with a test key."""
COUNTRIES: Mapping[str, str] = {
    "AU": "AUSTRALIA",
    "NZ": "NEW ZEALAND",
    "US": "UNITED STATES",
    "GB": "UNITED KINGDOM",
    "CA": "CANADA",
    "SG": "SINGAPORE",
}


STATES: Mapping[str, str] = {
    "NEW SOUTH WALES": "NSW",
    "VICTORIA": "VIC",
    "QUEENSLAND": "QLD",
    "WESTERN AUSTRALIA": "WA",
    "SOUTH AUSTRALIA": "SA",
    "TASMANIA": "TAS",
    "AUSTRALIAN CAPITAL TERRITORY": "ACT",
    "NORTHERN TERRITORY": "NT",
}


def deliverability(world: World, lines: Sequence[str], postcode: str, *, abroad: bool) -> str:
    """Lob's word for this address: what the world knows of it, else that there is a house's number."""
    magic = lines[0].strip().lower().replace(" ", "_")
    if magic in MAGIC:
        return magic
    given = [line for line in lines if line.strip()]
    for street in (*given, " ".join(given), " ".join(reversed(given))):
        company = world.address(street, postcode)
        if company is not None:
            return "deliverable" if company.takes_mail else "undeliverable"
    if any(re.search(r"\d", line) for line in given):
        return "deliverable"
    return "no_match" if abroad else "undeliverable"


def us_verification(check_id: str, asked: Mapping[str, str], word: str, *, proper: bool) -> dict[str, object]:
    """The answer of `POST /us_verifications`."""
    found = word != "undeliverable"
    line = asked.get("primary_line", "")
    number, _, street = line.partition(" ")
    zip_code = asked.get("zip_code", "")[:5] or "11111"
    city, state = asked.get("city", ""), asked.get("state", "")[:2].upper()
    texts = {
        "recipient": asked.get("recipient", ""),
        "primary_line": line,
        "secondary_line": asked.get("secondary_line", ""),
        "urbanization": "",
        "last_line": " ".join(part for part in (city, state, zip_code) if part),
    }
    return {
        "id": f"us_ver_{check_id}",
        **{name: text if proper else text.upper() for name, text in texts.items()},
        "deliverability": word,
        "valid_address": found,
        "components": _us_components(number, street, city if proper else city.upper(), state, zip_code),
        "deliverability_analysis": _us_analysis("Y" if found else "N"),
        "lob_confidence_score": {"score": 100 if found else 0, "level": "high" if found else "low"},
        "object": "us_verification",
    }


def _us_components(number: str, street: str, city: str, state: str, zip_code: str) -> dict[str, object]:
    empty = (
        "street_predirection street_suffix street_postdirection secondary_designator secondary_number "
        "pmb_designator pmb_number extra_secondary_designator extra_secondary_number county"
    )
    return {
        **dict.fromkeys(empty.split(), ""),
        "primary_number": number,
        "street_name": street.upper(),
        "city": city,
        "state": state,
        "zip_code": zip_code,
        "zip_code_plus_4": "1702",
        "delivery_point_barcode": f"{zip_code}1702108",
        "county_fips": "06075",
        "carrier_route": "C032",
        "zip_code_type": "standard",
        "address_type": "commercial",
        "record_type": "street",
        "default_building_address": False,
        "carrier_route_type": "city_delivery",
        "po_box_only_flag": "N",
    }


def _us_analysis(confirmed: str) -> dict[str, object]:
    empty = (
        "dpv_inactive_reason dpv_non_delivery_day_values lacs_indicator lacs_return_code suite_return_code"
    )
    yes_or_no = (
        "dpv_cmra dpv_vacant dpv_throwback dpv_non_delivery_day_flag dpv_no_secure_location "
        "dpv_door_not_accessible"
    )
    return {
        **dict.fromkeys(empty.split(), ""),
        **dict.fromkeys(yes_or_no.split(), "N"),
        "dpv_confirmation": confirmed,
        "dpv_active": confirmed,
        "dpv_footnotes": ["AA", "BB"] if confirmed == "Y" else [],
        "ews_match": False,
    }


def intl_verification(check_id: str, asked: Mapping[str, str], word: str) -> dict[str, object]:
    """The answer of `POST /intl_verifications`."""
    found = word.startswith("deliverable")
    number = re.search(r"\d+[A-Za-z]?", asked.get("primary_line", ""))
    state = asked.get("state", "").upper()
    state = STATES.get(state, state)
    last = (asked.get("city", ""), state, asked.get("postal_code", ""))
    return {
        "id": f"intl_ver_{check_id}",
        "recipient": asked.get("recipient"),
        "primary_line": asked.get("primary_line", "").upper(),
        "secondary_line": asked.get("secondary_line", "").upper(),
        "last_line": " ".join(part for part in last if part).upper(),
        "country": asked.get("country", ""),
        "coverage": "SUBBUILDING",
        "deliverability": word,
        "status": "LV4" if found else "LU1",
        "components": {
            "primary_number": number[0] if number else "",
            "street_name": re.sub(r"\d+[A-Za-z]?", "", asked.get("primary_line", "")).strip().upper(),
            "city": asked.get("city", "").upper(),
            "state": state,
            "postal_code": asked.get("postal_code", ""),
        },
        "object": "intl_verification",
    }


def steps_of(piece: Accepted) -> list[tuple[str, datetime]]:
    """What becomes of the piece and when: printed, posted, and at last delivered or sent back."""
    seconds = float(str(piece.details["seconds"]))
    abroad = bool(piece.details["abroad"])
    arrives = bool(piece.details["arrives"])
    way = ["created", "rendered_pdf", "rendered_thumbnails", "mailed", "in_transit"]
    way += ["international_exit"] if abroad else ["in_local_area"]
    way.append("delivered" if arrives else "returned_to_sender")
    step = seconds / (len(way) - 1)
    return [(name, piece.accepted_at + timedelta(seconds=step * number)) for number, name in enumerate(way)]


def shown(piece: Accepted, moment: datetime, *, deleted: bool) -> dict[str, object]:
    """The piece as it stands at this moment."""
    told = piece.details
    made = _stamp(piece.accepted_at)
    passed = [(name, at) for name, at in steps_of(piece) if at <= moment and not deleted]
    common: dict[str, object] = {
        "id": piece.id,
        "description": piece.subject or None,
        "metadata": told["metadata"],
        "to": told["to"],
        "url": _asset(piece, ".pdf"),
        "carrier": "USPS",
        "thumbnails": [
            {size: _asset(piece, f"_thumb_{size}_1.png") for size in ("small", "medium", "large")}
        ],
        "tracking_events": [_scan(piece, name, at) for name, at in passed if name in SCANS],
        "mail_type": "usps_first_class",
        "expected_delivery_date": (
            piece.accepted_at.date() + timedelta(days=15 if told["abroad"] else 5)
        ).isoformat(),
        "date_created": made,
        "date_modified": made,
        "send_date": made,
        "use_type": told["use_type"],
        "status": "rendered" if any(name == "rendered_pdf" for name, _ in passed) else "processed",
        "object": piece.form,
    }
    if told["from"]:
        common["from"] = told["from"]
    if deleted:
        common["deleted"] = True
    return common | (_letter(piece) if piece.form == "letter" else _postcard(told))


def event(piece: Accepted, name: str, at: datetime, body: Mapping[str, object]) -> dict[str, object]:
    """The webhook that tells of one step."""
    return {
        "id": f"evt_{sha256(f'{piece.id}:{name}'.encode()).hexdigest()[:16]}",
        "body": dict(body),
        "reference_id": piece.id,
        "event_type": {
            "id": f"{piece.form}.{name}",
            "enabled_for_test": name in TESTED,
            "resource": f"{piece.form}s",
            "object": "event_type",
        },
        "date_created": _stamp(at),
        "object": "event",
    }


def address(given: Mapping[str, str], address_id: str, at: datetime) -> dict[str, object]:
    """An address as Lob keeps it: in capitals, with the country's full name."""
    fields = ("name", "company", "address_line1", "address_line2", "address_city", "address_state")
    country = given.get("address_country", "US").upper()
    return {
        "id": address_id,
        "description": None,
        **{name: given[name].upper() if given.get(name) else None for name in fields},
        "address_zip": given.get("address_zip"),
        "address_country": COUNTRIES.get(country, country),
        "phone": None,
        "email": None,
        "metadata": {},
        "date_created": _stamp(at),
        "date_modified": _stamp(at),
        "deleted": True,
        "object": "address",
    }


def _letter(piece: Accepted) -> dict[str, object]:
    told = piece.details
    return {
        "color": told["colour"],
        "double_sided": told["double_sided"],
        "address_placement": "top_first_page",
        "return_envelope": False,
        "perforated_page": None,
        "custom_envelope": None,
        "extra_service": None,
        "tracking_number": None,
        "merge_variables": None,
        "fsc": False,
    }


def _postcard(told: Mapping[str, object]) -> dict[str, object]:
    return {"size": told["size"], "front_template_id": None, "back_template_id": None, "fsc": False}


def _scan(piece: Accepted, name: str, at: datetime) -> dict[str, object]:
    return {
        "id": f"evnt_{sha256(f'{piece.id}:{name}'.encode()).hexdigest()[:15]}",
        "type": "normal",
        "name": SCANS[name],
        "location": None if name == "mailed" else "94107",
        "time": _stamp(at),
        "date_created": _stamp(at),
        "date_modified": _stamp(at),
        "object": "tracking_event",
    }


def _asset(piece: Accepted, ending: str) -> str:
    expires = int((piece.accepted_at + timedelta(days=30)).timestamp())
    signature = sha256(f"{piece.id}{ending}".encode()).hexdigest()[:32]
    return f"https://lob-assets.com/{piece.form}s/{piece.id}{ending}?expires={expires}&signature={signature}"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
