"""Make the demo agency: two clients that never see each other, and the people who sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from memory import brands, clients, resources, users
from memory.brands import NewBrand
from memory.enums import Channel, Role, Subscription, Tier
from memory.postgres import ClientTransaction, SystemTransaction
from memory.records.actor import Clock
from memory.records.ids import ClientId, UserId
from memory.standing import attest_authentication
from memory.store import Memory
from tools.services.billing import Billing

ZONE = "Australia/Sydney"
DEMO_EMAIL = "alex@southern.example"
"""Owner of both demo clients: the account that `make run` prints."""
AUTHENTICATED = {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
RETURN_ADDRESS = {
    "from_line1": "2261 Market Street",
    "from_city": "San Francisco",
    "from_state": "CA",
    "from_postcode": "94114",
    "from_country": "US",
}
"""Lob prints in the United States: what cannot be delivered goes back to an address there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoSender:
    """One thing that a client sends from."""

    channel: Channel
    vendor: str
    address: str
    label: str
    daily_limit: int
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoClient:
    """One invented client, and the colleague who sees only this one."""

    name: str
    tier: Tier
    brand: NewBrand
    mailbox: str
    number: str
    """Texts and calls come from it; answers and call-backs reach it."""
    seat: tuple[str, int]
    """The LinkedIn profile that writes, and its account at HeyReach."""
    colleague: tuple[str, str]

    @property
    def senders(self) -> tuple[DemoSender, ...]:
        """One of each channel, with the ids that the sandbox's vendors know."""
        name, company = self.brand.sender_name, self.brand.company
        profile, account = self.seat
        campaigns = {"connect_campaign_id": "7001", "inmail_campaign_id": "7002"}
        seat = {"account_id": str(account), "seat": "sales_navigator", **campaigns}
        voice = {"model_id": f"{self.name.split()[0].lower()}-caller", "from_number": self.number}
        domain, shown = self.mailbox.partition("@")[2], self.brand.phone or self.number
        return (
            DemoSender(
                channel=Channel.EMAIL, vendor="resend", address=self.mailbox, label=f"{name} · {domain}",
                daily_limit=50,
            ),
            DemoSender(
                channel=Channel.SMS, vendor="twilio", address=self.number, label=f"{name} · {shown}",
                daily_limit=30,
            ),
            DemoSender(
                channel=Channel.LINKEDIN, vendor="heyreach", address=profile, label=f"{name} · LinkedIn",
                daily_limit=17, settings=seat,
            ),
            DemoSender(
                channel=Channel.VOICE, vendor="synthflow", address=self.number,
                label=f"{self.name} · {shown}", daily_limit=20, settings=voice,
            ),
            DemoSender(
                channel=Channel.MAIL, vendor="lob", address=f"{company} · print and post",
                label=f"{company} · letters", daily_limit=20,
                settings={"from_name": name, **RETURN_ADDRESS},
            ),
        )  # fmt: skip


LEDGERLINE = DemoClient(
    name="Ledgerline",
    tier=Tier.VELOCITY,
    mailbox="priya@mail.ledgerline.example",
    number="+61370109901",
    seat=("https://www.linkedin.com/in/priya-raman-ledgerline", 9001),
    colleague=("noah@ledgerline.example", "Noah Fraser"),
    brand=NewBrand(
        name="Ledgerline",
        sender_name="Priya Raman",
        sender_title="Partnerships",
        company="Ledgerline Pty Ltd",
        postal_address="Level 4, 120 Collins Street, Melbourne VIC 3000",
        abn="51 824 753 556",
        phone="+61 3 7010 9901",
        site="https://ledgerline.example",
        booking_url="https://ledgerline.example/meet",
        facts=(
            "Ledgerline reads supplier invoices and files them to the right job and tax code",
            "Ledgerline works with Xero, MYOB and QuickBooks",
            "Setting up Ledgerline takes one afternoon and needs no IT project",
            "Ledgerline keeps its data in Sydney data centres",
            "Ledgerline costs AUD 49 a month for each user, billed monthly, with no lock-in",
            "A trial of Ledgerline is free for 30 days",
        ),
        tone="plain, warm, brief",
        forbidden_words=("revolutionary", "game-changer", "guarantee"),
        is_default=True,
    ),
)
HARBOUR = DemoClient(
    name="Harbour Facilities",
    tier=Tier.IGNITION,
    mailbox="tom@mail.harbourfacilities.example",
    number="+61270109902",
    seat=("https://www.linkedin.com/in/tom-whelan-harbour", 9002),
    colleague=("mia@harbourfacilities.example", "Mia Tran"),
    brand=NewBrand(
        name="Harbour Facilities",
        sender_name="Tom Whelan",
        sender_title="Client manager",
        company="Harbour Facilities Pty Ltd",
        postal_address="22 Darling Street, Balmain NSW 2041",
        abn="53 004 085 616",
        phone="+61 2 7010 9902",
        site="https://harbourfacilities.example",
        booking_url="https://harbourfacilities.example/visit",
        facts=(
            "Harbour Facilities cleans and maintains offices and clinics between Wollongong and Newcastle",
            "Every Harbour site has one named supervisor who answers the phone",
            "Harbour cleaners are employed, not subcontracted",
            "Harbour Facilities quotes a fixed monthly price after one site visit",
            "The first month with Harbour Facilities can be cancelled at any time",
        ),
        tone="friendly, direct",
        forbidden_words=("cheap",),
        is_default=True,
    ),
)
DEMO_CLIENTS = (LEDGERLINE, HARBOUR)


