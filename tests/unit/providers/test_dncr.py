"""Numbers go to the register as it wants them, and nothing but a clear N ever lets one be called."""

from __future__ import annotations

from xml.etree import ElementTree  # noqa: ICN001
from xml.sax.saxutils import escape

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from errors import OutcomeUnknown, ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable
from tests.unit.providers.test_client import Pauses
from tools.providers.accounts import Account
from tools.providers.client import Vendor
from tools.providers.dncr import Dncr, explain, national
from tools.providers.dncr_answers import read_answer

NUMBERS = ("+61399998888", "+61412345678")
PASSPHRASE = "open <sesame> & more"


def answering(status: int, body: str, calls: list[httpx.Request] | None = None) -> Dncr:
    async def take(request: httpx.Request) -> httpx.Response:
        if calls is not None:
            calls.append(request)
        return httpx.Response(status, text=body)

    vendor = Vendor(
        "the Do Not Call Register",
        "https://register.example/washing.cfc",
        headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'},
        transport=httpx.MockTransport(take),
        explain=explain,
        pause=Pauses(),
    )
    return Dncr(vendor, account_id="12345", passphrase=PASSPHRASE, wash_only_user="", path="")


def document(inside: str) -> str:
    return (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
        f"<r><return>{inside}</return></r></soapenv:Body></soapenv:Envelope>"
    )


CLEAN = document(
    "<SystemCode>0</SystemCode><Wash><Number>0399998888</Number><Result>Y</Result></Wash>"
    "<Wash><Number>0412345678</Number><Result>N</Result></Wash>"
)


async def test_a_wash_on_the_wire() -> None:
    """Credentials and numbers stand in the body, in the register's own spelling."""
    calls: list[httpx.Request] = []
    dncr = answering(200, CLEAN, calls)
    washed = await dncr.wash("0190-ref", NUMBERS)
    await dncr.close()
    assert dict(washed.results) == {"+61399998888": "listed", "+61412345678": "clear"}
    assert f"{calls[0].method} {calls[0].url}" == snapshot("POST https://register.example/washing.cfc")
    assert calls[0].headers["soapaction"] == '""'
    assert calls[0].headers["content-type"] == "text/xml; charset=utf-8"
    operation = ElementTree.fromstring(calls[0].content)[0][0]
    assert operation.tag == "{http://rtw.dncrtelem}WashNumbers"
    assert [(child.tag, child.text or [item.text for item in child]) for child in operation] == snapshot(
        [
            ("TelemarketerId", "12345"),
            ("WashOnlyUserId", []),
            ("TelemarketerPassword", "open <sesame> & more"),
            ("ClientReferenceId", "0190-ref"),
            ("NumbersToWash", ["0399998888", "0412345678"]),
        ]
    )


@pytest.mark.parametrize(
    ("code", "wash", "result"),
    [
        (1, ProviderCredentials, ProviderCredentials),
        (2, ProviderRefused, ProviderRefused),
        (3, ProviderCredentials, ProviderCredentials),
        (4, ProviderCredentials, ProviderUnavailable),
        (5, ProviderRefused, ProviderRefused),
        (9, ProviderRefused, ProviderRefused),
    ],
)
async def test_every_system_code_means_one_of_our_errors(
    code: int, wash: type[ProviderError], result: type[ProviderError]
) -> None:
    """4 is a missing subscription for a wash, and a wash that still runs for its result."""
    dncr = answering(200, document(f"<SystemCode>{code}</SystemCode>"))
    with pytest.raises(wash):
        await dncr.wash("ref", NUMBERS)
    with pytest.raises(result) as raised:
        await dncr.result("ref", NUMBERS)
    await dncr.close()
    if isinstance(raised.value, ProviderUnavailable):
        assert raised.value.retry_after_seconds == 30
    assert PASSPHRASE not in str(raised.value)


