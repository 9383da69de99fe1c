"""The embedded servers start, crash, come back and go, and never outlive or lose what they should not."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from memory.children import server_account
from memory.embedded import open_embedded
from memory.places import Urls, settle, urls_of
from memory.redis import open_redis

ROOT = Path(__file__).parents[2]

_HOLDER = """
import asyncio, sys
from pathlib import Path
from memory.embedded import open_embedded
async def main():
    async with open_embedded(Path(sys.argv[1]), durable=False):
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
asyncio.run(main())
"""


def _hold(home: Path) -> subprocess.Popen[str]:
    """Another process that has the servers open until it reads a line."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "ready\n"
    return holder


def _leave(holder: subprocess.Popen[str]) -> None:
    assert holder.stdin is not None
    assert holder.stdout is not None
    holder.stdin.close()
    holder.wait(20)
    holder.stdout.close()


def _servers_of(home: Path) -> list[int]:
    """Living processes whose command line names the home's folder."""
    mark = os.fsencode(home / "embedded")
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if mark in line and not Path(os.fsdecode(line.split(b"\0")[0])).name.startswith("python"):
            found.append(int(entry.name))
    return found


async def _until(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def _connected(urls: Urls) -> asyncpg.Connection[asyncpg.Record]:
    """A connection, once the server takes one."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await asyncpg.connect(urls.database)
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which processes live")
async def test_the_servers_serve_privately_and_leave_nothing(agency_home: Path) -> None:
    """They listen on sockets in a folder that only their user enters, and end when they are closed."""
    async with open_embedded(agency_home, durable=False) as urls:
        connection = await _connected(urls)
        assert await connection.fetchval("show server_version_num") >= "180000"
        assert await connection.fetchval("show listen_addresses") == ""
        assert await connection.fetchval("select lower('ÄÖ')") == "äö"
        await connection.close()
        async with open_redis(urls.redis) as redis:
            assert (await redis.config_get("port"))["port"] == "0"
        place = settle(agency_home)
        assert place.run.stat().st_mode & 0o777 == 0o700
        assert (place.root / "password").stat().st_mode & 0o777 == 0o600
        assert _servers_of(agency_home)

    assert _servers_of(agency_home) == []


async def test_a_stranger_without_the_password_is_refused(agency_home: Path) -> None:
    """Reaching the socket is not enough."""
    async with open_embedded(agency_home, durable=False) as urls:
        owner, _, address = urls.database.partition("@")
        wrong = owner.rpartition(":")[0] + ":wrong@" + address
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(wrong)


async def test_a_killed_postmaster_comes_back_with_every_committed_row(agency_home: Path) -> None:
    """Crash recovery replays what was committed, without anybody's help."""
    async with open_embedded(agency_home) as urls:
        connection = await _connected(urls)
        await connection.execute("create table kept (n integer)")
        await connection.executemany("insert into kept values ($1)", [(n,) for n in range(500)])
        pid = int((settle(agency_home).data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        connection.terminate()
        await _until(lambda: pid not in _servers_of(agency_home))

        again = await _connected(urls)
        assert await again.fetchval("select count(*) from kept") == 500
        await again.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends children of a dead thread on Linux only")
async def test_servers_do_not_outlive_a_process_that_was_killed(agency_home: Path) -> None:
    """SIGKILL and SIGTERM of the process end its servers too, and the next start finds the data sound."""
    for number in (signal.SIGKILL, signal.SIGTERM):
        holder = _hold(agency_home)
        holder.send_signal(number)
        holder.wait(10)
        _leave(holder)
        await _until(lambda: not _servers_of(agency_home))

    async with open_embedded(agency_home, durable=False) as urls:
        connection = await _connected(urls)
        await connection.close()


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which processes live")
async def test_an_orphan_on_the_same_data_is_ended_at_the_next_start(agency_home: Path) -> None:
    """A server that nobody watches any more is stopped, and a new one takes its place."""
    async with open_embedded(agency_home, durable=False):
        pass
    place = settle(agency_home)
    orphan = _start_orphan(agency_home)
    try:
        await _until(lambda: (place.data / "postmaster.pid").exists())
        async with open_embedded(agency_home, durable=False) as urls:
            assert orphan.wait(5) == 0
            connection = await _connected(urls)
            await connection.close()
    finally:
        orphan.kill()
        orphan.wait()


def _start_orphan(home: Path) -> subprocess.Popen[bytes]:
    """A server on the home's data that no keeper watches."""
    from memory.embedded import _programs  # pyright: ignore[reportPrivateUsage]

    place = settle(home)
    argv = [str(_programs(place).postgres), "-D", str(place.data), "-c", "listen_addresses="]
    argv += ["-c", f"unix_socket_directories={place.run}"]
    user = (
        {"user": place.account.uid, "group": place.account.gid, "extra_groups": []} if place.account else {}
    )
    return subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **user)  # type: ignore[call-overload]


async def test_a_second_process_attaches_and_takes_over(agency_home: Path) -> None:
    """Two processes share the servers; when the one that started them ends, the other starts them again."""
    holder = await asyncio.to_thread(_hold, agency_home)
    try:
        started = time.monotonic()
        async with open_embedded(agency_home, durable=False) as urls:
            connection = await _connected(urls)
            await connection.execute("create table shared (n integer)")
            await connection.close()
            assert time.monotonic() - started < 5
            await asyncio.to_thread(_leave, holder)
            again = await _connected(urls)
            assert await again.fetchval("select count(*) from shared") == 0
            await again.close()
    finally:
        holder.kill()
        holder.wait()


async def test_two_that_start_at_once_share_one_server(agency_home: Path) -> None:
    """Nobody fails because somebody else was faster."""
    async with (
        open_embedded(agency_home, durable=False) as one,
        open_embedded(agency_home, durable=False) as other,
    ):
        assert one == other
        connection = await _connected(one)
        await connection.close()


def test_a_home_with_a_long_or_odd_name_has_its_sockets_elsewhere(agency_home: Path) -> None:
    """A socket's path must be short, whatever AGENCY_HOME is; parents keep their permissions."""
    home = agency_home / ("deep " * 12) / ("folder" * 10)
    place = settle(home)

    assert len(str(place.run)) < 86
    assert place.root == home / "embedded"
    assert agency_home.stat().st_mode & 0o777 == 0o711
    place.run.rmdir()
    place.run.parent.rmdir()


@pytest.mark.skipif(server_account() is None, reason="concerns root only")
async def test_root_with_a_closed_home_keeps_the_data_in_a_folder_that_the_server_can_reach(
    agency_home: Path,
) -> None:
    """PostgreSQL refuses root, and its user cannot walk into a closed folder: the data goes elsewhere."""
    closed = agency_home / "closed"
    closed.mkdir(mode=0o700)
    place = settle(closed / "home")
    try:
        assert place.root.parent == Path("/var/tmp")
        assert closed.stat().st_mode & 0o777 == 0o700
        async with open_embedded(closed / "home", durable=False) as urls:
            assert urls == urls_of(place)
            connection = await _connected(urls)
            await connection.close()
    finally:
        shutil.rmtree(place.root)
