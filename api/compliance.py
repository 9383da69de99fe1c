"""Let people do what the rules ask for: washing, attestations and seats."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Response, UploadFile
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.answers import Answer
from api.callers import ClientDeps
from memory.enums import Channel
from memory.records.ids import LeadId, ResourceId
from memory.washes import Register
from tools.services.consent.washing import FILE_BYTES
from tools.services.resources_desk import RISK, Fix, ResourceState, Verdict

router = APIRouter(prefix="/api/v1/clients/{client_id}", tags=["compliance"])


class Moment(BaseModel):
    """When it happened; now where nothing is said."""

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime | None = None


class WashingAnswer(BaseModel):
    """How a register's answers stand; `balance` is null without an account, or where it does not tell."""

    register_id: Register
    numbers: int
    due: int
    clear: int
    listed: int
    invalid: int
    oldest: datetime | None
    open_questions: int
    has_account: bool
    balance: int | None


class WashedAnswer(Answer):
    """What a register's file said; `unread` rows held no number, or no answer."""

    listed: int
    clear: int
    invalid: int
    unread: int


class WashRun(BaseModel):
    """How many numbers have an answer now that had none."""

    answered: int


class GapAnswer(Answer):
    """What keeps a resource from sending, and what a person can do about it."""

    fix: Fix
    sentence: str


class ResourceAnswer(BaseModel):
    """What messages go out from: a mailbox, a number, a seat or an account."""

    id: UUID
    channel: Channel
    vendor: str
    label: str
    address: str
    daily_limit: int
    used_today: int
    time_zone: str
    ready: bool
    paused_at: datetime | None
    pause_reason: str | None
    registered_sender: bool
    risk_accepted_at: datetime | None
    gaps: list[GapAnswer]


class Authentication(BaseModel):
    """What a person found of the domain's records, all three of them."""

    model_config = ConfigDict(extra="forbid")

    spf: Literal["pass", "fail"]
    dkim: Literal["pass", "fail"]
    dmarc: Literal["pass", "fail"]


class Registration(BaseModel):
    """Whether the sender stands in the SMS Sender ID Register."""

    model_config = ConfigDict(extra="forbid")

    registered: bool


class RiskAcceptance(BaseModel):
    """The full name of the seat's owner, and the words that they accepted in writing."""

    model_config = ConfigDict(extra="forbid")

    owner: Annotated[str, Field(min_length=3, max_length=200)]
    statement: Annotated[str, Field(min_length=20, max_length=2_000)] = RISK


class Rest(BaseModel):
    """Until when nothing goes out from the seat."""

    until: datetime


class ListAnswer(BaseModel):
    """A list that was taken in, and where somebody said it comes from; null where nobody did."""

    import_id: UUID
    filename: str
    leads: int
    imported_at: datetime
    list_source: str | None
    source_note: str
    attested_by: str | None


class ChannelAnswer(BaseModel):
    """Whether messages can leave by the channel, what is missing, and why some of its leads wait."""

    channel: Channel
    open: bool
    sentence: str
    missing: list[str]
    notes: list[str]
    senders: list[ResourceAnswer]


class ComplianceAnswer(BaseModel):
    """How the client stands with the rules."""

    channels: list[ChannelAnswer]
    lists: list[ListAnswer]
    leads_without_consent: int


@router.get("/compliance")
async def readiness(deps: ClientDeps) -> ComplianceAnswer:
    """Every channel: whether the client may send by it now, and what is missing."""
    found = await deps.services.compliance.readiness(deps.client_id)
    return ComplianceAnswer(
        channels=[
            ChannelAnswer(
                channel=one.channel,
                open=one.open,
                sentence=one.sentence,
                missing=list(one.missing),
                notes=list(one.notes),
                senders=list(map(_resource, one.senders)),
            )
            for one in found.channels
        ],
        lists=[
            ListAnswer(
                import_id=one.id,
                filename=one.filename,
                leads=one.imported_count,
                imported_at=one.imported_at,
                list_source=one.list_source,
                source_note=one.source_note,
                attested_by=one.attested_by,
            )
            for one in found.lists
        ],
        leads_without_consent=found.leads_without_consent,
    )


@router.post("/leads/{lead_id}/invitation-withdrawal", status_code=201)
async def withdraw_invitation(lead_id: UUID, moment: Moment, deps: ClientDeps) -> Rest:
    """Note that an invitation to the lead was taken back on LinkedIn: 21 days pass before another."""
    until = await deps.services.resources.invitation_withdrawn(
        deps.client_id, deps.actor, LeadId(lead_id), at=moment.at
    )
    return Rest(until=until)


@router.get("/washing")
async def washing(deps: ClientDeps, register: Register = Register.AU_DNCR) -> WashingAnswer:
    """How many of the leads' numbers are due, fresh and listed, and what the account may still wash."""
    service = deps.services.washing
    counts = await service.status(deps.client_id, register)
    own = register is Register.AU_DNCR
    return WashingAnswer(
        register_id=register,
        numbers=counts.numbers,
        due=counts.due,
        clear=counts.clear,
        listed=counts.listed,
        invalid=counts.invalid,
        oldest=counts.oldest,
        open_questions=counts.open_questions,
        has_account=own and service.dncr is not None,
        balance=await service.balance() if own else None,
    )


