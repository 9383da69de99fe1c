"""Say in words what the code names: channels, forms, intents, tiers and what follows from them."""

from __future__ import annotations

from memory.consents import ConsentKind
from memory.enums import ActivityKind, Author, Channel, Form, Intent, LeadStatus, LeadTier
from memory.washes import Register, WashResult

COMPONENTS = (
    ("data_quality", "Data quality", 20),
    ("authority", "Authority", 25),
    ("company_fit", "Company fit", 25),
    ("timing", "Timing", 15),
    ("risk", "Risk", 15),
)
"""The five components of the ALS with the most points each may have, in the sentences' order."""

WRITERS = {
    Author.CLAUDE: "Claude",
    Author.OFFLINE: "the offline engine",
    Author.HUMAN: "a person",
    Author.RULE: "a rule",
}
CHANNELS = {
    Channel.EMAIL: "Email",
    Channel.SMS: "SMS",
    Channel.LINKEDIN: "LinkedIn",
    Channel.VOICE: "Voice",
    Channel.MAIL: "Mail",
}
INTENTS = {
    Intent.MEETING_REQUEST: "Wants to meet",
    Intent.INTERESTED: "Interested",
    Intent.QUESTION: "Has a question",
    Intent.NOT_INTERESTED: "Not interested",
    Intent.UNSUBSCRIBE: "Wants no more messages",
    Intent.OUT_OF_OFFICE: "Out of office",
    Intent.AUTO_REPLY: "Automatic reply",
}
CONSEQUENCES = {
    Intent.MEETING_REQUEST: "The sequence has stopped. A response with times follows.",
    Intent.INTERESTED: "The sequence has stopped. A response follows.",
    Intent.QUESTION: "The sequence is paused. A response from what is known follows.",
    Intent.NOT_INTERESTED: "The sequence has stopped. Nothing more is sent.",
    Intent.UNSUBSCRIBE: "Suppressed on every channel at once. No response is sent.",
    Intent.OUT_OF_OFFICE: "The sequence waits for their return.",
    Intent.AUTO_REPLY: "Logged. Nothing changes.",
}
LEAD_STATUSES = {
    LeadStatus.UNSUBSCRIBED: "Unsubscribed",
    LeadStatus.BOUNCED: "Address bounced",
    LeadStatus.CONVERTED: "Converted",
}
"""What a lead's status means for whoever reads their reply; the others say nothing new."""
SURENESS = ((0.9, "very sure"), (0.75, "sure"), (0.5, "fairly sure"), (0.0, "not sure"))
TIERS = {
    LeadTier.HOT: "hot",
    LeadTier.WARM: "warm",
    LeadTier.COOL: "cool",
    LeadTier.COLD: "cold",
    LeadTier.DEAD: "dead",
}
FORMS = {
    Form.EMAIL: "Email",
    Form.SMS: "Text message",
    Form.CONNECTION_REQUEST: "Connection request",
    Form.LINKEDIN_MESSAGE: "LinkedIn message",
    Form.INMAIL: "InMail",
    Form.VOICE_SCRIPT: "Call script",
    Form.LETTER: "Letter",
    Form.POSTCARD: "Postcard",
}
KINDS = {
    ActivityKind.IMPORTED: "Imported",
    ActivityKind.ENRICHED: "Enriched",
    ActivityKind.NOT_ENRICHED: "Not enriched",
    ActivityKind.SCORED: "Scored",
    ActivityKind.ALLOCATED: "Planned",
    ActivityKind.DRAFTED: "Drafted",
    ActivityKind.PROPOSED: "Put to a reviewer",
    ActivityKind.APPROVED: "Approved",
    ActivityKind.REJECTED: "Rejected",
    ActivityKind.REDRAFT_ASKED: "Redraft asked",
    ActivityKind.SNOOZED: "Snoozed",
    ActivityKind.EXPIRED: "Expired",
    ActivityKind.REFUSED: "Held back by a rule",
    ActivityKind.SENT: "Sent",
    ActivityKind.NOT_SENT: "Not sent",
    ActivityKind.UNKNOWN: "Being looked up",
    ActivityKind.PARKED: "Parked",
    ActivityKind.DELIVERED: "Delivered",
    ActivityKind.OPENED: "Opened",
    ActivityKind.CLICKED: "Clicked",
    ActivityKind.BOUNCED: "Bounced",
    ActivityKind.COMPLAINED: "Complained",
    ActivityKind.UNDELIVERED: "Not delivered",
    ActivityKind.CONNECTED: "Connected",
    ActivityKind.CALLED: "Called",
    ActivityKind.RETURNED: "Returned",
    ActivityKind.WASHED: "Number washed",
    ActivityKind.CONSENTED: "Consent",
    ActivityKind.WITHDRAWN: "Taken back",
    ActivityKind.REPLIED: "Answered",
    ActivityKind.CONVERTED: "Converted",
    ActivityKind.UNSUBSCRIBED: "Unsubscribed",
    ActivityKind.SEQUENCE_PAUSED: "Sequence paused",
    ActivityKind.SEQUENCE_STOPPED: "Sequence stopped",
}
GROUPS = {
    "Messages": (
        *(ActivityKind.SENT, ActivityKind.NOT_SENT, ActivityKind.UNKNOWN, ActivityKind.PARKED),
        *(ActivityKind.DELIVERED, ActivityKind.OPENED, ActivityKind.CLICKED, ActivityKind.BOUNCED),
        *(ActivityKind.UNDELIVERED, ActivityKind.CALLED, ActivityKind.RETURNED),
    ),
    "Answers": (
        *(ActivityKind.REPLIED, ActivityKind.CONNECTED, ActivityKind.CONVERTED),
        *(ActivityKind.UNSUBSCRIBED, ActivityKind.COMPLAINED),
    ),
    "Decisions": (
        *(ActivityKind.DRAFTED, ActivityKind.PROPOSED, ActivityKind.APPROVED, ActivityKind.REJECTED),
        *(ActivityKind.REDRAFT_ASKED, ActivityKind.SNOOZED, ActivityKind.EXPIRED, ActivityKind.ALLOCATED),
        *(ActivityKind.SEQUENCE_PAUSED, ActivityKind.SEQUENCE_STOPPED),
    ),
    "Rules": (
        ActivityKind.REFUSED,
        ActivityKind.WASHED,
        ActivityKind.CONSENTED,
        ActivityKind.WITHDRAWN,
    ),
    "Data": (
        *(ActivityKind.IMPORTED, ActivityKind.ENRICHED, ActivityKind.NOT_ENRICHED, ActivityKind.SCORED),
    ),
}
"""What a timeline can be narrowed to; every kind is in one group."""
CONSENTS = {
    ConsentKind.EXPRESS: "Express consent",
    ConsentKind.EXPRESS_WRITTEN: "Express written consent",
    ConsentKind.INFERRED_RELATIONSHIP: "Inferred from a relationship",
    ConsentKind.INFERRED_CONSPICUOUS_PUBLICATION: "Inferred from a published address",
    ConsentKind.SOFT_OPT_IN: "Soft opt-in",
}
REGISTERS = {
    Register.AU_DNCR: "Do Not Call Register (AU)",
    Register.US_DNC: "National Do Not Call Registry (US)",
    Register.UK_TPS: "Telephone Preference Service (UK)",
    Register.UK_CTPS: "Corporate TPS (UK)",
}
WASHES = {
    WashResult.CLEAR: "not listed",
    WashResult.LISTED: "listed: no calls",
    WashResult.INVALID: "no valid number",
}