@pytest.mark.parametrize(
    ("status", "body"), [(500, "<Fault/>"), (502, "bad"), (200, "no xml"), (200, document("")), (200, "")]
)
async def test_a_wash_without_a_clear_answer_is_looked_up_and_never_repeated(status: int, body: str) -> None:
    """One call each, however it fails: every number is charged each time."""
    calls: list[httpx.Request] = []
    dncr = answering(status, body, calls)
    with pytest.raises(OutcomeUnknown):
        await dncr.wash("ref", NUMBERS)
    assert len(calls) == 1
    with pytest.raises(ProviderUnavailable):
        await dncr.result("ref", NUMBERS)
    await dncr.close()


async def test_a_fault_tells_nothing_of_what_we_sent() -> None:
    """A SOAP fault may repeat the passphrase."""
    dncr = answering(400, f"<Fault>{PASSPHRASE}</Fault>")
    with pytest.raises(ProviderRefused) as raised:
        await dncr.wash("ref", NUMBERS)
    await dncr.close()
    assert "sesame" not in str(raised.value)


async def test_only_australian_numbers_are_sent() -> None:
    """Anything else would be charged in vain."""
    assert national("+61412345678") == "0412345678"
    for number in ("+6421234567", "0412345678", "+614123456789", "+61٤12345678", ""):
        with pytest.raises(ProviderRefused):
            national(number)


@pytest.mark.parametrize(
    "inside",
    [
        "<item><key>0399998888</key><value>Y</value></item><item><key>0412345678</key><value>N</value></item>",
        '<n number="(03) 9999-8888" onRegister="Y"/><n number="0412 345 678" onRegister="N"/>',
        "<r>Y<n>0399998888</n></r><r>N<n>+61412345678</n></r>",
        "<a>0399998888</a><b>Y</b><a>0412345678</a><b>n</b>",
        escape("<doc><w><a>0399998888</a><b>Y</b></w><w><a>0412345678</a><b>N</b></w></doc>"),
    ],
)
def test_the_answer_is_read_whatever_its_elements_are_called(inside: str) -> None:
    """The register publishes no names for them."""
    read = read_answer(document(inside).encode())
    assert read is not None
    assert dict(read.marks) == {"0399998888": "Y", "0412345678": "N"}


@pytest.mark.parametrize(
    "inside",
    [
        "<s>Y</s><a>0399998888</a><b>N</b><a>0412345678</a><b>Y</b>",
        "<a>0399998888</a><a>0412345678</a><b>N</b>",
        "<w><a>0399998888</a><b>Y</b></w><w><a>0399998888</a><b>N</b></w>",
        "<a>0399998888</a><b>no</b>",
        "<a>0399998888</a><b>N</b><b>Y</b>",
    ],
)
def test_where_the_order_leaves_a_doubt_no_number_is_clear(inside: str) -> None:
    """A wrong N would be a forbidden call."""
    read = read_answer(document(inside).encode())
    assert read is not None
    assert "N" not in read.marks.values()


def test_an_answer_with_entities_is_not_read() -> None:
    """A document type could make it grow, or reach out."""
    assert read_answer(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') is None


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_nothing_that_a_stranger_answers_breaks_the_reader(body: bytes) -> None:
    """It reads, or it says that it cannot."""
    read_answer(body)
    read_answer(b"<a>" + body + b"</a>")


async def test_the_balance_is_read_where_the_register_tells_it() -> None:
    """Nothing is guessed where it does not."""
    dncr = answering(200, document("<SystemCode>0</SystemCode><AccountBalance>12,500</AccountBalance>"))
    assert await dncr.balance() == 12_500
    await dncr.close()
    silent = answering(200, document("<SystemCode>0</SystemCode>"))
    assert await silent.balance() is None
    await silent.close()


async def test_the_endpoint_is_the_whole_address() -> None:
    """With the page in it, or without."""
    for base in ("https://register.example/rtw/washing.cfc", "http://127.0.0.1:9/rtw"):
        dncr = Dncr.at(Account(base_url=base, user="1", key="k"), timeout_seconds=1)
        await dncr.close()
