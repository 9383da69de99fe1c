"""Let tests and graders read the ledger, set faults and choose what a person answers."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import InvalidInput
from tools.sandbox.faults import Faults
from tools.sandbox.ledger import Ledger
from tools.sandbox.people import Wish, parse_mood
from tools.sandbox.phrases import Mood
from tools.sandbox.postbox import Postbox
from tools.sandbox.wire import json_answer


class _Shares(BaseModel):
    faults: str = ""


class _Answer(BaseModel):
    email: str
    intent: str | None = None
    text: str | None = None
    again: bool = False


class Admin:
    """What no vendor has: the sandbox's own paths below `/_sandbox`."""

    def __init__(self, ledger: Ledger, faults: Faults, postbox: Postbox) -> None:
        self._ledger = ledger
        self._faults = faults
        self._postbox = postbox

    def routes(self) -> list[Route]:
        """`GET ledger`, `POST faults`, `POST answer`."""
        return [
            Route("/ledger", self._show, methods=["GET"]),
            Route("/faults", self._set_faults, methods=["POST"]),
            Route("/answer", self._answer, methods=["POST"]),
        ]

    async def _show(self, _request: Request) -> Response:
        return json_answer(
            {
                "accepted": [mail.model_dump(mode="json") for mail in self._ledger.accepted()],
                "answers": [
                    {**answer.model_dump(mode="json"), "ended": self._ledger.ended(answer.postmark_id)}
                    for answer in self._ledger.answers()
                ],
                "credits": self._ledger.credits(),
            }
        )

    async def _set_faults(self, request: Request) -> Response:
        try:
            shares = _Shares.model_validate_json(await request.body())
            self._faults.set(shares.faults)
        except (ValidationError, InvalidInput) as error:
            return json_answer({"message": str(error)}, 422)
        return json_answer({"faults": shares.faults})

    async def _answer(self, request: Request) -> Response:
        try:
            asked = _Answer.model_validate_json(await request.body())
            # A text of the test's own counts as a question unless it says what it means.
            mood = parse_mood(asked.intent) if asked.intent else Mood.QUESTION
        except (ValidationError, InvalidInput) as error:
            return json_answer({"message": str(error)}, 422)
        scheduled = self._postbox.wish(asked.email, Wish(mood, asked.text), again=asked.again)
        return json_answer({"scheduled": scheduled})
