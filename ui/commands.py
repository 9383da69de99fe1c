"""Name the commands of the chat, and answer those that only show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memory.records.campaigns import Campaign
from memory.records.leads import Lead

if TYPE_CHECKING:
    from chainlit.types import CommandDict

COMMANDS = {
    "inbox": ("Drafts that wait for your decision", "inbox"),
    "leads": ("The most promising leads", "users"),
    "lead": ("All about one lead: add a name or an address", "user-search"),
    "analysis": ("How a campaign is doing, and what I would change", "chart-line"),
    "campaigns": ("Campaigns and their state", "megaphone"),
    "replies": ("Replies that came in", "reply"),
    "waiting": ("Replies that wait for a person, the oldest first", "hourglass"),
    "enrichment": ("The newest enrichment: progress, cost, and who has no result", "sparkles"),
    "costs": ("What campaigns cost, by lead, reply and meeting", "receipt"),
    "account": ("Subscription, credits and pace", "wallet"),
    "autopilot": ("Where drafts may go by themselves, and how that is earned", "plane"),
    "intake": ("How complete intake is, by vendor", "radio"),
    "compliance": ("What may be sent now, and what is missing", "scale"),
    "notes": ("What was learned: correct it, strike it, bring it back", "notebook-pen"),
    "erase": ("Erase a person for good: add a name or an address", "user-x"),
    "status": ("How the client stands", "gauge"),
    "help": ("What you can do here", "circle-help"),
}

WITH_WORDS = frozenset({"lead", "analysis", "erase"})
"""Commands that say what they are about."""

_HELP = """**What you can do here**

- **Drop a CSV** of leads into the chat. You see how its columns are read, correct that, and import.
- **Say which campaign you want** in your own words: whom to reach, what to offer, over which
  channels. You get a proposal to confirm or decline.
- **Decide on drafts**: approve, edit and approve, ask for another draft with a remark,
  reject with a reason, or snooze. Nothing leaves without an approval. `/inbox` shows what waits.
- **Read replies** as they arrive, with a proposed response to approve. `/waiting` lists those
  that nobody has answered or looked at.
- **Ask how a campaign is doing**: `/analysis` and its name, or in your own words. You get advice with
  the numbers that it rests on, and can have its changes proposed.
- **Look a lead up**: `/lead` and a name or an email address shows which channels are open to them, why the
  others are closed, and everything that has happened.
- **Teach it**: "never mention price in the first mail". What was learned shapes the next drafts;
  `/notes` lists it, and you correct or strike what is wrong.
- **Erase a person** who asks for it: `/erase` and a name or an email address. An owner sees what goes
  and what stays, and confirms it; nothing brings it back.
"""
HELP = re.sub(r"\n  (?=\S)", " ", _HELP) + f"\nCommands: {', '.join(f'`/{name}`' for name in COMMANDS)}.\n"
"""The chat ends a line where the text does, so that each point is one line."""


_WISHES = re.compile(
    r"\b(plan|create|make|launch|start|run|draft|write|prepare|build|set up|schedule|send|contact|"
    r"introduce|pitch|offer|pause|compare|show me|tell me|how many|which)\b",
    re.IGNORECASE,
)


_ERASE = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|i want you to|we (?:have|need) to)\s+)*"
    r"(?:(?:erase|wipe|purge)\s+(?!everything|all\b|any)"
    r"|(?:delete|erase|wipe|purge|remove|forget|destroy)\s+(?:everything|all|anything|any data|the data)"
    r"(?:\s+(?:the\s+)?(?:data|details|information|records)|\s+(?:that\s+)?(?:we|you)\s+(?:have|know|hold|keep))*"
    r"\s+(?:about|of|on|for|from)\s+|(?:delete|forget)\s+(?=\S+@))"
    r"(?:the\s+(?:lead|person|contact)\s+)?(?P<whom>\S.*?)\W*(?:please\W*)?$",
    re.IGNORECASE,
)


def erasure_in(text: str) -> str | None:
    """Whom a message wants erased, as it calls them; None where it wants something else."""
    found = _ERASE.match(text.strip()) if "\n" not in text.strip() else None
    return found["whom"].strip() if found else None


def menu() -> list[CommandDict]:
    """The commands as the composer lists them."""
    return [
        {
            "id": name,
            "description": description,
            "icon": icon,
            "button": False,
            "persistent": False,
            "selected": False,
        }
        for name, (description, icon) in COMMANDS.items()
    ]


def command_in(text: str, chosen: str | None) -> tuple[str, str] | None:
    """The command that a message asks for, chosen from the menu or typed, and what was said after it."""
    said = text.strip()
    name, _, rest = said.removeprefix("/").partition(" ")
    typed = name.lower() if said.startswith("/") else ""
    if chosen in COMMANDS:
        return chosen, rest.strip() if typed == chosen else said
    known = typed in COMMANDS and (not rest.strip() or typed in WITH_WORDS)
    return (typed, rest.strip()) if known else None


def asks_for_more(said: str) -> bool:
    """Whether a text beside a file wants something that the import itself does not do."""
    return "?" in said or bool(_WISHES.search(said))


def leads_table(leads: list[Lead]) -> str:
    """The leads as a table, or a sentence where there are none."""
    if not leads:
        return "There are no leads yet: drop a CSV into the chat."
    rows = "\n".join(
        f"| {plain(lead.full_name)} | {plain(lead.title)} | {plain(lead.company)} | "
        f"{'' if lead.als is None else lead.als} | {lead.lead_tier or ''} | {lead.status.replace('_', ' ')} |"
        for lead in leads
    )
    return f"| Name | Title | Company | ALS | Tier | Status |\n|---|---|---|---:|---|---|\n{rows}"


def campaigns_table(campaigns: list[Campaign]) -> str:
    """The campaigns as a table, or a sentence where there are none."""
    if not campaigns:
        return "There are no campaigns yet: say which one you want, in your own words."
    rows = "\n".join(
        f"| {plain(each.name)} | {each.status} | {each.daily_limit} | {_mode(each)} |" for each in campaigns
    )
    return f"| Campaign | Status | Daily limit | Mode |\n|---|---|---:|---|\n{rows}"


def _mode(campaign: Campaign) -> str:
    return (campaign.mode or "the client's").replace("_", "-")


def plain(text: str | None) -> str:
    """Text of others, inert in Markdown."""
    inert = "".join(f"\\{sign}" if sign in "\\`*_{}[]<>|#!:~" else sign for sign in text or "")
    return " ".join(inert.split())
