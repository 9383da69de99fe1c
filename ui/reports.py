"""Show costs, the account, intake and the newest enrichment as tables, and hand them out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from errors import InvalidInput
from memory.enums import Role
from tools.deps import AgencyDeps
from tools.services.access import require
from ui import desk, show
from ui.cards import Props
from ui.report_cards import account_card, costs_card, enrichment_card, intake_card, no_enrichment

A_DAY = timedelta(days=1)


async def present(deps: AgencyDeps, name: str) -> None:
    """Show the report at the end of the chat, wherever it stood before."""
    props = await _REPORTS[name](deps)
    key = show.key_of("report", name)
    await show.forget("ReportCard", key)
    await show.card("ReportCard", key, props)


async def props_again(deps: AgencyDeps, name: str) -> Props:
    """The report's props from the truth of this moment."""
    return await _REPORTS[name](deps) if name in _REPORTS else {}


async def csv(arguments: Mapping[str, object]) -> str:
    """The report as the text of a CSV."""
    deps = await desk.deps()
    if arguments.get("id") == "costs":
        return await deps.services.cost_reports.csv(deps.client_id)
    batch_id = await deps.services.enrichment.latest_batch(deps.client_id)
    if arguments.get("id") != "enrichment" or batch_id is None:
        raise InvalidInput("There is no such file: reload the page.")
    return (await deps.services.enrichment.batch(deps.client_id, batch_id)).csv()


async def _costs(deps: AgencyDeps) -> Props:
    return costs_card(await deps.services.cost_reports.of_campaigns(deps.client_id))


async def _account(deps: AgencyDeps) -> Props:
    return account_card(await deps.services.billing.state(deps.client_id))


async def _intake(deps: AgencyDeps) -> Props:
    # Counts of the whole installation, which tell nothing of any client's leads.
    require(deps.actor, Role.ADMIN)
    return intake_card(await deps.services.recovery.completeness(deps.clock() - A_DAY))


async def _enrichment(deps: AgencyDeps) -> Props:
    batch_id = await deps.services.enrichment.latest_batch(deps.client_id)
    if batch_id is None:
        return no_enrichment()
    return enrichment_card(await deps.services.enrichment.batch(deps.client_id, batch_id))


_REPORTS: Mapping[str, Callable[[AgencyDeps], Awaitable[Props]]] = {
    "costs": _costs,
    "account": _account,
    "intake": _intake,
    "enrichment": _enrichment,
}