@dataclass(frozen=True, kw_only=True, slots=True)
class Demo:
    """Makes what is missing of the demo agency, each time the product starts."""

    memory: Memory
    clock: Clock
    billing: Billing
    password: str

    async def make(self) -> None:
        """Leave a complete demo agency behind, whatever an earlier start got done of it."""
        async with self.memory.postgres.system_transaction() as tx:
            made = await users.user_by_email(tx, DEMO_EMAIL)
            if made is not None:
                found = await users.memberships_of(tx, made.id)
                client_ids = {membership.client_name: membership.client_id for membership in found}
                await self._refresh_password(tx, made.id, made.password_hash)
            else:
                client_ids = await self._people_and_clients(tx)
        for client in DEMO_CLIENTS:
            await self._equip(client_ids[client.name], client)

    async def _people_and_clients(self, tx: SystemTransaction) -> dict[str, ClientId]:
        hashed = PasswordHasher().hash(self.password)
        agency_id = await clients.add_agency(tx, "Southern Cross Outbound")
        alex = await users.add_user(
            tx, email=DEMO_EMAIL, name="Alex Morgan", password_hash=hashed, time_zone=ZONE
        )
        made: dict[str, ClientId] = {}
        for client in DEMO_CLIENTS:
            client_id = await clients.add_client(
                tx,
                agency_id=agency_id,
                name=client.name,
                tier=client.tier,
                subscription=Subscription.ACTIVE,
                founding=True,
                time_zone=ZONE,
                credits_reset_at=self.clock() + timedelta(days=30),
            )
            email, name = client.colleague
            colleague = await users.add_user(tx, email=email, name=name, password_hash=hashed, time_zone=ZONE)
            await users.add_membership(tx, client_id, alex, Role.OWNER)
            await users.add_membership(tx, client_id, colleague, Role.MEMBER)
            made[client.name] = client_id
        return made

    async def _equip(self, client_id: ClientId, client: DemoClient) -> None:
        """Brand, senders and hours, in one transaction, once; credits after it, once too."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if await clients.client_for_update(tx) is None:
                return
            if await brands.default_brand(tx) is None:
                await brands.add_brand(tx, client.brand)
                for sender in client.senders:
                    await self._add(tx, sender)
                # Newcomers try things at night and on Sundays; a real client keeps office hours.
                await clients.set_work_hours(tx, days=range(1, 8), start=time(0, 0), end=time(23, 59))
        await self.billing.open_account(client_id)

    async def _add(self, tx: ClientTransaction, sender: DemoSender) -> None:
        made = await resources.add_resource(
            tx,
            channel=sender.channel,
            vendor=sender.vendor,
            address=sender.address,
            label=sender.label,
            daily_limit=sender.daily_limit,
            time_zone=ZONE,
            settings=sender.settings,
            # Nobody's own account is at risk in the sandbox.
            risk_accepted_at=self.clock() if sender.channel is Channel.LINKEDIN else None,
        )
        if sender.channel is Channel.EMAIL:
            # The sandbox takes mail from anybody; a real domain's records are checked by a person.
            await attest_authentication(tx, made, AUTHENTICATED)

    async def _refresh_password(self, tx: SystemTransaction, user_id: UserId, hashed: str) -> None:
        """DEMO_PASSWORD may have changed since the accounts were made."""
        if not _fits(hashed, self.password):
            await users.set_password(tx, user_id, PasswordHasher().hash(self.password))


def _fits(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password)
    except VerificationError:
        return False
