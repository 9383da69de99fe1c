"""List every rule that forbids a contact, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from memory.enums import CampaignStatus, Channel, LeadStatus, LeadTier, SuppressionKind
from tools.services.allocation import channels_for
from tools.services.calendar.hours import next_opening, works_at, zone
from tools.services.drafts import address_of
from tools.services.law import (
    america,
    australia,
    australian_calls,
    europe,
    linkedin,
    mailboxes,
    post,
    scripts,
)
from tools.services.law.case import ASK_AGAIN, Case, Refusal, Rule
from tools.services.law.jurisdictions import uncovered
from tools.services.money.tiers import runs


def _subscription(case: Case) -> Refusal | None:
    if case.client is None:
        return Refusal(sentence="This client is closed.")
    if not runs(case.client.subscription):
        sentence = f"The subscription is {case.client.subscription.value}: outreach rests."
        return Refusal(sentence=sentence, until=case.at + ASK_AGAIN)
    return None


def _campaign_exists(case: Case) -> Refusal | None:
    return Refusal(sentence="The campaign was deleted.") if case.campaign is None else None


def _campaign_active(case: Case) -> Refusal | None:
    assert case.campaign is not None
    match case.campaign.status:
        case CampaignStatus.ACTIVE:
            return None
        case CampaignStatus.COMPLETED:
            return Refusal(sentence="The campaign is completed.")
        case CampaignStatus.DRAFT | CampaignStatus.PAUSED as status:
            return Refusal(sentence=f"The campaign is {status.value}.", until=case.at + ASK_AGAIN)


def _campaign_zone(case: Case) -> Refusal | None:
    assert case.campaign is not None
    if zone(case.campaign.time_zone) is None:
        sentence = f"The campaign's time zone {case.campaign.time_zone} is unknown, so its hours are too."
        return Refusal(sentence=sentence, until=case.at + ASK_AGAIN)
    return None


def _campaign_dates(case: Case) -> Refusal | None:
    campaign = case.campaign
    assert campaign is not None
    local = zone(campaign.time_zone)
    assert local is not None
    today = case.at.astimezone(local).date()
    if campaign.ends_on is not None and today > campaign.ends_on:
        return Refusal(sentence=f"The campaign ended on {campaign.ends_on:%-d %B %Y}.")
    if campaign.starts_on is not None and today < campaign.starts_on:
        sentence = f"The campaign starts on {campaign.starts_on:%-d %B %Y}."
        return Refusal(sentence=sentence, until=next_opening(campaign, case.at, zone=local))
    return None


def _working_hours(case: Case) -> Refusal | None:
    campaign = case.campaign
    assert campaign is not None
    local = zone(campaign.time_zone)
    assert local is not None
    if works_at(campaign, case.at, zone=local):
        return None
    hours = f"{campaign.work_start:%H:%M} to {campaign.work_end:%H:%M}"
    sentence = f"It is outside the campaign's working hours ({hours} in {campaign.time_zone}) or days."
    return Refusal(sentence=sentence, until=next_opening(campaign, case.at, zone=local))


def _lead_alive(case: Case) -> Refusal | None:
    return Refusal(sentence="The lead was deleted.") if case.lead is None else None


def _lead_not(status: LeadStatus, sentence: str) -> Callable[[Case], Refusal | None]:
    def forbids(case: Case) -> Refusal | None:
        assert case.lead is not None
        return Refusal(sentence=sentence) if case.lead.status is status else None

    return forbids


def _lead_stopped(case: Case) -> Refusal | None:
    assert case.lead is not None
    return Refusal(sentence="The lead's sequence has stopped.") if case.lead.stopped_at else None


def _lead_waits(case: Case) -> Refusal | None:
    assert case.lead is not None
    until = case.lead.waits_until
    if until is None or until <= case.at:
        return None
    local = zone(case.campaign.time_zone) if case.campaign else None
    day = f"{until.astimezone(local or UTC):%-d %B %Y}"
    return Refusal(sentence=f"The lead's sequence waits until {day}.", until=until)


def _lead_dead(case: Case) -> Refusal | None:
    assert case.lead is not None
    dead = case.lead.lead_tier is LeadTier.DEAD
    return Refusal(sentence="The lead scores below 20 and is never contacted.") if dead else None


def _not_suppressed(kind: SuppressionKind, what: str) -> Callable[[Case], Refusal | None]:
    def forbids(case: Case) -> Refusal | None:
        return (
            Refusal(sentence=f"The lead's {what} is on a suppression list.")
            if kind in case.suppressed
            else None
        )

    return forbids


def _approval(case: Case) -> Refusal | None:
    return None if case.approved else Refusal(sentence="Exactly this content was not approved.")


def _tier_channel(case: Case) -> Refusal | None:
    lead = case.lead
    assert lead is not None
    if lead.lead_tier is None or lead.als is None:
        return Refusal(sentence="The lead has no score yet.", until=case.at + ASK_AGAIN)
    if case.channel in channels_for(lead.lead_tier, lead.als):
        return None
    return Refusal(sentence=f"A {lead.lead_tier.value} lead is not contacted by {case.channel.value}.")


def _not_before(case: Case) -> Refusal | None:
    assert case.touch is not None
    if case.at >= case.touch.not_before:
        return None
    return Refusal(sentence="The touch's time has not come.", until=case.touch.not_before)


def _recipient(case: Case) -> Refusal | None:
    if case.lead is None or case.draft is None:
        return Refusal(sentence="There is nothing to send.")
    if address_of(case.lead, case.channel) == case.draft.recipient:
        return None
    return Refusal(sentence="The lead's address is not the approved one any more.")


def _resource(case: Case) -> Refusal | None:
    if case.resource is None:
        return Refusal(sentence="What the touch was to go out from does not exist any more.")
    if case.resource.paused_at is not None:
        return Refusal(sentence=f"{case.resource.label} is paused.", until=case.at + ASK_AGAIN)
    return None


def _email_identity(case: Case) -> Refusal | None:
    if australia.names_its_sender(case):
        return None
    return Refusal(sentence="The mail does not name its sender with a postal address.")


def _email_opt_out(case: Case) -> Refusal | None:
    if australia.has_way_out(case):
        return None
    return Refusal(sentence="The mail has no working unsubscribe link.")


def _email_usable(case: Case) -> Refusal | None:
    assert case.lead is not None
    invalid = case.lead.email_status == "invalid"
    return Refusal(sentence="The lead's email address is known to be invalid.") if invalid else None


def _jurisdiction(case: Case) -> Refusal | None:
    assert case.lead is not None
    sentence = uncovered(case.lead, case.channel)
    return Refusal(sentence=sentence) if sentence else None


_EMAIL = frozenset({Channel.EMAIL})

ORDER: tuple[Rule, ...] = (
    Rule(name="subscription", forbids=_subscription),
    Rule(name="campaign_exists", forbids=_campaign_exists),
    Rule(name="campaign_active", forbids=_campaign_active, answers_too=False),
    Rule(name="campaign_zone", forbids=_campaign_zone, answers_too=False),
    Rule(name="campaign_dates", forbids=_campaign_dates, answers_too=False),
    Rule(name="working_hours", forbids=_working_hours, answers_too=False),
    Rule(name="lead_alive", forbids=_lead_alive),
    Rule(name="lead_unsubscribed", forbids=_lead_not(LeadStatus.UNSUBSCRIBED, "The lead unsubscribed.")),
    Rule(name="lead_bounced", forbids=_lead_not(LeadStatus.BOUNCED, "Mail to the lead bounced.")),
    Rule(
        name="lead_converted",
        forbids=_lead_not(LeadStatus.CONVERTED, "The lead is converted: people talk to them now."),
        answers_too=False,
    ),
    Rule(name="lead_dead", forbids=_lead_dead, answers_too=False),
    Rule(name="lead_stopped", forbids=_lead_stopped, answers_too=False),
    Rule(name="lead_waits", forbids=_lead_waits, answers_too=False),
    Rule(name="suppressed_email", forbids=_not_suppressed(SuppressionKind.EMAIL, "email address")),
    Rule(name="suppressed_domain", forbids=_not_suppressed(SuppressionKind.DOMAIN, "company's domain")),
    Rule(name="suppressed_phone", forbids=_not_suppressed(SuppressionKind.PHONE, "phone number")),
    Rule(name="suppressed_profile", forbids=_not_suppressed(SuppressionKind.PROFILE, "LinkedIn profile")),
    Rule(name="approval", forbids=_approval, for_touch=True),
    Rule(name="tier_channel", forbids=_tier_channel, answers_too=False),
    Rule(name="not_before", forbids=_not_before, for_touch=True),
    Rule(name="recipient", forbids=_recipient, for_touch=True),
    Rule(name="resource", forbids=_resource, for_touch=True),
    Rule(name="email_usable", forbids=_email_usable, channels=_EMAIL),
)
"""DOMAIN's order. Credits do not apply: a send costs none, an enrichment did."""

LAW: tuple[Rule, ...] = (
    Rule(name="jurisdiction", forbids=_jurisdiction, answers_too=False),
    *australia.RULES,
    *australian_calls.RULES,
    *america.RULES,
    *europe.RULES,
    *scripts.RULES,
    *mailboxes.RULES,
    *linkedin.RULES,
    *post.RULES,
    Rule(name="email_identity", forbids=_email_identity, channels=_EMAIL, for_touch=True),
    Rule(name="email_opt_out", forbids=_email_opt_out, channels=_EMAIL, for_touch=True),
)
"""The channel's own law, by the id that the book gives it; identity and opt-out hold wherever a mail goes."""

RULES: tuple[Rule, ...] = (*ORDER, *LAW)
