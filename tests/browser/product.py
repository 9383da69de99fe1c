"""Start the whole product as a newcomer does, and open its page in Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect, sync_playwright

from tools.sandbox.entries import ENTRY, AcceptedMail, CallEnd, Entry
from tools.sandbox.invention import make_world
from tools.sandbox.lead_list import leads_csv

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "harbour-bridge-12"
OWNER = "alex@southern.example"
COLLEAGUE = "mia@harbourfacilities.example"
STRANGER = "noah@ledgerline.example"
HOOK_PASSWORD = "hook-password-of-the-tests"
HOOKS = {
    "postmark": HOOK_PASSWORD,
    "twilio": "twilio-token-of-the-tests",
    "heyreach": "hook-token-of-the-tests",
    "apify": "hook-token-of-the-tests",
    "apollo": "hook-token-of-the-tests",
    "clay": "hook-token-of-the-tests",
    "synthflow": "synthflow-secret-of-the-tests",
    "lob": "lob-secret-of-the-tests",
}
"""What the sandbox's webhooks are signed with or bear, and the product knows."""
START_SECONDS = 60
SYDNEY = ZoneInfo("Australia/Sydney")
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
).split()


def chromium() -> str | None:
    """Where Chromium is on this machine, best without windows to draw; it is never downloaded."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


IN_CHROMIUM = [
    pytest.mark.skipif(
        chromium() is None, reason="There is no Chromium here: install it to see the product at work."
    ),
]
"""What every test with a page is marked with."""


@dataclass
class Product:
    """A running `python -m api`, and beside it the sandbox, whose people outlive it."""

    home: Path
    port: int
    sandbox_port: int
    settings: dict[str, str] = field(default_factory=dict[str, str])
    process: subprocess.Popen[bytes] | None = None
    vendors: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait for its one line."""
        self.home.mkdir(parents=True, exist_ok=True)
        if self.vendors is None:
            self.vendors = self._run("sandbox", ["tools.sandbox", "serve", *self._sandbox_arguments()])
        self.process = self._run("product", ["api"])
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if "is ready at" in self.log():
                return
            if self.process.poll() is not None:
                raise AssertionError(f"The product ended at its start:\n{self.log()[-3000:]}")
            time.sleep(0.05)
        raise AssertionError(f"The product was not ready in {START_SECONDS} s:\n{self.log()[-3000:]}")

    def _run(self, name: str, module: list[str]) -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "AGENCY_HOME": str(self.home),
            "PORT": str(self.port),
            "DEMO_PASSWORD": PASSWORD,
            "SANDBOX_URL": f"http://127.0.0.1:{self.sandbox_port}",
            "POSTMARK_WEBHOOK_PASSWORD": HOOK_PASSWORD,
            "TWILIO_AUTH_TOKEN": HOOKS["twilio"],
            "WEBHOOK_TOKEN": HOOKS["heyreach"],
            "SYNTHFLOW_WEBHOOK_SECRET": HOOKS["synthflow"],
            "LOB_WEBHOOK_SECRET": HOOKS["lob"],
            "LOG_LEVEL": "WARNING",
            **self.settings,
        }
        with (self.home / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *module], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def _sandbox_arguments(self) -> list[str]:
        values = {
            "port": self.sandbox_port,
            "ledger": self.home / "sandbox.jsonl",
            "reply-share": 1,
            "reply-seconds": 2,
            "reply-mix": "question=1",
            "mail-outcomes": "",
            "webhooks-url": f"{self.url}/api/v1/webhooks",
        }
        secrets = [("webhook-secret", f"{vendor}={secret}") for vendor, secret in HOOKS.items()]
        return [part for name, value in [*values.items(), *secrets] for part in (f"--{name}", str(value))]

    def answers(self, email: str, intent: str, text: str | None = None) -> None:
        """Have a person write such an answer to the newest mail they got, or to their next."""
        url = f"http://127.0.0.1:{self.sandbox_port}/_sandbox/answer"
        said = httpx.post(url, json={"email": email, "intent": intent, "text": text, "again": True})
        assert said.status_code == 200, said.text

    def ledger(self) -> list[Entry]:
        """What the sandbox has written down so far."""
        lines = (self.home / "sandbox.jsonl").read_text(encoding="utf-8").splitlines()
        return [ENTRY.validate_json(line).entry for line in lines]

    def mails(self) -> list[AcceptedMail]:
        """Every mail that left."""
        return [entry for entry in self.ledger() if isinstance(entry, AcceptedMail)]

    def answered_since(self, moment: datetime) -> list[datetime]:
        """When each answer since then was posted to the webhook."""
        return [entry.at for entry in self.ledger() if isinstance(entry, CallEnd) and entry.at >= moment]

    @contextmanager
    def api(self, email: str = OWNER) -> Iterator[httpx.Client]:
        """A program that is signed in."""
        with httpx.Client(base_url=f"{self.url}/api/v1", timeout=30) as program:
            token = program.post("/auth/token", json={"email": email, "password": PASSWORD}).json()
            program.headers["Authorization"] = f"Bearer {token['access_token']}"
            yield program

    def stock(self, client: str, rows: int) -> str:
        """Import leads and launch a campaign over the API until its drafts wait; the client's path."""
        with self.api() as program:
            clients = {each["name"]: each["id"] for each in program.get("/auth/me").json()["clients"]}
            path = f"/clients/{clients[client]}"
            preview = _ok(
                program.post(f"{path}/imports", files={"file": ("leads.csv", csv_of(rows, seed=11))})
            )
            mapping = {"mapping": preview["mapping"], "list_source": "published"}
            _ok(program.post(f"{path}/imports/{preview['import_id']}/commit", json=mapping))
            plan = {"name": "Clean offices", "brief": "Offer a visit.", "daily_limit": 60}
            campaign = f"{path}/campaigns/{_ok(program.post(f'{path}/campaigns', json=plan))['id']}"
            wanted = _ok(program.post(f"{campaign}/leads", json={}))["assigned"]
            _ok(program.post(f"{campaign}/status", json={"status": "active"}))
            deadline = time.monotonic() + START_SECONDS
            while len(_ok(program.get(f"{path}/approvals", params={"limit": 200}))) < min(wanted, 40):
                assert time.monotonic() < deadline, f"{wanted} drafts did not come"
                time.sleep(0.3)
        return path

    def kill(self) -> None:
        """Take it away as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        ended = 0
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            ended = self.process.wait(timeout=30)
        if self.vendors is not None:
            self.vendors.terminate()
            self.vendors.wait(timeout=30)
        return ended

    def log(self) -> str:
        """What it has said so far."""
        path = self.home / "product.log"
        return path.read_text(errors="replace") if path.exists() else ""


@contextmanager
def running_product(home: Path) -> Iterator[Product]:
    """A product that nobody has used yet; it must also end well."""
    running = Product(home=home, port=free_port(), sandbox_port=free_port())
    running.start()
    yield running
    assert running.stop() == 0, running.log()[-3000:]


def csv_of(rows: int, *, seed: int = 7) -> str:
    """A newcomer's list: mostly good, with a few rows that are not."""
    return leads_csv(make_world(7, datetime.now(SYDNEY).date()), count=rows, seed=seed)


