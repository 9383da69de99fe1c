"""Read everything that can be set from the environment or `.env`, one variable a line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    env: Literal["development", "production"] = "development"
    """`production` refuses the sandbox, embedded databases and generated secrets."""
    host: str = "127.0.0.1"
    """Address that the server listens on."""
    port: int = Field(default=8000, ge=0, le=65535)
    """TCP port that the server listens on."""
    public_base_url: str | None = None
    """Where browsers and vendors reach us; `http://HOST:PORT` when unset."""
    trusted_proxies: str = ""
    """Addresses or networks, with commas, of reverse proxies whose X-Forwarded-For is believed."""
    agency_home: Path = Path(".agency")
    """Folder of embedded databases, generated secrets and the sandbox's ledger."""
    demo: bool | None = None
    """Make the demo agency at start; unset means yes in development, no in production."""
    demo_password: SecretStr | None = None
    """Password of the demo accounts; one is generated and printed when unset."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least severe level that is logged."""

    database_url: SecretStr | None = None
    """PostgreSQL 18 with pgvector, as its owner; embedded when unset."""
    redis_url: SecretStr | None = None
    """Redis or Valkey; embedded when unset."""
    database_pool_size: int = Field(default=10, ge=2, le=200)
    """Connections of the application's own pool, per process."""

    secret_key: SecretStr | None = None
    """Signs sessions and tokens, encrypts connections, salts hashes; 32 characters or more."""
    session_hours: int = Field(default=12, ge=1, le=720)
    """Hours that a sign-in holds."""

    anthropic_api_key: SecretStr | None = None
    """Claude's key; without it the offline engine answers."""
    anthropic_base_url: str = "https://api.anthropic.com"
    """Where the Messages API is."""
    cmo_model: str = "claude-sonnet-5-5"
    """Model of the CMO agent."""
    content_model: str = "claude-sonnet-5-5"
    """Model of the content agent."""
    reply_model: str = "claude-haiku-5-5"
    """Model of the reply agent."""
    model_timeout_seconds: float = Field(default=60.0, gt=0)
    """Seconds before a model call is given up and the offline engine answers."""
    model_batch_minutes: float = Field(default=30.0, ge=0, le=1440)
    """Minutes that a batch of drafts that nobody waits for may take; 0 asks for each draft at once."""
    ai_daily_limit_aud: float = Field(default=500.0, ge=0)
    """AUD a day that the whole platform may spend on models."""
    ai_client_daily_limit_aud: float = Field(default=50.0, ge=0)
    """AUD a day that one client may spend on models, unless its own row says otherwise."""
    aud_per_usd: float = Field(default=1.55, gt=0)
    """Exchange rate used to count model and vendor costs in AUD."""

    voyage_api_key: SecretStr | None = None
    """Voyage's key for embeddings of notes; without it the offline model makes them."""
    voyage_base_url: str = "https://api.voyageai.com/v1"
    """Voyage's API; keys of MongoDB Atlas have another host."""
    voyage_model: str = "voyage-4-lite"
    """The embedding model; notes of another one are embedded anew."""
    voyage_timeout_seconds: float = Field(default=3.0, gt=0)
    """Seconds before the offline model embeds instead."""

    sandbox: bool | None = None
    """Speak to the pretended vendors; unset means yes in development, no in production."""
    sandbox_url: str | None = None
    """A sandbox that already runs; one is started on loopback when unset."""
    sandbox_seed: int = 7
    """Seed of the sandbox's world and of its people's moods."""
    sandbox_reply_share: float = Field(default=0.9, ge=0, le=1)
    """Share of delivered mails that a person in the sandbox answers."""
    sandbox_reply_mix: str = (
        "interested=25,meeting=20,question=20,not_interested=15,unsubscribe=8,out_of_office=7,auto_reply=5"
    )
    """How the sandbox's people answer, in parts."""
    sandbox_reply_seconds: float = Field(default=8.0, ge=0)
    """Seconds until a person in the sandbox answers."""
    sandbox_mail_outcomes: str = (
        "delivered=75,opened=15,clicked=4,bounced=2,complained=0.5,delivery_delayed=3.5"
    )
    """What becomes of the sandbox's mails, in parts; its Resend tells nothing of them when empty."""
    sandbox_faults: str = ""
    """Shares of faulted calls, such as `429=0.1,accept_then_drop=0.05`; none when empty."""

    apollo_base_url: str = "https://api.apollo.io/api/v1"
    """Apollo's API."""
    apollo_api_key: SecretStr | None = None
    """Apollo's key of the platform."""
    apollo_match_cost_usd: float = Field(default=0.0, ge=0)
    """USD that one match costs under the platform's Apollo plan; a batch's cost counts it in AUD."""
    apollo_phone_cost_usd: float = Field(default=0.0, ge=0)
    """USD that one phone found by Apollo costs under the platform's plan."""
    resend_base_url: str = "https://api.resend.com"
    """Resend's API."""
    resend_api_key: SecretStr | None = None
    """Resend's key of the platform."""
    postmark_base_url: str = "https://api.postmarkapp.com"
    """Postmark's API."""
    postmark_server_token: SecretStr | None = None
    """Postmark's server token of the platform."""
    postmark_webhook_user: str = "postmark"
    """User of the Basic auth that Postmark's webhooks must bear."""
    postmark_webhook_password: SecretStr | None = None
    """Password of that Basic auth; generated when unset in development."""
    resend_webhook_secret: SecretStr | None = None
    """Signing secret of Resend's webhooks (`whsec_…`)."""
    twilio_base_url: str = "https://api.twilio.com/2010-04-01"
    """Twilio's API."""
    twilio_account_sid: str = ""
    """Twilio's account."""
    twilio_auth_token: SecretStr | None = None
    """Twilio's token: calls bear it, webhooks are signed with it."""
    heyreach_base_url: str = "https://api.heyreach.io/api/public"
    """HeyReach's API."""
    heyreach_api_key: SecretStr | None = None
    """HeyReach's key of the platform."""
    synthflow_base_url: str = "https://api.synthflow.ai/v2"
    """Synthflow's API; the United States and Europe have hosts of their own."""
    synthflow_api_key: SecretStr | None = None
    """Synthflow's key of the platform."""
    synthflow_webhook_secret: SecretStr | None = None
    """What Synthflow signs a call's id with."""
    lob_base_url: str = "https://api.lob.com/v1"
    """Lob's API."""
    lob_api_key: SecretStr | None = None
    """Lob's key of the platform."""
    lob_webhook_secret: SecretStr | None = None
    """What Lob's webhooks are signed with."""
    stripe_base_url: str = "https://api.stripe.com"
    """Stripe's API."""
    stripe_api_key: SecretStr | None = None
    """Stripe's secret or restricted key."""
    stripe_webhook_secret: SecretStr | None = None
    """Signing secret of Stripe's webhooks (`whsec_…`)."""
    stripe_prices: str = ""
    """Stripe's price of each tier, such as `ignition=price_1,ignition_founding=price_2`."""
    dncr_url: str = "https://www.donotcall.gov.au/dncrtelem/rtw/washing.cfc"
    """The Do Not Call Register's washing service."""
    dncr_account_id: str = ""
    """Account number at the register; without one, numbers are washed by CSV."""
    dncr_passphrase: SecretStr | None = None
    """Passphrase of that account."""
    dncr_wash_only_user: str = ""
    """The register's wash-only user, where the account has one."""
    apify_base_url: str = "https://api.apify.com"
    """Apify's API."""
    apify_token: SecretStr | None = None
    """Apify's token of the platform."""
    apify_actor: str = "dev_fusion~linkedin-profile-scraper"
    """The actor that reads public profiles, as `user~actor`."""
    clay_webhook_url: str = ""
    """The address of the platform's Clay table; without one the waterfall ends before Clay."""
    clay_webhook_auth: SecretStr | None = None
    """Token that the Clay table asks for."""
    clay_row_cost_usd: float = Field(default=0.0, ge=0)
    """USD that one row of the Clay table costs under the platform's plan."""
    clay_share: float = Field(default=0.15, ge=0, le=1)
    """Share of an enrichment batch that may go on to Clay."""
    webhook_token: SecretStr | None = None
    """Unguessable part of the webhook addresses of vendors that sign nothing; derived when unset."""
    vendor_costs_usd: str = "sms=0.0515,voice_minute=0.13,letter=1.74,postcard=0.98,linkedin=0,email=0.0004"
    """USD that the platform pays for one of each where the vendor does not tell; counted in AUD."""
    inbound_domain: str = "in.agency.example"
    """Domain whose mail Postmark receives for us; replies go to `r+TOKEN@` there."""
    provider_timeout_seconds: float = Field(default=15.0, gt=0)
    """Seconds that a vendor may take to answer."""

    send_lease_seconds: float = Field(default=90.0, gt=0)
    """Seconds after which a send without an outcome counts as unknown and is looked up."""
    approval_hours: float = Field(default=24.0, gt=0)
    """Hours until an undecided approval expires."""
    autopilot_bound: float = Field(default=0.9, gt=0.5, lt=1)
    """Lower 95 % bound of the share of drafts accepted as written that earns autopilot."""
    autopilot_sample: float = Field(default=0.1, ge=0, le=1)
    """Share of drafts that a reviewer still sees where autopilot was earned."""
    import_max_bytes: int = Field(default=50_000_000, gt=0)
    """Bytes that a CSV of leads may have."""
    import_max_rows: int = Field(default=50_000, gt=0)
    """Rows that a CSV of leads may have."""
    webhook_max_bytes: int = Field(default=10_485_760, gt=0)
    """Bytes that a webhook's body may have (10 MiB)."""
    kill_at: str | None = None
    """Name of a point in the code where this process kills itself; for crash tests only."""

    logfire_token: SecretStr | None = None
    """Sends traces to Logfire when set; they stay local otherwise."""

    @property
    def sandboxed(self) -> bool:
        """Whether vendors are pretended."""
        return self.env != "production" if self.sandbox is None else self.sandbox

    @property
    def with_demo(self) -> bool:
        """Whether the demo agency is made at start."""
        return self.env != "production" if self.demo is None else self.demo

    @property
    def base_url(self) -> str:
        """Public address without a trailing slash."""
        return (self.public_base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @model_validator(mode="after")
    def _production_is_real(self) -> Self:
        if self.env != "production":
            return self
        if self.sandbox:
            raise ValueError("ENV=production does not run on the sandbox: unset SANDBOX.")
        if self.database_url is None or self.redis_url is None:
            raise ValueError("ENV=production needs DATABASE_URL and REDIS_URL.")
        if self.secret_key is None or len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("ENV=production needs SECRET_KEY with 32 characters or more.")
        if self.public_base_url is None:
            raise ValueError("ENV=production needs PUBLIC_BASE_URL.")
        if self.postmark_webhook_password is None:
            raise ValueError("ENV=production needs POSTMARK_WEBHOOK_PASSWORD.")
        if self.kill_at:
            raise ValueError("ENV=production refuses KILL_AT.")
        return self
