"""The load stub as a process of its own. Orders come in as lines of JSON, each is answered by one line."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from typing import Any

from tests.benchmarks.stub import FIRST_UPDATE, Connection, Stub


class Orders:
    """What the benchmark asks of the stub; each returns what the answering line says."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub

    async def load(self, file: str, methods: list[str], count: int) -> dict[str, Any]:
        """Hand out a file's updates (a line each) at once; wait until all is answered and acknowledged."""
        stub = self._stub
        added = _lines(file)
        before = stub.calls.copy()
        first = FIRST_UPDATE + len(stub.updates)
        stub.updates += added
        stub.expect(methods, count)
        gc.collect()
        busy = time.process_time()
        stub.release(len(added))
        await stub.complete.wait()
        ended = time.monotonic()
        seconds = ended - stub.handed[first]
        busy = time.process_time() - busy
        return {"seconds": seconds, "busy": busy / seconds, "calls": dict(stub.calls - before)}

    async def taps(self, file: str, chats: list[int], every: float, *, flooded: bool) -> dict[str, Any]:
        """Hand out a file's updates one by one, each so many seconds after the one before; `flooded`: once
        a flood of messages has begun.

        How long each took, in seconds: until its press was answered, and until its chat's first edit.
        """
        stub, loop = self._stub, asyncio.get_running_loop()
        added = _lines(file)
        first = FIRST_UPDATE + len(stub.updates)
        stub.updates += added
        stub.keep_times = True
        stub.edited.clear()
        if flooded:
            await _until(lambda: bool(stub.sent))
        begin = loop.time()
        for place in range(len(added)):
            await asyncio.sleep(max(0.0, begin + place * every - loop.time()))
            stub.release(1)
        numbers = range(first, first + len(added))
        await _until(lambda: all(n in stub.pressed for n in numbers) and all(c in stub.edited for c in chats))
        answered = [stub.pressed[number] - stub.handed[number] for number in numbers]
        edited = [
            stub.edited[chat] - stub.handed[number] for number, chat in zip(numbers, chats, strict=True)
        ]
        return {"answered": answered, "edited": edited, "sent_meanwhile": len(stub.sent)}

    async def sends(self, count: int) -> dict[str, Any]:
        """Wait for so many new messages from now on; when each came."""
        stub = self._stub
        stub.keep_times = True
        stub.sent.clear()
        before = stub.refused
        await _until(lambda: len(stub.sent) >= count)
        return {"sent": stub.sent[:count], "refused": stub.refused - before}

    async def strict(self) -> dict[str, Any]:
        """From now on refuse what Telegram might refuse."""
        self._stub.strict = True
        return {}

    async def polled(self) -> dict[str, Any]:
        """Wait for the first getUpdates of all: the bot is up."""
        await self._stub.polled.wait()
        return {"at": self._stub.first_poll}


async def _until(true: Any) -> None:
    while not true():  # noqa: ASYNC110 - a few looks a second cost less than an event at every call
        await asyncio.sleep(0.05)


def _lines(file: str) -> list[bytes]:
    with open(file, "rb") as lines:
        return lines.read().splitlines()


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    stub = Stub()
    server = await loop.create_server(lambda: Connection(stub), "127.0.0.1", 0)
    _say({"port": server.sockets[0].getsockname()[1]})
    gc.freeze()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    orders = Orders(stub)
    tasks: set[asyncio.Task[None]] = set()

    async def carry_out(order: dict[str, Any]) -> None:
        number, name = order.pop("number"), order.pop("do")
        _say({"number": number, **await getattr(orders, name)(**order)})

    while line := await reader.readline():
        task = asyncio.create_task(carry_out(json.loads(line)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve())
