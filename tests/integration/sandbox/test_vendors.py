"""The real clients and the pretended vendors understand each other, in fair weather and in foul."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from errors import OutcomeUnknown, ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable
from tests.fixtures.faults import each_fault
from tests.fixtures.sandbox import Mailroom
from tools.providers.apollo import Apollo, Match, NoMatch, PersonQuery
from tools.providers.apollo_phones import PhoneNews, PhonesPending, parse_phones
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.providers.postmark import Postmark
from tools.providers.resend import OutboundEmail, Resend
from tools.sandbox.config import SandboxConfig
from tools.sandbox.server import Sandbox, open_sandbox

EMAIL = OutboundEmail(
    sender="Kim Tran <kim@mail.agency.example>",
    to=("somebody@corp.example",),
    subject="Intro",
    text="Hello",
    reply_to=("r+abc@in.agency.example",),
    tags={"touch_id": "t_1"},
)


async def test_a_person_of_the_world_is_matched_and_charged_once(sandbox: Sandbox, apollo: Apollo) -> None:
    """By address, by LinkedIn page, or by name and company."""
    person = next(
        someone for someone in sandbox.world.people if someone.known_to_apollo and someone.linkedin_url
    )
    for query in (
        PersonQuery(email=person.email.upper()),
        PersonQuery(linkedin_url=person.linkedin_url),
        PersonQuery(first_name=person.first_name, last_name=person.last_name, domain=person.company.domain),
        PersonQuery(
            first_name=person.first_name, last_name=person.last_name, organization_name=person.company.name
        ),
    ):
        found = await apollo.match(query)
        assert isinstance(found, Match)
        assert (found.apollo_id, found.company.name) == (person.id, person.company.name)
    assert sandbox.ledger.credits() == 1


async def test_somebody_unknown_costs_nothing(sandbox: Sandbox, apollo: Apollo) -> None:
    stranger = next(person for person in sandbox.world.people if not person.known_to_apollo)
    assert await apollo.match(PersonQuery(email=stranger.email)) == NoMatch()
    assert await apollo.match(PersonQuery(email="nobody@nowhere.example")) == NoMatch()
    assert sandbox.ledger.credits() == 0


async def test_a_wrong_key_opens_nothing(sandbox: Sandbox) -> None:
    """Each vendor refuses it in its own words, and each client says that it is the key."""
    wrong = {vendor: replace(account, key="wrong") for vendor, account in sandbox.accounts.items()}
    apollo = Apollo.at(wrong["apollo"], timeout_seconds=3)
    resend = Resend.at(wrong["resend"], timeout_seconds=3)
    postmark = Postmark.at(wrong["postmark"], timeout_seconds=3)
    calls: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: apollo.match(PersonQuery(email="a@b.example")),
        lambda: resend.send(EMAIL, idempotency_key="k"),
        lambda: postmark.fetch_inbound("73e6d360"),
    )
    for call in calls:
        with pytest.raises(ProviderCredentials):
            await call()
    for client in (apollo, resend, postmark):
        await client.close()
    assert not sandbox.ledger.accepted()


async def test_the_same_key_sends_once(sandbox: Sandbox, resend: Resend) -> None:
    """Ten calls at once, and one later; a first call that takes long and another body leave a doubt."""
    calls = (resend.send(EMAIL, idempotency_key="touch/1") for _ in range(10))
    at_once = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(each, OutcomeUnknown) for each in at_once if isinstance(each, BaseException))
    sent = [each.id for each in at_once if not isinstance(each, BaseException)]
    assert sent
    assert {*sent, (await resend.send(EMAIL, idempotency_key="touch/1")).id} == {sent[0]}
    with pytest.raises(OutcomeUnknown):
        await resend.send(replace(EMAIL, subject="Other"), idempotency_key="touch/1")
    assert len(sandbox.ledger.accepted()) == 1
    assert sandbox.ledger.accepted()[0].tags == {"touch_id": "t_1"}


async def test_a_key_holds_over_a_restart(sandbox_config: SandboxConfig) -> None:
    """The memory of keys is the ledger's."""
    ids: list[str] = []
    for _ in range(2):
        async with open_sandbox(sandbox_config) as sandbox:
            resend = Resend.at(sandbox.accounts["resend"], timeout_seconds=3)
            ids.append((await resend.send(EMAIL, idempotency_key="touch/1")).id)
            await resend.close()
            assert len(sandbox.ledger.accepted()) == 1
    assert ids[0] == ids[1]


