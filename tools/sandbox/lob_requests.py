"""Say what Lob demands of the bodies that are posted to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.providers.lob_pieces import US_COUNTRIES

Line = Annotated[str, Field(max_length=200)]
Html = Annotated[str, Field(min_length=1, max_length=10_000)]


class AskedAddress(BaseModel):
    """An address in the body of a piece."""

    name: Annotated[str, Field(max_length=40)] = ""
    company: Annotated[str, Field(max_length=40)] = ""
    address_line1: Annotated[Line, Field(min_length=1)]
    address_line2: Line = ""
    address_city: Line = ""
    address_state: Line = ""
    address_zip: Annotated[str, Field(max_length=40)] = ""
    address_country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "US"

    @model_validator(mode="after")
    def whole(self) -> Self:
        """A name, and what the country's post needs."""
        if not (self.name or self.company):
            raise ValueError("name or company is required")
        if self.abroad:
            if not (self.address_zip or (self.address_city and self.address_state)):
                raise ValueError("address_zip, or address_city and address_state, are required")
        elif not (
            self.address_city
            and re.fullmatch(r"[A-Za-z]{2}", self.address_state)
            and re.fullmatch(r"\d{5}(-\d{4})?", self.address_zip)
        ):
            raise ValueError("address_city, address_state and address_zip of the US are required")
        return self

    @property
    def abroad(self) -> bool:
        """Whether it lies outside the United States and its territories."""
        return self.address_country not in US_COUNTRIES


AddressId = Annotated[str, Field(pattern=r"^adr_[A-Za-z0-9]+$")]


class AskedPiece(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    to: AskedAddress
    sender: AskedAddress | AddressId | None = Field(default=None, alias="from")
    use_type: Literal["marketing", "operational"]
    description: Annotated[str, Field(max_length=255)] = ""
    metadata: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=500)]] = Field(
        default_factory=dict[str, str], max_length=20
    )
    merge_variables: dict[str, object] = Field(default_factory=dict[str, object])

    def texts(self) -> Sequence[str]:
        """The markup, side by side."""
        return ()


class AskedLetter(AskedPiece):
    """The body of `POST /letters`."""

    sender: AskedAddress | AddressId = Field(alias="from")  # pyright: ignore[reportIncompatibleVariableOverride]
    file: Html
    color: bool
    double_sided: bool = True
    custom_envelope: Annotated[str, Field(pattern=r"^env_")] | None = None

    def texts(self) -> Sequence[str]:
        """The letter's markup."""
        return (self.file,)


class AskedPostcard(AskedPiece):
    """The body of `POST /postcards`."""

    front: Html
    back: Html
    size: Literal["4x6", "6x9", "6x11"] = "4x6"

    def texts(self) -> Sequence[str]:
        """The markup of both sides."""
        return self.front, self.back


class AskedCheck(BaseModel):
    """The body of a verification."""

    model_config = ConfigDict(extra="allow")

    recipient: Line = ""
    primary_line: Annotated[Line, Field(min_length=1)]
    secondary_line: Line = ""
    city: Line = ""
    state: Line = ""
    zip_code: Annotated[str, Field(pattern=r"^(\d{5}((-)?\d{4})?)?$")] = ""
    postal_code: Annotated[str, Field(max_length=12)] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
