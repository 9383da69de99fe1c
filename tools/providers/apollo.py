"""Ask Apollo who a person is, where they work and how they are called; phones come later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from errors import ProviderRefused, WebhookRejected
from tools.providers.accounts import Account
from tools.providers.apollo_phones import PhoneNews, PhonesAnswer, PhonesPending, RequestNumber, parse_phones
from tools.providers.client import Vendor
from tools.providers.outcomes import Complaint, Effect, undecided
from tools.providers.tolerance import (
    Day,
    Number,
    Text,
    Texts,
    Truth,
    Whole,
    list_or_empty,
    object_or_none,
    objects,
)
from tools.providers.webhooks import Webhook, check_token

BULK = 10
"""People that one bulk match takes at most."""
LOCKED_EMAIL = "email_not_unlocked@domain.com"
"""What Apollo writes in place of an address that the plan does not reveal."""


@dataclass(frozen=True, kw_only=True)
class PersonQuery:
    """What is known of a person; Apollo needs an email, a LinkedIn address, or a name with a company."""

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    organization_name: str | None = None
    domain: str | None = None
    linkedin_url: str | None = None
    id: str | None = None
    """Apollo's own id of the person."""


@dataclass(frozen=True, kw_only=True)
class Company:
    """The person's present company, as far as Apollo knows it."""

    name: str | None
    domain: str | None
    industry: str | None
    employees: int | None
    city: str | None
    state: str | None
    country: str | None
    linkedin_url: str | None
    website_url: str | None
    phone: str | None
    description: str | None
    keywords: tuple[str, ...]
    founded_year: int | None
    funded_on: date | None
    """Day of the latest funding round."""
    funding_stage: str | None
    headcount_growth: float | None
    """Growth of the headcount over six months, as a share: 0.1 is ten per cent."""
    street: str | None = None
    postcode: str | None = None


@dataclass(frozen=True, kw_only=True)
class Match:
    """A person that Apollo found; every field but the id may be missing."""

    apollo_id: str
    first_name: str | None
    last_name: str | None
    title: str | None
    headline: str | None
    seniority: str | None
    email: str | None
    email_status: str | None
    """`verified`, `unverified`, `likely to engage`, `unavailable`, or a word still to come."""
    email_confidence: float | None
    """Apollo's own confidence in an extrapolated address, 0 to 1."""
    personal_email: str | None
    linkedin_url: str | None
    city: str | None
    state: str | None
    country: str | None
    role_started_on: date | None
    company: Company


@dataclass(frozen=True)
class NoMatch:
    """Apollo knows nobody like that; this is an answer, not an error."""


class Apollo:
    """Apollo's people match and phone reveal."""

    def __init__(self, vendor: Vendor, *, webhook_secret: str = "") -> None:
        """`webhook_secret` is the unguessable part of the address that Apollo is given; it signs nothing."""
        self._vendor = vendor
        self._webhook_secret = webhook_secret

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float) -> Self:
        """Apollo under this account; close it where it was made."""
        headers = {"x-api-key": account.key}
        return cls(
            Vendor(
                "Apollo",
                account.base_url,
                headers=headers,
                timeout_seconds=timeout_seconds,
                explain=explain,
                secrets=(account.webhook_secret,),
            ),
            webhook_secret=account.webhook_secret,
        )

    def phones_url(self, webhooks_url: str) -> str:
        """The address that Apollo is given for phones, below the agency's webhooks."""
        return f"{webhooks_url}/apollo/phones/{self._webhook_secret}"

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def match(self, person: PersonQuery) -> Match | NoMatch:
        """The person, or NoMatch. The inputs are query parameters: Apollo declares no body here."""
        answer = await self._vendor.call(
            "match a person", "POST", "/people/match", effect=Effect.PRICED, params=_parameters(person)
        )
        found = answer.read(_MatchAnswer).person
        return NoMatch() if found is None or not found.id else _match(found)

    async def bulk_match(self, people: Sequence[PersonQuery]) -> tuple[Match | NoMatch, ...]:
        """Ten people at most, answered in their order."""
        answer = await self._vendor.call(
            "match people",
            "POST",
            "/people/bulk_match",
            effect=Effect.PRICED,
            json={"details": [_parameters(person) for person in people]},
        )
        matches = answer.read(_BulkAnswer).matches
        if len(matches) != len(people):
            sentence = f"Apollo answered {len(matches)} people when asked about {len(people)}."
            raise undecided("Apollo", Effect.PRICED, sentence, answer.status)
        return tuple(NoMatch() if one is None or not one.id else _match(one) for one in matches)

    async def reveal_phone(self, apollo_id: str, *, webhook_url: str) -> int | None:
        """Apollo's id of the request; the numbers come to `webhook_url`, or with `phone_result`.

        None where Apollo named no request: then only the webhook tells.
        """
        answer = await self._vendor.call(
            "look for a phone",
            "POST",
            "/people/match",
            effect=Effect.PRICED,
            params={"id": apollo_id, "reveal_phone_number": "true", "webhook_url": webhook_url},
        )
        return answer.read(_MatchAnswer).request_id

    async def phone_result(self, request_id: int) -> PhoneNews | PhonesPending | NoMatch:
        """What became of a phone request; NoMatch where Apollo does not know it, or not any more."""
        try:
            answer = await self._vendor.call(
                "fetch phones", "GET", f"/webhook_result/{request_id}", effect=Effect.READ
            )
        except ProviderRefused as error:
            if error.status == 404 and error.code == "result_pending":
                return PhonesPending()
            if error.status in (404, 410):
                return NoMatch()
            raise
        return answer.read(PhonesAnswer).news()

    def receive(self, kind: str, webhook: Webhook) -> str:
        """The request's id, or the body's digest; raises WebhookRejected unless Apollo can have sent it."""
        check_token(webhook, self._webhook_secret, "Apollo")
        if kind != "phones":
            raise WebhookRejected(f"Apollo sends no webhook of kind {kind}.", malformed=True)
        news = parse_phones(webhook.body)
        return str(news.request_id) if news.request_id is not None else sha256(webhook.body).hexdigest()


