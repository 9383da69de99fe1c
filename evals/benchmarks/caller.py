"""Call an address as fast as it answers, over kept connections, and say how long each answer took.

Run as `python -m evals.benchmarks.caller PORT CONNECTIONS < requests`: requests are length-prefixed and
written to the socket as they are, so that making them costs the measured machine nothing.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
import time
from asyncio import StreamReader
from collections.abc import Iterator


def packed(requests: list[bytes]) -> bytes:
    """What the caller reads from its standard input."""
    return b"".join(struct.pack(">I", len(one)) + one for one in requests)


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """One POST as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def call_all(port: int, connections: int, requests: list[bytes]) -> dict[str, object]:
    """Seconds in all, each answer's milliseconds in order, and how many were not 200."""
    left, spent, refused = iter(requests), list[float](), 0

    async def one_connection() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for one in left:
            began = time.perf_counter()
            writer.write(one)
            refused += await _status(reader) != 200
            spent.append((time.perf_counter() - began) * 1000)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one_connection() for _ in range(connections)))
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "milliseconds": sorted(spent), "refused": refused}


async def _status(reader: StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    if length:
        await reader.readexactly(length)
    return int(head[9:12])


def _unpacked(read: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(read):
        (size,) = struct.unpack_from(">I", read, at)
        yield read[at + 4 : at + 4 + size]
        at += 4 + size


def main() -> None:
    """One round."""
    port, connections = int(sys.argv[1]), int(sys.argv[2])
    requests = list(_unpacked(sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps(asyncio.run(call_all(port, connections, requests))))


if __name__ == "__main__":
    main()
