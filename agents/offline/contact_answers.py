"""Say why somebody was not contacted, or whether they may be now: the rule, its reason, and what to do."""

# ruff: noqa: E501  a sentence is easier to read on one line
from __future__ import annotations

import re
from dataclasses import dataclass

CHANNELS = {"email": "email", "sms": "SMS", "linkedin": "LinkedIn", "voice": "phone", "mail": "post"}
_DOOR = re.compile(
    r"^(?P<channel>email|sms|linkedin|voice|mail) \| (?:(?P<open>open) \| .*|closed \| (?P<rule>[^|]+) \| (?P<why>.*))$",
    re.MULTILINE,
)
_EVENT = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d .*$", re.MULTILINE)
_ACTS = (
    ("voice", r"\b(?:call(?:ed|ing)?|ring|rung|phon(?:e|ed|ing)|voice)\b"),
    ("sms", r"\b(?:text(?:ed|ing)?|sms)\b"),
    ("email", r"\b(?:e-?mail(?:ed|ing)?|mailed|written to|write to)\b"),
    ("linkedin", r"\b(?:linked\s?in|invit(?:e|ed|ing)|connect(?:ed|ing)?)\b"),
    ("mail", r"\b(?:post|letters?|postcards?)\b"),
)
_ASKS = re.compile(
    r"(?i:\b(?:(?:can|may|could|should) (?:we|i|anyone|somebody|you)|(?:are|am) (?:we|i) allowed to|is it (?:ok|okay|allowed|legal|fine) to|do the rules (?:let|allow) us(?: to)?)\b[^?.!]{0,20}?\b(?:call|ring|phone|text|sms|e-?mail|write to|contact|reach|message|invite|connect (?:with|to)|post|send a (?:letter|postcard|text|message) to))\s+"
    r"(?P<name>[\w.+-]+@[\w-]+\.[\w.]+\w|[\"“‘][^\"”’]{2,60}[\"”’]|(?!(?:SMS|ASAP|CEO|CEOs|CFO|CFOs)\b)[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,3})(?!\s+(?-i:firms|clinics|practices|businesses|companies|campaign)\b)"
)
_ADVICE = {
    "subscription": "Renew the subscription: outreach rests without it.",
    "campaign_exists": "Put the lead into a campaign.",
    "campaign_active": "Activate the campaign, if it should go on.",
    "campaign_zone": "Set a time zone for the campaign that exists.",
    "campaign_dates": "Change the campaign's dates, or wait for them.",
    "working_hours": "Nothing: it goes on within the campaign's hours.",
    "lead_alive": "Nothing: the lead was deleted.",
    "lead_unsubscribed": "Nothing: that is final.",
    "lead_bounced": "Find a working address and import it.",
    "lead_converted": "Talk to them yourself.",
    "lead_dead": "Nothing, unless better data raises the score.",
    "lead_stopped": "Look at the timeline for why the sequence stopped.",
    "lead_waits": "Nothing: the sequence goes on then.",
    "tier_channel": "Nothing: the score decides the channels. More data may raise it.",
    "email_usable": "Find another address.",
    "jurisdiction": "Add the lead's country, if it is known.",
    "AU-SPAM-1": "Record the lead's consent with its evidence, or import the list anew and say where it comes from.",
    "AU-SPAM-2": "Record what is known of the publication, or another consent.",
    "AU-SPAM-3": "Have the address verified, or ask the person for it.",
    "AU-SPAM-6": "Nothing, until the person agrees again: then record it.",
    "AU-SPAM-7": "Import the list anew and say where it comes from.",
    "AU-DNCR-1": "Wash the number under `/compliance`; a listed one needs the person's express consent.",
    "AU-DNCR-2": "Ask the person again, and record the new consent.",
    "AU-DNCR-3": "Ask the person for their express consent, and record it.",
    "AU-TEL-1": "Nothing: it is asked again within calling hours.",
    "AU-TEL-2": "Nothing: it is asked again after the holiday.",
    "AU-TEL-3": "Add the lead's state or city, or wait.",
    "US-DNC-1": "Wash the number against the national registry, by file.",
    "UK-PECR-1": "Record the person's consent.",
    "UK-PECR-2": "Wash the number against TPS and CTPS, by file.",
    "UK-PECR-3": "Record the person's consent to automated calls.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """One channel's answer; `rule` None where it is open."""

    channel: str
    rule: str | None
    why: str


def asked_about(said: str) -> str | None:
    """Whom "can we call X now?" means; None where nothing like that was asked."""
    found = _ASKS.search(said)
    return found["name"].strip('"“”‘’') if found else None


def person_in(said: str) -> str | None:
    """The address, the quoted words or the name that a question is about."""
    if address := re.search(r"[\w.+-]+@[\w-]+\.[\w.]+\w", said):
        return address.group()
    if quoted := re.search(r"[\"“‘]([^\"”’]{2,60})[\"”’]", said):
        return quoted[1]
    names = re.search(
        r"(?<!^)(?<![.?!] )\b((?:[A-Z][\w'’-]+)(?:\s+[A-Z][\w'’-]+){0,3})",
        re.sub(r"^\W*Why\b", "why", said).replace(" I ", " i "),
    )
    return names[1] if names else None


def channel_in(said: str) -> str | None:
    """The channel that the question names, if it names one."""
    return next((channel for channel, acts in _ACTS if re.search(acts, said, re.IGNORECASE)), None)


def doors_in(found: str) -> list[Door]:
    """Every channel's answer as the tool told it."""
    return [
        Door(channel=one["channel"], rule=(one["rule"] or "").strip() or None, why=(one["why"] or "").strip())
        for one in _DOOR.finditer(found)
    ]


def may_we(name: str, doors: str, channel: str | None) -> str:
    """Yes or no for the channel that was named, else for each."""
    found = [one for one in doors_in(doors) if channel in (None, one.channel)]
    if channel is None or len(found) != 1:
        return f"{name}, now:\n{_listed(found)}"
    (door,) = found
    way = CHANNELS[door.channel]
    if door.rule is None:
        return f"Yes: nothing forbids reaching {name} by {way} now. Every message is still approved first, and asked about again when it goes."
    return f"No, {name} may not be reached by {way} now.\n{_reason(door)}"


def why_not(name: str, doors: str, record: str, channel: str | None) -> str:
    """What keeps each channel shut, and what the record says last."""
    found = [one for one in doors_in(doors) if channel in (None, one.channel)]
    shut = [one for one in found if one.rule is not None]
    events = _EVENT.findall(record)[:5]
    last = "\n".join(f"- {event}" for event in events)
    said = f"\nThe record, newest first:\n{last}" if last else "\nNothing has happened to them yet."
    if not shut:
        where = f" by {CHANNELS[channel]}" if channel else ""
        return f"No rule keeps {name} from being contacted{where} now: their turn has not come yet, or a draft waits for a decision.{said}"
    return f"{name}:\n{_listed(found)}{said}"


def _listed(doors: list[Door]) -> str:
    """The channels that one rule shuts stand together."""
    lines: list[str] = []
    for rule, why in dict.fromkeys((one.rule, one.why) for one in doors):
        ways = " and ".join(CHANNELS[one.channel] for one in doors if (one.rule, one.why) == (rule, why))
        ways = ways.replace(" and ", ", ", ways.count(" and ") - 1)
        head = f"- {ways[:1].upper()}{ways[1:]}"
        lines.append(
            f"{head}: open now."
            if rule is None
            else f"{head}: {_reason(Door(channel='', rule=rule, why=why))}"
        )
    return "\n".join(lines)


def _reason(door: Door) -> str:
    return f"The rule {door.rule} says: {door.why} What to do: {advice(door.rule or '', door.why)}"


def advice(rule: str, why: str) -> str:
    """What a person can do about a rule."""
    if rule.startswith("suppressed_"):
        return "Nothing: whoever is on a suppression list is not contacted, on any channel."
    if known := _ADVICE.get(rule):
        return known
    return (
        "Nothing: it is asked again by itself then."
        if "Asked again from" in why
        else "See `/compliance`, or ask an admin: waiting changes nothing."
    )