@router.get("/washing/numbers.csv", response_class=Response)
async def numbers(deps: ClientDeps, register: Register = Register.AU_DNCR) -> Response:
    """Numbers without a fresh answer, one a line, as the register's own site takes them."""
    return Response(
        await deps.services.washing.export_csv(deps.client_id, register),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{register.value.lower()}-numbers.csv"'},
    )


@router.post("/washing/answers", status_code=201)
async def answers(
    file: UploadFile,
    deps: ClientDeps,
    register: Register = Register.AU_DNCR,
    washed_at: Annotated[AwareDatetime | None, Form()] = None,
) -> WashedAnswer:
    """Take in a register's file; `washed_at` is when it was washed, now unless it is named."""
    content = await file.read(FILE_BYTES + 1)
    found = await deps.services.washing.import_csv(
        deps.client_id, deps.actor, content, register=register, washed_at=washed_at
    )
    return WashedAnswer.of(found)


@router.post("/washing/run")
async def wash(deps: ClientDeps) -> WashRun:
    """Wash the numbers that are to be called or texted; each is charged for. 409 without an account."""
    return WashRun(answered=await deps.services.washing.wash_now(deps.client_id, deps.actor))


@router.get("/resources")
async def resources(deps: ClientDeps) -> list[ResourceAnswer]:
    """What messages go out from, with today's use and what each still lacks."""
    return [_resource(one) for one in await deps.services.resources.states(deps.client_id)]


@router.post("/resources/{resource_id}/unpause")
async def unpause(resource_id: UUID, deps: ClientDeps) -> ResourceAnswer:
    """Put a paused resource back into use; for admins."""
    await deps.services.resources.unpause(deps.client_id, deps.actor, ResourceId(resource_id))
    return await _again(deps, resource_id)


@router.post("/resources/{resource_id}/authentication")
async def attest(resource_id: UUID, found: Authentication, deps: ClientDeps) -> ResourceAnswer:
    """Attest what was found of a domain's SPF, DKIM and DMARC; for admins, kept with name and time."""
    verdicts: dict[str, Verdict] = {"spf": found.spf, "dkim": found.dkim, "dmarc": found.dmarc}
    await deps.services.resources.attest(deps.client_id, deps.actor, ResourceId(resource_id), verdicts)
    return await _again(deps, resource_id)


@router.put("/resources/{resource_id}/registered-sender")
async def register_sender(resource_id: UUID, said: Registration, deps: ClientDeps) -> ResourceAnswer:
    """Note whether an SMS sender stands in the national register; for admins."""
    await deps.services.resources.register_sender(
        deps.client_id, deps.actor, ResourceId(resource_id), registered=said.registered
    )
    return await _again(deps, resource_id)


@router.post("/resources/{resource_id}/risk")
async def accept_risk(resource_id: UUID, said: RiskAcceptance, deps: ClientDeps) -> ResourceAnswer:
    """Keep in writing that a LinkedIn seat's owner accepts what automation risks; for admins."""
    await deps.services.resources.accept_risk(
        deps.client_id, deps.actor, ResourceId(resource_id), owner=said.owner, statement=said.statement
    )
    return await _again(deps, resource_id)


@router.delete("/resources/{resource_id}/risk")
async def take_risk_back(resource_id: UUID, deps: ClientDeps) -> ResourceAnswer:
    """End that acceptance: nothing more goes out from the seat; for admins."""
    await deps.services.resources.take_risk_back(deps.client_id, deps.actor, ResourceId(resource_id))
    return await _again(deps, resource_id)


@router.post("/resources/{resource_id}/restriction", status_code=201)
async def restricted(resource_id: UUID, moment: Moment, deps: ClientDeps) -> Rest:
    """Note that LinkedIn restricted a seat: it rests for seven days from then."""
    until = await deps.services.resources.restricted(
        deps.client_id, deps.actor, ResourceId(resource_id), since=moment.at
    )
    return Rest(until=until)


async def _again(deps: ClientDeps, resource_id: UUID) -> ResourceAnswer:
    return _resource(await deps.services.resources.state(deps.client_id, ResourceId(resource_id)))


def _resource(state: ResourceState) -> ResourceAnswer:
    one = state.resource
    return ResourceAnswer(
        id=one.id,
        channel=one.channel,
        vendor=one.vendor,
        label=one.label,
        address=one.address,
        daily_limit=one.daily_limit,
        used_today=state.used_today,
        time_zone=one.time_zone,
        ready=state.ready,
        paused_at=one.paused_at,
        pause_reason=state.pause_reason,
        registered_sender=one.registered_sender,
        risk_accepted_at=one.risk_accepted_at,
        gaps=[GapAnswer.of(gap) for gap in state.gaps],
    )
