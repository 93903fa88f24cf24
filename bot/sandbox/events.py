"""Tells open pages what changed, as Server-Sent Events."""

from __future__ import annotations

import asyncio
import json
from typing import Any

WAITING = 1000  # events kept for a page that does not read


class Events:
    """One queue per open page; None in a queue ends its stream."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[str | None]] = set()

    def join(self) -> asyncio.Queue[str | None]:
        """A new page's queue of ready-made event texts."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._pages.add(queue)
        return queue

    def part(self, queue: asyncio.Queue[str | None]) -> None:
        """The page is gone."""
        self._pages.discard(queue)

    def publish(self, event: str, data: dict[str, Any]) -> None:
        """Tell every page; one that has stopped reading is told to end and connects anew."""
        text = f"event: {event}\ndata: {json.dumps(data)}\n\n"
        for queue in list(self._pages):
            queue.put_nowait(text)
            if queue.qsize() > WAITING:
                self.part(queue)
                queue.put_nowait(None)

    def changed(self, chat: int) -> None:
        """A chat looks different now."""
        self.publish("change", {"chat": chat})

    def close(self) -> None:
        """End every stream."""
        for queue in list(self._pages):
            queue.put_nowait(None)
        self._pages.clear()
