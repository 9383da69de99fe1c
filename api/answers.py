"""Make answers of records: the fields that an answer names, and no others."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """What a route answers of a record whose attributes bear the same names."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, record: object) -> Self:
        """The record's answer; a field that the record lacks is an error of ours, met by any test."""
        return cls.model_validate(record)
