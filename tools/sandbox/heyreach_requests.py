"""Read what callers ask of the pretended HeyReach, and list the seats and campaigns that it has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field
from pydantic.alias_generators import to_camel

from tools.sandbox.heyreach_views import INMAIL, INVITATION

SEATS: Mapping[int, str] = MappingProxyType({9001: "Priya Sharma", 9002: "Tom Nguyen", 9003: "Jess Walker"})
CONNECT_CAMPAIGN, INMAIL_CAMPAIGN, DRAFT_CAMPAIGN = 7001, 7002, 7003
CAMPAIGNS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        CONNECT_CAMPAIGN: ("Connect", INVITATION),
        INMAIL_CAMPAIGN: ("InMail", INMAIL),
        DRAFT_CAMPAIGN: ("Not started", INVITATION),
    }
)
"""Name and form; their texts are the leads' own fields `message` and `subject`."""
NOTE_CHARACTERS, INMAIL_CHARACTERS, SUBJECT_CHARACTERS = 300, 1900, 200
"""LinkedIn's own limits."""


class _Camel(BaseModel, alias_generator=to_camel, populate_by_name=True):
    """HeyReach's spelling."""


class _Field(BaseModel):
    name: str
    value: str


class Lead(_Camel):
    profile_url: str
    first_name: str = ""
    last_name: str = ""
    company_name: str | None = None
    position: str | None = None
    email_address: str | None = None
    custom_user_fields: list[_Field] = Field(default_factory=list[_Field])


class Pair(_Camel):
    linked_in_account_id: int
    lead: Lead


class Addition(_Camel):
    campaign_id: int
    account_lead_pairs: Annotated[list[Pair], Field(min_length=1, max_length=100)]


class Stop(_Camel):
    campaign_id: int
    lead_url: str


class Page(_Camel):
    campaign_id: int = 0
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 100


class Message(_Camel):
    message: Annotated[str, Field(min_length=1)]
    conversation_id: str
    linked_in_account_id: int
    subject: str | None = None


class Filters(_Camel):
    """Every key has to be there."""

    linked_in_account_ids: list[int]
    campaign_ids: list[int]
    search_string: str
    lead_linked_in_id: str
    lead_profile_url: str
    tags: list[str]
    latest_auto_tag_names: list[str]
    seen: bool | None


class Search(_Camel):
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    cursor: str | None = None
    since: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = Field(default=None, alias="to")
    filters: Filters


def fields_of(pair: Pair) -> dict[str, str]:
    return {field.name: field.value for field in pair.lead.custom_user_fields}


def cannot_take(pair: Pair, form: str) -> bool:
    """Whether LinkedIn would not take it: no such seat, no profile, or a text that is too long."""
    fields = fields_of(pair)
    text, subject = fields.get("message", ""), fields.get("subject", "")
    if pair.linked_in_account_id not in SEATS or "/in/" not in pair.lead.profile_url:
        return True
    if form == INMAIL:
        return not text or len(text) > INMAIL_CHARACTERS or len(subject) > SUBJECT_CHARACTERS
    return len(text) > NOTE_CHARACTERS


def seats_shown() -> list[Mapping[str, object]]:
    return [
        {
            "id": number,
            "emailAddress": f"seat-{number}@agency.example",
            "firstName": name.split()[0],
            "lastName": name.split()[-1],
            "isActive": True,
            "activeCampaigns": 2,
            "authIsValid": True,
            "isValidNavigator": False,
            "isValidRecruiter": False,
        }
        for number, name in SEATS.items()
    ]


def campaign_shown(number: int) -> Mapping[str, object]:
    return {
        "id": number,
        "name": CAMPAIGNS[number][0],
        "creationTime": "2026-01-05T00:00:00Z",
        "status": "DRAFT" if number == DRAFT_CAMPAIGN else "IN_PROGRESS",
        "campaignAccountIds": list(SEATS),
    }
