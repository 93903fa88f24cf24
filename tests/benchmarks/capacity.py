"""What the load stub bears from a client that does nothing else: far more than any bot asks of it."""

from __future__ import annotations

import asyncio
import os
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks.figures import Figure, say
from tests.benchmarks.processes import TOKEN, cores, stub

CONNECTIONS = 16
_BODY = b"chat_id=10001&text=I+let+the+silence+run%2C+and+it+came."
_REQUEST = (
    b"POST /bot%s/sendMessage HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
) % (TOKEN.encode(), len(_BODY), _BODY)


class _Client(asyncio.Protocol):
    """Asks again as soon as it is answered."""

    answers = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(_REQUEST)

    def data_received(self, _: bytes) -> None:  # an answer is small, and comes in one piece
        self.answers += 1
        self._transport.write(_REQUEST)


def run(size: float = 1.0) -> tuple[list[Figure], dict[str, Any]]:
    """This process takes the bot's core for the time being."""
    mine = os.sched_getaffinity(0)
    with stub() as telegram:
        os.sched_setaffinity(0, {cores()[0]})
        try:
            rate = asyncio.run(_rate(telegram.address, max(0.2, 3.0 * size)))
        finally:
            os.sched_setaffinity(0, mine)
    say(f"capacity: {rate:,.0f} calls a second")
    return [Figure("a", "the load stub bears, from a bare client", rate, "calls/s")], {"rate": rate}


async def _rate(address: str, seconds: float) -> float:
    loop, url = asyncio.get_running_loop(), urlsplit(address)
    made = [
        await loop.create_connection(_Client, str(url.hostname), int(url.port or 0))
        for _ in range(CONNECTIONS)
    ]
    began = loop.time()
    await asyncio.sleep(seconds)
    took, answers = loop.time() - began, sum(client.answers for _, client in made)
    for transport, _ in made:
        transport.abort()
    return answers / took
