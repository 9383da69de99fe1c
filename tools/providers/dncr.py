"""Wash numbers against the Australian Do Not Call Register: its SOAP service, and nothing else it offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn, Self
from xml.sax.saxutils import escape

from errors import OutcomeUnknown, ProviderCredentials, ProviderRefused, ProviderUnavailable
from tools.providers.accounts import Account
from tools.providers.client import Answer, Vendor
from tools.providers.dncr_answers import Mark, Read, read_answer
from tools.providers.outcomes import Complaint, Effect

NAMESPACE = "http://rtw.dncrtelem"
PAGE = "/washing.cfc"
NUMBERS_AT_ONCE = 200
"""The register recommends 200 and takes 500."""
RUNNING_SECONDS = 30.0
"""How long to wait before the result is asked for, and between askings."""
MAX_ANSWER_BYTES = 1024 * 1024
Result = Literal["listed", "clear", "invalid"]
RESULTS: Mapping[Mark, Result] = {"Y": "listed", "N": "clear", "I": "invalid"}


@dataclass(frozen=True, kw_only=True)
class Washed:
    """What the register says; a number that it says nothing clear of is missing."""

    results: Mapping[str, Result]
    """By the number in E.164."""


class Dncr:
    """The register's Real Time Access (SOAP 1.1, rpc/encoded); credentials stand in each body."""

    def __init__(
        self, vendor: Vendor, *, account_id: str, passphrase: str, wash_only_user: str, path: str
    ) -> None:
        self._vendor = vendor
        self._account_id, self._passphrase = account_id, passphrase
        self._wash_only_user, self._path = wash_only_user, path

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float, wash_only_user: str = "") -> Self:
        """The register under this account; `base_url` is the whole endpoint. Close it where it was made."""
        vendor = Vendor(
            "the Do Not Call Register",
            account.base_url,
            headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""', "Accept": "text/xml"},
            timeout_seconds=timeout_seconds,
            explain=explain,
            max_bytes=MAX_ANSWER_BYTES,
        )
        path = "" if account.base_url.rstrip("/").endswith(".cfc") else PAGE
        return cls(
            vendor,
            account_id=account.user,
            passphrase=account.key,
            wash_only_user=wash_only_user,
            path=path,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def wash(self, reference: str, numbers: Sequence[str]) -> Washed:
        """The register's answer on up to 200 Australian numbers in E.164, all of them charged.

        Never call it again with the same numbers after `OutcomeUnknown`: ask for `result(reference)`.
        """
        items = "".join(f'<item xsi:type="xsd:string">{escape(national(one))}</item>' for one in numbers)
        listed = (
            f'<NumbersToWash xsi:type="soapenc:Array" soapenc:arrayType="xsd:string[{len(numbers)}]">'
            f"{items}</NumbersToWash>"
        )
        answer = await self._call("WashNumbers", Effect.ONCE, reference, listed)
        return _washed(self._read(answer), numbers)

    async def result(self, reference: str, numbers: Sequence[str]) -> Washed:
        """What became of a wash; ProviderUnavailable while it runs, ProviderRefused 2 if it never came."""
        answer = await self._call("GetWashResult", Effect.READ, reference, "")
        return _washed(self._read(answer), numbers)

    async def balance(self) -> int | None:
        """Numbers that may still be washed; None where the register's answer does not tell."""
        answer = await self._call("GetAccountBalance", Effect.READ, None, "")
        return self._read(answer).balance

    async def _call(self, operation: str, effect: Effect, reference: str | None, more: str) -> Answer:
        named = "" if reference is None else f"<ClientReferenceId>{escape(reference)}</ClientReferenceId>"
        body = (
            '<?xml version="1.0" encoding="utf-8"?>'
            '<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"'
            ' xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"'
            ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap-env:Body>'
            f'<ns0:{operation} xmlns:ns0="{NAMESPACE}">'
            f"<TelemarketerId>{escape(self._account_id)}</TelemarketerId>"
            f"<WashOnlyUserId>{escape(self._wash_only_user)}</WashOnlyUserId>"
            f"<TelemarketerPassword>{escape(self._passphrase)}</TelemarketerPassword>"
            f"{named}{more}</ns0:{operation}></soap-env:Body></soap-env:Envelope>"
        )
        return await self._vendor.call(operation, "POST", self._path, effect=effect, content=body.encode())

    def _read(self, answer: Answer) -> Read:
        read = read_answer(answer.body)
        if read is None:
            raise _unreadable(answer)
        if read.code not in (None, 0):
            _refuse(answer.operation, read.code or 0)
        if read.code is None and not read.marks and read.balance is None:
            raise _unreadable(answer)
        return read


def explain(_status: int, _body: bytes) -> Complaint:
    """Nothing of an error's body: a SOAP fault may repeat the passphrase."""
    return Complaint()


def national(number: str) -> str:
    """An Australian number as the register takes it; ProviderRefused for any other."""
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and digits.startswith("61") and len(digits) == 11):
        raise ProviderRefused(_NAME, "Only Australian numbers can be washed against the register.")
    return f"0{digits[2:]}"


_NAME = "the Do Not Call Register"


def _washed(read: Read, numbers: Sequence[str]) -> Washed:
    known = {national(number): number for number in numbers}
    return Washed(results={known[said]: RESULTS[mark] for said, mark in read.marks.items() if said in known})


def _unreadable(answer: Answer) -> OutcomeUnknown | ProviderUnavailable:
    sentence = f"{_NAME} answered {answer.operation} with something unreadable."
    if answer.effect is Effect.ONCE:
        return OutcomeUnknown(_NAME, sentence, status=answer.status)
    return ProviderUnavailable(_NAME, sentence, status=answer.status, retry_after_seconds=RUNNING_SECONDS)


def _refuse(operation: str, code: int) -> NoReturn:
    """Raise what the register's system code means; 4 means two things."""
    words = {
        1: "its account number or passphrase is missing or malformed",
        2: "it knows no wash of that reference",
        3: "the account does not exist, or is suspended",
        4: "the subscription is missing or has run out",
        5: "the balance is too low: buy washing credits",
    }
    if code == 4 and operation == "GetWashResult":
        raise ProviderUnavailable(_NAME, f"{_NAME} is still washing.", retry_after_seconds=RUNNING_SECONDS)
    sentence = f"{_NAME} did not carry out {operation}: {words.get(code, f'its code is {code}')}."
    if code in (1, 3, 4):
        raise ProviderCredentials(_NAME, sentence)
    raise ProviderRefused(_NAME, sentence, code=str(code))
