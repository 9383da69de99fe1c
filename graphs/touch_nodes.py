"""Take one touch from its draft to its outcome: the nodes that outreach and reply share."""

# LangGraph's own annotations leave the type variables of `add_node` open.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, assert_never
from uuid import UUID

from langgraph.graph import END, StateGraph
from langgraph.types import interrupt

from agents.content import write
from agents.models import Models
from graphs.states import Pace, TouchState, Update, Verdict
from memory.enums import ApprovalStatus
from memory.records.actor import SYSTEM
from memory.records.ids import ApprovalId, ClientId, TouchId
from tools.deps import AgencyDeps
from tools.services.gate import hard
from tools.services.sending.admission import Over, ToCheck, ToDecide, ToDeliver, ToDraft
from tools.wiring import Agency

REDRAFTS_BEFORE_A_HUMAN = 2
"""How often the gate sends a draft back before a person sees it with its findings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TouchNodes:
    """draft → gate → propose → wait → deliver, each with at most one side effect."""

    agency: Agency
    models: Models

    def add_to(self, builder: StateGraph[Any]) -> None:
        """Add the nodes and the edges between them; the entry is `admit`."""
        builder.add_node("admit", self.admit)
        builder.add_conditional_edges("admit", after_admission)
        builder.add_node("draft", self.draft)
        builder.add_node("gate", self.gate)
        builder.add_node("propose", self.propose)
        builder.add_node("wait", self.wait)
        builder.add_node("deliver", self.deliver)
        builder.add_edge("draft", "gate")
        builder.add_conditional_edges("gate", after_gate)
        builder.add_conditional_edges("propose", after_proposal)
        builder.add_conditional_edges("wait", after_decision)
        builder.add_edge("deliver", END)

    async def admit(self, state: TouchState) -> Update:
        """Let a touch in that may still lead somewhere; a crash may bring one back half-way."""
        client_id, touch_id = ids(state)
        standing = await self.agency.services.admission.admit(client_id, touch_id)
        match standing:
            case ToDraft():
                return {"verdict": Verdict.GO_ON}
            case ToCheck():
                return {"verdict": Verdict.CHECK}
            case ToDecide():
                return {"verdict": Verdict.WAIT, "approval_id": str(standing.approval.id)}
            case ToDeliver():
                return {"verdict": Verdict.DELIVER}
            case Over():
                return {"verdict": Verdict.STOP}
            case _:
                assert_never(standing)

    async def draft(self, state: TouchState) -> Update:
        """Have the content agent write what is to go out, and keep it as a version."""
        client_id, touch_id = ids(state)
        deps = AgencyDeps(
            client_id=client_id, actor=SYSTEM, clock=self.agency.clock, services=self.agency.services
        )
        material = await deps.services.drafts.material(client_id, touch_id)
        # A first draft only: a reviewer waits for the next ones, and a gate's findings end soon.
        bulk = state.get("pace") is Pace.BULK and material.previous is None
        written = await write(self.models, deps, material, bulk=bulk)
        draft = await deps.services.drafts.save(client_id, touch_id, written)
        return {"draft_id": str(draft.id)}

    async def gate(self, state: TouchState) -> Update:
        """Send a draft with hard findings back, twice at most; then a human sees them."""
        client_id, touch_id = ids(state)
        findings = await self.agency.services.approvals.check(client_id, touch_id)
        if findings is None:
            return {"verdict": Verdict.REDRAFT}
        redrafts = state.get("redrafts", 0)
        if hard(findings) and redrafts < REDRAFTS_BEFORE_A_HUMAN:
            return {"verdict": Verdict.REDRAFT, "redrafts": redrafts + 1}
        return {"verdict": Verdict.GO_ON}

    async def propose(self, state: TouchState) -> Update:
        """Put the question to a reviewer; on autopilot a draft that the gate found nothing hard in passes."""
        client_id, touch_id = ids(state)
        approval = await self.agency.services.approvals.put(client_id, touch_id)
        if approval is None:
            return {"verdict": Verdict.DELIVER}
        return {"approval_id": str(approval.id), "verdict": Verdict.WAIT}

    async def wait(self, state: TouchState) -> Update:
        """Pause until the approval is decided; the row, not the resuming value, says how."""
        interrupt(state["approval_id"])
        client_id, _ = ids(state)
        approval = await self.agency.services.approvals.get(client_id, ApprovalId(UUID(state["approval_id"])))
        return {"verdict": VERDICT_OF[approval.status], "redrafts": 0}

    async def deliver(self, state: TouchState) -> Update:
        """Send what was approved, through the only way out."""
        client_id, touch_id = ids(state)
        await self.agency.services.delivery.deliver(client_id, touch_id)
        return {"verdict": Verdict.STOP}


VERDICT_OF = {
    ApprovalStatus.PENDING: Verdict.WAIT,
    ApprovalStatus.APPROVED: Verdict.DELIVER,
    ApprovalStatus.REDRAFT: Verdict.REDRAFT,
    ApprovalStatus.REJECTED: Verdict.STOP,
    ApprovalStatus.SNOOZED: Verdict.STOP,
    ApprovalStatus.EXPIRED: Verdict.STOP,
    ApprovalStatus.WITHDRAWN: Verdict.GO_ON,
}
"""Where each answer leads; behind a withdrawn question there may be another one, which admission knows."""


def after_admission(state: TouchState) -> Literal["draft", "gate", "wait", "deliver", "__end__"]:
    """A new touch is drafted; one that came back goes where it was."""
    match state["verdict"]:
        case Verdict.CHECK:
            return "gate"
        case Verdict.WAIT:
            return "wait"
        case Verdict.DELIVER:
            return "deliver"
        case Verdict.STOP:
            return "__end__"
        case Verdict.GO_ON | Verdict.REDRAFT:
            return "draft"


def after_gate(state: TouchState) -> Literal["draft", "propose"]:
    """Back to the writer, or on to the reviewer."""
    return "draft" if state["verdict"] is Verdict.REDRAFT else "propose"


def after_proposal(state: TouchState) -> Literal["wait", "deliver"]:
    """A person decides, or autopilot has."""
    return "deliver" if state["verdict"] is Verdict.DELIVER else "wait"


def after_decision(state: TouchState) -> Literal["admit", "wait", "draft", "deliver", "__end__"]:
    """Still open, another draft, out, over, or a question that another one replaced."""
    match state["verdict"]:
        case Verdict.WAIT:
            return "wait"
        case Verdict.REDRAFT:
            return "draft"
        case Verdict.DELIVER:
            return "deliver"
        case Verdict.GO_ON | Verdict.CHECK:
            return "admit"
        case Verdict.STOP:
            return "__end__"


def ids(state: TouchState) -> tuple[ClientId, TouchId]:
    """The client and the touch of a state."""
    return ClientId(UUID(state["client_id"])), TouchId(UUID(state["touch_id"]))
