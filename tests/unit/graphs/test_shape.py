"""The graphs' shape: what their states may carry, and where each answer leads."""

from __future__ import annotations

import ast
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import NotRequired, Required, Union, get_args, get_origin, get_type_hints

import pytest

from graphs import flows, states
from graphs.states import ReplyState, TouchState, TurnState, Verdict
from graphs.touch_nodes import VERDICT_OF, after_admission, after_decision
from memory.enums import ApprovalStatus

ROOM = Path(states.__file__).parent
STATES = (TouchState, ReplyState, TurnState)


def leaves(annotation: object) -> set[type]:
    """The plain types that an annotation is made of."""
    if get_origin(annotation) in (NotRequired, Required, list, Union, UnionType):
        return {leaf for part in get_args(annotation) for leaf in leaves(part)}
    assert isinstance(annotation, type), annotation
    return {annotation}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_state_is_declared_of_ids_enums_and_counts(state: type) -> None:
    """A text field must be an id by its name: there is no other reason for one."""
    for name, annotation in get_type_hints(state, include_extras=True).items():
        kinds = leaves(annotation)
        assert all(kind in (str, int) or issubclass(kind, Enum) for kind in kinds), name
        if str in kinds:
            assert name.endswith(("_id", "_ids")), f"{name} is a text that is no id"


def test_every_state_of_every_graph_is_checked() -> None:
    """A new TypedDict in graphs is one that these tests know."""
    declared = {
        node.name
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(
            isinstance(base, ast.Name) and base.id in ("TypedDict", *(s.__name__ for s in STATES))
            for base in node.bases
        )
    }
    assert declared == {state.__name__ for state in STATES}


def test_every_answer_of_a_reviewer_leads_somewhere() -> None:
    """A new status that nobody routed fails here, not behind an interrupt."""
    assert set(VERDICT_OF) == set(ApprovalStatus)


@pytest.mark.parametrize("route", [after_admission, after_decision])
def test_every_verdict_has_a_way(route: object) -> None:
    """No verdict falls through a `match`."""
    for verdict in Verdict:
        assert route({"verdict": verdict}) is not None  # type: ignore[operator]


def test_only_an_approved_answer_leads_to_delivery() -> None:
    """Every other status leads elsewhere."""
    delivered = [
        status
        for status, verdict in VERDICT_OF.items()
        if after_decision({"verdict": verdict}) == "deliver"  # type: ignore[typeddict-item]
    ]
    assert delivered == [ApprovalStatus.APPROVED]


def test_workflows_take_ids_and_counts_only() -> None:
    """Or an enum: what they take is kept by the engine, outside of row-level security."""
    for name in ("receive", "resume", "launch", "draft_next", "answer"):
        for argument, annotation in get_type_hints(getattr(flows, name)).items():
            if argument != "return":
                assert leaves(annotation) <= {str, int}, argument
                assert argument.endswith(("_id", "_ids", "count", "asked_by", "pace")), argument
