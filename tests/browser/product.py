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
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "harbour-bridge-12"
OWNER = "alex@southern.example"
START_SECONDS = 60
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
).split()


def chromium() -> str | None:
    """Where Chromium is on this machine; it is never downloaded."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@dataclass
class Product:
    """A running `python -m api` and where it listens."""

    home: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict[str, str])
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait for its one line."""
        self.home.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {
            "AGENCY_HOME": str(self.home),
            "PORT": str(self.port),
            "DEMO_PASSWORD": PASSWORD,
            "SANDBOX_REPLY_SECONDS": "2",
            "SANDBOX_REPLY_SHARE": "1",
            "SANDBOX_REPLY_MIX": "interested=1,question=1",
            "LOG_LEVEL": "WARNING",
            **self.settings,
        }
        with (self.home / "product.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if "is ready at" in self.log():
                return
            if self.process.poll() is not None:
                raise AssertionError(f"The product ended at its start:\n{self.log()[-3000:]}")
            time.sleep(0.1)
        raise AssertionError(f"The product was not ready in {START_SECONDS} s:\n{self.log()[-3000:]}")

    def kill(self) -> None:
        """Take it away as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def log(self) -> str:
        """What it has said so far."""
        path = self.home / "product.log"
        return path.read_text(errors="replace") if path.exists() else ""


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


def sign_in(page: Page, product: Product, email: str = OWNER) -> None:
    """Open the page and sign in as somebody."""
    page.goto(product.url)
    page.wait_for_selector("#email", timeout=30_000)
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("[data-card=welcome]", timeout=30_000)


def say(page: Page, text: str) -> None:
    """Type a line and send it; the menu of commands takes the first Enter."""
    page.locator("#chat-input").fill(text)
    page.keyboard.press("Enter")
    if text.startswith("/"):
        page.wait_for_timeout(300)
        page.keyboard.press("Enter")
