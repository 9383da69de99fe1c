"""Let tests and graders read the ledger, set faults, choose what a person answers and post any webhook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import AliasChoices, BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import InvalidInput
from tools.sandbox.faults import Faults
from tools.sandbox.people import Wish, parse_mood
from tools.sandbox.phrases import Mood
from tools.sandbox.town import Relays, Side, Town
from tools.sandbox.wire import json_answer


class _Shares(BaseModel):
    faults: str = ""


class _Answer(BaseModel):
    recipient: str = Field(validation_alias=AliasChoices("recipient", "email"))
    """A mail address, a phone or a profile's address."""
    intent: str | None = None
    text: str | None = None
    again: bool = False


class _Webhook(BaseModel):
    vendor: str
    path: str = Field(min_length=1)
    body: str
    content_type: str = "application/json"
    seconds: float = Field(default=0.0, ge=0, le=3600)
    about: str = ""


class Admin:
    """What no vendor has: the sandbox's own paths below `/_sandbox`."""

    def __init__(self, town: Town, sides: Sequence[Side], faults: Faults) -> None:
        self._town = town
        self._ledger = town.ledger
        self._sides: Mapping[str, Side] = {side.vendor: side for side in sides}
        self._faults = faults

    def routes(self) -> list[Route]:
        """`GET ledger`, `GET faults`, `POST faults`, `POST answer`, `POST webhook`."""
        return [
            Route("/ledger", self._show, methods=["GET"]),
            Route("/faults", self._show_faults, methods=["GET"]),
            Route("/faults", self._set_faults, methods=["POST"]),
            Route("/answer", self._answer, methods=["POST"]),
            Route("/webhook", self._webhook, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        """All of it, or what concerns one `?vendor=`."""
        vendor = request.query_params.get("vendor")
        ledger = self._ledger
        mails = ledger.accepted() if vendor in (None, "resend") else ()
        answers = ledger.answers() if vendor in (None, "postmark") else ()
        return json_answer(
            {
                "accepted": [mail.model_dump(mode="json") for mail in mails],
                "answers": [
                    {**answer.model_dump(mode="json"), "ended": ledger.ended(answer.postmark_id)}
                    for answer in answers
                ],
                "sends": [send.model_dump(mode="json") for send in ledger.sends(vendor)],
                "calls": [
                    {**call.model_dump(mode="json"), "ended": ledger.ended(call.id)}
                    for call in ledger.calls(vendor)
                ],
                "credits": ledger.credits(),
            }
        )

    async def _show_faults(self, request: Request) -> Response:  # noqa: ARG002
        """By vendor, how many calls there were and which faults have happened to them and to its webhooks."""
        happened = self._faults.happened()
        return json_answer(
            {
                vendor: {"calls": self._faults.calls(vendor), "faults": dict(happened.get(vendor, {}))}
                for vendor in self._sides
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
        return json_answer({"scheduled": self._wish(asked, Wish(mood, asked.text))})

    def _wish(self, asked: _Answer, wish: Wish) -> bool:
        """Have the person answer what they got last, where that can be answered; True means now."""
        people = self._town.people
        for send in reversed(self._ledger.sends_to(asked.recipient)):
            side = self._sides.get(send.vendor)
            if not isinstance(side, Relays) or (not asked.again and people.has_answered(send)):
                continue
            side.relay(send, people.grant(send, wish))
            return True
        return self._town.postbox.wish(asked.recipient, wish, again=asked.again)

    async def _webhook(self, request: Request) -> Response:
        try:
            asked = _Webhook.model_validate_json(await request.body())
        except ValidationError as error:
            return json_answer({"message": str(error)}, 422)
        if asked.vendor not in self._town.accounts:
            return json_answer({"message": f"The sandbox has no vendor {asked.vendor!r}."}, 422)
        call = self._town.callbacks.due(
            asked.vendor, asked.path, asked.body, asked.content_type, asked.seconds, asked.about
        )
        return json_answer({"id": call.id})
