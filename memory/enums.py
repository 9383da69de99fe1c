"""Name every state that the business knows, once."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """What a client pays for."""

    IGNITION = "ignition"
    VELOCITY = "velocity"
    DOMINANCE = "dominance"


class Subscription(StrEnum):
    """Outreach and enrichment run for `trialing` and `active` only."""

    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELLED = "cancelled"
    PAUSED = "paused"


class Mode(StrEnum):
    """Who lets a draft go: nobody, a reviewer, or a reviewer who also asked for it."""

    AUTOPILOT = "autopilot"
    CO_PILOT = "co_pilot"
    MANUAL = "manual"


class Role(StrEnum):
    """A user's role at one client, weakest first."""

    VIEWER = "viewer"
    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"


class Channel(StrEnum):
    """The five ways to reach a lead."""

    EMAIL = "email"
    SMS = "sms"
    LINKEDIN = "linkedin"
    VOICE = "voice"
    MAIL = "mail"


class Form(StrEnum):
    """What a draft is: each channel has one form or a few."""

    EMAIL = "email"
    SMS = "sms"
    CONNECTION_REQUEST = "connection_request"
    LINKEDIN_MESSAGE = "linkedin_message"
    INMAIL = "inmail"
    VOICE_SCRIPT = "voice_script"
    LETTER = "letter"
    POSTCARD = "postcard"


class CampaignStatus(StrEnum):
    """draft→active; active→paused, completed; paused→active, completed."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"


class LeadStatus(StrEnum):
    """Where a lead stands."""

    NEW = "new"
    ENRICHED = "enriched"
    SCORED = "scored"
    IN_SEQUENCE = "in_sequence"
    CONVERTED = "converted"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"


class LeadTier(StrEnum):
    """The ALS bands: 85, 60, 35 and 20 are their lower bounds."""

    HOT = "hot"
    WARM = "warm"
    COOL = "cool"
    COLD = "cold"
    DEAD = "dead"


class TouchStatus(StrEnum):
    """Where a touch stands; `parked` waits for a human after an unknown outcome."""

    PLANNED = "planned"
    PROPOSED = "proposed"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    PARKED = "parked"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class ApprovalStatus(StrEnum):
    """The answer to "may this go out?"; `redraft` asks for another draft with feedback."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    REDRAFT = "redraft"
    SNOOZED = "snoozed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Author(StrEnum):
    """Who wrote a draft or read a reply."""

    CLAUDE = "claude"
    OFFLINE = "offline"
    HUMAN = "human"
    RULE = "rule"


class Intent(StrEnum):
    """What the sender of a reply wants."""

    MEETING_REQUEST = "meeting_request"
    INTERESTED = "interested"
    QUESTION = "question"
    NOT_INTERESTED = "not_interested"
    UNSUBSCRIBE = "unsubscribe"
    OUT_OF_OFFICE = "out_of_office"
    AUTO_REPLY = "auto_reply"


class ActivityKind(StrEnum):
    """What can happen to a lead; rows of these kinds are never changed."""

    IMPORTED = "imported"
    ENRICHED = "enriched"
    NOT_ENRICHED = "not_enriched"
    SCORED = "scored"
    ALLOCATED = "allocated"
    DRAFTED = "drafted"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    REDRAFT_ASKED = "redraft_asked"
    SNOOZED = "snoozed"
    EXPIRED = "expired"
    REFUSED = "refused"
    SENT = "sent"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    PARKED = "parked"
    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNDELIVERED = "undelivered"
    CONNECTED = "connected"
    CALLED = "called"
    RETURNED = "returned"
    WASHED = "washed"
    CONSENTED = "consented"
    WITHDRAWN = "withdrawn"
    REPLIED = "replied"
    CONVERTED = "converted"
    UNSUBSCRIBED = "unsubscribed"
    SEQUENCE_PAUSED = "sequence_paused"
    SEQUENCE_STOPPED = "sequence_stopped"


class EventStatus(StrEnum):
    """Where a stored inbound event stands."""

    STORED = "stored"
    HANDLED = "handled"
    IGNORED = "ignored"
    UNMATCHED = "unmatched"
    FAILED = "failed"


class SuppressionKind(StrEnum):
    """What a suppression names."""

    EMAIL = "email"
    DOMAIN = "domain"
    PHONE = "phone"
    PROFILE = "profile"
    """A person on LinkedIn, who may be a lead under another address too."""


class NoteKind(StrEnum):
    """What kind of thing was learned."""

    FACT = "fact"
    PREFERENCE = "preference"
    PROCEDURE = "procedure"
    OUTCOME = "outcome"
    EXEMPLAR = "exemplar"


class NoteScope(StrEnum):
    """How far a note reaches."""

    CLIENT = "client"
    CAMPAIGN = "campaign"
    CHANNEL = "channel"
    REVIEWER = "reviewer"
    LEAD = "lead"
