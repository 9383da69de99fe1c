"""Turn costs, the account, intake and an enrichment into tables: pure, so that a test shows what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from memory.events import Completeness
from tools.services.account import AccountState, pace_in_words
from tools.services.enriching.reports import BatchReport
from tools.services.money.reports import CampaignCosts, total
from ui.cards import Props

SHOWN = 200
"""Rows in a card; the file has all of them."""


def costs_card(campaigns: Sequence[CampaignCosts]) -> Props:
    """What each campaign and all of them cost the platform, by lead, reply and meeting."""
    rows = [*campaigns, total(campaigns)] if campaigns else []
    return _card(
        "costs",
        "Costs",
        "AUD, over the client's whole time",
        columns=(
            "Campaign",
            "Sends",
            "Enrichment",
            "Models",
            "Total",
            "Per lead",
            "Per reply",
            "Per meeting",
        ),
        rows=[
            [
                each.name,
                _aud(each.sends_aud),
                _aud(each.enrichment_aud),
                _aud(each.models_aud),
                _aud(each.total_aud),
                *(_aud(cost) for cost in (each.per_lead, each.per_reply, each.per_meeting)),
            ]
            for each in rows
        ],
        empty="Nothing has cost anything yet.",
        csv=True,
    )


def account_card(state: AccountState) -> Props:
    """What the client pays for and what is left of it."""
    words = state.subscription.value.replace("_", " ")
    return _card(
        "account",
        f"{state.tier.value.capitalize()}, {words}",
        pace_in_words(state),
        columns=("What", "Now"),
        rows=[
            ["Price", f"AUD {state.price_aud:,} a month"],
            ["Credits left", f"{state.balance:,} of {state.quota:,}"],
            ["New credits on", f"{state.resets_on:%-d %B %Y}"],
            ["Campaigns", f"{state.campaigns} at most"],
            ["Messages a day", f"{state.touches_a_day:,} at most"],
        ],
        notes=state.notices(),
    )


def intake_card(found: Sequence[Completeness]) -> Props:
    """How answers reached us over the last day: by webhook, only by asking, or not yet read."""
    return _card(
        "intake",
        "Intake",
        "the last 24 hours, all clients of this installation",
        columns=("Vendor", "What", "By webhook", "Only by asking", "Not read yet"),
        rows=[
            [each.vendor, each.kind.replace("_", " "), *_counts(each)]
            for each in sorted(found, key=lambda one: (one.vendor, one.kind))
        ],
        empty="Nothing has come in.",
    )


def enrichment_card(report: BatchReport) -> Props:
    """How far the newest enrichment is, what it cost, and why each lead without a result has none."""
    vendors = ", ".join(f"{vendor} AUD {cost:,.2f}" for vendor, cost in sorted(report.cost_by_vendor.items()))
    clay = f"Clay was asked for {report.clay_asked:,} of the {report.clay_allowed:,} leads that it may be."
    return _card(
        "enrichment",
        "Enrichment",
        report.sentence(),
        columns=("Lead", "Outcome", "Why"),
        rows=[[each.email, each.outcome, each.reason] for each in report.without[:SHOWN]],
        notes=[f"{vendors}. {clay}" if vendors else clay],
        empty="Every lead has a result.",
        csv=True,
    )


def no_enrichment() -> Props:
    """The same before anything was enriched."""
    empty = "Nothing has been enriched yet."
    return _card("enrichment", "Enrichment", "", columns=(), rows=[], empty=empty)


def _card(
    name: str,
    title: str,
    subtitle: str,
    *,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: Sequence[str] = (),
    empty: str = "",
    csv: bool = False,
) -> Props:
    return {
        "ref": {"kind": "report", "id": name},
        "title": title,
        "subtitle": subtitle,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "notes": list(notes),
        "empty": empty,
        "csv": csv and bool(rows),
    }


def _counts(found: Completeness) -> tuple[str, ...]:
    return tuple(f"{count:,}" for count in (found.by_webhook, found.only_by_poll, found.never_read))


def _aud(amount: Decimal | None) -> str:
    return "–" if amount is None else f"{amount:,.2f}"
