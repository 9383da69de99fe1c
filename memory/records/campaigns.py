"""Shape the rows of a campaign and of its sequence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from memory.enums import CampaignStatus, Channel, Form, Mode
from memory.records.ids import BrandId, CampaignId, ClientId
from memory.records.row import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign(Row):
    id: CampaignId
    client_id: ClientId
    brand_id: BrandId
    name: str
    brief: str
    status: CampaignStatus
    mode: Mode | None
    email_percent: int
    sms_percent: int
    linkedin_percent: int
    voice_percent: int
    mail_percent: int
    daily_limit: int
    target_industries: tuple[str, ...]
    time_zone: str
    work_days: tuple[int, ...]
    work_start: time
    work_end: time
    starts_on: date | None
    ends_on: date | None
    created_at: datetime
    deleted_at: datetime | None

    @property
    def percentages(self) -> dict[Channel, int]:
        """Share of touches by channel; they sum to 100."""
        return {
            Channel.EMAIL: self.email_percent,
            Channel.SMS: self.sms_percent,
            Channel.LINKEDIN: self.linkedin_percent,
            Channel.VOICE: self.voice_percent,
            Channel.MAIL: self.mail_percent,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class SequenceStep(Row):
    campaign_id: CampaignId
    n: int
    channel: Channel | None
    delay_days: int
    brief: str
    skip_when: tuple[str, ...]
    form: Form | None = None
