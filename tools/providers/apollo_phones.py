"""Read Apollo's phone results: what its webhook brings, and the same when it is fetched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from errors import WebhookRejected
from tools.providers.tolerance import Text, object_or_none, objects


@dataclass(frozen=True, kw_only=True)
class Phone:
    """One number of a person's."""

    number: str
    """As Apollo cleaned it, mostly with `+` and country code."""
    type: str | None
    """`mobile`, `work_direct`, `other`, … or a word still to come."""
    status: str | None
    """`valid_number`, … or a word still to come."""
    confidence: str | None


@dataclass(frozen=True, kw_only=True)
class PersonPhones:
    """The numbers that Apollo found for one person, the best first; there may be none."""

    apollo_id: str
    phones: tuple[Phone, ...]


@dataclass(frozen=True, kw_only=True)
class PhoneNews:
    """What Apollo says of a phone request: in a webhook's body, or when it is asked."""

    request_id: int | None
    people: tuple[PersonPhones, ...]
    failure: str | None = None


@dataclass(frozen=True, kw_only=True)
class PhonesPending:
    """Apollo is still looking; ask again after `retry_after_seconds`, or wait for the webhook."""

    retry_after_seconds: float | None = None


def parse_phones(body: bytes) -> PhoneNews:
    """The numbers in a webhook's body; WebhookRejected (malformed) when there is no person in it."""
    try:
        news = TypeAdapter(PhonesAnswer).validate_json(body).news()
    except ValidationError as error:
        raise WebhookRejected("This is not a phone result of Apollo's.", malformed=True) from error
    if not news.people:
        raise WebhookRejected("This phone result names nobody.", malformed=True)
    return news


def request_id_or_none(value: object) -> int | None:
    """A signed 64-bit id, also when it was sent as text: a float would lose its last digits."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,19}", value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if -(2**63) <= value < 2**63 else None


RequestNumber = Annotated[int | None, BeforeValidator(request_id_or_none)]


class _Number(BaseModel):
    raw_number: Text = None
    sanitized_number: Text = None
    type_cd: Text = None
    status_cd: Text = None
    confidence_cd: Text = None


class _WithPhones(BaseModel):
    id: Text = None
    phone_numbers: Annotated[list[_Number], BeforeValidator(objects)] = Field(default_factory=list[_Number])


class _Phones(BaseModel):
    people: Annotated[list[_WithPhones], BeforeValidator(objects)] = Field(default_factory=list[_WithPhones])


class PhonesAnswer(_Phones):
    """The webhook's body, or the same within `webhook_result` where the result is fetched."""

    request_id: RequestNumber = None
    failure_reason: Text = None
    webhook_result: Annotated[_Phones | None, BeforeValidator(object_or_none)] = None

    def news(self) -> PhoneNews:
        """The people that have an id, with their numbers."""
        people = self.webhook_result.people if self.webhook_result else self.people
        return PhoneNews(
            request_id=self.request_id,
            failure=self.failure_reason,
            people=tuple(
                PersonPhones(apollo_id=person.id, phones=_phones(person.phone_numbers))
                for person in people
                if person.id
            ),
        )


def _phones(numbers: Sequence[_Number]) -> tuple[Phone, ...]:
    """Mobiles first, since only they take messages; then in Apollo's own order."""
    phones = [
        Phone(
            number=one.sanitized_number or one.raw_number or "",
            type=one.type_cd,
            status=one.status_cd,
            confidence=one.confidence_cd,
        )
        for one in numbers
        if one.sanitized_number or one.raw_number
    ]
    return tuple(sorted(phones, key=lambda phone: phone.type != "mobile"))
