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
    ai_daily_limit_aud: float = Field(default=500.0, ge=0)
    """AUD a day that the whole platform may spend on models."""
    ai_client_daily_limit_aud: float = Field(default=50.0, ge=0)
    """AUD a day that one client may spend on models, unless its own row says otherwise."""
    aud_per_usd: float = Field(default=1.55, gt=0)
    """Exchange rate used to count model and vendor costs in AUD."""

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
    sandbox_faults: str = ""
    """Shares of faulted calls, such as `429=0.1,accept_then_drop=0.05`; none when empty."""

    apollo_base_url: str = "https://api.apollo.io/api/v1"
    """Apollo's API."""
    apollo_api_key: SecretStr | None = None
    """Apollo's key of the platform."""
    apollo_match_cost_usd: float = Field(default=0.0, ge=0)
    """USD that one match costs under the platform's Apollo plan; a batch's cost counts it in AUD."""
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
    inbound_domain: str = "in.agency.example"
    """Domain whose mail Postmark receives for us; replies go to `r+TOKEN@` there."""
    provider_timeout_seconds: float = Field(default=15.0, gt=0)
    """Seconds that a vendor may take to answer."""

    send_lease_seconds: float = Field(default=90.0, gt=0)
    """Seconds after which a send without an outcome counts as unknown and is looked up."""
    approval_hours: float = Field(default=24.0, gt=0)
    """Hours until an undecided approval expires."""
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