async def test_what_was_sent_can_be_read_back(resend: Resend) -> None:
    """One by one, and page by page, newest first."""
    ids = [(await resend.send(EMAIL, idempotency_key=f"touch/{number}")).id for number in range(5)]
    fetched = await resend.fetch(ids[0])
    assert (fetched.subject, fetched.last_event, fetched.reply_to) == ("Intro", "delivered", EMAIL.reply_to)
    first = await resend.recent(limit=3)
    rest = await resend.recent(limit=3, after=first.emails[-1].id)
    assert [email.id for email in (*first.emails, *rest.emails)] == ids[::-1]
    assert (first.has_more, rest.has_more) == (True, False)
    with pytest.raises(ProviderRefused) as missing:
        await resend.fetch("00000000-0000-4000-8000-000000000000")
    assert missing.value.status == 404


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": ()}, "validation_error"),
        ({"to": ("nobody",)}, "validation_error"),
        ({"sender": "nobody"}, "validation_error"),
        ({"tags": {"touch id": "ü"}}, "validation_error"),
        ({"to": ("a@b.example",) * 51}, "validation_error"),
    ],
)
async def test_a_bad_mail_is_refused_and_not_kept(
    sandbox: Sandbox, resend: Resend, change: dict[str, object], code: str
) -> None:
    with pytest.raises(ProviderRefused) as refused:
        await resend.send(replace(EMAIL, **change), idempotency_key="touch/1")  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not sandbox.ledger.accepted()


@each_fault
async def test_each_fault_does_what_its_name_says(
    sandbox: Sandbox, resend: Resend, fault: str, kind: type[ProviderError], kept: int
) -> None:
    """And the same key, once the weather is fair, tells the same mail or sends the first."""
    sandbox.faults.set(f"resend.{fault}=1")
    with pytest.raises(ProviderError) as failed:
        await resend.send(EMAIL, idempotency_key="touch/1")
    assert (type(failed.value), len(sandbox.ledger.accepted())) == (kind, kept)
    sandbox.faults.set("")
    assert (await resend.send(EMAIL, idempotency_key="touch/1")).id == sandbox.ledger.accepted()[0].id
    assert len(sandbox.ledger.accepted()) == 1


async def test_a_storm_sends_every_mail_at_most_once(sandbox: Sandbox, resend: Resend) -> None:
    """Sixty mails through all faults: what was told as sent is in the ledger, and nothing is there twice."""
    sandbox.faults.set("429=0.05,refuse=0.1,accept_then_drop=0.1,accept_then_500=0.1,reject=0.05")

    async def send(number: int) -> str | None:
        try:
            return (await resend.send(EMAIL, idempotency_key=f"touch/{number}")).id
        except ProviderError:
            return None

    told = [mail_id for mail_id in await asyncio.gather(*(send(number) for number in range(60))) if mail_id]
    accepted = sandbox.ledger.accepted()
    assert len({mail.idempotency_key for mail in accepted}) == len(accepted)
    assert set(told) <= {mail.id for mail in accepted}
    assert len(told) > 40


async def test_a_limit_is_told_in_the_headers(sandbox_config: SandboxConfig) -> None:
    """Resend's five a second, when it is switched on."""
    async with open_sandbox(replace(sandbox_config, resend_a_second=2)) as sandbox:
        account = sandbox.accounts["resend"]
        headers = {"Authorization": f"Bearer {account.key}"}
        vendor = Vendor("Resend", account.base_url, headers=headers, attempts=1)
        outcomes: list[int | None] = []
        for _ in range(12):
            try:
                answer = await vendor.call("list", "GET", "/emails", effect=Effect.READ)
                assert answer.headers["ratelimit-limit"] == "2"
                outcomes.append(answer.status)
            except ProviderUnavailable as many:
                outcomes.append(many.status)
        await vendor.close()
    assert {200, 429} <= set(outcomes)


