"""Pretend to be the Do Not Call Register: wash numbers over SOAP, once a reference, and count the credits."""

from __future__ import annotations

import hashlib
import re
from xml.etree import ElementTree  # noqa: ICN001
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.sandbox.entries import Accepted
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint

CREDITS = 1_000_000
NUMBERS_AT_MOST = 500
LISTED_OF_100 = 15
_NUMBER = re.compile(r"0[23478]\d{8}")
_SPOKEN = re.compile(r"[\d() -]+")


class DncrSide:
    """The register's Real Time Access as its callers see it."""

    vendor = "dncr"
    prefix = "/dncr/dncrtelem/rtw"

    def __init__(self, town: Town) -> None:
        self._ledger = town.ledger
        self._account = town.accounts[self.vendor]

    def routes(self, through: Endpoint) -> list[Route]:
        """The one page."""
        return [Route("/washing.cfc", through, methods=["POST"])]

    async def answer(self, request: Request) -> Response:
        """`WashNumbers`, `GetWashResult` or `GetAccountBalance`."""
        operation = _operation(await request.body())
        if operation is None:
            return self.say(500, "not a SOAP envelope")
        given = {_name(child): (child.text or "").strip() for child in operation}
        known = (self._account.user, self._account.key)
        if not given.get("TelemarketerId", "").isdigit() or not given.get("TelemarketerPassword"):
            return _document(1)
        if (given["TelemarketerId"], given["TelemarketerPassword"]) != known:
            return _document(3)
        match _name(operation):
            case "WashNumbers":
                return self._wash(given.get("ClientReferenceId", ""), _numbers(operation))
            case "GetWashResult":
                return self._result(given.get("ClientReferenceId", ""))
            case "GetAccountBalance":
                return _document(0, f"<Balance>{self._left()}</Balance>")
            case _:
                return self.say(500, "no such operation")

    def say(self, status: int, words: str) -> Response:
        """A SOAP fault; the register has no other errors of its own."""
        fault = f"<faultcode>soapenv:Server</faultcode><faultstring>{escape(words)}</faultstring>"
        return _envelope(f"<soapenv:Fault>{fault}</soapenv:Fault>", status)

    def _wash(self, reference: str, numbers: list[str]) -> Response:
        if not reference or not numbers or len(numbers) > NUMBERS_AT_MOST:
            return _document(1)
        if any(not _SPOKEN.fullmatch(number) for number in numbers):
            return _document(1)
        if self._ledger.by_key(self.vendor, reference) is None:
            if self._left() < len(numbers):
                return _document(5)
            self._ledger.take(
                Accepted(
                    vendor=self.vendor,
                    form="wash",
                    id=reference,
                    recipient=f"{len(numbers)} numbers",
                    idempotency_key=reference,
                    details={"results": {number: mark_of(number) for number in numbers}},
                )
            )
        return self._result(reference)

    def _result(self, reference: str) -> Response:
        taken = self._ledger.by_key(self.vendor, reference)
        if taken is None:
            return _document(2)
        results = taken.details["results"]
        assert isinstance(results, dict)
        lines = "".join(
            f"<Wash><Number>{escape(str(number))}</Number><Result>{mark}</Result></Wash>"  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            for number, mark in results.items()  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        )
        return _document(0, f"<WashResults>{lines}</WashResults>")

    def _left(self) -> int:
        washes = (sent.details["results"] for sent in self._ledger.sends(self.vendor))
        return CREDITS - sum(len(results) for results in washes if isinstance(results, dict))  # pyright: ignore[reportUnknownArgumentType]


def mark_of(number: str) -> str:
    """Y, N or I: the same number always has the same answer, and about one in seven is listed."""
    digits = re.sub(r"\D", "", number)
    if not _NUMBER.fullmatch(digits):
        return "I"
    chance = hashlib.sha256(f"dncr:{digits}".encode()).digest()[0] * 100 // 256
    return "Y" if chance < LISTED_OF_100 else "N"


def _operation(body: bytes) -> ElementTree.Element | None:
    if b"<!" in body:
        return None
    try:
        envelope = ElementTree.fromstring(body)  # noqa: S314 - the sandbox's callers are our own
    except ElementTree.ParseError:
        return None
    inside = envelope.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    return inside[0] if inside is not None and len(inside) else None


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _numbers(operation: ElementTree.Element) -> list[str]:
    listed = operation.find("NumbersToWash")
    return [] if listed is None else [(item.text or "").strip() for item in listed]


def _document(code: int, content: str = "") -> Response:
    document = f"<DncrResponse><SystemCode>{code}</SystemCode>{content}</DncrResponse>"
    returned = f'<return xmlns:ns2="http://xml.apache.org/xml-soap" type="ns2:Document">{document}</return>'
    return _envelope(f'<ns1:response xmlns:ns1="http://rtw.dncrtelem">{returned}</ns1:response>', 200)


def _envelope(content: str, status: int) -> Response:
    text = (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<soapenv:Body>{content}</soapenv:Body></soapenv:Envelope>"
    )
    return Response(text, status, media_type="text/xml")
