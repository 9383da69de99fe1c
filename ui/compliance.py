"""Show per channel whether the client may send now, and carry out what puts right what is missing."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from uuid import UUID

from errors import InvalidInput
from memory.enums import Role
from memory.imports import AttestedList
from memory.records.ids import ResourceId
from memory.washes import WashCounts
from tools.deps import AgencyDeps
from tools.services.access import permits
from tools.services.consent.attestations import SOURCES, ListSource
from tools.services.readiness import ChannelReadiness, Readiness
from tools.services.resources_desk import RISK, ResourceState, Verdict
from ui import desk, show
from ui.cards import Props, iso
from ui.forms import number, profile
from ui.wording import CHANNELS

KEY = "compliance"
ALL_PASS: Mapping[str, Verdict] = {"spf": "pass", "dkim": "pass", "dmarc": "pass"}


async def present(deps: AgencyDeps, _words: str = "") -> None:
    """Show the card at the end of the chat, wherever it stood before."""
    found, key = await props(deps), show.key_of("compliance", KEY)
    await show.forget("ComplianceCard", key)
    await show.card("ComplianceCard", key, found)


async def props(deps: AgencyDeps) -> Props:
    """The card's props from the truth of this moment."""
    found = await deps.services.compliance.readiness(deps.client_id)
    return compliance_card(
        found,
        may_act=desk.may_act(deps),
        may_attest=permits(deps.actor, Role.ADMIN),
        balance=await deps.services.washing.balance(),
    )


async def act(arguments: Mapping[str, object]) -> None:
    """Carry out one fix of the card, and bring it up to date."""
    deps = await desk.deps()
    await _carry_out(deps, arguments)
    await show.update("ComplianceCard", show.key_of("compliance", KEY), await props(deps))


async def numbers_csv(_arguments: Mapping[str, object]) -> str:
    """The numbers that the register has to be asked about, as the text of a CSV."""
    deps = await desk.deps()
    return (await deps.services.washing.export_csv(deps.client_id)).decode("utf-8")


async def _carry_out(deps: AgencyDeps, arguments: Mapping[str, object]) -> None:
    services, client_id, actor = deps.services, deps.client_id, deps.actor
    match arguments.get("act"):
        case "wash":
            await services.washing.wash_now(client_id, actor)
        case "wash_csv":
            await services.washing.import_csv(client_id, actor, _file(arguments))
        case "unpause":
            await services.resources.unpause(client_id, actor, _resource_id(arguments))
        case "attest":
            await services.resources.attest(client_id, actor, _resource_id(arguments), ALL_PASS)
        case "register":
            await services.resources.register_sender(
                client_id, actor, _resource_id(arguments), registered=True
            )
        case "accept_risk":
            owner = str(arguments.get("owner") or "")
            await services.resources.accept_risk(client_id, actor, _resource_id(arguments), owner=owner)
        case "restricted":
            await services.resources.restricted(client_id, actor, _resource_id(arguments))
        case _:
            raise InvalidInput("The card asks for something unknown: reload the page.")


def compliance_card(found: Readiness, *, may_act: bool, may_attest: bool, balance: int | None) -> Props:
    """Each channel with its senders and their gaps, the numbers to wash, and where the lists come from."""
    return {
        "ref": {"kind": "compliance", "id": KEY},
        "mayAct": may_act,
        "mayAttest": may_attest,
        "risk": RISK,
        "channels": [_channel(one) for one in found.channels],
        "washing": _washing(found.washes, balance, has_account=found.has_account),
        "withoutConsent": found.leads_without_consent,
        "lists": [_list(one) for one in found.lists],
    }


def _channel(one: ChannelReadiness) -> Props:
    return {
        "key": one.channel.value,
        "name": CHANNELS[one.channel],
        "open": one.open,
        "sentence": one.sentence,
        "missing": list(one.missing),
        "notes": list(one.notes),
        "senders": [_sender(state) for state in one.senders],
    }


def _sender(state: ResourceState) -> Props:
    one = state.resource
    return {
        "id": str(one.id),
        "label": one.label,
        "address": profile(number(one.address)),
        "ready": state.ready,
        "used": state.used_today,
        "limit": one.daily_limit,
        "gaps": [{"fix": gap.fix.value, "sentence": gap.sentence} for gap in state.gaps],
    }


def _washing(counts: WashCounts, balance: int | None, *, has_account: bool) -> Props:
    return {
        "tiles": [
            {"label": "To wash", "value": f"{counts.due:,}", "hint": f"of {counts.numbers:,} numbers"},
            {"label": "Not listed", "value": f"{counts.clear:,}", "hint": "may be called"},
            {"label": "Listed", "value": f"{counts.listed:,}", "hint": "no calls"},
            {"label": "Invalid", "value": f"{counts.invalid:,}", "hint": "no such number"},
        ],
        "due": counts.due,
        "oldest": iso(counts.oldest) if counts.oldest else None,
        "hasAccount": has_account,
        "balance": None if balance is None else f"{balance:,}",
    }


def _list(one: AttestedList) -> Props:
    source = SOURCES[ListSource(one.list_source)] if one.list_source else None
    return {
        "filename": one.filename,
        "leads": one.imported_count,
        "at": iso(one.imported_at),
        "source": source.label if source else "Nobody said where it comes from",
        "consent": bool(source and source.kind),
        "note": one.source_note,
        "by": one.attested_by,
    }


def _file(arguments: Mapping[str, object]) -> bytes:
    try:
        return b64decode(str(arguments.get("file") or ""), validate=True)
    except (NotBase64, ValueError) as error:
        raise InvalidInput("The file did not arrive whole: choose it again.") from error


def _resource_id(arguments: Mapping[str, object]) -> ResourceId:
    try:
        return ResourceId(UUID(str(arguments.get("id"))))
    except ValueError as error:
        raise InvalidInput("The card names no sender: reload the page.") from error
