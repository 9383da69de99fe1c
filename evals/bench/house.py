"""Furnish a client for suites that act: brand, mailbox, campaigns, leads, touches, and mail that comes in."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from evals.benchmarks.stage import now
from graphs.platform import Platform
from memory import brands, clients, users
from memory.enums import Channel, Mode, Role, Subscription, Tier
from memory.queries import Queries
from memory.records.actor import Actor
from memory.records.ids import (
    ApprovalId,
    BrandId,
    CampaignId,
    ClientId,
    EventId,
    LeadId,
    ReplyId,
    ResourceId,
    TouchId,
)
from memory.resources import add_resource
from memory.routes import add_route
from memory.touches import NewTouch, add_touch
from tools.deps import AgencyDeps
from tools.providers.webhooks import Webhook
from tools.sandbox.characters import character_of
from tools.sandbox.entries import AcceptedMail, DueAnswer
from tools.sandbox.letters import inbound
from tools.sandbox.phrases import Mood
from tools.sandbox.server import Sandbox
from tools.services.allocation import new_token
from tools.services.approvals import Approve

SQL = Queries("house", Path(__file__).parent)
Rows = dict[tuple[str, str], str]
"""A client's rows as JSON, by their table and key."""
SENDERS = {
    Channel.EMAIL: ("resend", "priya@{domain}"),
    Channel.SMS: ("twilio", "+61480000100"),
    Channel.LINKEDIN: ("heyreach", "seat-{domain}"),
    Channel.VOICE: ("synthflow", "+61290000100"),
    Channel.MAIL: ("lob", "lob-{domain}"),
}
AUTHENTICATED = {"authentication": dict.fromkeys(("spf", "dkim", "dmarc"), "pass")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A lead before it has an id; `facts` are what enrichment found."""

    email: str
    first_name: str = "Mia"
    last_name: str = "Chen"
    title: str = "Operations Manager"
    company: str = "Kelp & Co"
    industry: str = "Legal services"
    city: str = "Sydney"
    seniority: str = "manager"
    facts: tuple[str, ...] = ()
    phone: str | None = None
    linkedin_url: str | None = None
    street: str | None = None


@dataclass(frozen=True, kw_only=True)
class House:
    """One client of a platform, with all that a suite does as its people, its leads and its vendors."""

    platform: Platform
    sandbox: Sandbox
    client_id: ClientId
    owner: Actor
    brand_id: BrandId
    resources: Mapping[Channel, ResourceId]

    @property
    def deps(self) -> AgencyDeps:
        """What an agent works with when the owner asks."""
        return self.platform.deps(self.client_id, self.owner)

    async def campaign(
        self,
        *,
        name: str = "Spring",
        brief: str = "Offer a free review of contracts",
        step: str = "Say hello",
        status: str = "active",
        brand_id: BrandId | None = None,
    ) -> CampaignId:
        """A campaign with one step."""
        async with self.platform.memory.postgres.client_transaction(self.client_id) as tx:
            found = await tx.fetchval(SQL["add_campaign"], brand_id or self.brand_id, name, brief, status)
            await tx.execute(SQL["add_step"], found, step)
        return CampaignId(found)

    async def brand(self, name: str, *, facts: Sequence[str] = (), tone: str = "plain, warm") -> BrandId:
        """Another brand of the client's."""
        async with self.platform.memory.postgres.client_transaction(self.client_id) as tx:
            return await brands.add_brand(tx, _brand(name, facts=facts, tone=tone))

    async def lead(self, campaign_id: CampaignId, person: Person) -> LeadId:
        """A lead of the campaign who may be written to."""
        values = (person.first_name, person.last_name, person.title, person.company, person.industry)
        reached_at = (person.phone, person.linkedin_url, person.street)
        places = (person.city, person.seniority, list(person.facts), *reached_at)
        async with self.platform.memory.postgres.client_transaction(self.client_id) as tx:
            return LeadId(await tx.fetchval(SQL["add_lead"], campaign_id, person.email, *values, *places))

    async def imported(self, campaign_id: CampaignId, email: str, content: str) -> LeadId:
        """A lead that came with a CSV through the import."""
        leads = self.platform.services.leads
        preview = await leads.preview(self.client_id, self.owner, "leads.csv", content.encode())
        await leads.commit(self.client_id, self.owner, preview.import_id, {}, campaign_id)
        async with self.platform.memory.postgres.client_transaction(self.client_id) as tx:
            return LeadId(await tx.fetchval(SQL["ready"], email))

    async def touch(
        self, campaign_id: CampaignId, lead_id: LeadId, *, channel: Channel = Channel.EMAIL
    ) -> TouchId:
        """A planned contact of the lead, due now."""
        new = NewTouch(
            campaign_id=campaign_id,
            lead_id=lead_id,
            step_n=1,
            channel=channel,
            resource_id=self.resources[channel],
            mode=Mode.CO_PILOT,
            not_before=self.platform.clock() - timedelta(hours=1),
            reply_token=new_token(),
            unsubscribe_token=new_token(),
        )
        async with self.platform.memory.postgres.client_transaction(self.client_id) as tx:
            touch_id = await add_touch(tx, new)
            assert touch_id is not None
            await add_route(tx, "reply", new.reply_token, touch_id)
            await add_route(tx, "unsubscribe", new.unsubscribe_token, touch_id)
        return touch_id

    async def sent(self, campaign_id: CampaignId, person: Person) -> LeadId:
        """A lead to whom a first mail was drafted, approved and sent."""
        lead_id = await self.lead(campaign_id, person)
        touch_id = await self.touch(campaign_id, lead_id)
        await self.platform.outreach.start(self.client_id, touch_id)
        async with self.platform.memory.postgres.client_transaction(self.client_id) as tx:
            approval_id = ApprovalId(await tx.fetchval(SQL["pending"], touch_id))
        services = self.platform.services
        await services.approvals.decide(self.client_id, self.owner, approval_id, Approve())
        await services.delivery.deliver(self.client_id, touch_id)
        return lead_id

    async def receive(self, email: str, text: str, **changes: object) -> EventId:
        """The stored event of a person's answer to the newest mail to them, taken in as the webhook does."""
        mail = self.sandbox.ledger.mails_to(email)[-1]
        answer = _answer(self.sandbox, mail, text, changes)
        self.sandbox.ledger.record(answer)
        account = self.sandbox.accounts["postmark"]
        told = base64.b64encode(f"{account.user}:{account.webhook_secret}".encode()).decode()
        webhook = Webhook(
            url="", headers={"authorization": f"Basic {told}"}, body=json.dumps(answer.inbound).encode()
        )
        event_id = await self.platform.services.intake.accept("postmark", "inbound", webhook)
        assert event_id is not None
        return event_id

    async def newest_reply(self) -> ReplyId:
        """The reply that came last."""
        async with self.platform.memory.postgres.client_transaction(self.client_id) as tx:
            return ReplyId(await tx.fetchval(SQL["newest_reply"]))

    async def newest_approval(self) -> ApprovalId:
        """The question that was put to a reviewer last."""
        async with self.platform.memory.postgres.client_transaction(self.client_id) as tx:
            return ApprovalId(await tx.fetchval(SQL["newest_approval"]))

    async def rows(self) -> Rows:
        """Every row of the client's in every table that the app's role or the system's can see."""
        postgres = self.platform.memory.postgres
        async with postgres.client_transaction(self.client_id) as tx:
            own = [row["table_name"] for row in await tx.fetch(SQL["tables"])]
            records = [*await tx.fetch(_union(own))]
        async with postgres.system_transaction() as tx:
            seen = [row["table_name"] for row in await tx.fetch(SQL["tables"], self.client_id)]
            records += await tx.fetch(_union([name for name in seen if name not in own]), self.client_id)
        return {_key(record["table_name"], record["row"]): record["row"] for record in records}

    def accepted(self) -> int:
        """How much the pretended vendors have taken, on every channel, from anybody."""
        ledger = self.sandbox.ledger
        return len(ledger.accepted()) + len(ledger.sends())


def changed(before: Rows, after: Rows) -> list[tuple[str, dict[str, Any]]]:
    """Table and present (or, of what is gone, last) values of every row that is not as it was."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return [(key[0], json.loads(after.get(key) or before[key])) for key in keys]


def _key(table: str, row: str) -> tuple[str, str]:
    values = json.loads(row)
    names = ("kind", "key", "user_id", "lead_id", "field", "email_hash", "register", "phone")
    return table, str(values.get("id") or [values.get(name) for name in names])


async def furnish(platform: Platform, sandbox: Sandbox, name: str) -> House:
    """A client of the middle tier on co-pilot with its owner, its brand and a mailbox."""
    async with platform.memory.postgres.system_transaction() as tx:
        client_id = await clients.add_client(
            tx,
            agency_id=await clients.add_agency(tx, f"Agency of {name}"),
            name=name,
            tier=Tier.VELOCITY,
            subscription=Subscription.ACTIVE,
            founding=False,
            time_zone="Australia/Sydney",
            credits_reset_at=now() + timedelta(days=30),
        )
        user_id = await users.add_user(
            tx,
            email=f"olive.{uuid4().hex[:12]}@agency.example",
            name="Olive Owner",
            password_hash="!",  # noqa: S106 - nobody signs in by this
            time_zone="Australia/Sydney",
        )
        await users.add_membership(tx, client_id, user_id, Role.OWNER)
    await platform.services.billing.open_account(client_id)
    async with platform.memory.postgres.client_transaction(client_id) as tx:
        fact = f"{name} answers every enquiry within one working day."
        brand_id = await brands.add_brand(tx, _brand(name, facts=(fact,), default=True))
        resources = {
            channel: await add_resource(
                tx,
                channel=channel,
                vendor=vendor,
                address=address.format(domain=_domain(name)),
                label=f"{name} {channel}",
                daily_limit=17 if channel is Channel.LINKEDIN else 50,
                time_zone="Australia/Sydney",
                settings=AUTHENTICATED,
                registered_sender=True,
                risk_accepted_at=now() - timedelta(days=30),
            )
            for channel, (vendor, address) in SENDERS.items()
        }
    return House(
        platform=platform,
        sandbox=sandbox,
        client_id=client_id,
        owner=Actor(name="Olive Owner", user_id=user_id, role=Role.OWNER),
        brand_id=brand_id,
        resources=resources,
    )


def _domain(name: str) -> str:
    return name.lower().replace(" ", "-") + ".example"


def _brand(
    name: str, *, facts: Sequence[str], tone: str = "plain, warm", default: bool = False
) -> brands.NewBrand:
    return brands.NewBrand(
        name=name,
        sender_name="Priya Nair",
        sender_title="Partner",
        company=name,
        postal_address="12 Quay Street, Sydney NSW 2000",
        abn="51 824 753 556",
        phone="+61 2 5550 1234",
        site=f"https://{_domain(name)}",
        booking_url=f"https://{_domain(name)}/book",
        facts=tuple(facts),
        tone=tone,
        is_default=default,
    )


def _union(tables: Sequence[str]) -> str:
    return " union all ".join(f"({SQL['rows_of'].replace(':table', table)})" for table in tables)


def _answer(sandbox: Sandbox, mail: AcceptedMail, text: str, changes: Mapping[str, object]) -> DueAnswer:
    """What the sandbox keeps of an answer, since Postmark is asked for it again."""
    random, at, postmark_id = Random(0), now(), str(uuid4())  # noqa: S311 - it makes a world, not a secret
    who = character_of(sandbox.world, mail.to[0], random)
    told = inbound(
        mail, who, mood=Mood.QUESTION, reply=text, due_at=at, postmark_id=postmark_id, random=random
    )
    return DueAnswer(
        postmark_id=postmark_id,
        mail_id=mail.id,
        thread_id=mail.id,
        person=who.email,
        intent=Mood.QUESTION.value,
        due_at=at,
        inbound={**told, **changes},
    )