def explain(_status: int, body: bytes) -> Complaint:
    """Apollo's errors: JSON in two shapes, and plain text for a wrong key."""
    try:
        said = TypeAdapter(_ErrorBody).validate_json(body)
    except ValidationError:
        return Complaint(message=body[:200].decode("utf-8", "replace"))
    return Complaint(code=said.error_code or said.status, message=said.error or said.message)


def _parameters(person: PersonQuery) -> dict[str, str]:
    asked = {
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "organization_name": person.organization_name,
        "domain": person.domain,
        "linkedin_url": person.linkedin_url,
        "id": person.id,
    }
    return {name: value for name, value in asked.items() if value}


def _slots(value: object) -> list[object]:
    return [object_or_none(entry) for entry in list_or_empty(value)]


class _ErrorBody(BaseModel):
    error: Text = None
    error_code: Text = None
    message: Text = None
    status: Text = None


class _Employment(BaseModel):
    current: Truth = None
    start_date: Day = None
    organization_id: Text = None


class _Phone(BaseModel):
    number: Text = None
    sanitized_number: Text = None


class _Organization(BaseModel):
    name: Text = None
    street_address: Text = None
    postal_code: Text = None
    primary_domain: Text = None
    industry: Text = None
    estimated_num_employees: Whole = None
    city: Text = None
    state: Text = None
    country: Text = None
    linkedin_url: Text = None
    website_url: Text = None
    phone: Text = None
    primary_phone: Annotated[_Phone | None, BeforeValidator(object_or_none)] = None
    short_description: Text = None
    keywords: Texts = ()
    founded_year: Whole = None
    latest_funding_round_date: Day = None
    latest_funding_stage: Text = None
    organization_headcount_six_month_growth: Number = None


class _Person(BaseModel):
    id: Text = None
    first_name: Text = None
    last_name: Text = None
    title: Text = None
    headline: Text = None
    seniority: Text = None
    email: Text = None
    email_status: Text = None
    extrapolated_email_confidence: Number = None
    personal_emails: Texts = ()
    linkedin_url: Text = None
    city: Text = None
    state: Text = None
    country: Text = None
    organization_id: Text = None
    organization: Annotated[_Organization | None, BeforeValidator(object_or_none)] = None
    employment_history: Annotated[list[_Employment], BeforeValidator(objects)] = Field(
        default_factory=list[_Employment]
    )


class _MatchAnswer(BaseModel):
    person: Annotated[_Person | None, BeforeValidator(object_or_none)] = None
    request_id: RequestNumber = None


class _BulkAnswer(BaseModel):
    matches: Annotated[list[_Person | None], BeforeValidator(_slots)] = Field(
        default_factory=list[_Person | None]
    )


def _match(person: _Person) -> Match:
    return Match(
        apollo_id=person.id or "",
        first_name=person.first_name,
        last_name=person.last_name,
        title=person.title,
        headline=person.headline,
        seniority=person.seniority,
        email=None if person.email == LOCKED_EMAIL else person.email,
        email_status=person.email_status,
        email_confidence=person.extrapolated_email_confidence,
        personal_email=next(iter(person.personal_emails), None),
        linkedin_url=person.linkedin_url,
        city=person.city,
        state=person.state,
        country=person.country,
        role_started_on=_role_started_on(person),
        company=_company(person.organization or _Organization()),
    )


def _company(organization: _Organization) -> Company:
    phone = organization.primary_phone or _Phone()
    return Company(
        name=organization.name,
        domain=organization.primary_domain,
        industry=organization.industry,
        employees=organization.estimated_num_employees,
        city=organization.city,
        state=organization.state,
        country=organization.country,
        linkedin_url=organization.linkedin_url,
        website_url=organization.website_url,
        phone=organization.phone or phone.sanitized_number or phone.number,
        description=organization.short_description,
        keywords=organization.keywords,
        founded_year=organization.founded_year,
        funded_on=organization.latest_funding_round_date,
        funding_stage=organization.latest_funding_stage,
        headcount_growth=organization.organization_headcount_six_month_growth,
        street=organization.street_address,
        postcode=organization.postal_code,
    )


def _role_started_on(person: _Person) -> date | None:
    """Start of the current role; of several current ones, the one at the person's present company."""
    current = [role for role in person.employment_history if role.current and role.start_date]
    here = [role for role in current if role.organization_id == person.organization_id]
    return next((role.start_date for role in here or current), None)
