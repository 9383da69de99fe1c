"""Build everything once, in order, and close it in reverse."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import logfire

from errors import StorageUnavailable
from memory.embedding import OfflineEmbedder
from memory.enums import Channel
from memory.records import Clock
from memory.store import Memory, Storage, open_memory, open_storage
from settings import Settings
from tools.demo import DEMO_EMAIL, Demo
from tools.deps import Services
from tools.keys import demo_password, derive, plain, secret_of
from tools.services.admission import Admission
from tools.services.allocation import Allocation
from tools.services.approvals import Approvals
from tools.services.billing import Billing
from tools.services.campaigns import Campaigns
from tools.services.channels import EmailSender
from tools.services.chat import Chat
from tools.services.delivery import Delivery
from tools.services.dispatch import Addresses
from tools.services.drafts import Drafts
from tools.services.enrichment import Enrichment
from tools.services.hashing import Hasher
from tools.services.intake import Intake
from tools.services.leads import Leads
from tools.services.notify import Notify
from tools.services.permission import Permission
from tools.services.points import killer
from tools.services.proposals import Proposals
from tools.services.recall import Recall
from tools.services.replies import Replies
from tools.services.reports import Reports
from tools.services.scoring import Scoring
from tools.services.sign_in import SignIn
from tools.services.suppression import Suppression
from tools.vendors import Vendors, open_vendors


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Whether one part answers, how fast, and what it is."""

    ready: bool
    latency_ms: float
    detail: str


@dataclass(frozen=True, kw_only=True)
class Agency:
    """The business of this process, open."""

    settings: Settings
    secret: str
    clock: Clock
    storage: Storage
    memory: Memory
    services: Services
    demo_password: str | None

    @property
    def sign_in_hint(self) -> str:
        """How to get in on a first run; empty where there is no demo agency."""
        return f" · sign in as {DEMO_EMAIL} with password {self.demo_password}" if self.demo_password else ""

    async def parts(self) -> dict[str, Part]:
        """The stores, each asked just now."""
        kind = "embedded" if self.storage.embedded else "external"
        return {
            "postgres": await _timed(self.memory.postgres.answers, kind),
            "redis": await _timed(self.memory.limits.answers, kind),
            "vendors": Part(
                ready=True, latency_ms=0.0, detail="sandbox" if self.settings.sandboxed else "production"
            ),
        }


@asynccontextmanager
async def open_agency(settings: Settings) -> AsyncIterator[Agency]:
    """Storage, vendors and services, ready to work; the demo agency is made where it is wanted."""
    secret = secret_of(settings)
    _configure_tracing(settings)
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(
            open_storage(
                home=settings.agency_home,
                secret=secret.encode(),
                database_url=plain(settings.database_url),
                redis_url=plain(settings.redis_url),
            )
        )
        memory = await stack.enter_async_context(
            open_memory(
                database_url=storage.app, redis_url=storage.redis, pool_size=settings.database_pool_size
            )
        )
        vendors = await stack.enter_async_context(open_vendors(settings, secret))
        services = build_services(settings, secret, memory, vendors, now)
        agency = Agency(
            settings=settings,
            secret=secret,
            clock=now,
            storage=storage,
            memory=memory,
            services=services,
            demo_password=demo_password(settings, secret) if settings.with_demo else None,
        )
        if agency.demo_password is not None:
            demo = Demo(memory=memory, clock=now, billing=services.billing, password=agency.demo_password)
            await demo.make()
        yield agency


def build_services(
    settings: Settings, secret: str, memory: Memory, vendors: Vendors, clock: Clock
) -> Services:
    """Every service over this memory and these vendors."""
    hasher = Hasher(key=derive(secret, "suppressions"))
    notify = Notify(memory=memory)
    recall = Recall(memory=memory, clock=clock, embedder=OfflineEmbedder())
    billing = Billing(memory=memory, clock=clock)
    campaigns = Campaigns(memory=memory, clock=clock)
    permission = Permission(memory=memory, clock=clock, hasher=hasher)
    drafts = Drafts(memory=memory, clock=clock, base_url=settings.base_url, recall=recall)
    suppression = Suppression(memory=memory, clock=clock, hasher=hasher, notify=notify)
    intake = Intake(memory=memory, clock=clock, vendors={"postmark": vendors.postmark})
    reached = killer(settings.kill_at)
    return Services(
        sign_in=SignIn(
            memory=memory,
            clock=clock,
            secret=derive(secret, "sign-in").hex(),
            session_hours=settings.session_hours,
        ),
        leads=Leads(
            memory=memory,
            clock=clock,
            hasher=hasher,
            max_bytes=settings.import_max_bytes,
            max_rows=settings.import_max_rows,
        ),
        enrichment=Enrichment(
            memory=memory,
            clock=clock,
            apollo=vendors.apollo,
            credits=billing,
            match_cost_aud=Decimal(str(settings.apollo_match_cost_usd)) * Decimal(str(settings.aud_per_usd)),
        ),
        scoring=Scoring(memory=memory, clock=clock),
        allocation=Allocation(memory=memory, clock=clock),
        campaigns=campaigns,
        proposals=Proposals(memory=memory, clock=clock, campaigns=campaigns),
        billing=billing,
        permission=permission,
        admission=Admission(memory=memory, clock=clock, permission=permission),
        drafts=drafts,
        approvals=Approvals(
            memory=memory,
            clock=clock,
            drafts=drafts,
            hours=settings.approval_hours,
            notify=notify,
            recall=recall,
            reached=reached,
        ),
        delivery=Delivery(
            memory=memory,
            clock=clock,
            permission=permission,
            mailers={Channel.EMAIL: EmailSender(resend=vendors.resend)},
            notify=notify,
            addresses=Addresses(base_url=settings.base_url, inbound_domain=settings.inbound_domain),
            lease_seconds=settings.send_lease_seconds,
            reached=reached,
        ),
        suppression=suppression,
        intake=intake,
        replies=Replies(memory=memory, clock=clock, intake=intake, suppression=suppression, notify=notify),
        chat=Chat(memory=memory),
        recall=recall,
        notify=notify,
        reports=Reports(memory=memory, clock=clock),
    )


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)


def _configure_tracing(settings: Settings) -> None:
    """Spans go nowhere without a token; with one, prompts and texts still stay here."""
    logfire.configure(
        send_to_logfire=settings.logfire_token is not None,
        token=plain(settings.logfire_token),
        service_name="agency-os",
        environment=settings.env,
        console=False,
        inspect_arguments=False,
    )
    logfire.instrument_pydantic_ai(include_content=False)


async def _timed(ask: Callable[[], Awaitable[object]], detail: str) -> Part:
    began = time.perf_counter()
    try:
        await ask()
    except StorageUnavailable:
        return Part(ready=False, latency_ms=(time.perf_counter() - began) * 1000, detail="does not answer")
    return Part(ready=True, latency_ms=(time.perf_counter() - began) * 1000, detail=detail)
