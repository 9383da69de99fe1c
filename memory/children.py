"""Run servers as children that die with us, are started again when they crash, and leave nothing behind."""

from __future__ import annotations

import logging
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from errors import StorageUnavailable

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
HEALTHY_SECONDS = 10.0
STOP_SECONDS = 15.0
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""All that a server sees of ours: no secret is inherited."""

# Runs between fork and the server: it leaves root, asks the kernel to end the server with the
# thread that started it (setuid clears that wish, so it comes after), and becomes the server.
# A preexec_fn would do the same inside a fork of a threaded process, which may deadlock.
_LAUNCHER = """
import ctypes, os, sys
number, uid, gid, parent = map(int, sys.argv[1:5])
if uid >= 0:
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, number)
    if os.getppid() != parent:
        sys.exit(1)
os.execv(sys.argv[5], sys.argv[5:])
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """The unprivileged user that servers run as when we are root."""

    uid: int
    gid: int


def server_account(name: str = "pgserver") -> Account | None:
    """None unless we are root; else the user of that name, made when it is missing."""
    if os.geteuid() != 0:
        return None
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    for _ in range(20):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            # Fails harmlessly while another process of ours is making the same user.
            log.info("making the system user %s, for embedded databases do not run as root", name)
            subprocess.run([useradd, "--system", "--shell", "/bin/false", name], check=False)
            time.sleep(0.1)
        else:
            return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    raise StorageUnavailable(f"Embedded databases do not run as root, and the user {name} cannot be made.")


def command_as(account: Account | None, argv: Sequence[str], *, ends_on: signal.Signals) -> list[str]:
    """The command line that runs `argv` as that account and ends it with this thread."""
    ids = (account.uid, account.gid) if account else (-1, -1)
    numbers = [str(n) for n in (int(ends_on), *ids, os.getpid())]
    return [sys.executable, "-I", "-S", "-c", _LAUNCHER, *numbers, *argv]


def end_leftover(pid_file: Path, *, mark: str, ends_on: signal.Signals) -> None:
    """End the server that `pid_file` names if it lives and bears `mark` in its command line."""
    pid = _pid_in(pid_file)
    if pid is None or mark not in _command_line(pid):
        return
    log.warning("ending process %d, left behind by an earlier run", pid)
    for number in (ends_on, signal.SIGQUIT, signal.SIGKILL):
        _send(pid, number)
        if _gone(pid, mark, within_seconds=STOP_SECONDS):
            return


@dataclass(kw_only=True, slots=True)
class Child:
    """One server process; `answers` says whether it serves."""

    name: str
    argv: tuple[str, ...]
    account: Account | None
    ends_on: signal.Signals
    log_file: Path
    answers: Callable[[], bool]
    _process: subprocess.Popen[bytes] | None = None
    _started_at: float = 0.0
    _next_start_at: float = 0.0
    _pause_seconds: float = FIRST_PAUSE_SECONDS

    def start(self) -> None:
        """Start the server; it is ready once `answers()` says so."""
        with self.log_file.open("ab") as sink:
            self._process = subprocess.Popen(
                command_as(self.account, self.argv, ends_on=self.ends_on),
                stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True,
                cwd="/", env=ENVIRONMENT,
            )  # fmt: skip
        self._started_at = time.monotonic()

    def keep_running(self) -> None:
        """Start the server again if it died, after a pause that doubles while it keeps dying."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is None:
            if now - self._started_at > HEALTHY_SECONDS:
                self._pause_seconds = FIRST_PAUSE_SECONDS
            return
        if self._process is not None:
            log.warning("%s ended (%s); starting it again", self.name, self._process.returncode)
            self._process = None
            self._next_start_at = now + self._pause_seconds
            self._pause_seconds = min(self._pause_seconds * 2, LONGEST_PAUSE_SECONDS)
        if now >= self._next_start_at:
            self.start()

    def stop(self) -> None:
        """End the server and wait until it is gone."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        for number in (self.ends_on, signal.SIGQUIT, signal.SIGKILL):
            process.send_signal(number)
            try:
                process.wait(STOP_SECONDS)
                return
            except subprocess.TimeoutExpired:
                log.warning("%s does not end on %s", self.name, number.name)


def _pid_in(pid_file: Path) -> int | None:
    try:
        first = pid_file.read_text(encoding="utf-8").split()[:1]
    except OSError:
        return None
    return int(first[0]) if first and first[0].isdigit() else None


def _command_line(pid: int) -> str:
    """The command line of a living process, else nothing."""
    try:
        if sys.platform == "linux":
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        found = subprocess.run(
            ["/bin/ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True
        )
        return found.stdout.decode(errors="replace")
    except OSError:
        return ""


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _gone(pid: int, mark: str, *, within_seconds: float) -> bool:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if mark not in _command_line(pid):
            return True
        time.sleep(0.02)
    return False