async def test_graders_set_faults_and_read_the_ledger(
    sandbox: Sandbox, resend: Resend, admin: Vendor
) -> None:
    """Over HTTP, without touching the process."""
    await admin.call("set faults", "POST", "/faults", effect=Effect.ONCE, json={"faults": "reject=1"})
    with pytest.raises(ProviderRefused):
        await resend.send(EMAIL, idempotency_key="touch/1")
    await admin.call("set faults", "POST", "/faults", effect=Effect.ONCE, json={"faults": ""})
    await resend.send(EMAIL, idempotency_key="touch/1")
    with pytest.raises(ProviderRefused):
        await admin.call("set faults", "POST", "/faults", effect=Effect.ONCE, json={"faults": "nonsense"})
    shown = await admin.call("read", "GET", "/ledger", effect=Effect.READ)
    assert b'"idempotency_key":"touch/1"' in shown.body
    assert len(sandbox.ledger.accepted()) == 1


async def test_a_name_that_resolves_to_loopback_is_not_enough(sandbox: Sandbox) -> None:
    """A page in a browser could bring its own host name."""
    vendor = Vendor("sandbox", sandbox.root, headers={"Host": "evil.example"}, attempts=1)
    with pytest.raises(ProviderRefused):
        await vendor.call("read", "GET", "/_sandbox/ledger", effect=Effect.READ)
    await vendor.close()


async def test_people_are_matched_ten_at_a_time(sandbox: Sandbox, apollo: Apollo) -> None:
    """In the order that was asked, strangers among them; eleven are refused."""
    known = [person for person in sandbox.world.people if person.known_to_apollo][:9]
    queries = [PersonQuery(email=person.email) for person in known]
    found = await apollo.bulk_match([*queries, PersonQuery(email="nobody@nowhere.example")])
    assert [one.apollo_id if isinstance(one, Match) else None for one in found] == [
        *(person.id for person in known),
        None,
    ]
    assert sandbox.ledger.credits() == 9
    with pytest.raises(ProviderRefused):
        await apollo.bulk_match([*queries, *queries])


async def test_a_phone_comes_later_by_webhook_and_can_be_fetched(
    sandbox_config: SandboxConfig, mailroom: Mailroom
) -> None:
    """To the address that the caller named, below the agency's webhooks, also after a restart."""
    config = replace(sandbox_config, reply_seconds=0.6, webhooks_url=mailroom.url)
    async with open_sandbox(config) as sandbox:
        apollo = Apollo.at(sandbox.accounts["apollo"], timeout_seconds=3)
        person = next(
            one for one in sandbox.world.people if one.known_to_apollo and (one.phone or "").startswith("04")
        )
        hook = "https://agency.example/api/v1/webhooks/apollo/phones/secret"
        request_id = await apollo.reveal_phone(person.id, webhook_url=hook)
        assert request_id is not None
        assert isinstance(await apollo.phone_result(request_id), PhonesPending)
        await apollo.close()
    async with open_sandbox(config) as sandbox:
        apollo = Apollo.at(sandbox.accounts["apollo"], timeout_seconds=3)
        await mailroom.wait_for(1, "apollo/phones/secret")
        news = await apollo.phone_result(request_id)
        assert await apollo.phone_result(1) == NoMatch()
        await apollo.close()
    assert isinstance(news, PhoneNews)
    for said in (news, parse_phones(mailroom.posted[0].body)):
        (found,) = said.people
        (phone,) = found.phones
        assert found.apollo_id == person.id
        assert (phone.number, phone.type) == (f"+61{(person.phone or '')[1:]}", "mobile")
