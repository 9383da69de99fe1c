"""Shape what a graph carries from node to node: ids and enums, never names, texts or addresses."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NotRequired, TypeAlias, TypedDict

Update: TypeAlias = Mapping[str, str | int | list[str]]
"""What a node changes of its graph's state."""


class Verdict(StrEnum):
    """What a node leaves for the edge behind it."""

    GO_ON = "go_on"
    CHECK = "check"
    REDRAFT = "redraft"
    WAIT = "wait"
    DELIVER = "deliver"
    STOP = "stop"


class Pace(StrEnum):
    """Whether somebody waits for a draft."""

    NOW = "now"
    BULK = "bulk"
    """Nobody does: drafts may be asked for in batches."""


class TouchState(TypedDict):
    """The state of one touch on its way out; ids are UUIDs as text."""

    client_id: str
    touch_id: str
    draft_id: str
    approval_id: str
    redrafts: NotRequired[int]
    pace: NotRequired[Pace]
    verdict: Verdict


class ReplyState(TouchState):
    """The state of one inbound message, and of the response that it leads to."""

    event_id: str
    reply_id: str


class TurnState(TypedDict):
    """The state of one chat turn; the texts are rows."""

    client_id: str
    thread_id: str
    turn_id: str
    note_ids: list[str]
    answer_id: str
    proposal_id: str
    campaign_id: str