def _ok(answer: httpx.Response) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, headless."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
        try:
            yield found
        finally:
            found.close()


def choose(page: Page, client: str) -> None:
    """Switch to another client of the agency."""
    page.click("#chat-profiles")
    page.get_by_role("option", name=client).click()
    expect(page.locator("[data-card=welcome] .ag-client")).to_have_text(client, timeout=20_000)


def drop(page: Page, *files: Path | FilePayload) -> None:
    """Put files into the composer."""
    page.set_input_files("input[type=file]", list(files))  # type: ignore[arg-type]
    page.wait_for_timeout(600)


def waiting(page: Page) -> Locator:
    """Drafts with buttons; responses to replies are left to their own step."""
    return page.locator("[data-card=draft][data-status=pending]", has_not_text="In answer to")


def take(page: Page) -> Locator:
    """The first draft that waits, wherever its state goes from here."""
    identity = waiting(page).first.get_attribute("data-id", timeout=20_000)
    return page.locator(f'[data-card=draft][data-id="{identity}"]')


def sign_in(page: Page, product: Product, email: str = OWNER) -> None:
    """Open the page and sign in as somebody."""
    page.goto(product.url)
    page.wait_for_selector("#email", timeout=30_000)
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("[data-card=welcome]", timeout=30_000)
    # A first page opens two sockets, one after the other: whoever is quicker than that is greeted by neither.
    page.wait_for_timeout(500)


def reload(page: Page) -> None:
    """Load a chat anew and wait until its buttons work."""
    page.reload()
    expect(page.locator("html.ag-arriving")).to_have_count(0, timeout=30_000)


def say(page: Page, text: str) -> None:
    """Type a line and send it; the menu of commands takes the first Enter."""
    page.locator("#chat-input").fill(text)
    page.keyboard.press("Enter")
    if text.startswith("/"):
        page.wait_for_timeout(300)
        page.keyboard.press("Enter")
