"""Build everything once, in order, and close it in reverse."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import logfire
from pydantic import SecretStr

from memory.embedding import OfflineEmbedder
from memory.enums import Channel
from memory.records import Clock
from memory.store import Memory, Storage, open_memory, open_storage
from settings import Settings
from tools.demo import DEMO_EMAIL, Demo
from tools.deps import Services
from tools.providers.apollo import Apollo
from tools.providers.postmark import Postmark
from tools.providers.resend import Resend
from tools.sandbox.server import SandboxConfig, SandboxUrls, open_sandbox
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

WEBHOOK_PATH = "/api/v1/webhooks/postmark/inbound"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Whether one part answers, how fast, and what it is."""

    ready: bool
    latency_ms: float
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Vendors:
    """The vendors of this process, real or pretended."""

    apollo: Apollo
    resend: Resend
    postmark: Postmark


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
            "postgres": await _timed(self._postgres, kind),
            "redis": await _timed(self.memory.limits.answers, kind),
            "vendors": Part(
                ready=True, latency_ms=0.0, detail="sandbox" if self.settings.sandboxed else "production"
            ),
        }

    async def _postgres(self) -> None:
        async with self.memory.postgres.system_transaction() as tx:
            await tx.execute("select 1")


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
                database_url=_plain(settings.database_url),
                redis_url=_plain(settings.redis_url),
            )
        )
        memory = await stack.enter_async_context(
            open_memory(
                database_url=storage.app, redis_url=storage.redis, pool_size=settings.database_pool_size
            )
        )
        vendors = await _open_vendors(settings, secret, stack)
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
        enrichment=Enrichment(memory=memory, clock=clock, apollo=vendors.apollo, credits=billing),
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


def secret_of(settings: Settings) -> str:
    """SECRET_KEY, or in development one that is made once and kept in AGENCY_HOME."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    return _kept(settings.agency_home / "secret")


def derive(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose: who learns one of them learns nothing of the others."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def demo_password(settings: Settings, secret: str) -> str:
    """DEMO_PASSWORD, or one that stays the same for this installation."""
    if settings.demo_password is not None:
        return settings.demo_password.get_secret_value()
    return base64.b32encode(derive(secret, "demo password"))[:12].decode().lower()


def _kept(path: Path) -> str:
    """The secret in this file, made now where there is none; two processes agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()


async def _open_vendors(settings: Settings, secret: str, stack: AsyncExitStack) -> Vendors:
    password = _plain(settings.postmark_webhook_password) or derive(secret, "postmark webhook").hex()
    seconds = settings.provider_timeout_seconds
    urls = await _pretended(settings, password, stack) if settings.sandboxed else None
    vendors = Vendors(
        apollo=Apollo.at(
            urls.apollo if urls else settings.apollo_base_url,
            urls.apollo_key if urls else _plain(settings.apollo_api_key) or "",
            timeout_seconds=seconds,
        ),
        resend=Resend.at(
            urls.resend if urls else settings.resend_base_url,
            urls.resend_key if urls else _plain(settings.resend_api_key) or "",
            timeout_seconds=seconds,
        ),
        postmark=Postmark.at(
            urls.postmark if urls else settings.postmark_base_url,
            urls.postmark_token if urls else _plain(settings.postmark_server_token) or "",
            webhook_user=settings.postmark_webhook_user,
            webhook_password=password,
            timeout_seconds=seconds,
        ),
    )
    for vendor in (vendors.apollo, vendors.resend, vendors.postmark):
        stack.push_async_callback(vendor.close)
    return vendors


async def _pretended(settings: Settings, password: str, stack: AsyncExitStack) -> SandboxUrls:
    config = SandboxConfig(
        ledger_path=settings.agency_home / "sandbox.jsonl",
        seed=settings.sandbox_seed,
        reply_share=settings.sandbox_reply_share,
        reply_mix=settings.sandbox_reply_mix,
        reply_seconds=settings.sandbox_reply_seconds,
        faults=settings.sandbox_faults,
        webhook_url=f"{settings.base_url}{WEBHOOK_PATH}",
        webhook_user=settings.postmark_webhook_user,
        webhook_password=password,
    )
    if settings.sandbox_url is not None:
        return SandboxUrls.at(settings.sandbox_url, config)
    sandbox = await stack.enter_async_context(open_sandbox(config))
    return sandbox.urls


def _configure_tracing(settings: Settings) -> None:
    """Spans go nowhere without a token; with one, prompts and texts still stay here."""
    logfire.configure(
        send_to_logfire=settings.logfire_token is not None,
        token=_plain(settings.logfire_token),
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
    except Exception:
        return Part(ready=False, latency_ms=(time.perf_counter() - began) * 1000, detail="does not answer")
    return Part(ready=True, latency_ms=(time.perf_counter() - began) * 1000, detail=detail)


def _plain(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value is not None else None
